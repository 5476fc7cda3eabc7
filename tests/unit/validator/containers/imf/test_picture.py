"""Picture track files: their descriptors as another writer's composition repeats them."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from fixtures.imf import picture_file, sound_file
from fixtures.mxf import track_file
from specs.errors import MediaError
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


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    for name, data in (("sound.mxf", sound_file(track_file())), ("noise.mxf", bytes(500)), ("p.mxf", picture_file())):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(MediaError):
            read_picture(tmp_path / name)
    with pytest.raises(MediaError):
        read_picture(tmp_path / "absent.mxf")
    with pytest.raises(MediaError):
        read_picture(tmp_path)
