"""Makes an IMF package of dubbed mixes: new track files, and compositions that play them on a picture.

The package is staged beside its place, read again as any package, measured and judged, and renamed into its place with
the record of all that beside it. Neither a source nor the original package is written to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packager.fixity.problem import ProblemKind
from packager.formats.imf.dubs import dubs_of
from packager.formats.imf.plan import plan_of, refuse_what_is_nowhere
from packager.formats.imf.record import ENDING, RecordedMix, write_record, write_report
from packager.formats.imf.verify import problems_of, tracks_judged, tracks_of
from packager.formats.imf.write import write_package
from packager.formats.orders import InsideOrder
from packager.formats.refused_reports import refusal
from packager.staging import Stage, refuse_without_room, unwritable
from specs.errors import RefusedError, UsageError
from specs.real_path import real_path
from validator.conformance.imf import DCP, PROFILES
from validator.containers.imf.package import read_imf_package
from validator.delivery.imf_report import imf_report
from validator.delivery.ingest.imf_mixes import imf_originals
from validator.delivery.ingest.stated import Stated
from validator.delivery.judged import Judging, MixResult
from validator.progress import Show, unseen
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from packager.formats.imf.dubs import Dub
    from packager.formats.imf.plan import ImfPlan
    from packager.formats.orders import PackageOrder
    from validator.containers.imf.package import ImfPackage
    from validator.delivery.ingest.imf_mixes import ImfTrack
    from validator.results.report import NotJudged, Report

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
        made_of: The mix that each new track was made of, by the name of the track.
        fitted: Mixes that were padded or trimmed, and by how many samples; negative where trimmed.
        left_out: Properties of a picture track file that are not in the composition's descriptor.
    """

    folder: Path
    package_report: Report
    reports: tuple[Report, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    record: Path
    made_of: Mapping[str, str]
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
    _refuse_order(target, order)
    dubs = dubs_of(order)
    plan = plan_of(order, dubs)
    refuse_what_is_nowhere(plan, order.imf.sequences_left_out)
    fitted = _fitted(plan, order)
    read = [path for dub in dubs for path in dub.mix.paths]
    read += [] if order.imf.picture is None else [order.imf.picture]
    with Stage(target, read, beside=(ENDING,), into_empty=True) as stage:
        refuse_without_room(stage.target.parent, _size(dubs) + _RESERVE_BYTES)
        stage.place.mkdir()
        write_package(stage.place, plan, order, show)
        package, report = _read_again(stage.place, plan, order)
        judged = list(tracks_judged(package, _inside(order, show))) if order.sheets else _unjudged(package, order)
        made_of = _made_of(judged, plan, package)
        _refuse_rejected(judged, made_of, order, stage.target)
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
        made_of=made_of,
        package_report=report,
        reports=tuple(one for result in results for one in result.reports),
        not_judged=tuple(one for result in results for one in result.not_judged),
        record=stage.target.with_name(stage.target.name + ENDING),
        fitted=fitted,
        left_out=() if plan.picture is None else plan.picture.descriptor.left_out,
    )


def _refuse_order(target: Path, order: PackageOrder) -> None:
    """Refuse what no IMF package can be, and a place inside one that is only read: a new file there is a fault of it.

    Raises:
        UsageError: Another profile, a template for names, or such a place.
    """
    targets = [name for name in PROFILES if name != DCP.id]
    if order.imf.client is not None and order.imf.client not in targets:
        raise UsageError("There is no such profile.", found=order.imf.client, expected=" or ".join(targets))
    if order.template is not None:
        raise UsageError(
            "Files of an IMF package have no names of their own: each is called by its identifier.",
            found=order.template,
            next_step="Leave the template for names out.",
        )
    for package in (order.ancestor, order.imf.replacing):
        if package is not None and real_path(package) in real_path(target).parents:
            raise UsageError(
                "A package cannot lie inside the package that it is made of, which is only read.",
                where=str(target),
                found=str(package),
                next_step="Name another place.",
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


def _refuse_rejected(
    judged: Sequence[tuple[ImfTrack, MixResult]], sources: Mapping[str, str], order: PackageOrder, target: Path
) -> None:
    """Refuse a package with sound that a sheet rejects; reports go by the mixes, as the tracks are nowhere."""
    named = [(sources.get(track.name, track.name), report) for track, result in judged for report in result.reports]
    rejected = [
        f"{name}: {report.sheet.id} {report.deliverable}"
        for name, report in named
        if report.verdict is Verdict.REJECTED
    ]
    if not rejected or order.allow_rejected:
        return

    def write(refused: Stage) -> None:
        try:
            refused.place.mkdir()
            for number, (name, report) in enumerate(named, 1):
                write_report(refused.place, f"{number}.{name}", report)
        except OSError as error:
            raise unwritable(error, refused.target) from error

    raise refusal(target, rejected, write)


def _recorded(judged: Sequence[tuple[ImfTrack, MixResult]], place: Path) -> list[RecordedMix]:
    """The tracks with sound of the package, each with what the sheets said; sound of the original is not in it."""
    return [
        RecordedMix(mix=track.mix, reports=result.reports)
        for track, result in judged
        if track.mix is not None and any(path.is_relative_to(place) for path in track.mix.paths)
    ]


def _made_of(judged: Sequence[tuple[ImfTrack, MixResult]], plan: ImfPlan, package: ImfPackage) -> dict[str, str]:
    """The mix of each track that plays a new file, by the name of the track."""
    mixes = dict(zip(_new_files(package), (dub.mix.path for dub in _new_sound(plan)), strict=False))
    return {
        track.name: mixes[path.name]
        for track, _ in judged
        for path in (() if track.mix is None else track.mix.paths)
        if path.name in mixes
    }


def _sources(plan: ImfPlan, package: ImfPackage) -> dict[str, str]:
    """Which file each new track file was made of; of a mono set, its first."""
    return dict(zip(_new_files(package), (dub.mix.paths[0].name for dub in _new_sound(plan)), strict=False))


def _new_sound(plan: ImfPlan) -> list[Dub]:
    return [dub for planned in plan.compositions for dub in planned.dubs]


def _new_files(package: ImfPackage) -> list[str]:
    """The new track files in the order of the plan, in which they were written; then those that were carried over."""
    listed = [asset.original_file_name for one in package.packing_lists if one.content for asset in one.content.assets]
    return [name for name in listed if name is not None and name.startswith("AUDIO_")]
