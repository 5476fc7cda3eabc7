"""The mixes inside an IMF package: each virtual track of main audio on its timeline is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from specs.errors import MediaError
from specs.programme import ProgrammeFacts
from specs.statement import Statement
from validator.audio.pieces import Piece, PiecewiseProgramme
from validator.audio.programme import open_programme
from validator.containers.imf.timeline import sound_tracks
from validator.containers.mxf.header import spoken_language
from validator.delivery.mixes import Mix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from validator.audio.programme import Programme
    from validator.containers.imf.composition import Composition
    from validator.containers.imf.package import ImfPackage
    from validator.containers.imf.timeline import TrackStretch
    from validator.delivery.stated import Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class ImfTrack:
    """A virtual track of sound.

    Attributes:
        name: The composition's file and the number of the track in it, from 1: `CPL.xml#1`.
        mix: None where a track file of it is in no package that was given.
        statement: What the package says of it.
    """

    name: str
    mix: Mix | None
    statement: Statement


def imf_tracks(package: ImfPackage, stated: Stated) -> Iterator[ImfTrack]:
    """Yield every virtual track of main audio of every composition, in their order.

    Args:
        package: The package, with those that it refers to.
        stated: What the caller states; it overrules the package.
    """
    for document in package.compositions:
        composition = document.content
        if composition is None:
            continue
        for number, stretches in enumerate(sound_tracks(composition).values(), 1):
            yield _track(package, composition, f"{document.path}#{number}", stretches, stated)


def _track(
    package: ImfPackage, composition: Composition, name: str, stretches: Sequence[TrackStretch], stated: Stated
) -> ImfTrack:
    files = [package.track_file(one.track_file_id) for one in stretches]
    facts = [found[1].file.facts for found in files if found is not None and found[1].file is not None]
    languages = {spoken_language(one) for one in facts}
    statement = Statement(
        path=name,
        name=name,
        kind=stated.kind or Statement().kind,
        version=stated.version,
        language=stated.language or (next(iter(languages)) if len(languages) == 1 else None),
        layout=None if stated.layout is None else stated.layout.name,
        programme=_programme(composition, stated.programme),
    )
    paths = [found[0].folder / found[1].path for found in files if found is not None]
    if not stretches or len(paths) != len(stretches):
        return ImfTrack(name=name, mix=None, statement=statement)
    mix = Mix(
        statement=statement,
        paths=tuple(dict.fromkeys(paths)),
        timeline=_Timeline(tuple(paths), tuple(stretches), name),
    )
    return ImfTrack(name=name, mix=mix, statement=statement)


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Opens a virtual track as one programme.

    Attributes:
        paths: The file of each stretch.
        stretches: In the order of playing.
        name: How reports call it.
    """

    paths: tuple[Path, ...]
    stretches: tuple[TrackStretch, ...]
    name: str

    def __call__(self) -> Programme:
        """Open it; a track that plays one file from its first to its last sample is that file.

        Raises:
            MediaError: A file cannot be read, or is shorter than the composition says.
            UsageError: The files differ in sample rate, channels or layout.
        """
        opened = {path: open_programme([path]) for path in dict.fromkeys(self.paths)}
        for path, stretch in zip(self.paths, self.stretches, strict=True):
            there = opened[path].sample_count
            if stretch.start < 0 or stretch.count < 1 or stretch.start + stretch.count > there:
                raise MediaError(
                    "The composition plays beyond the end of a track file.",
                    where=str(path),
                    found=f"{there} samples",
                    expected=f"at least {stretch.start + stretch.count}",
                )
        first = opened[self.paths[0]]
        if len(self.stretches) == 1 and self.stretches[0].count == first.sample_count:
            return first
        return PiecewiseProgramme(
            [
                Piece(programme=opened[path], start_sample=stretch.start, sample_count=stretch.count)
                for path, stretch in zip(self.paths, self.stretches, strict=True)
            ],
            name=self.name,
        )


def _programme(composition: Composition, stated: ProgrammeFacts) -> ProgrammeFacts:
    """What the composition says of the picture, where nobody states it."""
    said: dict[str, object] = {}
    if composition.edit_rate is not None:
        said["picture_rate"] = composition.edit_rate
    if composition.timecode is not None and composition.timecode.start_address is not None:
        said["start_timecode"] = composition.timecode.start_address
    said |= stated.model_dump(exclude_unset=True)
    try:
        return ProgrammeFacts.model_validate(said)
    except ValidationError:
        return stated
