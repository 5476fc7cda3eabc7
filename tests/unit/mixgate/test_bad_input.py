"""Whatever is handed in, the operator gets a sentence and an exit code, never a traceback, and nothing is lost."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.wave_files import write_wave
from mixgate.cli import run_words
from packager.fixing.render import WaveForm
from specs.vocabulary import parse_layout

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 48000


def _write(path: Path, sound: NDArray[np.float64], *, layout: str, rate: int = RATE) -> Path:
    write_wave(path, [sound], WaveForm(labels=parse_layout(layout).labels, sample_rate_hz=rate), dither_seed=1)
    return path


def _noise(samples: int, channels: int) -> NDArray[np.float64]:
    return np.random.default_rng(1).normal(0, 0.05, (samples, channels))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return _write(tmp_path / "good_51.wav", _noise(RATE * 2, 6), layout="5.1")


def _check(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run check and return exit code and everything it said."""
    code = run_words(["check", *words, "--kernel", "numpy"])
    said = capsys.readouterr()
    text = " ".join((said.out + said.err).replace("│", " ").split())
    assert "Traceback" not in text
    assert "did not foresee" not in text
    return code, text


def _broken(good: Path, name: str, content: bytes) -> Path:
    path = good.with_name(name)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("empty", slice(0, 0)),
        ("four bytes", slice(0, 4)),
        ("header only", slice(0, 40)),
        ("text", None),
    ],
)
def test_what_is_no_sound_file_is_rejected(
    good: Path, capsys: pytest.CaptureFixture[str], name: str, cut: slice | None
) -> None:
    content = b"dear mixer, please find attached" * 4 if cut is None else good.read_bytes()[cut]
    path = _broken(good, f"{name}.wav", content)
    code, text = _check(capsys, str(path), "--sheet", "ebu-r128")
    assert code == 1
    assert path.name in text


def test_truncated_sound_is_measured_and_the_report_says_that_it_is_truncated(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _broken(good, "truncated_51.wav", good.read_bytes()[: -RATE * 9])
    code = run_words(["measure", str(path), "--kernel", "numpy"])
    text = " ".join(capsys.readouterr().out.split())
    assert code == 0
    assert "1.500 s" in text
    assert "the file ends after" in text
    code, text = _check(capsys, str(path), "--sheet", "netflix-theatrical")
    assert code == 4
    assert "is cut short" in text


def test_a_riff_size_that_lies_does_not_decide_how_much_is_read(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = bytearray(good.read_bytes())
    content[4:8] = struct.pack("<I", 100)
    path = _broken(good, "lying_51.wav", bytes(content))
    assert run_words(["measure", str(path), "--kernel", "numpy"]) == 0
    assert "2.000 s" in " ".join(capsys.readouterr().out.split())


def test_an_unknown_codec_is_named(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = bytearray(good.read_bytes())
    place = content.index(b"fmt ") + 8
    content[place : place + 2] = struct.pack("<H", 0x0055)
    code, text = _check(capsys, str(_broken(good, "mp3_51.wav", bytes(content))), "--sheet", "ebu-r128")
    assert code == 4
    assert "0055" in text or "MP3" in text or "MPEG" in text


def test_another_sample_rate_than_asked_for_fails_and_is_measured_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path / "slow_51.wav", _noise(44100 * 2, 6), layout="5.1", rate=44100)
    code, text = _check(capsys, str(path), "--sheet", "netflix-5.1")
    assert code == 1
    assert "44100 Hz" in text or "44 100 Hz" in text


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_are_counted_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: float
) -> None:
    soundfile = pytest.importorskip("soundfile")
    sound = _noise(RATE, 2).astype(np.float32)
    sound[1000:1010, 0] = value
    path = tmp_path / "float_20.wav"
    soundfile.write(path, sound, RATE, "FLOAT")
    code, text = _check(capsys, str(path), "--sheet", "ebu-r128")
    assert code == 1
    assert "10 samples are NaN or infinite" in text


def test_one_sample_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _write(tmp_path / "one_20.wav", np.full((1, 2), 0.1), layout="2.0")
    code, text = _check(capsys, str(path), "--sheet", "ebu-r128")
    assert code == 4
    assert "shorter than one measuring window" in text


def test_one_channel_against_a_surround_sheet_fails_on_the_layout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path / "mono.wav", _noise(RATE, 1), layout="1.0")
    code, text = _check(capsys, str(path), "--sheet", "netflix-5.1")
    assert code == 1
    assert "layout" in text.lower()


@pytest.mark.parametrize("missing", ["nothing-here.wav", "no-folder/mix.wav"])
def test_a_path_that_leads_nowhere_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str) -> None:
    code, text = _check(capsys, str(tmp_path / missing), "--sheet", "ebu-r128")
    assert code == 3
    assert "nothing-here.wav" in text or "no-folder" in text


def test_an_unknown_sheet_brings_the_nearest_names(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = _check(capsys, str(good), "--sheet", "netflx-5.1")
    assert code == 2
    assert "netflix-5.1" in text


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("maximum_dbtp", "maximum_dbpt", "maximum_dbpt"),
        ('source = "spec §2"', 'source = "other §2"', "other"),
        ('rule = "peak.true-peak"', 'rule = "peak.tru-peak"', "peak.tru-peak"),
    ],
)
def test_a_private_sheet_with_a_mistake_is_refused_with_file_and_key(
    good: Path, capsys: pytest.CaptureFixture[str], wrong: str, right: str, said: str
) -> None:
    sheet = good.with_name("private.toml")
    sheet.write_text(PRIVATE_SHEET.replace(wrong, right), encoding="utf-8")
    code, text = _check(capsys, str(good), "--sheet", str(sheet))
    assert code == 2
    assert said in text
    assert "private.toml" in text.replace(" ", "")


