"""The dialogue of an ADM programme tells its loudness, also where it moves; and the other beds are searched for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from fixtures.moving_objects import BED_CHANNELS, RATE, Step, write_scene
from tests.unit.validator.delivery.ingest.test_adm_parts import DIALOGUE, ME, adm, noise
from validator.delivery.consistency.bed_separation import lines_in_beds
from validator.delivery.ingest.file_parts import parts_of_file
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import stated_by
from validator.delivery.measured import Scans, measure_mix
from validator.measuring.measure import MeasureOptions
from validator.progress import unseen

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MEASURING: Final = MeasureOptions(version="1", workers=1, kernel="numpy")
LINES: Final = ((1.0, 2.5), (4.0, 5.5), (7.0, 8.5))
SECONDS: Final = 10


def _lines(channels: int, place: int) -> NDArray[np.float64]:
    samples = np.zeros((SECONDS * RATE, channels))
    for start, end in LINES:
        here = slice(round(start * RATE), round(end * RATE))
        samples[here, place] = np.random.default_rng(3).uniform(-0.2, 0.2, here.stop - here.start)
    return samples


def _music() -> NDArray[np.float64]:
    return np.resize(noise(6, 0.004, 5), (SECONDS * RATE, 6))


@pytest.mark.parametrize("level_db", [-45.0, -60.0])
def test_lines_far_below_themselves_are_found_in_the_other_bed(level_db: float, tmp_path: Path) -> None:
    lines = _lines(6, 2)
    bleeding = _music() + lines * 10 ** (level_db / 20)
    (*_, whole) = mixes_of([adm(tmp_path / "film.wav", (DIALOGUE, lines), (ME, bleeding))], stated_by()).mixes
    found = lines_in_beds(whole, whole.open(), "1")
    assert found is not None
    (bleed,) = found.stem_bleed
    assert (bleed.stem, bleed.dialogue, bleed.lines, len(bleed.found)) == ("M&E", "Dialogue", 3, 3)
    assert bleed.loudest_db == pytest.approx(level_db, abs=1.5)


def test_lines_of_a_stereo_bed_are_found_in_a_surround_bed(tmp_path: Path) -> None:
    lines = np.repeat(_lines(1, 0), 2, axis=1)
    bleeding = _music() + _lines(6, 2) * 10 ** (-30 / 20)
    spoken = replace(DIALOGUE, layout="2.0")
    (*_, whole) = mixes_of([adm(tmp_path / "film.wav", (spoken, lines), (ME, bleeding))], stated_by()).mixes
    found = lines_in_beds(whole, whole.open(), "1")
    assert found is not None
    (bleed,) = found.stem_bleed
    assert len(bleed.found) == bleed.lines == 3
    assert bleed.loudest_db == pytest.approx(-36.0, abs=1.5)  # of a line that is in two channels


def test_nothing_is_found_in_a_bed_without_lines_and_none_is_sought_in_a_bed_alone(tmp_path: Path) -> None:
    dialogue, me, whole = mixes_of(
        [adm(tmp_path / "film.wav", (DIALOGUE, _lines(6, 2)), (ME, _music()))], stated_by()
    ).mixes
    for mix in (whole, dialogue, me):
        assert lines_in_beds(mix, mix.open(), "1") is None


def test_moving_dialogue_is_the_guide_of_its_programme(tmp_path: Path) -> None:
    samples = np.zeros((SECONDS * RATE, BED_CHANNELS + 1))
    samples[:, :6] = _music()
    samples[:, BED_CHANNELS] = _lines(1, 0)[:, 0]
    steps = [Step(start_s=0.0, place=(-1, 1, 0), jump_s=0.0), Step(start_s=5.0, place=(1, 1, 0))]
    place = write_scene(tmp_path / "scene.wav", samples, [steps], spoken=True)
    programme = parts_of_file(place)[-1]
    assert programme.dialogue is not None
    assert (programme.dialogue.object_ids, programme.dialogue.rendered) == (("AO_100b",), True)
    whole = mixes_of([place], stated_by()).mixes[-1]
    assert whole.stem is not None
    guide, render = whole.stem.open(), whole.open()
    assert guide is not None
    heard = np.concatenate(list(guide.blocks()))
    assert heard[round(1.5 * RATE), :3].tolist() == pytest.approx([samples[round(1.5 * RATE), -1], 0.0, 0.0])
    assert np.abs(np.concatenate(list(render.blocks())) - heard)[round(3.0 * RATE)].max() > 0
    scans = Scans([whole])
    measure_mix(whole, MEASURING, unseen, scans=scans)
    assert scans.count == 2


def test_a_programme_that_says_nothing_of_dialogue_has_no_guide(tmp_path: Path) -> None:
    place = write_scene(
        tmp_path / "scene.wav", np.zeros((RATE, BED_CHANNELS + 1)), [[Step(start_s=0, place=(0, 1, 0))]]
    )
    assert parts_of_file(place)[-1].dialogue is None
