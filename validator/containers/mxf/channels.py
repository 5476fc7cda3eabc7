"""Channels and soundfields as the label sub-descriptors give them.

Source: SMPTE ST 377-4:2021 clauses 6 (label sub-descriptors and their links) and 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from validator.containers.mxf.facts import ChannelFacts, SoundfieldFacts
from validator.containers.mxf.faults import MxfFaultCode
from validator.containers.mxf.mca import is_numbered_source, registered_label, speaker_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.containers.mxf.faults import FaultLog
    from validator.containers.mxf.metadata_set import MetadataSet


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMap:
    """What the labels say of the channels and of the soundfields they belong to."""

    channels: tuple[ChannelFacts, ...]
    soundfields: tuple[SoundfieldFacts, ...]
    groups: tuple[SoundfieldFacts, ...]

    @property
    def labels(self) -> tuple[str, ...] | None:
        """The house's labels in file order; None unless every channel is a known speaker."""
        labels = [channel.label for channel in self.channels]
        return tuple(label for label in labels if label is not None) if labels and None not in labels else None


def read_channels(sub_descriptors: Sequence[MetadataSet], channel_count: int, log: FaultLog) -> ChannelMap:
    """Read the labels.

    Args:
        sub_descriptors: Of the sound descriptor; other kinds are passed over.
        channel_count: By the descriptor.
        log: Takes channels without a label, with two, out of range, with unknown labels and broken links.

    Returns:
        One entry for each channel, in file order, where there is any channel label at all; else no channels.
    """
    soundfields = tuple(
        _soundfield(one, log) for one in sub_descriptors if one.symbol == "SoundfieldGroupLabelSubDescriptor"
    )
    groups = tuple(
        _soundfield(one, log) for one in sub_descriptors if one.symbol == "GroupOfSoundfieldGroupsLabelSubDescriptor"
    )
    labels = [one for one in sub_descriptors if one.symbol == "AudioChannelLabelSubDescriptor"]
    numbered: dict[int, ChannelFacts] = {}
    for one in labels:
        channel = _channel_number(one, channel_count, log)
        if channel is None:
            continue
        if channel in numbered:
            log.add(MxfFaultCode.CHANNEL_LABEL_REPEATED, channel=channel)
            continue
        numbered[channel] = _channel(one, channel, soundfields, log)
    if not labels:
        return ChannelMap(channels=(), soundfields=soundfields, groups=groups)
    for channel in range(1, channel_count + 1):
        if channel not in numbered:
            log.add(MxfFaultCode.CHANNEL_LABEL_MISSING, channel=channel)
            numbered[channel] = ChannelFacts(channel=channel)
    return ChannelMap(
        channels=tuple(numbered[channel] for channel in sorted(numbered)), soundfields=soundfields, groups=groups
    )


def _channel_number(label: MetadataSet, channel_count: int, log: FaultLog) -> int | None:
    """Which channel a label belongs to; None where that cannot be known. A mono file needs no number."""
    channel = label.integer("MCAChannelID")
    if channel is None:
        if channel_count == 1:
            return 1
        log.add(MxfFaultCode.CHANNEL_ID_MISSING, symbol=label.text("MCATagSymbol") or "")
        return None
    if not 1 <= channel <= channel_count:
        log.add(MxfFaultCode.CHANNEL_ID_OUT_OF_RANGE, channel=channel, channel_count=channel_count)
        return None
    return channel


def _channel(label: MetadataSet, channel: int, soundfields: Sequence[SoundfieldFacts], log: FaultLog) -> ChannelFacts:
    link = label.uuid("SoundfieldGroupLinkID")
    soundfield = next((one for one in soundfields if one.link == link), None) if link is not None else None
    if link is None:
        log.add(MxfFaultCode.SOUNDFIELD_LINK_MISSING, channel=channel)
    elif soundfield is None:
        log.add(MxfFaultCode.SOUNDFIELD_LINK_DANGLING, channel=channel, link=str(link))
    symbol = _registered_symbol(label, log)
    group_symbol = None if soundfield is None else soundfield.symbol
    return ChannelFacts(
        channel=channel,
        symbol=label.text("MCATagSymbol"),
        name=label.text("MCATagName"),
        dictionary_id=_hexadecimal(label.label("MCALabelDictionaryID")),
        label=None if symbol is None else speaker_label(symbol, group_symbol),
        language=label.text("RFC5646SpokenLanguage"),
        soundfield_link=link,
    )


def _soundfield(label: MetadataSet, log: FaultLog) -> SoundfieldFacts:
    _registered_symbol(label, log)
    return SoundfieldFacts(
        symbol=label.text("MCATagSymbol"),
        name=label.text("MCATagName"),
        dictionary_id=_hexadecimal(label.label("MCALabelDictionaryID")),
        link=label.uuid("MCALinkID"),
        group_links=label.uuids("GroupOfSoundfieldGroupsLinkID"),
        language=label.text("RFC5646SpokenLanguage"),
        title=label.text("MCATitle"),
        title_version=label.text("MCATitleVersion"),
        title_sub_version=label.text("MCATitleSubVersion"),
        episode=label.text("MCAEpisode"),
        partition_kind=label.text("MCAPartitionKind"),
        partition_number=label.text("MCAPartitionNumber"),
        content_kind=label.text("MCAAudioContentKind"),
        element_kind=label.text("MCAAudioElementKind"),
        content=label.text("MCAContent"),
        use_class=label.text("MCAUseClass"),
    )


def _registered_symbol(label: MetadataSet, log: FaultLog) -> str | None:
    """The symbol that the dictionary label stands for: the label decides, and a symbol that differs is a fault.

    | dictionary label | symbol in the file | result           | fault                 |
    |------------------|--------------------|------------------|-----------------------|
    | known            | the same           | label's symbol   |                       |
    | known            | none               | label's symbol   | property-missing      |
    | known            | another            | label's symbol   | label-symbol-conflict |
    | numbered source  | any                | None             |                       |
    | not known        | any                | None             | label-unknown         |
    | none             | any                | None             | property-missing      |
    """
    for name in ("MCALinkID", "MCATagSymbol"):
        if label.value(name) is None:
            log.add(MxfFaultCode.PROPERTY_MISSING, set=label.name, property=name)
    dictionary_id = label.label("MCALabelDictionaryID")
    if dictionary_id is None:
        log.add(MxfFaultCode.PROPERTY_MISSING, set=label.name, property="MCALabelDictionaryID")
        return None
    registered = registered_label(dictionary_id)
    if registered is None:
        if not is_numbered_source(dictionary_id):
            log.add(MxfFaultCode.LABEL_UNKNOWN, label=dictionary_id.hex())
        return None
    stated = label.text("MCATagSymbol")
    # Some writers leave the prefix out: "L" for "chL" is no conflict.
    if stated and stated not in (registered.symbol, registered.symbol[2:]):
        log.add(
            MxfFaultCode.LABEL_SYMBOL_CONFLICT, label=dictionary_id.hex(), symbol=stated, expected=registered.symbol
        )
    return registered.symbol


def _hexadecimal(label: bytes | None) -> str | None:
    return None if label is None else label.hex()
