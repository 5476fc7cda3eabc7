import numpy as np
import pytest

from mixgate.demo import effects, music
from mixgate.demo.noises import high_passed, low_passed, noise, pink
from mixgate.demo.scene import Scene, ScenePart
from specs.vocabulary import MixKind

SECONDS = 3
COUNT = SECONDS * 48_000


def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def rendered(*parts: ScenePart) -> np.ndarray:
    return Scene(sample_count=COUNT, parts=parts).render()


def share_above(samples: np.ndarray, corner_hz: float) -> float:
    power = np.abs(np.fft.rfft(samples)) ** 2
    return float(power[np.arange(len(power)) * 48_000 / len(samples) > corner_hz].sum() / power.sum())


def test_noise_has_level_one_and_its_spectrum() -> None:
    for spectrum in (pink, low_passed(500), high_passed(5000)):
        samples = noise(COUNT, rng(), spectrum)
        assert samples.dtype == np.float32
        assert np.mean(samples**2) == pytest.approx(1.0, rel=1e-3)
    assert share_above(noise(COUNT, rng(), low_passed(500)), 2000) < 0.01
    assert share_above(noise(COUNT, rng(), high_passed(5000)), 2500) > 0.98
    assert share_above(noise(COUNT, rng(), pink), 693) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("driving", [True, False])
def test_music_fills_its_time_and_joins_left_and_right(driving: bool) -> None:
    mix = rendered(*music.score(COUNT, rng(), peak_dbfs=-12, driving=driving))
    assert np.corrcoef(mix[:, 0], mix[:, 1])[0, 1] > 0.7
    assert not mix[:, 2].any()
    tenths = np.abs(mix[:, 0]).reshape(10, -1).max(axis=1)
    assert tenths.min() > 0.02
    assert 0.15 < np.abs(mix).max() < 0.5


def test_the_low_frequency_channel_gets_low_frequencies_only() -> None:
    songs = music.score(COUNT, rng(), peak_dbfs=-12, driving=True)
    blast = effects.explosion(rng(), 0, COUNT, peak_dbfs=-6)
    for parts in (songs, blast):
        assert share_above(rendered(*parts)[:, 3], 120) < 0.02


def test_an_explosion_is_everywhere_and_dies_away() -> None:
    mix = rendered(*effects.explosion(rng(), 4800, COUNT - 4800, peak_dbfs=-6))
    assert not mix[:4800].any()
    assert np.abs(mix).max(axis=0) == pytest.approx(10 ** (np.array([-6, -6, -10, -7, -11, -11]) / 20), rel=1e-3)
    assert np.abs(mix[-4800:]).max() < 0.2 * np.abs(mix).max()


def test_air_does_not_correlate_between_channels() -> None:
    mix = rendered(*effects.ambience(COUNT, rng(), rms_dbfs=-40))
    assert not mix[:, 3].any()
    correlations = np.corrcoef(mix[:, [0, 1, 2, 4, 5]].T) - np.eye(5)
    assert np.abs(correlations).max() < 0.2
    assert 10 * np.log10(np.mean(mix[:, 0] ** 2)) == pytest.approx(-40, abs=0.3)
    assert 10 * np.log10(np.mean(mix[:, 2] ** 2)) == pytest.approx(-46, abs=0.3)


def test_a_crowd_has_voices_and_is_not_dialogue() -> None:
    crowd = effects.walla(COUNT, rng(), level_lkfs=-35)
    assert all(part.kind is MixKind.EFFECTS and part.sound.phrases for part in crowd)
    assert not Scene(sample_count=COUNT, parts=crowd).dialogue_blocks().any()


def test_steps_doors_and_cars_peak_where_they_are_told() -> None:
    for parts in (
        (effects.footsteps(COUNT, rng(), peak_dbfs=-30),),
        (effects.door(rng(), 1000, peak_dbfs=-30, side="Ls"),),
    ):
        assert 20 * np.log10(np.abs(rendered(*parts)).max()) == pytest.approx(-30, abs=0.2)
    car = rendered(*effects.car(rng(), 0, COUNT, peak_dbfs=-30))
    halves = np.mean(car[:, :2] ** 2, axis=1).reshape(2, -1).sum(axis=1)
    assert halves[0] == pytest.approx(halves[1], rel=0.5)
    early, late = car[: COUNT // 3], car[-COUNT // 3 :]
    assert np.mean(early[:, 0] ** 2) > 2 * np.mean(early[:, 1] ** 2)
    assert np.mean(late[:, 1] ** 2) > 2 * np.mean(late[:, 0] ** 2)


def test_a_melody_lasts_as_long_as_asked_and_rests_now_and_then() -> None:
    notes = music.melody(12.0, rng())
    assert sum(seconds for _, seconds in notes) == pytest.approx(12.0)
    assert 0.0 in {hertz for hertz, _ in notes}
    assert all(hertz == 0.0 or 220.0 <= hertz <= 440.0 for hertz, _ in notes)
