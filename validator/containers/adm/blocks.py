"""Reduces the blocks of one channel while they come, so that a master with a million of them costs no memory.

A block is told of in four ways, all bounded whatever the length:

- its *form*: names and attributes of its children, and their text where it is a word or a switch. Of 76 800 blocks of
  a real master two or three forms are left, and a profile judges those;
- its *numbers* (positions, gain, size ...), which become the smallest and largest value of the channel
  and their places;
- its *joint* with the block before it: a gap, an overlap or neither;
- what *could not be read* in it.

Source: ITU-R BS.2076-3 (02/2025) clause 5.4, audioBlockFormat.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from validator.containers.adm.document import (
    BlockChild,
    BlockForm,
    BlockJoint,
    BlockPlace,
    BlockSummary,
    BlockValue,
    Extent,
)
from validator.containers.adm.times import TICKS_PER_SECOND, parse_ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LISTED: Final = 16
"""Joints, and values of each name that cannot be read, that are kept with their place; the others are counted."""

FORM_LIMIT: Final = 1024
"""Forms kept of one channel; real masters have fewer than ten."""

CHILD_LIMIT: Final = 512
"""Combinations of child and attributes kept of one channel."""

FORM_ENTRY_LIMIT: Final = 1_000_000
"""Entries of all forms of a document; a real master of 128 tracks has about two thousand."""

SIGNATURE_LIMIT: Final = 8192
"""Entries of one block's form: an HOA or Matrix block of 128 channels stays below 1000."""

TEXT_LIMIT: Final = 256
"""Characters kept of the text of a child."""

NUMBERS: Final = frozenset(
    {"position", "gain", "width", "height", "depth", "diffuse", "importance", "objectDivergence"}
)
"""Children whose text is a number (BS.2076-3 clause 5.4.3 and 9 to 10): reduced to extents, no part of the form."""

_SIZES: Final = frozenset({"width", "height", "depth"})


class _ChildKind:
    """A child with one set of attributes, as met in this channel."""

    __slots__ = ("attributes", "extent", "index", "is_number", "is_size", "last_text", "name")

    def __init__(self, index: int, name: str, attributes: Sequence[str], extent: _RunningExtent | None) -> None:
        self.index = index
        self.name = name
        self.attributes = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self.extent = extent
        self.is_number = extent is not None
        self.is_size = name in _SIZES
        self.last_text: str | None = None


class _RunningExtent:
    __slots__ = ("fractional_at", "high", "high_at", "low", "low_at")

    def __init__(self) -> None:
        self.low = math.inf
        self.high = -math.inf
        self.low_at: tuple[int, str, int] = (0, "", 0)
        self.high_at: tuple[int, str, int] = (0, "", 0)
        self.fractional_at: tuple[int, str, int] | None = None


class _FormCount:
    __slots__ = ("attributes", "count", "first", "shortest", "sizes_equal")

    def __init__(self, attributes: tuple[str, ...], first: tuple[int, str, int], sizes_equal: bool | None) -> None:
        self.attributes = attributes
        self.first = first
        self.sizes_equal = sizes_equal
        self.count = 0
        self.shortest: int | Fraction | None = None


