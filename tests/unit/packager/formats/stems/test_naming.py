import unicodedata
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.fixity.member import path_fault
from packager.formats.stems.naming import DEFAULT_TEMPLATE, NameFacts, file_name, names_of, portable
from specs.errors import UsageError
from specs.vocabulary import MixKind, parse_layout

FACTS = NameFacts(
    title="Die Brücke: Teil 1/2",
    kind=MixKind.PRINTMASTER,
    language="pt-BR",
    layout=parse_layout("5.1"),
    sample_rate_hz=48_000,
    word_length_bits=24,
    picture_rate=Fraction(24000, 1001),
    version="v2",
    channel=None,
    name="mix final.WAV",
)


@pytest.mark.parametrize(
    ("template", "name"),
    [
        (DEFAULT_TEMPLATE, "Die-Brücke-Teil-1-2_pt-BR_printmaster_51_48k_v2.wav"),
        ("{name}_{bits}b_{picture}", "mix final_24b_23976.wav"),
        ("{layout}.{kind}", "51.printmaster.wav"),
    ],
)
def test_a_template_makes_a_name(template: str, name: str) -> None:
    assert file_name(template, FACTS) == name


def test_a_field_that_is_not_known_takes_its_separator_along() -> None:
    unknown = replace(FACTS, layout=None, picture_rate=None)
    assert file_name("{layout}_{title}_{picture}_{version}", unknown) == "Die-Brücke-Teil-1-2_v2.wav"


@pytest.mark.parametrize(("rate", "text"), [(44_100, "44k1"), (96_000, "96k"), (88_200, "88k2"), (11_025, "11k025")])
def test_sample_rates_are_written_as_the_field_says_them(rate: int, text: str) -> None:
    assert file_name("{rate}", replace(FACTS, sample_rate_hz=rate)) == f"{text}.wav"


@pytest.mark.parametrize(("kind", "tag"), [(MixKind.ME, "zxx"), (MixKind.DIALOGUE, "und")])
def test_a_mix_without_language_says_so(kind: MixKind, tag: str) -> None:
    assert file_name("{language}", replace(FACTS, kind=kind, language=None)) == f"{tag}.wav"


def test_a_file_of_a_set_always_ends_in_its_channel() -> None:
    assert file_name("{title}", replace(FACTS, channel="Ls")) == "Die-Brücke-Teil-1-2_Ls.wav"
    assert file_name("{channel}-{kind}", replace(FACTS, channel="Ls")) == "Ls-printmaster.wav"


@pytest.mark.parametrize(
    "template", ["{titel}", "{title!r}", "{title:>9}", "{title", "plain", "{0}", "{title.upper}", ""]
)
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(UsageError):
        file_name(template, FACTS)


@pytest.mark.parametrize("template", ["../{title}", "{title}/x", "{title}|x", "a\\{title}"])
def test_a_template_cannot_lead_out_of_its_folder(template: str) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        file_name(template, FACTS)


@given(st.text(min_size=1, max_size=60))
def test_whatever_the_title_a_name_can_be_used_everywhere(title: str) -> None:
    name = file_name(DEFAULT_TEMPLATE, replace(FACTS, title=title))
    assert path_fault(name) is None
    assert "/" not in name
    assert unicodedata.is_normalized("NFC", name)


def test_letters_of_every_script_stay() -> None:
    assert portable("七人の侍 (1954)") == "七人の侍-1954"
    assert portable("हिन्दी") == "हिन्दी"


def test_names_that_follow_the_patterns_stay_all_or_none() -> None:
    left, right = replace(FACTS, name="x_L.wav", channel="L"), replace(FACTS, name="y_R.wav", channel="R")
    assert names_of([left, right], None, ["[xy]_[LR][.]wav"]) == ("x_L.wav", "y_R.wav")
    assert names_of([left, right], None, ["x_[LR][.]wav"])[0].endswith("_v2_L.wav")
    assert names_of([left], "{kind}", [".*"]) == ("printmaster_L.wav",)
    assert names_of([left], None, [])[0].startswith("Die-Brücke")
