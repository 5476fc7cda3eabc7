"""Sets of mono files: when channels are a set, and what a set lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.vocabulary import LAYOUTS
from validator.containers.wave.channel_labels import settle_surrounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from specs.vocabulary import Layout

_PAIRS: Final = (frozenset({"L", "R"}), frozenset({"Lt", "Rt"}), frozenset({"M1", "M2"}))
"""Files with alike names are a set where they hold one of these pairs, whole."""

_ENOUGH_CHANNELS: Final = 3
"""So many channels under one name are a set even without a pair: one of which a file is missing, and which says so."""

_OTHER_ORDERS: Final = ("-film", "-wave")
"""Ends of layout names whose channels are those of a SMPTE layout in another order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDifference:
    """What parts the channels of a set from a layout.

    Attributes:
        layout: The layout.
        missing: Its channels that the set lacks, in its order.
        foreign: The channels of the set that are none of it.
    """

    layout: Layout
    missing: tuple[str, ...]
    foreign: tuple[str, ...]


def make_a_set(labels: Iterable[str]) -> bool:
    """Tell whether channels under one name are a set: a pair is among them, or three of them."""
    present = set(labels)
    return any(pair <= present for pair in _PAIRS) or len(present) >= _ENOUGH_CHANNELS


def smpte_layouts() -> tuple[Layout, ...]:
    """The named layouts, each set of channels once, in SMPTE order."""
    return tuple(entry for name, entry in LAYOUTS.items() if not name.endswith(_OTHER_ORDERS))


def nearest_layout(labels: Sequence[str], layouts: Sequence[Layout]) -> SetDifference | None:
    """Return what parts a set from the layout that it comes nearest to: one that has all its channels, if there is.

    `L R C LFE Ls` comes nearest to 5.1, where Rs is missing. None where no layout has each of its channels once.
    """
    differences = [
        SetDifference(
            layout=layout,
            missing=tuple(label for label in layout.labels if label not in spelling),
            foreign=tuple(label for label in spelling if label not in layout.labels),
        )
        for spelling in (tuple(labels), settle_surrounds(labels))
        for layout in layouts
        if len(set(layout.labels)) == len(layout.labels)
    ]
    return min(differences, key=lambda one: (len(one.foreign), len(one.missing)), default=None)
