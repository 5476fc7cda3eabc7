"""K-weighting in plain numpy: a recursive filter as matrix products, which no interpreter lock holds up.

A block of samples goes through a linear system in one product: what it puts out from rest, and in which state it leaves
the filter. The states then follow from one another by doubling, and each adds its own decay to the block behind it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Context, Decimal, localcontext
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from validator.scan.filters import Biquad

_BLOCK: Final = 32
_DIGITS: Final = 40

_NEGLIGIBLE: Final = 1e-30
"""What is left of a state, as a part of it, when nothing of it is heard any more: far below a rounding of 64 bits."""

_FORGOTTEN: Final = 1e-90
"""Filter state this small is set to zero: as denormal numbers it would only slow the processor down."""

LARGEST_PRODUCT: Final = 200_000
"""Multiplications in one matrix product: beyond about 260 000 OpenBLAS wakes threads of its own, which then only fight
with those of the scan."""


@dataclass(frozen=True, slots=True)
class _Matrices:
    """A filter by blocks, to be multiplied from the right.

    Attributes:
        from_rest: (block, block + states): samples to outputs, and to the state they leave.
        decay: (states, block): a state to what it adds to the outputs behind it.
        carried: (states, states) each: a state to what is left of it after 1, 2, 4 ... blocks, as long as anything is.
    """

    from_rest: NDArray[np.float64]
    decay: NDArray[np.float64]
    carried: tuple[NDArray[np.float64], ...]


class BlockFilter:
    """Two second-order sections in series, with memory to work in.

    Args:
        sections: In the order in which they are passed.
        longest: Most samples of one call.
    """

    def __init__(self, sections: tuple[Biquad, Biquad], longest: int) -> None:
        self._sections = sections
        self._matrices = _matrices(sections)
        blocks = longest // _BLOCK
        self._products = np.empty((blocks, self._matrices.from_rest.shape[1]))
        self._states = np.empty((blocks + 1, len(self._matrices.decay)))

    def rest(self) -> NDArray[np.float64]:
        """The state a filter starts from."""
        return np.zeros(2 * len(self._sections))

    def run(self, x: NDArray[np.float64], state: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """Filter samples.

        Args:
            x: float64 (samples,).
            state: float64 (4,): where the last call left the filter; carried on in place.
            y: float64 (samples,): the outputs go here.
        """
        if not (state.any() or x.any()):
            y[:] = 0.0
            return
        count = len(x) // _BLOCK
        whole = x[: count * _BLOCK].reshape(count, _BLOCK)
        products = _product(whole, self._matrices.from_rest, self._products[:count])
        states = self._states[: count + 1]
        states[0] = state
        states[1:] = products[:, _BLOCK:]
        for doubling, carried in enumerate(self._matrices.carried):
            distance = 1 << doubling
            if distance > count:
                break
            states[distance:] += states[:-distance] @ carried
        blocks = _product(states[:-1], self._matrices.decay, y[: whole.size].reshape(whole.shape))
        blocks += products[:, :_BLOCK]
        rest, last = _step(self._sections, x[whole.size :, None], states[-1][:, None])
        y[whole.size :] = rest[:, 0]
        state[:] = np.where(np.abs(last[:, 0]) < _FORGOTTEN, 0.0, last[:, 0])


def _step(sections: tuple[Any, Any], x: NDArray[Any], state: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The definition: samples (n, signals) one by one, from states (4, signals); outputs and states.

    The sections are in transposed direct form II. Of the two numbers that are its state, the next output from silence
    and its companion, the second is kept as the slope of that output: with poles so near to 1 the two are nearly
    opposite, and their small sum would be lost in the rounding.
    """
    y = np.array(x)
    state = np.array(state)
    for n in range(len(y)):
        for index, section in enumerate(sections):
            level, slope = state[2 * index], state[2 * index + 1]
            u = y[n].copy()
            y[n] = section.b0 * u + level
            companion = slope + (section.a1 + 1) * level
            level = section.b1 * u - section.a1 * y[n] + companion
            state[2 * index] = level
            state[2 * index + 1] = section.b2 * u - section.a2 * y[n] - (section.a1 + 1) * level
    return y, state


@lru_cache(maxsize=8)
def _matrices(sections: tuple[Biquad, Biquad]) -> _Matrices:
    """Worked out in decimals: an error here would not average out, as that of rounding does."""
    exact: Any = np.vectorize(Decimal, otypes=[object])
    one, other = (SimpleNamespace(**{name: Decimal(b) for name, b in asdict(s).items()}) for s in sections)
    size = 2 * len(sections)
    with localcontext(Context(prec=_DIGITS)):
        outputs, states = _step((one, other), exact(np.eye(_BLOCK)), exact(np.zeros((size, _BLOCK))))
        decay, left = _step((one, other), exact(np.zeros((_BLOCK, size))), exact(np.eye(size)))
        carried = [left.T]
        while max(map(abs, carried[-1].flat)) > _NEGLIGIBLE:
            carried.append(carried[-1] @ carried[-1])
    return _Matrices(
        from_rest=np.hstack([outputs.T, states.T]).astype(np.float64),
        decay=np.ascontiguousarray(decay.T.astype(np.float64)),
        carried=tuple(power.astype(np.float64) for power in carried),
    )


def _product(
    rows: NDArray[np.float64], matrix: NDArray[np.float64], product: NDArray[np.float64]
) -> NDArray[np.float64]:
    """`rows @ matrix` written to `product`, in parts that stay below `LARGEST_PRODUCT`."""
    together = max(1, LARGEST_PRODUCT // matrix.size)
    parts = len(rows) // together
    whole = parts * together
    stacked = rows[:whole].reshape(parts, together, rows.shape[1])
    np.matmul(stacked, matrix, out=product[:whole].reshape(parts, together, matrix.shape[1]))
    np.matmul(rows[whole:], matrix, out=product[whole:])
    return product
