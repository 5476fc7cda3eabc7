"""Fix: plan what may be corrected in a mix, and carry the plan out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Unpack

from mixgate import __version__
from mixgate.api.handed_in import as_paths, as_sheets
from mixgate.api.settings import RunSettings
from packager.fixing.fix import FixRun, grades_of
from packager.fixing.fix_delivery import DeliveryFix, FixOrder, fix_delivery
from packager.planning.model import LARGE_GAIN_DB
from packager.planning.order import PlanOptions
from specs.errors import UsageError
from specs.vocabulary import parse_frame_rate, parse_layout
from validator.delivery.comparing import ComparisonOrder, compared_again, compared_inputs, load_comparison
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import StatedWords, stated_by
from validator.measuring.measure import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mixgate.api.handed_in import AnyPath, AnySheet
    from packager.fixing.apply import Applied
    from packager.planning.model import Plan
    from specs.errors import ToolError
    from specs.loader import LoadedSheet
    from validator.audio.programme import Programme
    from validator.comparisons.relations import MixComparison
    from validator.delivery.gate import Gate
    from validator.delivery.ingest.inputs import Inputs
    from validator.delivery.ingest.mixes import Mix
    from validator.measuring.measure import MeasureOptions
    from validator.progress import Show

COMPARED_SHEET: Final = "localisation"
"""The sheet of a correction that only a comparison asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixOptions:
    """What is asked of the corrections of a mix.

    Attributes:
        deliverable: Deliverable of the sheet; None lets kind and layout decide.
        linked: Stems and M&E that must move with a single mix.
        to_picture_rate: Picture rate to convert to, which changes the speed; None keeps it.
        pitch: What a change of speed does to the pitch.
        most_reduction_db: The most that a limiter may take off.
        most_gain_db: The largest gain, up or down, that is not refused.
        ends_are_whole: Whether a person says that nothing was cut at either end, so that silence may be added.
        recommended: Whether to repair also what a sheet only recommends, or asks by a figure that cannot reject.
        now: The moment that headers and logs are stamped with; None means now.
        gate: What the receiver grants; None where nobody has to grant anything.
        against: The original, or the 5.1 of a 2.0, that a single mix is held against, or a comparison that was saved:
            what differs is put right, as far as it is permitted. None for nothing.
    """

    deliverable: str | None = None
    linked: Sequence[AnyPath] = ()
    to_picture_rate: str | None = None
    pitch: Literal["follows", "kept"] = "follows"
    most_reduction_db: float = 6.0
    most_gain_db: float = LARGE_GAIN_DB
    ends_are_whole: bool = False
    recommended: bool = False
    now: datetime | None = None
    gate: Gate | None = None
    against: AnyPath | None = None

    @property
    def planning(self) -> PlanOptions:
        """How to plan.

        Raises:
            UsageError: The picture rate is none.
        """
        rate = None if self.to_picture_rate is None else str(parse_frame_rate(self.to_picture_rate))
        return PlanOptions(
            picture_rate=rate,
            pitch=self.pitch,
            reduction_cap_db=self.most_reduction_db,
            most_gain_db=self.most_gain_db,
            ends_are_whole=self.ends_are_whole,
            recommended=self.recommended,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FixResult:
    """What was planned, and what was written.

    Attributes:
        run: The whole run: one plan for all mixes, and what came of each.
    """

    run: DeliveryFix

    @property
    def plan(self) -> Plan:
        """The plan for the first mix: its corrections, each with its forecast, and what is left for a person.

        Raises:
            ToolError: It cannot be read or corrected.
        """
        first = self.run.mixes[0] if self.run.mixes else None
        if first is None or first.plan is None:
            error = first.error if first is not None else next((one.error for one in self.run.refused), None)
            raise error or UsageError("The sheet asks nothing of this mix.")
        return first.plan

    @property
    def applied(self) -> tuple[Applied, ...]:
        """What was written, in the order of the mixes; empty where nothing was to be."""
        return tuple(fixed.applied for fixed in self.run.mixes if fixed.applied is not None)

    @property
    def errors(self) -> tuple[ToolError, ...]:
        """What could not be read or corrected, in the order of the mixes."""
        return (
            *(fixed.error for fixed in self.run.mixes if fixed.error is not None),
            *(one.error for one in self.run.refused),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAgainst:
    """A mix held against its original before it is corrected.

    Attributes:
        comparison: What was found; None where nothing was asked.
        again: Compares what was written; None where only a saved comparison is there.
    """

    comparison: MixComparison | None = None
    again: Callable[[Programme], MixComparison] | None = None


def held_against(
    found: Inputs, asked: FixOptions, show: Show, *, picture_rate: str | None = None, layout: str | None = None
) -> HeldAgainst:
    """Compare the mix that is to be corrected with what it is held against.

    Raises:
        UsageError: There are several mixes, or the mix is the original itself.
        MediaError: A file cannot be read.
    """
    if asked.against is None:
        return HeldAgainst()
    if len(found.mixes) != 1:
        raise UsageError("One mix is held against its original.", found=f"{len(found.mixes)} mixes", expected="one")
    partner = Path(asked.against)
    if partner.suffix.lower() == ".json":
        return HeldAgainst(comparison=load_comparison(partner))
    paths = found.mixes[0].paths
    source = paths[0] if len(paths) == 1 else paths[0].parent
    order = ComparisonOrder(
        inputs=[source, partner],
        picture_rate=None if picture_rate is None else str(parse_frame_rate(picture_rate)),
        layout=None if layout is None else parse_layout(layout),
        version=__version__,
    )
    comparison = compared_inputs(order, show)
    if comparison.subject.name != name_of(paths):
        raise UsageError(
            "By its name this mix is the original.",
            found=comparison.partner.name,
            next_step="Name the dub first, and the original as what it is held against.",
        )
    return HeldAgainst(
        comparison=comparison, again=lambda programme: compared_again(comparison, order, programme, show)
    )


def fix(
    source: AnyPath | Sequence[AnyPath],
    sheet: AnySheet = COMPARED_SHEET,
    *,
    permit: str | Iterable[str] = ("transparent",),
    out: AnyPath | None = None,
    options: FixOptions | None = None,
    settings: RunSettings | None = None,
    **stated: Unpack[StatedWords],
) -> FixResult:
    """Plan the corrections that make mixes meet a sheet, with nothing but what is permitted; write where asked to.

    Sources are never touched. A delivery is planned as a whole: stems and M&E move with their printmaster, or the plan
    says that they no longer sum. What is written is measured again, compared with the forecast and judged, and a log
    stands beside it. One mix that cannot be corrected stops no other: see `FixResult.errors`.

    Args:
        source: Files, mono sets, folders, delivery files.
        sheet: By id, by path, or loaded; without one, that of what dubs are to their originals.
        permit: Grades of corrections: `transparent`, `level`, `processing`.
        out: Folder for the corrected mixes, made where it does not exist; None plans only.
        options: What is asked of the corrections; None for the usual.
        settings: How to measure; None for the usual.
        stated: What is stated about the mixes.

    Raises:
        UsageError: An argument or the sheet is invalid, or the folder holds a delivery already.
    """
    asked, how = options or FixOptions(), settings or RunSettings()
    words = permit if isinstance(permit, str) else ",".join(permit)
    found = mixes_of(as_paths(source), stated_by(**stated), asked.gate)
    rate = stated.get("picture_rate")
    held = held_against(found, asked, how.show, picture_rate=None if rate is None else str(rate))
    order = order_of(
        found,
        linked_mixes(asked.linked, stated.get("layout")),
        words,
        asked,
        None if out is None else Path(out),
        held=held,
    )
    return FixResult(run=fix_delivery(run_of(as_sheets(sheet)[0], how.measuring, how.show, asked, held), order))


def order_of(
    found: Inputs,
    linked: Sequence[Mix],
    permit: str,
    asked: FixOptions,
    out: Path | None,
    *,
    held: HeldAgainst | None = None,
) -> FixOrder:
    """Return what is to be corrected.

    Raises:
        UsageError: A grade that is none, or mixes linked to more than one.
    """
    if linked and len(found.mixes) != 1:
        raise UsageError(
            "Mixes are linked to a single one.",
            found=f"{len(found.mixes)} mixes",
            next_step="Hand in the delivery as a whole: its stems and M&E move with their printmasters.",
        )
    planning = replace(asked.planning, compared=None if held is None else held.comparison)
    return FixOrder(inputs=found, linked=linked, grades=grades_of(permit), planning=planning, out=out)


def run_of(
    loaded: LoadedSheet, measuring: MeasureOptions, show: Show, asked: FixOptions, held: HeldAgainst | None = None
) -> FixRun:
    """Return what every correction of a run shares."""
    return FixRun(
        loaded=loaded,
        deliverable=asked.deliverable,
        measuring=measuring,
        show=show,
        now=asked.now or datetime.now(tz=UTC),
        compare=None if held is None else held.again,
    )


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
