"""Files are written whole or not at all, beside the source, bit for bit where nothing touches samples."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from packager.corrections.channel_order import ChannelOrder
from packager.corrections.file_form import FileFormChange
from packager.corrections.fold_down import lo_ro
from packager.corrections.gain import Gain
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.trim_pad import TrimPad
from packager.fixing.render import render
from packager.planning.plan import CorrectionGrade, Plan, PlanOptions, plan_corrections
from packager.staging import find_stages, remove_stage
from specs.errors import RefusedError, UsageError
from specs.vocabulary import LAYOUTS
from validator.audio.programme import open_programme
from validator.containers.facts import BextFacts, ChnaTrack, IxmlFacts, IxmlTrack, LoudnessFields, SampleFormat
from validator.containers.wave.bext import build_bext
from validator.containers.wave.chna import build_chna
from validator.containers.wave.ixml import build_ixml
from validator.containers.wave.rewrite import read_payload
from validator.containers.wave.riff import Chunk
from validator.containers.wave.writer import WaveWriter
from validator.languages import speaking

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from packager.corrections import AnyCorrection
    from packager.fixing.headers import Stamp
    from validator.audio.programme import Programme

START = 172_800_000


def plan_of(mixed: Any, *corrections: AnyCorrection) -> Plan:
    """A plan of corrections that were asked for."""
    return plan_corrections([], mixed.subject, list(CorrectionGrade), PlanOptions(requested=corrections))


def samples_of(programme: Programme) -> NDArray[np.float64]:
    return np.concatenate(list(programme.blocks()))


def payload(path: Path, chunk_id: str) -> bytes:
    facts = open_programme([path]).files[0]
    return read_payload(path, next(chunk for chunk in facts.chunks if chunk.id == chunk_id))


def bext(**fields: Any) -> Chunk:
    facts: dict[str, Any] = {
        "version": 2,
        "description": "a mix",
        "originator": "somebody",
        "originator_reference": "ref",
        "origination_date": "2025-12-31",
        "origination_time": "23:59:59",
        "time_reference_samples": START,
        "umid": "060a2b34" + "11" * 60,
        "loudness": LoudnessFields(integrated_lkfs=-18.0),
        "coding_history": "A=PCM,F=48000,W=24,M=multichannel,T=desk\r\n",
    }
    return Chunk(id="bext", payload=build_bext(BextFacts(**{**facts, **fields})))


def ixml(labels: tuple[str, ...]) -> Chunk:
    tracks = tuple(
        IxmlTrack(channel_index=place, interleave_index=place, name=f"take {label}", function=label)
        for place, label in enumerate(labels, start=1)
    )
    facts = IxmlFacts(
        project="Night", timecode_rate="25/1", file_sample_rate_hz=48_000, time_reference_samples=START, tracks=tracks
    )
    return Chunk(id="iXML", payload=build_ixml(facts))


@pytest.mark.parametrize(
    "sample_format", [SampleFormat.S16, SampleFormat.S24, SampleFormat.S32, SampleFormat.F32, SampleFormat.F64]
)
def test_what_no_step_touches_passes_bit_for_bit(
    make_mix: Any, tmp_path: Path, stamp: Stamp, sample_format: SampleFormat
) -> None:
    bits = {SampleFormat.S16: 15, SampleFormat.S24: 23}.get(sample_format, 31)
    words = np.random.default_rng(0).integers(-(2**bits), 2**bits, (48_000, 6)) / 2.0**bits
    words[:2] = [[-1.0] * 6, [1.0 - 2.0**-bits] * 6]
    mixed = make_mix(words, sample_format=sample_format, chunks=[bext()])
    plan = plan_of(mixed, FileFormChange(container="RF64"), StartTimecodeChange(start_sample=5))
    assert not any(correction.changes_sound for correction in plan.corrections)
    written = render(mixed.programme, plan, tmp_path / "out.wav", stamp)
    assert payload(written.paths[0], "data") == payload(mixed.path, "data")
    assert open_programme(written.paths).files[0].container == "RF64"


def test_nothing_to_do_gives_the_same_chunks(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp
) -> None:
    labels = LAYOUTS["5.1"].labels
    chunks = [bext(), ixml(labels), Chunk(id="LIST", payload=b"INFOINAM\x05\0\0\0night\0")]
    behind = [Chunk(id="axml", payload=b"<x/>"), Chunk(id="zzzz", payload=bytes(range(255)))]
    mixed = make_mix(noise, chunks=chunks, behind=behind)
    written = render(mixed.programme, plan_of(mixed), tmp_path / "out.wav", stamp)
    for chunk in (*chunks, *behind, Chunk(id="data", payload=payload(mixed.path, "data"))):
        assert payload(written.paths[0], chunk.id) == chunk.payload, chunk.id
    order = [chunk.id for chunk in open_programme(written.paths).files[0].chunks]
    assert order.index("LIST") < order.index("data") < order.index("axml")


def test_the_header_tells_the_truth_and_everything_else_stays(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp
) -> None:
    labels = LAYOUTS["5.1"].labels
    other = Chunk(id="cue ", payload=b"\1\0\0\0" + bytes(24))
    mixed = make_mix(noise, chunks=[bext(), ixml(labels), other])
    film = LAYOUTS["5.1-film"].labels
    plan = plan_of(
        mixed, ChannelOrder(labels=film), SpeedChange(from_rate="25", to_rate="24000/1001"), Gain(gain_db=-9)
    )
    with speaking("de"):
        written = render(mixed.programme, plan, tmp_path / "out.wav", stamp)
    facts = open_programme(written.paths, layout=LAYOUTS["5.1-film"]).files[0]
    assert facts.bext is not None
    assert facts.bext.time_reference_samples == 86_400 * 2002, "the same timecode, 01:00:00:00, at the new rate"
    assert facts.bext.umid is None, "it is other material now"
    assert facts.bext.loudness == LoudnessFields(), "what it is has not been measured yet"
    assert facts.bext.description == "a mix"
    assert facts.bext.originator == "somebody"
    first, second = facts.bext.coding_history.splitlines()
    assert first == "A=PCM,F=48000,W=24,M=multichannel,T=desk"
    assert second.startswith("A=PCM,F=48000,W=24,M=multichannel,T=mixgate 0.0; ")
    assert "Gain -9.00 dB" in second, "a header is in English, whoever reads it"
    assert facts.ixml is not None
    assert facts.ixml.timecode_rate == "24000/1001"
    assert facts.ixml.time_reference_samples == 86_400 * 2002
    assert [track.function for track in facts.ixml.tracks] == list(film)
    assert [track.name for track in facts.ixml.tracks] == [f"take {label}" for label in film]
    assert facts.ixml.project == "Night"
    assert facts.channel_mask is None, "no mask says film order"
    assert payload(written.paths[0], "cue ") == other.payload


def test_film_order_and_back_gives_the_same_samples(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp
) -> None:
    mixed = make_mix(noise, layout="5.1-film")
    plan = plan_of(mixed, ChannelOrder(labels=LAYOUTS["5.1"].labels))
    written = render(mixed.programme, plan, tmp_path / "smpte.wav", stamp)
    reopened = open_programme(written.paths)
    assert reopened.layout == LAYOUTS["5.1"], "now a mask says so"
    order = [LAYOUTS["5.1-film"].labels.index(label) for label in LAYOUTS["5.1"].labels]
    assert np.array_equal(samples_of(reopened), samples_of(mixed.programme)[:, order])


def test_a_mono_set_and_an_interleaved_file_hold_the_same(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp
) -> None:
    labels = LAYOUTS["5.1"].labels
    mixed = make_mix(noise, chunks=[bext(), ixml(labels)])
    split = render(mixed.programme, plan_of(mixed, FileFormChange(form="mono-set")), tmp_path / "set", stamp)
    assert [path.name for path in split.paths] == [f"mix.{label}.wav" for label in labels]
    parts = open_programme(split.paths)
    assert parts.layout == LAYOUTS["5.1"]
    assert np.array_equal(samples_of(parts), samples_of(mixed.programme))
    third = parts.files[2]
    assert third.ixml is not None
    assert [track.function for track in third.ixml.tracks] == ["C"]
    from validator.measuring.measure import MeasureOptions, measure
    from validator.rules.subject import Subject

    subject = Subject(measurements=measure(parts, MeasureOptions(version="0.0")))
    plan = plan_corrections(
        [], subject, list(CorrectionGrade), PlanOptions(requested=(FileFormChange(form="interleaved"),))
    )
    joined = render(parts, plan, tmp_path / "joined.wav", stamp)
    again = open_programme(joined.paths)
    assert again.layout == LAYOUTS["5.1"]
    assert payload(joined.paths[0], "data") == payload(mixed.path, "data")


def test_samples_beyond_full_scale_are_refused_and_leave_nothing(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp
) -> None:
    mixed = make_mix(noise)
    with pytest.raises(RefusedError, match="does not fit"):
        render(mixed.programme, plan_of(mixed, Gain(gain_db=12)), tmp_path / "out.wav", stamp)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mix.wav"]


def test_the_source_is_never_written_over_and_neither_is_anything_else(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp
) -> None:
    mixed = make_mix(noise)
    before = mixed.path.read_bytes()
    (tmp_path / "there.wav").write_bytes(b"precious")
    (tmp_path / "link.wav").symlink_to(mixed.path)
    for name in ("mix.wav", "there.wav", "link.wav", "missing/out.wav"):
        with pytest.raises(UsageError):
            render(mixed.programme, plan_of(mixed), tmp_path / name, stamp)
    assert mixed.path.read_bytes() == before
    assert (tmp_path / "there.wav").read_bytes() == b"precious"


def test_a_full_disk_is_said_clearly_and_leaves_nothing(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = make_mix(noise)
    with monkeypatch.context() as patched:
        patched.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
        with pytest.raises(RefusedError, match="not enough room") as early:
            render(mixed.programme, plan_of(mixed), tmp_path / "out.wav", stamp)
    assert early.value.found == "0 MB free"
    written = WaveWriter.write
    calls = []

    def runs_out(self: WaveWriter, samples: NDArray[np.float64]) -> None:
        calls.append(1)
        if len(calls) > 1:
            self._file.close()
            self._file = Path("/dev/full").open("wb")  # noqa: SIM115  the writer closes it
        written(self, samples)

    monkeypatch.setattr(WaveWriter, "write", runs_out)
    with pytest.raises(RefusedError) as late:
        render(mixed.programme, plan_of(mixed), tmp_path / "out.wav", stamp)
    assert "No space left on device" in str(late.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mix.wav"]


KILLED = """
    import sys
    from datetime import datetime, timezone
    from pathlib import Path
    from packager.fixing.headers import Stamp
    from packager.planning.plan import Plan
    from packager.fixing.render import render
    from validator.audio.programme import open_programme
    folder = Path(sys.argv[1])
    plan = Plan.model_validate_json((folder / "plan.json").read_text())
    stamp = Stamp(version="0", now=datetime(2026, 1, 1, tzinfo=timezone.utc))
    programme = open_programme([folder / "mix.wav"])
    for number in range(1000):
        render(programme, plan, folder / f"out{number}-{sys.argv[2]}.wav", stamp)
        print(number, flush=True)
