"""A package as a BagIt bag: payload under `data/`, everything else a tag file.

Source: RFC 8493 (2018), "The BagIt File Packaging Format (V1.0)".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packager.fixity.listing import BAG_ALGORITHMS, Listed, Listing, Read, is_digest
from packager.fixity.litter import is_litter
from packager.fixity.member import PAYLOAD, path_problems
from packager.fixity.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from packager.fixity.tree import Tree

DECLARATION: Final = "bagit.txt"
INFO: Final = "bag-info.txt"

MAXIMUM_LIST_BYTES: Final = 32 * 1024 * 1024
"""20 000 files with paths of 1024 bytes and SHA-256 make 22 MB."""

_LISTS: Final = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE: Final = re.compile(r"([0-9A-Fa-f]+)[ \t]+(.+)")
_OUTSIDE_TAG_MANIFESTS: Final = ("ascmhl/", "tagmanifest-")
"""A tag manifest lists no tag manifest (clause 2.2.1), nor the media hash list, which lists the tag manifests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BagInfo:
    """What `bag-info.txt` says.

    Attributes:
        agent: The software that made the bag.
        day: The day it was made.
        identifier: Of the package.
        description: What it is, in one line.
    """

    agent: str
    day: date
    identifier: str
    description: str


def declaration() -> bytes:
    """Return the content of `bagit.txt` (clause 2.1.1)."""
    return b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def bag_info(info: BagInfo, payload: Mapping[str, Listed]) -> bytes:
    """Return the content of `bag-info.txt` (clause 2.2.2)."""
    octets = sum(listed.size_bytes or 0 for listed in payload.values())
    lines = {
        "Bag-Software-Agent": info.agent,
        "Bagging-Date": info.day.isoformat(),
        "External-Description": " ".join(info.description.split()),
        "External-Identifier": info.identifier,
        "Payload-Oxum": f"{octets}.{len(payload)}",
    }
    return "".join(f"{label}: {text}\n" for label, text in lines.items()).encode()


def checksum_list(algorithm: str, files: Mapping[str, Listed]) -> bytes:
    """Return the content of a payload or tag manifest (clauses 2.1.3 and 2.2.1), sorted by path."""
    return "".join(f"{files[path].digests[algorithm]}  {path}\n" for path in sorted(files)).encode()


def is_listed_by_tag_manifest(path: str) -> bool:
    """Say whether a tag manifest lists a file."""
    return not path.startswith((PAYLOAD, *_OUTSIDE_TAG_MANIFESTS))


def read_bag(tree: Tree) -> Read:
    """Read the lists of a bag."""
    read = Read()
    _read_declaration(tree, read)
    found = {path: match for path in tree.sizes_bytes if (match := _LISTS.fullmatch(path))}
    for path, match in found.items():
        if match[2] not in BAG_ALGORITHMS:
            read.refuse(path, f"{path} states a digest that is not read.", match[2], "md5, sha1 or sha256")
            continue
        _read_list(tree, path, match[2], read)
    if not any(match[1] is None for match in found.values()):
        read.refuse("manifest-sha256.txt", "The bag has no payload manifest.")
    if "fetch.txt" in tree.sizes_bytes:
        message = "fetch.txt sends the reader elsewhere for content; a package holds everything itself."
        read.problems.append(Problem(kind=ProblemKind.UNSAFE, path="fetch.txt", message=message))
    _check_oxum(tree, read)
    return read


def _read_declaration(tree: Tree, read: Read) -> None:
    if DECLARATION not in tree.sizes_bytes:
        read.problems.append(
            Problem(kind=ProblemKind.MISSING, path=DECLARATION, message=f"{DECLARATION} is missing: this is no bag.")
        )
        return
    content = tree.read(DECLARATION, 4096)
    if isinstance(content, Problem):
        read.problems.append(content)
    elif content != declaration():
        read.refuse(DECLARATION, f"{DECLARATION} does not declare a bag of version 1.0 in UTF-8.", repr(content[:80]))


def _read_list(tree: Tree, source: str, algorithm: str, read: Read) -> None:
    content = tree.read(source, MAXIMUM_LIST_BYTES)
    if isinstance(content, Problem):
        read.problems.append(content)
        return
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        read.refuse(source, f"{source} is not UTF-8 text.", str(error))
        return
    files: dict[str, Listed] = {}
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        match = _LINE.fullmatch(line.removesuffix("\r"))
        if match is None or not is_digest(algorithm, match[1].lower()):
            read.refuse(source, f"Line {number} of {source} is not a digest and a path.", repr(line[:120]))
            continue
        if match[2] in files:
            read.refuse(source, f"{source} lists {match[2]!r} twice.")
        files[match[2]] = Listed(digests={algorithm: match[1].lower()})
    problems = path_problems(files, source)
    read.problems += problems
    covers = is_listed_by_tag_manifest if source.startswith("tag") else _is_payload
    read.listings.append(Listing(source=source, covers=covers, files=files))


def _is_payload(path: str) -> bool:
    return path.startswith(PAYLOAD)


def _check_oxum(tree: Tree, read: Read) -> None:
    """Hold octets and number of the payload's files against `bag-info.txt` (clause 2.2.2, Payload-Oxum).

    Litter that no list names is reported as such, and not once more as a wrong sum.
    """
    if INFO not in tree.sizes_bytes:
        return
    content = tree.read(INFO, 1024 * 1024)
    if isinstance(content, Problem):
        read.problems.append(content)
        return
    stated = re.search(rb"^Payload-Oxum:[ \t]*(\S+)[ \t]*$", content, re.MULTILINE)
    listed = {path for listing in read.listings for path in listing.files}
    payload = {path: size for path, size in tree.sizes_bytes.items() if _is_payload(path)}
    packed = [size for path, size in payload.items() if path in listed or not is_litter(path)]
    found = f"{sum(payload.values())}.{len(payload)}"
    right = {found, f"{sum(packed)}.{len(packed)}"}
    if stated is not None and stated[1].decode("ascii", "replace") not in right:
        read.problems.append(
            Problem(
                kind=ProblemKind.INCONSISTENT,
                path=INFO,
                message="The payload has another size, or another number of files, than Payload-Oxum states.",
                expected=stated[1].decode("ascii", "backslashreplace"),
                found=found,
            )
        )
