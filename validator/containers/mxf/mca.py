"""Multichannel audio labels: which channel is which speaker, and what the sound is.

Sources: SMPTE ST 377-4:2021 (labels and sub-descriptors), ST 2067-8:2013 and ST 428-12 (channel and soundfield labels
and their register values), ST 2067-2:2020 (content and element kinds). The values are those of the labels register.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from specs.errors import UsageError
from specs.vocabulary import parse_language_tag
from validator.containers.mxf.klv import label_key
from validator.containers.mxf.metadata_set import MetadataSet, metadata_set

if TYPE_CHECKING:
    from specs.vocabulary import Layout

_LABEL_START: Final = bytes.fromhex("060e2b340401010d")


@dataclass(frozen=True, slots=True)
class McaLabel:
    """One label of the register.

    Attributes:
        symbol: MCATagSymbol, as every writer gives it: with its prefix `ch` or `sg`.
        name: MCATagName.
        label: MCALabelDictionaryID, 16 bytes.
    """

    symbol: str
    name: str
    label: bytes


_CHANNELS: Final = """
chL   03020101 Left
chR   03020102 Right
chC   03020103 Center
chLFE 03020104 LFE
chLs  03020105 Left Surround
chRs  03020106 Right Surround
chLss 03020107 Left Side Surround
chRss 03020108 Right Side Surround
chLrs 03020109 Left Rear Surround
chRrs 0302010a Right Rear Surround
chLc  0302010b Left Center
chRc  0302010c Right Center
chCs  0302010d Center Surround
chHI  0302010e Hearing Impaired
chVIN 0302010f Visually Impaired-Narrative
chM1  0302012001 Mono One
chM2  0302012002 Mono Two
chLt  0302012003 Left Total
chRt  0302012004 Right Total
chLst 0302012005 Left Surround Total
chRst 0302012006 Right Surround Total
chS   0302012007 Surround
"""

_SOUNDFIELDS: Final = """
sg51   03020201 5.1
sg71   03020202 7.1DS
sgSDS  03020203 7.1SDS
sg61   03020204 6.1
sgM    03020205 1.0 Monaural
sgST   0302022001 Standard Stereo
sgDM   0302022002 Dual Mono
sgDNS  0302022003 Discrete Numbered Sources
sg30   0302022004 3.0
sg40   0302022005 4.0
sg50   0302022006 5.0
sg60   0302022007 6.0
sg70   0302022008 7.0DS
sgLtRt 0302022009 Lt-Rt
sg51EX 030202200a 5.1EX
sgHA   030202200b Hearing Accessibility
sgVA   030202200c Visual Accessibility
"""

_GROUPS: Final = """
ggMPg  0302032001 Main Program
ggDVS  0302032002 Descriptive Video Service
ggDcm  0302032003 Dialog Centric Mix
"""


def _labels(rows: str) -> dict[str, McaLabel]:
    table = {}
    for row in rows.strip().splitlines():
        symbol, tail, name = row.split(maxsplit=2)
        table[symbol] = McaLabel(symbol, name, _LABEL_START + bytes.fromhex(tail).ljust(8, b"\0"))
    return table


CHANNEL_LABELS: Final = _labels(_CHANNELS)
"""Channel labels by symbol."""

SOUNDFIELD_LABELS: Final = _labels(_SOUNDFIELDS)
"""Soundfield group labels by symbol."""

GROUP_LABELS: Final = _labels(_GROUPS)
"""Labels of groups of soundfield groups by symbol."""

_BY_LABEL: Final = {
    label_key(one.label): one for table in (CHANNEL_LABELS, SOUNDFIELD_LABELS, GROUP_LABELS) for one in table.values()
}

_NUMBERED_SOURCE_START: Final = label_key(_LABEL_START + bytes.fromhex("0302012008"))

_SPEAKERS: Final[dict[str, str]] = {
    "chL": "L", "chR": "R", "chC": "C", "chLFE": "LFE", "chLs": "Ls", "chRs": "Rs", "chLss": "Lss", "chRss": "Rss",
    "chLrs": "Lrs", "chRrs": "Rrs", "chLc": "Lc", "chRc": "Rc", "chCs": "Cs", "chS": "Cs", "chM1": "M1", "chM2": "M2",
    "chLt": "Lt", "chRt": "Rt",
}  # fmt: skip
"""Labels of this house for channel symbols. HI, VI-N, Lst, Rst and numbered sources have none."""

SOUNDFIELD_BY_LAYOUT: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    # ST 2067-8:2013: members of each soundfield group; the order is the customary one, which the layouts share.
    "1.0": ("sgM", ("chM1",)),
    "2.0": ("sgST", ("chL", "chR")),
    "LtRt": ("sgLtRt", ("chLt", "chRt")),
    "5.1": ("sg51", ("chL", "chR", "chC", "chLFE", "chLs", "chRs")),
    "7.1": ("sg71", ("chL", "chR", "chC", "chLFE", "chLss", "chRss", "chLrs", "chRrs")),
}
"""Layouts that are written: soundfield symbol and channel symbols in file order."""

CONTENT_KINDS: Final = (
    *("PRM", "SPRM", "DXC", "MXC", "FXC", "NAR", "DDXC", "MEC", "OP", "SOP", "VO", "HI", "VI", "DVS"),
    *("DCM", "TCM", "WCM", "MCM", "CCM", "DXS", "MXS", "FXS"),
)
"""MCAAudioContentKind symbols that the reference validator knows."""

ELEMENT_KINDS: Final = ("FCMP", "ICMP", "SMPL", "SING")
"""MCAAudioElementKind symbols that the reference validator knows."""

_PRIVATE_START: Final = "x-"

TEXT_LIMIT_BYTES: Final = 32_766
"""Half of what the 16-bit length of a property holds (ST 377-1 clause 9.3), for some characters take four bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundDescription:
    """What the soundfield group of a track file says.

    Attributes:
        layout: A layout of `SOUNDFIELD_BY_LAYOUT`.
        language: RFC 5646 tag of the spoken language; None where nothing is spoken, though the reference validator
            demands one.
        title: MCATitle; "n/a" is customary where nothing is known.
        title_version: MCATitleVersion, likewise.
        content_kind: One of `CONTENT_KINDS`, or a private one that begins with `x-`.
        element_kind: One of `ELEMENT_KINDS`, or a private one.
    """

    layout: Layout
    language: str | None
    title: str = "n/a"
    title_version: str = "n/a"
    content_kind: str = "PRM"
    element_kind: str = "FCMP"

    def __post_init__(self) -> None:
        if self.layout.name not in SOUNDFIELD_BY_LAYOUT:
            raise UsageError(
                "There is no soundfield group label for this layout.",
                found=self.layout.name,
                expected="one of " + " ".join(SOUNDFIELD_BY_LAYOUT),
            )
        _refuse_unknown("content kind", self.content_kind, CONTENT_KINDS)
        _refuse_unknown("element kind", self.element_kind, ELEMENT_KINDS)
        _refuse_text("title", self.title)
        _refuse_text("title version", self.title_version)
        if self.language is not None:
            parse_language_tag(self.language)


