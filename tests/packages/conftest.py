import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.bundles import SmallDelivery, write_small_delivery


@pytest.fixture(scope="session")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> SmallDelivery:
    """A small delivery that its sheet accepts; never written to."""
    return write_small_delivery(tmp_path_factory.mktemp("delivery"))


@pytest.fixture(scope="session")
def made(delivery: SmallDelivery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of it; never written to."""
    return delivery.bundle(tmp_path_factory.mktemp("made") / "bundle").folder


@pytest.fixture
def bundle(made: Path, tmp_path: Path) -> Path:
    """A copy of that bundle, to be damaged."""
    return Path(shutil.copytree(made, tmp_path / "bundle"))


def ascmhl(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the reference tool: in the test's own interpreter, without its look for updates."""
    script = "import sys; from ascmhl import commands; getattr(commands, sys.argv[1])(sys.argv[2:])"
    return subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False)
