"""How loud it is under the speech, where a dialogue stem is there and no M&E."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.comparisons.reading.channel_sums import single_channels
from validator.dialogue_gate.coherence import ALL_HZ, Pair, band_plan, by_rows, coherence
from validator.meters.power import channel_row_power, programme_power
from validator.progress import unseen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from validator.dialogue_gate.alignment import Timed
    from validator.progress import Show

_TRACE: Final = 1e-6
"""A channel of the stem with less than this share of its energy, -60 dB, is not used by it."""


def background_beside_stem(
    mix: Timed, stem: Timed, offset_samples: int, show: Show = unseen
) -> NDArray[np.float64] | None:
    """What is in the mix beside the dialogue stem.

    Channels the stem does not use are background as they are. In the others it is what the stem does not explain, so a
    limiter on the mix alone leaves a little of the speech in it: 20 dB under the speech and below the figure is a
    ceiling of the background, not its level.

    Args:
        mix: The mix.
        stem: Its dialogue stem.
        offset_samples: Sample of the mix at which the stem begins.
        show: Begins a progress line.

    Returns:
        float64 (rows,), channel-weighted mean squares; None where the stem has channels that the mix has not.

    Raises:
        MediaError: A file cannot be read.
    """
    energy = programme_power(stem.table.k_energy, (1.0,) * stem.table.channel_count)
    total = float(energy.sum())
    per_channel = stem.table.k_energy.sum(axis=0)
    weights = dict(zip(stem.layout.labels, stem.layout.weights, strict=True))
    used = tuple(
        label
        for label, channel in zip(stem.layout.labels, per_channel.tolist(), strict=True)
        if channel > _TRACE * total and weights[label]
    )
    if not set(used) <= set(mix.layout.labels):
        return None
    apart = coherence(
        Pair(
            mix=mix,
            other=stem,
            offset_samples=offset_samples,
            mix_lanes=single_channels(mix.layout, used),
            other_lanes=single_channels(stem.layout, used),
        ),
        band_plan(mix.programme.sample_rate_hz, ALL_HZ, k_weighted=True),
        salient_ratio=0.0,
        progress=show("mix against dialogue stem", mix.programme.sample_count),
    )
    power = channel_row_power(mix.table)
    for lane, label in enumerate(used):
        power[:, mix.layout.labels.index(label)] = by_rows(apart.unexplained[:, lane])
    return programme_power(power, mix.layout.weights)
