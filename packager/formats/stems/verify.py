"""Verifies a package: what is in the folder against every list in it, then measured and judged again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import jsonschema
from pydantic import AwareDatetime, Field

from packager.fixity.bag import read_bag
from packager.fixity.comparison import Comparison
from packager.fixity.litter import is_litter
from packager.fixity.media_hash_list import CHAIN, FOLDER, read_media_hash_list
from packager.fixity.problem import Problem, ProblemKind
from packager.fixity.signature import SIGNATURE_BYTES, holds
from packager.fixity.tree import walk
from packager.formats.stems.manifest import MANIFEST, MAXIMUM_BYTES, SIGNATURE, parse_manifest
from packager.formats.stems.sealing import sealed_files
from packager.schema import read_schema
from specs.errors import MediaError, RefusedError
from specs.models import FrozenModel
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from packager.fixity.listing import Listing
    from packager.fixity.tree import Tree
    from packager.formats.stems.manifest import Manifest

SCHEMA: Final = "mixgate.verification/2"

SignatureState = Literal["none", "not-checked", "valid", "invalid"]


class JudgedAgain(FrozenModel):
    """One mix against one sheet, then and now.

    Attributes:
        mix: Its name.
        sheet, deliverable: What it is held against.
        stated: The verdict of the report inside; None for a sheet that has no report inside.
        verdict: The verdict now; None where it was not judged.
        reason: Why it was not judged, or what is different now; None where nothing is to be said.
    """

    mix: str
    sheet: str
    deliverable: str | None
    stated: Verdict | None
    verdict: Verdict | None
    reason: str | None = None


class Verification(FrozenModel):
    """What verifying a package found.

    Attributes:
        version: Version of mixgate that verified.
        package: Name of the folder.
        id, title, created: As the manifest states them; None where it could not be read.
        intact: True where every byte and every name is as it was packaged; litter of an operating system beside them
            changes nothing of that.
        complete: True where every file of the payload is listed: no litter lies among it (RFC 8493 clause 3).
        signature: Whether there is one, and whether it holds. A valid one vouches for the manifest, for every file
            that it lists, and for the lists that follow from it.
        unsigned: Files that a valid signature does not vouch for and that a receiver may have added.
        verdict: Of all mixes; None where nothing could be judged again.
        file_count, size_bytes: What was read.
        problems: What is wrong.
        mixes: Every mix against every sheet.
    """

    schema_: Literal["mixgate.verification/2"] = Field(default=SCHEMA, alias="schema")
    version: str
    package: str
    id: str | None
    title: str | None
    created: AwareDatetime | None
    intact: bool
    complete: bool
    signature: SignatureState
    unsigned: tuple[str, ...] = ()
    verdict: Verdict | None
    file_count: int
    size_bytes: int
    problems: tuple[Problem, ...]
    mixes: tuple[JudgedAgain, ...]


@dataclass(slots=True, kw_only=True)
class Integrity:
    """What is in the folder, held against every list.

    Attributes:
        tree: The folder.
        manifest: None where it could not be read.
        signature: As in `Verification`.
        unsigned: As in `Verification`.
        problems: What is wrong.
    """

    tree: Tree
    manifest: Manifest | None = None
    signature: SignatureState = "none"
    unsigned: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_integrity(
    root: Path,
    *,
    verifier: Ed25519PublicKey | None = None,
    workers: int | None = None,
    show: Callable[[str, int], Callable[[int], None]] | None = None,
) -> Integrity:
    """Read every list of a package and hold every file against them, bytes and names.

    Args:
        root: The folder.
        verifier: Public key the manifest must be signed with; None leaves a signature unchecked.
        workers: Files read at once; None for one for each core.
        show: Begins a progress line for a name and a number of bytes, and returns what moves it; None for none.

    Raises:
        MediaError: No such folder, one that cannot be listed, or one without any list of what is in it.
    """
    tree = walk(root)
    result = Integrity(tree=tree, problems=list(tree.problems))
    content = _manifest_content(tree, result)
    listings = _read_lists(tree, content, result)
    if content is None and not listings:
        raise MediaError(
            "This folder is no package: it has no manifest, no bag and no media hash list.",
            where=str(root),
            next_step="Name the folder that was packaged.",
        )
    check_signature(tree, content, verifier, result)
    if listings:
        progress = None if show is None else show("Verifying", sum(tree.sizes_bytes.values()))
        result.problems += Comparison(tree, listings).problems(workers, progress)
    result.problems = list(dict.fromkeys(result.problems))
    return result


def find_litter(root: Path) -> tuple[str, ...]:
    """Return the files of a package that an operating system left there: by name, and because no list names them.

    Raises:
        MediaError: No such folder, or lists that cannot be read, so that nothing says what was packed.
    """
    tree = walk(root)
    result = Integrity(tree=tree)
    listings = _read_lists(tree, _manifest_content(tree, result), result)
    wrong = [problem for problem in result.problems if problem.kind not in {ProblemKind.LITTER, ProblemKind.EXTRA}]
    if wrong:
        raise MediaError(
            "Not every list of the package can be read, so nothing says what is litter.",
            where=str(root),
            found=wrong[0].message,
            next_step="Verify the files of the package first.",
            code="package.unreadable-lists",
        )
    listed = {path for listing in listings for path in listing.files}
    return tuple(path for path in sorted(tree.sizes_bytes) if is_litter(path) and path not in listed)


def remove_litter(root: Path, paths: Iterable[str]) -> None:
    """Delete what `find_litter` found.

    Raises:
        RefusedError: A file cannot be deleted.
    """
    for path in paths:
        try:
            (root / path).unlink()
        except OSError as error:
            raise RefusedError("The file cannot be deleted.", where=str(root / path), found=error.strerror) from error


def _read_lists(tree: Tree, content: bytes | None, result: Integrity) -> list[Listing]:
    """Read every list of a package; what is wrong with them goes into the result, and the manifest."""
    listings: list[Listing] = []
    if content is not None:
        result.manifest, read = parse_manifest(content)
        listings += read.listings
        result.problems += read.problems
    for read in (read_bag(tree), read_media_hash_list(tree)):
        listings += read.listings
        result.problems += read.problems
    return listings


def _manifest_content(tree: Tree, result: Integrity) -> bytes | None:
    if MANIFEST not in tree.sizes_bytes:
        message = f"{MANIFEST} is missing: this is not a package of mixgate, or not a whole one."
        result.problems.append(Problem(kind=ProblemKind.MISSING, path=MANIFEST, message=message))
        return None
    content = tree.read(MANIFEST, MAXIMUM_BYTES)
    if isinstance(content, Problem):
        result.problems.append(content)
        return None
    return content


def check_signature(tree: Tree, content: bytes | None, verifier: Ed25519PublicKey | None, result: Integrity) -> None:
    """Say whether a manifest is signed, and by the key that was given; what is wrong with it goes into the result."""
    present = SIGNATURE in tree.sizes_bytes
    if verifier is None:
        result.signature = "not-checked" if present else "none"
        return
    signature = tree.read(SIGNATURE, SIGNATURE_BYTES) if present else None
    if isinstance(signature, bytes) and content is not None and holds(verifier, signature, content):
        result.signature = "valid"
        _tell_unsigned(tree, signature, result)
        return
    result.signature = "invalid" if present else "none"
    message = (
        f"{SIGNATURE} is not a signature of {MANIFEST} by the key that was given."
        if present
        else f"{MANIFEST} is not signed."
    )
    result.problems.append(Problem(kind=ProblemKind.SIGNATURE, path=SIGNATURE, message=message))


def _tell_unsigned(tree: Tree, signature: bytes, result: Integrity) -> None:
    """Tell what the signature does not vouch for.

    | file                                             | the signature                                          |
    |--------------------------------------------------|--------------------------------------------------------|
    | manifest.json                                    | is of it                                               |
    | listed in the manifest, with SHA-256             | vouches for it                                         |
    | bag, media hash list: as the manifest makes them | vouches for them: they can be made again, and are these |
    | one of those, and another text                   | does not: somebody wrote it anew                       |
    | further generations in `ascmhl`, and the chain   | does not; a receiver adds them, so they are named only |
    | anything else                                    | does not: somebody added it                            |
    """
    manifest = result.manifest
    if manifest is None:
        return
    made = sealed_files(manifest, signature)
    listed = manifest.listing().files
    for path in sorted(set(tree.sizes_bytes) - {MANIFEST, SIGNATURE, *listed}):
        if is_litter(path) or (path in made and tree.read(path, len(made[path])) == made[path]):
            continue
        if path.startswith(FOLDER) and (path not in made or path == CHAIN):
            result.unsigned.append(path)
            continue
        what = "is not what the signed manifest makes it" if path in made else "is in no signed list"
        message = f"The signature does not vouch for {path}: it {what}."
        result.problems.append(Problem(kind=ProblemKind.SIGNATURE, path=path, message=message))


def verification_to_json(found: Verification) -> str:
    """Return a verification as JSON, held against its published schema; it ends with a newline."""
    document = found.model_dump(mode="json", by_alias=True)
    jsonschema.validate(document, read_schema("verification"))
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
