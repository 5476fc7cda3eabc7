"""Refuses one sound that is to be packaged as two languages: the package could not tell which of them is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from specs.errors import RefusedError
from validator.catalogue import say
from validator.delivery.consistency.contents import DeliveredMix
from validator.delivery.consistency.same_sounds import two_languages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from validator.delivery.ingest.mixes import Mix


def refuse_one_sound_as_two_languages(mixes: Sequence[Mix]) -> None:
    """Refuse mixes of two languages whose files are the same byte for byte; only files of one size are read.

    Raises:
        RefusedError: Two are.
        OSError: A file cannot be read.
    """
    sizes = [tuple(path.stat().st_size for path in mix.paths) for mix in mixes]
    several = {size for size, count in Counter(sizes).items() if count > 1}
    alike = [mix for mix, size in zip(mixes, sizes, strict=True) if size in several]
    fault = next(two_languages([_delivered(mix) for mix in alike]), None)
    if fault is not None:
        raise RefusedError(
            "One sound is handed in as two languages.",
            where=fault.place.file,
            found=say(fault.message),
            next_step="Find out which of the two is wrong, and deliver the right one.",
            code="package.two-languages",
        )


def _delivered(mix: Mix) -> DeliveredMix:
    stated = mix.statement
    return DeliveredMix(
        path=mix.path,
        kind=stated.kind,
        language=stated.language,
        version=stated.version,
        reel=stated.reel,
        episode=stated.episode,
        layout=None,
        sample_count=None,
        sample_rate_hz=None,
        digests=tuple(_digest(path) for path in mix.paths),
        files=mix.paths,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
