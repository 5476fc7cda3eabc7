"""A season, or several titles, in one folder: what belongs to which, and what is held against what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from fixtures.made_sheets import make_requirement
from fixtures.measurements import make_measurements
from specs.requirements.relations import Partner
from specs.statements.delivery import DeliveredFile
from validator.delivery.ingest.episodes import with_episodes
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.partners import Partners
from validator.delivery.ingest.proposal import propose
from validator.delivery.ingest.stated import Stated
from validator.delivery.judged import subject_of
from validator.rules.relations import judge_partner

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from specs.statements.statement import Statement


def episodes(names: str) -> list[str | None]:
    """The episodes of a folder of files, proposed by their names alone."""
    files = [DeliveredFile(path=f"{name}.wav") for name in names.split()]
    return [file.episode for file in with_episodes(files)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Show_S01E01_en Show_S01E02_en Show_S02E01_en", ["S01E01", "S01E02", "S02E01"]),
        ("Show_1x01_en Show_1x02_en", ["S01E01", "S01E02"]),
        ("S1/E02/mix S2/E02/mix", ["S01E02", "S02E02"]),
        ("Show_S01_EP02_en Show_S01_EP03_en", ["S01E02", "S01E03"]),
        ("Novela_CAP_045_MIX Novela_CAP_046_MIX", ["E45", "E46"]),
        ("Saison_2/Folge_3/mix Saison_2/Folge_4/mix", ["S02E03", "S02E04"]),
        ("Show_S01E01_en Show_S01E02_en Show_ME", ["S01E01", "S01E02", None]),
        ("Show_S01E01_en Show_S01E01_de Show_ME", [None, None, None]),
        ("Film_R1_en Film_R2_en", [None, None]),
    ],
)
def test_numbers_of_episodes(names: str, expected: list[str | None]) -> None:
    assert episodes(names) == expected


def made(root: Path, *names: str) -> Path:
    for seed, name in enumerate(names):
        path = root / f"{name}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        channels = 2 if "20" in name else 6
        soundfile.write(path, np.random.default_rng(seed).normal(0.0, 0.05, (4800, channels)), 48_000, "PCM_24")
    return root


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ("House_101_EN_51", "House_101_DE_51", "House_102_EN_51", "House_102_DE_51"),
            {"House_101_DE_51.wav": "House 101", "House_102_EN_51.wav": "House 102"},
        ),
        (
            ("Alpha/en/mix_51", "Alpha/de/mix_51", "Beta/en/mix_51", "Beta/de/mix_51"),
            {"Alpha/de/mix_51.wav": "Alpha", "Beta/en/mix_51.wav": "Beta"},
        ),
        (
            ("Film_EN_51", "Film_DE_51", "Film_score_MX_51", "Film_room_tone_FX_51"),
            {"Film_EN_51.wav": None, "Film_score_MX_51.wav": None},
        ),
        (("Film_PM_51_v1", "Film_PM_51_v2", "Film_DE_51"), {"Film_PM_51_v1.wav": None, "Film_PM_51_v2.wav": None}),
        (("mono1", "mono2", "20a", "20b"), {"mono1.wav": None, "20a.wav": None}),
        (("Take_1", "Take_2", "Take_3"), {"Take_1.wav": None, "Take_2.wav": None}),
    ],
)
def test_titles_count_where_something_is_there_twice_without_them(
    tmp_path: Path, names: tuple[str, ...], expected: Mapping[str, str | None]
) -> None:
    files = {file.path: file.episode for file in propose(made(tmp_path, *names)).delivery.files}
    assert {path: files[path] for path in expected} == expected


SEASON = [f"Show_S01E0{episode}_{what}_51" for episode in (1, 2) for what in ("en", "de", "ME", "de_DX")]

TOML = 'title = "Show"\noriginal_language = "en"\n' + "".join(
    f'[[files]]\npath = "{name}.wav"\nlayout = "5.1"\n'
    + ('kind = "me"\n' if "ME" in name else f'language = "{name[12:14]}"\n')
    + ('kind = "dialogue"\n' if "DX" in name else "")
    for name in SEASON
)


@pytest.mark.parametrize("listed", [False, True])
def test_a_mix_has_the_partners_of_its_episode(tmp_path: Path, *, listed: bool) -> None:
    folder = made(tmp_path, *reversed(SEASON))
    if listed:
        (folder / "delivery.toml").write_text(TOML, encoding="utf-8")
    mixes = {mix.path: mix for mix in mixes_of([folder], Stated(original_language="en")).mixes}
    partners = Partners(list(mixes.values()))
    for episode in ("S01E01", "S01E02"):
        dub = mixes[f"Show_{episode}_de_51.wav"]
        original = partners.of(dub).original
        assert original is not None
        assert original.path == f"Show_{episode}_en_51.wav"
        assert [stem.path for stem in partners.of(dub).stems] == [
            f"Show_{episode}_de_DX_51.wav",
            f"Show_{episode}_ME_51.wav",
        ]
        assert (dub.statement.dialogue, dub.statement.me) == (
            f"Show_{episode}_de_DX_51.wav",
            f"Show_{episode}_ME_51.wav",
        )


def test_the_partner_of_another_episode_is_none(tmp_path: Path) -> None:
    requirement = make_requirement("delivery.partner", mix_kind="printmaster", soundfields=["5.1"])
    assert isinstance(requirement, Partner)
    names = ("Show_E01_de_51", "Show_E01_de_20", "Show_E02_de_20")
    (tmp_path / "delivery.toml").write_text(
        'title = "Show"\n'
        + "".join(
            f'[[files]]\npath = "{name}.wav"\nlanguage = "de"\nlayout = "{name[-2]}.{name[-1]}"\n' for name in names
        ),
        encoding="utf-8",
    )
    found = {mix.path: mix.statement for mix in mixes_of([made(tmp_path, *names)], Stated()).mixes}

    def held(statement: Statement) -> bool | None:
        return judge_partner(requirement, subject_of(make_measurements(), statement)).held

    assert held(found["Show_E01_de_20.wav"]) is True
    assert held(found["Show_E02_de_20.wav"]) is False


@pytest.mark.parametrize("versions", [("24fps", "25fps"), ("Uncut", "Censored"), ("Web", "TV")])
def test_versions_of_a_title_are_held_against_their_own(tmp_path: Path, versions: tuple[str, str]) -> None:
    folder = made(tmp_path, *(f"Film_{what}_51_{one}" for one in versions for what in ("EN", "DE", "ME", "DE_DX")))
    mixes = {mix.path: mix for mix in mixes_of([folder], Stated(original_language="en")).mixes}
    partners = Partners(list(mixes.values()))
    for one in versions:
        dub = mixes[f"Film_DE_51_{one}.wav"]
        original = partners.of(dub).original
        assert original is not None
        assert original.path == f"Film_EN_51_{one}.wav"
        assert [stem.path for stem in partners.of(dub).stems] == [f"Film_DE_DX_51_{one}.wav", f"Film_ME_51_{one}.wav"]
        assert (dub.statement.dialogue, dub.statement.me) == (f"Film_DE_DX_51_{one}.wav", f"Film_ME_51_{one}.wav")
