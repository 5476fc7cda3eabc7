"""What an audit of the shelf found wrong by use, each as the reproduction that showed it and its clean twin.

The signals are tones whose readings can be worked out on paper, as in `test_verdicts_by_hand`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from fixtures.measurements import make_measurements
from fixtures.wave_files import write_wave
from mixgate.cli import run_words
from packager.fixing.render import WaveForm
from specs.loader import load_sheet, sheet_names
from specs.requirements.requirement import Grade
from specs.statements.programme import ProgrammeFacts
from validator.containers.facts import BextFacts
from validator.judging.judge import judge
from validator.results.finding import State
from validator.results.report import Verdict
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE: Final = 48000
FRENCH_CHANNELS: Final = ("fr-tf1", "fr-france-televisions", "fr-m6", "fr-canal-plus")
HEARSAY: Final = ("arte-geie", "hbo-max-2021", "sonyliv", "netflix-theatrical")


def _sine(peak_dbfs: float, seconds: float, hertz: float = 997.0) -> NDArray[np.float64]:
    count = int(RATE * seconds)
    return 10 ** (peak_dbfs / 20) * np.sin(2 * np.pi * hertz * np.arange(count) / RATE)


def _stereo(path: Path, sound: NDArray[np.float64], *, start_seconds: float | None = None) -> Path:
    """Write the same sound to both channels; two of them at a peak of P dBFS read P LKFS."""
    bext = None
    if start_seconds is not None:
        bext = BextFacts(
            version=1,
            description="",
            originator="",
            originator_reference="",
            origination_date="2026-01-01",
            origination_time="00:00:00",
            time_reference_samples=int(start_seconds * RATE),
        )
    form = WaveForm(labels=("L", "R"), sample_rate_hz=RATE, bext=bext)
    write_wave(path, [np.stack([sound, sound], axis=1)], form, dither_seed=1)
    return path


def _checked(path: Path, sheet: str, *words: str) -> tuple[int, dict[str, str], str]:
    """Return the exit code, the state of every demand by its key, and the verdict."""
    report = path.with_suffix(".json")
    code = run_words(["check", str(path), "--sheet", sheet, "--json", str(report), "-q", *words])
    (said,) = json.loads(report.read_text(encoding="utf-8"))["reports"]
    return code, {finding["key"]: finding["state"] for finding in said["findings"]}, said["verdict"]


@pytest.mark.parametrize("sheet", FRENCH_CHANNELS)
def test_a_mix_11_lu_too_loud_for_french_television_is_rejected(tmp_path: Path, sheet: str) -> None:
    hot = _stereo(tmp_path / "hot.wav", _sine(-12.0, 125.0))
    code, states, verdict = _checked(hot, sheet, "--picture-rate", "25")
    assert (code, verdict, states["loudness.integrated"]) == (1, "rejected", "fail")


def test_a_mix_at_the_level_of_french_television_is_not(tmp_path: Path) -> None:
    good = _stereo(tmp_path / "good.wav", _sine(-23.0, 125.0))
    code, states, _ = _checked(good, "fr-tf1", "--picture-rate", "25")
    assert states["loudness.integrated"] == "pass"
    assert code == 4, "the range of dialogue cannot be told without dialogue"


@pytest.mark.parametrize("sheet", HEARSAY)
def test_a_mix_outside_a_figure_of_hearsay_neither_meets_nor_fails(
    tmp_path: Path, sheet: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hot = _stereo(tmp_path / "hot.wav", _sine(-12.0, 10.0))
    assert run_words(["check", str(hot), "--sheet", sheet, "--picture-rate", "25"]) == 4
    shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "UNVERIFIED" in shown
    assert "This mix meets" not in shown


@pytest.mark.parametrize(("start_seconds", "fails"), [(3600.0, False), (3595.0, False), (3594.0, True)])
def test_a_component_may_be_padded_by_five_seconds_before_the_hour(
    tmp_path: Path, start_seconds: float, fails: bool
) -> None:
    padding = np.zeros(int(RATE * (3600.0 - start_seconds)))
    path = _stereo(tmp_path / "padded.wav", np.concatenate([padding, _sine(-24.0, 10.0)]), start_seconds=start_seconds)
    _, states, _ = _checked(path, "wbd-component-audio", "--picture-rate", "25", "--start-timecode", "01:00:00:00")
    assert (states["time.start-timecode"] == "fail") is fails


@pytest.mark.parametrize(
    ("sheet", "tone_dbfs", "target", "words"),
    [
        ("dpp-as11", -18.0, -23.0, ["--not-live"]),
        ("cbs-commercial", -20.0, -24.0, ["--kind", "commercial"]),
    ],
)
def test_a_line_up_tone_is_not_measured_as_programme(
    tmp_path: Path, sheet: str, tone_dbfs: float, target: float, words: list[str]
) -> None:
    parts = [_sine(tone_dbfs, 20.0, 1000.0), np.zeros(RATE * 10), _sine(target, 30.0)]
    path = _stereo(tmp_path / "tone.wav", np.concatenate(parts), start_seconds=35970.0)
    _, states, _ = _checked(path, sheet, "--picture-rate", "25", *words)
    assert states["loudness.integrated"] == "pass"


@pytest.mark.parametrize("sheet", ["dpp-as11", "fox-commercial", "cbs-commercial", "nrk", "dcp-audio", "apple-tv"])
def test_a_wrapper_that_is_asked_for_rejects_no_sound_file(tmp_path: Path, sheet: str) -> None:
    path = _stereo(tmp_path / "mix.wav", _sine(-23.0, 5.0))
    kind = "commercial" if sheet.endswith("commercial") else "printmaster"
    _, states, _ = _checked(path, sheet, "--picture-rate", "25", "--kind", kind)
    assert not {key for key, state in states.items() if state == "fail" and key in {"form.container", "form.files"}}


def test_what_is_preferred_rejects_nothing(tmp_path: Path) -> None:
    code, states, verdict = _checked(_stereo(tmp_path / "mix.wav", _sine(-24.0, 5.0)), "roku-channel")
    assert (code, verdict, states["form.layout"]) == (4, "unverified", "warn")


def _surround(path: Path, labels: tuple[str, ...], seconds: float, *, head_seconds: float = 0.0) -> Path:
    sound = np.concatenate([np.zeros(int(RATE * head_seconds)), _sine(-24.0, seconds)])
    form = WaveForm(labels=labels, sample_rate_hz=RATE)
    write_wave(path, [np.stack([sound * 0.3] * len(labels), axis=1)], form, dither_seed=1)
    return path


@pytest.mark.parametrize(
    ("labels", "seconds", "head_seconds", "failed"),
    [
        (("L", "R", "C", "LFE", "Ls", "Rs"), 12.0, 0.0, None),
        # The channel mask 137h: L R C and three surrounds, no LFE.
        (("L", "R", "C", "Lrs", "Rrs", "Cs"), 12.0, 0.0, "form.layout"),
        (("L", "C", "R", "Ls", "Rs", "LFE"), 12.0, 0.0, "form.layout"),
        (("L", "R", "C", "LFE", "Ls", "Rs"), 6.0, 0.0, "time.duration-match"),
        (("L", "R", "C", "LFE", "Ls", "Rs"), 12.0, 8.0, "time.duration-match"),
    ],
    ids=["as asked", "mask 137h", "film order", "half of it", "leader of 8 s"],
)
def test_a_dub_is_rejected_for_layout_and_length_as_its_publisher_does(
    tmp_path: Path, labels: tuple[str, ...], seconds: float, head_seconds: float, failed: str | None
) -> None:
    path = _surround(tmp_path / "dub.wav", labels, seconds, head_seconds=head_seconds)
    layout = ["--layout", ",".join(labels)] if "Cs" not in labels else []
    words = ["--picture-rate", "24", "--picture-frames", "288", "--version-of-title", "dub", *layout]
    code, states, _ = _checked(path, "netflix-dub", *words)
    if failed is None:
        assert states["form.layout"] == states["time.duration-match"] == "pass"
    else:
        assert (code, states[failed]) == (1, "fail")


def test_the_grade_of_a_copy_is_the_same_on_every_sheet() -> None:
    """A text read on somebody else's page is quoted: nobody knows what was left out or added there."""
    for name in sheet_names():
        sheet = load_sheet(name).sheet
        copies = {key for key, document in sheet.documents.items() if "copy" in document.obtained}
        for deliverable in sheet.deliverables.values():
            primary = {
                demand.source.split(" ")[0] for demand in deliverable.requirements if demand.grade is Grade.PRIMARY
            }
            assert not primary & copies, name


