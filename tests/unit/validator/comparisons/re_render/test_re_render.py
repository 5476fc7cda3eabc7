"""A re-render against the ADM programme it is delivered with: in step, alike, whole; or why nothing can be said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from fixtures.moving_objects import BED_CHANNELS, RATE, Step, write_scene
from fixtures.wave_files import write_s24
from specs.requirements.requirement import Level
from specs.statements.statement import Statement
from specs.vocabulary import parse_layout
from validator.audio.adm_render import open_render
from validator.audio.programme import open_programme
from validator.audio.rendered_programme import channels_of_layout
from validator.comparisons.compare import compared_mix
from validator.comparisons.dub.map_model import MapState
from validator.comparisons.re_render.re_rendered import compared_re_render
from validator.comparisons.reading.reductions import ComparedProgramme
from validator.comparisons.relations import Agreement
from validator.rules.re_render import re_render_outcomes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.comparisons.re_render.re_render_model import ReRenderMatch
    from validator.comparisons.relations import MixComparison

    Samples = NDArray[np.float64]

SECONDS: Final = 8
OBJECTS: Final = 3


def sounds(seed: int = 1) -> Samples:
    """Noise in every channel, whose level goes up and down."""
    chance = np.random.default_rng(seed)
    noise = chance.standard_normal((SECONDS * RATE, BED_CHANNELS + OBJECTS))
    levels = chance.uniform(0.01, 0.04, (4 * SECONDS + 1, noise.shape[1]))
    times = np.linspace(0, len(levels) - 1, len(noise))
    return np.column_stack(
        [noise[:, one] * np.interp(times, np.arange(len(levels)), levels[:, one]) for one in range(noise.shape[1])]
    )


def scene(folder: Path, samples: Samples) -> Path:
    places = [(-1.0, 1.0, 0.0), (0.5, -0.5, 0.5), (0.0, 0.0, 1.0), (0.9, 0.9, 0.2)]
    movements = [
        [Step(start_s=float(second), place=places[(second + number) % 4]) for second in range(0, SECONDS, 2)]
        for number in range(OBJECTS)
    ]
    return write_scene(folder / "scene.wav", samples, movements)


def rendered(folder: Path, samples: Samples, layout: str) -> Samples:
    folder.mkdir(exist_ok=True)
    programme = open_render(scene(folder, samples), "APR_1001")
    span = channels_of_layout(layout)
    return np.concatenate(list(programme.joint.stretches(RATE)))[:, span.start : span.stop].astype(np.float64)


def compared(folder: Path, samples: Samples, mix: Samples, layout: str = "5.1", rate: int = RATE) -> MixComparison:
    path = write_s24(folder / "mix.wav", np.rint(mix * 2**23).astype(np.int32))
    if rate != RATE:
        path.write_bytes(path.read_bytes().replace(RATE.to_bytes(4, "little"), rate.to_bytes(4, "little"), 1))
    programme = open_programme([path], layout=parse_layout(layout))
    partner = open_render(scene(folder, samples), "APR_1001")
    subject = ComparedProgramme(programme=programme, mix=compared_mix(programme, Statement(), "mix.wav"), key="mix")
    named = compared_mix(partner, Statement(), "scene.wav#Scene")
    return compared_re_render(subject, named, partner, version="1", picture_rate=None)


def match(found: MixComparison) -> ReRenderMatch:
    assert found.re_render is not None
    return found.re_render


@pytest.mark.parametrize("layout", ["5.1", "7.1.4"])
def test_the_render_of_the_programme_agrees_with_it(tmp_path: Path, layout: str) -> None:
    own = sounds()
    found = compared(tmp_path, own, rendered(tmp_path / "a", own, layout), layout)
    assert found.agreement is Agreement.AGREES
    assert match(found).causes == ()
    assert match(found).loudness_lu == pytest.approx(0.0, abs=0.01)
    assert max(abs(one.level_db) for one in match(found).channels if one.level_db is not None) < 0.01
    assert all(part.places for part in match(found).parts)
    assert (match(found).unexplained_db or 0.0) < -25.0


def test_channels_in_another_order_are_no_fault(tmp_path: Path) -> None:
    own = sounds()
    mix = rendered(tmp_path / "a", own, "5.1")
    film = parse_layout("L,C,R,Ls,Rs,LFE")
    order = [parse_layout("5.1").labels.index(label) for label in film.labels]
    assert compared(tmp_path, own, mix[:, order], "L,C,R,Ls,Rs,LFE").agreement is Agreement.AGREES


@pytest.mark.parametrize("late", [-480, 200_000])
def test_a_re_render_elsewhere_is_told_with_its_offset(tmp_path: Path, late: int) -> None:
    own = sounds()
    mix = rendered(tmp_path / "a", own, "5.1")
    moved = np.zeros_like(mix)
    moved[max(late, 0) : len(mix) + min(late, 0)] = mix[max(-late, 0) : len(mix) - max(late, 0)]
    found = compared(tmp_path, own, moved)
    assert found.cause == "constant-offset"
    assert found.latest_samples == pytest.approx(late, abs=0.2)


def without(*channels: int, start: int = 0, end: int = SECONDS) -> Callable[[Samples], Samples]:
    def change(samples: Samples) -> Samples:
        less = samples.copy()
        less[start * RATE : end * RATE, list(channels)] = 0.0
        return less

    return change


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (without(*range(BED_CHANNELS)), {"Bed"}),
        (without(2), {"Bed"}),
        (without(BED_CHANNELS, BED_CHANNELS + 2), {"Object 1", "Object 3"}),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, change: Callable[[Samples], Samples], names: set[str]) -> None:
    own = sounds()
    found = compared(tmp_path, own, rendered(tmp_path / "a", change(own), "5.1"))
    assert found.cause == "parts-missing"
    assert {part.name for part in match(found).absent} == names
    assert match(found).other_sound == 0


def test_an_object_that_is_missing_for_a_while_is_told_with_its_places(tmp_path: Path) -> None:
    own = sounds()
    mix = rendered(tmp_path / "a", without(BED_CHANNELS + 1, start=2, end=5)(own), "5.1")
    (part,) = match(compared(tmp_path, own, mix)).absent_in_places
    assert part.name == "Object 2"
    assert part.missing_at == (2 * RATE, 3 * RATE, 4 * RATE)


def test_another_language_lacks_its_lines_and_holds_others(tmp_path: Path) -> None:
    own, other = sounds(), sounds(2)
    own[:, BED_CHANNELS:] *= 3.0
    spoken = np.hstack([own[:, :BED_CHANNELS], 3.0 * other[:, BED_CHANNELS:]])
    found = match(compared(tmp_path, own, rendered(tmp_path / "a", spoken, "5.1")))
    assert {part.name for part in found.absent} == {"Object 1", "Object 2", "Object 3"}
    assert found.other_sound >= SECONDS - 2


def test_sound_where_the_programme_is_silent_is_told(tmp_path: Path) -> None:
    own = sounds()
    own[4 * RATE :] = 0.0
    mix = rendered(tmp_path / "a", own, "5.1")
    mix[5 * RATE : 6 * RATE] = sounds(3)[:RATE, : mix.shape[1]]
    assert match(compared(tmp_path, own, mix)).other_sound_at == (5 * RATE,)


def test_levels_within_the_guard_band_say_nothing_and_beyond_it_are_told(tmp_path: Path) -> None:
    own = sounds()
    mix = rendered(tmp_path / "a", own, "5.1")
    found = match(compared(tmp_path, own, mix * 10 ** (-1.5 / 20)))
    assert found.loudness_is_off
    assert found.loudness_lu == pytest.approx(-1.5, abs=0.02)
    softer = mix * np.where(np.arange(mix.shape[1]) == 2, 10 ** (-5 / 20), 1.0)
    assert [one.label for one in match(compared(tmp_path, own, softer)).channels_off] == ["C"]


def test_exchanged_channels_and_polarity_are_told(tmp_path: Path) -> None:
    own = sounds()
    mix = rendered(tmp_path / "a", own, "5.1")
    swapped = match(compared(tmp_path, own, mix[:, [1, 0, 2, 3, 4, 5]]))
    assert {one.label for one in swapped.unlike_channels} == {"L", "R"}
    assert compared(tmp_path, own, -mix).cause == "polarity"


@pytest.mark.parametrize(
    ("mix", "cause"),
    [
        (lambda mix: 0.0 * mix, "other-programme"),
        (lambda mix: sounds(7)[:, : mix.shape[1]], "other-programme"),
        (lambda mix: mix[: RATE // 2], "other-programme"),
    ],
)
def test_what_has_nothing_in_common_cannot_be_told(
    tmp_path: Path, mix: Callable[[Samples], Samples], cause: str
) -> None:
    own = sounds()
    found = compared(tmp_path, own, mix(rendered(tmp_path / "a", own, "5.1")))
    assert found.state is MapState.CANNOT_TELL
    assert (found.cause, found.re_render) == (cause, None)


def test_what_cannot_be_told_leaves_the_verdict_open(tmp_path: Path) -> None:
    own = sounds()
    found = compared(tmp_path, own, 0.0 * rendered(tmp_path / "a", own, "5.1"))
    subject: Any = SimpleNamespace(measurements=SimpleNamespace(comparisons=(found,)))
    ((level, outcome),) = re_render_outcomes(subject)
    assert (level, outcome.held) == (Level.SHALL, None)


def test_a_cut_is_told_as_one_offset_less(tmp_path: Path) -> None:
    own = sounds()
    mix = rendered(tmp_path / "a", own, "5.1")
    cut = np.concatenate([mix[: 3 * RATE], mix[4 * RATE :]])
    assert compared(tmp_path, own, cut).cause == "edit"


def test_a_silent_programme_and_another_rate_cannot_be_told(tmp_path: Path) -> None:
    own = sounds()
    mix = rendered(tmp_path / "a", own, "5.1")
    assert compared(tmp_path, 0.0 * own, mix).state is MapState.CANNOT_TELL
    assert compared(tmp_path, own, mix, rate=44_100).cause == "rates-differ"


def test_two_objects_of_one_sound_cannot_be_told_apart(tmp_path: Path) -> None:
    own = sounds()
    own[:, BED_CHANNELS + 1] = own[:, BED_CHANNELS]
    found = match(compared(tmp_path, own, rendered(tmp_path / "a", own, "5.1")))
    silent: Sequence[str] = [part.name for part in found.parts if not part.places]
    assert silent == ["Object 1", "Object 2"]
    assert found.causes == ()
