"""What the header of a sound file says, before a single sample is heard."""

from __future__ import annotations

from enum import StrEnum

from specs.message import Message
from specs.models import FrozenModel


class SampleFormat(StrEnum):
    """How one sample lies in memory. All little-endian, as RIFF demands."""

    U8 = "u8"
    S16 = "s16le"
    S24 = "s24le"
    S32 = "s32le"
    F32 = "f32le"
    F64 = "f64le"

    @property
    def bytes_per_sample(self) -> int:
        """Bytes of one sample of one channel."""
        return {"u8": 1, "s16le": 2, "s24le": 3, "s32le": 4, "f32le": 4, "f64le": 8}[self.value]

    @property
    def is_float(self) -> bool:
        """True for IEEE floating point."""
        return self.value.startswith("f")


class LoudnessFields(FrozenModel):
    """Loudness as a header states it; None where a field is not set.

    Source: EBU Tech 3285 v2 (2011) clause 2.3, fields LoudnessValue to MaxShortTermLoudness.
    """

    integrated_lkfs: float | None = None
    loudness_range_lu: float | None = None
    max_true_peak_dbtp: float | None = None
    max_momentary_lkfs: float | None = None
    max_short_term_lkfs: float | None = None


class BextFacts(FrozenModel):
    """The Broadcast Audio Extension chunk.

    Attributes:
        time_reference_samples: First sample since midnight, at the file's sample rate.
        umid: 64 bytes as hexadecimal; None in version 0 or when all zero.
        loudness: None before version 2.
        filled_beyond_version: Fields that the chunk's version does not have and whose bytes are not zero: "UMID",
            "loudness", "reserved".

    Source: EBU Tech 3285 v2 (2011) clause 2.3.
    """

    version: int
    description: str
    originator: str
    originator_reference: str
    origination_date: str
    origination_time: str
    time_reference_samples: int
    umid: str | None = None
    loudness: LoudnessFields | None = None
    coding_history: str = ""
    filled_beyond_version: tuple[str, ...] = ()


class IxmlTrack(FrozenModel):
    """One TRACK of the iXML TRACK_LIST."""

    channel_index: int | None = None
    interleave_index: int | None = None
    name: str | None = None
    function: str | None = None


class IxmlFacts(FrozenModel):
    """The iXML chunk, as far as deliveries care.

    Attributes:
        timecode_rate: The text of TIMECODE_RATE, for example "24000/1001".
        timecode_flag: "DF" or "NDF".
        time_reference_samples: TIMESTAMP_SAMPLES_SINCE_MIDNIGHT, HI and LO joined.
        timestamp_sample_rate_hz: TIMESTAMP_SAMPLE_RATE, the rate that the time reference is counted in.
        loudness: The LOUDNESS section; None without one.

    Source: iXML specification, revision 3.01.
    """

    project: str | None = None
    scene: str | None = None
    tape: str | None = None
    note: str | None = None
    timecode_rate: str | None = None
    timecode_flag: str | None = None
    file_sample_rate_hz: int | None = None
    audio_bit_depth: int | None = None
    time_reference_samples: int | None = None
    timestamp_sample_rate_hz: int | None = None
    loudness: LoudnessFields | None = None
    tracks: tuple[IxmlTrack, ...] = ()


class ChnaTrack(FrozenModel):
    """One row of the chna chunk (ITU-R BS.2088-1 clause 8)."""

    track_index: int
    uid: str
    track_ref: str
    pack_ref: str


class ChunkFacts(FrozenModel):
    """A chunk of a RIFF family file: four characters, where its payload begins, how long it is."""

    id: str
    offset_bytes: int
    size_bytes: int


class XmpFacts(FrozenModel):
    """What the XMP packet says of the picture.

    Attributes:
        video_rate: xmpDM:videoFrameRate, as text; PAL and NTSC as the fractions that they stand for.
        timecode_rate: Picture rate by the time format of xmpDM:startTimecode, as a fraction.
        start_timecode: Its value.

    Each is None where the packet does not say it.
    """

    video_rate: str | None = None
    timecode_rate: str | None = None
    start_timecode: str | None = None