def build_sub_descriptors(sound: SoundDescription, track_file_id: UUID) -> tuple[MetadataSet, ...]:
    """The soundfield group's sub-descriptor, then the channels' in file order.

    Args:
        sound: What they say.
        track_file_id: Every InstanceID and MCALinkID is derived from it, so that equal input gives equal bytes.
    """
    group_symbol, channel_symbols = SOUNDFIELD_BY_LAYOUT[sound.layout.name]
    group = SOUNDFIELD_LABELS[group_symbol]
    group_link = uuid5(track_file_id, "link soundfield")
    sets = [
        metadata_set(
            "SoundfieldGroupLabelSubDescriptor",
            {
                "InstanceID": uuid5(track_file_id, "set soundfield"),
                "MCALinkID": group_link,
                "MCALabelDictionaryID": group.label,
                "MCATagSymbol": group.symbol,
                "MCATagName": group.name,
                "RFC5646SpokenLanguage": None if sound.language is None else parse_language_tag(sound.language),
                "MCAAudioContentKind": sound.content_kind,
                "MCAAudioElementKind": sound.element_kind,
                "MCATitle": sound.title,
                "MCATitleVersion": sound.title_version,
            },
        )
    ]
    for number, symbol in enumerate(channel_symbols, 1):
        channel = CHANNEL_LABELS[symbol]
        sets.append(
            metadata_set(
                "AudioChannelLabelSubDescriptor",
                {
                    "InstanceID": uuid5(track_file_id, f"set channel {number}"),
                    "MCALinkID": uuid5(track_file_id, f"link channel {number}"),
                    "MCAChannelID": number,
                    "MCALabelDictionaryID": channel.label,
                    "MCATagSymbol": channel.symbol,
                    "MCATagName": channel.name,
                    "SoundfieldGroupLinkID": group_link,
                },
            )
        )
    return tuple(sets)


def registered_label(label: bytes) -> McaLabel | None:
    """The register's entry of a dictionary label; None where it is none that is known."""
    return _BY_LABEL.get(label_key(label))


def is_numbered_source(label: bytes) -> bool:
    """True for chNSC001 and so on, channels that say nothing but their number."""
    return label_key(label)[:13] == _NUMBERED_SOURCE_START


def speaker_label(channel_symbol: str, soundfield_symbol: str | None) -> str | None:
    """The house's channel label; None where the channel is no speaker. `chM1` alone in a monaural group is `M`."""
    if channel_symbol == "chM1" and soundfield_symbol == "sgM":
        return "M"
    return _SPEAKERS.get(channel_symbol)


def _refuse_text(what: str, text: str) -> None:
    """Refuse what the file or, later, the composition cannot hold: control characters, half characters, too much."""
    broken = any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
    if not text or broken or 2 * len(text) > TEXT_LIMIT_BYTES:
        raise UsageError(
            f"The {what} of a track file cannot be this.",
            found=repr(text[:100]),
            expected=f"1 to {TEXT_LIMIT_BYTES // 2} characters, none of them a control character",
        )


def _refuse_unknown(what: str, symbol: str, known: tuple[str, ...]) -> None:
    if symbol in known or (symbol.startswith(_PRIVATE_START) and len(symbol) > len(_PRIVATE_START)):
        return
    raise UsageError(
        f"There is no such {what}.", found=repr(symbol), expected="one of " + " ".join(known) + ", or x- and a name"
    )
