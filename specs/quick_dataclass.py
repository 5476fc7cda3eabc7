"""`dataclass` as in the standard library, made in an eighth of the time.

The standard library writes six methods for each class as text and compiles them anew at each start: a millisecond a
class, and a command loads two hundred. Here only `__init__` is compiled; what the other methods do follows from the
names of the fields, so that all classes share them. The fields themselves are read by the standard library, so that its
`fields`, `replace`, `asdict` and pattern matching work as ever, and to type checkers this is its decorator.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from dataclasses import Field, dataclass
else:

    def dataclass(
        *, frozen: bool = False, slots: bool = False, kw_only: bool = False, eq: bool = True
    ) -> Callable[[type], type]:
        """Make a class of fields; the words are those of `dataclasses.dataclass`, and mean the same."""

        def made(plain: type) -> type:
            if not plain.__doc__:
                plain.__doc__ = plain.__name__  # the standard library would write the signature, which takes its time
            own_hash = vars(plain).get("__hash__")
            cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(plain)
            methods = {"__init__": _initialiser(cls, frozen=frozen), "__repr__": _repr}
            if eq:
                methods["__eq__"] = _equality(cls)
            if frozen:
                methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
            if frozen and slots:
                methods |= {"__getstate__": _state, "__setstate__": _take_state}
            for name, method in methods.items():
                if name not in vars(cls):
                    setattr(cls, name, method)
            if eq and own_hash is None:
                cls.__hash__ = _hashing(cls) if frozen else None
            return cls

        return made


__all__ = ["dataclass"]


def _initialiser(cls: type, *, frozen: bool) -> Any:
    """Return an `__init__` that puts the compiled one in its place when it is called: most classes never are."""

    def __init__(self: Any, *values: Any, **named: Any) -> None:  # noqa: N807
        cls.__init__ = _compiled_initialiser(cls, frozen=frozen)  # type: ignore[misc]
        cls.__init__(self, *values, **named)  # type: ignore[misc]

    return __init__


def _compiled_initialiser(cls: type, *, frozen: bool) -> Any:
    """Return `__init__`, which for `a: int`, `b: list = field(default_factory=list)` in a frozen class reads so.

    def __init__(self, a, b=MISSING):
        put(self, "a", a)
        put(self, "b", made_b() if b is MISSING else b)
    """
    fields = dataclasses.fields(cls)
    known: dict[str, Any] = {"MISSING": MISSING, "put": object.__setattr__}
    lines = []
    for one in fields:
        value = _value_set(one, known)
        if value is not None:
            lines.append(f" put(self, {one.name!r}, {value})" if frozen else f" self.{one.name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    by_place = [_parameter(one) for one in fields if one.init and not one.kw_only]
    by_name = [_parameter(one) for one in fields if one.init and one.kw_only]
    parameters = ", ".join(["self", *by_place, *(["*", *by_name] if by_name else [])])
    text = f"def __init__({parameters}):\n" + ("\n".join(lines) or " pass")
    made: dict[str, Any] = {}
    exec(text, known, made)  # noqa: S102  of names of fields alone, as the standard library does it
    made["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return made["__init__"]


def _value_set(one: Field[Any], known: dict[str, Any]) -> str | None:
    """Return the expression that a field is set to, and add to `known` what it names; None where it is not set."""
    if one.default_factory is not MISSING:
        known[f"made_{one.name}"] = one.default_factory
        return f"made_{one.name}() if {one.name} is MISSING else {one.name}" if one.init else f"made_{one.name}()"
    if one.default is not MISSING:
        known[f"default_{one.name}"] = one.default
        return one.name if one.init else f"default_{one.name}"
    return one.name if one.init else None


def _parameter(one: Field[Any]) -> str:
    if one.default_factory is not MISSING:
        return f"{one.name}=MISSING"
    return one.name if one.default is MISSING else f"{one.name}=default_{one.name}"


def _values(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)  # of one name it would return the value itself
    return lambda self: tuple(getattr(self, name) for name in names)


def _equality(cls: type) -> Any:
    values = _values([one.name for one in dataclasses.fields(cls) if one.compare])

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hashing(cls: type) -> Any:
    fields = dataclasses.fields(cls)
    values = _values([one.name for one in fields if (one.compare if one.hash is None else one.hash)])

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return __hash__


@recursive_repr()
def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _refuse_to_set(_self: object, name: str, _value: object) -> Never:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> Never:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _take_state(self: Any, state: Sequence[Any]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
