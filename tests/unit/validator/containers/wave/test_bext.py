"""The bext chunk in its three versions."""

from __future__ import annotations

import struct

import pytest

from specs.errors import MediaError, UsageError
from validator.containers.facts import BextFacts, LoudnessFields
from validator.containers.wave.bext import FIXED_BYTES, build_bext, parse_bext

BASE = BextFacts(
    version=1,
    description="Reel 1",
    originator="studio",
    originator_reference="REF",
    origination_date="2024-05-01",
    origination_time="10:20:30",
    time_reference_samples=172_972_800,
    umid="ab" * 64,
    coding_history="A=PCM,F=48000,W=24,M=stereo\r\n",
)


def test_fields_lie_where_the_standard_puts_them() -> None:
    raw = build_bext(BASE)
    assert raw[:6] == b"Reel 1"
    assert raw[256:262] == b"studio"
    assert raw[288:291] == b"REF"
    assert raw[320:330] == b"2024-05-01"
    assert raw[330:338] == b"10:20:30"
    assert struct.unpack_from("<QH", raw, 338) == (172_972_800, 1)
    assert raw[348:412] == b"\xab" * 64
    assert raw[FIXED_BYTES:] == b"A=PCM,F=48000,W=24,M=stereo\r\n"


def test_version_2_carries_loudness_in_hundredths_and_7fff_for_unset() -> None:
    loudness = LoudnessFields(integrated_lkfs=-23.04, loudness_range_lu=7.1, max_true_peak_dbtp=-1.0)
    raw = build_bext(BASE.model_copy(update={"version": 2, "loudness": loudness}))
    assert struct.unpack_from("<5h", raw, 412) == (-2304, 710, -100, 0x7FFF, 0x7FFF)
    assert parse_bext(raw).loudness == loudness


def test_reserved_zeros_before_version_2_are_no_loudness() -> None:
    assert parse_bext(build_bext(BASE)).loudness is None


def test_a_umid_of_zeros_and_a_umid_in_version_0_are_none() -> None:
    zero = bytearray(build_bext(BASE))
    zero[348:412] = bytes(64)
    assert parse_bext(bytes(zero)).umid is None
    old = bytearray(build_bext(BASE))
    old[346:348] = b"\0\0"
    assert parse_bext(bytes(old)).umid is None


def test_text_ends_at_its_nul_and_may_be_in_another_encoding() -> None:
    raw = bytearray(build_bext(BASE))
    raw[:12] = "Müller".encode() + b"\0rest"
    assert parse_bext(bytes(raw)).description == "Müller"
    raw[:7] = "Müller".encode("latin-1") + b"\0"
    assert parse_bext(bytes(raw)).description == "Müller"


def test_a_chunk_cut_short_behind_its_version_is_still_read() -> None:
    assert parse_bext(build_bext(BASE)[:400]).description == "Reel 1"


def test_a_chunk_without_a_version_is_refused() -> None:
    with pytest.raises(MediaError, match="too short"):
        parse_bext(bytes(347))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"description": "ü"}, "ASCII"),
        ({"originator": "x" * 33}, "does not fit"),
        ({"version": 0}, "no UMID"),
        ({"loudness": LoudnessFields()}, "version 2"),
        ({"version": 2, "loudness": LoudnessFields(integrated_lkfs=-120.0)}, "does not fit"),
        ({"umid": "ab" * 65}, "UMID is too long"),
    ],
)
def test_what_the_chunk_cannot_hold_is_refused(change: dict[str, object], what: str) -> None:
    with pytest.raises(UsageError, match=what):
        build_bext(BASE.model_copy(update=change))


@pytest.mark.parametrize("version", [0, 1])
def test_before_version_2_the_bytes_of_loudness_are_zeros(version: int) -> None:
    raw = build_bext(BASE.model_copy(update={"version": version, "umid": None}))
    assert raw[412:FIXED_BYTES] == bytes(FIXED_BYTES - 412)


@pytest.mark.parametrize(
    ("version", "filled"),
    [(0, ("UMID", "loudness", "reserved")), (1, ("loudness", "reserved")), (2, ("reserved",))],
)
def test_bytes_that_a_version_does_not_have_are_told(version: int, filled: tuple[str, ...]) -> None:
    raw = bytearray(
        build_bext(BASE.model_copy(update={"version": 2, "loudness": LoudnessFields(integrated_lkfs=-23.0)}))
    )
    struct.pack_into("<H", raw, 346, version)
    raw[500] = 1
    assert parse_bext(bytes(raw)).filled_beyond_version == filled
