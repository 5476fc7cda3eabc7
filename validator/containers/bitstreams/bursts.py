"""Finds data bursts among samples: preambles of SMPTE ST 337 and IEC 61937, and sync words of DTS without one.

Noise and music are not mistaken for one. A preamble is two words, Pa and Pb, of 16 to 24 bits each at one place;
noise makes the shortest with 2^-32 per place. Two of them in one form, on the same channels and of one data type, have
to lie in one window of 0.3 s before anything is said. With 14,400 places in a window, four forms and 32 windows a file
that is, for full-scale noise and an ordered pair of channels,

    32 x (14,400 x 4 x 2^-32) x (14,400 x 2^-32 x 2^-5)  =  5e-11

A sound that repeats itself exactly makes both or none: 1,000 x 4 x 2^-32 = 1e-6 a window of a period of 1,000 samples.
Quiet sound makes none, since Pb is 19999 of 32768.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from validator.containers.bitstreams.payloads import DATA_TYPES, PAYLOAD_BYTES, Coding, coding_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_WORD_BITS: Final = 24
_MASK: Final = (1 << _WORD_BITS) - 1


@dataclass(frozen=True, slots=True)
class _Form:
    """How the words of a stream lie in samples: their length, Pa, Pb, and whether the two bytes are exchanged."""

    bits: int
    pa: int
    pb: int
    swapped: bool = False


_FORMS: Final = (
    _Form(16, 0xF872, 0x4E1F),
    _Form(20, 0x6F872, 0x54E1F),
    _Form(24, 0x96F872, 0xA54E1F),
    _Form(16, 0x72F8, 0x1F4E, swapped=True),
)
"""Source: SMPTE ST 337 (sync words of the 16, 20 and 24-bit modes, left-aligned in a sample) and IEC 61937-1 (16 bit),
as the demultiplexers of ffmpeg and MediaInfo know them; the documents were not read."""

_DTS_FORMS: Final = (
    _Form(16, 0x7FFE, 0x8001),
    _Form(16, 0xFE7F, 0x0180, swapped=True),
    _Form(14, 0x1FFF, 0xE800),
    _Form(14, 0xFF1F, 0x00E8, swapped=True),
)
"""DTS without a preamble, as on DTS CDs. Source: ETSI TS 102 114 v1.6.1 clause 5.3.1 and annex on 14-bit packing."""

_SMALLEST_COUNT: Final = 2
_MOST_PLACES: Final = 512
"""Places looked at in a form: bursts lie 384 samples apart at the least (MPEG layer I), so a window has some forty in a
channel. Sound whose every word is Pa takes no longer."""
_NOT_A_CODING: Final = frozenset({0, 2, 3})
_UNDATED: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """One data burst.

    Attributes:
        sample: Where its preamble begins in the window.
        channels: One channel, or the two that carry its words in turn, from 0.
        bits: Of its words.
        swapped: True where the bytes of each word are exchanged.
        data_type: Bits 0 to 4 of Pc; -1 for DTS without a preamble.
        coding: What the payload's own header says; None where it says nothing known.
    """

    sample: int
    channels: tuple[int, ...]
    bits: int
    swapped: bool
    data_type: int
    coding: Coding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bitstream:
    """What some channels of a window carry.

    Attributes:
        channels: From 0.
        bits: Length of its words.
        swapped: True where the bytes of each word are exchanged.
        name: The coding, and its channels where its header says them: "AC-3, 5.1".
        preamble: False for DTS without one.
        sample: Of the first burst in the window.
    """

    channels: tuple[int, ...]
    bits: int
    swapped: bool
    name: str
    preamble: bool
    sample: int


def find_bitstreams(samples: NDArray[np.float64]) -> tuple[Bitstream, ...]:
    """Return what coded streams a window of samples holds; empty for sound.

    Args:
        samples: (n, channels), full scale 1.0; some tenths of a second, so that two bursts lie in it.
    """
    words = _words(samples)
    likely = _likely_places(words)
    groups: dict[tuple[tuple[int, ...], int, bool, bool], list[Burst]] = {}
    for burst in (*_bursts(words, likely), *_dts_frames(words, likely)):
        key = (burst.channels, burst.bits, burst.swapped, burst.data_type != _UNDATED)
        groups.setdefault(key, []).append(burst)
    found = [stream for bursts in groups.values() if (stream := _stream(bursts)) is not None]
    # The frames of DTS behind preambles are seen as frames without one, too.
    behind = {stream.channels for stream in found if stream.preamble}
    alone = [stream for stream in found if stream.preamble or stream.channels not in behind]
    return tuple(sorted(alone, key=lambda stream: stream.channels))


def _words(samples: NDArray[np.float64]) -> NDArray[np.uint32]:
    """The samples as 24-bit words, left-aligned: a file of 16 bits has eight zeros below."""
    finite = samples if np.isfinite(samples).all() else np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    scaled = np.clip(finite, -1.0, 1.0)
    scaled *= 2.0 ** (_WORD_BITS - 1)
    return np.rint(scaled, out=scaled).astype(np.int32).view(np.uint32) & np.uint32(_MASK)


def _first_words() -> NDArray[np.bool_]:
    """For each value of the upper 16 bits of a word: whether the Pa of some form begins so."""
    found = np.zeros(1 << 16, dtype=np.bool_)
    for form in (*_FORMS, *_DTS_FORMS):
        found[form.pa >> max(form.bits - 16, 0)] = True
    return found


_FIRST_WORDS: Final = _first_words()


def _likely_places(words: NDArray[np.uint32]) -> NDArray[np.intp]:
    """(places, 2): sample and channel of each word that may be a Pa: one look-up, not a search for each form."""
    places = np.flatnonzero(_FIRST_WORDS.take(words.ravel() >> np.uint32(_WORD_BITS - 16)))
    return np.stack(np.divmod(places, words.shape[1]), axis=1)


def _stream(bursts: Sequence[Burst]) -> Bitstream | None:
    """What bursts of one kind on the same channels are; None where chance may have made them."""
    counted = Counter(burst.data_type for burst in bursts)
    repeated = [kind for kind, count in counted.items() if count >= _SMALLEST_COUNT]
    if not repeated:
        return None
    most = max(repeated, key=lambda kind: (kind not in _NOT_A_CODING, counted[kind]))
    named = [burst for burst in bursts if burst.coding is not None and burst.data_type == most]
    first = bursts[0]
    coding = named[0].coding if named else None
    return Bitstream(
        channels=first.channels,
        bits=first.bits,
        swapped=first.swapped,
        name=coding.text if coding is not None else DATA_TYPES.get(most, f"data of type {most}"),
        preamble=most != _UNDATED,
        sample=min(burst.sample for burst in bursts),
    )


def _places(
    words: NDArray[np.uint32], likely: NDArray[np.intp], form: _Form, shift: int
) -> Iterator[tuple[int, tuple[int, ...], NDArray[np.uint32]]]:
    """Where Pa is followed by Pb: the sample, the channels, and the words from Pa on in the order they are sent.

    A stream goes over two channels in turn (Pa in one, Pb beside it in the other), or over one (Pb in the next sample).
    """
    aligned = words >> np.uint32(shift)
    first = likely[aligned[likely[:, 0], likely[:, 1]] == form.pa]
    for row, channel in first[:_MOST_PLACES].tolist():
        beside = np.flatnonzero(aligned[row] == form.pb).tolist()
        if beside:
            other = channel + 1 if channel + 1 in beside else beside[0]
            sent = aligned[row : row + _WORDS_READ, [channel, other]].ravel()
            yield row, (channel, other), sent
        elif row + 1 < len(aligned) and aligned[row + 1, channel] == form.pb:
            yield row, (channel,), aligned[row : row + _WORDS_READ, channel]


_WORDS_READ: Final = 16
"""Four of the preamble and `PAYLOAD_BYTES` in words of 14 bits fit in, over one channel or two."""


def _bursts(words: NDArray[np.uint32], likely: NDArray[np.intp]) -> Iterator[Burst]:
    for form in _FORMS:
        for row, channels, sent in _places(words, likely, form, _WORD_BITS - form.bits):
            if len(sent) < _PREAMBLE_WORDS:
                continue
            info = _exchanged(int(sent[2])) if form.swapped else int(sent[2]) >> (form.bits - 16)
            payload = _payload(sent[_PREAMBLE_WORDS:], form)
            yield Burst(
                sample=row,
                channels=channels,
                bits=form.bits,
                swapped=form.swapped,
                data_type=info & 0x1F,
                coding=coding_of(payload),
            )


_PREAMBLE_WORDS: Final = 4


def _dts_frames(words: NDArray[np.uint32], likely: NDArray[np.intp]) -> Iterator[Burst]:
    """Frames of DTS whose header is right and names the same length as that of another frame on the same channels."""
    for form in _DTS_FORMS:
        found: dict[tuple[tuple[int, ...], int | None], list[Burst]] = {}
        for row, channels, sent in _places(words, likely, form, _WORD_BITS - 16):
            coding = coding_of(_payload(sent, form))
            if coding is None or coding.name != "DTS":
                continue
            burst = Burst(
                sample=row,
                channels=channels,
                bits=form.bits,
                swapped=form.swapped,
                data_type=_UNDATED,
                coding=coding,
            )
            found.setdefault((channels, coding.frame_bytes), []).append(burst)
        for frames in found.values():
            if len(frames) >= _SMALLEST_COUNT:
                yield from frames


def _exchanged(word: int) -> int:
    return (word & 0xFF) << 8 | word >> 8


def _payload(sent: NDArray[np.uint32], form: _Form) -> bytes:
    """The first bytes of what the words carry, one behind the other, without the bits that a mode does not use."""
    whole, bits = 0, 0
    for value in sent.tolist():
        word = _exchanged(value) if form.swapped else value
        whole = whole << form.bits | word & ((1 << form.bits) - 1)
        bits += form.bits
    if bits < 8 * PAYLOAD_BYTES:
        return b""
    return (whole >> (bits - 8 * PAYLOAD_BYTES)).to_bytes(PAYLOAD_BYTES, "big")
