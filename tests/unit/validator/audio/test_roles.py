"""Channel labels at the end of file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from validator.audio.roles import role_of_name


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
