"""Which episode, or which of several titles, each file of a delivery belongs to, where nobody states it.

| names                                                            | episodes                                    |
|------------------------------------------------------------------|---------------------------------------------|
| `Show_S01E01_en`, `Show_S01E02_en`, `Season 2/Episode 1/mix`     | `S01E01`, `S01E02`, `S02E01`                |
| `Show_S01E01_en`, `Show_S01E02_en`, `Show_ME`                    | `S01E01`, `S01E02`, none: it serves both    |
| `House_101_en`, `House_101_de`, `House_102_en`, `House_102_de`   | `House 101`, `House 102`                    |
| `Alpha/en/mix`, `Alpha/de/mix`, `Beta/en/mix`, `Beta/de/mix`     | `Alpha`, `Beta`                             |
| `Film_en`, `Film_de`, `Film_score_MX`                            | none: nothing is there twice                |

Words that mean nothing else tell episodes apart only where the delivery holds something twice without them: they may be
any remark of a studio.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING

from validator.names.read import read_names

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from specs.statements.delivery import DeliveredFile
    from validator.names.reading import NameReading


def with_episodes(files: Sequence[DeliveredFile]) -> tuple[DeliveredFile, ...]:
    """Return the files of a delivery with their episodes; as they are where one of them states its own.

    Args:
        files: What is delivered, with the fields that are stated or were read from names. None of them is opened.
    """
    if any(file.episode is not None for file in files):
        return tuple(files)
    paths = [PurePath(_place(file)) for file in files]
    read = read_names(paths)
    readings = [read[path] for path in paths]
    episodes = _numbered(readings) or _titled(files, readings)
    return tuple(
        file if episode is None else file.model_copy(update={"episode": episode})
        for file, episode in zip(files, episodes or [None] * len(files), strict=True)
    )


def _place(file: DeliveredFile) -> str:
    return file.path or min((file.channels or {}).values())


def _numbered(readings: Sequence[NameReading]) -> list[str | None] | None:
    """The episodes that names state by number; None where they state fewer than two."""
    found = [_number(reading) for reading in readings]
    return found if len(set(found) - {None}) > 1 else None


def _number(reading: NameReading) -> str | None:
    """`S01E02`, `E02` where no season is stated."""
    if reading.episode is None:
        return None
    season, _, number = reading.episode.value.replace("X", "E").removeprefix("S").rpartition("E")
    season = season or ("" if reading.season is None else reading.season.value)
    return f"{f'S{int(season):02}' if season else ''}E{int(number):02}"


def _titled(files: Sequence[DeliveredFile], readings: Sequence[NameReading]) -> list[str | None] | None:
    """Titles, where the delivery holds something twice without them and fewer things twice with them."""
    titles = [reading.programme for reading in readings]
    shared = {title for title, count in Counter(titles).items() if title is not None and count > 1}
    known: dict[Hashable, set[str]] = defaultdict(set)
    for file, reading, title in zip(files, readings, titles, strict=True):
        if title in shared:  # a file alone under its title is held against nothing
            known[_what(file, reading)].add(title)
    rivals = {title for found in known.values() if len(found) > 1 for title in found}
    return [title if title in rivals else None for title in titles] if rivals else None


def _what(file: DeliveredFile, reading: NameReading) -> Hashable:
    """What a delivery holds once of every episode."""
    number = None if reading.version_number is None else reading.version_number.value
    return file.kind, file.language, file.version, file.layout, file.part, file.reel, number
