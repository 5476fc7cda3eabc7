"""The mixes inside an IMF package: each virtual track of main audio on its timeline is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from specs.counting import count_of
from specs.errors import MediaError
from specs.languages import version_by_language
from specs.real_path import real_path
from specs.statements.programme import ProgrammeFacts
from specs.statements.statement import Statement
from specs.vocabulary import MixKind
from validator.audio.joined_pieces import Piece, PiecewiseProgramme
from validator.containers.imf.timeline import picture_frames, sound_tracks
from validator.containers.mxf.header import spoken_language
from validator.delivery.dialogue_guides import WITHOUT_DIALOGUE_GATE, MixFiles
from validator.delivery.ingest.cinema_channels import sound_of_package
from validator.delivery.ingest.mixes import Mix
from validator.delivery.ingest.stated import Stated, overruled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from specs.vocabulary import Layout, Version
    from validator.audio.programme import Programme
    from validator.containers.imf.composition import Composition
    from validator.containers.imf.package import ImfPackage
    from validator.containers.imf.timeline import TrackStretch
    from validator.containers.mxf.facts import MxfFacts
    from validator.containers.mxf.reader import MxfFile
    from validator.delivery.gate import Gate


CONTENT_KINDS_OF_MIXES: Final = {
    MixKind.ME: "MEC",
    MixKind.DIALOGUE: "DXC",
    MixKind.MUSIC: "MXC",
    MixKind.EFFECTS: "FXC",
    MixKind.NARRATION: "NAR",
    MixKind.AUDIO_DESCRIPTION: "VI",
}
"""MCAAudioContentKind of each kind of mix; any other is a primary mix, PRM. Source: SMPTE ST 377-41, which was not
read; the symbols are those that Photon knows."""


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

    def stated(self, statement: Statement) -> ImfTrack:
        """Return the track with another statement; a track plays the whole of its programme, and is no reel of it."""
        statement = statement.model_copy(update={"reel": None, "reel_count": None, "judged_with": None})
        mix = None if self.mix is None else replace(self.mix, statement=statement)
        return ImfTrack(name=self.name, mix=mix, statement=statement)


def imf_originals(package: ImfPackage) -> tuple[Mix, ...]:
    """Return the mixes of the packages that a package plays files of: a dub is held against them.

    Their first track says which language is the original's; a track in another language is a dub itself.
    """
    played = {
        resource.track_file_id
        for document in package.compositions
        if document.content is not None
        for segment in document.content.segments
        for sequence in segment.sequences
        for resource in sequence.resources
    }
    found: list[Mix] = []
    for ancestor in package.ancestors:
        if not played.isdisjoint(ancestor.files):
            mixes = [track.mix for track in imf_tracks(ancestor, Stated()) if track.mix is not None]
            found += [replace(mix, statement=_in_ancestor(mix.statement, ancestor)) for mix in mixes]
    language = original_language_of(found)
    return tuple(
        replace(mix, statement=mix.statement.model_copy(update={"version": _version(mix.statement, language)}))
        for mix in found
    )


def among(mix: Mix, tracks: Sequence[ImfTrack], originals: Sequence[Mix]) -> Mix:
    """Return a mix with the dialogue stem and the M&E of its package, or of the original; a dub knows all others."""
    own = [track.mix for track in tracks if track.mix is not None]
    mix = _guided(mix, (*own, *originals))
    if not originals:
        return mix
    others = tuple(other.as_companion() for other in (*own, *originals) if other.path != mix.path)
    return replace(mix, statement=mix.statement.model_copy(update={"companions": others}))


def _guided(mix: Mix, others: Sequence[Mix]) -> Mix:
    """The mix with what tells its dialogue from the rest.

    A dialogue stem has its language; an M&E may have none. Of several the one in its soundfield is taken, then the
    first: those of its own package come before the original's.
    """
    if mix.statement.kind in WITHOUT_DIALOGUE_GATE:
        return mix
    found = {kind: _guide(mix, kind, others) for kind in (MixKind.DIALOGUE, MixKind.ME)}
    stem, me = found[MixKind.DIALOGUE], found[MixKind.ME]
    places = {"dialogue": None if stem is None else stem.path, "me": None if me is None else me.path}
    return replace(
        mix,
        stem=None if stem is None else MixFiles(paths=stem.paths, timeline=stem.timeline),
        me=None if me is None else MixFiles(paths=me.paths, timeline=me.timeline),
        statement=mix.statement.model_copy(update=places),
    )


def _guide(mix: Mix, kind: MixKind, others: Sequence[Mix]) -> Mix | None:
    languages = (mix.statement.language, None) if kind is MixKind.ME else (mix.statement.language,)
    fitting = [one for one in others if one.statement.kind is kind and one.statement.language in languages]
    wanted = mix.channels
    return min(
        fitting,
        key=lambda one: (one.statement.language != mix.statement.language, one.channels != wanted),
        default=None,
    )


def original_language_of(originals: Sequence[Mix]) -> str | None:
    """The language of the first track that says one; None where none does."""
    return next((mix.statement.language for mix in originals if mix.statement.language is not None), None)


def _version(statement: Statement, original_language: str | None) -> Version | None:
    return statement.version or version_by_language(statement.language, original_language)


def _in_ancestor(statement: Statement, ancestor: ImfPackage) -> Statement:
    name = f"{real_path(ancestor.folder).name}/{statement.name}"
    return statement.model_copy(update={"path": name, "name": name})


def imf_tracks(
    package: ImfPackage, stated: Stated, originals: Sequence[Mix] = (), gate: Gate | None = None
) -> Iterator[ImfTrack]:
    """Yield every virtual track of main audio of every composition, in their order.

    Args:
        package: The package, with those that it refers to.
        stated: What the caller states; it overrules the package.
        originals: The mixes of the original; a track in another language is a dub.
        gate: What the receiver grants: what labels say that takes a mix out of a sheet is the sender's word.
    """
    language = original_language_of(originals)
    for document in package.compositions:
        composition = document.content
        if composition is None:
            continue
        for number, stretches in enumerate(sound_tracks(composition).values(), 1):
            track = _track(package, composition, f"{document.path}#{number}", stretches, stated, gate)
            statement = track.statement.model_copy(update={"version": _version(track.statement, language)})
            mix = None if track.mix is None else replace(track.mix, statement=statement)
            yield ImfTrack(name=track.name, mix=mix, statement=statement)


def _track(
    package: ImfPackage,
    composition: Composition,
    name: str,
    stretches: Sequence[TrackStretch],
    stated: Stated,
    gate: Gate | None,
) -> ImfTrack:
    files = [package.track_file(one.track_file_id) for one in stretches]
    facts = [found[1].file.facts for found in files if found is not None and found[1].file is not None]
    languages = {spoken_language(one) for one in facts}
    kinds = {_kind(one) for one in facts}
    kind = next(iter(kinds)) if len(kinds) == 1 else MixKind.PRINTMASTER
    statement = Statement(
        path=name,
        name=name,
        kind=stated.kind or kind,
        kind_is_granted=stated.kind is not None or gate is None or kind in gate.takes_unjudged,
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
        timeline=_Timeline(
            tuple(paths),
            tuple(stretches),
            name,
            tuple(None if found is None or found[1].file is None else _assignment(found[1].file) for found in files),
            package.is_cinema,
            stated.layout,
        ),
    )
    return ImfTrack(name=name, mix=mix, statement=statement)


def _assignment(file: MxfFile) -> str | None:
    return file.facts.channel_assignment


def _kind(facts: MxfFacts) -> MixKind:
    """What the labels of a track file say it is; a printmaster where they name no other kind."""
    said = {one.content_kind for one in facts.soundfields}
    found = {kind for kind, symbol in CONTENT_KINDS_OF_MIXES.items() if symbol in said}
    return found.pop() if len(found) == len(said) == 1 else MixKind.PRINTMASTER


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Opens a virtual track as one programme.

    Attributes:
        paths: The file of each stretch.
        stretches: In the order of playing.
        name: How reports call it.
        assignments: The channel assignment of each file, in hexadecimal; None where it states none.
        cinema: True in a digital cinema package.
        layout: What the caller states the channels to be.
    """

    paths: tuple[Path, ...]
    stretches: tuple[TrackStretch, ...]
    name: str
    assignments: tuple[str | None, ...]
    cinema: bool
    layout: Layout | None

    def __call__(self) -> Programme:
        """Open it; a track that plays one file from its first to its last sample is that file.

        Raises:
            MediaError: A file cannot be read, or is shorter than the composition says.
            UsageError: The files differ in sample rate, channels or layout.
        """
        assigned = dict(zip(self.paths, self.assignments, strict=True))
        opened = {
            path: sound_of_package(path, cinema=self.cinema, assignment=said, stated=self.layout)
            for path, said in assigned.items()
        }
        pieces: list[Piece] = []
        for path, stretch in zip(self.paths, self.stretches, strict=True):
            piece = _piece(opened[path], stretch, path)
            last = pieces[-1] if pieces else None
            # Segments that go on where the one before ended are one piece: nothing is cut there.
            if last is not None and last.programme is piece.programme and _end(last) == piece.start_sample:
                pieces[-1] = replace(last, sample_count=last.sample_count + piece.sample_count)
            else:
                pieces.append(piece)
        if len(pieces) == 1 and pieces[0].sample_count == pieces[0].programme.sample_count:
            return pieces[0].programme
        return PiecewiseProgramme(pieces, name=self.name)


