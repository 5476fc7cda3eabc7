"""What the metadata blocks of a FLAC file say: its length against the frames, its channels, chunks it carries along."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import soundfile

from validator.containers.facts import BextFacts
from validator.containers.flac.header import parse_stream_info, read_flac_header
from validator.containers.wave.bext import build_bext

if TYPE_CHECKING:
    from validator.containers.foreign import ForeignHeader

SAMPLES: Final = 9_000
PADDING, APPLICATION, COMMENT = 1, 2, 4
BEXT: Final = BextFacts(
    version=1,
    description="",
    originator="",
    originator_reference="",
    origination_date="",
    origination_time="",
    time_reference_samples=96_000,
)


def made(channels: int = 2) -> bytes:
    file = io.BytesIO()
    sound = np.random.default_rng(7).integers(-(2**15), 2**15, (SAMPLES, channels), dtype=np.int16)
    soundfile.write(file, sound, 48_000, format="FLAC", subtype="PCM_16")
    return file.getvalue()


STEREO: Final = made()


def with_blocks(raw: bytes, *blocks: bytes) -> bytes:
    """Blocks between STREAMINFO and whatever follows it."""
    return raw[:42] + b"".join(blocks) + raw[42:]


def block(kind: int, payload: bytes) -> bytes:
    return bytes([kind]) + len(payload).to_bytes(3, "big") + payload


def comments(*texts: bytes, count: int | None = None) -> bytes:
    listed = b"".join(struct.pack("<I", len(text)) + text for text in texts)
    number = struct.pack("<I", len(texts) if count is None else count)
    return block(COMMENT, struct.pack("<I", 1) + b"x" + number + listed)


def carried(chunk_id: bytes, payload: bytes) -> bytes:
    return block(APPLICATION, b"riff" + chunk_id + struct.pack("<I", len(payload)) + payload)


def with_count(raw: bytes, samples: int) -> bytes:
    """The same file with another number of samples: the lower 36 bits of the eight bytes from the tenth on."""
    packed = int.from_bytes(raw[18:26], "big") >> 36 << 36 | samples
    return raw[:18] + packed.to_bytes(8, "big") + raw[26:]


def read(raw: bytes) -> ForeignHeader:
    return read_flac_header(io.BytesIO(raw), len(raw), name="mix.flac")


def codes(header: ForeignHeader) -> list[str]:
    return [one.code for one in (*header.damage, *header.notes)]


def test_stream_info_has_its_fields_where_the_standard_puts_them() -> None:
    """RFC 9639, clause 8.2: 16 bits each of smallest and largest block, 24 each of frames, then 20, 3, 5 and 36."""
    packed = (96_000 << 44) | (5 << 41) | (23 << 36) | (2**36 - 2)
    payload = struct.pack(">HH", 16, 4_608) + bytes(6) + packed.to_bytes(8, "big") + bytes(16)
    info = parse_stream_info(payload)
    assert (info.largest_block_samples, info.sample_rate_hz) == (4_608, 96_000)
    assert (info.channel_count, info.bits, info.sample_count) == (6, 24, 2**36 - 2)


def test_a_length_that_is_there_is_left_as_it_is() -> None:
    header = read(STEREO)
    assert codes(header) == []
    assert (header.sample_count, header.patches) == (None, ())


def test_a_length_that_is_not_known_is_put_in_and_nothing_else_is_changed() -> None:
    header = read(with_count(STEREO, 0))
    assert codes(header) == ["audio.length-open"]
    assert header.sample_count == SAMPLES
    ((place, patch),) = header.patches
    assert place == 21
    assert patch == STEREO[21:26]


@pytest.mark.parametrize("missing", [1, 2**35])
def test_a_length_that_is_not_reached_is_damage_and_is_put_right(missing: int) -> None:
    header = read(with_count(STEREO, SAMPLES + missing))
    assert codes(header) == ["containers.samples-missing"]
    assert header.damage[0].arguments["samples"] == missing
    assert header.sample_count == SAMPLES
    assert header.patches == ((21, STEREO[21:26]),)


def test_one_sample_more_than_is_stated_is_damage_and_the_header_is_left() -> None:
    header = read(with_count(STEREO, SAMPLES - 1))
    assert codes(header) == ["containers.unread-samples"]
    assert header.damage[0].arguments["samples"] == 1
    assert (header.sample_count, header.patches) == (None, ())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        STEREO[:41],
        b"fLaX" + STEREO[4:],
        STEREO[:4] + bytes([STEREO[4] | PADDING]) + STEREO[5:],
    ],
    ids=["nothing", "too short", "another marker", "another block in front"],
)
def test_without_its_stream_info_a_file_is_damaged(raw: bytes) -> None:
    assert codes(read(raw)) == ["containers.no-stream-info"]


def test_stream_info_may_be_the_only_block() -> None:
    raw = STEREO[:4] + bytes([0x80]) + STEREO[5:42]
    assert codes(read(raw)) == []


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        (1, "M"),
        (2, "L R"),
        (3, "L R C"),
        (4, "L R Ls Rs"),
        (5, "L R C Ls Rs"),
        (6, "L R C LFE Ls Rs"),
        (7, "L R C LFE Cs Ls Rs"),
        (8, "L R C LFE Lrs Rrs Lss Rss"),
    ],
)
def test_the_order_of_channels_is_fixed_by_their_number(channels: int, expected: str) -> None:
    """RFC 9639, clause 9.1.3."""
    header = read(made(channels))
    assert header.channel_labels == tuple(expected.split())
    assert (header.channel_labels_from, header.channel_mask) == ("FLAC channel order", None)


@pytest.mark.parametrize(
    "text",
    [
        b"WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x30",
        b"waveformatextensible_channel_mask=0X30",
        b"WaveFormatExtensible_Channel_Mask=48",
    ],
)
@pytest.mark.parametrize("before", [(), (b"TITLE=x",), (b"", b"\xff\xfe=1")])
def test_a_mask_among_the_comments_comes_before_the_order(text: bytes, before: tuple[bytes, ...]) -> None:
    header = read(with_blocks(STEREO, comments(*before, text)))
    assert (header.channel_mask, header.channel_labels) == (0x30, ("Ls", "Rs"))
    assert header.channel_labels_from == "FLAC mask comment"


def test_a_block_behind_filling_is_read() -> None:
    text = b"WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x30"
    assert read(with_blocks(STEREO, block(PADDING, bytes(100)), comments(text))).channel_mask == 0x30


def test_a_block_behind_the_last_one_is_none() -> None:
    text = b"WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x30"
    last = block(PADDING | 0x80, bytes(4))
    assert read(with_blocks(STEREO, last, comments(text))).channel_mask is None


def test_comments_that_end_early_count_as_far_as_they_go() -> None:
    text = b"WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x30"
    assert read(with_blocks(STEREO, comments(text, count=2))).channel_mask == 0x30
    assert read(with_blocks(STEREO, comments(text, count=0))).channel_mask is None
    assert read(with_blocks(STEREO, block(COMMENT, b"\1\0"))).channel_mask is None


@pytest.mark.parametrize("value", [b"", b"x", b"0x31", b"0x7", b"0x0"])
def test_a_mask_that_does_not_name_two_channels_leaves_the_order(value: bytes) -> None:
    header = read(with_blocks(STEREO, comments(b"WAVEFORMATEXTENSIBLE_CHANNEL_MASK=" + value)))
    assert (header.channel_mask, header.channel_labels) == (None, ("L", "R"))
    assert header.channel_labels_from == "FLAC channel order"


def test_the_first_of_two_chunks_of_a_kind_counts() -> None:
    later = BEXT.model_copy(update={"time_reference_samples": 1})
    header = read(with_blocks(STEREO, carried(b"bext", build_bext(BEXT)), carried(b"bext", build_bext(later))))
    assert header.bext == BEXT
    assert codes(header) == []


@pytest.mark.parametrize(("chunk_id", "code"), [(b"bext", "bext"), (b"iXML", "ixml"), (b"_PMX", "xmp")])
def test_a_chunk_that_cannot_be_read_is_noted(chunk_id: bytes, code: str) -> None:
    header = read(with_blocks(STEREO, carried(chunk_id, b"\0<")))
    assert codes(header) == [f"wave.{code}-unreadable"]


@pytest.mark.parametrize(
    "other",
    [
        block(PADDING, b"riffbext" + bytes(4) + build_bext(BEXT)),
        block(APPLICATION, b"aiffbext" + bytes(4) + build_bext(BEXT)),
        carried(b"LIST", build_bext(BEXT)),
    ],
    ids=["padding", "of another application", "of another name"],
)
def test_other_blocks_are_passed_over(other: bytes) -> None:
    header = read(with_blocks(STEREO, other))
    assert header.bext is None
    assert codes(header) == []
