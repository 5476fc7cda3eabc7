"""The dialogue stem and the M&E of a mix: named by the caller, or found among the files of its delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError, UsageError
from specs.statements.statement import are_of_one_episode
from specs.vocabulary import MixKind, parse_layout
from validator.audio.programme import open_programme
from validator.delivery.ingest.file_parts import open_part
from validator.delivery.ingest.sound_inputs import find_inputs
from validator.names.shared_words import shared_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from specs.statements.delivery import DeliveredFile
    from specs.statements.statement import FilePart
    from specs.vocabulary import Layout
    from validator.audio.programme import Programme

WITHOUT_DIALOGUE_GATE: Final = frozenset(
    {MixKind.DIALOGUE, MixKind.DIALOGUE_GUIDE, MixKind.ME, MixKind.MUSIC, MixKind.EFFECTS, MixKind.OPTIONAL}
)
"""Kinds that are parts of a mix: they have no dialogue of their own to tell from the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MixFiles:
    """The files of a stem or an M&E that tells the dialogue of a mix.

    Attributes:
        paths: One interleaved file, or the mono files of a set.
        roles: Channel label of each file of a set; None leaves it to the names.
        layout: What the delivery says the channels are.
        part: Which part of its file it is; None for all of it.
        timeline: Opens it where it is pieces of its files on a timeline; None where it is its files.
        named: True where the caller named it, so that it must be readable; one that was found may be passed over,
            because it is reported as a mix of its own.
    """

    paths: tuple[Path, ...]
    roles: dict[Path, str] | None = None
    layout: Layout | None = None
    part: FilePart | None = None
    timeline: Callable[[], Programme] | None = None
    named: bool = False

    def open(self) -> Programme | None:
        """Open the files; None where one that was found cannot be read.

        Raises:
            MediaError: One that was named cannot be read.
        """
        try:
            if self.timeline is not None:
                return self.timeline()
            if self.part is not None:
                return open_part(self.paths[0], self.part)
            return open_programme(self.paths, layout=self.layout, roles=self.roles)
        except (MediaError, UsageError):
            if self.named:
                raise
            return None


def named_files(path: Path | None) -> MixFiles | None:
    """Return the files behind a path that was named: a file, or a folder with one file or one mono set.

    Raises:
        UsageError: The folder holds several mixes.
        MediaError: There is nothing to read.
    """
    if path is None:
        return None
    groups = find_inputs([path])
    if len(groups) != 1:
        raise UsageError(
            "A dialogue stem or an M&E is one file or one set of mono files.",
            where=str(path),
            found=f"{len(groups)} of them",
        )
    return MixFiles(paths=groups[0], named=True)


def choose_guide(entry: DeliveredFile, kind: MixKind, files: Sequence[DeliveredFile]) -> DeliveredFile | None:
    """Return the stem or M&E that tells the dialogue of a mix, among the files of its delivery; None for none.

    It has the language of the mix, its episode and its reel; an M&E without language serves all. Of several,
    the one in the soundfield of the mix is taken, then the one whose name has most words in common, then the first.
    """
    if entry.kind in WITHOUT_DIALOGUE_GATE:
        return None
    languages = (entry.language, None) if kind is MixKind.ME else (entry.language,)
    fitting = [
        file
        for file in files
        if (file.kind, file.reel) == (kind, entry.reel)
        and file.language in languages
        and are_of_one_episode(file.episode, entry.episode)
    ]
    wanted = _soundfield(entry)
    return min(
        fitting,
        key=lambda file: (
            file.language != entry.language,
            file.episode != entry.episode,
            _soundfield(file) != wanted,
            -shared_words(_place(file), _place(entry)),
        ),
        default=None,
    )


def _place(file: DeliveredFile) -> str:
    return file.path or min((file.channels or {}).values())


def _soundfield(entry: DeliveredFile) -> str | None:
    return parse_layout(entry.layout).soundfield if entry.layout else None
