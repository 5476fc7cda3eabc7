"""Products of a printmaster and its stems every 100 ms, all channels pooled: gains and nulls follow without sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.comparisons.stems.limiting import limiter_gain
from validator.comparisons.stems.reading import read_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from validator.comparisons.reading.reading import ReadableProgramme

ROWS_PER_SECOND: Final = 10
PRE_EMPHASIS: Final = 0.95
_CHUNK_SECONDS: Final = 10
_RELEASE_SECONDS: Final = 2
"""Read before each chunk: a peak so long ago may still hold the limiter."""

_ERROR_FACTOR: Final = 6.0
"""What is left is not white: the effective number of samples is lower by about that (measured)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StemRows:
    """Sums of products, after pre-emphasis.

    Attributes:
        products: float64 (rows, 1 + stems, 1 + stems); first the printmaster, a limiter divided out of it.
        samples: float64 (rows,): samples that went into each, all channels.
        limited: float64 (rows,): share of samples at which a limiter held.
    """

    products: NDArray[np.float64]
    samples: NDArray[np.float64]
    limited: NDArray[np.float64]

    def pooled(self, rows: int) -> StemRows:
        """So many rows taken together; what is left over at the end makes a last one."""
        starts = np.arange(0, len(self.samples), rows)
        return StemRows(
            products=np.add.reduceat(self.products, starts, axis=0),
            samples=np.add.reduceat(self.samples, starts),
            limited=np.add.reduceat(self.limited, starts) / np.diff(np.append(starts, len(self.samples))),
        )


def stem_rows(
    programmes: Sequence[ReadableProgramme],
    delays: NDArray[np.float64],
    signs: NDArray[np.float64],
    *,
    gains: Sequence[NDArray[np.float64]],
    ceiling: float,
    stretches: Sequence[tuple[int, int]] | None = None,
) -> list[StemRows]:
    """Read everything once more, every stem brought into time and polarity.

    Args:
        programmes: The printmaster and its stems.
        delays: float64 (stems,).
        signs: float64 (stems, channels): 1 or -1.
        gains: Hypotheses about what the sum should be, from which the limiter is told: float64 (stems,) each, or
            (tenths of a second, stems) where a gain changes.
        ceiling: Largest sample of the printmaster.
        stretches: First samples and lengths of what is read; None for everything.

    Returns:
        The rows for each hypothesis.

    Raises:
        MediaError: A file cannot be read.
    """
    rate = programmes[0].sample_rate_hz
    count, chunk, lead = programmes[0].sample_count, _CHUNK_SECONDS * rate, _RELEASE_SECONDS * rate
    made: list[list[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]] = [[] for _ in gains]
    whole = [(start, min(chunk, count - start)) for start in range(0, count, chunk)]
    for start, length in whole if stretches is None else stretches:
        before = min(lead, start)
        heard = read_all(programmes, delays, start_sample=start - before, sample_count=before + length)
        for stem, channel in np.argwhere(signs < 0.0).tolist():
            heard[1 + stem, channel] *= -1.0
        emphasised = _emphasised(heard, max(0, before - 1))
        for number, hypothesis in enumerate(gains):
            model = _model(heard[1:], hypothesis, start - before, rate)
            gain = limiter_gain(heard[0], model, rate=rate, ceiling=ceiling)
            if (gain < 1.0).any():
                # Only the printmaster changes from one hypothesis to the next.
                emphasised[0] = _emphasised(heard[0] / gain, max(0, before - 1))
            elif number:
                emphasised[0] = _emphasised(heard[0], max(0, before - 1))
            made[number].append(_chunk_rows(emphasised, gain[before:], rate))
    return [
        StemRows(
            products=np.concatenate([part[0] for part in parts]),
            samples=np.concatenate([part[1] for part in parts]),
            limited=np.concatenate([part[2] for part in parts]),
        )
        for parts in made
    ]


def _emphasised(heard: NDArray[np.float64], first: int) -> NDArray[np.float64]:
    """Differences between neighbouring samples, all but, from the second one after `first` on."""
    later = heard[..., first:-1] * -PRE_EMPHASIS
    later += heard[..., first + 1 :]
    return later


