"""ADM files that were built here open in the programs of others: below 4 GiB, above it, and rendered by EAR."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
from importlib import import_module
from importlib.util import find_spec as importable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
import soundfile

from fixtures.bundles import CREATED
from fixtures.wave_files import write_wave
from packager.fixing.render import WaveForm
from packager.formats.adm import make as making
from packager.formats.adm.make import make_adm
from packager.formats.adm.write import AdmOrder, write_adm
from packager.formats.orders import PackageOrder
from validator.conformance.adm import PROFILES, judge_adm
from validator.containers.adm.build import BedContent, BedPlan, ProgrammePlan, SoundForm, build_adm
from validator.containers.adm.file import open_adm_file
from validator.containers.facts import SampleFormat
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.riff import Chunk
from validator.containers.wave.writer import WaveWriter
from validator.delivery.ingest.stated import stated_by
from validator.measuring.measure import MeasureOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

MEASURING: Final = MeasureOptions(version="1", workers=1, kernel="numpy")
RATE: Final = 48_000
SURROUND: Final = ("L", "R", "C", "LFE", "Ls", "Rs")
LITTLE: Final = 1 << 20
"""A limit of RIFF that a second of sound is beyond."""

FORMS: Final = {"bs2076": b"BW64", "atmos": b"RF64"}


def _made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, profile: str = "bs2076", limit: int | None = None
) -> Path:
    """The ADM file of a package with one bed of 5.1 that has a signal in every channel."""
    samples = np.random.default_rng(4).uniform(-0.1, 0.1, (2 * RATE, 6)).astype(np.float32)
    source = tmp_path / "pm.wav"
    write_wave(source, [samples], WaveForm(sample_rate_hz=RATE, labels=SURROUND, bext=None), dither_seed=None)
    if limit is not None:

        def narrow(path: Path, order: AdmOrder, moved: Callable[[int], None]) -> None:
            write_adm(path, order, moved, riff_limit_bytes=limit)

        monkeypatch.setattr(making, "write_adm", narrow)
    order = PackageOrder(
        inputs=[source],
        stated=stated_by(language="de"),
        sheets=(),
        measuring=MEASURING,
        created=CREATED,
        host="studio",
        title="Night tram",
        adm_profile=profile,
    )
    bundle = make_adm(order, tmp_path / "made")
    (path,) = (bundle.folder / "data" / "audio").iterdir()
    return path


def _probed(path: Path) -> dict[str, Any]:
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed")
    words = [
        "ffprobe",
        "-v",
        "error",
        "-show_entries",
        "stream=channels,sample_rate,duration_ts",
        "-of",
        "json",
        str(path),
    ]
    found = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    (stream,) = found["streams"]
    return dict(stream)


def _conformance_of_media_info(path: Path) -> list[str]:
    """What MediaInfo has to say against a file; it must have read it as ADM."""
    try:
        reader = import_module("pymediainfo").MediaInfo
    except ImportError:
        pytest.skip("pymediainfo is not installed")
    tracks = reader.parse(str(path)).to_data()["tracks"]
    assert any("ADM" in str(value) for track in tracks for value in track.values())
    return [key for track in tracks for key in track if "conformance" in key.lower()]


@pytest.mark.parametrize("profile", ["bs2076", "atmos"])
@pytest.mark.parametrize("limit", [None, LITTLE])
def test_files_of_both_profiles_open_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, limit: int | None
) -> None:
    path = _made(tmp_path, monkeypatch, profile=profile, limit=limit)
    form = b"RIFF" if limit is None else FORMS[profile]
    assert path.read_bytes()[:4] == form
    file = open_adm_file(path)
    assert file.sample_count == 2 * RATE
    for name in ("bs2088", "bs2076"):
        assert list(judge_adm(file, PROFILES[name])) == []
    if form != b"BW64":  # which libsndfile does not know
        info = soundfile.info(str(path))
        assert (info.channels, info.frames) == (6, 2 * RATE)
    assert _probed(path) == {"sample_rate": "48000", "channels": 6, "duration_ts": 2 * RATE}


@pytest.mark.parametrize(("profile", "limit"), [("bs2076", None), ("atmos", None), ("atmos", LITTLE)])
def test_media_info_finds_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, limit: int | None
) -> None:
    """Not a small BW64, of which MediaInfo expects 4 GiB; a large one is tested below."""
    assert _conformance_of_media_info(_made(tmp_path, monkeypatch, profile=profile, limit=limit)) == []


@pytest.mark.parametrize("form", ["RF64", "BW64", "auto"])
def test_more_than_4_gib_are_written_with_the_sizes_in_ds64(tmp_path: Path, form: Any) -> None:
    """The silence of the file is a hole on the disk, its last frame is not."""

    class SparseWriter(WaveWriter):
        def leave_a_hole(self, count: int) -> None:
            self._file.seek(count, 1)
            self._data_bytes += count

    beds = [BedPlan(name=f"Bed {number}", layout="7.1.4", kind=BedContent.MUSIC) for number in range(10)]
    channels = 12 * len(beds)
    wave = wave_format(SampleFormat.S24, channel_count=channels, sample_rate_hz=RATE, extensible=False)
    frames = (1 << 32) // wave.frame_bytes + 1001
    programme = ProgrammePlan(name="Night tram", beds=tuple(one.name for one in beds), language="de")
    chunks = build_adm(beds, [programme], SoundForm(sample_rate_hz=RATE, bit_depth=24, sample_count=frames + 1))
    after = [Chunk(id="axml", payload=chunks.axml), Chunk(id="chna", payload=chunks.chna)]
    path = tmp_path / "wide.wav"
    with SparseWriter(path, wave, after=after, form=form) as writer:
        writer.leave_a_hole(frames * wave.frame_bytes)
        writer.write(np.full((1, channels), 0.5))
        count = writer.sample_count
    assert path.stat().st_size > 1 << 32
    with path.open("rb") as file:
        head = file.read(12 + 8 + 28)
    assert head[:4] == (b"RF64" if form == "auto" else form.encode())
    assert struct.unpack_from("<I", head, 4) == (0xFFFFFFFF,)
    riff, data = struct.unpack_from("<QQ", head, 20)
    assert (riff, data) == (path.stat().st_size - 8, count * wave.frame_bytes)
    if form != "BW64":
        last, _ = soundfile.read(str(path), start=count - 1, dtype="float64", always_2d=True)
        assert np.array_equal(last, np.full((1, channels), 0.5))
    assert list(judge_adm(open_adm_file(path), PROFILES["bs2088"])) == []
    assert _probed(path)["duration_ts"] == count
    # MediaInfo 24.12 takes the size of a BW64 file from its head, where 0xFFFFFFFF stands, and not from ds64.
    if importable("pymediainfo") and form != "BW64":
        assert _conformance_of_media_info(path) == []


def test_ear_renders_a_bed_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ear = os.environ.get("MIXGATE_EAR_RENDER") or shutil.which("ear-render")
    if ear is None:
        pytest.skip("ear-render is not installed, and MIXGATE_EAR_RENDER names none")
    path = _made(tmp_path, monkeypatch)
    out = tmp_path / "ear.wav"
    subprocess.run([ear, "-s", "0+5+0", str(path), str(out)], check=True, capture_output=True)
    rendered, _ = soundfile.read(str(out), always_2d=True)
    bed: NDArray[np.float64]
    bed, _ = soundfile.read(str(path), always_2d=True)
    left = float(np.sqrt(np.mean(np.square(rendered[:, : bed.shape[1]] - bed))))
    assert 20 * np.log10(max(left, 1e-12)) < -120.0
