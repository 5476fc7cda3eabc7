"""What a comparison says, as messages: where a mix lies, why, and what repairs it. Pure; words are made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.vocabulary import FRAME_RATES
from validator.comparisons.dub.map_model import EditKind, MapState, Pitch
from validator.comparisons.relations import Relation
from validator.comparisons.stems.sum_model import SumCause

if TYPE_CHECKING:
    from specs.message import Message
    from validator.comparisons.relations import ComparedMix, MixComparison

LACKING_SECONDS: Final = 0.5
"""A mix lacks what sounds for so long in all: shorter is the trim of a fade or of a frame. Project's choice."""

SUBFRAMES: Final = 80
"""Of a frame: as many as the timecode word of a frame has bits (SMPTE ST 12-1:2014 clause 9.1), as editors count."""

SAME_OFFSET_SECONDS: Final = 0.001
"""Two stretches that lie so near each other, an edit taken out, are one. Places are told to 0.1 ms."""

_CAUSES: Final[dict[str, Message]] = {
    one.code.rpartition(".")[2]: one
    for one in (
        message("comparison.cause.constant-offset"),
        message("comparison.cause.leader-not-in-stamp"),
        message("comparison.cause.wrong-session-rate"),
        message("comparison.cause.frame-rate-conversion"),
        message("comparison.cause.wrong-sample-rate"),
        message("comparison.cause.repaired-with-wrong-ratio"),
        message("comparison.cause.drift"),
        message("comparison.cause.edit"),
        message("comparison.cause.relaid-music"),
        message("comparison.cause.reel-out-of-place"),
        message("comparison.cause.other-programme"),
        message("comparison.cause.shares-sounds"),
        message("comparison.cause.same-music"),
        message("comparison.cause.repeating-sound"),
        message("comparison.cause.small-jumps"),
        message("comparison.cause.speed-uncertain"),
        message("comparison.cause.silence"),
        message("comparison.cause.too-short"),
        message("comparison.cause.channels-exchanged"),
        message("comparison.cause.other-order"),
        message("comparison.cause.permuted"),
        message("comparison.cause.channel-silent"),
        message("comparison.cause.channel-late"),
        message("comparison.cause.polarity"),
        message("comparison.cause.other-version"),
        message("comparison.cause.not-a-fold-down"),
        message("comparison.cause.stem-absent"),
        message("comparison.cause.stem-gain"),
        message("comparison.cause.stem-delay"),
        message("comparison.cause.stem-polarity"),
        message("comparison.cause.stem-range"),
        message("comparison.cause.content-missing"),
        message("comparison.cause.unexplained"),
        message("comparison.cause.me-is-mix"),
        message("comparison.cause.dialogue-in-me"),
        message("comparison.cause.fill-missing"),
        message("comparison.cause.channel-counts-differ"),
        message("comparison.cause.rates-differ"),
        message("comparison.cause.parts-missing"),
        message("comparison.cause.not-whole"),
        message("comparison.cause.other-sound"),
        message("comparison.cause.channels-differ"),
        message("comparison.cause.level-differs"),
    )
}

_ROLES: Final = {
    Relation.DUB: message("comparison.role.dub"),
    Relation.FOLD_DOWN: message("comparison.role.fold-down"),
    Relation.STEMS: message("comparison.role.printmaster"),
    Relation.RE_RENDER: message("comparison.role.re-render"),
}


def cause_message(comparison: MixComparison) -> Message | None:
    """Return why a mix lies as it does, or why nothing can be told; None where nothing is wrong."""
    if comparison.cause is None:
        return None
    cause = _CAUSES[comparison.cause]
    guilty = _guilty(comparison)
    return message("comparison.of-stem", name=guilty, cause=cause) if guilty else cause


def _guilty(comparison: MixComparison) -> tuple[str, ...]:
    """Return the stems that are to blame: by what was found in them, else by a form that is not the printmaster's."""
    if comparison.stems is None:
        return ()
    subject = comparison.subject
    match comparison.cause:
        case SumCause.RATES_DIFFER:
            others = [one for one in comparison.partners if one.sample_rate_hz != subject.sample_rate_hz]
        case SumCause.CHANNEL_COUNTS_DIFFER:
            others = [one for one in comparison.partners if len(one.channel_labels) != len(subject.channel_labels)]
        case _:
            found = comparison.stems.stems
            return tuple(one.name for one in found if comparison.cause in {fault.value for fault in one.faults})
    return tuple(map(party_text, others))


def samples_text(samples: float) -> str:
    """Return a number of samples without its sign, whole where it is whole to a twentieth."""
    size = abs(samples)
    return f"{size:.0f}" if abs(size - round(size)) < 0.05 else f"{size:.1f}"


