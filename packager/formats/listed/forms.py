"""The forms in which others wrap what they deliver, and how each is recognised.

| form         | recognised by                                                        | lists every file? |
|--------------|----------------------------------------------------------------------|-------------------|
| BagIt bag    | `bagit.txt`, or a payload manifest beside `data`                     | of the payload    |
| ASC MHL      | a folder `ascmhl` with hash lists, in the folder or in one within it | yes               |
| digest lists | `film.wav.md5`, `SHA256SUMS`, `checksums.txt` ..., `.mhl` beside files | no              |

A folder may have several of them: whatever it is recognised by, every list in it is read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packager.fixity.digest_lists import list_name
from packager.fixity.foreign_bag import is_bag
from packager.fixity.media_hash_history import history_folders
from packager.fixity.tree import MAXIMUM_FILES
from packager.formats.fixity_report import FixityProfile

if TYPE_CHECKING:
    from collections.abc import Iterator

PAYLOAD_FOLDER: Final = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedForm:
    """One form.

    Attributes:
        profile: What stands in the place of a sheet in its report.
        has_payload_folder: True where what is delivered lies in `data`.
    """

    profile: FixityProfile
    has_payload_folder: bool = False


BAG: Final = ListedForm(
    profile=FixityProfile(
        id="bagit", title="BagIt bag", edition="RFC 8493 (2018)", source="RFC 8493 (BagIt), clause 3", publisher="IETF"
    ),
    has_payload_folder=True,
)
MEDIA_HASH_LIST: Final = ListedForm(
    profile=FixityProfile(
        id="asc-mhl",
        title="Media hash list",
        edition="ASC MHL 2.0",
        source="ASC Media Hash List 2.0",
        publisher="American Society of Cinematographers",
    )
)
DIGEST_LISTS: Final = ListedForm(
    profile=FixityProfile(
        id="digest-lists",
        title="Digest lists",
        edition="as found",
        source="the digest lists beside the files",
        holds="package.listed-intact",
    )
)


def is_bag_folder(path: Path) -> bool:
    """Say whether a folder claims to be a bag; never raises."""
    try:
        return is_bag({one.name for one in path.iterdir()}) if path.is_dir() else False
    except OSError:
        return False


def is_media_hash_list_folder(path: Path) -> bool:
    """Say whether a folder, or one within it, has a history of ASC MHL; never raises."""
    return path.is_dir() and bool(history_folders(_names(path)))


def has_digest_lists(path: Path) -> bool:
    """Say whether a folder holds digest lists, or a file is one or has one of its own beside it; never raises."""
    if path.is_dir():
        names = frozenset(_names(path))
        return any(is_list(name, names) for name in names)
    return path.is_file() and (is_list(path.name, frozenset(siblings(path))) or bool(sidecars(path)))


def is_list(name: str, names: frozenset[str]) -> bool:
    """Say whether a file is a digest list or a media hash list that lies beside files."""
    return name.lower().endswith(".mhl") or list_name(name, names) is not None


def sidecars(path: Path) -> tuple[str, ...]:
    """Return the names of the digest lists beside a file that are about it alone; never raises."""
    names = frozenset(siblings(path))
    found = ((name, list_name(name, names)) for name in sorted(names) if name != path.name)
    return tuple(name for name, named in found if named is not None and named.about == path.name)


def siblings(path: Path) -> list[str]:
    """Return the names in the folder of a file; empty where it cannot be listed."""
    try:
        return [one.name for one in path.parent.iterdir()]
    except OSError:
        return []


def _names(root: Path) -> Iterator[str]:
    """Yield the paths of the files in a folder, as many as a package may have; nothing of what cannot be listed."""
    count = 0
    for folder, folders, names in os.walk(root):
        folders.sort()
        within = Path(folder).relative_to(root).as_posix()
        for name in names:
            count += 1
            if count > MAXIMUM_FILES:
                return
            yield name if within == "." else f"{within}/{name}"
