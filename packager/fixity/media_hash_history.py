"""ASC MHL histories of other makers: several generations, histories within histories, every digest the format names.

A generation says what was found on one day, and adds to what those before it say:

    generation 1   a.wav xxh64 11.. original      b.wav xxh64 22.. original
    generation 2   c.wav xxh64 11.. original      b.wav xxh64 22.. verified, md5 44.. new
    today          c.wav is held against 11.., b.wav against 22.. and 44..; a.wav is gone, and c.wav is what it was

A digest that failed when a generation was made is not what the file shall be: the one recorded first stays.

Source: ASC MHL Specification 2.0 (American Society of Cinematographers, 2022): actions, previousPath, ignore patterns,
hashlistreference; a folder in a history that has a history of its own is listed there and not in the one above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from packager.fixity.foreign_digests import algorithm_named, is_foreign_digest, normalised
from packager.fixity.listing import Former, Listed, Listing, Read
from packager.fixity.litter import is_litter, unlisted
from packager.fixity.media_hash_list import (
    CHAIN_NAMESPACE,
    FOLDER,
    LIST_NAMESPACE,
    MAXIMUM_CHAIN_BYTES,
    MAXIMUM_LIST_BYTES,
    c4_id,
    read_elements,
)
from packager.fixity.member import path_danger
from packager.fixity.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packager.fixity.name_lookup import NameLookup
    from packager.fixity.tree import Tree

CHAIN_NAME: Final = "ascmhl_chain.xml"
_OLD_CHAIN_NAME: Final = "chain.txt"
_GENERATION_NAME: Final = re.compile(r"([0-9]{4,})_.*\.mhl")
_ENTRY_PARTS: Final = frozenset({"path", "previousPath", "metadata"})
_SIZE: Final = re.compile(r"[0-9]{1,18}")


@dataclass(slots=True, kw_only=True)
class _Entry:
    """What one generation says of one file."""

    path: str
    listed: Listed
    previous: str | None = None
    failed: bool = False


@dataclass(slots=True, kw_only=True)
class Generation:
    """One hash list of a history."""

    source: str
    entries: dict[str, _Entry] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    is_whole: bool = False


def history_folders(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the folders that have a history, each empty or ending in "/", the outermost first."""
    found = set()
    for path in paths:
        parts = path.split("/")
        if len(parts) >= 2 and f"{parts[-2]}/" == FOLDER and parts[-1].endswith((".mhl", ".xml", ".txt")):
            found.add("".join(f"{part}/" for part in parts[:-2]))
    return tuple(sorted(found, key=lambda folder: (folder.count("/"), folder)))


def read_histories(tree: Tree, lookup: NameLookup) -> Read:
    """Read every history in a folder.

    Args:
        tree: What is in the folder.
        lookup: The same files by their spellings.
    """
    read = Read()
    folders = history_folders(tree.sizes_bytes)
    for folder in folders:
        inner = tuple(one for one in folders if one != folder and one.startswith(folder))
        _History(tree, lookup, folder, inner, read).read()
    return read


