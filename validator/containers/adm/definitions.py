"""The common definitions that beds refer to instead of describing their loudspeakers.

Sources: ITU-R BS.2094-1 (2017) and BS.2094-2, read in the XML that the EBU ADM Renderer (BS.2094-1) and the ADM
library of Dolby Laboratories (dlb_adm, common_adm_def_v15, BS.2094-2) carry. They differ in one pack that is in use:
7.1.2 names SideRight and TopCentre for the side surrounds in the older file; the table here has the corrected one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from validator.containers.adm.identifiers import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonChannel:
    """A loudspeaker of the common definitions.

    Attributes:
        number: The digits xxxx of AC_0001xxxx.
        speaker_label: ITU-R BS.2051 label.
        azimuth, elevation: Degrees, positive to the left and upwards.
        low_pass_hz: 120 for low frequency channels; None for all others.
    """

    number: str
    name: str
    speaker_label: str
    azimuth: float
    elevation: float
    low_pass_hz: float | None = None

    @property
    def channel_id(self) -> str:
        """Its audioChannelFormatID."""
        return f"AC_0001{self.number}"

    @property
    def track_id(self) -> str:
        """Its audioTrackFormatID: one PCM track per channel."""
        return f"AT_0001{self.number}_01"


COMMON_CHANNELS: Final[dict[str, CommonChannel]] = {
    number: CommonChannel(number=number, name=name, speaker_label=label, azimuth=azimuth, elevation=elevation)
    for number, name, label, azimuth, elevation in (
        ("0001", "FrontLeft", "M+030", 30, 0),
        ("0002", "FrontRight", "M-030", -30, 0),
        ("0003", "FrontCentre", "M+000", 0, 0),
        ("0005", "SurroundLeft", "M+110", 110, 0),
        ("0006", "SurroundRight", "M-110", -110, 0),
        ("0009", "BackCentre", "M+180", 180, 0),
        ("000a", "SideLeft", "M+090", 90, 0),
        ("000b", "SideRight", "M-090", -90, 0),
        ("000d", "TopFrontLeft", "U+030", 30, 30),
        ("000f", "TopFrontRight", "U-030", -30, 30),
        ("0010", "TopSurroundLeft", "U+110", 110, 30),
        ("0012", "TopSurroundRight", "U-110", -110, 30),
        ("0013", "TopSideLeft", "U+090", 90, 30),
        ("0014", "TopSideRight", "U-090", -90, 30),
        ("001c", "BackLeftMid", "M+135", 135, 0),
        ("001d", "BackRightMid", "M-135", -135, 0),
        ("001e", "TopBackLeftMid", "U+135", 135, 30),
        ("001f", "TopBackRightMid", "U-135", -135, 30),
        ("0022", "TopFrontLeftMid", "U+045", 45, 30),
        ("0023", "TopFrontRightMid", "U-045", -45, 30),
    )
} | {
    "0004": CommonChannel(
        number="0004", name="LowFrequencyEffects", speaker_label="LFE", azimuth=0, elevation=-30, low_pass_hz=120
    )
}
"""By the digits xxxx; those that the layouts of mixes use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonPack:
    """A layout of the common definitions.

    Attributes:
        number: The digits xxxx of AP_0001xxxx.
        layout: Its everyday name.
        channels: Digits xxxx of its channels, in the order of the pack.
    """

    number: str
    layout: str
    channels: tuple[str, ...]

    @property
    def pack_id(self) -> str:
        """Its audioPackFormatID."""
        return f"AP_0001{self.number}"


COMMON_PACKS: Final[dict[str, CommonPack]] = {
    number: CommonPack(number=number, layout=layout, channels=tuple(channels.split()))
    for number, layout, channels in (
        ("0001", "1.0", "0003"),
        ("0002", "2.0", "0001 0002"),
        ("000a", "3.0", "0001 0002 0003"),
        ("000b", "LCRS", "0001 0002 0003 0009"),
        ("000c", "5.0", "0001 0002 0003 0005 0006"),
        ("0003", "5.1", "0001 0002 0003 0004 0005 0006"),
        ("000d", "6.1", "0001 0002 0003 0004 0005 0006 0009"),
        ("001b", "7.0", "0001 0002 0003 000a 000b 001c 001d"),
        ("000f", "7.1", "0001 0002 0003 0004 000a 000b 001c 001d"),
        ("0004", "5.1.2 top front", "0001 0002 0003 0004 0005 0006 000d 000f"),
        ("0013", "5.1.2", "0001 0002 0003 0004 0005 0006 0013 0014"),
        ("0005", "5.1.4", "0001 0002 0003 0004 0005 0006 000d 000f 0010 0012"),
        ("0016", "7.1.2", "0001 0002 0003 0004 000a 000b 001c 001d 0013 0014"),
        ("0017", "7.1.4", "0001 0002 0003 0004 000a 000b 001c 001d 0022 0023 001e 001f"),
    )
}
"""By the digits xxxx; the layouts that mixes are delivered in, first channel of the file first."""

BED_LAYOUTS: Final[dict[str, CommonPack]] = {
    pack.layout: pack
    for pack in COMMON_PACKS.values()
    if pack.layout in ("2.0", "5.1", "7.1", "5.1.4", "7.1.2", "7.1.4")
}
"""Layouts that beds are built in; the order of their channels is that of the layouts of the same name."""

_PACK_RANGES: Final = (
    (0x00010001, 0x00010025),
    (0x00010801, 0x00010825),
    (0x00040001, 0x00040006),
    (0x00040011, 0x00040016),
    (0x00040021, 0x00040023),
    (0x00040111, 0x00040112),
    (0x00040210, 0x00040211),
    (0x00040310, 0x00040310),
    (0x00050001, 0x00050001),
)
_CHANNEL_RANGES: Final = (
    (0x00010001, 0x0001002C),
    (0x00010801, 0x0001082A),
    (0x00040001, 0x00040079),
    (0x00040101, 0x00040179),
    (0x00040201, 0x00040210),
    (0x00050001, 0x00050002),
)


def is_defined(identifier: str) -> bool:
    """True where the common definitions of any edition have a pack, channel, stream or track of this identifier."""
    prefix, _, digits = folded(identifier).partition("_")
    digits, _, suffix = digits.partition("_")
    if len(digits) != 8 or (suffix != "01" if prefix == "AT" else suffix):
        return False
    ranges = {"AP": _PACK_RANGES, "AC": _CHANNEL_RANGES, "AS": _CHANNEL_RANGES, "AT": _CHANNEL_RANGES}.get(prefix, ())
    try:
        number = int(digits, 16)
    except ValueError:
        return False
    return any(first <= number <= last for first, last in ranges)


def common_pack(identifier: str) -> CommonPack | None:
    """The layout of an audioPackFormatID of the common definitions; None for one that is not in the table."""
    text = folded(identifier)
    return COMMON_PACKS.get(text[7:].lower()) if text.startswith("AP_0001") else None
