"""What is built can be parsed back to the same facts, for every chunk."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from validator.containers.facts import BextFacts, ChnaTrack, IxmlFacts, IxmlTrack, LoudnessFields, SampleFormat
from validator.containers.wave.bext import build_bext, parse_bext
from validator.containers.wave.chna import build_chna, parse_chna
from validator.containers.wave.fmt import WaveFormat, build_fmt, parse_fmt
from validator.containers.wave.ixml import build_ixml, parse_ixml
from validator.containers.wave.riff import Chunk, Ds64, build_ds64, build_riff, parse_ds64
from validator.containers.wave.walk import walk

PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
CHUNK_IDS = st.text(PRINTABLE, min_size=4, max_size=4).filter(lambda text: text not in ("ds64", "data"))
WHOLE_64 = st.integers(0, 2**64 - 1)


def ascii_text(limit: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(min_codepoint=1, max_codepoint=0x7F), max_size=limit)


@st.composite
def wave_formats(draw: st.DrawFn) -> WaveFormat:
    sample_format = draw(st.sampled_from(SampleFormat))
    container = sample_format.bytes_per_sample * 8
    # Fewer bits than fill the container's last byte are told by the container itself only in the extensible form.
    lowest = container if sample_format.is_float else container - 7
    extensible = draw(st.booleans())
    return WaveFormat(
        sample_format=sample_format,
        channel_count=draw(st.integers(1, 256)),
        sample_rate_hz=draw(st.integers(1, 768_000)),
        valid_bits=draw(st.integers(1 if extensible and not sample_format.is_float else lowest, container)),
        channel_mask=draw(st.none() | st.integers(1, 2**32 - 1)) if extensible else None,
        extensible=extensible,
    )


@given(wave_formats())
def test_fmt(wave: WaveFormat) -> None:
    parsed = parse_fmt(build_fmt(wave))
    assert parsed == wave
    assert parsed.notes == ()


@st.composite
def bext_facts(draw: st.DrawFn) -> BextFacts:
    version = draw(st.integers(0, 3))
    hundredths = st.none() | st.integers(-9999, 9999).map(lambda value: value / 100)
    loudness = st.builds(
        LoudnessFields,
        integrated_lkfs=hundredths,
        loudness_range_lu=hundredths,
        max_true_peak_dbtp=hundredths,
        max_momentary_lkfs=hundredths,
        max_short_term_lkfs=hundredths,
    )
    umid = st.none() | st.binary(min_size=64, max_size=64).filter(any).map(bytes.hex)
    return BextFacts(
        version=version,
        description=draw(ascii_text(256)),
        originator=draw(ascii_text(32)),
        originator_reference=draw(ascii_text(32)),
        origination_date=draw(ascii_text(10)),
        origination_time=draw(ascii_text(8)),
        time_reference_samples=draw(WHOLE_64),
        umid=draw(umid) if version >= 1 else None,
        loudness=draw(loudness) if version >= 2 else None,
        coding_history=draw(ascii_text(300)),
    )


@given(bext_facts())
def test_bext(bext: BextFacts) -> None:
    assert parse_bext(build_bext(bext)) == bext


XML_TEXT = st.none() | st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=40
).map(str.strip).filter(bool)
SMALL = st.none() | st.integers(0, 2**31)
TRACKS = st.builds(IxmlTrack, channel_index=SMALL, interleave_index=SMALL, name=XML_TEXT, function=XML_TEXT)


@given(
    st.builds(
        IxmlFacts,
        project=XML_TEXT,
        scene=XML_TEXT,
        tape=XML_TEXT,
        note=XML_TEXT,
        timecode_rate=XML_TEXT,
        timecode_flag=XML_TEXT,
        file_sample_rate_hz=SMALL,
        audio_bit_depth=SMALL,
        time_reference_samples=st.none() | WHOLE_64,
        tracks=st.lists(TRACKS, max_size=4).map(tuple),
    )
)
def test_ixml(ixml: IxmlFacts) -> None:
    assert parse_ixml(build_ixml(ixml)) == ixml


def reference(limit: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=limit)


@given(
    st.lists(
        st.builds(
            ChnaTrack,
            track_index=st.integers(1, 65535),
            uid=reference(12),
            track_ref=reference(14),
            pack_ref=reference(11),
        ),
        max_size=8,
    )
)
def test_chna(tracks: list[ChnaTrack]) -> None:
    assert parse_chna(build_chna(tracks)) == tuple(tracks)


@given(
    st.builds(
        Ds64,
        riff_bytes=WHOLE_64,
        data_bytes=WHOLE_64,
        sample_count=WHOLE_64,
        table=st.dictionaries(CHUNK_IDS, WHOLE_64, max_size=4),
    )
)
def test_ds64(sizes: Ds64) -> None:
    assert parse_ds64(build_ds64(sizes)) == sizes


CHUNKS = st.lists(st.builds(Chunk, id=CHUNK_IDS, payload=st.binary(max_size=40)), max_size=5)


@given(
    before=CHUNKS, after=CHUNKS, data=st.binary(min_size=1, max_size=60), form=st.sampled_from(["RIFF", "RF64", "BW64"])
)
def test_riff(before: list[Chunk], after: list[Chunk], data: bytes, form: str) -> None:
    chunks = [*before, Chunk(id="data", payload=data), *after]
    raw = build_riff(chunks, form=form)
    result = walk(io.BytesIO(raw), len(raw), where="")
    found = [
        Chunk(id=chunk.id, payload=raw[chunk.offset_bytes : chunk.offset_bytes + chunk.size_bytes])
        for chunk in result.chunks
        if chunk.id != "ds64"
    ]
    assert found == chunks
    assert [note.code for note in result.notes if note.code != "wave.chunk-doubled"] == []