@dataclass(slots=True)
class _History:
    """One history on its way into listings.

    Attributes:
        tree, lookup: What is in the folder.
        folder: The folder that the history is about.
        inner: The folders in it with histories of their own.
        into: What was read.
        sources: The generation that lists a file first, by the path of the file.
    """

    tree: Tree
    lookup: NameLookup
    folder: str
    inner: tuple[str, ...]
    into: Read
    sources: dict[str, str] = field(default_factory=dict)

    def read(self) -> None:
        """Read chain and generations, and add what they say together as one listing."""
        generations = [generation for name in self._names() if (generation := self._generation(name)) is not None]
        if not generations:
            return
        files: dict[str, Listed] = {}
        for number, generation in enumerate(generations, start=1):
            self._add(files, generation, number)
        last = generations[-1]
        ignored = [pattern for generation in generations for pattern in generation.ignored]
        self.into.listings.append(
            Listing(source=last.source, covers=lambda path: self._covers(path, ignored), files=files)
        )
        self._hold_references(generations)

    def _covers(self, path: str, ignored: list[str]) -> bool:
        if not path.startswith(self.folder) or path.startswith(self.inner) or f"/{FOLDER}" in f"/{path}":
            return False
        return not is_ignored(path[len(self.folder) :], ignored)

    def _names(self) -> list[str]:
        """Return the names of the generations in their order, each held against its identifier in the chain."""
        place = self.folder + FOLDER
        present = sorted(
            path[len(place) :]
            for path in self.tree.sizes_bytes
            if path.startswith(place) and _GENERATION_NAME.fullmatch(path[len(place) :])
        )
        chain = place + CHAIN_NAME
        if chain not in self.tree.sizes_bytes:
            self._tell_no_chain(place, chain)
            return present
        chained = self._chain(chain)
        for name in present:
            if name not in chained:
                self.into.problems.append(unlisted(place + name, f"{place + name} is not listed by {chain}."))
        for name, identifier in chained.items():
            self._hold_identifier(place + name, identifier, chain)
        return [name for name in chained if place + name in self.tree.sizes_bytes]

    def _tell_no_chain(self, place: str, chain: str) -> None:
        if place + _OLD_CHAIN_NAME in self.tree.sizes_bytes:
            message = f"{place}{_OLD_CHAIN_NAME} is a chain of an earlier form of ASC MHL, which is not read."
            kind, path = ProblemKind.UNKNOWN_FORM, place + _OLD_CHAIN_NAME
        else:
            message = f"{chain} is missing: nothing says which generations there were."
            kind, path = ProblemKind.MISSING, chain
        self.into.problems.append(Problem(kind=kind, path=path, message=message))

    def _chain(self, chain: str) -> dict[str, str]:
        """Return the C4 identifier of every generation by its name."""
        content = self.tree.read(chain, MAXIMUM_CHAIN_BYTES)
        if isinstance(content, Problem):
            self.into.problems.append(content)
            return {}
        entries: list[tuple[int, str, str]] = []
        for element in read_elements(content, chain, self.into, root="ascmhldirectory", wanted=("hashlist",)):
            number = element.get("sequencenr", "")
            name = element.findtext(f"{{{CHAIN_NAMESPACE}}}path") or ""
            identifier = (element.findtext(f"{{{CHAIN_NAMESPACE}}}c4") or "").strip()
            if path_danger(name) is not None or "/" in name:
                message = f"{chain} names {name[:200]!r}, which is no hash list beside it."
                self.into.problems.append(Problem(kind=ProblemKind.UNSAFE, path=chain, message=message))
                continue
            entries.append((int(number) if _SIZE.fullmatch(number) else len(entries) + 1, name, identifier))
        return {name: identifier for _, name, identifier in sorted(entries)}

    def _hold_identifier(self, path: str, identifier: str, source: str) -> None:
        if path not in self.tree.sizes_bytes:
            message = f"{path} is missing: {source} lists it."
            self.into.problems.append(Problem(kind=ProblemKind.MISSING, path=path, message=message))
            return
        content = self.tree.read(path, MAXIMUM_LIST_BYTES)
        if isinstance(content, Problem):
            self.into.problems.append(content)
        elif identifier and c4_id(content) != identifier:
            message = f"{path} and its C4 identifier in {source} do not agree: one of the two was changed."
            self.into.problems.append(
                Problem(
                    kind=ProblemKind.DAMAGED, path=path, message=message, expected=identifier[:120],
                    found=c4_id(content),
                )
            )  # fmt: skip

    def _generation(self, name: str) -> Generation | None:
        source = self.folder + FOLDER + name
        content = self.tree.read(source, MAXIMUM_LIST_BYTES)
        if isinstance(content, Problem):
            return None  # told where its identifier was held against it
        return read_generation(content, source, self.into)

    def _place(self, stated: str) -> str:
        """Return the file of the folder that a list of this history means."""
        return self.lookup.find(stated, (self.folder,)) or self.folder + stated

    def _add(self, files: dict[str, Listed], generation: Generation, number: int) -> None:
        """Add what a generation says to what those before it say."""
        before = set(files)
        for entry in generation.entries.values():
            path = self._place(entry.path)
            if entry.previous is not None and (renamed := files.pop(self._place(entry.previous), None)) is not None:
                files[path] = renamed
                self._tell_renamed(self._place(entry.previous), path, generation)
            self.sources.setdefault(path, generation.source)
            known = files.get(path, Listed())
            if entry.failed:
                self._tell_failed(path, generation, is_known=bool(known.digests))
            digests = {**({} if entry.failed else entry.listed.digests), **known.digests}
            size = known.size_bytes if entry.failed else entry.listed.size_bytes
            files[path] = Listed(size_bytes=size, digests=digests)
        if generation.is_whole and number > 1:
            self._drop_gone(files, before, generation)

    def _drop_gone(self, files: dict[str, Listed], before: set[str], generation: Generation) -> None:
        """Take out what a generation of the whole folder no longer lists, and is not there."""
        listed = {self._place(path) for path in generation.entries}
        successors = tuple(sorted(listed - before))
        for path in sorted(before - listed):
            if path in files and path not in self.tree.sizes_bytes:
                self.into.former[path] = Former(
                    source=self.sources[path], listed=files.pop(path), successors=successors
                )

    def _tell_renamed(self, old: str, new: str, generation: Generation) -> None:
        message = f"{new} was named {old} before {generation.source}, which says so."
        self.into.problems.append(Problem(kind=ProblemKind.HISTORY, path=new, message=message, expected=old, found=new))

    def _tell_failed(self, path: str, generation: Generation, *, is_known: bool) -> None:
        if not is_known:
            message = (
                f"{generation.source} says that the digest of {path} failed, and no generation says the right one."
            )
            self.into.problems.append(Problem(kind=ProblemKind.DAMAGED, path=path, message=message))
            return
        message = f"{path} did not have its digest when {generation.source} was made; it is held against the first one."
        self.into.problems.append(Problem(kind=ProblemKind.HISTORY, path=path, message=message))

    def _hold_references(self, generations: list[Generation]) -> None:
        """Hold the histories within against the identifiers that the last generation has of them."""
        for path, identifier in generations[-1].references:
            if path_danger(path) is None:
                self._hold_identifier(self._place(path), identifier, generations[-1].source)


