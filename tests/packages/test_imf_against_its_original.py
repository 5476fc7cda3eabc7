"""The dub of a supplemental package, held against the sound of the package that it refers to."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
import soundfile

from fixtures.imf import sound_file, whole_package
from fixtures.mxf import track_file
from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE: Final = 48_000
FRAMES: Final = 12 * 24
COUNT: Final = int(FRAMES * RATE / Fraction(24_000, 1001))


def _bed(seed: int) -> NDArray[np.float64]:
    """Music and effects of six channels that differ, in bursts, so that a place can be told by ear."""
    rng = np.random.default_rng(seed)
    steps = rng.uniform(0.02, 0.2, (COUNT // 2400 + 1, 6)).repeat(2400, axis=0)[:COUNT]
    return np.asarray(rng.normal(0.0, 1.0, (COUNT, 6)) * steps * 0.5)


def _words(samples: NDArray[np.float64]) -> bytes:
    whole = np.ascontiguousarray(np.rint(samples * 2**23).astype("<i4"))
    return whole.view(np.uint8).reshape(*whole.shape, 4)[..., :3].tobytes()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = track_file("5.1", COUNT, language="en-US")
    parts = whole_package(file, frames=FRAMES, rate="24000/1001")
    parts.files["audio/fr.mxf"] = sound_file(file, _words(_bed(1)))
    return parts.write(tmp_path_factory.mktemp("original") / "OV")


def _checked(folder: Path, original: Path, dub: NDArray[np.float64]) -> tuple[int, dict[str, Any]]:
    wave, out, found = folder / "dub.wav", folder / "DUB", folder / "run.json"
    soundfile.write(wave, dub, RATE, "PCM_24")
    words = ["package", "imf", str(wave), "--layout", "5.1", "--language", "de-DE", "--ancestor", str(original)]
    assert run_words([*words, "--out", str(out)]) == 0
    code = run_words(["check", str(out), str(original), "--sheet", "localisation", "--json", str(found), "-q"])
    (report,) = [one for one in json.loads(found.read_text())["reports"] if one.get("language") == "de-DE"]
    worst = ("fail", "not-measured", "warn", "pass")
    findings = sorted(report["findings"], key=lambda one: worst.index(one["state"]) if one["state"] in worst else 9)
    return code, {finding["rule"]: finding for finding in reversed(findings)}


def test_a_dub_in_step_with_its_original_has_no_fault(tmp_path: Path, original: Path) -> None:
    _, found = _checked(tmp_path, original, _bed(1))
    assert {rule for rule, one in found.items() if one["state"] == "fail"} == set()
    assert found["sync.offset"]["state"] == "pass"
    assert found["channels.as-original"]["state"] == "pass"


def test_labels_that_the_sound_contradicts_reject(tmp_path: Path, original: Path) -> None:
    code, found = _checked(tmp_path, original, _bed(1)[:, [0, 1, 2, 3, 5, 4]])
    assert code == 1
    assert found["channels.as-original"]["state"] == "fail"
    assert "Ls and Rs" in found["channels.as-original"]["reason"]["text"]


def test_a_dub_that_is_late_rejects(tmp_path: Path, original: Path) -> None:
    late = np.concatenate([np.zeros((6006, 6)), _bed(1)])[:COUNT]
    code, found = _checked(tmp_path, original, late)
    assert code == 1
    assert found["sync.offset"]["state"] == "fail"


def test_another_film_is_not_told_by_a_number(tmp_path: Path, original: Path) -> None:
    code, found = _checked(tmp_path, original, _bed(2))
    assert code != 0
    assert found["sync.offset"]["measured"] is None
