"""A comparison on the terminal: what is wrong and why, what repairs it, and the figures below."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from mixgate.screens.console import Words
from specs.counting import count_of
from validator.catalogue import say
from validator.comparisons.channels.identity_model import ChannelPolarity
from validator.comparisons.dub.map_model import MapState
from validator.comparisons.relation_messages import (
    RepairKind,
    cause_message,
    exchanged_labels,
    late_channels,
    offset_message,
    repair_of,
    samples_text,
    speed_message,
)
from validator.comparisons.relations import Agreement, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sized

    from rich.console import Console

    from specs.message import Message
    from validator.comparisons.channels.identity_model import ChannelIdentity
    from validator.comparisons.fold_down.fold_down_model import FoldDownMatch
    from validator.comparisons.relation_messages import Repair
    from validator.comparisons.relations import ComparedMix, MixComparison, Uncovered

_WORDS: Final = {
    Agreement.AGREES: ("AGREE", "bold green"),
    Agreement.DIFFERS: ("DIFFER", "bold red"),
    Agreement.CANNOT_TELL: ("CANNOT TELL", "bold blue"),
}


def show_comparison(comparison: MixComparison, console: Console, *, file: str, against: str | None = None) -> None:
    """Show a comparison: the answer, the cause and the repair in two lines, then the figures.

    Args:
        comparison: What was found.
        console: Where to.
        file: What the caller named as the mix that is judged, for the command that repairs it.
        against: What it is held against there; None for the name of its partner.
    """
    word, style = _WORDS[comparison.agreement]
    partners = " + ".join(partner.name for partner in comparison.partners)
    console.print(Text.assemble((word, style), f"  {comparison.subject.name} against {partners}"), soft_wrap=True)
    console.print(Words(_finding(comparison), hanging=2))
    repair = repair_of(comparison)
    if repair is not None:
        turned = comparison.channels is not None and bool(comparison.channels.inverted)
        command = repair_command(repair, file, against or comparison.partner.name, turned=turned)
        console.print(Words(f"Repair: {say(repair.text)}", hanging=2))
        if command is not None:
            console.print(Text(f"  {command}"), soft_wrap=True)
    for mix in (comparison.subject, *comparison.partners):
        for reason in mix.damage:
            console.print(Words(f"Damaged: {mix.name}: {say(reason)}", hanging=2))
    for line in _details(comparison):
        console.print(Words(f"  {line}", hanging=4))
    _show_map(comparison, console)


def _finding(comparison: MixComparison) -> str:
    """Return where the mix lies and why, in one line."""
    cause = cause_message(comparison)
    words = [] if cause is None else [say(cause)]
    if comparison.state is MapState.ALIGNED and comparison.segments:
        said = [speed_message(comparison), *([] if comparison.speed_ratio != 1 else [_offset(comparison)])]
        words = [f"{say(one)}." for one in said if one is not None] + words
    elif comparison.relation is Relation.STEMS and comparison.agreement is Agreement.AGREES:
        words.append("The stems give the printmaster.")
    return " ".join(words)


def _offset(comparison: MixComparison) -> Message:
    return offset_message(comparison, comparison.latest_samples or 0.0)


def repair_command(repair: Repair, file: str, against: str, *, turned: bool) -> str | None:
    """Return the command that repairs a mix; None where it has to be done by hand.

    Args:
        repair: The gravest of what is to be done.
        file: The mix.
        against: What it is held against.
        turned: Whether channels of it are to be turned over besides.
    """
    words = ["mixgate", "fix", file, "--against", against]
    match repair.kind:
        case RepairKind.SPEED:
            words += ["--picture-rate", str(repair.from_rate), "--to-picture-rate", str(repair.to_rate)]
            words += ["--pitch", str(repair.pitch), "--permit", "transparent,level,processing"]
        case RepairKind.CUT_OUT:
            words += ["--permit", "transparent,level,processing"]
        case RepairKind.BY_HAND:
            return None
        case RepairKind.SHIFT | RepairKind.ORDER | RepairKind.POLARITY:
            words += ["--permit", "transparent,level"] if turned else []
    return " ".join([*map(shlex.quote, words), "--apply", "--out", "repaired"])


def _details(comparison: MixComparison) -> Iterator[str]:
    if comparison.evidence is not None and comparison.evidence.places:
        evidence = comparison.evidence
        agree = "agrees" if evidence.agreeing == 1 else "agree"
        yield f"{evidence.agreeing} of {count_of(evidence.places, 'place', 'places')} {agree}"
    if comparison.stamp_offset_samples:
        size = samples_text(comparison.stamp_offset_samples)
        stamp = f"{size} {'sample' if size == '1' else 'samples'}"
        direction = "later" if comparison.stamp_offset_samples > 0 else "earlier"
        yield f"stamped {stamp} {direction} than its partner; offsets are between the stamps"
    if comparison.other_offsets_samples:
        yield f"fits as well at {', '.join(f'{offset:+.0f}' for offset in comparison.other_offsets_samples)} samples"
    if comparison.uncovered is not None:
        yield from _uncovered_lines(comparison.uncovered)
    yield from _channel_lines(comparison)
    if comparison.fold_down is not None:
        yield from _fold_down_lines(comparison.fold_down, comparison.partner)
    yield from _stem_lines(comparison)
    yield from _me_lines(comparison)
    yield from _left_over_lines(comparison)


def _uncovered_lines(found: Uncovered) -> Iterator[str]:
    for seconds, where in ((found.before_seconds, "before its start"), (found.after_seconds, "after its end")):
        if seconds:
            yield f"what it is held against sounds for {seconds:.1f} s {where}"


def _faults_in_place(comparison: MixComparison, found: ChannelIdentity) -> Iterator[str]:
    labels = comparison.subject.channel_labels
    turned = [labels[item.channel] for item in found.channels if item.polarity is ChannelPolarity.INVERTED]
    if turned:
        yield f"opposite polarity: {', '.join(turned)}"
    if found.late:
        yield f"not in time with the others: {', '.join(map(say, late_channels(comparison)))}"
    if found.silent:
        yield f"silent, where the original sounds: {', '.join(labels[channel] for channel in found.silent)}"


def _channel_lines(comparison: MixComparison) -> Iterator[str]:
    found = comparison.channels
    if found is None:
        return
    labels, originals = comparison.subject.channel_labels, comparison.partner.channel_labels
    for first, second in exchanged_labels(comparison):
        yield f"{first} and {second} have changed places"
    if found.order is not None:
        yield f"the channels lie in the order of {found.order}"
    elif not found.exchanged:
        for item in found.channels:
            if item.carries not in {None, item.channel}:
                yield f"{labels[item.channel]} carries {originals[item.carries or 0]}"
    yield from _faults_in_place(comparison, found)
    told = {*found.silent, *(one.channel for one in found.late)}
    untold = [labels[item.channel] for item in found.channels if item.carries is None and item.channel not in told]
    if untold:
        yield f"cannot be told from each other, or silent: {', '.join(untold)}"


def _fold_down_lines(found: FoldDownMatch, surround: ComparedMix) -> Iterator[str]:
    yield f"2.0: {found.kind.value}"
    for side, levels in (("left", found.left_db), ("right", found.right_db)):
        parts = [
            f"{label} {level:+.2f} dB"
            for label, level in zip(surround.channel_labels, levels, strict=False)
            if level is not None
        ]
        if parts:
            yield f"{side}: {', '.join(parts)}"
    if found.lfe_db is not None:
        yield f"the LFE is in it at {found.lfe_db:+.2f} dB"
    if found.null_db is not None:
        yield f"{found.null_db:.1f} dB are left, {found.worst_null_db:.1f} dB in the worst tenth of the seconds"


def _stem_lines(comparison: MixComparison) -> Iterator[str]:
    found = comparison.stems
    if found is None:
        return
    yield f"sum: {found.state.value}"
    labels = comparison.subject.channel_labels
    hertz = comparison.subject.sample_rate_hz
    for stem in found.stems:
        parts = [fault.value for fault in stem.faults]
        if stem.gain_db is not None:
            parts.append(f"{stem.gain_db:+.2f} dB in the printmaster")
        if stem.delay_samples:
            parts.append(f"{stem.delay_samples:+.2f} samples late")
        if stem.inverted:
            parts.append(f"inverted in {', '.join(labels[channel] for channel in stem.inverted)}")
        parts += [
            f"{part.gain_db:+.2f} dB from {part.start_sample / hertz:.1f} to {part.end_sample / hertz:.1f} s"
            for part in stem.ranges
        ]
        yield f"{stem.name}: {', '.join(parts) or 'as it should be'}"
    for bleed in comparison.stem_bleed:
        of_all = f"{len(bleed.found)} of {count_of(bleed.lines, 'line', 'lines')}"
        yield f"{bleed.stem}: {of_all} of {bleed.dialogue} {_are(bleed.found)} in it"
        for line in bleed.found[:MOST_LINES]:
            place = f"{line.start_sample / hertz:.1f} to {line.end_sample / hertz:.1f} s"
            yield f"{bleed.stem}: line from {place}: {line.level_db:+.1f} dB in {', '.join(line.channels)}"
    if found.remainder_seconds:
        yield f"sound that is in no stem in {len(found.remainder_seconds)} s, first at {found.remainder_seconds[0]} s"


MOST_LINES: Final = 20
"""Lines and holes shown on a terminal; the saved comparison has all."""


def _are(found: Sized) -> str:
    return "is" if len(found) == 1 else "are"


def _me_lines(comparison: MixComparison) -> Iterator[str]:
    found = comparison.me
    if found is None:
        return
    if found.reference_refused:
        yield "the dialogue stem is not that of this mix, and was not used"
    reference = "none" if found.reference is None else found.reference.value
    of_all = f"{len(found.found)} of {count_of(found.lines, 'line', 'lines')}"
    yield f"{of_all} of the original {_are(found.found)} in it; known by: {reference}"
    hertz = comparison.subject.sample_rate_hz
    for line in found.found[:MOST_LINES]:
        place = f"{line.start_sample / hertz:.1f} to {line.end_sample / hertz:.1f} s"
        yield f"line from {place}: {line.level_db:+.1f} dB in {', '.join(line.channels)}"
    for hole in found.holes[:MOST_LINES]:
        place = f"{hole.start_sample / hertz:.1f} to {hole.end_sample / hertz:.1f} s"
        yield f"sound is missing from {place}: {hole.missing_db:.0f} dB in {', '.join(hole.channels)}"
    more = len(found.found[MOST_LINES:]) + len(found.holes[MOST_LINES:])
    if more:
        yield f"and {more} more"
    if found.outside_difference_db is not None:
        yield f"outside lines {found.outside_difference_db:+.1f} dB from the mix"


def _left_over_lines(comparison: MixComparison) -> Iterator[str]:
    left = comparison.left_over
    if left is None:
        return
    under = ", softer and throughout: a voice-over" if left.is_under_all else ""
    lines = count_of(left.lines, "line", "lines")
    sound = "sounds" if len(left.found) == 1 else "sound"
    yield f"{len(left.found)} of {lines} of the original {sound} in it{under}"
    hertz = comparison.subject.sample_rate_hz
    for line in () if left.is_under_all else left.found[:MOST_LINES]:
        place = f"{line.start_sample / hertz:.1f} to {line.end_sample / hertz:.1f} s"
        yield f"line of the original from {place}: {line.level_db:+.1f} dB in {', '.join(line.channels)}"
    if left.missing:
        yield f"in place of {len(left.missing)} of {lines} of the original nothing is spoken in it"
    for missing in left.missing[:MOST_LINES]:
        yield f"nothing spoken from {missing.start_sample / hertz:.1f} to {missing.end_sample / hertz:.1f} s"


def _show_map(comparison: MixComparison, console: Console) -> None:
    """Show every segment, every edit and what cannot be told, in order of the mix."""
    if not comparison.segments:
        return
    hertz = comparison.subject.sample_rate_hz
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("from s", "to s", "offset", "drift ppm", "speed", "pitch", "places"):
        table.add_column(column, justify="right", no_wrap=True)
    for segment in comparison.segments:
        table.add_row(
            f"{segment.start_sample / hertz:.3f}",
            f"{segment.end_sample / hertz:.3f}",
            f"{comparison.late_samples(segment):+.2f}",
            "-" if segment.drift_ppm is None else f"{segment.drift_ppm:+.2f}",
            str(segment.speed_ratio),
            "-" if segment.pitch is None else segment.pitch.value,
            str(segment.places),
        )
    console.print(table)
    for edit in comparison.edits:
        size = edit.size_samples / comparison.partner.sample_rate_hz
        console.print(Words(f"  {edit.kind.value} of {size:.3f} s at {edit.at_sample / hertz:.3f} s"))
    for stretch in comparison.untold:
        place = f"{stretch.start_sample / hertz:.1f} to {stretch.end_sample / hertz:.1f} s"
        console.print(Words(f"  nothing can be told from {place}: {stretch.reason.value}"))
