"""The last files of every package: manifest, signature, the lists of the bag, the media hash list."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packager.fixity import bag, media_hash_list
from packager.fixity.listing import BAG_ALGORITHMS, PACKAGE_ALGORITHMS, Listed
from packager.formats.stems.manifest import MANIFEST, SIGNATURE, manifest_to_json
from packager.formats.stems.naming import portable
from validator.audio.digests import new_hasher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from packager.fixity.signature import Signer
    from packager.fixity.writing import MemberWriter
    from packager.formats.stems.manifest import Manifest

_IDENTITIES: Final = uuid.UUID("5d0c8e0e-6a54-5f0e-9d0a-6f3f6f3a2b11")
"""Name space of identities that are made from the content of a package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageOrigin:
    """Everything about a package that is not in its input, so that the same input gives the same package.

    Attributes:
        created: The moment it is made, with a time zone, whole seconds.
        host: Where it is made.
        version: Version of the tool.
        identity: A URN; None makes one of the content and the moment.
    """

    created: datetime
    host: str
    version: str
    identity: str | None = None

    def identify(self, files: Mapping[str, Listed]) -> str:
        """Return the identity of a package that holds these files."""
        if self.identity is not None:
            return self.identity
        lines = [f"{path} {files[path].digests['sha256']}" for path in sorted(files)]
        return uuid.uuid5(_IDENTITIES, "\n".join([self.created.isoformat(), *lines])).urn


def seal(members: MemberWriter, manifest: Manifest, signer: Signer | None) -> None:
    """Write everything that lists the payload.

    Raises:
        RefusedError: The disk is full or cannot be written.
    """
    signature = None if signer is None else signer.sign(manifest_to_json(manifest))
    for path, content in sealed_files(manifest, signature).items():
        members.write(path, content)


def sealed_files(manifest: Manifest, signature: bytes | None) -> dict[str, bytes]:
    """Return everything that lists the payload, by path: it all follows from the manifest.

    The manifest lists the payload; the tag manifests list the other files; the media hash list lists both, and the tag
    manifests; its chain lists the media hash list. So every file but the chain is in a list, and whoever trusts the
    manifest can make every other file again, and see whether it is the one that is there.

    Args:
        manifest: What is in the package.
        signature: Of its text; None where it is not signed.
    """
    payload = manifest.listing().files
    names = [name for name in PACKAGE_ALGORITHMS if all(name in listed.digests for listed in payload.values())]
    contents: dict[str, bytes] = {}
    tags: dict[str, Listed] = {}

    def tag(path: str, content: bytes) -> None:
        contents[path] = content
        tags[path] = Listed(size_bytes=len(content), digests={name: _digest(name, content) for name in names})

    tag(MANIFEST, manifest_to_json(manifest))
    if signature is not None:
        tag(SIGNATURE, signature)
    info = bag.BagInfo(
        agent=f"{manifest.tool.name} {manifest.tool.version}",
        day=manifest.created.date(),
        identifier=manifest.id,
        description=manifest.title,
    )
    tag(bag.DECLARATION, bag.declaration())
    tag(bag.INFO, bag.bag_info(info, payload))
    algorithms = [name for name in BAG_ALGORITHMS if name in names]
    for name in algorithms:
        tag(f"manifest-{name}.txt", bag.checksum_list(name, payload))
    listed_tags = dict(tags)
    for name in algorithms:
        tag(f"tagmanifest-{name}.txt", bag.checksum_list(name, listed_tags))
    creator = media_hash_list.Creator(
        created=manifest.created, host=manifest.host, tool=manifest.tool.name, tool_version=manifest.tool.version
    )
    list_name = media_hash_list.list_name(portable(manifest.title)[:100] or "package", manifest.created)
    hashes = media_hash_list.hash_list({**payload, **tags}, creator)
    contents[media_hash_list.FOLDER + list_name] = hashes
    contents[media_hash_list.CHAIN] = media_hash_list.chain({list_name: hashes})
    return contents


def _digest(name: str, content: bytes) -> str:
    hasher = new_hasher(name)
    hasher.update(content)
    return hasher.hexdigest()
