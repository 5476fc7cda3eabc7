"""`mixgate compare` and mixes that are not whole: cut off at an end, damaged, with samples that are no numbers."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from fixtures.film_delivery import DIALOGUE, DUB, ME, ORIGINAL, STEREO, parts, write_delivery, write_sound
from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

LACKING = 96_000
RATE_HZ = 48_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clean files, for whoever only reads them."""
    folder = tmp_path_factory.mktemp("whole")
    for name in (ORIGINAL, DUB, DIALOGUE, ME, STEREO):
        write_sound(folder / name, parts()[name])
    return folder


def ran(*words: object) -> int:
    return run_words(["compare", *map(str, words), "--picture-rate", "24000/1001"])


@pytest.mark.parametrize(("name", "partner"), [(DUB, ORIGINAL), (STEREO, DUB)], ids=["dub", "2.0"])
def test_a_mix_that_ends_while_its_partner_sounds_differs(
    tmp_path: Path, whole: Path, name: str, partner: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sound(tmp_path / name, parts()[name][:-LACKING])
    assert ran(tmp_path / name, whole / partner) == 1
    said = capsys.readouterr().out
    assert "after its end" in said
    assert ran(whole / name, whole / partner) == 0


def test_a_printmaster_that_ends_while_its_stems_sound_differs(tmp_path: Path, whole: Path) -> None:
    write_sound(tmp_path / DUB, parts()[DUB][:-LACKING])
    stems = ("--stems", whole / DIALOGUE, "--stems", whole / ME)
    assert ran(tmp_path / DUB, *stems) == 1
    assert ran(whole / DUB, *stems) == 0


def test_silence_beyond_an_end_is_not_missed(tmp_path: Path, whole: Path) -> None:
    silence = np.zeros((LACKING, 6), np.float32)
    write_sound(tmp_path / ORIGINAL, np.concatenate([parts()[ORIGINAL], silence]))
    assert ran(whole / DUB, tmp_path / ORIGINAL) == 0


def test_a_head_that_was_cut_off_is_not_repaired_with_silence(
    tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sound(tmp_path / DUB, parts()[DUB][LACKING:])
    assert ran(tmp_path / DUB, whole / ORIGINAL) == 1
    said = capsys.readouterr().out
    assert "before its start" in said
    assert "mixgate fix" not in said


def test_a_dub_that_ends_early_is_rejected_where_its_cuts_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_delivery(tmp_path / "short", {ORIGINAL: None, DUB: parts()[DUB][:-LACKING]})
    assert run_words(["check", str(folder), "--sheet", "localisation", "-q"]) == 1
    assert "sync.edits" in capsys.readouterr().out
    clean = write_delivery(tmp_path / "clean", {ORIGINAL: None, DUB: None})
    assert run_words(["check", str(clean), "--sheet", "localisation", "-q"]) == 0


def test_a_damaged_file_never_agrees(tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / DUB
    path.write_bytes((whole / DUB).read_bytes())
    os.truncate(path, path.stat().st_size - 6 * 3 * 4800)  # a tenth of a second
    assert ran(path, whole / ORIGINAL) == 4
    assert "cut short" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "partner"),
    [(np.nan, ORIGINAL), (np.nan, STEREO), (1e300, STEREO)],
    ids=["NaN", "NaN beside its 2.0", "beyond 32 bits"],
)
def test_samples_that_are_no_numbers_are_told_and_spoil_nothing(
    tmp_path: Path, whole: Path, value: float, partner: str, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = parts()[DUB].astype(np.float64)
    samples[RATE_HZ : RATE_HZ + 5, 2] = value
    path = tmp_path / DUB
    soundfile.write(path, samples, RATE_HZ, "DOUBLE")
    inputs = (path, whole / partner) if partner == ORIGINAL else (whole / partner, path)
    assert ran(*inputs, "--layout", "5.1") == 4
    said = capsys.readouterr().out
    assert "5 samples are NaN or infinite" in said
    assert "in step" in said
    soundfile.write(path, parts()[DUB], RATE_HZ, "FLOAT")
    assert ran(*inputs, "--layout", "5.1") == 0


def test_a_sample_beyond_all_integers_does_not_stop_a_comparison(tmp_path: Path, whole: Path) -> None:
    samples = parts()[DUB].copy()
    samples[RATE_HZ, 2] = 1e30
    soundfile.write(tmp_path / DUB, samples, RATE_HZ, "FLOAT")
    assert ran(whole / STEREO, tmp_path / DUB, "--layout", "5.1") == 0


def test_a_stem_with_a_sample_that_is_no_number_still_guides(tmp_path: Path, whole: Path) -> None:
    """One of them once hid every line: the dialogue stem was said not to be in the mix."""
    readings = []
    for value in (0.0, np.inf):
        samples = parts()[DIALOGUE].copy()
        samples[RATE_HZ, 2] = value
        stem = tmp_path / f"{value}.wav"
        soundfile.write(stem, samples, RATE_HZ, "FLOAT")
        saved = tmp_path / f"{value}.json"
        mix = str(whole / DUB)
        assert run_words(["measure", mix, "--dialogue", str(stem), "--layout", "5.1", "--json", str(saved)]) == 0
        readings.append(json.loads(saved.read_text("utf-8"))["dialogue"]["integrated_lkfs"])
    assert readings[0] == pytest.approx(readings[1], abs=0.01)


@pytest.mark.parametrize(("name", "channel", "label"), [(DUB, 4, "Ls"), (DUB, 2, "C"), (ME, 4, "Ls")])
def test_a_channel_that_is_silent_in_the_dub_alone_is_named(
    tmp_path: Path, whole: Path, name: str, channel: int, label: str, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = parts()[name].copy()
    samples[:, channel] = 0.0
    write_sound(tmp_path / name, samples)
    assert ran(tmp_path / name, whole / ORIGINAL) == 1
    assert f"silent, where the original sounds: {label}\n" in capsys.readouterr().out


def test_the_centre_of_an_me_may_be_silent(tmp_path: Path, whole: Path) -> None:
    samples = parts()[ME].copy()
    samples[:, 2] = 0.0
    write_sound(tmp_path / ME, samples)
    assert ran(tmp_path / ME, whole / ORIGINAL) == 0


def test_a_channel_that_is_silent_in_both_is_no_fault(tmp_path: Path) -> None:
    for name in (DUB, ORIGINAL):
        samples = parts()[name].copy()
        samples[:, 4] = 0.0
        write_sound(tmp_path / name, samples)
    assert ran(tmp_path / DUB, tmp_path / ORIGINAL) == 0


def test_a_silent_channel_is_rejected_as_not_that_of_the_original(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = parts()[DUB].copy()
    samples[:, 4] = 0.0
    folder = write_delivery(tmp_path / "silent", {ORIGINAL: None, DUB: samples})
    assert run_words(["check", str(folder), "--sheet", "localisation", "-q"]) == 1
    assert "[channels.as-original] Ls" in capsys.readouterr().out


@pytest.mark.parametrize("seconds", [0.1, 1.0])
def test_a_hole_in_a_printmaster_is_no_limiter(tmp_path: Path, whole: Path, seconds: float) -> None:
    samples = parts()[DUB].copy()
    samples[10 * RATE_HZ : round((10 + seconds) * RATE_HZ)] = 0.0
    write_sound(tmp_path / DUB, samples)
    assert ran(tmp_path / DUB, "--stems", whole / DIALOGUE, "--stems", whole / ME) == 1
