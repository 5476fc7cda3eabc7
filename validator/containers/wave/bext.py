"""The Broadcast Audio Extension chunk: who made the file, when it starts, how loud it was said to be.

Source: EBU Tech 3285 v2 (2011) clause 2.3, which includes versions 0 and 1.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.errors import MediaError, UsageError
from validator.containers.facts import BextFacts, LoudnessFields

if TYPE_CHECKING:
    from collections.abc import Mapping

FIXED_BYTES: Final = 602
"""Length of everything before the coding history."""

_LAYOUT: Final = struct.Struct("<256s32s32s10s8sQH64s5h180s")
_THROUGH_VERSION_BYTES: Final = 348
_UNSET: Final = 0x7FFF
_TEXT_BYTES: Final[Mapping[str, int]] = {
    "description": 256,
    "originator": 32,
    "originator_reference": 32,
    "origination_date": 10,
    "origination_time": 8,
}
_LOUDNESS: Final = (
    "integrated_lkfs",
    "loudness_range_lu",
    "max_true_peak_dbtp",
    "max_momentary_lkfs",
    "max_short_term_lkfs",
)


def parse_bext(payload: bytes) -> BextFacts:
    """Read the payload of a bext chunk.

    A chunk cut short after the version field is read as if zeros followed. The loudness fields are read in version 2
    and later only: before, these bytes are reserved and their zeros are no loudness of 0 LUFS.

    Raises:
        MediaError: Ends before the version field.
    """
    if len(payload) < _THROUGH_VERSION_BYTES:
        raise MediaError(
            "The bext chunk is too short.",
            found=count_of(len(payload), "byte", "bytes"),
            expected=f"at least {FIXED_BYTES} bytes",
        )
    *texts, time_reference, version, umid, integrated, span, peak, momentary, short_term, reserved = (
        _LAYOUT.unpack_from(payload.ljust(FIXED_BYTES, b"\0"))
    )
    description, originator, reference, date, time = (_text(raw) for raw in texts)
    return BextFacts(
        version=version,
        description=description,
        originator=originator,
        originator_reference=reference,
        origination_date=date,
        origination_time=time,
        time_reference_samples=time_reference,
        umid=umid.hex() if version >= 1 and any(umid) else None,
        loudness=_parse_loudness((integrated, span, peak, momentary, short_term)) if version >= 2 else None,
        coding_history=_text(payload[FIXED_BYTES:]),
        filled_beyond_version=tuple(
            name
            for name, filled in (
                ("UMID", version < 1 and any(umid)),
                ("loudness", version < 2 and any((integrated, span, peak, momentary, short_term))),
                ("reserved", any(reserved)),
            )
            if filled
        ),
    )


def _parse_loudness(hundredths: tuple[int, ...]) -> LoudnessFields:
    values = dict(zip(_LOUDNESS, hundredths, strict=True))
    return LoudnessFields(**{name: None if value == _UNSET else value / 100 for name, value in values.items()})


def _text(raw: bytes) -> str:
    """Text up to its NUL: ASCII by the standard, UTF-8 or Latin-1 as it is met."""
    kept = raw.partition(b"\0")[0]
    try:
        return kept.decode("utf-8")
    except UnicodeDecodeError:
        return kept.decode("latin-1")


def build_bext(bext: BextFacts) -> bytes:
    """Write the payload of a bext chunk.

    Raises:
        UsageError: A text is not ASCII or too long, a loudness is outside -99.99 to 99.99 (clause 2.3), or a field is
            given that its version does not have.
    """
    if bext.version < 1 and bext.umid is not None:
        raise UsageError("A bext chunk of version 0 has no UMID.", expected="version 1 or later")
    if bext.version < 2 and bext.loudness is not None:
        raise UsageError("A bext chunk has loudness from version 2 on.", found=f"version {bext.version}")
    fixed = _LAYOUT.pack(
        *(_ascii(name, getattr(bext, name), limit) for name, limit in _TEXT_BYTES.items()),
        bext.time_reference_samples,
        bext.version,
        _umid_bytes(bext.umid),
        *_loudness_hundredths(bext),
        b"",
    )
    return fixed + _ascii("coding_history", bext.coding_history, None)


def _umid_bytes(umid: str | None) -> bytes:
    raw = bytes.fromhex(umid or "")
    if len(raw) > 64:
        raise UsageError("The UMID is too long.", found=f"{len(raw)} bytes", expected="32 or 64 bytes (SMPTE ST 330)")
    return raw


def _loudness_hundredths(bext: BextFacts) -> list[int]:
    if bext.version < 2:
        return [0] * len(_LOUDNESS)
    given = bext.loudness or LoudnessFields()
    return [_hundredths(name, getattr(given, name)) for name in _LOUDNESS]


def _hundredths(name: str, value: float | None) -> int:
    if value is None:
        return _UNSET
    if not -99.99 <= value <= 99.99:
        raise UsageError(
            "A loudness does not fit into bext.", where=name, found=f"{value:g}", expected="-99.99 to 99.99"
        )
    return round(value * 100)


def _ascii(name: str, text: str, limit: int | None) -> bytes:
    try:
        raw = text.encode("ascii")
    except UnicodeEncodeError as error:
        raise UsageError("Text in bext must be ASCII (EBU Tech 3285 clause 2.3).", where=name, found=text) from error
    if b"\0" in raw or (limit is not None and len(raw) > limit):
        raise UsageError(
            "Text does not fit into its bext field.", where=name, found=text, expected=f"{limit} characters"
        )
    return raw
