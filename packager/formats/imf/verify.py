"""Verifies an IMF package: every byte against its lists, every document against the others, then its sound.

Where the record that mixgate writes beside a package is there, the package is held against that as well, and its sound
is measured and judged again by the sheets, and with the statements, of the record.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from packager.fixity.problem import Problem, ProblemKind
from packager.formats.fixity_report import FixityProfile, fixity_report
from packager.formats.imf.record import is_imf_record, read_record, record_folder
from packager.formats.imf.recorded import RecordedJudging
from packager.formats.listed.verify import ListedVerification, rows_of
from packager.formats.orders import InsideOrder
from packager.formats.stems.manifest import MANIFEST, SCHEMA
from specs.errors import MediaError, UsageError
from specs.real_path import real_path
from validator.catalogue import say
from validator.conformance.imf import PROFILES
from validator.containers.imf.package import is_imf_folder, read_imf_package
from validator.delivery.checked import checked
from validator.delivery.imf_report import imf_report
from validator.delivery.ingest.imf_mixes import ImfTrack, among, imf_originals, imf_tracks
from validator.delivery.ingest.inputs import Inputs
from validator.delivery.judged import MixResult, left_out
from validator.delivery.saved import as_received, restated
from validator.reporters.run import run_of, worst_verdict
from validator.results.finding import State
from validator.results.report import WhyNot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from packager.formats.imf.record import ImfRecord
    from packager.formats.orders import VerifyOrder
    from packager.formats.stems.verify import SignatureState
    from specs.statements.statement import Statement
    from validator.containers.imf.package import ImfPackage
    from validator.delivery.ingest.mixes import Mix
    from validator.progress import Show
    from validator.results.report import NotJudged, Report

_KINDS = {State.FAIL: ProblemKind.FAULT, State.WARN: ProblemKind.REMARK, State.NOT_MEASURED: ProblemKind.PARTIAL}
_RECORD_PROFILE = FixityProfile(
    id="imf-record", title="Record of an IMF package", edition=SCHEMA, source=f"{MANIFEST} beside the package"
)


def is_imf(path: Path) -> bool:
    """Say whether a folder claims to be an IMF package, or the record beside one."""
    return is_imf_folder(path) or is_imf_record(path)


def verify_imf(root: Path, order: VerifyOrder) -> ListedVerification:
    """Hold a package against its own lists and the profile `imf`; judge its sound where sheets are named.

    Args:
        root: The folder with the asset map, or the record beside it.
        order: How.

    Raises:
        MediaError: It, or a package that it refers to, cannot be listed.
    """
    record = _record_of(root, order.verifier, order.measuring.workers)
    package = _read(root if record is None else record.package, order.ancestors, order.show)
    version = order.measuring.version
    report = order.judging(order.sheets).forgiven(_held_against(package, order))
    recorded = None if record is None else RecordedJudging(record, order)
    results = list(_judged(package, order, recorded))
    problems = list(problems_of(report))
    extra: list[Problem] = _no_signature(root, order) if record is None else list(record.integrity.problems)
    if recorded is not None:
        extra += recorded.contradictions
    if extra:
        other = _record_report(report.name, extra, version)
        results.append(MixResult(name=other.name, path=other.path, reports=(other,)))
    mixes = [one for result in results for one in result.reports]
    not_judged = [one for result in results for one in result.not_judged]
    return _verification(package, report, mixes, not_judged, problems + extra, recorded, version)


def _held_against(package: ImfPackage, order: VerifyOrder) -> Report:
    """The report by the profile that is named, else by that of its kind.

    Raises:
        UsageError: Several profiles are named.
    """
    if len(order.profiles) > 1:
        raise UsageError("A package is held against one profile.", found=", ".join(order.profiles))
    profile = PROFILES[order.profiles[0]] if order.profiles else None
    return imf_report(package, version=order.measuring.version, profile=profile)


def _verification(  # noqa: PLR0913, PLR0917  what is known of a package
    package: ImfPackage,
    report: Report,
    mixes: Sequence[Report],
    not_judged: Sequence[NotJudged],
    problems: Sequence[Problem],
    recorded: RecordedJudging | None,
    version: str,
) -> ListedVerification:
    manifest = None if recorded is None else recorded.manifest
    rows = list(rows_of([one for one in mixes if one.sheet.id != _RECORD_PROFILE.id], not_judged))
    changed = {ProblemKind.REMARK, ProblemKind.PARTIAL, ProblemKind.CONTRADICTION, ProblemKind.LITTER}
    return ListedVerification(
        version=version,
        package=report.name,
        id=None if manifest is None else manifest.id,
        title=_title(package),
        created=None if manifest is None else manifest.created,
        intact=not any(one.state is State.FAIL for one in report.findings)
        and all(one.kind in changed for one in problems),
        complete=not any(one.state is State.NOT_MEASURED for one in report.findings),
        signature=_signature(report) if recorded is None else recorded.record.integrity.signature,
        verdict=worst_verdict(mixes, not_judged) if mixes or not_judged else None,
        file_count=1 + sum(one.size_bytes is not None for one in package.files.values()),
        size_bytes=sum(one.size_bytes or 0 for one in package.files.values()),
        problems=tuple(problems),
        mixes=tuple(rows if recorded is None else recorded.with_stated(rows)),
        run=run_of((report, *mixes), not_judged, of="mixes" if mixes or not_judged else "packages"),
    )


def _signature(report: Report) -> SignatureState:
    """A signature of the documents themselves is told, and not checked."""
    return "not-checked" if any(one.key == "imf.signed" for one in report.findings) else "none"


def _record_of(root: Path, verifier: Ed25519PublicKey | None, workers: int | None) -> ImfRecord | None:
    """The record of a package: what was named, or what lies beside the package."""
    folder = root if is_imf_record(root) else record_folder(root)
    return read_record(folder, verifier=verifier, workers=workers) if is_imf_record(folder) else None


def _no_signature(root: Path, order: VerifyOrder) -> list[Problem]:
    if order.verifier is None:
        return []
    message = "Nothing here is signed in a form that is read: the key vouches for none of it."
    return [Problem(kind=ProblemKind.SIGNATURE, path=real_path(root).name, message=message)]


def _judged(package: ImfPackage, order: VerifyOrder, recorded: RecordedJudging | None) -> Iterator[MixResult]:
    """Yield what the sheets say of the sound: those of the record as it was made, then those that are named now."""
    if order.fixity_only:
        return
    if recorded is not None:
        for judging in recorded.judgings():
            inside = InsideOrder(judging=judging, measuring=recorded.measuring, gate=order.gate, show=order.show)
            for track, result in tracks_judged(package, inside, recorded.statement_of):
                recorded.compare(track.name, result)
                yield recorded.of_sheets_that_judged(track.name, result)
        sheets = recorded.sheets_not_asked_then()
    else:
        sheets = order.sheets
    if sheets:
        inside = InsideOrder(judging=order.judging(sheets), measuring=order.measuring, gate=order.gate, show=order.show)
        known = None if recorded is None else recorded.statement_of
        yield from (result for _, result in tracks_judged(package, inside, known))


def judge_imf_inside(root: Path, order: InsideOrder) -> Iterator[MixResult]:
    """Yield what is to be said of the package, then of every virtual track of main audio.

    Where there is a record, each is judged as it is stated there, and what the caller states overrules it.

    Raises:
        MediaError: It, or a package that it refers to, cannot be listed.
    """
    record = _record_of(root, None, order.measuring.workers)
    package = _read(root if record is None else record.package, order.ancestors, order.show)
    report = imf_report(package, version=order.judging.version)
    yield MixResult(name=report.name, path=report.path, reports=(report,))
    known = None if record is None else partial(_stated_in, record, order)
    yield from (result for _, result in tracks_judged(package, order, known))
    if record is not None and record.integrity.problems:
        other = _record_report(report.name, record.integrity.problems, order.judging.version)
        yield MixResult(name=other.name, path=other.path, reports=(other,))


def _stated_in(record: ImfRecord, order: InsideOrder, track: ImfTrack) -> Statement:
    mixes = () if record.manifest is None else record.manifest.mixes
    then = next((one.statement for one in mixes if one.name == track.name), None)
    if then is None:
        return track.statement
    signed = order.gate is not None and order.gate.is_signed(record.integrity.tree.root / MANIFEST)
    return restated(as_received(then, order.gate, signed=signed), order.stated)


def _record_report(name: str, problems: Sequence[Problem], version: str) -> Report:
    return fixity_report(name, problems, _RECORD_PROFILE, version=version, title="Record")


def _read(root: Path, ancestors: Sequence[Path], show: Show) -> ImfPackage:
    for one in ancestors:
        if not is_imf_folder(one):
            raise MediaError("The package that is referred to has no asset map.", where=str(one))
    # What lies in an ancestor is looked up, not verified: its own bytes are its own verification's matter.
    others = tuple(read_imf_package(one, with_digests=False) for one in ancestors)
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return read_imf_package(root, ancestors=others, progress=show(real_path(root).name, max(size, 1)))


def tracks_judged(
    package: ImfPackage, order: InsideOrder, known: Callable[[ImfTrack], Statement] | None = None
) -> Iterator[tuple[ImfTrack, MixResult]]:
    """Yield every virtual track of main audio, and what is to be said of it.

    Args:
        package: The package, with those that it refers to.
        order: The sheets, and how to judge.
        known: Returns what was stated of a track when the package was made; None where nobody knows.
    """
    originals = imf_originals(package)
    tracks = tracks_of(package, order, originals)
    if known is not None:
        tracks = tuple(one.stated(known(one)) for one in tracks)
    # One run for all of them: the original and the M&E are read once, however many dubs are held against them.
    mixes = [among(track.mix, tracks, originals) for track in tracks if track.mix is not None]
    results = checked(Inputs(mixes=mixes, originals=originals), order.judging, order.measuring, order.show)
    for track in tracks:
        yield track, _not_here(track) if track.mix is None else next(results)


def tracks_of(package: ImfPackage, order: InsideOrder, originals: Sequence[Mix]) -> tuple[ImfTrack, ...]:
    """Return every virtual track of main audio as it is judged."""
    return tuple(imf_tracks(package, order.stated, originals, order.gate))


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
