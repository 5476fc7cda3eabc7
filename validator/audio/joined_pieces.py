"""Pieces of programmes on a timeline, read as one programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from specs.errors import UsageError
from validator.audio.made import MadeProgramme, recut_from
from validator.audio.programme import DEFAULT_BLOCK_SAMPLES
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from validator.audio.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a programme.

    Attributes:
        programme: Where it is taken from.
        start_sample: Its first sample there.
        sample_count: Samples per channel.
    """

    programme: Programme
    start_sample: int
    sample_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A stretch without sound, of so many samples per channel."""

    sample_count: int


class PiecewiseProgramme(MadeProgramme):
    """Pieces and silence one after the other. Implements `validator.audio.programme.Programme`.

    It has one file as far as headers go: that of the first piece, with the length of the timeline, the start that is
    given, and what was odd or damaged in any of the files.

    Args:
        pieces: In order; at least one of them is a `Piece`.
        name: How reports call the timeline; None takes the name of the first file.
        start_sample: First sample since midnight; None where the timeline has no start.

    Raises:
        UsageError: No piece, a stretch outside of its programme, or programmes that differ in sample rate, number of
            channels or layout.
    """

    def __init__(
        self, pieces: Sequence[Piece | Silence], *, name: str | None = None, start_sample: int | None = None
    ) -> None:
        programmes = [piece.programme for piece in pieces if isinstance(piece, Piece)]
        _refuse(pieces, programmes)
        first = programmes[0]
        files = tuple(dict.fromkeys(facts for programme in programmes for facts in programme.files))
        formats = {facts.sample_format for facts in files}
        count = sum(piece.sample_count for piece in pieces)
        facts = files[0].model_copy(
            update={
                "name": name or files[0].name,
                "channel_count": first.channel_count,
                "sample_count": count,
                "bext": None,
                "ixml": None,
                "xmp": None,
                "container_start_sample": start_sample,
                "notes": tuple(note for file in files for note in file.notes),
                "damage": tuple(reason for file in files for reason in file.damage),
            }
        )
        super().__init__(
            sample_rate_hz=first.sample_rate_hz,
            sample_count=count,
            channel_count=first.channel_count,
            layout=first.layout,
            layout_from=first.layout_from,
            files=(facts,),
            paths=tuple(dict.fromkeys(path for programme in programmes for path in programme.paths)),
            notes=tuple(dict.fromkeys(note for programme in programmes for note in programme.notes)),
            # Integers stay integers, so that word length and full scale are read as in the file itself.
            plane_format=formats.pop() if len(formats) == 1 else SampleFormat.F64,
        )
        self.pieces = tuple(pieces)

    def stretches(self, stretch_samples: int) -> Iterator[NDArray[np.floating[Any]]]:
        """The whole timeline, in stretches of a length."""
        return recut_from(self._read(0, self.sample_count, stretch_samples), 0, stretch_samples)

    def blocks(
        self,
        *,
        block_samples: int = DEFAULT_BLOCK_SAMPLES,
        start_sample: int = 0,
        sample_count: int | None = None,
    ) -> Iterator[NDArray[np.float64]]:
        """A stretch of the timeline as numbers; only the pieces that it touches are read."""
        end = self.sample_count if sample_count is None else min(start_sample + sample_count, self.sample_count)
        for block in recut_from(self._read(start_sample, end, block_samples), 0, block_samples):
            yield np.asarray(block, np.float64)

    def _read(self, start: int, end: int, block_samples: int) -> Iterator[NDArray[np.floating[Any]]]:
        """Blocks of at most a length from sample `start` to before sample `end` of the timeline."""
        begin = 0
        for piece in self.pieces:
            first, last = max(start, begin), min(end, begin + piece.sample_count)
            if first < last and isinstance(piece, Piece):
                yield from piece.programme.blocks(
                    block_samples=block_samples,
                    start_sample=piece.start_sample + first - begin,
                    sample_count=last - first,
                )
            elif first < last:
                for place in range(first, last, block_samples):
                    yield np.zeros((min(block_samples, last - place), self.channel_count))
            begin += piece.sample_count


def _refuse(pieces: Sequence[Piece | Silence], programmes: Sequence[Programme]) -> None:
    if not programmes:
        raise UsageError("A timeline needs a piece of sound.", found=f"{len(pieces)} stretches of silence")
    for piece in pieces:
        start = piece.start_sample if isinstance(piece, Piece) else 0
        limit = piece.programme.sample_count if isinstance(piece, Piece) else None
        end = start + piece.sample_count
        if start < 0 or piece.sample_count < 1 or (limit is not None and end > limit):
            raise UsageError(
                "A piece of the timeline lies outside of its sound.",
                found=f"samples {start} to {end}",
                expected="at least one sample" if limit is None else f"samples between 0 and {limit}",
            )
    for what, values in (
        ("sample rate", {programme.sample_rate_hz for programme in programmes}),
        ("number of channels", {programme.channel_count for programme in programmes}),
        ("layout", {None if programme.layout is None else programme.layout.labels for programme in programmes}),
    ):
        if len(values) > 1:
            raise UsageError(
                f"The pieces of a timeline differ in {what}.", found=", ".join(sorted(str(value) for value in values))
            )
