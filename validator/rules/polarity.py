"""Whether left and right work together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from specs.message import message
from validator.meters.correlation import OUT_OF_PHASE_BELOW
from validator.results.finding import Quantity
from validator.rules.outcome import LAYOUT_NOT_KNOWN, STATE_LAYOUT, Outcome, not_applicable, not_measured
from validator.rules.runs import true_runs
from validator.scan.table import ROWS_PER_SECOND, row_start_sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.requirements.signal import Polarity
    from validator.results.finding import Place
    from validator.results.measurements import PairReadings
    from validator.rules.subject import Subject

PLACES_SHOWN: Final = 20


def judge_polarity(requirement: Polarity, subject: Subject) -> Outcome:
    """Find passages where a left-right pair is out of phase.

    Judges: correlation of the K-weighted channels of each left-right pair, every 100 ms: 1 where both carry the same,
        0 where they have nothing in common, -1 where one is the other turned upside down. The reading is that of the
        worst passage; where there is none, of the whole programme.
    Why publishers ask: what is out of phase disappears in mono and wanders in stereo.
    Boundary: a passage counts when its correlation stays below the limit for longer than the stated time.
    Remedy: find the inverted source; do not invert the printmaster.
    """
    required = (
        f"correlation of left-right pairs not below {requirement.minimum_correlation:g} "
        f"for longer than {requirement.longer_than_seconds:g} s"
    )
    if subject.layout is None:
        return not_measured(required, LAYOUT_NOT_KNOWN, STATE_LAYOUT)
    pairs = [pair for pair in subject.measurements.pairs if is_left_right(pair)]
    if not pairs:
        return not_applicable(required, message("signal.no-pair"))
    found = out_of_phase(
        pairs, subject, below=requirement.minimum_correlation, longer_than_seconds=requirement.longer_than_seconds
    )
    places = [place for _, place in found]
    return Outcome(
        held=not places,
        required=required,
        measured=correlation_read(pairs, found),
        where=tuple(places[:PLACES_SHOWN]),
        where_count=len(places),
        reason=message("signal.out-of-phase", count=len(places)) if places else message("signal.in-phase"),
        why=tuple(
            message("signal.correlation", labels=pair.labels, correlation=correlation_text(pair.correlation))
            for pair in pairs
            if pair.correlation is not None
        ),
        remedy=message("remedy.find-inverted-source") if places else None,
    )


def out_of_phase(
    pairs: Sequence[PairReadings], subject: Subject, *, below: float, longer_than_seconds: float
) -> list[tuple[float, Place]]:
    """Return the passages in which a pair is out of phase, each with its lowest correlation."""
    rate = subject.sample_rate_hz
    found: list[tuple[float, Place]] = []
    for pair in pairs:
        rows = np.array(pair.rows, dtype=np.float64)  # NaN, which is below nothing, where there is no correlation
        for start, end in true_runs(rows < below):
            if (end - start) / ROWS_PER_SECOND > longer_than_seconds:
                worst = float(rows[start:end].min())
                span = row_start_sample(start, rate), row_start_sample(end, rate)
                found.append((worst, subject.place(*span, pair.labels, f"correlation {worst:.2f}")))
    return found


_CORRELATION_WORDS: Final = (
    (0.5, "in phase"),
    (0.0, "wide, still in phase"),
    (OUT_OF_PHASE_BELOW, "partly out of phase"),
    (-1.0, "out of phase"),
)
"""What a phase meter's reading from a value on means; the last but one ends where a passage counts as out of phase."""


def correlation_text(value: float) -> str:
    """Return a correlation with what it means: `0.81, in phase`."""
    words = next(words for limit, words in _CORRELATION_WORDS if value >= limit or limit == -1.0)
    return f"{round(value, 2) + 0.0:.2f}, {words}"


def correlation_read(pairs: Sequence[PairReadings], places: Sequence[tuple[float, Place]]) -> Quantity | None:
    """The reading of the worst passage; without any, the lowest of the whole programme."""
    found = [value for value, _ in places] or [pair.correlation for pair in pairs if pair.correlation is not None]
    if not found:
        return None
    return Quantity(value=round(min(found), 6) + 0.0, unit="", text=correlation_text(min(found)))


def is_left_right(pair: PairReadings) -> bool:
    """Return whether two channels mirror each other."""
    left, right = pair.labels
    return left.startswith("L") and right == "R" + left[1:]
