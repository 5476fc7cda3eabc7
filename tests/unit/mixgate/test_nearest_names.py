"""Who mistypes, or uses the word of another house, is told the nearest names and not all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mixgate.cli import run_words
from mixgate.exits import Exit
from mixgate.nearest_names import SAID_FOR_KINDS, nearest
from specs.errors import UsageError
from specs.vocabulary import MixKind, parse_layout

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("PM", "printmaster"),
        ("M&E", "me"),
        ("DX", "dialogue"),
        ("dialog", "dialogue"),
        ("prinmaster", "printmaster"),
        ("audio", "audio-description"),
        ("music", "music or music-programme"),
    ],
)
def test_the_nearest_kind_is_named(said: str, meant: str) -> None:
    assert nearest(said, list(MixKind), SAID_FOR_KINDS) == meant


def test_what_is_near_nothing_gets_every_name() -> None:
    assert nearest("qqqq", ["one", "two"]) == "one or two"
    assert nearest("", ["one", "two"]) == "one or two"


def test_the_words_of_studios_stand_for_kinds_that_exist() -> None:
    assert {kind for kinds in SAID_FOR_KINDS.values() for kind in kinds} <= set(MixKind)
    assert not set(SAID_FOR_KINDS) & set(MixKind)


def test_a_kind_that_does_not_exist_is_a_usage_error_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["check", "mix.wav", "--sheet", "ebu-r128", "--kind", "PM"]) == Exit.USAGE
    said = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert "There is no kind of mix called 'PM'. Did you mean printmaster?" in said


@pytest.mark.parametrize(
    ("said", "meant"), [("film", "5.1-film or 7.1-film"), ("5.1 film", "5.1"), ("surround", "one of 1.0")]
)
def test_the_nearest_layouts_are_named(said: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_layout(said)
    assert str(caught.value.expected).startswith(meant)


@pytest.mark.parametrize("words", [["mix.wav"], ["mix of today.wav", "-s", "ebu-r128"], ["{folder}"]])
def test_a_file_in_place_of_a_command_suggests_check(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_words([word.format(folder=tmp_path) for word in words]) == Exit.USAGE
    said = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert "mixgate check" in said
    assert ("--sheet ID" in said) == ("-s" not in words)


def test_a_mistyped_command_is_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["chek", "mix.wav"]) == Exit.USAGE
    assert "mixgate check" not in capsys.readouterr().err


def test_the_help_of_check_is_in_groups(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    run_words(["check", "--help"])
    text = capsys.readouterr().out
    places = [text.index(f"─ {panel} ─") for panel in ("Sheets", "Mix", "Files", "Meters", "Reports")]
    assert places == sorted(places)
    general = text[text.index("─ Options ─") : text.index("─ Sheets ─")]
    assert general.count("--") == 1  # help alone belongs to no group
