"""The words of the field: speakers, layouts, mix kinds, picture rates, speed ratios, language tags.

Every table names the standard it comes from. Nothing here knows a file or a sheet.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One channel label.

    Attributes:
        label: The label used in mixgate, after SMPTE ST 2067-8:2013 and ST 377-4.
        name: The label written out.
        azimuth: Degrees, positive to the left; None where the channel has no place in the room
            (low frequency, matrix-encoded and mono-pair channels).
        elevation: Degrees, positive upwards; None as above.
        wave_bit: Bit number in the channel mask of WAVE_FORMAT_EXTENSIBLE (Microsoft, "Multiple
            channel audio data and WAVE files", dwChannelMask); None where the mask has no such speaker.
        low_frequency: True for LFE channels, which BS.1770-5 leaves out of every loudness reading.

    Source: azimuths and elevations ITU-R BS.2051-3 Table 1.
    """

    label: str
    name: str
    azimuth: float | None
    elevation: float | None
    wave_bit: int | None = None
    low_frequency: bool = False

    @property
    def loudness_weight(self) -> float:
        """Channel weight G of a loudness reading; 0.0 for LFE.

        1.41 where |elevation| < 30 and 60 <= |azimuth| <= 120 degrees, else 1.00. The label decides, never the
        position of the channel in the file. Channels without a place in the room weigh 1.00.

        Source: ITU-R BS.1770-5 (11/2023) Annex 1 Table 3 and Annex 3 Table 4.
        """
        if self.low_frequency:
            return 0.0
        if self.azimuth is None or self.elevation is None:
            return 1.0
        beside = 60.0 <= abs(self.azimuth) <= 120.0 and abs(self.elevation) < 30.0
        return 1.41 if beside else 1.0


def _speaker(label: str, name: str, azimuth: float | None, elevation: float | None, bit: int | None = None) -> Speaker:
    low = label.startswith("LFE")
    return Speaker(label=label, name=name, azimuth=azimuth, elevation=elevation, wave_bit=bit, low_frequency=low)


SPEAKERS: Final[dict[str, Speaker]] = {
    speaker.label: speaker
    for speaker in (
        _speaker("M", "mono", None, None),
        _speaker("M1", "mono one of a pair", None, None),
        _speaker("M2", "mono two of a pair", None, None),
        _speaker("L", "left", 30, 0, 0),
        _speaker("R", "right", -30, 0, 1),
        _speaker("C", "centre", 0, 0, 2),
        _speaker("LFE", "low frequency effects", None, None, 3),
        _speaker("LFE2", "second low frequency effects", None, None),
        _speaker("Ls", "left surround", 110, 0, 9),
        _speaker("Rs", "right surround", -110, 0, 10),
        _speaker("Lss", "left side surround", 90, 0, 9),
        _speaker("Rss", "right side surround", -90, 0, 10),
        _speaker("Lrs", "left rear surround", 135, 0, 4),
        _speaker("Rrs", "right rear surround", -135, 0, 5),
        _speaker("Cs", "centre surround", 180, 0, 8),
        _speaker("Lc", "left centre", 15, 0, 6),
        _speaker("Rc", "right centre", -15, 0, 7),
        _speaker("Lw", "left wide", 60, 0),
        _speaker("Rw", "right wide", -60, 0),
        _speaker("Ltf", "left top front", 45, 30, 12),
        _speaker("Ctf", "centre top front", 0, 30, 13),
        _speaker("Rtf", "right top front", -45, 30, 14),
        _speaker("Ltm", "left top middle", 90, 30),
        _speaker("Rtm", "right top middle", -90, 30),
        _speaker("Ltr", "left top rear", 135, 30, 15),
        _speaker("Ctr", "centre top rear", 180, 30, 16),
        _speaker("Rtr", "right top rear", -135, 30, 17),
        _speaker("T", "top", 0, 90, 11),
        _speaker("Lt", "left total, matrix-encoded", None, None),
        _speaker("Rt", "right total, matrix-encoded", None, None),
    )
}
"""Every channel label, in no particular order."""

