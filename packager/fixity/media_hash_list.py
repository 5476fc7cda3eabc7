"""A package with an ASC Media Hash List: a history in `ascmhl/` that says, by generations, what every file was.

Source: ASC MHL Specification 2.0 (American Society of Cinematographers, 2022): folder `ascmhl`, hash list
(`urn:ASC:MHL:v2.0`), chain file (`urn:ASC:MHL:DIRECTORY:v2.0`), composite directory hashes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]  # the stubs leave it out

from packager.fixity.foreign_digests import C4
from packager.fixity.listing import MEDIA_HASH_ALGORITHMS, Listed, Listing, Read, is_digest
from packager.fixity.litter import LITTER, unlisted
from packager.fixity.member import path_problems
from packager.fixity.problem import Problem, ProblemKind
from validator.audio.digests import new_hasher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from packager.fixity.tree import Tree

FOLDER: Final = "ascmhl/"
CHAIN: Final = "ascmhl/ascmhl_chain.xml"
LIST_NAMESPACE: Final = "urn:ASC:MHL:v2.0"
CHAIN_NAMESPACE: Final = "urn:ASC:MHL:DIRECTORY:v2.0"

MAXIMUM_LIST_BYTES: Final = 64 * 1024 * 1024
"""20 000 files with five digests each make 30 MB."""

MAXIMUM_CHAIN_BYTES: Final = 1024 * 1024

_IGNORED: Final = ("ascmhl", "ascmhl/", *LITTER)
"""What no hash list lists: what the specification names, and more of the kind of its `.DS_Store`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    """Who makes a hash list, and when."""

    created: datetime
    host: str
    tool: str
    tool_version: str


def c4_id(content: bytes) -> str:
    """Return the C4 identifier of some bytes: SHA-512 in base 58.

    Source: SMPTE ST 2114:2017, "C4 ID".
    """
    hasher = C4()
    hasher.update(content)
    return hasher.hexdigest()


def hash_list(files: Mapping[str, Listed], creator: Creator) -> bytes:
    """Return the hash list of a first generation: every file, and every folder with its composite hashes."""
    make = ElementMaker(namespace=LIST_NAMESPACE, nsmap={None: LIST_NAMESPACE})
    algorithms = [name for name in MEDIA_HASH_ALGORITHMS if all(name in listed.digests for listed in files.values())]
    composites = {name: composite_hashes(files, name) for name in algorithms}

    def composite(folder: str) -> list[Any]:
        pairs = {name: composites[name][folder] for name in algorithms}
        content = (make(name, of_content) for name, (of_content, _) in pairs.items())
        structure = (make(name, of_structure) for name, (_, of_structure) in pairs.items())
        return [make("content", *content), make("structure", *structure)]

    hashes = make("hashes")
    for path, listed in sorted(files.items()):
        digests = (make(name, listed.digests[name], action="original") for name in algorithms)
        hashes.append(make("hash", make("path", path, size=str(listed.size_bytes)), *digests))
    for folder in sorted(composites[algorithms[0]]):
        if folder:
            hashes.append(make("directoryhash", make("path", folder), *composite(folder)))
    creator_info = make(
        "creatorinfo",
        make("creationdate", creator.created.isoformat(timespec="seconds")),
        make("hostname", creator.host),
        make("tool", creator.tool, version=creator.tool_version),
    )
    ignored = make("ignore", *(make("pattern", pattern) for pattern in _IGNORED))
    process = make("processinfo", make("process", "in-place"), make("roothash", *composite("")), ignored)
    return _serialised(make("hashlist", creator_info, process, hashes, version="2.0"))


def chain(lists: Mapping[str, bytes]) -> bytes:
    """Return the chain file: every hash list of the history, by its name within `ascmhl/`, with its C4 identifier."""
    make = ElementMaker(namespace=CHAIN_NAMESPACE, nsmap={None: CHAIN_NAMESPACE})
    entries = (
        make("hashlist", make("path", name), make("c4", c4_id(content)), sequencenr=str(number))
        for number, (name, content) in enumerate(sorted(lists.items()), start=1)
    )
    return _serialised(make("ascmhldirectory", *entries))


def list_name(name: str, created: datetime) -> str:
    """Return the customary name of the first hash list: number, name of the folder, moment in UTC."""
    return f"0001_{name}_{created:%Y-%m-%d_%H%M%S}Z.mhl"


def composite_hashes(files: Mapping[str, Listed], algorithm: str) -> dict[str, tuple[str, str]]:
    """Return the content hash and the structure hash of every folder, the package itself under the empty path.

    The content hash is that of the sorted hashes of what a folder holds. The structure hash is that of the sorted
    hashes of each name followed by the hash of what has it: content for files, structure for folders.
    """
    folders: dict[str, tuple[dict[str, str], set[str]]] = {"": ({}, set())}
    for path, listed in files.items():
        parent, _, name = path.rpartition("/")
        folders.setdefault(parent, ({}, set()))[0][name] = listed.digests[algorithm]
        while parent:
            above, _, inner = parent.rpartition("/")
            folders.setdefault(above, ({}, set()))[1].add(inner)
            parent = above
    found: dict[str, tuple[str, str]] = {}
    for folder in sorted(folders, key=lambda path: (-path.count("/") - bool(path), path)):
        here, inside = folders[folder]
        below = {name: found[f"{folder}/{name}".lstrip("/")] for name in inside}
        contents = [*here.values(), *(content for content, _ in below.values())]
        named = here | {name: structure for name, (_, structure) in below.items()}
        structures = [_digest(algorithm, name.encode() + bytes.fromhex(text)) for name, text in named.items()]
        found[folder] = _of_hashes(algorithm, contents), _of_hashes(algorithm, structures)
    return found


