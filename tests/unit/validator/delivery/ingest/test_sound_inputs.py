"""Folders become programmes, and nothing that promises sound gets lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from specs.errors import MediaError
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.catalogue import say
from validator.delivery.ingest.sound_inputs import find_inputs, search_inputs

if TYPE_CHECKING:
    from tests.unit.validator.conftest import MakeNoise, MakeWave


def names(programmes: tuple[tuple[Path, ...], ...], folder: Path) -> list[list[str]]:
    return [[path.relative_to(folder).as_posix() for path in programme] for programme in programmes]


def test_a_folder_holds_interleaved_files_and_mono_sets(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    for name in ("DX_L.wav", "DX_R.wav", "MX.L.wav", "MX.R.wav", "de/DX_L.wav", "de/DX_R.wav", "solo_C.wav"):
        make_wave(name, noise(4, 1))
    make_wave("film.wav", noise(4, 6))
    make_wave("music_L.wav", noise(4, 2))
    make_wave("without-extension", noise(4, 2))
    assert names(find_inputs(tmp_path), tmp_path) == [
        ["DX_L.wav", "DX_R.wav"],
        ["MX.L.wav", "MX.R.wav"],
        ["de/DX_L.wav", "de/DX_R.wav"],
        ["film.wav"],
        ["music_L.wav"],
        ["solo_C.wav"],
        ["without-extension"],
    ]


def test_hidden_files_and_other_files_are_left_out_but_broken_sound_is_not(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path
) -> None:
    make_wave("film.wav", noise(4, 2))
    make_wave("._film.wav", noise(4, 2))
    make_wave(".hidden/film.wav", noise(4, 2))
    make_wave("__MACOSX/film.wav", noise(4, 2))
    (tmp_path / "broken.wav").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("notes")
    assert names(find_inputs(str(tmp_path)), tmp_path) == [["broken.wav"], ["film.wav"]]


def test_a_broken_member_and_a_double_one_stay_in_their_set(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path
) -> None:
    for name in ("M_L.wav", "M_R.wav", "M_left.wav"):
        make_wave(name, noise(4, 1))
    (tmp_path / "M_C.wav").write_bytes(b"RIFF")
    assert names(find_inputs(tmp_path), tmp_path) == [["M_C.wav", "M_L.wav", "M_R.wav", "M_left.wav"]]


def test_files_are_taken_as_they_are_in_the_order_given(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    right, left = make_wave("M_R.wav", noise(4, 1)), make_wave("M_L.wav", noise(4, 1))
    film = make_wave("film.wav", noise(4, 2))
    absent = tmp_path / "absent.wav"
    assert find_inputs([absent, right, film, left, film]) == ((absent,), (right, left), (film,))
    assert find_inputs(absent) == ((absent,),)
    assert find_inputs([]) == ()


def test_a_folder_without_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes")
    with pytest.raises(MediaError, match="no sound files"):
        find_inputs(tmp_path)


def test_three_channels_of_one_name_are_a_set_even_without_a_pair(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path
) -> None:
    for name in ("M_L.wav", "M_C.wav", "M_LFE.wav", "N_L.wav", "N_C.wav"):
        make_wave(name, noise(4, 1))
    assert names(find_inputs(tmp_path), tmp_path) == [
        ["M_C.wav", "M_L.wav", "M_LFE.wav"],
        ["N_C.wav"],
        ["N_L.wav"],
    ]


def test_language_versions_are_no_channels(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    for code in ("FR", "SR", "SL", "BR"):
        make_wave(f"Film_{code}.wav", noise(4, 1))
    assert names(find_inputs(tmp_path), tmp_path) == [
        ["Film_BR.wav"],
        ["Film_FR.wav"],
        ["Film_SL.wav"],
        ["Film_SR.wav"],
    ]


@pytest.mark.parametrize("pattern", ["Film_01_{}.wav", "Film_{}_v2.wav", "Film.{}-001.wav"])
def test_numbers_and_versions_beside_the_channel_leave_one_set(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path, pattern: str
) -> None:
    for label in ("L", "R", "C", "LFE", "Ls", "Rs"):
        make_wave(pattern.format(label), noise(4, 1))
    (programme,) = find_inputs(tmp_path)
    assert len(programme) == 6
    assert open_programme(programme).layout == LAYOUTS["5.1"]


def test_an_incomplete_set_is_one_programme_and_its_names_say_what_is_missing(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path
) -> None:
    for label in ("L", "R", "C", "LFE", "Ls"):
        make_wave(f"Film_{label}_v2.wav", noise(4, 1))
    found = search_inputs(tmp_path)
    assert len(found.programmes) == 1
    said = {say(one) for reading in found.readings.values() for one in reading.assumed}
    assert said == {"5 of 6 channels of 5.1: Rs missing"}


def test_what_cannot_be_searched_is_listed_and_the_rest_is_found(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wave("de/film.wav", noise(4, 2))
    make_wave("fr/film.wav", noise(4, 2))
    (tmp_path / "empty").mkdir()
    (tmp_path / "fr" / "locked").write_bytes(b"RIFF")
    real_scan, real_open = os.scandir, Path.open

    def scan(place: Any) -> Any:
        if Path(place).name == "de":
            raise PermissionError(13, "Permission denied", str(place))
        return real_scan(place)

    def open_path(path: Path, *args: Any, **named: Any) -> Any:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return real_open(path, *args, **named)

    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(Path, "open", open_path)
    found = search_inputs([tmp_path, tmp_path / "empty"])
    assert names(found.programmes, tmp_path) == [["fr/film.wav"]]
    assert {(one.path.name, say(one.reason)) for one in found.unreadable} == {
        ("de", "the folder cannot be read: Permission denied"),
        ("locked", "the file cannot be opened: Permission denied"),
        ("empty", "the folder holds no sound files"),
    }
    with pytest.raises(MediaError, match="cannot be read"):
        find_inputs(tmp_path)
