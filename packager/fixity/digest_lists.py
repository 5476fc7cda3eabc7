r"""Digest lists as people keep them beside their files: one for a file, or one for a folder, as many tools write them.

| spelling             | a line                                                                    |
|----------------------|---------------------------------------------------------------------------|
| coreutils            | `d41d..  film.wav`, `d41d.. *film.wav`; `\d41d..  a\nb` where a name has escapes |
| BSD, openssl         | `MD5 (film.wav) = d41d..`, `SHA2-256(film.wav)= e3b0..`                   |
| bare                 | `d41d..`, in a file that has the name of the one it is about              |
| xxhsum               | as coreutils or BSD; `XXH3_2d06..  film.wav`                              |
| sfv                  | `film.wav 352441C2`; `;` begins a comment                                 |

Line ends of any system, capital letters, backslashes between folders, a byte order mark and UTF-16 (as PowerShell
writes) are all the same list.

Source: GNU coreutils manual, section "md5sum invocation"; FreeBSD manual md5(1); xxhsum(1).
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from packager.fixity.foreign_digests import DIGITS, algorithm_named, is_foreign_digest, normalised
from packager.fixity.listing import Listed, Listing, Read
from packager.fixity.member import path_danger
from packager.fixity.name_lookup import is_absolute, relative_name
from packager.fixity.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from packager.fixity.name_lookup import NameLookup
    from packager.fixity.tree import Tree

MAXIMUM_LIST_BYTES: Final = 32 * 1024 * 1024
"""As the manifest of a bag: 20 000 files with paths of 1024 bytes and SHA-256 make 22 MB."""

MAXIMUM_PROBLEM_LINES: Final = 10
"""Lines that cannot be read, of which each is told; a file that is no list at all would tell thousands."""

_ENDINGS: Final = {
    **{f".{name}": name for name in (*DIGITS, "c4")},
    **{f".{name}sum": name for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")},
    ".b2": "blake2b",
    ".b2sum": "blake2b",
    ".sha": "sha1",
    ".sfv": "crc32",
    ".crc": "crc32",
    ".xxh": "xxh64",
    ".xxhash": "xxh64",
    ".xxh3_64": "xxh3",
    ".xxhash64": "xxh64",
    ".xxhash128": "xxh128",
    ".xxh32sum": "xxh32",
    ".xxh64sum": "xxh64",
    ".xxh3sum": "xxh3",
    ".xxh128sum": "xxh128",
}
_UNREAD_ENDINGS: Final = (
    ".b3",
    ".b3sum",
    ".blake3",
    ".tiger",
    ".whirlpool",
    ".ripemd160",
    ".sha3",
    ".adler32",
    ".crc64",
)
"""Endings of digests that are known and not read."""

_WHOLE_NAME: Final = re.compile(
    r"(?P<before>.*?)[._ -]?(?P<algorithm>md5|sha-?1|sha-?224|sha-?256|sha-?384|sha-?512|b2|xxh?32|xxh64|xxh3|xxh128|"
    r"checksums?|hash(?:es)?|digests?|fixity)[._ -]?(?:sums?|checksums?|hash(?:es)?|digests?)?(?:[._ -]list)?"
    r"(?:\.(?:txt|asc|lst|list))?",
    re.IGNORECASE,
)
"""`SHA256SUMS`, `md5sums.txt`, `checksums.md5.txt`, `film_md5.txt`: names of lists that no ending tells."""

_GNU: Final = re.compile(
    r"(?P<escaped>\\)?(?:XXH3_)?(?P<digest>[0-9A-Za-z]{8,128})(?:[ \t]+|[ \t]\*|[ \t]{1,2}\*?)(?P<name>\S.*)"
)
_BSD: Final = re.compile(
    r"(?P<escaped>\\)?(?P<algorithm>[A-Za-z][A-Za-z0-9_/-]{1,15})[ \t]?\((?P<name>.+)\)[ \t]?= ?"
    r"(?:XXH3_)?(?P<digest>[0-9A-Za-z]{8,128})"
)
_BARE: Final = re.compile(r"(?:XXH3_)?[0-9A-Za-z]{8,128}")
_LAST: Final = re.compile(r"(?P<name>\S.*?)[ \t]+(?P<digest>[0-9A-Fa-f]{8})")
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class ListName:
    """What the name of a file says of it as a digest list.

    Attributes:
        algorithm: The digest; None where the name does not say which.
        about: Path of the one file that it is about by its name; None for a list of a folder.
        is_read: False for a digest that is known by its ending and not read.
    """

    algorithm: str | None
    about: str | None = None
    is_read: bool = True


def list_name(path: str, present: frozenset[str]) -> ListName | None:
    """Return what the name of a file says of it as a digest list; None where it is none.

    | name                                | it is                                     |
    |-------------------------------------|-------------------------------------------|
    | film.wav.md5, film.wav.MD5.txt      | of film.wav, if it is there               |
    | film.md5                            | of the only other file named film, if any |
    | anything.sha256, anything.sfv       | of its folder                             |
    | SHA256SUMS, md5sums.txt, checksums  | of its folder                             |

    Args:
        path: With "/" between the parts.
        present: Every path of the folder.
    """
    folder, _, name = path.rpartition("/")
    before = f"{folder}/" if folder else ""
    plain = re.sub(r"\.(txt|asc)$", "", name, flags=re.IGNORECASE)
    stem, dot, ending = plain.rpartition(".")
    ending = f"{dot}{ending}".lower()
    if stem and ending in _UNREAD_ENDINGS:
        return ListName(None, before + stem if before + stem in present else None, is_read=False)
    if stem and ending in _ENDINGS:
        return ListName(_ENDINGS[ending], _about(before, stem, path, present))
    match = _WHOLE_NAME.fullmatch(name)
    if match is None or "." in match["before"]:
        return None
    return ListName(algorithm_named(match["algorithm"]))


def _about(before: str, stem: str, path: str, present: frozenset[str]) -> str | None:
    if before + stem in present:
        return before + stem
    if "." in stem:
        return before + stem  # a sidecar whose file is absent, or has another name by now
    beside = [one for one in _by_stem(present).get(before + stem, ()) if one != path and list_ending(one) is None]
    return beside[0] if len(beside) == 1 else None


@lru_cache(maxsize=2)
def _by_stem(present: frozenset[str]) -> dict[str, list[str]]:
    """Return files by their paths up to the first full stop of the name: thousands of lists may lie in one folder."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(present):
        folder, slash, name = path.rpartition("/")
        found[folder + slash + name.partition(".")[0]].append(path)
    return dict(found)


