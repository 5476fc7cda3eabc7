"""Messages for people, before they are worded: a code, and the figures and names that fill it in.

    Message(code="time.start-differs", arguments={"clock": "00:59:58:00", "seconds": 2.0, "wanted": "01:00:00:00"})

The library makes messages and never sentences; `validator.catalogue` says them in a language, and the command line adds
its own options to a remedy. A program that reads a report can rely on the code, and nobody parses a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import ConfigDict, Field, model_validator

from specs.models import FrozenModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERBATIM: Final = "verbatim"
"""The code of a text that somebody else wrote, such as a sheet's own words: it is shown unchanged."""

Argument = str | bool | int | float | None
"""A figure or a name; a fraction is written as its text."""


def _with_text(schema: dict[str, Any]) -> None:
    """Let a schema say that a written message also has its sentence."""
    schema["properties"]["text"] = {"type": "string"}


class Message(FrozenModel):
    """A code of the catalogue and what fills it in.

    Attributes:
        code: Words with hyphens, the part of the house before the full stop: `loudness.above-limit`.
        arguments: By the name that the catalogue's text uses; a message within a message is said in its place, a list
            is joined with commas.
    """

    model_config = ConfigDict(json_schema_extra=_with_text)

    code: str = Field(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$")
    arguments: dict[str, Argument | Message | tuple[Argument | Message, ...]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _without_the_sentence(cls, value: Any) -> Any:
        """Reports also carry the sentence, for people who read the JSON; it is made again from the code."""
        if not isinstance(value, dict) or "text" not in value:
            return value
        return {key: item for key, item in value.items() if key != "text"}


def message(code: str, **arguments: Argument | Message | tuple[Argument | Message, ...]) -> Message:
    """Return a message: `message("form.wrong-rate", found_hz=44100, wanted_hz=48000)`."""
    return Message(code=code, arguments=arguments)


def verbatim(text: str) -> Message:
    """Return a text that somebody else wrote as a message."""
    return Message(code=VERBATIM, arguments={"text": text})


def distinct(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Return messages without those that were there before, in their order."""
    found: list[Message] = []
    for one in messages:
        if one not in found:
            found.append(one)
    return tuple(found)


def codes_within(one: Message) -> Iterator[str]:
    """Return the code of a message and of every message in it, the outer ones first."""
    yield one.code
    for argument in one.arguments.values():
        for item in argument if isinstance(argument, tuple) else (argument,):
            if isinstance(item, Message):
                yield from codes_within(item)
