"""`mixgate fix --against`: what a comparison finds is repaired, the repaired file agrees; the command is printed."""

from __future__ import annotations

import shlex
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from fixtures.film_delivery import write_sound
from fixtures.film_faults import PlantedEdit, delayed, edited, sped
from mixgate.cli import run_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Sound = NDArray[np.float32]

RATE_HZ = 48_000
SECONDS = 14
LATE = 6006
HOUR = 172_800_000


def swelling(seed: int, channels: int = 6) -> Sound:
    """Noise that swells every tenth of a second, in each channel another way, with half a second of silence around."""
    rng = np.random.default_rng(seed)
    count = SECONDS * RATE_HZ
    swell = np.repeat(rng.uniform(0.0, 1.0, (SECONDS * 10, channels)) ** 3, RATE_HZ // 10, axis=0)
    sound = (0.05 * swell * rng.standard_normal((count, channels))).astype(np.float32)
    sound[: RATE_HZ // 2] = sound[-RATE_HZ // 2 :] = 0.0
    return sound


BED = swelling(1)


def with_lines(seed: int) -> Sound:
    mix = BED.copy()
    mix[:, 2] += swelling(seed)[:, 2]
    return mix


DUB = with_lines(3)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("original") / "film_en_51.wav"
    write_sound(path, with_lines(2))
    return path


def turned(channel: int) -> Sound:
    mix = DUB.copy()
    mix[:, channel] *= -1.0
    return mix


def printed_command(out: str) -> list[str]:
    return shlex.split(next(line for line in out.splitlines() if line.strip().startswith("mixgate fix")))[1:]


FAULTS: dict[str, Callable[[], Sound]] = {
    "late": lambda: delayed(DUB, LATE),
    "early": lambda: delayed(DUB, -LATE),
    "surrounds exchanged": lambda: DUB[:, [0, 1, 2, 3, 5, 4]],
    "film order": lambda: DUB[:, [0, 2, 1, 4, 5, 3]],
    "left surround inverted": lambda: turned(4),
    "fast": lambda: sped(DUB, Fraction(1001, 960)),
    "slow": lambda: sped(DUB, Fraction(1000, 1001)),
    "put in": lambda: edited(DUB, [PlantedEdit(at_sample=6 * RATE_HZ, size_samples=24_024)], 7),
    "late, inverted and exchanged": lambda: delayed(turned(0)[:, [0, 1, 2, 3, 5, 4]], LATE),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_printed_command_repairs_it(
    fault: str, tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_sound(tmp_path / "film_de_51.wav", FAULTS[fault]())
    compared = ["compare", "film_de_51.wav", str(original), "--picture-rate", "24000/1001"]
    assert run_words(compared) == 1
    assert run_words(printed_command(capsys.readouterr().out)) == 0
    compared[1] = "repaired/film_de_51.wav"
    assert run_words(compared) == 0
    # What was planned is there: the dub as it was before the fault, but for places where nothing can be known.
    repaired = soundfile.read(tmp_path / "repaired" / "film_de_51.wav", dtype="float32")[0]
    assert abs(len(repaired) - len(DUB)) <= 1


@pytest.mark.parametrize("fault", ["late", "early", "fast", "slow", "surrounds exchanged"])
def test_the_command_that_a_check_prints_repairs_it(
    fault: str, tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "film"
    folder.mkdir()
    (folder / original.name).write_bytes(original.read_bytes())
    write_sound(folder / "film_de_51.wav", FAULTS[fault]())
    stated = ["--sheet", "netflix-dub", "--original-language", "en", "--picture-rate", "24000/1001", "--layout", "5.1"]
    assert run_words(["check", str(folder), *stated]) == 1
    command = printed_command(capsys.readouterr().out)
    assert command[command.index("--against") + 1] == str(folder / original.name)
    # What else the sheet finds in noise is not asked here.
    run_words([*command, "--apply", "--out", str(tmp_path / "out")])
    (repaired,) = (tmp_path / "out").glob("*.wav")
    assert run_words(["compare", str(repaired), str(original), "--picture-rate", "24000/1001"]) == 0


def test_a_stereo_mix_is_put_right_against_its_surround_where_no_original_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "film"
    folder.mkdir()
    write_sound(folder / "film_de_51.wav", DUB)
    left, right = (DUB[:, side] + 0.7071 * (DUB[:, 2] + DUB[:, side + 4]) for side in (0, 1))
    write_sound(folder / "film_de_20.wav", delayed(np.stack([left, right], axis=1), LATE))
    stated = ["--sheet", "netflix-dub", "--original-language", "en", "--picture-rate", "24000/1001"]
    assert run_words(["check", str(folder), *stated]) == 1
    command = printed_command(capsys.readouterr().out)
    assert command[command.index("--against") + 1] == str(folder / "film_de_51.wav")
    run_words([*command, "--apply", "--out", str(tmp_path / "out")])
    (repaired,) = (tmp_path / "out").glob("*.wav")
    words = ["compare", str(repaired), str(folder / "film_de_51.wav"), "--as", "fold-down"]
    assert run_words([*words, "--picture-rate", "24000/1001"]) == 0


def test_a_clean_dub_needs_nothing(tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_sound(tmp_path / "film_de_51.wav", DUB)
    assert run_words(["compare", str(tmp_path / "film_de_51.wav"), str(original)]) == 0
    assert "mixgate fix" not in capsys.readouterr().out
    words = [
        "fix",
        str(tmp_path / "film_de_51.wav"),
        "--against",
        str(original),
        "--apply",
        "--out",
        str(tmp_path / "o"),
    ]
    assert run_words(words) == 0
    assert "nothing is to be moved" in capsys.readouterr().out


def test_the_stamp_stays_and_the_sound_moves(tmp_path: Path) -> None:
    write_sound(tmp_path / "film_en_51.wav", with_lines(2), start=HOUR)
    write_sound(tmp_path / "film_de_51.wav", delayed(DUB, LATE), start=HOUR)
    mix, partner = str(tmp_path / "film_de_51.wav"), str(tmp_path / "film_en_51.wav")
    assert run_words(["fix", mix, "--against", partner, "--apply", "--out", str(tmp_path / "out")]) == 0
    assert run_words(["compare", str(tmp_path / "out" / "film_de_51.wav"), partner]) == 0


def test_an_end_that_was_cut_off_is_said_and_not_made_up_for(
    tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sounding = DUB.copy()
    sounding[-RATE_HZ // 2 :] = swelling(9)[RATE_HZ : RATE_HZ + RATE_HZ // 2]
    write_sound(tmp_path / "film_de_51.wav", delayed(sounding, LATE))
    words = [
        "fix",
        str(tmp_path / "film_de_51.wav"),
        "--against",
        str(original),
        "--apply",
        "--out",
        str(tmp_path / "o"),
    ]
    run_words(words)
    assert f"last {LATE} samples of the original are not in it" in " ".join(capsys.readouterr().out.split())
    assert soundfile.info(tmp_path / "o" / "film_de_51.wav").frames == len(DUB) - LATE


@pytest.mark.parametrize("what", ["cut", "another programme"])
def test_what_cannot_be_repaired_is_refused(
    what: str, tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = edited(DUB, [PlantedEdit(at_sample=6 * RATE_HZ, size_samples=-24_024)], 7)
    write_sound(tmp_path / "film_de_51.wav", cut if what == "cut" else swelling(77))
    words = ["fix", str(tmp_path / "film_de_51.wav"), "--against", str(original), "--permit", "processing"]
    assert run_words([*words, "--apply", "--out", str(tmp_path / "out")]) == 5
    assert "film_en_51.wav" in capsys.readouterr().err
    assert not list((tmp_path / "out").glob("*.wav"))


def test_a_saved_comparison_is_carried_out_and_one_of_another_mix_is_not(tmp_path: Path, original: Path) -> None:
    write_sound(tmp_path / "film_de_51.wav", delayed(DUB, LATE))
    write_sound(tmp_path / "film_fr_51.wav", DUB[RATE_HZ:])
    saved = str(tmp_path / "saved.json")
    assert run_words(["compare", str(tmp_path / "film_de_51.wav"), str(original), "--json", saved]) == 1
    for name, code in (("film_de_51.wav", {0, 4}), ("film_fr_51.wav", {5})):
        words = ["fix", str(tmp_path / name), "--against", saved, "--apply", "--out", str(tmp_path / "out")]
        assert run_words(words) in code
    assert run_words(["compare", str(tmp_path / "out" / "film_de_51.wav"), str(original)]) == 0


def test_bad_words_are_usage_errors(tmp_path: Path, original: Path) -> None:
    write_sound(tmp_path / "film_de_51.wav", DUB)
    mix = str(tmp_path / "film_de_51.wav")
    assert run_words(["fix", mix]) == 2
    write_sound(tmp_path / "film_fr_51.wav", DUB)
    assert run_words(["fix", mix, str(tmp_path / "film_fr_51.wav"), "--against", str(original)]) == 2
    assert run_words(["fix", mix, "--against", ""]) == 2
    assert run_words(["fix", mix, "--against", str(tmp_path / "absent.wav")]) == 3
    assert run_words(["fix", mix, "--against", str(tmp_path / "absent.json")]) == 3