def time_message(comparison: MixComparison, samples: float) -> Message:
    """Return a time in samples of the mix, ms, and frames and subframes where the picture rate is known.

    Args:
        comparison: Of the mix with its partner.
        samples: The time in samples of the partner.
    """
    hertz = comparison.subject.sample_rate_hz
    samples = samples * hertz / comparison.partner.sample_rate_hz
    milliseconds = abs(samples) / hertz * 1000
    if comparison.picture_rate is None:
        return message("comparison.time", samples=samples_text(samples), milliseconds=milliseconds)
    rate = Fraction(comparison.picture_rate)
    subframes = round(abs(samples) / hertz * float(rate) * SUBFRAMES)
    return message(
        "comparison.time-in-frames",
        samples=samples_text(samples),
        milliseconds=milliseconds,
        frames=subframes // SUBFRAMES,
        subframes=subframes % SUBFRAMES,
        rate=rate_text(rate),
    )


def rate_text(rate: Fraction) -> str:
    """Return a picture rate as people say it: 23.976, 25."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")


def offset_message(comparison: MixComparison, samples: float) -> Message:
    """Return where a mix lies against its partner: in step, late or early."""
    who = _ROLES[comparison.relation]
    if abs(samples) < 0.5:
        return message("comparison.in-step", who=who)
    size = time_message(comparison, samples)
    if samples > 0:
        return message("comparison.late", who=who, size=size)
    return message("comparison.early", who=who, size=size)


def speed_message(comparison: MixComparison) -> Message | None:
    """Return at which speed a mix runs and what became of its pitch; None at unchanged speed."""
    ratio = comparison.speed_ratio
    if ratio is None or ratio == 1:
        return None
    pitch = {
        Pitch.KEPT: message("comparison.pitch-kept"),
        Pitch.FOLLOWS: message("comparison.pitch-follows"),
        None: message("comparison.pitch-not-known"),
    }[comparison.pitch]
    percent = (float(ratio) - 1.0) * 100
    return message("comparison.speed", who=_ROLES[comparison.relation], ratio=str(ratio), percent=percent, pitch=pitch)


class RepairKind(StrEnum):
    """What puts a mix right."""

    SPEED = "speed"
    ORDER = "order"
    SHIFT = "shift"
    POLARITY = "polarity"
    CUT_OUT = "cut-out"
    BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What puts a mix right, for a command or a program to carry out.

    Attributes:
        kind: What is to be done.
        text: The same as a message.
        from_rate, to_rate: Picture rates of a change of speed.
        pitch: What happens to pitch in it.
        shift_samples: By how much the sound is to be moved, in samples of the mix: negative is earlier.
        layout: What the channels of the file really are: a layout name, or labels with commas.
        channels: Labels of the channels whose polarity is to be turned.
    """

    kind: RepairKind
    text: Message
    from_rate: str | None = None
    to_rate: str | None = None
    pitch: Pitch | None = None
    shift_samples: int | None = None
    layout: str | None = None
    channels: tuple[str, ...] = ()


def repair_of(comparison: MixComparison) -> Repair | None:
    """Return what repairs a mix; None where nothing is wrong or nothing can be told.

    | wrong                              | repair                                      |
    |------------------------------------|---------------------------------------------|
    | speed, one legal change away       | change of speed back, pitch as it was done  |
    | one offset from end to end         | shift; by hand where its head was cut off   |
    | channels in another order          | say what they are, and put them in order    |
    | polarity                           | turn these channels                         |
    | sound put in, and nothing cut      | cut it out                                  |
    | anything else                      | by hand: print it again                     |
    """
    if comparison.state is MapState.CANNOT_TELL or comparison.cause is None:
        return None
    ratio = comparison.speed_ratio
    if ratio is not None and ratio != 1:
        return _of_speed(comparison, ratio)
    match comparison.cause:
        case "constant-offset" | "leader-not-in-stamp" if _is_shift(comparison):
            return _of_offset(comparison, comparison.latest_samples or 0.0)
        case "channels-exchanged" | "other-order" | "permuted" if comparison.channels is not None:
            return _of_order(comparison)
        case "polarity" if comparison.channels is not None:
            labels = tuple(comparison.subject.channel_labels[channel] for channel in comparison.channels.inverted)
            text = message("comparison.repair.polarity", channels=labels)
            return Repair(kind=RepairKind.POLARITY, text=text, channels=labels)
        case cause:
            return _of_edits(comparison) or Repair(kind=RepairKind.BY_HAND, text=_BY_HAND.get(cause, _PRINT_AGAIN))


def _is_shift(comparison: MixComparison) -> bool:
    """Whether moving the mix puts it right: a head that was cut off would become silence."""
    uncovered = comparison.uncovered
    return comparison.latest_samples is not None and (uncovered is None or uncovered.before_seconds < LACKING_SECONDS)


def _of_edits(comparison: MixComparison) -> Repair | None:
    if comparison.cause != "edit" or not is_put_in(comparison):
        return None
    return Repair(kind=RepairKind.CUT_OUT, text=message("comparison.repair.cut-out"))


_PRINT_AGAIN: Final = message("comparison.repair.print-again")
_BY_HAND: Final[dict[str, Message]] = {
    "drift": message("comparison.repair.drift"),
    "edit": message("comparison.repair.edit"),
    "relaid-music": message("comparison.repair.relaid-music"),
    "reel-out-of-place": message("comparison.repair.reel-out-of-place"),
    "wrong-sample-rate": message("comparison.repair.wrong-sample-rate"),
    "other-version": message("comparison.repair.other-version"),
    "stem-absent": message("comparison.repair.stem-absent"),
    "content-missing": message("comparison.repair.content-missing"),
    "me-is-mix": message("remedy.deliver-me"),
    "dialogue-in-me": message("remedy.mute-and-fill"),
    "fill-missing": message("remedy.fill-me"),
}


