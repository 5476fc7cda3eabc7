"""Mixes and stems as the beds of one ADM file: what is written, read back by us and by others, and verified again."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
import soundfile

from fixtures.bundles import CREATED
from fixtures.wave_files import write_wave
from mixgate.cli import run_words
from packager.corrections.dither import rounded_to
from packager.fixing.render import WaveForm
from packager.formats.adm.make import make_adm
from packager.formats.orders import InsideOrder, PackageOrder, VerifyOrder
from packager.formats.package import FORMATS, recognised
from specs.errors import UsageError
from specs.loader import load_sheet
from validator.audio.programme import open_programme
from validator.containers.adm.file import open_adm_file
from validator.containers.adm.outline import outline_of
from validator.containers.facts import BextFacts
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import stated_by
from validator.delivery.judged import Judging
from validator.delivery.measured import measure_mix
from validator.measuring.measure import MeasureOptions
from validator.progress import unseen
from validator.results.report import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from packager.formats.stems.bundle import StemBundle
    from validator.results.measurements import Measurements

MEASURING: Final = MeasureOptions(version="1", workers=1, kernel="numpy")
SECONDS: Final = 1.5
SURROUND: Final = ("L", "R", "C", "LFE", "Ls", "Rs")

DELIVERY: Final = """
title = "Der Tunnel"
original_language = "en"
[[files]]
path = "dx_de.wav"
kind = "dialogue"
language = "de-DE"
[[files]]
path = "dx_fr.wav"
kind = "dialogue"
language = "fr-FR"
[[files]]
path = "me.wav"
kind = "me"
"""


@dataclass(frozen=True, slots=True)
class Studio:
    """Stems of 5.1 on disk and the sum of dialogue and M&E, which 24 bits hold exactly."""

    folder: Path
    dialogue: NDArray[np.float32]
    me: NDArray[np.float32]


def noise(seed: int, channels: int = 6, level: float = 0.04) -> NDArray[np.float32]:
    made = np.random.default_rng(seed).standard_normal((round(SECONDS * 48_000), channels)) * level
    return rounded_to(np.clip(made, -0.4, 0.4).astype(np.float32), 24)


def written(path: Path, samples: NDArray[np.float32], *, labels: tuple[str, ...] = SURROUND, **changes: Any) -> Path:
    start = changes.pop("start", 172_800_000)
    bext = BextFacts(
        version=1,
        description="",
        originator="a test",
        originator_reference="",
        origination_date="2026-01-01",
        origination_time="10:00:00",
        time_reference_samples=start,
    )
    form = WaveForm(sample_rate_hz=changes.pop("rate", 48_000), labels=labels, bext=bext, **changes)
    write_wave(path, [samples], form, dither_seed=None)
    return path


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    folder = tmp_path_factory.mktemp("studio")
    dialogue, other, me = noise(1), noise(2), noise(3)
    written(folder / "dx_de.wav", dialogue)
    written(folder / "dx_fr.wav", other)
    written(folder / "me.wav", me)
    written(folder / "pm.wav", (dialogue + me).astype(np.float32))
    (folder / "delivery.toml").write_text(DELIVERY, encoding="utf-8")
    return Studio(folder, dialogue, me)


def made(inputs: list[Path], target: Path, **changes: Any) -> StemBundle:
    stated = stated_by(**changes.pop("stated", {}))
    order = PackageOrder(
        inputs=inputs,
        stated=stated,
        sheets=changes.pop("sheets", ()),
        measuring=MEASURING,
        created=CREATED,
        host="studio",
        **changes,
    )
    return make_adm(order, target)


@pytest.fixture(scope="module")
def beds(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> StemBundle:
    return made([studio.folder / "delivery.toml"], tmp_path_factory.mktemp("made") / "tunnel")


def the_file(bundle: StemBundle) -> Path:
    (path,) = (bundle.folder / "data" / "audio").iterdir()
    return path


def readings(path: Path, **stated: Any) -> list[Measurements]:
    return [measure_mix(mix, MEASURING, unseen) for mix in mixes_of([path], stated_by(**stated)).mixes]


def test_one_bed_reads_as_its_wav_does(studio: Studio, tmp_path: Path) -> None:
    bundle = made([studio.folder / "pm.wav"], tmp_path / "pm", title="NT", stated={"language": "de"})
    path = the_file(bundle)
    outline = outline_of(open_adm_file(path), "x")
    assert [(one.name, one.language) for one in outline.programmes] == [("NT", "de")]
    (now,), (before,) = readings(path), readings(studio.folder / "pm.wav")
    left_out = {"name", "files", "digests", "statement", "layout_from", "stated", "notes"}
    assert now.model_dump(exclude=left_out) == before.model_dump(exclude=left_out)
    stated = outline.programmes[0].loudness[0].values
    assert stated["integratedLoudness"] == pytest.approx(before.integrated_lkfs, abs=0.005)
    assert outline.bext_integrated_lkfs == pytest.approx(before.integrated_lkfs, abs=0.005)
    assert open_programme([path]).files[0].start_sample == 172_800_000


def test_beds_are_separate_and_sum_to_the_printmaster(studio: Studio, tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for name in ("dx_de.wav", "me.wav"):
        shutil.copy(studio.folder / name, inputs)
    first, rest = DELIVERY.split('[[files]]\npath = "dx_fr.wav"')
    (inputs / "delivery.toml").write_text(first + rest[rest.index("[[files]]") :], encoding="utf-8")
    bundle = made([inputs / "delivery.toml"], tmp_path / "tunnel")
    mixes = mixes_of([the_file(bundle)], stated_by()).mixes
    assert [mix.statement.kind.value for mix in mixes] == ["dialogue", "me", "printmaster"]
    opened = [np.concatenate(list(mix.open().blocks())) for mix in mixes]
    printmaster = np.concatenate(list(open_programme([studio.folder / "pm.wav"]).blocks()))
    rest_rms = float(np.sqrt(np.mean((opened[0] + opened[1] - printmaster) ** 2)))
    assert 20 * np.log10(max(rest_rms, 1e-12)) < -100.0
    assert np.array_equal(opened[2], opened[0] + opened[1])
    # The programme states the loudness of the sum, which is that of the printmaster.
    (whole,) = readings(studio.folder / "pm.wav")
    programme = outline_of(open_adm_file(the_file(bundle)), "x").programmes[0]
    assert programme.loudness[0].values["integratedLoudness"] == pytest.approx(whole.integrated_lkfs, abs=0.006)


def test_each_language_is_a_programme_with_the_shared_bed(beds: StemBundle) -> None:
    outline = outline_of(open_adm_file(the_file(beds)), "x")
    assert [(one.language, one.contents) for one in outline.programmes] == [
        ("de", ("ACO_1001", "ACO_1003")),
        ("fr", ("ACO_1002", "ACO_1003")),
    ]
    assert [one.name for one in outline.objects] == ["Dialogue", "Dialogue fr-FR", "M&E"]
    assert [one.holds for one in outline.contents] == ["dialogue", "dialogue", "no dialogue"]
    assert outline.bext_integrated_lkfs is None  # two programmes have no one loudness


def test_soundfile_and_ffprobe_open_it(beds: StemBundle) -> None:
    path = the_file(beds)
    info = soundfile.info(str(path))
    assert (info.channels, info.samplerate, info.frames) == (18, 48_000, round(SECONDS * 48_000))
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed")
    words = ["ffprobe", "-v", "error", "-show_entries", "stream=channels,sample_rate", "-of", "json", str(path)]
    said = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    assert said["streams"][0] == {"sample_rate": "48000", "channels": 18}


def test_the_package_is_recognised_and_verified_again(beds: StemBundle, tmp_path: Path) -> None:
    folder = shutil.copytree(beds.folder, tmp_path / "tunnel")
    assert recognised(folder) is FORMATS["adm"]
    order = VerifyOrder(measuring=MEASURING)
    assert FORMATS["adm"].verify(folder, order).intact
    content = bytearray(the_file(beds).read_bytes())
    content[-1000] ^= 1
    next((folder / "data" / "audio").iterdir()).write_bytes(content)
    assert not FORMATS["adm"].verify(folder, order).intact


def test_sheets_judge_every_bed_and_the_same_again_when_verified(studio: Studio, tmp_path: Path) -> None:
    sheet = load_sheet("ebu-r128")
    bundle = made([studio.folder / "pm.wav"], tmp_path / "pm", title="NT", sheets=(sheet,), allow_rejected=True)
    found = FORMATS["adm"].verify(bundle.folder, VerifyOrder(measuring=MEASURING))
    assert [(mix.stated, mix.verdict) for mix in found.mixes] == [(verdict, verdict) for verdict in bundle.verdicts]
    inside = InsideOrder(judging=Judging(sheets=(sheet,), version="1", day=CREATED.date()), measuring=MEASURING)
    reports = [one for result in FORMATS["adm"].judge_inside(bundle.folder, inside) for one in result.reports]
    assert [report.verdict for report in reports[1:]] == list(bundle.verdicts)


@pytest.mark.parametrize("with_list", [True, False])
def test_mixes_of_a_folder_are_one_delivery_with_and_without_a_delivery_file(
    studio: Studio, tmp_path: Path, with_list: bool
) -> None:
    folder = tmp_path / "mixes"
    folder.mkdir()
    written(folder / "film_de_dialogue_51.wav", studio.dialogue)
    written(folder / "film_me_51.wav", studio.me)
    files = (("film_de_dialogue_51.wav", 'kind = "dialogue"\nlanguage = "de"'), ("film_me_51.wav", 'kind = "me"'))
    if with_list:
        listed = "".join(f'\n[[files]]\npath = "{path}"\n{more}\n' for path, more in files)
        (folder / "delivery.toml").write_text(f'title = "Film"\n{listed}', encoding="utf-8")
    bundle = made([folder], tmp_path / "out", title="Film")
    assert json.loads((bundle.folder / "manifest.json").read_text())["whole_delivery"] is True
    alone = made([folder / "film_me_51.wav"], tmp_path / "alone", title="Film")
    assert json.loads((alone.folder / "manifest.json").read_text())["whole_delivery"] is False


def test_a_bed_is_named_only_with_a_master(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="A bed is named only"):
        made([studio.folder / "pm.wav"], tmp_path / "out", title="NT", adm_beds=("Main",))


def test_mixes_that_do_not_fit_are_refused_with_figures(studio: Studio, tmp_path: Path) -> None:
    short = written(tmp_path / "short.wav", studio.me[:-480])
    late = written(tmp_path / "late.wav", studio.me, start=172_800_048)
    other = written(tmp_path / "rate.wav", studio.me, rate=96_000)
    for path, figures in ((short, ("72000", "71520")), (late, ("172800048",)), (other, ("96000", "48000"))):
        with pytest.raises(UsageError) as caught:
            made([studio.folder / "pm.wav", path], tmp_path / "out", title="NT")
        assert all(figure in (caught.value.found or "") for figure in figures)
        assert not (tmp_path / "out").exists()
        assert not [one for one in tmp_path.iterdir() if "mixgate-stage" in one.name]


def test_a_layout_without_bed_and_a_taken_name_are_refused(studio: Studio, tmp_path: Path) -> None:
    mono = written(tmp_path / "mono.wav", studio.me[:, :1], labels=("C",))
    with pytest.raises(UsageError, match="layout"):
        made([mono], tmp_path / "out", title="NT")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    with pytest.raises(UsageError):
        made([studio.folder / "pm.wav"], tmp_path / "taken", title="NT")


def test_the_shape_of_the_atmos_profile_has_one_programme_and_no_dbmd(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one programme"):
        made([studio.folder / "delivery.toml"], tmp_path / "out", adm_profile="atmos")
    bundle = made([studio.folder / "pm.wav"], tmp_path / "pm", title="NT", adm_profile="atmos")
    outline = outline_of(open_adm_file(the_file(bundle)), "x")
    assert [one.name for one in outline.programmes] == ["Atmos_Master"]
    assert outline.dbmd is None


def test_beds_of_the_atmos_profile_are_told_apart_by_their_groups(studio: Studio, tmp_path: Path) -> None:
    first, rest = DELIVERY.split('[[files]]\npath = "dx_fr.wav"')
    for name in ("dx_de.wav", "me.wav"):
        shutil.copy(studio.folder / name, tmp_path)
    (tmp_path / "delivery.toml").write_text(first + rest[rest.index("[[files]]") :], encoding="utf-8")
    bundle = made([tmp_path / "delivery.toml"], tmp_path / "out", adm_profile="atmos")
    mixes = mixes_of([the_file(bundle)], stated_by()).mixes
    assert [mix.statement.kind.value for mix in mixes] == ["dialogue", "me", "printmaster"]


def test_the_delivery_that_the_mixes_came_in_is_judged_as_well(studio: Studio, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    for name in ("dx_de.wav", "dx_fr.wav", "me.wav", "delivery.toml"):
        shutil.copy(studio.folder / name, whole / name)
    bundle = made([whole], tmp_path / "made")
    (report,) = bundle.deliveries
    assert report.verdict is Verdict.ACCEPTABLE
    shutil.copy(studio.folder / "pm.wav", whole / "pm.wav")  # which the delivery does not list
    bundle = made([whole], tmp_path / "made-2")
    (report,) = bundle.deliveries
    assert report.verdict is Verdict.INCOMPLETE
    assert Verdict.INCOMPLETE in bundle.verdicts
    words = ["package", "adm", str(whole), "--out", str(tmp_path / "made-3")]
    assert run_words(words) == 4


def test_the_command_makes_a_package_without_a_sheet(studio: Studio, tmp_path: Path) -> None:
    words = ["package", "adm", str(studio.folder / "pm.wav"), "--layout", "5.1", "--language", "de"]
    assert run_words([*words, "--out", str(tmp_path / "NT")]) == 0
    assert the_file_in(tmp_path / "NT").name == "NT.wav"
    assert run_words([*words, "--out", str(tmp_path / "NT")]) == 2


def the_file_in(folder: Path) -> Path:
    (path,) = (folder / "data" / "audio").iterdir()
    return path