"""


def test_killed_at_any_moment_every_target_is_whole_or_absent(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path
) -> None:
    mixed = make_mix(noise[:48_000])
    (tmp_path / "plan.json").write_text(plan_of(mixed, TrimPad(tail_samples=9)).model_dump_json(by_alias=True))
    for delay in (0.05, 0.11, 0.17):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path), str(delay)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[4],
        )
        assert process.stdout is not None
        process.stdout.readline()  # the first file is whole; it dies while it makes another
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = sorted(tmp_path.glob("out*.wav"))
        assert found, "the first file was finished before"
        for path in found:
            assert open_programme([path]).sample_count == 48_009
            path.unlink()
    for stage in find_stages(tmp_path):
        remove_stage(stage)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mix.wav", "plan.json"]


def test_a_plan_for_another_programme_is_refused(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp
) -> None:
    mixed, other = make_mix(noise), make_mix(noise[:-1], name="other.wav")
    with pytest.raises(RefusedError, match="another programme"):
        render(other.programme, plan_of(mixed, Gain(gain_db=-1)), tmp_path / "out.wav", stamp)


def test_a_scene_description_follows_a_new_order_and_refuses_what_would_belie_it(
    make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp
) -> None:
    rows = tuple(
        ChnaTrack(track_index=place, uid=f"ATU_0000000{place}", track_ref="AT_00010001_01", pack_ref="AP_00010003")
        for place in range(1, 7)
    )
    mixed = make_mix(noise, chunks=[Chunk(id="chna", payload=build_chna(rows))])
    film = LAYOUTS["5.1-film"].labels
    written = render(mixed.programme, plan_of(mixed, ChannelOrder(labels=film)), tmp_path / "out.wav", stamp)
    chna = open_programme(written.paths, layout=LAYOUTS["5.1-film"]).files[0].chna
    assert chna is not None
    # C was third and is second now.
    assert [row.uid[-1] for row in chna] == ["1", "3", "2", "5", "6", "4"]
    for correction in (lo_ro(LAYOUTS["5.1"].labels), TrimPad(head_samples=5), FileFormChange(form="mono-set")):
        with pytest.raises(RefusedError, match="ADM"):
            render(mixed.programme, plan_of(mixed, correction), tmp_path / "no", stamp)


def test_progress_is_told(make_mix: Any, noise: NDArray[np.float64], tmp_path: Path, stamp: Stamp) -> None:
    mixed = make_mix(noise)
    told: list[int] = []
    render(mixed.programme, plan_of(mixed), tmp_path / "out.wav", stamp, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == len(noise)
