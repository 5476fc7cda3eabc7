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

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.containers.adm.block_forms import (
    SIZES,
    BlockAt,
    BoundPattern,
    ChildKind,
    FormCount,
    RunningExtent,
    finite,
    form_of,
    named,
    place_of,
    seconds_of,
    sizes_equal_in,
    written_out,
)
from validator.containers.adm.document import BlockJoint, BlockSummary, BlockValue, Extent
from validator.containers.adm.times import TICKS_PER_SECOND, parse_ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from validator.containers.adm.block_runs import BlockPattern, BlockRun
    from validator.containers.adm.movements import MovementReader

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

_TIMED: Final = ["audioBlockFormatID", "duration", "rtime"]


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
        movements: Takes note of where the blocks are; None where nobody renders them.
        leave: Called when a block has ended.
        refuse: Called with a name when a block has more in it than any block has; it does not come back.
    """

    def __init__(  # noqa: PLR0913  made in one place
        self,
        channel_id: str,
        sample_rate_hz: int,
        *,
        text: list[str],
        budget: FormBudget,
        movements: MovementReader | None,
        leave: Callable[[], None],
        refuse: Callable[[str], None],
    ) -> None:
        self._text = text
        self._budget = budget
        self._movements = movements
        self._leave = leave
        self._refuse = refuse
        self._duration_text: str | None = None
        self._block_prefix = "AB" + channel_id.strip().upper()[2:] + "_"
        self._tolerance = Fraction(TICKS_PER_SECOND, sample_rate_hz)
        self._kinds: dict[tuple[str, ...], ChildKind] = {}
        self._extents: dict[str, RunningExtent] = {}
        self._forms: dict[tuple[object, ...], FormCount] = {}
        self._forms_complete = True
        self._joints: list[BlockJoint] = []
        self._gaps = self._overlaps = 0
        self._invalid: list[BlockValue] = []
        self._invalid_counts: dict[str, int] = {}
        self._index = 0
        self._first: BlockAt | None = None
        self._first_start: int | Fraction | None = None
        self._at: BlockAt = (0, "", 0)
        self._start: int | Fraction | None = None
        self._end: int | Fraction | None = None
        self._duration: int | Fraction | None = None
        self._signature: list[object] = []
        self._sizes: dict[str, str] = {}
        self._open: list[ChildKind] = []
        self._texts: dict[int, str] = {}

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
        self._texts = {}

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
        self._note_joint(missed, self._at)

    def _note_joint(self, missed: int | Fraction, at: BlockAt) -> None:
        self._gaps += missed > 0
        self._overlaps += missed < 0
        if len(self._joints) < LISTED:
            self._joints.append(BlockJoint(place=place_of(at), seconds=Fraction(missed) / TICKS_PER_SECOND))

    def _note_invalid(self, name: str, found: str) -> None:
        count = self._invalid_counts[name] = self._invalid_counts.get(name, 0) + 1
        if count <= LISTED:
            self._invalid.append(BlockValue(place=place_of(self._at), name=name, found=found[:TEXT_LIMIT]))

    def begin_child(self, tag: str, attributes: Sequence[str]) -> None:
        """An element inside the block begins."""
        self._text.clear()
        kind = self._kinds.get((tag, *attributes)) or self._new_kind(tag, attributes)
        self._signature.append(kind.index)
        self._open.append(kind)
        if len(self._signature) > SIGNATURE_LIMIT:
            self._refuse(tag)

    def _new_kind(self, tag: str, attributes: Sequence[str]) -> ChildKind:
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
            extent = self._extents.setdefault(":".join(words), RunningExtent())
        kind = ChildKind(len(self._kinds), name, attributes, extent)
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
        self._texts[kind.index] = text
        if kind.is_size:
            self._sizes[kind.name] = text
        if text != kind.last_text:
            kind.last_text = text
            self._take_number(kind, text)

    def _take_number(self, kind: ChildKind, text: str) -> None:
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
        equal = None
        if self._sizes:
            equal = len(self._sizes) == len(SIZES) and len({finite(text) for text in self._sizes.values()}) == 1
        self._count_form(tuple(self._signature), equal, self._at, 1, self._duration)
        self._text.clear()
        if self._movements is not None:
            children = self._children()
            texts = tuple((self._texts.get(kind.index, ""),) for kind, text in children if text is None)
            self._movements.take(named(children), [self._start], [self._duration], texts)
        self._leave()

    def _count_form(
        self,
        signature: tuple[object, ...],
        sizes_equal: bool | None,
        at: BlockAt,
        count: int = 1,
        shortest: int | Fraction | None = None,
    ) -> None:
        """Count blocks of one form: `at` is the first, `shortest` the smallest duration of them."""
        names = signature[0]
        if sizes_equal is not None:
            signature = (*signature, ("sizes equal", sizes_equal))
        form = self._forms.get(signature)
        if form is None:
            self._budget.left -= len(signature)
            if len(self._forms) >= FORM_LIMIT or self._budget.left < 0:
                self._forms_complete = False
                return
            form = FormCount(names if isinstance(names, tuple) else (), at, sizes_equal)
            self._forms[signature] = form
        form.count += count
        if shortest is not None and (form.shortest is None or shortest < form.shortest):
            form.shortest = shortest

    def _children(self) -> tuple[tuple[ChildKind, str | None], ...]:
        """The children of the block that has ended, each with its text; None for the text of a number."""
        kinds = {kind.index: kind for kind in self._kinds.values()}
        return tuple(written_out(self._signature, kinds))

    def bind(self, found: BlockPattern) -> BoundPattern | None:
        """Return what a pattern means here, made of the block that has just ended.

        None where a run of it cannot be told from its first block.
        """
        children = self._children()
        numbers = sum(kind.is_number for kind, _ in children)
        if not self._forms_complete or numbers != found.number_count or sorted(found.fields) != _TIMED:
            return None
        return BoundPattern(pattern=found, signature=tuple(self._signature), children=children)

    def take_run(self, bound: BoundPattern, run: BlockRun, line: int) -> bool:
        """Take blocks that follow each other and are written as a pattern says.

        Args:
            bound: Of `bind`, in this channel.
            run: The blocks.
            line: Of the end tag before them.

        Returns:
            False where they have to be read one by one: identifiers out of order, or sizes of two kinds. Nothing is
            taken then.
        """
        first, count = self._index + 1, len(run.identifiers)
        expected = [f"{self._block_prefix}{index:08X}" for index in range(first, first + count)]
        equal = sizes_equal_in(bound, run)
        if [found.upper() for found in run.identifiers] != expected or len(equal) > 1:
            return False
        line += bound.pattern.lines_before

        def at(place: int) -> BlockAt:
            return first + place, run.identifiers[place], line + place * bound.pattern.lines

        self._meet_all(run, at)
        kinds = [kind for kind, text in bound.children if text is None]
        for kind, values, texts in zip(kinds, run.numbers, run.texts, strict=True):
            if kind.extent is not None:
                kind.extent.widen(values, at)
            kind.last_text = texts[-1]
        self._count_form(bound.signature, next(iter(equal), None), at(0), count, int(run.durations.min()))
        self._index, self._at = first + count - 1, at(count - 1)
        self._start, self._duration = int(run.starts[-1]), int(run.durations[-1])
        self._end, self._duration_text = self._start + self._duration, None
        if self._movements is not None:
            self._movements.take(named(bound.children), run.starts, run.durations, run.numbers)
        return True

    def _meet_all(self, run: BlockRun, at: Callable[[int], BlockAt]) -> None:
        """Compare the start of each block of a run with the end of the one before."""
        self._at = at(0)
        self._index += 1
        self._meet(int(run.starts[0]))
        missed = run.starts[1:] - (run.starts + run.durations)[:-1]
        for place in np.flatnonzero(np.abs(missed) > int(self._tolerance)).tolist():
            self._note_joint(int(missed[place]), at(place + 1))

    def summary(self) -> BlockSummary:
        """What the blocks were."""
        kinds = {kind.index: kind for kind in self._kinds.values()}
        return BlockSummary(
            count=self._index,
            first_start=seconds_of(self._first_start),
            end=seconds_of(self._end),
            first=None if self._first is None else place_of(self._first),
            last=None if self._index == 0 else place_of(self._at),
            gap_count=self._gaps,
            overlap_count=self._overlaps,
            joints=tuple(self._joints),
            extents={
                name: Extent(
                    low=found.low,
                    high=found.high,
                    low_at=place_of(found.low_at),
                    high_at=place_of(found.high_at),
                    fractional_at=None if found.fractional_at is None else place_of(found.fractional_at),
                )
                for name, found in self._extents.items()
                if found.low <= found.high
            },
            forms=tuple(form_of(signature, form, kinds) for signature, form in self._forms.items()),
            forms_complete=self._forms_complete,
            invalid=tuple(self._invalid),
            invalid_counts=self._invalid_counts,
        )
