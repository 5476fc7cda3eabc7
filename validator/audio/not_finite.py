"""How many samples of a programme are NaN or infinite, for who reads it without the scan, which counts them itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.audio.decode import not_finite_in
from validator.audio.narrow_blocks import read_plane

if TYPE_CHECKING:
    from validator.audio.programme import FileProgramme

_BLOCK_SAMPLES: Final = 1 << 16


def not_finite_count(programme: FileProgramme) -> int:
    """Return how many samples of a programme are no numbers; only files of floats are read for it.

    Raises:
        MediaError: A file ends early, has changed since it was opened, or cannot be read.
    """
    found = 0
    for file in programme.sound_files:
        if not file.facts.sample_format.is_float:
            continue
        with file.stream() as stream:
            for start in range(0, file.facts.sample_count, _BLOCK_SAMPLES):
                count = min(_BLOCK_SAMPLES, file.facts.sample_count - start)
                found += not_finite_in(read_plane(file.facts, stream, count))
    return found
