"""An ADM file is several mixes: each bed is one, and moving objects leave the programme unread."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from fixtures.adm import fmt_payload, scene
from fixtures.made_sheets import make_requirement, make_sheet
from specs.vocabulary import MixKind
from validator.containers.adm.build import BedContent, BedPlan, ProgrammePlan, SoundForm, build_adm
from validator.containers.wave.riff import Chunk, build_riff
from validator.delivery.checked import checked
from validator.delivery.file_parts import parts_of_file
from validator.delivery.inputs import mixes_of
from validator.delivery.judged import Judging
from validator.delivery.measured import Scans, measure_mix
from validator.delivery.stated import stated_by
from validator.measure import MeasureOptions
from validator.progress import unseen
from validator.report import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

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
    ]
    scans = Scans(mixes)
    dialogue, me = (measure_mix(mix, OPTIONS, unseen, scans=scans) for mix in mixes)
    assert scans.count == 1
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


def test_moving_objects_leave_the_programme_open_and_are_never_acceptable(tmp_path: Path) -> None:
    place = tmp_path / "scene.wav"
    place.write_bytes(scene().to_bytes())
    held = make_sheet(make_requirement(rule="peak.true-peak", maximum_dbtp=6.0))
    judging = Judging(sheets=[held], version="1", day=date(2026, 9, 1))
    for inputs in ([place], [tmp_path]):
        results = list(checked(mixes_of(inputs, stated_by()), judging, OPTIONS))
        of_programme = next(result for result in results if result.path == "scene.wav#Scene")
        assert [report.verdict for report in of_programme.reports] == [Verdict.INCOMPLETE]


def test_axml_that_cannot_be_read_leaves_the_file_one_mix(tmp_path: Path) -> None:
    parts = (("fmt ", fmt_payload(2)), ("data", bytes(600)), ("axml", b"<broken"))
    place = tmp_path / "film.wav"
    place.write_bytes(riff(*parts))
    assert parts_of_file(place) == ()