def _state_of(sheet: str, deliverable: str, key: str, subject: Subject) -> State:
    report = judge(load_sheet(sheet), subject, version="0", deliverable=deliverable)
    return next(finding.state for finding in report.findings if finding.key == key)


@pytest.mark.parametrize(
    ("speech_lkfs", "rest_lkfs", "told", "state"),
    [
        (-24.0, -24.0, True, State.PASS),
        # Dialogue was measured and is 6 LU too soft: a programme at -24.3 LKFS does not rescue it.
        (-30.0, -22.9, True, State.FAIL),
        (-24.0, -17.6, True, State.PASS),
        # Without dialogue the programme is held.
        (-30.0, -22.9, False, State.PASS),
        (-24.0, -17.6, False, State.FAIL),
    ],
)
@pytest.mark.parametrize(("deliverable", "layout"), [("surround", "5.1"), ("stereo", "2.0")])
def test_a_fallback_is_for_what_was_not_measured(
    deliverable: str, layout: str, speech_lkfs: float, rest_lkfs: float, told: bool, state: State
) -> None:
    scenes = [(0.5, None), (4.0, rest_lkfs), (4.0, speech_lkfs), (3.5, rest_lkfs), (0.5, None)]
    measured = make_measurements(layout=layout, scenes=scenes, dialogue={} if told else None)
    facts = ProgrammeFacts(
        picture_rate="24000/1001",
        start_timecode="01:00:00:00",
        first_frame_of_action="01:00:00:00",
        last_frame_of_action="01:00:12:10",
    )
    subject = Subject(measurements=measured, programme=facts)
    assert _state_of("disney-a85", deliverable, "loudness.integrated", subject) is state


