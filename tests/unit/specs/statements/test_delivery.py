"""Delivery files: paths that stay inside, files in one form or the other, facts that exist, waivers that can hold."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from specs.errors import DeliveryError
from specs.requirements import RULE_IDS
from specs.statements.delivery import DeliveredFile, Delivery, KnownWaiver, load_delivery
from specs.statements.programme import ProgrammeFacts
from specs.statements.waiver import Waiver
from specs.vocabulary import MixKind, Version

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
title = "Harbour Lights"
original_language = "EN-us"

[programme]
picture_rate = "23.976"
duration_frames = 62_352
start_timecode = "01:00:00:00"
first_frame_of_action = "01:00:00:00"
last_frame_of_action = "01:43:17:23"
live = false
produced = 2026-05-01
segments = [{ name = "1", start = "01:00:00:00", end = "01:20:00:00" }]

[[files]]
path = "de/Harbour_Lights_51.wav"
language = "de"
layout = "l,r,c,lfe,ls,rs"

[[files]]
channels = { L = "me/L.wav", R = "me/R.wav" }
kind = "me"
name = "M&E"

[[waivers]]
rule = "peak.true-peak"
key = "peak.sparingly"
file = "M&E"
sheet = "netflix-me"
reason = "agreed with the client"
by = "A. Mixer"
on = 2026-09-01
expires = 2026-12-31
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "delivery.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> str:
    with pytest.raises(DeliveryError) as caught:
        load_delivery(write(folder, text))
    assert "delivery.toml" in str(caught.value)
    return str(caught.value)


def test_a_delivery_is_read_and_its_words_take_their_customary_form(tmp_path: Path) -> None:
    delivery = load_delivery(write(tmp_path, GOOD))
    assert delivery.original_language == "en-US"
    assert delivery.programme.frame_rate == Fraction(24000, 1001)
    assert delivery.programme.produced == date(2026, 5, 1)
    assert delivery.programme.live is False
    mix, me = delivery.files
    assert (mix.layout, mix.kind, mix.version, mix.language) == ("5.1", MixKind.PRINTMASTER, None, "de")
    assert me.kind is MixKind.ME
    assert me.channels == {"L": "me/L.wav", "R": "me/R.wav"}
    assert delivery.waivers[0].expires == date(2026, 12, 31)
    assert ProgrammeFacts().frame_rate is None


def test_a_programme_is_not_stated_where_nothing_is(tmp_path: Path) -> None:
    delivery = load_delivery(write(tmp_path, 'title = "T"\n[[files]]\npath = "a.wav"\n'))
    assert delivery.programme == ProgrammeFacts()
    assert all(value in (None, ()) for _, value in delivery.programme)


@pytest.mark.parametrize(
    "path",
    [
        "", "/etc/passwd", "\\\\server\\share\\a.wav", "\\a.wav", "C:\\a.wav", "c:a.wav", "..", "../a.wav", "..\\a.wav",
        "a/../../b.wav", "a/..", "a\\..\\..\\b.wav", "./../a.wav", "a\0.wav", "a/..\\b.wav",
    ],
)  # fmt: skip
def test_a_path_that_leaves_the_folder_is_refused(path: str) -> None:
    with pytest.raises(ValidationError, match="stays inside the delivery's folder"):
        DeliveredFile(path=path)
    with pytest.raises(ValidationError, match="stays inside the delivery's folder"):
        DeliveredFile(channels={"L": path})


@pytest.mark.parametrize(
    "path", ["a.wav", "de/a.wav", "de\\a.wav", "a..b.wav", "..a.wav", "a../b.wav", "…/ä.wav", "a b.wav"]
)
def test_a_path_inside_the_folder_is_accepted(path: str) -> None:
    assert DeliveredFile(path=path).path == path


@pytest.mark.parametrize(
    "fields",
    [{}, {"path": "a.wav", "channels": {"L": "L.wav"}}, {"channels": {}}, {"path": None, "channels": None}],
)
def test_a_file_has_one_form(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="give a path, or channels"):
        DeliveredFile(**fields)


def test_the_channels_of_a_set_are_known_and_each_named_once() -> None:
    with pytest.raises(ValidationError, match="no such channel label"):
        DeliveredFile(channels={"L": "L.wav", "Q": "R.wav"})
    with pytest.raises(ValidationError, match="two files are named for the channel L"):
        DeliveredFile(channels={"L": "L.wav", "left": "R.wav"})


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("layout", "5.2", "no such channel layout"),
        ("language", "german", "not a language tag"),
        ("kind", "stem", "Input should be 'printmaster'"),
        ("version", "remix", "Input should be 'original' or 'dub'"),
        ("size", 3, "Extra inputs"),
    ],
)
def test_words_that_do_not_exist_are_refused(field: str, value: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        DeliveredFile.model_validate({"path": "a.wav", field: value})


def test_a_version_may_be_stated() -> None:
    assert DeliveredFile(path="a.wav", version=Version.DUB).version is Version.DUB


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"picture_rate": "26"}, "not a picture rate"),
        ({"duration_frames": 0}, "greater than 0"),
        ({"start_timecode": "1:00"}, "not a timecode such as"),
        ({"picture_rate": "24", "start_timecode": "01:00:00;00"}, "start_timecode: Only 29.97 and 59.94"),
        ({"picture_rate": "24", "first_frame_of_action": "01:00:00:24"}, "first_frame_of_action: .* does not exist"),
        ({"picture_rate": "29.97", "last_frame_of_action": "01:01:00;00"}, "last_frame_of_action: .* leaves out"),
        (
            {"picture_rate": "25", "segments": [{"name": "2", "start": "00:00:00:00", "end": "00:00:00:25"}]},
            "segment 2: .* does not exist",
        ),
        ({"first_frame_of_action": "01:00:08:00", "last_frame_of_action": "01:00:02:00"}, "lies before the first"),
        ({"first_frame_of_action": "01:00:00;02", "last_frame_of_action": "01:00:00;01"}, "lies before the first"),
        ({"start_timecode": "10:00:00:00", "last_frame_of_action": "01:00:02:00"}, "before the start of the picture"),
        ({"segments": [{"name": "2", "start": "01:00:02:00", "end": "01:00:02:00"}]}, "segment 2 ends at"),
        (
            {
                "picture_rate": "24",
                "duration_frames": 47,
                "first_frame_of_action": "01:00:00:00",
                "last_frame_of_action": "01:00:01:23",
            },
            "has 48 frames, and the picture 47",
        ),
    ],
)
def test_facts_that_cannot_be_are_refused(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ProgrammeFacts(**facts)


def test_action_may_be_one_frame_and_as_long_as_the_picture() -> None:
    one = ProgrammeFacts(
        picture_rate="24",
        duration_frames=1,
        start_timecode="01:00:00:00",
        first_frame_of_action="01:00:00:00",
        last_frame_of_action="01:00:00:00",
    )
    assert one.duration_frames == 1


def test_a_timecode_without_a_picture_rate_is_kept_as_it_is() -> None:
    assert ProgrammeFacts(start_timecode="01:00:00;00").start_timecode == "01:00:00;00"


def test_a_waiver_names_a_rule_that_exists() -> None:
    given: dict[str, Any] = {"reason": "r", "by": "b", "on": date(2026, 9, 1)}
    for rule in RULE_IDS:
        assert KnownWaiver(rule=rule, **given).key is None
    with pytest.raises(ValidationError, match="did you mean peak"):
        KnownWaiver(rule="peak.truepeak", **given)


def test_a_waiver_may_hold_for_a_single_day() -> None:
    day = date(2026, 9, 1)
    assert Waiver(rule="peak.true-peak", reason="r", by="b", on=day, expires=day).expires == day


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, "at least 1 character"),
        ({"by": ""}, "at least 1 character"),
        ({"expires": date(2026, 8, 31)}, "it expires .* before it was given"),
    ],
)
def test_a_waiver_says_who_and_why_and_can_hold_at_least_a_day(fields: dict[str, Any], said: str) -> None:
    given = {"rule": "peak.true-peak", "reason": "r", "by": "b", "on": date(2026, 9, 1), **fields}
    with pytest.raises(ValidationError, match=said):
        Waiver.model_validate(given)


def test_a_waiver_without_a_reason_is_refused_with_its_place(tmp_path: Path) -> None:
    said = refused(tmp_path, GOOD.replace('reason = "agreed with the client"\n', ""))
    assert "waivers, number 1, reason: is missing" in said


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    said = refused(tmp_path, GOOD.replace("picture_rate", "frame_rates"))
    assert "programme.frame_rates: there is no such key" in said


@pytest.mark.parametrize("text", ["", 'title = "T"', 'title = "T"\nfiles = []', "title = 3\nfiles = 4", "= 3"])
def test_what_is_no_delivery_is_refused_with_the_file(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text)


def test_a_delivery_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="no such file"):
        load_delivery(tmp_path / "none.toml")


def test_a_delivery_goes_through_json_unchanged(tmp_path: Path) -> None:
    delivery = load_delivery(write(tmp_path, GOOD))
    assert Delivery.model_validate_json(delivery.model_dump_json()) == delivery
