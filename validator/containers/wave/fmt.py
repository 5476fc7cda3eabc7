"""The fmt chunk: how samples lie in the data chunk.

Sources: Microsoft, WAVEFORMATEX and WAVEFORMATEXTENSIBLE ("Multiple channel audio data and WAVE files", 2001/2007);
ITU-R BS.2088-1 (2019) Annex 1, fmt chunk, for the plain PCM form.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.errors import MediaError, NotReadError
from specs.message import message
from validator.containers.facts import FmtFacts, SampleFormat

if TYPE_CHECKING:
    from specs.message import Message

PCM: Final = 0x0001
IEEE_FLOAT: Final = 0x0003
EXTENSIBLE: Final = 0xFFFE

_EXTENSION_OFFSET: Final = 16
_EXTENSIBLE_BYTES: Final = 40

_SUBTYPE_TAIL: Final = bytes.fromhex("000000001000800000aa00389b71")
"""The rest of a KSDATAFORMAT_SUBTYPE GUID after its two bytes of format tag."""

_CODECS: Final[dict[int, str]] = {
    # Microsoft mmreg.h; the ones met in the wild.
    0x0002: "Microsoft ADPCM, lossy", 0x0006: "A-law, lossy", 0x0007: "µ-law, lossy", 0x0011: "IMA ADPCM, lossy",
    0x0031: "GSM 6.10, lossy", 0x0050: "MPEG layer 1 or 2, lossy", 0x0055: "MP3, lossy", 0x0092: "S/PDIF bitstream",
    0x00FF: "AAC, lossy", 0x0161: "Windows Media Audio, lossy", 0x2000: "AC-3, lossy", 0x2001: "DTS, lossy",
    0xF1AC: "FLAC inside WAVE",
}  # fmt: skip

_INTEGER: Final = {1: SampleFormat.U8, 2: SampleFormat.S16, 3: SampleFormat.S24, 4: SampleFormat.S32}
_FLOAT: Final = {4: SampleFormat.F32, 8: SampleFormat.F64}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveFormat:
    """What a fmt chunk says.

    Attributes:
        valid_bits: Bits that carry signal, left-aligned in the container; the container's bits for floating point.
        channel_mask: dwChannelMask; None where it is 0 or the chunk is not extensible.
        extensible: True for WAVE_FORMAT_EXTENSIBLE.
        notes: What was odd but readable; not part of the value.
    """

    sample_format: SampleFormat
    channel_count: int
    sample_rate_hz: int
    valid_bits: int
    channel_mask: int | None = None
    extensible: bool = False
    notes: tuple[Message, ...] = field(default=(), compare=False)

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel (nBlockAlign)."""
        return self.sample_format.bytes_per_sample * self.channel_count

    @property
    def word_length_bits(self) -> int:
        """Bits of the container of one sample."""
        return self.sample_format.bytes_per_sample * 8

    @property
    def codec(self) -> str:
        """The coding of the samples: "PCM" or "IEEE float"."""
        return "IEEE float" if self.sample_format.is_float else "PCM"


def wave_format(
    sample_format: SampleFormat,
    *,
    channel_count: int,
    sample_rate_hz: int,
    channel_mask: int | None = None,
    extensible: bool | None = None,
) -> WaveFormat:
    """The customary format: extensible for more than two channels or where a mask is given, else plain.

    Args:
        sample_format: How samples are written.
        channel_count: Channels, at least 1.
        sample_rate_hz: Samples per second.
        channel_mask: Speakers of the channels; None for none.
        extensible: None decides as above; False keeps the plain form, which ADM files use (BS.2088-1, fmt chunk).
    """
    return WaveFormat(
        sample_format=sample_format,
        channel_count=channel_count,
        sample_rate_hz=sample_rate_hz,
        valid_bits=sample_format.bytes_per_sample * 8,
        channel_mask=channel_mask or None,
        extensible=extensible if extensible is not None else channel_count > 2 or bool(channel_mask),
    )


def parse_fmt(payload: bytes) -> WaveFormat:
    """Read the payload of a fmt chunk.

    Raises:
        MediaError: Too short, no channels, no rate, a codec other than PCM or IEEE float, or a word length that no
            container holds.
    """
    if len(payload) < 16:
        raise MediaError(
            "The fmt chunk is too short.", found=count_of(len(payload), "byte", "bytes"), expected="at least 16 bytes"
        )
    tag, channels, rate, byte_rate, frame_bytes, bits = struct.unpack_from("<HHIIHH", payload)
    notes: list[Message] = []
    extensible = tag == EXTENSIBLE
    stated_valid, mask = 0, 0
    if extensible:
        tag, stated_valid, mask = _parse_extension(payload)
    if tag not in (PCM, IEEE_FLOAT):
        raise NotReadError(
            "The audio is in a codec that is not read.",
            found=f"format tag 0x{tag:04X} ({_CODECS.get(tag, 'unknown')})",
            expected="PCM (0x0001) or IEEE float (0x0003)",
        )
    if channels == 0 or rate == 0:
        raise MediaError(
            "The fmt chunk states no audio.", found=f"{count_of(channels, 'channel', 'channels')} at {rate} Hz"
        )
    trusted_frame_bytes = frame_bytes if byte_rate == rate * frame_bytes else 0
    sample_format = _container(tag, bits, channels, trusted_frame_bytes, notes)
    return WaveFormat(
        sample_format=sample_format,
        channel_count=channels,
        sample_rate_hz=rate,
        valid_bits=_valid_bits(sample_format, bits, stated_valid, notes),
        channel_mask=mask or None,
        extensible=extensible,
        notes=tuple(notes),
    )