def _model(stems: NDArray[np.float64], gains: NDArray[np.float64], start_sample: int, rate: int) -> NDArray[np.float64]:
    """The sum of the stems, (channels, samples), at gains that hold throughout or for a tenth of a second each."""
    if gains.ndim == 1:
        steady: NDArray[np.float64] = np.einsum("s,sct->ct", gains, stems)
        return steady
    tenths = (start_sample + np.arange(stems.shape[2])) * ROWS_PER_SECOND // rate
    course = gains[np.minimum(tenths, len(gains) - 1)]
    ridden: NDArray[np.float64] = np.einsum("ts,sct->ct", course, stems)
    return ridden


def _chunk_rows(
    heard: NDArray[np.float64], gain: NDArray[np.float64], rate: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    row = rate // ROWS_PER_SECOND
    products, samples, limited = [], [], []
    for start in range(0, heard.shape[2], row):
        part = heard[:, :, start : start + row].reshape(len(heard), -1)
        products.append(part @ part.T)
        samples.append(float(part.shape[1]))
        held = gain[start : start + row] < 1.0
        limited.append(float(held.mean()) if held.size else 0.0)
    return np.array(products), np.array(samples), np.array(limited)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StemFit:
    """Gains of the stems in each row.

    Attributes:
        gains: float64 (rows, stems).
        errors: float64 (rows, stems): standard errors; infinite where a stem does not sound.
        null_db: float64 (rows,): what the fit leaves of the printmaster; 0 where it is silent.
        sounding: bool (rows,): where the printmaster sounds.
    """

    gains: NDArray[np.float64]
    errors: NDArray[np.float64]
    null_db: NDArray[np.float64]
    sounding: NDArray[np.bool_]


_SOUNDS: Final = 1e-11
_STEM_SOUNDS: Final = 1e-6
"""Of the power of the loudest stem in the row: -60 dB."""


def fitted(rows: StemRows) -> StemFit:
    """Least squares in every row, over the stems that sound in it."""
    count, stems = len(rows.samples), rows.products.shape[1] - 1
    gains, errors = np.zeros((count, stems)), np.full((count, stems), np.inf)
    null_db, sounding = np.zeros(count), np.zeros(count, np.bool_)
    for number in range(count):
        matrix, samples = rows.products[number], rows.samples[number]
        power = float(matrix[0, 0])
        sounding[number] = power / samples > _SOUNDS
        own = matrix.diagonal()[1:]
        heard = np.flatnonzero((own > _STEM_SOUNDS * max(float(own.max()), 1e-30)) & (own / samples > _SOUNDS * 1e-2))
        if not sounding[number]:
            continue
        if not heard.size:
            continue
        inner = matrix[1:, 1:][np.ix_(heard, heard)]
        inverse = np.linalg.pinv(inner, rcond=1e-10, hermitian=True)
        solution = inverse @ matrix[1:, 0][heard]
        left = max(0.0, power - float(solution @ matrix[1:, 0][heard]))
        gains[number, heard] = solution
        errors[number, heard] = np.sqrt(np.maximum(0.0, inverse.diagonal()) * left / samples * _ERROR_FACTOR)
        null_db[number] = 10.0 * np.log10(max(left / power, 1e-12))
    return StemFit(gains=gains, errors=errors, null_db=null_db, sounding=sounding)


def null_at(rows: StemRows, gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """What stated gains leave, in dB of the printmaster, float64 (rows,); 0 where it is silent.

    Args:
        rows: The products.
        gains: float64 (stems,), or (rows, stems).
    """
    every = np.broadcast_to(gains, (len(rows.samples), rows.products.shape[1] - 1))
    cross = np.einsum("rs,rs->r", every, rows.products[:, 1:, 0])
    model = np.einsum("rs,rt,rst->r", every, every, rows.products[:, 1:, 1:])
    power = rows.products[:, 0, 0]
    left = np.maximum(0.0, power - 2.0 * cross + model)
    sounding = power / rows.samples > _SOUNDS
    return np.where(sounding, 10.0 * np.log10(np.maximum(left / np.maximum(power, 1e-30), 1e-12)), 0.0)
