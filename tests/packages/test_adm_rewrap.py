"""Dubbed beds in an existing ADM file: the chosen channels and untrue statements change, and no other byte."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import mixgate
from fixtures.adm import SECONDS, master
from fixtures.bundles import CREATED, write_noise
from packager.formats.adm.make import make_adm
from packager.formats.orders import PackageOrder
from packager.formats.stems.verify import check_integrity
from specs.errors import UsageError
from validator.containers.adm.file import open_adm_file
from validator.containers.adm.mixes import PartKind, parts_of
from validator.containers.adm.outline import outline_of
from validator.containers.wave.riff import Chunk
from validator.delivery.ingest.stated import stated_by
from validator.measuring.measure import MeasureOptions

if TYPE_CHECKING:
    from pathlib import Path

DELIVERY = """
title = "Der Tunnel"
[[files]]
path = "dx.wav"
kind = "dialogue"
language = "en"
[[files]]
path = "me.wav"
kind = "me"
"""


def made(inputs: list[Path], target: Path, **changes: Any) -> Path:
    order = PackageOrder(
        inputs=inputs,
        stated=stated_by(kind=changes.pop("kind", None)),
        sheets=(),
        measuring=MeasureOptions(version="1", workers=1, kernel="numpy"),
        created=CREATED,
        host="studio",
        title="Tunnel",
        **changes,
    )
    bundle = make_adm(order, target)
    assert not check_integrity(bundle.folder).problems
    (path,) = (bundle.folder / "data" / "audio").iterdir()
    return path


def frames(path: Path) -> tuple[bytes, np.ndarray[Any, Any], bytes]:
    """What lies before the sound, the sound as (samples, channels, 3 bytes), and what lies behind it."""
    file = open_adm_file(path)
    data, content = file.walk.first("data"), path.read_bytes()
    assert data is not None
    assert file.wave is not None
    end = data.offset_bytes + data.size_bytes
    sound = np.frombuffer(content[data.offset_bytes : end], dtype=np.uint8)
    return content[: data.offset_bytes], sound.reshape(-1, file.wave.channel_count, 3), content[end:]


def test_only_the_channels_of_the_bed_change(tmp_path: Path) -> None:
    old = tmp_path / "master.wav"
    old.write_bytes(master().to_bytes())
    file = open_adm_file(old)
    assert file.document is not None
    assert file.chna is not None
    beds = [part for part in parts_of(file.document, file.chna) if part.kind is PartKind.BED]
    bed = next(part for part in beds if len(part.channels) == 6)
    dub = tmp_path / "dub.wav"
    write_noise(dub, "L R C LFE Ls Rs", seconds=SECONDS)
    new = made([dub], tmp_path / "out", adm_master=old, adm_beds=(bed.object_id,))
    before, after = frames(old), frames(new)
    assert before[0] == after[0]
    assert before[2] == after[2]
    changed = np.nonzero((before[1] != after[1]).any(axis=(0, 2)))[0]
    assert list(changed) == sorted(channel for channel in bed.channels if channel is not None)
    sound = np.frombuffer(dub.read_bytes()[-SECONDS * 48_000 * 18 :], dtype=np.uint8).reshape(-1, 6, 3)
    channels = [channel for channel in bed.channels if channel is not None]
    assert (after[1][:, channels] == sound).all()


@pytest.mark.parametrize(("name", "channel"), [("Object 1", 16), ("AO_1012", 17), ("channel 3", 2)])
def test_a_moving_object_or_a_channel_is_replaced_alone(tmp_path: Path, name: str, channel: int) -> None:
    old = tmp_path / "master.wav"
    old.write_bytes(master().to_bytes())
    dub = tmp_path / "dub.wav"
    write_noise(dub, "C", seconds=SECONDS)
    new = made([dub], tmp_path / "out", adm_master=old, adm_beds=(name,))
    before, after = frames(old), frames(new)
    assert (before[0], before[2]) == (after[0], after[2])
    assert list(np.nonzero((before[1] != after[1]).any(axis=(0, 2)))[0]) == [channel]
    sound = np.frombuffer(dub.read_bytes()[-SECONDS * 48_000 * 3 :], dtype=np.uint8).reshape(-1, 3)
    assert (after[1][:, channel] == sound).all()


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ("C", ("channel 0",)),
        ("C", ("channel 19",)),
        ("C", ("channel 1e3",)),
        ("C", ("Bed 2",)),
        ("L R", ("Object 1",)),
        ("C", ("Object 1", "channel 17")),  # the same channel
        ("C", ("Object 1", "Object 1")),
    ],
)
def test_a_channel_that_is_not_there_or_comes_twice_is_refused(
    tmp_path: Path, labels: str, names: tuple[str, ...]
) -> None:
    old = tmp_path / "master.wav"
    old.write_bytes(master().to_bytes())
    dubs = [tmp_path / f"dub{number}.wav" for number in range(len(names))]
    for number, dub in enumerate(dubs):
        write_noise(dub, labels, seconds=SECONDS, seed=number + 1)
    with pytest.raises(UsageError):
        made(dubs, tmp_path / "out", adm_master=old, adm_beds=names)
    assert not (tmp_path / "out").exists()


def test_loudness_that_is_no_longer_true_is_taken_out_and_the_rest_kept(tmp_path: Path) -> None:
    for name, seed in (("dx", 1), ("me", 2), ("dub", 3)):
        write_noise(tmp_path / f"{name}.wav", "L R", seconds=1.5, seed=seed, level=0.02 * seed)
    (tmp_path / "delivery.toml").write_text(DELIVERY, encoding="utf-8")
    old = made([tmp_path / "delivery.toml"], tmp_path / "en")
    assert outline_of(open_adm_file(old), "x").bext_integrated_lkfs is not None
    new = made([tmp_path / "dub.wav"], tmp_path / "de", adm_master=old, adm_beds=("Dialogue",))
    outline = outline_of(open_adm_file(new), "x")
    assert outline.programmes[0].loudness == ()
    assert [len(content.loudness) for content in outline.contents] == [0, 1]
    assert outline.bext_integrated_lkfs is None
    assert old.stat().st_size == new.stat().st_size
    before, after = frames(old), frames(new)
    assert (before[1][:, 2:] == after[1][:, 2:]).all()
    differing = [place for place, (one, two) in enumerate(zip(before[2], after[2], strict=True)) if one != two]
    assert all(after[2][place] == 0x20 for place in differing)


def test_loudness_in_ixml_goes_too_and_a_master_without_any_keeps_its_bext(tmp_path: Path) -> None:
    ixml = b"<BWFXML><LOUDNESS><LOUDNESS_VALUE>-23.10</LOUDNESS_VALUE></LOUDNESS><NOTE>kept</NOTE></BWFXML>"
    old = tmp_path / "master.wav"
    old.write_bytes(replace(master(), more=(Chunk(id="iXML", payload=ixml), Chunk(id="odd ", payload=b"x"))).to_bytes())
    dub = tmp_path / "dub.wav"
    write_noise(dub, "L R C LFE Ls Rs", seconds=SECONDS)
    file = open_adm_file(old)
    assert file.document is not None
    assert file.chna is not None
    bed = next(part for part in parts_of(file.document, file.chna) if len(part.channels) == 6)
    new = made([dub], tmp_path / "out", adm_master=old, adm_beds=(bed.object_id,))
    before, after = frames(old)[2], frames(new)[2]
    stated = b"<LOUDNESS_VALUE>-23.10</LOUDNESS_VALUE>"
    assert stated in before
    assert after == before.replace(stated, b" " * len(stated))


def test_the_library_makes_it_too(tmp_path: Path) -> None:
    write_noise(tmp_path / "pm.wav", "L R", seconds=1.0)
    made_there = mixgate.package(
        tmp_path / "pm.wav", (), tmp_path / "out", form="adm", options=mixgate.PackageOptions(created=CREATED, host="h")
    )
    assert (made_there.folder / "manifest.json").is_file()
    assert made_there.verdicts == ()


@pytest.mark.parametrize(
    ("labels", "seconds", "bed", "figures"),
    [
        ("L R C LFE Ls Rs", SECONDS - 0.5, "5.1", ("120000", "144000")),
        ("L R", SECONDS, "5.1", ("L R", "L R C LFE Ls Rs")),
        ("L R C LFE Ls Rs", SECONDS, "no such bed", ("no such bed", "AO_")),
    ],
)
def test_what_does_not_fit_is_refused_with_figures(
    tmp_path: Path, labels: str, seconds: float, bed: str, figures: tuple[str, str]
) -> None:
    old = tmp_path / "master.wav"
    old.write_bytes(master().to_bytes())
    file = open_adm_file(old)
    assert file.document is not None
    assert file.chna is not None
    beds = {len(part.channels): part.object_id for part in parts_of(file.document, file.chna)}
    dub = tmp_path / "dub.wav"
    write_noise(dub, labels, seconds=seconds)
    with pytest.raises(UsageError) as caught:
        made([dub], tmp_path / "out", adm_master=old, adm_beds=(beds[6] if bed == "5.1" else bed,))
    said = f"{caught.value.found} {caught.value.expected}"
    assert all(figure in said for figure in figures)
    assert not (tmp_path / "out").exists()
