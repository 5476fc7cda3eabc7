"""What demands on form ask for, and what of it is not permitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.made_orders import make_foreseen, make_order, said
from fixtures.made_sheets import make_requirement
from packager.corrections.channel_order import ChannelOrder
from packager.corrections.correction import CorrectionGrade
from packager.corrections.file_form import FileFormChange
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.corrections.word_length import WordLengthChange
from packager.planning.because import demanded
from packager.planning.form import form_found
from validator.containers.facts import SampleFormat

if TYPE_CHECKING:
    from packager.planning.order import Found
    from specs.requirements import AnyRequirement


def found(requirement: AnyRequirement, *, order: dict[str, Any] | None = None, **changes: Any) -> Found:
    return form_found(make_order(requirement, **(order or {})), make_foreseen(**changes))


def corrections(answer: Found) -> list[object]:
    return [wish.correction for wish in answer.wishes]


def words(valid_bits: int, sample_format: SampleFormat = SampleFormat.S24) -> dict[str, object]:
    return {
        "sample_format": sample_format,
        "word_length_bits": sample_format.bytes_per_sample * 8,
        "valid_bits": valid_bits,
        "codec": "IEEE float" if sample_format.is_float else "PCM",
    }


@pytest.mark.parametrize(
    ("allowed", "to_hz"),
    [([96_000], 96_000), ([88_200, 96_000], 88_200), ([96_000, 48_000], 48_000)],
)
def test_the_usual_rate_is_taken_where_it_is_one_of_several(allowed: list[int], to_hz: int) -> None:
    answer = found(make_requirement("form.sample-rate", allowed_hz=allowed), sample_rate_hz=44_100)
    assert corrections(answer) == [SampleRateConversion(to_hz=to_hz)]
    assert answer.wishes[0].because == demanded("form.sample-rate")


def test_what_is_not_permitted_is_told_with_its_figures() -> None:
    answer = found(
        make_requirement("form.sample-rate", allowed_hz=[96_000]), order={"permitted": [CorrectionGrade.TRANSPARENT]}
    )
    assert answer.wishes == ()
    (sentence,) = said(answer.blocked)
    assert sentence.startswith("The sample rate is 48000 Hz and must be 96000 Hz: ")
    assert sentence.endswith("and that is processing; permitted: transparent.")


@pytest.mark.parametrize(
    ("allowed", "labels"),
    [
        (["5.1-film"], ("L", "C", "R", "Ls", "Rs", "LFE")),
        (["7.1", "2.0", "5.1-film"], ("L", "C", "R", "Ls", "Rs", "LFE")),
        (["7.1"], None),
        (["2.0"], None),
    ],
)
def test_channels_are_put_in_order_and_none_is_invented_or_dropped(
    allowed: list[str], labels: tuple[str, ...] | None
) -> None:
    answer = found(make_requirement("form.layout", allowed=allowed))
    assert corrections(answer) == ([] if labels is None else [ChannelOrder(labels=labels)])
    assert answer.blocked == ()


def test_another_picture_rate_is_another_speed() -> None:
    demand = make_requirement("form.frame-rate", allowed=["24"])
    answer = found(demand, order={"pitch": "kept"})
    assert corrections(answer) == [SpeedChange(from_rate="25", to_rate="24", pitch="kept")]
    blocked = said(found(demand, order={"permitted": []}).blocked)
    assert "The picture rate is 25 and must be 24: " in blocked[0]
    assert blocked[0].endswith("permitted: nothing.")


def test_of_several_picture_rates_none_is_chosen_and_an_unknown_one_is_not_changed() -> None:
    several = make_requirement("form.frame-rate", allowed=["24", "23.976"])
    assert found(several) == form_found(make_order(), make_foreseen())
    assert corrections(found(make_requirement("form.frame-rate", allowed=["24"]), programme={})) == []


@pytest.mark.parametrize(
    ("have", "allowed", "wanted"),
    [
        (words(16, SampleFormat.S16), [24], WordLengthChange(to_bits=24)),
        (words(16, SampleFormat.S16), [32, 24], WordLengthChange(to_bits=24)),
        (words(16, SampleFormat.S16), [32], WordLengthChange(to_bits=32)),
        (words(24), [16], WordLengthChange(to_bits=16, dither_seed=7)),
        (words(24), [16, 20], WordLengthChange(to_bits=20, dither_seed=7)),
        (words(24), [18], None),
        (words(32, SampleFormat.F32), [24], WordLengthChange(to_bits=24, dither_seed=7)),
        (words(32, SampleFormat.F32), [16, 24], WordLengthChange(to_bits=24, dither_seed=7)),
        (words(32, SampleFormat.F32), [32], WordLengthChange(to_bits=32)),
    ],
)
def test_longer_words_hold_the_same_samples_and_shorter_ones_need_dither(
    have: dict[str, object], allowed: list[int], wanted: WordLengthChange | None
) -> None:
    demand = make_requirement("form.word-length", allowed_bits=allowed)
    answer = found(demand, file=have, order={"dither_seed": 7})
    assert corrections(answer) == ([] if wanted is None else [wanted])


def test_dither_is_the_same_each_time_where_no_seed_is_given() -> None:
    demand = make_requirement("form.word-length", allowed_bits=[16])
    assert corrections(found(demand, file=words(24))) == [WordLengthChange(to_bits=16, dither_seed=0)]


def test_short_words_in_a_long_container_are_left() -> None:
    """Their lower bits were lost before: no word length brings them back."""
    demand = make_requirement("form.word-length", allowed_bits=[24])
    answer = found(demand, file=words(24) | {"word_length_bits": 32, "sample_format": SampleFormat.S32})
    assert corrections(answer) == []


@pytest.mark.parametrize(
    ("have", "allowed", "sentence"),
    [
        (words(16, SampleFormat.S16), [24], "Words must be 24 bits long: "),
        (words(24), [16], "Words are 24 bits long and must be 16-bit integers: "),
        (words(32, SampleFormat.F32), [24], "Words are floating point and must be 24-bit integers: "),
    ],
)
def test_a_refusal_says_what_the_words_are(have: dict[str, object], allowed: list[int], sentence: str) -> None:
    demand = make_requirement("form.word-length", allowed_bits=allowed)
    (blocked,) = said(found(demand, file=have, order={"permitted": []}).blocked)
    assert blocked.startswith(sentence)


@pytest.mark.parametrize(
    ("have", "forms", "wanted", "sentence"),
    [
        ("interleaved", ["mono-set"], "mono-set", "There must be one file per channel: "),
        ("mono-set", ["interleaved"], "interleaved", "The channels must be in one file: "),
        ("interleaved", ["interleaved"], None, ""),
        # Sound inside a picture file is for who makes the picture file.
        ("interleaved", ["muxed"], None, ""),
    ],
)
def test_files_are_split_and_joined(have: str, forms: list[str], wanted: str | None, sentence: str) -> None:
    demand = make_requirement("form.files", forms=forms)
    answer = found(demand, form=have)
    expected = [] if wanted is None else [FileFormChange.model_validate({"form": wanted})]
    assert corrections(answer) == expected
    blocked = said(found(demand, form=have, order={"permitted": []}).blocked)
    assert [text.startswith(sentence) for text in blocked] == [True] * len(expected)


AIFF = {"container": "AIFF"}
FLOAT = words(32, SampleFormat.F32)


@pytest.mark.parametrize(
    ("fields", "have", "wanted"),
    [
        ({"containers": ["BW64", "RF64"]}, {}, [{"container": "RF64"}]),
        ({"containers": ["BW64"]}, {}, [{"container": "BW64"}]),
        ({"containers": ["AIFF"]}, {}, []),
        ({"containers": ["WAV"]}, {}, []),
        ({"containers": ["WAV"]}, AIFF, [{"container": "WAV"}]),
        ({"containers": ["WAV", "RF64"]}, {"container": "FLAC", "codec": "FLAC"}, [{"container": "WAV"}]),
        ({"containers": ["MXF", "RF64"]}, {"container": "W64"}, [{"container": "RF64"}]),
        ({"containers": ["MXF", "MOV"]}, {"container": "W64"}, []),
        ({"containers": ["WAV"], "needs_bext": True}, {"bext": None}, [{"with_bext": True}]),
        ({"needs_bext": True}, {"bext": None}, [{"with_bext": True}]),
        ({"containers": ["BW64"], "needs_bext": True}, {}, [{"container": "BW64", "with_bext": True}]),
        ({"containers": ["WAV"], "codecs": ["PCM"]}, FLOAT, [24]),
        ({"codecs": ["PCM", "IEEE float"]}, FLOAT, []),
        ({"containers": ["RF64"], "codecs": ["PCM"]}, FLOAT, [{"container": "RF64"}, 24]),
        ({"containers": ["RF64"], "codecs": ["PCM"]}, {}, [{"container": "RF64"}]),
        ({"containers": ["RF64"], "codecs": ["IEEE float"]}, FLOAT, [{"container": "RF64"}]),
    ],
)
def test_a_container_is_put_right_and_floating_point_made_integers(
    fields: dict[str, Any], have: dict[str, object], wanted: list[dict[str, Any] | int]
) -> None:
    answer = found(make_requirement("form.container", **fields), file=have, order={"dither_seed": 3})
    assert corrections(answer) == [
        WordLengthChange(to_bits=24, dither_seed=3) if entry == 24 else FileFormChange.model_validate(entry)
        for entry in wanted
    ]


def test_a_refusal_names_the_container_and_the_integers() -> None:
    demand = make_requirement("form.container", containers=["RF64"], codecs=["PCM"])
    answer = found(demand, file=FLOAT, order={"permitted": []})
    assert [text.split(":")[0] for text in said(answer.blocked)] == ["The file must be RF64", "Words must be integers"]


def test_several_demands_are_answered_one_after_the_other() -> None:
    order = make_order(
        make_requirement("form.layout", allowed=["5.1-film"]),
        make_requirement("form.files", forms=["mono-set"]),
        make_requirement("loudness.range", minimum_lu=30),
    )
    answer = form_found(order, make_foreseen())
    assert [wish.because for wish in answer.wishes] == [demanded("form.layout"), demanded("form.files")]
