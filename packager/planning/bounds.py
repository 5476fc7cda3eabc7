"""How far every demand lets a gain go: intervals in decibels, and the point in all of them that is aimed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packager.planning.because import demanded
from packager.planning.interval import Bound, Pull, inside, moved_inside
from packager.planning.loudness import RANGE_MARGIN_LU, decide, reading_of
from specs.message import message
from specs.requirements.loudness import Loudness, MomentaryMaximum, ShortTermMaximum
from specs.requirements.peaks import QuasiPeak, SamplePeak, TruePeak
from specs.requirements.signal import FoldDownLoudness, FoldDownTruePeak, NoiseFloor

if TYPE_CHECKING:
    from packager.planning.foreseen import Foreseen
    from packager.planning.model import LoudnessAim
    from packager.planning.order import Judged, Order
    from specs.message import Message

FULL_SCALE_DBTP: Final = 0.0
"""Nothing is written that clips, whether a demand says so or not."""


UNFORESEEN_PEAK_DB: Final = 6.0
"""Room kept above peaks that cannot be foreseen; a limiter that then finds nothing to do changes no bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """All bounds of a programme.

    Attributes:
        hard: Those that only a gain can meet.
        peaks: Those that a limiter could meet too; one without an upper limit is of peaks that are not foreseen.
        pull: What loudness asks for; None where no demand on it can be decided.
        unforeseen: True where loudness is only known once the result is measured.
    """

    hard: tuple[Bound, ...]
    peaks: tuple[Bound, ...]
    pull: Pull | None
    unforeseen: bool = False

    @property
    def aim(self) -> LoudnessAim | None:
        """The loudness aimed at."""
        return None if self.pull is None else self.pull.aim

    @property
    def because(self) -> Message:
        """The demand behind a gain."""
        if self.pull is not None and not self.pull.holds:
            return demanded(self.pull.key)
        broken = [bound for bound in (*self.hard, *self.peaks) if not inside(0.0, bound)]
        if broken:
            return broken[0].because
        return message("plan.the-level") if self.pull is None else demanded(self.pull.key)

    @property
    def because_of_peaks(self) -> Message:
        """The demand behind a limiter."""
        if self.tightest_peak is not None:
            return self.tightest_peak.because
        limits = (bound.because for bound in self.peaks if bound.ceiling_dbtp == self.ceiling_dbtp)
        return next(limits, self.because)

    @property
    def has_open_peaks(self) -> bool:
        """True where peaks are only known once the result is rendered."""
        return any(bound.high is None or bound.is_doubtful for bound in self.peaks)

    @property
    def gain_for(self) -> Message:
        """What needs a gain that is carried out, as the subject of "needs"."""
        if self.pull is not None and not self.pull.holds:
            return message("plan.loudness")
        broken = [bound.name for bound in (*self.hard, *self.peaks) if not inside(0.0, bound)]
        return broken[0] if broken else message("plan.the-level")

    @property
    def preferred_for(self) -> Message:
        """What needs the preferred gain, whatever peaks allow, as the subject of "needs": loudness even if right."""
        if self.pull is not None and not self.pull.holds:
            return message("plan.loudness")
        broken = [bound.name for bound in self.hard if not inside(0.0, bound)]
        if broken:
            return broken[0]
        return message("plan.the-level" if self.pull is None else "plan.loudness")

    @property
    def low(self) -> float:
        """Largest lower limit of the hard bounds."""
        return max((bound.low for bound in self.hard if bound.low is not None), default=-float("inf"))

    @property
    def high(self) -> float:
        """Smallest upper limit of the hard bounds."""
        return min((bound.high for bound in self.hard if bound.high is not None), default=float("inf"))

    @property
    def contradiction(self) -> Message | None:
        """What shows that no gain meets all hard bounds; None where one does."""
        if self.low <= self.high + 1e-6:
            return None
        lowest = next(bound for bound in self.hard if bound.low == self.low)
        highest = next(bound for bound in self.hard if bound.high == self.high)
        return message(
            "plan.gains-contradict", lowest=lowest.name, least_db=self.low, highest=highest.name, most_db=self.high
        )

    @property
    def preferred_gain_db(self) -> float:
        """The gain for the target where loudness is off, else none; moved inside the hard bounds."""
        wanted = self.pull.gain_db if self.pull is not None and not self.pull.holds else 0.0
        return moved_inside(wanted, self.low, self.high, 0.0 if wanted == 0.0 else RANGE_MARGIN_LU)

    @property
    def tightest_peak(self) -> Bound | None:
        """The limit on peaks that leaves the least room; None where there are no peaks."""
        limits = [bound for bound in self.peaks if bound.high is not None]
        return min(limits, key=lambda bound: bound.high or 0.0, default=None)

    @property
    def ceiling_dbtp(self) -> float | None:
        """What a limiter would have to stay under."""
        return min((bound.ceiling_dbtp for bound in self.peaks if bound.ceiling_dbtp is not None), default=None)

    def nearest(self, peak: Bound, margin_db: float) -> float | None:
        """The gain nearest to the preferred one that peaks and hard bounds allow; None where there is none."""
        assert peak.high is not None, "the tightest peak has a limit"
        high = min(self.high, peak.high)
        if self.low > high + 1e-9:
            return None
        return moved_inside(self.preferred_gain_db, self.low, high, margin_db)

    def missing_after(self, then: Foreseen) -> float | None:
        """How much gain is missing to the aim at a later point of the plan; None where there is no aim or reading."""
        if self.pull is None:
            return None
        value = reading_of(self.pull.aim, then.subject)
        return None if value is None else self.pull.aim.value - value


