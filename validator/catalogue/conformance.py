"""Texts of the faults that conformance profiles find."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {}
