"""Corrections of time: where the sound starts, how long it is, and the pop."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from packager.corrections.resampling import scaled_count
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.sync_pop import SyncPopInsertion
from packager.corrections.trim_pad import TrimPad
from packager.planning.because import demanded
from packager.planning.ends import why_not_added, why_not_cut
from packager.planning.foreseen import Wish
from packager.planning.order import Found, joined
from specs.message import message
from specs.requirements.time import (
    DurationMatch,
    HeadSilence,
    Presence,
    TailSilence,
    WholeFrames,
)
from specs.requirements.time import StartTimecode as StartTimecodeDemand
from specs.requirements.time import SyncPop as SyncPopDemand
from specs.timecode import first_samples, samples_to_timecode
from specs.vocabulary import FRAME_RATES, frame_rate_name
from validator.rules.placement import samples_from_pop

if TYPE_CHECKING:
    from packager.planning.foreseen import Foreseen
    from packager.planning.order import Judged, Order
    from specs.message import Message

PAD_LIMIT_SECONDS: Final = 10
"""A mix this much shorter or longer than its picture was conformed to another cut; silence does not mend that."""

_RATIO_SLACK: Final = Fraction(1, 20_000)
"""How near the ratio of two lengths comes to a ratio of speeds where it is one: 0.35 s in two hours."""

_POP_HERTZ: Final = 1000.0
_POP_DBFS: Final = -20.0
"""What most publishers print, where a sheet states neither frequency nor level."""


def speed_found(order: Order, now: Foreseen) -> Found:
    """Return the change of speed that the length asks for, where its ratio to the picture's is that of two rates."""
    for judged in order.failing(now.subject):
        if isinstance(judged.requirement, DurationMatch):
            wanted = picture_samples(now)
            rate = now.subject.picture_rate
            source = None if wanted is None or rate is None else _source_rate(now.material.sample_count, wanted, rate)
            if source is not None and rate is not None:
                speed = SpeedChange(from_rate=str(source), to_rate=str(rate), pitch=order.options.pitch)
                need = message("plan.need-speed", found=frame_rate_name(source), wanted=frame_rate_name(rate))
                return order.offered(Wish(correction=speed, because=demanded(judged.key)), need)
    return Found()


def _source_rate(have: int, wanted: int, rate: Fraction) -> Fraction | None:
    """The picture rate at which `have` samples have the frames that `wanted` samples have at `rate`."""
    if not have or have == wanted:
        return None
    stretch = Fraction(wanted, have)
    for candidate in FRAME_RATES.values():
        if candidate != rate and abs(candidate / rate / stretch - 1) < _RATIO_SLACK:
            return candidate
    return None


def picture_samples(now: Foreseen) -> int | None:
    """Samples the picture lasts; None where its length or rate is not known."""
    frames, rate = now.subject.programme.duration_frames, now.subject.picture_rate
    if frames is None or rate is None:
        return None
    return scaled_count(frames, now.material.sample_rate_hz / rate)


def time_found(order: Order, now: Foreseen) -> Found:
    """Return what the demands on start, length and pop ask for."""
    failing = {type(judged.requirement): judged for judged in order.failing(now.subject)}
    start = _start(failing.get(StartTimecodeDemand), order, now)
    moved = now
    for wish in start.wishes:
        moved = moved.with_step(wish.correction)
    length = _length(failing, order, moved)
    edges = Found()
    if not start.wishes and not length.wishes:
        edges = joined(_edge(failing[kind], order, now) for kind in (HeadSilence, TailSilence) if kind in failing)
    for wish in (*length.wishes, *edges.wishes):
        moved = moved.with_step(wish.correction)
    pop = _pop(failing.get(SyncPopDemand), order, moved)
    return joined([start, length, edges, pop])


def _start(judged: Judged | None, order: Order, now: Foreseen) -> Found:
    """A new stamp where the length already is the picture's; else a head cut or added, so that sync is kept."""
    rate = now.subject.picture_rate
    if judged is None or rate is None or not isinstance(judged.requirement, StartTimecodeDemand):
        return Found()
    names = list(judged.requirement.allowed)
    stated = now.subject.programme.start_timecode
    if judged.requirement.synchronous_with_picture and stated is not None:
        names.append(stated)
    starts = first_samples(names, rate, now.material.sample_rate_hz)
    if not starts:
        return Found()
    timecode = stated if stated in starts else next(iter(starts))
    wanted = starts[timecode]
    have, length = now.material.start_sample, picture_samples(now)
    if have is not None and length is not None:
        head = have - wanted
        restamped, recut = abs(now.material.sample_count - length), abs(now.material.sample_count + head - length)
        if recut < restamped and -head < now.material.sample_count:
            cut_or_pad = TrimPad(head_samples=head)
            return _offered_ends(cut_or_pad, judged, order, now, message("plan.need-start", timecode=timecode))
    stamp = StartTimecodeChange(start_sample=wanted, timecode=timecode)
    wish = Wish(correction=stamp, because=demanded(judged.key))
    found = order.offered(wish, message("plan.need-start", timecode=timecode))
    fits = length is not None and now.material.sample_count == length
    note = message("plan.start-set" if fits else "plan.start-set-unproven", timecode=timecode)
    return joined([found, Found(notes=(note,))])


