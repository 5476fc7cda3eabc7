"""The mixes that one file holds: several soundfields side by side, each with its own loudness.

A file that holds one mix has no parts. What finds parts is a row of `PART_FINDERS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from specs.errors import DeliveryError, NotReadError, ToolError
from specs.statements.statement import FilePart
from specs.vocabulary import joined_layout, parse_layout, soundfields_of
from validator.audio.bed_sum import open_bed_sum
from validator.audio.channel_groups import channel_group
from validator.audio.programme import open_programme
from validator.delivery.ingest.adm_parts import adm_parts
from validator.delivery.ingest.found_part import FoundPart
from validator.delivery.ingest.names_on_disk import place_on_disk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from specs.statements.delivery import DeliveredFile
    from specs.vocabulary import Layout
    from validator.audio.programme import FileProgramme, Programme


def parts_of_file(path: Path, layout: Layout | None = None) -> tuple[FoundPart, ...]:
    """Return the mixes that a file holds, in the order of their channels; none for a file that is one mix.

    A file that cannot be read, or has another number of channels than is stated, is one mix, and is refused as such.

    Args:
        path: The file.
        layout: What somebody states its channels to be; None leaves it to the file.
    """
    try:
        programme = open_programme([path], layout=layout)
    except ToolError:
        return ()
    finders = PART_FINDERS if layout is None else (_soundfields,)
    return next((found for find in finders if (found := find(programme))), ())


def _beds(programme: FileProgramme) -> tuple[FoundPart, ...]:
    """The mixes of an ADM file."""
    return adm_parts(programme.paths[0], programme.files[0])


def _soundfields(programme: FileProgramme) -> tuple[FoundPart, ...]:
    """The soundfields of a layout such as `5.1+2.0`."""
    if programme.layout is None:
        return ()
    soundfields = soundfields_of(programme.layout)
    if len(soundfields) == 1:
        return ()
    whole = joined_layout(soundfields).name
    found: list[FoundPart] = []
    first = 1
    for soundfield in soundfields:
        same = sum(one.part.layout == soundfield.name for one in found)
        found.append(
            FoundPart(
                part=FilePart(
                    name=f"{soundfield.name}-{same + 1}" if same else soundfield.name,
                    channels=tuple(range(first, first + len(soundfield.channels))),
                    layout=soundfield.name,
                    whole=whole,
                )
            )
        )
        first += len(soundfield.channels)
    return tuple(found)


PART_FINDERS: Final[tuple[Callable[[FileProgramme], tuple[FoundPart, ...]], ...]] = (_beds, _soundfields)
"""What a file may hold several mixes as; the first row that finds any counts. A layout that somebody states overrules
what the file says."""


def open_part(path: Path, part: FilePart) -> Programme:
    """Open a part of a file as a programme of its own.

    Raises:
        NotReadError: What it holds cannot be measured.
        MediaError: The file cannot be read.
        UsageError: It has other channels than it had.
    """
    if part.not_read is not None:
        raise NotReadError(
            "This mix is not in a form that is read.",
            where=f"{path}#{part.name}",
            found=part.not_read,
            next_step="Deliver a rendered mix beside it.",
        )
    if part.programme_id is not None and part.rendered:
        from validator.audio.adm_render import open_render

        return open_render(path, part.programme_id, part.object_ids)
    if part.programme_id is not None:
        return open_bed_sum(path, part.programme_id, part.object_ids)
    whole = open_programme([path], layout=None if part.whole is None else parse_layout(part.whole))
    return channel_group(
        whole,
        [channel - 1 for channel in part.channels],
        layout=None if part.layout is None else parse_layout(part.layout),
        layout_from=part.source or whole.layout_from,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpandedFiles:
    """The files of a delivery, with one entry for each mix.

    Attributes:
        entries: In their order; one that is a part of a file names it.
        parts: The parts, by the path of their file and their name.
        errors: Entries that name a part which their file does not have, and what is to be said of that.
    """

    entries: tuple[DeliveredFile, ...]
    parts: dict[tuple[str, str], FilePart] = field(default_factory=dict)
    errors: tuple[tuple[DeliveredFile, DeliveryError], ...] = ()

    def part_of(self, entry: DeliveredFile) -> FilePart | None:
        """Return which part of its file an entry is; None for one that is all of its files."""
        return self.parts.get((entry.path or "", entry.part or ""))


def expanded(entries: Sequence[DeliveredFile], folder: Path, *, assumed: bool = False) -> ExpandedFiles:
    """Return one entry for each mix: a file that holds several is listed once for each of them.

    | the delivery lists           | and the file is 5.1+2.0         | entries                              |
    |------------------------------|---------------------------------|--------------------------------------|
    | the file                     |                                 | 5.1 and 2.0, both as it is listed    |
    | its part 5.1                 |                                 | 5.1 as listed, 2.0 as nobody lists it |
    | its parts 5.1 and 2.0        |                                 | both as listed                       |
    | a part that it does not have |                                 | an error, and the others             |

    What is stated of a whole file counts for each part, and overrules what the file says of it. A layout such as
    `5.1+2.0` is that of the file, whichever entry states it.

    Args:
        entries: The files that are listed.
        folder: Where they are.
        assumed: True where nobody listed them, and the entries are what names say: what a file says of the kind of its
            parts then counts more than the name of the whole file.
    """
    done: list[DeliveredFile] = []
    parts: dict[tuple[str, str], FilePart] = {}
    errors: list[tuple[DeliveredFile, DeliveryError]] = []
    last = {entry.path: place for place, entry in enumerate(entries)}
    named = {(entry.path, entry.part) for entry in entries}
    for place, entry in enumerate(entries):
        found = _parts_of_entry(entry, entries, folder)
        known = {one.part.name: one for one in found}
        parts |= {(entry.path or "", name): one.part for name, one in known.items()}
        if entry.part is not None and entry.part not in known:
            errors.append((entry, _no_such_part(entry, found)))
        elif entry.part is not None:
            done.append(_as_part(entry, known[entry.part], assumed))
        elif not found:
            done.append(entry)
        else:
            done += [_as_part(entry, one, assumed) for one in found if (entry.path, one.part.name) not in named]
        if entry.part is not None and last[entry.path] == place and (entry.path, None) not in named:
            bare = type(entry)(path=entry.path, reel=entry.reel, episode=entry.episode)
            done += [_as_part(bare, one, assumed) for one in found if (entry.path, one.part.name) not in named]
    return ExpandedFiles(entries=tuple(done), parts=parts, errors=tuple(errors))


def _parts_of_entry(entry: DeliveredFile, entries: Sequence[DeliveredFile], folder: Path) -> tuple[FoundPart, ...]:
    """Return the parts of an entry's file; any entry of that file may state the layout of the whole."""
    if entry.path is None:
        return ()
    same = [each for each in (entry, *entries) if each.path == entry.path and each.layout is not None]
    layouts = [parse_layout(each.layout or "") for each in same if each.part is None or "+" in (each.layout or "")]
    return parts_of_file(place_on_disk(folder, entry.path), layouts[0] if layouts else None)


def _as_part(entry: DeliveredFile, found: FoundPart, assumed: bool) -> DeliveredFile:
    """Return an entry as that of a part of its file."""
    states_kind = "kind" in entry.model_fields_set and not assumed
    changes = {
        "part": found.part.name,
        "layout": found.part.layout,
        "kind": entry.kind if states_kind or found.kind is None else found.kind,
        "language": entry.language or found.language,
        "name": None if entry.name is None else f"{entry.name}#{found.part.name}" if entry.part is None else entry.name,
    }
    return entry.model_copy(update=changes)


def _no_such_part(entry: DeliveredFile, found: Sequence[FoundPart]) -> DeliveryError:
    return DeliveryError(
        "The file has no such part.",
        where=entry.path,
        found=entry.part,
        expected=" or ".join(one.part.name for one in found) or "a file that is one mix, and is listed without a part",
    )
