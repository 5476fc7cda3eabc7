"""From files that a caller names to one comparison; what they are to each other is stated, or found by their names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from specs.errors import MediaError, UsageError
from specs.message import message
from specs.real_path import real_path
from specs.refusals import validation_problems
from specs.statements.statement import Statement
from specs.vocabulary import MixKind, Version, parse_frame_rate
from validator.audio.not_finite import not_finite_count
from validator.audio.programme import open_programme
from validator.comparisons.compare import Comparing, compared_mix
from validator.comparisons.fold_down.compared_fold_down import FOLD_DOWNS
from validator.comparisons.reading.reductions import ComparedProgramme, Reductions
from validator.comparisons.relations import MixComparison, Relation
from validator.delivery.ingest.sound_inputs import find_inputs
from validator.measuring.measure import name_of
from validator.names.read import read_names
from validator.results.saved_messages_check import message_faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.names.reading import NameReading
    from validator.progress import Show

PARTS: Final = frozenset({MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS, MixKind.ME})
"""Kinds of mixes that add up to a printmaster."""

STEREO_CHANNELS: Final = 2
MAXIMUM_FILE_BYTES: Final = 64 * 1024 * 1024
"""A comparison of ten hours is 2 MB; anything this long is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonOrder:
    """What is to be compared.

    Attributes:
        inputs: The mix that is judged and then the one it is held against: a file each, or a folder with one mono set.
            A printmaster alone where `stems` are named.
        stems: Its stems.
        dialogue: The dialogue stem of the original, to search an M&E for its lines; None where it is not there.
        relation: What they are to each other; None lets names and form say.
        layout: What the channels are, of every mix with that number of channels whose header does not say.
        picture_rate: Pictures per second, such as `24000/1001`.
        version: Of mixgate.
    """

    inputs: Sequence[Path]
    stems: Sequence[Path] = ()
    dialogue: Path | None = None
    relation: Relation | None = None
    layout: Layout | None = None
    picture_rate: str | None = None
    version: str


def compared_inputs(order: ComparisonOrder, show: Show) -> MixComparison:
    """Compare what an order names.

    Raises:
        UsageError: Too few or too many inputs, or one is several mixes.
        MediaError: A file cannot be read.
    """
    _refuse_unused_dialogue(order)
    groups = [_one_mix(path) for path in (*order.inputs, *order.stems)]
    names = read_names([PurePath(group[0]) for group in groups])
    mixes = [_opened(group, names[PurePath(group[0])], order.layout) for group in groups]
    readings = [names[PurePath(group[0])] for group in groups]
    if order.stems or order.relation is Relation.STEMS or len(mixes) > 2:
        whole, parts = _printmaster_and_stems(mixes, named=bool(order.stems))
        return _comparing(order, show, mixes).with_stems(whole, parts)
    if len(mixes) != 2:
        raise UsageError("Two mixes are compared.", found=f"{len(mixes)}", expected="a dub and its original")
    if order.dialogue is not None and order.relation in {None, Relation.DUB}:
        return _compared_me(order, show, mixes)
    swapped = _is_original(readings[0]) and not _is_original(readings[1])
    subject, partner = reversed(mixes) if swapped else mixes
    return _compared_pair(order, show, subject, partner)


def _refuse_unused_dialogue(order: ComparisonOrder) -> None:
    """Refuse a dialogue stem of the original where there is no M&E to search with it.

    Raises:
        UsageError: Stems are added up, a 2.0 is held against its 5.1, or there are not two mixes.
    """
    is_me_against_mix = not order.stems and len(order.inputs) == 2 and order.relation in {None, Relation.DUB}
    if order.dialogue is not None and not is_me_against_mix:
        raise UsageError(
            "A dialogue stem of the original is only used to search an M&E or a dub for its lines.",
            where=str(order.dialogue),
            expected="an M&E or a dub, and the mix of the original, and nothing else",
            next_step="Name the dialogue stem of a printmaster among its stems.",
        )


def _compared_me(order: ComparisonOrder, show: Show, mixes: Sequence[ComparedProgramme]) -> MixComparison:
    """Compare an M&E, or a dub, with the original's mix, and search it for the lines of the stem that was named.

    A mix whose name says a language, or that it is a printmaster, is a dub; any other is an M&E.
    """
    assert order.dialogue is not None, "asked for with a stem only"
    group = _one_mix(order.dialogue)
    dialogue = _opened(group, read_names([PurePath(group[0])])[PurePath(group[0])], order.layout)
    me, original = mixes
    if me.mix.kind is not MixKind.PRINTMASTER and me.mix.language is None:
        me = replace(me, mix=me.mix.model_copy(update={"kind": MixKind.ME}))
    return _comparing(order, show, mixes).with_original(me, original, dialogue)


def _compared_pair(
    order: ComparisonOrder, show: Show, subject: ComparedProgramme, partner: ComparedProgramme
) -> MixComparison:
    """Compare two mixes; a 2.0 of which nothing says what it is is held against a 5.1 as its fold-down first."""
    may_be_both = order.relation is None and _may_be_fold_down(subject, partner)
    comparing = _comparing(order, show, (subject, partner), maps=2 if may_be_both else 1)
    if order.relation is Relation.DUB or (order.relation is None and not may_be_both):
        return comparing.with_original(subject, partner)
    found = comparing.with_surround(subject, partner)
    is_fold_down = found.fold_down is not None and found.fold_down.kind in FOLD_DOWNS
    languages = {subject.mix.language, partner.mix.language}
    if order.relation is not None or is_fold_down or (len(languages) == 1 and None not in languages):
        return found
    return comparing.with_original(subject, partner)


