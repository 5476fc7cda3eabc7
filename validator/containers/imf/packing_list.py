"""The packing list: what belongs to a package, with size and digest of each asset.

Sources: SMPTE ST 429-8:2007 (still used by IMF packages of 2013), ST 2067-2:2016 and :2020 clause 7.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from lxml import etree

from specs.message import Message
from specs.models import FrozenModel
from validator.containers.imf.building import add, add_element, begin_document, digest_text, finish_document, urn
from validator.containers.imf.document import ChildRule, DocumentNode, FaultList, open_document, optional
from validator.containers.imf.namespaces import (
    INTEROP_PACKING_LIST,
    PACKING_LIST_2007,
    PACKING_LIST_2016,
    SHA1,
    SIGNATURE,
)

MXF_TYPE: Final = "application/mxf"
XML_TYPE: Final = "text/xml"
"""The two types that an IMF packing list has; the reference validator passes over assets of any other."""

_LIST: Final = (
    ChildRule("Id"), optional("AnnotationText"), optional("IconId"), ChildRule("IssueDate"),
    ChildRule("Issuer"), ChildRule("Creator"), optional("GroupId"), ChildRule("AssetList"), optional("Signer"),
)  # fmt: skip
_ASSETS: Final = (ChildRule("Asset", 1, None),)
_ASSET_2007: Final = (
    ChildRule("Id"), optional("AnnotationText"), ChildRule("Hash"), ChildRule("Size"), ChildRule("Type"),
    optional("OriginalFileName"),
)  # fmt: skip
_ASSET_2016: Final = (*_ASSET_2007, ChildRule("HashAlgorithm"))


class PackedAsset(FrozenModel):
    """One asset of the list; None for what is missing or malformed.

    Attributes:
        digest: Hexadecimal digits.
        digest_algorithm: The algorithm's address; SHA-1 in a list of 2007, which does not state it.
        size: Bytes.
        line: Where it is in the document; None for one that was made.
    """

    id: UUID | None
    annotation: str | None = None
    digest: str | None
    digest_algorithm: str | None = SHA1
    size: int | None
    type: str | None
    original_file_name: str | None = None
    line: int | None = None


class PackingList(FrozenModel):
    """The whole list; None for what is missing or malformed.

    Attributes:
        namespace: `PACKING_LIST_2007`, `PACKING_LIST_2016` or, in a digital cinema package, `INTEROP_PACKING_LIST`.
        issue_date: As it is written.
        signed: True where it carries a signature.
        faults: What is wrong with the document; codes of `DocumentFault`.
    """

    namespace: str = PACKING_LIST_2016
    id: UUID | None
    annotation: str | None = None
    icon_id: UUID | None = None
    issue_date: str | None
    issuer: str | None
    creator: str | None
    group_id: UUID | None = None
    assets: tuple[PackedAsset, ...]
    signed: bool = False
    faults: tuple[Message, ...] = ()


def parse_packing_list(data: bytes, *, where: str) -> PackingList:
    """Read a packing list.

    Args:
        data: The file.
        where: Its name, for errors.

    Raises:
        MediaError: As `open_document`.
    """
    faults = FaultList()
    namespaces = (PACKING_LIST_2016, PACKING_LIST_2007, INTEROP_PACKING_LIST)
    root = open_document(data, root="PackingList", namespaces=namespaces, where=where)
    node = DocumentNode(root, _LIST, faults, foreign=True)
    listed = node.one("AssetList")
    old = not root.tag.startswith(f"{{{PACKING_LIST_2016}}}")
    assets = [] if listed is None else DocumentNode(listed, _ASSETS, faults).all("Asset")
    return PackingList(
        namespace=etree.QName(root).namespace or "",
        id=node.uuid("Id"),
        annotation=node.text("AnnotationText"),
        icon_id=node.uuid("IconId"),
        issue_date=node.date("IssueDate"),
        issuer=node.text("Issuer"),
        creator=node.text("Creator"),
        group_id=node.uuid("GroupId"),
        assets=tuple(_asset(asset, faults, old=old) for asset in assets),
        signed=any(other.tag == f"{{{SIGNATURE}}}Signature" for other in node.others),
        faults=faults.faults(),
    )


def _asset(element: etree._Element, faults: FaultList, *, old: bool) -> PackedAsset:
    node = DocumentNode(element, _ASSET_2007 if old else _ASSET_2016, faults)
    algorithm = None if old else node.one("HashAlgorithm")
    return PackedAsset(
        id=node.uuid("Id"),
        annotation=node.text("AnnotationText"),
        digest=node.digest("Hash"),
        digest_algorithm=SHA1 if old else None if algorithm is None else algorithm.get("Algorithm"),
        size=node.integer("Size"),
        type=node.text("Type"),
        original_file_name=node.text("OriginalFileName"),
        line=node.line,
    )


def build_packing_list(packing_list: PackingList) -> bytes:
    """Write a packing list, unsigned; lines and faults of one that was read play no part."""
    root = begin_document(packing_list.namespace, "PackingList")
    add(root, "Id", urn(packing_list.id))
    add(root, "AnnotationText", packing_list.annotation)
    add(root, "IconId", urn(packing_list.icon_id))
    add(root, "IssueDate", packing_list.issue_date)
    add(root, "Issuer", packing_list.issuer)
    add(root, "Creator", packing_list.creator)
    add(root, "GroupId", urn(packing_list.group_id))
    assets = add_element(root, "AssetList")
    for asset in packing_list.assets:
        element = add_element(assets, "Asset")
        add(element, "Id", urn(asset.id))
        add(element, "AnnotationText", asset.annotation)
        add(element, "Hash", digest_text(asset.digest))
        add(element, "Size", asset.size)
        add(element, "Type", asset.type)
        add(element, "OriginalFileName", asset.original_file_name)
        if packing_list.namespace == PACKING_LIST_2016 and asset.digest_algorithm is not None:
            add_element(element, "HashAlgorithm", Algorithm=asset.digest_algorithm)
    return finish_document(root)
