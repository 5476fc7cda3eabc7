"""Which channel a mono file carries: from its name, never from its place in a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.vocabulary import LAYOUTS, Layout, layout_of, speaker
from validator.containers.wave.channel_labels import settle_surrounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SUFFIX: Final = re.compile(r"(?P<stem>.*[^ _.\-])[ _.\-]+(?P<role>[A-Za-z][A-Za-z0-9]*)", re.DOTALL)
_OTHER_ORDERS: Final = ("-film", "-wave")
"""Ends of layout names whose channels are those of a SMPTE layout in another order."""


def role_of_name(path: Path) -> tuple[str, str] | None:
    """Split a file name into what a set shares and the channel label at its end.

    `Film_DX_Ls.wav`, `Film_DX.Ls.wav`, `Film_DX-ls.wav` and `Ls.wav` carry Ls. Synonyms count
    (`specs.vocabulary.SPEAKER_SYNONYMS`).

    Returns:
        The common stem and the label; None where the name ends in no channel label.
    """
    match = _SUFFIX.fullmatch(path.stem)
    stem, role = (match["stem"], match["role"]) if match else ("", path.stem)
    try:
        return stem, speaker(role).label
    except UsageError:
        return None


def labels_of_set(paths: Sequence[Path], roles: Mapping[Path, str] | None) -> tuple[str, ...]:
    """The channel label of each file of a mono set, from explicit roles or else from the names.

    Raises:
        UsageError: A file has no role, its role is no channel label, or two files have the same.
    """
    labels: dict[str, Path] = {}
    for path in paths:
        label = _label(path, roles)
        if label in labels:
            raise UsageError(
                f"Two files of the set carry {label}.",
                found=f"{labels[label].name} and {path.name}",
                next_step="Name the channel of each file: 'roles' in the delivery file.",
            )
        labels[label] = path
    return tuple(labels)


def _label(path: Path, roles: Mapping[Path, str] | None) -> str:
    if roles is not None and path in roles:
        return speaker(roles[path]).label
    named = role_of_name(path)
    if named is None:
        raise UsageError(
            "The name of a file of the set does not say which channel it carries.",
            where=str(path),
            expected="a name that ends in a channel label, such as _L, _R, _C, _LFE, _Ls, _Rs",
            next_step="Rename the file, or name its channel: 'roles' in the delivery file.",
        )
    return named[1]


def layout_of_set(labels: Sequence[str], layout: Layout | None) -> tuple[Layout, tuple[int, ...]]:
    """The layout that a set of channels makes, and for each of its channels the place of its file in the set.

    Args:
        labels: Label of each file, all different.
        layout: The layout asked for; None for the named layout in SMPTE order that has exactly these channels.

    Raises:
        UsageError: The channels are not those of the layout, or of any.
    """
    candidates = (layout,) if layout is not None else _smpte_layouts()
    for spelling in (tuple(labels), settle_surrounds(labels)):
        for candidate in candidates:
            if sorted(candidate.labels) == sorted(spelling):
                return candidate, tuple(spelling.index(label) for label in candidate.labels)
    if layout is None and len(labels) == 1:
        return layout_of(tuple(labels)), (0,)
    raise UsageError(
        "The files of the set do not make a whole layout.",
        found=" ".join(labels),
        expected=" ".join(layout.labels) if layout is not None else "the channels of one layout, such as 5.1",
        next_step="Add the missing files, take away the others, or name the layout with --layout.",
    )


def _smpte_layouts() -> tuple[Layout, ...]:
    return tuple(entry for name, entry in LAYOUTS.items() if not name.endswith(_OTHER_ORDERS))
