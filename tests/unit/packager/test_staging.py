"""Whatever is made appears whole or not at all, and nothing is overwritten."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from packager.staging import Stage, find_stages, new_folder, publish_together, refuse_without_room, remove_stage
from specs.errors import RefusedError, UsageError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_file_is_not_there_until_it_is_published(tmp_path: Path) -> None:
    with Stage(tmp_path / "out.wav") as stage:
        assert stage.place.name == "out.wav"
        stage.place.write_bytes(b"new")
        assert not (tmp_path / "out.wav").exists()
        stage.publish()
    assert names(tmp_path) == ["out.wav"]
    assert (tmp_path / "out.wav").read_bytes() == b"new"
    assert (tmp_path / "out.wav").stat().st_nlink == 1


def test_a_folder_is_not_there_until_it_is_published(tmp_path: Path) -> None:
    with Stage(tmp_path / "out") as stage:
        (stage.place / "a").mkdir(parents=True)
        (stage.place / "a" / "b.txt").write_bytes(b"text")
        assert not (tmp_path / "out").exists()
        stage.publish()
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out" / "a" / "b.txt").read_bytes() == b"text"


def test_everything_is_synced_before_it_has_its_name_and_then_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, seen = os.fsync, []

    def noted(descriptor: int) -> None:
        seen.append((os.fstat(descriptor).st_ino, (tmp_path / "out").exists()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    with Stage(tmp_path / "out") as stage:
        stage.place.mkdir()
        (stage.place / "file").write_bytes(b"text")
        inodes = [(stage.place / "file").stat().st_ino, stage.place.stat().st_ino, tmp_path.stat().st_ino]
        stage.publish()
    assert seen == list(zip(inodes, [False, False, True], strict=True))


@pytest.mark.parametrize("reason", [KeyboardInterrupt, ValueError])
def test_what_is_not_published_is_gone(tmp_path: Path, reason: type[BaseException]) -> None:
    def stopped() -> None:
        with Stage(tmp_path / "out") as stage:
            stage.place.write_bytes(b"text")
            raise reason

    with pytest.raises(reason):
        stopped()
    assert names(tmp_path) == []


def test_an_interruption_is_told_what_became_of_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(meanwhile: Callable[[Stage], object]) -> None:
        with Stage(tmp_path / "out") as stage:
            stage.place.write_bytes(b"text")
            meanwhile(stage)
            raise KeyboardInterrupt

    def stopped(meanwhile: Callable[[Stage], object]) -> str:
        with pytest.raises(KeyboardInterrupt) as stop:
            run(meanwhile)
        return "\n".join(stop.value.__notes__)

    assert stopped(lambda _: None) == f"Removed, unfinished: {tmp_path / 'out'}"
    assert stopped(Stage.publish) == f"Complete: {tmp_path / 'out'}"
    (tmp_path / "out").unlink()
    monkeypatch.setattr("packager.staging.remove_tree", lambda _folder: None)
    assert "it can be deleted" in stopped(lambda _: None)


def test_something_that_takes_the_place_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    with Stage(tmp_path / "out.wav") as stage:
        stage.place.write_bytes(b"new")
        (tmp_path / "out.wav").write_bytes(b"first")
        with pytest.raises(RefusedError, match="meanwhile, and nothing is overwritten"):
            stage.publish()
    assert (tmp_path / "out.wav").read_bytes() == b"first"
    with Stage(tmp_path / "folder") as stage:
        stage.place.mkdir()
        (tmp_path / "folder").mkdir()
        with pytest.raises(RefusedError, match="meanwhile"):
            stage.publish()
    (tmp_path / "empty").mkdir()
    with Stage(tmp_path / "empty", into_empty=True) as stage:
        stage.place.mkdir()
        (tmp_path / "empty" / "mine").write_text("mine")
        with pytest.raises(RefusedError, match="meanwhile"):
            stage.publish()
    assert names(tmp_path) == ["empty", "folder", "out.wav"]
    assert names(tmp_path / "empty") == ["mine"]


def test_a_file_system_without_links_is_served_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr("os.link", no_links)
    with Stage(tmp_path / "out.wav") as stage:
        stage.place.write_bytes(b"new")
        stage.publish()
    assert (tmp_path / "out.wav").read_bytes() == b"new"
    with Stage(tmp_path / "other.wav") as stage:
        stage.place.write_bytes(b"new")
        (tmp_path / "other.wav").write_bytes(b"first")
        with pytest.raises(RefusedError, match="meanwhile"):
            stage.publish()
    assert (tmp_path / "other.wav").read_bytes() == b"first"


@pytest.mark.parametrize("target", ["missing/out", "file", "link", "folder", "empty"])
def test_a_place_that_cannot_be_taken_is_refused_at_once(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "film.mov").write_text("mine")
    with pytest.raises(UsageError):
        Stage(tmp_path / target)
    assert names(tmp_path) == ["empty", "file", "folder", "link"]


def test_an_empty_folder_becomes_the_target_where_that_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with Stage(tmp_path / "empty", into_empty=True) as stage:
        stage.place.mkdir()
        (stage.place / "file").write_text("new")
        stage.publish()
    assert names(tmp_path / "empty") == ["file"]
    with pytest.raises(UsageError, match="nothing is overwritten"):
        Stage(tmp_path / "empty", into_empty=True)


def test_what_may_go_is_replaced_and_comes_back_where_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").write_text("old")
    with monkeypatch.context() as patched, Stage(tmp_path / "out", may_replace=Path.is_dir) as stage:
        stage.place.mkdir()
        patched.setattr("packager.staging.name_once", full)
        with pytest.raises(RefusedError, match="disk is full"):
            stage.publish()
    assert names(tmp_path / "out") == ["old"]
    with Stage(tmp_path / "out", may_replace=Path.is_dir) as stage:
        stage.place.mkdir()
        (stage.place / "new").write_text("new")
        stage.publish()
    assert names(tmp_path) == ["out"]
    assert names(tmp_path / "out") == ["new"]


def test_a_name_of_any_length_has_room_for_its_stage(tmp_path: Path) -> None:
    for name in ("x" * 255, "\N{LATIN SMALL LETTER E WITH ACUTE}" * 127):
        with Stage(tmp_path / name) as stage:
            assert [one.in_use for one in find_stages(tmp_path)] == [True]
            stage.place.write_bytes(b"new")
            stage.publish()
        assert names(tmp_path) == [name]
        (tmp_path / name).unlink()


def test_a_file_beside_the_target_has_its_name_before_it_or_neither_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(stage: Stage) -> None:
        stage.place.write_bytes(b"sound")
        stage.beside(".log").write_bytes(b"log")

    with Stage(tmp_path / "out", beside=(".log",)) as stage:
        make(stage)
        (tmp_path / "out").write_bytes(b"first")
        with pytest.raises(RefusedError, match="meanwhile"):
            stage.publish()
    assert names(tmp_path) == ["out"]
    (tmp_path / "out").unlink()
    given: list[str] = []
    link = os.link

    def noted(made: Path, named: Path) -> None:
        given.append(named.name)
        link(made, named)

    monkeypatch.setattr("os.link", noted)
    with Stage(tmp_path / "out", beside=(".log",)) as stage:
        make(stage)
        stage.publish()
    assert given == ["out.log", "out"]
    (tmp_path / "out").unlink()
    with pytest.raises(UsageError, match="nothing is overwritten") as refusal:
        Stage(tmp_path / "out", beside=(".log",))
    assert refusal.value.where == str(tmp_path / "out.log")


@pytest.mark.parametrize("reason", [KeyboardInterrupt(), OSError(errno.EIO, "Input/output error")])
@pytest.mark.parametrize("without_links", [False, True])
def test_targets_that_belong_together_appear_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: BaseException, *, without_links: bool
) -> None:
    rename, link = Path.rename, os.link

    def failing_link(made: Path, named: Path) -> None:
        if without_links:
            raise OSError(errno.EOPNOTSUPP, "Operation not supported")
        link(made, named)

    def failing_rename(self: Path, other: Path) -> Path:
        if other == tmp_path / "third":
            raise reason
        return rename(self, other)

    monkeypatch.setattr("os.link", failing_link)
    monkeypatch.setattr(Path, "rename", failing_rename)
    with Stage(tmp_path / "first") as first, Stage(tmp_path / "second") as second, Stage(tmp_path / "third") as third:
        first.place.write_bytes(b"1")
        second.place.mkdir()
        third.place.mkdir()
        with pytest.raises((RefusedError, KeyboardInterrupt)):
            publish_together([first, second, third])
        assert not any(stage.published for stage in (first, second, third))
        assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == []
    assert names(tmp_path) == []


@pytest.mark.parametrize("call", [1, 2])
def test_a_full_disk_is_said_clearly_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    calls: list[int] = []

    def runs_full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == call:
            full()

    monkeypatch.setattr(os, "fsync", runs_full)
    with Stage(tmp_path / "out") as stage:
        stage.place.mkdir()
        (stage.place / "file").write_bytes(b"text")
        with pytest.raises(RefusedError, match="disk is full"):
            stage.publish()
    assert names(tmp_path) == []


def test_a_file_system_that_syncs_no_folders_is_served_and_one_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(number: int) -> Callable[[int], None]:
        def sync(descriptor: int) -> None:
            if os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112  a descriptor, not a path
                raise OSError(number, os.strerror(number))

        return sync

    monkeypatch.setattr(os, "fsync", failing(errno.EINVAL))
    with Stage(tmp_path / "one") as stage:
        stage.place.write_bytes(b"text")
        stage.publish()
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))
    with Stage(tmp_path / "two") as stage:
        stage.place.write_bytes(b"text")
        with pytest.raises(RefusedError, match="is complete"):
            stage.publish()
    assert names(tmp_path) == ["one", "two"]


def test_room_is_asked_for_before_the_first_byte(tmp_path: Path) -> None:
    refuse_without_room(tmp_path, 1)
    with pytest.raises(RefusedError, match="not enough room"):
        refuse_without_room(tmp_path, 1 << 62)


def test_a_stage_at_work_is_told_from_one_that_was_left(tmp_path: Path) -> None:
    with Stage(tmp_path / "out") as stage:
        found = find_stages(tmp_path)
        assert [(one.target_name, one.in_use) for one in found] == [("out", True)]
        assert json.loads((stage.folder / "owner.json").read_text())["target"] == "out"
        with pytest.raises(RefusedError, match="at work"):
            remove_stage(found[0])
        assert stage.folder.is_dir()
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


def test_a_stage_that_goes_while_it_is_looked_for_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Stage(tmp_path / "out") as stage:
        look = Path.iterdir

        def gone(folder: Path) -> object:
            if folder == stage.folder:
                raise FileNotFoundError(folder)
            return look(folder)

        monkeypatch.setattr(Path, "iterdir", gone)
        assert find_stages(tmp_path) == ()
        monkeypatch.undo()
        assert [found.folder for found in find_stages(tmp_path)] == [stage.folder]


def stopped_in(folder: Path, *, within: str) -> None:
    with new_folder(folder, lambda made: made.mkdir(parents=True, exist_ok=True)) as place:
        if within.endswith("/"):
            (place / within).mkdir()
        elif within:
            (place / within).touch()
        raise KeyboardInterrupt


@pytest.mark.parametrize("within", ["", "sub/"])
def test_a_folder_made_in_vain_is_taken_away(tmp_path: Path, within: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        stopped_in(tmp_path / "a/b", within=within)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_there_or_holds_something_stays(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    for name, within in (("old", ""), ("new", "file")):
        with pytest.raises(KeyboardInterrupt):
            stopped_in(tmp_path / name, within=within)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old"]
