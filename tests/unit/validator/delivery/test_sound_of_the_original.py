"""A dub against its original beside the lines: sound that is missing for a moment, and what is no fault."""

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
RULE = "delivery.original-sound"


def mix(language: int, *, hole: tuple[float, float] | None = None) -> NDArray[np.float32]:
    """Music and effects that both share, and lines of one of them in the middle."""
    rng = np.random.default_rng(5)
    level = np.interp(np.arange(SECONDS * RATE), np.arange(0, SECONDS * RATE, RATE), rng.uniform(0.02, 0.04, SECONDS))
    sound = (rng.standard_normal((SECONDS * RATE, 6)) * level[:, np.newaxis]).astype(np.float32)
    sound[:, 3] = 0.0
    if hole is not None:
        sound[int(hole[0] * RATE) : int(hole[1] * RATE)] *= 0.01
    line = np.random.default_rng([7, language]).standard_normal(SECONDS * RATE) * 0.05
    line[np.arange(SECONDS * RATE) // RATE % 3 == 0] = 0.0
    sound[:, 2] += line.astype(np.float32)
    return sound


def delivery(
    folder: Path,
    dub: NDArray[np.float32],
    *,
    dubbed_as: str = "lip-sync",
    kind: str = "printmaster",
    version: str = "dub",
) -> Path:
    folder.mkdir()
    write_sound(folder / "film_en_51.wav", mix(0))
    write_sound(folder / "film_de_51.wav", dub)
    entries = "".join(
        f'[[files]]\npath = "film_{language}_51.wav"\nkind = "{kind}"\nlanguage = "{language}"\nversion = "{stated}"\n'
        for language, stated in (("en", "original"), ("de", version))
    )
    text = f'title = "film"\n[programme]\ndubbed_as = "{dubbed_as}"\n{entries}'
    (folder / "delivery.toml").write_text(text, encoding="utf-8")
    return folder


def places(result: mixgate.RunResult) -> list[tuple[str | None, str | None]]:
    findings = [one for report in result.reports for one in report.findings if one.rule == RULE]
    assert all(one.state is mixgate.State.WARN for one in findings)
    return [(place.file, place.text) for one in findings for place in one.where]


def test_a_hole_in_the_only_dub_is_told_and_its_twin_is_not(tmp_path: Path) -> None:
    holed = delivery(tmp_path / "holed", mix(1, hole=(4.0, 4.6)))
    assert places(mixgate.check(holed, "ebu-r128")) == [("film_de_51.wav", "4.0 s to 4.6 s")]
    assert places(mixgate.judge(mixgate.measure(holed), "ebu-r128")) == [("film_de_51.wav", "4.0 s to 4.6 s")]
    assert places(mixgate.check(delivery(tmp_path / "clean", mix(1)), "ebu-r128")) == []


def test_digital_silence_is_told_by_a_difference_that_can_be(tmp_path: Path) -> None:
    sound = mix(1)
    sound[4 * RATE : 5 * RATE] = 0.0
    result = mixgate.check(delivery(tmp_path / "muted", sound), "ebu-r128")
    (finding,) = [one for report in result.reports for one in report.findings if one.rule == RULE]
    assert finding.reason is not None
    assert 60.0 < float(str(finding.reason.arguments["difference"])) < 100.0


@pytest.mark.parametrize(
    "stated", [{"dubbed_as": "voice-over"}, {"kind": "audio-description"}, {"version": "original"}]
)
def test_what_ducks_its_bed_and_a_second_original_are_held_against_nothing(
    tmp_path: Path, stated: dict[str, str]
) -> None:
    holed = delivery(tmp_path / "ducked", mix(1, hole=(4.0, 4.6)), **stated)
    assert places(mixgate.check(holed, "ebu-r128")) == []
