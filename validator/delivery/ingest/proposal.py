"""Proposes what a delivery file could say about a folder, from the names and the headers of its files."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from specs.errors import DeliveryError, MediaError
from specs.message import message
from specs.real_path import real_path
from specs.statements.delivery import MAXIMUM_FILES, MOST_REELS, DeliveredFile, Delivery
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import LAYOUTS, SPEAKERS, MixKind, Version, layout_of
from validator.audio.sound_file import open_file
from validator.delivery.ingest.episodes import with_episodes
from validator.delivery.ingest.proposed_programme import SoundHeader, programme_of
from validator.delivery.ingest.sound_inputs import UnreadableInput, search_inputs
from validator.names.mono_sets import nearest_layout, smpte_layouts
from validator.names.read import read_names
from validator.names.reading import HowKnown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from specs.message import Message
    from validator.containers.facts import FileFacts
    from validator.names.reading import NamePart, NameReading

_WITHOUT_LANGUAGE: Final = (MixKind.ME, MixKind.MUSIC, MixKind.EFFECTS)
"""Kinds that serve all languages: they are neither original nor dub."""

_WORDS: Final = re.compile(r"[ .]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedField:
    """Where a field of the proposal comes from, or why it was left out.

    Attributes:
        key: `title`, `programme.picture_rate`, `files.0.kind`; `files.0` for what concerns the whole entry.
        assumed: True for a guess; False where the header of a file states it.
        reason: From what, or why it is not stated.
    """

    key: str
    assumed: bool
    reason: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a delivery file could say about a folder.

    Attributes:
        folder: The folder; paths in the delivery are relative to it, with `/`.
        delivery: The proposal.
        fields: For every field that is stated its source, and a reason for some that are not.
        unreadable: What could not be searched, and files that no delivery file can name.
    """

    folder: Path
    delivery: Delivery
    fields: tuple[ProposedField, ...]
    unreadable: tuple[UnreadableInput, ...] = ()

    def of(self, key: str) -> tuple[ProposedField, ...]:
        """The sources of one key."""
        return tuple(entry for entry in self.fields if entry.key == key)


def propose(folder: Path) -> Proposal:
    """Propose a delivery for a folder: what each file is, by its name and its header. No sound is read.

    What nothing says stays out: an original language only where a word such as `original` or `OV` tells it, a start
    only where all files are stamped with the same full hour.

    Raises:
        MediaError: No such folder, or no sound in it.
        DeliveryError: More mixes than a delivery may hold.
    """
    if not folder.is_dir():
        raise MediaError("There is no such folder.", where=str(folder))
    found = search_inputs(folder)
    unreadable = list(found.unreadable)
    readings = read_names([PurePath(path.relative_to(folder)) for path in found.readings])
    entries: list[_Entry] = []
    for paths in found.programmes:
        for group in _without_double_channels(paths, folder, readings):
            if not all(_is_utf_8(path.relative_to(folder)) for path in group):
                reason = message("inputs.name-not-utf-8")
                unreadable += [UnreadableInput(path=path, reason=reason) for path in group]
                continue
            try:
                entries.append(_entry(group, folder, readings))
            except ValidationError as error:
                reason = message("inputs.name-not-possible", why=str(error.errors()[0]["msg"]))
                unreadable += [UnreadableInput(path=path, reason=reason) for path in group]
    if not entries:
        raise MediaError("The folder holds no sound files.", where=str(folder))
    if len(entries) > MAXIMUM_FILES:
        raise DeliveryError(
            "The folder holds more mixes than a delivery may have.",
            where=str(folder),
            found=str(len(entries)),
            expected=f"at most {MAXIMUM_FILES}",
            next_step="Name a folder of it.",
        )
    return _assembled(folder, entries, tuple(unreadable))


def _is_utf_8(path: Path) -> bool:
    try:
        path.as_posix().encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(slots=True, kw_only=True)
class _Entry:
    """An entry of the proposal in the making."""

    file: DeliveredFile
    readings: tuple[NameReading, ...]
    headers: tuple[SoundHeader, ...]
    sources: list[tuple[str, bool, Message]] = field(default_factory=list)


