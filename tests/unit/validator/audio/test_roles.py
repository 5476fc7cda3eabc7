"""Channel labels at the end of file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from specs.errors import UsageError
from specs.vocabulary import LAYOUTS
from validator.audio.roles import labels_of_set, layout_of_set


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        ("Film_DX_Ls.wav Film_DX_rs.wav", "Ls Rs"),
        ("Film.L.wav Film.LFE.wav", "L LFE"),
        ("C.wav Lrs.wav", "C Lrs"),
        ("Film_L_v2.wav Film_R_v2.wav", "L R"),
        ("Film_FR.wav Film_SR.wav Film_SL.wav", "R Rss Lss"),
    ],
)
def test_files_that_are_one_set_carry_the_channels_of_their_names(names: str, labels: str) -> None:
    paths = [Path("folder") / name for name in names.split()]
    assert labels_of_set(paths, None) == tuple(labels.split())


def test_a_name_without_a_channel_is_refused() -> None:
    with pytest.raises(UsageError, match="does not say which channel"):
        labels_of_set([Path("Film_L.wav"), Path("Film.wav")], None)


PARTIAL = [
    ("L R C LFE Ls", None, "Rs is missing for 5.1", "M_Rs.wav"),
    ("L C LFE Ls Rs", None, "R is missing for 5.1", "M_R.wav"),
    ("L R C LFE", None, "Ls and Rs are missing for 5.1", "M_Ls.wav and M_Rs.wav"),
    ("L R C LFE Ls Rs Lrs", None, "Rrs is missing for 7.1", "M_Rrs.wav"),
    ("L C", None, "R is missing for 3.0", "M_R.wav"),
    ("L R C LFE Ls Rs M", None, "M is no channel of 5.1", None),
    ("L R", "5.1", "C, LFE, Ls and Rs are missing for 5.1", "M_C.wav, M_LFE.wav, M_Ls.wav and M_Rs.wav"),
    ("L R C M", "3.0", "M is no channel of 3.0", None),
    ("L R M", "3.0", "C is missing for 3.0, and M is no channel of 3.0", "M_C.wav"),
]


@pytest.mark.parametrize(("labels", "layout", "said", "files"), PARTIAL)
def test_a_set_that_is_not_whole_names_what_is_missing_and_in_which_files(
    labels: str, layout: str | None, said: str, files: str | None
) -> None:
    paths = [Path("folder") / f"M_{label}.wav" for label in labels.split()]
    asked = None if layout is None else LAYOUTS[layout]
    with pytest.raises(UsageError) as refusal:
        layout_of_set(labels.split(), asked, paths)
    assert refusal.value.what == f"The files of the set do not make a whole layout: {said}."
    assert refusal.value.found == labels
    assert (refusal.value.expected or "").partition(", so also ")[2] == (files or "")
    assert f"state the layout: the channels found are {labels.replace(' ', ',')}." in (refusal.value.next_step or "")


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        (["Film_DX.l.wav", "Film_DX.r.wav", "Film_DX.c.wav", "Film_DX.lfe.wav", "Film_DX.ls.wav"], "Film_DX.rs.wav"),
        (["M LS.wav", "M L.wav", "M R.wav", "M C.wav", "M LFE.wav"], "M RS.wav"),
        (["L.aif", "R.aif", "C.aif", "LFE.aif", "Ls.aif"], "Rs.aif"),
        (["My Film - L.wav", "My Film - R.wav", "My Film - C.wav", "My Film - Ls.wav"], "My Film - Rs.wav"),
    ],
)
def test_the_missing_file_is_named_as_the_others_are(names: list[str], missing: str) -> None:
    paths = [Path(name) for name in names]
    with pytest.raises(UsageError, match="whole layout") as refusal:
        layout_of_set(labels_of_set(paths, None), None, paths)
    assert (refusal.value.expected or "").endswith(f", so also {missing}")


def test_without_names_that_tell_channels_only_the_channel_is_named() -> None:
    for names in ([], ["one.wav", "two.wav"], ["M_R.wav", "M_C.wav"]):
        with pytest.raises(UsageError, match=r"R is missing for 3\.0") as refusal:
            layout_of_set(["L", "C"], None, [Path("folder") / name for name in names])
        assert refusal.value.expected == "L R C"
        assert refusal.value.where == ("folder" if names else None)
