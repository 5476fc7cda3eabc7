"""Every key and every entry of a list is found on the line it stands on, however the file is written."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.toml_lines import key_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.toml_lines import KeyPath

SPOKEN = '''
# A comment with [brackets] and "quotes"
a."b c".d = """x
y \\"""
z"""
[[q.r]]
z = [ 1, # a comment, with a comma ]
  { u = 2, v = [ 'three', "fo\\"ur]" ] },
  1979-05-27 07:32:00, ]
[q.r.s]
k = 1
[[q.r]]
[[q.r.t]]
w = \'\'\'a'\'\'\'
"in quotes" = true
'''


def paths(value: Any, above: KeyPath = ()) -> Iterator[KeyPath]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield (*above, key)
        yield from paths(entry, (*above, key))


def test_every_way_of_writing_toml_is_followed() -> None:
    lines = key_lines(SPOKEN)
    assert set(lines) == set(paths(tomllib.loads(SPOKEN)))
    assert lines[("a", "b c", "d")] == 3
    assert lines[("q", "r", 0)] == 6
    assert lines[("q", "r", 0, "z", 0)] == 7
    assert lines[("q", "r", 0, "z", 1, "v", 1)] == 8
    assert lines[("q", "r", 0, "z", 2)] == 9
    assert lines[("q", "r", 0, "s", "k")] == 11
    assert lines[("q", "r", 1)] == 12
    assert lines[("q", "r", 1, "t", 0, "w")] == 14
    assert lines[("q", "r", 1, "t", 0, "in quotes")] == 15


@pytest.mark.parametrize(
    "text", ["", "\n", "# nothing\n", "a = 1", "a = {}\n", "a = []", "[a]\n", "a = '''\n'''\r\nb = 2\r\n"]
)
def test_short_files_have_their_lines_too(text: str) -> None:
    assert set(key_lines(text)) == set(paths(tomllib.loads(text)))


KEYS = st.sampled_from(["a", "b", "long-key", "with_line", "9", "sp ace", "dot.ted", "ü", 'qu"ote'])
VALUES = st.recursive(
    st.integers() | st.booleans() | st.text(max_size=8) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def written(value: Any, line_break: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = "".join(f"\\U{ord(sign):08X}" if ord(sign) < 32 or sign in '"\\\x7f' else sign for sign in value)
        return f'"{escaped}"'
    if isinstance(value, list):
        return "[" + "".join(f"{line_break}{written(item, line_break)}," for item in value) + line_break + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key, '')} = {written(item, '')}" for key, item in value.items()) + "}"
    return str(value)


@given(
    table=st.dictionaries(KEYS, VALUES, max_size=4),
    entries=st.lists(st.dictionaries(KEYS, VALUES, max_size=3), max_size=3),
    line_break=st.sampled_from(["", "\n", " # why\n\t"]),
)
def test_what_tomllib_reads_has_a_line_for_each_key(
    table: dict[str, Any], entries: list[dict[str, Any]], line_break: str
) -> None:
    text = "".join(f"{written(key, '')} = {written(value, line_break)}\n" for key, value in table.items())
    for entry in entries:
        text += "[[list.of.tables]]\n"
        text += "".join(f"{written(key, '')} = {written(value, line_break)}\n" for key, value in entry.items())
    assert set(key_lines(text)) == set(paths(tomllib.loads(text)))
    assert all(1 <= line <= text.count("\n") for line in key_lines(text).values())
