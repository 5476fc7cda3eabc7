"""The one pass: segments from a programme, through a kernel, on several threads, into the table."""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.errors import UsageError
from validator.audio.digests import DigestSet
from validator.scan.band_products import band_products
from validator.scan.bitstream_search import refuse_bitstreams
from validator.scan.filters import true_peak_filters
from validator.scan.flat_tops import flat_tops
from validator.scan.grid import granule_samples, preroll_samples
from validator.scan.kernel import (
    LOWEST_RATE_HZ,
    Kernel,
    KernelChoice,
    KernelName,
    ScanSetup,
    check_rate,
    choose_kernel,
)
from validator.scan.memory import programme_of_array
from validator.scan.segment_rows import RowsHeader, SegmentRows, TableAssembler

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.audio.programme import Programme, SegmentSource
    from validator.audio.segment import Segment
    from validator.scan.table import BlockTable

Progress = Callable[[], Callable[[int], None]]
"""Begins a progress line, and returns what moves it."""

Take = Callable[["Programme", "ScanOptions", Progress], "ScanResult"]
"""Gives what the scan of a programme establishes: by a scan, or from one that was made before."""

MOST_WORKERS: Final = 8
"""More threads than this only wait for the one that reads."""

_BYTES_IN_FLIGHT: Final = 384 * 2**20
_LARGEST_SAMPLE_BYTES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """How to scan. None of it changes a figure except those of true peak.

    Attributes:
        workers: Threads that compute; None takes the processors there are, at most `MOST_WORKERS`.
        kernel: "auto" takes the compiled one, numba, wherever it can be used and pays (`choose_kernel`). The two
            kernels agree to 1e-9.
        true_peaks: Whether true peaks are worked out, a third of the work; without, they are NaN in the table.
        true_peak_floor_dbtp: Level from which every row's true peak is exact, and not the programme's maxima alone.
        digests: Digests of the files to take in passing.
        pairs: Channel pairs whose K-weighted products are summed.
        segment_granules: Granules of 10 s per segment.
    """

    workers: int | None = None
    kernel: KernelName = "auto"
    true_peaks: bool = True
    true_peak_floor_dbtp: float = -8.0
    digests: tuple[str, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    segment_granules: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What one pass established.

    Attributes:
        table: The figures.
        digests: For each file its digests by algorithm.
        kernel_choice: Which kernel made them, and why that one.
    """

    table: BlockTable
    digests: Mapping[Path, Mapping[str, str]] = field(default_factory=dict)
    kernel_choice: KernelChoice


def scan(
    programme: SegmentSource,
    *,
    options: ScanOptions | None = None,
    progress: Callable[[int], None] | None = None,
) -> ScanResult:
    """Hear a programme once, from its first sample to its last.

    The table is the same to the last bit for any number of workers and any length of segment.

    Args:
        programme: What to hear.
        options: How; None takes the defaults.
        progress: Told how many samples have been read.

    Raises:
        UsageError: The options or the sample rate cannot be met.
        MediaError: Reading failed.
    """
    options = options or ScanOptions()
    choice = choose_kernel(options.kernel, channel_samples=programme.sample_count * len(programme.channel_map))
    setup = scan_setup(programme, options, choice.kernel)
    assembler = TableAssembler(setup.header)
    workers = _worker_count(options.workers, setup)
    rate = setup.header.sample_rate_hz
    with DigestSet(options.digests) as digests:
        segments = programme.segments(
            segment_samples=max(1, options.segment_granules) * granule_samples(rate),
            preroll_samples=preroll_samples(rate),
            digests=digests if options.digests else None,
            buffers=workers + 2,
            progress=progress,
        )
        for rows in _computed(segments, choice.scan_segment, setup, workers):
            assembler.add(rows)
        return ScanResult(table=assembler.table(), digests=digests.results(), kernel_choice=choice)


def scanned(programme: Programme, options: ScanOptions, progress: Progress) -> ScanResult:
    """Scan a programme now: what `measure` does for a mix on its own, where no other mix needs the table.

    Raises:
        NotReadError: It carries a coded bitstream.
        MediaError: Reading failed.
    """
    result = scan(programme, options=options, progress=progress())
    refuse_bitstreams(programme, result.table)
    return result


def scan_array(samples: NDArray[np.generic], sample_rate_hz: int, *, options: ScanOptions | None = None) -> BlockTable:
    """The table of a signal in memory.

    Args:
        samples: Array (samples, channels) of uint8, int16, int32, float32 or float64; integers at their full scale,
            floats with full scale 1.0.
        sample_rate_hz: Samples per second.
        options: How; None takes the defaults.

    Raises:
        UsageError: The array, the options or the sample rate cannot be met.
    """
    return scan(programme_of_array(samples, sample_rate_hz), options=options).table


def warmup(kernel: KernelName = "auto") -> KernelChoice:
    """Load the kernel and let it compile, so that no later scan waits for it; for container images.

    Compiled code is kept in one of the folders of `validator.scan.code_cache`; whether it was, says
    `validator.scan.machine_code.kept_at`.

    Returns:
        The kernel that scans will take, whatever their length, and why.

    Raises:
        KernelError: numba was asked for and cannot be used.
    """
    choice = choose_kernel(kernel)
    scan_array(np.zeros((1, 1)), LOWEST_RATE_HZ, options=ScanOptions(workers=1, kernel=choice.kernel))
    return choice


def scan_setup(programme: SegmentSource, options: ScanOptions, kernel_name: str) -> ScanSetup:
    """The constants of a scan, for whoever hands out segments on their own, to other machines for example.

    Raises:
        UsageError: The options or the sample rate cannot be met.
    """
    check_rate(programme.sample_rate_hz)
    channels = len(programme.channel_map)
    for pair in options.pairs:
        if not all(0 <= channel < channels for channel in pair):
            raise UsageError(
                "A pair names a channel the programme does not have.",
                found=f"channels {pair[0]} and {pair[1]}",
                expected=f"channels from 0 to {channels - 1}",
            )
    true_peak = true_peak_filters()
    return ScanSetup(
        header=RowsHeader(
            sample_rate_hz=programme.sample_rate_hz,
            channel_count=channels,
            sample_count=programme.sample_count,
            pairs=options.pairs,
            true_peak_floor=10.0 ** (options.true_peak_floor_dbtp / 20.0) if options.true_peaks else math.inf,
            true_peak_filter=true_peak.name,
            kernel=kernel_name,
        ),
        channel_map=tuple(programme.channel_map),
        true_peak=true_peak,
    )


def segment_rows(kernel: Kernel, segment: Segment, setup: ScanSetup, running_peaks: NDArray[np.float64]) -> SegmentRows:
    """Rows of a segment: what the kernel makes of every sample, and what is looked at in some of them.

    Args:
        kernel: Of `choose_kernel`.
        segment: The samples.
        setup: Of the scan.
        running_peaks: As `validator.scan.kernel.Kernel` takes them.
    """
    rows = kernel(segment, setup, running_peaks)
    return replace(rows, flat_tops=flat_tops(segment, setup, rows), band_products=band_products(segment, setup))


def _worker_count(asked: int | None, setup: ScanSetup) -> int:
    """Threads, fewer where so many channels would put too many bytes in flight."""
    if asked is not None:
        return max(1, asked)
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    header = setup.header
    segment_bytes = granule_samples(header.sample_rate_hz) * header.channel_count * _LARGEST_SAMPLE_BYTES
    affordable = _BYTES_IN_FLIGHT // segment_bytes - 2
    return max(1, min(available, MOST_WORKERS, affordable))


def _computed(segments: Iterator[Segment], kernel: Kernel, setup: ScanSetup, workers: int) -> Iterator[SegmentRows]:
    """Rows of the segments, in order, with at most `workers` + 2 segments in flight.

    An interruption waits for the segments under way, a fraction of a second, and for nothing else.
    """
    least = math.inf if math.isinf(setup.header.true_peak_floor) else 0.0
    running_peaks = np.full((2, setup.header.channel_count), least)

    def work(segment: Segment) -> SegmentRows:
        try:
            return segment_rows(kernel, segment, setup, running_peaks)
        finally:
            segment.release()

    pending: deque[Future[SegmentRows]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="scan")
    try:
        for segment in segments:
            pending.append(pool.submit(work, segment))
            while len(pending) > workers or (pending and pending[0].done()):
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        close = getattr(segments, "close", None)
        if close is not None:
            close()
