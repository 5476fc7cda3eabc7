import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.bundles import SmallDelivery, write_mix_with_lines, write_noise, write_small_delivery
from packager.fixity.problem import ProblemKind
from packager.fixity.writing import MemberWriter
from packager.formats.stems.manifest import parse_manifest
from packager.formats.stems.rejudge import JudgeAgain, verification_of
from packager.formats.stems.verify import check_integrity
from specs.errors import MediaError, RefusedError, UsageError
from specs.loader import load_sheet
from validator.audio.sound_file import open_file
from validator.catalogue import say
from validator.measuring.measure import MeasureOptions
from validator.results.report import Report, Verdict
from validator.second_pass.wanted import LeqmCalibration, Wanted

SURROUND = "Der-Tunnel-Teil-2_de_printmaster_51_48k_v1"
STEREO = "Der-Tunnel-Teil-2_de_printmaster_20_48k_v1"
MEASURING = MeasureOptions(version="1", workers=1, kernel="numpy")


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_bundle_holds_sound_reports_manifest_bag_and_media_hash_list(made: Path) -> None:
    assert set(content(made)) == {
        f"data/audio/{SURROUND}.wav",
        f"data/audio/{STEREO}.wav",
        *(f"data/reports/{name}.house.report.{end}" for name in (SURROUND, STEREO) for end in ("json", "html")),
        "manifest.json",
        "bagit.txt",
        "bag-info.txt",
        *(f"{kind}manifest-{name}.txt" for kind in ("", "tag") for name in ("md5", "sha256")),
        "ascmhl/0001_Der-Tunnel-Teil-2_2026-01-31_120000Z.mhl",
        "ascmhl/ascmhl_chain.xml",
    }


def test_sound_is_copied_byte_for_byte_with_its_headers(made: Path, delivery: SmallDelivery) -> None:
    packed = made / "data" / "audio" / f"{SURROUND}.wav"
    assert packed.read_bytes() == (delivery.folder / "surround.wav").read_bytes()
    bext = open_file(packed).facts.bext
    assert bext is not None
    assert bext.description == "kept as it is"


def test_the_same_input_at_the_same_moment_gives_the_same_bundle_bit_for_bit(
    made: Path, delivery: SmallDelivery, tmp_path: Path
) -> None:
    again = delivery.bundle(tmp_path / "another name").folder
    assert content(again) == content(made)
    assert (again / "manifest.json").stat().st_mtime == (made / "data").stat().st_mtime


def test_reports_speak_of_files_by_their_new_names(made: Path) -> None:
    report = Report.model_validate_json((made / "data/reports" / f"{STEREO}.house.report.json").read_bytes())
    assert [file.name for file in report.measured.files] == [f"{STEREO}.wav"]
    assert report.verdict is Verdict.ACCEPTABLE
    partner = next(finding for finding in report.findings if finding.rule == "delivery.partner")
    assert SURROUND in say(partner.reason)


def test_a_bundle_is_intact_and_judged_again_to_the_same_verdict(made: Path, delivery: SmallDelivery) -> None:
    again = JudgeAgain(measuring=MEASURING, sheets=[load_sheet(str(delivery.sheet))])
    found = verification_of(check_integrity(made), again, version="1")
    assert found.problems == ()
    assert found.intact
    assert found.verdict is Verdict.ACCEPTABLE
    assert [(mix.stated, mix.verdict, mix.reason) for mix in found.mixes] == [
        (Verdict.ACCEPTABLE, Verdict.ACCEPTABLE, None)
    ] * 2


def test_without_its_sheet_a_bundle_is_intact_and_not_judged(made: Path) -> None:
    found = verification_of(check_integrity(made), JudgeAgain(measuring=MEASURING), version="1")
    assert found.intact
    assert found.verdict is None
    assert all(mix.verdict is None and "house" in (mix.reason or "") for mix in found.mixes)


