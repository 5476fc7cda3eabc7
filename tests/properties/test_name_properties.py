"""Names that are built by a convention are read back, each word at most once, in whatever order the names come."""

from __future__ import annotations

from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from specs.vocabulary import LAYOUTS, MixKind
from validator.names.deciding import Slots, decide, split_name
from validator.names.read import read_names
from validator.names.sisters import sets_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from specs.vocabulary import Layout

KINDS = {
    "PM": MixKind.PRINTMASTER, "FULLMIX": MixKind.PRINTMASTER, "M&E": MixKind.ME, "FFME": MixKind.ME,
    "DX": MixKind.DIALOGUE, "DLG": MixKind.DIALOGUE, "MX": MixKind.MUSIC, "SFX": MixKind.EFFECTS,
    "NARR": MixKind.NARRATION,
}  # fmt: skip
LANGUAGES = {
    "FRE": "fr", "GER": "de", "fr-FR": "fr-FR", "pt_BR": "pt-BR", "es-419": "es-419", "FR": "fr", "SR": "sr",
    "SL": "sl", "JPN": "ja", "CS": "cs", "French": "fr", "PL": "pl", "CZE": "cs",
}  # fmt: skip
LAYOUT_WORDS = {"51": "5.1", "5.1": "5.1", "20": "2.0", "LtRt": "LtRt", "7.1.4": "7.1.4", "STEREO": "2.0"}
TITLES = ["Film", "Night Tram", "The Kite", "Zwolf", "Let It Go", "Area"]
SEPARATORS = ["_", "-", " ", ".", "__", " - "]


@st.composite
def built_names(draw: st.DrawFn) -> tuple[str, MixKind, str, str, int]:
    """A name by a convention, and what it says."""
    kind, language, layout = (draw(st.sampled_from(sorted(table))) for table in (KINDS, LANGUAGES, LAYOUT_WORDS))
    version = draw(st.integers(1, 40))
    spelled = draw(st.sampled_from(["v{}", "v{:02}", "ver{}", "V{}"])).format(version)
    words = draw(st.permutations([kind, language, layout, spelled]))
    separator = draw(st.sampled_from(SEPARATORS))
    title = draw(st.sampled_from(TITLES)).replace(" ", separator)
    return separator.join([title, *words]) + ".wav", KINDS[kind], LANGUAGES[language], LAYOUT_WORDS[layout], version


@given(built_names())
def test_a_built_name_is_read_back(built: tuple[str, MixKind, str, str, int]) -> None:
    name, kind, language, layout, version = built
    reading = read_names([PurePath(name)])[PurePath(name)]
    parts = (reading.kind, reading.language, reading.layout, reading.version_number)
    assert [part and part.value for part in parts] == [kind, language, layout, version], name
    assert reading.channel is None


PATTERNS = [
    *("{title}_{word}_{label}", "{title}.{label}-{number}", "{title}_{number}_{label}", "{label} {title}"),
    *("{title}_{label}_{word}_{date}", "{title} ({label}) v{number}"),
]
SETS = [layout for layout in LAYOUTS.values() if len(set(layout.labels)) == len(layout.labels) > 1]


@given(
    st.sampled_from(PATTERNS),
    st.sampled_from(SETS),
    st.sampled_from(["FRE", "DX", "fr-FR", "SR", "BR", "M&E"]),
    st.integers(1, 999),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_a_built_set_is_one_set(
    pattern: str, layout: Layout, word: str, number: int, case: Callable[[str], str]
) -> None:
    labels = layout.labels
    paths = [
        PurePath(
            pattern.format(title="Film", word=word, label=case(label), number=f"{number:03}", date="20240501") + ".wav"
        )
        for label in labels
    ]
    readings = read_names(paths)
    assert [channel and channel.value for channel in (readings[path].channel for path in paths)] == list(labels)
    downmix = [path for path, label in zip(paths, labels, strict=True) if label in ("Lt", "Rt")]
    sets = [[path for path in paths if path not in downmix], downmix]
    assert [sorted(group) for group in sets_of(readings)] == [sorted(one) for one in sets if one]


OTHERS = [
    *("L", "R", "C", "Ls", "Rs", "LFE", "FL", "BR", "LO", "RO", "MX", "ME", "R1", "R2", "v2", "A1", "A2"),
    *("001", "01", "2024", "It", "é", "e\u0301", "\udce9"),
]


@st.composite
def folders_of_names(draw: st.DrawFn) -> list[PurePath]:
    """Names of words that convention knows and words that it does not, glued in any way."""
    words = st.sampled_from([*KINDS, *LANGUAGES, *LAYOUT_WORDS, *TITLES, *OTHERS])
    name = st.lists(words, min_size=1, max_size=6)
    separator = draw(st.sampled_from(SEPARATORS))
    names = draw(st.lists(name, min_size=1, max_size=8))
    folder = draw(st.sampled_from(["", "de-DE/", "French/DX/"]))
    return [PurePath(folder + separator.join(name) + ".wav") for name in names]


@given(folders_of_names(), st.randoms(use_true_random=False))
def test_the_order_of_the_paths_does_not_matter(paths: list[PurePath], chance: random.Random) -> None:
    shuffled = list(paths)
    chance.shuffle(shuffled)
    assert read_names(paths) == read_names(shuffled)


@given(folders_of_names())
def test_no_word_is_read_two_ways(paths: Sequence[PurePath]) -> None:
    names = [split_name(path.stem, 0) for path in paths]
    slots = Slots(names)
    for name in names:
        spans = [(one.meaning.first, one.meaning.end) for one in decide(name, slots)]
        assert all(first_end <= next_first for (_, first_end), (next_first, _) in pairwise(spans))
    for path, reading in read_names(paths).items():
        parts = [reading.channel, reading.kind, reading.language, reading.layout, reading.reel, reading.version_number]
        inside = [(part.start, part.start + len(part.word)) for part in parts if part and part.word in path.name]
        own = sorted(span for span in inside if path.parent == PurePath())
        assert all(end <= start for (_, end), (start, _) in pairwise(own))
        assert not (
            reading.channel
            and reading.language
            and reading.channel.start == reading.language.start
            and path.parent == PurePath()
        )
