"""One programme: what may be read as one, and files as one, with what their channels are as far as anything says so."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from specs.counting import count_of
from specs.errors import MediaError, UsageError
from specs.message import message
from specs.vocabulary import LAYOUTS, Layout, joined_layout, layout_of, parse_layout, soundfields_of
from validator.audio.decode import decode_plane, summed_plane
from validator.audio.narrow_blocks import blank_bytes, read_plane, read_plane_into
from validator.audio.roles import labels_of_set, layout_of_set
from validator.audio.segments import Cut, read_segments
from validator.audio.sound_file import open_file
from validator.containers.wave.channel_labels import is_mid_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from specs.message import Message
    from validator.audio.digests import DigestSet
    from validator.audio.segment import Segment
    from validator.audio.sound_file import SampleStream, SoundFile
    from validator.containers.facts import FileFacts

SET_DIFFERS: Final = "set.differs"
"""Code of the error of mono files that make no one programme."""

DEFAULT_BLOCK_SAMPLES: Final = 1 << 16

_LABEL_SOURCES: Final[dict[str, str]] = {
    "channel mask": "WAVE channel mask",
    "iXML": "iXML track names",
    "chna": "chna common definitions",
    "MCA": "multichannel audio labels of the MXF",
}


class SegmentSource(Protocol):
    """What a scan asks of a programme: samples in segments, as bytes."""

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second."""

    @property
    def sample_count(self) -> int:
        """Samples per channel."""

    @property
    def channel_map(self) -> tuple[tuple[int, int], ...]:
        """For each channel of the programme, the plane of a segment and the channel in that plane.

        Planes may hold more channels than the programme has: a group of channels of a file is read as the file is.
        """

    def segments(
        self,
        *,
        segment_samples: int,
        preroll_samples: int,
        digests: DigestSet | None = ...,
        buffers: int = ...,
        progress: Callable[[int], None] | None = ...,
    ) -> Iterator[Segment]:
        """Read the programme once, front to back, as raw bytes; every segment begins at a multiple of its length.

        Args:
            segment_samples: Samples per channel of a segment; the last one may be shorter.
            preroll_samples: Samples per channel repeated before each segment; fewer where the programme begins.
            digests: Sees every byte of every file in order, where the programme is files; None for no digests.
            buffers: Segments that may be out at once, at least 1, where they share buffers.
            progress: Called with the samples per channel read so far.

        Raises:
            MediaError: A file ends early, has changed since it was opened, or cannot be read.
        """


