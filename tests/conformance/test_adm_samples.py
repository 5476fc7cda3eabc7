"""Files that others made are read, and give the findings that their nature asks for, and no others."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from specs.errors import MediaError
from validator.conformance.adm import PROFILES, judge_adm
from validator.containers.adm.axml import read_axml
from validator.containers.adm.file import read_adm_file

if TYPE_CHECKING:
    from validator.containers.adm.file import AdmFile

ROOT: Final = Path(os.environ.get("MIXGATE_SAMPLES", "/nowhere")) / "adm"
WAVES: Final = sorted(ROOT.rglob("*.wav")) if ROOT.is_dir() else []
DOCUMENTS: Final = sorted(ROOT.rglob("*.xml")) if ROOT.is_dir() else []

pytestmark = [
    pytest.mark.material,
    pytest.mark.skipif(not WAVES, reason="MIXGATE_SAMPLES names no folder with ADM files"),
]

STREAMS_OF_ANOTHER_TYPE: Final = {"id-agrees"}
"""The EBU tools of before 2022 write AS_0001 for objects and HOA."""

EXPECTED: Final = {
    "eat/test_files/render/silent_before_after.wav": {"id-agrees", "blocks-start"},
    "eat/test_files/render/silent_before_after_ds.wav": {"blocks-start"},
    "eat/test_files/render/zero_size.wav": {"id-agrees", "blocks-start"},
    "eat/test_files/render/test_bwf.wav": {"id-agrees", "chna-track-shared"},
    "ear/ear/test/data/test_bwf.wav": {"chna-track-shared"},
    "libbw64/tests/test_data/noise_24bit_uneven_data_chunk_size.wav": {
        *("axml-and-chna", "chna-track-range", "chna-track-shared", "bw64-riff-size"),
    },
}
REFUSED: Final = {"rect_24bit_noriff.wav", "rect_24bit_nowave.wav"}


def read(path: Path) -> AdmFile:
    with path.open("rb") as file:
        return read_adm_file(file, path.stat().st_size, where=path.name)


@pytest.mark.parametrize("path", WAVES, ids=lambda path: path.name)
def test_a_file_gives_the_findings_of_its_nature(path: Path) -> None:
    if path.name in REFUSED:
        with pytest.raises(MediaError):
            read(path)
        return
    file = read(path)
    if not file.has_adm:
        return
    profiles = ["bs2076", "bs2088"] + (["atmos-1.0", "atmos-1.1"] if "dolby" in path.parts else [])
    found = Counter(fault.check for profile in profiles for fault in judge_adm(file, PROFILES[profile]))
    name = path.relative_to(ROOT).as_posix()
    expected = EXPECTED.get(name, STREAMS_OF_ANOTHER_TYPE if name.startswith("eat/") else set())
    assert set(found) == expected


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_read(path: Path) -> None:
    document = read_axml(path.read_bytes())
    broken = {"loudness_metadata.xml": ["not-well-formed"], "ADM.xml": ["no-audio-format-extended"]}
    assert [problem.code for problem in document.problems] == broken.get(path.name, [])


@pytest.mark.parametrize("number", [0, 1])
def test_masters_say_what_the_text_beside_them_says(number: int) -> None:
    path = ROOT / "dolby" / f"sample_adm_file_{number}.wav"
    if not path.is_file():
        pytest.skip("the masters are not among the samples")
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    dbmd = read(path).dbmd
    assert dbmd is not None
    assert dbmd.atmos is not None
    assert dbmd.supplement is not None
    version = ".".join(str(part) for part in dbmd.atmos.tool_version)
    assert f"Created by: {dbmd.atmos.tool} ({version})" in text
    warp = {"direct": "normal", "not indicated": "not indicated"}[dbmd.atmos.surround_downmix or ""]
    assert f"warp_mode: {warp}" in text
    for trim in dbmd.supplement.trims:
        assert f"Trim mode: {trim.layout}, {'automatic' if trim.automatic else 'manual'} trims" in text
    assert ("binaural render mode: not indicated" in text) == (
        set(dbmd.supplement.headphone_modes) == {"not indicated"}
    )
