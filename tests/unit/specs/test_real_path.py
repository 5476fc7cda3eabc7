"""Where paths lead that others hand in: a loop or a NUL is a path that does not exist, never an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mixgate.cli import run_words
from specs.real_path import real_path

if TYPE_CHECKING:
    from pathlib import Path


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there")
    assert real_path(tmp_path / "link" / "..") == tmp_path.resolve()
    assert real_path(tmp_path / "link" / "absent") == tmp_path.resolve() / "there" / "absent"


@pytest.mark.parametrize("name", ["loop", "to-loop", "loop/below", "a\0b"])
def test_what_leads_nowhere_is_a_path_too(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "to-loop").symlink_to("loop")
    assert not real_path(tmp_path / name).is_file()


@pytest.mark.parametrize("command", ["check", "measure", "verify", "round", "compare", "fix", "init"])
def test_a_link_to_itself_is_a_file_that_is_not_there(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "loop.wav").symlink_to("loop.wav")
    words = {"round": [str(tmp_path / "loop.wav")], "compare": [str(tmp_path / "loop.wav")]}.get(command, [])
    options = ["--sheet", "ebu-r128"] if command in {"check", "fix"} else []
    code = run_words([command, str(tmp_path / "loop.wav"), *words, *options])
    assert code == 3, capsys.readouterr().err


@pytest.mark.parametrize("path", ["loop.wav", "loop.wav/inside.wav", "a\\u0000b.wav"])
def test_an_entry_that_leads_nowhere_rejects_its_mix(tmp_path: Path, path: str) -> None:
    (tmp_path / "loop.wav").symlink_to("loop.wav")
    (tmp_path / "delivery.toml").write_text(f'[[files]]\npath = "{path}"\n', encoding="utf-8")
    assert run_words(["check", str(tmp_path), "--sheet", "ebu-r128", "-q"]) == 1
