"""One short demo is built, then every statement about it is held against the files, read by another program."""

import hashlib
import itertools
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.signal import resample_poly, sosfilt

from mixgate.demo import DemoDelivery, build_demo
from mixgate.demo.faults import PlantedFault, clipped_runs
from mixgate.demo.programme import dialogue_spans, plan_programme
from specs.errors import RefusedError, UsageError
from specs.statements.delivery import load_delivery
from specs.vocabulary import LAYOUTS, MixKind
from validator.containers.wave.header import read_wave_header
from validator.scan.filters import k_weighting

SECONDS, SEED = 5.0, 1
LABELS = LAYOUTS["5.1"].labels
STEP = 2.0**-23


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoDelivery:
    return build_demo(tmp_path_factory.mktemp("built") / "demo", seconds=SECONDS, seed=SEED)


def samples(demo: DemoDelivery, folder: str, kind: MixKind = MixKind.PRINTMASTER, layout: str = "5.1") -> np.ndarray:
    paths = demo.paths(folder, kind, layout)
    assert paths
    channels = [soundfile.read(path, dtype="float64", always_2d=True)[0] for path in paths]
    return np.concatenate(channels, axis=1)


def me(demo: DemoDelivery) -> np.ndarray:
    return samples(demo, "original", MixKind.ME)


def dialogue_gated_lkfs(mix: np.ndarray, language: str) -> float:
    """Mean K-weighted power where the truth says that somebody speaks; no other gate."""
    sections = [[s.b0, s.b1, s.b2, 1.0, s.a1, s.a2] for s in k_weighting(48_000)]
    power = np.square(sosfilt(sections, mix, axis=0)) @ np.array(LAYOUTS["5.1"].weights)
    speaking = np.zeros(len(mix), dtype=bool)
    for start, end in dialogue_spans(plan_programme(SECONDS, SEED), language):
        speaking[start:end] = True
    return float(-0.691 + 10 * np.log10(power[speaking].mean()))


def true_peak_dbtp(channel: np.ndarray) -> float:
    return float(20 * np.log10(np.abs(resample_poly(channel, 8, 1)).max()))


def faults(demo: DemoDelivery, folder: str, kind: str) -> list[PlantedFault]:
    return [fault for _, fault in demo.faults_in(folder) if fault.kind == kind]


def piece(mix: np.ndarray, fault: PlantedFault) -> np.ndarray:
    assert fault.stretch is not None
    channels = [LABELS.index(label) for label in fault.stretch.channels] or slice(None)
    return mix[fault.stretch.start_sample : fault.stretch.end_sample, channels]


def test_every_file_that_is_listed_is_there_and_no_other(demo: DemoDelivery) -> None:
    listed = {name for file in demo.files for name in file.names} | {"delivery.toml", "FAULTS.md"}
    found = {path.relative_to(demo.folder).as_posix() for path in demo.folder.rglob("*") if path.is_file()}
    assert found == listed
    assert len(found) == 17 + 5 + 2