def test_what_a_sheet_rejects_is_refused_and_leaves_its_reports_and_nothing_else(tmp_path: Path) -> None:
    loud = write_small_delivery(tmp_path, level=0.5)
    for _ in range(2):  # a second refusal takes the place of the first
        with pytest.raises(RefusedError, match="rejects") as refusal:
            loud.bundle(tmp_path / "out")
        assert refusal.value.exit_code == 5
        assert STEREO in (refusal.value.found or "")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["house.toml", "out.refused", "source"]
        assert set(content(tmp_path / "out.refused")) == {
            f"{name}.house.report.{end}" for name in (SURROUND, STEREO) for end in ("json", "html")
        }


def test_a_folder_of_somebody_else_is_not_replaced_by_a_refusal(tmp_path: Path) -> None:
    loud = write_small_delivery(tmp_path, level=0.5)
    (tmp_path / "out.refused").mkdir()
    (tmp_path / "out.refused" / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="nothing is overwritten"):
        loud.bundle(tmp_path / "out")
    assert content(tmp_path / "out.refused") == {"notes.txt": b"mine"}


def test_what_a_sheet_rejects_is_packaged_where_that_is_allowed_with_the_report_inside(tmp_path: Path) -> None:
    loud = write_small_delivery(tmp_path, level=0.5)
    bundle = loud.bundle(tmp_path / "out", allow_rejected=True)
    assert set(bundle.verdicts) == {Verdict.ACCEPTABLE, Verdict.REJECTED}
    found = verification_of(
        check_integrity(bundle.folder),
        JudgeAgain(measuring=MEASURING, sheets=[load_sheet(str(loud.sheet))]),
        version="1",
    )
    assert found.intact
    assert found.verdict is Verdict.REJECTED


def test_plan_and_provenance_beside_a_sound_file_go_into_the_bundle(tmp_path: Path) -> None:
    delivery = write_small_delivery(tmp_path)
    log = {"schema": "mixgate.provenance/1", "plan": {"schema": "mixgate.plan/1", "steps": []}}
    (delivery.folder / "stereo.wav.provenance.json").write_text(json.dumps(log))
    folder = delivery.bundle(tmp_path / "out").folder
    assert b"mixgate.plan/1" in (folder / "data/reports" / f"{STEREO}.plan.json").read_bytes()
    manifest, _ = parse_manifest((folder / "manifest.json").read_bytes())
    assert manifest is not None
    assert [(mix.plan is None, mix.provenance is None) for mix in manifest.mixes] == [(True, True), (False, False)]
    assert check_integrity(folder).problems == []


def test_a_template_names_files_and_one_that_gives_two_the_same_name_is_refused(tmp_path: Path) -> None:
    delivery = write_small_delivery(tmp_path)
    bundle = delivery.bundle(tmp_path / "out", template="{title}-{layout}-{picture}")
    assert sorted(file.path for mix in bundle.manifest.mixes for file in mix.files) == [
        "data/audio/Der-Tunnel-Teil-2-20-25.wav",
        "data/audio/Der-Tunnel-Teil-2-51-25.wav",
    ]
    with pytest.raises(UsageError, match="same name"):
        delivery.bundle(tmp_path / "other", template="{title}")
    assert not (tmp_path / "other").exists()


def test_names_that_the_pattern_of_a_sheet_takes_stay(tmp_path: Path) -> None:
    delivery = write_small_delivery(tmp_path)
    demand = '[[deliverables.{}.requirements]]\nrule = "form.file-name"\nlevel = "shall"\ngrade = "primary"\n'
    rest = 'source = "rules 3"\npattern = "{}"\nexample = "surround.wav"\n'
    text = delivery.sheet.read_text()
    text += demand.format("surround") + rest.format("[a-z]+[.]wav")
    delivery.sheet.write_text(text + demand.format("stereo") + rest.format("X[.]wav"))
    with pytest.raises(RefusedError, match="rejects") as refusal:
        delivery.bundle(tmp_path / "out")
    # The surround mix keeps its name; neither the stereo mix's own nor the template's is one that the sheet takes.
    assert refusal.value.found == f"{STEREO}.wav: house stereo"
    assert "surround.house.report.json" in content(tmp_path / "out.refused")


