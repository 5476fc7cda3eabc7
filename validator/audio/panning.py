"""Gains of a point source on the loudspeakers of 5.1 and 7.1.4: the renderer of mixgate, for estimates.

Cartesian positions are of a cube, -1 to 1 (x right, y front, z up), with the loudspeakers on its faces. A source is
panned between the two layers around it, in each between the two rows, in each row between the two loudspeakers, with
the cosine and the sine of the way between them: the power is the same everywhere.

    5.1, x = 0.5, y = 0:   rows y = 1 (L C R) and y = -1 (Ls Rs), half way: 0.707 each
                           front: half way from C to R, 0.707 each;  rear: three quarters from Ls to Rs, 0.383 and 0.924
                           C 0.5, R 0.5, Ls 0.271, Rs 0.653

Polar positions are panned between the three loudspeakers around them in the mesh below, each gain as much of its
direction as makes up that of the source, and the power held. Distance does nothing, nor do size, diffuseness, channel
lock, divergence and zones: they are named as what was not rendered.

Sources: ITU-R BS.2127-1 (2023) clause 7.3, which renders both kinds of position in this manner, with positions of
loudspeakers in clauses 6.1 (polar, as ITU-R BS.2051-3) and 7.3.9 (Cartesian).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.vocabulary import parse_layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_CUBE: Final[Mapping[str, tuple[float, float, float]]] = {
    "L": (-1, 1, 0), "R": (1, 1, 0), "C": (0, 1, 0), "Ls": (-1, -0.36397, 0), "Rs": (1, -0.36397, 0),
    "Lss": (-1, 0, 0), "Rss": (1, 0, 0), "Lrs": (-1, -1, 0), "Rrs": (1, -1, 0), "Cs": (0, -1, 0),
    "Lw": (-1, 1 / 3, 0), "Rw": (1, 1 / 3, 0),
    "Ltf": (-1, 1, 1), "Rtf": (1, 1, 1), "Ltm": (-1, 0, 1), "Rtm": (1, 0, 1), "Ltr": (-1, -1, 1), "Rtr": (1, -1, 1),
    "T": (0, 0, 1),
}  # fmt: skip
"""Where a channel of a bed lies that the layout of the render does not have (positions of the Atmos profile)."""

_FRONT: Final = {"L": (-1, 1, 0), "C": (0, 1, 0), "R": (1, 1, 0)}
_LOUDSPEAKERS: Final[Mapping[str, Mapping[str, tuple[float, float, float]]]] = {
    "5.1": {**_FRONT, "Ls": (-1, -1, 0), "Rs": (1, -1, 0)},
    "7.1.4": {
        **_FRONT, "Lss": (-1, 0, 0), "Rss": (1, 0, 0), "Lrs": (-1, -1, 0), "Rrs": (1, -1, 0),
        "Ltf": (-1, 1, 1), "Rtf": (1, 1, 1), "Ltr": (-1, -1, 1), "Rtr": (1, -1, 1),
    },
}  # fmt: skip
_AZIMUTHS: Final[Mapping[str, Mapping[str, tuple[float, float]]]] = {
    "5.1": {"L": (30, 0), "C": (0, 0), "R": (-30, 0), "Ls": (110, 0), "Rs": (-110, 0)},
    "7.1.4": {
        "L": (30, 0), "C": (0, 0), "R": (-30, 0), "Lss": (90, 0), "Rss": (-90, 0), "Lrs": (135, 0), "Rrs": (-135, 0),
        "Ltf": (45, 30), "Rtf": (-45, 30), "Ltr": (135, 30), "Rtr": (-135, 30),
    },
}  # fmt: skip
"""Azimuth (left positive) and elevation in degrees: Systems B and J of ITU-R BS.2051-3."""

_LFE: Final = "LFE"
_EDGE: Final = -1e-7
"""A gain of a direction on the edge of a triangle is not below this."""


@dataclass(frozen=True, slots=True)
class _Mesh:
    """Triangles of directions around the listener.

    Attributes:
        inverses: float64 (t, 3, 3): from a direction to the gains of the corners.
        corners: int (t, 3).
        downmix: float64 (d, c): the corners onto the loudspeakers; those that are no loudspeaker are shared out.
    """

    inverses: NDArray[np.float64]
    corners: NDArray[np.intp]
    downmix: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Panner:
    """Pans to one layout.

    Attributes:
        layout: `5.1` or `7.1.4`.
        labels: Its channels c in their order.
    """

    layout: str
    labels: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", parse_layout(self.layout).labels)

    def of_positions(self, positions: NDArray[np.float32], cartesian: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the gains (n, c) of sources at positions (n, 3), as `Movement` has them."""
        gains = np.zeros((len(positions), len(self.labels)))
        for chosen, pan in ((cartesian, self._pan_cartesian), (~cartesian, self._pan_polar)):
            if chosen.any():
                gains[chosen] = pan(positions[chosen].astype(np.float64))
        return gains

    def of_label(self, label: str) -> NDArray[np.float64]:
        """Return the gains (c,) of a channel of a bed: itself where the layout has it, else a source in its place."""
        if label in self.labels:
            return np.array([float(own == label) for own in self.labels])
        if label == "LFE2":
            return self.of_label(_LFE)
        place = np.array([_CUBE[label]], np.float64)
        found: NDArray[np.float64] = self._pan_cartesian(place)[0]
        return found

    def has_place(self, label: str) -> bool:
        """True where a channel of a bed can be rendered."""
        return label in self.labels or label in _CUBE or label == "LFE2"

    @staticmethod
    def place_of(label: str) -> tuple[float, float, float] | None:
        """Return where a channel of a bed lies in the cube; None for an LFE and for what is not known."""
        return _CUBE.get(label)

    def _pan_cartesian(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        speakers = _LOUDSPEAKERS[self.layout]
        places = np.clip(places, -1.0, 1.0)
        gains = np.zeros((len(places), len(self.labels)))
        layers = sorted({place[2] for place in speakers.values()})
        for z, of_layer in zip(layers, _between(layers, places[:, 2]), strict=True):
            rows = sorted({place[1] for place in speakers.values() if place[2] == z})
            for y, of_row in zip(rows, _between(rows, places[:, 1]), strict=True):
                row = sorted((place[0], label) for label, place in speakers.items() if place[1:] == (y, z))
                for (_, label), of_place in zip(row, _between([x for x, _ in row], places[:, 0]), strict=True):
                    gains[:, self.labels.index(label)] = of_layer * of_row * of_place
        return gains

    def _pan_polar(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        mesh = _mesh(self.layout)
        # No loudspeaker lies below the ears, so that what is lower is heard at their height.
        towards = directions(places[:, 0], np.clip(places[:, 1], 0.0, 90.0))
        found = np.einsum("tij,nj->nti", mesh.inverses, towards)
        best = found.min(axis=2).argmax(axis=1)
        corners = np.maximum(found[np.arange(len(places)), best], 0.0)
        spread = np.zeros((len(places), len(mesh.downmix)))
        np.put_along_axis(spread, mesh.corners[best], corners, axis=1)
        gains = spread @ mesh.downmix
        gains /= np.maximum(np.sqrt(np.square(gains).sum(axis=1, keepdims=True)), 1e-12)
        return gains


def _between(edges: Sequence[float], places: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return for each of some lines, sorted, its share of sources between them; a source beyond the last is on it."""
    shares = [np.zeros(len(places)) for _ in edges]
    if len(edges) == 1:
        return [np.ones(len(places))]
    held = np.clip(places, edges[0], edges[-1])
    at = np.clip(np.searchsorted(edges, held, side="right") - 1, 0, len(edges) - 2)
    for low, (first, second) in enumerate(pairwise(edges)):
        here = at == low
        way = (held[here] - first) / (second - first) * (np.pi / 2)
        shares[low][here] = np.cos(way)
        shares[low + 1][here] = np.sin(way)
    return shares


def directions(azimuths: NDArray[np.float64], elevations: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors of directions in degrees, azimuth to the left."""
    azimuth, elevation = np.radians(azimuths), np.radians(elevations)
    flat = np.cos(elevation)
    return np.stack([-np.sin(azimuth) * flat, np.cos(azimuth) * flat, np.sin(elevation)], axis=1)


@cache
def _mesh(layout: str) -> _Mesh:
    """The mesh of a layout: its loudspeakers, and above them what it lacks.

    | layout | corners                                                                                       |
    |--------|-----------------------------------------------------------------------------------------------|
    | 5.1    | the five; each once more 30 degrees higher, heard from itself; the zenith, heard from all five |
    | 7.1.4  | the eleven; the zenith, heard from the four above                                             |
    """
    from scipy.spatial import ConvexHull  # noqa: PLC0415  scipy, which most runs do without

    labels = parse_layout(layout).labels
    speakers = _AZIMUTHS[layout]
    own = {label: np.eye(len(labels))[labels.index(label)] for label in speakers}
    upper = [label for label, (_, elevation) in speakers.items() if elevation]
    corners = [(place, own[label]) for label, place in speakers.items()]
    if not upper:
        corners += [((azimuth, 30.0), own[label]) for label, (azimuth, _) in speakers.items()]
    above = [own[label] for label in upper or speakers]
    corners.append(((0.0, 90.0), np.sum(above, axis=0) / np.sqrt(len(above))))
    angles = np.array([place for place, _ in corners], np.float64)
    towards = directions(angles[:, 0], angles[:, 1])
    # The nadir closes the hull; no source is panned to its triangles.
    hull = ConvexHull(np.vstack([towards, [0.0, 0.0, -1.0]]))
    triangles = np.array(sorted(sorted(row) for row in hull.simplices.tolist() if len(towards) not in row))
    solid = [row for row in triangles if abs(np.linalg.det(towards[row])) > 1e-6]
    return _Mesh(
        inverses=np.array([np.linalg.inv(towards[row].T) for row in solid]),
        corners=np.array(solid, np.intp),
        downmix=np.array([gains for _, gains in corners]),
    )