def test_every_file_but_the_sped_up_one_is_as_long_as_the_picture(demo: DemoDelivery) -> None:
    assert demo.sample_count == demo.frame_count * 2002
    for path in demo.folder.rglob("*.wav"):
        short = path.parent.name == "es-ES"
        expected = -(-demo.sample_count * 960 // 1001) if short else demo.sample_count
        assert soundfile.info(path).frames == expected


def test_headers_say_24_bits_the_start_and_the_tracks(demo: DemoDelivery) -> None:
    for path in demo.folder.rglob("*.wav"):
        with path.open("rb") as file:
            facts = read_wave_header(file, path.stat().st_size, name=path.name, where=str(path)).facts
        assert facts.notes == ()
        assert (facts.word_length_bits, facts.sample_rate_hz) == (24, 48_000)
        assert facts.bext is not None
        assert facts.bext.version == 2
        assert facts.bext.time_reference_samples == 172_972_800
        assert facts.bext.loudness is None or facts.bext.loudness.integrated_lkfs is None
        assert facts.ixml is not None
        assert facts.ixml.timecode_rate == "24000/1001"
        assert len(facts.ixml.tracks) == facts.channel_count
        if facts.channel_count == 6:
            assert facts.channel_mask == 0x60F
            assert facts.channel_labels == LABELS


def test_the_stems_of_the_original_are_the_printmaster_to_the_last_bit(demo: DemoDelivery) -> None:
    stems = [samples(demo, "original", kind) for kind in (MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS)]
    assert np.array_equal(sum(stems), samples(demo, "original"))
    assert np.array_equal(stems[1] + stems[2], me(demo))


@pytest.mark.parametrize("folder", ["original", "de-DE"])
def test_the_stereo_is_the_fold_of_the_surround(demo: DemoDelivery, folder: str) -> None:
    left, right, centre, _, left_surround, right_surround = samples(demo, folder).T
    half = 0.5**0.5
    fold = np.stack((left + half * (centre + left_surround), right + half * (centre + right_surround)), axis=1)
    assert np.abs(samples(demo, folder, layout="2.0") - fold).max() < 3 * STEP


def test_the_correct_dub_is_its_lines_in_the_same_music_and_effects(demo: DemoDelivery) -> None:
    lines = samples(demo, "de-DE", MixKind.DIALOGUE)
    assert np.array_equal(samples(demo, "de-DE"), lines + me(demo))
    assert not np.array_equal(lines, samples(demo, "original", MixKind.DIALOGUE))
    assert demo.faults_in("de-DE") == ()


@pytest.mark.parametrize(("folder", "language"), [("original", "en-US"), ("de-DE", "de-DE")])
def test_sound_mixes_have_the_level_of_dialogue_and_room_for_peaks(
    demo: DemoDelivery, folder: str, language: str
) -> None:
    mix = samples(demo, folder)
    assert dialogue_gated_lkfs(mix, language) == pytest.approx(-27.0, abs=0.7)
    assert max(true_peak_dbtp(channel) for channel in mix.T) < -5.0
    assert max(true_peak_dbtp(channel) for channel in samples(demo, folder, layout="2.0").T) < -2.0


def test_the_faulty_mix_is_hot_by_what_is_stated(demo: DemoDelivery) -> None:
    (hot,) = faults(demo, "fr-FR", "loudness")
    mix = samples(demo, "fr-FR")
    programme = plan_programme(SECONDS, SEED)
    chase = programme.first("chase")
    part = slice(chase.start_sample, chase.start_sample + chase.sample_count)
    # Nothing is planted in LFE, and the explosion is the same in every language.
    raised = 20 * np.log10(np.abs(mix[part, 3]).max() / np.abs(me(demo)[part, 3]).max())
    assert raised == pytest.approx(hot.size, abs=0.01)


def test_the_true_peak_overs_read_what_is_stated(demo: DemoDelivery) -> None:
    mix = samples(demo, "fr-FR")
    overs = faults(demo, "fr-FR", "true peak over")
    assert len(overs) == 3
    for over in overs:
        assert true_peak_dbtp(piece(mix, over)[:, 0]) == pytest.approx(over.size, abs=0.06)


def test_left_has_no_other_peak_above_the_limit(demo: DemoDelivery) -> None:
    left = samples(demo, "fr-FR")[:, 0].copy()
    for over in faults(demo, "fr-FR", "true peak over"):
        assert over.stretch is not None
        left[over.stretch.start_sample - 8 : over.stretch.end_sample + 8] = 0.0
    assert true_peak_dbtp(left) < -2.0


def test_the_dropout_is_silence_between_sounds(demo: DemoDelivery) -> None:
    (dropout,) = faults(demo, "fr-FR", "dropout")
    mix = samples(demo, "fr-FR")
    assert not piece(mix, dropout).any()
    assert dropout.stretch is not None
    assert mix[dropout.stretch.start_sample - 1, 4] != 0.0 or mix[dropout.stretch.start_sample - 2, 4] != 0.0
    assert mix[dropout.stretch.end_sample, 4] != 0.0 or mix[dropout.stretch.end_sample + 1, 4] != 0.0
    assert dropout.size == pytest.approx(len(piece(mix, dropout)) / 48)


def test_the_clipped_line_has_as_many_runs_as_stated_and_no_other_place_clips(demo: DemoDelivery) -> None:
    (clipping,) = faults(demo, "fr-FR", "clipping")
    mix = samples(demo, "fr-FR")
    assert len(clipped_runs(piece(mix, clipping)[:, 0].astype(np.float32), 24)) == clipping.size >= 2
    rest = mix.copy()
    assert clipping.stretch is not None
    rest[clipping.stretch.start_sample : clipping.stretch.end_sample, 2] = 0.0
    assert np.abs(rest).max() < 0.95


def test_right_is_turned_over_where_stated_and_only_there(demo: DemoDelivery) -> None:
    (turned,) = faults(demo, "fr-FR", "polarity")
    assert turned.stretch is not None
    start, end = turned.stretch.start_sample, turned.stretch.end_sample
    mix, original = samples(demo, "fr-FR")[:, :2], me(demo)[:, :2]
    assert np.corrcoef(mix[start:end].T)[0, 1] < -0.5
    assert np.corrcoef(original[start:end].T)[0, 1] > 0.5
    margin = 2002
    assert np.corrcoef(mix[start - margin : start, 1], original[start - margin : start, 1])[0, 1] > 0.9
    assert np.corrcoef(mix[end : end + margin, 1], original[end : end + margin, 1])[0, 1] > 0.9


def test_the_sped_up_dub_is_the_music_and_effects_at_the_wrong_speed(demo: DemoDelivery) -> None:
    left = samples(demo, "es-ES")[:, 3]
    expected = resample_poly(me(demo)[:, 3], 960, 1001)
    assert np.abs(left - expected).max() < 1e-4
    (speed,) = faults(demo, "es-ES", "speed")
    assert speed.size == pytest.approx(4.27, abs=0.01)
    assert f"{demo.sample_count - len(left)} samples" in speed.text


def test_the_leak_is_the_original_dialogue_at_the_stated_level(demo: DemoDelivery) -> None:
    (leak,) = faults(demo, "pt-BR", "dialogue leak")
    difference = samples(demo, "pt-BR", MixKind.ME) - me(demo)
    lines = samples(demo, "original", MixKind.DIALOGUE)
    assert np.abs(difference - lines * 10 ** (leak.size / 20)).max() < 3 * STEP


def test_the_stem_is_low_where_stated_and_right_elsewhere(demo: DemoDelivery) -> None:
    (low,) = faults(demo, "pt-BR", "stem sum")
    assert low.stretch is not None
    missing = samples(demo, "pt-BR") - me(demo) - samples(demo, "pt-BR", MixKind.DIALOGUE)
    inside = piece(missing, low)
    lines = piece(samples(demo, "pt-BR") - me(demo), low)
    assert np.abs(inside - lines * (1 - 10 ** (low.size / 20))).max() < 3 * STEP
    assert np.abs(inside).max() > 100 * STEP
    missing[low.stretch.start_sample : low.stretch.end_sample] = 0.0
    assert not missing.any()


def test_the_mono_set_is_a_whole_mix_in_the_order_of_the_layout(demo: DemoDelivery) -> None:
    mix = samples(demo, "ja-JP")
    assert mix.shape == (demo.sample_count, 6)
    lines = mix - me(demo)
    assert np.abs(lines[:, 3]).max() == 0.0
    assert np.abs(lines[:, 2]).max() > 5 * np.abs(lines[:, [0, 1, 4, 5]]).max()


def test_the_wrongly_labelled_mix_is_in_film_order(demo: DemoDelivery) -> None:
    (swapped,) = faults(demo, "it-IT", "channel order")
    mix = samples(demo, "it-IT")
    order = LAYOUTS["5.1-film"].labels
    assert np.array_equal(mix[:, order.index("LFE")], me(demo)[:, LABELS.index("LFE")])
    assert " ".join(order) in swapped.text
    assert swapped.size == 5


def test_the_padded_stereo_holds_16_bits(demo: DemoDelivery) -> None:
    (padded,) = faults(demo, "it-IT", "word length")
    stereo = samples(demo, "it-IT", layout="2.0") * 2**23
    assert padded.size == 16
    assert not (stereo.astype(np.int64) % 256).any()
    assert (stereo.astype(np.int64) % 512).any()


def test_the_delivery_names_every_mix_once(demo: DemoDelivery) -> None:
    delivery = load_delivery(demo.folder / "delivery.toml")
    named = [path for file in delivery.files for path in ((file.channels or {}).values() or [file.path])]
    assert sorted(str(path) for path in named) == sorted(name for file in demo.files for name in file.names)
    assert delivery.programme.duration_frames == demo.frame_count


def test_the_list_of_faults_tells_every_fault(demo: DemoDelivery) -> None:
    text = (demo.folder / "FAULTS.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| Fault", "| ---"))]
    assert len(rows) == len(demo.faults) == 12
    for row, (_, fault) in zip(rows, demo.faults, strict=True):
        assert row.startswith(f"| {fault.kind} |")
        assert fault.text in row


