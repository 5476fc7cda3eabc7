"""`mixgate fix` as its user meets it: a plan, a refusal with its arithmetic, a corrected file that passes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from fixtures.bundles import lines_envelope
from fixtures.wave_files import write_wave
from mixgate.cli import run_words
from packager.fixing.render import WaveForm
from specs.statements.delivery import load_delivery

if TYPE_CHECKING:
    from pathlib import Path

RATE = 48000


def _mix(folder: Path, name: str = "mix_20.wav", *, seed: int = 1, peak: float = 0.9) -> Path:
    """Write 12 s of noise at about -20 LKFS with a few short peaks."""
    random = np.random.default_rng(seed)
    sound = random.normal(0, 0.06, (RATE * 12, 2))
    for start in (RATE * 3, RATE * 7):
        sound[start : start + 48] = peak * np.sin(2 * np.pi * 1000 * np.arange(48) / RATE)[:, None]
    path = folder / name
    write_wave(path, [np.clip(sound, -0.95, 0.95)], WaveForm(labels=("L", "R"), sample_rate_hz=RATE), dither_seed=1)
    return path


def test_a_plan_is_shown_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mix = _mix(tmp_path)
    before = mix.read_bytes()
    assert run_words(["fix", str(mix), "--sheet", "ebu-r128", "--permit", "transparent,level,processing"]) == 0
    said = capsys.readouterr().out
    assert "Gain" in said
    assert "loudness.integrated" in said
    assert [path.name for path in tmp_path.iterdir()] == [mix.name]
    assert mix.read_bytes() == before


@pytest.mark.parametrize("name", ["mix.flac", "mix.aiff", "mix.w64"])
def test_another_container_becomes_wav_with_the_same_samples(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = _mix(tmp_path, peak=0.5)
    samples, rate = soundfile.read(source, dtype="int32")
    soundfile.write(tmp_path / name, samples, rate, "PCM_24")
    run_words(["check", str(tmp_path / name), "--sheet", "netflix-dub", "--layout", "2.0"])
    command = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("  mixgate fix"))
    run_words([*command.split()[1:], "--apply", "--out", str(tmp_path / "out")])
    (written,) = (tmp_path / "out").glob("mix.wav")
    assert np.array_equal(soundfile.read(written, dtype="int32")[0], samples)


def test_what_is_not_permitted_is_not_done_and_the_arithmetic_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mix = _mix(tmp_path)
    out = tmp_path / "out"
    assert (
        run_words(["fix", str(mix), "--sheet", "ebu-r128", "--permit", "transparent", "--apply", "--out", str(out)])
        == 5
    )
    said = " ".join(capsys.readouterr().err.split())
    assert "permitted: transparent" in said
    assert not out.exists() or not list(out.iterdir())


def test_the_corrected_mix_passes_and_its_log_says_what_was_done(tmp_path: Path) -> None:
    mix = _mix(tmp_path)
    out = tmp_path / "out"
    words = ["--permit", "transparent,level,processing", "--apply", "--out", str(out)]
    assert run_words(["fix", str(mix), "--sheet", "ebu-r128", *words]) == 0
    assert run_words(["check", str(out / mix.name), "--sheet", "ebu-r128"]) == 0
    log = json.loads((out / f"{mix.name}.provenance.json").read_text(encoding="utf-8"))
    assert log["schema"] == "mixgate.provenance/2"
    assert next(step["correction"]["kind"] for step in log["plan"]["steps"]) == "gain"
    assert all(reading["agrees"] for reading in log["readings"])


def test_what_is_linked_moves_by_the_same_gain(tmp_path: Path) -> None:
    mix = _mix(tmp_path, peak=0.3)
    stem = _mix(tmp_path, "stem_20.wav", seed=2, peak=0.3)
    out = tmp_path / "out"
    words = ["--permit", "transparent,level,processing", "--apply", "--out", str(out), "--linked", str(stem)]
    assert run_words(["fix", str(mix), "--sheet", "ebu-r128", *words]) == 0
    gains = [
        [step["correction"]["gain_db"] for step in log["plan"]["steps"] if step["correction"]["kind"] == "gain"]
        for log in (
            json.loads((out / f"{path.name}.provenance.json").read_text(encoding="utf-8")) for path in (mix, stem)
        )
    ]
    assert gains[0] == gains[1] != []


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--permit", "everything"], "grade"), (["--apply"], "--out"), (["--sheet", "none-such"], "sheet")],
)
def test_a_call_that_is_off_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    sheet = [] if "--sheet" in words else ["--sheet", "ebu-r128"]
    assert run_words(["fix", str(_mix(tmp_path)), *sheet, *words]) == 2
    assert said in capsys.readouterr().err


FOLDED = """
id = "house"
publisher = "A house"
title = "House rules"
edition = "1"
status = "current"

