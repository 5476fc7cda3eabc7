"""Sheets of the user's own, in a folder of their configuration, listed beside those that come with mixgate.

MIXGATE_SHEETS=/studio/sheets                 that folder, and no other
XDG_CONFIG_HOME=/config                       /config/mixgate/sheets
neither                                       ~/.config/mixgate/sheets; on Windows %APPDATA%/mixgate/sheets

A sheet that is refused is told with its faults and takes nothing else with it.

Source: XDG Base Directory Specification 0.8, `$XDG_CONFIG_HOME` (a relative path in it is to be ignored).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from specs.errors import SheetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER_VARIABLE: Final = "MIXGATE_SHEETS"
_ENDING: Final = ".toml"


def user_sheet_folder(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the folder of the user's own sheets, which need not exist; None where there is no home to have one in.

    Args:
        environment: The variables to go by; None takes those of the process.
    """
    variables = os.environ if environment is None else environment
    named = variables.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        configuration = variables.get("APPDATA", "")
    else:
        configuration = variables.get("XDG_CONFIG_HOME", "")
        if not configuration or not Path(configuration).is_absolute():
            home = variables.get("HOME", "")
            configuration = str(Path(home) / ".config") if home else ""
    if not configuration or not Path(configuration).is_absolute():
        return None
    return Path(configuration) / "mixgate" / "sheets"


def user_sheet_files(environment: Mapping[str, str] | None = None) -> dict[str, Path]:
    """Return the user's own sheets by the name of the file without its ending, sorted; empty without such a folder.

    Hidden files, folders and files that are no `.toml` are passed over.

    Raises:
        SheetError: MIXGATE_SHEETS names what is no folder, or the folder cannot be read.
    """
    variables = os.environ if environment is None else environment
    folder = user_sheet_folder(variables)
    if folder is None:
        return {}
    try:
        if not folder.is_dir():
            if variables.get(FOLDER_VARIABLE):
                raise SheetError(
                    "The folder of your own sheets is no folder.",
                    where=str(folder),
                    found="a file" if folder.exists() else "nothing",
                    expected=f"a folder, which {FOLDER_VARIABLE} names",
                )
            return {}
        return dict(sorted((path.name.removesuffix(_ENDING), path) for path in _sheet_files(folder)))
    except OSError as error:
        raise SheetError(
            "The folder of your own sheets cannot be read.", where=str(folder), found=error.strerror
        ) from error


def _sheet_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.endswith(_ENDING) and not path.name.startswith(".") and not path.is_dir():
            yield path
