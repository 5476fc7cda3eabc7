"""Languages of a delivery against each other, from files: sound that one of them lacks, checked and judged again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import mixgate
from fixtures.film_delivery import write_sound

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE = 48_000
SECONDS = 12
RULE = "delivery.common-sound"
LANGUAGES = ("de", "es", "fr", "it")


def mix(language: int, channels: int, *, hole: tuple[int, int] | None = None, late: int = 0) -> NDArray[np.float32]:
    """Music and effects that all languages share, and lines of one of them in the middle."""
    rng = np.random.default_rng(5)
    level = np.interp(np.arange(SECONDS * RATE), np.arange(0, SECONDS * RATE, RATE), rng.uniform(0.01, 0.06, SECONDS))
    bed = (rng.standard_normal((SECONDS * RATE, channels)) * level[:, np.newaxis]).astype(np.float32)
    if channels == 6:
        bed[:, 3] = 0.0
    if hole is not None:
        bed[hole[0] * RATE : hole[1] * RATE] *= 0.01
    bed = np.roll(bed, late * RATE, axis=0)
    line = np.random.default_rng([7, language]).standard_normal(SECONDS * RATE) * 0.05
    line[np.arange(SECONDS * RATE) // RATE % 3 == 0] = 0.0
    for channel in [2] if channels == 6 else [0, 1]:
        bed[:, channel] += line.astype(np.float32)
    return bed


def delivery(folder: Path, channels: int, *odd: NDArray[np.float32]) -> Path:
    folder.mkdir()
    for number, language in enumerate(LANGUAGES):
        sound = odd[0] if odd and language == "fr" else mix(number, channels)
        write_sound(folder / f"film_{language}_{'51' if channels == 6 else '20'}.wav", sound)
    return folder


def places(result: mixgate.RunResult) -> list[tuple[str | None, str | None]]:
    findings = [one for report in result.reports for one in report.findings if one.rule == RULE]
    assert all(one.state is mixgate.State.WARN for one in findings)
    return [(place.file, place.text) for one in findings for place in one.where]


@pytest.mark.parametrize("channels", [2, 6])
def test_a_hole_in_one_language_is_told_and_its_twin_is_not(tmp_path: Path, channels: int) -> None:
    clean = mixgate.check(delivery(tmp_path / "clean", channels), "ebu-r128")
    assert places(clean) == []
    folder = delivery(tmp_path / "holed", channels, mix(2, channels, hole=(4, 7)))
    ((file, text),) = places(mixgate.check(folder, "ebu-r128"))
    assert file is not None
    assert file.startswith("film_fr")
    assert text == "4.0 s to 7.0 s"


def test_what_check_tells_is_told_of_the_measurements_again(tmp_path: Path) -> None:
    folder = delivery(tmp_path / "holed", 6, mix(2, 6, hole=(4, 7)))
    assert places(mixgate.judge(mixgate.measure(folder), "ebu-r128")) == places(mixgate.check(folder, "ebu-r128"))


def test_a_language_out_of_step_lacks_nothing(tmp_path: Path) -> None:
    assert places(mixgate.check(delivery(tmp_path / "late", 6, mix(2, 6, late=2)), "ebu-r128")) == []


@pytest.mark.parametrize(("kind", "dubbed_as"), [("audio-description", "lip-sync"), ("printmaster", "voice-over")])
def test_what_ducks_its_bed_lacks_nothing(tmp_path: Path, kind: str, dubbed_as: str) -> None:
    folder = delivery(tmp_path / "ducked", 6, mix(2, 6, hole=(4, 7)))
    entries = "".join(
        f'[[files]]\npath = "film_{language}_51.wav"\nkind = "{kind}"\nlanguage = "{language}"\n'
        for language in LANGUAGES
    )
    text = f'title = "film"\n[programme]\ndubbed_as = "{dubbed_as}"\n{entries}'
    (folder / "delivery.toml").write_text(text, encoding="utf-8")
    assert places(mixgate.check(folder, "ebu-r128")) == []
