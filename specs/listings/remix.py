"""What a mix that meets one deliverable must change to meet another, in words.

    3 LU louder (-27 to -24 LKFS)
    dialogue gate to programme gate: measure it again
    ceiling 1 dB lower (-2 to -3 dBTP)

What the second asks less strictly than the first needs no change; for loudness and ceilings, which people aim at, it is
said with the word "may". Demands that only a person can judge are left to the list of clauses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.demand_wording import condition_text, figures
from specs.listings.key_figures import measured_as, short_limits
from specs.requirements.form import ChannelLayout, Container, Files, FrameRate, SampleRate, WordLength
from specs.requirements.loudness import Gating, Loudness, LoudnessAlternative, Role
from specs.requirements.peaks import SamplePeak, TruePeak
from specs.requirements.relations import Partner, StatementToConfirm
from specs.requirements.requirement import Level, Requirement, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.requirements import AnyRequirement
    from specs.requirements.requirement import Condition
    from specs.sheet import Deliverable

_FORM_SETS: Final = (
    (SampleRate, "allowed_hz", "sample rate"),
    (WordLength, "allowed_bits", "word length"),
    (ChannelLayout, "allowed", "channel order"),
    (Files, "forms", "files"),
    (Container, "containers", "container"),
    (Container, "codecs", "coding"),
    (FrameRate, "allowed", "picture rate"),
)
"""Demands that list what is accepted: kind, field, and what it is of."""

_UNITS: Final = {"sample rate": " Hz", "word length": " bit", "picture rate": " fps"}
_SAID_APART: Final = (Loudness, TruePeak, SamplePeak, StatementToConfirm, Partner, *(kind for kind, _, _ in _FORM_SETS))
_NOT_A_LIMIT: Final = (Role.REPORTED, Role.RECOMMENDED)


def remix_steps(first: Deliverable, second: Deliverable) -> Iterator[str]:
    """Yield what a mix that meets the first deliverable must change to meet the second, loudness first.

    Args:
        first: What the mix was made for.
        second: What it is to be made for.
    """
    yield from _loudness(_loudness_branches(first), _loudness_branches(second))
    yield from _ceiling(first, second)
    yield from _other_limits(first, second)
    yield from _form(first, second)


def _loudness_branches(deliverable: Deliverable) -> list[LoudnessAlternative]:
    """Return what limits loudness, conditions of the record handed down to its alternatives."""
    records = [one for one in deliverable.requirements if isinstance(one, Loudness) and one.level is not Level.INFO]
    return [
        alternative if alternative.when is not None else alternative.model_copy(update={"when": record.when})
        for record in records
        for alternative in record.alternatives
        if alternative.role not in _NOT_A_LIMIT
    ]


def _loudness(first: Sequence[LoudnessAlternative], second: Sequence[LoudnessAlternative]) -> Iterator[str]:
    """Yield the changes of loudness, branch by branch of the second.

    A branch is held against the one of the first with the same condition, else against the first one of all.
    """
    required = [one for one in second if one.role is Role.REQUIRED]
    if required and not first:
        for one in required:
            yield f"{measured_as(one)} loudness {short_limits(one)}, where nothing was asked{_where(one)}"
        return
    said: dict[str, None] = {}
    for branch in required:
        for before in _counterparts(branch, first):
            where = _where(branch) or _where(before)
            said |= dict.fromkeys(f"{step}{where}" for step in _branch(before, branch))
    for ceiling in second:
        held = [one for one in first if one.role is Role.CEILING and one.gating is ceiling.gating]
        if ceiling.role is Role.CEILING and not any(short_limits(one) == short_limits(ceiling) for one in held):
            said[f"{measured_as(ceiling)} loudness {short_limits(ceiling)} as well{_where(ceiling)}"] = None
    yield from said


def _counterparts(branch: LoudnessAlternative, others: Sequence[LoudnessAlternative]) -> list[LoudnessAlternative]:
    """Return the branches by which a mix may have met the first: that of the same condition, else all of them.

    | first                          | second             | held against each other   |
    |--------------------------------|--------------------|---------------------------|
    | dialogue if 15 % is speech     | the same condition | the two                   |
    | dialogue if 15 %, else another | without condition  | both of the first with it |
    | without condition              | any condition      | that one with each        |
    """
    required = [one for one in others if one.role is Role.REQUIRED] or list(others)
    same = [one for one in required if _stated(one.when) == _stated(branch.when)]
    same.sort(key=lambda one: one.gating is not branch.gating)
    return same[:1] or required


def _stated(condition: Condition | None) -> Condition | None:
    """Return a condition without its words, so that two publishers who word it differently are compared."""
    return None if condition is None else condition.model_copy(update={"text": None})


def _branch(one: LoudnessAlternative, two: LoudnessAlternative) -> Iterator[str]:
    """Yield what changes from one way of asking for loudness to another.

    | first    | second   | said                                        |
    |----------|----------|---------------------------------------------|
    | -27 ±2   | -24 ±2   | 3 LU louder (-27 to -24 LKFS)               |
    | -23 ±1   | -23 ±0.2 | within ±0.2 LU instead of ±1                |
    | -23 ±0.2 | -23 ±1   | nothing: whoever meets the first meets both |
    | at most  | target   | the limits of both                          |
    """
    if (one.gating, one.gate_lu) != (two.gating, two.gate_lu):
        yield from _louder(one, two)
        yield f"{_gate(one)} to {_gate(two)}: measure it again"
    elif one.target is not None and two.target is not None and one.target != two.target:
        yield from _louder(one, two)
    if one.target is not None and two.target is not None:
        yield from _tolerance(one, two)
    elif not _holds(one, two) or one.gating is not two.gating:
        yield f"{short_limits(two)} instead of {short_limits(one)}"


def _louder(one: LoudnessAlternative, two: LoudnessAlternative) -> Iterator[str]:
    if one.target is None or two.target is None or one.gating.unit != two.gating.unit:
        return
    change = round(two.target - one.target, 3)
    if change:
        word = "louder" if change > 0 else "quieter"
        unit = "LU" if two.gating.unit == "LKFS" else "dB"
        yield f"{abs(change):g} {unit} {word} ({one.target:g} to {two.target:g} {two.gating.unit})"


def _tolerance(one: LoudnessAlternative, two: LoudnessAlternative) -> Iterator[str]:
    """Yield a tolerance that is tighter than it was, where either has one."""
    sides = [(one.tolerance_above, two.tolerance_above), (one.tolerance_below, two.tolerance_below)]
    if any(now is not None and (was is None or now < was) for was, now in sides):
        yield f"within {_tolerance_text(two)} LU instead of {_tolerance_text(one)}"


def _tolerance_text(one: LoudnessAlternative) -> str:
    above, below = one.tolerance_above, one.tolerance_below
    if above is None and below is None:
        return "no stated tolerance"
    if above == below:
        return f"±{above:g}"
    return "/".join(f"{sign}{side:g}" for sign, side in (("+", above), ("-", below)) if side is not None)


def _holds(one: LoudnessAlternative, two: LoudnessAlternative) -> bool:
    """Say whether whatever one accepts the other accepts too."""
    low, high = two.lower_limit, two.upper_limit
    low_held = low is None or (one.lower_limit is not None and one.lower_limit >= low)
    return low_held and (high is None or (one.upper_limit is not None and one.upper_limit <= high))


def _gate(one: LoudnessAlternative) -> str:
    gates = {Gating.PROGRAMME: "programme gate", Gating.DIALOGUE: "dialogue gate", Gating.ANCHOR: "anchor (dialogue)"}
    return gates.get(one.gating, measured_as(one))


def _where(one: LoudnessAlternative) -> str:
    text = condition_text(_stated(one.when)) or (one.when.text if one.when else None)
    return f", where {text}" if text else ""


def _ceiling(first: Deliverable, second: Deliverable) -> Iterator[str]:
    """Yield what becomes of the ceiling: the lowest one of each deliverable counts."""
    was, now = _lowest(first), _lowest(second)
    if now is None:
        return
    limit, unit = now
    if was is None:
        yield f"ceiling {limit:g} {unit}, where there was none"
        return
    change = round(limit - was[0], 3)
    if change:
        size = f"{abs(change):g} dB {'higher' if change > 0 else 'lower'}"
        before = f"{was[0]:g}" if was[1] == unit else f"{was[0]:g} {was[1]}"
        yield f"ceiling {'may be ' if change > 0 else ''}{size} ({before} to {limit:g} {unit})"
    if was[1] != unit:
        names = {"dBTP": "true peak", "dBFS": "sample peak"}
        yield f"ceiling of the {names[was[1]]} to one of the {names[unit]}"


def _lowest(deliverable: Deliverable) -> tuple[float, str] | None:
    held = [one for one in deliverable.requirements if one.level is not Level.INFO]
    limits = [(one.maximum_dbtp, "dBTP") for one in held if isinstance(one, TruePeak)]
    limits += [(one.maximum_dbfs, "dBFS") for one in held if isinstance(one, SamplePeak)]
    return min(limits, default=None)


def _other_limits(first: Deliverable, second: Deliverable) -> Iterator[str]:
    """Yield demands of the second on sound and time that the first has not, or has less strictly."""
    for two in _binding(second):
        before = [one for one in first.requirements if isinstance(one, type(two)) and one.level is not Level.INFO]
        if isinstance(two, _SAID_APART) or any(_implies(one, two) for one in before):
            continue
        text, when = figures(two), condition_text(two.when)
        asked = " ".join(filter(None, (_name(two.rule), text))) + (f", where {when}" if when else "")
        known = " or ".join(dict.fromkeys(filter(None, map(figures, before))))
        better = "better " if two.level is Level.SHOULD else ""
        yield f"{better}{asked} instead of {known}" if known else f"{better}{asked} as well"


def _implies(one: AnyRequirement, two: AnyRequirement) -> bool:
    """Say whether what meets one demand meets another of its kind: equal, but for limits that may be wider.

    4 to 18 LU implies 0 to 20 LU and at most 20 LU; at most 20 LU does not imply 4 to 20 LU.
    """
    for field in type(two).model_fields:
        was, now = getattr(one, field, None), getattr(two, field)
        if field in Requirement.model_fields or was == now:
            continue
        wider = now is None or (
            isinstance(was, float) and isinstance(now, float) and (was >= now if "minimum" in field else was <= now)
        )
        if not wider or not field.startswith(("minimum", "maximum")):
            return False
    return True


def _name(rule: str) -> str:
    return rule.replace(".", " ").replace("-", " ")


def _binding(deliverable: Deliverable) -> Iterator[AnyRequirement]:
    return (one for one in deliverable.requirements if one.level is not Level.INFO and one.scope is Scope.MIX)


def _form(first: Deliverable, second: Deliverable) -> Iterator[str]:
    """Yield what is accepted by the first, and not by the second: it must become what the second accepts."""
    for kind, field, name in _FORM_SETS:
        was, now = (_accepted(one, kind, field) for one in (first, second))
        if not now or ({*was} and {*was} <= {*now}):
            continue
        wanted = " or ".join(now) + _UNITS.get(name, "")
        package = "" if any(isinstance(one, kind) for one in _binding(second)) else " of the package"
        yield f"{name}{package} {wanted}" + (f" instead of {' or '.join(was)}" if was else "")
    had = {figures(one) for one in first.requirements if isinstance(one, Partner)}
    for one in second.requirements:
        if isinstance(one, Partner) and figures(one) not in had:
            yield f"delivered together with: {figures(one)}"
    known = {one.text for one in first.requirements if isinstance(one, StatementToConfirm)}
    statements = sum(isinstance(one, StatementToConfirm) and one.text not in known for one in second.requirements)
    if statements:
        yield f"{statements} statement{'' if statements == 1 else 's'} of the publisher to confirm"


def _accepted(deliverable: Deliverable, kind: type, field: str) -> tuple[str, ...]:
    """Return what a deliverable accepts of something, in its order; empty where it does not say."""
    for one in deliverable.requirements:
        values = getattr(one, field) if isinstance(one, kind) else None
        if values:
            return tuple(map(str, values))
    return ()