def _length(failing: dict[type, Judged], order: Order, now: Foreseen) -> Found:
    rate = now.subject.picture_rate
    judged = failing.get(DurationMatch) or failing.get(WholeFrames)
    if rate is None:
        return Found()
    have, wanted = now.material.sample_count, picture_samples(now)
    if judged is None:
        return Found()
    if wanted is None or DurationMatch not in failing:
        # Up to the end of the frame that has begun.
        frames = -(-have * rate // now.material.sample_rate_hz)
        wanted = scaled_count(int(frames), now.material.sample_rate_hz / rate)
    return _to_length(wanted, judged, order, now)


def _to_length(wanted: int, judged: Judged, order: Order, now: Foreseen) -> Found:
    have, hz = now.material.sample_count, now.material.sample_rate_hz
    need = message("plan.need-length", found=have, wanted=wanted)
    if have == wanted:
        return Found()
    if abs(wanted - have) > PAD_LIMIT_SECONDS * hz:
        return Found(blocked=(message("plan.another-cut", need=need, seconds=abs(wanted - have) / hz),))
    return _offered_ends(TrimPad(tail_samples=wanted - have), judged, order, now, need)


def _offered_ends(change: TrimPad, judged: Judged, order: Order, now: Foreseen, need: Message) -> Found:
    """A change of one end where no sound is cut and none that is missing is made up for; else a person decides."""
    at_head = change.head_samples != 0
    samples = change.head_samples or change.tail_samples
    fault = (
        why_not_cut(now, -samples, at_head=at_head)
        if samples < 0
        else None
        if order.options.ends_are_whole
        else why_not_added(now, samples, at_head=at_head)
    )
    if fault is not None:
        return Found(blocked=(message("plan.not-at-this-end", need=need, why=fault),))
    return order.offered(Wish(correction=change, because=demanded(judged.key)), need)


def _edge(judged: Judged, order: Order, now: Foreseen) -> Found:
    """Silence at one end brought to the nearer of its limits."""
    demand = judged.requirement
    if not isinstance(demand, HeadSilence | TailSilence):
        return Found()
    first, last = now.measurements.first_sound_sample, now.measurements.last_sound_sample
    if first is None or last is None:
        return Found()
    hz = now.material.sample_rate_hz
    head = isinstance(demand, HeadSilence)
    have = first if head else now.material.sample_count - 1 - last
    least = -(-Fraction(demand.minimum_seconds) * hz // 1)
    most = None if demand.maximum_seconds is None else Fraction(demand.maximum_seconds) * hz // 1
    wanted = max(have, int(least)) if most is None else min(max(have, int(least)), int(most))
    change = wanted - have
    if change == 0:
        return Found()
    ends = TrimPad(head_samples=change) if head else TrimPad(tail_samples=change)
    need = message(
        "plan.need-silence-before" if head else "plan.need-silence-after",
        found_seconds=have / hz,
        wanted_seconds=wanted / hz,
    )
    return _offered_ends(ends, judged, order, now, need)


def _pop(judged: Judged | None, order: Order, now: Foreseen) -> Found:
    """The pop put in, or taken out, at its place two seconds of the frame count before the first frame of action."""
    subject = now.subject
    action, rate = subject.programme.first_frame_of_action, subject.picture_rate
    if judged is None or action is None or rate is None or not isinstance(judged.requirement, SyncPopDemand):
        return Found()
    demand = judged.requirement
    start = subject.programme_sample(action)
    hz = now.material.sample_rate_hz
    frame = scaled_count(1, hz / rate)
    if start is None or demand.at == "tail":
        return Found()
    place = start - samples_from_pop(subject, demand.frames)
    if place < 0:
        lead = (start - place) / hz
        return Found(blocked=(message("plan.pop-lacks-room", needed_seconds=float(lead), found_seconds=start / hz),))
    add = demand.presence is Presence.REQUIRED
    pops = [tone for tone in subject.measurements.tones or () if tone.end_sample <= start and tone.length_samples < hz]
    if add and any(abs(tone.start_sample - place) > frame for tone in pops):
        return Found(blocked=(message("plan.pop-elsewhere"),))
    # A pop that was found may be off by a little; silence is put over its surroundings too.
    margin = 0 if add else frame
    length = frame if demand.length_frames is None else scaled_count(1, Fraction(str(demand.length_frames)) * hz / rate)
    pop = SyncPopInsertion(
        action="add" if add else "remove",
        start_sample=max(0, place - margin),
        length_samples=length + 2 * margin,
        frequency_hz=demand.frequency_hz or _POP_HERTZ,
        level_dbfs=_POP_DBFS if demand.level_dbfs is None else demand.level_dbfs,
        labels=demand.labels,
    )
    at = samples_to_timecode(subject.file_start_sample + place, rate, hz, drop_frame=subject.drop_frame)
    need = message(f"plan.pop-is.{demand.presence}", timecode=at)
    return order.offered(Wish(correction=pop, because=demanded(judged.key)), need)
