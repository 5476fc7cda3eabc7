"""Nothing is left in English in the languages that are finished, and no translation belongs to a text that is gone."""

from __future__ import annotations

import ast
import json
import re
import string
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from packager.corrections.correction import READING_TITLES
from specs.requirements.requirement import Grade, Level
from validator.catalogue import SHELF
from validator.languages import DEMANDS, FINISHED, LANGUAGES, WORDS, entries, speaking
from validator.languages.figures import reworded
from validator.reporters import report_wording as wording
from validator.reporters.head import _ORIGINS
from validator.reporters.report_rows import TO_REDO_COLUMNS
from validator.reporters.static_text import script_texts, static_texts
from validator.results.finding import Severity
from validator.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
TEXTS: Final = {
    code: text for name in SHELF for code, text in import_module(f"validator.catalogue.{name}").TEXTS.items()
}
SCRIPTS: Final = tuple((ROOT / "validator" / "reporters" / "templates").glob("*.js"))
TRANSLATED: Final = tuple(tag for tag in LANGUAGES if tag != "en")
WORD_TABLES: Final = (
    *(wording.VERDICT_WORDS, wording.GRADE_MEANINGS, wording.NOTICE_TITLES, wording.SUBJECT_WORDS, _ORIGINS),
    wording._OTHER_TITLES,
)


def literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def called_words() -> Iterator[str]:
    """Every text that `tr` is called with, in code and in templates."""
    for package in ("validator", "mixgate"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                    yield from literals(node.args[0])
    for path in (ROOT / "validator" / "reporters" / "templates").glob("*.j2"):
        yield from static_texts(path.read_text(encoding="utf-8"))
    for path in SCRIPTS:
        yield from script_texts(path.read_text(encoding="utf-8"))


def words() -> set[str]:
    """Every word, heading and label of the reports."""
    found = {text.replace("&amp;", "&") for text in called_words()}
    found |= {rule.title for rule in RULES.values()} | {shown.value.replace("-", " ") for shown in wording.Standing}
    found |= {str(text) for kind in (Grade, Level, Severity) for text in kind}
    found |= {dict.__getitem__(table, key) for table in WORD_TABLES for key in table}
    found |= {wording.ALSO_NOTICED, wording.NO_EFFECT, f"{wording.NO_EFFECT.capitalize()}.", wording.STOPPED}
    found |= set(READING_TITLES.values())
    return found | {wording.DAMAGE_TITLE, wording._MEND, *TO_REDO_COLUMNS}


SAME_EVERYWHERE: Final = frozenset({"LKFS", "dBTP", "mixgate", ", SHA-256", "RMS", "SHA-256"})
"""Static texts that no language translates."""


def fields(text: str) -> set[str]:
    found: set[str] = set()
    for _, name, form, _ in string.Formatter().parse(text):
        if name is not None:
            found |= {name} | fields(form or "")
    return found


@pytest.mark.parametrize("tag", [tag for tag in FINISHED if tag != "en"])
def test_no_sentence_is_left_in_english(tag: str) -> None:
    known = entries(tag)
    missing = [f'msgctxt "{code}"\nmsgid "{text}"' for code, text in TEXTS.items() if (code, text) not in known]
    assert not missing, f"{len(missing)} missing in {tag}.po:\n" + "\n".join(missing[:40])


@pytest.mark.parametrize("tag", [tag for tag in FINISHED if tag != "en"])
def test_no_word_is_left_in_english(tag: str) -> None:
    known = entries(tag)
    missing = sorted(word for word in words() - SAME_EVERYWHERE if (WORDS, word) not in known)
    assert not missing, f"{len(missing)} missing in {tag}.po under words: {missing}"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_has_the_arguments_of_its_sentence(tag: str) -> None:
    wrong = [
        (context, said)
        for (context, text), said in entries(tag).items()
        if context not in {WORDS, DEMANDS} and fields(said) != fields(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_phrase_keeps_its_figures(tag: str) -> None:
    wrong = [
        (text, said)
        for (context, text), said in entries(tag).items()
        if context == DEMANDS and fields(said) != fields(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_translation_belongs_to_a_sentence_that_is_gone(tag: str) -> None:
    gone = [context for context, text in entries(tag) if context not in {WORDS, DEMANDS} and TEXTS.get(context) != text]
    assert gone == []


ENGLISH_WORDS: Final = re.compile(
    r"\b(?:the|of|at|or|from|with|within|and|below|above|least|most|every|same|before|after|no|channels?|frames?)\b"
)
"""Words that no demand in German, French or Japanese has."""


@pytest.mark.parametrize("tag", [tag for tag in FINISHED if tag != "en"])
def test_no_demand_of_any_rule_is_left_in_english(tag: str) -> None:
    said = set()
    for path in (ROOT / "tests" / "golden" / "rules").glob("*/*.json"):
        found = json.loads(path.read_text(encoding="utf-8"))
        said |= {one["required"] for one in (found if isinstance(found, list) else [found])}
    demands = {text for text in said if not text.endswith(".")}
    assert len(demands) > 100
    with speaking(tag):
        left = {text: reworded(text) for text in sorted(demands)}
    assert [text for text in left.values() if ENGLISH_WORDS.search(text)] == []


def test_a_script_says_no_text_but_through_the_mark() -> None:
    """A string with a word and a space is a text, unless it is a selector, a property or an event of the page."""
    for path in SCRIPTS:
        source = re.sub(r'(?m)^\s*//.*$|\b_\("[^"]+"\)', "", path.read_text(encoding="utf-8"))
        spoken = [
            text
            for text in re.findall(r'"([^"\n]*[a-z]{2,} [a-z]{2,}[^"\n]*)"', source)
            if not re.search(r"[.#\[:]|^thead|^a, |^select, |^use strict$", text)
        ]
        assert spoken == [], path.name
        assert re.findall(r'(?:tell|textContent =|aria-label",) *\(? *"[A-Za-z]', source) == [], path.name


def test_every_language_has_a_file_and_every_file_a_language() -> None:
    assert {path.stem for path in (ROOT / "validator" / "languages" / "po").glob("*.po")} == set(TRANSLATED)
