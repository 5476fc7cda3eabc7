"""Sound in a delivery that nobody judged: not listed, or in a form that is not read."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from specs.real_path import real_path
from specs.vocabulary import LAYOUTS
from validator.conformance import Fault
from validator.delivery.ingest.hidden_places import hidden_sounds, is_half, passed_over_sounds, walked
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from validator.delivery.consistency.contents import Contents

RAW_ENDINGS: Final = (".pcm", ".raw", ".s16", ".s24", ".s32", ".f32", ".l16", ".l24")
"""Endings of samples without a header."""

ARCHIVE_ENDINGS: Final = (".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".dmg", ".iso")
"""Endings of files that hold other files."""

OUR_OWN: Final = (".report.json", ".report.html", ".measurements.json", ".plan.json", ".provenance.json")
"""Endings of files that this program writes beside sound."""


def _sounds(folder: Path) -> tuple[tuple[Path, ...], ...]:
    from validator.delivery.ingest.sound_inputs import search_inputs  # only a folder that is at hand is searched

    return search_inputs([folder]).programmes


def _foreign(contents: Contents) -> Iterator[tuple[Path, str]]:
    """Files that may hold sound and are not read, and their container; pictures, texts and our own files hold none."""
    from validator.audio.sound_file import unread_sound_of

    known = {real_path(path) for paths in _sounds(contents.root) for path in paths}
    found = (parent / name for parent, _, names in walked(contents.root) for name in names)
    for path in sorted(found):
        if is_half(path.name) or not path.is_file() or path.name.endswith(OUR_OWN) or real_path(path) in known:
            continue
        try:
            container = unread_sound_of(path) or _by_ending(path)
        except OSError:
            continue  # it is among the places that cannot be searched
        if container is not None:
            yield path, container


def _by_ending(path: Path) -> str | None:
    """Name what has no first bytes of its own; None for what holds no sound."""
    ending = path.suffix.lower()
    if ending in RAW_ENDINGS:
        return "samples without a header"
    return ARCHIVE if ending in ARCHIVE_ENDINGS else None


ARCHIVE: Final = "an archive"


def unlisted_sound(contents: Contents) -> Iterator[Fault]:
    """Sound in the folder that nobody judged: not listed, hidden, or in a form that is not read."""
    from validator.delivery.ingest.mixes import place_of

    folder = contents.root
    for path, container in _foreign(contents):
        if _is_sound_only(path, container):
            place = path.relative_to(folder).as_posix()
            yield Fault(check="delivery.unlisted-sound", arguments={"file": place}, place=Place(file=place))
    for path in hidden_sounds(folder):
        if real_path(path) not in contents.listed:
            place = path.relative_to(folder).as_posix()
            yield Fault(check="delivery.unlisted-sound", arguments={"file": place}, place=Place(file=place))
    if not contents.has_list:
        return  # every sound that is read is a mix
    for paths in _sounds(folder):
        if not any(real_path(path) in contents.listed for path in paths):
            place = place_of(paths, folder)
            yield Fault(check="delivery.unlisted-sound", arguments={"file": place}, place=Place(file=place))


CHANNELS_OF_SETS: Final = frozenset({len(layout.labels) for layout in LAYOUTS.values()} - {1})
"""As many channels as a layout has."""

_COUNTED: Final = re.compile(r"(?P<name>.*?)[ _.-]*(?:ch)?(?P<number>[0-9]{1,2})", re.IGNORECASE)
"""A name and the number that it ends with."""

WHOLE_ALONE: Final = frozenset({"M", "M1", "M2", "C"})
"""Channels that one file may hold as a mix of its own: mono, and what sounds from the centre alone."""


def lone_channels(contents: Contents) -> Iterator[Fault]:
    """Mono files whose names say that they are one channel of a set of which nothing else is there.

    One whose layout is listed is what it is listed as.
    """
    from validator.delivery.ingest.sound_inputs import is_mono, search_inputs

    known = _of_known_layout(contents)
    found = search_inputs([contents.root])
    for paths in found.programmes:
        channel = found.readings[paths[0]].channel
        if len(paths) > 1 or channel is None or channel.value in WHOLE_ALONE or real_path(paths[0]) in known:
            continue
        if is_mono(paths[0]):
            place = paths[0].relative_to(contents.root).as_posix()
            arguments = {"file": place, "channel": channel.value}
            yield Fault(check="delivery.lone-channel", arguments=arguments, place=Place(file=place))


def numbered_channels(contents: Contents) -> Iterator[Fault]:
    """Mono files of one length whose names differ by their number alone, as many as a layout has channels."""
    # Film_DE_01.wav to Film_DE_06.wav of the same samples: told once, for nothing says which is the centre.
    # Film_DE_01.wav to Film_DE_13.wav: no layout has so many. Six episodes of six lengths: no set.
    sets: dict[tuple[Path, str, int | None], dict[int, str]] = defaultdict(dict)
    for mix in contents.mixes:
        if mix.channel_count != 1 or len(mix.files) != 1 or (mix.reel, mix.episode) != (None, None):
            continue
        if mix.has_stated_layout:
            continue
        counted = _COUNTED.fullmatch(mix.files[0].stem)
        if counted is not None:
            sets[mix.files[0].parent, counted["name"], mix.sample_count][int(counted["number"])] = mix.path
    for found in sets.values():
        numbers = sorted(found)
        if len(numbers) in CHANNELS_OF_SETS and numbers in ([*range(len(numbers))], [*range(1, len(numbers) + 1)]):
            first = found[numbers[0]]
            arguments: dict[str, str | int] = {"file": first, "count": len(numbers)}
            yield Fault(check="delivery.numbered-channels", arguments=arguments, place=Place(file=first))


def _of_known_layout(contents: Contents) -> set[Path]:
    """Files whose layout the delivery file states."""
    from validator.delivery.ingest.names_on_disk import place_on_disk

    delivery = None if contents.folder is None else contents.folder.delivery
    entries = () if delivery is None else delivery.files
    return {real_path(place_on_disk(contents.root, one.path)) for one in entries if one.path and one.layout}


def may_hold_sound(contents: Contents) -> Iterator[Fault]:
    """Picture files and archives: a proxy is no part of a delivery of sound, and may hold one."""
    for path, container in _foreign(contents):
        if not _is_sound_only(path, container):
            place = path.relative_to(contents.root).as_posix()
            arguments = {"file": place, "container": container}
            yield Fault(check="delivery.may-hold-sound", arguments=arguments, place=Place(file=place))


def passed_over(contents: Contents) -> Iterator[Fault]:
    """Folders of version control, wastebaskets and systems with sound in them, which nobody judged."""
    for folder, count in passed_over_sounds(contents.root):
        place = folder.relative_to(contents.root).as_posix()
        arguments: dict[str, str | int] = {"file": place, "count": count}
        yield Fault(check="delivery.passed-over", arguments=arguments, place=Place(file=place))


def _is_sound_only(path: Path, container: str) -> bool:
    return container not in {"MP4 or MOV", "Matroska", "MXF", ARCHIVE} or path.suffix.lower() == ".m4a"
