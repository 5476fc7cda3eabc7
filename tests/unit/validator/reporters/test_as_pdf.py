"""The letter as a PDF, read back by a foreign reader."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from fixtures import reports
from specs.errors import RefusedError
from specs.message import verbatim
from validator.languages import speaking
from validator.reporters.as_pdf import RUN, letter_to_pdf, system_fonts
from validator.reporters.run import summary_of
from validator.results.report import Made

if TYPE_CHECKING:
    from validator.reporters.letter.model import Letter
    from validator.results.report import NotJudged, Report

pytest.importorskip("typst", reason="typst is not installed")
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")

MADE = Made(version="0.1.0", at=datetime(2026, 9, 21, 14, 5, tzinfo=UTC))


def _letter(*made: Report, left_out: tuple[NotJudged, ...] = ()) -> Letter:
    letter = summary_of(made, left_out, MADE).letter
    assert letter is not None
    return letter


def _named(place: str, language: str = "de-DE") -> Report:
    return reports.rejected().model_copy(update={"name": place, "path": place, "language": language})


def _read(pdf: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf))


def _text(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in _read(pdf).pages).split())


def test_the_letter_is_a_tagged_pdf_with_its_fonts_inside() -> None:
    document = _read(letter_to_pdf(_letter(reports.delivery(), _named("a.wav"))))
    root = document.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert document.metadata.title == "Harbour_Lights_103: Rejected"
    fonts = [font.get_object() for page in document.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_everything_needed_to_act_stands_on_one_page() -> None:
    pdf = letter_to_pdf(_letter(_named("de/film_51.wav"), reports.acceptable()))
    first = " ".join(_read(pdf).pages[0].extract_text().split())
    for said in (
        *("Rejected: 1 of 2 files must be sent again.", "de/film_51.wav", "To put right", "Limit C, L at the"),
        *("true peak at most -2.0 dBTP", "Example Stream Mix Specification", "01:00:31:01", "2026-09-21 14:05 UTC"),
    ):
        assert said in first


def test_the_same_letter_gives_the_same_bytes() -> None:
    made = (reports.placed(), reports.noticed())
    assert letter_to_pdf(_letter(*made)) == letter_to_pdf(_letter(*made))


@pytest.mark.parametrize(
    "name",
    [
        '#import "@preview/x:1.0": *',
        "#panic[now]",
        "*a_b* _c_ $x^2$ <label> @ref // no /* no */ \\ `raw` ~ -- ... 'q' \"q\" = head",
        "]#{}[",
        "#sys.inputs",
        "имя_файла.wav",
        "ἀρχή é ß ø ñ.wav",
        "a" * 240 + ".wav",
    ],
)
def test_a_name_is_text_and_nothing_else(name: str) -> None:
    report = _named(name).model_copy(update={"headline": verbatim(name)})
    text = _text(letter_to_pdf(_letter(report, reports.acceptable())))
    assert "".join(name.split()) in "".join(text.split())


def test_control_signs_and_turned_writing_are_shown_as_unknown() -> None:
    text = _text(letter_to_pdf(_letter(reports.hostile(), reports.placed())))
    assert 'alert("x")' in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_sign_that_no_font_has_is_refused_and_not_left_blank() -> None:
    nobody_has = "\U000f0000"  # a private use area: no font of this house or of a system that we know has it
    report = _named(f"a{nobody_has}.wav")
    with pytest.raises(RefusedError, match="No font on this machine"):
        letter_to_pdf(_letter(report, reports.acceptable()))


def test_a_delivery_of_three_hundred_files_is_a_short_letter_and_a_long_table() -> None:
    made = [_named(f"{number:03}.wav") for number in range(120)]
    document = _read(letter_to_pdf(_letter(*made)))
    text = "\n".join(page.extract_text() for page in document.pages)
    assert "119.wav" in text
    assert len(document.pages) < 10
    assert "120 of 120 files must be sent again" in document.pages[0].extract_text()


def test_every_way_to_end_has_a_letter() -> None:
    for made, left_out in (
        ((reports.acceptable(),), ()),
        ((reports.incomplete(),), ()),
        ((reports.absent(), reports.delivery()), ()),
        ((reports.damaged(),), reports.not_judged()),
        ((), reports.not_judged()),
    ):
        assert letter_to_pdf(_letter(*made, left_out=left_out)).startswith(b"%PDF-")


def test_the_format_says_what_it_needs() -> None:
    assert RUN.extra == ("typst", "pdf")
    assert not RUN.is_text


@pytest.mark.parametrize(("language", "first"), [("ja", "JP"), ("ko-KR", "KR"), ("zh-Hans", "SC"), ("en", "JP")])
def test_chinese_characters_have_the_shapes_of_the_language_of_the_letter(language: str, first: str) -> None:
    fonts = system_fonts(language)
    assert fonts[0] == f"Noto Serif CJK {first}"
    assert len(fonts) == len(set(fonts))


@pytest.mark.parametrize(("tag", "said"), [("de", "de"), ("fr", "fr"), ("pt-BR", "pt")])
def test_a_pdf_says_the_language_that_is_spoken(tag: str, said: str) -> None:
    with speaking(tag):
        document = _read(letter_to_pdf(_letter(reports.rejected(), reports.acceptable())))
    assert document.trailer["/Root"]["/Lang"] == said
