"""The words of the field, each against the standard it comes from."""

from __future__ import annotations

from fractions import Fraction

import pytest

from specs.errors import UsageError
from specs.vocabulary import (
    FRAME_RATES,
    LAYOUTS,
    SPEAKER_SYNONYMS,
    SPEAKERS,
    SPEED_RATIOS,
    frame_rate_name,
    layout_of,
    parse_frame_rate,
    parse_language_tag,
    parse_layout,
    speaker,
)


def test_every_label_and_synonym_names_a_speaker_in_any_case() -> None:
    for label, known in SPEAKERS.items():
        assert speaker(label) is speaker(label.lower()) is speaker(f" {label.upper()} ") is known
    for synonym, label in SPEAKER_SYNONYMS.items():
        if synonym not in {name.upper() for name in SPEAKERS}:
            assert speaker(synonym) is SPEAKERS[label]


def test_a_label_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UsageError, match="no such channel label") as caught:
        speaker("Lx")
    assert caught.value.found == "Lx"
    assert "Lss" in str(caught.value.expected)


@pytest.mark.parametrize(
    ("label", "weight"),
    [
        # ITU-R BS.1770-5 Annex 1 Table 3: 1.41 for the surrounds of 3/2, nothing for LFE.
        ("L", 1.0), ("R", 1.0), ("C", 1.0), ("Ls", 1.41), ("Rs", 1.41), ("LFE", 0.0), ("LFE2", 0.0),
        # Annex 3 Table 4: 1.41 where |elevation| < 30 and 60 <= |azimuth| <= 120 degrees.
        ("Lss", 1.41), ("Rss", 1.41), ("Lrs", 1.0), ("Rrs", 1.0), ("Lw", 1.41), ("Rw", 1.41), ("Cs", 1.0),
        ("Ltf", 1.0), ("Ltm", 1.0), ("Rtm", 1.0), ("Ltr", 1.0), ("T", 1.0), ("M", 1.0), ("Lt", 1.0), ("M2", 1.0),
    ],
)  # fmt: skip
def test_a_speaker_weighs_what_the_loudness_standard_says(label: str, weight: float) -> None:
    assert speaker(label).loudness_weight == weight


def test_no_two_speakers_of_one_layout_claim_the_same_place_in_a_channel_mask() -> None:
    for layout in LAYOUTS.values():
        if "+" in layout.name:
            continue  # two soundfields in one file
        bits = [channel.wave_bit for channel in layout.channels if channel.wave_bit is not None]
        assert len(bits) == len(set(bits)), layout.name


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_found_by_its_name_and_by_its_labels(name: str) -> None:
    layout = LAYOUTS[name]
    assert parse_layout(name) is parse_layout(f" {name.upper()} ") is layout
    assert parse_layout(",".join(layout.labels)) is layout
    assert parse_layout(" ".join(label.lower() for label in layout.labels)) is layout
    assert layout_of(layout.labels) is layout
    assert len(layout.weights) == len(layout.channels)


@pytest.mark.parametrize(
    ("name", "count"), [("1.0", 1), ("2.0", 2), ("5.1", 6), ("7.1", 8), ("7.1.4", 12), ("9.1.6", 16), ("5.1+2.0", 8)]
)
def test_a_layout_has_as_many_channels_as_its_name_says(name: str, count: int) -> None:
    assert len(LAYOUTS[name].channels) == count


def test_the_two_orders_of_five_one_are_two_layouts_of_one_soundfield() -> None:
    smpte, film = LAYOUTS["5.1"], LAYOUTS["5.1-film"]
    assert smpte.labels != film.labels
    assert sorted(smpte.labels) == sorted(film.labels)
    assert smpte.soundfield == film.soundfield == "5.1"


