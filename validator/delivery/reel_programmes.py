"""Which mixes of a run are the reels of one programme, and the verdict on all of them together."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from specs.errors import ToolError
from specs.message import message
from specs.requirements.requirement import Grade, Level
from validator.delivery.judged import MixResult, subject_of
from validator.delivery.unfit import PROFILE, report_of
from validator.finding import Finding, Place, Severity, State
from validator.judge import fingerprint
from validator.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from specs.statement import Statement
    from specs.vocabulary import Layout, MixKind, Version
    from validator.delivery.inputs import Inputs
    from validator.delivery.judged import Judging
    from validator.delivery.mixes import Mix
    from validator.measurements import Measurements

NOT_MEASURED: Final = "delivery.reel-not-measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProgrammeKey:
    """What the reels of one programme have in common."""

    delivery: Path | None
    kind: MixKind
    language: str | None
    version: Version | None
    soundfield: str


@dataclass(slots=True, kw_only=True)
class _ReelProgramme:
    """A programme in reels.

    Attributes:
        name: How reports call it.
        path: Its identity in the delivery; no file has it.
        reels: Its mixes in order of number.
        measured: Readings of those that were measured, by path; None for one that could not be.
    """

    name: str
    path: str
    reels: tuple[Mix, ...]
    measured: dict[str, Measurements | None] = field(default_factory=dict)

    def result(self, judging: Judging) -> MixResult:
        """Hold all reels together against the sheets; open where one of them was not measured."""
        measured = [self.measured[mix.path] for mix in self.reels]
        found = [one for one in measured if one is not None]
        if len(found) < len(measured):
            return self._unmeasured(judging)
        from validator.delivery.reels import joined, reels_of  # scipy, which a plain measurement does without

        subjects = zip(found, (mix.statement for mix in self.reels), strict=True)
        spans = [subject_of(one, statement).span for one, statement in subjects]
        statement = self._statement().model_copy(
            update={"joined": reels_of(found, spans, [mix.path for mix in self.reels])}
        )
        whole = joined(found, spans).model_copy(update={"name": self.name, "statement": statement})
        return judging.judged(whole, statement)

    def _statement(self) -> Statement:
        """Return what is stated about all reels together: what places one reel in its file is left out."""
        first = self.reels[0]
        others = first.statement.companions
        facts = first.statement.programme
        placing = ("picture_rate", "duration_frames", "start_timecode", "preset")
        action = ("first_frame_of_action", "last_frame_of_action")
        return first.statement.model_copy(
            update={
                "path": self.path,
                "name": self.name,
                "programme": facts.model_copy(
                    update={**dict.fromkeys((*placing, *action)), "action_is_whole": True},
                ),
                "reel": None,
                "judged_with": None,
                "companions": None if others is None else (first.as_companion(), *others),
                "dialogue": None,
                "me": None,
            }
        )

    def _unmeasured(self, judging: Judging) -> MixResult:
        lacking = next(mix for mix in self.reels if self.measured[mix.path] is None)
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
            where=(Place(file=lacking.path),),
            reason=message("delivery.reel-not-measured", file=lacking.path),
            remedy=message("remedy.reel-not-measured"),
            fingerprint=fingerprint(PROFILE, NOT_MEASURED, self.path),
        )
        stated = self._statement()
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
        self._programme_of: dict[tuple[Path, str], _ReelProgramme] = {}
        for key, reels in _by_key(inputs).items():
            programme = _programme(key, reels)
            if programme is not None:
                stated |= {_identity(mix): mix for mix in programme.reels}
                self._programme_of |= {_identity(mix): programme for mix in programme.reels}
        self.mixes: list[Mix] = [stated.get(_identity(mix), mix) for mix in inputs.mixes]

    def add(self, mix: Mix, measurements: Measurements | None, judging: Judging) -> MixResult | None:
        """Take a mix that was measured, or could not be.

        Returns:
            What came of all reels together, where this was the last of them; else None.
        """
        programme = self._programme_of.get(_identity(mix))
        if programme is None:
            return None
        programme.measured[mix.path] = measurements
        if len(programme.measured) < len(programme.reels):
            return None
        result = programme.result(judging)
        programme.measured.clear()
        return result


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
        path = mix.paths[0].resolve()
        folders = (each.folder for each in inputs.deliveries)
        key = _ProgrammeKey(
            delivery=next((folder for folder in folders if path.is_relative_to(folder.resolve())), None),
            kind=mix.statement.kind,
            language=mix.statement.language,
            version=mix.statement.version,
            soundfield=header.layout.soundfield,
        )
        found[key].append((mix, header.layout, header.sample_rate_hz))
    return found


def _programme(key: _ProgrammeKey, reels: Sequence[tuple[Mix, Layout, int]]) -> _ReelProgramme | None:
    """Return the programme that reels make; None where they make none."""
    in_order = sorted(reels, key=lambda reel: reel[0].statement.reel or 0)
    count = len(in_order)
    numbers = [mix.statement.reel for mix, _, _ in in_order]
    forms = {(frozenset(layout.labels), rate) for _, layout, rate in in_order}
    if count < 2 or numbers != list(range(1, count + 1)) or len(forms) > 1:
        return None
    version = None if key.version is None else key.version.value
    words = [key.kind.value, key.language, version, key.soundfield, f"reels 1 to {count}"]
    name = " ".join(word for word in words if word)
    folder = _shared_folder([mix.path for mix, _, _ in in_order])
    path = (PurePosixPath(folder) / name).as_posix()
    stated = tuple(
        replace(mix, statement=mix.statement.model_copy(update={"judged_with": path})) for mix, _, _ in in_order
    )
    return _ReelProgramme(name=name, path=path, reels=stated)


def _shared_folder(paths: Sequence[str]) -> str:
    """Return the folder that all places lie in; the delivery itself where some lie outside it."""
    folders = [PurePosixPath(path).parent for path in paths]
    if len({folder.is_absolute() for folder in folders}) > 1:
        return "."
    return os.path.commonpath(folders)
