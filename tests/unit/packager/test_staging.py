import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from packager.staging import Stage, find_stages, remove_stage
from specs.errors import MediaError, RefusedError, UsageError

STAMP = datetime(2026, 1, 31, 12, tzinfo=UTC)


def stage(target: Path) -> Stage:
    return Stage(target, algorithms=("md5", "xxh64"), stamp=STAMP)


def test_nothing_is_there_until_everything_is(tmp_path: Path) -> None:
    with stage(tmp_path / "out") as made:
        listed = made.write("a/b.txt", b"text")
        assert listed.size_bytes == 4
        assert listed.digests["md5"] == hashlib.md5(b"text", usedforsecurity=False).hexdigest()
        assert not (tmp_path / "out").exists()
        made.publish()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "a" / "b.txt").read_bytes() == b"text"
    assert (tmp_path / "out" / "a").stat().st_mtime == STAMP.timestamp()


def test_a_copy_is_read_once_in_blocks_and_hashed_meanwhile(tmp_path: Path) -> None:
    source = tmp_path / "source.wav"
    content = os.urandom(9 << 20)
    source.write_bytes(content)
    done: list[int] = []
    with stage(tmp_path / "out") as made:
        listed = made.copy(source, "x.wav", done.append)
        made.publish()
    assert (tmp_path / "out" / "x.wav").read_bytes() == content
    assert listed.digests["md5"] == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert done == [4 << 20, 8 << 20, 9 << 20]


def test_what_is_not_published_is_gone(tmp_path: Path) -> None:
    def stopped() -> None:
        with stage(tmp_path / "out") as made:
            made.write("a", b"text")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_leads_out_of_the_stage_is_refused(tmp_path: Path) -> None:
    with stage(tmp_path / "out") as made, pytest.raises(UsageError):
        made.write("../x", b"text")
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_cannot_be_read_is_an_error_of_the_source(tmp_path: Path) -> None:
    with stage(tmp_path / "out") as made, pytest.raises(MediaError, match="cannot be read"):
        made.copy(tmp_path / "none.wav", "x.wav")


def test_something_that_takes_the_place_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    with stage(tmp_path / "out") as made:
        made.write("a", b"text")
        (tmp_path / "out").write_text("mine")
        with pytest.raises(UsageError, match="nothing is overwritten"):
            made.publish()
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("target", ["missing/out", "file", "link", "folder", "bad:name", "ends ", "x" * 250])
def test_a_place_that_cannot_be_taken_is_refused_at_once(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "film.mov").write_text("mine")
    with pytest.raises((UsageError, RefusedError)), stage(tmp_path / target):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "link"]


def test_a_stage_at_work_is_told_from_one_that_was_left(tmp_path: Path) -> None:
    with stage(tmp_path / "out") as made:
        found = find_stages(tmp_path)
        assert [(one.target_name, one.in_use) for one in found] == [("out", True)]
        with pytest.raises(RefusedError, match="at work"):
            remove_stage(found[0])
        assert made.folder.is_dir()
    left = tmp_path / ".out.mixgate-stage-0123456789abcdef"
    (left / "content").mkdir(parents=True)
    (left / "owner.json").write_text("{}")
    (tmp_path / ".other.mixgate-stage-0123456789abcdef").mkdir()
    (tmp_path / ".other.mixgate-stage-0123456789abcdef" / "mine.txt").write_text("not a stage")
    found = find_stages(tmp_path)
    assert [(one.folder, one.in_use) for one in found] == [(left, False)]
    remove_stage(found[0])
    assert not left.exists()
    with pytest.raises(UsageError):
        find_stages(tmp_path / "none")
