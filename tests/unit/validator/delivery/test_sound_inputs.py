"""Folders become programmes, and nothing that promises sound gets lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from specs.errors import MediaError
from validator.delivery.sound_inputs import find_inputs

if TYPE_CHECKING:
    from pathlib import Path

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
