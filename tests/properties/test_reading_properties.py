"""Whatever was done to a file: every sample is read, or it is damaged, or refused; never half of it in silence."""

from __future__ import annotations

import io
import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.mxf import FRAME_WRAPPED_ELEMENT, MxfRecipe, build_mxf, frame_recipe, track_file
from specs.errors import ToolError
from validator.audio.programme import open_programme
from validator.containers.facts import SampleFormat
from validator.containers.mxf.writer import write_track_file
from validator.containers.wave.fmt import build_fmt, wave_format
from validator.containers.wave.riff import Chunk, build_riff

RNG = np.random.default_rng(11)
NOISE = RNG.integers(-(2**15), 2**15, (6_000, 2), dtype=np.int16)
NOISE[NOISE == 0] = 1
"""Without a zero sample: what is missing cannot be taken for filling."""


def foreign(container: str) -> bytes:
    file = io.BytesIO()
    form, endian = ("WAV", "BIG") if container == "RIFX" else (container, "FILE")
    soundfile.write(file, NOISE, 48_000, format=form, subtype="PCM_16", endian=endian)
    return file.getvalue()


def clips() -> bytes:
    sink = io.BytesIO()
    write_track_file(sink, track_file("2.0", len(NOISE)), [NOISE / 2**15])
    return sink.getvalue()


def frames() -> bytes:
    recipe = frame_recipe("2.0", frames=len(NOISE) // 2_000)
    words = (NOISE.astype("<i4") << 8).view(np.uint8).reshape(*NOISE.shape, 4)[..., :3]
    sound = [(FRAME_WRAPPED_ELEMENT, words[at : at + 2_000].tobytes()) for at in range(0, len(NOISE), 2_000)]
    return build_mxf(
        MxfRecipe(sets=recipe.sets, elements=tuple(sound), index=recipe.index, pack=recipe.pack, index_in_footer=True)
    )


FMT = Chunk(id="fmt ", payload=build_fmt(wave_format(SampleFormat.S16, channel_count=2, sample_rate_hz=48_000)))
LIST = Chunk(id="LIST", payload=b"INFO")
CHUNKS = (FMT, Chunk(id="data", payload=NOISE.tobytes()), LIST)
FILES = {form: build_riff(CHUNKS, form=form) for form in ("RIFF", "RF64", "BW64")}
FILES |= {container: foreign(container) for container in ("AIFF", "W64", "AU", "CAF", "FLAC", "RIFX")}
FILES |= {"MXF clip": clips(), "MXF frame": frames()}


def outcome(raw: bytes) -> str:
    """`refused`, `damaged`, or whether all of the sound was read: `whole`, `half`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.bin")
        path.write_bytes(raw)
        try:
            programme = open_programme([path])
            samples = np.concatenate(list(programme.blocks()))
        except ToolError:
            return "refused"
        if programme.files[0].damage:
            return "damaged"
        words = np.rint(samples * 2**15).astype(np.int64)
        return "whole" if np.array_equal(words, NOISE) else "half"


def test_the_files_are_whole() -> None:
    assert {name: outcome(raw) for name, raw in FILES.items()} == dict.fromkeys(FILES, "whole")


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_that_is_cut_anywhere_is_never_half_read_in_silence(name: str, data: st.DataObject) -> None:
    raw = FILES[name]
    assert outcome(raw[: data.draw(st.integers(0, len(raw)))]) != "half"


@pytest.mark.parametrize("form", ["RIFF", "RF64", "BW64"])
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_data_size_that_says_anything_is_never_half_read_in_silence(form: str, data: st.DataObject) -> None:
    raw = bytearray(FILES[form])
    place = raw.index(b"data") + 4
    struct.pack_into("<I", raw, place, data.draw(st.integers(0, len(raw)) | st.integers(0, 0xFFFFFFFF)))
    if data.draw(st.booleans()):
        struct.pack_into("<I", raw, 4, data.draw(st.integers(0, 0xFFFFFFFF)))
    assert outcome(bytes(raw)) != "half"


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_chunks_doubled_moved_and_put_between_are_never_half_read_in_silence(data: st.DataObject) -> None:
    extra = st.sampled_from(
        [LIST, FMT, Chunk(id="JUNK", payload=bytes(9)), Chunk(id="data", payload=NOISE[:9].tobytes())]
    )
    chunks = [*CHUNKS, *data.draw(st.lists(extra, max_size=3))]
    order = data.draw(st.permutations(chunks))
    assert outcome(build_riff(order)) in {"whole", "damaged"}


@pytest.mark.parametrize("container", ["AIFF", "W64", "AU", "CAF", "RIFX"])
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_size_in_another_container_is_never_half_read_in_silence(container: str, data: st.DataObject) -> None:
    raw = bytearray(FILES[container])
    marker, form, most = {
        "AIFF": (b"SSND", ">I", 0xFFFFFFFF),
        "W64": (b"data\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a", "<Q", 2**64 - 1),
        "AU": (b".snd", ">I", 0xFFFFFFFF),
        "CAF": (b"data", ">Q", 2**64 - 1),
        "RIFX": (b"data", ">I", 0xFFFFFFFF),
    }[container]
    place = raw.index(marker) + len(marker) + (4 if container == "AU" else 0)
    struct.pack_into(form, raw, place, data.draw(st.integers(0, len(raw)) | st.integers(0, most)))
    assert outcome(bytes(raw)) != "half"
