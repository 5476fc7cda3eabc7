"""Texts that belong to no single part of the house."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "general.and-more": "and {count} more",
}