@pytest.mark.parametrize("sheet", ["fr-cst-rt-017", *FRENCH_CHANNELS])
@pytest.mark.parametrize(
    ("softest", "middle", "loudest", "state"),
    [
        (-30.0, -23.0, -16.0, State.PASS),
        (-33.0, -32.0, -31.0, State.FAIL),
        (-24.0, -16.0, -15.9, State.FAIL),
    ],
)
def test_the_range_of_dialogue_lies_about_a_fixed_loudness(
    sheet: str, softest: float, middle: float, loudest: float, state: State
) -> None:
    speech = {
        "integrated_lkfs": middle,
        "short_term_minimum_lkfs": softest,
        "short_term_maximum_lkfs": loudest,
    }
    measured = make_measurements(layout="2.0", scenes=[(130.0, -23.0)], dialogue=speech)
    assert _state_of(sheet, "programme", "dialogue.range", Subject(measurements=measured)) is state


@pytest.mark.parametrize("sheet", ["sk-culture-2014", "ru-channel-one", "nrk", "dr"])
def test_a_text_that_refers_to_another_is_held_to_its_figures(sheet: str) -> None:
    layout = "5.1" if sheet == "ru-channel-one" else "2.0"
    deliverable = "surround" if sheet == "ru-channel-one" else "programme"
    for loudness, verdict in ((-23.1, Verdict.ACCEPTABLE), (-12.0, Verdict.REJECTED)):
        measured = make_measurements(layout=layout, integrated_lkfs=loudness)
        facts = ProgrammeFacts(picture_rate="25", live=False)
        report = judge(
            load_sheet(sheet), Subject(measurements=measured, programme=facts), version="0", deliverable=deliverable
        )
        assert report.verdict is verdict
