"""Every reader of what others hand in, with valid material to begin from, for the fuzzing of `benchmarks.fuzzing`."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
import soundfile

from fixtures import adm as adm_material
from fixtures import imf as imf_material
from fixtures import mxf as mxf_material
from fixtures.cinema import CinemaPackage
from fixtures.picture import described_picture
from validator.audio.programme import open_programme
from validator.containers.adm.axml import read_axml
from validator.containers.adm.dbmd import parse_dbmd
from validator.containers.adm.file import read_adm_file
from validator.containers.bitstreams.bursts import find_bitstreams
from validator.containers.facts import BextFacts, ChnaTrack, IxmlFacts, IxmlTrack, LoudnessFields, SampleFormat
from validator.containers.imf.asset_map import (
    build_asset_map,
    build_volume_index,
    parse_asset_map,
    parse_volume_index,
)
from validator.containers.imf.composition_builder import build_composition
from validator.containers.imf.composition_reader import parse_composition
from validator.containers.imf.digital_cinema import parse_cinema_composition
from validator.containers.imf.output_profile import build_output_profile, parse_output_profile
from validator.containers.imf.packing_list import build_packing_list, parse_packing_list
from validator.containers.imf.picture import parse_picture
from validator.containers.mxf.reader import read_mxf
from validator.containers.wave.bext import build_bext, parse_bext
from validator.containers.wave.chna import build_chna, parse_chna
from validator.containers.wave.fmt import build_fmt, parse_fmt, wave_format
from validator.containers.wave.ixml import build_ixml, parse_ixml
from validator.containers.wave.riff import Chunk, build_riff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WHERE: Final = "fuzzed"
_RATE: Final = 48_000
_FRAMES: Final = 240
_BLOCKS_READ: Final = 2

_XML_WORDS: Final = (
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;",
    b"&#0;",
    b"&#x1F600;",
    b"xmlns=''",
)
_RIFF_WORDS: Final = (b"RIFF", b"RF64", b"BW64", b"ds64", b"fmt ", b"data", b"bext", b"iXML", b"chna", b"axml", b"JUNK")


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzTarget:
    """A reader.

    Attributes:
        name: As the command names it.
        read: Reads bytes as a file or a chunk of that kind; the folder is for a reader that wants a path.
        seeds: Valid material.
        words: What means something to the reader, to be put anywhere.
        is_text: True for XML: names, attributes and values are changed too.
        chunks: Byte order of the sizes of a file of chunks behind a form of 12 bytes; None for any other.
    """

    name: str
    read: Callable[[bytes, Path], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    is_text: bool = False
    chunks: str | None = None


def _sound(data: bytes, folder: Path) -> None:
    path = folder / "input.bin"
    path.write_bytes(data)
    programme = open_programme([path])
    for _ in islice(programme.blocks(), _BLOCKS_READ):
        pass
    for _ in programme.blocks(start_sample=max(0, programme.sample_count - 1)):
        pass


def _adm(data: bytes, _: Path) -> None:
    read_adm_file(io.BytesIO(data), len(data), where=WHERE)


def _mxf(data: bytes, _: Path) -> None:
    read_mxf(io.BytesIO(data), len(data), where=WHERE)


def _picture(data: bytes, _: Path) -> None:
    parse_picture(io.BytesIO(data), len(data), where=WHERE)


def _bursts(data: bytes, _: Path) -> None:
    words = np.frombuffer(data[: len(data) // 4 * 4], "<i2").reshape(-1, 2)
    find_bitstreams(words / 2.0**15)


def _noise() -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    return np.random.default_rng(1).integers(-(2**15), 2**15, (_FRAMES, 2), dtype=np.int16)


def _foreign(container: str) -> bytes:
    file = io.BytesIO()
    form, endian = ("WAV", "BIG") if container == "RIFX" else (container, "FILE")
    soundfile.write(file, _noise(), _RATE, format=form, subtype="PCM_16", endian=endian)
    return file.getvalue()


def _fmt(mask: int | None) -> bytes:
    return build_fmt(wave_format(SampleFormat.S16, channel_count=2, sample_rate_hz=_RATE, channel_mask=mask))


_LOUDNESS: Final = LoudnessFields(integrated_lkfs=-23.0, loudness_range_lu=7.0, max_true_peak_dbtp=-3.0)
_BEXT: Final = build_bext(
    BextFacts(
        version=2,
        description="d",
        originator="o",
        originator_reference="r",
        origination_date="2026-01-01",
        origination_time="10:00:00",
        time_reference_samples=172_800_000,
        loudness=_LOUDNESS,
        coding_history="A=PCM,F=48000\r\n",
    )
)
_IXML: Final = build_ixml(
    IxmlFacts(
        project="P",
        timecode_rate="24000/1001",
        timecode_flag="NDF",
        file_sample_rate_hz=_RATE,
        time_reference_samples=172_800_000,
        loudness=_LOUDNESS,
        tracks=(
            IxmlTrack(channel_index=1, interleave_index=1, name="L", function="LEFT"),
            IxmlTrack(channel_index=2, interleave_index=2, name="R", function="RIGHT"),
        ),
    )
)
_CHNA: Final = build_chna(
    [
        ChnaTrack(track_index=1, uid="ATU_00000001", track_ref="AT_00010001_01", pack_ref="AP_00010002"),
        ChnaTrack(track_index=2, uid="ATU_00000002", track_ref="AC_00010002_00", pack_ref="AP_00010002"),
    ]
)


def _riff_files() -> tuple[bytes, ...]:
    chunks = (
        Chunk(id="fmt ", payload=_fmt(3)),
        Chunk(id="bext", payload=_BEXT),
        Chunk(id="data", payload=_noise().tobytes()),
        Chunk(id="iXML", payload=_IXML),
        Chunk(id="chna", payload=_CHNA),
    )
    return tuple(build_riff(chunks, form=form) for form in ("RIFF", "RF64", "BW64"))


def _adm_files() -> tuple[bytes, ...]:
    """Files with little sound: what is changed is to be the description."""
    head, data = Chunk(id="fmt ", payload=_fmt(None)), Chunk(id="data", payload=bytes(192))
    chna = Chunk(id="chna", payload=_CHNA)
    dbmd = Chunk(id="dbmd", payload=adm_material.dbmd(2))
    return tuple(build_riff((head, data, Chunk(id="axml", payload=axml), chna, dbmd)) for axml in _axml())


def _axml() -> tuple[bytes, ...]:
    materials = (adm_material.scene(), adm_material.beds(), adm_material.master())
    return tuple(material.axml.encode() for material in materials if material.axml is not None)


def targets() -> tuple[FuzzTarget, ...]:
    """Return every reader with its material."""
    riff = {"words": _RIFF_WORDS, "chunks": "little"}
    sounds = {
        "aiff": ("AIFF", (b"COMM", b"SSND", b"NONE", b"sowt"), "big"),
        "w64": ("W64", (), None),
        "caf": ("CAF", (b"desc", b"data", b"chan", b"pakt"), None),
        "au": ("AU", (), None),
        "flac": ("FLAC", (), None),
        "rifx": ("RIFX", (b"fmt ", b"data"), "big"),
    }
    return (
        FuzzTarget(name="wave", read=_sound, seeds=_riff_files(), **riff),  # type: ignore[arg-type]
        *(
            FuzzTarget(name=name, read=_sound, seeds=(_foreign(form),), words=words, chunks=order)
            for name, (form, words, order) in sounds.items()
        ),
        FuzzTarget(name="fmt", read=lambda data, _: parse_fmt(data), seeds=(_fmt(None), _fmt(3))),
        FuzzTarget(name="bext", read=lambda data, _: parse_bext(data), seeds=(_BEXT,)),
        FuzzTarget(name="ixml", read=lambda data, _: parse_ixml(data), seeds=(_IXML,), words=_XML_WORDS, is_text=True),
        FuzzTarget(name="chna", read=lambda data, _: parse_chna(data), seeds=(_CHNA,)),
        FuzzTarget(name="adm", read=_adm, seeds=_adm_files(), **riff),  # type: ignore[arg-type]
        FuzzTarget(name="axml", read=lambda data, _: read_axml(data), seeds=_axml(), words=_XML_WORDS, is_text=True),
        FuzzTarget(name="dbmd", read=lambda data, _: parse_dbmd(data), seeds=(adm_material.dbmd(2),)),
        FuzzTarget(
            name="mxf",
            read=_mxf,
            seeds=(
                mxf_material.build_mxf(mxf_material.clip_recipe("2.0", 48)),
                mxf_material.build_mxf(mxf_material.frame_recipe("2.0", frames=2, frame_samples=(40,))),
            ),
        ),
        FuzzTarget(
            name="picture",
            read=_picture,
            seeds=(described_picture(24, Fraction(24)), described_picture(24, Fraction(24), cdci=True)),
        ),
        FuzzTarget(name="bitstream", read=_bursts, seeds=(b"\x72\xf8\x1f\x4e\x01\x00\x00\x10" * 8,)),
        *_imf_targets(),
    )


def _imf_targets() -> tuple[FuzzTarget, ...]:
    reels = CinemaPackage(interop=True)
    documents: tuple[tuple[str, Callable[..., object], tuple[bytes, ...]], ...] = (
        ("asset-map", parse_asset_map, (build_asset_map(imf_material.asset_map()), reels.asset_map())),
        ("volume-index", parse_volume_index, (build_volume_index(),)),
        ("packing-list", parse_packing_list, (build_packing_list(imf_material.packing_list()), reels.packing_list())),
        ("composition", parse_composition, (build_composition(imf_material.composition()),)),
        ("cinema-composition", parse_cinema_composition, (reels.composition(), CinemaPackage().composition())),
        ("output-profile", parse_output_profile, (build_output_profile(imf_material.output_profile()),)),
    )
    return tuple(
        FuzzTarget(name=name, read=_document(parse), seeds=seeds, words=_XML_WORDS, is_text=True)
        for name, parse, seeds in documents
    )


def _document(parse: Callable[..., object]) -> Callable[[bytes, Path], object]:
    return lambda data, _: parse(data, where=WHERE)
