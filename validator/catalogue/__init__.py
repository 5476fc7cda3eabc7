"""The one place where sentences are made: codes and arguments become text in the reader's language.

One module of this shelf for each part of the house that makes messages; each is a table from code to text. A test keeps
the tables and the codes that are used in step.
"""

from __future__ import annotations

import string
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from specs.message import VERBATIM, Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHELF: Final = ("general", "names")
"""The modules that hold texts, each a table `TEXTS`."""


class _Phrasing(string.Formatter):
    """`str.format`, which also says messages, joins lists and counts: `{n:plural|run|runs}` gives `1 run`, `3 runs`."""

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        del args
        return kwargs[str(key)]

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Message):
            return say(value)
        if isinstance(value, tuple | list):
            glue = format_spec.removeprefix("joined|") if format_spec.startswith("joined|") else ", "
            return glue.join(self.format_field(item, "") for item in value)
        if format_spec.startswith("plural|"):
            _, one, many = format_spec.split("|")
            return f"{value:g} {one if value == 1 else many}"
        return format(value, format_spec)


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
    """Return a message in English.

    Raises:
        KeyError: The catalogue has no such code, or a text asks for an argument that the message lacks: a fault of the
            house, which tests find.
    """
    if message.code == VERBATIM:
        return str(message.arguments["text"])
    return _Phrasing().vformat(_texts()[message.code], (), message.arguments)
