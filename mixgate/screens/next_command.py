"""What to type next: the rules that fail or are open, explained, and the correction where there is one."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import TYPE_CHECKING, Final

from rich.text import Text

from mixgate.screens.console import Words
from specs.message import codes_within
from specs.vocabulary import MixKind
from validator.comparisons.relations import Relation
from validator.explain import rule_ids
from validator.reporters.report_wording import OPEN, standing_as
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rich.console import Console

    from validator.delivery.dialogue_guides import MixFiles
    from validator.delivery.ingest.mixes import Mix
    from validator.results.report import Report

_TRANSPARENT: Final = "transparent"
_LEVEL: Final = "level"
_PROCESSING: Final = "processing"
GRADES: Final = (_TRANSPARENT, _LEVEL, _PROCESSING)
"""Words of `--permit`, as `packager.corrections.correction.CorrectionGrade` has them; a check need not load it."""

CORRECTED: Final[dict[str, str]] = {
    "remedy.reorder-channels": _TRANSPARENT,
    "remedy.export-with-start": _TRANSPARENT,
    "remedy.stamp": _TRANSPARENT,
    "remedy.stamp-all": _TRANSPARENT,
    "remedy.pad-so-that": _TRANSPARENT,
    "remedy.trim-so-that": _TRANSPARENT,
    "remedy.pad-samples": _TRANSPARENT,
    "remedy.trim-samples": _TRANSPARENT,
    "remedy.raise-level": _LEVEL,
    "remedy.lower-level": _LEVEL,
    "remedy.limit-true-peak": _PROCESSING,
    "remedy.limit-sample-peak": _PROCESSING,
    "remedy.convert-sample-rate": _PROCESSING,
    "remedy.export-word-length": _PROCESSING,
    "remedy.export-container": _TRANSPARENT,
    "remedy.export-as": _TRANSPARENT,
    "remedy.exchange-channels": _TRANSPARENT,
    "comparison.repair.earlier": _TRANSPARENT,
    "comparison.repair.later": _TRANSPARENT,
    "comparison.repair.order": _TRANSPARENT,
    "comparison.repair.polarity": _LEVEL,
    "comparison.repair.cut-out": _PROCESSING,
    "comparison.repair.speed": _PROCESSING,
}
"""Remedies that `mixgate fix` can carry out, with the grade that has to be permitted. Whether it finds a plan for the
mix is for it to say."""

_BY_COMPARISON: Final = frozenset(
    code for code in CORRECTED if code.startswith("comparison.") or code == "remedy.exchange-channels"
)
"""Remedies that are carried out where a mix is held against its original."""

_AGAINST: Final = (Relation.DUB, Relation.FOLD_DOWN)
"""What a mix is put right against, the first that it does not agree with."""

_MOST_RULES: Final = 6
_INDENT: Final = "  "


class NextCommand:
    """Gathers what a run finds, and says what to type.

    Args:
        mixes: The mixes of the run, for the names of their files.
        sheets: What was written for a sheet that goes by its file, by its id; the others go by their ids.
    """

    def __init__(self, mixes: Sequence[Mix] = (), sheets: Mapping[str, str] | None = None) -> None:
        self._sheets = {} if sheets is None else sheets
        self._mixes: dict[str, Mix | None] = {}
        for mix in mixes:
            twice = mix.path in self._mixes  # two deliveries of one run: which one a report means is not known
            self._mixes[mix.path] = None if twice else mix
        self._rules: Counter[str] = Counter()
        self._fix: list[str] | None = None
        self._correctable: set[str] = set()

    def note(self, report: Report) -> None:
        """Take note of a report."""
        if report.verdict is Verdict.ACCEPTABLE:
            return
        open_ones = standing_as(report, *OPEN)
        self._rules.update(list(dict.fromkeys(finding.rule for finding in open_ones)))
        codes = {
            code for finding in open_ones if finding.remedy is not None for code in codes_within(finding.remedy)
        } & CORRECTED.keys()
        mix, partner = self._mixes.get(report.path or ""), self._partner_of(report)
        if partner is None:
            codes -= _BY_COMPARISON
        # A damaged file is not corrected, it is printed again.
        if codes and mix is not None and report.measurements is not None and not report.damage:
            self._correctable.add(report.path or report.name)
            if self._fix is None:
                against = partner if codes & _BY_COMPARISON else None
                grades = {CORRECTED[code] for code in codes}
                self._fix = _fix_words(report, mix, grades, self._sheet_of(report), against)

    def _partner_of(self, report: Report) -> Path | None:
        """Return the file that a mix does not agree with, the original's or the 5.1 of a 2.0; None for a mono set."""
        compared = () if report.measurements is None else report.measurements.comparisons
        differ = [one for one in compared if one.cause is not None and one.relation in _AGAINST]
        differ.sort(key=lambda one: _AGAINST.index(one.relation))
        found = (self._mixes.get(one.partner.path or "") for one in differ)
        return next((mix.paths[0] for mix in found if mix is not None and len(mix.paths) == 1), None)

    def _sheet_of(self, report: Report) -> str:
        return self._sheets.get(report.sheet.id, report.sheet.id)

    def show(self, console: Console) -> None:
        """Show the rules and the commands; nothing where nothing needs work."""
        if not self._rules:
            return
        ordered = [rule for rule, _ in self._rules.most_common()]
        shown = [f"{rule} ({self._rules[rule]})" if self._rules[rule] > 1 else rule for rule in ordered[:_MOST_RULES]]
        more = f" and {len(ordered) - _MOST_RULES} more" if len(ordered) > _MOST_RULES else ""
        console.print(Words(f"Rules that fail or are open: {', '.join(shown)}{more}", hanging=2))
        explained = next((rule for rule in ordered if rule in rule_ids()), None)
        commands = [] if explained is None else [f"mixgate explain {explained}"]
        if self._fix is not None:
            others = f"   # {len(self._correctable)} mixes in all" if len(self._correctable) > 1 else ""
            commands.append(f"{shlex.join(self._fix)}{others}")
        if commands:
            console.print(Text("Next:", style="bold"))
        for command in commands:
            console.print(Text(f"{_INDENT}{command}"), soft_wrap=True)


