"""On which line of a TOML file each key and each entry of a list is; `tomli` does not say."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, TypeAlias

import tomli

KeyPath: TypeAlias = tuple[str | int, ...]
"""Keys and places in lists, from the top of the file: `("files", 0, "path")`."""

_BLANK: Final = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_STRING: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")'  # several lines, with escapes
    r"|'''.*?'{3,5}(?!')"  # several lines, literally
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR: Final = re.compile(r"[^,\]}#\n]*")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of every key and of every entry of a list.

    Args:
        text: A file that `tomli` reads; of another one the result means nothing.

    Returns:
        By path. A table that has no header of its own has the line of its first key.
    """
    scanner = _TomlScanner(text)
    scanner.read_file()
    return scanner.lines


class _TomlScanner:
    """Goes through a file once, from the first character to the last."""

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._text = text
        self._at = 0
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lengths: dict[KeyPath, int] = {}

    def read_file(self) -> None:
        table: KeyPath = ()
        while self._skip(_BLANK) < len(self._text):
            if self._text[self._at] == "[":
                table = self._read_header()
            else:
                self._read_pair(table)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at + 1
        return self._at

    def _note(self, path: KeyPath, start: int) -> None:
        line = bisect_right(self._line_starts, start)
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _read_header(self) -> KeyPath:
        start = self._at
        in_list = self._text.startswith("[[", self._at)
        self._at += 2 if in_list else 1
        path: KeyPath = ()
        *outer, last = self._read_key()
        for part in outer:
            path = (*path, part)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        path = (*path, last)
        self._at += 2 if in_list else 1
        if in_list:
            self._lengths[path] = self._lengths.get(path, 0) + 1
            path = (*path, self._lengths[path] - 1)
        self._note(path, start)
        return path

    def _read_key(self) -> list[str]:
        """Read a key with its dots; what follows is `=` or the end of a header."""
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            start = self._at
            quoted = self._text[start] in "\"'"
            self._skip(_STRING if quoted else _BARE_KEY)
            raw = self._text[start : self._at]
            parts.append(str(tomli.loads(f"key = {raw}")["key"]) if quoted else raw)
            self._skip(_SPACE)
            if self._text[self._at] != ".":
                return parts
            self._at += 1

    def _read_pair(self, table: KeyPath) -> None:
        start = self._at
        path = (*table, *self._read_key())
        self._note(path, start)
        self._at += 1
        self._read_value(path)

    def _read_value(self, path: KeyPath) -> None:
        self._skip(_SPACE)
        match self._text[self._at]:
            case '"' | "'":
                self._skip(_STRING)
            case "[":
                self._at += 1
                number = 0
                while self._text[self._skip(_BLANK)] != "]":
                    self._note((*path, number), self._at)
                    self._read_value((*path, number))
                    number += 1
                self._at += 1
            case "{":
                self._at += 1
                while self._text[self._skip(_BLANK)] != "}":
                    self._read_pair(path)
                self._at += 1
            case _:
                self._skip(_SCALAR)