def bounds_of(order: Order, now: Foreseen) -> Bounds:
    """Return what every binding demand on level lets a gain be."""
    hard: list[Bound] = []
    peaks: list[Bound] = []
    pull: Pull | None = None
    unforeseen = False
    for judged in order.judged(now.subject):
        if not judged.binding:
            continue
        if isinstance(judged.requirement, Loudness):
            decision = decide(judged.requirement, judged, now)
            hard += decision.bounds
            unforeseen |= decision.unforeseen
            # Of several demands the first that is off leads; the others bound it.
            if decision.pull is not None and (pull is None or (pull.holds and not decision.pull.holds)):
                pull = decision.pull
            continue
        bound = _bound(judged, now)
        if bound is not None:
            (peaks if bound.ceiling_dbtp is not None else hard).append(bound)
    full_scale = _full_scale(now)
    if full_scale is not None:
        peaks.append(full_scale)
    return Bounds(hard=tuple(hard), peaks=tuple(peaks), pull=pull, unforeseen=unforeseen)


def _full_scale(now: Foreseen) -> Bound | None:
    """Integers end at full scale; what would be cut off there is limited or refused."""
    level = now.measurements.max_sample_peak_dbfs
    if now.material.sample_format.is_float or (level is None and not _peaks_are_open(now)):
        return None
    if level is None:
        return Bound(key=None, name=message("plan.full-scale"), ceiling_dbtp=FULL_SCALE_DBTP)
    # A file may hold full-scale samples already; as long as it is not made louder that is a matter for its findings.
    room = max(0.0, FULL_SCALE_DBTP - level)
    return Bound(key=None, name=message("plan.full-scale"), high=room, ceiling_dbtp=FULL_SCALE_DBTP)


def _peak_bound(
    key: str, demand: TruePeak | SamplePeak | QuasiPeak, now: Foreseen, value: float | None, high: float | None
) -> Bound | None:
    """The bound of a demand on peaks."""
    if isinstance(demand, QuasiPeak):
        if value is None:
            return None
        return Bound(key=key, name=message("plan.quasi-peak"), high=demand.maximum_dbfs - value)
    name = message("plan.true-peak" if isinstance(demand, TruePeak) else "plan.sample-peak")
    # The tolerance of a meter is for the meter that checks; what is made here keeps to the limit itself.
    limit = demand.maximum_dbtp if isinstance(demand, TruePeak) else demand.maximum_dbfs
    # A limiter works on all channels: one for some of them is for a person to set.
    of_some = isinstance(demand, TruePeak) and demand.labels is not None
    if value is None or high is None:
        return Bound(key=key, name=name, ceiling_dbtp=limit) if _peaks_are_open(now) and not of_some else None
    room = high - value if value > limit and value <= high else limit - value
    left = room - _peak_doubt_db(now)
    # Peaks that may lie above their limit, and by the forecast do not, ask for no gain: the render shows them.
    is_doubtful = left < 0.0 <= room
    return Bound(
        key=key,
        name=name,
        high=0.0 if is_doubtful else left,
        ceiling_dbtp=None if of_some else limit,
        is_doubtful=is_doubtful,
    )


def _bound(judged: Judged, now: Foreseen) -> Bound | None:  # noqa: PLR0911  one branch per kind
    """The bound of a demand that is not one on integrated loudness; None where it sets none."""
    subject, measured, limits = now.subject, judged.outcome.measured, judged.outcome.limits
    value = None if measured is None else measured.value
    high = None if limits is None else limits.high
    match judged.requirement:
        case TruePeak() | SamplePeak() | QuasiPeak() as demand:
            return _peak_bound(judged.key, demand, now, value, high)
        case ShortTermMaximum() | MomentaryMaximum() as demand:
            if value is None or high is None:
                return None
            name = message("plan.short-term" if isinstance(demand, ShortTermMaximum) else "plan.momentary")
            room = demand.maximum_lkfs - value
            return Bound(key=judged.key, name=name, high=high - value if room < 0.0 <= high - value else room)
        case NoiseFloor(maximum_dbfs=limit):
            level = subject.measurements.noise_floor_dbfs
            if level is None:
                return None
            return Bound(key=judged.key, name=message("plan.noise-floor"), high=limit - level)
        case FoldDownLoudness() as demand:
            folded = subject.measurements.fold_downs.get(demand.fold_down)
            if folded is None or folded.integrated_lkfs is None:
                return None
            off = demand.target_lkfs - folded.integrated_lkfs
            return Bound(
                key=judged.key,
                name=message("plan.fold-down-loudness", fold_down=demand.fold_down),
                low=off - demand.tolerance_below_lu,
                high=off + demand.tolerance_above_lu,
            )
        case FoldDownTruePeak() as demand:
            folded = subject.measurements.fold_downs.get(demand.fold_down)
            if folded is None or folded.max_true_peak_dbtp is None:
                return None
            name = message("plan.fold-down-true-peak", fold_down=demand.fold_down)
            return Bound(key=judged.key, name=name, high=demand.maximum_dbtp - folded.max_true_peak_dbtp)
        case _:
            return None


def _peaks_are_open(now: Foreseen) -> bool:
    """True where nothing is foreseen of the peaks: how channels of a fold-down add up is seen when it is rendered."""
    return now.measurements.max_true_peak_dbtp is None and now.tolerances.get("max_true_peak_dbtp", 0.0) is None


def _peak_doubt_db(now: Foreseen) -> float:
    """How far peaks may lie above their forecast, after resampling for example."""
    doubt = now.tolerances.get("max_true_peak_dbtp", 0.0)
    return UNFORESEEN_PEAK_DB if doubt is None else doubt