def _may_be_fold_down(subject: ComparedProgramme, partner: ComparedProgramme) -> bool:
    """Whether a mix may be the 2.0 of another: by channels, and by language and kind where both are known."""
    counts = subject.programme.channel_count, partner.programme.channel_count
    pairs = [(subject.mix.language, partner.mix.language), (subject.mix.kind, partner.mix.kind)]
    alike = all(first is None or second is None or first == second for first, second in pairs)
    return counts[0] == STEREO_CHANNELS < counts[1] and alike


def compared_again(first: MixComparison, order: ComparisonOrder, programme: Programme, show: Show) -> MixComparison:
    """Compare what became of a mix with what the mix was compared with.

    Args:
        first: The comparison of the mix.
        order: What was compared then.
        programme: What became of the mix.
        show: Begins a progress line.

    Raises:
        MediaError: A file cannot be read.
    """
    group = _one_mix(order.inputs[1])
    partner = _opened(group, read_names([PurePath(group[0])])[PurePath(group[0])], order.layout)
    known = {"kind": first.subject.kind, "version": first.subject.version, "language": first.subject.language}
    mix = compared_mix(programme, Statement(), first.subject.name).model_copy(update=known)
    subject = ComparedProgramme(programme=programme, mix=mix, key=first.subject.name)
    comparing = _comparing(order, show, (subject, partner))
    if first.relation is Relation.FOLD_DOWN:
        return comparing.with_surround(subject, partner)
    return comparing.with_original(subject, partner)


def _comparing(order: ComparisonOrder, show: Show, mixes: Sequence[ComparedProgramme], *, maps: int = 1) -> Comparing:
    needed = Counter({mix.key: maps for mix in mixes})
    picture_rate = order.picture_rate or picture_rate_of(mixes[-1].programme) or picture_rate_of(mixes[0].programme)
    return Comparing(version=order.version, picture_rate=picture_rate, reductions=Reductions(show, needed))


def picture_rate_of(programme: Programme) -> str | None:
    """Return the picture rate that the header of a file states (iXML TIMECODE_RATE); None where it states none."""
    stated = programme.files[0].ixml.timecode_rate if programme.files and programme.files[0].ixml else None
    try:
        return None if stated is None else str(parse_frame_rate(stated))
    except UsageError:
        return None


def _one_mix(path: Path) -> tuple[Path, ...]:
    """Return the files of an input: one file, or one set of mono files.

    Raises:
        UsageError: It is several mixes.
        MediaError: There is nothing to read.
    """
    if not path.exists():
        raise MediaError("There is no such file.", where=str(path))
    groups = find_inputs([path])
    if len(groups) != 1:
        raise UsageError("A folder that is compared holds one mix.", where=str(path), found=f"{len(groups)} mixes")
    return groups[0]


def _opened(paths: tuple[Path, ...], reading: NameReading, layout: Layout | None) -> ComparedProgramme:
    programme = open_programme(paths)
    if programme.layout is None and layout is not None and len(layout.labels) == programme.channel_count:
        programme = open_programme(paths, layout=layout)
    mix = compared_mix(programme, Statement(), name_of(paths))
    count = not_finite_count(programme)
    damage = (*mix.damage, message("damage.not-finite-samples", count=count)) if count else mix.damage
    mix = mix.model_copy(
        update={
            "kind": None if reading.kind is None else reading.kind.value,
            "version": None if reading.version is None else reading.version.value,
            "language": None if reading.language is None else reading.language.value,
            "damage": damage,
        }
    )
    return ComparedProgramme(programme=programme, mix=mix, key=tuple(real_path(path) for path in paths))


def _is_original(reading: NameReading) -> bool:
    return reading.version is not None and reading.version.value is Version.ORIGINAL


def _printmaster_and_stems(
    mixes: Sequence[ComparedProgramme], *, named: bool
) -> tuple[ComparedProgramme, Sequence[ComparedProgramme]]:
    """Tell the printmaster from its stems: the first where the stems were named, else by the names of the files.

    Raises:
        UsageError: The names do not say which it is.
    """
    if named:
        return mixes[0], mixes[1:]
    wholes = [mix for mix in mixes if mix.mix.kind not in PARTS]
    if len(wholes) != 1:
        raise UsageError(
            "Which of these mixes is the printmaster is not known.",
            found=", ".join(f"{mix.mix.name}: {mix.mix.kind or 'nothing said'}" for mix in mixes),
            expected="one printmaster, and stems with names such as DX, MX, FX",
            next_step="Name the stems apart from the printmaster.",
            code="comparison.printmaster-not-known",
        )
    return wholes[0], [mix for mix in mixes if mix is not wholes[0]]


def load_comparison(path: Path) -> MixComparison:
    """Load a comparison that was saved.

    Raises:
        MediaError: Missing, too long, or no comparison; the message names the key.
    """
    try:
        if path.stat().st_size > MAXIMUM_FILE_BYTES:
            raise MediaError("The file is too long for a comparison.", where=str(path))
        found = MixComparison.model_validate_json(path.read_bytes())
    except OSError as error:
        raise MediaError("The comparison could not be read.", where=str(path), found=error.strerror) from error
    except ValidationError as error:
        problems = "\n    ".join(validation_problems(error).splitlines()[:10])
        raise MediaError(
            "This is not a comparison of this version.",
            where=str(path),
            found=problems,
            next_step=_COMPARE_AGAIN,
        ) from error
    faults = message_faults(found)
    if faults:
        raise MediaError(
            "This is not a comparison of this version.", where=str(path), found=faults[0], next_step=_COMPARE_AGAIN
        )
    return found


_COMPARE_AGAIN: Final = "Compare the mixes again, and save the comparison."
