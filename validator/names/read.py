"""Reads what files are from their names: `read_names`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from specs.vocabulary import MixKind, Version
from validator.names.combining import one_value
from validator.names.conventions import Field
from validator.names.deciding import Slots, decide, split_name, unread_runs
from validator.names.reading import AnyPath, HowKnown, NamePart, NameReading
from validator.names.sisters import ReadFile, name_without, with_sisters
from validator.names.words import composed, without_ending

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from specs.message import Message
    from validator.names.deciding import NameDecision, SplitName

_FIELDS: Final[dict[Field, tuple[str, type]]] = {
    Field.KIND: ("kind", MixKind),
    Field.LANGUAGE: ("language", str),
    Field.LAYOUT: ("layout", str),
    Field.REEL: ("reel", str),
    Field.SEASON: ("season", str),
    Field.EPISODE: ("episode", str),
    Field.VERSION: ("version", Version),
    Field.VERSION_NUMBER: ("version_number", int),
}
"""What a file's name or a folder's may say: attribute and type."""


def read_names(paths: Sequence[AnyPath], *, one_set: bool = False) -> dict[AnyPath, NameReading]:
    """Read what files are from their names and those of their folders.

    The names are read together: what differs between names alike says what a word means (`validator.names.deciding`).
    Their order does not matter. Of relative paths every folder counts, of absolute ones those below the folder that all
    of them share.

    Args:
        paths: The files. None of them is opened.
        one_set: True where they are known to be the mono files of one mix, so that a word that may be a channel is.

    Returns:
        A reading of each path.
    """
    places = sorted(set(paths), key=lambda path: (composed(path.as_posix()), path.as_posix()))
    splits: dict[tuple[int, str], SplitName] = {}

    def split_once(name: str, level: int) -> SplitName:
        key = level, name
        if key not in splits:
            splits[key] = split_name(name, level)
        return splits[key]

    named = {
        path: (
            split_once(without_ending(path.name), 0),
            *(split_once(composed(folder), level) for level, folder in reversed(list(enumerate(folders, start=1)))),
        )
        for path, folders in _folders(places).items()
    }
    slots = Slots(splits.values(), one_set=one_set)
    decided = {name: decide(name, slots) for name in splits.values()}
    return with_sisters({path: _read_file(names, decided, slots) for path, names in named.items()})


def _folders(paths: Sequence[AnyPath]) -> dict[AnyPath, tuple[str, ...]]:
    """The folders of each path that may say something of it, outermost first."""
    absolute = [path.parent.parts for path in paths if path.is_absolute()]
    shared = 0
    while absolute and all(len(parts) > shared and parts[shared] == absolute[0][shared] for parts in absolute):
        shared += 1
    return {
        path: tuple(part for part in path.parent.parts[shared if path.is_absolute() else 0 :] if part != "..")
        for path in paths
    }


def _read_file(
    names: tuple[SplitName, ...], decided: Mapping[SplitName, tuple[NameDecision, ...]], slots: Slots
) -> ReadFile:
    """Read one file: its own name first, then its folder's, and so on outwards."""
    parts: dict[str, NamePart[Any]] = {}
    assumed: list[Message] = []
    for field, (attribute, kind) in _FIELDS.items():
        part, said = _part(field, names, decided, slots)
        assumed += said
        if part is not None:
            parts[attribute] = NamePart(value=kind(part.value), word=part.word, start=part.start, known=part.known)
    file = names[0]
    channel, said = one_value(Field.CHANNEL, decided[file], file, slots)
    if channel is not None:
        assumed += said
        known = HowKnown.ASSUMED if said else HowKnown.FILE_NAME
        parts["channel"] = _as_read(channel, file, known)
    return ReadFile(
        name=file,
        decisions=decided[file],
        channel=None if channel is None else channel.meaning,
        reading=NameReading(
            set_name=file.name if channel is None else name_without(file, (channel.meaning,)),
            title=_title(file, decided[file]),
            programme=_programme(names, decided),
            assumed=tuple(assumed),
            **parts,
        ),
    )


def _part(
    field: Field, names: tuple[SplitName, ...], decided: Mapping[SplitName, tuple[NameDecision, ...]], slots: Slots
) -> tuple[NamePart[str] | None, tuple[Message, ...]]:
    """What the innermost name that says something of a field says; a general word (`mix`) gives way to a folder's."""
    general: tuple[NamePart[str] | None, tuple[Message, ...]] = None, ()
    for level, name in enumerate(names):
        decision, said = one_value(field, decided[name], name, slots)
        if decision is None:
            if said:
                return None, said
            continue
        known = HowKnown.ASSUMED if said else HowKnown.FOLDER_NAME if level else HowKnown.FILE_NAME
        part = _as_read(decision, name, known)
        if part.value != MixKind.PRINTMASTER or decision.meaning.certain:
            return part, said
        if general[0] is None:
            general = part, said
    return general


def _as_read(decision: NameDecision, name: SplitName, known: HowKnown) -> NamePart[str]:
    meaning = decision.meaning
    start = name.words[meaning.first].start
    return NamePart(value=meaning.value, word=name.text(meaning), start=start, known=known)


def _title(name: SplitName, decisions: tuple[NameDecision, ...]) -> str | None:
    """The first words that mean nothing else, without a running number behind them."""
    for first, end in unread_runs(name, decisions):
        last = end
        while last - first > 1 and name.words[last - 1].is_number and name.words[last - 1].text.startswith("0"):
            last -= 1
        return name.name[name.words[first].start : name.words[last - 1].end].replace("_", " ")
    return None


def _programme(names: tuple[SplitName, ...], decided: Mapping[SplitName, tuple[NameDecision, ...]]) -> str | None:
    """The first words of the file and of each folder that mean nothing else, outermost folder first."""
    found = []
    for name in reversed(names):
        run = next(unread_runs(name, decided[name]), None)
        if run is not None:
            found.append(" ".join(word.text for word in name.words[run[0] : run[1]]))
    return " ".join(found) or None
