"""The reader's language: what it changes, and what it leaves alone."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from fixtures import reports
from mixgate.cli import run_words
from specs.errors import UsageError
from specs.message import message
from validator.catalogue import say
from validator.languages import LANGUAGES, language, parse_language, share_finished, speaking, tr
from validator.languages.figures import localised, moment, reworded
from validator.reporters.as_csv import run_to_csv
from validator.reporters.as_html import report_to_html
from validator.reporters.as_json import report_to_json, run_to_json
from validator.reporters.as_junit import run_to_junit
from validator.reporters.as_markdown import report_to_markdown
from validator.reporters.as_sarif import run_to_sarif
from validator.reporters.as_text import report_to_text
from validator.reporters.as_xlsx import run_to_xlsx

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("de_AT.UTF-8", "de"),
        ("fr-CA", "fr"),
        ("pt", "pt-BR"),
        ("pt_br", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("zh-CN", "zh-Hans"),
        ("zh-hans", "zh-Hans"),
        (" ja ", "ja"),
    ],
)
def test_a_language_is_known_by_its_tag(asked: str, tag: str) -> None:
    assert parse_language(asked) == tag


@pytest.mark.parametrize("asked", ["", "xx", "klingon", "-", "d"])
def test_an_unknown_language_is_refused_with_those_that_are_known(asked: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_language(asked)
    assert all(tag in str(caught.value.expected) for tag in LANGUAGES)


@pytest.mark.parametrize(
    ("gain_db", "english"), [(-0.004, "+0.00"), (-0.0, "+0.00"), (-0.006, "-0.01"), (0.0, "+0.00")]
)
def test_what_rounds_to_zero_has_no_minus(gain_db: float, english: str) -> None:
    assert say(message("correction.gain", gain_db=gain_db)) == f"Gain {english} dB"
    assert say(message("fix.most-gain", most_db=-0.0)) == "at most 0 dB, up or down"
    with speaking("fr"):
        assert say(message("correction.gain", gain_db=gain_db)) == f"Gain de {english.replace('.', ',')} dB"


def test_a_language_is_spoken_until_the_end_of_the_block() -> None:
    with speaking("de"):
        assert (language(), tr("True peak")) == ("de", "True Peak")
        with speaking("ja"):
            assert tr("True peak") == "トゥルーピーク"
        assert tr("What to do") == "Was zu tun ist"
    assert (language(), tr("What to do")) == ("en", "What to do")
    with speaking("de"):
        assert tr("a word that nobody has translated") == "a word that nobody has translated"


def test_a_sentence_has_the_figures_and_the_number_of_its_language() -> None:
    lower = message("remedy.lower-level", what=message("peak.the-mix"), change_db=2.86, aim=-27.0, unit="LKFS")
    assert "2.86 dB" in say(lower)
    with speaking("de"):
        assert say(lower).startswith("Absenken um 2,86 dB, um -27,0 LKFS")
    with speaking("ja"):
        assert "2.86 dB 下げて -27.0 LKFS" in say(lower)
    missing = message("form.wrong-channel-count", found=1, wanted=(6,))
    with speaking("fr"):
        assert say(missing) == "Le mixage a 1 canal ; exigé : 6."


@pytest.mark.parametrize(
    ("samples", "said"),
    [
        (1, "+1 sample (+0.021 ms) later"),
        (-1, "-1 sample (-0.021 ms) later"),
        (48, "+48 samples (+1.000 ms) later"),
    ],
)
def test_a_count_with_a_sign_has_its_noun(samples: int, said: str) -> None:
    delay = message("redelivery.delay", samples=samples, milliseconds=samples / 48)
    assert said in say(delay)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (1, "1 byte"),
        (2**64 - 1, "18446744073709551615 bytes"),  # a float has no such figure
        ("1", "1 byte"),
        ("12.0", "12 bytes"),
        ("3003/2", "3003/2 bytes"),
        ("many", "many bytes"),
    ],
)
def test_a_count_is_said_as_it_was_stated(stated: int | str, said: str) -> None:
    assert f"says {said};" in say(message("wave.riff-size-differs", stated_bytes=stated, taken_bytes=40))


def test_a_verb_agrees_with_a_count_or_a_list() -> None:
    assert say(message("sync.rests-on", agreeing=1, places=17)) == "1 of 17 places agrees."
    assert say(message("sync.rests-on", agreeing=16, places=17)) == "16 of 17 places agree."
    assert say(message("channels.inverted", labels=("C",))) == "C has the opposite polarity."
    assert say(message("channels.inverted", labels=("L", "R"))) == "L, R have the opposite polarity."
    with speaking("de"):
        assert say(message("sync.rests-on", agreeing=1, places=17)) == "1 von 17 Stellen stimmt überein."


def test_a_message_within_another_is_said_as_its_place_asks_for() -> None:
    gain = message("correction.gain", gain_db=-3.0)
    limiter = message("correction.limiter", ceiling_dbtp=-2.3)
    needed = message("plan.need-gain", what=message("plan.true-peak"), gain_db=-3.0)
    moved = message("fix.part-refused", lead="film.wav", corrections=(gain, limiter), part="dx.wav")
    assert say(needed) == "The true peak needs -3.00 dB"
    assert say(moved) == (
        "film.wav gets gain -3.00 dB and true-peak limiter at -2.30 dBTP, all channels linked, and dx.wav is refused."
    )
    assert say(message("correction.write", wanted=(message("correction.mono-set"), "RF64"))) == (
        "Write one mono file per channel, RF64"
    )
    with speaking("de"):
        assert say(needed) == "Der True Peak braucht -3,00 dB"
        assert say(moved).startswith("film.wav bekommt Pegeländerung -3,00 dB und True-Peak-Limiter auf -2,30 dBTP, ")


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("-27.0 ±2.0 LKFS", "-27,0 ±2,0 LKFS"),
        ("1.64 dBTP", "1,64 dBTP"),
        ("5.1", "5.1"),
        ("5.1 (L R C LFE Ls Rs)", "5.1 (L R C LFE Ls Rs)"),
        ("23.976 fps", "23.976 fps"),
        ("ITU-R BS.1770-5", "ITU-R BS.1770-5"),
        ("mix_2.0.wav", "mix_2.0.wav"),
        ("mixgate 0.1.0", "mixgate 0.1.0"),
        ("0:00:55.618", "0:00:55.618"),
        ("44.1 kHz", "44,1 kHz"),
    ],
)
def test_a_figure_with_a_unit_has_a_comma_and_a_name_keeps_its_stop(text: str, german: str) -> None:
    with speaking("de"):
        assert localised(text) == german
        assert localised(localised(text)) == german
    assert localised(text) == text


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("true peak at most -2.0 dBTP", "True Peak höchstens -2,0 dBTP"),
        (
            "true peak at most -2.0 dBTP (+0.3 dB meter tolerance)",
            "True Peak höchstens -2,0 dBTP (+0,3 dB Messtoleranz)",
        ),
        ("dialogue-gated loudness -27.0 ±2.0 LKFS", "Dialog-Lautheit -27,0 ±2,0 LKFS"),
        ("sample rate 48000 Hz", "Abtastrate 48000 Hz"),
        ("4.0 to 18.0 LU", "4,0 bis 18,0 LU"),
        ("interleaved", "verschachtelt"),
        ("Words of a sheet stay", "Words of a sheet stay"),
    ],
)
def test_a_demand_is_said_by_its_phrases(text: str, german: str) -> None:
    with speaking("de"):
        assert reworded(text) == german
    assert reworded(text) == text


def test_a_date_is_written_as_the_language_does() -> None:
    at = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)
    assert moment(at) == "2026-11-29 14:05 UTC"
    with speaking("de"):
        assert moment(at) == "29. November 2026, 14:05 UTC"
    with speaking("ja"):
        assert moment(at) == "2026年11月29日, 14:05 UTC"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_programs_read_is_the_same_in_every_language(tag: str) -> None:
    said = message("verdict.acceptable", publisher="Example", deliverable="5.1")
    made = [reports.placed().model_copy(update={"headline": said}), reports.delivery()]
    plain = [write(made, reports.not_judged()) for write in (run_to_json, run_to_csv, run_to_junit, run_to_sarif)]
    with speaking(tag):
        assert [
            write(made, reports.not_judged()) for write in (run_to_json, run_to_csv, run_to_junit, run_to_sarif)
        ] == plain
        assert json.loads(report_to_json(made[0]))["headline"]["text"] == say_in_english(made[0].headline)


def say_in_english(said: Any) -> str:
    with speaking("en"):
        return say(said)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("de", ("Abgelehnt", "Was zu tun ist", "Gemessen", "Gefordert")),
        ("fr", ("Refusé", "Ce qu’il faut faire", "Mesuré", "Exigé")),
        ("ja", ("不合格", "対応", "測定値", "要求値")),
        ("es", ("Rechazado", "Qué hacer", "Medido", "Exigido")),
        ("zh-Hans", ("不通过", "处理方法", "测量值", "要求值")),
    ],
)
def test_pages_are_in_the_language(tag: str, words: tuple[str, ...]) -> None:
    with speaking(tag):
        page, text = report_to_html(reports.rejected()), report_to_markdown(reports.rejected())
        plain = report_to_text(reports.rejected())
        book = openpyxl.load_workbook(io.BytesIO(run_to_xlsx([reports.rejected()])))
    assert f'<html lang="{tag}">' in page
    for word in words:
        assert word in page
        assert word in text
    assert words[0].upper() in plain
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(word in cell for cell in cells for word in words[2:3])
    assert "<h1>" not in page.replace('<h1 class="name">', "")


def test_english_pages_are_unchanged_after_another_language() -> None:
    before = report_to_html(reports.rejected())
    with speaking("de"):
        assert report_to_html(reports.rejected()) != before
    assert report_to_html(reports.rejected()) == before


def test_the_share_of_what_is_translated_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert share_finished("de") == 1.0
    assert 0.1 < share_finished("es") < 1.0
    saved = tmp_path / "run.json"
    saved.write_text(run_to_json([reports.acceptable()]), encoding="utf-8")
    run_words(["judge", str(saved), "--sheet", "netflix-dub", "-q", "--lang", "es"])
    assert "español" in capsys.readouterr().err
    run_words(["judge", str(saved), "--sheet", "netflix-dub", "-q", "--lang", "de"])
    said = capsys.readouterr()
    assert "translated" not in said.err
    assert run_words(["judge", str(saved), "--sheet", "netflix-dub", "-q", "--lang", "xx"]) == 2
    assert "zh-Hans" in " ".join(capsys.readouterr().err.replace("│", " ").split())


@pytest.mark.parametrize("tag", ["de", "fr", "ja"])
def test_what_a_sheet_or_a_sender_calls_a_thing_has_no_word_translated(tag: str) -> None:
    title, file = "Dub or audio description, at most 2 frames", "programme or dub, 3 runs.wav"
    with speaking(tag):
        assert title in say(message("verdict.acceptable", publisher="Music and effects or so", deliverable=title))
        assert "Music and effects or so" in say(
            message("verdict.acceptable", publisher="Music and effects or so", deliverable=title)
        )
        assert file in say(message("containers.cut-short", file=file))
