"""`mixgate imf show`: a package as a tree and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from fixtures.imf import composition, whole_package, without_picture
from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path


def test_a_package_is_shown_as_a_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = whole_package().write(tmp_path / "package")
    assert run_words(["imf", "show", str(folder)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in ("MainImageSequence", "MainAudioSequence · sg51 · fr-FR", "audio/fr.mxf", "picture.mxf", "Жизнь"):
        assert part in said
    assert "In another package" not in said


def test_json_says_what_the_tree_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = whole_package()
    # Two segments with markers; the sound begins a second later in the second.
    parts.composition = composition().model_copy(update={"descriptors": parts.composition.descriptors})
    folder = parts.write(tmp_path / "package")
    assert run_words(["imf", "show", str(folder), "--json"]) == 0
    outline = json.loads(capsys.readouterr().out)
    assert outline["schema"] == "mixgate.imf-outline/1"
    (shown,) = outline["compositions"]
    assert shown["segment_count"] == 2
    sound = next(one for one in shown["tracks"] if one["kind"] == "MainAudioSequence")
    assert [(one["segment"], one["first_unit"], one["unit_count"]) for one in sound["stretches"]] == [
        (1, 0, 48_048),
        (2, 48_048, 48_048),
    ]
    assert [one["timeline_seconds"] for one in sound["stretches"]] == [0.0, pytest.approx(1.001)]
    markers = next(one for one in shown["tracks"] if one["kind"] == "MarkerSequence")
    assert markers["stretches"][0]["markers"] == ["FFOC 0"]


def test_what_lies_in_another_package_is_named_until_it_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = whole_package().write(tmp_path / "original")
    partial = without_picture(whole_package()).write(tmp_path / "partial")
    run_words(["imf", "show", str(partial), "--json"])
    assert json.loads(capsys.readouterr().out)["elsewhere"] == [str(UUID(int=0x102))]
    run_words(["imf", "show", str(partial), "--ancestor", str(original), "--json"])
    assert json.loads(capsys.readouterr().out)["elsewhere"] == []


def test_a_folder_that_is_none_and_documents_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_words(["imf", "show", str(tmp_path)]) == 3
    folder = whole_package().write(tmp_path / "package")
    (folder / "CPL.xml").write_text("<CompositionPlaylist")
    capsys.readouterr()
    assert run_words(["imf", "show", str(folder)]) == 0
    assert "Not read: CPL.xml" in " ".join(capsys.readouterr().out.split())
