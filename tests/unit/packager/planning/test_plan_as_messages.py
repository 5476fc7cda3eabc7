"""A plan holds codes with arguments and no sentence; it is said in the reader's language, and comes back from JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from fixtures.made_orders import ALL_GRADES, make_subject, said
from fixtures.made_sheets import make_requirement
from packager.corrections.correction import CorrectionGrade
from packager.corrections.trim_pad import TrimPad
from packager.planning.because import demanded
from packager.planning.delivery_plan import DeliveryPlan, MixPlan
from packager.planning.model import Plan
from packager.planning.plan import NotCorrectableError, PlanOptions, plan_corrections
from packager.planning.refusal import refusal_of
from specs.errors import MediaError, RefusedError
from specs.message import message, verbatim
from validator.catalogue import say
from validator.languages import speaking
from validator.reporters.as_json import model_to_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from specs.requirements import AnyRequirement


def loudness(target: float, level: str = "shall") -> AnyRequirement:
    branch = {"gating": "programme", "target": target, "tolerance_above": 0.5, "tolerance_below": 0.5}
    return make_requirement("loudness.integrated", alternatives=[branch], level=level)


PEAK = make_requirement("peak.true-peak", maximum_dbtp=-2.0)
RANGE = make_requirement("loudness.range", minimum_lu=30.0)
LOUD: dict[str, Any] = {"integrated_lkfs": -25.0, "true_peaks": (("C", 100_000, -3.0),)}


def planned(*requirements: AnyRequirement, permitted: Collection[CorrectionGrade] = ALL_GRADES, **options: Any) -> Plan:
    return plan_corrections(requirements, make_subject(**LOUD), permitted, PlanOptions(**options))


def refusal(*requirements: AnyRequirement, **options: Any) -> NotCorrectableError:
    with pytest.raises(NotCorrectableError) as caught:
        planned(*requirements, **options)
    return caught.value


def whole_plan() -> Plan:
    """A gain, a limiter, dither, an end; something binding left, something recommended, and a note."""
    return planned(
        loudness(-23.0),
        PEAK,
        RANGE,
        make_requirement("peak.sample-peak", maximum_dbfs=-20.0, level="should", key="soft"),
        requested=(TrimPad(tail_samples=4800),),
    )


def document() -> DeliveryPlan:
    mixes = (
        MixPlan(name="film.wav", path="film.wav", plan=whole_plan()),
        MixPlan(name="dx.wav", path="dx.wav", refused=refusal(loudness(-60.0)).refusal),
        MixPlan(
            name="fx.wav",
            path="fx.wav",
            refused=refusal_of(MediaError("The file cannot be read.", where="fx.wav", found="no such file")),
            breaks=(message("fix.part-of-several"),),
        ),
    )
    return DeliveryPlan(schema="mixgate.fix/2", version="1", sheet="house", mixes=mixes)


def ready_sentences(value: Any, key: str = "") -> Iterator[str]:
    """Every text in a document that ends as a sentence does and is not the text beside a code."""
    if isinstance(value, dict):
        if value.get("code") == "verbatim":
            return
        for name, item in value.items():
            yield from ready_sentences(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from ready_sentences(item, key)
    elif isinstance(value, str) and value.endswith(".") and key != "text":
        yield value


def test_a_plan_holds_no_sentence_but_beside_its_code() -> None:
    data = json.loads(model_to_json(document()))
    assert list(ready_sentences(data)) == []
    step = data["mixes"][0]["plan"]["steps"][1]
    assert step["message"]["code"] == "correction.gain"
    assert step["message"]["arguments"] == {"gain_db": step["correction"]["gain_db"]}
    assert step["message"]["text"] == f"Gain {step['correction']['gain_db']:+.2f} dB"
    assert step["because"]["arguments"] == {"title": "Loudness", "key": "loudness.integrated"}


@pytest.mark.parametrize("tag", ["en", "de", "ja"])
def test_a_plan_comes_back_unchanged_and_is_the_same_in_every_language(tag: str) -> None:
    plain = model_to_json(document())
    with speaking(tag):
        assert model_to_json(document()) == plain
    assert DeliveryPlan.model_validate_json(plain) == document()


def test_a_plan_of_sentences_is_refused() -> None:
    older = json.loads(model_to_json(whole_plan())) | {"schema": "mixgate.plan/1"}
    with pytest.raises(ValidationError, match=r"mixgate\.plan/2"):
        Plan.model_validate(older)


def test_steps_notes_and_what_is_left_are_said_in_german() -> None:
    plan = whole_plan()
    with speaking("de"):
        steps = [say(step.message) for step in plan.steps]
        because = [say(step.because) for step in plan.steps]
        left = [say(entry.reason) for entry in plan.left]
        repair = [say(one) for entry in plan.left for one in entry.repair]
        notes = said(plan.notes)
    assert steps[0] == "4800 Samples am Ende hinzufügen"
    assert steps[1].startswith("Pegeländerung +2,")
    assert steps[2] == "True-Peak-Limiter auf -2,30 dBTP, alle Kanäle gekoppelt"
    assert steps[3] == "Mit 24 Bit und dreieckverteiltem Dither schreiben"
    assert because == [
        "verlangt",
        "Lautheit (loudness.integrated)",
        "True Peak (peak.true-peak)",
        "Samples haben neue Werte",
    ]
    assert notes == ("Der Limiter senkt 1 Spitze um bis zu 1,3 dB ab.",)
    assert left[0] == "Keine der vorhandenen Korrekturen leistet es; das ist Sache eines Menschen."
    assert left[1].startswith("Es kann nicht zur Ablehnung führen")
    assert all(one.endswith(("(level)", "(processing)")) for one in repair)


@pytest.mark.parametrize(
    ("tag", "ends", "moved"),
    [
        ("en", "Add 1 sample at the head; Cut 2 samples at the tail", "It must be moved 1 sample earlier. x"),
        ("de", "1 Sample am Anfang hinzufügen; 2 Samples am Ende abschneiden", "Es muss um 1 Sample früher liegen. x"),
        ("fr", "Ajouter 1 échantillon en tête ; Couper 2 échantillons en fin", "Il faut l’avancer de 1 échantillon. x"),
        ("ja", "先頭に 1 サンプル追加、末尾の 2 サンプルを切る", "1 サンプル早める必要があります。x"),
    ],
)
def test_one_sample_is_one(tag: str, ends: str, moved: str) -> None:
    with speaking(tag):
        assert say(TrimPad(head_samples=1, tail_samples=-2).description) == ends
        assert say(message("plan.must-move-earlier", samples=1, why=verbatim("x"))) == moved


def test_what_no_sheet_asks_for_has_its_title_too() -> None:
    assert say(demanded("time.action-in-file")) == "Action in the file (time.action-in-file)"
    assert say(demanded("of-a-sheet")) == "of-a-sheet"


@pytest.mark.parametrize(
    ("tag", "said_of"),
    [
        ("en", "Left alone: True peak (peak.true-peak): {}. No correction on the shelf does it; it needs a person."),
        ("ja", "そのまま: トゥルーピーク (peak.true-peak): {}。用意された修正では対応できません。人の作業が必要です。"),
    ],
)
@pytest.mark.parametrize("stop", ["", ".", "。"])
def test_what_is_left_ends_before_its_reason_begins(tag: str, said_of: str, stop: str) -> None:
    parts = {"demand": demanded("peak.true-peak"), "message": verbatim(f"x{stop}")}
    with speaking(tag):
        assert say(message("fix.left-alone", reason=message("plan.left-to-a-person"), **parts)) == said_of.format("x")


def test_a_refusal_has_its_figures_as_arguments_and_is_an_error_in_english() -> None:
    with speaking("de"):
        error = refusal(loudness(-60.0), PEAK)
        german = error.spoken()
    (found,) = error.refusal.found
    assert found.code == "plan.gain-too-large"
    assert found.arguments["what"] == message("plan.loudness")
    assert found.arguments["gain_db"] == pytest.approx(-35.0, abs=0.01)
    assert found.arguments["most_db"] == 20.0
    assert error.what == "This mix cannot be corrected with what is permitted."
    assert (error.found or "").startswith("Loudness needs -35.00 dB, and more than 20 dB is for a person to decide")
    assert isinstance(german, RefusedError)
    assert german.what == "Diese Mischung ist mit dem, was erlaubt ist, nicht zu korrigieren."
    assert (german.found or "").startswith("Die Lautheit braucht -35,00 dB, und über mehr als 20 dB entscheidet")
    assert (german.where, german.code) == (error.where, error.code)


def test_what_is_not_permitted_is_named_by_the_words_that_permit_it() -> None:
    (found,) = refusal(loudness(-23.0), permitted=[]).refusal.found
    assert (found.arguments["grade"], found.arguments["permitted"]) == ("level", (message("plan.nothing"),))
    (found,) = refusal(loudness(-23.0), permitted=[CorrectionGrade.TRANSPARENT]).refusal.found
    assert found.arguments["permitted"] == ("transparent",)
    with speaking("fr"):
        assert say(found).endswith("cela relève de level, permis : transparent.")


def test_an_error_of_others_stays_as_it_is_worded() -> None:
    error = MediaError("The file cannot be read.", where="mix.wav", found="no such file", next_step="Look for it.")
    told = refusal_of(error)
    assert (told.what, told.found) == (verbatim("The file cannot be read."), (verbatim("no such file"),))
    assert (told.where, told.expected, told.next_step) == ("mix.wav", None, verbatim("Look for it."))
