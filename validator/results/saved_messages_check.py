"""Whether every message of a saved document can be said: a code that is not ours would stop whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from specs.message import Message
from validator.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Iterator


def message_faults(document: BaseModel) -> tuple[str, ...]:
    """Return the first message that has no text, or lacks what its text asks for, with its key; empty where none has.

    Args:
        document: Measurements, a report or a run.
    """
    for key, message in _messages(document, ""):
        try:
            say(message)
        except KeyError as missing:
            return (f"{key.removeprefix('.')}: {message.code[:80]} is no message of this version ({missing})",)
        except (TypeError, ValueError):
            return (f"{key.removeprefix('.')}: the arguments of {message.code[:80]} are of another kind",)
    return ()


def _messages(value: object, key: str) -> Iterator[tuple[str, Message]]:
    """Every message in a document and its key, the outer ones only: saying one says those within."""
    if isinstance(value, Message):
        yield key, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _messages(getattr(value, name), f"{key}.{name}")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _messages(item, f"{key}.{name}")
    elif isinstance(value, tuple | list) and value and isinstance(value[0], BaseModel | tuple | list | dict):
        # A series of levels has some hundred thousand figures, and none is a message.
        for place, item in enumerate(value):
            yield from _messages(item, f"{key}.{place}")
