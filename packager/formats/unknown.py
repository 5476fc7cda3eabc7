"""Names what somebody handed in that is no package of a known form: what was found there, and what is known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from specs.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAXIMUM_NAMES: Final = 1000
"""Names that are looked at to say what a folder holds."""

_BY_NAME: Final = {
    "assetmap": "an asset map: a digital cinema package",
    "volindex.xml": "a volume index: an IMF package or a digital cinema package",
    "delivery.toml": "a delivery file: a delivery as it is, not wrapped",
    "mets.xml": "a METS document: an archive's package",
    "tagmanifest-md5.txt": "a tag manifest without a bag",
}
_BY_ENDING: Final = {
    ".zip": "a zip archive",
    ".tar": "a tar archive",
    ".tgz": "a tar archive, compressed",
    ".gz": "a file compressed by gzip",
    ".7z": "a 7-Zip archive",
    ".rar": "a RAR archive",
    ".dmg": "a disk image",
    ".iso": "a disk image",
    ".par2": "a PAR2 recovery set",
    ".ale": "an Avid log",
    ".wav": "a sound file",
    ".mxf": "an MXF file",
    ".mov": "a QuickTime file",
}
_ARCHIVES: Final = frozenset({".zip", ".tar", ".tgz", ".gz", ".7z", ".rar", ".dmg", ".iso"})


def not_known(path: Path, known: Sequence[str]) -> MediaError:
    """Return what to say of something that is no package of a known form.

    Args:
        path: What was handed in.
        known: Titles of the forms that are.
    """
    if not path.exists():
        return MediaError("There is no such package.", where=str(path), expected="the folder of a package")
    if path.is_dir():
        what, found, step = "This folder is no package of a form that is known.", _in_folder(path), None
    else:
        what, found = "This file is no package of a form that is known.", _of_file(path)
        step = "Unpack it, and name the folder." if path.suffix.lower() in _ARCHIVES else None
    return MediaError(
        what,
        where=str(path),
        found=found,
        expected=f"one of: {', '.join(known)}; that is, something that lists its files with their digests",
        next_step=step or "Name the folder that holds the lists, or check the sound in it without them.",
        code="package.form-not-known",
    )


def _of_file(path: Path) -> str:
    ending = path.suffix.lower()
    said = _BY_ENDING.get(ending, f"a file with the ending {ending}" if ending else "a file without an ending")
    return f"{said}, without a digest list beside it"


def _in_folder(path: Path) -> str:
    try:
        names = sorted(one.name for one in path.iterdir())[:MAXIMUM_NAMES]
    except OSError as error:
        return error.strerror or type(error).__name__
    marks = [_BY_NAME[name.lower()] for name in names if name.lower() in _BY_NAME]
    endings = Counter("." + name.rpartition(".")[2].lower() for name in names if "." in name.strip("."))
    counts = [f"{count} {ending[:12]}" for ending, count in endings.most_common(6)]
    rest = "folders only" if names else "nothing"
    return "; ".join([*dict.fromkeys(marks), f"files: {', '.join(counts)}" if counts else rest])
