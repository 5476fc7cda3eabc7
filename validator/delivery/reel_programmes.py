"""Which mixes of a run are the reels of one programme, and the verdict on all of them together."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from specs.errors import ToolError
from specs.message import message
from specs.real_path import real_path
from specs.requirements.requirement import Grade, Level
from specs.statements.statement import Companion
from specs.vocabulary import parse_layout
from validator.delivery.judged import MixResult, subject_of
from validator.delivery.unfit import PROFILE, report_of
from validator.judging.judge import fingerprint
from validator.results.finding import Finding, Place, Severity, State
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from specs.statements.statement import Statement
    from specs.vocabulary import Layout, MixKind, Version
    from validator.delivery.ingest.inputs import Inputs
    from validator.delivery.ingest.mixes import Mix
    from validator.delivery.judged import Judging
    from validator.results.measurements import Measurements

NOT_MEASURED: Final = "delivery.reel-not-measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProgrammeKey:
    """What the reels of one programme have in common."""

    delivery: Path | None
    kind: MixKind
    language: str | None
    version: Version | None
    episode: str | None
    soundfield: str


@dataclass(slots=True, kw_only=True)
class ReelProgramme:
    """A programme in reels.

    Attributes:
        path: Its identity in the delivery; no file has it.
        count: How many reels it has.
        stated: What is stated about the reels at hand, by number.
        measured: Readings of those that were measured, by number; None for one that could not be.
    """

    path: str
    count: int
    stated: dict[int, Statement] = field(default_factory=dict)
    measured: dict[int, Measurements | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How reports call it."""
        return PurePosixPath(self.path).name

    def add(self, statement: Statement, measurements: Measurements | None) -> None:
        """Take a reel that was measured, or could not be."""
        assert statement.reel is not None, "only a reel is a part of it"
        self.stated[statement.reel] = statement
        self.measured[statement.reel] = measurements

    def result(self, judging: Judging) -> MixResult:
        """Hold all reels together against the sheets; open where one of them was not measured, or is not at hand."""
        numbers = range(1, self.count + 1)
        found = [one for number in numbers if (one := self.measured.get(number)) is not None]
        if len(found) < self.count:
            return self._unmeasured(judging)
        from validator.delivery.reels import joined, reels_of  # scipy, which a plain measurement does without

        stated = [self.stated[number] for number in numbers]
        spans = [subject_of(one, statement).span for one, statement in zip(found, stated, strict=True)]
        places = [statement.path or one.name for one, statement in zip(found, stated, strict=True)]
        statement = self._statement(found[0]).model_copy(update={"joined": reels_of(found, spans, places)})
        whole = joined(found, spans).model_copy(update={"name": self.name, "statement": statement})
        return judging.judged(whole, statement)

    def _statement(self, measured: Measurements | None) -> Statement:
        """Return what is stated about all reels together: what places one reel in its file is left out."""
        first = self.stated[min(self.stated)]
        others = first.companions
        facts = first.programme
        placing = ("picture_rate", "duration_frames", "start_timecode", "preset")
        action = ("first_frame_of_action", "last_frame_of_action")
        return first.model_copy(
            update={
                "path": self.path,
                "name": self.name,
                "programme": facts.model_copy(
                    update={**dict.fromkeys((*placing, *action)), "action_is_whole": True},
                ),
                "reel": None,
                "reel_count": None,
                "judged_with": None,
                "companions": None if others is None or measured is None else (_companion(first, measured), *others),
                "dialogue": None,
                "me": None,
            }
        )

    def _unmeasured(self, judging: Judging) -> MixResult:
        lacking = next(number for number in range(1, self.count + 1) if self.measured.get(number) is None)
        known = self.stated.get(lacking)
        place = f"reel {lacking}" if known is None or known.path is None else known.path
        finding = Finding(
            rule=NOT_MEASURED,
            key=NOT_MEASURED,
            state=State.NOT_MEASURED,
            binding=True,
            severity=Severity.BLOCKER,
            level=Level.SHALL,
            grade=Grade.PRIMARY,
            source="what was handed in",
            measured=None,
            required="every reel of a programme can be measured",
            margin=None,
            where=(Place(file=place),),
            reason=message("delivery.reel-not-measured", file=place),
            remedy=message("remedy.reel-not-measured"),
            fingerprint=fingerprint(PROFILE, NOT_MEASURED, self.path),
        )
        stated = self._statement(None)
        report = report_of(stated, self.name, finding, verdict=Verdict.INCOMPLETE, version=judging.version)
        report = judging.forgiven(report, stated)
        return MixResult(name=self.name, path=self.path, kind=stated.kind, language=stated.language, reports=(report,))


