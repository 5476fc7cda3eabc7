"""Picture track files: their descriptors as another writer's composition repeats them."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from fixtures.imf import PICTURE_ID, picture_file, sound_file
from fixtures.mxf import track_file
from fixtures.picture import described_picture
from fixtures.wave_files import write_s24
from mixgate.cli import run_words
from specs.errors import MediaError
from validator.conformance import conform
from validator.conformance.imf import IMF
from validator.containers.imf.package import read_imf_package
from validator.containers.imf.picture import read_picture
from validator.containers.imf.regxml import Content, descriptor_content

PRIVATE = "PHDRMetadataTrackSubDescriptor"
SAMPLES = os.environ.get("MIXGATE_SAMPLES")


def _without_private(content: Content) -> Content:
    """The tree without the set of one maker."""
    name, value, children = content
    return name, value, tuple(_without_private(one) for one in children if not one[0].endswith(PRIVATE))


@pytest.mark.material
@pytest.mark.skipif(SAMPLES is None, reason="MIXGATE_SAMPLES names no folder of sample files")
def test_a_descriptor_is_what_its_writers_composition_says() -> None:
    package = read_imf_package(Path(str(SAMPLES), "imf", "PHDR"), with_digests=False)
    (document,) = package.compositions
    assert document.content is not None
    picture = read_picture(next(package.folder.glob("VIDEO_*")))
    assert (picture.frame_rate, picture.frame_count, picture.name) == (Fraction(24000, 1001), 24, "RGBADescriptor")
    assert picture.is_jpeg_2000
    assert f"VIDEO_{picture.track_file_id}.mxf" in {path.name for path in package.folder.iterdir()}
    theirs = next(one.xml for one in document.content.descriptors if one.name == "RGBADescriptor")
    assert theirs is not None
    assert _without_private(descriptor_content(picture.descriptor.xml)) == _without_private(descriptor_content(theirs))
    # The set that is private to one maker is not in our table.
    assert picture.descriptor.left_out == ("060e2b34025301050e09060701010103",)


@pytest.mark.parametrize("cdci", [False, True])
def test_a_header_becomes_regxml_whole(tmp_path: Path, cdci: bool) -> None:
    (tmp_path / "picture.mxf").write_bytes(described_picture(48, Fraction(25), cdci=cdci))
    picture = read_picture(tmp_path / "picture.mxf")
    assert (picture.track_file_id, picture.frame_rate, picture.frame_count) == (PICTURE_ID, Fraction(25), 48)
    assert picture.descriptor.left_out == ()
    shown = picture.descriptor.xml
    assert f"<r0:{'CDCI' if cdci else 'RGBA'}Descriptor" in shown
    wanted = ["<r2:Code>CompRed</r2:Code>", "<r1:Rsiz>1302</r1:Rsiz>", "<r2:Ssiz>11</r2:Ssiz>"]
    wanted += ["<r1:ComponentDepth>10<", "<r1:ColorSiting>CoSiting<"] if cdci else ["<r2:X>34000</r2:X>", "FullFrame"]
    assert all(one in shown for one in wanted)


@pytest.mark.parametrize("rate", ["24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001"])
def test_a_package_is_made_beside_it_at_every_rate(tmp_path: Path, rate: str) -> None:
    frames = 50
    count = int(frames * 48_000 / Fraction(rate))
    (tmp_path / "picture.mxf").write_bytes(described_picture(frames, Fraction(rate)))
    words = np.random.default_rng(1).integers(-(2**19), 2**19, (count, 2), dtype=np.int32)
    dub, out = write_s24(tmp_path / "dub.wav", words), tmp_path / "made"
    asked = ["package", "imf", str(dub), "--language", "fr-CA", "--layout", "2.0", "--out", str(out)]
    assert run_words([*asked, "--picture", str(tmp_path / "picture.mxf"), "--title", "Été à Łódź 映画"]) == 0
    package = read_imf_package(out)
    (document,) = package.compositions
    assert document.content is not None
    assert document.content.edit_rate == f"{Fraction(rate).numerator}/{Fraction(rate).denominator}"
    assert document.content.content_title is not None
    assert document.content.content_title.text == "Été à Łódź 映画"
    assert conform(IMF, package) == ()
    assert {resource.digest is None for resource in document.content.segments[0].sequences[0].resources} == {False}


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    for name, data in (("sound.mxf", sound_file(track_file())), ("noise.mxf", bytes(500)), ("p.mxf", picture_file())):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(MediaError):
            read_picture(tmp_path / name)
    with pytest.raises(MediaError):
        read_picture(tmp_path / "absent.mxf")
    with pytest.raises(MediaError):
        read_picture(tmp_path)
