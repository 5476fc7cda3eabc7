"""Litter among the payload makes a bag incomplete, and nothing else does."""

from __future__ import annotations

import pytest

from packager.fixity.litter import is_incomplete_by, unlisted
from packager.fixity.problem import Problem, ProblemKind


@pytest.mark.parametrize("kind", ProblemKind)
@pytest.mark.parametrize("path", ["data/.DS_Store", ".DS_Store", "database/.DS_Store"])
def test_only_litter_in_the_payload_makes_a_package_incomplete(kind: ProblemKind, path: str) -> None:
    expected = kind is ProblemKind.LITTER and path.startswith("data/")
    assert is_incomplete_by(Problem(kind=kind, path=path, message="")) is expected


def test_what_no_list_names_is_litter_by_its_name_and_else_is_told_as_it_was() -> None:
    assert unlisted("data/more.wav", "No list names it.") == Problem(
        kind=ProblemKind.EXTRA, path="data/more.wav", message="No list names it."
    )
    litter = unlisted("a/Thumbs.db", "No list names it.")
    assert (litter.kind, litter.path) == (ProblemKind.LITTER, "a/Thumbs.db")
    assert litter.message.startswith("a/Thumbs.db is litter")
