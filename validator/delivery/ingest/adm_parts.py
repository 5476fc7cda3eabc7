"""The mixes inside an ADM file: its beds, and the programme where moving objects are a part of it.

| the file has                       | its mixes                                                                     |
|------------------------------------|-------------------------------------------------------------------------------|
| one bed, all channels in order     | the file, as any sound file                                                   |
| beds, and nothing that moves       | each bed: dialogue, M&E, music or effects by its content, else a printmaster; |
|                                    | and each programme of dialogue and other stems: the sum of its beds           |
| beds and moving objects            | each programme, rendered: an estimate; beds that are stems                    |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.errors import ToolError
from specs.statements.statement import FilePart
from specs.vocabulary import MixKind, layout_of, parse_language_tag
from validator.delivery.ingest.found_part import FoundPart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from validator.containers.adm.file import AdmFile
    from validator.containers.adm.mixes import AdmPart
    from validator.containers.adm.programmes import HeardProgramme
    from validator.containers.facts import FileFacts

_SOURCE: Final = "ADM"

_STEMS: Final = {
    ("0", "1"): MixKind.MUSIC,
    ("0", "2"): MixKind.EFFECTS,
    ("0", ""): MixKind.ME,
    ("0", "0"): MixKind.ME,
    ("1", "4"): MixKind.AUDIO_DESCRIPTION,
}
"""Value of the dialogue element and of its kind attribute (ITU-R BS.2076-3 clause 5.7.3), and what a bed then is. Other
kinds of dialogue are dialogue; a mixed content is a printmaster."""

_GROUPS: Final = {
    **dict.fromkeys(("dialogue", "dialog", "dialogs", "dubbed dialogue", "dx", "dlg"), MixKind.DIALOGUE),
    **dict.fromkeys(("m&e", "me", "mne", "music & effects", "music and effects"), MixKind.ME),
    **dict.fromkeys(("music", "mx"), MixKind.MUSIC),
    **dict.fromkeys(("effects", "effect", "backgrounds", "foley", "fx", "sfx"), MixKind.EFFECTS),
}
"""Names of contents that say what they hold where the dialogue element does not: the Atmos profile has every content as
mixed, of undefined kind, and its group labels as names. The words are those of file names (`validator.names`)."""

_ADDED: Final = frozenset({MixKind.DIALOGUE, MixKind.ME, MixKind.MUSIC, MixKind.EFFECTS})
"""Kinds of beds that are parts of a mix, and no mix of their own."""

NAMED: Final = 4
"""Beds and objects that the name of a guide holds."""

NOT_RENDERED: Final = "objects that are not rendered here"


def adm_parts(path: Path, facts: FileFacts) -> tuple[FoundPart, ...]:
    """Return the mixes of an ADM file; none for any other file, and for one whose one bed is all of it.

    Args:
        path: The file.
        facts: Its header.
    """
    if not any(chunk.id == "axml" for chunk in facts.chunks):
        return ()
    from validator.containers.adm.file import read_adm_path
    from validator.containers.adm.mixes import PartKind, parts_of

    try:
        found = read_adm_path(path)
    except ToolError:
        return ()
    if found.document is None or found.chna is None:
        return ()
    parts = parts_of(found.document, found.chna)
    beds = [part for part in parts if part.kind is PartKind.BED and None not in part.channels]
    unread = [part for part in parts if part.kind is not PartKind.BED]
    if unread:
        stems = [part for part in beds if _kind(part) not in {None, MixKind.PRINTMASTER}]
        return (*_numbered(stems), *_programmes(found, parts, {one.part.name for one in _numbered(stems)}))
    whole = tuple(range(facts.channel_count))
    if len(beds) == 1 and beds[0].channels == whole and facts.channel_labels == beds[0].labels:
        return ()
    mixes = _numbered(beds)
    return (*mixes, *_sums(found, dict(zip((bed.object_id for bed in beds), mixes, strict=True))))


def _sums(found: AdmFile, stems: dict[str, FoundPart]) -> Iterator[FoundPart]:
    """Yield each programme that is dialogue and other stems as the mix that they add up to.

    | the beds of a programme                  | a mix of their sum                         |
    |------------------------------------------|--------------------------------------------|
    | dialogue and M&E, or music and effects   | yes: the printmaster that is delivered     |
    | a complete main, an audio description    | no: each is a mix that is heard alone      |
    | beds that have no layout in common       | no: nothing says how they are added        |
    """
    from validator.containers.adm.programmes import heard_programmes

    if found.document is None or found.chna is None:
        return
    names = {one.part.name for one in stems.values()}
    for heard in heard_programmes(found.document, found.chna):
        held = {part.object_id: stems.get(part.object_id) for part in heard.parts}
        parts = {object_id: one for object_id, one in held.items() if one is not None}
        kinds = {one.kind for one in parts.values()}
        if heard.bed_labels is None or len(parts) != len(held) or MixKind.DIALOGUE not in kinds:
            continue
        if kinds == {MixKind.DIALOGUE} or not kinds <= _ADDED:
            continue
        name = " ".join((heard.name or heard.programme_id).split()).replace("/", "-").replace("#", "-")
        name = f"{name} {heard.programme_id}" if name in names else name
        names.add(name)
        dialogues = {object_id: one for object_id, one in parts.items() if one.kind is MixKind.DIALOGUE}
        rest = {object_id: one for object_id, one in parts.items() if object_id not in dialogues}
        languages = {one.language for one in dialogues.values()}
        yield FoundPart(
            part=FilePart(
                name=name,
                channels=tuple(channel for one in parts.values() for channel in one.part.channels),
                layout=layout_of(heard.bed_labels).name,
                source=_SOURCE,
                programme_id=heard.programme_id,
            ),
            kind=MixKind.PRINTMASTER,
            language=_tag(heard.language) or (languages.pop() if len(languages) == 1 else None),
            dialogue=_guide(heard, dialogues),
            me=_guide(heard, rest),
        )


def _guide(heard: HeardProgramme, parts: dict[str, FoundPart]) -> FilePart | None:
    """Return the beds of a programme that are its dialogue, or that are all but its dialogue, as one part.

    None where several have no layout in common.
    """
    if len(parts) == 1:
        return next(iter(parts.values())).part
    labels = heard.only(parts.keys()).bed_labels
    if labels is None:
        return None
    return FilePart(
        name=" + ".join(one.part.name for one in parts.values()),
        channels=tuple(channel for one in parts.values() for channel in one.part.channels),
        layout=layout_of(labels).name,
        source=_SOURCE,
        programme_id=heard.programme_id,
        object_ids=tuple(parts),
    )


def _numbered(parts: list[AdmPart]) -> list[FoundPart]:
    """Beds as parts; of two with one name the second has its identifier as well."""
    found: list[FoundPart] = []
    names: set[str] = set()
    for part in parts:
        name = _name(part)
        found.append(_found(part, f"{name} {part.object_id}" if name in names else name))
        names.add(name)
    return found


def _name(part: AdmPart) -> str:
    text = " ".join((part.name or part.object_id).split())
    return text.replace("/", "-").replace("#", "-")


def _found(part: AdmPart, name: str) -> FoundPart:
    labels = [label for label in part.labels if label is not None]
    known = len(labels) == len(part.labels) and len(set(labels)) == len(labels)
    return FoundPart(
        part=FilePart(
            name=name,
            channels=tuple(channel + 1 for channel in part.channels if channel is not None),
            layout=layout_of(tuple(labels)).name if known else None,
            source=_SOURCE,
        ),
        kind=_kind(part),
        language=_language(part),
    )


def _kind(part: AdmPart) -> MixKind | None:
    if part.dialogue is None:
        return None
    if part.dialogue == "2":
        return _group(part) or MixKind.PRINTMASTER
    known = _STEMS.get((part.dialogue, part.content_kind or ""))
    return known or (MixKind.DIALOGUE if part.dialogue == "1" else MixKind.ME if part.dialogue == "0" else None)


def _group(part: AdmPart) -> MixKind | None:
    """What the name of the content says of one that is mixed, of undefined kind; None for every other."""
    if part.content_kind not in (None, "0"):
        return None
    kinds = {_GROUPS.get((name or "").strip().casefold()) for _, name in part.contents}
    return kinds.pop() if len(kinds) == 1 else None


def _language(part: AdmPart) -> str | None:
    return _tag(part.language)


def _tag(language: str | None) -> str | None:
    try:
        return None if language is None else parse_language_tag(language)
    except ToolError:
        return None


def _programmes(found: AdmFile, parts: tuple[AdmPart, ...], names: set[str]) -> Iterator[FoundPart]:
    """Yield each programme of a file with moving objects, to be rendered; all its parts, not read, where none can be.

    | a programme                                   | a mix                       |
    |-----------------------------------------------|-----------------------------|
    | beds and moving objects                       | rendered, an estimate       |
    | with HOA, binaural or matrix sound, or nested | not read: stays incomplete  |
    | beds alone                                    | their sum, exact            |
    """
    from validator.audio.adm_render import why_not_rendered
    from validator.containers.adm.mixes import PartKind
    from validator.containers.adm.programmes import heard_programmes

    if found.document is None or found.chna is None:
        return
    any_programme = False
    for heard in heard_programmes(found.document, found.chna):
        if not heard.parts:
            continue
        any_programme = True
        why = why_not_rendered(found.document, heard)
        name = " ".join((heard.name or heard.programme_id).split()).replace("/", "-").replace("#", "-")
        name = f"{name} {heard.programme_id}" if name in names else name
        names.add(name)
        channels = sorted({channel + 1 for part in heard.parts for channel in part.channels if channel is not None})
        part = FilePart(name=name, channels=tuple(channels), source=_SOURCE)
        moves = any(one.kind is not PartKind.BED for one in heard.parts)
        dialogue: FilePart | None = None
        if why is not None:
            part = part.model_copy(update={"not_read": f"{NOT_RENDERED}: {why}"})
        elif moves or heard.bed_labels is None:
            part = part.model_copy(update={"programme_id": heard.programme_id, "rendered": True})
            dialogue = _rendered_dialogue(heard)
        else:
            layout = layout_of(heard.bed_labels).name
            part = part.model_copy(update={"programme_id": heard.programme_id, "layout": layout})
        yield FoundPart(part=part, kind=MixKind.PRINTMASTER, language=_tag(heard.language), dialogue=dialogue)
    if not any_programme:
        yield _programme(found, parts)


def _rendered_dialogue(heard: HeardProgramme) -> FilePart | None:
    """Return the beds and objects of a programme that are its dialogue, to be rendered as the programme is.

    None where nothing says what is dialogue, or nothing else is heard: what is left would be no guide.
    """
    spoken = [part for part in heard.parts if _kind(part) is MixKind.DIALOGUE]
    if not spoken or len(spoken) == len(heard.parts):
        return None
    return FilePart(
        name=" + ".join(_name(part) for part in spoken[:NAMED]) + (" ..." if len(spoken) > NAMED else ""),
        channels=tuple(sorted({channel + 1 for part in spoken for channel in part.channels if channel is not None})),
        source=_SOURCE,
        programme_id=heard.programme_id,
        object_ids=tuple(part.object_id for part in spoken),
        rendered=True,
    )


def _programme(found: AdmFile, parts: tuple[AdmPart, ...]) -> FoundPart:
    channels = sorted({channel + 1 for part in parts for channel in part.channels if channel is not None})
    programmes = [] if found.document is None else list(found.document.programmes)
    name = programmes[0].name if len(programmes) == 1 and programmes[0].name else "programme"
    part = FilePart(name=" ".join(name.split()).replace("/", "-").replace("#", "-"), channels=tuple(channels))
    return FoundPart(part=part.model_copy(update={"source": _SOURCE, "not_read": NOT_RENDERED}))
