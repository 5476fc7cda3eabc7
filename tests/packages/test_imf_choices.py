"""What may be chosen of an IMF package: which composition, what is replaced or copied, which length, what goes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import numpy as np
import pytest
import soundfile

from fixtures.imf import PICTURE_ID, PackageParts, composition, output_profile, whole_package
from fixtures.wave_files import write_s24
from mixgate.cli import run_words
from validator.containers.imf.asset_map import AssetChunk, MappedAsset
from validator.containers.imf.composition import UserText
from validator.containers.imf.composition_builder import build_composition
from validator.containers.imf.composition_reader import parse_composition
from validator.containers.imf.output_profile import build_output_profile
from validator.containers.imf.package import read_imf_package
from validator.containers.imf.packing_list import XML_TYPE, PackedAsset
from validator.delivery.ingest.imf_mixes import imf_tracks
from validator.delivery.ingest.stated import Stated

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.containers.imf.package import ImfPackage

SAMPLE_COUNT = 96_096


def _words(channels: int, seed: int = 5, count: int = SAMPLE_COUNT) -> NDArray[np.int32]:
    return np.random.default_rng(seed).integers(-(2**19), 2**19, (count, channels), dtype=np.int32)


def _named(dub: Path) -> tuple[str, ...]:
    """A mix, with what its name says of it."""
    _, language, layout = dub.stem.split("_")
    return (str(dub), "--language", language, "--layout", {"20": "2.0", "51": "5.1"}[layout])


def _made(original: Path, out: Path, *words: str) -> int:
    return run_words(["package", "imf", *words, "--ancestor", str(original), "--out", str(out)])


def _read(folder: Path, original: Path) -> ImfPackage:
    return read_imf_package(folder, ancestors=(read_imf_package(original, with_digests=False),))


def _sounds(folder: Path, original: Path) -> dict[tuple[str | None, int], NDArray[np.int64]]:
    """The samples of each virtual track, by its language and channel count."""
    found = {}
    for track in imf_tracks(_read(folder, original), Stated()):
        assert track.mix is not None
        sound = np.concatenate(list(track.mix.open().blocks()))
        found[track.statement.language, sound.shape[1]] = np.rint(sound * 2**23).astype(np.int64)
    return found


def test_a_complete_package_stands_alone(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    dub = write_s24(tmp_path / "film_de-DE_20.wav", _words(2))
    words = _named(dub)
    assert _made(original, tmp_path / "partial", *words) == 0
    assert _made(original, tmp_path / "whole", *words, "--complete") == 0
    assert run_words(["verify", str(tmp_path / "whole")]) == 0
    assert run_words(["verify", str(tmp_path / "partial")]) == 4
    names = {path.name for path in (tmp_path / "whole").iterdir()}
    assert "picture.mxf" in names
    assert "fr.mxf" not in names
    assert (tmp_path / "whole/picture.mxf").read_bytes() == (original / "picture.mxf").read_bytes()


def test_a_complete_package_of_a_damaged_original_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = whole_package().write(tmp_path / "original")
    picture = bytearray((original / "picture.mxf").read_bytes())
    picture[-1] ^= 1
    (original / "picture.mxf").write_bytes(picture)
    dub = write_s24(tmp_path / "film_de-DE_20.wav", _words(2))
    words = (*_named(dub), "--complete")
    assert _made(original, tmp_path / "whole", *words) == 3
    assert "not what its packing list says" in " ".join(capsys.readouterr().err.split())
    assert {path.name for path in tmp_path.iterdir()} == {"original", "film_de-DE_20.wav"}


def test_one_language_of_a_supplemental_package_is_replaced(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    folder = tmp_path / "in"
    folder.mkdir()
    old = {("de-DE", 6): _words(6, 1), ("de-DE", 2): _words(2, 2), ("es-ES", 6): _words(6, 3)}
    for (language, channels), words in old.items():
        write_s24(folder / f"film_{language}_{'51' if channels == 6 else '20'}.wav", words)
    assert _made(original, tmp_path / "first", str(folder)) == 0
    new = _words(6, 4)
    dub = write_s24(tmp_path / "film_de-DE_51.wav", new)
    assert _made(original, tmp_path / "second", *_named(dub), "--replace", str(tmp_path / "first")) == 0
    sounds = _sounds(tmp_path / "second", original)
    assert set(sounds) == set(old)
    assert np.array_equal(sounds["de-DE", 6], new)
    assert np.array_equal(sounds["de-DE", 2], old["de-DE", 2])
    assert np.array_equal(sounds["es-ES", 6], old["es-ES", 6])
    assert run_words(["verify", str(tmp_path / "second"), "--ancestor", str(original)]) == 0
    before, after = _read(tmp_path / "first", original), _read(tmp_path / "second", original)
    ids = [{one.content.id for one in package.compositions if one.content} for package in (before, after)]
    assert len(ids[0] & ids[1]) == 1, "the composition of the other language is carried over"
    assert {one.content.id for one in before.packing_lists if one.content}.isdisjoint(
        one.content.id for one in after.packing_lists if one.content
    )


def _with_profile(package: Path, playlist: Path) -> UUID:
    """Put an output profile list of a composition into a package; its id."""
    content = parse_composition(playlist.read_bytes(), where=playlist.name)
    made = output_profile().model_copy(update={"id": uuid4(), "composition_id": content.id})
    path = package / f"OPL_{made.id}.xml"
    path.write_bytes(build_output_profile(made))
    (packing,), data = package.glob("PKL_*.xml"), path.read_bytes()
    digest = base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
    packed = (
        f"<Asset><Id>urn:uuid:{made.id}</Id><Hash>{digest}</Hash><Size>{len(data)}</Size><Type>text/xml</Type>"
        f'<HashAlgorithm Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/></Asset></AssetList>'
    )
    mapped = f"<Asset><Id>urn:uuid:{made.id}</Id><ChunkList><Chunk><Path>{path.name}</Path></Chunk></ChunkList></Asset>"
    packing.write_text(packing.read_text().replace("</AssetList>", packed))
    lists = package / "ASSETMAP.xml"
    size = re.escape(packing.name) + r"(.*?<Length>)\d+"
    text = re.sub(size, rf"{packing.name}\g<1>{packing.stat().st_size}", lists.read_text(), flags=re.DOTALL)
    lists.write_text(text.replace("</AssetList>", f"{mapped}</AssetList>"))
    assert made.id is not None
    return made.id


def test_output_profiles_of_compositions_that_stay_are_carried_over(tmp_path: Path) -> None:
    original, first, second = whole_package().write(tmp_path / "original"), tmp_path / "first", tmp_path / "second"
    (tmp_path / "in").mkdir()
    for seed, language in enumerate(("de-DE", "es-ES")):
        write_s24(tmp_path / "in" / f"film_{language}_51.wav", _words(6, seed))
    assert _made(original, first, str(tmp_path / "in")) == 0
    profiles = {}
    for playlist in first.glob("CPL_*.xml"):
        (locale,) = parse_composition(playlist.read_bytes(), where=playlist.name).locales
        profiles[locale.languages[0]] = _with_profile(first, playlist)
    assert run_words(["verify", str(first), "--ancestor", str(original)]) == 1, "the record knows no such files"
    shutil.rmtree(tmp_path / "first.mixgate")
    assert run_words(["verify", str(first), "--ancestor", str(original)]) == 0
    dub = write_s24(tmp_path / "film_de-DE_51.wav", _words(6, 4))
    assert _made(original, second, *_named(dub), "--replace", str(first)) == 0
    found = [one.content.id for one in _read(second, original).output_profiles if one.content]
    assert found == [profiles["es-ES"]]
    assert run_words(["verify", str(second), "--ancestor", str(original)]) == 0


def test_two_mixes_that_nothing_would_tell_apart_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = whole_package().write(tmp_path / "original")
    dubs = [write_s24(tmp_path / name, _words(6)) for name in ("one.wav", "two.wav")]
    stated = ["--language", "de-DE", "--layout", "5.1"]
    assert _made(original, tmp_path / "out", *map(str, dubs), *stated) == 2
    assert "the same language, soundfield and kind" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert _made(original, tmp_path / "out", str(dubs[0]), str(dubs[0]), *stated) == 0, "one file twice is one mix"


def test_what_cannot_become_a_package_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = whole_package().write(tmp_path / "original")
    dub = _named(write_s24(tmp_path / "film_de-DE_20.wav", _words(2)))
    assert _made(original, original / "DUB", *dub) == 2, "the original is only read"
    assert _made(original, tmp_path / "DUB", *dub, "--target", "dcp") == 2
    assert _made(original, tmp_path / "DUB", *dub, "--name", "{title}") == 2, "files are called by their identifiers"
    (original / "picture.mxf").unlink()
    before = set(tmp_path.rglob("*"))
    capsys.readouterr()
    assert _made(original, tmp_path / "DUB", *dub) == 5
    assert str(PICTURE_ID) in capsys.readouterr().err
    assert set(tmp_path.rglob("*")) == before


def test_an_empty_title_is_none(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    dub = _named(write_s24(tmp_path / "film_de-DE_20.wav", _words(2)))
    assert _made(original, tmp_path / "DUB", *dub, "--title", " ") == 0
    (made,), (theirs,) = (_read(one, original).compositions for one in (tmp_path / "DUB", original))
    assert made.content is not None
    assert theirs.content is not None
    assert made.content.content_title == theirs.content.content_title


def test_another_sample_rate_is_refused_before_its_length(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    original = whole_package().write(tmp_path / "original")
    soundfile.write(tmp_path / "dub.wav", np.zeros((88_288, 2)), 44_100, "PCM_24")
    stated = [str(tmp_path / "dub.wav"), "--language", "de-DE", "--layout", "2.0", "--fit", "pad,trim"]
    assert _made(original, tmp_path / "out", *stated) == 5
    said = capsys.readouterr().err
    assert "44100 Hz" in said
    assert "48000 Hz or 96000 Hz" in said


def test_nothing_is_replaced_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    original = whole_package().write(tmp_path / "original")
    dub = write_s24(tmp_path / "film_de-DE_20.wav", _words(2))
    assert _made(original, tmp_path / "first", *_named(dub)) == 0
    other = write_s24(tmp_path / "film_es-ES_20.wav", _words(2))
    assert _made(original, tmp_path / "second", *_named(other), "--replace", str(tmp_path / "first")) == 2
    assert "PRM sgST de-DE" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "second").exists()


def _with_second_composition(parts: PackageParts, folder: Path) -> Path:
    """The package with a second composition, called `Trailer`."""
    other = parts.composition.model_copy(update={"id": UUID(int=0x1F0), "content_title": UserText(text="Trailer é")})
    parts.files["CPL2.xml"] = build_composition(other)
    packed = PackedAsset(id=UUID(int=0x1F0), digest="00" * 20, size=1, type=XML_TYPE, original_file_name="CPL2.xml")
    parts.packing_list = parts.packing_list.model_copy(update={"assets": (*parts.packing_list.assets, packed)})
    mapped = MappedAsset(id=UUID(int=0x1F0), chunks=(AssetChunk(path="CPL2.xml"),))
    parts.asset_map = parts.asset_map.model_copy(update={"assets": (*parts.asset_map.assets, mapped)})
    return parts.write(folder)


@pytest.mark.parametrize("named", [str(UUID(int=0x1F0)), f"urn:uuid:{UUID(int=0x1F0)}", "CPL2.xml", "Trailer é"])
def test_one_of_several_compositions_is_chosen(tmp_path: Path, named: str) -> None:
    original = _with_second_composition(whole_package(), tmp_path / "original")
    dub = write_s24(tmp_path / "film_de-DE_20.wav", _words(2))
    assert _made(original, tmp_path / "dub", *_named(dub), "--composition", named) == 0
    (made,) = read_imf_package(tmp_path / "dub").compositions
    assert made.content is not None
    assert made.content.content_title == UserText(text="Trailer é")


@pytest.mark.parametrize("words", [(), ("--composition", "Feature")])
def test_which_of_several_compositions_is_never_guessed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    original = _with_second_composition(whole_package(), tmp_path / "original")
    dub = write_s24(tmp_path / "film_de-DE_20.wav", _words(2))
    assert _made(original, tmp_path / "dub", *_named(dub), *words) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "--composition" in said
    assert str(UUID(int=0x1F0)) in said


@pytest.mark.parametrize(("count", "permitted"), [(SAMPLE_COUNT - 700, "pad"), (SAMPLE_COUNT + 700, "trim")])
def test_a_length_is_mended_only_where_that_is_permitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], count: int, permitted: str
) -> None:
    original = whole_package().write(tmp_path / "original")
    words = _words(2, count=count)
    dub = write_s24(tmp_path / "film_de-DE_20.wav", words)
    other = "trim" if permitted == "pad" else "pad"
    assert _made(original, tmp_path / "dub", *_named(dub), "--fit", other) == 5
    assert _made(original, tmp_path / "dub", *_named(dub), "--fit", "cut") == 2
    assert _made(original, tmp_path / "dub", *_named(dub), "--fit", permitted) == 0
    assert "700 samples" in " ".join(capsys.readouterr().out.split())
    sound = _sounds(tmp_path / "dub", original)["de-DE", 2]
    assert len(sound) == SAMPLE_COUNT
    kept = min(count, SAMPLE_COUNT)
    assert np.array_equal(sound[:kept], words[:kept])
    assert not sound[kept:].any()


def test_markers_stay_unless_they_are_left_out(tmp_path: Path) -> None:
    parts = whole_package()
    marker = composition().segments[0].sequences[0]
    whole = marker.resources[0].model_copy(update={"intrinsic_duration": 48})
    (segment,) = parts.composition.segments
    sequences = (marker.model_copy(update={"resources": (whole,)}), *segment.sequences)
    parts.composition = parts.composition.model_copy(
        update={"segments": (segment.model_copy(update={"sequences": sequences}),)}
    )
    original = parts.write(tmp_path / "original")
    dub = write_s24(tmp_path / "film_de-DE_20.wav", _words(2))
    names = []
    for out, words in (("with", ()), ("without", ("--without", "markers,text"))):
        assert _made(original, tmp_path / out, *_named(dub), *words) == 0
        (made,) = read_imf_package(tmp_path / out).compositions
        assert made.content is not None
        names.append([one.name for one in made.content.segments[0].sequences])
    assert names == [
        ["MarkerSequence", "MainImageSequence", "MainAudioSequence"],
        ["MainImageSequence", "MainAudioSequence"],
    ]


def _verified(folder: Path, original: Path, *words: str) -> tuple[int, dict[str, Any]]:
    out = folder.parent / "out.json"
    out.unlink(missing_ok=True)
    code = run_words(["verify", str(folder), "--ancestor", str(original), *words, "--json", str(out)])
    return code, json.loads(out.read_text()) if out.exists() else {}


def test_a_record_lies_beside_the_package_and_is_judged_again(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    dub = write_s24(tmp_path / "film_de-DE_20.wav", _words(2) * 8)
    out = tmp_path / "dub"
    assert _made(original, out, *_named(dub), "--sheet", "ebu-r128", "--kernel", "numpy", "--allow-rejected") == 1
    record = tmp_path / "dub.mixgate"
    manifest = json.loads((record / "manifest.json").read_text())
    assert (manifest["schema"], manifest["format"]) == ("mixgate.manifest/2", "imf")
    (mix,) = manifest["mixes"]
    assert mix["files"][0]["source_name"] == "film_de-DE_20.wav"
    assert mix["reports"][0]["verdict"] == "rejected"
    assert not any(path.name.startswith("manifest") for path in out.iterdir())
    for named in (out, record):
        code, run = _verified(named, original, "--kernel", "numpy")
        assert code == 1
        assert [one["sheet"]["id"] for one in run["reports"]] == ["imf", "ebu-r128"], "by the sheet of the record"
    report = record / mix["reports"][0]["json_path"]
    report.write_text(report.read_text().replace('"rejected"', '"acceptable"', 1))
    code, run = _verified(out, original, "--kernel", "numpy")
    assert code == 1
    assert run["reports"][-1]["sheet"]["id"] == "imf-record"


def test_a_record_tells_a_changed_package_even_where_its_own_lists_were_made_anew(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    dub = write_s24(tmp_path / "film_de-DE_20.wav", _words(2))
    assert _made(original, tmp_path / "dub", *_named(dub)) == 0
    assert _verified(tmp_path / "dub", original)[0] == 0
    (tmp_path / "dub/VOLINDEX.xml").write_text("<VolumeIndex/>")
    code, run = _verified(tmp_path / "dub", original)
    assert code == 1
    said = [one for report in run["reports"] for one in report["findings"] if one["state"] == "fail"]
    assert any(one["where"][0]["file"] == "VOLINDEX.xml" for one in said)


def test_a_record_without_its_package_is_told(tmp_path: Path) -> None:
    original = whole_package().write(tmp_path / "original")
    dub = write_s24(tmp_path / "film_de-DE_20.wav", _words(2))
    assert _made(original, tmp_path / "dub", *_named(dub)) == 0
    (tmp_path / "dub").rename(tmp_path / "elsewhere")
    assert _verified(tmp_path / "dub.mixgate", original)[0] == 3
    assert _verified(tmp_path / "elsewhere", original)[0] == 0
