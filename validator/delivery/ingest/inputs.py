"""From what a caller hands in to mixes: files, mono sets, folders and delivery files.

One bad input never stops the others: it becomes a row of its own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from specs.errors import DeliveryError, MediaError, ToolError
from specs.languages import version_by_language
from specs.real_path import real_path
from specs.statements.delivery_loading import load_delivery_in_parts, refused_waivers
from specs.statements.statement import EASING, Easing, GivenWaiver, Origin, Statement
from specs.vocabulary import MixKind, Version, parse_layout
from validator.catalogue import say
from validator.delivery.dialogue_guides import WITHOUT_DIALOGUE_GATE, MixFiles, choose_guide, named_files
from validator.delivery.gate import easing_text, easings_of, receivers_waivers
from validator.delivery.ingest.episodes import with_episodes
from validator.delivery.ingest.faulty_entries import faulty_mix
from validator.delivery.ingest.file_parts import expanded, parts_of_file
from validator.delivery.ingest.folders_within import DELIVERY_FILE, delivery_file_in
from validator.delivery.ingest.mixes import Mix, place_of
from validator.delivery.ingest.names_on_disk import place_on_disk
from validator.delivery.ingest.proposal import propose
from validator.delivery.ingest.sound_inputs import find_inputs, language_in_header
from validator.delivery.ingest.stated import Stated, overruled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from specs.statements.delivery import DeliveredFile, Delivery
    from specs.statements.delivery_loading import RefusedEntry
    from specs.statements.programme import ProgrammeFacts
    from specs.statements.statement import FilePart
    from validator.delivery.gate import Gate
    from validator.delivery.ingest.file_parts import ExpandedFiles
    from validator.delivery.ingest.found_part import FoundPart


MONO = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFolder:
    """A delivery as it was handed in.

    Attributes:
        folder: Where it is.
        delivery: What its file says; None for a folder without one.
        file: The delivery file; None for a folder without one.
    """

    folder: Path
    delivery: Delivery | None = None
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An input that gives no mix.

    Attributes:
        name: How reports call it.
        path: What was handed in.
        error: What is wrong with it.
        was_named: True where the caller named it.
    """

    name: str
    path: Path
    error: ToolError
    was_named: bool


@dataclass(slots=True, kw_only=True)
class Inputs:
    """What a caller handed in, as mixes.

    Attributes:
        mixes: In the order they were handed in.
        refused: What gives no mix.
        deliveries: The folders that hold deliveries, each judged for completeness.
        originals: The original's mixes from elsewhere, which the mixes are compared with.
        set_aside: Mixes that are listed and not read: their bytes are not those that came with a digest.
    """

    mixes: list[Mix] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    deliveries: list[DeliveryFolder] = field(default_factory=list)
    originals: tuple[Mix, ...] = ()
    set_aside: tuple[Mix, ...] = ()


def mixes_of(inputs: Sequence[Path], stated: Stated, gate: Gate | None = None) -> Inputs:
    """Return the mixes that the inputs name.

    Several mono files given together, with names that tell their channels, are one mix. What is named twice, or once
    and in a folder that is named, is there once.

    Args:
        inputs: Files, folders, delivery files.
        stated: What the caller states; it overrules a delivery file.
        gate: What the receiver grants; None where nobody has to grant anything.

    Raises:
        MediaError: A stem or an M&E that was named cannot be read.
        UsageError: It is several mixes.
    """
    found = Inputs()
    sounds: list[Path] = []
    seen: set[Path] = set()
    for path in inputs:
        delivery_file = _delivery_file(path)
        place = _named_place(delivery_file or path)
        if place in seen:
            continue
        seen.add(place)
        if delivery_file is not None:
            _add_delivery(found, delivery_file, stated, gate, was_named=delivery_file == path)
        elif path.is_dir():
            _add_folder(found, path, stated, gate)
        elif path.exists():
            sounds.append(path)
        else:
            error = MediaError("There is no such file.", where=str(path))
            found.refused.append(Refused(name=path.name, path=path, error=error, was_named=True))
    held = {_named_place(path) for mix in found.mixes for path in mix.paths}
    _add_sounds(found, [path for path in sounds if _named_place(path) not in held], stated, gate)
    return found


