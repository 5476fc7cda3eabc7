"""What only the files beside it say of a file: broadcast tracks, running numbers, and the channels that a set lacks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.vocabulary import LAYOUTS
from validator.names.conventions import Field
from validator.names.mono_sets import make_a_set, nearest_layout, smpte_layouts
from validator.names.reading import HowKnown, NamePart
from validator.names.words import composed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validator.names.conventions import Meaning
    from validator.names.deciding import NameDecision, SplitName
    from validator.names.reading import AnyPath, NameReading

_SEPARATORS: Final = " _-.,+&"

_DOWNMIX_OF: Final = {"lo": "Lo/Ro", "ro": "Lo/Ro", "lt": "Lt/Rt", "rt": "Lt/Rt"}

_LAYOUT_OF_TRACKS: Final = {2: "2.0", 6: "5.1"}
"""What so many numbered tracks are, in SMPTE order, where nothing says it: an assumption, and always said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file whose own name and folders have been read.

    Attributes:
        name, decisions: Its name, and what the words mean.
        channel: The words that name its channel; None where there are none.
        reading: What was read so far.
    """

    name: SplitName
    decisions: tuple[NameDecision, ...]
    channel: Meaning | None
    reading: NameReading

    def meaning(self, field: Field) -> Meaning | None:
        """The last words about a field."""
        found = [decision.meaning for decision in self.decisions if decision.meaning.field is field]
        return found[-1] if found else None

    def number_beside_channel(self) -> Meaning | None:
        """The number that stands before or behind the channel, or at the beginning of the name."""
        numbers = [decision.meaning for decision in self.decisions if decision.meaning.field is Field.NUMBER]
        places = () if self.channel is None else (self.channel.first - 1, self.channel.end, 0)
        return next((number for place in places for number in numbers if number.first == place), None)


def name_without(name: SplitName, meanings: Sequence[Meaning]) -> str:
    """Return a name without some of its words and the separators before them: `Film_L_v2` is `Film_v2`."""
    text = name.name
    for meaning in sorted(meanings, key=lambda one: one.first, reverse=True):
        before = text[: name.words[meaning.first].start].rstrip(_SEPARATORS + "([{")
        behind = text[name.words[meaning.end - 1].end :].lstrip(")]}")
        text = before + (behind if before else behind.lstrip(_SEPARATORS))
    return text


def with_sisters(files: Mapping[AnyPath, ReadFile]) -> dict[AnyPath, NameReading]:
    """Complete the readings of files with what their neighbours say."""
    readings = {path: file.reading for path, file in files.items()}
    readings |= dict((*_numbered_tracks(files), *_running_numbers(files)))
    for group in sets_of(readings):
        labels = _labels(group, readings)
        layout = next((part.value for path in group if (part := readings[path].layout) is not None), None)
        layouts = (LAYOUTS[layout],) if layout is not None else smpte_layouts()
        difference = nearest_layout(labels, layouts)
        if difference is not None and difference.missing and not difference.foreign:
            said = message(
                "names.set-incomplete",
                found=len(labels),
                count=len(difference.layout.channels),
                layout=difference.layout.name,
                missing=difference.missing,
            )
            readings |= {path: replace(readings[path], assumed=(*readings[path].assumed, said)) for path in group}
    return readings


def sets_of(readings: Mapping[AnyPath, NameReading]) -> list[tuple[AnyPath, ...]]:
    """Return the files that make sets by their names, each set in the order of the mapping.

    `Lo` and `Ro`, `Lt` and `Rt` beside a 5.1 are a set of their own, as they are a mix of their own. Two files of one
    channel stay in their set: it is refused, naming them, when it is opened.
    """
    groups: defaultdict[tuple[str, str, str], list[AnyPath]] = defaultdict(list)
    for path, reading in readings.items():
        if reading.channel is not None:
            key = (
                composed(path.parent.as_posix()),
                reading.set_name,
                _DOWNMIX_OF.get(reading.channel.word.casefold(), ""),
            )
            groups[key].append(path)
    return [tuple(group) for group in groups.values() if make_a_set(_labels(group, readings))]


def _labels(group: Sequence[AnyPath], readings: Mapping[AnyPath, NameReading]) -> list[str]:
    return [channel.value for path in group if (channel := readings[path].channel) is not None]


def _numbered_tracks(files: Mapping[AnyPath, ReadFile]) -> Iterator[tuple[AnyPath, NameReading]]:
    """Broadcast tracks, `Film.A1` to `Film.A6`: a set where they are as many as a layout has channels.

    Those whose names say their layout may begin at any number: `Film_20.A7` and `Film_20.A8` behind six of a 5.1.
    """
    groups: defaultdict[tuple[str, str], dict[int, AnyPath]] = defaultdict(dict)
    for path, file in files.items():
        track = file.meaning(Field.TRACK)
        if track is not None and file.channel is None:
            key = composed(path.parent.as_posix()), name_without(file.name, (track,))
            groups[key].setdefault(int(track.value), path)
    for (_, set_name), tracks in groups.items():
        count = len(tracks)
        stated = files[tracks[min(tracks)]].reading.layout
        name = _LAYOUT_OF_TRACKS.get(count) if stated is None else stated.value
        first = 1 if stated is None else min(tracks)
        if name is None or len(LAYOUTS[name].labels) != count or sorted(tracks) != list(range(first, first + count)):
            continue
        said = message("names.tracks-in-order", count=count, labels=LAYOUTS[name].labels)
        for number, label in enumerate(LAYOUTS[name].labels, start=first):
            file = files[tracks[number]]
            track = file.meaning(Field.TRACK)
            assert track is not None  # it is in a group because it has one
            word, start = file.name.text(track), file.name.words[track.first].start
            part = NamePart(value=label, word=word, start=start, known=HowKnown.ASSUMED)
            assumed = (*file.reading.assumed, said)
            yield tracks[number], replace(file.reading, set_name=set_name, channel=part, assumed=assumed)


def _running_numbers(files: Mapping[AnyPath, ReadFile]) -> Iterator[tuple[AnyPath, NameReading]]:
    """`Film_01_L`, `Film_02_R`: the number counts the files of one set, where each number has another channel."""
    in_sets = {path for group in sets_of({path: file.reading for path, file in files.items()}) for path in group}
    groups: defaultdict[tuple[str, str], list[tuple[AnyPath, str, str]]] = defaultdict(list)
    for path, file in files.items():
        number = file.number_beside_channel()
        if path not in in_sets and file.channel is not None and number is not None:
            key = composed(path.parent.as_posix()), name_without(file.name, (file.channel, number))
            groups[key].append((path, file.channel.value, number.value))
    for (_, set_name), members in groups.items():
        labels, numbers = {label for _, label, _ in members}, {number for _, _, number in members}
        if make_a_set(labels) and len(labels) == len(numbers) == len(members):
            said = message("names.numbered-files", numbers=tuple(sorted(numbers)))
            for path, _, _ in members:
                reading = files[path].reading
                yield path, replace(reading, set_name=set_name, assumed=(*reading.assumed, said))
