"""Stems and M&Es that are not what they are called: each is refused by name, and what is right beside it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.signal import oaconvolve

from specs.vocabulary import LAYOUTS
from validator.catalogue import say
from validator.dialogue_gate.find import find_dialogue
from validator.dialogue_gate.sources import DialogueScans, DialogueSources, NoDialogue
from validator.scan.driver import ScanOptions, scan
from validator.scan.memory import programme_of_array

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from validator.results.measurements import DialogueReadings

    Sound = NDArray[np.float32]

RATE, SECONDS = 48_000, 24
COUNT = RATE * SECONDS


def _lines(seed: int, starts: tuple[float, ...] = (1.0, 4.5, 8.0, 12.0, 16.5, 20.0)) -> Sound:
    """Syllables of band-limited noise in the centre, 2 s a line, as loud as lines are."""
    rng = np.random.default_rng(seed)
    out = np.zeros((COUNT, 6), np.float32)
    for start in starts:
        syllables = np.repeat(rng.uniform(0.1, 1.0, 16) ** 2, RATE // 8)
        voice = np.convolve(rng.standard_normal(2 * RATE), np.hanning(24), "same") / 3.5
        first = round(start * RATE)
        out[first : first + 2 * RATE, 2] = 0.12 * syllables * voice
    return out


def _bed(seed: int, level: float = 0.01, *, cue: float = 0.04) -> Sound:
    """Noise that swells in all channels, less of it in the centre, with a cue of 7 s in the second half."""
    rng = np.random.default_rng(seed)
    swell = np.repeat(rng.uniform(0.4, 1.0, SECONDS * 2), RATE // 2)
    swell[13 * RATE : 20 * RATE] *= cue / level
    out = rng.standard_normal((COUNT, 6)) * (level * swell)[:, None]
    return (out * [1.0, 1.0, 0.3, 0.2, 0.7, 0.7]).astype(np.float32)


DIALOGUE, FOREIGN, MUSIC, EFFECTS = _lines(1), _lines(2), _bed(3), _bed(4, 0.006, cue=0.006)
ME: Sound = MUSIC + EFFECTS
MIX: Sound = DIALOGUE + ME


def _found(mix: Sound, *, stem: Sound | None = None, me: Sound | None = None) -> DialogueReadings | NoDialogue:
    def programme(samples: Sound) -> object:
        made = programme_of_array(np.round(samples * 2**23) / np.float32(2**23), RATE)
        made.layout = LAYOUTS["5.1" if samples.shape[1] == 6 else "2.0"]
        return made

    whole = programme(mix)
    given = DialogueSources(
        stem=None if stem is None else programme(stem),  # type: ignore[arg-type]
        me=None if me is None else programme(me),  # type: ignore[arg-type]
    )
    scans = DialogueScans(options=ScanOptions(workers=1), background=False)
    return find_dialogue(whole, scan(whole).table, given, scans)  # type: ignore[arg-type]


def _scaled(samples: Sound, gain: float) -> Sound:
    return np.asarray(samples * np.float32(gain), np.float32)


def _half(samples: Sound) -> Sound:
    return np.concatenate([samples[: COUNT // 2], 0.0 * samples[COUNT // 2 :]])


def _mostly(samples: Sound) -> Sound:
    return np.concatenate([samples[: 15 * RATE], 0.0 * samples[15 * RATE :]])


def _without_cue(samples: Sound) -> Sound:
    out = samples.copy()
    out[13 * RATE : 20 * RATE] = 0.0
    return out


STEMS: dict[str, tuple[Callable[[], Sound], str]] = {
    "the M&E": (lambda: ME, "dialogue.stem-is-me"),
    "the music alone": (lambda: MUSIC, "dialogue.stem-is-me"),
    "the M&E 3 dB lower": (lambda: _scaled(ME, 0.7), "dialogue.stem-is-me"),
    "the mix": (lambda: MIX, "dialogue.is-the-mix"),
    "the mix 1 dB lower": (lambda: _scaled(MIX, 0.89), "dialogue.is-the-mix"),
    "another language": (lambda: FOREIGN, "dialogue.other-language"),
    "two lines another's": (lambda: _mostly(DIALOGUE) + FOREIGN - _mostly(FOREIGN), "dialogue.lines-not-in-mix"),
    "its second half silent": (lambda: _half(DIALOGUE), "dialogue.stem-incomplete"),
    "12 dB lower": (lambda: _scaled(DIALOGUE, 0.25), "dialogue.level-far-off"),
}

MES: dict[str, tuple[Callable[[], Sound], str]] = {
    "the mix": (lambda: MIX, "dialogue.is-the-mix"),
    "the mix 1 dB lower": (lambda: _scaled(MIX, 0.89), "dialogue.is-the-mix"),
    "the dialogue": (lambda: DIALOGUE, "dialogue.me-is-dialogue"),
    "bleed at -6 dB": (lambda: ME + _scaled(DIALOGUE, 0.5), "dialogue.me-holds-dialogue"),
    "bleed at -20 dB": (lambda: ME + _scaled(DIALOGUE, 0.1), "dialogue.me-holds-dialogue"),
    "lines of the first half": (lambda: ME + _half(DIALOGUE), "dialogue.me-holds-lines"),
    "the original": (lambda: ME + FOREIGN, "dialogue.me-holds-other-lines"),
    "the 2.0 of the original": (lambda: (ME + FOREIGN)[:, :2], "dialogue.other-layout"),
    "without a cue": (lambda: _without_cue(ME), "dialogue.me-lacks-sound"),
    "the effects alone": (lambda: EFFECTS, "dialogue.me-lacks-sound"),
    "14 dB lower": (lambda: _scaled(ME, 0.2), "dialogue.level-far-off"),
}


@pytest.mark.parametrize("kind", STEMS)
def test_a_wrong_stem_is_refused_by_name(kind: str) -> None:
    make, code = STEMS[kind]
    found = _found(MIX, stem=make())

    assert isinstance(found, NoDialogue), kind
    assert found.reason.code == code
    assert "dialogue stem" in say(found.reason)


@pytest.mark.parametrize("kind", MES)
def test_a_wrong_me_is_refused_by_name(kind: str) -> None:
    make, code = MES[kind]
    found = _found(MIX, me=make())

    assert isinstance(found, NoDialogue), kind
    assert found.reason.code == code
    assert "M&E" in say(found.reason)


def _roomed(dialogue: Sound, seed: int) -> Sound:
    """Lines with a room of 1.2 s, 9 dB below them: over a quiet bed it is all that sounds at the sides."""
    count = round(1.2 * RATE)
    rng = np.random.default_rng(seed)
    tail = rng.standard_normal((5, count)) * 10.0 ** (-3.0 * np.arange(count) / count)
    tail *= 10.0 ** (-9 / 20) / np.sqrt(np.square(tail).sum(axis=1, keepdims=True))
    out = dialogue.copy()
    for channel, echo in zip((0, 1, 2, 4, 5), tail, strict=True):
        out[:, channel] += oaconvolve(dialogue[:, 2], echo)[:COUNT].astype(np.float32)
    return out


@pytest.mark.parametrize("late", [0, RATE])
def test_an_original_mix_over_a_quiet_bed_lies_nowhere_in_the_mix_and_is_named(late: int) -> None:
    """Its bed is buried under the rooms of its lines and is not found; but it speaks where the mix does."""
    starts = (1.0, 3.6, 7.0, 9.5, 13.3, 16.0, 20.0)
    quiet = _bed(3, 3e-5, cue=3e-5)
    mix, original = (_roomed(_lines(seed, starts), seed) + quiet for seed in (1, 2))
    given = np.concatenate([np.zeros((late, 6), np.float32), original])

    found = _found(mix, me=given)

    assert isinstance(found, NoDialogue)
    assert found.reason.code == "dialogue.me-other-language"
    assert "M&E" in say(found.reason)


def test_an_me_of_another_film_is_not_taken_for_another_language() -> None:
    found = _found(MIX, me=_bed(8) + _lines(9, (2.8, 6.3, 10.5, 14.6, 18.3)))

    assert isinstance(found, NoDialogue)
    assert found.reason.code == "dialogue.not-heard-in-mix"


def test_a_stem_beside_effects_in_the_centre_is_named_though_it_sits_less_in_the_centre_than_they() -> None:
    stem = _roomed(DIALOGUE, 1)
    knocks = 0.3 * _lines(7, (3.3, 6.9, 10.6, 15.0, 18.8))
    me = _bed(3, 0.002, cue=0.002) * np.array([0.1, 0.1, 1.0, 0.1, 0.1, 0.1], np.float32) + knocks

    found = _found(stem + me, me=stem)

    assert isinstance(found, NoDialogue)
    assert found.reason.code == "dialogue.me-is-dialogue"
    assert not isinstance(_found(stem + me, me=me), NoDialogue), "the right one is taken"


@pytest.mark.parametrize("gain", [1.0, 0.7, 1.4])
def test_right_guides_are_taken_at_their_level_or_3_db_off(gain: float) -> None:
    for guides in ({"stem": gain * DIALOGUE}, {"me": gain * ME}):
        found = _found(MIX, **guides)

        assert not isinstance(found, NoDialogue), say(found.reason)
        assert found.speech_share == pytest.approx(0.5, abs=0.05)
        assert 0.0 < found.guard_band_lu < 1.0


def test_an_me_without_its_effects_does_not_explain_the_mix() -> None:
    steady = _bed(3, cue=0.01)

    found = _found(DIALOGUE + steady + EFFECTS, me=steady)

    assert isinstance(found, NoDialogue)
    assert found.reason.code == "dialogue.me-lacks-sound"


def test_a_mix_without_dialogue_is_not_told_from_its_me() -> None:
    found = _found(ME, me=ME)

    assert isinstance(found, NoDialogue), "that nobody speaks rests on the word of the M&E alone"
    assert found.reason.code == "dialogue.is-the-mix"


def test_little_speech_by_the_me_alone_leaves_the_share_open() -> None:
    one = _lines(1, (4.5,))
    sung = 0.4 * _lines(5, (10.0, 14.0, 19.0))
    found = _found(one + ME + sung, me=ME + sung)

    assert not isinstance(found, NoDialogue), say(found.reason)
    assert found.speech_share == pytest.approx(2 / 24, abs=0.02)
    low, high = found.share_limits
    assert low < found.speech_share < 0.15 < high, "what sounds like lines in the M&E may be lines"
