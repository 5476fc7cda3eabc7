"""A stem or an M&E of a delivery that is not what it is called is a finding on the delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

import mixgate

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE, SECONDS = 48_000, 16
SETTINGS = mixgate.RunSettings(workers=1)


def _lines(seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    lines = np.zeros((RATE * SECONDS, 2))
    for start in (1, 4, 8, 12):
        syllables = np.repeat(rng.uniform(0.1, 1.0, 16) ** 2, RATE // 8)
        lines[start * RATE : (start + 2) * RATE] = (0.05 * rng.standard_normal(2 * RATE) * syllables)[:, None]
    return lines


def _bed() -> NDArray[np.float64]:
    return np.asarray(0.01 * np.random.default_rng(7).standard_normal((RATE * SECONDS, 2)))


def _write(folder: Path, stem: NDArray[np.float64], me: NDArray[np.float64]) -> None:
    for name, samples in (("mix", _lines(1) + _bed()), ("dx", stem), ("me", me)):
        soundfile.write(folder / f"{name}.wav", samples, RATE, "FLOAT")
    files = '[[files]]\npath = "mix.wav"\nlanguage = "de-DE"\nlayout = "2.0"\n'
    files += '[[files]]\npath = "dx.wav"\nkind = "dialogue"\nlanguage = "de-DE"\nlayout = "2.0"\n'
    files += '[[files]]\npath = "me.wav"\nkind = "me"\nlayout = "2.0"\n'
    (folder / "delivery.toml").write_text(f'title = "Night Tram"\noriginal_language = "en"\n{files}', encoding="utf-8")


def _findings(folder: Path) -> dict[str, str]:
    """Rules of the report on the delivery as a whole, and what each says."""
    run = mixgate.check(folder, ["netflix-dub"], settings=SETTINGS)
    report = next(report for report in run.reports if report.subject.value == "delivery")
    return {finding.rule: finding.where[0].file or "" if finding.where else "" for finding in report.findings}


@pytest.mark.parametrize(
    ("stem", "me", "file"),
    [
        (_lines(1), _bed() + _lines(1), "me.wav"),
        (_bed(), _bed(), "dx.wav"),
        (_lines(2), _bed(), "dx.wav"),
    ],
    ids=["the M&E is the mix", "the stem is the M&E", "the stem is of another language"],
)
def test_a_guide_that_is_another_sound_leaves_the_delivery_open(
    stem: NDArray[np.float64], me: NDArray[np.float64], file: str, tmp_path: Path
) -> None:
    _write(tmp_path, stem, me)

    assert _findings(tmp_path)["delivery.guide-is-another"] == file


def test_an_me_of_another_cut_is_told(tmp_path: Path) -> None:
    _write(tmp_path, _lines(1), np.asarray(0.01 * np.random.default_rng(8).standard_normal((RATE * SECONDS, 2))))

    assert _findings(tmp_path)["delivery.guide-does-not-fit"] == "me.wav"


def test_right_guides_are_no_finding(tmp_path: Path) -> None:
    _write(tmp_path, _lines(1), _bed())

    assert not any(rule.startswith("delivery.guide") for rule in _findings(tmp_path))
