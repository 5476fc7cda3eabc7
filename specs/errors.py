"""What an operator can act on.

    ToolError                    what, where, found, expected, next step
    ├── UsageError               the call or a configuration is off        (exit 2)
    │   ├── SheetError           a sheet is refused                        (exit 2)
    │   └── DeliveryError        a delivery file is refused                (exit 2)
    ├── MediaError               media could not be read                   (exit 3)
    └── RefusedError             refused to correct or to package          (exit 5)

A finding is never an exception and an exception is never a finding.
"""

from __future__ import annotations

from typing import ClassVar


class ToolError(Exception):
    """Something the operator can put right.

    Args:
        what: One sentence: what went wrong.
        where: File, key or place; None when the sentence says it.
        found: What stood there; None when nothing useful can be shown.
        expected: What should have stood there; None when any of many things would do.
        next_step: What to do about it; None when `expected` already says it.
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
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.found = found
        self.expected = expected
        self.next_step = next_step

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


class UsageError(ToolError, ValueError):
    """The call or a configuration file is off. A ValueError too, so that a model's validator may raise it."""


class SheetError(UsageError):
    """A specification sheet is refused at load."""


class DeliveryError(UsageError):
    """A delivery file is refused at load."""


class MediaError(ToolError):
    """Media could not be read."""

    exit_code = 3


class RefusedError(ToolError):
    """A correction or a package was refused."""

    exit_code = 5
