"""Addresses as pointers, from which compiled functions make arrays again."""

from __future__ import annotations

from typing import Any, Final

import numba
from numba import extending

# Some editions of numba describe these to type checkers, and each in its own way.
types: Any = numba.types
_intrinsic: Any = extending.intrinsic


def _pointer(number: Any) -> Any:
    """Makes pointers to numbers of a kind from addresses."""

    def to_pointer(_typing: Any, _address: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(types.CPointer(number)))

        return types.CPointer(number)(types.int64), generate

    return _intrinsic(to_pointer)


to_floats: Final = _pointer(types.float64)
to_singles: Final = _pointer(types.float32)
to_words: Final = _pointer(types.int32)
to_integers: Final = _pointer(types.int64)
