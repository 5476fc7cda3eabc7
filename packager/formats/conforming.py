"""Verifies one file by the profiles of its container's standards, alone or beside the digest lists that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packager.formats.stems.verify import Verification
from validator.delivery.conformity import conformance_report
from validator.reporters.run import Run, run_of

if TYPE_CHECKING:
    from pathlib import Path

    from packager.formats.orders import VerifyOrder


class ConformanceVerification(Verification):
    """What verifying one file found.

    Attributes:
        run: The report on its conformance, behind that on its bytes where a list names it; what it is written as.
    """

    run: Run


def verify_conformance(path: Path, order: VerifyOrder, beside: Verification | None = None) -> ConformanceVerification:
    """Hold a file against the profiles of the order, or those that it claims or has the shape of.

    Args:
        path: A file of the RIFF family.
        order: How.
        beside: What its digest lists say, with a `run`; None where no list names it.

    Raises:
        MediaError: It cannot be opened.
        UsageError: There is no such profile.
    """
    version = order.measuring.version
    report = order.judging(order.sheets).forgiven(conformance_report(path, order.profiles, version=version))
    listed: Run | None = getattr(beside, "run", None)
    reports = [*(listed.reports if listed is not None else ()), report]
    not_judged = listed.not_judged if listed is not None else ()
    run = run_of(reports, not_judged, of="packages" if listed is None else listed.of)
    if beside is not None:
        kept = {name: getattr(beside, name) for name in Verification.model_fields if name != "schema_"}
        return ConformanceVerification(**kept, run=run)
    return ConformanceVerification(
        version=version,
        package=report.name,
        id=None,
        title=None,
        created=None,
        intact=True,
        complete=True,
        signature="none",
        verdict=None,
        file_count=1,
        size_bytes=path.stat().st_size,
        problems=(),
        mixes=(),
        run=run,
    )
