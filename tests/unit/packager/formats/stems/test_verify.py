"""What a folder is that has no list, or lists that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.wrapped import write_files
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.stems.verify import Verification, check_integrity, remove_litter, verification_to_json
from specs.errors import MediaError, RefusedError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_without_any_list_is_no_package(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.wav": b"one"})
    with pytest.raises(MediaError, match="This folder is no package") as refusal:
        check_integrity(tmp_path, workers=1)
    assert refusal.value.where == str(tmp_path)


@pytest.mark.parametrize("path", ["manifest.json", "manifest-md5.txt"])
def test_a_folder_with_one_list_is_a_package_of_which_the_others_are_missing(tmp_path: Path, path: str) -> None:
    write_files(tmp_path, {path: b""})
    problems = check_integrity(tmp_path, workers=1).problems
    missing = {problem.path for problem in problems if problem.kind is ProblemKind.MISSING}
    assert "bagit.txt" in missing
    assert ("manifest.json" in missing) is (path != "manifest.json")


def test_litter_that_cannot_be_deleted_is_told_with_its_place(tmp_path: Path) -> None:
    write_files(tmp_path, {".DS_Store": b"", "Thumbs.db": b""})
    remove_litter(tmp_path, [".DS_Store"])
    assert [one.name for one in tmp_path.iterdir()] == ["Thumbs.db"]
    with pytest.raises(RefusedError, match="cannot be deleted") as refusal:
        remove_litter(tmp_path, [".DS_Store"])
    assert refusal.value.where == str(tmp_path / ".DS_Store")


def test_a_verification_comes_back_unchanged_from_json_and_ends_with_a_newline() -> None:
    found = Verification(
        schema="mixgate.verification/2",
        version="1",
        package="Der Tunnel \u2013 Teil 2",
        id=None,
        title=None,
        created=None,
        intact=False,
        complete=True,
        signature="none",
        verdict=None,
        file_count=2,
        size_bytes=1000,
        problems=(Problem(kind=ProblemKind.MISSING, path="a.wav", message="a.wav is missing."),),
        mixes=(),
    )
    text = verification_to_json(found)
    assert text.endswith("}\n")
    assert "Teil 2" in text
    assert "\u2013" in text
    assert Verification.model_validate_json(text) == found