class FmtFacts(FrozenModel):
    """The fmt chunk as it is written, before anything is made of it.

    Attributes:
        format_tag: wFormatTag: 1 PCM, 3 IEEE float, 0xFFFE extensible.
        frame_bytes: nBlockAlign.
        bits: wBitsPerSample.
        extension_bytes: cbSize; None where the chunk ends before it.
        valid_bits, channel_mask: wValidBitsPerSample and dwChannelMask; None where the chunk is not extensible.

    Source: Microsoft, WAVEFORMATEX and WAVEFORMATEXTENSIBLE.
    """

    format_tag: int
    channel_count: int
    sample_rate_hz: int
    bytes_per_second: int
    frame_bytes: int
    bits: int
    extension_bytes: int | None = None
    valid_bits: int | None = None
    channel_mask: int | None = None


class WaveFacts(FrozenModel):
    """What a header of the RIFF family says beyond its sound.

    Attributes:
        form: "RIFF", "RF64" or "BW64".
        riff_bytes: The size behind the form; 0xFFFFFFFF where it refers to ds64.
        fmt: The fmt chunk.
    """

    form: str
    riff_bytes: int
    fmt: FmtFacts


class FileFacts(FrozenModel):
    """What one file is.

    Attributes:
        name: File name without folders.
        container: WAV, RF64, BW64, W64, AIFF, CAF, FLAC ...
        sample_format: How samples lie in the file; for compressed or foreign containers how they are handed on.
        word_length_bits: Bits per sample of the container (wBitsPerSample).
        valid_bits: Bits that carry signal by the header (wValidBitsPerSample); equal to the word length where unstated.
        sample_count: Samples per channel that are really there.
        channel_mask: dwChannelMask; None where the header has none or it is 0.
        channel_labels: Labels the header itself gives, file order; None where it gives none.
        channel_labels_from: "channel mask", "iXML", "chna", "CAF channel layout" or "MCA"; None with `channel_labels`.
        wave: Of a file of the RIFF family; None for any other.
        container_start_sample: First sample since midnight as the container itself states it (a timecode track, a
            programme start); None where it states none, as no file of the RIFF family does outside bext and iXML.
        language: Tag of the language that the container says is spoken (RFC 5646); None where it says none, or several.
        notes: What was odd but readable (sizes that lie, a missing pad byte).
        damage: Why sound is missing, or may be; empty where every sample that the header promises was found.
    """

    name: str
    container: str
    codec: str
    size_bytes: int
    sample_rate_hz: int
    channel_count: int
    sample_count: int
    sample_format: SampleFormat
    word_length_bits: int
    valid_bits: int
    channel_mask: int | None = None
    channel_labels: tuple[str, ...] | None = None
    channel_labels_from: str | None = None
    bext: BextFacts | None = None
    ixml: IxmlFacts | None = None
    xmp: XmpFacts | None = None
    chna: tuple[ChnaTrack, ...] | None = None
    chunks: tuple[ChunkFacts, ...] = ()
    wave: WaveFacts | None = None
    container_start_sample: int | None = None
    language: str | None = None
    notes: tuple[Message, ...] = ()
    damage: tuple[Message, ...] = ()

    @property
    def start_sample(self) -> int | None:
        """First sample since midnight, at the file's sample rate; None where nothing in the file states it.

        The container's own statement comes first, then bext, then iXML where there is no bext: bext is the field that
        every reader of the RIFF family knows (EBU Tech 3285 v2 clause 2.3, TimeReference).
        """
        if self.container_start_sample is not None:
            return self.container_start_sample
        if self.bext is not None:
            return self.bext.time_reference_samples
        return None if self.ixml is None else self.ixml.time_reference_samples


def printable_name(name: str) -> str:
    """Return a file name as text for reports: bytes that are no UTF-8 stand as escapes, so that it can be written."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
