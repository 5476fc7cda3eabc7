"""Digests of files, taken in order beside the scan while the same bytes are in memory."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, Protocol, Self

from specs.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType

    from _typeshed import ReadableBuffer

HASHLIB_NAMES: Final = ("md5", "sha1", "sha256")
XXHASH_NAMES: Final = {"xxh64": "xxh64", "xxh3": "xxh3_64", "xxh3_64": "xxh3_64", "xxh128": "xxh3_128"}
ALGORITHMS: Final = (*HASHLIB_NAMES, *XXHASH_NAMES)
"""Names a digest may be asked by."""


class Hasher(Protocol):
    """What hashlib and xxhash have in common."""

    def update(self, data: ReadableBuffer, /) -> None:
        """Take more bytes."""

    def hexdigest(self) -> str:
        """The digest of all bytes so far."""


def new_hasher(name: str) -> Hasher:
    """Begin a digest.

    Raises:
        UsageError: No such algorithm.
    """
    if name in HASHLIB_NAMES:
        # Fixity for transport, as receivers ask for it; not a defence against forgery.
        return hashlib.new(name, usedforsecurity=False)
    if name in XXHASH_NAMES:
        # Few runs ask for xxHash, and start-up counts.
        import xxhash  # noqa: PLC0415

        hasher: Hasher = getattr(xxhash, XXHASH_NAMES[name])()
        return hasher
    raise UsageError("There is no such digest.", found=name, expected="one of " + " ".join(ALGORITHMS))


class DigestSet:
    """Digests of every file that is read through it; each algorithm has a thread of its own, which keeps the order.

    Args:
        names: Algorithms, from `ALGORITHMS`; none is allowed and gives empty results.

    Use as a context manager, or call `close`.

    Raises:
        UsageError: An algorithm is not known.
    """

    def __init__(self, names: Sequence[str]) -> None:
        for name in names:
            new_hasher(name)
        self.names: Final = tuple(dict.fromkeys(names))
        self._threads = {name: ThreadPoolExecutor(1, thread_name_prefix=f"digest-{name}") for name in self.names}
        self._open: dict[Path, dict[str, Hasher]] = {}
        self._done: dict[Path, dict[str, Future[str]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(self, path: Path) -> None:
        """Begin a file, from its first byte; one begun before is begun anew."""
        self._open[path] = {name: new_hasher(name) for name in self.names}
        self._done.pop(path, None)

    def update(self, path: Path, data: ReadableBuffer, consumed: Callable[[], None]) -> None:
        """Take the next bytes of a file, without waiting.

        Args:
            path: A file that was begun.
            data: Must not change until consumed.
            consumed: Called once per algorithm, from that algorithm's thread, when it needs `data` no more.
        """
        for name, hasher in self._open[path].items():
            self._threads[name].submit(_take, hasher, data, consumed)

    def update_and_wait(self, path: Path, data: ReadableBuffer) -> None:
        """Take the next bytes of a file and return when no algorithm needs them any more."""
        hashers = self._open[path].items()
        for taken in [self._threads[name].submit(hasher.update, data) for name, hasher in hashers]:
            taken.result()

    def finish(self, path: Path) -> None:
        """Say that a file has been seen to its last byte."""
        hashers = self._open.pop(path)
        self._done[path] = {name: self._threads[name].submit(hasher.hexdigest) for name, hasher in hashers.items()}

    def results(self) -> dict[Path, dict[str, str]]:
        """Wait, and return the hexadecimal digests of the files seen to their last byte, by path and algorithm."""
        return {
            path: {name: digest.result() for name, digest in digests.items()} for path, digests in self._done.items()
        }

    def close(self) -> None:
        """End the threads; results remain. Files not yet finished are dropped."""
        for thread in self._threads.values():
            thread.shutdown(wait=True, cancel_futures=False)


def _take(hasher: Hasher, data: ReadableBuffer, consumed: Callable[[], None]) -> None:
    try:
        hasher.update(data)
    finally:
        consumed()
