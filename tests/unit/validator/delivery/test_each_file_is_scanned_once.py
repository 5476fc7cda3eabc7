"""In one run every file is scanned once, whoever needs it; samples are read again at most once for dub and partner."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

import mixgate
from fixtures.dub_delivery import ME, ORIGINAL, dub_name, write_dub_delivery
from validator.audio.programme import FileProgramme
from validator.delivery import measured
from validator.scan import driver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DUBS = 30
SECONDS = 8.0
WHOLE = 0.9
"""A read of more than this share of a file is one of the whole file; alignment reads windows of some seconds."""

SETTINGS = mixgate.RunSettings(workers=1)


class Reads:
    """Counts scans, and whole reads by file name: of numbers and sums, and of bytes, which scans read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scans: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()
        self.beside: Counter[str] = Counter()
        scan, segments = driver.scan, FileProgramme.segments
        blocks, sums = FileProgramme.blocks, FileProgramme.sums

        def counted_scan(programme: Any, *args: Any, **words: Any) -> Any:
            self.scans[programme.paths[0].name] += 1
            return scan(programme, *args, **words)

        def counted_blocks(programme: FileProgramme, *args: Any, **words: Any) -> Iterator[Any]:
            read = 0
            for block in blocks(programme, *args, **words):
                read += len(block)
                yield block
            self.whole[programme.paths[0].name] += read > WHOLE * programme.sample_count

        def counted_sums(programme: FileProgramme, *args: Any, **words: Any) -> Iterator[Any]:
            read = 0
            for block in sums(programme, *args, **words):
                read += block.shape[1]
                yield block
            self.whole[programme.paths[0].name] += read > WHOLE * programme.sample_count

        def counted_segments(programme: FileProgramme, *args: Any, **words: Any) -> Iterator[Any]:
            read = 0
            for segment in segments(programme, *args, **words):
                read += segment.sample_count
                self.beside[programme.paths[0].name] += read == programme.sample_count
                yield segment

        for module in (driver, measured):
            monkeypatch.setattr(module, "scan", counted_scan)
        monkeypatch.setattr(FileProgramme, "blocks", counted_blocks)
        monkeypatch.setattr(FileProgramme, "sums", counted_sums)
        monkeypatch.setattr(FileProgramme, "segments", counted_segments)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dubs")
    write_dub_delivery(folder, DUBS, SECONDS, ("L", "R"))
    return folder


def test_thirty_dubs_with_one_me_and_one_original_are_32_scans(delivery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = Reads(monkeypatch)
    run = mixgate.check(delivery, ["netflix-dub", "ebu-r128"], settings=SETTINGS)
    mixes = [ME, ORIGINAL, *map(dub_name, range(DUBS))]
    assert [result.name for result in run if result.kind] == mixes
    told = {report.name for report in run.reports if report.measurements and report.measurements.dialogue}
    assert told == set(mixes) - {ME}, "the M&E told the dialogue of each"
    assert reads.scans == Counter(mixes)
    assert reads.scans.total() == 32
    # The M&E has 31 partners, each of the others has one.
    assert reads.whole.total() == 0
    compared = {name: reads.beside[name] - reads.scans[name] for name in mixes}
    assert compared == {ME: DUBS + 1} | dict.fromkeys(mixes[1:], 1)


def test_dubs_long_enough_to_be_compared_are_read_once_more_for_each_partner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dub_delivery(tmp_path, 3, 9.0, ("L", "R"))
    reads = Reads(monkeypatch)
    run = mixgate.check(tmp_path, "localisation", settings=SETTINGS)
    mixes = [ME, ORIGINAL, *map(dub_name, range(3))]
    assert reads.scans == Counter(mixes)
    told = {
        report.path: [one.partner.path for one in report.measurements.comparisons]
        for report in run.reports
        if report.measurements is not None
    }
    assert told == {ME: [ORIGINAL], ORIGINAL: []} | {name: [ORIGINAL] for name in mixes[2:]}
    # The sheet asks for no dialogue, so the gate reads nothing: one read of each for all of its maps. The M&E and its
    # original are read once more: for lines that it holds and for what it lacks.
    searched = {ME: 2, ORIGINAL: 2}
    assert {name: reads.whole[name] for name in mixes} == dict.fromkeys(mixes, 1) | searched


def test_a_package_is_verified_with_one_scan_for_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "source"
    place.mkdir()
    write_dub_delivery(place, 2, SECONDS, ("L", "R"))
    options = mixgate.PackageOptions(allow_rejected=True)
    reads = Reads(monkeypatch)
    made = mixgate.package(place, ["netflix-dub", "ebu-r128"], tmp_path / "made", options=options, settings=SETTINGS)
    assert set(reads.scans.values()) == {1}
    assert reads.scans.total() == 4
    reads.scans.clear()
    assert mixgate.verify(made.folder, settings=SETTINGS).problems == ()
    assert set(reads.scans.values()) == {1}
    assert reads.scans.total() == 4


def test_a_mix_that_cannot_be_read_makes_nobody_scan_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dub_delivery(tmp_path, 3, SECONDS, ("L", "R"))
    (tmp_path / dub_name(1)).write_bytes(b"RIFF no sound")
    reads = Reads(monkeypatch)
    run = mixgate.check(tmp_path, "netflix-dub", settings=SETTINGS)
    assert len([result for result in run if result.kind]) == 5
    assert reads.scans == Counter([ME, ORIGINAL, dub_name(0), dub_name(2)])


def test_a_mix_on_its_own_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no partner, so nothing is compared with it."""
    write_dub_delivery(tmp_path, 0, 1.0, ("L", "R"))
    reads = Reads(monkeypatch)
    mixgate.check(tmp_path / ORIGINAL, ["netflix-dub", "ebu-r128"], settings=SETTINGS)
    assert reads.scans == Counter([ORIGINAL])
    assert reads.whole.total() == 0
