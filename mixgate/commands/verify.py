"""`mixgate verify`: open a package, hash, measure and judge it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mixgate import __version__
from mixgate.commands import options

if TYPE_CHECKING:
    from mixgate.exits import Exit
    from packager.formats.stems.verify import Verification

Package = Annotated[Path, typer.Argument(metavar="PACKAGE", help="Folder of a package.")]
PrivateSheets = Annotated[
    list[str] | None,
    typer.Option("--sheet", "-s", metavar="ID", help="Sheet to judge by as well; also the path of a private one."),
]
PublicKey = Annotated[
    Path | None, typer.Option("--key", metavar="KEY", help="Demand a signature by this Ed25519 public key (PEM).")
]
FixityOnly = Annotated[
    bool, typer.Option("--fixity-only", help="Check bytes and names; take the reports inside at their word.")
]


def verify(
    package: Package,
    sheet: PrivateSheets = None,
    key: PublicKey = None,
    fixity_only: FixityOnly = False,
    leqm_calibration: options.LeqmCalibration = None,
    json: options.JsonFile = None,
    true_peak: options.TruePeakFilter = "standard",
    kernel: options.KernelOption = "auto",
    workers: options.Workers = None,
) -> None:
    """Verify a package: every byte and every name against every list in it, then measure and judge its mixes again.

    Exit code: 0 intact and acceptable, 1 a sheet rejects a mix, 3 damaged or not readable, 4 a mix could not be judged,
    or an operating system has left files among the payload.
    """
    from mixgate.output import STANDARD_OUTPUT, refuse_to_overwrite, write_text
    from mixgate.screens.console import make_console
    from mixgate.screens.package_tables import show_verification
    from mixgate.screens.progress import progress_on_terminal
    from packager.fixity.signature import load_verifier
    from packager.formats.stems.rejudge import JudgeAgain, verification_of
    from packager.formats.stems.verify import check_integrity, verification_to_json
    from specs.loader import load_sheet
    from validator.measure import MeasureOptions
    from validator.second_pass.wanted import Wanted, parse_leqm_calibration

    refuse_to_overwrite([json], [package])
    sheets = [load_sheet(name) for name in dict.fromkeys(sheet or ())]
    verifier = None if key is None else load_verifier(key)
    measuring = MeasureOptions(
        version=__version__,
        workers=workers,
        true_peak=true_peak,
        kernel=kernel,
        wanted=None if leqm_calibration is None else Wanted(leqm=parse_leqm_calibration(leqm_calibration)),
    )
    with progress_on_terminal() as show:
        integrity = check_integrity(package, verifier=verifier, workers=workers, show=show)
        again = None if fixity_only else JudgeAgain(measuring=measuring, sheets=sheets, show=show)
        found = verification_of(integrity, again, version=__version__)
    if json is not None:
        write_text(json, verification_to_json(found))
    if json != STANDARD_OUTPUT:
        show_verification(found, make_console())
    raise typer.Exit(_exit_code(found))


def _exit_code(found: Verification) -> Exit:
    """Damage outweighs what judging says; what is not complete or could not be judged is never acceptable."""
    from mixgate.exits import Exit, code_of, worst

    if not found.intact:
        return Exit.UNREADABLE
    judged = Exit.INCOMPLETE if found.verdict is None else code_of(found.verdict)
    return worst([judged, Exit.ACCEPTABLE if found.complete else Exit.INCOMPLETE])