def _named_place(path: Path) -> Path:
    """One path for all spellings of a name; two names of one file stay two."""
    return real_path(path.parent) / path.name


def _delivery_file(path: Path) -> Path | None:
    if path.suffix.lower() == ".toml":
        return path
    return delivery_file_in(path)


def _add_sounds(found: Inputs, sounds: Sequence[Path], stated: Stated, gate: Gate | None) -> None:
    """Files that the caller named: their place is below the folder that they share."""
    if not sounds:
        return
    root = Path(os.path.commonpath([real_path(path).parent for path in sounds]))
    for group in find_inputs(sounds):
        parts = parts_of_file(group[0], stated.layout) if len(group) == 1 else ()
        for one in parts or (None,):
            found.mixes.append(_bare_mix(group, root, stated, gate, one))


def _add_folder(found: Inputs, folder: Path, stated: Stated, gate: Gate | None) -> None:
    """A folder without a delivery file is what its names and headers say, which is assumed and said."""
    try:
        proposal = propose(folder)
    except ToolError as error:
        found.refused.append(Refused(name=folder.name, path=folder, error=error, was_named=True))
        return
    found.deliveries.append(DeliveryFolder(folder=folder))
    files = expanded(proposal.delivery.files, folder, assumed=True)
    place = folder / DELIVERY_FILE
    reading = _Reading(
        delivery=proposal.delivery, files=files, file=place, stated=stated, gate=gate, origin=Origin.ASSUMED
    )
    _add_mixes(found, reading)
    for one in proposal.unreadable:
        if one.path.is_file():
            fault = MediaError("The file cannot be read.", where=str(one.path), found=say(one.reason))
            found.refused.append(Refused(name=one.path.name, path=one.path, error=fault, was_named=False))


def _bare_mix(paths: tuple[Path, ...], root: Path, stated: Stated, gate: Gate | None, found: FoundPart | None) -> Mix:
    """A mix that the caller named; `found` is which part of its file it is, None for all of it."""
    part = None if found is None else found.part
    layout = None if stated.layout is None else stated.layout.name
    programme = (
        stated.programme if gate is None or gate.programme is None else overruled(stated.programme, gate.programme)
    )
    statement = Statement(
        path=place_of(paths, root, part),
        part=part,
        kind=stated.kind or (found.kind if found is not None else None) or MixKind.PRINTMASTER,
        version=stated.version or version_by_language(stated.language, stated.original_language),
        language=stated.language or (found.language if found is not None else language_in_header(paths)),
        layout=layout if part is None else part.layout,
        programme=programme,
        waivers=receivers_waivers(gate),
        easings=tuple(easings_of(stated.programme, Origin.OPERATOR)),
    )
    return Mix(
        statement=statement,
        paths=paths,
        stem=named_files(stated.dialogue) or _beside(paths, None if found is None else found.dialogue),
        me=named_files(stated.me) or _beside(paths, None if found is None else found.me),
        was_named=True,
    )


def _beside(paths: tuple[Path, ...], part: FilePart | None) -> MixFiles | None:
    """Return another part of the same file that tells the dialogue of a mix; None where there is none."""
    return None if part is None else MixFiles(paths=paths, part=part)


def _add_delivery(found: Inputs, file: Path, stated: Stated, gate: Gate | None, *, was_named: bool) -> None:
    try:
        loaded = load_delivery_in_parts(file)
    except ToolError as error:
        found.refused.append(Refused(name=file.name, path=file, error=error, was_named=was_named))
        return
    if loaded.waivers:
        invalid = refused_waivers(file, loaded.waivers)
        found.refused.append(Refused(name=file.name, path=file, error=invalid, was_named=was_named))
    delivery = loaded.delivery.model_copy(update={"files": with_episodes(loaded.delivery.files)})
    found.deliveries.append(DeliveryFolder(folder=file.parent, delivery=delivery, file=file))
    signed = gate is not None and gate.is_signed(file)
    origin = Origin.SIGNED if signed else Origin.SENDER
    files = expanded(delivery.files, file.parent)
    reading = _Reading(delivery=delivery, files=files, file=file, stated=stated, gate=gate, origin=origin)
    _add_mixes(found, reading, loaded.files)