def read_generation(content: bytes, source: str, read: Read) -> Generation:
    """Read a hash list of ASC MHL 2.0.

    Args:
        content: Of the file.
        source: Its path, for what is wrong with it.
        read: Takes what is wrong.
    """
    generation = Generation(source=source)
    wanted = ("hash", "directoryhash", "roothash", "pattern", "hashlistreference")
    for element in read_elements(content, source, read, root="hashlist", wanted=wanted):
        match etree.QName(element).localname:
            case "hash":
                _take_entry(element, generation, read)
            case "pattern":
                generation.ignored.append((element.text or "")[:1024])
            case "hashlistreference":
                path, identifier = (_text(element, name) for name in ("path", "c4"))
                generation.references.append((path, identifier))
            case _:
                generation.is_whole = True  # single files are recorded without the hashes of folders
    return generation


def _text(element: Any, name: str) -> str:
    return (element.findtext(f"{{{LIST_NAMESPACE}}}{name}") or "").strip()


def _take_entry(element: Any, generation: Generation, read: Read) -> None:
    place = element.find(f"{{{LIST_NAMESPACE}}}path")
    path = "" if place is None else place.text or ""
    danger = path_danger(path)
    if danger is not None:
        message = f"{generation.source} lists {path[:200]!r}: {danger}."
        read.problems.append(Problem(kind=ProblemKind.UNSAFE, path=generation.source, message=message))
        return
    size = "" if place is None else place.get("size", "")
    digests, failed = _digests(element, path, generation, read)
    previous = element.findtext(f"{{{LIST_NAMESPACE}}}previousPath")
    if path in generation.entries:
        read.refuse(generation.source, f"{generation.source} lists {path!r} twice.")
        return
    generation.entries[path] = _Entry(
        path=path,
        listed=Listed(size_bytes=int(size) if _SIZE.fullmatch(size) else None, digests=digests),
        previous=previous if previous and path_danger(previous) is None else None,
        failed=failed,
    )


def _digests(element: Any, path: str, generation: Generation, read: Read) -> tuple[dict[str, str], bool]:
    """Return the digests of an entry that hold, and whether one of them failed when the list was made."""
    found: dict[str, str] = {}
    failed = False
    unknown: list[str] = []
    for name, child in _children(element):
        algorithm = algorithm_named(name)
        if algorithm is None:
            unknown.append(name)
            continue
        text = normalised(algorithm, child.text or "")
        if child.get("action") == "failed":
            failed = True
        elif is_foreign_digest(algorithm, text):
            found[algorithm] = text
        else:
            read.refuse(generation.source, f"{generation.source} lists {path!r} without the form of a {algorithm}.")
    if unknown and not found and not failed:
        message = f"{generation.source} has only digests of {path!r} that are not read: {', '.join(unknown)[:80]}."
        read.problems.append(Problem(kind=ProblemKind.UNKNOWN_FORM, path=path, message=message))
    elif not found and not failed:
        read.refuse(generation.source, f"{generation.source} lists {path!r} without a digest.")
    return found, failed


def _children(element: Any) -> Iterator[tuple[str, Any]]:
    for child in element:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name and name not in _ENTRY_PARTS:
            yield name, child


def is_ignored(path: str, patterns: Iterable[str]) -> bool:
    """Say whether a history leaves a file out: by the patterns of its generations, which read as those of git do.

    A pattern without "/" is a name at any depth, `.DS_Store`, `*.tmp`; with one a path from the folder of the history.
    """
    if is_litter(path):
        return False  # told as litter, which does no harm
    parts = path.split("/")
    for pattern in patterns:
        plain = pattern.strip().strip("/")
        if not plain:
            continue
        ends = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        candidates = ends if "/" in plain else parts
        if any(fnmatchcase(one, plain) for one in candidates):
            return True
    return False
