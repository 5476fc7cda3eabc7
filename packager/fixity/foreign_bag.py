"""Bags of other makers: BagIt 0.93 to 1.0, of any usual digest, with whatever tag files and tag manifests they have.

Source: RFC 8493 (2018), "The BagIt File Packaging Format (V1.0)"; for versions before 1.0 its predecessor,
draft-kunze-bagit-14 (2017), version 0.97.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from packager.fixity.bag import DECLARATION, INFO, MAXIMUM_LIST_BYTES
from packager.fixity.foreign_digests import algorithm_named, is_foreign_digest, normalised
from packager.fixity.listing import Listed, Listing, Read
from packager.fixity.litter import is_litter
from packager.fixity.member import PAYLOAD, path_danger
from packager.fixity.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from packager.fixity.name_lookup import NameLookup
    from packager.fixity.tree import Tree

FETCH: Final = "fetch.txt"
KNOWN_VERSIONS: Final = ("0.93", "0.94", "0.95", "0.96", "0.97", "1.0")

_LISTS: Final = re.compile(r"(tag)?manifest-([A-Za-z0-9_-]{1,32})\.txt")
_LINE: Final = re.compile(r"([0-9A-Za-z]+)[ \t]+\*?(.+)")
_VERSION: Final = re.compile(r"^BagIt-Version[ \t]*:[ \t]*([0-9]+\.[0-9]+)[ \t]*$", re.MULTILINE)
_ENCODING: Final = re.compile(r"^Tag-File-Character-Encoding[ \t]*:[ \t]*([A-Za-z0-9_.:-]+)[ \t]*$", re.MULTILINE)
_OXUM: Final = re.compile(
    r"^Payload-Oxum[ \t]*:[ \t]*([0-9]{1,20})\.([0-9]{1,10})[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_ENCODINGS: Final = {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "us-ascii", "windows-1252"}
"""Character encodings that are read; a manifest of another one is named and not guessed at."""

_MAXIMUM_INFO_BYTES: Final = 1024 * 1024
_MAXIMUM_FETCH_SHOWN: Final = 20


def is_bag(names: set[str]) -> bool:
    """Say whether a folder claims to be a bag: by its declaration, or by a payload manifest beside a payload."""
    return DECLARATION in names or ("data" in names and any(_LISTS.fullmatch(name) for name in names))


def read_foreign_bag(tree: Tree, lookup: NameLookup) -> Read:
    """Read the lists of a bag of whatever maker.

    Every payload file has to be in every payload manifest (RFC 8493 clause 3); before version 1.0 in one of them.

    Args:
        tree: What is in the folder.
        lookup: The same files by their spellings.
    """
    read = Read()
    version, encoding = _declaration(tree, read)
    found = {path: match for path in sorted(tree.sizes_bytes) if (match := _LISTS.fullmatch(path))}
    together: set[str] = set()
    for path, match in found.items():
        algorithm = algorithm_named(match[2])
        if algorithm is None:
            message = f"{path} states digests of a kind that is not read: {match[2]}."
            read.problems.append(Problem(kind=ProblemKind.UNKNOWN_FORM, path=path, message=message, found=match[2]))
            continue
        files = _list(tree, lookup, path, algorithm, encoding, read)
        if files is None:
            continue
        covers: Callable[[str], bool] = _nothing
        if match[1] is None:
            together.update(files)
            covers = _is_payload if version == "1.0" else (lambda one: _is_payload(one) and one not in together)
        read.listings.append(Listing(source=path, covers=covers, files=files))
    if not any(match[1] is None for match in found.values()):
        read.problems.append(
            Problem(kind=ProblemKind.MISSING, path="manifest-sha256.txt", message="The bag has no payload manifest.")
        )
    _fetch(tree, encoding, read)
    _oxum(tree, encoding, read)
    return read


def _nothing(_path: str) -> bool:
    return False


def _is_payload(path: str) -> bool:
    return path.startswith(PAYLOAD)


def _declaration(tree: Tree, read: Read) -> tuple[str, str]:
    """Return version and character encoding; what is odd about the declaration is noted."""
    if DECLARATION not in tree.sizes_bytes:
        message = f"{DECLARATION} is missing: a bag declares itself there."
        read.problems.append(Problem(kind=ProblemKind.MISSING, path=DECLARATION, message=message))
        return "1.0", "utf-8"
    content = tree.read(DECLARATION, 4096)
    if isinstance(content, Problem):
        read.problems.append(content)
        return "1.0", "utf-8"
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    stated, encoding = _VERSION.search(text), _ENCODING.search(text)
    version = "" if stated is None else stated[1]
    if version not in KNOWN_VERSIONS:
        message = f"{DECLARATION} declares a version of BagIt that is not known."
        expected = f"one of {', '.join(KNOWN_VERSIONS)}"
        read.problems.append(
            Problem(
                kind=ProblemKind.UNKNOWN_FORM, path=DECLARATION, message=message, expected=expected,
                found=version or repr(text[:80]),
            )
        )  # fmt: skip
    return version or "1.0", "utf-8" if encoding is None else encoding[1].lower()


def _text(tree: Tree, source: str, encoding: str, limit_bytes: int, read: Read) -> str | None:
    content = tree.read(source, limit_bytes)
    if isinstance(content, Problem):
        read.problems.append(content)
        return None
    if encoding not in _ENCODINGS:
        message = f"{source} is in a character encoding that is not read."
        read.problems.append(Problem(kind=ProblemKind.UNKNOWN_FORM, path=source, message=message, found=encoding[:40]))
        return None
    try:
        return content.decode("utf-8-sig" if encoding in {"utf-8", "utf8"} else encoding)
    except UnicodeDecodeError as error:
        read.refuse(source, f"{source} is not text in {encoding}.", str(error))
        return None


def _list(
    tree: Tree, lookup: NameLookup, source: str, algorithm: str, encoding: str, read: Read
) -> dict[str, Listed] | None:
    text = _text(tree, source, encoding, MAXIMUM_LIST_BYTES, read)
    if text is None:
        return None
    files: dict[str, Listed] = {}
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        digest = "" if match is None else normalised(algorithm, match[1])
        if match is None or not is_foreign_digest(algorithm, digest):
            read.refuse(source, f"Line {number} of {source} is not a digest and a path.", repr(line[:120]))
            continue
        path = _path(lookup, match[2].rstrip())
        danger = path_danger(path)
        if danger is not None:
            message = f"Line {number} of {source} lists {path!r}: {danger}."
            read.problems.append(Problem(kind=ProblemKind.UNSAFE, path=source, message=message, found=repr(path[:200])))
            continue
        if path in files and files[path].digests[algorithm] != digest:
            message = f"{source} lists {path!r} twice, with two digests."
            read.problems.append(Problem(kind=ProblemKind.INCONSISTENT, path=path, message=message))
            continue
        files[path] = Listed(digests={algorithm: digest})
    return files


def _path(lookup: NameLookup, stated: str) -> str:
    """Return the file that a line means; line ends and per cent signs in names stand as escapes (clause 2.1.3)."""
    decoded = unquote(stated) if re.search(r"%(0[aAdD]|25)", stated) else stated
    plain = re.sub(r"^(\./)+", "", decoded)
    return lookup.find(plain) or lookup.find(stated) or plain


def _fetch(tree: Tree, encoding: str, read: Read) -> None:
    """Name what a bag leaves to be fetched: nothing is ever fetched, and what is not there is missing."""
    if FETCH not in tree.sizes_bytes:
        return
    text = _text(tree, FETCH, encoding, MAXIMUM_LIST_BYTES, read)
    lines = [line.split(None, 2) for line in (text or "").splitlines() if line.strip()]
    listed = [(parts[0], parts[2].strip()) for parts in lines if len(parts) == 3]
    absent = [(url, path) for url, path in listed if path not in tree.sizes_bytes]
    if not absent:
        message = f"{FETCH} says where content can be fetched; all of it is here."
        read.problems.append(Problem(kind=ProblemKind.HISTORY, path=FETCH, message=message))
    for url, path in absent[:_MAXIMUM_FETCH_SHOWN]:
        message = f"{path} is left to be fetched: {FETCH} says from where, and nothing is fetched here."
        read.problems.append(Problem(kind=ProblemKind.MISSING, path=path[:1024], message=message, found=url[:200]))


def _oxum(tree: Tree, encoding: str, read: Read) -> None:
    """Hold octets and number of the payload's files against `bag-info.txt` (clause 2.2.2); litter is told elsewhere."""
    if INFO not in tree.sizes_bytes:
        return
    text = _text(tree, INFO, encoding, _MAXIMUM_INFO_BYTES, read)
    stated = None if text is None else _OXUM.search(text.replace("\r\n", "\n"))
    if stated is None:
        return
    listed = {path for listing in read.listings for path in listing.files}
    payload = {path: size for path, size in tree.sizes_bytes.items() if _is_payload(path)}
    packed = [size for path, size in payload.items() if path in listed or not is_litter(path)]
    found = (sum(payload.values()), len(payload))
    if (int(stated[1]), int(stated[2])) not in {found, (sum(packed), len(packed))}:
        read.problems.append(
            Problem(
                kind=ProblemKind.INCONSISTENT,
                path=INFO,
                message="The payload has another size, or another number of files, than Payload-Oxum states.",
                expected=f"{stated[1]}.{stated[2]}",
                found=f"{found[0]}.{found[1]}",
            )
        )