def _add_mixes(found: Inputs, reading: _Reading, refused: Sequence[RefusedEntry] = ()) -> None:
    """Add the mixes of a delivery, each knowing the others; an entry that cannot be used is a mix not to be read."""
    mixes = [faulty_mix(entry.table, entry.number, entry.what, reading.statement, reading.file) for entry in refused]
    unusable = list(reading.files.errors)
    for entry in reading.files.entries:
        try:
            mixes.append(reading.mix(entry))
        except DeliveryError as error:
            unusable.append((entry, error))
    for entry, why in unusable:
        table = entry.model_dump(mode="json", exclude_none=True)
        what = why.what if why.found is None else f"{why.what} ({why.found})"
        mixes.append(faulty_mix(table, 1 + reading.place_of(entry), what, reading.statement, reading.file))
    everyone = [mix.as_companion() for mix in mixes]
    for mix in mixes:
        others = tuple(other for other in everyone if other.path != mix.path)
        statement = mix.statement.model_copy(update={"companions": others})
        found.mixes.append(replace(mix, statement=statement))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A delivery file on its way to mixes.

    Attributes:
        delivery: What it says, or what names and headers say where there is none.
        files: Its files, with an entry for each mix.
        file: Where it is, or would be.
        stated: What the caller states.
        gate: What the receiver grants.
        origin: Who speaks in it.
    """

    delivery: Delivery
    files: ExpandedFiles
    file: Path
    stated: Stated
    gate: Gate | None
    origin: Origin

    def mix(self, entry: DeliveredFile) -> Mix:
        """Return an entry as a mix; what the caller states overrules it.

        Raises:
            DeliveryError: A file lies outside the delivery's folder.
        """
        stated, folder = self.stated, self.file.parent
        paths, roles = _paths(entry, folder)
        part = self.files.part_of(entry)
        layout = parse_layout(entry.layout) if entry.layout else stated.layout
        if self.origin is Origin.ASSUMED and part is None:
            # That a file of one channel is mono says its header, and nobody that it is no channel of a mix.
            layout = stated.layout or (None if entry.layout == MONO and entry.path is not None else layout)
        return Mix(
            statement=Statement(
                path=place_of(paths, folder, part),
                part=part,
                name=entry.name,
                kind=stated.kind or self._kind(entry) if self.origin is Origin.ASSUMED else self._kind(entry),
                kind_is_granted=self._kind_is_granted(entry),
                version=stated.version or self._version(entry),
                language=stated.language or entry.language if self.origin is Origin.ASSUMED else entry.language,
                layout=None if layout is None else layout.name,
                programme=self._programme(),
                reel=entry.reel,
                episode=entry.episode,
                companions=(),
                dialogue=self._guide_place(entry, MixKind.DIALOGUE),
                me=self._guide_place(entry, MixKind.ME),
                waivers=(*receivers_waivers(self.gate), *self._waivers()),
                easings=tuple(self._easings(entry)),
            ),
            paths=paths,
            roles=roles,
            stem=self._guide(entry, MixKind.DIALOGUE, stated.dialogue),
            me=self._guide(entry, MixKind.ME, stated.me),
        )

    @property
    def statement(self) -> Statement:
        """What is stated about every mix of the delivery, whatever its entry says."""
        return Statement(
            programme=self._programme(),
            companions=(),
            waivers=(*receivers_waivers(self.gate), *self._waivers()),
        )

    def place_of(self, entry: DeliveredFile) -> int:
        """Which entry of the file it is, from 0."""
        return next((place for place, one in enumerate(self.delivery.files) if one == entry), 0)

    @property
    def _grants(self) -> bool:
        """Whether what the delivery file says may lower a demand."""
        return self.gate is None or self.gate.trusts_sender or self.origin.is_trusted

    def _kind(self, entry: DeliveredFile) -> MixKind:
        """A sender cannot excuse a mix from being judged by calling it optional."""
        return MixKind.PRINTMASTER if entry.kind is MixKind.OPTIONAL and not self._grants else entry.kind

    def _kind_is_granted(self, entry: DeliveredFile) -> bool:
        if self._grants or (self.origin is Origin.ASSUMED and self.stated.kind is not None):
            return True
        return self.gate is not None and entry.kind in self.gate.takes_unjudged

    def _programme(self) -> ProgrammeFacts:
        facts = self.delivery.programme
        if not self._grants:
            facts = facts.model_copy(update=dict.fromkeys(EASING & set(type(facts).model_fields)))
        facts = overruled(facts, self.stated.programme)
        return facts if self.gate is None or self.gate.programme is None else overruled(facts, self.gate.programme)

    def _version(self, entry: DeliveredFile) -> Version | None:
        """What is granted of what the delivery file says; else what the word on the original makes it.

        The receiver's word on the original comes first, then that of whoever calls.
        """
        known = (None if self.gate is None else self.gate.original_language) or self.stated.original_language
        if not self._grants:
            return version_by_language(entry.language, known)
        return entry.version or version_by_language(entry.language, known or self.delivery.original_language)

    def _waivers(self) -> Iterable[GivenWaiver]:
        return (
            GivenWaiver(waiver=waiver, origin=self.origin, applies=self._grants) for waiver in self.delivery.waivers
        )

    def _easings(self, entry: DeliveredFile) -> Iterable[Easing]:
        yield from easings_of(self.stated.programme, Origin.OPERATOR)
        if self.gate is not None and self.gate.programme is not None:
            yield from easings_of(self.gate.programme, Origin.RECEIVER)
        for name, value in self.delivery.programme:
            overruled_by = getattr(self.stated.programme, name)
            if name in EASING and value not in (None, ()) and overruled_by in (None, ()):
                yield Easing(what=name, value=easing_text(value), origin=self.origin, applies=self._grants)
        version = entry.version or version_by_language(entry.language, self.delivery.original_language)
        if version is not None and (entry.version is not None or not self._grants):
            yield Easing(what="version", value=version.value, origin=self.origin, applies=self._grants)
        if entry.kind is MixKind.OPTIONAL:
            yield Easing(what="kind", value=entry.kind.value, origin=self.origin, applies=self._grants)

    def _guide(self, entry: DeliveredFile, kind: MixKind, named: Path | None) -> MixFiles | None:
        """The stem or M&E of a mix: the one that the caller named, else the one its delivery holds."""
        if named is not None:
            return None if entry.kind in WITHOUT_DIALOGUE_GATE else named_files(named)
        found = choose_guide(entry, kind, self.files.entries)
        if found is None:
            return None
        paths, roles = _paths(found, self.file.parent)
        layout = parse_layout(found.layout) if found.layout else None
        return MixFiles(paths=paths, roles=roles, layout=layout, part=self.files.part_of(found))

    def _guide_place(self, entry: DeliveredFile, kind: MixKind) -> str | None:
        found = choose_guide(entry, kind, self.files.entries)
        if found is None:
            return None
        return place_of(_paths(found, self.file.parent)[0], self.file.parent, self.files.part_of(found))


def _paths(entry: DeliveredFile, folder: Path) -> tuple[tuple[Path, ...], dict[Path, str] | None]:
    """Return the files of an entry; a link that leads out of the delivery's folder is refused."""
    named = entry.channels or {"": entry.path or ""}
    root = real_path(folder)
    roles: dict[Path, str] = {}
    for label, name in named.items():
        place = place_on_disk(folder, name)
        if not real_path(place).is_relative_to(root):
            raise DeliveryError("A file of the delivery lies outside its folder.", where=str(place))
        roles[place] = label
    return tuple(roles), roles if entry.channels else None
