"""Which channel a mono file carries: from its name, never from its place in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.errors import UsageError
from specs.vocabulary import Layout, layout_of, speaker
from validator.containers.wave.channel_labels import settle_surrounds
from validator.names.mono_sets import nearest_layout, smpte_layouts
from validator.names.read import read_names
from validator.names.words import composed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from validator.names.mono_sets import SetDifference
    from validator.names.reading import NameReading


def labels_of_set(paths: Sequence[Path], roles: Mapping[Path, str] | None) -> tuple[str, ...]:
    """The channel label of each file of a mono set, from explicit roles or else from the names.

    Raises:
        UsageError: A file has no role, its role is no channel label, or two files have the same.
    """
    labels: dict[str, Path] = {}
    readings = read_names(paths, one_set=True)
    for path in paths:
        label = _label(path, roles, readings[path])
        if label in labels:
            raise UsageError(
                f"Two files of the set carry {label}.",
                found=f"{labels[label].name} and {path.name}",
                next_step="Name the channel of each file: 'roles' in the delivery file.",
            )
        labels[label] = path
    return tuple(labels)


def _label(path: Path, roles: Mapping[Path, str] | None, reading: NameReading) -> str:
    if roles is not None and path in roles:
        return speaker(roles[path]).label
    if reading.channel is None:
        raise UsageError(
            "The name of a file of the set does not say which channel it carries.",
            where=str(path),
            expected="a name with a channel label, such as _L, _R, _C, _LFE, _Ls, _Rs",
            next_step="Rename the file, or name its channel: 'roles' in the delivery file.",
        )
    return reading.channel.value


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
    candidates = (layout,) if layout is not None else smpte_layouts()
    for spelling in (tuple(labels), settle_surrounds(labels)):
        for candidate in candidates:
            if sorted(candidate.labels) == sorted(spelling):
                return candidate, tuple(spelling.index(label) for label in candidate.labels)
    if layout is None and len(labels) == 1:
        return layout_of(tuple(labels)), (0,)
    raise _not_whole(labels, candidates, paths)


def _parted_by(difference: SetDifference) -> str:
    """What is missing, and what does not belong there."""
    texts = [
        f"{_listed(labels)} {verb if len(labels) == 1 else plural} {difference.layout.name}"
        for labels, verb, plural in (
            (difference.missing, "is missing for", "are missing for"),
            (difference.foreign, "is no channel of", "are no channels of"),
        )
        if labels
    ]
    return ", and ".join(texts)


def _listed(labels: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))


def _not_whole(labels: Sequence[str], layouts: Sequence[Layout], paths: Sequence[Path]) -> UsageError:
    """Say what is missing for the layout that the set comes nearest to: one that has all its channels, if there is."""
    nearest = nearest_layout(labels, layouts)
    if nearest is None:
        return UsageError("The files of a set are one for each channel.", found=" ".join(labels))
    names = _names_of_missing(nearest.missing, dict(zip(paths, labels, strict=False)))
    return UsageError(
        f"The files of the set do not make a whole layout: {_parted_by(nearest)}.",
        where=str(paths[0].parent) if paths else None,
        found=" ".join(labels),
        expected=" ".join(nearest.layout.labels) + (f", so also {_listed(names)}" if names else ""),
        next_step="Add the missing files, take away the others, or state the layout: "
        f"the channels found are {','.join(labels)}.",
        code="layout.incomplete",
    )


def _names_of_missing(missing: Sequence[str], labels: Mapping[Path, str]) -> list[str]:
    """File names as those of the set, with the labels that are missing; none where its names do not tell channels."""
    readings = read_names(tuple(labels), one_set=True)
    words: list[tuple[str, str, str]] = []
    for path, label in labels.items():
        channel = readings[path].channel
        if channel is None or channel.value != label:
            return []
        name = composed(path.name)
        words.append((name[: channel.start], channel.word, name[channel.start + len(channel.word) :]))
    if len({(before, behind) for before, _, behind in words}) != 1:
        return []
    before, _, behind = words[0]
    spelled = [(word, label) for (_, word, _), label in zip(words, labels.values(), strict=True)]
    lower = any(word == label.lower() != label for word, label in spelled)
    upper = any(word == label.upper() != label for word, label in spelled)
    return [f"{before}{label.lower() if lower else label.upper() if upper else label}{behind}" for label in missing]
