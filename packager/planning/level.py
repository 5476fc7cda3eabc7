"""Corrections of level: the gain that every limit allows, and the limiter where peaks leave no room for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from packager.corrections.correction import CorrectionGrade
from packager.corrections.gain import LIMIT_DB, Gain
from packager.corrections.limiter import Limiter, overs
from packager.planning.bounds import Bounds, bounds_of
from packager.planning.foreseen import Wish, after_wishes
from packager.planning.model import LimiterIfNeeded
from packager.planning.order import Found
from specs.message import message

if TYPE_CHECKING:
    from packager.corrections.limiter import Overs
    from packager.planning.foreseen import Foreseen
    from packager.planning.interval import Bound
    from packager.planning.model import LoudnessAim
    from packager.planning.order import Order
    from specs.message import Message

PEAK_MARGIN_DB: Final = 0.3
"""A limiter is set this much below the limit, because meters differ by about 0.2 dB (validator.rules.peaks,
METER_SPREAD_DB) and a reading at the limit would depend on whose meter reads it."""

SAFETY_MARGIN_DB: Final = 0.1
"""A gain that cannot go to its target stops this far inside the limit that stops it, where there is that much room."""

SMALLEST_GAIN_DB: Final = 0.005
"""Below this a gain is not worth new rounding of every sample."""

LOWEST_CEILING_DBTP: Final = -30.0

_TURNS: Final = 8
"""Turns of solving gain and limiter against each other on the forecast; it settles within three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What level planning answers: corrections, or why there are none, the loudness aimed at, and what may follow."""

    found: Found
    aim: LoudnessAim | None = None
    limiter_if_needed: LimiterIfNeeded | None = None


def levels_found(order: Order, now: Foreseen) -> Levels:
    """Return the gain, and the limiter, that the demands on loudness and peaks ask for.

    Args:
        order: The demands and what is permitted.
        now: The programme after every correction of form and time.
    """
    bounds = bounds_of(order, now)
    if bounds.contradiction is not None:
        return Levels(found=Found(blocked=(bounds.contradiction,)), aim=bounds.aim)
    wanted = bounds.preferred_gain_db
    peak = bounds.tightest_peak
    if peak is not None and peak.high is not None and wanted > peak.high + _slack(wanted):
        return _against_peaks(order, now, bounds, peak)
    if bounds.unforeseen:
        return _by_trial(order, bounds)
    found = Found() if abs(wanted) < SMALLEST_GAIN_DB else _gain(order, wanted, bounds)
    if bounds.has_open_peaks and CorrectionGrade.PROCESSING in order.permitted:
        return _with_limiter_if_needed(order, bounds, found)
    return Levels(found=found, aim=bounds.aim)


def _slack(gain_db: float) -> float:
    """A mix that is left as it is may touch a limit; one that is moved need not come nearer than rounding."""
    return 1e-6 if abs(gain_db) < SMALLEST_GAIN_DB else 0.0


def _gain(order: Order, gain_db: float, bounds: Bounds, notes: tuple[Message, ...] = ()) -> Found:
    large = _too_large(order, gain_db, bounds)
    if large is not None:
        return Found(blocked=(large,))
    wish = Wish(correction=Gain(gain_db=round(gain_db, 4)), because=bounds.because)
    found = order.offered(wish, message("plan.need-gain", what=bounds.gain_for, gain_db=gain_db))
    return Found(wishes=found.wishes, blocked=found.blocked, notes=notes)


def _too_large(order: Order, gain_db: float, bounds: Bounds) -> Message | None:
    """What to say of a gain that needs a person's word; None for any other."""
    most = min(order.options.most_gain_db, LIMIT_DB)
    if abs(gain_db) <= most:
        return None
    return message("plan.gain-too-large", what=bounds.gain_for, gain_db=gain_db, most_db=most)


def _by_trial(order: Order, bounds: Bounds) -> Levels:
    """Loudness after a fold-down or new labels is only known when it is measured: begin without, and find it then."""
    if CorrectionGrade.LEVEL not in order.permitted:
        found = Found(notes=(message("plan.loudness-not-foreseen"),))
        return Levels(found=found, aim=bounds.aim)
    found = Found(
        wishes=(Wish(correction=Gain(gain_db=0.0), because=bounds.because),),
        notes=(message("plan.gain-by-trial"),),
    )
    limits = bounds.ceiling_dbtp is not None and CorrectionGrade.PROCESSING in order.permitted
    return _with_limiter_if_needed(order, bounds, found) if limits else Levels(found=found, aim=bounds.aim)


def _with_limiter_if_needed(order: Order, bounds: Bounds, found: Found) -> Levels:
    """Peaks that the forecast does not show above their limit: whether there are any is seen when it is rendered."""
    limit = bounds.ceiling_dbtp if bounds.ceiling_dbtp is not None else 0.0
    limiter = _limiter(order, bounds)
    note = message("plan.limiter-if-needed", limit_dbtp=limit, ceiling_dbtp=limiter.ceiling_dbtp)
    return Levels(
        found=Found(wishes=found.wishes, blocked=found.blocked, notes=(*found.notes, note)),
        aim=bounds.aim,
        limiter_if_needed=LimiterIfNeeded(limiter=limiter, above_dbtp=limit, because=bounds.because_of_peaks),
    )


def _limiter(order: Order, bounds: Bounds) -> Limiter:
    limit = bounds.ceiling_dbtp if bounds.ceiling_dbtp is not None else 0.0
    return Limiter(
        ceiling_dbtp=max(LOWEST_CEILING_DBTP, round(limit - PEAK_MARGIN_DB, 4)), groups=order.options.limiter_groups
    )


