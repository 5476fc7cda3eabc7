"""Start-up counts: what is heavy is loaded when it is needed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.validator.conftest import MakeNoise, MakeWave

HEAVY = ("scipy", "numba", "soundfile", "lxml", "xxhash")


def test_opening_and_reading_a_wave_file_loads_nothing_heavy(make_wave: MakeWave, noise: MakeNoise) -> None:
    path = make_wave("a.wav", noise(100, 2))
    code = f"""
import sys
import validator.audio
from validator.audio import decode, digests, programme
with digests.DigestSet(["md5"]) as taken:
    opened = programme.open_programme([{str(path)!r}])
    for segment in opened.segments(segment_samples=10, preroll_samples=1, digests=taken):
        segment.release()
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
