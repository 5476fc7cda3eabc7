"""Which file of a folder a list means by a name that another system wrote."""

from __future__ import annotations

import pytest

from packager.fixity.name_lookup import NameLookup, is_absolute, relative_name

FILES = ("sub/film.wav", "other/film.wav", "film.mov", "sub/\u00e9t\u00e9.wav", "a\\b.wav", "deep/sub/only.wav")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("sub/film.wav", "sub/film.wav"),
        ("./sub/film.wav", "sub/film.wav"),
        ("././sub/film.wav", "sub/film.wav"),
        ("sub\\film.wav", "sub/film.wav"),
        (".\\sub\\film.wav", "sub/film.wav"),
        ("a\\b.wav", "a\\b.wav"),
        ("sub/e\u0301te\u0301.wav", "sub/\u00e9t\u00e9.wav"),
        ("film.wav", None),
        ("Sub/film.wav", None),
        ("../film.mov", None),
        ("", None),
    ],
)
def test_a_relative_name_means_the_file_that_it_spells(stated: str, expected: str | None) -> None:
    assert NameLookup(FILES).find(stated) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("/Volumes/X/sub/film.wav", "sub/film.wav"),
        ("/Volumes/X/other/film.wav", "other/film.wav"),
        ("D:\\job\\sub\\film.wav", "sub/film.wav"),
        ("d:/job/other/film.wav", "other/film.wav"),
        ("\\\\server\\job\\film.mov", "film.mov"),
        ("/Volumes/X/film.mov", "film.mov"),
        ("/Volumes/X/only.wav", "deep/sub/only.wav"),
        ("/Volumes/sub/only.wav", "deep/sub/only.wav"),
        ("/sub/e\u0301te\u0301.wav", "sub/\u00e9t\u00e9.wav"),
        ("/Volumes/X/film.wav", None),
        ("/Volumes/X/none.wav", None),
        ("/Volumes/X/my film.mov", None),
        ("/", None),
    ],
)
def test_an_absolute_name_means_the_only_file_with_the_longest_common_end(stated: str, expected: str | None) -> None:
    assert NameLookup(FILES).find(stated) == expected


def test_the_likeliest_folder_comes_first() -> None:
    lookup = NameLookup(FILES)
    assert lookup.find("film.wav", ("other/", "sub/", "")) == "other/film.wav"
    assert lookup.find("film.mov", ("other/", "sub/", "")) == "film.mov"
    assert lookup.find("film.mov", ("other/",)) is None


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("/a", True),
        ("\\\\server\\a", True),
        ("C:\\a", True),
        ("z:/a", True),
        ("C:a", False),
        ("a/b", False),
        ("CC:/a", False),
        ("1:/a", False),
        ("./a", False),
        ("", False),
    ],
)
def test_a_place_on_another_machine_is_told_from_a_name(stated: str, expected: bool) -> None:
    assert is_absolute(stated) is expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("film.wav", "film.wav"),
        ("./film.wav", "film.wav"),
        ("././film.wav", "film.wav"),
        ("sub\\film.wav", "sub/film.wav"),
        (".\\film.wav", "film.wav"),
        ("sub/a\\b.wav", "sub/a\\b.wav"),
        ("../film.wav", "../film.wav"),
        (".film.wav", ".film.wav"),
        ("e\u0301.wav", "\u00e9.wav"),
    ],
)
def test_the_name_of_a_file_that_is_not_there_is_written_as_here(stated: str, expected: str) -> None:
    assert relative_name(stated) == expected
