"""A name in a delivery file finds its file in whatever form the disk has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validator.delivery.ingest.names_on_disk import place_on_disk

if TYPE_CHECKING:
    from pathlib import Path

COMPOSED, DECOMPOSED = "Amélie", "Ame\u0301lie"


def test_a_composed_name_finds_a_decomposed_file_and_the_other_way_round(tmp_path: Path) -> None:
    for on_disk, asked in ((DECOMPOSED, COMPOSED), (COMPOSED, DECOMPOSED)):
        folder = tmp_path / f"{len(on_disk)}"
        file = folder / on_disk / f"{on_disk}_51.wav"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"")
        assert place_on_disk(folder, f"{asked}/{asked}_51.wav") == file
        assert place_on_disk(folder, f"{on_disk}/{on_disk}_51.wav") == file


def test_a_name_that_is_not_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "Amelie.wav").write_bytes(b"")
    assert place_on_disk(tmp_path, f"{COMPOSED}.wav") == tmp_path / f"{COMPOSED}.wav"
    assert place_on_disk(tmp_path, "de/mix.wav") == tmp_path / "de/mix.wav"


def test_of_two_forms_side_by_side_the_one_that_was_asked_for_is_found(tmp_path: Path) -> None:
    for name in (COMPOSED, DECOMPOSED):
        (tmp_path / name).write_bytes(b"")
    for name in (COMPOSED, DECOMPOSED):
        assert place_on_disk(tmp_path, name).name == name


def test_backslashes_part_folders_where_no_file_has_them_in_its_name(tmp_path: Path) -> None:
    file = tmp_path / "de" / DECOMPOSED / "mix.wav"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"")
    assert place_on_disk(tmp_path, f"de\\{COMPOSED}\\mix.wav") == file
    assert place_on_disk(tmp_path, "de\\other.wav") == tmp_path / "de\\other.wav"
    odd = tmp_path / "a\\b.wav"
    odd.write_bytes(b"")
    assert place_on_disk(tmp_path, "a\\b.wav") == odd