def _piece(programme: Programme, stretch: TrackStretch, path: Path) -> Piece:
    there = programme.sample_count
    found = stretch.samples(programme.sample_rate_hz)
    if found is None:
        raise MediaError(
            "The frames that a composition plays are no whole number of samples.",
            where=str(path),
            found=f"{stretch.count} at {stretch.rate} a second",
        )
    start, count = found
    if start < 0 or count < 1 or start + count > there:
        raise MediaError(
            "The composition plays beyond the end of a track file.",
            where=str(path),
            found=count_of(there, "sample", "samples"),
            expected=f"at least {start + count}",
        )
    return Piece(programme=programme, start_sample=start, sample_count=count)


def _end(piece: Piece) -> int:
    return piece.start_sample + piece.sample_count


def _programme(composition: Composition, stated: ProgrammeFacts) -> ProgrammeFacts:
    """What the composition says of the picture, where nobody states it."""
    said: dict[str, object] = {}
    if composition.edit_rate is not None:
        said["picture_rate"] = composition.edit_rate
    if composition.timecode is not None and composition.timecode.start_address is not None:
        said["start_timecode"] = composition.timecode.start_address
    if (frames := picture_frames(composition)) is not None:
        said["duration_frames"] = frames
    try:
        return overruled(ProgrammeFacts.model_validate(said), stated)
    except ValidationError:
        return stated
