"""`mixgate verify`: open a package, hash, measure and judge it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mixgate.commands import options
from mixgate.commands.option_groups import (
    GateOptions,
    MeterOptions,
    gate_by_options,
    grouped,
    measuring_by_options,
)

if TYPE_CHECKING:
    from mixgate.exits import Exit
    from packager.formats.stems.verify import Verification

Package = Annotated[Path, typer.Argument(metavar="PACKAGE", help="A package, a folder with lists, or a file.")]
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
Profiles = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        metavar="ID",
        help="Hold a WAV, RF64 or BW64 file against this profile: wave, bs2088, bs2076, atmos-1.0, atmos-1.1. Else "
        "against those that it claims or has the shape of.",
    ),
]
Ancestors = Annotated[
    list[Path] | None,
    typer.Option("--ancestor", metavar="DIR", help="The original package that a supplemental IMF package refers to."),
]


@grouped
def verify(
    package: Package,
    meters: MeterOptions,
    gate: GateOptions,
    sheet: PrivateSheets = None,
    key: PublicKey = None,
    fixity_only: FixityOnly = False,
    profile: Profiles = None,
    ancestor: Ancestors = None,
    json: options.JsonFile = None,
) -> None:
    """Verify a package: every byte and every name against every list in it, then measure and judge its mixes again.

    Takes stem bundles and what others wrapped: BagIt bags, ASC MHL, digest lists such as film.wav.md5 or SHA256SUMS.
    Their mixes are judged by the sheets that are named. A WAV or ADM file is held against the profiles of its
    standards: one finding for each fault. An IMF package is held against its own lists and compositions; a partial one
    needs the package that it refers to.

    Exit code: 0 intact and acceptable, 1 damaged, contradicted or rejected, 3 absent or no package, 4 a mix could
    not be judged, a list could not be read, or an operating system has left files among the payload.
    """
    from mixgate.chosen_sheets import today
    from mixgate.outputs.output import write_text
    from mixgate.outputs.overwriting import STANDARD_OUTPUT, refuse_to_overwrite
    from mixgate.screens.console import make_console
    from mixgate.screens.package_tables import show_verification
    from mixgate.screens.progress import progress_on_terminal
    from packager.fixity.signature import load_verifier
    from packager.formats.orders import VerifyOrder
    from packager.formats.package import verified_to_json, verify_package
    from specs.loader import load_sheet

    refuse_to_overwrite([json], [package, *(ancestor or ())])
    sheets = tuple(load_sheet(name) for name in dict.fromkeys(sheet or ()))
    with progress_on_terminal() as show:
        order = VerifyOrder(
            measuring=measuring_by_options(meters),
            sheets=sheets,
            verifier=None if key is None else load_verifier(key),
            fixity_only=fixity_only,
            day=today(),
            profiles=tuple(profile or ()),
            ancestors=tuple(ancestor or ()),
            gate=gate_by_options(gate),
            show=show,
        )
        found = verify_package(package, order)
    if json is not None:
        write_text(json, verified_to_json(found))
    if json != STANDARD_OUTPUT:
        show_verification(found, make_console())
    raise typer.Exit(_exit_code(found))


def _exit_code(found: Verification) -> Exit:
    """Return the code: a wrong digest rejects, and a contradiction; what was not judged is never acceptable.

    What others wrapped says of no mix what it shall be: without a sheet bytes and names are all that is asked.
    """
    from mixgate.exits import Exit, code_of, worst
    from packager.fixity.problem import ProblemKind
    from packager.formats.conforming import ConformanceVerification
    from packager.formats.listed.verify import ListedVerification

    contradicted = any(problem.kind is ProblemKind.CONTRADICTION for problem in found.problems)
    if not found.intact or contradicted:
        return Exit.REJECTED
    if isinstance(found, ListedVerification | ConformanceVerification):
        return code_of(found.run.verdict)
    judged = Exit.INCOMPLETE if found.verdict is None else code_of(found.verdict)
    return worst([judged, Exit.ACCEPTABLE if found.complete else Exit.INCOMPLETE])
