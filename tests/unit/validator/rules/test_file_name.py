"""What a file should be called, and what the words of a name say of the mix."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from specs.message import message
from specs.requirements.form import FileName
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import MixKind, Version
from validator.rules.file_name import judge_file_name
from validator.rules.subject import Subject

PATTERN = (
    r"(?P<title>[A-Za-z]+)_(?P<language>[a-z]{2}-[A-Z]{2})_"
    r"(?P<kind>PM|DX|ME)_(?P<layout>20|51)(_(?P<seconds>\d+))?\.wav"
)
FIELDS = {
    "language": True,
    "kind": {"PM": "printmaster", "DX": "dialogue", "ME": "me"},
    "layout": {"20": "2.0", "51": "5.1"},
    "seconds": True,
}


def named(example: str = "NightTram_de-DE_PM_51.wav", **changes: Any) -> FileName:
    demand = make_requirement("form.file-name", **{"pattern": PATTERN, "example": example, "fields": FIELDS, **changes})
    assert isinstance(demand, FileName)
    return demand


def subject(name: str, *, programme: ProgrammeFacts | None = None, **changes: Any) -> Subject:
    about: dict[str, Any] = {"mix_kind": MixKind.DIALOGUE, "version": Version.DUB, "language": "fr-FR"}
    about |= {key: changes.pop(key) for key in tuple(about) if key in changes}
    return Subject(
        measurements=make_measurements(file={"name": name}, **changes), programme=programme or ProgrammeFacts(), **about
    )


@pytest.mark.parametrize(
    ("example", "changes", "proposed"),
    [
        ("NightTram_de-DE_PM_51.wav", {}, "NightTram_fr-FR_DX_51.wav"),
        ("NightTram_de-DE_PM_20.wav", {}, "NightTram_fr-FR_DX_51.wav"),
        ("NightTram_de-DE_PM_51.wav", {"layout": "2.0"}, "NightTram_fr-FR_DX_20.wav"),
        # No word of the sheet says what the mix is: its example stands as it is.
        ("NightTram_de-DE_PM_51.wav", {"layout": "7.1"}, "NightTram_de-DE_PM_51.wav"),
        ("NightTram_de-DE_PM_51.wav", {"mix_kind": MixKind.MUSIC}, "NightTram_de-DE_PM_51.wav"),
        ("NightTram_de-DE_PM_51.wav", {"language": None}, "NightTram_de-DE_PM_51.wav"),
        # Nothing is known of a word for another running time.
        ("NightTram_de-DE_PM_51_030.wav", {}, "NightTram_de-DE_PM_51_030.wav"),
        ("NightTram_de-DE_PM_51_012.wav", {}, "NightTram_fr-FR_DX_51_012.wav"),
        # The language of the mix does not fit the pattern.
        ("NightTram_de-DE_PM_51.wav", {"language": "yue-Hant-HK"}, "NightTram_de-DE_PM_51.wav"),
        # An example that does not keep its own pattern.
        ("Night Tram.wav", {}, "Night Tram.wav"),
    ],
)
def test_the_example_is_made_for_the_mix(example: str, changes: dict[str, Any], proposed: str) -> None:
    outcome = judge_file_name(named(example), subject("mix.wav", **changes))
    assert outcome.held is False
    assert outcome.remedy == message("remedy.rename", example=proposed)


def test_without_words_that_mean_anything_the_example_stands() -> None:
    outcome = judge_file_name(named(fields=None), subject("mix.wav"))
    assert outcome.remedy == message("remedy.rename", example="NightTram_de-DE_PM_51.wav")
    assert judge_file_name(named(fields=None), subject("Any_xx-XX_ME_20.wav")).held is True


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("NightTram_fr-FR_DX_51.wav", True),
        ("NightTram_fr-CA_DX_51.wav", False),
        ("NightTram_fr-FR_PM_51.wav", False),
        ("NightTram_fr-FR_DX_20.wav", False),
        ("NightTram_fr-FR_DX_51_12.wav", True),
        ("NightTram_fr-FR_DX_51_13.wav", False),
    ],
)
def test_every_word_of_a_name_is_held_against_the_mix(name: str, held: bool) -> None:
    assert judge_file_name(named(), subject(name)).held is held


@pytest.mark.parametrize(("seconds", "held"), [("10", True), ("12", False), ("15", False)])
def test_a_running_time_is_that_of_the_programme(seconds: str, held: bool) -> None:
    """The file lasts 12.5 s, of which the first 2.5 s are before the first frame of action."""
    facts = ProgrammeFacts(picture_rate="25", start_timecode="01:00:00:00", first_frame_of_action="01:00:02:12")
    mix = subject(f"NightTram_fr-FR_DX_51_{seconds}.wav", programme=facts, start_sample=172_800_000)
    assert judge_file_name(named(), mix).held is held


@pytest.mark.parametrize(("word", "held"), [("51", None), ("20", False)])
def test_a_layout_nobody_knows_still_has_a_number_of_channels(word: str, held: bool | None) -> None:
    """Six channels may be 5.1 and are not 2.0."""
    assert judge_file_name(named(), subject(f"NightTram_fr-FR_DX_{word}.wav", layout=None)).held is held


def test_a_name_of_more_channels_than_there_are_is_of_another_mix() -> None:
    measurements = make_measurements(layout="2.0", file={"name": "NightTram_fr-FR_DX_51.wav"})
    unknown = measurements.model_copy(update={"layout": None})
    mix = Subject(measurements=unknown, mix_kind=MixKind.DIALOGUE, language="fr-FR")
    assert judge_file_name(named(), mix).held is False


def test_what_nobody_stated_leaves_a_name_open() -> None:
    outcome = judge_file_name(named(), subject("NightTram_fr-FR_DX_51.wav", language=None))
    assert outcome.held is None
    both = judge_file_name(named(), subject("NightTram_fr-FR_PM_51.wav", language=None))
    assert both.held is False
