import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from packager.fixity.member import MemberPath, collisions, folded, path_danger, path_fault, path_problems
from packager.fixity.problem import ProblemKind


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


def test_a_list_with_unsafe_and_with_colliding_paths_has_both_problems() -> None:
    found = path_problems(["../a", "b.wav", "B.wav"], "list.txt")

    assert [problem.kind for problem in found] == [ProblemKind.UNSAFE, ProblemKind.COLLISION]
    assert {problem.path for problem in found} == {"list.txt"}
    assert path_problems(["a.wav", "data/b.wav"], "list.txt") == []


@pytest.mark.parametrize("path", ["com0.wav", "lpt0", "com10", "console.wav"])
def test_what_only_looks_like_a_device_may_stand(path: str) -> None:
    assert path_fault(path) is None


@pytest.mark.parametrize(
    ("path", "is_dangerous"),
    [("", True), ("/a", True), ("c:a", True), ("a/../b", True), ("a//b", True), ("a\0b", True), ("a?", False)],
)
def test_only_paths_that_may_lead_elsewhere_are_dangerous_in_the_list_of_another(path: str, is_dangerous: bool) -> None:
    assert (path_danger(path) is not None) is is_dangerous
    assert path_danger("data/NUL.wav") is None


def test_a_model_takes_a_sound_path_and_refuses_another() -> None:
    paths = TypeAdapter(MemberPath)

    assert paths.validate_python("data/a.wav") == "data/a.wav"
    with pytest.raises(ValidationError, match="it leads out of the package"):
        paths.validate_python("../a.wav")
