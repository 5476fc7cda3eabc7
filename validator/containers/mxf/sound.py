"""Rate, channels, word length and sample count of the sound: what the descriptor says, held against the essence.

Source: SMPTE ST 377-1:2019 Annex F (sound descriptor), ST 382:2007 clause 8 (wave descriptor).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.errors import MediaError
from validator.containers.mxf.faults import MxfFaultCode

if TYPE_CHECKING:
    from validator.containers.mxf.faults import FaultLog
    from validator.containers.mxf.metadata_set import MetadataSet
    from validator.containers.mxf.structure import Structure

CHANNEL_LIMIT: Final = 256
"""Channels read at most, as for every sound file."""

SAMPLE_RATE_LIMITS_HZ: Final = (8_000, 768_000)
WORD_LENGTHS_BITS: Final = (16, 32)
"""Shortest and longest word: ST 382 sound of 16, 20, 24 and 32 bits was met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PcmForm:
    """How the samples lie.

    Attributes:
        sample_bytes: Bytes of one sample of one channel.
        sample_count: Samples per channel that are in the file.
    """

    channel_count: int
    sample_rate_hz: int
    word_length_bits: int
    sample_bytes: int
    sample_count: int


def read_sound(structure: Structure, sound_bytes: int, log: FaultLog, *, where: str) -> PcmForm:
    """Read the descriptor.

    Args:
        structure: Where the descriptor is.
        sound_bytes: Bytes of essence in the file.
        log: Takes what is missing or contradicts itself.
        where: The file's name, for errors.

    Raises:
        MediaError: Channels, rate or word length missing or out of bounds; not one whole sample.
    """
    descriptor = structure.descriptor.descriptor
    channels = _bounded(descriptor, "ChannelCount", (1, CHANNEL_LIMIT), where)
    bits = _bounded(descriptor, "QuantizationBits", WORD_LENGTHS_BITS, where)
    rate_hz = _sample_rate_hz(descriptor, log, where)
    sample_bytes = _sample_bytes(descriptor, channels, bits, log)
    samples, rest = divmod(sound_bytes, channels * sample_bytes)
    if rest:
        log.add(MxfFaultCode.PARTIAL_SAMPLE, bytes=rest)
    if not samples:
        found = f"{count_of(sound_bytes, 'byte', 'bytes')} of essence"
        raise MediaError("The MXF file holds no sound.", where=where, found=found)
    average, expected = descriptor.integer("AverageBytesPerSecond"), rate_hz * channels * sample_bytes
    if average is not None and average != expected:
        log.add(MxfFaultCode.AVERAGE_BYTES, stated=average, expected=expected)
    return PcmForm(
        channel_count=channels,
        sample_rate_hz=rate_hz,
        word_length_bits=bits,
        sample_bytes=sample_bytes,
        sample_count=samples,
    )


def _bounded(descriptor: MetadataSet, symbol: str, limits: tuple[int, int], where: str) -> int:
    value = descriptor.integer(symbol)
    if value is None or not limits[0] <= value <= limits[1]:
        raise MediaError(
            f"The MXF file's {symbol} cannot be used.",
            where=where,
            found="none" if value is None else str(value),
            expected=f"{limits[0]} to {limits[1]}",
        )
    return value


def _sample_rate_hz(descriptor: MetadataSet, log: FaultLog, where: str) -> int:
    """AudioSampleRate; where that is missing, SampleRate, if it is one of sound and not of picture."""
    stated = descriptor.rate("AudioSampleRate")
    rate = descriptor.rate("SampleRate") if stated is None else stated
    low, high = SAMPLE_RATE_LIMITS_HZ
    if rate is None or rate.denominator != 1 or not low <= rate <= high:
        raise MediaError(
            "The MXF file's sample rate cannot be used.",
            where=where,
            found="none" if rate is None else f"{rate} Hz",
            expected=f"a whole number of hertz from {low} to {high}",
        )
    if stated is None:
        log.add(MxfFaultCode.SAMPLE_RATE_UNCLEAR, used=int(rate))
    return int(rate)


def _sample_bytes(descriptor: MetadataSet, channels: int, bits: int, log: FaultLog) -> int:
    """Bytes of one sample of one channel: as BlockAlign says, where it can be right, else what the word needs.

    | BlockAlign, 6 channels of 24 bits | bytes taken | fault                        |
    |-----------------------------------|-------------|------------------------------|
    | 18                                | 3           |                              |
    | 24                                | 4           |                              |
    | 7, 12, 6000                       | 3           | block-align, expected 18     |
    | none                              | 3           | property-missing             |
    """
    needed = -(-bits // 8)
    stated = descriptor.integer("BlockAlign")
    if stated is None:
        log.add(MxfFaultCode.PROPERTY_MISSING, set=descriptor.name, property="BlockAlign")
        return needed
    each, rest = divmod(stated, channels)
    if rest or not needed <= each <= 4:
        log.add(MxfFaultCode.BLOCK_ALIGN, stated=stated, expected=channels * needed)
        return needed
    return each