@pytest.mark.parametrize(
    ("order", "soundfield"),
    [
        ("7.1-film", "7.1"),
        ("7.1-wave", "7.1"),
        ("7.1.4-wave", "7.1.4"),
        ("C, L, R, Ls, Rs, LFE", "5.1"),
        ("R, L", "2.0"),
        ("L, R, Ls, Rs", "4.0"),
        ("5.1-film+2.0", "5.1+2.0"),
        ("L, R, C, LFE, Ls, Rs, Lw, Rw", "L,R,C,LFE,Ls,Rs,Lw,Rw"),
    ],
)
def test_an_order_is_not_another_layout(order: str, soundfield: str) -> None:
    assert parse_layout(order).soundfield == soundfield


def test_each_named_soundfield_is_its_own() -> None:
    orders = {"5.1-film", "7.1-film", "7.1-wave", "7.1.4-wave"}
    assert all(layout.soundfield == name for name, layout in LAYOUTS.items() if name not in orders)


def test_an_order_without_a_name_is_called_by_its_labels() -> None:
    layout = parse_layout("C, L, R")
    assert layout.name == "C,L,R"
    assert layout.labels == ("C", "L", "R")


def test_labels_of_other_programs_are_understood() -> None:
    assert parse_layout("FL FR FC LFE BL BR").labels == ("L", "R", "C", "LFE", "Lrs", "Rrs")
    assert parse_layout("mono") is LAYOUTS["1.0"]


@pytest.mark.parametrize("text", ["", "5.2", "L,R,Q", "stereo sound", ","])
def test_what_is_no_layout_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no such channel layout"):
        parse_layout(text)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("23.976", Fraction(24000, 1001)), ("23.98", Fraction(24000, 1001)), ("24000/1001", Fraction(24000, 1001)),
        ("24", Fraction(24)), ("24.0", Fraction(24)), ("24/1", Fraction(24)), ("25fps", Fraction(25)),
        ("25p", Fraction(25)), (" 29.97 ", Fraction(30000, 1001)), ("30 fps", Fraction(30)),
        ("59.94", Fraction(60000, 1001)), ("60000/1001", Fraction(60000, 1001)), ("48000/1001", Fraction(48000, 1001)),
    ],
)  # fmt: skip
def test_a_picture_rate_is_read_exactly(text: str, rate: Fraction) -> None:
    assert parse_frame_rate(text) == rate


@pytest.mark.parametrize("text", ["", "12", "23.9", "24/0", "24000/1002", "-25", "fps", "25/1/1", "nan", "٢٥"])
def test_what_is_no_picture_rate_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a picture rate"):
        parse_frame_rate(text)


def test_a_picture_rate_has_its_everyday_name() -> None:
    for name, rate in FRAME_RATES.items():
        assert frame_rate_name(rate) == name
        assert parse_frame_rate(str(rate)) == rate
    assert frame_rate_name(Fraction(15)) == "15"


def test_every_speed_ratio_has_its_way_back() -> None:
    assert SPEED_RATIOS["PAL speed-up 24 to 25"] * SPEED_RATIOS["PAL slow-down 25 to 24"] == 1
    assert SPEED_RATIOS["pull-down 24 to 23.976"] * SPEED_RATIOS["pull-up 23.976 to 24"] == 1
    assert SPEED_RATIOS["PAL speed-up 23.976 to 25"] == Fraction(25) / Fraction(24000, 1001)
    assert {1 / ratio for ratio in SPEED_RATIOS.values()} == set(SPEED_RATIOS.values())


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("de", "de"), ("DE", "de"), ("pt-br", "pt-BR"), ("ZH-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"),
        ("fil", "fil"), ("ca-ES-VALENCIA", "ca-ES-valencia"), (" en-gb ", "en-GB"), ("de-1996", "de-1996"),
    ],
)  # fmt: skip
def test_a_language_tag_takes_its_customary_case(text: str, tag: str) -> None:
    assert parse_language_tag(text) == tag


@pytest.mark.parametrize("text", ["", "german", "d", "de_DE", "de-", "de-DEU", "x-private", "de DE"])
def test_what_is_no_language_tag_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a language tag"):
        parse_language_tag(text)
