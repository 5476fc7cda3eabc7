"""Which mixes move together, and what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fixtures.made_orders import ALL_GRADES, make_subject
from fixtures.made_sheets import make_requirement
from packager.corrections.correction import CorrectionGrade
from packager.corrections.gain import Gain
from packager.corrections.limiter import Limiter
from packager.corrections.trim_pad import TrimPad
from packager.planning.kin import PARTS, KinTraits, leads_of, moves, moves_level, plan_part, why_not_together
from packager.planning.plan import Plan, PlanOptions, plan_corrections
from specs.vocabulary import MixKind, Version
from validator.catalogue import say
from validator.containers.facts import SampleFormat

LEAD = KinTraits(kind=MixKind.PRINTMASTER, language="de", version=Version.DUB, reel=1, soundfield="5.1")
STEM = replace(LEAD, kind=MixKind.DIALOGUE)


@pytest.mark.parametrize(
    ("changes", "is_part"),
    [
        ({}, True),
        ({"kind": MixKind.ME, "language": None, "version": None}, True),
        ({"kind": MixKind.ME, "language": None, "version": Version.ORIGINAL}, True),
        ({"kind": MixKind.PRINTMASTER}, False),
        ({"kind": MixKind.OPTIONAL}, False),
        ({"language": "fr"}, False),
        ({"version": Version.ORIGINAL}, False),
        ({"version": None}, True),
        ({"reel": 2}, False),
        ({"reel": None}, False),
        ({"soundfield": "2.0"}, False),
    ],
)
def test_a_stem_is_a_part_of_the_printmaster_of_its_language_reel_and_layout(
    changes: dict[str, Any], is_part: bool
) -> None:
    assert replace(STEM, **changes).is_part_of(LEAD) is is_part


def test_a_printmaster_without_a_version_takes_stems_of_any() -> None:
    assert STEM.is_part_of(replace(LEAD, version=None))
    assert not STEM.is_part_of(replace(LEAD, version=Version.ORIGINAL))
    assert not STEM.is_part_of(replace(LEAD, kind=MixKind.MUSIC))
    assert not STEM.is_part_of(replace(LEAD, language=None))


def test_the_leads_of_a_mix_are_told_by_their_places() -> None:
    french = replace(LEAD, language="fr")
    me = KinTraits(kind=MixKind.ME, language=None, version=None, reel=1, soundfield="5.1")
    run = (french, me, LEAD, STEM)
    assert leads_of(1, run) == (0, 2)
    assert leads_of(3, run) == (2,)
    assert leads_of(0, run) == ()
    assert MixKind.PRINTMASTER not in PARTS


FLOAT = {"sample_format": SampleFormat.F32, "valid_bits": 32, "word_length_bits": 32, "codec": "IEEE float"}

HOT: dict[str, Any] = {"integrated_lkfs": -27.0, "true_peaks": (("C", 200_000, -3.0),)}
LOUDNESS = make_requirement(
    "loudness.integrated",
    alternatives=[{"gating": "programme", "target": -23.0, "tolerance_above": 0.5, "tolerance_below": 0.5}],
)
PEAK = make_requirement("peak.true-peak", maximum_dbtp=-2.0)
WORDS = make_requirement("form.word-length", allowed_bits=[16])


def lead_plan(*demands: Any, **options: Any) -> Plan:
    return plan_corrections(demands or (LOUDNESS, PEAK), make_subject(**HOT), ALL_GRADES, PlanOptions(**options))


def test_a_sum_keeps_what_moves_all_of_it_and_not_the_wrapping_of_one() -> None:
    plan = lead_plan(LOUDNESS, PEAK, make_requirement("form.files", forms=["mono-set"]))
    assert [step.kind for step in plan.corrections] == ["gain", "limiter", "word-length", "file-form"]
    assert [step.kind for step in moves(plan)] == ["gain", "limiter"]
    assert moves_level(plan)
    assert moves_level(lead_plan(LOUDNESS, most_gain_db=20.0))
    form = lead_plan(make_requirement("form.files", forms=["mono-set"]))
    assert not moves_level(form)
    shifted = lead_plan(make_requirement("loudness.range", minimum_lu=0.0), requested=(TrimPad(head_samples=4800),))
    assert not moves_level(shifted)
    limited = lead_plan(make_requirement("peak.true-peak", maximum_dbtp=-4.0))
    assert [step.kind for step in moves(limited)] == ["limiter"]
    assert moves_level(limited)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"layout": "2.0"}, "it has L R channels and the printmaster L R C LFE Ls Rs"),
        ({"layout": "5.1-film"}, "it has L C R Ls Rs LFE channels and the printmaster L R C LFE Ls Rs"),
        ({"sample_count": 600_001}, "it has 600001 samples and the printmaster 600000"),
        ({"sample_rate_hz": 96_000, "sample_count": 600_000}, "it has 96000 Hz and the printmaster 48000"),
    ],
)
def test_what_has_another_form_does_not_move_along(changes: dict[str, Any], why: str | None) -> None:
    found = why_not_together(make_subject(**HOT), make_subject(**changes), lead_plan())
    assert (None if found is None else say(found)) == why


@pytest.mark.parametrize(
    ("peak", "file", "clips"),
    [
        # 4 dB more: samples read 0.3 dB below the true peak.
        (-3.6, {}, True),
        (-3.8, {}, False),
        (
            -3.6,
            {"sample_format": SampleFormat.F32, "valid_bits": 32, "word_length_bits": 32, "codec": "IEEE float"},
            False,
        ),
    ],
)
def test_a_stem_that_would_clip_does_not_move_along(peak: float, file: dict[str, Any], clips: bool) -> None:
    part = make_subject(true_peaks=(("C", 100_000, peak),), file=file)
    found = why_not_together(make_subject(**HOT), part, lead_plan())
    why = None if found is None else say(found)
    assert why == ("it would clip, with a sample peak of -3.90 dBFS and +4.06 dB" if clips else None) or (
        clips and why is not None and why.startswith("it would clip, with a sample peak of -3.90 dBFS and +4.")
    )


def test_a_stem_that_is_at_full_scale_already_moves_along_where_it_becomes_no_louder() -> None:
    loud = make_subject(integrated_lkfs=-20.0, true_peaks=(("C", 200_000, -9.0),))
    plan = plan_corrections([LOUDNESS], loud, ALL_GRADES)
    full = make_subject(true_peaks=(("C", 100_000, 0.5),))
    assert why_not_together(loud, full, plan) is None
    silent = make_subject(scenes=((12.5, None),))
    assert why_not_together(loud, silent, plan) is None


def test_a_part_gets_the_corrections_of_its_printmaster_and_what_its_own_form_needs() -> None:
    lead = lead_plan(LOUDNESS, PEAK, dither_seed=5)
    part = make_subject(integrated_lkfs=-30.0, true_peaks=(("C", 200_000, -12.0),))
    plan = plan_part([LOUDNESS, PEAK, WORDS], part, lead, PlanOptions(dither_seed=5, picture_rate="24"), 2)
    gain, limiter, words = plan.corrections
    assert gain == lead.corrections[0]
    assert isinstance(limiter, Limiter)
    assert limiter.keyed_by == lead.name
    assert words.model_dump()["dither_seed"] == 7, "its own noise: the same noise twice would add up"
    assert words.model_dump()["to_bits"] == 16
    assert [say(step.because) for step in plan.steps] == [
        f"moves with {lead.name}: Loudness (loudness.integrated)",
        f"moves with {lead.name}: True peak (peak.true-peak)",
        "Word length (form.word-length)",
    ]
    assert plan.permitted == tuple(CorrectionGrade)


def test_a_part_of_a_printmaster_with_a_gain_is_not_brought_to_a_loudness_of_its_own() -> None:
    lead = plan_corrections([LOUDNESS], make_subject(integrated_lkfs=-20.0), ALL_GRADES)
    part = make_subject(integrated_lkfs=-30.0)
    plan = plan_part([LOUDNESS], part, lead, PlanOptions(), 1)
    assert plan.corrections[0] == Gain(gain_db=-3.0)
    (left,) = plan.left
    assert left.key == "loudness.integrated"
    assert say(left.reason) == f"A gain or a limiter of its own would part it from {lead.name}."
    assert left.binding