def test_mono_sets_keep_their_channels_in_their_names(tmp_path: Path) -> None:
    delivery = write_small_delivery(tmp_path)
    for label in ("L", "R"):
        write_noise(delivery.folder / f"me.{label}.wav", "M", seed=ord(label))
    text = (delivery.folder / "delivery.toml").read_text()
    mono = '\n[[files]]\nkind = "me"\nchannels = { L = "me.L.wav", R = "me.R.wav" }\n'
    (delivery.folder / "delivery.toml").write_text(text + mono)
    bundle = delivery.bundle(tmp_path / "out", allow_rejected=True)
    me = bundle.manifest.mixes[-1]
    assert [(file.path.rpartition("/")[2], file.channel) for file in me.files] == [
        ("Der-Tunnel-Teil-2_zxx_me_20_48k_v1_L.wav", "L"),
        ("Der-Tunnel-Teil-2_zxx_me_20_48k_v1_R.wav", "R"),
    ]
    again = JudgeAgain(measuring=MEASURING, sheets=[load_sheet(str(delivery.sheet))])
    found = verification_of(check_integrity(bundle.folder), again, version="1")
    assert found.intact
    assert found.problems == ()


def test_nothing_is_overwritten_and_an_empty_folder_may_become_the_bundle(
    delivery: SmallDelivery, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "film.mov").write_bytes(b"mine")
    with pytest.raises(UsageError, match="nothing is overwritten"):
        delivery.bundle(tmp_path / "taken")
    with pytest.raises(UsageError, match="nothing is overwritten"):
        delivery.bundle(delivery.folder)
    assert content(tmp_path / "taken") == {"film.mov": b"mine"}
    (tmp_path / "empty").mkdir()
    assert check_integrity(delivery.bundle(tmp_path / "empty").folder).problems == []


def test_the_source_is_never_written(delivery: SmallDelivery, tmp_path: Path) -> None:
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in delivery.folder.iterdir()}
    delivery.bundle(tmp_path / "out")
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in delivery.folder.iterdir()} == before