def test_the_same_seed_builds_the_same_demo_and_another_seed_another(tmp_path: Path) -> None:
    digests: list[dict[str, str]] = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        folder = build_demo(tmp_path / name, seconds=2.0, seed=seed).folder
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
        digests.append({name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names})
    first, again, other = digests
    assert first == again
    assert {name for name in first if first[name] == other[name]} == {"delivery.toml"}


def test_progress_runs_from_nothing_to_all(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    build_demo(tmp_path / "demo", seconds=2.0, progress=lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert all(a <= b for a, b in itertools.pairwise(shares))
    assert (shares[0], told[-1]) == (0.0, ("done", 1.0))
    assert ("montage, fr-FR") in {what for what, _ in told}


def test_the_size_is_told_before_anything_is_written_and_is_true(tmp_path: Path) -> None:
    told: list[tuple[int, int, int]] = []

    def announced(needed: int, free: int) -> None:
        told.append((needed, free, len(list((tmp_path / "demo").iterdir()))))

    build_demo(tmp_path / "demo", seconds=2.0, announce=announced)
    ((needed, free, there),) = told
    written = sum(path.stat().st_size for path in (tmp_path / "demo").rglob("*.wav"))
    assert needed == pytest.approx(written, rel=0.02)
    assert free > needed
    assert there == 0


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(RefusedError, match="empty folder"):
        build_demo(tmp_path, seconds=2.0)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file")
    with pytest.raises(RefusedError, match="cannot be used"):
        build_demo(tmp_path / "demo", seconds=2.0)


def test_a_disk_without_room_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1_000_000

    monkeypatch.setattr("mixgate.demo.build.shutil.disk_usage", lambda _: Usage)
    with pytest.raises(RefusedError, match="enough room"):
        build_demo(tmp_path / "demo", seconds=2.0)
    assert list(tmp_path.rglob("*.wav")) == []


@pytest.mark.parametrize("seconds", [0.0, 1.9, 7201.0, float("nan"), float("inf"), -5.0])
def test_lengths_out_of_range_are_refused(tmp_path: Path, seconds: float) -> None:
    with pytest.raises(UsageError, match="that long"):
        build_demo(tmp_path / "demo", seconds=seconds)
    assert not (tmp_path / "demo").exists()


def test_a_negative_seed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="seed"):
        build_demo(tmp_path / "demo", seed=-1)


def test_a_demo_that_is_stopped_leaves_nothing_and_can_be_made_again(tmp_path: Path) -> None:
    def stop(_what: str, share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        build_demo(tmp_path / "demo", seconds=2.0, progress=stop)
    assert list(tmp_path.iterdir()) == []
    assert f"Removed, unfinished: {tmp_path / 'demo' / 'original'}" in stopped.value.__notes__
    build_demo(tmp_path / "demo", seconds=2.0)
    assert not [path for path in (tmp_path / "demo").iterdir() if path.name.startswith(".")]
