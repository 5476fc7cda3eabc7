"""Cases out of public problem reports on IMF, each beside its clean twin, as a user would meet them.

I12, labels that the sound contradicts, is in `test_imf_against_its_original`, where there is sound to hear.
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import pytest

from fixtures.imf import PICTURE_ID, PackageParts, whole_package, without_picture
from fixtures.imf_changes import GROUP, SOUND, bit_flipped, text_replaced, with_label
from fixtures.mxf import build_mxf, changed, clip_recipe, track_file
from fixtures.wave_files import write_s24
from mixgate.cli import run_words
from validator.containers.imf.regxml import descriptor_regxml
from validator.containers.mxf.metadata_set import metadata_set
from validator.containers.mxf.reader import read_mxf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WHOLE_RATES = ["24000/1001", "24/1", "25/1", "30/1", "50/1"]


def _verified(folder: Path, *words: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Exit code, run, and the sentence of each check that failed or was left open."""
    out = folder.parent / f"{folder.name}.json"
    code = run_words(["verify", str(folder), *words, "--json", str(out)])
    run = json.loads(out.read_text())
    told = {
        one["key"]: one["reason"]["text"]
        for report in run["reports"]
        for one in report["findings"]
        if one["state"] in {"fail", "not-measured"}
    }
    return code, run, told


def _clean(folder: Path, *words: str) -> None:
    code, run, told = _verified(folder, *words)
    assert (code, run["verdict"], told) == (0, "acceptable", {})


def test_i1_one_byte_of_a_track_file_is_flipped(tmp_path: Path) -> None:
    folder = whole_package().write(tmp_path / "package")
    _clean(folder)
    bit_flipped(SOUND, 60_000)(folder)
    code, _, told = _verified(folder)
    assert code == 1
    assert SOUND in told["imf.digest-wrong"]


def test_i3_the_asset_map_lists_a_composition_under_another_id(tmp_path: Path) -> None:
    folder = whole_package().write(tmp_path / "package")
    _clean(folder)
    own, other = str(UUID(int=0x100)), str(UUID(int=0xABCD))
    text_replaced("ASSETMAP.xml", own, other)(folder)
    code, _, told = _verified(folder)
    assert code == 1
    assert own in told["imf.composition-id"]
    assert other in told["imf.composition-id"]


def test_i5_speech_states_no_language(tmp_path: Path) -> None:
    parts = whole_package()
    with_label(GROUP, "RFC5646SpokenLanguage", None)(parts)
    code, run, told = _verified(parts.write(tmp_path / "package"))
    assert code == 1
    assert "imf.speech-without-language" in told
    (source,) = [one["source"] for one in run["reports"][0]["findings"] if one["key"] == "imf.speech-without-language"]
    assert "ST 2067-2 clause 5.3.6.5" in source
    _clean(whole_package().write(tmp_path / "twin"))


def test_i7_frames_of_2997_that_are_no_whole_samples_are_refused_with_the_next_lengths(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """5378 frames are 8 613 404.8 samples; 5375 and 5380 would be whole. Nothing of that length has to be written."""
    parts = whole_package(frames=5378, rate="30000/1001", sound=track_file("5.1", 1000))
    original = parts.write(tmp_path / "original")
    _, _, told = _verified(original)
    assert "8613404.8 samples" in told["imf.frames-not-whole-samples"]
    assert "5375 or 5380 frames" in told["imf.frames-not-whole-samples"]
    words = np.zeros((1000, 2), dtype=np.int32)
    dub = write_s24(tmp_path / "dub.wav", words)
    asked = ["package", "imf", str(dub), "--ancestor", str(original), "--language", "de-DE", "--layout", "2.0"]
    assert run_words([*asked, "--out", str(tmp_path / "dub")]) == 5
    assert "5375 or 5380 frames" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("rate", WHOLE_RATES)
def test_i7_at_other_rates_every_count_of_frames_is_whole(tmp_path: Path, rate: str) -> None:
    _clean(whole_package(frames=47, rate=rate).write(tmp_path / "package"))


@pytest.mark.parametrize("rate", ["30000/1001", "60000/1001"])
def test_i7_every_fifth_count_is_whole_at_2997_and_5994(tmp_path: Path, rate: str) -> None:
    _clean(whole_package(frames=45, rate=rate).write(tmp_path / "package"))
    count = int(45 * 48_000 / Fraction(rate))
    dub = write_s24(tmp_path / "dub.wav", np.ones((count, 2), dtype=np.int32))
    asked = ["package", "imf", str(dub), "--ancestor", str(tmp_path / "package"), "--language", "de-DE"]
    assert run_words([*asked, "--layout", "2.0", "--out", str(tmp_path / "dub"), "--title", "Łódź 映画"]) == 0
    _clean(tmp_path / "dub", "--ancestor", str(tmp_path / "package"))


def test_i10_a_supplemental_package_without_its_ancestor_names_what_it_expects(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    partial = without_picture(whole_package()).write(tmp_path / "partial")
    code, run, told = _verified(partial)
    assert (code, run["verdict"]) == (4, "incomplete")
    assert str(PICTURE_ID) in told["imf.ancestor-assets"]
    _clean(partial, "--ancestor", str(original))


def _with_group(parts: PackageParts) -> None:
    """The soundfield belongs to a group of soundfields, as the main programme."""
    group, link = UUID(int=0x6D), UUID(int=0x6E)
    recipe = clip_recipe("5.1", 96_096)
    sets = changed(recipe.sets, GROUP, "GroupOfSoundfieldGroupsLinkID", (link,))
    made = metadata_set(
        "GroupOfSoundfieldGroupsLabelSubDescriptor",
        {
            "InstanceID": group,
            "MCALinkID": link,
            "MCALabelDictionaryID": bytes.fromhex("060e2b340401010d0302032001000000"),
            "MCATagSymbol": "ggMPg",
            "MCATagName": "Main Program",
            "RFC5646SpokenLanguage": "fr-FR",
        },
    )
    descriptor = next(one for one in sets if one.symbol == "WAVEPCMDescriptor")
    references = (group, *descriptor.uuids("SubDescriptors"))
    sets = (*changed(sets, "WAVEPCMDescriptor", "SubDescriptors", references), made)
    parts.files[SOUND] = data = build_mxf(replace(recipe, sets=sets))
    whole = read_mxf(io.BytesIO(data), len(data), where=SOUND).descriptor
    assert any(one.symbol == "GroupOfSoundfieldGroupsLabelSubDescriptor" for one in whole.sub_descriptors)
    picture, sound = parts.composition.descriptors
    entries = (picture, sound.model_copy(update={"xml": descriptor_regxml(whole).xml}))
    parts.composition = parts.composition.model_copy(update={"descriptors": entries})


@pytest.mark.parametrize("change", [_with_group, lambda _: None], ids=["with a group", "without"])
def test_i13_a_group_of_soundfields_is_accepted(tmp_path: Path, change: Callable[[PackageParts], None]) -> None:
    parts = whole_package()
    change(parts)
    _clean(parts.write(tmp_path / "package"))