def _of_hashes(algorithm: str, hashes: list[str]) -> str:
    return _digest(algorithm, b"".join(bytes.fromhex(text) for text in sorted(hashes)))


def _digest(algorithm: str, content: bytes) -> str:
    hasher = new_hasher(algorithm)
    hasher.update(content)
    return hasher.hexdigest()


def _serialised(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def is_listed_by_hash_list(path: str) -> bool:
    """Say whether a hash list lists a file."""
    return not path.startswith(FOLDER)


def read_media_hash_list(tree: Tree) -> Read:
    """Read the chain and the hash lists of a package.

    A receiver may have added generations of their own; every list that the chain names is read.
    """
    read = Read()
    if CHAIN not in tree.sizes_bytes:
        read.problems.append(Problem(kind=ProblemKind.MISSING, path=CHAIN, message=f"{CHAIN} is missing."))
        return read
    content = tree.read(CHAIN, MAXIMUM_CHAIN_BYTES)
    if isinstance(content, Problem):
        read.problems.append(content)
        return read
    chained = _read_chain(content, read)
    lists: dict[str, bytes] = {}
    for name, identifier in chained.items():
        found = _read_chained(tree, name, identifier, read)
        if found is not None:
            lists[name] = found
    if len(chained) == 1 and len(lists) == 1 and chain(lists) != content:
        read.refuse(CHAIN, f"{CHAIN} is not written as it was.")
    known = {CHAIN, *(FOLDER + name for name in chained)}
    read.problems += [
        unlisted(path, f"{path} is not listed by {CHAIN}.")
        for path in tree.sizes_bytes
        if path.startswith(FOLDER) and path not in known
    ]
    return read


def _read_chain(content: bytes, read: Read) -> dict[str, str]:
    """Return the C4 identifier of every hash list by its name."""
    chained: dict[str, str] = {}
    for element in read_elements(content, CHAIN, read, root="ascmhldirectory", wanted=("hashlist",)):
        name = element.findtext(f"{{{CHAIN_NAMESPACE}}}path") or ""
        chained[name] = (element.findtext(f"{{{CHAIN_NAMESPACE}}}c4") or "").strip()
    read.problems += path_problems(chained, CHAIN)
    if not chained and not read.problems:
        read.refuse(CHAIN, f"{CHAIN} names no hash list.")
    return chained


def _read_chained(tree: Tree, name: str, identifier: str, read: Read) -> bytes | None:
    path = FOLDER + name
    if path not in tree.sizes_bytes:
        message = f"{path} is missing: {CHAIN} lists it."
        read.problems.append(Problem(kind=ProblemKind.MISSING, path=path, message=message))
        return None
    content = tree.read(path, MAXIMUM_LIST_BYTES)
    if isinstance(content, Problem):
        read.problems.append(content)
        return None
    if c4_id(content) != identifier:
        message = f"{path} and its C4 identifier in {CHAIN} do not agree: one of the two was changed."
        read.problems.append(
            Problem(
                kind=ProblemKind.DAMAGED, path=path, message=message, expected=identifier[:120], found=c4_id(content)
            )
        )
    if name.startswith("0001_"):
        # Later generations list what a receiver found; the first one says what was packed.
        listing = Listing(source=path, covers=is_listed_by_hash_list, files=_read_hash_list(content, path, read))
        read.listings.append(listing)
    return content


def _read_hash_list(content: bytes, source: str, read: Read) -> dict[str, Listed]:
    files: dict[str, Listed] = {}
    for element in read_elements(content, source, read, root="hashlist", wanted=("hash",)):
        place = element.find(f"{{{LIST_NAMESPACE}}}path")
        path = "" if place is None else place.text or ""
        size = "" if place is None else place.get("size", "")
        digests: dict[str, str] = {}
        for child in element:
            name = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if name in MEDIA_HASH_ALGORITHMS:
                digests[name] = (child.text or "").strip().lower()
        bad = [name for name, text in digests.items() if not is_digest(name, text)]
        if bad or not digests or path in files:
            read.refuse(source, f"{source} lists {path!r} twice, or without a digest that has the form of one.")
        files[path] = Listed(
            size_bytes=int(size) if re.fullmatch(r"[0-9]{1,18}", size) else None,
            digests={name: text for name, text in digests.items() if name not in bad},
        )
    read.problems += path_problems(files, source)
    return files


def read_elements(content: bytes, source: str, read: Read, *, root: str, wanted: tuple[str, ...]) -> Iterator[Any]:
    """Yield elements of a document one by one; a document type, an entity or broken XML ends it with a problem.

    Nothing is resolved, expanded or fetched, and what has been read is dropped, so memory stays bounded.
    """
    events = etree.iterparse(
        BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    first = True
    try:
        for event, element in events:
            name = etree.QName(element).localname
            if first and element.getroottree().docinfo.internalDTD is not None:
                read.refuse(source, f"{source} has a document type, which is refused.")
                return
            if first and name != root:
                read.refuse(source, f"{source} is another kind of document.", name, root)
                return
            first = False
            if event == "end" and name in wanted:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        read.refuse(source, f"{source} is not well-formed XML.", str(error))
