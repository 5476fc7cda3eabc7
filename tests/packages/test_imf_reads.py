"""How often the sound of an IMF package is read: once for its readings, and once more for what it is compared with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.imf import sound_file, whole_package
from fixtures.mxf import track_file
from fixtures.wave_files import s24_bytes, write_s24
from mixgate.cli import run_words
from validator.comparisons.reading.reductions import Reductions
from validator.scan.driver import scan

if TYPE_CHECKING:
    from pathlib import Path

    from validator.audio.programme import Programme
    from validator.comparisons.reading.reductions import ComparedProgramme
    from validator.progress import Move
    from validator.scan.driver import ScanResult

FRAMES = 12 * 24
COUNT = FRAMES * 2002


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file is scanned."""
    found: Counter[str] = Counter()

    def counted(programme: Programme, **rest: object) -> ScanResult:
        found.update(path.name for path in programme.paths)
        return scan(programme, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr("validator.delivery.measured.scan", counted)
    return found


@pytest.fixture
def whole_reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file is read from end to end to be compared."""
    found: Counter[str] = Counter()
    begin = Reductions.begin

    def counted(self: Reductions, compared: ComparedProgramme) -> Move:
        found.update(path.name for path in compared.programme.paths)
        return begin(self, compared)

    monkeypatch.setattr(Reductions, "begin", counted)
    return found


def _made(folder: Path) -> tuple[Path, list[str]]:
    """An original, and the command that makes a package of three dubs and an M&E for it."""
    rng = np.random.default_rng(1)
    steps = rng.uniform(0.02, 0.2, (COUNT // 2400 + 1, 6)).repeat(2400, axis=0)[:COUNT]
    bed = np.rint(rng.normal(0.0, 2.0**21, (COUNT, 6)) * steps).astype(np.int32)
    parts = whole_package(track_file("5.1", COUNT, language="en-US"), frames=FRAMES)
    parts.files["audio/fr.mxf"] = sound_file(track_file("5.1", COUNT, language="en-US"), s24_bytes(bed))
    original = parts.write(folder / "OV")
    (folder / "in").mkdir()
    write_s24(folder / "in" / "film_me_51.wav", bed)
    for language in ("de-DE", "es-ES", "fr-FR"):
        words = bed.copy()
        words[COUNT // 2 : COUNT // 2 + 96_000, 2] += rng.integers(-(2**20), 2**20, 96_000, dtype=np.int32)
        write_s24(folder / "in" / f"film_{language}_51.wav", words)
    call = ["package", "imf", str(folder / "in"), "--ancestor", str(original), "--out", str(folder / "DUB")]
    return original, [*call, "--sheet", "localisation", "--allow-rejected"]


def test_each_file_is_scanned_once_however_many_dubs_there_are(
    tmp_path: Path, scans: Counter[str], whole_reads: Counter[str]
) -> None:
    original, call = _made(tmp_path)
    assert run_words(call) in {0, 1, 4}
    mxf = {path.name for path in (tmp_path / "DUB").glob("*.mxf")}
    assert len(mxf) == 4
    assert scans == Counter(mxf)
    assert whole_reads["fr.mxf"] == 1
    assert set(whole_reads.values()) == {1}
    scans.clear()
    whole_reads.clear()
    assert run_words(["verify", str(tmp_path / "DUB"), "--ancestor", str(original)]) in {0, 1, 4}
    assert scans == Counter(mxf)
    assert set(whole_reads.values()) == {1}
