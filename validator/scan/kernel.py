"""What a kernel is given and what it must give back; the choice between the two there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal, Protocol, cast

import numpy as np

from specs.errors import UsageError
from validator.audio.segment import PAD_BYTES
from validator.scan.filters import Biquad, TruePeakFilter, k_weighting
from validator.scan.grid import granule_samples, preroll_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.audio.segment import Segment
    from validator.scan.rows import RowsHeader, SegmentRows

KernelName = Literal["auto", "numba", "numpy"]

LOWEST_RATE_HZ: Final = 8_000
"""Below this the shelf of the K-weighting (1.7 kHz) has no room under half the sample rate."""

HIGHEST_RATE_HZ: Final = 768_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSetup:
    """The constants of one scan, the same for each of its segments.

    Attributes:
        header: What all rows will have in common.
        channel_map: For each channel of the programme its plane and its channel there.
        true_peak: The interpolator.
        k_weighting: The two sections.
    """

    header: RowsHeader
    channel_map: tuple[tuple[int, int], ...]
    true_peak: TruePeakFilter
    k_weighting: tuple[Biquad, Biquad] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "k_weighting", k_weighting(self.header.sample_rate_hz))


class Kernel(Protocol):
    """Turns a segment into rows.

    Stateless but for `running_peaks`, float64 (c,): the largest true peak any segment has met so far in each channel.
    Segments share the array and race on it; a stale value costs time and never changes what is reported.
    """

    def __call__(self, segment: Segment, setup: ScanSetup, running_peaks: NDArray[np.float64]) -> SegmentRows:
        """Rows of the segment."""


def choose_kernel(name: KernelName) -> tuple[str, Kernel]:
    """The kernel to use and its name; "auto" is numba where it is installed.

    Raises:
        UsageError: numba was asked for by name and is not installed.
    """
    if name == "numpy" or (name == "auto" and find_spec("numba") is None):
        chosen = "numpy"
    elif find_spec("numba") is None:
        raise UsageError(
            "The numba kernel was asked for, but numba is not installed.",
            expected="kernel auto or numpy, or numba installed",
            next_step="install numba, or let the kernel be chosen automatically",
        )
    else:
        chosen = "numba"
    module = import_module(f"validator.scan.kernel_{chosen}")
    if chosen == "numba":
        import_module("validator.scan.machine_code").granule_function()  # now, before several threads want it at once
    return chosen, cast("Kernel", module.scan_segment)


def check_rate(sample_rate_hz: int) -> None:
    """Refuse a sample rate at which the filters make no sense.

    Raises:
        UsageError: It is below 8 kHz or above 768 kHz.
    """
    if not LOWEST_RATE_HZ <= sample_rate_hz <= HIGHEST_RATE_HZ:
        raise UsageError(
            "Loudness and true peak cannot be measured at this sample rate.",
            found=f"{sample_rate_hz} Hz",
            expected=f"{LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ} Hz",
        )


def check_segment(segment: Segment, setup: ScanSetup) -> None:
    """Refuse a segment that does not lie on the grid or whose planes are too short: a kernel reads memory unchecked.

    Raises:
        ValueError: The segment breaks its contract.
    """
    rate = setup.header.sample_rate_hz
    end = segment.start_sample + segment.sample_count
    if segment.start_sample % granule_samples(rate) or segment.preroll_samples < min(
        segment.start_sample, preroll_samples(rate)
    ):
        raise ValueError(f"segment at sample {segment.start_sample} is off the grid or lacks its run-in")
    if end > setup.header.sample_count or (end < setup.header.sample_count and end % granule_samples(rate)):
        raise ValueError(f"segment ends at sample {end}, neither on the grid nor at the end of the programme")
    frames = segment.preroll_samples + segment.sample_count
    for plane in segment.planes:
        needed = PAD_BYTES + frames * plane.channel_count * plane.sample_format.bytes_per_sample
        if plane.data.dtype != np.uint8 or not plane.data.flags.c_contiguous or plane.data.size < needed:
            raise ValueError(f"a plane of {plane.data.size} bytes cannot hold {frames} samples per channel")
    for plane_index, channel in setup.channel_map:
        if channel >= segment.planes[plane_index].channel_count:
            raise ValueError(f"plane {plane_index} has no channel {channel}")
