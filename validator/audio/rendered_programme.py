"""A programme with moving objects, rendered to 5.1 and 7.1.4 while it is read: an estimate, and never exact.

Gains are worked out every 10 ms, and go in a straight line from one to the next: a jump of an object takes up to 10 ms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from specs.vocabulary import parse_layout
from validator.audio.made import MadeProgramme, silence
from validator.audio.narrow_blocks import columns_of, narrow_blocks
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from validator.audio.object_gains import GainTrack
    from validator.audio.programme import FileProgramme
    from validator.containers.adm.mixes import AdmPart

LAYOUTS: Final = ("5.1", "7.1.4")
"""What a programme is rendered to, in one read. The first is the one that is judged: it is what publishers of immersive
mixes measure on."""

RENDERER: Final = "mixgate point source"
"""Names the renderer in reports: `validator.audio.panning`."""

RENDERED_FROM: Final = f"rendered by {RENDERER}"

CELLS_PER_SECOND: Final = 100

MIXED_AT_ONCE: Final = 24
"""Sources of one product of matrices. OpenBLAS hands larger ones to several threads, which wait for each other:
measured, six times the processor time on a busy machine with two processors."""

_TRIED: Final = 64
"""Every so many samples are looked at first for whether a channel sounds. Project's choice."""

Watch = Callable[[int, "NDArray[np.floating[Any]]"], None]
"""Sees each block of the file before it is rendered: its first sample, and its samples (n, channels); no samples where
all channels are silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderSource:
    """A channel of the file that is heard in the programme.

    Attributes:
        channel: In the file, from 0.
        fixed: float64 (c,): its gains on the channels of all layouts, for a channel of a bed; None for an object.
        track: Its gains over time, for a moving object; None for a channel of a bed.
        start_sample, end_sample: When its object is heard.
    """

    channel: int
    fixed: NDArray[np.float64] | None = None
    track: GainTrack | None = None
    start_sample: int = 0
    end_sample: int

    def gains_at(self, samples: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return its gains (n, c) at samples of the file; (1, c) where they stay the same."""
        if self.fixed is not None:
            return self.fixed[None]
        assert self.track is not None, "one of both"
        return self.track.at(samples)

    def hide(self, samples: NDArray[np.float32], start: int) -> None:
        """Make its samples (n,), which begin at a sample of the file, silent where it is not heard."""
        samples[: max(self.start_sample - start, 0)] = 0.0
        samples[max(self.end_sample - start, 0) :] = 0.0


_Heard = tuple[RenderSource, "NDArray[np.float64]"]
"""What sounds in a block, and its gains there."""


