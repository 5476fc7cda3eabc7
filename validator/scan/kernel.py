"""What a kernel is given and what it must give back; the choice between the two there are."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal, Protocol, cast

import numpy as np

from specs.errors import KERNEL_UNUSABLE, UsageError
from validator.audio.segment import PAD_BYTES
from validator.scan.filters import Biquad, TruePeakFilters, k_weighting
from validator.scan.grid import granule_samples, preroll_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from numpy.typing import NDArray

    from validator.audio.segment import Segment
    from validator.scan.segment_rows import RowsHeader, SegmentRows

KernelName = Literal["auto", "numba", "numpy"]

KernelReason = Literal["fastest", "requested", "short-programme", "not-installed", "compiling-failed", "loading-failed"]
"""Why a kernel was taken. See `choose_kernel`."""

COMPILING_PAYS_FROM_CHANNEL_SAMPLES: Final = 400_000_000
"""From this many samples of all channels on, compiling costs less than it saves: 23 minutes of 5.1 or 69 of stereo at
48 kHz. Measured: compiling takes 4.7 s (`benchmarks.starting`), and the plain kernel then 6 to 9 ns longer for a sample
of film (`benchmarks`, two hours of 5.1 on two processors, ten minutes on one), so that the two break even at 520 to 730
million samples; on a busy machine compiling took 11 s and noise at full scale 28 ns longer: 390 million."""

_UNUSABLE: Final[dict[KernelReason, str]] = {
    "not-installed": "numba or llvmlite is not installed.",
    "compiling-failed": "numba cannot compile it.",
    "loading-failed": "its machine code cannot be loaded.",
}

_LONGEST_DETAIL: Final = 300
_ONE_AT_A_TIME: Final = Lock()

LOWEST_RATE_HZ: Final = 8_000
"""Below this the shelf of the K-weighting (1.7 kHz) has no room under half the sample rate."""

HIGHEST_RATE_HZ: Final = 768_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSetup:
    """The constants of one scan, the same for each of its segments.

    Attributes:
        header: What all rows will have in common.
        channel_map: For each channel of the programme its plane and its channel there.
        true_peak: The interpolators.
        k_weighting: The two sections.
    """

    header: RowsHeader
    channel_map: tuple[tuple[int, int], ...]
    true_peak: TruePeakFilters
    k_weighting: tuple[Biquad, Biquad] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "k_weighting", k_weighting(self.header.sample_rate_hz))


class Kernel(Protocol):
    """Turns a segment into rows.

    Stateless but for `running_peaks`, float64 (2, c): the largest true peak any segment has met so far in each channel,
    by the standard's table and by the finer filter. Segments share the array and race on it; a stale value costs time
    and never changes what is reported.
    """

    def __call__(self, segment: Segment, setup: ScanSetup, running_peaks: NDArray[np.float64]) -> SegmentRows:
        """Rows of the segment."""


class KernelError(UsageError):
    """The compiled kernel was asked for by name and cannot be had here.

    Attributes:
        reason: Why, as a code.
        detail: What the foreign part said, in its words; None where nothing foreign was reached.
    """

    def __init__(self, reason: KernelReason, detail: str | None = None) -> None:
        super().__init__(
            "The compiled scan kernel (numba) was asked for, and cannot be used here: " + _UNUSABLE[reason],
            found=detail,
            expected="kernel auto or numpy, or a numba and llvmlite that work",
            code=KERNEL_UNUSABLE,
        )
        self.reason: KernelReason = reason
        self.detail = detail


@contextmanager
def foreign_errors(reason: KernelReason) -> Iterator[None]:
    """The one door to numba and llvmlite: whatever they raise becomes a KernelError with this reason.

    Raises:
        KernelError: Something was raised within.
    """
    try:
        yield
    except KernelError:
        raise
    except Exception as error:  # a compiler has no list of what it raises when its parts do not fit
        said = str(error).strip().splitlines()
        detail = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
        raise KernelError(reason, detail[:_LONGEST_DETAIL]) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelChoice:
    """The kernel of a scan, and why it is this one.

    Attributes:
        kernel: "numba" or "numpy".
        reason: Why, as a code (`KernelReason`).
        detail: What the foreign part said that cannot be used, in its words; None where nothing went wrong.
        scan_segment: The kernel itself.
    """

    kernel: Literal["numba", "numpy"]
    reason: KernelReason
    detail: str | None = None
    scan_segment: Kernel = field(repr=False)

    @property
    def fell_back(self) -> bool:
        """True where the slower kernel was taken though the faster one was wanted."""
        return self.reason not in {"fastest", "requested"}


def choose_kernel(name: KernelName, *, channel_samples: int | None = None) -> KernelChoice:
    """The kernel to use.

    =========  ==========================================  ======  ==================
    asked for  the compiled kernel                         kernel  reason
    =========  ==========================================  ======  ==================
    numpy      (any)                                       numpy   requested
    numba      works                                       numba   requested
    numba      does not work                               (KernelError)
    auto       works                                       numba   fastest
    auto       must be compiled, cannot be kept; short     numpy   short-programme
    auto       numba or llvmlite is not installed          numpy   not-installed
    auto       cannot be compiled                          numpy   compiling-failed
    auto       cannot be loaded                            numpy   loading-failed
    =========  ==========================================  ======  ==================

    Args:
        name: What was asked for.
        channel_samples: Samples of all channels that will be scanned, so that a short programme need not wait for the
            compiler where its work cannot be kept; None takes the compiled kernel for any length.

    Raises:
        KernelError: numba was asked for by name and cannot be used.
    """
    if name == "numpy":
        return _plain_kernel("requested")
    try:
        if name == "auto" and channel_samples is not None and _not_worth_compiling(channel_samples):
            return _plain_kernel("short-programme")
        scan_segment = _compiled_kernel()
    except KernelError as error:
        if name == "numba":
            raise
        return _plain_kernel(error.reason, error.detail)
    return KernelChoice(kernel="numba", reason="fastest" if name == "auto" else "requested", scan_segment=scan_segment)


def _plain_kernel(reason: KernelReason, detail: str | None = None) -> KernelChoice:
    module = import_module("validator.scan.kernel_numpy")
    return KernelChoice(kernel="numpy", reason=reason, detail=detail, scan_segment=module.scan_segment)


def _not_worth_compiling(channel_samples: int) -> bool:
    """True for a programme that the plain kernel has scanned before the other would be compiled, each time anew.

    Only the programme and the folders decide, and not what else this process has done: a file is measured with the same
    kernel alone and among a hundred.
    """
    if channel_samples >= COMPILING_PAYS_FROM_CHANNEL_SAMPLES:
        return False
    with foreign_errors("loading-failed"):
        each_time: bool = _machine_code().compiles_each_time()
    return each_time


def _compiled_kernel() -> Kernel:
    """The compiled kernel, ready to run: now, before several threads want it at once.

    Raises:
        KernelError: It cannot be used. A second call says so without trying again.
    """
    with _ONE_AT_A_TIME:
        prepared = _prepared()
    if isinstance(prepared, KernelError):
        raise KernelError(prepared.reason, prepared.detail) from prepared
    return prepared


@cache
def _prepared() -> Kernel | KernelError:
    try:
        with foreign_errors("loading-failed"):
            _machine_code().granule_function()
            return cast("Kernel", import_module("validator.scan.kernel_numba").scan_segment)
    except KernelError as error:
        return error


def lanes_loop() -> Callable[[int], int] | None:
    """The compiled loop over pieces of lanes (`lane_arguments`).

    None where it cannot be had, and where each process would have to compile it anew: a lane is worked out in less
    time without.
    """
    with _ONE_AT_A_TIME:
        return _prepared_lanes()


@cache
def _prepared_lanes() -> Callable[[int], int] | None:
    try:
        machine_code = _machine_code()
        if machine_code.compiles_each_time(machine_code.LANES):
            return None
        return cast("Callable[[int], int]", machine_code.lanes_function())
    except KernelError:
        return None


def _machine_code() -> ModuleType:
    if any(find_spec(name) is None for name in ("numba", "llvmlite")):
        raise KernelError("not-installed")
    return import_module("validator.scan.machine_code")


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
