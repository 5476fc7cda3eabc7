"""K-weighting: the first numerator along time, the rest for four channels in a register."""

# mypy: disallow-untyped-decorators=False

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.scan.compiled.compilation import FUSED, compiled
from validator.scan.compiled.vector_intrinsics import recurse_4, recurse_8
from validator.scan.kernel_arguments import LANES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_FORGOTTEN: Final = 1e-90
"""State this small is set to zero: as denormal numbers it would only slow the processor down."""


@compiled(fastmath=FUSED)
def numerator(x: Floats, y: Floats, count: int, b: Floats) -> None:
    """The numerator of the first section; x[2 + i] is sample i."""
    b0, b1, b2 = b[0], b[1], b[2]
    for i in range(count):
        y[i] = b0 * x[i + 2] + b1 * x[i + 1] + b2 * x[i]


@compiled(fastmath=FUSED)
def _recurse_rest(y: Floats, state: Floats, span: tuple[int, int], a: Floats) -> None:
    """The last one to three samples of four channels; span is the first of them and the end."""
    for lane in range(LANES):
        for i in range(span[0], span[1]):
            p = (y[lane, i] - a[1] * state[1, lane]) - a[0] * state[0, lane]
            bend = (p - state[0, lane]) - (state[0, lane] - state[1, lane])
            q = (bend - a[3] * state[3, lane]) - a[2] * state[2, lane]
            state[1, lane] = state[0, lane]
            state[0, lane] = p
            state[3, lane] = state[2, lane]
            state[2, lane] = q
            y[lane, i] = q


@compiled(inline="always")
def k_weight(y: Floats, state: Floats, count: int, a: Floats) -> None:
    """Run the recursions over all channels in place. y is (channels, samples), state (channels / 4, 4, 4)."""
    distance = y.strides[0]
    whole = count - count % LANES
    groups = state.shape[0]
    for group in range(0, groups, 2):
        samples = y[group * LANES :].ctypes.data
        if group + 1 < groups:
            recurse_8(samples, distance, whole, a.ctypes.data, state[group:].ctypes.data)
        else:
            recurse_4(samples, distance, whole, a.ctypes.data, state[group:].ctypes.data)
    for group in range(groups):
        _recurse_rest(y[group * LANES :], state[group], (whole, count), a)
        for i in range(4):
            for lane in range(LANES):
                if abs(state[group, i, lane]) < _FORGOTTEN:
                    state[group, i, lane] = 0.0
