"""A composition of nothing but a picture track file, for new sound to be put into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from validator.containers.imf.composition import (
    IMAGE_SEQUENCE,
    Composition,
    CompositionResource,
    CompositionSegment,
    CompositionSequence,
    DescriptorEntry,
    UserText,
)
from validator.containers.imf.namespaces import CORE_CONSTRAINTS_2020

if TYPE_CHECKING:
    from validator.containers.imf.picture import PictureFile

APPLICATION_2E: Final = "http://www.smpte-ra.org/ns/2067-21/2021"
"""What a composition of JPEG 2000 picture is an application of (ST 2067-21); no other is named."""


def picture_composition(picture: PictureFile, title: str, issue_date: str) -> Composition:
    """Return a composition of one segment that plays a picture from its first frame to its last, without sound.

    Its ids follow from the picture's, so that the same picture gives the same; compositions made of it have their own.
    """
    own = picture.track_file_id
    rate = f"{picture.frame_rate.numerator}/{picture.frame_rate.denominator}"
    encoding = uuid5(own, "descriptor")
    resource = CompositionResource(
        id=uuid5(own, "resource"),
        edit_rate=rate,
        intrinsic_duration=picture.frame_count,
        source_encoding=encoding,
        track_file_id=own,
    )
    return Composition(
        id=uuid5(own, "composition"),
        issue_date=issue_date,
        content_title=UserText(text=title),
        descriptors=(DescriptorEntry(id=encoding, xml=picture.descriptor.xml, name=picture.name),),
        edit_rate=rate,
        applications=(APPLICATION_2E,) if picture.is_jpeg_2000 else (),
        segments=(CompositionSegment(id=uuid5(own, "segment"), sequences=(_sequence(own, resource),)),),
    )


def _sequence(own: UUID, resource: CompositionResource) -> CompositionSequence:
    return CompositionSequence(
        name=IMAGE_SEQUENCE,
        namespace=CORE_CONSTRAINTS_2020,
        id=uuid5(own, "sequence"),
        track_id=uuid5(own, "track"),
        resources=(resource,),
    )
