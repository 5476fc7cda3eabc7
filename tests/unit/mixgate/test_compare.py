"""`mixgate compare`: the answer, its exit code, the file it writes, and what it says in two lines."""

from __future__ import annotations

import json
import shlex
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import mixgate
from fixtures import short_film as films
from fixtures.film_faults import delayed, sped
from fixtures.films import folded, unlike
from fixtures.wave_files import write_wave
from mixgate.cli import run_words
from packager.fixing.render import WaveForm
from validator.containers.facts import BextFacts
from validator.reporters.schema import schema_validator

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LABELS = {2: ("L", "R"), 6: ("L", "R", "C", "LFE", "Ls", "Rs")}
RATE = "24000/1001"
BEXT = BextFacts(
    version=1,
    description="",
    originator="",
    originator_reference="",
    origination_date="2026-11-29",
    origination_time="12:00:00",
    time_reference_samples=0,
)


def written(folder: Path, name: str, samples: NDArray[np.floating], *, start: int | None = None) -> Path:
    bext = None if start is None else BEXT.model_copy(update={"time_reference_samples": start})
    form = WaveForm(sample_rate_hz=48_000, labels=LABELS[samples.shape[1]], bext=bext)
    write_wave(folder / name, [samples], form, dither_seed=None)
    return folder / name


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("original"), "film_en_51.wav", films.original())


def ran(*words: object) -> int:
    return run_words(["compare", *map(str, words)])


