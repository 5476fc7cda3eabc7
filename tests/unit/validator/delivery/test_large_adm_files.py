"""ADM files above 4 GiB, as holes on the disk: chunks behind the sound, and samples at its end, are where ds64 says."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from fixtures.adm import fmt_payload
from specs.vocabulary import MixKind
from validator.conformance.adm import PROFILES, judge_adm
from validator.containers.adm.build import BedContent, BedPlan, ProgrammePlan, SoundForm, build_adm
from validator.containers.adm.file import open_adm_file
from validator.containers.wave.riff import Chunk, build_chunk
from validator.delivery.ingest.file_parts import open_part, parts_of_file

if TYPE_CHECKING:
    from pathlib import Path

RATE: Final = 48_000
CHANNELS: Final = 12
FRAME_BYTES: Final = CHANNELS * 3
SAMPLES: Final = (1 << 32) // FRAME_BYTES + RATE
"""A second more than 4 GiB hold."""
UNSET: Final = struct.pack("<I", 0xFFFFFFFF)


def _large(path: Path, form: bytes) -> Path:
    """Two beds of 5.1 in a file whose sound is a hole, but for its last frame: 1/2, 1/4, 1/8 ... of full scale."""
    plans = [
        BedPlan(name="Dialogue", layout="5.1", kind=BedContent.DIALOGUE, language="de"),
        BedPlan(name="M&E", layout="5.1", kind=BedContent.MUSIC_AND_EFFECTS),
    ]
    programme = ProgrammePlan(name="Night tram", beds=("Dialogue", "M&E"), language="de")
    chunks = build_adm(plans, [programme], SoundForm(sample_rate_hz=RATE, bit_depth=24, sample_count=SAMPLES))
    head = build_chunk(Chunk(id="fmt ", payload=fmt_payload(CHANNELS)))
    head += build_chunk(Chunk(id="chna", payload=chunks.chna))
    tail = build_chunk(Chunk(id="axml", payload=chunks.axml))
    data_bytes = SAMPLES * FRAME_BYTES
    pad = data_bytes % 2
    riff_bytes = 4 + 8 + 28 + len(head) + 8 + data_bytes + pad + len(tail)
    ds64 = build_chunk(Chunk(id="ds64", payload=struct.pack("<QQQI", riff_bytes, data_bytes, SAMPLES, 0)))
    words = (np.array([2 ** (22 - channel) for channel in range(CHANNELS)], "<i4").view(np.uint8)).reshape(-1, 4)
    with path.open("wb") as file:
        file.write(form + UNSET + b"WAVE" + ds64 + head + b"data" + UNSET)
        begin = file.tell()
        file.seek(begin + data_bytes - FRAME_BYTES)
        file.write(words[:, :3].tobytes() + bytes(pad) + tail)
    return path


@pytest.mark.parametrize("form", [b"BW64", b"RF64"])
def test_beds_of_a_file_above_4_gib_are_found_judged_and_read_to_the_last_frame(tmp_path: Path, form: bytes) -> None:
    place = _large(tmp_path / "large.wav", form)
    assert place.stat().st_size > 1 << 32
    file = open_adm_file(place)
    assert file.sample_count == SAMPLES
    for profile in ("bs2088", "bs2076"):
        assert list(judge_adm(file, PROFILES[profile])) == []
    dialogue, me, programme = parts_of_file(place)
    assert [one.kind for one in (dialogue, me, programme)] == [MixKind.DIALOGUE, MixKind.ME, MixKind.PRINTMASTER]
    halves = 0.5 ** np.arange(1, CHANNELS + 1)
    for found, first in ((dialogue, 0), (me, 6)):
        (block,) = open_part(place, found.part).blocks(start_sample=SAMPLES - 2, sample_count=2)
        assert np.array_equal(block, np.stack([np.zeros(6), halves[first : first + 6]]))
