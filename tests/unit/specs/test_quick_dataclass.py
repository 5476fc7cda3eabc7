"""Classes of fields do what those of the standard library do, whose decorator is applied to the same class beside."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from specs import quick_dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = [
    {"frozen": True, "slots": True, "kw_only": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "kw_only": True, "eq": False},
    {"frozen": True, "kw_only": True},
    {"slots": True},
    {"slots": True, "kw_only": True},
    {},
]


def both(words: dict[str, bool]) -> list[type[Any]]:
    """The same class, by the standard library and here."""

    def plain() -> type[Any]:
        class Reading:
            """Of a meter."""

            name: str
            values: tuple[float, ...] = ()
            places: list[int] = field(default_factory=list)
            note: str | None = field(default=None, compare=False)
            secret: int = field(default=3, repr=False)
            counted: int = field(init=False, default=0)
            twice: str = field(init=False)

            def __post_init__(self) -> None:
                object.__setattr__(self, "twice", self.name * 2)

        return Reading

    decorators: list[Callable[..., Any]] = [dataclass, quick_dataclass.dataclass]
    return [decorator(**words)(plain()) for decorator in decorators]


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (TypeError, ValueError, AttributeError) as error:
        return type(error)


USES: dict[str, Callable[[type[Any]], Any]] = {
    "repr": lambda kind: repr(kind(name="a", values=(1.0, 2.0))),
    "of what repr says": lambda kind: repr(kind(name=[kind(name="inner")])),
    "by place": lambda kind: repr(kind("a", (1.0,), [2])),
    "word missing": lambda kind: kind(values=()),
    "word unknown": lambda kind: kind(name="a", other=1),
    "field that is not given": lambda kind: kind(name="a", counted=1),
    "set after": lambda kind: (kind(name="a").counted, kind(name="a").twice),
    "equal": lambda kind: kind(name="a") == kind(name="a"),
    "of another value": lambda kind: kind(name="a") == kind(name="b"),
    "not compared": lambda kind: kind(name="a", note="x") == kind(name="a"),
    "itself": lambda kind: (one := kind(name="a")) == one,
    "of another kind": lambda kind: kind(name="a") == ("a", ()),
    "hash": lambda kind: hash(kind(name="a", places=(1,))) == hash(kind(name="a", places=(1,), note="x")),
    "hash of a tuple": lambda kind: hash(kind(name="a", places=())) == hash(("a", (), (), 3, 0, "aa")),
    "hash of a list": lambda kind: hash(kind(name="a")) == 0,
    "set": lambda kind: setattr(kind(name="a"), "name", "b"),
    "set what is no field": lambda kind: setattr(kind(name="a"), "other", "b"),
    "delete": lambda kind: delattr(kind(name="a"), "name"),
    "list of its own": lambda kind: kind(name="a").places is kind(name="a").places,
    "replace": lambda kind: repr(replace(kind(name="a"), name="b", places=[4])),
    "replace what is not given": lambda kind: replace(kind(name="a"), counted=4),
    "fields": lambda kind: [(one.name, one.kw_only, one.init) for one in fields(kind)],
    "asdict": lambda kind: dataclasses.asdict(kind(name="a")),
    "copy": lambda kind: repr(copy.copy(kind(name="a", places=[1]))),
    "deep copy": lambda kind: repr(copy.deepcopy(kind(name="a", places=[1]))),
    "match": lambda kind: kind.__match_args__,
    "dict": lambda kind: hasattr(kind(name="a"), "__dict__"),
    "doc": lambda kind: kind.__doc__,
    "parameters, once used": lambda kind: [repr(kind(name="a")), list(inspect.signature(kind).parameters)],
}


@pytest.mark.parametrize("words", WORDS, ids=lambda words: " ".join(words) or "none")
@pytest.mark.parametrize("use", USES)
def test_does_what_the_standard_library_does(words: dict[str, bool], use: str) -> None:
    theirs, ours = both(words)
    expected, found = outcome(lambda: USES[use](theirs)), outcome(lambda: USES[use](ours))
    if use == "set what is no field" and words.get("frozen") and words.get("slots"):
        expected = FrozenInstanceError  # theirs asks a class that is no longer there, and says TypeError
    assert found == expected


@quick_dataclass.dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Can be pickled, since its name is known."""

    number: int
    inner: Kept | None = None


@quick_dataclass.dataclass(frozen=True, slots=True, kw_only=True)
class KeptLonger(Kept):
    """Has a field more."""

    more: str = "more"


@quick_dataclass.dataclass(frozen=True, slots=True)
class OwnEquality:
    """Says itself what it is equal to."""

    number: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnEquality)

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "own"


def test_is_pickled_whole() -> None:
    one = KeptLonger(number=1, inner=Kept(number=2))
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert repr(again) == repr(one) == "KeptLonger(number=1, inner=Kept(number=2, inner=None), more='more')"


def test_of_a_subclass_is_not_equal_and_shares_slots() -> None:
    assert KeptLonger(number=1) != Kept(number=1)
    assert vars(KeptLonger)["__slots__"] == ("more",)
    assert not hasattr(KeptLonger(number=1), "__dict__")


def test_methods_of_its_own_stay() -> None:
    assert OwnEquality(1) == OwnEquality(2)
    assert hash(OwnEquality(1)) == 7
    assert repr(OwnEquality(1)) == "own"


def test_repr_of_what_holds_itself_ends() -> None:
    @quick_dataclass.dataclass(slots=True)
    class Ring:
        """Holds itself."""

        held: Any = None

    ring = Ring()
    ring.held = ring
    assert repr(ring).endswith("Ring(held=...)")
