"""What files are, from their names: each kind of convention once, and the names that could be read two ways."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import Any

import pytest

from specs.vocabulary import MixKind, Version
from validator.catalogue import codes, say
from validator.catalogue.names import TEXTS
from validator.names.conventions import Field
from validator.names.read import read_names
from validator.names.reading import HowKnown, NameReading
from validator.names.sisters import sets_of


def read(*names: str) -> list[NameReading]:
    readings = read_names([PurePath(name) for name in names])
    return [readings[PurePath(name)] for name in names]


def values(readings: list[NameReading], attribute: str) -> list[Any]:
    return [part and part.value for part in (getattr(reading, attribute) for reading in readings)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("PM PRINTMASTER MIX FULLMIX COMP Full_Mix print-master FinalMix Mischung Mezcla", MixKind.PRINTMASTER),
        ("ME M&E MnE M+E FFME MANDE M_E FFM&E Music_and_Effects me International_Track", MixKind.ME),
        ("ME_FULLYFILLED ME_Fully_Filled FullyFilledME FULLYFILLED_ME MEFF ME-FF M&E_filled", MixKind.ME),
        ("Banda_Internacional BI Version_Internationale Colonna-Internazionale MYE", MixKind.ME),
        ("DX DIA DIAL DIALOG DIALOGUE DLG dx Diálogos Dialoge", MixKind.DIALOGUE),
        ("MX MUS MUSIC mx Música Musique MUSICHE", MixKind.MUSIC),
        ("FX SFX EFX EFFECTS Foley Efeitos Bruitages Atmo Geräusche", MixKind.EFFECTS),
        ("NAR NARR Narration", MixKind.NARRATION),
        ("AD Audio-Description AudioDesc", MixKind.AUDIO_DESCRIPTION),
        ("OPT MX_OPT", MixKind.OPTIONAL),
        ("GUIDE DX_Guide", MixKind.DIALOGUE_GUIDE),
        ("TRAILER TRL Trailer_PM", MixKind.TRAILER),
        ("ME_PM PM_ME Trailer_ME", MixKind.ME),
    ],
)
def test_studio_words_are_kinds(words: str, kind: MixKind) -> None:
    for word in words.split():
        for name in (f"Film_{word}_51.wav", f"Film {word} 5.1.wav", f"Film.{word}.wav", f"{word}.wav"):
            assert values(read(name), "kind") == [kind], name


@pytest.mark.parametrize(
    ("words", "layout"),
    [
        ("51 5.1 5_1 5-1 5.1ch 51ch", "5.1"),
        ("20 2.0 ST STEREO LoRo 2ch", "2.0"),
        ("LtRt LTRT Lt-Rt", "LtRt"),
        ("MONO 1.0", "1.0"),
        ("71 7.1", "7.1"),
        ("714 7.1.4 7_1_4", "7.1.4"),
        ("712", "7.1.2"),
        ("512", "5.1.2"),
        ("514", "5.1.4"),
    ],
)
def test_layouts(words: str, layout: str) -> None:
    for word in words.split():
        for name in (f"Film_PM_{word}.wav", f"Film_{word}_FRE.wav", f"{word}.wav"):
            assert values(read(name), "layout") == [layout], name
    assert values(read("Film_PM51.wav", "Film_DX20.wav"), "layout") == ["5.1", "2.0"]


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("fr fre fra FRE FRA French Français Franc\u0327ais VF", "fr"),
        ("fr-FR fr_FR FR_FR French_France VFF", "fr-FR"),
        ("fr-CA FR-CA Canadian-French VFQ", "fr-CA"),
        ("ger GER DEU German Deutsch", "de"),
        ("es-419 LATAM LAS LATAM-Spanish Spanish-LATAM Spanish_(Latin_America)", "es-419"),
        ("pt-BR pt_BR PTB PT_BR Brazilian_Portuguese BRA", "pt-BR"),
        ("Castilian es-ES Castilian_Spanish", "es-ES"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("Japanese 日本語 jpn JPN JP", "ja"),
        ("cze ces Czech CZ", "cs"),
    ],
)
def test_languages(words: str, tag: str) -> None:
    for word in words.split():
        for name in (f"Film_PM_{word}_51.wav", f"Film {word}.wav"):
            assert values(read(name), "language") == [tag], name


def test_a_custom_is_said_to_be_assumed() -> None:
    (reading,) = read("Film_LAS_51.wav")
    assert reading.language is not None
    assert reading.language.known is HowKnown.ASSUMED
    assert [say(said) for said in reading.assumed] == ['"LAS" is read as the language es-419, by custom']
    (plain,) = read("Film_FRE_51.wav")
    assert plain.language is not None
    assert (plain.language.known, plain.assumed) == (HowKnown.FILE_NAME, ())


def test_languages_of_several_full_mixes_are_no_channels() -> None:
    for rest in ("", "_51", "_51_v2"):
        readings = read(*(f"Film_{code}{rest}.wav" for code in ("FR", "SR", "SL", "BR")))
        assert values(readings, "language") == ["fr", "sr", "sl", "pt-BR"]
        assert values(readings, "channel") == [None] * 4
        assert all("could also be the channel" in say(reading.assumed[0]) for reading in readings)


def test_channels_of_wave_are_no_languages() -> None:
    labels = "FL FR FC LFE SL SR BL BR".split()  # noqa: SIM905  as people write it
    readings = read(*(f"Film_{label}.wav" for label in labels))
    assert values(readings, "channel") == "L R C LFE Lss Rss Lrs Rrs".split()  # noqa: SIM905
    assert values(readings, "language") == [None] * 8
    assert values(read("Film_LO.wav", "Film_RO.wav"), "channel") == ["L", "R"]
    assert values(read("Film_LO.wav", "Film_RO.wav", "Film_DE.wav"), "language") == ["lo", "ro", "de"]


def test_mexico_and_music() -> None:
    stems = read("Film_ES_DX.wav", "Film_ES_MX.wav", "Film_ES_FX.wav")
    assert values(stems, "kind") == [MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS]
    assert values(stems, "language") == ["es"] * 3
    (alone,) = read("Film_es-MX_51.wav")
    assert alone.language is not None
    assert (alone.language.value, alone.kind) == ("es-MX", None)


@pytest.mark.parametrize(
    ("pattern", "set_name"),
    [
        ("Film_01_{}.wav", "Film_01"),
        ("Film_{}_v2.wav", "Film_v2"),
        ("Film.{}-001.wav", "Film-001"),
        ("Film.{}.wav", "Film"),
        ("Film_FRE_{}_20240501.wav", "Film_FRE_20240501"),
        ("Film ({}).wav", "Film"),
        ("{} Film.wav", "Film"),
        ("Film_PM_{}.aif", "Film_PM"),
        ("{}.wav", ""),
        ("Film_{}", "Film"),
    ],
)
@pytest.mark.parametrize("labels", ["L R C LFE Ls Rs", "L R", "l r c lfe ls rs", "L R C LFE Lss Rss Lsr Rsr"])
def test_a_number_a_version_or_a_date_beside_the_channel_leaves_one_set(
    pattern: str, set_name: str, labels: str
) -> None:
    paths = [PurePath("reel", pattern.format(label)) for label in labels.split()]
    readings = read_names(paths)
    assert {reading.set_name for reading in readings.values()} == {set_name}
    assert [set(group) for group in sets_of(readings)] == [set(paths)]
    assert all(reading.assumed == () for reading in readings.values())


def test_files_of_a_set_that_are_counted() -> None:
    names = [f"Film_{number:02}_{label}.wav" for number, label in enumerate(["L", "R", "C"], start=1)]
    readings = read(*names)
    assert [reading.set_name for reading in readings] == ["Film"] * 3
    assert say(readings[0].assumed[0]) == "the numbers 01, 02, 03 count the files of one set"
    two_takes = read("Film_01_L.wav", "Film_01_R.wav", "Film_02_L.wav", "Film_02_R.wav")
    assert [reading.set_name for reading in two_takes] == ["Film_01", "Film_01", "Film_02", "Film_02"]


def test_broadcast_tracks_are_taken_in_order_and_that_is_said() -> None:
    for pattern in ("Film.A{}.wav", "Film_A{}.wav", "Film_CH{}.wav"):
        readings = read(*(pattern.format(number) for number in range(1, 7)))
        assert values(readings, "channel") == ["L", "R", "C", "LFE", "Ls", "Rs"]
        assert "in this order" in say(readings[0].assumed[0])
    assert values(read("Film.A1.wav", "Film.A2.wav"), "channel") == ["L", "R"]
    assert values(read(*(f"Film.A{number}.wav" for number in range(1, 5))), "channel") == [None] * 4
    assert values(read("Film.A1.wav", "Film.A3.wav"), "channel") == [None] * 2


def test_an_incomplete_set_says_what_is_missing() -> None:
    readings = read(*(f"Film_{label}_v2.wav" for label in ("L", "R", "C", "LFE", "Ls")))
    assert {say(reading.assumed[0]) for reading in readings} == {"5 of 6 channels of 5.1: Rs missing"}
    stated = read("Film_51_L.wav", "Film_51_R.wav")
    assert say(stated[0].assumed[0]) == "2 of 6 channels of 5.1: C, LFE, Ls, Rs missing"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Let_It_Go_51.wav", "Let It Go"),
        ("The_French_Dispatch_51.wav", "The French Dispatch"),
        ("Call_Me_By_Your_Name_PM_51.wav", "Call Me By Your Name"),
        ("Despicable_Me_51.wav", "Despicable Me"),
        ("La_Casa_de_Papel_51.wav", "La Casa de Papel"),
        ("Music_and_Lyrics_DX.wav", "Music and Lyrics"),
        ("the_cat_51.wav", "the cat"),
        ("IT_IS_WAR_51.wav", "IT IS WAR"),
        ("Blade_Runner_2049_51.wav", "Blade Runner 2049"),
        ("Dune_Part_2_51.wav", "Dune Part 2"),
    ],
)
def test_words_of_a_title_are_not_read(name: str, title: str) -> None:
    (reading,) = read(name)
    assert reading.title == title
    assert (reading.language, reading.reel, reading.channel) == (None, None, None)
    kind = MixKind.DIALOGUE if "DX" in name else MixKind.PRINTMASTER if "PM" in name else None
    assert (reading.kind and reading.kind.value) == kind


def test_what_differs_between_names_counts_also_left_of_the_title() -> None:
    readings = read("FR_Film_PM.wav", "DE_Film_PM.wav", "IT_Film_PM.wav")
    assert values(readings, "language") == ["fr", "de", "it"]
    assert {reading.title for reading in readings} == {"Film"}


def test_folders_count_and_the_nearest_word_wins() -> None:
    readings = read("de-DE/mix_51.wav", "French/Stems/DX/film_20.wav", "ME/mix_51.wav", "fr-FR/Film_GER_PM.wav")
    assert values(readings, "language") == ["de-DE", "fr", None, "de"]
    assert values(readings, "kind") == [MixKind.PRINTMASTER, MixKind.DIALOGUE, MixKind.ME, MixKind.PRINTMASTER]
    assert readings[0].language is not None
    assert readings[0].language.known is HowKnown.FOLDER_NAME


def test_of_absolute_paths_only_the_folders_below_the_shared_one_count() -> None:
    readings = read("/volumes/fr/de-DE/mix_51.wav", "/volumes/fr/it-IT/mix_51.wav")
    assert values(readings, "language") == ["de-DE", "it-IT"]
    assert values(read("/volumes/fr/mix_51.wav"), "language") == [None]


def test_reels_episodes_and_versions() -> None:
    assert values(read("Film_R1_51.wav", "Film_R2_51.wav", "Film_R3_51.wav"), "reel") == ["1", "2", "3"]
    assert values(read("Film_REEL1_51.wav", "Film_Reel 2.wav", "Film_AB01.wav"), "reel") == ["1", "2", "AB1"]
    assert values(read("Film_R1of2_51.wav", "Film_Bobine2.wav", "Film_Rolle_3_51.wav"), "reel") == ["1", "2", "3"]
    assert values(read("Film_R1AB_51.wav", "Film_2AB_51.wav", "Film_R3A_51.wav"), "reel") == ["1AB", "2AB", "3A"]
    revised = read("Film_REEL1_R2.wav", "Film_51_v02.wav", "Film_51_ver3.wav", "Film_V1.wav")
    assert values(revised, "version_number") == [2, 2, 3, 1]
    (alone,) = read("Film_FRE_R2.wav")
    assert values([alone], "version_number") == [2]
    assert say(alone.assumed[0]) == '"R2" is read as version number 2; it could also be reel 2'
    assert values(read("Show_S01E02_51.wav", "Show_EP103_51.wav", "Show_E04_51.wav"), "episode") == [
        "S01E02",
        "103",
        "4",
    ]
    assert values(read("Film_ORG_51.wav", "Film_OV.wav", "Film_dub_51.wav"), "version") == [
        Version.ORIGINAL,
        Version.ORIGINAL,
        Version.DUB,
    ]


def test_a_name_that_contradicts_itself_says_nothing() -> None:
    (reading,) = read("Film_FRE_GER_51.wav")
    assert reading.language is None
    assert say(reading.assumed[0]) == ("the name says more than one thing about the language (FRE, GER); none is taken")
    (stems,) = read("Film_DX_MX.wav")
    assert stems.kind is None
    assert values(read("Film_French_fr-CA.wav", "Film_51_it.wav", "Film_fre-CA.wav"), "language") == [
        "fr-CA",
        "it",
        "fr-CA",
    ]
    assert values(read("Area_51_PM_20.wav"), "layout") == ["2.0"]


def test_composed_and_decomposed_names_are_one_set() -> None:
    paths = [PurePath("Amélie_L.wav"), PurePath("Ame\u0301lie_R.wav")]
    assert paths[0].name.isascii() is False
    readings = read_names(paths)
    assert len({reading.set_name for reading in readings.values()}) == 1
    assert len(sets_of(readings)) == 1


def test_every_code_of_names_and_proposals_has_a_text_and_every_text_a_code() -> None:
    root = Path(__file__).parents[4] / "validator"
    sources = [*(root / "names").glob("*.py"), *(root / "delivery").rglob("*.py")]
    written = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    used = set(re.findall(r'"((?:names|inputs|proposal)\.[a-z0-9-]+)"', written))
    of_fields = {f"names.{form}.{field.value}" for form in ("as", "field") for field in Field}
    assert used <= set(codes())
    assert set(TEXTS) <= used | of_fields


def test_names_that_are_no_utf_8_are_read() -> None:
    (reading,) = read("Am\udce9lie_FRE_51.wav")
    assert values([reading], "language") == ["fr"]


def test_a_word_of_the_trade_is_no_region() -> None:
    """PM, ME, AD and ST are regions of ISO 3166, too: `de_PM` is a printmaster."""
    for name, language, kind in (
        ("Film_de_PM_51.wav", "de", MixKind.PRINTMASTER),
        ("Film_en-ME_51.wav", "en", MixKind.ME),
        ("Film_fr_AD_20.wav", "fr", MixKind.AUDIO_DESCRIPTION),
        ("Film_de_MX_51.wav", "de", MixKind.MUSIC),
    ):
        (reading,) = read(name)
        assert (values([reading], "language"), reading.kind and reading.kind.value) == ([language], kind), name
    assert values(read("Film_de_ST.wav", "Film_en_UK_51.wav", "Film_en-SG_51.wav"), "language") == [
        "de",
        "en-GB",
        "en-SG",
    ]
    assert values(read("Film_GER_VO.wav"), "language") == ["de"]


def test_a_downmix_beside_its_surround_mix_is_a_set_of_its_own() -> None:
    for first, last in (("Lo", "Ro"), ("LT", "RT")):
        names = [f"Film_GER_{label}.wav" for label in ("L", "R", "C", "LFE", "Ls", "Rs", first, last)]
        paths = [PurePath(name) for name in names]
        assert [len(group) for group in sets_of(read_names(paths))] == [6, 2]


def test_channels_written_out_are_channels() -> None:
    for left, right in (("LeftSurround", "RightSurround"), ("Left_Surround", "Right_Surround"), ("Lsur", "Rsur")):
        labels = ("Left", "Right", "Center", "LFE", left, right)
        assert values(read(*(f"Film_{label}.wav" for label in labels)), "channel") == ["L", "R", "C", "LFE", "Ls", "Rs"]


def test_tracks_whose_names_say_their_layout_begin_at_any_number() -> None:
    names = [f"Film_51_A{number}.wav" for number in range(1, 7)] + ["Film_20_A7.wav", "Film_20_A8.wav"]
    assert values(read(*names), "channel") == ["L", "R", "C", "LFE", "Ls", "Rs", "L", "R"]


def test_vi_is_the_version_internationale_beside_vf_and_vietnamese_elsewhere() -> None:
    beside_french = read("Film_VF_51.wav", "Film_VI_51.wav")
    assert (values(beside_french, "kind"), values(beside_french, "language")) == ([None, MixKind.ME], ["fr", None])
    beside_others = read("Film_FR_51.wav", "Film_DE_51.wav", "Film_VI_51.wav")
    assert (values(beside_others, "kind"), values(beside_others, "language")) == ([None] * 3, ["fr", "de", "vi"])


@pytest.mark.parametrize(
    ("name", "kind", "layout"),
    [
        ("FILM_51_PM_CENSORED.wav", MixKind.PRINTMASTER, "5.1"),
        ("FILM_5.1_ME_UNDIPPED.wav", MixKind.ME, "5.1"),
        ("Film_FR_51_PM copy.wav", MixKind.PRINTMASTER, "5.1"),
        ("FILM_ME_WEB_51.wav", MixKind.ME, "5.1"),
        ("Film_EN_51_Uncut.wav", None, "5.1"),
        ("FOLLOW_ME_HOME_51.wav", None, "5.1"),
        ("AREA_51_STORY_20.wav", None, "2.0"),
    ],
)
def test_a_word_behind_the_facts_leaves_them(name: str, kind: MixKind | None, layout: str) -> None:
    reading = read(name)
    assert (values(reading, "kind"), values(reading, "layout")) == ([kind], [layout])
