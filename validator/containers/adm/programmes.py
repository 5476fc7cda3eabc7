"""The programmes of an ADM file: what is heard together when one of them is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from validator.containers.adm.identifiers import folded
from validator.containers.adm.mixes import PartKind, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from validator.containers.adm.document import AdmDocument
    from validator.containers.adm.mixes import AdmPart
    from validator.containers.wave.chna import ChnaTable


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardProgramme:
    """An audioProgramme, with what is heard in it.

    Attributes:
        programme_id: Its audioProgrammeID.
        name: None where it has none.
        language: As it states it; None where it states none.
        parts: The beds and objects of its contents, in file order.
    """

    programme_id: str
    name: str | None
    language: str | None
    parts: tuple[AdmPart, ...]

    def only(self, object_ids: Collection[str]) -> HeardProgramme:
        """Return the programme with some of its beds and objects alone."""
        return replace(self, parts=tuple(part for part in self.parts if part.object_id in object_ids))

    @property
    def bed_labels(self) -> tuple[str, ...] | None:
        """The channel labels of the sum of its beds, in the order of the widest one.

        None where something is no bed, where a channel or its label is not known, and where a narrower bed has a
        channel that the widest lacks: 5.1 in 7.1.2 has no place for Ls.

        | beds      | sum  |
        |-----------|------|
        | 5.1, 5.1  | 5.1  |
        | 5.1, 2.0  | 5.1  |
        | 7.1.2, 5.1 | none |
        """
        beds: list[tuple[str, ...]] = []
        for part in self.parts:
            labels = tuple(label for label in part.labels if label is not None)
            if part.kind is not PartKind.BED or None in part.channels or len(labels) != len(part.labels):
                return None
            if len(set(labels)) != len(labels):
                return None
            beds.append(labels)
        widest = max(beds, key=len, default=())
        fits = all({*labels} <= {*widest} for labels in beds)
        return widest if widest and fits else None


def heard_programmes(document: AdmDocument, chna: ChnaTable) -> tuple[HeardProgramme, ...]:
    """Return every programme of a file with what is heard in it, in file order."""
    parts = parts_of(document, chna)
    found: list[HeardProgramme] = []
    for programme in document.programmes:
        own = {folded(reference.id) for reference in programme.contents}
        held = tuple(part for part in parts if any(folded(content) in own for content, _ in part.contents))
        found.append(
            HeardProgramme(programme_id=programme.id, name=programme.name, language=programme.language, parts=held)
        )
    return tuple(found)
