"""From the words of a command line to mixes that can be measured and judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.delivery import Delivery, load_delivery
from specs.errors import DeliveryError, UsageError
from specs.vocabulary import MixKind, Version, parse_layout
from validator.audio.programme import open_programme
from validator.delivery.dialogue_guides import WITHOUT_DIALOGUE_GATE, MixFiles, choose_companion, named_files
from validator.delivery.sound_inputs import find_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from specs.delivery import DeliveredFile, ProgrammeFacts, Waiver
    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.delivery.statement import Statement
    from validator.measurements import Measurements
    from validator.rules.subject import Companion, Subject

DELIVERY_FILE = "delivery.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """One mix to be measured and judged.

    Attributes:
        name: How reports call it.
        paths: Its files.
        roles: Channel label of each file of a mono set; None leaves it to the names.
        layout: What the operator or the delivery says the channels are.
        kind, version, language, programme: See `Statement`.
        companions: The other mixes of the delivery; None for a mix on its own.
        waivers: Of the delivery.
        stem, me: Its dialogue stem and its M&E, to tell dialogue from the rest; None where there is none.
    """

    name: str | None
    paths: tuple[Path, ...]
    roles: dict[Path, str] | None = None
    layout: Layout | None = None
    kind: MixKind = MixKind.PRINTMASTER
    version: Version | None = None
    language: str | None = None
    programme: ProgrammeFacts
    action_is_whole: bool = False
    companions: tuple[Companion, ...] | None = None
    waivers: tuple[Waiver, ...] = ()
    stem: MixFiles | None = None
    me: MixFiles | None = None

    @property
    def paths_read(self) -> tuple[Path, ...]:
        """Every file that is read for this mix."""
        return (*self.paths, *(path for files in (self.stem, self.me) if files is not None for path in files.paths))

    def open(self) -> Programme:
        """Open the files.

        Raises:
            MediaError: They cannot be read as one programme.
        """
        return open_programme(self.paths, layout=self.layout, roles=self.roles)

    def subject(self, measurements: Measurements) -> Subject:
        """Return the mix as rules see it, once it has been measured."""
        return subject_of(measurements, self, action_is_whole=self.action_is_whole)


def subject_of(measurements: Measurements, told: Mix | Statement, *, action_is_whole: bool) -> Subject:
    """Return a mix as rules see it."""
    # The rule book is large, and measuring alone does not need it.
    from validator.rules.subject import Subject

    return Subject(
        measurements=measurements,
        mix_kind=told.kind or MixKind.PRINTMASTER,
        version=told.version,
        language=told.language,
        programme=told.programme,
        companions=told.companions if isinstance(told, Mix) else None,
        action_is_whole=action_is_whole,
    )


def jobs_of(inputs: Sequence[Path], told: Statement) -> list[Mix]:
    """Return the mixes that the inputs name: files, mono sets, folders, delivery files.

    Several mono files given together, with names that tell their channels, are one mix.

    Raises:
        UsageError: An input that is nothing of the kind.
    """
    jobs: list[Mix] = []
    stem, me = named_files(told.dialogue), named_files(told.me)
    files: list[Path] = []
    for path in inputs:
        if path.suffix.lower() == ".toml":
            jobs += delivery_jobs(path, told)
        elif path.is_dir() and (path / DELIVERY_FILE).is_file():
            jobs += delivery_jobs(path / DELIVERY_FILE, told)
        else:
            files.append(path)
    jobs += [
        Mix(
            name=None,
            paths=group,
            layout=told.layout,
            kind=told.kind or MixKind.PRINTMASTER,
            version=told.version,
            language=told.language,
            programme=told.programme,
            action_is_whole=told.action_is_whole,
            stem=stem,
            me=me,
        )
        for group in find_inputs(files)
    ]
    if not jobs:
        raise UsageError("There is no sound file among the inputs.", found=", ".join(str(path) for path in inputs))
    return jobs


def delivery_jobs(path: Path, told: Statement) -> Iterator[Mix]:
    """Yield the mixes of a delivery file; the command line overrules what the delivery says."""
    delivery = load_delivery(path)
    programme = delivery.programme.model_copy(
        update={name: value for name, value in told.programme if value not in (None, ())}
    )
    for entry in delivery.files:
        paths, roles = _paths(entry, path.parent)
        layout = parse_layout(entry.layout) if entry.layout else told.layout
        yield Mix(
            name=entry.name,
            paths=paths,
            roles=roles,
            layout=layout,
            kind=entry.kind,
            version=told.version or entry.version or _version(entry, delivery),
            language=entry.language,
            programme=programme,
            action_is_whole=told.action_is_whole,
            companions=tuple(_companion(other) for other in delivery.files if other is not entry),
            waivers=delivery.waivers,
            stem=_companion_files(entry, MixKind.DIALOGUE, told.dialogue, delivery, path.parent),
            me=_companion_files(entry, MixKind.ME, told.me, delivery, path.parent),
        )


def _companion_files(
    entry: DeliveredFile, kind: MixKind, named: Path | None, delivery: Delivery, folder: Path
) -> MixFiles | None:
    """The stem or M&E of a mix: the one that the operator named, else the one its delivery holds."""
    if named is not None:
        return None if entry.kind in WITHOUT_DIALOGUE_GATE else named_files(named)
    found = choose_companion(entry, kind, delivery.files)
    if found is None:
        return None
    paths, roles = _paths(found, folder)
    return MixFiles(paths=paths, roles=roles, layout=parse_layout(found.layout) if found.layout else None)


def _version(entry: DeliveredFile, delivery: Delivery) -> Version | None:
    """A mix in another language than the original is a dub; one without language is neither."""
    if entry.language is None or delivery.original_language is None:
        return None
    return Version.ORIGINAL if entry.language == delivery.original_language else Version.DUB


def _paths(entry: DeliveredFile, folder: Path) -> tuple[tuple[Path, ...], dict[Path, str] | None]:
    """Return the files of an entry; a link that leads out of the delivery's folder is refused."""
    named = entry.channels or {"": entry.path or ""}
    root = folder.resolve()
    roles: dict[Path, str] = {}
    for label, name in named.items():
        place = folder / name
        if not place.resolve().is_relative_to(root):
            raise DeliveryError("A file of the delivery lies outside its folder.", where=str(place))
        roles[place] = label
    return tuple(roles), roles if entry.channels else None


def _companion(entry: DeliveredFile) -> Companion:
    from validator.rules.subject import Companion

    soundfield = parse_layout(entry.layout).soundfield if entry.layout else None
    name = entry.name or entry.path or next(iter((entry.channels or {}).values()))
    return Companion(name=name, mix_kind=entry.kind, soundfield=soundfield, language=entry.language)
