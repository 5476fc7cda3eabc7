from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.errors import UsageError
from validator.audio.segment import PAD_BYTES, Plane, Segment
from validator.containers.facts import SampleFormat
from validator.scan.driver import ScanOptions, scan, scan_array, warmup
from validator.scan.memory import MemoryProgramme, programme_of_array

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from validator.audio.digests import DigestSet
    from validator.scan.kernel import KernelName

RATE = 8000
GRANULE = 10 * RATE


class CountedProgramme:
    """Hands out segments whose releases are counted."""

    def __init__(self, granules: int, *, spoil_pads: bool = False) -> None:
        self.sample_rate_hz = RATE
        self.channel_map = ((0, 0),)
        self.sample_count = granules * GRANULE
        self.asked: dict[str, int] = {}
        self.out = self.most_out = self.released = 0
        self.closed = False
        self.interrupt_after: int | None = None
        self._pad = 0xAA if spoil_pads else 0
        self._lock = threading.Lock()

    def segments(
        self,
        *,
        segment_samples: int,
        preroll_samples: int,
        digests: DigestSet | None = None,
        buffers: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[Segment]:
        assert digests is None
        self.asked = {"segment_samples": segment_samples, "preroll_samples": preroll_samples, "buffers": buffers}
        try:
            for number, start in enumerate(range(0, self.sample_count, segment_samples)):
                if number == self.interrupt_after:
                    raise KeyboardInterrupt
                yield self._segment(start, min(segment_samples, self.sample_count - start), preroll_samples)
                if progress is not None:
                    progress(start)
        finally:
            self.closed = True

    def _segment(self, start: int, count: int, preroll: int) -> Segment:
        before = min(start, preroll)
        data = np.full(PAD_BYTES + 3 * (before + count), self._pad, np.uint8)
        data[PAD_BYTES:] = 1
        with self._lock:
            self.out += 1
            self.most_out = max(self.most_out, self.out)
        return Segment(
            start_sample=start,
            sample_count=count,
            preroll_samples=before,
            planes=(Plane(data=data, sample_format=SampleFormat.S24, channel_count=1),),
            release=self._release,
        )

    def _release(self) -> None:
        with self._lock:
            self.out -= 1
            self.released += 1


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_no_more_segments_are_out_than_there_are_buffers(workers: int) -> None:
    programme = CountedProgramme(20)
    scan(programme, options=ScanOptions(workers=workers))
    assert programme.most_out <= programme.asked["buffers"] == workers + 2
    assert (programme.out, programme.released) == (0, 20)


def test_segments_are_whole_granules_with_the_run_in_the_filters_need() -> None:
    programme = CountedProgramme(5)
    scan(programme, options=ScanOptions(segment_granules=2))
    assert programme.asked["segment_samples"] == 2 * GRANULE
    assert programme.asked["preroll_samples"] == 3200  # 0.4 s
    assert programme.released == 3


def test_an_interruption_stops_the_scan_and_leaves_no_thread_behind() -> None:
    programme = CountedProgramme(50)
    programme.interrupt_after = 7
    threads = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        scan(programme, options=ScanOptions(workers=2))
    assert programme.closed
    assert threading.active_count() == threads


def test_an_interruption_while_rows_are_awaited_closes_the_reader() -> None:
    programme = CountedProgramme(50)

    def interrupt(samples: int) -> None:
        if samples > 5 * GRANULE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan(programme, options=ScanOptions(workers=2), progress=interrupt)
    assert programme.closed


@pytest.mark.parametrize("kernel", ["numpy", "numba"])
def test_bytes_in_front_of_the_samples_are_not_heard(kernel: KernelName) -> None:
    clean, spoilt = (
        scan(CountedProgramme(2, spoil_pads=spoil), options=ScanOptions(kernel=kernel)).table for spoil in (False, True)
    )
    assert np.array_equal(clean.total, spoilt.total)
    assert np.array_equal(clean.k_energy, spoilt.k_energy)


@pytest.mark.parametrize("kernel", ["numpy", "numba"])
def test_a_plane_that_is_too_short_is_refused_and_not_read_beyond_its_end(
    kernel: KernelName, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = CountedProgramme(2)
    whole = programme._segment

    def cut(start: int, count: int, preroll: int) -> Segment:
        segment = whole(start, count, preroll)
        plane = segment.planes[0]
        short = Plane(data=plane.data[:-1], sample_format=plane.sample_format, channel_count=1)
        return Segment(
            start_sample=start,
            sample_count=count,
            preroll_samples=segment.preroll_samples,
            planes=(short,),
            release=segment.release,
        )

    monkeypatch.setattr(programme, "_segment", cut)
    with pytest.raises(ValueError, match="cannot hold"):
        scan(programme, options=ScanOptions(kernel=kernel))
    assert programme.closed


def test_progress_comes_with_the_samples_read() -> None:
    seen: list[int] = []
    programme = programme_of_array(np.zeros((25 * RATE, 1), np.int16), RATE)
    scan(programme, options=ScanOptions(workers=1), progress=seen.append)
    assert seen == [GRANULE, 2 * GRANULE, 25 * RATE]


def test_digests_are_those_of_the_file(tmp_path: Path) -> None:
    import soundfile

    from validator.audio.programme import open_programme

    path = tmp_path / "mix.wav"
    words = np.random.default_rng(2).integers(-(2**30), 2**30, (RATE * 21, 2)).astype(np.int32) & -256
    soundfile.write(path, words, RATE, subtype="PCM_24")
    result = scan(open_programme([path]), options=ScanOptions(digests=("md5", "xxh3")))
    assert result.digests[path]["md5"] == hashlib.md5(path.read_bytes()).hexdigest()
    assert set(result.digests[path]) == {"md5", "xxh3"}
    expected = scan_array(words, RATE)
    assert np.array_equal(result.table.minimum, expected.minimum)
    assert np.array_equal(result.table.k_energy, expected.k_energy)


def test_without_digests_there_are_none() -> None:
    assert scan(programme_of_array(np.zeros((10, 1)), RATE)).digests == {}


@pytest.mark.parametrize("sample_rate_hz", [0, 7999, 768_001])
def test_a_rate_the_filters_cannot_meet_is_refused(sample_rate_hz: int) -> None:
    with pytest.raises(UsageError, match="sample rate"):
        scan_array(np.zeros((10, 1)), sample_rate_hz)


def test_a_pair_of_channels_that_are_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="pair"):
        scan_array(np.zeros((10, 2)), 48_000, options=ScanOptions(pairs=((0, 2),)))


@pytest.mark.parametrize("array", [np.zeros(10), np.zeros((10, 1), np.int64), np.zeros((10, 1), np.complex128)])
def test_an_array_of_another_shape_or_type_is_refused(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> None:
    with pytest.raises(UsageError, match="array"):
        scan_array(array, 48_000)


def test_planes_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="lengths"):
        MemoryProgramme([(b"\0" * 10, SampleFormat.S16, 1), (b"\0" * 12, SampleFormat.S16, 1)], sample_rate_hz=48_000)


def test_warming_up_names_the_kernel() -> None:
    assert (warmup().kernel, warmup().reason) == ("numba", "fastest")
    assert (warmup("numpy").kernel, warmup("numpy").reason) == ("numpy", "requested")


def test_importing_the_scan_brings_in_neither_numba_nor_scipy() -> None:
    heavy = ("numba", "llvmlite", "scipy", "soundfile")
    code = f"import sys, validator.scan.driver; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
