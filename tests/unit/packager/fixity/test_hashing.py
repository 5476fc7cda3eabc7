"""Digests of the files of a package: each is read once, in blocks, and one that cannot be read is told."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, BinaryIO, Final

import pytest

from fixtures.wrapped import digest_of, write_files
from packager.fixity import hashing
from packager.fixity.hashing import hash_files
from packager.fixity.problem import ProblemKind
from packager.fixity.tree import Tree, walk

if TYPE_CHECKING:
    from pathlib import Path

MIB: Final = 2**20


@pytest.mark.parametrize("workers", [1, 3, None])
def test_every_file_has_the_digests_that_were_asked_for(tmp_path: Path, workers: int | None) -> None:
    contents = {"a": b"one", "sub/b": bytes(range(256)) * 9000, "c": b""}
    write_files(tmp_path, contents)
    wanted = {"a": ("md5",), "sub/b": ("sha1", "xxh64"), "c": ("crc32",)}
    digests, problems = hash_files(walk(tmp_path), wanted, workers=workers)
    assert problems == []
    assert digests == {
        path: {name: digest_of(contents[path], name) for name in names} for path, names in wanted.items()
    }


def test_the_bytes_read_are_told_as_they_grow_one_mebibyte_at_a_time(tmp_path: Path) -> None:
    write_files(tmp_path, {"long": bytes(5 * MIB // 2), "short": b"123"})
    done: list[int] = []
    hash_files(walk(tmp_path), {"short": ("md5",), "long": ("md5",)}, workers=1, progress=done.append)
    assert done == [MIB, 2 * MIB, 5 * MIB // 2, 5 * MIB // 2 + 3]


def test_files_of_one_size_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write_files(tmp_path, {name: name.encode() for name in "cab"})
    sizes = {"a": 1, "b": 1, "c": 1}
    read: list[str] = []

    class Watched(Tree):
        def open(self, path: str) -> BinaryIO:
            read.append(path)
            return super().open(path)

    hash_files(Watched(root=tmp_path, sizes_bytes=sizes), dict.fromkeys("cab", ("md5",)), workers=1)
    assert read == ["a", "b", "c"]


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": b"one", "b": b"two"})
    tree = walk(tmp_path)
    (tmp_path / "a").unlink()
    digests, problems = hash_files(tree, {"a": ("md5",), "b": ("md5",)}, workers=1)
    assert digests == {"b": {"md5": digest_of(b"two")}}
    assert [(problem.kind, problem.path, problem.found) for problem in problems] == [
        (ProblemKind.UNREADABLE, "a", os.strerror(2))
    ]


def test_nothing_asked_for_is_nothing_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": b"one"})
    assert hash_files(walk(tmp_path), {}) == ({}, [])


def test_an_interrupted_run_ends_every_thread_at_its_next_block(tmp_path: Path) -> None:
    write_files(tmp_path, {"long": bytes(4 * MIB), "other": bytes(4 * MIB)})
    seen: list[int] = []

    def interrupt(done: int) -> None:
        seen.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hash_files(walk(tmp_path), {"long": ("md5",), "other": ("md5",)}, workers=1, progress=interrupt)
    assert seen[0] == MIB
    assert len(seen) <= 2


@pytest.mark.parametrize(("workers", "cores", "expected"), [(3, 5, 3), (1, 5, 1), (None, 5, 5), (None, None, 1)])
def test_as_many_files_are_read_at_once_as_asked_for_or_as_there_are_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int | None, cores: int | None, expected: int
) -> None:
    pools: list[int] = []

    def watched(count: int, *, thread_name_prefix: str) -> ThreadPoolExecutor:
        pools.append(count)
        return ThreadPoolExecutor(count, thread_name_prefix)

    monkeypatch.setattr(hashing, "ThreadPoolExecutor", watched)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    write_files(tmp_path, {"a": b"one"})
    hash_files(walk(tmp_path), {"a": ("md5",)}, workers=workers)
    assert pools == [expected]


def test_the_long_file_is_read_first(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": b"1", "b": b"1234567"})
    done: list[int] = []
    hash_files(walk(tmp_path), {"a": ("md5",), "b": ("md5",)}, workers=1, progress=done.append)
    assert done == [7, 8]


def test_no_thread_is_left_where_a_run_is_interrupted(tmp_path: Path) -> None:
    """The second thread is told of the stop a fifth of a second after the first raised it."""
    write_files(tmp_path, {"a": bytes(2 * MIB), "b": bytes(MIB)})
    raised = threading.Event()

    def interrupt(_done: int) -> None:
        if not raised.is_set():
            raised.set()
            raise KeyboardInterrupt
        time.sleep(0.2)

    with pytest.raises(KeyboardInterrupt):
        hash_files(walk(tmp_path), {"a": ("md5",), "b": ("md5",)}, workers=2, progress=interrupt)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("verify")] == []