def test_a_source_that_changes_between_measuring_and_copying_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = write_small_delivery(tmp_path)
    copy = MemberWriter.copy

    def late(self: MemberWriter, source: Path, path: str, progress: object = None) -> object:
        if source.name == "stereo.wav":
            write_noise(source, "L R", seed=99)
        return copy(self, source, path)

    monkeypatch.setattr(MemberWriter, "copy", late)
    with pytest.raises(MediaError, match="changed since it was measured"):
        delivery.bundle(tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["house.toml", "source"]


def fail_at_sync(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    calls = iter(range(1, 1000))
    sync = os.fsync

    def full(descriptor: int) -> None:
        if next(calls) == call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)


@pytest.mark.parametrize("call", [1, 5, 9, 13, 17, 20])
def test_a_full_disk_is_said_clearly_and_leaves_nothing(
    delivery: SmallDelivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    fail_at_sync(monkeypatch, call)
    with pytest.raises(RefusedError, match="disk is full") as error:
        delivery.bundle(tmp_path / "out")
    assert error.value.exit_code == 5
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_after_the_rename_leaves_the_whole_bundle(
    delivery: SmallDelivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 15 files, 5 folders, then the folder that holds the bundle.
    fail_at_sync(monkeypatch, 21)
    with pytest.raises(RefusedError, match="is complete"):
        delivery.bundle(tmp_path / "out")
    assert check_integrity(tmp_path / "out").problems == []


def test_a_disk_without_room_is_refused_before_anything_is_written(
    delivery: SmallDelivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(RefusedError, match="not enough room") as error:
        delivery.bundle(tmp_path / "out", total_bytes=10_000_000)
    assert error.value.found == "0 MB free"
    assert list(tmp_path.iterdir()) == []


DIALOGUE_GATED = """
[[deliverables.surround.requirements]]
rule = "loudness.integrated"
level = "shall"
grade = "primary"
source = "rules 4"

[[deliverables.surround.requirements.alternatives]]
gating = "dialogue"
algorithm = "ITU-R BS.1770"
target = -20.0
tolerance_above = 20.0
tolerance_below = 20.0
text = "Dialogue"
"""


@pytest.mark.parametrize("inside", [True, False])
def test_dialogue_is_told_again_by_the_stem_in_the_bundle_or_taken_from_the_report(
    tmp_path: Path, inside: bool
) -> None:
    delivery = write_small_delivery(tmp_path)
    delivery.sheet.write_text(delivery.sheet.read_text() + DIALOGUE_GATED)
    write_mix_with_lines(delivery.folder / "surround.wav", delivery.folder / "dialogue.wav", "L R C LFE Ls Rs")
    stem = '\n[[files]]\npath = "dialogue.wav"\nkind = "dialogue"\nlanguage = "de"\n'
    place = delivery.folder / "delivery.toml"
    place.write_text(place.read_text() + (stem if inside else ""))
    bundle = delivery.bundle(tmp_path / "out", dialogue=None if inside else delivery.folder / "dialogue.wav")
    expected = "data/audio/Der-Tunnel-Teil-2_de_dialogue_51_48k_v1.wav" if inside else None
    assert bundle.manifest.mixes[0].dialogue == expected
    inner = bundle.folder / "data" / "reports" / f"{SURROUND}.house.report.json"
    assert Report.model_validate_json(inner.read_bytes()).measured.dialogue is not None
    again = JudgeAgain(measuring=MEASURING, sheets=[load_sheet(str(delivery.sheet))])
    found = verification_of(check_integrity(bundle.folder), again, version="1")
    assert found.problems == ()
    assert found.verdict is Verdict.ACCEPTABLE


SECOND_PASS = """
[[deliverables.surround.requirements]]
rule = "fold-down.true-peak"
level = "shall"
grade = "primary"
source = "rules 5"
fold_down = "LtRt"
maximum_dbtp = -6.0

[[deliverables.surround.requirements]]
rule = "signal.lfe-band"
level = "shall"
grade = "primary"
source = "rules 6"
above_hz = 240.0
maximum_dbfs = 0.0

[[deliverables.surround.requirements]]
rule = "loudness.integrated"
level = "shall"
grade = "primary"
source = "rules 7"

[[deliverables.surround.requirements.alternatives]]
gating = "leq-m"
algorithm = "ISO 21727"
maximum = 100.0
text = "Leq(m)"
"""


def test_what_a_sheet_asks_of_a_second_pass_is_measured_again_too(tmp_path: Path) -> None:
    delivery = write_small_delivery(tmp_path)
    delivery.sheet.write_text(delivery.sheet.read_text() + SECOND_PASS)
    calibration = LeqmCalibration(level_db=85.0)
    bundle = delivery.bundle(tmp_path / "out", leqm_calibration=calibration)
    assert bundle.manifest.leqm_calibration == "85@-20"
    assert set(bundle.verdicts) == {Verdict.ACCEPTABLE}
    again = JudgeAgain(measuring=MEASURING, sheets=[load_sheet(str(delivery.sheet))])
    found = verification_of(check_integrity(bundle.folder), again, version="1")
    assert found.problems == ()
    assert found.verdict is Verdict.ACCEPTABLE


def test_without_a_calibration_inside_verify_measures_leq_m_at_the_one_it_is_given(tmp_path: Path) -> None:
    delivery = write_small_delivery(tmp_path)
    delivery.sheet.write_text(delivery.sheet.read_text() + SECOND_PASS)
    bundle = delivery.bundle(tmp_path / "out")
    assert bundle.manifest.leqm_calibration is None
    assert Verdict.INCOMPLETE in bundle.verdicts
    for level_db, verdict in ((85.0, Verdict.ACCEPTABLE), (120.0, Verdict.REJECTED)):
        measuring = replace(MEASURING, wanted=Wanted(leqm=LeqmCalibration(level_db=level_db)))
        again = JudgeAgain(measuring=measuring, sheets=[load_sheet(str(delivery.sheet))])
        found = verification_of(check_integrity(bundle.folder), again, version="1")
        assert found.verdict is verdict
        # The report inside says incomplete, which is no longer so.
        assert {problem.kind for problem in found.problems} == {ProblemKind.CONTRADICTION}
        assert found.intact
