"""What the coefficients of a fold-down say about the comparison of a 2.0 with its surround mix."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from validator.comparisons.channels.identity_model import IdentityCause
from validator.comparisons.dub.map_model import DubMap, MapCause, MapSegment, MapState
from validator.comparisons.fold_down.fold_down_model import FoldDownKind, FoldDownMatch
from validator.comparisons.re_render.re_render_model import ReRenderCause

if TYPE_CHECKING:
    from validator.comparisons.relations import ComparedMix

FOLD_DOWNS: Final = frozenset({FoldDownKind.LO_RO, FoldDownKind.LT_RT, FoldDownKind.NO_SURROUND_SOUND})
"""What a 2.0 may be that is made of its 5.1."""

FOLD_DOWN_OFFSET_SAMPLES: Final = 1.0
"""A 2.0 is made in the same session as its 5.1: what is later than that is later. Measured: offsets are found to 0.01
sample, and a limiter's look-ahead that was not made up for is 48 samples and more."""

FOLD_DOWN_LEVELS_DB: Final = (-15.0, 9.0)
"""Level of the loudest channel of the surround mix in a fold-down. It is 0 dB (ITU-R BS.775-4 Annex 4), -7.7 dB where
the sum of the coefficients is made 1, and a loudness target moves it by a few. Beyond that it was printed wrong.
Project's choice."""


def map_of_match(found: DubMap, match: FoldDownMatch, stereo: ComparedMix) -> DubMap:
    """The map of a 2.0 that is a fold-down and for whose onsets the film is too short: one offset for all of it."""
    assert match.offset_samples is not None, "a fold-down was found somewhere"
    segment = MapSegment(
        start_sample=0,
        end_sample=stereo.sample_count,
        offset_samples=match.offset_samples,
        offset_uncertainty_samples=0.0,
        drift_ppm=None,
        speed_ratio=Fraction(1),
        pitch=None,
        places=1,
    )
    late = abs(match.offset_samples) > FOLD_DOWN_OFFSET_SAMPLES
    cause = MapCause.CONSTANT_OFFSET if late else None
    return replace(found, state=MapState.ALIGNED, cause=cause, segments=(segment,), untold=())


def fault_of_match(match: FoldDownMatch, stamp: int | None) -> str | None:
    """What is wrong with a 2.0, the gravest first: of another version, late, sides exchanged, inverted, at no level."""
    if match.kind not in FOLD_DOWNS:
        return match.kind.value
    if match.offset_samples is not None and abs(match.offset_samples + (stamp or 0)) > FOLD_DOWN_OFFSET_SAMPLES:
        return MapCause.CONSTANT_OFFSET.value
    if match.sides_exchanged:
        return IdentityCause.CHANNELS_EXCHANGED.value
    if match.left_inverted or match.right_inverted:
        return IdentityCause.POLARITY.value
    return ReRenderCause.LEVEL_DIFFERS.value if is_at_wrong_level(match) else None


def is_at_wrong_level(match: FoldDownMatch) -> bool:
    """Whether a fold-down lies at a level that none has."""
    least, most = FOLD_DOWN_LEVELS_DB
    return match.level_db is not None and not least <= match.level_db <= most
