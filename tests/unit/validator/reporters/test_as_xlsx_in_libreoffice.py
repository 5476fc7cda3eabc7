"""A workbook opened by a foreign program: LibreOffice shows every cell as it was written."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest

from fixtures import reports
from validator.reporters.as_xlsx import run_to_xlsx

if TYPE_CHECKING:
    from pathlib import Path

SOFFICE: Final = shutil.which("soffice")
EVERY_SHEET: Final = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Comma, quotes, UTF-8, cells as they are and not as they look, a file for each sheet."""

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice Calc is not installed"),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """A workbook, and the folder with what LibreOffice reads in each of its sheets."""
    folder = tmp_path_factory.mktemp("calc")
    hostile = reports.rejected().model_copy(update={"name": '=HYPERLINK("http://x","y")', "path": None})
    content = run_to_xlsx([reports.rejected(), hostile])
    (folder / "run.xlsx").write_bytes(content)
    command = [
        SOFFICE or "",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        EVERY_SHEET,
    ]
    subprocess.run(
        [*command, "--outdir", str(folder), str(folder / "run.xlsx")], check=True, capture_output=True, timeout=120
    )
    return content, folder


def test_libreoffice_reads_every_cell_of_every_sheet(opened: tuple[bytes, Path]) -> None:
    content, folder = opened
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        (path,) = folder.glob(f"run-{sheet.title}.csv")
        read = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        written = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert len(read) == len(written), sheet.title
        for got, wanted in zip(read, written, strict=True):
            padded = got + [""] * (len(wanted) - len(got))
            assert all(_is(one, other) for one, other in zip(padded, wanted, strict=True)), (got, wanted)


def test_libreoffice_calculates_nothing_that_a_name_says(opened: tuple[bytes, Path]) -> None:
    _, folder = opened
    texts = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("run-*.csv"))
    assert '=HYPERLINK(""http://x"",""y"")' in texts


def _is(read: str, written: Any) -> bool:
    """Whether a cell reads as it was written; numbers to the precision of a double as text."""
    if isinstance(written, bool | datetime) or not isinstance(written, int | float):
        return read == str(written) or read == str(written).upper()
    return float(read) == pytest.approx(written, rel=1e-12)
