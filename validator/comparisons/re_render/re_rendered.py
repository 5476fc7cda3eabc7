"""A re-render and its programme as a saved comparison: in step or not, alike or not, or why nothing can be told."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from validator.comparisons.channels.identity_model import IdentityCause
from validator.comparisons.compare import stamp_offset
from validator.comparisons.dub.map_model import MapCause, MapSegment, MapState
from validator.comparisons.re_render.re_render import LEAST_AGREEING, ReRenderComparison
from validator.comparisons.re_render.re_render_model import IN_STEP_SECONDS
from validator.comparisons.relations import MixComparison, Relation
from validator.comparisons.stems.sum_model import SumCause

if TYPE_CHECKING:
    from validator.audio.rendered_programme import RenderedProgramme
    from validator.comparisons.re_render.re_render import PlaceOfReRender
    from validator.comparisons.reading.reductions import ComparedProgramme
    from validator.comparisons.relations import ComparedMix


def compared_re_render(
    subject: ComparedProgramme,
    partner: ComparedMix,
    scene: RenderedProgramme,
    *,
    version: str,
    picture_rate: str | None,
) -> MixComparison:
    """Hold a re-render to 5.1 or 7.1.4 against the programme it should be made of.

    Args:
        subject: The re-render; its layout is known.
        partner: The programme as the comparison calls it.
        scene: The same, rendered here.
        version: Of mixgate.
        picture_rate: Pictures per second, such as `24000/1001`; None where nobody stated it.

    Raises:
        MediaError: A file cannot be read.
    """
    layout = subject.programme.layout
    assert layout is not None, "the caller has looked"
    stamp = stamp_offset(subject.mix, partner)
    found = MixComparison(
        version=version,
        relation=Relation.RE_RENDER,
        subject=subject.mix,
        partners=(partner,),
        picture_rate=picture_rate,
        state=MapState.CANNOT_TELL,
        cause=SumCause.RATES_DIFFER.value,
        stamp_offset_samples=stamp,
    )
    if subject.programme.sample_rate_hz != scene.sample_rate_hz:
        return found
    both = ReRenderComparison(subject.programme, scene, layout.soundfield)
    placed = both.placed(-(stamp or 0))
    if placed.offset_samples is None:
        told = placed.alike >= LEAST_AGREEING
        state = MapState.ALIGNED if told else MapState.CANNOT_TELL
        return found.model_copy(update={"state": state, "cause": _why_untold(placed, told=told).value})
    match = both.match(placed)
    segment = MapSegment(
        start_sample=0,
        end_sample=subject.mix.sample_count,
        offset_samples=round(placed.offset_samples, 2) + 0.0,
        offset_uncertainty_samples=0.0,
        drift_ppm=None,
        speed_ratio=Fraction(1),
        pitch=None,
        places=placed.alike,
    )
    late = placed.offset_samples + (stamp or 0)
    causes = [cause.value for cause in match.causes]
    if placed.inverted:
        causes.insert(0, IdentityCause.POLARITY.value)
    if abs(late) > IN_STEP_SECONDS * scene.sample_rate_hz:
        causes.insert(0, MapCause.CONSTANT_OFFSET.value)
    return found.model_copy(
        update={
            "state": MapState.ALIGNED,
            "cause": causes[0] if causes else None,
            "segments": (segment,),
            "re_render": match,
        }
    )


def _why_untold(placed: PlaceOfReRender, *, told: bool) -> MapCause:
    """Why there is no one offset.

    | places that sound | found again      | answer                              |
    |-------------------|------------------|-------------------------------------|
    | fewer than three  |                  | too short                           |
    | enough            | fewer than three | another programme                   |
    | enough            | on one line      | drift                               |
    | enough            | elsewhere each   | something was cut out or put in     |
    """
    if told:
        return MapCause.DRIFT if placed.runs_away else MapCause.EDIT
    if placed.sounding < LEAST_AGREEING:
        return MapCause.SILENCE
    return MapCause.OTHER_PROGRAMME