def saved(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert list(schema_validator("comparison").iter_errors(document)) == []
    return document


def test_a_dub_in_step_agrees(tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dub = written(tmp_path, "film_de_51.wav", films.dub())
    assert ran(dub, original, "--json", tmp_path / "out.json") == 0
    assert capsys.readouterr().out.startswith("AGREE  film_de_51.wav against film_en_51.wav\nDub in step.\n")
    document = saved(tmp_path / "out.json")
    assert (document["schema"], document["state"], document["cause"]) == ("mixgate.comparison/1", "aligned", None)
    assert document["relation"] == "dub"


def test_three_frames_late_is_said_in_four_units(
    tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dub = written(tmp_path, "film_de_51.wav", delayed(films.dub(), 6006))
    assert ran(dub, original, "--picture-rate", RATE, "--json", tmp_path / "out.json") == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "ms = 3 frames 0 subframes at 23.976 fps" in shown
    assert "Dub late by 6006" in shown
    document = saved(tmp_path / "out.json")
    assert document["cause"] == "constant-offset"
    segment = document["segments"][0]
    assert segment["offset_samples"] == pytest.approx(6006, abs=4.8)
    assert segment["speed_ratio"] == "1"
    assert segment["pitch"] is None
    assert set(segment) >= {"start_sample", "end_sample", "offset_samples", "drift_ppm", "speed_ratio", "pitch"}


def test_a_saved_comparison_is_judged_again_without_sound(tmp_path: Path, original: Path) -> None:
    dub = written(tmp_path, "film_de_51.wav", delayed(films.dub(), 6006))
    ran(dub, original, "--json", tmp_path / "out.json")
    dub.unlink()
    assert ran(tmp_path / "out.json") == 1
    assert mixgate.compare(tmp_path / "out.json").agreement is mixgate.Agreement.DIFFERS


def test_speed_names_the_command_that_repairs_it(
    tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dub = written(tmp_path, "film_de_51.wav", sped(films.dub(), Fraction(1001, 960)))
    assert ran(dub, original, "--picture-rate", RATE, "--json", tmp_path / "out.json") == 1
    segment = saved(tmp_path / "out.json")["segments"][0]
    assert (segment["speed_ratio"], segment["pitch"]) == ("1001/960", "follows")
    command = next(line for line in capsys.readouterr().out.splitlines() if "mixgate fix" in line)
    words = shlex.split(command)
    assert words[2] == str(dub)
    assert words[words.index("--to-picture-rate") + 1] == RATE
    assert words[words.index("--picture-rate") + 1] == "25"


def test_another_programme_is_no_number(tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dub = written(tmp_path, "film_de_51.wav", unlike(20.0, 3))
    assert ran(dub, original, "--json", tmp_path / "out.json") == 4
    assert capsys.readouterr().out.startswith("CANNOT TELL")
    document = saved(tmp_path / "out.json")
    assert (document["state"], document["segments"]) == ("cannot-tell", [])


def test_time_stamps_count(tmp_path: Path) -> None:
    stamped = written(tmp_path, "film_en_51.wav", films.original(), start=172_800_000)
    led = np.concatenate([np.zeros((96_000, 6), np.float32), films.dub()])
    dub = written(tmp_path, "film_de_51.wav", led, start=172_800_000 - 96_000)
    found = mixgate.compare(dub, stamped)
    assert (found.agreement, found.stamp_offset_samples) == (mixgate.Agreement.AGREES, -96_000)
    assert found.latest_samples == pytest.approx(0.0, abs=4.8)
    same_stamp = written(tmp_path, "film_fr_51.wav", led, start=172_800_000)
    assert mixgate.compare(same_stamp, stamped).cause == "leader-not-in-stamp"


def test_exchanged_channels_are_named_with_their_layout(
    tmp_path: Path, original: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dub = written(tmp_path, "film_de_51.wav", films.dub()[:, [0, 1, 2, 3, 5, 4]])
    assert ran(dub, original) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "Ls and Rs have changed places" in shown
    assert "Its channels are L,R,C,LFE,Rs,Ls" in shown
    assert f"mixgate fix {dub} --against {original} --apply" in shown


@pytest.mark.parametrize(
    ("late", "language", "code", "cause"),
    [(0, "de", 0, None), (6006, "de", 1, "constant-offset"), (0, "en", 1, "other-version")],
)
def test_a_stereo_mix_is_held_against_its_surround_mix(
    tmp_path: Path, late: int, language: str, code: int, cause: str | None
) -> None:
    of = films.dub() if language == "de" else films.original()
    surround = written(tmp_path, "film_de_51.wav", films.dub())
    stereo = written(tmp_path, "film_de_20.wav", delayed(folded(of), late))
    assert ran(stereo, surround, "--json", tmp_path / "out.json") == code
    document = saved(tmp_path / "out.json")
    assert (document["relation"], document["cause"]) == ("fold-down", cause)


def test_a_stereo_dub_against_a_surround_original_is_a_dub(tmp_path: Path, original: Path) -> None:
    stereo = written(tmp_path, "film_de_20.wav", folded(films.dub()))
    found = mixgate.compare(stereo, original)
    assert (found.relation, found.agreement) == (mixgate.Relation.DUB, mixgate.Agreement.AGREES)


def stem_files(folder: Path) -> list[Path]:
    return [written(folder, f"film_de_{name}.wav", part) for name, part in films.stems().items()]


def test_stems_are_told_from_their_printmaster_by_name(tmp_path: Path) -> None:
    printmaster = written(tmp_path, "film_de_PM.wav", films.printmaster())
    stems = stem_files(tmp_path)
    assert ran(*stems, printmaster) == 0
    found = mixgate.compare(printmaster, stems)
    assert (found.relation, found.agreement) == (mixgate.Relation.STEMS, mixgate.Agreement.AGREES)


def test_the_stem_of_another_language_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printmaster = written(tmp_path, "film_de_PM.wav", films.printmaster())
    _, music, effects = stem_files(tmp_path)
    french = films.film().dialogue("fr")[: films.STEM_SAMPLES]
    dialogue = written(tmp_path, "film_fr_DX.wav", french)
    assert ran(printmaster, *(word for stem in (dialogue, music, effects) for word in ("--stems", stem))) == 1
    assert "film_fr_DX.wav: A stem sounds and is not in the printmaster" in capsys.readouterr().out


def test_bad_words_are_usage_errors(tmp_path: Path, original: Path) -> None:
    assert ran(original) == 2
    assert ran(original, tmp_path / "absent.wav") == 3
    assert ran(tmp_path / "absent.json") == 3
    with pytest.raises(mixgate.UsageError):
        mixgate.compare(original, original, relation="sisters")
    invalid = tmp_path / "other.json"
    invalid.write_text("{}", encoding="utf-8")
    assert ran(invalid) == 3
    stem = tmp_path / "dialogue.wav"
    assert ran(original, "--stems", original, "--dialogue", stem) == 2
    assert ran(original, original, "--as", "fold-down", "--dialogue", stem) == 2
    assert ran(original, original, original, "--dialogue", stem) == 2
    three = [written(tmp_path, f"{name}.wav", films.printmaster()[: 48_000 * 9]) for name in ("one", "two", "three")]
    assert ran(*three) == 2
