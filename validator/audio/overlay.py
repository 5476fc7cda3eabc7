"""A file as another library is to see it: from a place on, and with some bytes of its header put right."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import BinaryIO

    from _typeshed import WriteableBuffer


class OverlaidFile(io.RawIOBase):
    """A view of a file that begins behind a tag and has other bytes in places; the file itself stays as it is.

    Args:
        file: Open for reading in binary; the caller closes it.
        begin_bytes: Where the view begins.
        patches: Offset in the view and the bytes that are seen there.
    """

    def __init__(self, file: BinaryIO, begin_bytes: int, patches: tuple[tuple[int, bytes], ...]) -> None:
        super().__init__()
        self._file: Final = file
        self._begin: Final = begin_bytes
        self._patches: Final = patches
        file.seek(0, io.SEEK_END)
        self._size: Final = file.tell() - begin_bytes
        self._place = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the view."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, origin + offset)
        return self._place

    def tell(self) -> int:
        """The place in the view."""
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer as far as there are bytes."""
        target = memoryview(buffer).cast("B")
        self._file.seek(self._begin + self._place)
        piece = self._file.read(len(target))
        target[: len(piece)] = piece
        for offset, put in self._patches:
            first, last = max(offset, self._place), min(offset + len(put), self._place + len(piece))
            if first < last:
                target[first - self._place : last - self._place] = put[first - offset : last - offset]
        self._place += len(piece)
        return len(piece)
