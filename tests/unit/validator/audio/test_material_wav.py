"""Every WAVE file among the optional samples opens, or is refused in plain words."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from specs.errors import MediaError
from validator.audio.digests import DigestSet
from validator.audio.programme import open_programme
from validator.catalogue import say

SAMPLES = os.environ.get("MIXGATE_SAMPLES")
FILES = sorted(path for path in Path(SAMPLES).rglob("*") if path.suffix.lower() == ".wav") if SAMPLES else []

BROKEN = {
    "24bit_missing_padding.wav": "The pad byte after the last chunk, data, is missing.",
    "rect_24bit_noriff.wav": "not in a format that is read",
    "rect_24bit_nowave.wav": "does not hold WAVE audio",
    "rect_24bit_nods64.wav": "has no ds64 chunk",
    "rect_24bit_wrong_fmt_size.wav": "no data chunk that can be found",
    "end-of-file.wav": "The data chunk has no size",
    "fmt_cb_size_unknown.wav": "no data chunk that can be found",
    "bext.wav": "no fmt chunk that can be found",
    "noise_24bit_uneven_data_chunk_size.wav": "The RIFF size says 75 bytes",
}
"""What is wrong with the broken ones, by name."""


def said_about(path: Path) -> str:
    try:
        return " ".join(map(say, open_programme([path]).files[0].notes))
    except MediaError as error:
        return str(error)


@pytest.mark.material
@pytest.mark.skipif(not FILES, reason="MIXGATE_SAMPLES names no folder with WAVE files")
def test_every_broken_file_is_read_with_a_note_or_refused_and_every_other_is_read_without() -> None:
    for path in FILES:
        said = said_about(path)
        assert BROKEN[path.name] in said if path.name in BROKEN else said == "", path


@pytest.mark.material
@pytest.mark.skipif(not FILES, reason="MIXGATE_SAMPLES names no folder with WAVE files")
def test_samples_agree_with_libsndfile_and_digests_with_the_file() -> None:
    compared = 0
    for path in FILES:
        try:
            programme = open_programme([path])
            expected, _ = soundfile.read(path, always_2d=True)
        except (MediaError, soundfile.LibsndfileError):
            continue
        blocks = np.concatenate(list(programme.blocks(block_samples=10_000)))
        assert np.array_equal(blocks[: len(expected)], expected), path
        with DigestSet(["md5"]) as digests:
            for segment in programme.segments(segment_samples=4801, preroll_samples=100, digests=digests):
                segment.release()
        assert digests.results()[path]["md5"] == hashlib.md5(path.read_bytes()).hexdigest(), path
        compared += 1
    assert compared > len(FILES) // 2
