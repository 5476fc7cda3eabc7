"""What a header promises is held against the file in every container: cut, doubled and unread sound is damage."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import soundfile

from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.containers.facts import BextFacts, IxmlFacts, SampleFormat
from validator.containers.open_lengths import is_open_32, is_open_64
from validator.containers.wave.bext import build_bext
from validator.containers.wave.fmt import build_fmt, wave_format
from validator.containers.wave.ixml import build_ixml
from validator.containers.wave.riff import Chunk, build_chunk
from validator.measuring.measure import MeasureOptions, measure

if TYPE_CHECKING:
    from pathlib import Path

    from validator.containers.facts import FileFacts

RATE: Final = 48_000
NOISE: Final = np.random.default_rng(5).integers(-(2**15), 2**15, (20_000, 2), dtype=np.int16)
FOREIGN: Final = ("AIFF", "W64", "AU", "CAF", "FLAC", "RIFX")
ID3: Final = b"ID3\x04\0\0\0\0\0\x14" + bytes(20)


def made(container: str, samples: np.ndarray = NOISE, subtype: str = "PCM_16") -> bytes:
    file = io.BytesIO()
    form, endian = ("WAV", "BIG") if container == "RIFX" else (container, "FILE")
    soundfile.write(file, samples, RATE, format=form, subtype=subtype, endian=endian)
    return file.getvalue()


def opened(folder: Path, raw: bytes) -> tuple[FileFacts, np.ndarray]:
    """The facts and the samples, as 16-bit words."""
    path = folder / "mix.bin"
    path.write_bytes(raw)
    programme = open_programme([path])
    samples = np.concatenate(list(programme.blocks(block_samples=7_001)))
    return programme.files[0], np.rint(samples * 2**15).astype(np.int64)


def codes(facts: FileFacts) -> list[str]:
    return [reason.code for reason in facts.damage]


@pytest.mark.parametrize("container", FOREIGN)
def test_a_whole_file_is_no_damage(tmp_path: Path, container: str) -> None:
    facts, samples = opened(tmp_path, made(container))
    assert facts.damage == facts.notes == ()
    assert np.array_equal(samples, NOISE)


@pytest.mark.parametrize("container", FOREIGN)
@pytest.mark.parametrize("share", [0.3, 0.5, 0.97])
def test_a_file_that_was_cut_is_damaged_and_read_as_far_as_it_goes(
    tmp_path: Path, container: str, share: float
) -> None:
    raw = made(container)
    facts, samples = opened(tmp_path, raw[: int(len(raw) * share)])
    assert codes(facts) in (["containers.cut-short"], ["containers.samples-missing"])
    assert 0 < facts.sample_count == len(samples) < len(NOISE)
    assert np.array_equal(samples, NOISE[: len(samples)])
    measured = measure(open_programme([tmp_path / "mix.bin"]), MeasureOptions(version="0", kernel="numpy"))
    assert measured.damage == facts.damage


@pytest.mark.parametrize("container", FOREIGN)
def test_a_file_behind_an_id3_tag_is_read(tmp_path: Path, container: str) -> None:
    facts, samples = opened(tmp_path, ID3 + made(container))
    assert [note.code for note in facts.notes] == ["audio.id3-in-front"]
    assert facts.damage == ()
    assert np.array_equal(samples, NOISE)


@pytest.mark.parametrize("container", ["W64", "AU", "CAF"])
def test_a_second_file_behind_the_first_is_damage(tmp_path: Path, container: str) -> None:
    assert codes(opened(tmp_path, made(container) * 2)[0]) == ["containers.unread-sound"]


@pytest.mark.parametrize("container", ["AIFF", "W64", "AU", "RIFX"])
def test_sound_behind_the_sound_is_damage(tmp_path: Path, container: str) -> None:
    facts, _ = opened(tmp_path, made(container) + NOISE[:500].tobytes())
    assert codes(facts) == ["containers.unread-sound"]


@pytest.mark.parametrize("container", FOREIGN)
@pytest.mark.parametrize("behind", [b"TAG" + bytes(125), bytes(64)], ids=["ID3v1", "zeros"])
def test_a_tag_or_filling_behind_the_sound_is_none(tmp_path: Path, container: str, behind: bytes) -> None:
    facts, samples = opened(tmp_path, made(container) + behind)
    assert facts.damage == ()
    assert np.array_equal(samples, NOISE)


def patched(raw: bytes, offset: int, new: bytes) -> bytes:
    return raw[:offset] + new + raw[offset + len(new) :]


OPENED: Final = {
    "AIFF as ffmpeg": lambda raw: patched(raw, raw.index(b"SSND") + 4, bytes(4)),
    "AIFF as SoX": lambda raw: patched(raw, raw.index(b"SSND") + 4, struct.pack(">I", 0x7F000008)),
    "AU": lambda raw: patched(raw, 8, b"\xff" * 4),
    "AU of another program": lambda raw: patched(raw, 8, struct.pack(">I", 0x7FFFFFFF)),
    "CAF": lambda raw: patched(raw, raw.index(b"data") + 4, b"\xff" * 8),
    "W64": lambda raw: patched(raw, raw.index(b"data\xf3\xac") + 16, struct.pack("<q", 2**63 - 1)),
    "RIFX": lambda raw: patched(raw, raw.index(b"data") + 4, b"\xff" * 4),
    "FLAC": lambda raw: patched(patched(raw, 22, bytes(4)), 21, bytes([raw[21] & 0xF0])),
}


@pytest.mark.parametrize("case", OPENED)
def test_an_open_length_is_no_damage_where_every_sample_is_there(tmp_path: Path, case: str) -> None:
    facts, samples = opened(tmp_path, OPENED[case](made(case.split(" ", maxsplit=1)[0])))
    assert facts.damage == ()
    assert [note.code for note in facts.notes] == ["audio.length-open"]
    assert np.array_equal(samples, NOISE)


def test_a_flac_file_of_unknown_length_is_read_at_any_place(tmp_path: Path) -> None:
    path = tmp_path / "pipe.flac"
    path.write_bytes(OPENED["FLAC"](made("FLAC")))
    programme = open_programme([path])
    assert programme.sample_count == len(NOISE)
    (block,) = programme.blocks(start_sample=12_345, sample_count=10)
    assert np.array_equal(np.rint(block * 2**15), NOISE[12_345:12_355])


def test_a_flac_header_that_says_too_little_is_damage(tmp_path: Path) -> None:
    raw = made("FLAC")
    facts, _ = opened(tmp_path, patched(raw, 22, struct.pack(">I", 9_000)))
    assert codes(facts) == ["containers.unread-samples"]


def test_a_flac_file_without_its_last_bytes_loses_one_frame(tmp_path: Path) -> None:
    facts, samples = opened(tmp_path, made("FLAC")[:-1])
    assert codes(facts) == ["containers.samples-missing"]
    assert len(NOISE) - 5_000 < len(samples) < len(NOISE)


@pytest.mark.parametrize(
    ("channels", "layout"), [(1, "1.0"), (2, "2.0"), (3, "3.0"), (4, "4.0"), (5, "5.0"), (6, "5.1"), (8, "7.1-wave")]
)
def test_flac_has_a_fixed_order(tmp_path: Path, channels: int, layout: str) -> None:
    path = tmp_path / "a.flac"
    path.write_bytes(made("FLAC", NOISE[:4_000].repeat(4, axis=1)[:, :channels]))
    programme = open_programme([path])
    assert programme.layout == LAYOUTS[layout]
    assert programme.layout_from == "FLAC channel order"


def block(kind: int, payload: bytes) -> bytes:
    return bytes([kind]) + len(payload).to_bytes(3, "big") + payload


def test_flac_may_carry_a_mask_and_the_chunks_of_a_wave_file(tmp_path: Path) -> None:
    raw = made("FLAC", NOISE[:4_000].repeat(3, axis=1))
    text = b"waveformatextensible_channel_mask=0x60F"
    comment = struct.pack("<I", 1) + b"x" + struct.pack("<I", 1) + struct.pack("<I", len(text)) + text
    bext = BextFacts(
        version=1,
        description="",
        originator="",
        originator_reference="",
        origination_date="",
        origination_time="",
        time_reference_samples=172_800_000,
    )
    chunks = [
        build_chunk(Chunk(id="bext", payload=build_bext(bext))),
        build_chunk(Chunk(id="iXML", payload=build_ixml(IxmlFacts(project="Film & Co")))),
    ]
    blocks = block(4, comment) + b"".join(block(2, b"riff" + chunk) for chunk in chunks)
    path = tmp_path / "a.flac"
    path.write_bytes(raw[:42] + blocks + raw[42:])
    programme = open_programme([path])
    facts = programme.files[0]
    assert programme.layout == LAYOUTS["5.1"]
    assert facts.channel_labels_from == "FLAC mask comment"
    assert (facts.bext, facts.start_sample) == (bext, 172_800_000)
    assert facts.ixml is not None
    assert facts.ixml.project == "Film & Co"


def test_wave64_has_the_mask_of_its_fmt(tmp_path: Path) -> None:
    path = tmp_path / "a.w64"
    raw = made("W64", NOISE[:4_000].repeat(3, axis=1))
    wave = wave_format(SampleFormat.S16, channel_count=6, sample_rate_hz=RATE, channel_mask=0x3F)
    payload = build_fmt(wave)
    start = raw.index(b"fmt \xf3\xac")
    (size,) = struct.unpack_from("<q", raw, start + 16)
    end = start + (size + 7) // 8 * 8
    path.write_bytes(raw[: start + 16] + struct.pack("<q", 24 + len(payload)) + payload + raw[end:])
    programme = open_programme([path])
    assert programme.layout == LAYOUTS["5.1"]
    assert programme.files[0].channel_mask == 0x3F
    assert programme.files[0].damage == ()


def riff(*parts: bytes, size: int | None = None) -> bytes:
    body = b"".join(parts)
    return b"RIFF" + struct.pack("<I", 4 + len(body) if size is None else size) + b"WAVE" + body


FMT: Final = build_chunk(
    Chunk(id="fmt ", payload=build_fmt(wave_format(SampleFormat.S16, channel_count=2, sample_rate_hz=RATE)))
)
SOUND: Final = NOISE.tobytes()


def data(stated: int, sound: bytes = SOUND) -> bytes:
    return b"data" + struct.pack("<I", stated) + sound


LIST: Final = build_chunk(Chunk(id="LIST", payload=b"INFO"))

DAMAGED: Final = {
    "a second data chunk": (riff(FMT, data(len(SOUND)), data(400, SOUND[:400])), "containers.second-data"),
    "a data size too small": (riff(FMT, data(len(SOUND) // 2)), "containers.unread-sound"),
    "both sizes too small": (riff(FMT, data(400), size=4 + len(FMT) + 408), "containers.unread-sound"),
    "too small, a chunk behind": (riff(FMT, data(400), LIST), "containers.unread-sound"),
    "cut": (riff(FMT, data(len(SOUND)))[:-2_000], "containers.cut-short"),
    "cut, a length that is none of the open ones": (riff(FMT, data(0x7FFFF001)), "containers.cut-short"),
    "cut, a length beside an open one": (riff(FMT, data(0xFFFFF008), size=0xFFFFF02C), "containers.cut-short"),
    "two files joined": (riff(FMT, data(len(SOUND))) + riff(FMT, data(len(SOUND))), "containers.unread-sound"),
    "two files joined, one size": (riff(FMT, data(len(SOUND)), riff(FMT, data(400))), "containers.unread-sound"),
    "silence that no size covers": (riff(FMT, data(len(SOUND)), bytes(8_000)), "containers.unread-sound"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_sound_that_was_not_read_is_damage_in_wave(tmp_path: Path, case: str) -> None:
    raw, code = DAMAGED[case]
    assert codes(opened(tmp_path, raw)[0]) == [code]


WHOLE: Final = {
    **{f"open {length:08X}": riff(FMT, data(length), size=length) for length in (0, 0x7FFFF000, 0x7FFFFFFF)},
    **{f"open {length:08X}": riff(FMT, data(length), size=length) for length in (0x80000000, 0xFFFFFFDB, 0xFFFFFFFF)},
    "open FFFFF000": riff(FMT, data(0xFFFFF000), size=0xFFFFF024),
    "open, an unlisted one": riff(FMT, data(0xFFFFFFD7), size=0xFFFFFFFF),
    "zero bytes between chunks": riff(FMT, bytes(6), data(len(SOUND)), bytes(2), LIST),
    "a chunk with an unusual id": riff(FMT, b"\xa9nam" + struct.pack("<I", 4) + bytes(4), data(len(SOUND)), LIST),
    "an unusual id behind the sound": riff(FMT, data(len(SOUND)), b"\0abc" + struct.pack("<I", 4) + b"text"),
    "an ID3 tag in front": ID3 + riff(FMT, data(len(SOUND)), LIST),
    "a tag behind": riff(FMT, data(len(SOUND))) + b"TAG" + bytes(125),
    "filling behind": riff(FMT, data(len(SOUND))) + bytes(20_000),
    "an empty second data chunk": riff(FMT, data(len(SOUND)), data(0, b"")),
    "metadata that was cut": riff(FMT, data(len(SOUND)), build_chunk(Chunk(id="LIST", payload=bytes(900))))[:-800],
}


@pytest.mark.parametrize("case", WHOLE)
def test_whatever_else_is_odd_is_no_damage_where_every_sample_is_read(tmp_path: Path, case: str) -> None:
    facts, samples = opened(tmp_path, WHOLE[case])
    assert facts.damage == ()
    assert np.array_equal(samples, NOISE)


def test_open_lengths_are_known_and_others_are_not() -> None:
    assert all(map(is_open_32, (0, 0xFFFFFFFF, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFDB, 0xFFFFF000, 0xFFFFFF00)))
    assert not any(map(is_open_32, (1, 0x7FFFF004, 0x7FFFFFFE, 0x80000001, 0xFFFFEFFF, 0xFFFFF001, 0xFFFFFEFF)))
    assert all(map(is_open_64, (0, 2**63 - 1, 2**64 - 1)))
    assert not is_open_64(2**40)