class FormBudget:
    """How many entries of forms may still be kept, of all channels of a document together."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = FORM_ENTRY_LIMIT


class BlockReducer:
    """Takes the blocks of one channel, tag by tag, and gives their summary.

    `begin_child` and `end_child` are called for every element inside a block by the parser itself, hundreds of
    thousands of times: they are short, and what is rare is elsewhere.

    Args:
        channel_id: Its audioChannelFormatID, which the identifiers of its blocks repeat.
        sample_rate_hz: Blocks that miss each other by one sample of it still meet: five decimals cannot say it better.
        text: Where the parser puts the character data; emptied here.
        budget: Shared by the channels of a document.
        leave: Called when a block has ended.
        refuse: Called with a name when a block has more in it than any block has; it does not come back.
    """

    def __init__(
        self,
        channel_id: str,
        sample_rate_hz: int,
        *,
        text: list[str],
        budget: FormBudget,
        leave: Callable[[], None],
        refuse: Callable[[str], None],
    ) -> None:
        self._text = text
        self._budget = budget
        self._leave = leave
        self._refuse = refuse
        self._duration_text: str | None = None
        self._block_prefix = "AB" + channel_id.strip().upper()[2:] + "_"
        self._tolerance = Fraction(TICKS_PER_SECOND, sample_rate_hz)
        self._kinds: dict[tuple[str, ...], _ChildKind] = {}
        self._extents: dict[str, _RunningExtent] = {}
        self._forms: dict[tuple[object, ...], _FormCount] = {}
        self._forms_complete = True
        self._joints: list[BlockJoint] = []
        self._gaps = self._overlaps = 0
        self._invalid: list[BlockValue] = []
        self._invalid_counts: dict[str, int] = {}
        self._index = 0
        self._first: tuple[int, str, int] | None = None
        self._first_start: int | Fraction | None = None
        self._at: tuple[int, str, int] = (0, "", 0)
        self._start: int | Fraction | None = None
        self._end: int | Fraction | None = None
        self._duration: int | Fraction | None = None
        self._signature: list[object] = []
        self._sizes: dict[str, str] = {}
        self._open: list[_ChildKind] = []

    def begin(self, attributes: Sequence[str], line: int) -> None:
        """A block begins; attributes are names and values in turn."""
        self._index += 1
        values = dict(zip(attributes[::2], attributes[1::2], strict=True))
        block_id = values.get("audioBlockFormatID", "")[:TEXT_LIMIT]
        self._text.clear()
        self._at = (self._index, block_id, line)
        if block_id.upper() != f"{self._block_prefix}{self._index:08X}":
            self._note_invalid("audioBlockFormatID", block_id)
        start = self._time("rtime", values.get("rtime"))
        duration_text = values.get("duration")
        if duration_text is None or duration_text != self._duration_text:
            self._duration_text = duration_text
            self._duration = self._time("duration", duration_text)
        if self._first is None:
            self._first = self._at
            self._first_start = start if "rtime" in values else 0
        self._meet(start)
        self._start = start if start is not None or self._index > 1 else 0
        self._end = None if self._start is None or self._duration is None else self._start + self._duration
        self._signature = [tuple(values)]
        self._sizes = {}
        self._open = []

    def _time(self, name: str, text: str | None) -> int | Fraction | None:
        if text is None:
            return None
        ticks = parse_ticks(text)
        if ticks is None:
            self._note_invalid(name, text)
        return ticks

    def _meet(self, start: int | Fraction | None) -> None:
        """Compare the start of this block with the end of the one before; `_start` and `_end` are still those of it."""
        if start is None or self._index == 1 or self._start is None:
            return
        # A block without duration lasts until the next one, which must not lie before it.
        missed = min(start - self._start, 0) if self._end is None else start - self._end
        if missed == 0 or -self._tolerance <= missed <= self._tolerance:
            return
        self._gaps += missed > 0
        self._overlaps += missed < 0
        if len(self._joints) < LISTED:
            self._joints.append(BlockJoint(place=_place(self._at), seconds=Fraction(missed) / TICKS_PER_SECOND))

    def _note_invalid(self, name: str, found: str) -> None:
        count = self._invalid_counts[name] = self._invalid_counts.get(name, 0) + 1
        if count <= LISTED:
            self._invalid.append(BlockValue(place=_place(self._at), name=name, found=found[:TEXT_LIMIT]))

    def begin_child(self, tag: str, attributes: Sequence[str]) -> None:
        """An element inside the block begins."""
        self._text.clear()
        kind = self._kinds.get((tag, *attributes)) or self._new_kind(tag, attributes)
        self._signature.append(kind.index)
        self._open.append(kind)
        if len(self._signature) > SIGNATURE_LIMIT:
            self._refuse(tag)

    def _new_kind(self, tag: str, attributes: Sequence[str]) -> _ChildKind:
        key, name = (tag, *attributes), tag.rpartition(":")[2]
        if len(self._kinds) >= CHILD_LIMIT:
            # Too many to tell apart: they are counted as one, and the summary says that forms are missing.
            self._forms_complete = False
            name = name if len(self._kinds) < 2 * CHILD_LIMIT else ""
            key, attributes = (name,), ()
            if key in self._kinds:
                return self._kinds[key]
        extent = None
        if name in NUMBERS:
            values = dict(zip(attributes[::2], attributes[1::2], strict=True))
            words = [name, *(values[word] for word in ("coordinate", "bound", "gainUnit") if word in values)]
            extent = self._extents.setdefault(":".join(words), _RunningExtent())
        kind = _ChildKind(len(self._kinds), name, attributes, extent)
        self._kinds[key] = kind
        return kind

    def end_child(self, _tag: str) -> None:
        """The element that began last ends: a child, or the block itself where none is open."""
        if not self._open:
            self._end_block()
            return
        kind = self._open.pop()
        text = self._text[0] if len(self._text) == 1 else "".join(self._text)
        self._text.clear()
        if not kind.is_number:
            self._signature.append(text.strip()[:TEXT_LIMIT])
            return
        if kind.is_size:
            self._sizes[kind.name] = text
        if text != kind.last_text:
            kind.last_text = text
            self._take_number(kind, text)

    def _take_number(self, kind: _ChildKind, text: str) -> None:
        value = finite(text)
        extent = kind.extent
        if value is None or extent is None:
            kind.last_text = None  # so that each of them is counted
            self._note_invalid(kind.name, text)
            return
        if value < extent.low:
            extent.low, extent.low_at = value, self._at
        if value > extent.high:
            extent.high, extent.high_at = value, self._at
        if extent.fractional_at is None and not value.is_integer():
            extent.fractional_at = self._at

    def _end_block(self) -> None:
        self._close_form()
        self._text.clear()
        self._leave()

    def _close_form(self) -> None:
        equal = None
        if self._sizes:
            equal = len(self._sizes) == len(_SIZES) and len({finite(text) for text in self._sizes.values()}) == 1
            self._signature.append(("sizes equal", equal))
        signature = tuple(self._signature)
        form = self._forms.get(signature)
        if form is None:
            self._budget.left -= len(signature)
            if len(self._forms) >= FORM_LIMIT or self._budget.left < 0:
                self._forms_complete = False
                return
            names = self._signature[0]
            form = _FormCount(names if isinstance(names, tuple) else (), self._at, equal)
            self._forms[signature] = form
        form.count += 1
        if self._duration is not None and (form.shortest is None or self._duration < form.shortest):
            form.shortest = self._duration

    def summary(self) -> BlockSummary:
        """What the blocks were."""
        kinds = {kind.index: kind for kind in self._kinds.values()}
        return BlockSummary(
            count=self._index,
            first_start=_seconds(self._first_start),
            end=_seconds(self._end),
            first=None if self._first is None else _place(self._first),
            last=None if self._index == 0 else _place(self._at),
            gap_count=self._gaps,
            overlap_count=self._overlaps,
            joints=tuple(self._joints),
            extents={
                name: Extent(
                    low=found.low,
                    high=found.high,
                    low_at=_place(found.low_at),
                    high_at=_place(found.high_at),
                    fractional_at=None if found.fractional_at is None else _place(found.fractional_at),
                )
                for name, found in self._extents.items()
                if found.low <= found.high
            },
            forms=tuple(_form(signature, form, kinds) for signature, form in self._forms.items()),
            forms_complete=self._forms_complete,
            invalid=tuple(self._invalid),
            invalid_counts=self._invalid_counts,
        )


def _form(signature: tuple[object, ...], form: _FormCount, kinds: dict[int, _ChildKind]) -> BlockForm:
    """Write a form out. A signature reads: attribute names, then per child its kind and, for words, its text."""
    children: list[BlockChild] = []
    # The text of a child follows its kind, or, where it has children of its own, their entries.
    waiting: list[int] = []
    for entry in signature[1:]:
        if isinstance(entry, tuple):
            continue
        if isinstance(entry, int):
            kind = kinds[entry]
            children.append(BlockChild(name=kind.name, attributes=kind.attributes, text=None))
            if not kind.is_number:
                waiting.append(len(children) - 1)
        elif waiting:
            place = waiting.pop()
            child = children[place]
            children[place] = BlockChild(name=child.name, attributes=child.attributes, text=str(entry))
    return BlockForm(
        attributes=frozenset(form.attributes),
        children=tuple(children),
        sizes_equal=form.sizes_equal,
        count=form.count,
        first=_place(form.first),
        shortest=_seconds(form.shortest),
    )


def finite(text: str) -> float | None:
    """A number of axml; None where the text is none, or is infinite or NaN."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def _place(at: tuple[int, str, int]) -> BlockPlace:
    return BlockPlace(index=at[0], id=at[1], line=at[2])


def _seconds(ticks: int | Fraction | None) -> Fraction | None:
    return None if ticks is None else Fraction(ticks) / TICKS_PER_SECOND
