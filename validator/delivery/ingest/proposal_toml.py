"""Writes a proposal as a delivery file that says of each guess what it rests on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from validator.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from enum import StrEnum

    from specs.statements.delivery import DeliveredFile
    from validator.delivery.ingest.proposal import Proposal, ProposedField

_HEAD: Final = "# Proposed from the names and headers of the files. Correct what is wrong; the marks may go.\n"


def to_toml(proposal: Proposal) -> str:
    """Return a proposal as the text of a delivery file, which loads as the same delivery.

    Every guess is marked `# assumed: ...`; what a header states is marked with its source.
    """
    delivery = proposal.delivery
    lines = [_HEAD]
    lines += _stated("title", delivery.title, proposal.of("title"))
    lines += _stated("original_language", delivery.original_language, proposal.of("original_language"))
    lines += ["", "[programme]"]
    for key in ("picture_rate", "start_timecode", "duration_frames"):
        lines += _stated(key, getattr(delivery.programme, key), proposal.of(f"programme.{key}"))
    for place, file in enumerate(delivery.files):
        lines += ["", "[[files]]", *_file(file, f"files.{place}", proposal)]
    return "\n".join(lines) + "\n"


def _file(file: DeliveredFile, key: str, proposal: Proposal) -> Iterator[str]:
    yield from (f"# {_mark(entry)}" for entry in proposal.of(key))
    if file.path is not None:
        yield from _stated("path", file.path, ())
    for name in ("kind", "language", "version", "layout"):
        value: str | StrEnum | None = getattr(file, name)
        if value is not None:
            yield from _stated(name, str(value), proposal.of(f"{key}.{name}"))
    for name, known in (("reel", file.reel), ("episode", file.episode)):
        if known is not None:
            yield from _stated(name, known, proposal.of(f"{key}.{name}"))
    if file.channels:
        comment = "".join(f"  # {_mark(entry)}" for entry in proposal.of(f"{key}.channels"))
        yield f"[files.channels]{comment}"
        yield from (f"{label} = {_quoted(path)}" for label, path in file.channels.items())


def _stated(key: str, value: str | int | None, sources: Sequence[ProposedField]) -> Iterator[str]:
    """A line of the file; for what is not stated a comment that says why."""
    if value is None:
        yield from (f"# {key} is not stated: {_plain(say(entry.reason))}" for entry in sources)
        return
    comment = "".join(f"  # {_mark(entry)}" for entry in sources[:1])
    yield f"{key} = {value if isinstance(value, int) else _quoted(value)}{comment}"


def _mark(entry: ProposedField) -> str:
    return f"assumed: {_plain(say(entry.reason))}" if entry.assumed else _plain(say(entry.reason))


def _quoted(text: str) -> str:
    """A basic string. JSON's escapes are those of TOML but for DEL, which TOML wants escaped too (TOML 1.0, String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(text: str) -> str:
    """A comment has no control characters (TOML 1.0, Comment)."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
