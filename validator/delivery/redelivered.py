"""Opens the sound of both rounds of a mix, and holds one against the other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from specs.errors import ToolError
from specs.message import message
from specs.real_path import real_path
from specs.vocabulary import parse_layout
from validator.audio.digests import ALGORITHMS, new_hasher
from validator.audio.programme import open_programme
from validator.comparisons.redelivery.redelivery import DEEPEST_BITS, compare_redelivery
from validator.delivery.ingest.file_parts import open_part
from validator.progress import Show, unseen
from validator.rounds.between import ComparedSound
from validator.rounds.mixes import same_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from specs.message import Message
    from validator.audio.programme import Programme
    from validator.results.measurements import Measurements
    from validator.results.report import Report
    from validator.rounds.mixes import HandedMix

_PAYLOADS: Final = ("", "data", "data/audio")
"""Where below a folder the paths of its mixes begin: at once, or in the payload of a bag, or of a stem bundle."""

_READ_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSound:
    """Where the sound of a round is.

    Attributes:
        folder: What the paths of its mixes begin at; None where its sound is not at hand.
        was_just_read: True where its mixes were measured in this run: the files are then those that were judged.
    """

    folder: Path | None
    was_just_read: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundOfRounds:
    """Holds the sound of each mix against that of the last round, where both are at hand.

    Attributes:
        old, new: Where it is.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
    """

    old: RoundSound
    new: RoundSound
    show: Show = unseen

    def __call__(self, old: HandedMix, new: HandedMix) -> ComparedSound:
        """Compare one mix; files that are the same to the byte are not read again."""
        if self.old.folder is None or self.new.folder is None or same_bytes(old, new):
            return ComparedSound()
        opened: list[Programme] = []
        bits = DEEPEST_BITS
        for mix, sound, which in ((old, self.old, "round.the-last"), (new, self.new, "round.this-one")):
            report = next((one for one in mix.reports if one.measurements is not None), None)
            if report is None:
                return ComparedSound()
            found = _opened(report, sound, message(which))
            if not isinstance(found, tuple):
                return ComparedSound(why_not=found)
            opened.append(found[0])
            bits = min(bits, found[1])
        moved = self.show(new.name, opened[1].sample_count)
        try:
            result = compare_redelivery(opened[0], opened[1], bits=bits, advance=moved)
        except ToolError as error:
            return ComparedSound(why_not=message("redelivery.cannot-be-read", reason=error.what))
        return ComparedSound(redelivery=result)


def _opened(report: Report, sound: RoundSound, which: Message) -> tuple[Programme, int] | Message:
    """Return the programme that was judged and its word length; what is in the way where it cannot be had."""
    measured = report.measured
    statement = measured.statement
    assert sound.folder is not None, "the caller has looked"
    if statement is not None and statement.joined:
        return message("redelivery.joined")
    paths = _paths(report, sound.folder)
    if paths is None:
        names = tuple(facts.name for facts in measured.files)
        return message("redelivery.sound-absent", round=which, files=names)
    if not sound.was_just_read and not _are_as_judged(paths, measured):
        return message("redelivery.sound-is-another", round=which)
    try:
        programme = _programme(paths, measured)
    except ToolError as error:
        return message("redelivery.cannot-be-read", reason=error.what)
    return programme, min(facts.valid_bits for facts in measured.files)


def _paths(report: Report, folder: Path) -> list[Path] | None:
    """Return the files of a mix below a folder; None where one is not there.

    A path of a report is what a stranger wrote: it is never followed out of the folder.
    """
    place = PurePosixPath((report.path or report.name).partition("#")[0])
    root = real_path(folder)
    for payload in _PAYLOADS:
        for within in dict.fromkeys((place.parent, PurePosixPath())):
            found = [folder / payload / within / PurePosixPath(facts.name).name for facts in report.measured.files]
            if all(path.is_file() and real_path(path).is_relative_to(root) for path in found):
                return found
    return None


def _are_as_judged(paths: list[Path], measured: Measurements) -> bool:
    """Say whether files are those that were measured: by a digest where one was made, else by size."""
    for path, facts in zip(paths, measured.files, strict=True):
        made = {name: digest for name, digest in measured.digests.get(facts.name, {}).items() if name in ALGORITHMS}
        if not made:
            if path.stat().st_size != facts.size_bytes:
                return False
            continue
        algorithm = min(made)
        hasher = new_hasher(algorithm)
        with path.open("rb") as file:
            while piece := file.read(_READ_BYTES):
                hasher.update(piece)
        if hasher.hexdigest() != made[algorithm]:
            return False
    return True


def _programme(paths: list[Path], measured: Measurements) -> Programme:
    statement = measured.statement
    if statement is not None and statement.part is not None:
        return open_part(paths[0], statement.part)
    if len(paths) > 1:
        roles = dict(zip(paths, measured.channel_labels, strict=False))
        return open_programme(paths, roles=roles if measured.layout is not None else None)
    layout = None if measured.layout is None else parse_layout(measured.layout)
    return open_programme(paths, layout=layout)
