"""Which lines of a row leak, where a soft line says little by itself: what its neighbours say counts too.

Leaks come in runs, as of a reel or of a track that was not muted, or in single lines, where one of several speakers
leaks. A chain of two states tells both apart: a line leaks or it does not, and from one line to the next that changes
with a probability that is itself chosen, with the gain, as the one under which all scores are likeliest. Each line then
leaks with the odds that all lines together give it.

A worked example, five lines that would score 2 each if they leaked. A score s says exp(0.7 x (2 s - 2)) of leaking:

    scores                1.9   2.3   0.4   1.8   2.1
    odds by themselves    3.5   6.2   0.4   3.1   4.7
    all leak, few changes: the third between four that do leaks too, at about 30 : 1
    had the changes been many, as where every other line leaks, it would not

Source: L. R. Rabiner, A tutorial on hidden Markov models, Proc. IEEE 77 (1989), section III A and B (forward-backward).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHANGES: Final = (0.02, 0.05, 0.1, 0.2, 0.5)
"""Probabilities of a change from one line to the next that are tried. Half of all: neighbours say nothing."""

GAINS: Final = tuple(2.0 ** (step / 4.0) for step in range(-2, 9))
"""Times the gain that all lines have together, which is too low where only some of them leak."""

_CHANCE: Final = 0.7
"""Of the evidence of Gaussian scores: those of lines scatter by 1.2 times what chance makes of lags farther away
(measured: 760 lines)."""

_MOST_EVIDENCE: Final = 6.0
"""Logarithm of what a line that was found by itself may say of the others: 400 times."""

_LEAST_ODDS: Final = 1.5
"""Logarithm of the odds from which a line leaks: 4.5 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakChain:
    """What a row of lines comes to.

    Attributes:
        leaks: bool (lines,).
        gain: Linear magnitude, from the lines that leak by their odds.
    """

    leaks: NDArray[np.bool_]
    gain: float


def leak_chain(
    scores: NDArray[np.float64], score_per_gain: NDArray[np.float64], gain: float, found: NDArray[np.bool_]
) -> LeakChain:
    """Tell which lines of a row leak.

    Args:
        scores: float64 (lines,): of each at the lag of the leak, positive in its polarity.
        score_per_gain: float64 (lines,): what each would score at gain 1.
        gain: Linear magnitude that all lines together have.
        found: bool (lines,): lines that were found by themselves, whose score may say that they leak at another gain.
    """
    gains, changes = (grid.ravel() for grid in np.meshgrid(gain * np.asarray(GAINS), np.asarray(CHANGES)))
    expected = score_per_gain[:, None] * gains
    evidence = _CHANCE * (scores[:, None] * expected - np.square(expected) / 2.0)
    evidence[found] = np.clip(evidence[found], -_MOST_EVIDENCE, _MOST_EVIDENCE)
    likelihood, before = _messages(evidence, changes)
    _, after = _messages(evidence[::-1], changes)
    best = int(likelihood.argmax())
    odds = evidence[:, best] + before[:, best] + after[::-1][:, best]
    leaking = 1.0 / (1.0 + np.exp(-np.clip(odds, -50.0, 50.0)))
    energy = float(np.sum(leaking * np.square(score_per_gain)))
    told = float(np.sum(leaking * scores * score_per_gain)) / energy if energy > 0.0 else float(gains[best])
    return LeakChain(leaks=odds > _LEAST_ODDS, gain=told)


def _messages(
    evidence: NDArray[np.float64], changes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logarithms of the likelihood of all lines and of the odds that the lines before each one give it.

    Args:
        evidence: float64 (lines, choices): logarithm of how much likelier a line leaks than not.
        changes: float64 (choices,): probability of a change.

    Returns:
        float64 (choices,) and (lines, choices).
    """
    stays, turns = np.log1p(-changes), np.log(changes)
    likelihood, odds = np.zeros(len(changes)), np.zeros(len(changes))
    messages = np.empty_like(evidence)
    for line, own in enumerate(evidence):
        messages[line] = odds
        likelihood += np.logaddexp(0.0, odds + own) - np.logaddexp(0.0, odds)
        odds = np.logaddexp(stays + odds + own, turns) - np.logaddexp(turns + odds + own, stays)
    return likelihood, messages
