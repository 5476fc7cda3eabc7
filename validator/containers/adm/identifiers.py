"""The identifiers of ADM elements: what each kind looks like, and what its digits say.

Source: ITU-R BS.2076-3 (02/2025) clause 6, Use of IDs.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class ElementKind(StrEnum):
    """A main element of the ADM, by the local name that it has in axml."""

    PROGRAMME = "audioProgramme"
    CONTENT = "audioContent"
    OBJECT = "audioObject"
    PACK = "audioPackFormat"
    CHANNEL = "audioChannelFormat"
    BLOCK = "audioBlockFormat"
    STREAM = "audioStreamFormat"
    TRACK = "audioTrackFormat"
    TRACK_UID = "audioTrackUID"

    @property
    def id_attribute(self) -> str:
        """The attribute that carries the identifier."""
        return "UID" if self is ElementKind.TRACK_UID else f"{self.value}ID"

    @property
    def name_attribute(self) -> str | None:
        """The attribute that carries the name; None for track UIDs and blocks, which have none."""
        nameless = (ElementKind.TRACK_UID, ElementKind.BLOCK)
        return None if self in nameless else f"{self.value}Name"


_HEX: Final = "[0-9a-fA-F]"
_FORMS: Final[dict[ElementKind, re.Pattern[str]]] = {
    kind: re.compile(pattern.replace("h", _HEX))
    for kind, pattern in {
        ElementKind.PROGRAMME: "APR_h{4}",
        ElementKind.CONTENT: "ACO_h{4}",
        ElementKind.OBJECT: "AO_h{4}",
        ElementKind.PACK: "AP_h{8}",
        ElementKind.CHANNEL: "AC_h{8}",
        ElementKind.BLOCK: "AB_h{8}_h{8}",
        ElementKind.STREAM: "AS_h{8}",
        ElementKind.TRACK: "AT_h{8}_h{2}",
        ElementKind.TRACK_UID: "ATU_h{8}",
    }.items()
}

TYPE_DEFINITIONS: Final[dict[str, str]] = {
    "0001": "DirectSpeakers",
    "0002": "Matrix",
    "0003": "Objects",
    "0004": "HOA",
    "0005": "Binaural",
}
"""typeLabel and the typeDefinition it stands for (ITU-R BS.2076-3 clause 5.3.1)."""

SILENT_TRACK_UID: Final = "ATU_00000000"
"""A reference to it means a silent track; no track of a file carries it (ITU-R BS.2076-3 clauses 5.9 and 6)."""

LAST_COMMON_NUMBER: Final = 0x0FFF
"""Numbers up to this one are kept for common definitions (ITU-R BS.2076-3 clause 6)."""


def folded(identifier: str) -> str:
    """The form in which identifiers are compared: hexadecimal digits may be of either case, prefixes are capitals."""
    return identifier.strip().upper()


def is_well_formed(identifier: str, kind: ElementKind) -> bool:
    """True where an identifier has the prefix and the digits of its kind."""
    return _FORMS[kind].fullmatch(identifier) is not None


def type_label(identifier: str) -> str | None:
    """The digits yyyy of a pack, channel, block, stream or track identifier; None where it has none."""
    found = re.fullmatch(rf"A[PCBST]_({_HEX}{{4}}){_HEX}{{4}}(?:_{_HEX}+)?", identifier)
    return found[1].lower() if found else None


def number(identifier: str) -> int | None:
    """The number of an element among those of its kind.

    The digits wwww of programmes, contents and objects, xxxx of packs, channels, streams and tracks, all eight of a
    track UID; None where the identifier has no such digits.
    """
    found = re.fullmatch(
        rf"(?:(?:APR|ACO|AO)_|A[PCBST]_{_HEX}{{4}})({_HEX}{{4}})(?:_{_HEX}+)?|ATU_({_HEX}{{8}})", identifier
    )
    return int(found[1] or found[2], 16) if found else None


def is_common_definition(identifier: str) -> bool:
    """True where the number is one of those that ITU-R BS.2094 gives out."""
    value = number(identifier)
    return value is not None and not identifier.startswith("ATU_") and value <= LAST_COMMON_NUMBER
