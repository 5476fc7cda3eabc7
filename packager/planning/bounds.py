"""How far every demand lets a gain go: intervals in decibels, and the point in all of them that is aimed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packager.planning.model import LoudnessAim
from specs.requirements.loudness import Loudness, LoudnessAlternative, MomentaryMaximum, Role, ShortTermMaximum
from specs.requirements.peaks import SamplePeak, TruePeak
from specs.requirements.signal import FoldDownLoudness, FoldDownTruePeak, NoiseFloor
from specs.wording import limits_text
from validator.rules.conditions import evaluate
from validator.rules.readings import loudness_of
from validator.rules.windows import Missing, Part, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packager.planning.foreseen import Foreseen
    from packager.planning.order import Judged, Order
    from specs.requirements.requirement import Window
    from validator.rules.subject import Subject

RANGE_MARGIN_LU: Final = 0.1
"""Where a demand gives a range or one limit and no target, the aim is the nearest point this far inside it: more than
what rounding and the tolerance of a meter of EBU Tech 3341 (0.1 LU) could tip over."""

FULL_SCALE_DBTP: Final = 0.0
"""Nothing is written that clips, whether a demand says so or not."""


UNFORESEEN_PEAK_DB: Final = 6.0
"""Room kept above peaks that nobody can foresee; a limiter that then finds nothing to do changes no bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What one demand lets a gain be.

    Attributes:
        key: The demand's key.
        name: In words, as the subject of "allows".
        low, high: Limits of the gain in dB; None where there is none.
        ceiling_dbtp: For a limit on peaks, what a limiter would have to stay under; None for any other.
    """

    key: str
    name: str
    low: float | None = None
    high: float | None = None
    ceiling_dbtp: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What a loudness demand asks of the gain.

    Attributes:
        gain_db: To reach the aim.
        aim: The aim.
        holds: True where the reading is within the limits already.
        binding: True where the demand rejects.
    """

    gain_db: float
    aim: LoudnessAim
    key: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """All bounds of a programme.

    Attributes:
        hard: Those that only a gain can meet.
        peaks: Those that a limiter could meet too.
        pull: What loudness asks for; None where no demand on it can be decided.
        unforeseen: True where loudness is only known once the result is heard.
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
    def because(self) -> str:
        """The key of the demand behind a gain."""
        if self.pull is not None and not self.pull.holds:
            return self.pull.key
        broken = [bound.key for bound in (*self.hard, *self.peaks) if not _inside(0.0, bound)]
        return broken[0] if broken else (self.pull.key if self.pull is not None else "level")

    @property
    def peak_key(self) -> str | None:
        """The key of the demand behind a limiter."""
        return None if self.tightest_peak is None else self.tightest_peak.key

    @property
    def need(self) -> str:
        """How a sentence about the gain begins."""
        if self.pull is not None and not self.pull.holds:
            return "Loudness needs"
        broken = [bound.name for bound in (*self.hard, *self.peaks) if not _inside(0.0, bound)]
        return f"{broken[0][0].upper()}{broken[0][1:]} needs" if broken else "The level needs"

    @property
    def low(self) -> float:
        """Largest lower limit of the hard bounds."""
        return max((bound.low for bound in self.hard if bound.low is not None), default=-float("inf"))

    @property
    def high(self) -> float:
        """Smallest upper limit of the hard bounds."""
        return min((bound.high for bound in self.hard if bound.high is not None), default=float("inf"))

    @property
    def contradiction(self) -> str | None:
        """The sentence that shows that no gain meets all hard bounds; None where one does."""
        if self.low <= self.high + 1e-6:
            return None
        lowest = next(bound for bound in self.hard if bound.low == self.low)
        highest = next(bound for bound in self.hard if bound.high == self.high)
        return (
            f"{lowest.name[0].upper()}{lowest.name[1:]} needs at least {self.low:+.2f} dB, "
            f"and {highest.name} allows {self.high:+.2f} dB at most: no gain does both."
        )

    @property
    def preferred_gain_db(self) -> float:
        """The gain for the target where loudness is off, else none; moved inside the hard bounds."""
        wanted = self.pull.gain_db if self.pull is not None and not self.pull.holds else 0.0
        return _moved_inside(wanted, self.low, self.high, 0.0 if wanted == 0.0 else RANGE_MARGIN_LU)

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
        return _moved_inside(self.preferred_gain_db, self.low, high, margin_db)

    def missing_after(self, then: Foreseen) -> float | None:
        """How much gain is missing to the aim at a later point of the plan; None where there is no aim or reading."""
        if self.pull is None:
            return None
        value = reading_of(self.pull.aim, then.subject)
        return None if value is None else self.pull.aim.value - value


def _inside(gain: float, bound: Bound) -> bool:
    return (bound.low is None or gain >= bound.low - 1e-6) and (bound.high is None or gain <= bound.high + 1e-6)


def _moved_inside(wanted: float, low: float, high: float, margin: float) -> float:
    """The nearest point between two limits, with a margin from them where there is room for it."""
    if low <= wanted <= high:
        return wanted
    room = max(0.0, min(margin, (high - low) / 2.0))
    return min(max(wanted, low + room), high - room)


def reading_of(aim: LoudnessAim, subject: Subject) -> float | None:
    """Return the loudness that an aim is about; of several parts the one farthest from it."""
    parts = parts_of(aim.window, subject)
    if isinstance(parts, Missing):
        return None
    values = [loudness_of(aim.gating, aim.gate_lu, part, subject).value for part in parts]
    heard = [value for value in values if value is not None]
    return max(heard, key=lambda value: abs(value - aim.value), default=None)


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
            decision = _loudness(judged.requirement, judged, now)
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
    if level is None or now.material.sample_format.is_float:
        return None
    # A file may hold full-scale samples already; as long as it is not made louder that is a matter for its findings.
    room = max(0.0, FULL_SCALE_DBTP - level)
    return Bound(key="full-scale", name="full scale", high=room, ceiling_dbtp=FULL_SCALE_DBTP)


def _bound(judged: Judged, now: Foreseen) -> Bound | None:  # noqa: PLR0911  one branch per kind
    """The bound of a demand that is not one on integrated loudness; None where it sets none."""
    subject, measured, limits = now.subject, judged.outcome.measured, judged.outcome.limits
    value = None if measured is None else measured.value
    high = None if limits is None else limits.high
    match judged.requirement:
        case TruePeak() | SamplePeak() as demand:
            if value is None or high is None:
                return None
            name = "the true peak" if isinstance(demand, TruePeak) else "the sample peak"
            # The tolerance of a meter is for the meter that checks; what is made here keeps to the limit itself.
            limit = demand.maximum_dbtp if isinstance(demand, TruePeak) else demand.maximum_dbfs
            room = high - value if value > limit and value <= high else limit - value
            return Bound(key=judged.key, name=name, high=room - _peak_doubt_db(now), ceiling_dbtp=limit)
        case ShortTermMaximum() | MomentaryMaximum() as demand:
            if value is None or high is None:
                return None
            name = "short-term loudness" if isinstance(demand, ShortTermMaximum) else "momentary loudness"
            room = demand.maximum_lkfs - value
            return Bound(key=judged.key, name=name, high=high - value if room < 0.0 <= high - value else room)
        case NoiseFloor(maximum_dbfs=limit):
            level = subject.measurements.noise_floor_dbfs
            return None if level is None else Bound(key=judged.key, name="the noise floor", high=limit - level)
        case FoldDownLoudness() as demand:
            folded = subject.measurements.fold_downs.get(demand.fold_down)
            if folded is None or folded.integrated_lkfs is None:
                return None
            off = demand.target_lkfs - folded.integrated_lkfs
            return Bound(
                key=judged.key,
                name=f"loudness of {demand.fold_down}",
                low=off - demand.tolerance_below_lu,
                high=off + demand.tolerance_above_lu,
            )
        case FoldDownTruePeak() as demand:
            folded = subject.measurements.fold_downs.get(demand.fold_down)
            if folded is None or folded.max_true_peak_dbtp is None:
                return None
            room = demand.maximum_dbtp - folded.max_true_peak_dbtp
            return Bound(key=judged.key, name=f"the true peak of {demand.fold_down}", high=room)
        case _:
            return None


def _peak_doubt_db(now: Foreseen) -> float:
    """How far peaks may lie above their forecast, after resampling for example."""
    doubt = now.tolerances.get("max_true_peak_dbtp", 0.0)
    return UNFORESEEN_PEAK_DB if doubt is None else doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    bounds: tuple[Bound, ...] = ()
    pull: Pull | None = None
    unforeseen: bool = False


def _loudness(requirement: Loudness, judged: Judged, now: Foreseen) -> _Decision:
    """The branch the rules take, its target, and every ceiling that must hold as well."""
    subject = now.subject
    unforeseen = "integrated_lkfs" in now.tolerances and now.tolerances["integrated_lkfs"] is None
    parts = parts_of(requirement.window, subject)
    branch = _branch(requirement, subject, parts, unforeseen=unforeseen)
    if branch is None or isinstance(parts, Missing):
        return _Decision()
    bounds = [
        bound
        for other in requirement.alternatives
        if other is not branch and other.role is Role.CEILING and evaluate(other.when, subject).holds is not False
        for bound in _alternative_bounds(other, parts, judged.key, subject)
    ]
    aim = _aim(branch, requirement.window)
    if unforeseen:
        pull = Pull(gain_db=0.0, aim=aim, key=judged.key, holds=False)
        return _Decision(bounds=tuple(bounds), pull=pull, unforeseen=True)
    value = reading_of(aim, subject)
    if value is None:
        return _Decision(bounds=tuple(bounds))
    if judged.outcome.held is not True:
        bounds += _alternative_bounds(branch, parts, judged.key, subject)
        return _Decision(bounds=tuple(bounds), pull=_pull(branch, aim, judged, parts, subject))
    # It holds as it is, by whichever branch: then it is to go on holding.
    held = [*_alternative_bounds(branch, parts, judged.key, subject)]
    within = all(_inside(0.0, bound) for bound in held)
    return _Decision(
        bounds=(*bounds, *(held if within else ())),
        pull=Pull(gain_db=0.0, aim=_kept(aim, value), key=judged.key, holds=True),
    )


def _kept(aim: LoudnessAim, value: float) -> LoudnessAim:
    """The aim of a mix whose loudness is right already: to stay where it is."""
    return aim.model_copy(update={"value": round(value, 4)})


def _pull(
    branch: LoudnessAlternative, aim: LoudnessAim, judged: Judged, parts: tuple[Part, ...], subject: Subject
) -> Pull:
    """The gain to the aim: of several parts, the middle of what the loudest and the softest would need."""
    values = [loudness_of(branch.gating, branch.gate_lu, part, subject).value for part in parts]
    gains = [_to_aim(branch, value) for value in values if value is not None]
    gain = (max(gains) + min(gains)) / 2.0
    if branch.target is None:
        value = next(value for value in values if value is not None)
        aim = aim.model_copy(update={"value": round(value + gain, 4)})
    return Pull(gain_db=gain, aim=aim, key=judged.key, holds=False)


def _to_aim(branch: LoudnessAlternative, value: float) -> float:
    if branch.target is not None:
        return branch.target - value
    low = -float("inf") if branch.lower_limit is None else branch.lower_limit
    high = float("inf") if branch.upper_limit is None else branch.upper_limit
    return _moved_inside(value, low, high, RANGE_MARGIN_LU) - value


def _branch(
    requirement: Loudness, subject: Subject, parts: tuple[Part, ...] | Missing, *, unforeseen: bool
) -> LoudnessAlternative | None:
    """The alternative that is aimed at: the required one whose condition holds, else what is accepted in its place.

    None where the branch hangs on something that is not known: a target is never guessed.
    """
    if isinstance(parts, Missing):
        return None
    roles = {Role.REQUIRED: 0, Role.ALTERNATIVE: 1, Role.FALLBACK: 2, Role.CEILING: 3}
    candidates = sorted(
        (other for other in requirement.alternatives if other.role in roles), key=lambda other: roles[other.role]
    )
    for other in candidates:
        holds = evaluate(other.when, subject).holds
        if holds is None and other.role is Role.REQUIRED:
            return None
        if not holds:
            continue
        if unforeseen or loudness_of(other.gating, other.gate_lu, parts[0], subject).value is not None:
            return other
    return None


def _aim(branch: LoudnessAlternative, window: Window) -> LoudnessAim:
    value = branch.target
    if value is None:
        value = branch.upper_limit if branch.upper_limit is not None else branch.lower_limit
    return LoudnessAim(
        gating=branch.gating,
        gate_lu=branch.gate_lu,
        window=window,
        value=value if value is not None else 0.0,
        low=branch.lower_limit,
        high=branch.upper_limit,
        text=limits_text(branch),
    )


def _alternative_bounds(
    alternative: LoudnessAlternative, parts: Iterable[Part], key: str, subject: Subject
) -> list[Bound]:
    """The gains that keep every part within the limits of an alternative."""
    found = []
    for part in parts:
        value = loudness_of(alternative.gating, alternative.gate_lu, part, subject).value
        if value is None:
            continue
        low, high = alternative.lower_limit, alternative.upper_limit
        found.append(
            Bound(
                key=key,
                name="loudness" + (f" of the {part.name}" if part.name else ""),
                low=None if low is None else low - value,
                high=None if high is None else high - value,
            )
        )
    return found