class ReelProgrammes:
    """The programmes in reels of a run: told from the headers, so that a reel is judged as one from the start.

    Reels of one kind, language, version and soundfield are one programme where their numbers are 1 to n, n being 2 or
    more, and their sample rate and channels are the same. Where a number is missing or there twice, or a file cannot be
    opened, there is no programme to be measured, and each reel is judged on its own.

    Attributes:
        mixes: All mixes of the run in their order; a reel of a programme is stated to be judged with it.
    """

    def __init__(self, inputs: Inputs) -> None:
        stated: dict[tuple[Path, str], Mix] = {}
        self._programme_of: dict[tuple[Path, str], ReelProgramme] = {}
        for key, reels in _by_key(inputs).items():
            mixes = _judged_together(key, reels)
            programme = None
            for mix in mixes:
                statement = mix.statement
                assert statement.judged_with is not None, "it was stated just now"
                programme = programme or ReelProgramme(path=statement.judged_with, count=len(mixes))
                stated[_identity(mix)] = mix
                self._programme_of[_identity(mix)] = programme
        self.mixes: list[Mix] = [stated.get(_identity(mix), mix) for mix in inputs.mixes]

    def add(self, mix: Mix, measurements: Measurements | None, judging: Judging) -> MixResult | None:
        """Take a mix that was measured, or could not be.

        Returns:
            What came of all reels together, where this was the last of them; else None.
        """
        programme = self._programme_of.get(_identity(mix))
        if programme is None:
            return None
        programme.add(mix.statement, measurements)
        if len(programme.measured) < programme.count:
            return None
        result = programme.result(judging)
        programme.measured.clear()
        return result


class SavedReels:
    """Programmes in reels of which only measurements are at hand: put together once all of them were judged."""

    def __init__(self) -> None:
        self._programmes: dict[str, ReelProgramme] = {}
        self._judged: set[str] = set()

    def add(self, measurements: Measurements, statement: Statement) -> None:
        """Take a mix that was judged by its measurements; one that is no reel changes nothing."""
        if statement.joined and statement.path is not None:
            self._judged.add(statement.path)
        if statement.judged_with is None or statement.reel is None or statement.reel_count is None:
            return
        path = statement.judged_with
        programme = self._programmes.setdefault(path, ReelProgramme(path=path, count=statement.reel_count))
        programme.add(statement, measurements)

    def take_note(self, path: str | None) -> None:
        """Take note of a verdict that stands: the programme of that place was judged, or could not be."""
        if path is not None:
            self._judged.add(path)

    def results(self, judging: Judging) -> Iterator[tuple[Measurements, MixResult]]:
        """Yield what came of each programme that no report tells of, with the measurements of one of its reels."""
        for path, programme in self._programmes.items():
            if path not in self._judged:
                yield next(one for one in programme.measured.values() if one is not None), programme.result(judging)


def _companion(statement: Statement, measured: Measurements) -> Companion:
    """Return a reel as others of its delivery see it."""
    layout = None if measured.layout is None else parse_layout(measured.layout)
    return Companion(
        name=measured.name,
        path=statement.path,
        mix_kind=statement.kind,
        soundfield=None if layout is None else layout.soundfield,
        language=statement.language,
        episode=statement.episode,
    )


def _identity(mix: Mix) -> tuple[Path, str]:
    """Return what tells a mix of a run from any other: paths in deliveries may be the same, files are not."""
    return mix.paths[0], mix.path


def _by_key(inputs: Inputs) -> dict[_ProgrammeKey, list[tuple[Mix, Layout, int]]]:
    """Reels by what they have in common, each with the layout and the sample rate of its header."""
    found: dict[_ProgrammeKey, list[tuple[Mix, Layout, int]]] = defaultdict(list)
    for mix in inputs.mixes:
        if mix.statement.reel is None:
            continue
        try:
            header = mix.open()
        except ToolError:
            continue
        if header.layout is None:
            continue
        path = real_path(mix.paths[0])
        folders = (each.folder for each in inputs.deliveries)
        key = _ProgrammeKey(
            delivery=next((folder for folder in folders if path.is_relative_to(real_path(folder))), None),
            kind=mix.statement.kind,
            language=mix.statement.language,
            version=mix.statement.version,
            episode=mix.statement.episode,
            soundfield=header.layout.soundfield,
        )
        found[key].append((mix, header.layout, header.sample_rate_hz))
    return found


def _judged_together(key: _ProgrammeKey, reels: Sequence[tuple[Mix, Layout, int]]) -> tuple[Mix, ...]:
    """Return the reels that make a programme, stated to be judged with it; none where they make none."""
    in_order = sorted(reels, key=lambda reel: reel[0].statement.reel or 0)
    count = len(in_order)
    numbers = [mix.statement.reel for mix, _, _ in in_order]
    forms = {(frozenset(layout.labels), rate) for _, layout, rate in in_order}
    if count < 2 or numbers != list(range(1, count + 1)) or len(forms) > 1:
        return ()
    version = None if key.version is None else key.version.value
    words = [key.episode, key.kind.value, key.language, version, key.soundfield, f"reels 1 to {count}"]
    name = " ".join(word for word in words if word)
    folder = _shared_folder([mix.path for mix, _, _ in in_order])
    path = (PurePosixPath(folder) / name).as_posix()
    together = {"judged_with": path, "reel_count": count}
    return tuple(replace(mix, statement=mix.statement.model_copy(update=together)) for mix, _, _ in in_order)


def _shared_folder(paths: Sequence[str]) -> str:
    """Return the folder that all places lie in; the delivery itself where some lie outside it."""
    folders = [PurePosixPath(path).parent for path in paths]
    if len({folder.is_absolute() for folder in folders}) > 1:
        return "."
    return os.path.commonpath(folders)