def list_ending(path: str) -> str | None:
    """Return the algorithm that an ending names; None for another ending."""
    return _ENDINGS.get("." + path.rpartition(".")[2].lower())


@dataclass(frozen=True, slots=True)
class _Line:
    digest: str
    name: str | None
    algorithm: str | None = None


def read_digest_list(tree: Tree, lookup: NameLookup, path: str, named: ListName) -> Read:
    """Read one list: what it says of files that are there, or should be.

    Args:
        tree: What is in the folder.
        lookup: The same files by their spellings.
        path: The list.
        named: What its name says.
    """
    read = Read()
    if not named.is_read:
        _tell_unknown(read, path, path.rpartition(".")[2])
        return read
    content = tree.read(path, MAXIMUM_LIST_BYTES)
    if isinstance(content, Problem):
        read.problems.append(content)
        return read
    lines = _lines(_decoded(content), path, named, read)
    _add_lines(lines, _Source(path, named, lookup, read))
    return read


def _tell_unknown(read: Read, path: str, found: str) -> None:
    message = f"{path} states digests of a kind that is not read."
    read.problems.append(
        Problem(
            kind=ProblemKind.UNKNOWN_FORM, path=path, message=message, found=found[:80],
            expected=f"one of {', '.join((*DIGITS, 'c4'))}",
        )
    )  # fmt: skip


def _decoded(content: bytes) -> str:
    """Return the text of a list; names that are no UTF-8 are read as Windows writes them in Western Europe."""
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _lines(text: str, path: str, named: ListName, read: Read) -> list[_Line]:
    found: list[_Line] = []
    unread: list[str] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        plain = line.strip("\ufeff\0 \t")
        if not plain or plain.startswith((";", "#", "//", "%", "-----")):
            continue
        entry = _entry(plain, named)
        if entry is None:
            unread.append(f"Line {number} of {path} is not a digest and a name: {plain[:80]!r}.")
        else:
            found.append(entry)
    if not found and not unread:
        read.refuse(path, f"{path} is empty: it lists no file.")
    elif not found:
        message = f"{path} has the name of a digest list, and no line of it is one that is known."
        known = "a digest and a name as md5sum, shasum, xxhsum, BSD md5 or sfv write them, or a digest alone"
        read.problems.append(
            Problem(kind=ProblemKind.UNKNOWN_FORM, path=path, message=message, found=unread[0][:200], expected=known)
        )
    else:
        for message in unread[:MAXIMUM_PROBLEM_LINES]:
            read.refuse(path, message)
    return found