def _assembled(folder: Path, entries: Sequence[_Entry], unreadable: tuple[UnreadableInput, ...]) -> Proposal:
    fields: list[ProposedField] = []
    title, reason = _title(entries, folder)
    fields.append(ProposedField(key="title", assumed=True, reason=reason))
    language, reason = _original_language(entries)
    fields.append(ProposedField(key="original_language", assumed=True, reason=reason))
    files = with_episodes([entry.file for entry in entries])
    in_reels = any(reading.reel is not None for entry in entries for reading in entry.readings)
    headers = [header for entry in entries for header in entry.headers]
    in_episodes = any(file.episode is not None for file in files)
    programme, sources = programme_of(headers, in_reels=in_reels, in_episodes=in_episodes)
    fields += [ProposedField(key=f"programme.{key}", assumed=guess, reason=why) for key, guess, why in sources]
    for place, entry in enumerate(entries):
        for key, guess, why in entry.sources:
            dotted = f"files.{place}.{key}" if key else f"files.{place}"
            fields.append(ProposedField(key=dotted, assumed=guess, reason=why))
        if (episode := files[place].episode) is not None:
            why = message("proposal.episode-from-names", episode=episode)
            fields.append(ProposedField(key=f"files.{place}.episode", assumed=True, reason=why))
    delivery = Delivery(
        title=title,
        original_language=language,
        programme=ProgrammeFacts.model_validate(programme),
        files=files,
    )
    return Proposal(folder=folder, delivery=delivery, fields=tuple(fields), unreadable=unreadable)


def _without_double_channels(
    paths: tuple[Path, ...], folder: Path, readings: Mapping[PurePath, NameReading]
) -> Iterator[tuple[Path, ...]]:
    """A set with two files of one channel cannot be written down as a set: its files stand one by one."""
    labels = [channel.value for path in paths if (channel := readings[path.relative_to(folder)].channel)]
    if len(paths) == 1 or len(set(labels)) == len(paths):
        yield paths
    else:
        yield from ((path,) for path in paths)


def _entry(paths: tuple[Path, ...], folder: Path, readings: Mapping[PurePath, NameReading]) -> _Entry:
    names = [path.relative_to(folder) for path in paths]
    read = tuple(readings[name] for name in names)
    headers = tuple(SoundHeader(path=path, facts=facts) for path in paths if (facts := _facts(path)) is not None)
    sources: list[tuple[str, bool, Message]] = []
    first = read[0]
    stated: dict[str, Any] = {}
    if len(paths) == 1:
        stated["path"] = names[0].as_posix()
    else:
        stated["channels"] = _channels(names, read)
        sources.append(("channels", True, message("proposal.channels-from-names")))
    stated["kind"] = MixKind.PRINTMASTER if first.kind is None else first.kind.value
    sources.append(("kind", True, _from_name(first.kind) or message("proposal.kind-not-said")))
    facts = headers[0].facts if headers else None
    language = _language(first, facts)
    if language is not None:
        stated["language"], guess, why = language
        sources.append(("language", guess, why))
    if first.version is not None and "language" not in stated and stated["kind"] not in _WITHOUT_LANGUAGE:
        stated["version"] = first.version.value
        sources.append(("version", True, _required(_from_name(first.version))))
    if first.reel is not None and 1 <= (number := int(first.reel.value.strip("AB"))) <= MOST_REELS:
        stated["reel"] = number  # double reels (1AB, 2AB ...) are counted as single ones are
        sources.append(("reel", True, _required(_from_name(first.reel))))
    layout, said = _layout_of_file(first, facts) if len(paths) == 1 else _layout_of_files(read)
    if layout is not None:
        stated["layout"] = layout
    sources += said
    sources += [("", True, one) for one in _assumptions(read)]
    return _Entry(file=DeliveredFile.model_validate(stated), readings=read, headers=headers, sources=sources)


def _language(reading: NameReading, facts: FileFacts | None) -> tuple[str, bool, Message] | None:
    """A mix's language, whether it is a guess, and from what: the header's word counts more than the name's."""
    if facts is not None and facts.language is not None:
        return facts.language, False, message("proposal.from-header", source=facts.container)
    if reading.language is None:
        return None
    return reading.language.value, True, _required(_from_name(reading.language))