class Programme(SegmentSource, Protocol):
    """One programme, ready to be read: files, channels of a file, pieces on a timeline, or made while it is read.

    Measuring, comparing, second passes and rendering ask for no more than this.
    """

    @property
    def channel_count(self) -> int:
        """Channels of the programme."""

    @property
    def layout(self) -> Layout | None:
        """Channels in programme order; None where nothing says what three or more channels are."""

    @property
    def layout_from(self) -> str:
        """Where the layout comes from, or why there is none, as a report may print it."""

    @property
    def files(self) -> tuple[FileFacts, ...]:
        """What each header says: one file with every channel, or mono files in the order of the channels."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the files are."""

    @property
    def notes(self) -> tuple[Message, ...]:
        """What is odd about the programme as a whole; the notes of a file are in its facts."""

    def blocks(
        self, *, block_samples: int = ..., start_sample: int = ..., sample_count: int | None = ...
    ) -> Iterator[NDArray[np.float64]]:
        """Read a stretch of the programme as numbers.

        Args:
            block_samples: Samples per channel of a block; the last one may be shorter.
            start_sample: First sample of the first block.
            sample_count: Samples per channel in all; None to the end. Never beyond the end.

        Yields:
            float64 (samples, channels) in programme order, full scale 1.0.

        Raises:
            MediaError: A file ends early, has changed since it was opened, or cannot be read.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProgramme:
    """A programme that is one file or a set of mono files. Implements `Programme`.

    Attributes:
        sound_files: One file, or mono files in the order of `layout`.
        layout, layout_from, channel_map, notes: As `Programme`. A channel map that names some channels of a file makes
            a programme of these alone; `validator.audio.channel_groups` does.
        is_group: True for channels of a file that were taken as a programme of their own, be it all of them.
    """

    sound_files: tuple[SoundFile, ...]
    layout: Layout | None
    layout_from: str
    channel_map: tuple[tuple[int, int], ...]
    notes: tuple[Message, ...] = ()
    is_group: bool = False

    @property
    def files(self) -> tuple[FileFacts, ...]:
        """What each header says, in plane order."""
        return tuple(file.facts for file in self.sound_files)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the files are, in plane order."""
        return tuple(file.path for file in self.sound_files)

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second."""
        return self.sound_files[0].facts.sample_rate_hz

    @property
    def channel_count(self) -> int:
        """Channels of the whole programme."""
        return len(self.channel_map)

    @property
    def sample_count(self) -> int:
        """Samples per channel."""
        return self.sound_files[0].facts.sample_count

    def segments(
        self,
        *,
        segment_samples: int,
        preroll_samples: int,
        digests: DigestSet | None = None,
        buffers: int = 4,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[Segment]:
        """Read the programme once, front to back, as raw bytes.

        Every segment begins at a multiple of `segment_samples`. At most `buffers` segments are out at once: the
        iterator waits until one is released, so a consumer must release what it holds before, or from another thread.
        Bytes are read once for samples and digests alike, except where libsndfile decodes: such files are read once
        more for the digests.

        Args:
            segment_samples: Samples per channel of a segment; the last one may be shorter.
            preroll_samples: Samples per channel repeated before each segment; fewer where the programme begins.
            digests: Sees every byte of every file in order; None for no digests.
            buffers: Segments that may be out at once, at least 1.
            progress: Called with the samples per channel read so far.

        Raises:
            MediaError: A file ends early, has changed since it was opened, or cannot be read.
        """
        cut = Cut(
            sample_count=self.sample_count,
            segment_samples=segment_samples,
            preroll_samples=preroll_samples,
            buffers=buffers,
        )
        return read_segments(self.sound_files, cut, digests=digests, progress=progress)

    def blocks(
        self,
        *,
        block_samples: int = DEFAULT_BLOCK_SAMPLES,
        start_sample: int = 0,
        sample_count: int | None = None,
    ) -> Iterator[NDArray[np.float64]]:
        """Read a stretch of the programme as numbers.

        Args:
            block_samples: Samples per channel of a block; the last one may be shorter.
            start_sample: First sample of the first block.
            sample_count: Samples per channel in all; None to the end. Never beyond the end.

        Yields:
            float64 (samples, channels) in programme order, full scale 1.0; each a new array.

        Raises:
            MediaError: A file ends early, has changed since it was opened, or cannot be read.
        """
        end = self.sample_count if sample_count is None else min(start_sample + sample_count, self.sample_count)
        with ExitStack() as stack:
            streams = [stack.enter_context(file.stream()) for file in self.sound_files]
            for stream in streams:
                stream.seek(start_sample)
            for position in range(start_sample, end, block_samples):
                yield self._block(streams, min(block_samples, end - position))

    def sums(
        self,
        gains: NDArray[np.float64],
        *,
        block_samples: int = DEFAULT_BLOCK_SAMPLES,
        start_sample: int = 0,
        sample_count: int | None = None,
    ) -> Iterator[NDArray[np.float32]]:
        """Read sums of channels, in single precision: seven times as fast as `blocks` and a sum of them.

        Of a set of mono files those that no sum holds are not read.

        Args:
            gains: float64 (sums, channels).
            block_samples: Samples per channel of a block; the last one may be shorter.
            start_sample: First sample of the first block.
            sample_count: Samples per channel in all; None to the end. Never beyond the end.

        Yields:
            float32 (sums, samples), full scale 1.0; each a new array.

        Raises:
            MediaError: A file ends early, has changed since it was opened, or cannot be read.
        """
        end = self.sample_count if sample_count is None else min(start_sample + sample_count, self.sample_count)
        with ExitStack() as stack:
            sources = []
            for facts, file, own in zip(self.files, self.sound_files, self._gains_of_planes(gains), strict=True):
                if own.any():
                    stream = stack.enter_context(file.stream())
                    stream.seek(start_sample)
                    held = blank_bytes(facts, min(block_samples, max(0, end - start_sample)))
                    sources.append((facts, stream, held, own))
            for position in range(start_sample, end, block_samples):
                count = min(block_samples, end - position)
                sums = np.zeros((len(gains), count), np.float32)
                for facts, stream, held, own in sources:
                    sums += summed_plane(read_plane_into(held, facts, stream, count), own)
                yield sums

    def _gains_of_planes(self, gains: NDArray[np.float64]) -> list[NDArray[np.float32]]:
        """Gains of the channels of each plane, float32 (sums, channels of the plane)."""
        found = [np.zeros((len(gains), facts.channel_count), np.float32) for facts in self.files]
        for place, (plane, channel) in enumerate(self.channel_map):
            found[plane][:, channel] += gains[:, place].astype(np.float32)
        return found

    def _block(self, streams: Sequence[SampleStream], count: int) -> NDArray[np.float64]:
        planes = [
            decode_plane(read_plane(facts, stream, count)) for facts, stream in zip(self.files, streams, strict=True)
        ]
        if len(planes) == 1 and self.channel_map == tuple((0, channel) for channel in range(planes[0].shape[1])):
            return planes[0]
        return np.stack([planes[plane][:, channel] for plane, channel in self.channel_map], axis=1)


def open_programme(
    paths: Sequence[Path | str], *, layout: Layout | None = None, roles: Mapping[Path, str] | None = None
) -> FileProgramme:
    """Open one programme.

    The layout of one file comes from, in this order: `layout`, `roles`, the WAVE channel mask, iXML track functions
    or names, chna common definitions. Without any of these one channel is mono and two are read as 2.0, which
    `layout_from` says; three or more stay without a layout. Several files are a set of mono files, and their names or
    `roles` say which channel each carries; they are put in the order of `layout`, or else in SMPTE order.

    Args:
        paths: One interleaved file, or the mono files of one programme in any order.
        layout: The layout the user states; None to take it from the files.
        roles: Channel label of a mono file (or the layout of an interleaved one) by its path as in `paths`.

    Raises:
        MediaError: A file cannot be read; files of a set are not mono, or differ in sample rate or length.
        UsageError: No path, a path twice, a layout with another number of channels, or roles that are missing, double
            or make no layout.
    """
    places = [Path(path) for path in paths]
    if not places or len(set(places)) != len(places):
        raise UsageError("A programme is one file, or several different ones.", found=f"{len(places)} paths")
    if len(places) == 1:
        return _open_one(places[0], layout, roles)
    return _open_set(places, layout, roles)


def _open_one(path: Path, layout: Layout | None, roles: Mapping[Path, str] | None) -> FileProgramme:
    file = open_file(path)
    stated, stated_from = layout, "the layout that was asked for"
    if stated is None and roles is not None and path in roles:
        stated, stated_from = parse_layout(roles[path]), "the role that was given"
    notes: tuple[Message, ...] = ()
    if stated is None:
        found, source = _layout_of_header(file.facts)
    else:
        found, source = _checked(stated, file), stated_from
        notes = _contradiction(stated.labels, file.facts)
    return FileProgramme(
        sound_files=(file,),
        layout=found,
        layout_from=source,
        channel_map=tuple((0, channel) for channel in range(file.facts.channel_count)),
        notes=notes,
    )


def _checked(layout: Layout, file: SoundFile) -> Layout:
    if len(layout.channels) != file.facts.channel_count:
        raise UsageError(
            "The layout has another number of channels than the file.",
            where=str(file.path),
            found=count_of(file.facts.channel_count, "channel", "channels"),
            expected=f"{len(layout.channels)} for {layout.name} ({' '.join(layout.labels)})",
        )
    return layout


def _contradiction(labels: Sequence[str], facts: FileFacts) -> tuple[Message, ...]:
    if facts.channel_labels is None or facts.channel_labels == tuple(labels):
        return ()
    source = _LABEL_SOURCES.get(facts.channel_labels_from or "", facts.channel_labels_from or "header")
    return (
        message(
            "audio.labels-overruled",
            file=facts.name,
            labels=" ".join(labels),
            source=source,
            header_labels=" ".join(facts.channel_labels),
        ),
    )


def _layout_of_header(facts: FileFacts) -> tuple[Layout | None, str]:
    if facts.channel_labels is not None:
        source = _LABEL_SOURCES.get(facts.channel_labels_from or "", facts.channel_labels_from or "header")
        if facts.channel_labels_from == "channel mask":
            source = f"{source} 0x{facts.channel_mask:X}"
        found = layout_of(facts.channel_labels)
        soundfields = soundfields_of(found)
        if len(soundfields) > 1:
            return joined_layout(soundfields), source
        if found.name in LAYOUTS or len(set(found.labels)) == len(found.labels):
            return found, source
        return None, f"{source}: the same channel more than once ({' '.join(found.labels)})"
    return _layout_of_count(facts)


def _layout_of_count(facts: FileFacts) -> tuple[Layout | None, str]:
    """The layout of a file whose header names no channel."""
    if facts.chna:
        return None, "the chna chunk refers to definitions that only the ADM of the file explains"
    if facts.ixml is not None and is_mid_side(facts.ixml):
        return None, "iXML says that the channels are mid and side, which have to be decoded to left and right first"
    if facts.channel_count == 1:
        return LAYOUTS["1.0"], "channel count: one channel is read as mono"
    if facts.channel_count == 2:
        without = f"whose mask 0x{facts.channel_mask:X} does not fit" if facts.channel_mask else "without a mask"
        return LAYOUTS["2.0"], f"channel count: two channels {without} are read as 2.0"
    if facts.channel_mask:
        return None, f"the channel mask 0x{facts.channel_mask:X} does not fit {facts.channel_count} channels"
    return None, f"nothing in the file says what its {facts.channel_count} channels are"


def _open_set(paths: Sequence[Path], layout: Layout | None, roles: Mapping[Path, str] | None) -> FileProgramme:
    labels = labels_of_set(paths, roles)
    found, order = layout_of_set(labels, layout, paths)
    files = [open_file(path) for path in paths]
    for file in files:
        if file.facts.channel_count != 1:
            raise MediaError(
                "A file of a set is not mono.",
                where=str(file.path),
                found=f"{file.facts.channel_count} channels",
                next_step="Check interleaved files one by one.",
                code=SET_DIFFERS,
            )
    _refuse_difference(files, "sample rate", lambda facts: f"{facts.sample_rate_hz} Hz")
    _refuse_difference(files, "length", lambda facts: count_of(facts.sample_count, "sample", "samples"))
    ordered = tuple(files[place] for place in order)
    notes = [
        note
        for label, file in zip(found.labels, ordered, strict=True)
        if file.facts.channel_labels not in (None, ("M",))
        for note in _contradiction((label,), file.facts)
    ]
    return FileProgramme(
        sound_files=ordered,
        layout=found,
        layout_from="roles that were given" if roles is not None and set(paths) <= set(roles) else "file names",
        channel_map=tuple((plane, 0) for plane in range(len(ordered))),
        notes=tuple(notes),
    )


def _refuse_difference(files: Sequence[SoundFile], what: str, value: Callable[[FileFacts], str]) -> None:
    if len({value(file.facts) for file in files}) > 1:
        raise MediaError(
            f"The files of a set differ in {what}.",
            where=str(files[0].path.parent),
            found=", ".join(f"{file.path.name}: {value(file.facts)}" for file in files),
            expected=f"the same {what} in every file",
            code=SET_DIFFERS,
        )
