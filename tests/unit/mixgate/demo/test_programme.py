import numpy as np
import pytest

from mixgate.demo.programme import DIALOGUE_LKFS, cast, dialogue, music_and_effects, plan_programme


@pytest.mark.parametrize("seconds", [2.0, 5.0, 60.0, 600.0, 3600.0])
def test_scenes_follow_each_other_without_gap_and_end_on_a_picture(seconds: float) -> None:
    programme = plan_programme(seconds, seed=3)
    assert programme.sample_count % 2002 == 0
    assert programme.sample_count == pytest.approx(seconds * 48_000, abs=1001)
    position = 0
    for number, scene in enumerate(programme.scenes):
        assert (scene.number, scene.start_sample) == (number, position)
        position += scene.sample_count
    assert position == programme.sample_count


def test_a_long_programme_has_more_scenes_and_not_longer_ones() -> None:
    longest = [max(scene.sample_count for scene in plan_programme(s, seed=1).scenes) for s in (60.0, 600.0, 7200.0)]
    assert max(longest) <= 14.0 * 48_000
    assert len(plan_programme(600.0, seed=1).scenes) >= 7 * len(plan_programme(60.0, seed=1).scenes)


@pytest.mark.parametrize("seconds", [2.0, 5.0, 60.0])
def test_lines_stay_inside_of_their_scene_and_do_not_overlap(seconds: float) -> None:
    for scene in plan_programme(seconds, seed=2).scenes:
        edges = [edge for slot in scene.slots for edge in (slot.start_sample, slot.start_sample + slot.sample_count)]
        assert edges == sorted(edges)
        assert all(0 < edge < scene.sample_count for edge in edges)
        assert bool(scene.slots) == (scene.name != "montage")


@pytest.mark.parametrize("seed", range(5))
def test_all_lines_together_have_the_loudness_of_dialogue(seed: int) -> None:
    slots = [slot for scene in plan_programme(60.0, seed).scenes for slot in scene.slots]
    powers = np.array([10 ** (slot.level_lkfs / 10) for slot in slots])
    weights = [slot.sample_count for slot in slots]
    assert 10 * np.log10(np.average(powers, weights=weights)) == pytest.approx(DIALOGUE_LKFS)


def test_every_language_has_other_voices_in_the_same_places() -> None:
    planned = plan_programme(12.0, seed=1).first("party")
    english, german = (dialogue(planned, language, 1) for language in ("en-US", "de-DE"))
    assert not np.array_equal(english.render(), german.render())
    assert cast("en-US", 1) != cast("de-DE", 1)
    starts = [[part.start_sample for part in scene.parts if part.is_dialogue] for scene in (english, german)]
    assert starts[0] == starts[1] == [slot.start_sample for slot in planned.slots]


def test_dialogue_is_in_the_centre_with_a_little_room_and_without_low_frequency_channel() -> None:
    mix = dialogue(plan_programme(12.0, seed=1).first("street"), "en-US", 1).render()
    power = np.mean(mix.astype(np.float64) ** 2, axis=0)
    assert power[3] == 0.0
    assert np.all(power[2] > 50 * power[[0, 1, 4, 5]])
    assert np.all(power[[0, 1, 4, 5]] > 0)


def test_a_scene_can_be_made_alone_at_any_time() -> None:
    programme = plan_programme(9.0, seed=1)
    chase = programme.first("chase")
    first = music_and_effects(chase, 1).render()
    music_and_effects(programme.scenes[0], 1)
    assert np.array_equal(first, music_and_effects(chase, 1).render())
    assert not np.array_equal(first, music_and_effects(chase, 2).render())


def test_nobody_speaks_over_the_explosion() -> None:
    for seed in range(5):
        chase = plan_programme(60.0, seed).first("chase")
        assert max(slot.start_sample + slot.sample_count for slot in chase.slots) < 0.7 * chase.sample_count
