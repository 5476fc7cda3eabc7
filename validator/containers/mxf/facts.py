"""What is known of an MXF sound file when its header, partitions and essence keys have been read."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Literal
from uuid import UUID

from specs.message import Message
from specs.models import FrozenModel


class PartitionFacts(FrozenModel):
    """One partition.

    Attributes:
        kind: header, body or footer.
        status: open or closed, complete or incomplete.
        offset_bytes: Where its pack begins in the file.
        body_stream: BodySID; 0 without essence.
        index_stream: IndexSID; 0 without index.
    """

    kind: str
    status: str
    offset_bytes: int
    body_stream: int
    index_stream: int


class EssenceElement(FrozenModel):
    """One essence triplet, as it repeats: key and length, sound, and what lies between it and the next one."""

    header_bytes: int
    sound_bytes: int
    gap_bytes: int = 0


class EssenceRun(FrozenModel):
    """Essence triplets that follow each other by a rule.

    A clip-wrapped file has one run with one element. A frame-wrapped one repeats its elements: one where every frame
    holds the same number of samples, five where 29.97 frames a second share 48 000 samples (1602, 1601, 1602 ...).

    Attributes:
        offset_bytes: Where the key of the first triplet begins.
        elements: One period of the rule.
        element_count: Triplets in all.
        last_sound_bytes: Sound in the last triplet, which may be shorter than the rule says, or cut off.
    """

    offset_bytes: int
    elements: tuple[EssenceElement, ...]
    element_count: int
    last_sound_bytes: int

    @property
    def sound_bytes(self) -> int:
        """Sound in the whole run."""
        full, rest = divmod(self.element_count - 1, len(self.elements))
        sizes = [element.sound_bytes for element in self.elements]
        return full * sum(sizes) + sum(sizes[:rest]) + self.last_sound_bytes


class ChannelFacts(FrozenModel):
    """One channel, as its label says.

    Attributes:
        channel: 1 for the first channel of the file.
        symbol: MCATagSymbol.
        name: MCATagName.
        dictionary_id: MCALabelDictionaryID as 32 hexadecimal digits.
        label: The house's channel label; None where the channel is no speaker.
        language: RFC 5646 tag of the channel; None where it states none, so that its soundfield's counts.
        soundfield_link: MCALinkID of its soundfield group.
    """

    channel: int
    symbol: str | None = None
    name: str | None = None
    dictionary_id: str | None = None
    label: str | None = None
    language: str | None = None
    soundfield_link: UUID | None = None


class SoundfieldFacts(FrozenModel):
    """A soundfield group, or a group of such groups, as its label says; None for what it does not state."""

    symbol: str | None = None
    name: str | None = None
    dictionary_id: str | None = None
    link: UUID | None = None
    group_links: tuple[UUID, ...] = ()
    language: str | None = None
    title: str | None = None
    title_version: str | None = None
    title_sub_version: str | None = None
    episode: str | None = None
    partition_kind: str | None = None
    partition_number: str | None = None
    content_kind: str | None = None
    element_kind: str | None = None
    content: str | None = None
    use_class: str | None = None


class MxfStartTimecode(FrozenModel):
    """Timecode of the first picture frame, from the timecode track of the material package.

    Attributes:
        frame: Frames since midnight, by the count of the timecode.
        frames_per_second: Whole frames that the timecode counts in a second.
        edit_rate: Exact picture rate, such as "24000/1001"; None where the track does not state it.
    """

    frame: int
    frames_per_second: int
    drop_frame: bool
    edit_rate: str | None = None


class MxfFacts(FrozenModel):
    """One MXF file that holds one PCM sound track.

    Attributes:
        size_bytes: Of the whole file.
        operational_pattern: `OP1a` (as AS-02 has it) or `OP-Atom`.
        wrapping: `clip`: the sound lies in one piece. `frame`: in one piece for each picture frame.
        word_length_bits: QuantizationBits.
        sample_bytes: Bytes that one sample of one channel takes; more than the word length needs, in some files.
        sample_count: Samples per channel that are really there.
        edit_rate: Of the sound track, such as "48000/1" or "24/1".
        essence: Where the sound lies, in order.
        channels: What the labels say of each channel; empty where there are no channel labels.
        channel_labels: Labels of the house in file order; None unless every channel is a known speaker.
        channel_assignment: ChannelAssignment as 32 hexadecimal digits; None where not stated.
        package_id: PackageID (UMID) of the file package as 64 hexadecimal digits.
        track_file_id: Its material number: the asset's id in a composition and in packing lists.
        written_by: Supplier, product and version of the last program that changed the file.
        faults: What is wrong and did not keep it from being read; codes of `MxfFaultCode`.
        cut_short: True where the file ends before its sound does.
        length_is_stated: False where neither the descriptor nor the file package says how long the sound is.
        missing_samples: Samples per channel that such a length promises beyond those that are there.
    """

    size_bytes: int
    operational_pattern: str
    wrapping: Literal["clip", "frame"]
    channel_count: int
    sample_rate_hz: int
    word_length_bits: int
    sample_bytes: int
    sample_count: int
    edit_rate: str
    essence: tuple[EssenceRun, ...]
    channels: tuple[ChannelFacts, ...] = ()
    channel_labels: tuple[str, ...] | None = None
    soundfields: tuple[SoundfieldFacts, ...] = ()
    groups_of_soundfields: tuple[SoundfieldFacts, ...] = ()
    channel_assignment: str | None = None
    package_id: str | None = None
    track_file_id: UUID | None = None
    start: MxfStartTimecode | None = None
    written_by: tuple[str, ...] = ()
    modified: datetime | None = None
    partitions: tuple[PartitionFacts, ...] = ()
    faults: tuple[Message, ...] = ()
    cut_short: bool = False
    length_is_stated: bool = True
    missing_samples: int = 0

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channel_count * self.sample_bytes

    @property
    def edit_rate_fraction(self) -> Fraction:
        """The edit rate, exactly."""
        return Fraction(self.edit_rate)

    @property
    def clip_offset_bytes(self) -> int | None:
        """Where the sound begins, when it lies in one piece; None for a frame-wrapped file."""
        if self.wrapping == "frame":
            return None
        run = self.essence[0]
        return run.offset_bytes + run.elements[0].header_bytes
