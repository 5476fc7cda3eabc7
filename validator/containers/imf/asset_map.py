"""ASSETMAP.xml and VOLINDEX.xml: which asset lies in which file.

Source: SMPTE ST 429-9:2014, whose namespace is that of 2007; IMF uses both documents unchanged (ST 2067-2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from specs.message import Message
from specs.models import FrozenModel
from validator.containers.imf.building import add, add_element, begin_document, finish_document, urn
from validator.containers.imf.document import ChildRule, DocumentFault, DocumentNode, FaultList, open_document, optional
from validator.containers.imf.namespaces import ASSET_MAP, INTEROP_ASSET_MAP
from validator.containers.imf.paths import unportable_reason, unsafe_reason

if TYPE_CHECKING:
    from lxml import etree

ASSET_MAP_NAME: Final = "ASSETMAP.xml"
VOLUME_INDEX_NAME: Final = "VOLINDEX.xml"
INTEROP_ASSET_MAP_NAME: Final = "ASSETMAP"
INTEROP_VOLUME_INDEX_NAME: Final = "VOLINDEX"
"""In a digital cinema package of the interop form."""

_MAP: Final = (
    ChildRule("Id"), optional("AnnotationText"), ChildRule("Creator"), ChildRule("VolumeCount"), ChildRule("IssueDate"),
    ChildRule("Issuer"), ChildRule("AssetList"),
)  # fmt: skip
_INTEROP_MAP: Final = (
    ChildRule("Id"), optional("AnnotationText"), ChildRule("VolumeCount"), ChildRule("IssueDate"), ChildRule("Issuer"),
    ChildRule("Creator"), ChildRule("AssetList"),
)  # fmt: skip
_ASSETS: Final = (ChildRule("Asset", 1, None),)
_ASSET: Final = (ChildRule("Id"), optional("AnnotationText"), optional("PackingList"), ChildRule("ChunkList"))
_CHUNKS: Final = (ChildRule("Chunk", 1, None),)
_CHUNK: Final = (ChildRule("Path"), optional("VolumeIndex"), optional("Offset"), optional("Length"))


class AssetChunk(FrozenModel):
    """A file, or a part of one.

    Attributes:
        path: As it is written; None where it is missing.
        safe: True where the path stays inside the package, so that it may be followed.
        length: Bytes; None where it is not stated.
        line: Where it is in the document; None for one that was made.
    """

    path: str | None
    safe: bool = True
    volume_index: int | None = None
    offset: int | None = None
    length: int | None = None
    line: int | None = None


class MappedAsset(FrozenModel):
    """One asset and where it lies.

    Attributes:
        id: None where it is missing or malformed.
        packing_list: True for a packing list.
    """

    id: UUID | None
    annotation: str | None = None
    packing_list: bool = False
    chunks: tuple[AssetChunk, ...] = ()
    line: int | None = None


class AssetMap(FrozenModel):
    """The whole map; None for what is missing or malformed.

    Attributes:
        issue_date: As it is written.
        faults: What is wrong with the document; codes of `DocumentFault`.
    """

    namespace: str = ASSET_MAP
    id: UUID | None
    annotation: str | None = None
    creator: str | None
    volume_count: int | None = 1
    issue_date: str | None
    issuer: str | None
    assets: tuple[MappedAsset, ...]
    faults: tuple[Message, ...] = ()


class VolumeIndex(FrozenModel):
    """Which volume of a package this is, from 1."""

    index: int | None
    faults: tuple[Message, ...] = ()


def parse_asset_map(data: bytes, *, where: str) -> AssetMap:
    """Read an asset map.

    Args:
        data: The file.
        where: Its name, for errors.

    Raises:
        MediaError: As `open_document`.
    """
    faults = FaultList()
    root = open_document(data, root="AssetMap", namespaces=(ASSET_MAP, INTEROP_ASSET_MAP), where=where)
    interop = root.tag.startswith(f"{{{INTEROP_ASSET_MAP}}}")
    node = DocumentNode(root, _INTEROP_MAP if interop else _MAP, faults)
    listed = node.one("AssetList")
    assets = [] if listed is None else DocumentNode(listed, _ASSETS, faults).all("Asset")
    return AssetMap(
        namespace=INTEROP_ASSET_MAP if interop else ASSET_MAP,
        id=node.uuid("Id"),
        annotation=node.text("AnnotationText"),
        creator=node.text("Creator"),
        volume_count=node.integer("VolumeCount"),
        issue_date=node.date("IssueDate"),
        issuer=node.text("Issuer"),
        assets=tuple(_asset(asset, faults, interop=interop) for asset in assets),
        faults=faults.faults(),
    )


def _asset(element: etree._Element, faults: FaultList, *, interop: bool) -> MappedAsset:
    """An asset; in the interop form an empty element says that it is a packing list."""
    node = DocumentNode(element, _ASSET, faults)
    listed = node.one("ChunkList")
    chunks = [] if listed is None else DocumentNode(listed, _CHUNKS, faults).all("Chunk")
    return MappedAsset(
        id=node.uuid("Id"),
        annotation=node.text("AnnotationText"),
        packing_list=node.one("PackingList") is not None if interop else bool(node.boolean("PackingList")),
        chunks=tuple(_chunk(chunk, faults) for chunk in chunks),
        line=node.line,
    )


def _chunk(element: etree._Element, faults: FaultList) -> AssetChunk:
    node = DocumentNode(element, _CHUNK, faults)
    path = node.text("Path")
    reason = "empty" if path is None else unsafe_reason(path)
    if reason is not None:
        faults.add(DocumentFault.PATH_REFUSED, path=path or "", reason=reason, line=node.line)
    elif path is not None and (reason := unportable_reason(path)) is not None:
        faults.add(DocumentFault.PATH_NOT_PORTABLE, path=path, reason=reason, line=node.line)
    return AssetChunk(
        path=path,
        safe=path is not None and unsafe_reason(path) is None,
        volume_index=node.integer("VolumeIndex"),
        offset=node.integer("Offset"),
        length=node.integer("Length"),
        line=node.line,
    )


def build_asset_map(asset_map: AssetMap) -> bytes:
    """Write an asset map; lines and faults of one that was read play no part."""
    root = begin_document(ASSET_MAP, "AssetMap")
    add(root, "Id", urn(asset_map.id))
    add(root, "AnnotationText", asset_map.annotation)
    add(root, "Creator", asset_map.creator)
    add(root, "VolumeCount", asset_map.volume_count)
    add(root, "IssueDate", asset_map.issue_date)
    add(root, "Issuer", asset_map.issuer)
    assets = add_element(root, "AssetList")
    for asset in asset_map.assets:
        element = add_element(assets, "Asset")
        add(element, "Id", urn(asset.id))
        add(element, "AnnotationText", asset.annotation)
        add(element, "PackingList", asset.packing_list or None)
        chunks = add_element(element, "ChunkList")
        for chunk in asset.chunks:
            part = add_element(chunks, "Chunk")
            add(part, "Path", chunk.path)
            add(part, "VolumeIndex", chunk.volume_index)
            add(part, "Offset", chunk.offset)
            add(part, "Length", chunk.length)
    return finish_document(root)


def parse_volume_index(data: bytes, *, where: str) -> VolumeIndex:
    """Read a volume index.

    Raises:
        MediaError: As `open_document`.
    """
    faults = FaultList()
    root = open_document(data, root="VolumeIndex", namespaces=(ASSET_MAP,), where=where)
    return VolumeIndex(index=DocumentNode(root, (ChildRule("Index"),), faults).integer("Index"), faults=faults.faults())


def build_volume_index(index: int = 1) -> bytes:
    """Write a volume index."""
    root = begin_document(ASSET_MAP, "VolumeIndex")
    add(root, "Index", index)
    return finish_document(root)
