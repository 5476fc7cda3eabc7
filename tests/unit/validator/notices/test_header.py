"""Headers held against each other, against what is stated, and against the sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.measurements import make_measurements
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.catalogue import say
from validator.containers.facts import BextFacts, LoudnessFields
from validator.containers.wave.bext import build_bext
from validator.containers.wave.riff import Chunk
from validator.judging.judge import judge
from validator.measuring.measure import MeasureOptions, measure
from validator.results.finding import NoticeKind, State
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from tests.unit.validator.conftest import MakeWave
    from validator.results.measurements import Measurements
    from validator.results.report import Report

RATE = 48_000
DEMAND = make_requirement("form.sample-rate", allowed_hz=[RATE])


def judged(measured: Measurements, *requirements: Any, **programme: Any) -> Report:
    subject = Subject(measurements=measured, programme=ProgrammeFacts(**({"picture_rate": "25"} | programme)))
    return judge(make_sheet(*(requirements or (DEMAND,))), subject, version="0", deliverable="mix")


def said(report: Report, kind: NoticeKind) -> list[str]:
    return [say(notice.message) for notice in report.notices if notice.kind is kind]


@pytest.mark.parametrize(
    ("stated", "rate", "expected"),
    [
        (
            "24/1",
            "23.976",
            ["The iXML of Harbour_Lights_51.wav says a picture rate of 24/1; the delivery says 23.976."],
        ),
        ("24000/1001", "23.976", []),
        ("25/1", "25", []),
        (
            "30000/1001",
            "25",
            ["The iXML of Harbour_Lights_51.wav says a picture rate of 30000/1001; the delivery says 25."],
        ),
        ("rubbish", "25", []),
    ],
)
def test_the_picture_rate_of_ixml_against_the_stated_one(stated: str, rate: str, expected: list[str]) -> None:
    measured = make_measurements(file={"ixml": {"timecode_rate": stated}})
    assert said(judged(measured, picture_rate=rate), NoticeKind.HEADER) == expected


@pytest.mark.parametrize(
    ("flag", "start", "differs"),
    [
        ("DF", "01:00:00:00", True),
        ("NDF", "01:00:00;00", True),
        ("DF", "01:00:00;00", False),
        ("NDF", "01:00:00:00", False),
        (None, "01:00:00;00", False),
    ],
)
def test_the_drop_frame_flag_against_the_stated_count(flag: str | None, start: str, *, differs: bool) -> None:
    measured = make_measurements(file={"ixml": {"timecode_flag": flag}}, start_sample=None)
    found = said(judged(measured, picture_rate="29.97", start_timecode=start), NoticeKind.HEADER)
    assert [text for text in found if "counts timecode" in text] == (found if differs else [])
    assert bool(found) is differs


def test_files_of_a_set_that_start_apart() -> None:
    measured = make_measurements(form="mono-set")
    first, second, *others = measured.files
    assert second.bext is not None
    moved = second.model_copy(update={"bext": second.bext.model_copy(update={"time_reference_samples": 5})})
    assert said(judged(measured), NoticeKind.HEADER) == []
    found = said(judged(measured.model_copy(update={"files": (first, moved, *others)})), NoticeKind.HEADER)
    assert found == [
        f"The files of the set start at different samples: {first.name} at {first.start_sample}, {moved.name} at 5."
    ]
    unstamped = second.model_copy(update={"bext": None})
    found = said(judged(measured.model_copy(update={"files": (first, unstamped, *others)})), NoticeKind.HEADER)
    assert "at no start" in found[0]


def loudness(**fields: float) -> dict[str, Any]:
    return {"file": {"ixml": {"loudness": fields}}}


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("integrated_lkfs", 0.205),
        ("loudness_range_lu", 2.005),
        ("max_true_peak_dbtp", 0.605),
        ("max_momentary_lkfs", 0.205),
        ("max_short_term_lkfs", 0.205),
    ],
)
def test_every_field_has_its_own_tolerance_both_ways(name: str, apart: float) -> None:
    reading = getattr(make_measurements(), name)
    for sign in (1, -1):
        inside, outside = (loudness(**{name: reading + sign * (apart + extra)}) for extra in (0.0, 0.001))
        assert said(judged(make_measurements(**inside)), NoticeKind.METADATA) == []
        assert len(said(judged(make_measurements(**outside)), NoticeKind.METADATA)) == 1


def test_a_finding_on_one_field_leaves_the_notice_of_another() -> None:
    measured = make_measurements(integrated_lkfs=-23.0, **loudness(integrated_lkfs=-18.0, max_true_peak_dbtp=3.0))
    demand = make_requirement("metadata.loudness-agrees", fields=["integrated"])
    report = judged(measured, demand)
    assert [finding.state for finding in report.findings] == [State.FAIL]
    (notice,) = said(report, NoticeKind.METADATA)
    assert "true peak" in notice
    assert "integrated" not in notice


def test_a_mono_set_states_the_programme_only_where_all_files_say_the_same() -> None:
    measured = make_measurements(form="mono-set", integrated_lkfs=-23.0, **loudness(integrated_lkfs=-30.0))
    assert len(said(judged(measured), NoticeKind.METADATA)) == 1
    first, *others = measured.files
    assert first.ixml is not None
    own = first.ixml.model_copy(update={"loudness": LoudnessFields(integrated_lkfs=-31.0)})
    apart = measured.model_copy(update={"files": (first.model_copy(update={"ixml": own}), *others)})
    assert said(judged(apart), NoticeKind.METADATA) == []


def _bext(**fields: float) -> Chunk:
    facts = BextFacts(
        version=2,
        description="",
        originator="",
        originator_reference="",
        origination_date="2026-01-01",
        origination_time="10:00:00",
        time_reference_samples=0,
        loudness=LoudnessFields(**fields),
    )
    return Chunk(id="bext", payload=build_bext(facts))


def test_a_file_whose_bext_is_five_lu_off(make_wave: MakeWave) -> None:
    sound = np.random.default_rng(1).normal(0.0, 0.05, (RATE * 4, 2))
    plain = measure(open_programme([make_wave("plain.wav", sound)]), MeasureOptions(version="0"))
    assert plain.integrated_lkfs is not None
    for off, count in ((5.0, 1), (0.1, 0)):
        chunk = _bext(integrated_lkfs=round(plain.integrated_lkfs + off, 2))
        found = measure(open_programme([make_wave("a.wav", sound, after=[chunk])]), MeasureOptions(version="0"))
        assert len(said(judged(found), NoticeKind.METADATA)) == count


def _mix(order: str) -> tuple[list[str], np.ndarray[Any, np.dtype[np.float64]]]:
    """A 5.1 in an order: noise in five channels, rumble below 100 Hz in the LFE."""
    rng = np.random.default_rng(2)
    labels = list(LAYOUTS[order].labels) if order in LAYOUTS else order.split()
    sound = rng.normal(0.0, 0.05, (RATE * 4, 6))
    times = np.arange(RATE * 4)[:, None] / RATE
    low = np.sin(2 * np.pi * times * np.array([30.0, 45.0, 70.0])).sum(axis=1) * 0.05
    sound[:, labels.index("LFE")] = low
    return labels, sound


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("5.1", None),
        ("5.1-film", "labelled Rs is one"),
        ("L R LFE C Ls Rs", "C and LFE exchanged"),
        ("LFE R C L Ls Rs", "L and LFE exchanged"),
    ],
)
def test_an_order_that_is_not_that_of_the_mask(make_wave: MakeWave, order: str, expected: str | None) -> None:
    _, sound = _mix(order)
    programme = open_programme([make_wave("a.wav", sound, mask=0x3F)])
    assert programme.layout is LAYOUTS["5.1"]
    found = said(judged(measure(programme, MeasureOptions(version="0"))), NoticeKind.CHANNEL_LABELS)
    assert (found == []) if expected is None else (expected in found[0])
    if order == "5.1-film":
        assert "L C R Ls Rs LFE (5.1-film)" in found[0]


def test_a_full_range_lfe_alone_is_told_without_a_guess(make_wave: MakeWave) -> None:
    sound = np.random.default_rng(3).normal(0.0, 0.05, (RATE * 4, 6))
    measured = measure(open_programme([make_wave("a.wav", sound, mask=0x3F)]), MeasureOptions(version="0"))
    (text,) = said(judged(measured), NoticeKind.CHANNEL_LABELS)
    assert text.startswith("What is labelled LFE is no low-frequency channel: K-weighting changes its level by +")


def test_a_silent_lfe_and_old_measurements_say_nothing(make_wave: MakeWave) -> None:
    sound = np.random.default_rng(3).normal(0.0, 0.05, (RATE * 4, 6))
    sound[:, 3] = 0.0
    measured = measure(open_programme([make_wave("a.wav", sound, mask=0x3F)]), MeasureOptions(version="0"))
    assert said(judged(measured), NoticeKind.CHANNEL_LABELS) == []
    assert said(judged(make_measurements()), NoticeKind.CHANNEL_LABELS) == []


def _film(order: str, lines: tuple[float, ...] = (1.0, 5.0, 9.0), seconds: int = 14) -> np.ndarray[Any, Any]:
    """A 5.1 in an order: soft noise in all channels but a silent LFE, and lines of 2 s in the centre."""
    labels = list(LAYOUTS[order].labels) if order in LAYOUTS else order.split()
    sound = np.random.default_rng(4).normal(0.0, 0.005, (RATE * seconds, 6))
    for start in lines:
        sound[round(start * RATE) : round((start + 2.0) * RATE), labels.index("C")] *= 20.0
    sound[:, labels.index("LFE")] = 0.0
    return sound


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("5.1", None),
        ("C R L LFE Ls Rs", "L and C exchanged"),
        ("L R Ls LFE C Rs", "Ls and C exchanged"),
        ("L C R LFE Ls Rs", "R and C exchanged"),
    ],
)
def test_lines_in_another_channel_than_the_centre(make_wave: MakeWave, order: str, expected: str | None) -> None:
    programme = open_programme([make_wave("a.wav", _film(order), mask=0x3F)])
    found = said(judged(measure(programme, MeasureOptions(version="0"))), NoticeKind.CHANNEL_LABELS)
    assert (found == []) if expected is None else (len(found) == 1 and expected in found[0])


def test_one_effect_at_one_side_and_a_mix_without_a_centre_say_nothing(make_wave: MakeWave) -> None:
    short = _film("C R L LFE Ls Rs", lines=(1.0,))
    stereo = np.zeros((RATE * 14, 2))
    stereo[:, 0] = short[:, 0]
    for sound, mask in ((short, 0x3F), (stereo, 0x3)):
        programme = open_programme([make_wave("a.wav", sound, mask=mask)])
        assert said(judged(measure(programme, MeasureOptions(version="0"))), NoticeKind.CHANNEL_LABELS) == []


def test_lines_tell_the_order_where_the_lfe_is_silent(make_wave: MakeWave) -> None:
    programme = open_programme([make_wave("a.wav", _film("5.1-film"), mask=0x3F)])
    found = said(judged(measure(programme, MeasureOptions(version="0"))), NoticeKind.CHANNEL_LABELS)
    assert any("L C R Ls Rs LFE (5.1-film)" in text for text in found)


@pytest.mark.parametrize(
    ("ixml", "xmp", "rate", "expected"),
    [
        (None, {"video_rate": "24"}, "25", ["The XMP of {f} says a picture rate of 24; the delivery says 25."]),
        (
            None,
            {"timecode_rate": "24/1", "video_rate": "25"},
            "25",
            ["The XMP of {f} says a picture rate of 24/1; the delivery says 25."],
        ),
        (None, {"timecode_rate": "25/1", "video_rate": "25.00"}, "25", []),
        (
            "25/1",
            {"video_rate": "23.976"},
            "25",
            ["The XMP of {f} says a picture rate of 23.976; the delivery says 25."],
        ),
        (
            "24/1",
            {"video_rate": "24/1"},
            "25",
            [
                "The iXML of {f} says a picture rate of 24/1; the delivery says 25.",
                "The XMP of {f} says a picture rate of 24/1; the delivery says 25.",
            ],
        ),
        (
            "24/1",
            {"timecode_rate": "25/1"},
            None,
            ["The headers of {f} say two picture rates: 24/1 in iXML, 25/1 in XMP (startTimecode)."],
        ),
        (None, {"timecode_rate": "24/1", "video_rate": "PALish"}, None, []),
        (
            None,
            {"timecode_rate": "24/1", "video_rate": "25"},
            None,
            ["The headers of {f} say two picture rates: 24/1 in XMP (startTimecode), 25 in XMP (videoFrameRate)."],
        ),
        ("24/1", {"timecode_rate": "24/1"}, None, []),
        ("24/1", None, None, []),
    ],
)
def test_the_picture_rate_of_xmp_against_what_is_stated_and_against_ixml(
    ixml: str | None, xmp: dict[str, str] | None, rate: str | None, expected: list[str]
) -> None:
    measured = make_measurements(file={"ixml": ixml and {"timecode_rate": ixml}, "xmp": xmp})
    found = said(judged(measured, picture_rate=rate), NoticeKind.HEADER)
    assert found == [text.format(f="Harbour_Lights_51.wav") for text in expected]


@pytest.mark.parametrize(
    ("rate", "timecode", "start", "differs"),
    [
        ("25/1", "01:00:00:00", 172_800_000, False),
        ("25/1", "01:00:00:00", 172_801_919, False),
        ("25/1", "01:00:00:00", 172_801_920, True),
        ("24000/1001", "01:00:00:00", 172_972_800, False),
        ("24/1", "01:00:00:00", 172_972_800, True),
        ("30000/1001", "01:00:00;00", 172_799_827, False),
        ("24/1", "not a timecode", 172_972_800, False),
        (None, "01:00:00:00", 5, False),
        ("25/1", "01:00:00:00", None, False),
    ],
)
def test_the_start_of_xmp_against_that_of_bext(
    rate: str | None, timecode: str, start: int | None, *, differs: bool
) -> None:
    xmp = {"timecode_rate": rate, "start_timecode": timecode}
    measured = make_measurements(file={"xmp": xmp}, start_sample=start)
    found = said(judged(measured, picture_rate=None), NoticeKind.HEADER)
    assert [text for text in found if "bext says sample" in text] == (found if differs else [])
    assert bool(found) is differs
