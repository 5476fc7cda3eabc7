"""Whatever is done to a file, it is read or refused in plain words: no other exception ever."""

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

from specs.errors import ToolError
from validator.audio.digests import DigestSet
from validator.audio.programme import open_programme
from validator.containers.facts import ChnaTrack, IxmlFacts, IxmlTrack, SampleFormat
from validator.containers.wave.chna import build_chna
from validator.containers.wave.fmt import build_fmt, wave_format
from validator.containers.wave.ixml import build_ixml
from validator.containers.wave.riff import Chunk, build_riff

IXML = IxmlFacts(tracks=(IxmlTrack(interleave_index=1, function="L"), IxmlTrack(interleave_index=2, function="R")))
CHNA = [ChnaTrack(track_index=1, uid="ATU_00000001", track_ref="AT_00010001_01", pack_ref="AP_00010002")]
WAVE_CHUNKS = (
    Chunk(
        id="fmt ",
        payload=build_fmt(wave_format(SampleFormat.S24, channel_count=2, sample_rate_hz=48000, channel_mask=3)),
    ),
    Chunk(id="bext", payload=bytes(602)),
    Chunk(id="iXML", payload=build_ixml(IXML)),
    Chunk(id="chna", payload=build_chna(CHNA)),
    Chunk(id="data", payload=bytes(range(250)) + b"\0\0"),
    Chunk(id="LIST", payload=b"INFO"),
)
WAVES = {form: build_riff(WAVE_CHUNKS, form=form) for form in ("RIFF", "RF64", "BW64")}


def foreign(container: str, subtype: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.linspace(-0.5, 0.5, 600).reshape(300, 2), 48000, format=container, subtype=subtype)
    return file.getvalue()


FOREIGN = {
    container: foreign(container, subtype)
    for container, subtype in (("FLAC", "PCM_16"), ("AIFF", "PCM_24"), ("W64", "PCM_16"), ("CAF", "PCM_16"))
}


def read_or_refuse(raw: bytes) -> str:
    """Open and read a file in full; "read", or what it was refused with."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.wav")
        path.write_bytes(raw)
        try:
            programme = open_programme([path])
            with DigestSet(["md5"]) as digests:
                segments = programme.segments(segment_samples=4096, preroll_samples=100, digests=digests)
                for number, segment in enumerate(segments):
                    segment.release()
                    if number == 20:
                        # A header of another format may promise hours, which are then really there as silence.
                        break
            next(programme.blocks(block_samples=100))
        except ToolError as error:
            return str(error)
    return "read"


@st.composite
def damages(draw: st.DrawFn, length: int) -> list[tuple[int, bytes]]:
    """Places and the bytes that are put there; extreme sizes are among them."""
    words = st.sampled_from([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF]).map(
        lambda size: struct.pack("<I", size)
    )
    return draw(
        st.lists(
            st.tuples(st.integers(0, length - 1), st.binary(min_size=1, max_size=4) | words), min_size=1, max_size=6
        )
    )


def damaged(raw: bytes, places: list[tuple[int, bytes]]) -> bytes:
    changed = bytearray(raw)
    for place, put in places:
        changed[place : place + len(put)] = put
    return bytes(changed)


def test_the_undamaged_files_are_read() -> None:
    assert {name: read_or_refuse(raw) for name, raw in (WAVES | FOREIGN).items()} == dict.fromkeys(
        WAVES | FOREIGN, "read"
    )


@pytest.mark.parametrize("form", WAVES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_changed_bytes_in_a_wave_header(form: str, data: st.DataObject) -> None:
    raw = WAVES[form]
    assert read_or_refuse(damaged(raw, data.draw(damages(len(raw)))))


@pytest.mark.parametrize("form", WAVES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_a_wave_file_that_is_cut_and_changed(form: str, data: st.DataObject) -> None:
    raw = WAVES[form]
    cut = raw[: data.draw(st.integers(0, len(raw)))]
    places = data.draw(damages(len(cut))) if cut else []
    assert read_or_refuse(damaged(cut, places))


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=120))
def test_any_bytes_behind_the_magic(body: bytes) -> None:
    assert read_or_refuse(b"RIFF\xff\xff\xff\xffWAVE" + body)


@pytest.mark.parametrize("container", FOREIGN)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_changed_bytes_and_cuts_in_other_containers(container: str, data: st.DataObject) -> None:
    raw = FOREIGN[container]
    cut = raw[: data.draw(st.integers(16, len(raw)))] if data.draw(st.booleans()) else raw
    assert read_or_refuse(damaged(cut, data.draw(damages(min(len(cut), 120)))))