def _fix_words(report: Report, mix: Mix, grades: set[str], sheet: str, against: Path | None) -> list[str]:
    """Return the call that plans the corrections of one mix; what was stated about it is stated again."""
    words = ["mixgate", "fix", *map(str, mix.paths), "--sheet", sheet]
    if grades != {_TRANSPARENT}:
        words += ["--permit", ",".join(GRADES if _PROCESSING in grades else GRADES[:2])]
    if against is not None:
        words += ["--against", str(against)]
    if report.kind is not None and report.kind is not MixKind.PRINTMASTER:
        words += ["--kind", report.kind.value]
    statement = None if report.measurements is None else report.measurements.statement
    programme = mix.statement.programme
    first, last = programme.first_frame_of_action, programme.last_frame_of_action
    stated = (
        ("--version-of-title", None if mix.statement.version is None else mix.statement.version.value),
        ("--layout", None if statement is None else statement.layout),
        ("--picture-rate", report.picture_rate),
        ("--start-timecode", report.start_timecode),
        ("--picture-frames", None if programme.duration_frames is None else str(programme.duration_frames)),
        ("--action", f"{first}-{last}" if first is not None and last is not None else None),
        ("--dialogue", _guide(mix.stem)),
        ("--me", _guide(mix.me)),
    )
    return words + [word for option, value in stated if value is not None for word in (option, value)]


def _guide(files: MixFiles | None) -> str | None:
    """Return the file of a stem or M&E, without which dialogue cannot be told again; a mono set has no option."""
    return str(files.paths[0]) if files is not None and len(files.paths) == 1 else None
