"""The loudness decision, as a plan needs it: the branch the rules take, its target, and how far a gain may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packager.planning.interval import Bound, Pull, inside, moved_inside
from packager.planning.model import LoudnessAim
from specs.demand_wording import limits_text
from specs.message import message
from specs.requirements.loudness import Loudness, LoudnessAlternative, Role
from validator.rules.conditions import evaluate
from validator.rules.outcome import LIMIT_SLACK
from validator.rules.readings import loudness_of
from validator.rules.windows import Missing, Part, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packager.planning.foreseen import Foreseen
    from packager.planning.order import Judged
    from specs.requirements.requirement import Window
    from validator.rules.subject import Subject

RANGE_MARGIN_LU: Final = 0.1
"""Where a demand gives a range or one limit and no target, the aim is the nearest point this far inside it: more than
what rounding and the tolerance of a meter of EBU Tech 3341 (0.1 LU) could tip over."""


def reading_of(aim: LoudnessAim, subject: Subject) -> float | None:
    """Return the loudness that an aim is about; of several parts the one farthest from it."""
    parts = parts_of(aim.window, subject)
    if isinstance(parts, Missing):
        return None
    values = [loudness_of(aim.gating, aim.gate_lu, part, subject).value for part in parts]
    known = [value for value in values if value is not None]
    return max(known, key=lambda value: abs(value - aim.value), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLoudness:
    """What a demand on loudness lets a gain be, what it asks of it, and whether that waits for the ear."""

    bounds: tuple[Bound, ...] = ()
    pull: Pull | None = None
    unforeseen: bool = False


def decide(requirement: Loudness, judged: Judged, now: Foreseen) -> PlannedLoudness:
    """The branch the rules take, its target, and every ceiling that must hold as well."""
    subject = now.subject
    unforeseen = "integrated_lkfs" in now.tolerances and now.tolerances["integrated_lkfs"] is None
    parts = parts_of(requirement.window, subject)
    branch = _branch(requirement, subject, parts, unforeseen=unforeseen)
    if branch is None or isinstance(parts, Missing):
        return PlannedLoudness()
    bounds = [
        bound
        for other in requirement.alternatives
        if other is not branch and other.role is Role.CEILING and evaluate(other.when, subject).holds is not False
        for bound in _alternative_bounds(other, parts, judged.key, subject)
    ]
    aim = _aim(branch, requirement.window)
    if unforeseen:
        pull = Pull(gain_db=0.0, aim=aim, key=judged.key, holds=False)
        return PlannedLoudness(bounds=tuple(bounds), pull=pull, unforeseen=True)
    value = reading_of(aim, subject)
    if value is None:
        return PlannedLoudness(bounds=tuple(bounds))
    if not _right_already(judged, branch, value):
        bounds += _alternative_bounds(branch, parts, judged.key, subject)
        return PlannedLoudness(bounds=tuple(bounds), pull=_pull(branch, aim, judged, parts, subject))
    # It holds as it is, by whichever branch: then it is to go on holding.
    held = [*_alternative_bounds(branch, parts, judged.key, subject)]
    within = all(inside(0.0, bound) for bound in held)
    return PlannedLoudness(
        bounds=(*bounds, *(held if within else ())),
        pull=Pull(gain_db=0.0, aim=_kept(aim, value), key=judged.key, holds=True),
    )


def _right_already(judged: Judged, branch: LoudnessAlternative, value: float) -> bool:
    """Within its limits for certain; or, where a target has no tolerance, as near as a display shows."""
    if judged.outcome.held is None and branch.target is not None and branch.upper_limit is None:
        return abs(value - branch.target) <= RANGE_MARGIN_LU + LIMIT_SLACK
    return judged.outcome.held is True and not judged.outcome.uncertain


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
    return moved_inside(value, low, high, RANGE_MARGIN_LU) - value


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
                name=message("plan.loudness-of-part", part=part.name) if part.name else message("plan.loudness"),
                low=None if low is None else low - value,
                high=None if high is None else high - value,
            )
        )
    return found
