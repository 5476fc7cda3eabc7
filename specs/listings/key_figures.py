"""The loudness and peak figures of a deliverable in few words, for listings: `dialogue -27 ±2 LKFS; max -2 dBTP`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.demand_wording import condition_text
from specs.requirements.loudness import Gating, Loudness, Role
from specs.requirements.peaks import SamplePeak, TruePeak

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.requirements import AnyRequirement
    from specs.requirements.loudness import LoudnessAlternative
    from specs.requirements.requirement import Condition
    from specs.sheet import Deliverable, Sheet

_MEASURED: Final = {
    Gating.PROGRAMME: "programme",
    Gating.DIALOGUE: "dialogue",
    Gating.ANCHOR: "anchor",
    Gating.ABSOLUTE: "gated at -70 LKFS",
    Gating.UNGATED: "ungated",
    Gating.RMS: "RMS",
    Gating.LEQ_M: "Leq(m)",
    Gating.SERVICE_DAY: "service over a day",
}
_UNITS: Final = {Gating.RMS: "dBFS", Gating.LEQ_M: "dB"}
_SAID_OF_ROLES: Final = {
    Role.ALTERNATIVE: "or ",
    Role.FALLBACK: "else ",
    Role.CEILING: "and ",
    Role.RECOMMENDED: "better ",
    Role.REPORTED: "reported ",
}


def measured_as(alternative: LoudnessAlternative) -> str:
    """Return what an alternative measures in a word or two: `dialogue`, `programme`, `Leq(m)`."""
    if alternative.gating is Gating.STATED:
        return f"gate {alternative.gate_lu:g} LU"
    return _MEASURED[alternative.gating]


def short_limits(alternative: LoudnessAlternative) -> str:
    """Return the limits of an alternative: `-27 ±2 LKFS`, `at most -20 LKFS`; what it measures is left out."""
    unit = _UNITS.get(alternative.gating, "LKFS")
    if alternative.target is None:
        return f"{_range(alternative.minimum, alternative.maximum)} {unit}".strip()
    above, below = alternative.tolerance_above, alternative.tolerance_below
    if above is None and below is None:
        return f"{alternative.target:g} {unit}, no tolerance stated"
    if above == below:
        return f"{alternative.target:g} ±{above:g} {unit}"
    sides = (f"+{above:g}" if above is not None else "", f"-{below:g}" if below is not None else "")
    return f"{alternative.target:g} {'/'.join(side for side in sides if side)} {unit}"


def _range(minimum: float | None, maximum: float | None) -> str:
    if minimum is None and maximum is None:
        return "no figure, in"
    if minimum is None:
        return f"max {maximum:g}"
    return f"min {minimum:g}" if maximum is None else f"{minimum:g} to {maximum:g}"


def key_figures(sheet: Sheet) -> str | None:
    """Return loudness and peak of the first deliverable that limits either, in one line; None where none does.

    `dialogue -27 ±2 LKFS; max -2 dBTP`; a condition stands in brackets behind its figure, and so does the
    grade where nobody has read the figure in a published text.
    """
    for deliverable in sheet.deliverables.values():
        said = figures_of(deliverable)
        if said is not None:
            return said
    return None


def figures_of(deliverable: Deliverable) -> str | None:
    """Return loudness and peak of a deliverable in one line; None where it limits neither."""
    said = dict.fromkeys(text for requirement in deliverable.requirements for text in _said(requirement))
    peaks = list(dict.fromkeys(_peaks(deliverable)))
    if peaks:
        said[f"max {' or '.join(peaks)}"] = None
    return "; ".join(said) or None


def _said(requirement: AnyRequirement) -> Iterator[str]:
    if not isinstance(requirement, Loudness):
        return
    stated = [one for one in requirement.alternatives if one.role is not Role.REPORTED]
    for alternative in stated or requirement.alternatives:
        if alternative.target is None and alternative.minimum is None and alternative.maximum is None:
            continue
        grade = alternative.grade or requirement.grade
        marks = [_short_condition(alternative.when or requirement.when), "" if grade.can_reject else grade.value]
        marked = ", ".join(mark for mark in marks if mark)
        text = f"{_SAID_OF_ROLES.get(alternative.role, '')}{measured_as(alternative)} {short_limits(alternative)}"
        yield f"{text} ({marked})" if marked else text


def _short_condition(condition: Condition | None) -> str:
    """Return a condition in the publisher's words or in ours, whichever are fewer; empty for always."""
    if condition is None:
        return ""
    stated = condition_text(condition.model_copy(update={"text": None}))
    return min(filter(None, (condition.text, stated)), key=len, default="")


def _peaks(deliverable: Deliverable) -> Iterator[str]:
    for requirement in deliverable.requirements:
        grade = "" if requirement.grade.can_reject else f" ({requirement.grade})"
        if isinstance(requirement, TruePeak):
            yield f"{requirement.maximum_dbtp:g} dBTP{grade}"
        elif isinstance(requirement, SamplePeak):
            yield f"{requirement.maximum_dbfs:g} dBFS{grade}"
