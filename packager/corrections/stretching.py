"""Time stretching with pitch kept, through an optional library, window by window.

The library takes a programme at once: every call begins anew, with phases of its own. So a stream is handed over in
windows that overlap, and their renderings are joined (`packager.corrections.joining`):

    source      |---- window 0 ----|
                              |---- window 1 ----|
                 <- 20 s ----> <2 s>              every window with half a second more on either side

What lies beyond the first and the last sample is the sound itself, mirrored: the library takes a weighted mean of what
is around a place, and silence there would make the ends softer.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from packager.corrections.blocks import fitted
from packager.corrections.joining import FADE_SECONDS, frame_samples, joint_place, morphed
from specs.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from packager.corrections.blocks import Block
    from packager.corrections.correction import Material

WINDOW_SECONDS: Final = 20.0
OVERLAP_SECONDS: Final = 2.0
"""Long enough to hold a pause between two sentences more often than not. Project's choice."""

CONTEXT_SECONDS: Final = 0.5
"""Several times what the library looks at around a place (0.12 s)."""

WINDOW_BYTES: Final = 64 << 20
"""The most that the samples of one window take, as 32-bit floats; with more than 17 channels windows are shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Where the windows lie.

    Attributes:
        source_count, target_count: Samples per channel before and after.
        window, overlap, context: Lengths in samples of the source.
        frame, fade: Lengths in samples of the result: of a spectrum at a joint, and of the joint.
    """

    source_count: int
    target_count: int
    window: int
    overlap: int
    context: int
    frame: int
    fade: int

    @property
    def count(self) -> int:
        """Windows; the last takes what is left, up to twice as much."""
        return max(1, self.source_count // self.window)

    def source(self, number: int) -> tuple[int, int]:
        """First sample of a window and the one after its last, with what surrounds it; they may lie outside."""
        last = number == self.count - 1
        end = self.source_count if last else (number + 1) * self.window + self.overlap
        return number * self.window - self.context, end + self.context

    def target(self, sample: int) -> int:
        """The place of a sample of the source in the result."""
        return round(Fraction(sample * self.target_count, self.source_count))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rendering:
    """A window, stretched.

    Attributes:
        samples: float64 (samples, channels).
        begin: Place of the first of them in the result; negative for what was mirrored.
    """

    samples: Block
    begin: int

    def between(self, start: int, end: int) -> Block:
        """Return the samples at places of the result."""
        return self.samples[start - self.begin : end - self.begin]


def stretched(blocks: Iterable[Block], material: Material, sample_count: int, seed: int) -> Iterator[Block]:
    """Make a stream longer or shorter and keep its pitch, all channels in step, in memory that its length leaves alone.

    Args:
        blocks: float64 (samples, channels).
        material: What the stream is.
        sample_count: Samples per channel of the result, exactly.
        seed: Of the library's own randomness.

    Raises:
        RefusedError: The library is not installed.

    Source: Signalsmith Stretch, through python-stretch.
    """
    library = _library()
    return fitted(_joined(library, blocks, material, sample_count, seed), sample_count, material.channel_count)


def _library() -> Any:
    try:
        import python_stretch  # noqa: PLC0415  an optional part of the installation
    except ImportError as error:
        raise RefusedError(
            "Changing speed and keeping pitch needs a library that is not installed.",
            expected="the optional part 'stretch'",
            next_step="pip install 'mixgate[stretch]', or let the pitch follow the speed.",
        ) from error
    return python_stretch


def _joined(library: Any, blocks: Iterable[Block], material: Material, sample_count: int, seed: int) -> Iterator[Block]:
    grid = _grid(material, sample_count)
    done = 0
    before: _Rendering | None = None
    for number, window in enumerate(_windows(blocks, grid)):
        rendering = _rendered(library, window, grid, number, hz=material.sample_rate_hz, seed=seed)
        if before is not None:
            start = grid.target(number * grid.window)
            end = grid.target(number * grid.window + grid.overlap)
            place = start + joint_place(before.between(start, end), rendering.between(start, end), grid.fade)
            yield before.between(done, place)
            around = (place - grid.frame, place + grid.fade + grid.frame)
            yield morphed(before.between(*around), rendering.between(*around), grid.frame)
            done = place + grid.fade
        before = rendering
    if before is not None:
        yield before.between(done, sample_count)


def _grid(material: Material, sample_count: int) -> _Grid:
    hz = material.sample_rate_hz
    most = WINDOW_BYTES // (4 * material.channel_count)
    overlap = round(OVERLAP_SECONDS * hz)
    return _Grid(
        source_count=material.sample_count,
        target_count=sample_count,
        window=max(2 * overlap, min(round(WINDOW_SECONDS * hz), most)),
        overlap=overlap,
        context=round(CONTEXT_SECONDS * hz),
        frame=frame_samples(hz),
        fade=round(FADE_SECONDS * hz),
    )


def _windows(blocks: Iterable[Block], grid: _Grid) -> Iterator[NDArray[np.float32]]:
    """Cut a stream into windows that overlap, float32 (samples, channels); what lies outside it is mirrored."""
    stream = iter(blocks)
    held: list[NDArray[np.float32]] = []
    begin = end = 0
    for number in range(grid.count):
        start, stop = grid.source(number)
        while end < min(stop, grid.source_count):
            block = next(stream).astype(np.float32)
            held.append(block)
            end += len(block)
        joined = np.concatenate(held)[max(start, 0) - begin :]
        held, begin = [joined], max(start, 0)
        inside = joined[: stop - begin]
        beyond = (max(-start, 0), max(stop - grid.source_count, 0))
        yield np.pad(inside, (beyond, (0, 0)), mode="reflect")


def _rendered(library: Any, window: NDArray[np.float32], grid: _Grid, number: int, *, hz: int, seed: int) -> _Rendering:
    """Stretch one window."""
    start, stop = grid.source(number)
    begin = grid.target(start)
    wanted = grid.target(stop) - begin
    stretch = library.Signalsmith.Stretch(seed)
    stretch.preset(window.shape[1], float(hz))
    stretch.setTimeFactor(len(window) / wanted)
    result = np.asarray(stretch.process(np.ascontiguousarray(window.T)))
    return _Rendering(samples=result.T.astype(np.float64), begin=begin)
