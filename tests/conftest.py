"""What every test shares: the option that rewrites golden files, and properties that are the same in every run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import settings

from fixtures.golden import UPDATE

if TYPE_CHECKING:
    import pytest

settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help=f"write the golden files anew (as {UPDATE}=1 does); read what has changed before you commit it",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        os.environ[UPDATE] = "1"
