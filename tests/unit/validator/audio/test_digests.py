"""Digests see every byte of every file in order, while the buffers go round."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

import pytest
import soundfile
import xxhash

from specs.errors import UsageError
from validator.audio.digests import ALGORITHMS, DigestSet
from validator.audio.programme import open_programme
from validator.containers.wave.riff import Chunk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.validator.conftest import MakeNoise, MakeWave


def expected(path: Path) -> dict[str, str]:
    raw = path.read_bytes()
    return {
        "md5": hashlib.md5(raw).hexdigest(),
        "sha1": hashlib.sha1(raw).hexdigest(),
        "sha256": hashlib.sha256(raw).hexdigest(),
        "xxh64": xxhash.xxh64(raw).hexdigest(),
        "xxh3": xxhash.xxh3_64(raw).hexdigest(),
        "xxh3_64": xxhash.xxh3_64(raw).hexdigest(),
        "xxh128": xxhash.xxh3_128(raw).hexdigest(),
    }


def digest_of(paths: list[Path], *, buffers: int) -> dict[Path, dict[str, str]]:
    with DigestSet(ALGORITHMS) as digests:
        segments = open_programme(paths).segments(
            segment_samples=37, preroll_samples=50, digests=digests, buffers=buffers
        )
        for segment in segments:
            segment.release()
        return digests.results()


@pytest.mark.parametrize("buffers", [1, 4])
def test_header_samples_and_chunks_behind_them_are_digested(
    make_wave: MakeWave, noise: MakeNoise, buffers: int
) -> None:
    path = make_wave("a.wav", noise(5001, 3), after=[Chunk(id="axml", payload=bytes(3_000_001))])
    assert digest_of([path], buffers=buffers) == {path: expected(path)}


def test_bytes_that_are_no_whole_frame_are_digested_too(make_wave: MakeWave, noise: MakeNoise) -> None:
    path = make_wave("a.wav", noise(1000, 3))
    path.write_bytes(path.read_bytes()[:-5])
    assert digest_of([path], buffers=2) == {path: expected(path)}


def test_every_file_of_a_set_has_its_own_digests(make_wave: MakeWave, noise: MakeNoise) -> None:
    paths = [make_wave(f"a_{label}.wav", noise(500, 1, seed=seed)) for seed, label in enumerate("LR")]
    assert digest_of(paths, buffers=2) == {path: expected(path) for path in paths}


def test_a_decoded_file_is_digested_as_it_lies_on_disk(tmp_path: Path, noise: MakeNoise) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, noise(5000, 2), 48000, subtype="PCM_24")
    assert digest_of([path], buffers=2) == {path: expected(path)}


def test_a_file_not_seen_to_its_end_has_no_digest(make_wave: MakeWave, noise: MakeNoise) -> None:
    programme = open_programme([make_wave("a.wav", noise(100, 1))])
    with DigestSet(["md5"]) as digests:
        segments = programme.segments(segment_samples=10, preroll_samples=0, digests=digests)
        next(segments).release()
        segments.close()  # type: ignore[attr-defined]
        assert digests.results() == {}


def test_a_buffer_does_not_come_back_before_its_bytes_are_digested(
    make_wave: MakeWave, noise: MakeNoise, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    seen: list[bytes] = []

    class Slow:
        def update(self, data: bytes | memoryview) -> None:
            if isinstance(data, memoryview):
                gate.wait(5)
                seen.append(bytes(data))

        def hexdigest(self) -> str:
            return "slow"

    monkeypatch.setattr("validator.audio.digests.new_hasher", lambda _name: Slow())
    path = make_wave("a.wav", noise(60, 1))
    with DigestSet(["md5"]) as digests:
        segments = open_programme([path]).segments(segment_samples=20, preroll_samples=5, digests=digests, buffers=2)
        for _ in range(2):
            next(segments).release()
        third = threading.Thread(target=lambda: next(segments).release())
        third.start()
        third.join(0.05)
        assert third.is_alive()
        gate.set()
        third.join(5)
        assert list(segments) == []
        assert digests.results() == {path: {"md5": "slow"}}
    assert b"".join(seen) == path.read_bytes()[-180:]


def test_an_unknown_digest_is_refused() -> None:
    with pytest.raises(UsageError, match="no such digest"):
        DigestSet(["md5", "crc32"])


def test_no_digests_give_no_results(make_wave: MakeWave, noise: MakeNoise) -> None:
    path = make_wave("a.wav", noise(10, 1))
    with DigestSet([]) as digests:
        for segment in open_programme([path]).segments(segment_samples=10, preroll_samples=0, digests=digests):
            segment.release()
        assert digests.results() == {path: {}}
