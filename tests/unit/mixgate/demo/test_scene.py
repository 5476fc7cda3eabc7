import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixgate.demo.scene import Scene, ScenePart, Sound
from specs.vocabulary import MixKind


def part(
    kind: MixKind = MixKind.DIALOGUE,
    *,
    start: int = 0,
    length: int = 100,
    phrases: tuple[tuple[int, int], ...] = (),
    is_dialogue: bool = False,
) -> ScenePart:
    sound = Sound(samples=np.ones(length, dtype=np.float32), phrases=phrases)
    return ScenePart(kind=kind, sound=sound, start_sample=start, gains={"C": 0.5, "Ls": 0.25}, is_dialogue=is_dialogue)


def test_a_part_sounds_where_and_as_loud_as_it_is_placed() -> None:
    mix = Scene(sample_count=300, parts=(part(start=150),)).render()
    assert mix.shape == (300, 6)
    assert mix.dtype == np.float32
    assert np.flatnonzero(mix[:, 2]).tolist() == list(range(150, 250))
    assert mix[150].tolist() == [0.0, 0.0, 0.5, 0.0, 0.25, 0.0]


@pytest.mark.parametrize(("start", "heard"), [(-40, 60), (250, 50), (-500, 0), (400, 0)])
def test_what_lies_outside_of_a_scene_is_cut(start: int, heard: int) -> None:
    mix = Scene(sample_count=300, parts=(part(start=start),)).render()
    assert np.count_nonzero(mix[:, 2]) == heard


def test_stems_add_up_to_the_mix() -> None:
    kinds = (MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS)
    scene = Scene(sample_count=300, parts=tuple(part(kind, start=50 * n) for n, kind in enumerate(kinds)))
    stems = sum(scene.render([kind]) for kind in kinds)
    assert np.array_equal(scene.render(), stems)
    assert np.array_equal(scene.render([MixKind.MUSIC, MixKind.EFFECTS]), stems - scene.render([MixKind.DIALOGUE]))


def test_only_dialogue_counts_as_dialogue() -> None:
    line = part(start=100, phrases=((0, 40), (60, 90)), is_dialogue=True)
    song = part(MixKind.MUSIC, phrases=((0, 100),))
    assert Scene(sample_count=300, parts=(song, line)).dialogue_spans() == ((100, 140), (160, 190))


def test_lines_that_overlap_are_one_stretch_of_dialogue() -> None:
    lines = (
        part(start=100, phrases=((0, 60),), is_dialogue=True),
        part(start=140, phrases=((0, 20), (20, 80)), is_dialogue=True),
    )
    assert Scene(sample_count=300, parts=lines).dialogue_spans() == ((100, 220),)


def test_dialogue_beyond_the_scene_is_not_told() -> None:
    late = part(start=290, phrases=((0, 50), (60, 80)), is_dialogue=True)
    assert Scene(sample_count=300, parts=(late,)).dialogue_spans() == ((290, 300),)


@given(start=st.integers(0, 4000), length=st.integers(1, 2000))
def test_a_block_has_dialogue_exactly_when_a_span_touches_it(start: int, length: int) -> None:
    line = part(start=start, length=length, phrases=((0, length),), is_dialogue=True)
    scene = Scene(sample_count=5000, parts=(line,))
    blocks = scene.dialogue_blocks()
    assert len(blocks) == 11
    heard = np.zeros(11 * 480, dtype=bool)
    heard[start : min(start + length, 5000)] = True
    assert np.array_equal(blocks, heard.reshape(-1, 480).any(axis=1))


def test_parts_can_be_added_to_a_scene() -> None:
    empty = Scene(sample_count=100, parts=())
    assert not empty.render().any()
    assert empty.with_parts(part()).render().any()
