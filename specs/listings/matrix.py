"""What sheets demand of loudness, peaks and rate, one row for each figure: the overview of all specifications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from specs.demand_wording import condition_text, figures
from specs.listings.key_figures import measured_as, short_limits
from specs.listings.regions import regions_of
from specs.requirements.loudness import Loudness, LoudnessAlternative
from specs.requirements.requirement import Requirement, source_clause, source_document
from specs.sheet import requirement_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from specs.requirements import AnyRequirement
    from specs.requirements.requirement import Condition
    from specs.sheet import Deliverable, Sheet

IN_THE_MATRIX: Final = ("loudness.", "peak.", "dialogue.", "form.sample-rate")
"""How the rules begin whose figures people compare: how loud, how high, how wide, and the rate."""

_UNITS: Final = {"lkfs": "LKFS", "dbtp": "dBTP", "dbfs": "dBFS", "lu": "LU", "db": "dB", "hz": "Hz"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One figure of one deliverable.

    Attributes:
        sheet, publisher, edition, status, nature, territory: Of the sheet.
        region: The part of the world of its territory.
        deliverable: Its name in the sheet.
        kinds, layouts, versions: What it is for; an empty one means any layout, any version.
        rule, demand: Which demand: the id of its rule, and its own key.
        measures: What is read: `dialogue`, `programme`, `true peak`.
        limit: The limit in words.
        target, minimum, maximum: The figures; tolerances are worked into minimum and maximum. None where there is none.
        unit: Of the figures; None where there are none.
        role: What a loudness alternative is for; None for other demands.
        when: When it applies; None means always.
        window, scope, level, grade: Of the demand; the grade of an alternative where it has its own.
        source: Document and clause.
    """

    sheet: str
    publisher: str
    edition: str
    status: str
    nature: str
    region: str
    territory: str
    deliverable: str
    kinds: tuple[str, ...]
    layouts: tuple[str, ...]
    versions: tuple[str, ...]
    rule: str
    demand: str
    measures: str
    limit: str
    target: float | None
    minimum: float | None
    maximum: float | None
    unit: str | None
    role: str | None
    when: str | None
    window: str
    scope: str
    level: str
    grade: str
    source: str


def matrix_rows(sheets: Iterable[Sheet]) -> Iterator[MatrixRow]:
    """Yield the figures of sheets, sheet by sheet, deliverable by deliverable, demand by demand."""
    for sheet in sheets:
        for name, deliverable in sheet.deliverables.items():
            for requirement in deliverable.requirements:
                if requirement.rule.startswith(IN_THE_MATRIX):
                    shared = _of_deliverable(sheet, name, deliverable) | _of_demand(requirement)
                    yield from (MatrixRow(**(shared | own)) for own in _figures(requirement))


def _of_deliverable(sheet: Sheet, name: str, deliverable: Deliverable) -> dict[str, Any]:
    return {
        "sheet": sheet.id,
        "publisher": sheet.publisher,
        "edition": sheet.edition,
        "status": sheet.status.value,
        "nature": sheet.nature.value,
        "region": regions_of(sheet.territory)[0].value,
        "territory": sheet.territory,
        "deliverable": name,
        "kinds": tuple(kind.value for kind in deliverable.mix_kinds),
        "layouts": tuple(deliverable.soundfields or ()),
        "versions": tuple(version.value for version in deliverable.versions or ()),
    }


def _of_demand(requirement: AnyRequirement) -> dict[str, Any]:
    return {
        "rule": requirement.rule,
        "demand": requirement_key(requirement),
        "when": _when(requirement.when),
        "window": requirement.window.value,
        "scope": requirement.scope.value,
        "level": requirement.level.value,
        "grade": requirement.grade.value,
        "source": f"{source_document(requirement.source)} {source_clause(requirement.source)}",
    }


def _figures(requirement: AnyRequirement) -> Iterator[dict[str, Any]]:
    if isinstance(requirement, Loudness):
        yield from (_of_alternative(one) for one in requirement.alternatives)
        return
    name = requirement.rule.partition(".")[2].replace("-", " ")
    subject = f"dialogue {name}" if requirement.rule.startswith("dialogue.") and "dialogue" not in name else name
    yield {"measures": subject, "limit": figures(requirement), "role": None} | _bounds(requirement)


def _of_alternative(one: LoudnessAlternative) -> dict[str, Any]:
    own_grade = {} if one.grade is None else {"grade": one.grade.value}
    own_source = {} if one.source is None else {"source": one.source}
    own_condition = {} if one.when is None else {"when": _when(one.when)}
    return {
        "measures": measured_as(one),
        "limit": short_limits(one),
        "target": one.target,
        "minimum": one.lower_limit,
        "maximum": one.upper_limit,
        "unit": one.gating.unit,
        "role": one.role.value,
        **own_grade,
        **own_source,
        **own_condition,
    }


def _bounds(requirement: Requirement) -> dict[str, Any]:
    """Return the smallest and the largest reading that a demand accepts, and their unit, from its fields."""
    found: dict[str, Any] = {"target": None, "minimum": None, "maximum": None, "unit": None}
    for field in type(requirement).model_fields:
        bound, _, unit = field.partition("_")
        value = getattr(requirement, field)
        if bound in {"minimum", "maximum"} and unit in _UNITS and isinstance(value, float):
            found |= {bound: value, "unit": _UNITS[unit]}
    return found


def _when(condition: Condition | None) -> str | None:
    return condition_text(condition) or None
