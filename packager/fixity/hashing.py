"""Digests of the files of a package, several files at a time, each read once."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from packager.fixity.foreign_digests import any_hasher
from packager.fixity.problem import Problem
from packager.fixity.tree import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from packager.fixity.tree import Tree

_BLOCK_BYTES: Final = 1 << 20


class _Count:
    """Bytes read by all threads together; a stop makes every thread end at its next block."""

    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self._progress = progress
        self._lock = threading.Lock()
        self._done_bytes = 0
        self.stopped = False

    def add(self, count: int) -> None:
        with self._lock:
            self._done_bytes += count
            if self._progress is not None:
                self._progress(self._done_bytes)


def hash_files(
    tree: Tree,
    wanted: Mapping[str, Sequence[str]],
    *,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """Digest files. Holds one block of 1 MiB for each worker.

    Args:
        tree: Where they lie.
        wanted: Algorithms by path.
        workers: Files read at once; None for one for each core.
        progress: Called with the bytes read so far, from any thread, one call at a time.

    Returns:
        Hexadecimal digests by path and algorithm, and the files that could not be read.
    """
    count = _Count(progress)
    pool = ThreadPoolExecutor(workers or os.cpu_count() or 1, thread_name_prefix="verify")
    try:
        # Long files first: the last thread to end is then soon done.
        order = sorted(wanted, key=lambda path: (-tree.sizes_bytes[path], path))
        started = {path: pool.submit(_hash_file, tree, path, wanted[path], count) for path in order}
        results = {path: started[path].result() for path in sorted(started)}
    finally:
        count.stopped = True
        pool.shutdown(wait=True, cancel_futures=True)
    digests = {path: found for path, found in results.items() if not isinstance(found, Problem)}
    return digests, [found for found in results.values() if isinstance(found, Problem)]


def _hash_file(tree: Tree, path: str, algorithms: Sequence[str], count: _Count) -> dict[str, str] | Problem:
    hashers = {name: any_hasher(name) for name in algorithms}
    block = memoryview(bytearray(_BLOCK_BYTES))
    try:
        with tree.open(path) as file:
            # Raw files read into buffers; their type in the stubs is wider than what `open` returns.
            while not count.stopped and (size := file.readinto(block)):  # type: ignore[attr-defined]
                for hasher in hashers.values():
                    hasher.update(block[:size])
                count.add(size)
    except OSError as error:
        return unreadable(path, error)
    return {name: hasher.hexdigest() for name, hasher in hashers.items()}
