"""The reports of a package that was refused because a sheet rejects what would be in it: `NAME.refused`, beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from packager.staging import Stage
from specs.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

REFUSED: Final = ".refused"
_REPORT_ENDINGS: Final = (".report.json", ".report.html")


def refusal(target: Path, rejected: Sequence[str], write: Callable[[Stage], None]) -> RefusedError:
    """Leave the reports of a package that is refused, in the place of those of an earlier refusal.

    Args:
        target: The package that does not appear.
        rejected: What is rejected, a line each.
        write: Makes the folder of a stage, and writes the reports into it.

    Returns:
        What is to be raised.

    Raises:
        UsageError: Something else has the name of their folder.
        RefusedError: The disk refuses.
    """
    place = target.with_name(target.name + REFUSED)
    with Stage(place, may_replace=_holds_only_reports) as stage:
        write(stage)
        stage.publish()
    return RefusedError(
        "The package is refused: a sheet rejects what would be in it.",
        found="\n".join(rejected),
        next_step=f"Read the reports in {place}, and repair the mixes; or allow a package of rejected mixes, with "
        "the reports inside.",
        code="package.rejected",
    )


def _holds_only_reports(folder: Path) -> bool:
    """Say whether a folder is what an earlier refusal left, and unchanged since."""
    return folder.is_dir() and not folder.is_symlink() and all(_is_report(entry) for entry in folder.iterdir())


def _is_report(path: Path) -> bool:
    return path.name.endswith(_REPORT_ENDINGS) and path.is_file() and not path.is_symlink()
