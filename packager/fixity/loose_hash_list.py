"""A media hash list that lies beside the files that it is about: MHL 1, or a flattened history of ASC MHL 2.

MHL 1 says `<hash><file>card/a.wav</file><size>12</size><md5>..</md5></hash>`, with paths from the folder of the list.

Source: mediahashlist.org, MHL 1.1 (elements `file`, `size`, `md5`, `sha1`, `xxhash64be`); ASC MHL Specification 2.0,
process "flatten".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from packager.fixity.foreign_digests import is_foreign_digest, normalised
from packager.fixity.listing import Listed, Listing, Read
from packager.fixity.media_hash_history import read_generation
from packager.fixity.media_hash_list import LIST_NAMESPACE, MAXIMUM_LIST_BYTES, read_elements
from packager.fixity.member import path_danger
from packager.fixity.problem import Problem, ProblemKind

if TYPE_CHECKING:
    from packager.fixity.name_lookup import NameLookup
    from packager.fixity.tree import Tree

_DIGESTS: Final = {"md5": "md5", "sha1": "sha1", "xxhash64be": "xxh64"}
"""Those of MHL 1 of which the order of bytes is certain; its `xxhash64` and `xxhash` were written in several."""

_BEGINNING_BYTES: Final = 4096
_SIZE: Final = re.compile(r"[0-9]{1,18}")


def read_loose_hash_list(tree: Tree, lookup: NameLookup, path: str) -> Read:
    """Read a media hash list outside of a folder `ascmhl`.

    Args:
        tree: What is in the folder.
        lookup: The same files by their spellings.
        path: The list.
    """
    read = Read()
    content = tree.read(path, MAXIMUM_LIST_BYTES)
    if isinstance(content, Problem):
        read.problems.append(content)
        return read
    folder = path.rpartition("/")[0]
    base = f"{folder}/" if folder else ""
    said: dict[str, Listed] = {}
    if LIST_NAMESPACE.encode() in content[:_BEGINNING_BYTES]:
        generation = read_generation(content, path, read)
        said = {entry.path: entry.listed for entry in generation.entries.values() if not entry.failed}
    else:
        for element in read_elements(content, path, read, root="hashlist", wanted=("hash",)):
            _take(element, path, said, read)
    files = {lookup.find(stated, (base, "")) or base + stated: listed for stated, listed in said.items()}
    read.listings.append(Listing(source=path, covers=lambda _path: False, files=files))
    return read


def _take(element: Any, source: str, said: dict[str, Listed], read: Read) -> None:
    texts = {
        etree.QName(child).localname: (child.text or "").strip() for child in element if isinstance(child.tag, str)
    }
    path, size = texts.get("file", ""), texts.get("size", "")
    danger = path_danger(path)
    if danger is not None:
        message = f"{source} lists {path[:200]!r}: {danger}."
        read.problems.append(Problem(kind=ProblemKind.UNSAFE, path=source, message=message))
        return
    digests = {name: normalised(name, texts[tag]) for tag, name in _DIGESTS.items() if tag in texts}
    bad = [name for name, text in digests.items() if not is_foreign_digest(name, text)]
    if bad:
        read.refuse(source, f"{source} lists {path!r} without the form of a {bad[0]}.")
    elif not digests:
        found = ", ".join(sorted(set(texts) - {"file", "size", "lastmodificationdate", "creationdate", "hashdate"}))
        message = f"{source} has only digests of {path!r} that are not read: {found[:80] or 'none'}."
        read.problems.append(Problem(kind=ProblemKind.UNKNOWN_FORM, path=path, message=message, found=found[:80]))
    if not bad:
        said[path] = Listed(size_bytes=int(size) if _SIZE.fullmatch(size) else None, digests=digests)
