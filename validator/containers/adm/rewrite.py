"""An existing ADM file with other sound in some channels: which statements are then untrue, and how they are taken out.

Everything is written at its old length: what is taken out of axml becomes blanks, so that every chunk, every identifier
and every line stays where it was.

Source: ITU-R BS.2076-3 (02/2025) clause 5.7.4, loudnessMetadata.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.containers.adm.identifiers import folded
from validator.containers.adm.links import references
from validator.containers.wave.ixml import IXML_LOUDNESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from validator.containers.adm.document import AdmDocument, AudioContent, AudioProgramme, Element

_LOUDNESS: Final = re.compile(rb"<(?P<name>(?:[\w.-]+:)?loudnessMetadata)\b[^>]*?(?:/>|>.*?</(?P=name)\s*>)", re.DOTALL)

_IXML_LOUDNESS: Final = re.compile(
    rb"<(?P<name>(?:BWF_)?(?:" + "|".join(IXML_LOUDNESS).encode() + rb"))\b[^>]*?(?:/>|>.*?</(?P=name)\s*>)", re.DOTALL
)
"""The five readings in the sections LOUDNESS and BEXT of iXML."""


def untrue_loudness(document: AdmDocument, object_ids: Iterable[str]) -> frozenset[int]:
    """Return the lines of the loudnessMetadata elements that no longer hold once these objects sound otherwise.

    Those are the statements of every programme and content that reaches one of them.
    """
    changed = {folded(identifier) for identifier in object_ids}
    stating: tuple[AudioProgramme | AudioContent, ...] = (*document.programmes, *document.contents)
    return frozenset(
        stated.line for element in stating if changed & _reached(document, element) for stated in element.loudness
    )


def _reached(document: AdmDocument, element: Element) -> set[str]:
    found = {folded(reference.id) for reference in references(element)}
    waiting = list(found)
    while waiting:
        inner = document.by_id.get(waiting.pop())
        targets = () if inner is None else references(inner)
        fresh = {folded(reference.id) for reference in targets} - found
        found |= fresh
        waiting += fresh
    return found


def without_loudness(axml: bytes, lines: frozenset[int]) -> bytes:
    """Return axml with blanks in the place of the loudnessMetadata elements that begin on some lines.

    Length and line ends stay. Nothing is found in an encoding that is no superset of ASCII; who needs it gone reads the
    result again.
    """
    result = bytearray(axml)
    line, counted = 1, 0
    for found in _LOUDNESS.finditer(axml):
        line += axml.count(b"\n", counted, found.start())
        counted = found.start()
        if line in lines:
            result[found.start() : found.end()] = _blanks(found)
    return bytes(result)


def without_ixml_loudness(ixml: bytes) -> bytes:
    """Return iXML with blanks in the place of its loudness; otherwise as `without_loudness`.

    Source: iXML specification, revision 3.01: BEXT, LOUDNESS.
    """
    return _IXML_LOUDNESS.sub(_blanks, ixml)


def _blanks(found: re.Match[bytes]) -> bytes:
    return bytes(byte if byte in b"\r\n" else 0x20 for byte in found.group())


def put_channels(frames: NDArray[np.uint8], channels: Sequence[int], samples: bytes) -> None:
    """Put samples into some channels of whole frames.

    Args:
        frames: uint8 (n, bytes of a frame), interleaved; changed.
        channels: Channels of the file, from 0, in the order of `samples`.
        samples: Interleaved frames of these channels alone, as many, of the same bytes a sample.
    """
    if not len(frames):
        return
    fresh = np.frombuffer(samples, dtype=np.uint8).reshape(len(frames), len(channels), -1)
    width = fresh.shape[2]
    for place, channel in enumerate(channels):
        frames[:, channel * width : (channel + 1) * width] = fresh[:, place]
