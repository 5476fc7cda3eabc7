"""An ADM file is several mixes: each bed, a programme of stems as their sum, and one with moving objects rendered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from fixtures.adm import fmt_payload, scene
from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.measurements import make_measurements
from fixtures.moving_objects import Step, write_scene
from specs.message import message
from specs.vocabulary import MixKind
from validator.catalogue import say
from validator.containers.adm.build import BedContent, BedPlan, ProgrammePlan, SoundForm, build_adm
from validator.containers.wave.riff import Chunk, build_riff
from validator.delivery.checked import checked
from validator.delivery.consistency.bed_separation import beds_not_separate
from validator.delivery.dialogue_guides import MixFiles
from validator.delivery.ingest.file_parts import parts_of_file
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import stated_by
from validator.delivery.judged import Judging
from validator.delivery.measured import Scans, measure_mix
from validator.measuring.measure import MeasureOptions
from validator.progress import unseen
from validator.results.report import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.results.measurements import Measurements

RATE: Final = 48_000
OPTIONS: Final = MeasureOptions(version="1", kernel="numpy", workers=1)


def noise(channels: int, peak: float, seed: int) -> NDArray[np.float64]:
    return np.random.default_rng(seed).uniform(-peak, peak, (RATE, channels))


def pcm(samples: NDArray[np.float64]) -> bytes:
    words = np.round(samples * 2**23).astype("<i4")
    return words.reshape(-1).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def riff(*parts: tuple[str, bytes]) -> bytes:
    return build_riff([Chunk(id=name, payload=payload) for name, payload in parts])


def adm(path: Path, *beds: tuple[BedPlan, NDArray[np.float64]]) -> Path:
    sound = np.concatenate([samples for _, samples in beds], axis=1)
    plans = [plan for plan, _ in beds]
    programme = ProgrammePlan(name="Night tram", beds=tuple(plan.name for plan in plans), language="de")
    form = SoundForm(sample_rate_hz=RATE, bit_depth=24, sample_count=len(sound))
    chunks = build_adm(plans, [programme], form)
    parts = (("fmt ", fmt_payload(sound.shape[1])), ("chna", chunks.chna), ("data", pcm(sound)), ("axml", chunks.axml))
    path.write_bytes(riff(*parts))
    return path


DIALOGUE: Final = BedPlan(name="Dialogue", layout="5.1", kind=BedContent.DIALOGUE, language="de")
ME: Final = BedPlan(name="M&E", layout="5.1", kind=BedContent.MUSIC_AND_EFFECTS)
MUSIC: Final = BedPlan(name="Music", layout="5.1", kind=BedContent.MUSIC)
EFFECTS: Final = BedPlan(name="Effects", layout="2.0", kind=BedContent.EFFECTS)
MAIN: Final = BedPlan(name="Main", layout="5.1", kind=BedContent.COMPLETE_MAIN, language="de")
TWO: Final = BedPlan(name="Two", layout="2.0", kind=BedContent.COMPLETE_MAIN)
STEREO: Final = BedPlan(name="Main", layout="2.0", kind=BedContent.COMPLETE_MAIN, language="fr")


def test_one_bed_reads_as_the_same_sound_without_adm(tmp_path: Path) -> None:
    sound = noise(6, 0.2, 1)
    place = adm(tmp_path / "film.wav", (MAIN, sound))
    (tmp_path / "plain.wav").write_bytes(riff(("fmt ", fmt_payload(6)), ("data", pcm(sound))))
    (bed,) = mixes_of([place], stated_by()).mixes
    (plain,) = mixes_of([tmp_path / "plain.wav"], stated_by(layout="5.1")).mixes
    read, expected = measure_mix(bed, OPTIONS, unseen), measure_mix(plain, OPTIONS, unseen)
    assert (bed.path, read.layout) == ("film.wav", "5.1")
    assert (read.integrated_lkfs, read.channels, read.pairs) == (
        expected.integrated_lkfs,
        expected.channels,
        expected.pairs,
    )


def test_beds_are_mixes_of_their_own_and_the_file_is_scanned_once(tmp_path: Path) -> None:
    place = adm(tmp_path / "film.wav", (DIALOGUE, noise(6, 0.1, 1)), (ME, noise(6, 0.4, 2)))
    mixes = mixes_of([place], stated_by()).mixes
    assert [(mix.path, mix.statement.kind, mix.statement.language) for mix in mixes] == [
        ("film.wav#Dialogue", MixKind.DIALOGUE, "de"),
        ("film.wav#M&E", MixKind.ME, None),
        ("film.wav#Night tram", MixKind.PRINTMASTER, "de"),
    ]
    scans = Scans(mixes)
    dialogue, me, _ = (measure_mix(mix, OPTIONS, unseen, scans=scans) for mix in mixes)
    assert scans.count == 2  # the file, and the sum of its beds, which is no channel of it
    assert me.integrated_lkfs is not None
    assert dialogue.integrated_lkfs is not None
    assert me.integrated_lkfs - dialogue.integrated_lkfs == pytest.approx(12.04, abs=0.2)
    assert dialogue.layout == me.layout == "5.1"


def test_beds_with_one_name_are_told_apart(tmp_path: Path) -> None:
    place = adm(tmp_path / "film.wav", (MAIN, noise(6, 0.1, 1)), (ME, noise(6, 0.1, 2)))
    names = [found.part.name for found in parts_of_file(place)]
    assert len(set(names)) == 2
    stereo = adm(tmp_path / "two.wav", (STEREO, noise(2, 0.1, 1)), (ME, noise(6, 0.1, 2)))
    assert [(found.part.layout, found.language) for found in parts_of_file(stereo)] == [("2.0", "fr"), ("5.1", None)]


def test_a_programme_of_stems_is_judged_as_the_mix_that_they_add_up_to(tmp_path: Path) -> None:
    one, two = noise(6, 0.1, 1), noise(6, 0.4, 2)
    place = adm(tmp_path / "film.wav", (DIALOGUE, one), (ME, two))
    (tmp_path / "plain.wav").write_bytes(riff(("fmt ", fmt_payload(6)), ("data", pcm(one + two))))
    whole = mixes_of([place], stated_by()).mixes[-1]
    (plain,) = mixes_of([tmp_path / "plain.wav"], stated_by(layout="5.1")).mixes
    # Each bed is rounded to 24 bits before they are added, and the mix after.
    added = np.concatenate(list(whole.open().blocks()))
    mixed = np.concatenate(list(plain.open().blocks()))
    assert np.abs(added - mixed).max() <= 1.5 * 2.0**-23
    (stretch,) = whole.open().blocks(start_sample=RATE - 100, sample_count=50)
    assert np.array_equal(stretch, added[-100:-50])
    read = measure_mix(replace(whole, stem=None, me=None), OPTIONS, unseen)
    expected = measure_mix(plain, OPTIONS, unseen)
    assert read.layout == "5.1"
    assert read.integrated_lkfs == pytest.approx(expected.integrated_lkfs, abs=1e-4)
    assert read.max_true_peak_dbtp == pytest.approx(expected.max_true_peak_dbtp, abs=1e-4)


def test_the_beds_of_a_programme_tell_its_dialogue(tmp_path: Path) -> None:
    place = adm(tmp_path / "film.wav", (DIALOGUE, noise(6, 0.1, 1)), (ME, noise(6, 0.1, 2)))
    for inputs in ([place], [tmp_path]):
        whole = mixes_of(inputs, stated_by()).mixes[-1]
        assert whole.statement.part is not None
        assert whole.statement.part.programme_id == "APR_1001"
        guides = [files.part.name for files in (whole.stem, whole.me) if files is not None and files.part is not None]
        assert guides == ["Dialogue", "M&E"]


def test_of_more_than_two_beds_those_without_dialogue_are_one_guide(tmp_path: Path) -> None:
    music, effects = noise(6, 0.1, 2), noise(2, 0.1, 3)
    beds = ((DIALOGUE, noise(6, 0.1, 1)), (MUSIC, music), (EFFECTS, effects))
    place = adm(tmp_path / "film.wav", *beds)
    whole = mixes_of([place], stated_by()).mixes[-1]
    assert whole.me is not None
    assert whole.me.part is not None
    assert whole.me.part.name == "Music + Effects"
    opened = whole.me.open()
    assert opened is not None
    expected = np.round(music * 2**23) / 2**23
    expected[:, :2] += np.round(effects * 2**23) / 2**23
    assert np.array_equal(np.concatenate(list(opened.blocks())), expected)
    read = measure_mix(whole, OPTIONS, unseen)  # each sum has a table of its own
    assert read.integrated_lkfs is not None


@pytest.mark.parametrize(
    ("beds", "summed"),
    [
        ((DIALOGUE, ME), True),
        ((DIALOGUE, replace(ME, layout="2.0")), True),
        ((MAIN, ME), False),  # a complete main is heard alone
        ((MAIN, TWO), False),
        ((replace(DIALOGUE, layout="7.1.2"), ME), False),  # no place for Ls
        ((ME, replace(ME, name="M&E 2")), False),  # nothing is spoken
    ],
)
def test_only_stems_that_have_a_layout_in_common_are_added(
    beds: tuple[BedPlan, ...], summed: bool, tmp_path: Path
) -> None:
    channels = {"5.1": 6, "2.0": 2, "7.1.2": 10}
    place = adm(tmp_path / "film.wav", *((bed, noise(channels[bed.layout], 0.1, 1)) for bed in beds))
    programmes = [found.part for found in parts_of_file(place) if found.part.programme_id is not None]
    assert bool(programmes) is summed


def _refused(code: str, guide: str = "dialogue.me") -> Measurements:
    reason = message(code, guide=message(guide), found=3, lines=9, level_db=-26.0)
    return make_measurements().model_copy(update={"reasons": {"dialogue": reason}})


def test_a_bed_that_holds_what_is_not_its_own_leaves_the_programme_open(tmp_path: Path) -> None:
    place = adm(tmp_path / "film.wav", (DIALOGUE, noise(6, 0.1, 1)), (ME, noise(6, 0.1, 2)))
    dialogue, _, whole = mixes_of([place], stated_by()).mixes
    (told,) = beds_not_separate(whole, _refused("dialogue.me-holds-dialogue"))
    assert say(told).startswith("The beds are not separate. The M&E holds the dialogue: 3 of 9 lines")
    assert beds_not_separate(whole, make_measurements()) == ()
    assert beds_not_separate(dialogue, _refused("dialogue.me-holds-dialogue")) == ()
    # What the caller names beside the file is no bed of it.
    named = replace(whole, me=MixFiles(paths=(tmp_path / "me.wav",), named=True))
    assert beds_not_separate(named, _refused("dialogue.me-holds-dialogue")) == ()
    # A guide that only does not fit says nothing of what the beds hold.
    assert beds_not_separate(whole, _refused("dialogue.silent")) == ()


def test_one_loud_bed_is_one_rejection(tmp_path: Path) -> None:
    adm(
        tmp_path / "film.wav",
        (MAIN, noise(6, 0.1, 1)),
        (TWO, noise(2, 0.9, 2)),
    )
    held = make_sheet(make_requirement(rule="peak.true-peak", maximum_dbtp=-6.0))
    judging = Judging(sheets=[held], version="1", day=date(2026, 9, 1))
    results = {result.path: result for result in checked(mixes_of([tmp_path], stated_by()), judging, OPTIONS)}
    assert results["film.wav#Main"].reports[0].verdict is Verdict.ACCEPTABLE
    assert results["film.wav#Two"].reports[0].verdict is Verdict.REJECTED


@pytest.mark.parametrize(
    ("limit_dbtp", "verdict"),
    [
        (0.0, Verdict.ACCEPTABLE),
        (-4.9, Verdict.INCOMPLETE),
        (-6.1, Verdict.INCOMPLETE),
        (-7.1, Verdict.INCOMPLETE),
        (-12.0, Verdict.REJECTED),
    ],
)
def test_what_the_guard_band_of_a_render_straddles_is_left_open(
    tmp_path: Path, limit_dbtp: float, verdict: Verdict
) -> None:
    """An object of 1 kHz at -6 dBFS that moves around the room and stays as loud."""
    tone = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(2 * RATE) / RATE)
    steps = [Step(start_s=0, place=(-1, 1, 0), jump_s=0), Step(start_s=1, place=(1, 1, 0))]
    place = write_scene(tmp_path / "scene.wav", tone[:, None], [steps], bed=False)
    held = make_sheet(make_requirement(rule="peak.true-peak", maximum_dbtp=limit_dbtp))
    judging = Judging(sheets=[held], version="1", day=date(2026, 9, 1))
    for inputs in ([place], [tmp_path]):
        results = list(checked(mixes_of(inputs, stated_by()), judging, OPTIONS))
        (report,) = next(result for result in results if result.path == "scene.wav#Scene").reports
        assert report.verdict == verdict
        assert report.measurements is not None
        rendering = report.measurements.rendering
        assert rendering is not None
        assert rendering.renderer == "mixgate point source"
        assert rendering.objects[0].max_true_peak_dbtp == pytest.approx(-6.02, abs=0.02)
        assert rendering.others["7.1.4"].max_true_peak_dbtp == pytest.approx(-6.02, abs=0.1)


def test_silent_objects_and_what_was_not_rendered_are_named(tmp_path: Path) -> None:
    samples = np.zeros((RATE, 2))
    samples[100:, 0] = noise(1, 0.1, 5)[: RATE - 100, 0]
    wide = "<width>0.5</width><height>0.5</height><depth>0.5</depth>"
    steps = [Step(start_s=0, place=(0, 0, 0), jump_s=0, more=wide)]
    place = write_scene(
        tmp_path / "scene.wav", samples, [steps, [Step(start_s=0, place=(0, 1, 0), jump_s=0)]], bed=False
    )
    (mix,) = mixes_of([place], stated_by()).mixes
    rendering = measure_mix(mix, OPTIONS, unseen).rendering
    assert rendering is not None
    assert [one.first_sound_sample for one in rendering.objects] == [100, None]
    assert rendering.unheard == {"size": 1}


def test_a_programme_with_sound_that_is_not_rendered_stays_open(tmp_path: Path) -> None:
    place = tmp_path / "scene.wav"
    content = scene().to_bytes().replace(b'typeLabel="0003"', b'typeLabel="0004"')
    for letter in (b"AP", b"AC", b"AS", b"AT", b"AB"):
        content = content.replace(letter + b"_0003", letter + b"_0004")
    place.write_bytes(content)
    held = make_sheet(make_requirement(rule="peak.true-peak", maximum_dbtp=6.0))
    judging = Judging(sheets=[held], version="1", day=date(2026, 9, 1))
    results = list(checked(mixes_of([place], stated_by()), judging, OPTIONS))
    assert [one.verdict for result in results for one in result.reports if result.path == "scene.wav#Scene"] == [
        Verdict.INCOMPLETE
    ]


def test_axml_that_cannot_be_read_leaves_the_file_one_mix(tmp_path: Path) -> None:
    parts = (("fmt ", fmt_payload(2)), ("data", bytes(600)), ("axml", b"<broken"))
    place = tmp_path / "film.wav"
    place.write_bytes(riff(*parts))
    assert parts_of_file(place) == ()
