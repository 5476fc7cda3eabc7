"""What the blocks of a channel are reduced to, while they come: forms, kinds of children and extents of numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.containers.adm.document import BlockChild, BlockForm, BlockPlace
from validator.containers.adm.times import TICKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from validator.containers.adm.block_runs import BlockPattern, BlockRun

BlockAt = tuple[int, str, int]
"""Index, identifier and line of a block."""

SIZES: Final = frozenset({"width", "height", "depth"})


class ChildKind:
    """A child with one set of attributes, as met in this channel."""

    __slots__ = ("attributes", "extent", "index", "is_number", "is_size", "last_text", "name")

    def __init__(self, index: int, name: str, attributes: Sequence[str], extent: RunningExtent | None) -> None:
        self.index = index
        self.name = name
        self.attributes = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self.extent = extent
        self.is_number = extent is not None
        self.is_size = name in SIZES
        self.last_text: str | None = None


class RunningExtent:
    """The smallest and the largest value of a number so far, and where they are."""

    __slots__ = ("fractional_at", "high", "high_at", "low", "low_at")

    def __init__(self) -> None:
        self.low = math.inf
        self.high = -math.inf
        self.low_at: BlockAt = (0, "", 0)
        self.high_at: BlockAt = (0, "", 0)
        self.fractional_at: BlockAt | None = None

    def widen(self, values: NDArray[np.float64], at: Callable[[int], BlockAt]) -> None:
        """Take values of blocks that follow each other; `at` gives the place of each."""
        low, high = int(values.argmin()), int(values.argmax())
        if values[low] < self.low:
            self.low, self.low_at = float(values[low]), at(low)
        if values[high] > self.high:
            self.high, self.high_at = float(values[high]), at(high)
        if self.fractional_at is None:
            fractional = np.flatnonzero(values != np.floor(values))
            if len(fractional):
                self.fractional_at = at(int(fractional[0]))


class FormCount:
    """How often a form was met so far."""

    __slots__ = ("attributes", "count", "first", "shortest", "sizes_equal")

    def __init__(self, attributes: tuple[str, ...], first: BlockAt, sizes_equal: bool | None) -> None:
        self.attributes = attributes
        self.first = first
        self.sizes_equal = sizes_equal
        self.count = 0
        self.shortest: int | Fraction | None = None


@dataclass(frozen=True, slots=True)
class BoundPattern:
    """A pattern of blocks in one channel.

    Attributes:
        pattern: How they are written.
        signature: Of their form, but for what it says of sizes.
        children: Each child with its text; None for the text of a number.
    """

    pattern: BlockPattern
    signature: tuple[object, ...]
    children: tuple[tuple[ChildKind, str | None], ...]


def form_of(signature: tuple[object, ...], form: FormCount, kinds: dict[int, ChildKind]) -> BlockForm:
    """Write a form out."""
    children = tuple(
        BlockChild(name=kind.name, attributes=kind.attributes, text=text)
        for kind, text in written_out(signature, kinds)
    )
    return BlockForm(
        attributes=frozenset(form.attributes),
        children=children,
        sizes_equal=form.sizes_equal,
        count=form.count,
        first=place_of(form.first),
        shortest=seconds_of(form.shortest),
    )


def written_out(signature: Sequence[object], kinds: dict[int, ChildKind]) -> list[tuple[ChildKind, str | None]]:
    """The children of a form in their order, each with its text; None for numbers.

    A signature reads: attribute names, then per child its kind and, for words, its text.
    """
    children: list[tuple[ChildKind, str | None]] = []
    # The text of a child follows its kind, or, where it has children of its own, their entries.
    waiting: list[int] = []
    for entry in signature[1:]:
        if isinstance(entry, tuple):
            continue
        if isinstance(entry, int):
            kind = kinds[entry]
            children.append((kind, None))
            if not kind.is_number:
                waiting.append(len(children) - 1)
        elif waiting:
            place = waiting.pop()
            children[place] = (children[place][0], str(entry))
    return children


def named(children: Sequence[tuple[ChildKind, str | None]]) -> list[tuple[str, Mapping[str, str], str | None]]:
    """Children by name, attributes and text."""
    return [(kind.name, kind.attributes, text) for kind, text in children]


def sizes_equal_in(bound: BoundPattern, run: BlockRun) -> set[bool]:
    """Whether width, height and depth are all there and equal; both answers where blocks differ, none without sizes."""
    names = [kind.name for kind, text in bound.children if text is None]
    sizes = {name: values for name, values in zip(names, run.numbers, strict=True) if name in SIZES}
    if len(sizes) < len(SIZES):
        return {False} if sizes else set()
    first, *others = sizes.values()
    return {bool(answer) for answer in np.unique(np.all([first == other for other in others], axis=0))}


def finite(text: str) -> float | None:
    """A number of axml; None where the text is none, or is infinite or NaN."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def place_of(at: BlockAt) -> BlockPlace:
    """Return a place as a document has it."""
    return BlockPlace(index=at[0], id=at[1], line=at[2])


def seconds_of(ticks: int | Fraction | None) -> Fraction | None:
    """Return ticks as seconds; None as None."""
    return None if ticks is None else Fraction(ticks) / TICKS_PER_SECOND
