"""What the compiler has to be told word for word: loads at any address, maxima, and four channels in one register.

numba leaves these to scalar instructions: it has no unaligned load, its maximum keeps an order for NaN that forbids
vectors, and a recursion cannot be vectorised along time. Across channels it can, with samples turned from rows of one
channel into columns of one instant, four by four, on the way through the registers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from llvmlite import ir  # type: ignore[import-untyped, unused-ignore]
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic as _typed_intrinsic

from validator.scan.kernel_arguments import LANES

if TYPE_CHECKING:
    from collections.abc import Sequence

# Some editions of numba describe these to type checkers, and each in its own way.
_intrinsic: Any = _typed_intrinsic
_cgutils: Any = cgutils

_INT32: Final = ir.IntType(32)
_INT64: Final = ir.IntType(64)
_DOUBLE: Final = ir.DoubleType()
_VECTOR: Final = ir.VectorType(_DOUBLE, LANES)
_ORDERLESS: Final = ("nnan", "nsz")
_FUSED: Final = ("contract", "nnan", "ninf", "nsz")


def _loader(number: Any, machine_type: ir.Type) -> Any:
    def load(_typing: Any, _address: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.load(_pointer(builder, arguments[0], machine_type), align=1)

        return number(types.int64), generate

    return _intrinsic(load)


def _pointer(builder: Any, address: Any, machine_type: ir.Type) -> Any:
    return builder.inttoptr(address, machine_type.as_pointer())


word_at: Final = _loader(types.int32, _INT32)
"""int32 at an address."""

single_at: Final = _loader(types.float32, ir.FloatType())
"""float32 at an address."""

double_at: Final = _loader(types.float64, _DOUBLE)
"""float64 at an address."""


def _larger(_typing: Any, one: Any, _other: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        one, other = arguments
        return builder.select(builder.fcmp_ordered(">", one, other, flags=_ORDERLESS), one, other, flags=_ORDERLESS)

    return one(one, one), generate


larger: Final = _intrinsic(_larger)
"""The larger of two finite floats."""


def _shuffle(builder: Any, one: Any, other: Any, order: Sequence[int]) -> Any:
    return builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(_INT32, LANES), list(order)))


def _transposed(builder: Any, rows: Sequence[Any]) -> list[Any]:
    """Four vectors of four as four columns."""
    a, b, c, d = rows
    even_ab = _shuffle(builder, a, b, (0, 4, 2, 6))
    odd_ab = _shuffle(builder, a, b, (1, 5, 3, 7))
    even_cd = _shuffle(builder, c, d, (0, 4, 2, 6))
    odd_cd = _shuffle(builder, c, d, (1, 5, 3, 7))
    return [
        _shuffle(builder, even_ab, even_cd, (0, 1, 4, 5)),
        _shuffle(builder, odd_ab, odd_cd, (0, 1, 4, 5)),
        _shuffle(builder, even_ab, even_cd, (2, 3, 6, 7)),
        _shuffle(builder, odd_ab, odd_cd, (2, 3, 6, 7)),
    ]


def _broadcast(builder: Any, address: Any, index: int) -> Any:
    value = builder.load(_pointer(builder, builder.add(address, _INT64(8 * index)), _DOUBLE), align=8)
    undefined = ir.Constant(_VECTOR, ir.Undefined)
    return _shuffle(builder, builder.insert_element(undefined, value, _INT32(0)), undefined, (0, 0, 0, 0))


def _section(builder: Any, u: Any, past: tuple[Any, Any], coefficients: tuple[Any, Any]) -> Any:
    """`(u - a2 y2) - a1 y1`, in this order because y1 is the last to be known."""
    u = builder.fsub(u, builder.fmul(coefficients[1], past[1], flags=_FUSED), flags=_FUSED)
    return builder.fsub(u, builder.fmul(coefficients[0], past[0], flags=_FUSED), flags=_FUSED)


def _bend(builder: Any, p: Any, p1: Any, p2: Any) -> Any:
    """The second difference `(p - p1) - (p1 - p2)`; so ordered, little is lost where the three are much alike."""
    return builder.fsub(builder.fsub(p, p1, flags=_FUSED), builder.fsub(p1, p2, flags=_FUSED), flags=_FUSED)


def _recursion(groups: int) -> Any:
    """An all-pole section, a second difference, an all-pole section: in place, for `groups` times four channels.

    The compiled function takes addresses: of the first of the channels' rows of samples; the distance between rows in
    bytes; how many samples, a multiple of four; of the coefficients a1, a2 of both sections; and of the state, per
    group four vectors: the last and the last but one output of the first section, then of the second.
    """

    def recurse(_typing: Any, _samples: Any, _distance: Any, _count: Any, _coefficients: Any, _state: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            samples, distance, count, coefficients, state = arguments
            a1, a2, b1, b2 = (_broadcast(builder, coefficients, index) for index in range(4))

            def state_at(index: int) -> Any:
                return _pointer(builder, builder.add(state, _INT64(8 * LANES * index)), _VECTOR)

            held = [
                _cgutils.alloca_once_value(builder, builder.load(state_at(index), align=8))
                for index in range(4 * groups)
            ]
            with _cgutils.for_range_slice(builder, _INT64(0), count, _INT64(LANES), intp=_INT64) as (first, _):
                at = builder.add(samples, builder.mul(first, _INT64(8)))
                places = [
                    _pointer(builder, builder.add(at, builder.mul(distance, _INT64(channel))), _VECTOR)
                    for channel in range(LANES * groups)
                ]
                past = [builder.load(place) for place in held]
                # Groups take turns instant by instant, so that neither waits for its own last result.
                inputs = [
                    _transposed(builder, [builder.load(place, align=8) for place in places[g * LANES :][:LANES]])
                    for g in range(groups)
                ]
                outputs: list[list[Any]] = [[] for _ in range(groups)]
                for instant in range(LANES):
                    for g in range(groups):
                        p1, p2, q1, q2 = past[4 * g : 4 * g + 4]
                        p = _section(builder, inputs[g][instant], (p1, p2), (a1, a2))
                        q = _section(builder, _bend(builder, p, p1, p2), (q1, q2), (b1, b2))
                        past[4 * g : 4 * g + 4] = [p, p1, q, q1]
                        outputs[g].append(q)
                for g in range(groups):
                    for vector, place in zip(_transposed(builder, outputs[g]), places[g * LANES :], strict=False):
                        builder.store(vector, place, align=8)
                for vector, place in zip(past, held, strict=True):
                    builder.store(vector, place)
            for index, place in enumerate(held):
                builder.store(builder.load(place), state_at(index), align=8)
            return context.get_dummy_value()

        return types.void(*[types.int64] * 5), generate

    return _intrinsic(recurse)


recurse_4: Final = _recursion(1)
recurse_8: Final = _recursion(2)
