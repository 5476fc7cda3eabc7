from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from mixgate.cli import app
from specs.errors import MediaError, UsageError
from specs.statements.delivery import DeliveredFile
from specs.vocabulary import MixKind
from validator.delivery.dialogue_guides import MixFiles, choose_guide, named_files
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import Stated

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE = 48_000


def entry(kind: MixKind, language: str | None = None, layout: str | None = None, path: str = "a.wav") -> DeliveredFile:
    return DeliveredFile(path=path, kind=kind, language=language, layout=layout)


def test_the_stem_of_the_language_of_the_mix_is_taken() -> None:
    german, french = entry(MixKind.DIALOGUE, "de-DE"), entry(MixKind.DIALOGUE, "fr-FR")

    assert choose_guide(entry(MixKind.PRINTMASTER, "fr-FR"), MixKind.DIALOGUE, [german, french]) is french


def test_a_stem_of_another_language_is_not_taken() -> None:
    german = entry(MixKind.DIALOGUE, "de-DE")

    assert choose_guide(entry(MixKind.PRINTMASTER, "fr-FR"), MixKind.DIALOGUE, [german]) is None


def test_an_me_without_language_serves_every_mix_that_has_none_of_its_own() -> None:
    common, german = entry(MixKind.ME), entry(MixKind.ME, "de-DE")

    assert choose_guide(entry(MixKind.PRINTMASTER, "fr-FR"), MixKind.ME, [common, german]) is common
    assert choose_guide(entry(MixKind.PRINTMASTER, "de-DE"), MixKind.ME, [common, german]) is german


def test_of_several_the_one_in_the_soundfield_of_the_mix_is_taken_whatever_its_order() -> None:
    surround, stereo = entry(MixKind.ME, layout="5.1-film"), entry(MixKind.ME, layout="2.0")

    assert choose_guide(entry(MixKind.PRINTMASTER, layout="2.0"), MixKind.ME, [surround, stereo]) is stereo
    assert choose_guide(entry(MixKind.PRINTMASTER, layout="5.1"), MixKind.ME, [stereo, surround]) is surround


@pytest.mark.parametrize("kind", [MixKind.ME, MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS, MixKind.OPTIONAL])
def test_parts_of_a_mix_have_no_dialogue_of_their_own(kind: MixKind) -> None:
    files = [entry(MixKind.DIALOGUE), entry(MixKind.ME)]

    assert choose_guide(entry(kind), MixKind.DIALOGUE, files) is None
    assert choose_guide(entry(kind), MixKind.ME, files) is None


def _noise(seed: int, seconds: float = 3.0) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    noise: NDArray[np.float64] = 0.05 * rng.standard_normal((round(seconds * RATE), 2))
    return noise


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """A mix whose first and last second are music alone, its stem and its M&E."""
    music, lines = 0.3 * _noise(1), _noise(2)
    lines[:RATE] = lines[2 * RATE :] = 0.0
    for name, samples in (("mix", music + lines), ("dx", lines), ("me", music)):
        soundfile.write(tmp_path / f"{name}.wav", samples, RATE, "FLOAT")
    (tmp_path / "delivery.toml").write_text(
        """
        title = "Night Tram"
        original_language = "en-US"
        [[files]]
        path = "mix.wav"
        language = "de-DE"
        layout = "2.0"
        [[files]]
        path = "dx.wav"
        kind = "dialogue"
        language = "de-DE"
        layout = "2.0"
        [[files]]
        path = "me.wav"
        kind = "me"
        """,
        encoding="utf-8",
    )
    return tmp_path


def test_a_delivery_brings_stem_and_me_to_its_mix_and_to_nothing_else(delivery: Path) -> None:
    mix, stem, me = mixes_of([delivery / "delivery.toml"], Stated()).mixes

    assert mix.stem is not None
    assert mix.stem.paths == (delivery / "dx.wav",)
    assert mix.me is not None
    assert mix.me.paths == (delivery / "me.wav",)
    assert (stem.stem, stem.me, me.stem, me.me) == (None, None, None, None)
    assert set(mix.paths_read) == {delivery / "mix.wav", delivery / "dx.wav", delivery / "me.wav"}


def test_the_command_line_overrules_the_delivery(delivery: Path) -> None:
    mix, stem, _ = mixes_of([delivery / "delivery.toml"], Stated(dialogue=delivery / "me.wav")).mixes

    assert mix.stem is not None
    assert mix.stem.paths == (delivery / "me.wav",)
    assert stem.stem is None


def test_one_that_was_found_and_cannot_be_read_is_passed_over_and_one_that_was_named_is_an_error(
    tmp_path: Path,
) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF")

    assert MixFiles(paths=(broken,)).open() is None
    with pytest.raises(MediaError):
        MixFiles(paths=(broken,), named=True).open()


def test_a_folder_with_one_mono_set_is_one_stem_and_a_folder_with_two_mixes_is_refused(tmp_path: Path) -> None:
    for label in ("L", "R", "C"):
        soundfile.write(tmp_path / f"dx_{label}.wav", _noise(1)[:, 0], RATE, "FLOAT")

    found = named_files(tmp_path)

    assert found is not None
    assert len(found.paths) == 3
    soundfile.write(tmp_path / "other.wav", _noise(2), RATE, "FLOAT")
    with pytest.raises(UsageError, match="one file or one set"):
        named_files(tmp_path)


def _measured(*arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["measure", *arguments, "--json", "-"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(
    ("option", "name", "gate"), [("--dialogue", "dx", "dialogue-stem"), ("--me", "me", "mix-minus-me")]
)
def test_measure_takes_stem_and_me(option: str, name: str, gate: str, delivery: Path) -> None:
    found = _measured(str(delivery / "mix.wav"), option, str(delivery / f"{name}.wav"))

    assert found["dialogue"]["gate"] == gate
    ((start, end),) = found["dialogue"]["spans"]
    assert (start, end) == (pytest.approx(10, abs=1), pytest.approx(20, abs=1))


def test_measure_says_why_a_stem_was_of_no_use(delivery: Path) -> None:
    soundfile.write(delivery / "other.wav", _noise(9), RATE, "FLOAT")

    found = _measured(str(delivery / "mix.wav"), "--dialogue", str(delivery / "other.wav"))

    assert [why["code"] for why in found["dialogue"]["refused"]] == ["dialogue.not-heard-in-mix"]
    assert found["reasons"]["dialogue"]["code"] == "dialogue.not-heard-in-mix"
