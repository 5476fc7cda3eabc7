"""Layouts come from what says so, in order, and say where they come from; sets are put in order by name or role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from specs.errors import MediaError, UsageError
from specs.vocabulary import LAYOUTS, parse_layout
from validator.audio.programme import open_programme
from validator.catalogue import say
from validator.containers.facts import ChnaTrack, IxmlFacts, IxmlTrack
from validator.containers.wave.chna import build_chna
from validator.containers.wave.ixml import build_ixml
from validator.containers.wave.riff import Chunk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.validator.conftest import MakeNoise, MakeWave


def ixml(*functions: str) -> Chunk:
    tracks = tuple(IxmlTrack(interleave_index=index, function=name) for index, name in enumerate(functions, 1))
    return Chunk(id="iXML", payload=build_ixml(IxmlFacts(tracks=tracks)))


def chna(*refs: str) -> Chunk:
    rows = [
        ChnaTrack(track_index=index, uid=f"ATU_{index:08x}", track_ref=ref, pack_ref="AP_00010003")
        for index, ref in enumerate(refs, 1)
    ]
    return Chunk(id="chna", payload=build_chna(rows))


SMPTE_51_REFS = [f"AT_0001000{number}_01" for number in range(1, 7)]


@pytest.mark.parametrize(
    ("channels", "mask", "after", "layout", "source"),
    [
        (6, 0x3F, [], "5.1", "WAVE channel mask 0x3F"),
        (6, 0x3F, [ixml("L", "C", "R", "Ls", "Rs", "LFE")], "5.1", "WAVE channel mask 0x3F"),
        (6, None, [ixml("L", "C", "R", "Ls", "Rs", "LFE"), chna(*SMPTE_51_REFS)], "5.1-film", "iXML track names"),
        (6, None, [chna(*SMPTE_51_REFS)], "5.1", "chna common definitions"),
        (1, None, [], "1.0", "channel count: one channel is read as mono"),
        (2, None, [], "2.0", "channel count: two channels without a mask are read as 2.0"),
        (2, 0x3, [], "2.0", "WAVE channel mask 0x3"),
        (2, None, [ixml("Lt", "Rt")], "LtRt", "iXML track names"),
        (6, None, [], None, "nothing in the file says what its 6 channels are"),
        (6, 0x3, [], None, "the channel mask 0x3 does not fit 6 channels"),
        (
            2,
            None,
            [chna("AT_00031001_01", "AT_00031002_01")],
            None,
            "the chna chunk refers to definitions that only the ADM of the file explains",
        ),
        (
            4,
            None,
            [chna(*SMPTE_51_REFS[:2], *SMPTE_51_REFS[:2])],
            "2.0+2.0",
            "chna common definitions",
        ),
        (
            4,
            None,
            [chna(*SMPTE_51_REFS[:3], SMPTE_51_REFS[2])],
            None,
            "chna common definitions: the same channel more than once (L R C C)",
        ),
    ],
)
def test_the_layout_of_one_file_and_where_it_comes_from(
    make_wave: MakeWave,
    noise: MakeNoise,
    channels: int,
    mask: int | None,
    after: list[Chunk],
    layout: str | None,
    source: str,
) -> None:
    programme = open_programme([make_wave("a.wav", noise(4, channels), mask=mask, after=after)])
    assert (programme.layout.name if programme.layout else None) == layout
    assert programme.layout_from == source
    assert programme.channel_map == tuple((0, channel) for channel in range(channels))
    assert programme.channel_count == channels


def test_the_layout_that_is_asked_for_wins_and_a_contradiction_is_noted(make_wave: MakeWave, noise: MakeNoise) -> None:
    path = make_wave("a.wav", noise(4, 6), mask=0x3F)
    programme = open_programme([path], layout=LAYOUTS["5.1-film"])
    assert programme.layout == LAYOUTS["5.1-film"]
    assert programme.layout_from == "the layout that was asked for"
    (note,) = map(say, programme.notes)
    assert note == "a.wav is read as L C R Ls Rs LFE; its WAVE channel mask says L R C LFE Ls Rs."
    assert open_programme([path], layout=LAYOUTS["5.1"]).notes == ()


def test_the_role_of_one_file_is_its_layout(make_wave: MakeWave, noise: MakeNoise) -> None:
    path = make_wave("a.wav", noise(4, 2))
    programme = open_programme([path], roles={path: "LtRt"})
    assert programme.layout == LAYOUTS["LtRt"]
    assert programme.layout_from == "the role that was given"


def test_a_layout_with_another_number_of_channels_is_refused(make_wave: MakeWave, noise: MakeNoise) -> None:
    with pytest.raises(UsageError, match="another number of channels") as refusal:
        open_programme([make_wave("a.wav", noise(4, 6))], layout=LAYOUTS["7.1"])
    assert refusal.value.found == "6 channels"


@pytest.mark.parametrize(
    "names",
    [
        ["M_Ls", "M_R", "M_LFE", "M_C", "M_L", "M_Rs"],
        ["M.lfe", "M.l", "M.r", "M.c", "M.LS", "M.RS"],
        ["M-SL", "M-SR", "M-Sub", "M-Centre", "M-Left", "M-Right"],
        ["M L", "M R", "M C", "M LFE", "M BL", "M BR"],
        ["L", "R", "C", "LFE", "Ls", "Rs"],
    ],
)
def test_a_set_is_put_in_smpte_order_by_its_names(make_wave: MakeWave, noise: MakeNoise, names: list[str]) -> None:
    files = {name: noise(50, 1, seed=seed) for seed, name in enumerate(names)}
    paths = [make_wave(f"{name}.wav", samples) for name, samples in files.items()]
    programme = open_programme(paths)
    assert programme.layout == LAYOUTS["5.1"]
    assert programme.layout_from == "file names"
    assert programme.channel_map == tuple((plane, 0) for plane in range(6))
    assert len(set(programme.paths)) == 6
    (block,) = programme.blocks()
    for channel, facts in enumerate(programme.files):
        assert np.array_equal(block[:, channel], files[facts.name.removesuffix(".wav")][:, 0])


def test_a_set_is_put_in_the_order_that_is_asked_for(make_wave: MakeWave, noise: MakeNoise) -> None:
    paths = [make_wave(f"M_{label}.wav", noise(4, 1)) for label in ("L", "R", "C", "LFE", "Ls", "Rs")]
    programme = open_programme(paths, layout=LAYOUTS["5.1-film"])
    assert [path.stem for path in programme.paths] == ["M_L", "M_C", "M_R", "M_Ls", "M_Rs", "M_LFE"]
    assert programme.layout == LAYOUTS["5.1-film"]


@pytest.mark.parametrize(
    ("labels", "layout"),
    [
        ("R L", "2.0"),
        ("Rt Lt", "LtRt"),
        ("L R C Cs", "LCRS"),
        ("L R C LFE Ls Rs Lrs Rrs", "7.1"),
        ("L R C LFE Lss Rss Lsr Rsr", "7.1"),
        ("L R C LFE Lss Rss Lrs Rrs Ltf Rtf Ltr Rtr", "7.1.4"),
        ("L C R Lc Rc Ls Rs LFE", "7.1SDS"),
        ("M1 M2", "dual-mono"),
    ],
)
def test_sets_make_other_layouts_too(make_wave: MakeWave, noise: MakeNoise, labels: str, layout: str) -> None:
    paths = [make_wave(f"M_{label}.wav", noise(4, 1)) for label in labels.split()]
    assert open_programme(paths).layout == LAYOUTS[layout]


def test_explicit_roles_need_no_names(make_wave: MakeWave, noise: MakeNoise) -> None:
    first, second = make_wave("one.wav", noise(4, 1)), make_wave("two.wav", noise(4, 1))
    programme = open_programme([first, second], roles={first: "R", second: "left"})
    assert programme.paths == (second, first)
    assert programme.layout_from == "roles that were given"


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (["M_L.wav", "M_what.wav"], "does not say which channel"),
        (["M_L.wav", "N_L.wav"], "Two files of the set carry L"),
        (["M_L.wav", "M_left.wav"], "Two files of the set carry L"),
        (["M_L.wav", "M_C.wav"], "do not make a whole layout"),
        (["M_L.wav", "M_L.wav"], "several different ones"),
        ([], "several different ones"),
    ],
)
def test_a_set_is_never_guessed(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path, names: list[str], what: str
) -> None:
    for name in names:
        make_wave(name, noise(4, 1))
    with pytest.raises(UsageError, match=what):
        open_programme([tmp_path / name for name in names])


def test_a_set_that_is_not_the_layout_asked_for_is_refused(make_wave: MakeWave, noise: MakeNoise) -> None:
    paths = [make_wave(f"M_{label}.wav", noise(4, 1)) for label in "LR"]
    with pytest.raises(UsageError, match="do not make a whole layout") as refusal:
        open_programme(paths, layout=parse_layout("5.1"))
    assert refusal.value.expected == "L R C LFE Ls Rs, so also M_C.wav, M_LFE.wav, M_Ls.wav and M_Rs.wav"


def test_files_of_a_set_that_differ_are_refused_by_name(make_wave: MakeWave, noise: MakeNoise) -> None:
    left = make_wave("M_L.wav", noise(100, 1))
    with pytest.raises(MediaError, match="differ in length") as refusal:
        open_programme([left, make_wave("M_R.wav", noise(99, 1))])
    assert refusal.value.found == "M_L.wav: 100 samples, M_R.wav: 99 samples"
    with pytest.raises(MediaError, match="differ in sample rate"):
        open_programme([left, make_wave("M_R.wav", noise(100, 1), rate=44100)])
    with pytest.raises(MediaError, match="not mono"):
        open_programme([left, make_wave("M_R.wav", noise(100, 2))])


def test_a_header_that_contradicts_the_name_is_noted(make_wave: MakeWave, noise: MakeNoise) -> None:
    left = make_wave("M_L.wav", noise(4, 1), mask=0x2)
    right = make_wave("M_R.wav", noise(4, 1), mask=0x4)
    (note,) = map(say, open_programme([left, right]).notes)
    assert note == "M_L.wav is read as L; its WAVE channel mask says R."


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        (2, "channel count: two channels whose mask 0x7 does not fit are read as 2.0"),
        (6, "the channel mask 0x7 does not fit 6 channels"),
    ],
)
def test_a_mask_that_does_not_fit_is_not_called_absent(
    make_wave: MakeWave, noise: MakeNoise, channels: int, expected: str
) -> None:
    path = make_wave("a.wav", noise(480, channels), mask=(1 << channels) - 1)
    raw = bytearray(path.read_bytes())
    place = raw.index(b"fmt ") + 28
    raw[place : place + 4] = (7).to_bytes(4, "little")
    path.write_bytes(raw)
    assert open_programme([path]).layout_from == expected


@pytest.mark.parametrize("is_set", [False, True])
def test_sums_are_those_of_the_blocks(make_wave: MakeWave, noise: MakeNoise, *, is_set: bool) -> None:
    samples = noise(5000, 2)
    names = ["a_R.wav", "a_L.wav"]
    if is_set:
        paths = [make_wave(name, samples[:, [channel]]) for name, channel in zip(names, (1, 0), strict=True)]
    else:
        paths = [make_wave("a.wav", samples)]
    programme = open_programme(paths)
    gains = np.array([[1.0, 1.0], [0.0, -0.5]])
    blocks = list(programme.sums(gains, block_samples=2000, start_sample=100, sample_count=9000))
    whole = np.concatenate(list(programme.blocks(start_sample=100)))
    assert [block.shape for block in blocks] == [(2, 2000), (2, 2000), (2, 900)]
    assert np.abs(np.concatenate(blocks, axis=1) - gains @ whole.T).max() < 1e-6


def test_a_file_that_no_sum_holds_is_not_read(make_wave: MakeWave, noise: MakeNoise) -> None:
    samples = noise(500, 2)
    left, right = make_wave("a_L.wav", samples[:, [0]]), make_wave("a_R.wav", samples[:, [1]])
    programme = open_programme([left, right])
    right.unlink()
    assert len(list(programme.sums(np.array([[1.0, 0.0]]), block_samples=200))) == 3
    with pytest.raises(MediaError):
        list(programme.sums(np.array([[1.0, 1.0]])))
