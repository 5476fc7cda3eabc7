"""Standard output as a run needs it: what becomes of it never changes the verdict.

reader goes away (`| head -1`)   the rest is not shown, the run goes on, its exit code is that of the verdict
disk full, /dev/full             the rest is not shown, standard error says so, at least exit code 5
closed from the start (`>&-`)    nothing is shown, the run goes on, its exit code is that of the verdict
no UTF-8 (cp1252, ascii ...)     signs that the encoding lacks are written as the nearest plain ones
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN: Final = str.maketrans(
    {
        "✕": "x", "✓": "v", "◇": "o", "☐": "[ ]", "·": "-", "–": "-", "−": "-", "…": "...", "×": "x", "±": "+/-",
        "≥": ">=", "≤": "<=", "→": "->", "\u00a0": " ", "│": "|", "─": "-", "╭": "+", "╮": "+", "╰": "+", "╯": "+",
        "━": "-", "§": "par. ",
    }
)  # fmt: skip


class Results:
    """A text stream that swallows what it can no longer write, and remembers why.

    Attributes:
        problem: What the operating system said when a write failed; None where all went well or only the reader left.
        reader_left: True where whoever reads closed the pipe.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.problem: str | None = None
        self.reader_left = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, or drop what can no longer be written."""
        if self.problem is None and not self.reader_left:
            try:
                self._stream.write(self._encodable(text))
            except OSError as error:
                self._stop(error)
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """Write what is no text, or drop what can no longer be written."""
        self.flush()
        if self.problem is None and not self.reader_left:
            try:
                self._stream.buffer.write(data)  # type: ignore[attr-defined]  # a stream of text over one of bytes
                self._stream.flush()
            except OSError as error:
                self._stop(error)

    def flush(self) -> None:
        """Flush, or note that it is no longer possible."""
        if self.problem is None and not self.reader_left:
            try:
                self._stream.flush()
            except OSError as error:
                self._stop(error)

    def _encodable(self, text: str) -> str:
        """Return text that the stream's encoding has; the stream's own handler would end the run."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            plain = text.translate(_PLAIN)
            return plain.encode(encoding, "backslashreplace").decode(encoding)
        return text

    def _stop(self, error: OSError) -> None:
        if isinstance(error, BrokenPipeError):
            self.reader_left = True
        else:
            self.problem = error.strerror or type(error).__name__
        # What still waits in the buffer would be written once more when the interpreter ends, and fail again.
        try:
            descriptor = self._stream.fileno()
        except (OSError, ValueError):
            return
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


@contextmanager
def kept_results() -> Iterator[Results]:
    """Let standard output and standard error be `Results` while a command runs, and yield that of standard output.

    Both are flushed at the end, so that every fault is known before the exit code is.
    """
    before = sys.stdout, sys.stderr
    with ExitStack() as opened:
        results, messages = (Results(_or_nowhere(stream, opened)) for stream in before)
        sys.stdout, sys.stderr = results, messages
        try:
            yield results
        finally:
            results.flush()
            messages.flush()
            sys.stdout, sys.stderr = before


def _or_nowhere(stream: IO[str] | None, opened: ExitStack) -> IO[str]:
    """Return a stream, or one that leads nowhere: Python has None where the descriptor was closed from the start.

    To open one takes the lowest free descriptor, so that no report file gets number 1 or 2.
    """
    if stream is not None:
        return stream
    return opened.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
