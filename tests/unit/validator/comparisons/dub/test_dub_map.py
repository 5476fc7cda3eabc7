"""A dub against its original: planted offsets, speeds and edits, and programmes that have nothing to do with it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures import short_film as films
from fixtures.film_faults import FRAME_SAMPLES, PlantedEdit, delayed, drifting, edited, sped, stretched
from fixtures.films import DubbedFilm, folded, loop_film, unlike
from validator.comparisons.dub.dub_map import compare_dub, reduce_programme
from validator.comparisons.dub.map_model import DubMap, EditKind, MapCause, MapState, Pitch, UntoldReason
from validator.comparisons.reading.reading import Lane, feature_lanes

if TYPE_CHECKING:
    from numpy.typing import NDArray


TENTH_OF_A_MILLISECOND = 4.8


def one_segment(found: DubMap, late: float) -> None:
    assert found.state is MapState.ALIGNED
    assert len(found.segments) == 1
    assert found.edits == ()
    assert found.segments[0].offset_samples == pytest.approx(late, abs=TENTH_OF_A_MILLISECOND)


def test_a_dub_in_step_has_no_finding() -> None:
    found = films.compared_dub()
    one_segment(found, 0.0)
    assert found.cause is None
    assert found.untold == ()
    assert found.segments[0].speed_ratio == 1
    assert found.segments[0].pitch is None
    assert found.segments[0].drift_ppm == pytest.approx(0.0, abs=1.0)
    assert (found.segments[0].start_sample, found.segments[0].end_sample) == (0, len(films.dub()))
    assert found.evidence.share > 0.8


def test_three_frames_late_is_one_segment_three_frames_late() -> None:
    found = films.compared(delayed(films.dub(), 3 * FRAME_SAMPLES))
    one_segment(found, 6006.0)
    assert found.cause is MapCause.CONSTANT_OFFSET
    assert found.segments[0].drift_ppm == pytest.approx(0.0, abs=1.0)


def test_a_leader_that_the_stamp_tells_of_is_no_finding_and_one_it_does_not_tell_of_is_named() -> None:
    late = delayed(films.dub(), 2 * 48_000)
    told = films.compared(late, stamp_offset_samples=-2 * 48_000)
    assert told.cause is None
    one_segment(told, 96_000.0)
    assert films.compared(late, stamp_offset_samples=0).cause is MapCause.LEADER_NOT_IN_STAMP


def test_a_dub_that_begins_earlier_lacks_the_head_of_the_original() -> None:
    found = films.compared(delayed(films.dub(), -48_000))
    one_segment(found, -48_000.0)
    assert [stretch.reason for stretch in found.untold] == [UntoldReason.OUTSIDE_ORIGINAL]


@pytest.mark.parametrize(
    ("ratio", "cause"),
    [
        (Fraction(1001, 960), MapCause.FRAME_RATE_CONVERSION),
        (Fraction(1000, 1001), MapCause.WRONG_SESSION_RATE),
        (Fraction(160, 147), MapCause.WRONG_SAMPLE_RATE),
    ],
)
def test_a_speed_with_pitch_following_is_named_exactly(ratio: Fraction, cause: MapCause) -> None:
    found = films.compared(sped(films.dub(), ratio))
    one_segment(found, 0.0)
    assert found.segments[0].speed_ratio == ratio
    assert found.segments[0].pitch is Pitch.FOLLOWS
    assert found.segments[0].drift_ppm == pytest.approx(0.0, abs=1.0)
    assert found.cause is cause


@pytest.mark.parametrize("ratio", [Fraction(1001, 960), Fraction(25, 24), Fraction(960, 1001)])
def test_a_speed_with_pitch_kept_is_told_from_one_with_pitch_following(ratio: Fraction) -> None:
    found = films.compared(stretched(films.dub(), ratio))
    assert found.state is MapState.ALIGNED
    assert found.edits == ()
    assert found.segments[0].speed_ratio == ratio
    assert found.segments[0].pitch is Pitch.KEPT
    assert found.segments[0].drift_ppm is None


@pytest.mark.parametrize("ratio", [Fraction(1001, 1000), Fraction(1000, 1001)])
def test_a_speed_of_a_tenth_of_a_percent_with_pitch_kept_is_never_another_speed(ratio: Fraction) -> None:
    found = films.compared(stretched(films.dub(), ratio))
    assert found.state is MapState.CANNOT_TELL or [item.speed_ratio for item in found.segments] == [ratio]


def test_a_piece_of_some_seconds_cannot_tell_two_speeds_with_pitch_kept() -> None:
    found = films.compared(stretched(films.dub()[: 10 * 48_000], Fraction(25, 24)))
    assert (found.state, found.cause) == (MapState.CANNOT_TELL, MapCause.SPEED_UNCERTAIN)


def test_a_drift_is_measured_and_is_no_edit() -> None:
    found = films.compared(drifting(films.dub(), 25.0))
    one_segment(found, 0.0)
    assert found.segments[0].drift_ppm == pytest.approx(25.0, abs=1.0)
    assert found.cause is MapCause.DRIFT


def test_twelve_frames_put_in_are_one_edit_and_no_drift() -> None:
    at, size = 12 * 48_000, 12 * FRAME_SAMPLES
    planted = [PlantedEdit(at_sample=at, size_samples=size)]
    found = films.compared(edited(films.dub(), planted, 1)[: len(films.dub())])
    assert found.cause is MapCause.EDIT
    assert [segment.offset_samples for segment in found.segments] == pytest.approx(
        [0.0, size], abs=TENTH_OF_A_MILLISECOND
    )
    edit = found.edits[0]
    assert edit.kind is EditKind.INSERT
    assert edit.size_samples == pytest.approx(size, abs=TENTH_OF_A_MILLISECOND)
    assert edit.at_sample == pytest.approx(at, abs=960)
    assert edit.earliest_sample <= at <= edit.latest_sample + 240
    assert found.segments[0].end_sample == edit.at_sample
    assert found.segments[1].start_sample == pytest.approx(at + size, abs=960)
    assert all(segment.drift_ppm == pytest.approx(0.0, abs=1.0) for segment in found.segments)


def test_a_cut_is_told_with_its_size() -> None:
    planted = [PlantedEdit(at_sample=10 * 48_000, size_samples=-5 * FRAME_SAMPLES)]
    found = films.compared(edited(films.dub(), planted, 1))
    assert [(edit.kind, round(edit.size_samples)) for edit in found.edits] == [(EditKind.CUT, 5 * FRAME_SAMPLES)]
    assert found.edits[0].at_sample == pytest.approx(10 * 48_000, abs=960)


@pytest.mark.parametrize("at_seconds", [9.0, 9.5, 10.0, 10.5])
def test_an_insert_is_placed_where_anchors_hear_across_it_too(at_seconds: float) -> None:
    at, size = round(at_seconds * 48_000), 24 * FRAME_SAMPLES
    found = films.compared(edited(films.dub(), [PlantedEdit(at_sample=at, size_samples=size)], 1, silent=True))
    assert [edit.kind for edit in found.edits] == [EditKind.INSERT]
    assert found.edits[0].at_sample == pytest.approx(at, abs=480)
    assert found.edits[0].earliest_sample <= at <= found.edits[0].latest_sample


@pytest.mark.parametrize("at_seconds", [8.0, 8.5, 9.0])
def test_a_long_insert_after_eight_seconds_leaves_a_piece_before_it(at_seconds: float) -> None:
    at, size = round(at_seconds * 48_000), 200 * FRAME_SAMPLES
    found = films.compared(edited(films.dub(), [PlantedEdit(at_sample=at, size_samples=size)], 1, silent=True))
    assert [edit.kind for edit in found.edits] == [EditKind.INSERT]
    assert found.edits[0].at_sample == pytest.approx(at, abs=480)
    assert found.edits[0].size_samples == pytest.approx(size, abs=TENTH_OF_A_MILLISECOND)


def test_a_stretch_that_onsets_do_not_propose_is_found_on_the_waveform(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_jumps(dub: NDArray[np.float32], *_: object, lag_frames: int, **__: object) -> NDArray[np.int64]:
        return np.full(dub.shape[1] // 10, lag_frames, np.int64)

    monkeypatch.setattr("validator.comparisons.dub.dub_map.local_path", without_jumps)
    planted = [PlantedEdit(at_sample=15 * 48_000, size_samples=-30 * FRAME_SAMPLES)]
    found = films.compared(edited(films.dub(), planted, 1))
    assert [(edit.kind, round(edit.size_samples)) for edit in found.edits] == [(EditKind.CUT, 30 * FRAME_SAMPLES)]
    assert found.edits[0].at_sample == pytest.approx(15 * 48_000, abs=480)


def _other_film() -> NDArray[np.float32]:
    return DubbedFilm(seed=78, seconds=24.0).mix("de", own_sound=True)


@pytest.mark.parametrize(
    ("other", "cause"),
    [
        (_other_film, MapCause.OTHER_PROGRAMME),
        (lambda: unlike(24.0, 1), MapCause.OTHER_PROGRAMME),
        (lambda: np.zeros((24 * 48_000, 6), np.float32), MapCause.SILENCE),
        (lambda: films.dub()[: 6 * 48_000], MapCause.TOO_SHORT),
    ],
    ids=["another film", "noise", "silence", "six seconds"],
)
def test_what_is_no_dub_of_it_gives_no_number(other: object, cause: MapCause) -> None:
    assert callable(other)
    found = films.compared(other())
    assert found.state is MapState.CANNOT_TELL
    assert found.cause is cause
    assert found.segments == ()


def test_dialogue_stems_of_two_languages_have_no_offset() -> None:
    first, second = (reduce_programme(films.held(films.film().dialogue(language))) for language in ("de", "en"))
    assert compare_dub(first, second).state is MapState.CANNOT_TELL


@pytest.mark.parametrize(("period_seconds", "seed"), [(3.692, 1), (3.424, 13001)])
def test_a_loop_fits_at_every_period_and_is_not_placed(period_seconds: float, seed: int) -> None:
    first, second = (
        reduce_programme(films.held(loop_film(24.0, period_seconds, seed, language))) for language in ("de", "en")
    )
    found = compare_dub(first, second)
    assert found.cause is MapCause.REPEATING_SOUND
    periods = [other / round(period_seconds * 48_000) for other in found.other_offsets_samples]
    assert {round(number) for number in periods} - {0}
    assert all(abs(number - round(number)) < 1e-4 for number in periods)


def test_a_voice_over_in_step_is_in_step() -> None:
    one_segment(films.compared(films.film().voice_over("de")), 0.0)


def test_a_stereo_dub_is_placed_against_a_surround_original() -> None:
    two, many = films.held(folded(films.dub())), films.held(films.original())
    assert feature_lanes(two, many) == (Lane.SIDE, Lane.MONO)
    one_segment(compare_dub(reduce_programme(two), reduce_programme(many)), 0.0)


def test_a_dub_that_sounds_in_the_centre_only_is_compared_in_mono() -> None:
    centre = np.zeros_like(films.dub())
    centre[:, 2] = folded(films.dub()).sum(axis=1)
    assert reduce_programme(films.held(centre)).lanes == (Lane.MONO,)
    one_segment(films.compared(centre), 0.0)


def test_other_sample_rates_are_no_other_speed() -> None:
    slower = films.held(sped(films.dub(), Fraction(160, 147)), rate=44_100)
    found = compare_dub(reduce_programme(slower), films.reduced_original())
    one_segment(found, 0.0)
    assert found.segments[0].speed_ratio == 1