[documents.rules]
title = "House rules"
retrieved = 2026-01-01
obtained = "made up for tests"

[deliverables.surround]
title = "Surround"
mix_kinds = ["printmaster"]

[[deliverables.surround.requirements]]
rule = "peak.true-peak"
level = "shall"
grade = "primary"
source = "rules 1"
maximum_dbtp = -12.0

[[deliverables.surround.requirements]]
rule = "fold-down.true-peak"
level = "shall"
grade = "primary"
source = "rules 2"
fold_down = "LtRt"
maximum_dbtp = 0.0

[[deliverables.surround.requirements]]
rule = "loudness.integrated"
level = "shall"
grade = "primary"
source = "rules 3"

[[deliverables.surround.requirements.alternatives]]
gating = "leq-m"
algorithm = "ISO 21727"
maximum = 100.0
text = "Leq(m)"
"""


def test_what_the_sheet_asks_of_a_second_pass_is_measured_of_the_corrected_mix_too(tmp_path: Path) -> None:
    sheet = tmp_path / "house.toml"
    sheet.write_text(FOLDED)
    sound = np.random.default_rng(4).uniform(-0.4, 0.4, (RATE * 2, 6))
    form = WaveForm(labels=("L", "R", "C", "LFE", "Ls", "Rs"), sample_rate_hz=RATE)
    write_wave(tmp_path / "mix.wav", [sound], form, dither_seed=1)
    words = ["fix", str(tmp_path / "mix.wav"), "--sheet", str(sheet), "--leqm-calibration", "85@-20", "--apply"]
    words += ["--permit", "transparent,level"]
    assert run_words([*words, "--out", str(tmp_path / "out")]) == 0
    log = json.loads((tmp_path / "out" / "mix.wav.provenance.json").read_text())
    assert log["judgement"]["verdict"] == "acceptable"


def _delivery(folder: Path, gains: dict[str, float], *, broken: bool = False) -> Path:
    """Write a delivery: for each language a printmaster and its dialogue stem, and one M&E for all of them."""
    random = np.random.default_rng(7)
    count = RATE * 12
    music = random.normal(0, 0.02, (count, 2))
    rows: list[tuple[str, str, str | None]] = [("me", "me.wav", None)]
    sounds = {"me.wav": music}
    for language, gain in gains.items():
        speech = random.normal(0, 0.12, (count, 1)) * lines_envelope(count)[:, None] * np.ones((1, 2)) * gain
        sounds |= {f"{language}/dx.wav": speech, f"{language}/pm.wav": speech + music}
        rows += [("printmaster", f"{language}/pm.wav", language), ("dialogue", f"{language}/dx.wav", language)]
    form = WaveForm(labels=("L", "R"), sample_rate_hz=RATE)
    for name, sound in sounds.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_wave(folder / name, [sound], form, dither_seed=None)
    if broken:
        rows.append(("printmaster", "absent/pm.wav", "it"))
    text = 'title = "Film \\"One\\""\noriginal_language = "en"\n\n[programme]\npicture_rate = "25"\n'
    for kind, path, tongue in rows:
        text += f'\n[[files]]\npath = "{path}"\nkind = "{kind}"\nlayout = "2.0"\n'
        text += f'language = "{tongue}"\n' if tongue else ""
    (folder / "delivery.toml").write_text(text, encoding="utf-8")
    return folder


def _plans(path: Path) -> dict[str, dict[str, object]]:
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["schema"] == "mixgate.fix/2"
    return {mix["path"]: mix for mix in document["mixes"]}


def _gain(mix: dict[str, object]) -> float | None:
    steps = mix["plan"]["steps"] if mix["plan"] else []  # type: ignore[index]
    return next((step["correction"]["gain_db"] for step in steps if step["correction"]["kind"] == "gain"), None)


LEVEL = ["--sheet", "ebu-r128", "--permit", "transparent,level"]


def test_a_language_moves_together_and_the_new_delivery_still_sums(tmp_path: Path) -> None:
    source, out, plan = _delivery(tmp_path / "in", {"fr": 1.0}), tmp_path / "a" / "out", tmp_path / "plan.json"
    assert run_words(["fix", str(source), *LEVEL, "--json", str(plan), "--apply", "--out", str(out)]) == 0
    gains = {path: _gain(mix) for path, mix in _plans(plan).items()}
    assert len(set(gains.values())) == 1
    assert None not in gains.values()
    written = load_delivery(out / "delivery.toml")
    assert written == load_delivery(source / "delivery.toml")
    read = {file.path: soundfile.read(out / str(file.path))[0] for file in written.files}
    residual = read["fr/pm.wav"] - read["fr/dx.wav"] - read["me.wav"]
    assert np.abs(residual).max() <= 6 * 2.0**-23
    assert run_words(["check", str(out), "--sheet", "ebu-r128"]) == 0
    assert run_words(["fix", str(source), *LEVEL, "--apply", "--out", str(out)]) == 2, "nothing is overwritten"


@pytest.mark.parametrize("out", ["out", "./a/b", "in/../out", "link/out"])
def test_the_folder_of_a_corrected_delivery_may_be_named_from_where_the_run_begins(
    out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _delivery(tmp_path / "in", {"fr": 1.0})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")
    assert run_words(["fix", "in", *LEVEL, "--apply", "--out", out]) == 0
    assert load_delivery(tmp_path / out / "delivery.toml") == load_delivery(tmp_path / "in" / "delivery.toml")


def test_what_nothing_is_asked_of_is_copied_so_that_the_new_delivery_is_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = _delivery(tmp_path / "in", {"fr": 1.0}), tmp_path / "out"
    (source / "de").mkdir()
    alone = source / "de" / "mx.wav"
    alone.write_bytes((source / "me.wav").read_bytes())
    with (source / "delivery.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[files]]\npath = "de/mx.wav"\nkind = "music"\nlayout = "2.0"\nlanguage = "de"\n')
    assert run_words(["fix", str(source), *LEVEL, "--apply", "--out", str(out)]) == 0
    assert f"Copied: {out / 'de' / 'mx.wav'}" in capsys.readouterr().out
    assert (out / "de" / "mx.wav").read_bytes() == alone.read_bytes()
    assert {file.path for file in load_delivery(out / "delivery.toml").files} == {
        path.relative_to(out).as_posix() for path in out.rglob("*.wav")
    }


def test_the_break_is_said_where_languages_need_different_gains(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, plan = _delivery(tmp_path / "in", {"fr": 1.0, "de": 0.6}), tmp_path / "plan.json"
    run_words(["fix", str(source), *LEVEL, "--json", str(plan)])
    mixes = _plans(plan)
    for language in ("fr", "de"):
        assert _gain(mixes[f"{language}/dx.wav"]) == _gain(mixes[f"{language}/pm.wav"])
        assert "several printmasters" in str(mixes[f"{language}/pm.wav"]["breaks"])
    assert _gain(mixes["fr/pm.wav"]) != _gain(mixes["de/pm.wav"])
    assert _gain(mixes["me.wav"]) is None
    assert len(mixes["me.wav"]["breaks"]) == 2  # type: ignore[arg-type]
    assert "No longer sums" in capsys.readouterr().out


def test_one_absent_mix_stops_no_other_and_stays_listed(tmp_path: Path) -> None:
    source, out = _delivery(tmp_path / "in", {"fr": 1.0}, broken=True), tmp_path / "out"
    assert run_words(["fix", str(source), *LEVEL, "--apply", "--out", str(out)]) == 1
    assert (out / "fr" / "pm.wav").exists()
    assert "absent/pm.wav" in {file.path for file in load_delivery(out / "delivery.toml").files}
    assert run_words(["check", str(out), "--sheet", "ebu-r128"]) == 1


def test_nothing_is_permitted_but_headers_unless_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["fix", str(_mix(tmp_path)), "--sheet", "ebu-r128"]) == 5
    assert "permitted: transparent" in " ".join(capsys.readouterr().err.split())


def test_a_plan_shows_the_verdict_to_expect_in_plain_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_words(["fix", str(_mix(tmp_path)), "--sheet", "ebu-r128", "--permit", "transparent,level,processing"])
    said = capsys.readouterr().out
    assert "Forecast, ebu-r128 programme: acceptable." in said
    assert "max true peak dbtp" not in said
    assert "True peak" in said


def test_a_plan_is_said_in_german_and_its_document_is_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mix, words = str(_mix(tmp_path)), ["--sheet", "netflix-dub", "--permit", "transparent,level,processing"]
    documents = []
    for tag in ("en", "de"):
        plan = tmp_path / f"{tag}.json"
        assert run_words(["fix", mix, *words, "--lang", tag, "--json", str(plan)]) == 4
        documents.append(plan.read_text(encoding="utf-8"))
    said = " ".join(capsys.readouterr().out.split("netflix-dub", maxsplit=1)[1].split())
    assert documents[0] == documents[1]
    assert "True-Peak-Limiter auf -2,30 dBTP" in said
    assert "Der Limiter senkt 4 Spitzen um bis zu 1,4 dB ab." in said
    assert "Bleibt: Dauer (time.duration-match): Die Länge des Bildes wurde nicht angegeben." in said
    assert "Vorhersage, netflix-dub stereo: unvollständig: etwas bleibt offen. Offen: Lautheit" in said
    (planned,) = json.loads(documents[1])["mixes"]
    note = planned["plan"]["notes"][0]
    assert (note["code"], note["text"]) == ("plan.limiter-reduces", "The limiter reduces 4 peaks by up to 1.4 dB.")


def test_a_refusal_is_said_in_german_and_other_errors_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, plan = _delivery(tmp_path / "in", {"fr": 1.0}, broken=True), tmp_path / "plan.json"
    assert run_words(["fix", str(source), "--sheet", "ebu-r128", "--lang", "de", "--json", str(plan)]) == 5
    said = capsys.readouterr()
    errors = " ".join(said.err.split())
    assert "Fehler: Diese Mischung ist mit dem, was erlaubt ist, nicht zu korrigieren." in errors
    assert "gefunden: Die Lautheit braucht -7,85 dB. Das leistet: Pegeländerung -7,85 dB; das ist level" in errors
    assert "(--permit transparent,level,processing; --whole-ends; --most-gain)." in errors
    assert "error: The file cannot be read." in errors
    assert "Nicht korrigiert: Diese Mischung ist" in said.out
    refused = _plans(plan)["fr/pm.wav"]["refused"]
    assert refused["found"][0]["code"] == "plan.would-do-it"  # type: ignore[index]
    assert refused["found"][0]["arguments"]["permitted"] == ["transparent"]  # type: ignore[index]


def test_what_was_written_is_told_in_german(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    words = ["--permit", "transparent,level", "--apply", "--out", str(out), "--lang", "de"]
    assert run_words(["fix", str(_mix(tmp_path)), "--sheet", "ebu-r128", *words]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("Messwert", "Vorhersage", "Nachgemessen", "Geschrieben:", "Protokoll:"))
    log = json.loads((out / "mix_20.wav.provenance.json").read_text(encoding="utf-8"))
    assert "fix.parts-must-move" in {note["code"] for note in log["notes"]}
    assert log["plan"]["steps"][0]["message"]["text"].startswith("Gain -")


def test_an_unknown_language_is_an_error_of_the_call(tmp_path: Path) -> None:
    assert run_words(["fix", str(_mix(tmp_path)), "--sheet", "ebu-r128", "--lang", "klingon"]) == 2
