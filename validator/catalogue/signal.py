"""The signal itself: clipping, dropouts, silence, offset, polarity, noise, LFE, fold-downs."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "signal.clipped-runs": "{count:plural|clipped run was|clipped runs were} found.",
    "signal.no-clipped-run": "No clipped run was found.",
    "signal.gaps": "{count:plural|gap of digital silence was|gaps of digital silence were} found.",
    "signal.no-gap": "No gap was found.",
    "signal.longest-silence": "The longest silence within the programme is {seconds:.1f} s, {standing}.",
    "signal.silent-channels": "No sound in {channels}.",
    "signal.missing-channels": "There is no channel {channels}.",
    "signal.channels-active": "Every channel asked for carries sound.",
    "signal.dc-offset": "The largest DC offset is {reading}, in {channel}, {standing}.",
    "signal.no-pair": "The layout has no left-right pair.",
    "signal.in-phase": "No pair is out of phase for long.",
    "signal.out-of-phase": (
        "{count:plural|passage is|passages are} out of phase: left and right work against each other, and disappear "
        "in mono."
    ),
    "signal.correlation": "Correlation of {labels:joined| and } over the whole programme: {correlation}",
    "signal.no-fold-down-of-layout": (
        "Fold-downs are made from layouts with left and right; this one has none, or is not known."
    ),
    "signal.mono-loss": "Folding to mono loses {reading}, {standing}.",
    "signal.mono-gain": "Folding to mono gains {gain_lu:.2f} LU.",
    "signal.noise-floor": "The quietest half second is at {reading}, {standing}.",
    "signal.no-noise-floor": "There is no noise floor: the pauses are digital silence.",
    "signal.no-lfe": "The layout has no LFE channel.",
    "signal.lfe-silent": "The LFE channel is digital silence.",
    "signal.lfe-not-measured": "The spectrum of the LFE channel was not measured.",
    "signal.lfe-measured-up-to": "The spectrum of the LFE channel is measured up to {highest_hz} Hz only.",
    "signal.lfe-nothing-above": "There is nothing above {above_hz:g} Hz.",
    "signal.lfe-carries": "{channel} carries {reading} RMS above {above_hz:g} Hz, {standing}.",
    "signal.fold-down-not-measured": "The {fold_down} fold-down was not measured.",
    "signal.fold-down-loudness": "The {fold_down} fold-down is at {reading}, {standing}.",
    "signal.fold-down-peak-not-measured": "The true peak of the {fold_down} fold-down was not measured.",
    "signal.fold-down-peak": "The {fold_down} fold-down peaks at {reading}, {standing}.",
}