def _against_peaks(order: Order, now: Foreseen, bounds: Bounds, peak: Bound) -> Levels:
    """The peaks do not leave room for the gain: limit them, or go as far as they let."""
    if bounds.ceiling_dbtp is None:
        return Levels(found=Found(blocked=(_arithmetic(order, now, bounds, peak),)), aim=bounds.aim)
    limiter = _limiter(order, bounds)
    moves = abs(bounds.preferred_gain_db) >= SMALLEST_GAIN_DB
    if CorrectionGrade.PROCESSING in order.permitted and (CorrectionGrade.LEVEL in order.permitted or not moves):
        return _limited(order, now, bounds, limiter)
    return Levels(found=_as_far_as_peaks_let(order, now, bounds, peak), aim=bounds.aim)


def _as_far_as_peaks_let(order: Order, now: Foreseen, bounds: Bounds, peak: Bound) -> Found:
    nearest = bounds.nearest(peak, SAFETY_MARGIN_DB)
    if nearest is None or CorrectionGrade.LEVEL not in order.permitted:
        return Found(blocked=(_arithmetic(order, now, bounds, peak),))
    if abs(nearest) < SMALLEST_GAIN_DB:
        return Found()
    if abs(bounds.preferred_gain_db) < SMALLEST_GAIN_DB:
        return _gain(order, nearest, bounds)
    note = message(
        "plan.gain-stops",
        what=bounds.preferred_for,
        wanted_db=bounds.preferred_gain_db,
        peak=peak.name,
        allowed_db=peak.high,
        gain_db=nearest,
    )
    return _gain(order, nearest, bounds, (note,))


def _limited(order: Order, now: Foreseen, bounds: Bounds, limiter: Limiter) -> Levels:
    """A gain and a limiter, the gain making up on the forecast for what the limiter takes."""
    wanted = bounds.preferred_gain_db
    large = _too_large(order, wanted, bounds)
    if large is not None:
        return Levels(found=Found(blocked=(large,)), aim=bounds.aim)
    gain_db = wanted
    for _ in range(_TURNS):
        then = after_wishes(now, _wishes(gain_db, limiter, bounds))
        missing = bounds.missing_after(then)
        if missing is None or abs(missing) < 0.001 or abs(wanted) < SMALLEST_GAIN_DB:
            break
        gain_db = max(-LIMIT_DB, min(LIMIT_DB, gain_db + missing))
    louder = after_wishes(now, _wishes(gain_db, limiter, bounds)[:-1])
    taken = overs(louder.measurements, limiter.ceiling_dbtp)
    large = _too_large(order, gain_db, bounds)
    if large is not None:
        return Levels(found=Found(blocked=(large,)), aim=bounds.aim)
    if taken.deepest_db == 0.0:
        # A doubt about the peaks, after resampling for example, and no peak: such a limiter would do nothing.
        found = Found(wishes=tuple(_wishes(gain_db, limiter, bounds)[:-1]))
        return _with_limiter_if_needed(order, bounds, found)
    if taken.deepest_db > order.options.reduction_cap_db:
        deep = message(
            "plan.limiter-too-deep",
            what=bounds.preferred_for,
            gain_db=gain_db,
            ceiling_dbtp=limiter.ceiling_dbtp,
            peaks=_peaks(taken),
            deepest_db=taken.deepest_db,
            most_db=order.options.reduction_cap_db,
        )
        return Levels(found=Found(blocked=(deep,)), aim=bounds.aim)
    note = message("plan.limiter-reduces", peaks=_peaks(taken), deepest_db=taken.deepest_db)
    return Levels(found=Found(wishes=tuple(_wishes(gain_db, limiter, bounds)), notes=(note,)), aim=bounds.aim)


def _peaks(taken: Overs) -> Message:
    return message("plan.peaks" if taken.complete else "plan.peaks-at-least", count=taken.count)


def _wishes(gain_db: float, limiter: Limiter, bounds: Bounds) -> list[Wish]:
    wishes = [Wish(correction=limiter, because=bounds.because_of_peaks)]
    if abs(gain_db) >= SMALLEST_GAIN_DB:
        wishes.insert(0, Wish(correction=Gain(gain_db=round(gain_db, 4)), because=bounds.because))
    return wishes


def _arithmetic(order: Order, now: Foreseen, bounds: Bounds, peak: Bound) -> Message:
    """What loudness needs, what the peaks allow, what is permitted, what a limiter would do.

    Where loudness needs nothing, what the peaks allow is what they need.
    """
    wanted = bounds.preferred_gain_db
    is_peaks_alone = abs(wanted) < SMALLEST_GAIN_DB
    said: dict[str, Any] = {
        "what": bounds.preferred_for,
        "gain_db": wanted,
        "peak": peak.name,
        "allowed_db": peak.high,
        "permitted": order.permitted_grades,
    }
    if CorrectionGrade.PROCESSING in order.permitted or bounds.ceiling_dbtp is None:
        return message("plan.peaks-too-high" if is_peaks_alone else "plan.peaks-in-the-way", **said)
    ceiling = bounds.ceiling_dbtp - PEAK_MARGIN_DB
    louder = now.with_step(Gain(gain_db=max(-LIMIT_DB, min(LIMIT_DB, wanted))))
    taken = overs(louder.measurements, ceiling)
    said |= {"ceiling_dbtp": ceiling, "peaks": _peaks(taken), "deepest_db": taken.deepest_db}
    return message("plan.peaks-too-high-for-a-limiter" if is_peaks_alone else "plan.limiter-would-do-it", **said)
