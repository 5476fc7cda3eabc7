"""One trial for each kind of fault: plant it in a film, compare, count what was found and what was invented."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks import stem_trials
from benchmarks.language_trials import (
    clean_against_the_original,
    clean_languages,
    hole_against_the_original,
    hole_in_a_language,
)
from benchmarks.line_trials import left_over, missing
from benchmarks.me_trials import MeSounds, bleed, clean_me, hole_in_me, lines_in_me
from benchmarks.trial_material import Trial, TrialMaterial, compared_as_files, counted, held
from fixtures import film_faults
from fixtures.films import finished, folded, loop_film
from mixgate.demo.scene import SAMPLE_RATE_HZ
from validator.comparisons.channels.channel_identity import channel_identity
from validator.comparisons.channels.identity_model import ChannelPolarity
from validator.comparisons.dub.dub_map import compare_dub, reduce_programme
from validator.comparisons.dub.map_model import DubMap, MapState, Pitch
from validator.comparisons.fold_down.fold_down_match import fold_down_match
from validator.comparisons.fold_down.fold_down_model import FoldDownKind
from validator.comparisons.reading.reading import feature_lanes

if TYPE_CHECKING:
    from collections.abc import Callable

_OFFSET_SAMPLES: Final = 4.8
"""0.1 ms."""

_RATIOS: Final = tuple(Fraction(text) for text in ("25/24", "24/25", "1001/960", "960/1001", "1001/1000", "1000/1001"))
_LEAST_TOLD: Final = 0.01
"""A change by 1 % is told in any film; one by 0.1 % moves 24 s by 24 ms, as a stretcher does of itself."""

_SOFTER_LINES_DB: Final = (6.0, 30.0)

_EDIT_SAMPLES: Final = 480
_EDIT_GOAL_MS: Final = 20.0
_EDIT_PLACE_SAMPLES: Final = 3 * SAMPLE_RATE_HZ


def _constant(found: DubMap, late: float) -> tuple[bool, float]:
    """Whether a map is one segment at an offset, and the error in ms."""
    if found.state is not MapState.ALIGNED or len(found.segments) != 1:
        return False, 0.0
    error = found.segments[0].offset_samples - late
    return abs(error) <= _OFFSET_SAMPLES, abs(error) / SAMPLE_RATE_HZ * 1000


def _answered(found: DubMap, late: float = 0.0) -> Trial:
    right, error_ms = _constant(found, late)
    aligned = found.state is MapState.ALIGNED
    return counted(1, int(right), int(aligned and len(found.edits) > 0), 1, error_ms=error_ms)


def clean(material: TrialMaterial) -> Trial:
    """Nothing planted: one segment at 0."""
    found = material.compared(material.dub)
    return counted(1, int(_constant(found, 0.0)[0]), int(found.cause is not None), 1, error_ms=_constant(found, 0.0)[1])


def soft_bed(material: TrialMaterial) -> Trial:
    """The bed 12 dB lower than in the original."""
    dub = finished(material.film.mix(material.language, bed_db=-12.0), material.language, material.seed)
    return _answered(material.compared(dub))


def voice_over(material: TrialMaterial) -> Trial:
    """The original ducked under late lines."""
    return _answered(material.compared(material.film.voice_over(material.language)))


def stereo(material: TrialMaterial) -> Trial:
    """Both folded to 2.0."""
    two, original = held(folded(material.dub)), held(folded(material.original))
    return _answered(compare_dub(reduce_programme(two), reduce_programme(original)))


def stereo_against_surround(material: TrialMaterial) -> Trial:
    """A 2.0 dub against a 5.1 original."""
    two, original = held(folded(material.dub)), held(material.original)
    lanes = feature_lanes(two, original)
    return _answered(compare_dub(reduce_programme(two, lanes), reduce_programme(original, lanes)))


def offset(material: TrialMaterial) -> Trial:
    """Late or early by up to 4 s."""
    late = int(material.rng("offset").integers(-4 * SAMPLE_RATE_HZ, 4 * SAMPLE_RATE_HZ))
    return _answered(material.compared(film_faults.delayed(material.dub, late)), late)


def drift(material: TrialMaterial) -> Trial:
    """Up to 100 ppm fast or slow; 0.1 ms over the length counts as found."""
    rng = material.rng("drift")
    parts = round(1e6 / float(rng.uniform(2.0, 100.0)))
    faster = Fraction(parts + int(rng.choice((-1, 1))), parts)
    ppm = float(faster - 1) * 1e6
    found = material.compared(film_faults.sped(material.dub, faster))
    segments = found.segments
    measured = segments[0].drift_ppm if len(segments) == 1 else None
    error = abs(measured - ppm) if measured is not None else 0.0
    right = measured is not None and error * 1e-6 * len(material.dub) <= _OFFSET_SAMPLES
    return counted(1, int(right), int(len(found.edits) > 0), 1, error_ppm=error)


def speed(material: TrialMaterial) -> Trial:
    """A legal ratio, pitch following."""
    ratio = _RATIOS[int(material.rng("speed").integers(len(_RATIOS)))]
    return _speed(material.compared(film_faults.sped(material.dub, ratio)), ratio, Pitch.FOLLOWS)


def speed_pitch_kept(material: TrialMaterial) -> Trial:
    """A legal ratio, pitch kept."""
    ratio = _RATIOS[int(material.rng("kept").integers(len(_RATIOS)))]
    found = material.compared(film_faults.stretched(material.dub, ratio))
    trial = _speed(found, ratio, Pitch.KEPT)
    told = [item for item in found.segments if item.pitch is Pitch.KEPT]
    size = "0.1 %" if abs(float(ratio) - 1.0) < _LEAST_TOLD else "4 %"
    trial["shares"] = {
        f"pitch kept, {size}: ratio and pitch right": (trial["found"], 1),
        f"pitch kept, {size}: cannot tell": (int(found.state is MapState.CANNOT_TELL), 1),
        f"pitch kept, {size}: said to be kept": (int(bool(told) and len(told) == len(found.segments)), 1),
    }
    if size == "0.1 %":
        # "Cannot tell" is right as well, which the parts count.
        trial["planted"] = trial["found"] = 0
    return trial


def _speed(found: DubMap, ratio: Fraction, pitch: Pitch) -> Trial:
    aligned = found.state is MapState.ALIGNED
    right = aligned and all(item.speed_ratio == ratio and item.pitch is pitch for item in found.segments)
    drift_ppm = max((abs(item.drift_ppm or 0.0) for item in found.segments), default=0.0)
    wrong = aligned and any(item.speed_ratio != ratio or item.pitch not in {pitch, None} for item in found.segments)
    return counted(1, int(right), int(wrong) + len(found.edits), 2, drift_ppm=drift_ppm)


def edits(material: TrialMaterial) -> Trial:
    """One to three cuts and inserts of 1 to 200 pictures."""
    count = int(material.rng("edits").integers(1, max(2, min(4, int(material.seconds / 12)))))
    planted = film_faults.random_edits(count, len(material.dub), material.seed + 7919 * material.turn)
    silent = bool(material.rng("silent").random() < 0.5)
    found = material.compared(film_faults.edited(material.dub, planted, material.seed, silent=silent))
    left = list(found.edits)
    hits, places, stated = 0, [0.0], 0
    for edit in planted:
        for other in left:
            signed = other.size_samples if other.kind.value == "insert" else -other.size_samples
            away = abs(other.at_sample - edit.at_sample)
            if abs(signed - edit.size_samples) <= _EDIT_SAMPLES and away <= _EDIT_PLACE_SAMPLES:
                hits += 1
                places.append(away / SAMPLE_RATE_HZ * 1000)
                stated += other.earliest_sample <= edit.at_sample <= other.latest_sample
                left.remove(other)
                break
    trial = counted(count, hits, len(left), count, place_ms=max(places))
    within = sum(place <= _EDIT_GOAL_MS for place in places[1:])
    trial["shares"] = {"edits placed within 20 ms": (within, hits), "edits inside the stated range": (stated, hits)}
    return trial


def other_film(material: TrialMaterial) -> Trial:
    """Another film: no map."""
    return _no_map(material.compared(material.other_film.mix(material.language, own_sound=True)))


def shared_theme(material: TrialMaterial) -> Trial:
    """Another film with the same music for its first quarter: no map."""
    other = material.other_film
    dub, count = other.mix(material.language).copy(), len(material.film.music) // 4
    theme = material.film.music[:count]
    dub[:count] = theme + other.dialogue(material.language)[:count]
    return _no_map(material.compared(finished(dub, material.language, material.seed)))


def dialogue_only(material: TrialMaterial) -> Trial:
    """The dialogue stem of the dub against that of the original: no map."""
    original = reduce_programme(held(material.film.dialogue("en")))
    return _no_map(compare_dub(reduce_programme(held(material.film.dialogue(material.language))), original))


def loop(material: TrialMaterial) -> Trial:
    """A film of nothing but a loop against its dub: no map."""
    period = float(material.rng("loop").uniform(2.0, 4.0))
    sounds = [loop_film(material.seconds, period, material.seed, language) for language in ("en", material.language)]
    original, dub = (reduce_programme(held(sound)) for sound in sounds)
    return _no_map(compare_dub(dub, original))


def _no_map(found: DubMap) -> Trial:
    aligned = found.state is MapState.ALIGNED
    return counted(0, 0, int(aligned), 1, agreeing_share=found.evidence.share)


def channels(material: TrialMaterial) -> Trial:
    """A random permutation, one channel inverted."""
    rng = material.rng("channels")
    order = rng.permutation(6)
    turned = int(rng.integers(6))
    dub = material.dub[:, order].copy()
    dub[:, turned] *= -1.0
    found = channel_identity(held(dub), held(material.original), material.compared(dub))
    told = [(item.carries, item.channel) for item in found.channels if item.carries is not None]
    right = sum(int(order[channel]) == carries for carries, channel in told)
    inverted = {item.channel for item in found.channels if item.polarity is ChannelPolarity.INVERTED}
    return counted(7, right + int(turned in inverted), len(told) - right + len(inverted - {turned}), 12)


def centre_elsewhere(material: TrialMaterial) -> Trial:
    """The centre in another place and the rest in any order, one channel inverted, by all that `compare` does."""
    rng = material.rng("centre-elsewhere")
    order = rng.permutation(6)
    place, elsewhere = int(np.flatnonzero(order == 2)[0]), int(rng.choice((0, 1, 4, 5)))
    order[[place, elsewhere]] = order[[elsewhere, place]]
    turned = int(rng.integers(6))
    dub = material.dub[:, order].copy()
    dub[:, turned] *= -1.0
    found = compared_as_files(dub, material.original).channels
    told = (
        [] if found is None else [(item.carries, item.channel) for item in found.channels if item.carries is not None]
    )
    inverted = set() if found is None else set(found.inverted)
    right = sum(int(order[channel]) == carries for carries, channel in told)
    return counted(7, right + int(turned in inverted), len(told) - right + len(inverted - {turned}), 12)


def channels_in_place(material: TrialMaterial) -> Trial:
    """Nothing planted: no channel moved or inverted."""
    found = channel_identity(held(material.dub), held(material.original), material.compared(material.dub))
    moved = sum(item.carries not in {None, item.channel} for item in found.channels)
    return counted(0, 0, moved + len(found.inverted), 12)


def fold_down(material: TrialMaterial) -> Trial:
    """A fold-down of random kind and levels: kind, levels to 0.3 dB, LFE."""
    rng = material.rng("fold")
    encoded, lfe = bool(rng.random() < 0.5), float(rng.choice((0.0, 0.5, 1.0)))
    surround = float(rng.choice((0.5, 0.7071, 1.0)))
    two = folded(material.dub, surround=surround, lfe=lfe, matrix_encoded=encoded)
    late = int(rng.integers(-2000, 2000)) if rng.random() < 0.5 else 0
    found = fold_down_match(held(film_faults.delayed(two, late)), held(material.dub))
    kind = FoldDownKind.LT_RT if encoded else FoldDownKind.LO_RO
    right = int(found.kind is kind)
    level = found.left_db[4] if not encoded and found.left_db else None
    error = abs(level - 20 * np.log10(surround)) if level is not None else 0.0
    has_lfe = found.lfe_db is not None
    right += int(has_lfe == (lfe > 0.0) or not found.lfe_told)
    offset_right = found.offset_samples is not None and abs(found.offset_samples - late) <= 1.0
    return counted(3, right + int(offset_right), int(has_lfe and lfe == 0.0), 1, level_db=float(error))


def fold_down_of_other(material: TrialMaterial) -> Trial:
    """The 2.0 of another language: not called a fold-down of this 5.1."""
    found = fold_down_match(held(folded(material.original)), held(material.dub))
    claimed = found.kind in {FoldDownKind.LO_RO, FoldDownKind.LT_RT, FoldDownKind.NO_SURROUND_SOUND}
    return counted(0, 0, int(claimed), 1)


def _me(material: TrialMaterial, kind: str) -> MeSounds:
    return MeSounds(material.film, held(material.original), rng=material.rng(kind))


def _loud_me(material: TrialMaterial, kind: str) -> MeSounds:
    """With softer lines, mostly 0 to 20 dB above music and effects, in a mix as loud as before."""
    film, rng = material.film, material.rng(kind)
    gain = np.float32(10.0 ** (-float(rng.uniform(*_SOFTER_LINES_DB)) / 20.0))
    mixed = film.mix("en")
    whole = gain * film.dialogue("en") + film.me
    scale = np.float32(
        np.sqrt(np.mean(np.square(mixed, dtype=np.float64)) / np.mean(np.square(whole, dtype=np.float64)))
    )
    original = held(finished(scale * whole, "en", material.seed))
    return MeSounds(film, original, rng=rng, me=scale * film.me, gain=float(scale * gain))


TRIALS: Final[dict[str, Callable[[TrialMaterial], Trial]]] = {
    "clean": clean,
    "soft-bed": soft_bed,
    "voice-over": voice_over,
    "2.0": stereo,
    "2.0-against-5.1": stereo_against_surround,
    "offset": offset,
    "drift": drift,
    "speed": speed,
    "speed-pitch-kept": speed_pitch_kept,
    "edits": edits,
    "other-film": other_film,
    "shared-theme": shared_theme,
    "dialogue-only": dialogue_only,
    "loop": loop,
    "channels": channels,
    "centre-elsewhere": centre_elsewhere,
    "channels-in-place": channels_in_place,
    "stem-faults": stem_trials.stem_faults,
    "stem-range": stem_trials.stem_range,
    "stem-missing": stem_trials.stem_missing,
    "stems-right": stem_trials.stems_right,
    "fold-down": fold_down,
    "fold-down-of-other": fold_down_of_other,
    "bleed": lambda material: Trial(**bleed(_me(material, "bleed"))),
    "me-lines": lambda material: Trial(**lines_in_me(_me(material, "me-lines"), has_stem=True)),
    "me-lines-by-difference": lambda material: Trial(**lines_in_me(_me(material, "me-lines"), has_stem=False)),
    "me-clean": lambda material: Trial(**clean_me(_me(material, "me-clean"), has_stem=True)),
    "me-clean-by-difference": lambda material: Trial(**clean_me(_me(material, "me-clean"), has_stem=False)),
    "bleed-loud-bed": lambda material: Trial(**bleed(_loud_me(material, "bleed-loud-bed"))),
    "me-clean-loud-bed": lambda material: Trial(**clean_me(_loud_me(material, "me-clean-loud-bed"), has_stem=True)),
    "left-over": left_over,
    "missing-lines": missing,
    "me-hole": lambda material: Trial(**hole_in_me(_me(material, "me-hole"))),
    "language-hole": hole_in_a_language,
    "languages-clean": clean_languages,
    "dub-hole": hole_against_the_original,
    "dub-hole-clean": clean_against_the_original,
}
"""By name, in the order in which they are run."""

TURNS: Final = {
    **dict.fromkeys(("clean", "soft-bed", "voice-over", "2.0", "2.0-against-5.1", "stems-right", "dub-hole-clean"), 4),
    **dict.fromkeys(("fold-down", "fold-down-of-other", "bleed", "me-clean-by-difference"), 4),
    **dict.fromkeys(("channels", "centre-elsewhere", "channels-in-place", "me-lines", "me-lines-by-difference"), 2),
    **dict.fromkeys(("other-film", "shared-theme", "dialogue-only", "loop", "languages-clean"), 1),
}
"""Most turns in a film, of kinds with nothing to draw lots for but the four languages of dubs, with several faults in
one trial, or with many chances."""