def _entry(line: str, named: ListName) -> _Line | None:
    """Return what a line says; None where it is none that is known."""
    match = _BSD.fullmatch(line)
    if match is not None:
        name = _unescaped(match["name"]) if match["escaped"] else match["name"]
        return _Line(match["digest"], name, match["algorithm"])
    if named.algorithm == "crc32" and (match := _LAST.fullmatch(line)) is not None:
        return _Line(match["digest"], match["name"])
    match = _GNU.fullmatch(line)
    if match is not None and _guessed(match["digest"], named, is_xxh3="XXH3_" in line[:6]) is not None:
        name = match["name"].removeprefix("*") if re.search(r"[ \t]\*", line) else match["name"]
        name = _unescaped(name) if match["escaped"] else name
        stated = None if name == "-" else name  # a sum over standard input
        return _Line(match["digest"], stated, "xxh3" if line.lstrip("\\").startswith("XXH3_") else None)
    if _BARE.fullmatch(line) and _guessed(line.removeprefix("XXH3_"), named, is_xxh3=line.startswith("XXH3_")):
        return _Line(line.removeprefix("XXH3_"), None, "xxh3" if line.startswith("XXH3_") else None)
    return None


def _guessed(digest: str, named: ListName, *, is_xxh3: bool = False) -> str | None:
    """Return the algorithm of a digest: what the list is named after, else what its length says; None for neither."""
    if is_xxh3:
        return "xxh3"
    if named.algorithm is not None and is_foreign_digest(named.algorithm, normalised(named.algorithm, digest)):
        return named.algorithm
    plain = digest.lower()
    return next((name for name in (*DIGITS, "c4") if is_foreign_digest(name, digest if name == "c4" else plain)), None)


def _unescaped(name: str) -> str:
    r"""Return a name without the escapes of coreutils: `\\`, `\n`, `\r`."""
    signs = {"\\": "\\", "n": "\n", "r": "\r"}
    return re.sub(r"\\([\\nr])", lambda match: signs[match[1]], name)


@dataclass(frozen=True, slots=True)
class _Source:
    """The list that is read, and where names in it may be looked for."""

    path: str
    named: ListName
    lookup: NameLookup
    read: Read

    @property
    def bases(self) -> tuple[str, ...]:
        """Folders that names of the list may be relative to: its own first, then those above it."""
        folder = self.path.rpartition("/")[0]
        parts = folder.split("/") if folder else []
        return tuple("".join(f"{part}/" for part in parts[:count]) for count in range(len(parts), -1, -1))


def _add_lines(lines: list[_Line], source: _Source) -> None:
    """Add what the lines say as one listing, which covers nothing: no such list claims to name every file."""
    read, path = source.read, source.path
    files: dict[str, Listed] = {}
    for line in lines:
        algorithm = _guessed(line.digest, source.named) if line.algorithm is None else algorithm_named(line.algorithm)
        if algorithm is None:
            _tell_unknown(read, path, line.algorithm or line.digest)
            continue
        digest = normalised(algorithm, line.digest)
        if not is_foreign_digest(algorithm, digest):
            read.refuse(path, f"{path} has a digest that is no {algorithm}.", line.digest[:80])
            continue
        file = _file(line, source, alone=len(lines) == 1)
        if file is None:
            continue
        known = files.get(file, Listed()).digests
        if known.get(algorithm, digest) != digest:
            message = f"{path} lists {file} twice, with two digests."
            read.problems.append(Problem(kind=ProblemKind.INCONSISTENT, path=file, message=message))
            continue
        files[file] = Listed(digests={**known, algorithm: digest})
    read.listings.append(Listing(source=path, covers=lambda _path: False, files=files))


def _file(line: _Line, source: _Source, *, alone: bool) -> str | None:
    """Return the file that a line is about; None where it is none, which is told."""
    read, path, about = source.read, source.path, source.named.about
    if line.name is None:
        if about is None:
            read.refuse(path, f"{path} has a digest without a name, and its own name does not say of which file.")
        return about
    found = source.lookup.find(line.name, source.bases)
    if found is not None:
        return found
    if alone and about is not None and _last(line.name) == about.rpartition("/")[2]:
        return about  # the sidecar of a file, made on a machine where it lay elsewhere
    stated = _last(line.name) if is_absolute(line.name) else relative_name(line.name)
    danger = path_danger(stated)
    if danger is not None:
        message = f"{path} lists {line.name[:200]!r}: {danger}."
        read.problems.append(Problem(kind=ProblemKind.UNSAFE, path=path, message=message, found=repr(line.name[:200])))
        return None
    return source.bases[0] + stated


def _last(name: str) -> str:
    return re.split(r"[\\/]", name)[-1]
