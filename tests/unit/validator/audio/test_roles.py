"""Channel labels at the end of file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from specs.errors import UsageError
from specs.vocabulary import LAYOUTS
from validator.audio.roles import labels_of_set, layout_of_set, role_of_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Film_DX_Ls.wav", ("Film_DX", "Ls")),
        ("Film.L.wav", ("Film", "L")),
        ("Film-rrs.wav", ("Film", "Rrs")),
        ("Film 5.1 - LFE.wav", ("Film 5.1", "LFE")),
        ("Film_5.1_lsr.wav", ("Film_5.1", "Lrs")),
        ("C.wav", ("", "C")),
        ("Film__L.wav", ("Film", "L")),
        ("Film_L_v2.wav", None),
        ("Film.wav", None),
        ("FilmL.wav", None),
        ("Film_5.wav", None),
        ("_L.wav", None),
    ],
)
def test_the_last_word_of_a_name_may_be_a_channel(name: str, expected: tuple[str, str] | None) -> None:
    assert role_of_name(Path("folder") / name) == expected


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
