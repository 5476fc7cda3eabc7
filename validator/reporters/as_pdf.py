"""PDF: the letter of a run, for whoever has to act on it, and for the files of both sides.

It is set by typst with a template of its own; the evidence stands on the page. The same letter gives the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from specs.errors import RefusedError
from specs.message import message
from validator import languages
from validator.catalogue import say
from validator.reporters.head import made_text
from validator.reporters.letter.letter_wording import said_letter
from validator.reporters.report_wording import VERDICT_WORDS, printable
from validator.reporters.spool import RunFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from specs.message import Message
    from validator.reporters.letter.letter_wording import SaidLetter
    from validator.reporters.letter.model import Letter
    from validator.reporters.run import RunSummary
    from validator.reporters.spool import Position
    from validator.results.report import Report

TEMPLATE: Final = Path(__file__).parent / "templates" / "letter.typ"

FONTS: Final = ("Libertinus Serif",)
MONO_FONTS: Final = ("DejaVu Sans Mono",)
"""Both come with typst, so that a letter in Latin, Greek, Cyrillic or Hebrew looks alike on every machine."""

HAN: Final = {"ja": "JP", "ko": "KR", "zh": "SC"}
"""Which shapes of Chinese characters a language is set in: a Japanese letter in Chinese shapes is a visible fault."""

SYSTEM_FONTS: Final = (
    *("Noto Serif", "Noto Sans", "Noto Sans Symbols", "Noto Sans Symbols 2", "Noto Emoji"),
    *("DejaVu Serif", "DejaVu Sans"),
)
"""Asked for in this order where a text has signs that the fonts of typst lack; then whatever else is installed."""

STANDARD: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1:2014): tagged for screen readers, and refused where a font lacks a sign (clause 7.21.8)."""

TIGHTENED_PAGES: Final = 2
"""A letter of so many pages is set in smaller type if that makes it one: a person reads one page."""

_NO_FONT: Final = "could not be displayed"
"""How typst 0.15 says that a font lacks a sign; measured: by compiling one that none has."""


def letter_to_pdf(letter: Letter, speak: Callable[[Message], str] = say, language: str | None = None) -> bytes:
    """Return a letter as a PDF.

    Args:
        letter: What it says.
        speak: How a message becomes text.
        language: BCP 47 tag of that text, for screen readers and for the shapes of signs; None for the spoken one.

    Raises:
        RefusedError: No font on this machine has one of the signs.
    """
    language = language or languages.language()
    untitled = speak(message("letter.untitled", count=letter.file_count))
    data = _data(said_letter(letter, speak), letter, untitled, language)
    try:
        return _compiled(data, FONTS, MONO_FONTS, with_system=False)
    except _NoFontError:
        found = _installed()
        known = tuple(name for name in system_fonts(language) if name in found)
        try:
            return _compiled(data, (*FONTS, *known), (*MONO_FONTS, *known), with_system=True)
        except _NoFontError as error:
            raise RefusedError(
                "No font on this machine has a sign that the letter needs.",
                found=str(error),
                next_step="Install a font that has it: Noto Sans CJK for Japanese, Korean and Chinese, else Noto Sans.",
            ) from error


def system_fonts(language: str) -> tuple[str, ...]:
    """Return the fonts to ask a system for, in the order that a language wants them in."""
    own = HAN.get(language.partition("-")[0], "JP")
    regions = (own, *(region for region in HAN.values() if region != own))
    return (*(f"Noto {style} CJK {region}" for region in regions for style in ("Serif", "Sans")), *SYSTEM_FONTS)


class _NoFontError(Exception):
    """The fonts lack a sign."""


def _compiled(data: dict[str, Any], fonts: Sequence[str], mono: Sequence[str], *, with_system: bool) -> bytes:
    """Return the letter, in tight type where that makes two pages one."""
    wide = _inputs(data, fonts, mono, tight=False)
    if _pages(wide, with_system=with_system) == TIGHTENED_PAGES:
        tight = _inputs(data, fonts, mono, tight=True)
        if _pages(tight, with_system=with_system) == 1:
            return _set(tight, with_system=with_system)
    return _set(wide, with_system=with_system)


def _inputs(data: dict[str, Any], fonts: Sequence[str], mono: Sequence[str], *, tight: bool) -> dict[str, str]:
    whole = {**data, "fonts": list(fonts), "mono": list(mono), "tight": tight}
    return {"data": json.dumps(whole, ensure_ascii=False)}


def _pages(inputs: dict[str, str], *, with_system: bool) -> int:
    """Return how many pages a letter has."""
    import typst  # noqa: PLC0415  80 MB that only a PDF needs

    found = typst.query(
        str(TEMPLATE),
        "<pages>",
        field="value",
        one=True,
        root=str(TEMPLATE.parent),
        sys_inputs=inputs,
        ignore_system_fonts=not with_system,
    )
    return int(json.loads(found))


def _set(inputs: dict[str, str], *, with_system: bool) -> bytes:
    import typst  # noqa: PLC0415  80 MB that only a PDF needs

    try:
        pdf, warnings = typst.compile_with_warnings(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            sys_inputs=inputs,
            ignore_system_fonts=not with_system,
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        if _NO_FONT in error.message:
            raise _NoFontError(error.message.partition(": ")[2] or error.message) from error
        raise
    lacking = [warning.message for warning in warnings if "font" in warning.message]
    if lacking:
        raise _NoFontError("; ".join(lacking))
    assert isinstance(pdf, bytes), "one document, in memory"
    return pdf


def _installed() -> frozenset[str]:
    import typst  # noqa: PLC0415  80 MB that only a PDF needs

    return frozenset(typst.Fonts().families())


def _data(said: SaidLetter, letter: Letter, untitled: str, language: str) -> dict[str, Any]:
    """Return what the template is filled with: texts alone, none of them markup."""
    data: dict[str, Any] = asdict(said)
    for section, shown in zip(data["sections"], said.sections, strict=True):
        for line, its in zip(section["lines"], shown.lines, strict=True):
            for file, one in zip(line["files"], its.files, strict=True):
                file["bare"] = one.is_bare
    word = VERDICT_WORDS[letter.verdict]
    name = said.title or (said.files[0][0] if len(said.files) == 1 else "")
    data |= {
        "lang": language.partition("-")[0],
        "verdict_word": word,
        "heading": name or untitled,
        "document_title": f"{name or untitled}: {word}",
        "footer": " · ".join(part for part in (name, made_text(letter.made)) if part),
    }
    return {key: _printable(value) for key, value in data.items()}


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list | tuple) else value


def _finished(sections: Iterable[str], summary: RunSummary) -> Iterator[bytes]:
    del sections
    assert summary.letter is not None, "whoever asks for a letter does not ask every sheet"
    yield letter_to_pdf(summary.letter)


def _section(report: Report, position: Position) -> str:
    del report, position
    return ""


def _frame(summary: RunSummary) -> tuple[str, str]:
    del summary
    return "", ""


RUN: Final = RunFormat(section=_section, frame=_frame, finished=_finished, is_text=False, extra=("typst", "pdf"))
"""A run in this format."""
