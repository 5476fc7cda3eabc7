"""`mixgate imf show`: a package as a tree and as JSON."""

from __future__ import annotations

import json
import re
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


def test_a_page_draws_what_plays_when(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = whole_package()
    parts.composition = composition().model_copy(update={"descriptors": parts.composition.descriptors})
    folder = parts.write(tmp_path / "package")
    page = tmp_path / "page.html"
    assert run_words(["imf", "show", str(folder), "--html", str(page)]) == 0
    text = page.read_text()
    assert "Жизнь &amp; &lt;life&gt;" in text
    drawn = re.findall(r'<rect class="plays-(\w+)" x="([\d.]+)" y="\d+" width="([\d.]+)"', text)
    assert [kind for kind, _, _ in drawn] == ["other"] * 2 + ["picture"] * 2 + ["sound"] * 2
    assert [(float(x), float(width)) for kind, x, width in drawn if kind == "sound"] == [(230, 385), (615, 385)]
    assert text.count('class="segment"') == 1
    assert "http" not in text.replace("http://www.w3.org", "")
    capsys.readouterr()
    partial = without_picture(whole_package()).write(tmp_path / "partial")
    assert run_words(["imf", "show", str(partial), "--html", "-"]) == 0
    assert '<rect class="plays-elsewhere"' in capsys.readouterr().out
    assert run_words(["imf", "show", str(folder), "--html", str(tmp_path / "no" / "page.html")]) == 2


def test_no_file_of_a_package_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = whole_package().write(tmp_path / "package")
    partial = without_picture(whole_package()).write(tmp_path / "partial")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    playlist = str(folder / "CPL.xml")
    for words in (
        ["imf", "show", str(folder), "--html", playlist],
        ["imf", "show", str(partial), "--ancestor", str(folder), "--html", playlist],
        ["verify", str(folder), "--json", playlist],
        ["verify", str(partial), "--ancestor", str(folder), "--json", playlist],
        ["check", str(folder), "--sheet", "ebu-r128", "--html", playlist],
    ):
        assert run_words(words) == 2, words
        assert "overwrite an input" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert run_words(["imf", "show", str(folder), "--html", str(tmp_path / "new.html")]) == 0


def test_the_report_on_a_package_draws_what_it_plays(tmp_path: Path) -> None:
    partial = without_picture(whole_package()).write(tmp_path / "partial")
    page, found = tmp_path / "page.html", tmp_path / "run.json"
    words = ["check", str(partial), "--sheet", "ebu-r128", "--html", str(page), "--json", str(found), "-q"]
    assert run_words([*words, "--lang", "de"]) != 0
    text = page.read_text()
    assert re.findall(r'<rect class="plays-(\w+)"', text) == ["elsewhere", "sound"]
    assert "Was das Paket spielt" in text
    assert f"In einem anderen Paket:</span> {UUID(int=0x102)}" in text
    package, *mixes = json.loads(found.read_text())["reports"]
    assert package["outline"]["elsewhere"] == [str(UUID(int=0x102))]
    assert {one["outline"] for one in mixes} == {None}
