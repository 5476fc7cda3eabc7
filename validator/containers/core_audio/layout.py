"""Channel layouts as Core Audio writes them, in the `chan` chunk of CAF and the `CHAN` chunk of AIFF.

Source: Apple, Core Audio Format Specification 1.0 (2011), Channel Layout Chunk; CoreAudioTypes.h for the constants.
"""

from __future__ import annotations

import struct
from typing import Final

from validator.containers.wave.channel_labels import labels_of_mask, settle_surrounds

LAYOUT_FROM: Final = "CAF channel layout"

_USE_DESCRIPTIONS: Final = 0
_USE_BITMAP: Final = 1 << 16
_FIXED: Final = struct.Struct(">III")
_DESCRIPTION: Final = struct.Struct(">II3f")

_TAGS: Final[dict[int, tuple[str, ...]]] = {
    100: ("M",),
    101: ("L", "R"),
    108: ("L", "R", "Ls", "Rs"),
    113: ("L", "R", "C"),
    114: ("C", "L", "R"),
    117: ("L", "R", "C", "Ls", "Rs"),
    118: ("L", "R", "Ls", "Rs", "C"),
    119: ("L", "C", "R", "Ls", "Rs"),
    120: ("C", "L", "R", "Ls", "Rs"),
    121: ("L", "R", "C", "LFE", "Ls", "Rs"),
    122: ("L", "R", "Ls", "Rs", "C", "LFE"),
    123: ("L", "C", "R", "Ls", "Rs", "LFE"),
    124: ("C", "L", "R", "Ls", "Rs", "LFE"),
    128: ("L", "R", "C", "LFE", "Lss", "Rss", "Lrs", "Rrs"),
}
"""Channels by the upper half of a layout tag; the lower half is their number."""

_LABELS: Final[dict[int, str]] = {
    1: "L", 2: "R", 3: "C", 4: "LFE", 5: "Ls", 6: "Rs", 9: "Cs", 10: "Lss", 11: "Rss", 33: "Lrs", 34: "Rrs",
    13: "Ltf", 15: "Rtf", 16: "Ltr", 18: "Rtr", 42: "M",
}  # fmt: skip
"""Labels by mChannelLabel."""


def labels_of_layout(payload: bytes, channel_count: int) -> tuple[str, ...] | None:
    """Labels in file order; None where the layout does not name exactly the file's channels.

    Args:
        payload: Of the chunk: tag, bitmap, number of descriptions, descriptions.
        channel_count: Channels of the file.
    """
    if len(payload) < _FIXED.size:
        return None
    tag, bitmap, count = _FIXED.unpack_from(payload)
    if tag == _USE_BITMAP:
        return labels_of_mask(bitmap, channel_count)
    if tag == _USE_DESCRIPTIONS:
        return _described(payload, count, channel_count)
    labels = _TAGS.get(tag >> 16)
    return labels if labels is not None and len(labels) == channel_count == tag & 0xFFFF else None


def _described(payload: bytes, count: int, channel_count: int) -> tuple[str, ...] | None:
    if count != channel_count or len(payload) < _FIXED.size + count * _DESCRIPTION.size:
        return None
    codes = [_DESCRIPTION.unpack_from(payload, _FIXED.size + row * _DESCRIPTION.size)[0] for row in range(count)]
    labels = [_LABELS[code] for code in codes if code in _LABELS]
    return settle_surrounds(labels) if len(labels) == count and len(set(labels)) == count else None