def is_put_in(comparison: MixComparison) -> bool:
    """Return whether all that is wrong in time is sound put in between stretches of one offset, at unchanged speed."""
    segments, edits = comparison.segments, comparison.edits
    if not edits or comparison.speed_ratio != 1 or any(edit.kind is not EditKind.INSERT for edit in edits):
        return False
    if comparison.subject.sample_rate_hz != comparison.partner.sample_rate_hz or len(segments) != len(edits) + 1:
        return False
    put_in, first = 0.0, segments[0].offset_samples
    for edit, segment in zip(edits, segments[1:], strict=True):
        put_in += edit.size_samples
        if abs(segment.offset_samples - put_in - first) > SAME_OFFSET_SECONDS * comparison.partner.sample_rate_hz:
            return False
    return True


def rates_of_speed(ratio: Fraction, to_rate: Fraction | None) -> tuple[Fraction, Fraction] | None:
    """Return the picture rates whose ratio a change of speed is: that of the dub, and that to return to.

    | ratio     | picture rate | answer                 |
    |-----------|--------------|------------------------|
    | 1001/960  | 24000/1001   | 25 to 24000/1001       |
    | 25/24     | not known    | 25 to 24               |
    | 1001/1000 | 25           | None: no rate is so    |

    Args:
        ratio: Speed of the dub relative to its original.
        to_rate: The picture rate; None where it is not known, and the commonest that fits is taken.
    """
    known = set(FRAME_RATES.values())
    wanted = [Fraction(24000, 1001), Fraction(24), Fraction(25)] if to_rate is None else [to_rate]
    return next(((ratio * rate, rate) for rate in wanted if ratio * rate in known), None)


def _of_speed(comparison: MixComparison, ratio: Fraction) -> Repair:
    stated = None if comparison.picture_rate is None else Fraction(comparison.picture_rate)
    rates = rates_of_speed(ratio, stated) or rates_of_speed(ratio, None)
    if rates is None:
        text = _BY_HAND.get(comparison.cause or "", message("comparison.repair.speed-by-hand", ratio=str(1 / ratio)))
        return Repair(kind=RepairKind.BY_HAND, text=text)
    from_rate, to_rate = map(str, rates)
    text = message("comparison.repair.speed", from_rate=rate_text(rates[0]), to_rate=rate_text(rates[1]))
    pitch = comparison.pitch or Pitch.FOLLOWS
    return Repair(kind=RepairKind.SPEED, text=text, from_rate=from_rate, to_rate=to_rate, pitch=pitch)


def _of_offset(comparison: MixComparison, late: float) -> Repair:
    samples = -round(late * comparison.subject.sample_rate_hz / comparison.partner.sample_rate_hz)
    size = abs(samples)
    text = (
        message("comparison.repair.earlier", samples=size)
        if samples < 0
        else message("comparison.repair.later", samples=size)
    )
    return Repair(kind=RepairKind.SHIFT, text=text, shift_samples=samples)


def _of_order(comparison: MixComparison) -> Repair:
    layout = layout_carried(comparison)
    if layout is None:
        return Repair(kind=RepairKind.BY_HAND, text=_PRINT_AGAIN)
    text = message("comparison.repair.order", layout=layout)
    return Repair(kind=RepairKind.ORDER, text=text, layout=layout)


def layout_carried(comparison: MixComparison) -> str | None:
    """Return what the channels of a dub really are, by the labels of its original.

    A layout name, or labels with commas; None where that cannot be said.
    """
    found = comparison.channels
    if found is None or comparison.partner.layout is None:
        return None
    if found.order is not None:
        return found.order
    places = [item.carries for item in found.channels]
    left = [place for place in range(len(places)) if place not in places]
    if len(left) > 1:
        return None
    labels = comparison.partner.channel_labels
    return ",".join(labels[place if place is not None else left[0]] for place in places)


def late_channels(comparison: MixComparison) -> tuple[Message, ...]:
    """Return the channels that are early or late against the others, and by how much."""
    labels = comparison.subject.channel_labels
    return tuple(
        message(
            "channels.one-late" if one.late_seconds > 0.0 else "channels.one-early",
            label=labels[one.channel],
            milliseconds=1000.0 * abs(one.late_seconds),
        )
        for one in (() if comparison.channels is None else comparison.channels.late)
    )


def exchanged_labels(comparison: MixComparison) -> tuple[tuple[str, str], ...]:
    """Return the pairs of channels that changed places, by the labels of the dub."""
    labels = comparison.subject.channel_labels
    if comparison.channels is None:
        return ()
    return tuple((labels[first], labels[second]) for first, second in comparison.channels.exchanged)


def party_text(mix: ComparedMix) -> str:
    """Return how a mix is called where it is compared: its place in the delivery, else its name."""
    return mix.path or mix.name