def fmt_facts(payload: bytes) -> FmtFacts:
    """Return a fmt chunk as it is written, before anything is made of it.

    Args:
        payload: At least 16 bytes, as `parse_fmt` asks.
    """
    tag, channels, rate, byte_rate, frame_bytes, bits = struct.unpack_from("<HHIIHH", payload)
    extended = len(payload) >= _EXTENSION_OFFSET + 2
    extensible = tag == EXTENSIBLE and len(payload) >= _EXTENSIBLE_BYTES
    valid, mask = struct.unpack_from("<HI", payload, _EXTENSION_OFFSET + 2) if extensible else (None, None)
    return FmtFacts(
        format_tag=tag,
        channel_count=channels,
        sample_rate_hz=rate,
        bytes_per_second=byte_rate,
        frame_bytes=frame_bytes,
        bits=bits,
        extension_bytes=struct.unpack_from("<H", payload, _EXTENSION_OFFSET)[0] if extended else None,
        valid_bits=valid,
        channel_mask=mask,
    )


def _parse_extension(payload: bytes) -> tuple[int, int, int]:
    """Format tag of the subtype, valid bits and channel mask of WAVEFORMATEXTENSIBLE."""
    if len(payload) < _EXTENSIBLE_BYTES:
        raise MediaError(
            "The extensible fmt chunk is too short.", found=f"{len(payload)} bytes", expected="at least 40 bytes"
        )
    valid, mask, tag = struct.unpack_from("<HIH", payload, 18)
    if payload[26:40] != _SUBTYPE_TAIL:
        raise NotReadError("The audio is in a codec that is not read.", found=f"subtype {payload[24:40].hex()}")
    return tag, valid, mask


def _container(tag: int, bits: int, channels: int, frame_bytes: int, notes: list[Message]) -> SampleFormat:
    """The container of one sample: from the word length, or nBlockAlign where that is larger and the rate bears it out.

    Args:
        tag: PCM or IEEE_FLOAT.
        bits: wBitsPerSample.
        channels: nChannels.
        frame_bytes: nBlockAlign; 0 where nAvgBytesPerSec contradicts it.
        notes: Takes what was odd.
    """
    known = _FLOAT if tag == IEEE_FLOAT else _INTEGER
    from_bits = (bits + 7) // 8
    from_frame = frame_bytes // channels if frame_bytes % channels == 0 else 0
    # 24 bits in frames of 4 bytes per channel are 32-bit containers; a frame too small for the bits is a slip.
    chosen = from_frame if from_frame > from_bits and tag == PCM and from_frame in known else from_bits
    if from_frame != from_bits:
        notes.append(message("wave.fmt-sizes-disagree", bytes=chosen))
    if chosen not in known:
        raise NotReadError(
            "The audio has a word length that is not read.",
            found=f"{bits} bits {'floating point' if tag == IEEE_FLOAT else 'PCM'}",
            expected="32 or 64 bits" if tag == IEEE_FLOAT else "1 to 32 bits",
        )
    return known[chosen]


def _valid_bits(sample_format: SampleFormat, bits: int, stated: int, notes: list[Message]) -> int:
    container = sample_format.bytes_per_sample * 8
    if sample_format.is_float:
        return container
    if stated > container:
        notes.append(message("wave.valid-bits-exceed", valid_bits=stated, word_bits=container))
        return container
    return stated or bits


def build_fmt(wave: WaveFormat) -> bytes:
    """Write the payload of a fmt chunk: 16 bytes for PCM, 18 for floating point, 40 for extensible.

    Source: Microsoft, "Multiple channel audio data and WAVE files", WAVEFORMATEXTENSIBLE.
    """
    tag = IEEE_FLOAT if wave.sample_format.is_float else PCM
    # Outside the extensible form the word length itself states the valid bits (WAVEFORMATEX, wBitsPerSample).
    bits = wave.word_length_bits if wave.extensible else wave.valid_bits
    fixed = struct.pack(
        "<HHIIHH",
        EXTENSIBLE if wave.extensible else tag,
        wave.channel_count,
        wave.sample_rate_hz,
        min(wave.sample_rate_hz * wave.frame_bytes, 0xFFFFFFFF),
        wave.frame_bytes,
        bits,
    )
    if wave.extensible:
        return fixed + struct.pack("<HHIH", 22, wave.valid_bits, wave.channel_mask or 0, tag) + _SUBTYPE_TAIL
    return fixed + (struct.pack("<H", 0) if wave.sample_format.is_float else b"")
