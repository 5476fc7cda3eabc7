"""What becomes of the output never changes the verdict."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fixtures.wave_files import write_wave
from packager.fixing.render import WaveForm
from specs.vocabulary import parse_layout


@pytest.fixture
def hot(tmp_path: Path) -> Path:
    """A mix that every sheet with a level rejects."""
    path = tmp_path / "hot_20.wav"
    sound = 0.9 * np.random.default_rng(1).uniform(-1, 1, (48_000, 2))
    write_wave(path, [sound], WaveForm(labels=parse_layout("2.0").labels, sample_rate_hz=48_000), dither_seed=1)
    return path


def _shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHON": sys.executable, **environment},
        cwd=Path(__file__).resolve().parents[4],
    )


@pytest.mark.parametrize(
    "line",
    [
        '"$PYTHON" -m mixgate check "$MIX" --sheet ebu-r128 --kernel numpy | head -1',
        '"$PYTHON" -m mixgate check "$MIX" --sheet ebu-r128 --kernel numpy --json - | true',
        '"$PYTHON" -m mixgate check "$MIX" --sheet ebu-r128 --kernel numpy --pdf - | true',
        '"$PYTHON" -m mixgate check "$MIX" --sheet ebu-r128 --kernel numpy -q 2>&1 | true',
    ],
)
def test_a_reader_that_leaves_does_not_make_a_rejection_a_pass(hot: Path, line: str) -> None:
    found = _shell(line, MIX=str(hot))
    assert found.returncode == 1
    assert b"Traceback" not in found.stderr


def test_an_input_that_is_absent_stays_an_error_for_a_reader_that_left() -> None:
    found = _shell('"$PYTHON" -m mixgate check /nothing/here.wav --sheet ebu-r128 2>&1 | true')
    assert found.returncode == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
def test_a_full_disk_is_told_and_never_a_pass(hot: Path) -> None:
    found = _shell('"$PYTHON" -m mixgate check "$MIX" --sheet ebu-r128 --kernel numpy > /dev/full', MIX=str(hot))
    assert found.returncode == 5
    assert b"could not be written" in found.stderr
    assert b"did not foresee" not in found.stderr
    listing = _shell('"$PYTHON" -m mixgate sheets show ebu-r128 > /dev/full')
    assert listing.returncode == 5


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii", "cp932"])
def test_an_encoding_without_the_signs_gets_plain_ones(hot: Path, encoding: str) -> None:
    line = '"$PYTHON" -m mixgate check "$MIX" --sheet netflix-dub --kernel numpy'
    found = _shell(line, MIX=str(hot), PYTHONIOENCODING=encoding)
    assert found.returncode == 1
    assert b"did not foresee" not in found.stderr
    assert "REJECTED" in found.stdout.decode(encoding)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_was_closed_from_the_start_leaves_the_verdict(hot: Path, closed: str) -> None:
    found = _shell(f'"$PYTHON" -m mixgate check "$MIX" --sheet ebu-r128 --kernel numpy -q {closed}', MIX=str(hot))
    assert found.returncode == 1
    assert b"Traceback" not in found.stderr


def test_no_report_gets_what_is_shown_where_standard_output_is_closed(hot: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.json"
    line = '"$PYTHON" -m mixgate check "$MIX" --sheet ebu-r128 --kernel numpy --json "$PAGE" >&-'
    assert _shell(line, MIX=str(hot), PAGE=str(page)).returncode == 1
    assert page.read_text(encoding="utf-8").startswith("{")
