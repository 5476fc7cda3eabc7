"""The one place where sentences are made: codes and arguments become text in the reader's language.

One module of this shelf for each part of the house that makes messages; each is a table from code to text. A test keeps
the tables and the codes that are used in step.
"""

from __future__ import annotations

import math
import string
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from specs.message import VERBATIM, Message
from validator.languages import translated
from validator.languages.figures import decimal, is_one, localised, reworded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHELF: Final = (
    "adm",
    "comparison",
    "condition",
    "conformance",
    "containers",
    "correction",
    "delivery",
    "dialogue_demands",
    "dialogue_guides",
    "fixing",
    "form",
    "general",
    "imf",
    "letter",
    "loudness",
    "measurements",
    "metadata",
    "mxf",
    "names",
    "notice",
    "package",
    "peak",
    "planning",
    "reading",
    "redelivery",
    "relation",
    "remedy",
    "rendering",
    "round",
    "signal",
    "sync",
    "time",
    "verdict",
    "waiver",
    "window",
)
"""The modules that hold texts, each a table `TEXTS`."""


_NAMES: Final = frozenset({"publisher", "deliverable", "file"})
"""Arguments that are called what somebody calls them: no word in them is translated."""


class _Name(str):
    """A text that stays as it is in every language."""

    __slots__ = ()


class _Phrasing(string.Formatter):
    """`str.format`, which also says messages, joins lists and counts.

    | text                         | argument                | said                     |
    |------------------------------|-------------------------|--------------------------|
    | `{n:plural|run|runs}`        | 1, 3                    | `1 run`, `3 runs`        |
    | `{n:+plural|run|runs}`       | 1, -3                   | `+1 run`, `-3 runs`      |
    | `{n:word|is|are}`            | 1, 3, or a list         | `is`, `are`              |
    | `{labels}`                   | ("L", "R")              | `L, R`                   |
    | `{rates:joined| or }`        | (44100, 48000)          | `44100 or 48000`         |
    | `{why:clause}`               | a message, a sentence   | without its stop         |
    | `{what:capital}`             | a message, "the level"  | `The level`              |
    | `{step:small}`               | a message, "Gain +1 dB" | `gain +1 dB`             |
    | `{steps:joined| and |small}` | several messages        | each with a small letter |
    """

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        del args
        value = kwargs[str(key)]
        return _Name(value) if key in _NAMES and isinstance(value, str) else value

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Message):
            return _fitted(say(value), format_spec)
        if format_spec.startswith("word|"):
            _, one, many = format_spec.split("|")
            return one if is_one(_size(value)) else many
        if isinstance(value, tuple | list):
            _, glue, form = f"{format_spec or 'joined|, '}|".split("|")[:3]
            return glue.join(self.format_field(item, form) for item in value)
        if format_spec.startswith(("plural|", "+plural|")):
            kind, one, many = format_spec.split("|")
            return f"{_figures(value, signed=kind.startswith('+'))} {one if is_one(_size(value)) else many}"
        if isinstance(value, str):
            return str(value) if isinstance(value, _Name) else reworded(value)
        if isinstance(value, float):
            sign = "+" if format_spec.startswith("+") else ""
            format_spec = f"{sign}z{format_spec.removeprefix('+')}"  # what rounds to zero has no minus
        return decimal(format(value, format_spec))


def _size(count: float | str | tuple[Any, ...] | list[Any]) -> float:
    """Return the size of a count, or of a list; not a number where a file states a text that is none."""
    if isinstance(count, tuple | list):
        return len(count)
    if not isinstance(count, str):
        return float(count)
    above, _, below = count.partition("/")  # a length in frames may be a fraction
    try:
        return float(above) / float(below or 1)
    except (ValueError, ZeroDivisionError):
        return math.nan


def _figures(count: float | str, *, signed: bool) -> str:
    """Return a count as it is written, with every digit of a large one."""
    if isinstance(count, str):
        return decimal(count.removesuffix(".0"))
    sign = "+" if signed else ""
    if isinstance(count, int):
        return f"{count:{sign}d}"
    return decimal(f"{count:{sign}g}") if count % 1 else f"{count:{sign}.0f}"


def _fitted(said: str, form: str) -> str:
    """Return what a message within a message says, as its place asks for it."""
    match form:
        case "clause":
            return said.removesuffix(".").removesuffix("。")
        case "capital":
            return said[:1].upper() + said[1:]
        case "small":
            return said[:1].lower() + said[1:]
        case _:
            return said


@cache
def _texts() -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in SHELF:
        own: dict[str, str] = import_module(f"validator.catalogue.{name}").TEXTS
        texts.update(own)
    return texts


def codes() -> tuple[str, ...]:
    """Return every code that there is a text for."""
    return (VERBATIM, *_texts())


def say(message: Message) -> str:
    """Return a message in the language that is spoken: English, unless `validator.languages.speaking` says another.

    Raises:
        KeyError: The catalogue has no such code, or a text asks for an argument that the message lacks: a fault of the
            house, which tests find.
    """
    if message.code == VERBATIM:
        return str(message.arguments["text"])
    text = translated(_texts()[message.code], message.code)
    return localised(_Phrasing().vformat(text, (), message.arguments))
