"""The composition playlist of a digital cinema package (DCP), read as the compositions of IMF are.

| in the document                             | in the composition                                   |
|---------------------------------------------|------------------------------------------------------|
| a reel                                      | a segment                                            |
| MainPicture, MainStereoscopicPicture        | the picture: a virtual track of its own              |
| MainSound                                   | main audio: a virtual track of its own               |
| any other asset of a reel                   | a sequence of its name                               |
| EditRate, IntrinsicDuration, EntryPoint     | the same, counted in frames                          |
| Duration                                    | SourceDuration                                       |
| Hash                                        | the digest, SHA-1                                    |

Sources: SMPTE ST 429-7:2006 (composition playlist), and the interop specification of 2004 that it came from; neither
text was read. The elements are those of packages by other writers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from lxml import etree

from validator.containers.imf.composition import (
    AUDIO_SEQUENCE,
    IMAGE_SEQUENCE,
    Composition,
    CompositionResource,
    CompositionSegment,
    CompositionSequence,
    ContentKind,
    UserText,
)
from validator.containers.imf.document import (
    ChildRule,
    DocumentNode,
    FaultList,
    line_of,
    open_document,
    optional,
)
from validator.containers.imf.namespaces import CINEMA_COMPOSITIONS, SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURES: Final = ("MainPicture", "MainStereoscopicPicture")
SOUND: Final = "MainSound"

_PLAYLIST: Final = (
    ChildRule("Id"), optional("AnnotationText"), optional("IconId"), ChildRule("IssueDate"), optional("Issuer"),
    optional("Creator"), ChildRule("ContentTitleText"), ChildRule("ContentKind"), optional("ContentVersion"),
    optional("RatingList"), ChildRule("ReelList"), optional("Signer"),
)  # fmt: skip
_REELS: Final = (ChildRule("Reel", 1, None),)
_REEL: Final = (ChildRule("Id"), optional("AnnotationText"), ChildRule("AssetList"))
_ASSET: Final = (
    ChildRule("Id"), optional("AnnotationText"), optional("EditRate"), ChildRule("IntrinsicDuration"),
    optional("EntryPoint"), optional("Duration"), optional("KeyId"), optional("Hash"), optional("FrameRate"),
    optional("ScreenAspectRatio"), optional("Language"),
)  # fmt: skip

_TRACKS: Final = {IMAGE_SEQUENCE: UUID(int=1), AUDIO_SEQUENCE: UUID(int=2)}
"""Reels name no virtual tracks: picture and sound are one each, whatever the reel."""


def parse_cinema_composition(data: bytes, *, where: str) -> Composition:
    """Read the composition playlist of a DCP.

    Args:
        data: The file.
        where: Its name, for errors.

    Raises:
        MediaError: As `open_document`.
    """
    faults = FaultList()
    root = open_document(data, root="CompositionPlaylist", namespaces=CINEMA_COMPOSITIONS, where=where)
    node = DocumentNode(root, _PLAYLIST, faults, foreign=True)
    listed = node.one("ReelList")
    reels = [] if listed is None else DocumentNode(listed, _REELS, faults).all("Reel")
    segments = tuple(_segment(reel, faults) for reel in reels)
    title, kind, language = node.text("ContentTitleText"), node.text("ContentKind"), None
    return Composition(
        namespace=etree.QName(root).namespace or "",
        id=node.uuid("Id"),
        annotation=_text(node.text("AnnotationText"), language),
        issue_date=node.date("IssueDate"),
        issuer=_text(node.text("Issuer"), language),
        creator=_text(node.text("Creator"), language),
        content_title=_text(title, language),
        content_kind=None if kind is None else ContentKind(kind=kind),
        edit_rate=_edit_rate(segments),
        segments=segments,
        signed=any(other.tag == f"{{{SIGNATURE}}}Signature" for other in node.others),
        faults=faults.faults(),
    )


def _text(text: str | None, language: str | None) -> UserText | None:
    return None if text is None else UserText(text=text, language=language)


def _edit_rate(segments: tuple[CompositionSegment, ...]) -> str | None:
    """That of the first picture, else of whatever comes first."""
    sequences = [one for segment in segments for one in segment.sequences]
    pictures = [one for one in sequences if one.name == IMAGE_SEQUENCE]
    rates = [resource.edit_rate for one in (*pictures, *sequences) for resource in one.resources]
    return next((rate for rate in rates if rate is not None), None)


def _segment(element: etree._Element, faults: FaultList) -> CompositionSegment:
    node = DocumentNode(element, _REEL, faults)
    listed = node.one("AssetList")
    assets = [] if listed is None else list(listed.iterchildren(etree.Element))
    return CompositionSegment(
        id=node.uuid("Id"),
        annotation=_text(node.text("AnnotationText"), None),
        sequences=tuple(_sequences(assets, faults)),
        line=node.line,
    )


def _sequences(assets: list[etree._Element], faults: FaultList) -> Iterator[CompositionSequence]:
    for element in assets:
        own = etree.QName(element)
        name = (
            IMAGE_SEQUENCE if own.localname in PICTURES else AUDIO_SEQUENCE if own.localname == SOUND else own.localname
        )
        # Pictures in 3D, captions and markers have elements of their own, of which nothing is read.
        is_read = own.localname in (*PICTURES, SOUND)
        node = DocumentNode(element, _ASSET, faults if is_read else FaultList(), foreign=True)
        yield CompositionSequence(
            name=name,
            namespace=own.namespace or "",
            id=None,
            track_id=_TRACKS.get(name),
            resources=(_resource(node),),
            line=line_of(element),
        )


def _resource(node: DocumentNode) -> CompositionResource:
    return CompositionResource(
        id=None,
        edit_rate=node.rate("EditRate"),
        intrinsic_duration=node.integer("IntrinsicDuration"),
        entry_point=node.integer("EntryPoint"),
        source_duration=node.integer("Duration"),
        track_file_id=node.uuid("Id"),
        key_id=node.uuid("KeyId"),
        digest=node.digest("Hash"),
        line=node.line,
    )
