"""Digital cinema packages: their sound is read on the timeline of the reels, and judged by the tables of IMF."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fixtures.cinema import FRAMES, CinemaPackage, cinema_sound
from mixgate.cli import run_words
from validator.conformance import conform
from validator.conformance.imf import DCP, profile_of
from validator.containers.imf.package import read_imf_package
from validator.delivery.ingest.imf_mixes import imf_tracks
from validator.delivery.ingest.stated import Stated

if TYPE_CHECKING:
    from pathlib import Path

FORMS = pytest.mark.parametrize("interop", [False, True], ids=["SMPTE", "interop"])


def _found(folder: Path) -> set[str]:
    package = read_imf_package(folder)
    assert profile_of(package) is DCP
    return {fault.check for fault in conform(DCP, package)}


def _run(words: list[str], folder: Path) -> tuple[int, dict[str, Any]]:
    out = folder.parent / "out.json"
    code = run_words([*words, "--json", str(out)])
    return code, json.loads(out.read_text())


@FORMS
def test_a_package_without_fault_is_acceptable(tmp_path: Path, interop: bool) -> None:
    folder = CinemaPackage(interop=interop).write(tmp_path / "dcp")
    assert _found(folder) == set()
    code, run = _run(["verify", str(folder)], folder)
    assert (code, run["verdict"]) == (0, "acceptable")
    assert run["reports"][0]["sheet"]["id"] == "dcp"
    assert run_words(["verify", str(folder), "--profile", "dcp"]) == 0


@FORMS
def test_the_sound_of_its_reels_is_one_mix(tmp_path: Path, interop: bool) -> None:
    whole = read_imf_package(CinemaPackage(interop=interop).write(tmp_path / "whole"))
    reels = CinemaPackage(interop=interop, reels=((0, 20), (24, 24), (10, 6)))
    package = read_imf_package(reels.write(tmp_path / "reels"))
    (one,), (other,) = imf_tracks(whole, Stated()), imf_tracks(package, Stated())
    assert one.mix is not None
    assert other.mix is not None
    straight, played = one.mix.open(), other.mix.open()
    assert straight.layout is not None
    assert straight.layout.name == "5.1"
    sound = np.concatenate(list(straight.blocks()))
    assert len(sound) == FRAMES * 2000
    expected = np.concatenate([sound[: 20 * 2000], sound[24 * 2000 :], sound[10 * 2000 : 16 * 2000]])
    assert np.array_equal(np.concatenate(list(played.blocks())), expected)
    assert other.statement.programme.duration_frames == 50


def test_labels_are_believed(tmp_path: Path) -> None:
    folder = CinemaPackage(sound=cinema_sound(layout="7.1", labelled=True)).write(tmp_path / "dcp")
    (track,) = imf_tracks(read_imf_package(folder), Stated())
    assert track.mix is not None
    layout = track.mix.open().layout
    assert layout is not None
    assert layout.name == "7.1"
    assert track.statement.language == "fr-FR"


def test_of_more_channels_without_labels_the_first_six_are_the_mix(tmp_path: Path) -> None:
    folder = CinemaPackage(sound=cinema_sound(layout="7.1")).write(tmp_path / "dcp")
    (track,) = imf_tracks(read_imf_package(folder), Stated())
    assert track.mix is not None
    programme = track.mix.open()
    assert programme.channel_count == 6
    assert next(iter(programme.blocks())).shape[1] == 6


@FORMS
def test_check_and_show_take_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], interop: bool) -> None:
    folder = CinemaPackage(interop=interop, reels=((0, 24), (24, 24))).write(tmp_path / "dcp")
    code, run = _run(["check", str(folder), "--sheet", "dcp-audio", "--kernel", "numpy"], folder)
    assert code in {1, 4}
    assert run["reports"][0]["name"] == "dcp"
    assert [one["name"] for one in (*run["reports"][1:], *run["not_judged"])] == ["CPL.xml#1"]
    assert run_words(["imf", "show", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "Un film été" in shown
    assert "sound.mxf" in shown
    assert "2 segments" in shown


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("imf.digest-wrong", {"texts": {"PKL.xml": ("<Hash>", "<Hash>AAAA")}}),
        ("imf.size-wrong", {"texts": {"PKL.xml": ("<Size>", "<Size>9")}}),
        ("imf.asset-missing", {"texts": {"ASSETMAP.xml": ("sound.mxf", "other.mxf")}}),
        ("imf.path-refused", {"texts": {"ASSETMAP.xml": ("sound.mxf", "../sound.mxf")}}),
        ("imf.composition-id", {"texts": {"CPL.xml": ("00c100", "00c1ff")}}),
        ("imf.composition-unreadable", {"texts": {"CPL.xml": ("</ReelList>", "")}}),
        ("imf.element-missing", {"texts": {"CPL.xml": ("<ContentKind>feature</ContentKind>", "")}}),
        ("imf.resource-beyond-file", {"reels": ((1, FRAMES),)}),
        ("imf.durations-differ", {"texts": {"CPL.xml": (f"<Duration>{FRAMES}", "<Duration>40")}}),
        ("imf.intrinsic-duration", {"sound": cinema_sound(frames=40)}),
        ("imf.intrinsic-duration", {"sound": cinema_sound(rate=25)}),
        ("imf.track-file-cut-short", {"sound": cinema_sound()[:-300_000]}),
        ("imf.track-file-unreadable", {"sound": bytes(5000)}),
        ("dcp.channels", {"sound": cinema_sound(layout="1.0")}),
        ("dcp.asset-type", {"texts": {"PKL.xml": ("application/mxf", "text/plain")}}),
        ("dcp.frame-rate", {"rate": "24000 1001"}),
        ("imf.signed", {"texts": {"CPL.xml": ("</ReelList>", '</ReelList><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>')}}),
    ],
)  # fmt: skip
def test_a_single_fault_is_found_and_named(tmp_path: Path, check: str, change: dict[str, Any]) -> None:
    assert check in _found(CinemaPackage(**change).write(tmp_path / "dcp"))


def test_frame_rates_of_the_interop_form(tmp_path: Path) -> None:
    sound = cinema_sound(rate=25)
    assert "dcp.frame-rate" in _found(CinemaPackage(interop=True, rate="25 1", sound=sound).write(tmp_path / "interop"))
    assert _found(CinemaPackage(rate="25 1", sound=sound).write(tmp_path / "smpte")) == set()


def test_a_version_file_needs_its_original(tmp_path: Path) -> None:
    original = CinemaPackage().write(tmp_path / "original")
    version = CinemaPackage().write(tmp_path / "version")
    for name in ("PKL.xml", "ASSETMAP.xml"):
        text = (version / name).read_text()
        for start in ("<Asset><Id>urn:uuid:00000000-0000-0000-0000-000000000102",):
            place = text.index(start)
            text = text[:place] + text[text.index("</Asset>", place) + len("</Asset>") :]
        (version / name).write_text(text.replace("00c101", "00c1f1").replace("00c001", "00c0f1"))
    (version / "picture.mxf").unlink()
    assert run_words(["verify", str(version)]) == 4
    code, run = _run(["verify", str(version), "--ancestor", str(original)], version)
    failed = [one["key"] for one in run["reports"][0]["findings"] if one["state"] == "fail"]
    assert (code, failed) == (0, [])