class JointRender(MadeProgramme):
    """Beds and moving objects on the channels of `LAYOUTS`, one layout behind the other, so that one read gives all.

    Args:
        whole: The file, every channel of it.
        sources: What is heard.

    Attributes:
        sources: As given.
        watch: Sees every block that is read, for what is measured of the objects themselves; None for nobody.
    """

    def __init__(self, whole: FileProgramme, sources: Sequence[RenderSource]) -> None:
        self.watch: Watch | None = None
        self.sources = tuple(sources)
        self._whole = whole
        self._cell_samples = whole.sample_rate_hz // CELLS_PER_SECOND
        super().__init__(
            sample_rate_hz=whole.sample_rate_hz,
            sample_count=whole.sample_count,
            channel_count=sum(len(parse_layout(name).labels) for name in LAYOUTS),
            layout=None,
            layout_from=RENDERED_FROM,
            files=whole.files,
            paths=whole.paths,
            notes=whole.notes,
            plane_format=SampleFormat.F32,
        )

    def stretches(self, stretch_samples: int) -> Iterator[NDArray[np.floating[Any]]]:
        """Yield the render in stretches; the file is read a second at a time, whatever their length."""
        for second in self._seconds():
            for start in range(0, len(second), stretch_samples):
                yield second[start : start + stretch_samples]

    def _seconds(self) -> Iterator[NDArray[np.floating[Any]]]:
        start = 0
        (file,) = self._whole.sound_files
        nothing = np.zeros((0, self._whole.channel_count), np.float32)
        for count, block in narrow_blocks(file, self._cell_samples * CELLS_PER_SECOND):
            if self.watch is not None:
                self.watch(start, nothing if block is None else block)
            if block is None:
                yield silence(count, self.channel_count)
            else:
                yield self.render(block, start)
            start += count

    @property
    def second_samples(self) -> int:
        """Samples of a second in whole cells of gains: less than the sample rate where that is no multiple of them."""
        return self._cell_samples * CELLS_PER_SECOND

    def file_blocks(self, start_sample: int, sample_count: int) -> Iterator[NDArray[np.floating[Any]] | None]:
        """Yield a stretch of the file a second at a time, every channel of it; None for a second that is silent."""
        (file,) = self._whole.sound_files
        for _, block in narrow_blocks(file, self.second_samples, start_sample=start_sample, sample_count=sample_count):
            yield block

    def render(self, block: NDArray[np.floating[Any]], start: int) -> NDArray[np.float32]:
        """Return the render (n, c) of a block (n, channels of the file) that begins at a sample of the file."""
        cell = self._cell_samples
        edges = start + np.arange(-(-len(block) // cell) + 1, dtype=np.int64) * cell
        fixed: list[_Heard] = []
        moving: list[_Heard] = []
        sounds = _sounding(block)
        narrow = block.astype(np.float32, copy=False)
        for source in self.sources:
            if not sounds[source.channel] or source.start_sample >= start + len(block) or source.end_sample <= start:
                continue
            gains = source.gains_at(edges)
            (fixed if len(gains) == 1 else moving).append((source, gains))
        out = np.zeros((len(block), self.channel_count), np.float32)
        for some in _groups(fixed):
            gains = np.concatenate([gains for _, gains in some]).astype(np.float32)
            out += (self._by_cell(narrow, some, start) @ gains).reshape(-1, self.channel_count)[: len(block)]
        for some in _groups(moving):
            out += self._moved(self._by_cell(narrow, some, start), [gains for _, gains in some])[: len(block)]
        return out

    def _by_cell(self, block: NDArray[np.float32], some: Sequence[_Heard], start: int) -> NDArray[np.float32]:
        """Return what is heard of a block, (cells, samples of a cell, sources), with silence behind it."""
        cells = -(-len(block) // self._cell_samples)
        samples = np.zeros((cells * self._cell_samples, len(some)), np.float32)
        samples[: len(block)] = columns_of(block, np.array([source.channel for source, _ in some], np.intp))
        for place, (source, _) in enumerate(some):
            source.hide(samples[:, place], start)
        return samples.reshape(cells, self._cell_samples, -1)

    def _moved(self, by_cell: NDArray[np.float32], gains: Sequence[NDArray[np.float64]]) -> NDArray[np.float32]:
        """Objects (cells, n, m) with gains (cells + 1, c) each, which go in a straight line within every cell."""
        cell = self._cell_samples
        at_edges = np.stack(gains, axis=1).astype(np.float32)
        way = (np.arange(cell, dtype=np.float32) / np.float32(cell))[:, None]
        out: NDArray[np.float32] = by_cell @ at_edges[:-1]
        out += (by_cell * way) @ (at_edges[1:] - at_edges[:-1])
        return out.reshape(-1, self.channel_count)


class RenderedProgramme(MadeProgramme):
    """The first layout of a joint render, which is the mix that is judged.

    Args:
        joint: The render of all layouts.
        key: What tells it from others of its file: `validator.audio.bed_sum.part_key`.
        parts: Its beds and objects.
        unheard: What the blocks ask for that was not rendered, and of how many objects: `size`, `diffuse` ...
    """

    def __init__(self, joint: JointRender, key: str, parts: Sequence[AdmPart], unheard: Mapping[str, int]) -> None:
        self.joint = joint
        self.part_key = key
        self.parts = tuple(parts)
        self.unheard = dict(unheard)
        layout = parse_layout(LAYOUTS[0])
        super().__init__(
            sample_rate_hz=joint.sample_rate_hz,
            sample_count=joint.sample_count,
            channel_count=len(layout.labels),
            layout=layout,
            layout_from=RENDERED_FROM,
            files=joint.files,
            paths=joint.paths,
            notes=joint.notes,
            plane_format=SampleFormat.F32,
        )

    def stretches(self, stretch_samples: int) -> Iterator[NDArray[np.floating[Any]]]:
        """Yield the render in stretches."""
        for block in self.joint.stretches(stretch_samples):
            yield block[:, : self.channel_count]


def channels_of_layout(name: str) -> range:
    """Return which channels of a joint render are those of a layout."""
    widths = [len(parse_layout(one).labels) for one in LAYOUTS]
    place = LAYOUTS.index(name)
    return range(sum(widths[:place]), sum(widths[: place + 1]))


def _sounding(block: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
    """Tell which channels of a block (n, channels) are not silent; a few samples tell it of most."""
    found: NDArray[np.bool_] = np.asarray(block[::_TRIED].any(axis=0))
    rest = np.flatnonzero(~found)
    if len(rest):
        found[rest] = columns_of(block, rest).any(axis=0)
    return found


def _groups(sources: Sequence[_Heard]) -> Iterator[Sequence[_Heard]]:
    for first in range(0, len(sources), MIXED_AT_ONCE):
        yield sources[first : first + MIXED_AT_ONCE]
