"""Verifies an IMF package: every byte against its lists, every document against the others, then its sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packager.fixity.problem import Problem, ProblemKind
from packager.formats.listed.verify import ListedVerification, rows_of
from packager.formats.orders import InsideOrder
from specs.errors import MediaError
from validator.catalogue import say
from validator.containers.imf.package import is_imf_folder, read_imf_package
from validator.delivery.checked import checked
from validator.delivery.imf_mixes import among, imf_originals, imf_tracks
from validator.delivery.imf_report import imf_report
from validator.delivery.inputs import Inputs
from validator.delivery.judged import Judging, MixResult, left_out
from validator.finding import State
from validator.report import WhyNot
from validator.reporters.run import run_of, worst_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from packager.formats.orders import VerifyOrder
    from validator.containers.imf.package import ImfPackage
    from validator.delivery.imf_mixes import ImfTrack
    from validator.progress import Show
    from validator.report import Report

_KINDS = {State.FAIL: ProblemKind.FAULT, State.WARN: ProblemKind.REMARK, State.NOT_MEASURED: ProblemKind.PARTIAL}


def verify_imf(root: Path, order: VerifyOrder) -> ListedVerification:
    """Hold a package against its own lists and the profile `imf`; judge its sound where sheets are named.

    Args:
        root: The folder with the asset map.
        order: How.

    Raises:
        MediaError: It, or a package that it refers to, cannot be listed.
    """
    package = _read(root, order.ancestors, order.show)
    version = order.measuring.version
    report = imf_report(package, version=version)
    results: list[MixResult] = []
    if order.sheets and not order.fixity_only:
        judging = Judging(sheets=order.sheets, version=version, day=order.day)
        inside = InsideOrder(judging=judging, measuring=order.measuring, show=order.show)
        results = list(tracks_judged(package, inside))
    reports = [report, *(one for result in results for one in result.reports)]
    not_judged = [one for result in results for one in result.not_judged]
    return ListedVerification(
        version=version,
        package=report.name,
        id=None,
        title=_title(package),
        created=None,
        intact=not any(one.state is State.FAIL for one in report.findings),
        complete=not any(one.state is State.NOT_MEASURED for one in report.findings),
        signature="none",
        verdict=worst_verdict(reports[1:], not_judged) if results else None,
        file_count=1 + sum(one.size_bytes is not None for one in package.files.values()),
        size_bytes=sum(one.size_bytes or 0 for one in package.files.values()),
        problems=tuple(problems_of(report)),
        mixes=tuple(rows_of(reports[1:], not_judged)),
        run=run_of(reports, not_judged, of="mixes" if results else "packages"),
    )


def judge_imf_inside(root: Path, order: InsideOrder) -> Iterator[MixResult]:
    """Yield what is to be said of the package, then of every virtual track of main audio.

    Raises:
        MediaError: It, or a package that it refers to, cannot be listed.
    """
    package = _read(root, order.ancestors, order.show)
    report = imf_report(package, version=order.judging.version)
    yield MixResult(name=report.name, path=report.path, reports=(report,))
    yield from tracks_judged(package, order)


def _read(root: Path, ancestors: Sequence[Path], show: Show) -> ImfPackage:
    for one in ancestors:
        if not is_imf_folder(one):
            raise MediaError("The package that is referred to has no asset map.", where=str(one))
    # What lies in an ancestor is looked up, not verified: its own bytes are its own verification's matter.
    others = tuple(read_imf_package(one, with_digests=False) for one in ancestors)
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return read_imf_package(root, ancestors=others, progress=show(root.resolve().name, max(size, 1)))


def tracks_judged(package: ImfPackage, order: InsideOrder) -> Iterator[MixResult]:
    """Yield what is to be said of every virtual track of main audio."""
    originals = imf_originals(package)
    tracks = tuple(imf_tracks(package, order.stated, originals, order.gate))
    for track in tracks:
        if track.mix is None:
            yield _not_here(track)
        else:
            inputs = Inputs(mixes=[among(track.mix, tracks, originals)], originals=originals)
            yield from checked(inputs, order.judging, order.measuring, order.show)


def _not_here(track: ImfTrack) -> MixResult:
    error = MediaError("Its track files lie in another package, which was not given.", where=track.name)
    row = left_out(track.name, error, WhyNot.UNREADABLE, statement=track.statement)
    return MixResult(
        name=track.name,
        path=track.name,
        kind=track.statement.kind,
        language=track.statement.language,
        not_judged=(row,),
    )


def _title(package: ImfPackage) -> str | None:
    titles = [one.content.content_title for one in package.compositions if one.content is not None]
    return None if not titles or titles[0] is None else titles[0].text


def problems_of(report: Report) -> Iterator[Problem]:
    """The findings as the rows that people are shown."""
    for one in report.findings:
        if one.state in _KINDS:
            place = one.where[0] if one.where else None
            path = report.name if place is None else place.file or place.asset or report.name
            text = f"{say(one.reason)} [{one.key}: {one.source}]"
            yield Problem(kind=_KINDS[one.state], path=path, message=text)