def _channels(names: Sequence[Path], readings: Sequence[NameReading]) -> dict[str, str]:
    """Paths by channel, in the order in which layouts list them."""
    order = list(SPEAKERS)
    labels = [reading.channel.value for reading in readings if reading.channel is not None]
    named = {label: name.as_posix() for label, name in zip(labels, names, strict=True)}
    return {label: named[label] for label in sorted(named, key=order.index)}


def _assumptions(readings: Iterable[NameReading]) -> Iterator[Message]:
    seen: set[str] = set()
    for reading in readings:
        for said in reading.assumed:
            if (text := said.model_dump_json()) not in seen:
                seen.add(text)
                yield said


def _facts(path: Path) -> FileFacts | None:
    try:
        return open_file(path).facts
    except MediaError:
        return None  # it is proposed by its name, and reported when it is measured


def _from_name(part: NamePart[Any] | None) -> Message | None:
    if part is None:
        return None
    code = "proposal.from-folder-name" if part.known is HowKnown.FOLDER_NAME else "proposal.from-file-name"
    return message(code, word=part.word)


def _required(reason: Message | None) -> Message:
    assert reason is not None  # the part is there
    return reason


def _layout_of_file(
    reading: NameReading, facts: FileFacts | None
) -> tuple[str | None, list[tuple[str, bool, Message]]]:
    """The header's word counts; the name's where the header says none, or where no header can say it (LtRt)."""
    named = None if reading.layout is None else LAYOUTS[reading.layout.value]
    if facts is None:
        return (None, []) if named is None else (named.name, [("layout", True, _required(_from_name(reading.layout)))])
    labels = facts.channel_labels
    header = None if labels is None or len(set(labels)) < len(labels) else layout_of(labels)
    if named is not None and len(named.channels) != facts.channel_count:
        said = message("proposal.layout-differs", named=named.name, channels=facts.channel_count)
        return (None if header is None else header.name), [("", True, said)]
    if header is not None and not (named is not None and named.name == "LtRt"):
        said = message("proposal.from-header", source=facts.channel_labels_from or "header")
        return header.name, [("layout", False, said)]
    if named is not None:
        return named.name, [("layout", True, _required(_from_name(reading.layout)))]
    return None, []


def _layout_of_files(readings: Sequence[NameReading]) -> tuple[str | None, list[tuple[str, bool, Message]]]:
    """The layout that a name states, or the one that the channels make; none for a set that is not whole."""
    stated = readings[0].layout
    if stated is not None and len(LAYOUTS[stated.value].channels) > 1:
        return stated.value, [("layout", True, _required(_from_name(stated)))]
    labels = [reading.channel.value for reading in readings if reading.channel is not None]
    difference = nearest_layout(labels, smpte_layouts())
    if difference is None or difference.missing or difference.foreign:
        return None, []
    return difference.layout.name, [("layout", True, message("proposal.layout-of-channels"))]


def _title(entries: Sequence[_Entry], folder: Path) -> tuple[str, Message]:
    """The words that all names begin with, else those of most of them, else the folder's name."""
    titles = [title for entry in entries if (title := entry.readings[0].title) is not None]
    if len(titles) == len(entries):
        words = _shared_start([_WORDS.split(title) for title in titles])
        if words:
            return " ".join(words), message("proposal.title-of-all-names")
    if titles:
        title, count = Counter(titles).most_common(1)[0]
        if count * 2 > len(entries):
            return title, message("proposal.title-of-most-names")
    name = os.fsencode(real_path(folder).name).decode("utf-8", "replace").replace("_", " ").strip()
    return name or "untitled", message("proposal.title-of-folder")


def _shared_start(lists: Sequence[list[str]]) -> list[str]:
    shared = 0
    while all(len(words) > shared and words[shared] == lists[0][shared] for words in lists):
        shared += 1
    return lists[0][:shared]


def _original_language(entries: Sequence[_Entry]) -> tuple[str | None, Message]:
    originals = {
        reading.language.value
        for entry in entries
        for reading in entry.readings
        if reading.language is not None and reading.version is not None and reading.version.value is Version.ORIGINAL
    }
    if len(originals) == 1:
        return originals.pop(), message("proposal.original-by-word")
    return None, message("proposal.original-not-said")
