"""Paths in an asset map."""

from __future__ import annotations

import pytest

from validator.containers.imf.paths import unportable_reason, unsafe_reason


@pytest.mark.parametrize("path", ["a.mxf", "audio/fr_5.1-v2.mxf", "..a", "a..b/c", "/".join("abcdefghij"), "x" * 100])
def test_a_good_path(path: str) -> None:
    assert (unsafe_reason(path), unportable_reason(path)) == (None, None)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("my film.mxf", "character"),
        ("été.mxf", "character"),
        ("a%20b.mxf", "character"),
        ("/".join("abcdefghijk"), "too-deep"),
        ("x" * 101, "too-long"),
    ],
)
def test_a_path_that_is_safe_and_not_portable(path: str, reason: str) -> None:
    assert (unsafe_reason(path), unportable_reason(path)) == (None, reason)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/passwd", "absolute"),
        ("C:/Windows/x", "absolute"),
        ("c:x", "absolute"),
        ("\\\\host\\share", "absolute"),
        ("a\\..\\b", "absolute"),
        ("..", "dots"),
        ("../x", "dots"),
        ("a/../../x", "dots"),
        ("a/./b", "dots"),
        ("file:///x", "address"),
        ("http://host/x", "address"),
        ("", "empty"),
        ("a//b", "empty"),
        ("a/", "empty"),
        ("a\0b", "control"),
        ("a\nb", "control"),
    ],
)
def test_a_path_that_points_out_of_the_package(path: str, reason: str) -> None:
    assert unsafe_reason(path) == reason
