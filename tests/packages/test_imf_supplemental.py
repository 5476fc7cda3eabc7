"""Supplemental packages made of dubs: exact to the sample, read again by this package and by ffmpeg."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import pytest

from fixtures.imf import whole_package
from fixtures.wave_files import s24_bytes, write_s24
from mixgate.cli import run_words
from specs.vocabulary import LAYOUTS, MixKind
from validator.audio.programme import open_programme
from validator.containers.imf.package import read_imf_package
from validator.delivery.gate import Gate
from validator.delivery.ingest.imf_mixes import imf_tracks
from validator.delivery.ingest.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SAMPLES = os.environ.get("MIXGATE_SAMPLES")
FFMPEG = shutil.which("ffmpeg")
FRAMES, SAMPLE_COUNT = 48, 96_096


def _words(count: int, channels: int, seed: int = 5) -> NDArray[np.int32]:
    return np.random.default_rng(seed).integers(-(2**19), 2**19, (count, channels), dtype=np.int32)


def _package(original: Path, out: Path, files: Sequence[Path], *words: str) -> int:
    named = [str(one) for one in files]
    return run_words(["package", "imf", *named, "--ancestor", str(original), "--out", str(out), *words])


def _sound(folder: Path, original: Path) -> list[NDArray[np.float64]]:
    package = read_imf_package(folder, ancestors=(read_imf_package(original, with_digests=False),))
    return [np.concatenate(list(one.mix.open().blocks())) for one in imf_tracks(package, Stated()) if one.mix]


@pytest.mark.parametrize("layout", ["1.0", "2.0", "LtRt", "5.1", "7.1"])
@pytest.mark.parametrize("form", ["RIFF", "RF64"])
def test_a_dub_becomes_a_package_with_its_samples(tmp_path: Path, layout: str, form: str) -> None:
    original = whole_package().write(tmp_path / "original")
    before = {path: path.read_bytes() for path in original.rglob("*") if path.is_file()}
    words = _words(SAMPLE_COUNT, len(LAYOUTS[layout].channels))
    out = tmp_path / "dub"
    dub = write_s24(tmp_path / "dub.wav", words, form)
    assert _package(original, out, [dub], "--language", "de-DE", "--layout", layout) == 0
    (sound,) = _sound(out, original)
    assert np.array_equal(np.rint(sound * 2**23).astype(np.int64), words)
    assert run_words(["verify", str(out), "--ancestor", str(original)]) == 0
    assert run_words(["verify", str(out)]) == 4
    assert {path: path.read_bytes() for path in original.rglob("*") if path.is_file()} == before


def test_the_composition_is_the_originals_with_other_sound(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    out = tmp_path / "dub"
    dub = write_s24(tmp_path / "dub.wav", _words(SAMPLE_COUNT, 2))
    assert _package(original, out, [dub], "--language", "de-DE", "--layout", "2.0", "--title", "Das Leben") == 0
    package, ancestor = read_imf_package(out), read_imf_package(original)
    (mine,), (theirs,) = package.compositions, ancestor.compositions
    assert mine.content is not None
    assert theirs.content is not None
    assert mine.content.id != theirs.content.id
    assert mine.content.segments[0].sequences[0] == theirs.content.segments[0].sequences[0].model_copy(
        update={"line": mine.content.segments[0].sequences[0].line,
                "resources": mine.content.segments[0].sequences[0].resources}
    )  # fmt: skip
    assert mine.content.descriptors[0].xml == theirs.content.descriptors[0].xml
    assert mine.content.content_title is not None
    assert mine.content.content_title.text == "Das Leben"
    (file,) = package.track_files.values()
    assert file.file is not None
    assert file.file.facts.soundfields[0].language == "de-DE"
    assert not package.unlisted
    assert sorted(path.suffix for path in out.iterdir()) == [".mxf", ".xml", ".xml", ".xml", ".xml"]


def test_mono_files_and_several_segments_become_one_track(tmp_path: Path) -> None:
    parts = whole_package()
    (segment,) = parts.composition.segments
    halves = []
    for number in range(2):
        sequences = []
        for place, sequence in enumerate(segment.sequences):
            unit = 24 if place == 0 else 48_048
            resource = sequence.resources[0].model_copy(
                update={
                    "id": UUID(int=0x650 + 2 * number + place),
                    "entry_point": number * unit,
                    "source_duration": unit,
                }
            )
            new_id = UUID(int=0x850 + 2 * number + place)
            sequences.append(sequence.model_copy(update={"id": new_id, "resources": (resource,)}))
        halves.append(segment.model_copy(update={"id": UUID(int=0x450 + number), "sequences": tuple(sequences)}))
    parts.composition = parts.composition.model_copy(update={"segments": tuple(halves)})
    original = parts.write(tmp_path / "original")
    words = _words(SAMPLE_COUNT, 6)
    labels = ("L", "R", "C", "LFE", "Ls", "Rs")
    files = [write_s24(tmp_path / f"dub_{label}.wav", words[:, [at]]) for at, label in enumerate(labels)]
    out = tmp_path / "dub"
    assert _package(original, out, files, "--language", "de-DE") == 0
    (sound,) = _sound(out, original)
    assert np.array_equal(np.rint(sound * 2**23).astype(np.int64), words)


def test_two_layouts_are_two_tracks(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    surround, stereo = _words(SAMPLE_COUNT, 6), _words(SAMPLE_COUNT, 2, seed=6)
    write_s24(tmp_path / "wide.wav", surround, channel_mask=0x3F)
    out = tmp_path / "dub"
    files = [tmp_path / "wide.wav", write_s24(tmp_path / "narrow.wav", stereo)]
    assert _package(original, out, files, "--language", "de-DE") == 0
    one, other = _sound(out, original)
    assert np.array_equal(np.rint(one * 2**23).astype(np.int64), surround)
    assert np.array_equal(np.rint(other * 2**23).astype(np.int64), stereo)


@pytest.mark.parametrize("count", [SAMPLE_COUNT - 1, SAMPLE_COUNT + 1, SAMPLE_COUNT - 2002])
def test_sound_of_another_length_is_refused_with_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    original = whole_package().write(tmp_path / "original")
    dub = write_s24(tmp_path / "dub.wav", _words(count, 2))
    assert _package(original, tmp_path / "dub", [dub], "--language", "de-DE", "--layout", "2.0") == 5
    said = " ".join(capsys.readouterr().err.split())
    assert f"{count} samples" in said
    assert "96096 samples, 48 frames" in said
    assert not (tmp_path / "dub").exists()


def test_frames_that_are_no_whole_number_of_samples_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = whole_package(rate="30000/1001").write(tmp_path / "original")
    dub = write_s24(tmp_path / "dub.wav", _words(76_877, 2))
    assert _package(original, tmp_path / "dub", [dub], "--language", "de-DE", "--layout", "2.0") == 5
    assert "45 or 50 frames" in " ".join(capsys.readouterr().err.split())


def test_nothing_is_overwritten_and_nothing_half_made_is_left(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    dub = write_s24(tmp_path / "dub.wav", _words(SAMPLE_COUNT, 2))
    (tmp_path / "dub").mkdir()
    (tmp_path / "dub" / "mine.txt").write_text("mine")
    assert _package(original, tmp_path / "dub", [dub], "--language", "de-DE", "--layout", "2.0") != 0
    assert [one.name for one in (tmp_path / "dub").iterdir()] == ["mine.txt"]
    assert _package(original, tmp_path / "other", [dub], "--layout", "2.0") == 2  # nobody states the language
    assert {one.name for one in tmp_path.iterdir()} == {"original", "dub", "dub.wav"}


def _reads_imf() -> bool:
    if FFMPEG is None:
        return False
    shown = subprocess.run([FFMPEG, "-hide_banner", "-demuxers"], capture_output=True, text=True, check=False).stdout
    return any(line.split()[1:2] == ["imf"] for line in shown.splitlines())


@pytest.mark.foreign
@pytest.mark.material
@pytest.mark.skipif(SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files: no picture to play with")
@pytest.mark.skipif(not _reads_imf(), reason="there is no ffmpeg here that reads IMF")
@pytest.mark.parametrize("layout", ["2.0", "5.1", "7.1"])
def test_ffmpeg_plays_the_dub_of_another_writers_package_to_the_sample(tmp_path: Path, layout: str) -> None:
    original = Path(SAMPLES or "", "imf", "PHDR")
    length = 48_048
    words = _words(length, len(LAYOUTS[layout].channels))
    dub, out = write_s24(tmp_path / "dub.wav", words), tmp_path / "dub"
    assert _package(original, out, [dub], "--language", "fr-FR", "--layout", layout) == 0
    (composition,) = out.glob("CPL_*.xml")
    maps = f"{original / 'ASSETMAP.xml'},{out / 'ASSETMAP.xml'}"
    command = [str(FFMPEG), "-v", "error", "-f", "imf", "-assetmaps", maps, "-i", str(composition)]
    played = subprocess.run([*command, "-map", "0:a:0", "-f", "s24le", "-"], capture_output=True, check=True).stdout
    assert played == s24_bytes(words)
    assert open_programme(list(out.glob("*.mxf"))).layout is not None


def test_several_languages_are_a_composition_each(tmp_path: Path) -> None:
    original, out, folder = whole_package().write(tmp_path / "original"), tmp_path / "dubs", tmp_path / "in"
    folder.mkdir()
    for seed, name in enumerate(("film_de-DE_51", "film_de-DE_20", "film_es-ES_51", "film_me_51")):
        write_s24(folder / f"{name}.wav", _words(SAMPLE_COUNT, 2 if name.endswith("20") else 6, seed))
    assert _package(original, out, [folder]) == 0
    before = read_imf_package(original, with_digests=False)
    package = read_imf_package(out, ancestors=(before,))
    languages = {}
    for document in package.compositions:
        assert document.content is not None
        spoken = [language for locale in document.content.locales for language in locale.languages]
        tracks = [track for track in imf_tracks(package, Stated()) if track.name.startswith(document.path)]
        languages[tuple(spoken)] = [(track.statement.language, track.statement.kind) for track in tracks]
    assert languages == {
        ("de-DE",): [("de-DE", MixKind.PRINTMASTER)] * 2,
        ("es-ES",): [("es-ES", MixKind.PRINTMASTER)],
        ("fr-FR",): [(None, MixKind.ME)],
    }
    assert run_words(["verify", str(out), "--ancestor", str(original)]) == 0


def test_at_a_gate_the_label_of_a_track_takes_it_out_of_no_sheet(tmp_path: Path) -> None:
    original, out = whole_package().write(tmp_path / "original"), tmp_path / "me"
    dub = write_s24(tmp_path / "me.wav", _words(SAMPLE_COUNT, 6))
    assert _package(original, out, [dub], "--kind", "me", "--layout", "5.1") == 0
    package = read_imf_package(out, ancestors=(read_imf_package(original, with_digests=False),))
    (free,), (held,) = imf_tracks(package, Stated()), imf_tracks(package, Stated(), gate=Gate())
    assert (free.statement.kind, free.statement.kind_is_granted) == (MixKind.ME, True)
    assert (held.statement.kind, held.statement.kind_is_granted) == (MixKind.ME, False)