SPEAKER_SYNONYMS: Final[dict[str, str]] = {
    "MONO": "M", "CENTER": "C", "CENTRE": "C", "LEFT": "L", "RIGHT": "R", "FL": "L", "FR": "R", "FC": "C",
    "LO": "L", "RO": "R", "SUB": "LFE", "LF": "LFE", "LFE1": "LFE", "SL": "Lss", "SR": "Rss", "BL": "Lrs", "BR": "Rrs",
    "LSR": "Lrs", "RSR": "Rrs", "RLS": "Lrs", "RRS": "Rrs", "LB": "Lrs", "RB": "Rrs", "LRS": "Lrs", "SLS": "Lss",
    "SRS": "Rss", "BC": "Cs", "S": "Cs", "TFL": "Ltf", "TFR": "Rtf", "TFC": "Ctf", "TBL": "Ltr", "TBR": "Rtr",
    "TBC": "Ctr", "LTB": "Ltr", "RTB": "Rtr", "LTS": "Ltm", "RTS": "Rtm", "LH": "Ltf", "RH": "Rtf", "LHS": "Ltr",
    "RHS": "Rtr", "VHL": "Ltf", "VHR": "Rtf", "TSL": "Ltm", "TSR": "Rtm", "FLC": "Lc", "FRC": "Rc",
    "LEFTSURROUND": "Ls", "RIGHTSURROUND": "Rs", "LSUR": "Ls", "RSUR": "Rs", "LEFTREAR": "Lrs", "RIGHTREAR": "Rrs",
    "LEFTSIDESURROUND": "Lss", "RIGHTSIDESURROUND": "Rss", "LEFTREARSURROUND": "Lrs", "RIGHTREARSURROUND": "Rrs",
}  # fmt: skip
"""Labels other programs write (WAVE, iXML, film practice), in capitals, and the label they mean."""

_BY_CAPITALS: Final[dict[str, Speaker]] = {label.upper(): speaker for label, speaker in SPEAKERS.items()}


