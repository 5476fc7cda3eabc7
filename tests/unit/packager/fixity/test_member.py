import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.fixity.member import collisions, folded, path_fault


@pytest.mark.parametrize("path", ["a.wav", "data/audio/Film_de_51.wav", "data/Ünïcode/映画_ja.wav", "a b/c-d_e.f.g"])
def test_ordinary_paths_may_stand_in_a_package(path: str) -> None:
    assert path_fault(path) is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "empty"),
        ("/a", "absolute"),
        ("\\a", "absolute"),
        ("c:a", "drive"),
        ("a\\b", "backslash"),
        ("a/../b", "leads out"),
        ("..", "leads out"),
        ("a//b", "empty part"),
        ("a/", "empty part"),
        ("./a", "empty part"),
        ("a\0b", "cannot be seen"),
        ("a\nb", "cannot be seen"),
        ("a\u202eb", "cannot be seen"),
        ("a\udcffb", "cannot be seen"),
        (unicodedata.normalize("NFD", "é"), "composed"),
        ("a?", "Windows does not take"),
        ("a%0Ab", "bags decode"),
        ("NUL.wav", "device"),
        ("a/com1", "device"),
        ("a.", "full stop"),
        ("~a", "tilde"),
        ("x" * 256, "255 bytes"),
        ("é" * 128, "255 bytes"),
        ("/".join(["x" * 200] * 6), "1024 bytes"),
    ],
)
def test_other_paths_may_not_and_the_reason_is_said(path: str, said: str) -> None:
    assert said in (path_fault(path) or "")


def test_paths_that_differ_in_case_or_composition_collide_their_folders_included() -> None:
    assert collisions(["data/a.wav", "data/A.wav"]) == [("data/A.wav", "data/a.wav")]
    assert collisions(["data/x/a.wav", "Data/x/b.wav"])[0] == ("Data", "data")
    assert collisions(["straße.wav", "STRASSE.wav"]) == [("STRASSE.wav", "straße.wav")]
    assert collisions(["a.wav", "b.wav", "data/a.wav", "a.wav"]) == []


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_and_forgets_composition(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
