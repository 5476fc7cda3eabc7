"""What a WAVE header says about its channels: the channel mask, iXML track functions, chna common definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.message import message
from specs.vocabulary import SPEAKERS, speaker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from specs.message import Message
    from validator.containers.facts import ChnaTrack, IxmlFacts

_MASK_LABELS: Final[dict[int, str]] = {
    **{
        entry.wave_bit: entry.label
        for entry in SPEAKERS.values()
        if entry.wave_bit is not None and entry.label not in ("Ls", "Rs")
    },
}
"""Label by bit of dwChannelMask, the surrounds at first as side and rear; `settle_surrounds` has the last word."""

_MONO_MASK: Final = 0x4
"""SPEAKER_FRONT_CENTER, which WAVE writers give a mono file."""

_IXML_SYNONYMS: Final[dict[str, str]] = {"TL": "Ltf", "TR": "Rtf", "TRL": "Ltr", "TRR": "Rtr"}
"""Heights as Steinberg's workstations write them in iXML."""

_COMMON_DEFINITIONS: Final[dict[str, str]] = {
    # ITU-R BS.2094-2 (2025), DirectSpeakers: last four digits of audioChannelFormatID AC_0001xxxx.
    "0001": "L", "0002": "R", "0003": "C", "0004": "LFE", "0005": "Ls", "0006": "Rs", "0009": "Cs",
    "000a": "Lss", "000b": "Rss", "001c": "Lrs", "001d": "Rrs",
    "000d": "Ltf", "000f": "Rtf", "0010": "Ltr", "0012": "Rtr", "0013": "Ltm", "0014": "Rtm",
    "0022": "Ltf", "0023": "Rtf", "001e": "Ltr", "001f": "Rtr",
}  # fmt: skip

_MONO_PACK: Final = "ap_00010001"


def settle_surrounds(labels: Sequence[str]) -> tuple[str, ...]:
    """Give surrounds the labels that fit the rest of the set.

    Programs name one pair of surrounds Ls/Rs, side or back alike, and of two pairs one plainly Ls/Rs: beside rears
    those are the sides, beside sides they are the rears. A single pair is Ls/Rs (SMPTE ST 2067-8:2013).
    """
    present = {label for label in labels if label in {"Ls", "Lss", "Lrs"}}
    renamed = {
        frozenset({"Ls", "Lrs"}): {"Ls": "Lss", "Rs": "Rss"},
        frozenset({"Ls", "Lss"}): {"Ls": "Lrs", "Rs": "Rrs"},
        frozenset({"Lss"}): {"Lss": "Ls", "Rss": "Rs"},
        frozenset({"Lrs"}): {"Lrs": "Ls", "Rrs": "Rs"},
    }.get(frozenset(present), {})
    return tuple(renamed.get(label, label) for label in labels)


def labels_of_mask(mask: int, channel_count: int) -> tuple[str, ...] | None:
    """Labels in file order, which is bit order; None where the mask does not name exactly the file's channels.

    Source: Microsoft, "Multiple channel audio data and WAVE files", dwChannelMask.
    """
    if mask.bit_count() != channel_count:
        return None
    if mask == _MONO_MASK:
        return ("M",)
    bits = [bit for bit in range(32) if mask >> bit & 1]
    if any(bit not in _MASK_LABELS for bit in bits):
        return None
    return settle_surrounds([_MASK_LABELS[bit] for bit in bits])


def labels_of_ixml(ixml: IxmlFacts, channel_count: int) -> tuple[str, ...] | None:
    """Labels in file order from track functions, or else track names; None where they do not name every channel.

    A function may carry its layout behind a hyphen ("L-5.1"), as the iXML specification lists them.
    """
    if is_mid_side(ixml):
        return None
    tracks = {
        track.interleave_index or track.channel_index: track
        for track in ixml.tracks
        if track.interleave_index or track.channel_index
    }
    if sorted(index for index in tracks if index) != list(range(1, channel_count + 1)):
        return None
    ordered = [tracks[index] for index in range(1, channel_count + 1)]
    for texts in ([track.function for track in ordered], [track.name for track in ordered]):
        labels = [_label(text) for text in texts]
        known = [label for label in labels if label is not None]
        if len(known) == channel_count and len(set(known)) == channel_count:
            return settle_surrounds(known)
    return None


def is_mid_side(ixml: IxmlFacts) -> bool:
    """Return whether iXML says that its tracks are mid and side, which are no loudspeakers: they must be decoded first.

    Source: iXML specification, revision 3.01, FUNCTION dictionary: `M-MID_SIDE` and `S-MID_SIDE`.
    """
    functions = {(track.function or "").strip().upper().replace(" ", "") for track in ixml.tracks}
    if any(function.endswith("MID_SIDE") for function in functions):
        return True
    names = {(track.name or "").strip().upper() for track in ixml.tracks}
    # Names count where no function says anything; S alone is a surround, and M alone a mono track.
    return any(pair <= (functions if functions != {""} else names) for pair in _MID_SIDE)


_MID_SIDE: Final = ({"M", "S"}, {"MID", "SIDE"})
"""Functions and names as they are met without the layout behind the hyphen, also among other tracks."""


def _label(text: str | None) -> str | None:
    word = (text or "").partition("-")[0].strip()
    if word.upper() in _IXML_SYNONYMS:
        return _IXML_SYNONYMS[word.upper()]
    try:
        return speaker(word).label
    except UsageError:
        return None


def labels_of_chna(tracks: Sequence[ChnaTrack], channel_count: int) -> tuple[str, ...] | None:
    """Labels in file order where every track refers to exactly one common definition; else None.

    Source: ITU-R BS.2094-2 (2025), DirectSpeakers; ITU-R BS.2088-1 clause 8 for the references.
    """
    labels: dict[int, str] = {}
    for track in tracks:
        label = _common_label(track)
        if label is None or labels.setdefault(track.track_index, label) != label:
            return None
    if sorted(labels) != list(range(1, channel_count + 1)):
        return None
    return tuple(labels[index] for index in range(1, channel_count + 1))


def _common_label(track: ChnaTrack) -> str | None:
    reference = track.track_ref.lower()
    if not reference.startswith(("at_0001", "ac_0001")):
        return None
    if track.pack_ref.lower() == _MONO_PACK:
        return "M"
    return _COMMON_DEFINITIONS.get(reference[7:11])


def contradictions(claims: Mapping[str, tuple[str, ...]]) -> tuple[Message, ...]:
    """One note for each later claim about the channels that differs from the first."""
    first, *others = claims.items() if claims else [("", ())]
    return tuple(
        message(
            "wave.labels-disagree",
            first=first[0],
            labels=" ".join(first[1]),
            other=source,
            other_labels=" ".join(labels),
        )
        for source, labels in others
        if labels != first[1]
    )