def speaker(label: str) -> Speaker:
    """Return the speaker that a label, or a synonym of it, names.

    Raises:
        UsageError: No speaker has that label.
    """
    capitals = label.strip().upper()
    found = _BY_CAPITALS.get(capitals) or SPEAKERS.get(SPEAKER_SYNONYMS.get(capitals, ""))
    if found is None:
        raise UsageError(
            "There is no such channel label.",
            found=label,
            expected="one of " + " ".join(SPEAKERS),
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Channels in file order.

    Attributes:
        name: The name used on the command line and in sheets; for an unnamed order the labels, joined by commas.
        channels: The speakers, first channel of the file first.
    """

    name: str
    channels: tuple[Speaker, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The channel labels in file order."""
        return tuple(channel.label for channel in self.channels)

    @property
    def weights(self) -> tuple[float, ...]:
        """Loudness weights in file order (BS.1770-5 Annex 3); 0.0 for LFE."""
        return tuple(channel.loudness_weight for channel in self.channels)

    @property
    def soundfield(self) -> str:
        """The name of the soundfield whatever its order: `5.1` for SMPTE and film order and for any other."""
        return _SOUNDFIELDS.get(tuple(sorted(self.labels)), self.name)


_LAYOUT_LABELS: Final[dict[str, str]] = {
    # SMPTE ST 2067-2:2020 and ST 377-4 soundfield groups, SMPTE ST 428-12 channel order where it defines one.
    "1.0": "M",
    "dual-mono": "M1 M2",
    "2.0": "L R",
    "LtRt": "Lt Rt",
    "3.0": "L R C",
    "4.0": "L R Ls Rs",
    "LCRS": "L C R Cs",
    "5.0": "L R C Ls Rs",
    "5.1": "L R C LFE Ls Rs",
    "5.1-film": "L C R Ls Rs LFE",
    "6.1": "L R C LFE Ls Rs Cs",
    "7.0": "L R C Lss Rss Lrs Rrs",
    "7.1": "L R C LFE Lss Rss Lrs Rrs",
    "7.1-film": "L C R Lss Rss Lrs Rrs LFE",
    "7.1-wave": "L R C LFE Lrs Rrs Lss Rss",
    "7.1SDS": "L Lc C Rc R LFE Ls Rs",
    "5.1.2": "L R C LFE Ls Rs Ltm Rtm",
    "5.1.4": "L R C LFE Ls Rs Ltf Rtf Ltr Rtr",
    "7.1.2": "L R C LFE Lss Rss Lrs Rrs Ltm Rtm",
    "7.1.4": "L R C LFE Lss Rss Lrs Rrs Ltf Rtf Ltr Rtr",
    "7.1.4-wave": "L R C LFE Lrs Rrs Lss Rss Ltf Rtf Ltr Rtr",
    "9.1.6": "L R C LFE Lss Rss Lrs Rrs Lw Rw Ltf Rtf Ltm Rtm Ltr Rtr",
    "5.1+2.0": "L R C LFE Ls Rs L R",
    "5.1+LtRt": "L R C LFE Ls Rs Lt Rt",
}

LAYOUTS: Final[dict[str, Layout]] = {
    name: Layout(name=name, channels=tuple(SPEAKERS[label] for label in labels.split()))
    for name, labels in _LAYOUT_LABELS.items()
}
"""Every named layout."""

_SOUNDFIELDS: Final[dict[tuple[str, ...], str]] = {
    tuple(sorted(layout.labels)): name for name, layout in reversed(LAYOUTS.items())
}
"""By labels in alphabetical order: the first named layout that has them. An order is not another layout."""

_BY_LABELS: Final[dict[tuple[str, ...], Layout]] = {layout.labels: layout for layout in LAYOUTS.values()}


def layout_of(labels: tuple[str, ...]) -> Layout:
    """Return the layout with exactly these labels in this order; an unnamed one where no name fits.

    Raises:
        UsageError: A label is not known.
    """
    channels = tuple(speaker(label) for label in labels)
    exact = tuple(channel.label for channel in channels)
    return _BY_LABELS.get(exact) or Layout(name=",".join(exact), channels=channels)


def soundfields_of(layout: Layout) -> tuple[Layout, ...]:
    """Return the soundfields of a layout, in file order; the layout itself where it is one.

    A soundfield begins where a label comes a second time, and where the pair of another one begins:

        L R C LFE Ls Rs L R    ->  5.1, 2.0      L comes again
        L R C LFE Ls Rs Lt Rt  ->  5.1, LtRt     Lt begins one
        L R L R                ->  2.0, 2.0
        M1 M2                  ->  dual-mono     one, as it is named
        L L, M M               ->  as it is      no soundfields that have a name
    """
    groups: list[list[str]] = []
    for label in layout.labels:
        if not groups or label in groups[-1] or label in _FIRST_OF_A_SOUNDFIELD:
            groups.append([])
        groups[-1].append(label)
    found = tuple(layout_of(tuple(labels)) for labels in groups)
    named = all(each.name in LAYOUTS for each in found) and any(len(each.channels) > 1 for each in found)
    return found if named else (layout,)


_FIRST_OF_A_SOUNDFIELD: Final = frozenset({"Lt", "M"})


def joined_layout(soundfields: Sequence[Layout]) -> Layout:
    """Return several soundfields in one file as one layout, named `5.1+2.0`."""
    labels = tuple(label for each in soundfields for label in each.labels)
    known = _BY_LABELS.get(labels)
    if known is not None:
        return known
    return Layout(name="+".join(each.name for each in soundfields), channels=tuple(speaker(label) for label in labels))


def parse_layout(text: str) -> Layout:
    """Read a layout from its name (`5.1`, `7.1-film`, `5.1+2.0`) or from labels (`L,C,R,Ls,Rs,LFE`).

    Raises:
        UsageError: Neither a name nor a list of known labels.
    """
    wanted = text.strip()
    for name, layout in LAYOUTS.items():
        if name.lower() == wanted.lower():
            return layout
    if "+" in wanted:
        return joined_layout([parse_layout(part) for part in wanted.split("+")])
    labels = tuple(part for part in re.split(r"[,\s]+", wanted) if part)
    known = all(label.upper() in _BY_CAPITALS or label.upper() in SPEAKER_SYNONYMS for label in labels)
    if not labels or not known:
        raise UsageError(
            "There is no such channel layout.",
            found=text,
            expected=_nearest_layouts(wanted) + ", or labels in file order such as L,C,R,Ls,Rs,LFE",
        )
    return layout_of(labels)


def _nearest_layouts(wanted: str) -> str:
    """Return the names that hold what somebody wrote or come nearest to it; all of them where none does."""
    word = wanted.casefold()
    near = [name for name in LAYOUTS if word and (word in name.casefold() or name.casefold() in word)]
    near = near or difflib.get_close_matches(word, LAYOUTS, n=4, cutoff=0.6)
    return " or ".join(near) if near else "one of " + " ".join(LAYOUTS)


class MixKind(StrEnum):
    """What a file is in a delivery."""

    PRINTMASTER = "printmaster"
    ME = "me"
    DIALOGUE = "dialogue"
    MUSIC = "music"
    EFFECTS = "effects"
    OPTIONAL = "optional"
    DIALOGUE_GUIDE = "dialogue-guide"
    NARRATION = "narration"
    AUDIO_DESCRIPTION = "audio-description"
    TRAILER = "trailer"
    COMMERCIAL = "commercial"
    MUSIC_PROGRAMME = "music-programme"
    SPOKEN_WORD = "spoken-word"


CONTAINERS: Final = (
    *("WAV", "RF64", "BW64", "RIFX", "W64", "AIFF", "CAF", "AU", "FLAC"),
    *("MXF", "MOV", "MP4", "MPEG", "MPEG-TS", "MP3"),
)
"""The names files are reported under: first those that are read, then those that sheets ask for."""

WRAPPERS: Final = ("MXF", "MOV", "MP4", "MPEG", "MPEG-TS")
"""Containers that hold picture and sound: what is asked of them is asked of the package that a mix goes into."""

CODECS: Final = ("PCM", "IEEE float", "FLAC", "ALAC", "MP3", "AAC", "AC-3", "E-AC-3")
"""The names codings are reported under."""


FINISHED_MIXES: Final = frozenset(
    {
        MixKind.PRINTMASTER,
        MixKind.AUDIO_DESCRIPTION,
        MixKind.TRAILER,
        MixKind.COMMERCIAL,
        MixKind.MUSIC_PROGRAMME,
        MixKind.SPOKEN_WORD,
    }
)
"""What an audience hears as it is: it has a level, which a stem, an M&E or a guide takes from the mix it belongs to."""


class PeakMeter(StrEnum):
    """Peak programme meters of IEC 60268-10: type I (DIN, Nordic) and type IIa (BBC), both quasi-peak."""

    TYPE_I = "I"
    TYPE_IIA = "IIa"


class Version(StrEnum):
    """Which version of a title a mix belongs to."""

    ORIGINAL = "original"
    DUB = "dub"


FRAME_RATES: Final[dict[str, Fraction]] = {
    # The rates of SMPTE ST 12-1:2014 and ST 2067-21; the decimal names are everyday speech, the fractions exact.
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "47.952": Fraction(48000, 1001),
    "48": Fraction(48),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
    "60": Fraction(60),
}

_RATE_SYNONYMS: Final[dict[str, str]] = {
    "23.98": "23.976", "23.97": "23.976", "29.970": "29.97", "59.940": "59.94", "24.0": "24", "25.0": "25",
    "24.00": "24", "25.00": "25", "30.0": "30", "30.00": "30", "50.0": "50", "60.0": "60",
}  # fmt: skip


def parse_frame_rate(text: str) -> Fraction:
    """Read a picture rate from `24000/1001`, `23.976`, `23.98` or `25`, exactly.

    Raises:
        UsageError: Not a picture rate that is in use.
    """
    wanted = text.strip().lower().removesuffix("fps").removesuffix("p").strip()
    named = FRAME_RATES.get(_RATE_SYNONYMS.get(wanted, wanted))
    if named is not None:
        return named
    if re.fullmatch(r"[1-9]\d{0,5}/[1-9]\d{0,4}", wanted):
        rate = Fraction(wanted)
        if rate in FRAME_RATES.values():
            return rate
    raise UsageError(
        "This is not a picture rate in use.",
        found=text,
        expected="one of " + " ".join(FRAME_RATES) + ", or a fraction such as 24000/1001",
    )


def frame_rate_name(rate: Fraction) -> str:
    """Return the everyday name of a picture rate: `23.976` for 24000/1001."""
    for name, value in FRAME_RATES.items():
        if value == rate:
            return name
    return str(rate)


SPEED_RATIOS: Final[dict[str, Fraction]] = {
    # New duration = old duration / ratio. NTSC rates are 1000/1001 of whole ones (SMPTE ST 12-1); PAL plays 24 at 25.
    "none": Fraction(1),
    "pull-down 24 to 23.976": Fraction(1000, 1001),
    "pull-up 23.976 to 24": Fraction(1001, 1000),
    "PAL speed-up 24 to 25": Fraction(25, 24),
    "PAL slow-down 25 to 24": Fraction(24, 25),
    "PAL speed-up 23.976 to 25": Fraction(25025, 24000),
    "PAL slow-down 25 to 23.976": Fraction(24000, 25025),
}

# BCP 47 (RFC 5646 clause 2.1): language, script, region, variants; grandfathered and private tags left out.
_LANGUAGE_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(-(?P<script>[A-Za-z]{4}))?(-(?P<region>[A-Za-z]{2}|\d{3}))?"
    r"(?P<variants>(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*)"
)


def parse_language_tag(text: str) -> str:
    """Return a language tag in its customary case (`pt-BR`, `zh-Hant-TW`).

    Raises:
        UsageError: Not a well-formed language tag.

    Source: RFC 5646 (BCP 47) clauses 2.1 and 2.1.1.
    """
    match = _LANGUAGE_TAG.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            "This is not a language tag.", found=text, expected="a BCP 47 tag such as de, pt-BR or zh-Hant-TW"
        )
    parts = [match["language"].lower()]
    if match["script"]:
        parts.append(match["script"].title())
    if match["region"]:
        parts.append(match["region"].upper())
    return "-".join(parts) + match["variants"].lower()
