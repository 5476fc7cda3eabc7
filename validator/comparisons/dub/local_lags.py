"""How the offset of a dub moves along the programme, by its onsets.

Windows of the dub are looked for in the original around the offset of the whole; the lags that are found again and
again are candidates, and a Viterbi search (Viterbi, IEEE Trans. IT 13 (1967) 260-269) takes the likeliest of them, or
none, every 100 ms. The result is good to 10 ms and may be wrong where a sound repeats; anchors on the waveform decide.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import fft

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP_FRAMES: Final = 10
"""100 ms."""

NONE: Final = -(1 << 30)
"""No lag, in the path."""

LOCAL_REACH_SECONDS: Final = 90.0
MOST_CANDIDATES: Final = 60
LEAST_VOTES: Final = 7.0
_WINDOWS: Final = ((20.0, 5.0, 4.2), (8.0, 2.0, 5.5))
"""Seconds, step in seconds, least peak over the noise; measured on 147 edits."""

_MOST_WINDOWS: Final = 720
"""Of one length: the step grows in a long film, which bounds the time that it takes."""

_THREADS: Final = 2

_EMISSION: Final = (-1.5, 3.0)
_NONE_EMISSION: Final = 0.15
_JUMP_COST: Final = 20.0
_DRIFT_COST: Final = 2.0
"""A move by one frame is a drift that was not yet taken out: cheap."""


def local_path(
    dub: NDArray[np.float32], original: NDArray[np.float32], *, lag_frames: int, frame_seconds: float
) -> NDArray[np.int64]:
    """Follow the lag.

    Args:
        dub: float32 (columns, n): onsets of the dub on the original's clock.
        original: float32 (columns, m).
        lag_frames: Lag of the whole: the original against the dub.
        frame_seconds: Of both.

    Returns:
        int64 (n // 10,): the lag in frames every 100 ms, `NONE` where nothing agrees.
    """
    candidates = _candidates(dub, original, lag_frames=lag_frames, frame_seconds=frame_seconds)
    if candidates.size == 0:
        return np.full(dub.shape[1] // STEP_FRAMES, NONE, np.int64)
    return _viterbi(_emissions(dub, original, candidates), candidates)


def _candidates(
    dub: NDArray[np.float32], original: NDArray[np.float32], *, lag_frames: int, frame_seconds: float
) -> NDArray[np.int64]:
    """Lags for which windows vote, most votes first, then in order of lag, int64 (lags,)."""
    reach = round(LOCAL_REACH_SECONDS / frame_seconds)
    votes = np.zeros(2 * reach + 1)
    for seconds, step_seconds, least in _WINDOWS:
        length = min(round(seconds / frame_seconds), dub.shape[1])
        step = max(round(step_seconds / frame_seconds), dub.shape[1] // _MOST_WINDOWS)

        def peaks(start: int, length: int = length) -> list[tuple[int, float]]:
            return _window_peaks(dub[:, start : start + length], original, start + lag_frames, reach)

        with ThreadPoolExecutor(_THREADS) as pool:
            for found in pool.map(peaks, range(0, dub.shape[1] - length + 1, step)):
                for place, height in found:
                    if height > least:
                        votes[place] += height
    votes[reach] += LEAST_VOTES
    spread = votes.copy()
    spread[1:] += 0.5 * votes[:-1]
    spread[:-1] += 0.5 * votes[1:]
    order = np.argsort(-spread, kind="stable")[:MOST_CANDIDATES]
    chosen = np.sort(order[spread[order] >= LEAST_VOTES])
    return np.asarray(chosen - reach + lag_frames, dtype=np.int64)


def _window_peaks(
    window: NDArray[np.float32], original: NDArray[np.float32], expected: int, reach: int
) -> list[tuple[int, float]]:
    """The two highest correlations of a window within a reach: index into the reach, and height over the noise."""
    length = window.shape[1]
    low = expected - reach
    heard = np.zeros((len(original), length + 2 * reach), np.float32)
    first, end = max(0, low), min(original.shape[1], low + heard.shape[1])
    if end - first < length:
        return []
    heard[:, first - low : end - low] = original[:, first:end]
    size = fft.next_fast_len(heard.shape[1], real=True)
    cross = np.einsum("cf,cf->f", fft.rfft(heard, size), np.conj(fft.rfft(window, size)))
    values = fft.irfft(cross, size)[: 2 * reach + 1]
    valid = values[max(0, first - low) : max(0, end - low - length) + 1]
    noise = 1.4826 * float(np.median(np.abs(valid))) if valid.size else 0.0
    if noise <= 0.0:
        return []
    found = []
    for _ in range(2):
        place = int(values.argmax())
        found.append((place, float(values[place]) / noise))
        values[max(0, place - 5) : place + 6] = 0.0
    return found


def _emissions(
    dub: NDArray[np.float32], original: NDArray[np.float32], candidates: NDArray[np.int64]
) -> NDArray[np.float32]:
    """How well each candidate explains each 100 ms, float32 (steps, candidates).

    The product of the onsets over the deviation that such a product has at wrong lags, held to limits so that no single
    onset decides.
    """
    steps = dub.shape[1] // STEP_FRAMES
    count = steps * STEP_FRAMES
    found = np.zeros((steps, len(candidates)), np.float32)
    for column, lag in enumerate(candidates.tolist()):
        first, end = max(0, -lag), min(count, original.shape[1] - lag)
        if end <= first:
            continue
        products = np.zeros(count, np.float32)
        products[first:end] = np.einsum("cf,cf->f", dub[:, first:end], original[:, first + lag : end + lag])
        found[:, column] = products.reshape(steps, STEP_FRAMES).sum(axis=1)
    deviation = float(np.sqrt(dub.shape[0] * STEP_FRAMES))
    return np.clip(found / deviation, *_EMISSION).astype(np.float32)


def _viterbi(emissions: NDArray[np.float32], candidates: NDArray[np.int64]) -> NDArray[np.int64]:
    """The likeliest sequence of candidates; the last state is "none". A jump to any other state costs the same."""
    steps, states = emissions.shape[0], emissions.shape[1] + 1
    neighbours = np.abs(candidates[:, None] - candidates[None, :]) == 1
    neighbour_of = [np.flatnonzero(row) for row in neighbours]
    gains = np.concatenate([emissions, np.full((steps, 1), _NONE_EMISSION, np.float32)], axis=1)
    score = gains[0].astype(np.float64) if steps else np.zeros(states)
    came_from = np.zeros((steps, states), np.int16)
    stay = np.arange(states)
    drifts = [(state, near) for state, nears in enumerate(neighbour_of) for near in nears.tolist()]
    to, source = (np.array(column, dtype=np.int64) for column in zip(*drifts, strict=True)) if drifts else (None, None)
    for step in range(1, steps):
        best = int(score.argmax())
        jump = score[best] - _JUMP_COST
        origin = np.where(score >= jump, stay, best)
        reached = np.maximum(score, jump)
        if to is not None and source is not None:
            moved = score[source] - _DRIFT_COST
            better = moved > reached[to]
            origin[to[better]] = source[better]
            reached[to[better]] = moved[better]
        came_from[step] = origin
        score = reached + gains[step]
    state = int(score.argmax())
    path = np.full(steps, NONE, np.int64)
    for step in range(steps - 1, -1, -1):
        path[step] = candidates[state] if state < len(candidates) else NONE
        state = int(came_from[step, state])
    return path
