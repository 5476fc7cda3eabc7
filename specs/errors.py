"""Errors that an operator can act on.

    ToolError                    what, where, found, expected, next step
    ├── UsageError               invalid arguments or configuration        (exit 2)
    │   ├── SheetError           a sheet is invalid                        (exit 2)
    │   └── DeliveryError        a delivery file is invalid                (exit 2)
    ├── MediaError               a file cannot be read                     (exit 3)
    └── RefusedError             refused to correct or to package          (exit 5)

A finding is never an exception and an exception is never a finding. An error names no option and no command of the
command line: where one helps, the error has a `code`, and `mixgate.screens.option_hints` adds the option to the next
step.
"""

from __future__ import annotations

from typing import ClassVar, Final


class ToolError(Exception):
    """Something the operator can correct.

    Args:
        what: One sentence: what went wrong.
        where: File, key or place; None when the sentence says it.
        found: The value found there; None when nothing useful can be shown.
        expected: The value expected there; None when many would be accepted.
        next_step: What to do about it; None when `expected` already says it.
        code: Which error it is, for programs: an area, a full stop and words with hyphens, `layout.incomplete`. None
            where nobody needs to tell it from others.
    """

    exit_code: ClassVar[int] = 2

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        found: str | None = None,
        expected: str | None = None,
        next_step: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.found = found
        self.expected = expected
        self.next_step = next_step
        self.code = code

    def __str__(self) -> str:
        lines = [self.what]
        for label, text in (
            ("where", self.where),
            ("found", self.found),
            ("expected", self.expected),
            ("next step", self.next_step),
        ):
            if text is not None:
                lines.append(f"  {label}: {text}")
        return "\n".join(lines)


KERNEL_UNUSABLE: Final = "kernel.unusable"
"""Code of the usage error that the compiled kernel was asked for by name and cannot be used on this machine."""


class UsageError(ToolError, ValueError):
    """Arguments or a configuration file are invalid. A ValueError too, so that a model's validator may raise it."""


class SheetError(UsageError):
    """A specification sheet is invalid."""


class DeliveryError(UsageError):
    """A delivery file is invalid."""


class MediaError(ToolError):
    """A file cannot be read."""

    exit_code = 3


class NotReadError(MediaError):
    """Media in a container or a codec that is known and not read: nobody knows yet whether anything is wrong."""


class RefusedError(ToolError):
    """A correction or a package was refused."""

    exit_code = 5
