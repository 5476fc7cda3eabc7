"""The files of a package are written once, digested meanwhile, and dated alike."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from packager.fixity.writing import MemberWriter
from packager.staging import Stage
from specs.errors import MediaError, RefusedError, UsageError

MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_a_file_is_listed_with_size_and_digests_and_has_the_moment_of_the_package(tmp_path: Path) -> None:
    with Stage(tmp_path / "out") as stage:
        members = MemberWriter(stage, ("md5", "xxh64"))
        listed = members.write("a/b.txt", b"text")
        members.date(MOMENT)
        stage.publish()
    assert listed.size_bytes == 4
    assert listed.digests["md5"] == hashlib.md5(b"text", usedforsecurity=False).hexdigest()
    assert set(listed.digests) == {"md5", "xxh64"}
    for path in ("", "a", "a/b.txt"):
        assert (tmp_path / "out" / path).stat().st_mtime == MOMENT.timestamp()


def test_a_copy_is_read_once_in_blocks_and_hashed_meanwhile(tmp_path: Path) -> None:
    source = tmp_path / "source.wav"
    content = os.urandom(9 << 20)
    source.write_bytes(content)
    done: list[int] = []
    with Stage(tmp_path / "out") as stage:
        listed = MemberWriter(stage, ("md5",)).copy(source, "x.wav", done.append)
        stage.publish()
    assert (tmp_path / "out" / "x.wav").read_bytes() == content
    assert listed.digests["md5"] == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert done == [4 << 20, 8 << 20, 9 << 20]


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "bad:name"])
def test_a_path_that_may_not_stand_in_a_package_is_refused(tmp_path: Path, path: str) -> None:
    with Stage(tmp_path / "out") as stage, pytest.raises(UsageError):
        MemberWriter(stage, ()).write(path, b"text")
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_cannot_be_read_is_an_error_of_the_source(tmp_path: Path) -> None:
    with Stage(tmp_path / "out") as stage, pytest.raises(MediaError, match="cannot be read"):
        MemberWriter(stage, ()).copy(tmp_path / "none.wav", "x.wav")


def test_a_disk_that_refuses_is_told_with_the_final_name(tmp_path: Path) -> None:
    with Stage(tmp_path / "out") as stage:
        members = MemberWriter(stage, ())
        members.write("a", b"text")
        with pytest.raises(RefusedError, match="cannot be written") as refusal:
            members.write("a", b"again")
    assert refusal.value.where == str(tmp_path / "out" / "a")


def test_what_was_made_for_a_package_moves_into_it(tmp_path: Path) -> None:
    made = tmp_path / "made.wav"
    made.write_bytes(b"sound")
    known = {"md5": "d", "xxh64": "x", "sha1": "s"}
    with Stage(tmp_path / "out") as stage:
        listed = MemberWriter(stage, ("md5", "xxh64")).move(made, "audio/x.wav", known)
        stage.publish()
    assert not made.exists()
    assert (tmp_path / "out" / "audio" / "x.wav").read_bytes() == b"sound"
    assert listed.size_bytes == 5
    assert listed.digests == {"md5": "d", "xxh64": "x"}


def test_what_is_not_there_does_not_move(tmp_path: Path) -> None:
    with Stage(tmp_path / "out") as stage, pytest.raises(RefusedError):
        MemberWriter(stage, ()).move(tmp_path / "none.wav", "x.wav", {})