def test_a_private_sheet_judges(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = good.with_name("private.toml")
    sheet.write_text(PRIVATE_SHEET, encoding="utf-8")
    code, _ = _check(capsys, str(good), "--sheet", str(sheet))
    assert code == 0


def test_one_bad_file_does_not_keep_the_others_from_being_judged(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = _broken(good, "bad.wav", b"")
    code, text = _check(capsys, str(bad), str(good), "--sheet", "ebu-r128")
    assert code == 1
    assert "good_51.wav" in text
    assert "bad.wav" in text


def test_a_report_never_overwrites_an_input(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = good.read_bytes()
    code, text = _check(capsys, str(good), "--sheet", "ebu-r128", "--json", str(good))
    assert code == 2
    assert "overwrite" in text
    assert good.read_bytes() == before


def test_a_report_that_cannot_be_written_leaves_nothing(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = _check(capsys, str(good), "--sheet", "ebu-r128", "--html", str(good.parent / "none" / "r.html"))
    assert code == 2
    assert "folder" in text
    assert sorted(path.name for path in good.parent.iterdir()) == [good.name]


def test_a_layout_with_another_number_of_channels_is_rejected(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = _check(capsys, str(good), "--sheet", "ebu-r128", "--layout", "7.1")
    assert code == 1
    assert "6 channels" in text


@pytest.mark.parametrize(
    "words",
    [
        ["--layout", "5.7"],
        ["--picture-rate", "26"],
        ["--action", "01:00:00:00"],
        ["--action", "01:00:08:00-01:00:02:00", "--picture-rate", "24"],
        ["--action", "01:00:00:00-01:00:02:00", "--picture-rate", "24", "--picture-frames", "48"],
        ["--start-timecode", "02:00:00:00", "--action", "01:00:00:00-01:00:02:00", "--picture-rate", "24"],
        ["--language", "deutsch!"],
    ],
)
def test_words_that_mean_nothing_are_refused(good: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    code, text = _check(capsys, str(good), "--sheet", "ebu-r128", *words)
    assert code == 2
    assert "expected" in text


@pytest.mark.parametrize("path", ["../outside.wav", "/etc/passwd", "C:\\mix.wav", "a/../../b.wav"])
def test_a_delivery_cannot_reach_outside_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    delivery = tmp_path / "delivery.toml"
    delivery.write_text(f"title = 'x'\n[[files]]\npath = '{path}'\n", encoding="utf-8")
    code, text = _check(capsys, str(delivery), "--sheet", "ebu-r128")
    assert code == 1
    assert "inside" in text


def test_a_link_out_of_the_delivery_is_rejected(good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "mix.wav").symlink_to(good)
    (folder / "delivery.toml").write_text("title = 'x'\n[[files]]\npath = 'mix.wav'\n", encoding="utf-8")
    code, text = _check(capsys, str(folder), "--sheet", "ebu-r128")
    assert code == 1
    assert "outside" in text


def test_two_hundred_channels_are_measured_and_judged_by_what_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soundfile = pytest.importorskip("soundfile")
    path = tmp_path / "many.wav"
    soundfile.write(path, _noise(RATE, 200), RATE, "PCM_16")
    code, text = _check(capsys, str(path), "--sheet", "ebu-r128")
    assert code == 4
    assert "--layout" in text


PRIVATE_SHEET = """
id = "private"
publisher = "A client"
title = "Mix specification"
edition = "1"
status = "current"

[documents.spec]
title = "Mix specification"
retrieved = 2026-11-22
obtained = "sent by the client"

[deliverables.mix]
title = "Printmaster"
levels = "not demanded"
levels_source = "spec §1"

[[deliverables.mix.requirements]]
rule = "peak.true-peak"
level = "shall"
grade = "primary"
source = "spec §2"
maximum_dbtp = -1.0
"""


def test_a_report_into_a_pipe_or_through_a_link_leaves_both_as_they_are(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = good.with_name("real.json")
    link = good.with_name("link.json")
    link.symlink_to(target)
    _check(capsys, str(good), "--sheet", "ebu-r128", "--json", str(link))
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("{")
    _check(capsys, str(good), "--sheet", "ebu-r128", "--json", "/dev/null")
    assert not Path("/dev/null").is_file()


def test_a_mix_of_another_layout_than_any_deliverable_is_rejected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "private.toml"
    sheet.write_text(
        PRIVATE_SHEET.replace('title = "Printmaster"', 'title = "5.1"\nsoundfields = ["5.1"]'), encoding="utf-8"
    )
    mix = _write(tmp_path / "stereo.wav", _noise(RATE, 2), layout="2.0")
    code, text = _check(capsys, str(mix), "--sheet", str(sheet))
    assert code == 1
    assert "form.layout" in text


def test_a_damaged_file_is_not_corrected(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _broken(good, "truncated_51.wav", good.read_bytes()[: -RATE * 9])
    out = good.parent / "out"
    assert run_words(["fix", str(path), "--sheet", "ebu-r128", "--apply", "--out", str(out)]) == 5
    assert "damaged" in capsys.readouterr().err
    assert not out.exists() or not list(out.iterdir())


def test_one_problem_of_several_mixes_is_said_once(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = _write(tmp_path / "other_51.wav", _noise(RATE * 2, 6), layout="5.1")
    code, said = _check(capsys, str(good), str(other), "--sheet", "ebu-r128", "--deliverable", "nope", "-q")
    assert code == 2
    assert said.count("error: The sheet ebu-r128 has no such deliverable.") == 1
