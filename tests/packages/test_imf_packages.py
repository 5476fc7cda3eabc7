"""IMF packages as people hand them in: verified from the command line, and their sound measured on the timeline."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import pytest

from fixtures.imf import PackageParts, whole_package, without_picture
from mixgate.cli import run_words
from validator.containers.imf.package import read_imf_package
from validator.delivery.ingest.imf_mixes import imf_tracks
from validator.delivery.ingest.stated import Stated

if TYPE_CHECKING:
    from validator.audio.programme import Programme

SAMPLES = os.environ.get("MIXGATE_SAMPLES")


def _verified(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    out = folder.parent / "out.json"
    out.unlink(missing_ok=True)
    code = run_words(["verify", str(folder), *words, "--json", str(out)])
    return code, json.loads(out.read_text()) if out.exists() else {}


def test_a_package_without_fault_is_acceptable(tmp_path: Path) -> None:
    folder = whole_package().write(tmp_path / "package")
    code, run = _verified(folder)
    assert (code, run["verdict"]) == (0, "acceptable")
    assert _verified(folder, "--profile", "imf")[0] == 0
    assert _verified(folder, "--profile", "atmos-1.0")[0] == 2


def test_one_changed_bit_is_named_and_rejects(tmp_path: Path) -> None:
    folder = whole_package().write(tmp_path / "package")
    data = bytearray((folder / "audio/fr.mxf").read_bytes())
    data[50_000] ^= 1
    (folder / "audio/fr.mxf").write_bytes(data)
    code, run = _verified(folder)
    assert code == 1
    (report,) = run["reports"]
    keys = {one["key"] for one in report["findings"] if one["state"] == "fail"}
    assert keys == {"imf.digest-wrong", "imf.resource-digest"}


def test_a_partial_package_is_open_without_its_ancestor_and_whole_with_it(tmp_path: Path) -> None:
    whole = whole_package().write(tmp_path / "whole")
    partial = without_picture(whole_package()).write(tmp_path / "partial")
    assert _verified(partial)[0] == 4
    assert _verified(partial, "--ancestor", str(whole))[0] == 0
    assert _verified(partial, "--ancestor", str(tmp_path))[0] == 3


def _pieces(parts: PackageParts) -> PackageParts:
    """The sound plays 3000 samples from the thousandth on, twice, and then its first 90 096."""
    (segment,) = parts.composition.segments
    sound = segment.sequences[1]
    first = sound.resources[0].model_copy(update={"entry_point": 1000, "source_duration": 3000, "repeat_count": 2})
    second = sound.resources[0].model_copy(update={"id": UUID(int=0x7F1), "source_duration": 90_096})
    sequences = (segment.sequences[0], sound.model_copy(update={"resources": (first, second)}))
    segments = (segment.model_copy(update={"sequences": sequences}),)
    parts.composition = parts.composition.model_copy(update={"segments": segments})
    return parts


def _sound(programme: Programme) -> np.ndarray:
    return np.concatenate(list(programme.blocks(block_samples=7001)))


def test_a_virtual_track_is_what_its_timeline_plays(tmp_path: Path) -> None:
    straight = read_imf_package(whole_package().write(tmp_path / "straight"))
    edited = read_imf_package(_pieces(whole_package()).write(tmp_path / "edited"))
    (one,), (other,) = imf_tracks(straight, Stated()), imf_tracks(edited, Stated())
    assert one.mix is not None
    assert other.mix is not None
    whole, pieces = _sound(one.mix.open()), _sound(other.mix.open())
    expected = np.concatenate([whole[1000:4000], whole[1000:4000], whole[:90_096]])
    assert np.array_equal(pieces, expected)
    assert one.statement.language == "fr-FR"
    assert one.statement.programme.picture_rate is not None


def test_check_judges_the_package_and_every_virtual_track(tmp_path: Path) -> None:
    folder = _pieces(whole_package()).write(tmp_path / "package")
    out = tmp_path / "out.json"
    run_words(["check", str(folder), "--sheet", "ebu-r128", "--kernel", "numpy", "--json", str(out)])
    run = json.loads(out.read_text())
    assert [one["name"] for one in run["reports"]] == ["package", "CPL.xml#1"]
    assert run["reports"][0]["verdict"] == "acceptable"
    assert run["reports"][1]["language"] == "fr-FR"


def test_check_of_a_partial_package_without_its_sound_is_open(tmp_path: Path) -> None:
    parts = whole_package()
    parts.files.pop("audio/fr.mxf")
    kept = tuple(one for one in parts.packing_list.assets if one.type != "application/mxf")
    parts.packing_list = parts.packing_list.model_copy(update={"assets": kept})
    parts.asset_map = parts.asset_map.model_copy(update={"assets": parts.asset_map.assets[:2]})
    parts.files.clear()
    folder = parts.write(tmp_path / "package")
    out = tmp_path / "out.json"
    code = run_words(["check", str(folder), "--sheet", "ebu-r128", "--kernel", "numpy", "--json", str(out)])
    run = json.loads(out.read_text())
    assert code == 4
    assert [one["name"] for one in run["not_judged"]] == ["CPL.xml#1"]


@pytest.mark.material
@pytest.mark.skipif(SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files")
def test_a_package_of_another_writer_is_acceptable(tmp_path: Path) -> None:
    package = read_imf_package(Path(SAMPLES or "", "imf", "PHDR"))
    (track,) = imf_tracks(package, Stated())
    assert track.mix is not None
    assert track.mix.open().channel_count >= 2
    out = tmp_path / "out.json"
    assert run_words(["verify", str(package.folder), "--json", str(out)]) == 0
