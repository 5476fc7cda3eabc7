"""Fix: plan what may be corrected in a mix, and carry the plan out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

from mixgate.api.handed_in import as_paths, as_sheets
from mixgate.api.settings import RunSettings
from packager.planning.order import PlanOptions
from packager.rendering.fix import FixRun, folder_for, grades_of
from specs.errors import UsageError
from specs.vocabulary import parse_frame_rate
from validator.delivery.inputs import Inputs, mixes_of
from validator.delivery.stated import StatedWords, stated_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mixgate.api.handed_in import AnyPath, AnySheet
    from packager.planning.model import Plan
    from packager.rendering.apply import Applied
    from validator.delivery.mixes import Mix


@dataclass(frozen=True, slots=True, kw_only=True)
class FixOptions:
    """What is asked of the corrections of a mix.

    Attributes:
        deliverable: Deliverable of the sheet; None lets kind and layout decide.
        linked: Stems and M&E that must move with the mix.
        to_picture_rate: Picture rate to convert to, which changes the speed; None keeps it.
        pitch: What a change of speed does to the pitch.
        most_reduction_db: The most that a limiter may take off.
        now: The moment that headers and logs are stamped with; None means now.
    """

    deliverable: str | None = None
    linked: Sequence[AnyPath] = ()
    to_picture_rate: str | None = None
    pitch: Literal["follows", "kept"] = "follows"
    most_reduction_db: float = 6.0
    now: datetime | None = None

    @property
    def planning(self) -> PlanOptions:
        """How to plan.

        Raises:
            UsageError: The picture rate is none.
        """
        rate = None if self.to_picture_rate is None else str(parse_frame_rate(self.to_picture_rate))
        return PlanOptions(picture_rate=rate, pitch=self.pitch, reduction_cap_db=self.most_reduction_db)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixResult:
    """What was planned, and what was written.

    Attributes:
        plan: The corrections, each with its forecast, and what is left for a person.
        applied: What came of the mix, then of those linked to it; empty where nothing was to be written.
    """

    plan: Plan
    applied: tuple[Applied, ...] = ()


def fix(
    source: AnyPath | Sequence[AnyPath],
    sheet: AnySheet,
    *,
    permit: str | Iterable[str] = ("transparent", "level"),
    out: AnyPath | None = None,
    options: FixOptions | None = None,
    settings: RunSettings | None = None,
    **stated: Unpack[StatedWords],
) -> FixResult:
    """Plan the corrections that make one mix meet a sheet, with nothing but what is permitted; write where asked to.

    The source is never touched. What is written is measured again, compared with the forecast and judged, and a log
    stands beside it.

    Args:
        source: One mix: a file, a mono set, a folder or a delivery file with one mix.
        sheet: By id, by path, or loaded.
        permit: Grades of corrections: `transparent`, `level`, `processing`.
        out: Folder for the corrected mix, made where it does not exist; None plans only.
        options: What is asked of the corrections; None for the usual.
        settings: How to measure; None for the usual.
        stated: What is stated about the mix.

    Raises:
        UsageError: An argument or the sheet is invalid, or the source is not one mix.
        MediaError: The source cannot be read.
        RefusedError: A binding demand cannot be met with what is permitted, or the result does not read as planned.
    """
    asked, how = options or FixOptions(), settings or RunSettings()
    grades = grades_of(permit if isinstance(permit, str) else ",".join(permit))
    mix = only_mix(mixes_of(as_paths(source), stated_by(**stated)))
    run = FixRun(
        loaded=as_sheets(sheet)[0],
        deliverable=asked.deliverable,
        measuring=how.measuring,
        show=how.show,
        now=asked.now or datetime.now(tz=UTC),
    )
    measured = run.measured(mix)
    plan = run.plan(measured, grades, asked.planning)
    if out is None:
        return FixResult(plan=plan)
    members = [run.measured(one) for one in linked_mixes(asked.linked, stated.get("layout"))]
    applied = run.apply(plan, measured, members, folder_for(Path(out)))
    return FixResult(plan=applied[0].plan, applied=applied)


def linked_mixes(paths: Sequence[AnyPath], layout: str | None) -> list[Mix]:
    """Return the mixes that must move with another; what lies in them is read as that one's layout says.

    Raises:
        ToolError: One cannot be read.
    """
    if not paths:
        return []
    found = mixes_of(as_paths(paths), stated_by(layout=layout))
    for refused in found.refused:
        raise refused.error
    return found.mixes


def only_mix(found: Inputs) -> Mix:
    """Return the one mix that was named.

    Raises:
        ToolError: An input gives none.
        UsageError: There are several.
    """
    for refused in found.refused:
        raise refused.error
    if len(found.mixes) != 1:
        raise UsageError("Only one mix is corrected at a time.", found=f"{len(found.mixes)} mixes")
    return found.mixes[0]
