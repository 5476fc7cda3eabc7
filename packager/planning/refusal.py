"""What cannot be corrected with what is permitted, and the arithmetic that shows it."""

from __future__ import annotations

from specs.errors import RefusedError


class NotCorrectableError(RefusedError):
    """No permitted plan meets the demands. The message holds the arithmetic; nothing was written."""
