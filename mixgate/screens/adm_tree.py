"""The screen of `mixgate adm show`: an ADM file as a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text
from rich.tree import Tree

from mixgate.screens.console import Words
from validator.reporters.report_wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from validator.containers.adm.outline import (
        AdmOutline,
        OutlineChannel,
        OutlineContent,
        OutlineDbmd,
        OutlineLoudness,
        OutlineObject,
        OutlineProgramme,
    )

_FIGURES: Final = {
    "integratedLoudness": ("integrated", "LKFS"),
    "dialogueLoudness": ("dialogue", "LKFS"),
    "loudnessRange": ("range", "LU"),
    "maxTruePeak": ("true peak", "dBTP"),
    "maxMomentary": ("max momentary", "LKFS"),
    "maxShortTerm": ("max short-term", "LKFS"),
}
"""Element of loudnessMetadata: how people call it, and its unit."""

_NO_NAME: Final = "(no name)"

LINES_OF_TREES: Final = 2000
"""Contents and objects shown; a master of 128 tracks has fewer than 200, and `--json` has all. Objects that hold others
that hold the next may make more lines than there are elements, twice as many at each level."""


def show_adm(outline: AdmOutline, console: Console) -> None:
    """Show an ADM file: what it is, its programmes with everything they hold, and what none of them holds."""
    console.print(Words(one_line(outline.name), "bold", hanging=2))
    for line in _head(outline):
        console.print(Words(line, hanging=2))
    shown = _Shown(outline)
    for programme in outline.programmes:
        console.print(shown.programme(programme))
    loose = [*outline.unused_contents, *outline.unused_objects]
    if loose:
        tree = Tree(Text("In no programme", style="bold"))
        shown.add_all(tree, loose)
        console.print(tree)
    if outline.undescribed_channels and not outline.missing:
        channels = _ranges(outline.undescribed_channels)
        console.print(Words(f"In no object: {_channels_word(channels)}", hanging=2))


def _head(outline: AdmOutline) -> Iterator[str]:
    """The lines above the tree."""
    facts = [
        outline.container,
        "" if outline.channel_count is None else _count(outline.channel_count, "channel"),
        "" if outline.sample_rate_hz is None else f"{outline.sample_rate_hz} Hz",
        "" if outline.bits is None else f"{outline.bits} bit",
        "" if outline.sample_count is None else _count(outline.sample_count, "sample"),
        "" if outline.length_seconds is None else f"{outline.length_seconds:.3f} s",
    ]
    yield " · ".join(fact for fact in facts if fact)
    version = outline.version or "no version stated (BS.2076-0 or -1)"
    claimed = "".join(f" · profile {one_line(profile)}" for profile in outline.profiles)
    yield f"{one_line(version)}{claimed}"
    if outline.shown_profiles:
        yield "Profiles to verify it by: " + " ".join(outline.shown_profiles)
    stated = {
        "integratedLoudness": outline.bext_integrated_lkfs,
        "maxTruePeak": outline.bext_max_true_peak_dbtp,
    }
    values = {name: value for name, value in stated.items() if value is not None}
    if values:
        yield f"bext states {_figures(values)}"
    if outline.dbmd is not None:
        yield _dbmd(outline.dbmd)
    for chunk in outline.missing:
        yield f"There is no {chunk} chunk: another program may have rewritten the file without it."
    for problem in outline.problems:
        yield f"axml was not read to its end: {problem}"


def _dbmd(dbmd: OutlineDbmd) -> str:
    facts = [
        one_line(dbmd.tool) if dbmd.tool else "",
        "" if dbmd.frame_rate is None else f"{dbmd.frame_rate} frames/s{' drop-frame' if dbmd.drop_frame else ''}",
        "" if dbmd.track_count is None else _count(dbmd.track_count, "track"),
        "" if dbmd.surround_downmix is None else f"to 5.1 {dbmd.surround_downmix}",
        "" if dbmd.stereo_downmix is None else f"to 2.0 {dbmd.stereo_downmix}",
        "" if dbmd.checksums_hold else "a checksum is wrong",
    ]
    return "dbmd: " + " · ".join(fact for fact in facts if fact)


class _Shown:
    """Adds elements to a tree by their identifiers; an identifier on the way down is not entered again."""

    def __init__(self, outline: AdmOutline) -> None:
        self._left = LINES_OF_TREES
        self._contents = {one.id.casefold(): one for one in outline.contents}
        self._objects = {one.id.casefold(): one for one in outline.objects}

    def programme(self, programme: OutlineProgramme) -> Tree:
        """Return the tree of a programme."""
        name = Text(one_line(programme.name or _NO_NAME), style="bold")
        details = [one_line(programme.language or "no language"), _span(programme), programme.id]
        tree = Tree(Text.assemble("Programme ", name, f" · {' · '.join(word for word in details if word)}"))
        for language, label in programme.labels:
            tree.add(Words(f"label {one_line(language or 'no language')}: {one_line(label)}", hanging=2))
        _add_loudness(tree, programme.loudness)
        self.add_all(tree, programme.contents)
        return tree

    def add_all(self, tree: Tree, identifiers: Sequence[str], above: frozenset[str] = frozenset()) -> None:
        """Add contents and objects by their identifiers, and say how many more there are where lines run out."""
        for place, identifier in enumerate(identifiers):
            if not self._left:
                tree.add(Words(f"... and {len(identifiers) - place} more; --json shows them", hanging=2))
                return
            self._left -= 1
            key = identifier.casefold()
            content, audio_object = self._contents.get(key), self._objects.get(key)
            if key in above:
                tree.add(Words(f"{one_line(identifier)}: holds itself", hanging=2))
            elif content is not None:
                branch = tree.add(_content(content))
                _add_loudness(branch, content.loudness)
                self.add_all(branch, content.objects, above | {key})
            elif audio_object is not None:
                branch = tree.add(_object(audio_object))
                self.add_all(branch, audio_object.objects, above | {key})
            else:
                tree.add(Words(f"{one_line(identifier)}: not in the file", hanging=2))


def _span(programme: OutlineProgramme) -> str:
    if programme.end_seconds is None:
        return ""
    return f"{programme.start_seconds or 0:.3f} to {programme.end_seconds:.3f} s"


def _content(content: OutlineContent) -> Words:
    words = [one_line(content.name or _NO_NAME), content.holds, content.language and one_line(content.language)]
    return Words(f"Content {' · '.join(word for word in (*words, content.id) if word)}", hanging=2)


def _object(one: OutlineObject) -> Words:
    what = {"bed": "Bed", "moving object": "Object", "group": "Group"}.get(one.kind, "Other")
    words = [one_line(one.name or _NO_NAME)]
    if one.kind == "bed":
        words.append(one.layout or "layout not known")
    words += [_channel_words(one.channels)] if one.channels else []
    words += [_count(one.block_count, "block")] if one.kind == "moving object" else []
    words += [f"starts at {one.start_seconds:.3f} s"] if one.start_seconds else []
    return Words(f"{what} {' · '.join((*words, one.id))}", hanging=2)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _channel_words(channels: tuple[OutlineChannel, ...]) -> str:
    """`channels 1-6: L R C LFE Ls Rs`; a channel without a place in the file is `none`."""
    indices = [channel.index for channel in channels]
    known = [index for index in indices if index is not None]
    in_order = len(known) == len(indices) and known == sorted(set(known))
    places = _ranges(known) if in_order else " ".join("none" if index is None else str(index) for index in indices)
    labels = [channel.label or "?" for channel in channels]
    said = f": {' '.join(labels)}" if any(channel.label for channel in channels) else ""
    return f"{_channels_word(places)}{said}"


def _channels_word(places: str) -> str:
    return f"channel {places}" if places.isdigit() else f"channels {places}"


def _ranges(indices: Sequence[int]) -> str:
    """`1-6 9` of 1 2 3 4 5 6 9."""
    spans: list[list[int]] = []
    for index in indices:
        if spans and index == spans[-1][1] + 1:
            spans[-1][1] = index
        else:
            spans.append([index, index])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _add_loudness(tree: Tree, stated: tuple[OutlineLoudness, ...]) -> None:
    for one in stated:
        method = f" ({one_line(one.method)})" if one.method else ""
        unread = "".join(f" · {name}: no number" for name in one.unread)
        tree.add(Words(f"states {_figures(one.values) or 'no loudness'}{unread}{method}", hanging=2))


def _figures(values: dict[str, float]) -> str:
    parts = []
    for name, value in values.items():
        words, unit = _FIGURES.get(name, (name, ""))
        parts.append(f"{words} {value:.1f} {unit}".rstrip())
    return ", ".join(parts)
