"""Which channel a mono file carries: from its name, never from its place in a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


def layout_of_set(
    labels: Sequence[str], layout: Layout | None, paths: Sequence[Path] = ()
) -> tuple[Layout, tuple[int, ...]]:
    """The layout that a set of channels makes, and for each of its channels the place of its file in the set.

    Args:
        labels: Label of each file, all different.
        layout: The layout asked for; None for the named layout in SMPTE order that has exactly these channels.
        paths: The files, in the same order, to name those that are missing.

    Raises:
        UsageError: The channels are not those of the layout, or of any; says which are missing, and in what files.
    """
    candidates = (layout,) if layout is not None else _smpte_layouts()
    for spelling in (tuple(labels), settle_surrounds(labels)):
        for candidate in candidates:
            if sorted(candidate.labels) == sorted(spelling):
                return candidate, tuple(spelling.index(label) for label in candidate.labels)
    if layout is None and len(labels) == 1:
        return layout_of(tuple(labels)), (0,)
    raise _not_whole(labels, candidates, paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    """What parts a set from a layout."""

    layout: Layout
    missing: tuple[str, ...]
    foreign: tuple[str, ...]

    def text(self) -> str:
        """What is missing, and what does not belong there."""
        texts = [
            f"{_listed(labels)} {verb if len(labels) == 1 else plural} {self.layout.name}"
            for labels, verb, plural in (
                (self.missing, "is missing for", "are missing for"),
                (self.foreign, "is no channel of", "are no channels of"),
            )
            if labels
        ]
        return ", and ".join(texts)


def _listed(labels: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))


def _not_whole(labels: Sequence[str], layouts: Sequence[Layout], paths: Sequence[Path]) -> UsageError:
    """Say what is missing for the layout that the set comes nearest to: one that has all its channels, if there is."""
    differences = [
        _Difference(
            layout=layout,
            missing=tuple(label for label in layout.labels if label not in spelling),
            foreign=tuple(label for label in spelling if label not in layout.labels),
        )
        for spelling in (tuple(labels), settle_surrounds(labels))
        for layout in layouts
        if len(set(layout.labels)) == len(layout.labels)
    ]
    if not differences:
        return UsageError("The files of a set are one for each channel.", found=" ".join(labels))
    nearest = min(differences, key=lambda difference: (len(difference.foreign), len(difference.missing)))
    names = _names_of_missing(nearest.missing, dict(zip(paths, labels, strict=False)))
    return UsageError(
        f"The files of the set do not make a whole layout: {nearest.text()}.",
        where=str(paths[0].parent) if paths else None,
        found=" ".join(labels),
        expected=" ".join(nearest.layout.labels) + (f", so also {_listed(names)}" if names else ""),
        next_step="Add the missing files, take away the others, or state the layout: "
        f"the channels found are {','.join(labels)}.",
        code="layout.incomplete",
    )


def _names_of_missing(missing: Sequence[str], labels: Mapping[Path, str]) -> list[str]:
    """File names as those of the set, with the labels that are missing; none where its names do not tell channels."""
    told = [role_of_name(path) for path in labels]
    if not told or [role and role[1] for role in told] != list(labels.values()):
        return []
    like = next(iter(labels))
    start = like.stem.removesuffix(_last_word(like))
    spelled = [(_last_word(path), label) for path, label in labels.items()]
    lower = any(word == label.lower() != label for word, label in spelled)
    upper = any(word == label.upper() != label for word, label in spelled)
    return [f"{start}{label.lower() if lower else label.upper() if upper else label}{like.suffix}" for label in missing]


def _last_word(path: Path) -> str:
    match = _SUFFIX.fullmatch(path.stem)
    return match["role"] if match else path.stem


def _smpte_layouts() -> tuple[Layout, ...]:
    return tuple(entry for name, entry in LAYOUTS.items() if not name.endswith(_OTHER_ORDERS))
