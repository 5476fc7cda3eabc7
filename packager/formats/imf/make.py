"""Makes an IMF package of dubbed mixes: new track files, and compositions that play them on a picture.

The package is staged beside its place, read again as any package, measured and judged, and renamed into its place with
the record of all that beside it. Neither a source nor the original package is written to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packager.fixity.problem import ProblemKind
from packager.formats.imf.dubs import dubs_of
from packager.formats.imf.plan import plan_of
from packager.formats.imf.record import ENDING, RecordedMix, write_record
from packager.formats.imf.verify import problems_of, tracks_judged, tracks_of
from packager.formats.imf.write import write_package
from packager.formats.orders import InsideOrder
from packager.staging import Stage, refuse_without_room, unwritable
from specs.errors import RefusedError, UsageError
from validator.conformance.imf import PROFILES
from validator.containers.imf.package import read_imf_package
from validator.delivery.imf_mixes import imf_originals
from validator.delivery.imf_report import imf_report
from validator.delivery.judged import Judging, MixResult
from validator.delivery.stated import Stated
from validator.progress import Show, unseen
from validator.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from packager.formats.imf.dubs import Dub
    from packager.formats.imf.plan import ImfPlan
    from packager.formats.orders import PackageOrder
    from validator.containers.imf.package import ImfPackage
    from validator.delivery.imf_mixes import ImfTrack
    from validator.report import NotJudged, Report

_RESERVE_BYTES: Final = 16 << 20
"""Room for documents and reports beside the sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeImf:
    """A package that was made.

    Attributes:
        folder: Where it is.
        package_report: What holding it against itself and its original found.
        reports: On its sound, by each sheet.
        not_judged: What no sheet was held against.
        record: Folder of the manifest and the reports, beside the package.
        fitted: Mixes that were padded or trimmed, and by how many samples; negative where trimmed.
        left_out: Properties of a picture track file that are not in the composition's descriptor.
    """

    folder: Path
    package_report: Report
    reports: tuple[Report, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    record: Path
    fitted: dict[str, int]
    left_out: tuple[str, ...] = ()

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the reports say; open where no sheet was held against a mix that one was named for."""
        open_ones = (Verdict.INCOMPLETE,) if self.not_judged else ()
        return (self.package_report.verdict, *(one.verdict for one in self.reports), *open_ones)


def make_imf(order: PackageOrder, target: Path, show: Show = unseen) -> MadeImf:
    """Make a package, and the record of it in the folder of its name and `.mixgate`.

    Args:
        order: What is to be packaged, with the original package as `ancestor` and the rest in `imf`.
        target: The folder that is to appear.
        show: Begins a progress line, and returns what moves it.

    Raises:
        UsageError: No picture to play, a mix without layout or language, a composition that is not clear, or the
            folder exists.
        RefusedError: Another length than the original, a form that IMF does not take, or a mix that a sheet rejects.
        MediaError: A source cannot be read.
    """
    if order.imf.client is not None and order.imf.client not in PROFILES:
        raise UsageError("There is no such profile.", found=order.imf.client, expected=" or ".join(PROFILES))
    dubs = dubs_of(order)
    plan = plan_of(order, dubs)
    fitted = _fitted(plan, order)
    sources = [path for dub in dubs for path in dub.mix.paths]
    sources += [] if order.imf.picture is None else [order.imf.picture]
    with Stage(target, sources, beside=(ENDING,)) as stage:
        refuse_without_room(stage.target.parent, _size(dubs) + _RESERVE_BYTES)
        stage.place.mkdir()
        write_package(stage.place, plan, order, show)
        package, report = _read_again(stage.place, plan, order)
        judged = list(tracks_judged(package, _inside(order, show))) if order.sheets else _unjudged(package, order)
        _refuse_rejected([result for _, result in judged], order)
        try:
            write_record(
                stage.beside(ENDING), stage.place, _recorded(judged, stage.place), order, _sources(plan, package)
            )
        except OSError as error:
            raise unwritable(error, stage.target) from error
        stage.publish()
    results = [result for _, result in judged]
    return MadeImf(
        folder=stage.target,
        package_report=report,
        reports=tuple(one for result in results for one in result.reports),
        not_judged=tuple(one for result in results for one in result.not_judged),
        record=stage.target.with_name(stage.target.name + ENDING),
        fitted=fitted,
        left_out=() if plan.picture is None else plan.picture.descriptor.left_out,
    )


def _fitted(plan: ImfPlan, order: PackageOrder) -> dict[str, int]:
    """Samples that are added to or taken from each mix; refuses before anything is written."""
    changed = {
        dub.mix.name: dub.sample_count(planned.original, order.imf.lengths) - dub.programme.sample_count
        for planned in plan.compositions
        for dub in planned.dubs
    }
    return {name: count for name, count in changed.items() if count}


def _size(dubs: Sequence[Dub]) -> int:
    return sum(3 * dub.programme.sample_count * len(dub.columns) for dub in dubs)


def _read_again(place: Path, plan: ImfPlan, order: PackageOrder) -> tuple[ImfPackage, Report]:
    package = read_imf_package(place, ancestors=plan.ancestors)
    profile = None if order.imf.client is None else PROFILES[order.imf.client]
    report = imf_report(package, version=order.measuring.version, profile=profile)
    faults = [one for one in problems_of(report) if one.kind is ProblemKind.FAULT]
    if faults:
        raise RefusedError(
            "The package does not hold when it is read again.", found="\n".join(one.message for one in faults[:10])
        )
    return package, report


def _inside(order: PackageOrder, show: Show) -> InsideOrder:
    judging = Judging(
        sheets=order.sheets, version=order.measuring.version, day=order.created.date(), deliverable=order.deliverable
    )
    stated = Stated(kind=order.stated.kind, version=order.stated.version, programme=order.stated.programme)
    return InsideOrder(judging=judging, measuring=order.measuring, stated=stated, show=show)


def _unjudged(package: ImfPackage, order: PackageOrder) -> list[tuple[ImfTrack, MixResult]]:
    """The sound of a package that no sheet was named for."""
    tracks = tracks_of(package, _inside(order, unseen), imf_originals(package))
    return [(track, MixResult(name=track.name, path=track.name)) for track in tracks]


def _refuse_rejected(results: Sequence[MixResult], order: PackageOrder) -> None:
    rejected = [one for result in results for one in result.reports if one.verdict is Verdict.REJECTED]
    if rejected and not order.allow_rejected:
        raise RefusedError(
            "A sheet rejects the mix, so it is not packaged.",
            where=rejected[0].name,
            found=f"{len(rejected)} rejected by {rejected[0].sheet.id}",
            next_step="Correct the mix, or allow what is rejected.",
            code="package.rejected",
        )


def _recorded(judged: Sequence[tuple[ImfTrack, MixResult]], place: Path) -> list[RecordedMix]:
    """The tracks with sound of the package, each with what the sheets said; sound of the original is not in it."""
    return [
        RecordedMix(mix=track.mix, reports=result.reports)
        for track, result in judged
        if track.mix is not None and any(path.is_relative_to(place) for path in track.mix.paths)
    ]


def _sources(plan: ImfPlan, package: ImfPackage) -> dict[str, str]:
    """Which mix each new track file was made of: they were written in the order of the plan."""
    names = [dub.mix.paths[0].name for planned in plan.compositions for dub in planned.dubs]
    listed = [asset.original_file_name for one in package.packing_lists if one.content for asset in one.content.assets]
    made = [name for name in listed if name is not None and name.startswith("AUDIO_")]
    return dict(zip(made, names, strict=False))
