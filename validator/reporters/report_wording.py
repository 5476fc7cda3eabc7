"""Words, marks and order that every format shares, so that one report reads the same wherever it is read."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.message import verbatim
from specs.requirements.requirement import Grade
from specs.unasked_rules import UNASKED_RULES
from specs.vocabulary import MixKind
from validator.catalogue import say
from validator.languages import SpokenWords, tr
from validator.languages.figures import decimal, localised, reworded
from validator.results.finding import Finding, NoticeKind, Severity, State
from validator.results.report import Report, SubjectKind, Verdict
from validator.rules import RULES
from validator.rules.house import TITLES as HOUSE_TITLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from specs.message import Message
    from validator.results.report import DocumentUsed, NotJudged

VERDICT_WORDS: Final = SpokenWords(
    {
        Verdict.ACCEPTABLE: "Acceptable",
        Verdict.REJECTED: "Rejected",
        Verdict.INCOMPLETE: "Incomplete",
        Verdict.UNVERIFIED: "Unverified",
    }
)


class Standing(StrEnum):
    """How a finding is shown, in reading order: what needs work first, what is settled last.

    The same as its state, but that a demand no meter can judge waits for a person, not for a measurement, and that one
    whose reading decides nothing is undecided: there is nothing left to measure, but something to find out.
    """

    FAIL = "fail"
    WARN = "warn"
    UNDECIDED = "undecided"
    NOT_MEASURED = "not-measured"
    TO_CONFIRM = "to-confirm"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    PASS = "pass"  # noqa: S105  the field's word, not a secret

    @property
    def word(self) -> str:
        """What people read."""
        return tr(self.value.replace("-", " "))

    @property
    def mark(self) -> str:
        """A mark that stands beside the word; never instead of it."""
        return _MARKS[self]

    @property
    def is_open(self) -> bool:
        """True where somebody has to repair, decide or supply something."""
        return self in OPEN


OPEN: Final = (Standing.FAIL, Standing.WARN, Standing.UNDECIDED, Standing.NOT_MEASURED)
"""What needs work: a repair, a decision, a measurement."""

_MARKS: Final = {
    Standing.FAIL: "✕",
    Standing.WARN: "!",
    Standing.UNDECIDED: "◇",
    Standing.NOT_MEASURED: "?",
    Standing.TO_CONFIRM: "☐",
    Standing.WAIVED: "~",
    Standing.NOT_APPLICABLE: "–",
    Standing.PASS: "✓",
}

GRADE_MEANINGS: Final = SpokenWords(
    {
        Grade.PRIMARY: "read in the publisher's own text",
        Grade.QUOTED: "quoted from the publisher's text by another public source",
        Grade.COMMUNITY: "reported by users, without a document; cannot reject",
        Grade.RECALLED: "from memory, not verified; cannot reject",
    }
)

KIND_WORDS: Final = {MixKind.ME: "M&E"}
"""What people call a kind of mix, where it is not its name without the hyphens."""

SUBJECT_WORDS: Final = SpokenWords(
    {SubjectKind.MIX: "mix", SubjectKind.PACKAGE: "package", SubjectKind.DELIVERY: "delivery"}
)

NOTICE_TITLES: Final = SpokenWords(
    {
        NoticeKind.CLIPPING: "Clipping",
        NoticeKind.DROPOUT: "Dropouts",
        NoticeKind.SILENCE: "Silence",
        NoticeKind.SILENT_CHANNEL: "Silent channels",
        NoticeKind.CHANNEL_LABELS: "Channel labels",
        NoticeKind.TRUE_PEAK: "True peak",
        NoticeKind.POLARITY: "Polarity",
        NoticeKind.SAME_SOUND: "Same sound",
        NoticeKind.UNEVEN_PAIR: "Uneven pair",
        NoticeKind.DC_OFFSET: "DC offset",
        NoticeKind.WORD_LENGTH: "Word length",
        NoticeKind.METADATA: "Metadata",
        NoticeKind.HEADER: "Header",
        NoticeKind.RENDERING: "Rendering",
    }
)

ALSO_NOTICED: Final = "Also noticed"
NO_EFFECT: Final = "not asked for by the sheet; the verdict does not depend on it"
"""What stands beside the heading of the notices."""

STOPPED: Final = "Stopped before the end:"
"""What stands before the totals of a run that somebody stopped."""

NO_BREAK_SPACE: Final = "\u00a0"

_SEVERITY_ORDER: Final = tuple(Severity)
_STANDING_ORDER: Final = tuple(Standing)
_KEPT: Final = {"\n", "\t", "\u200c", "\u200d"}
"""The joiner and the non-joiner belong to the spelling of several languages."""
_UNPRINTABLE: Final = {"Cc", "Cf", "Cs"}


def printable(text: str) -> str:
    """Return text with every control, format and surrogate character, newline and tab apart, shown as U+FFFD.

    File names and header fields come from strangers: an escape sequence among them would drive the terminal, and an
    override of the writing direction would make one name look like another.
    """
    if text.isprintable():  # no character of any of these categories: most texts, and a hundredth of the time
        return text
    return "".join(
        "\ufffd" if character not in _KEPT and unicodedata.category(character) in _UNPRINTABLE else character
        for character in text
    )


def one_line(text: str) -> str:
    """Return printable text with every run of white space as one blank."""
    return " ".join(printable(text).split())


def figures_together(text: str) -> str:
    """Return text on one line in which a no-break space ties every figure to its tolerance and its unit."""
    words = one_line(localised(text)).split(" ")
    joined = words[0]
    for before, word in pairwise(words):
        belongs = before[-1:].isdigit() and (word[:1].isalpha() or word[:1] in {"±", "%"})
        joined += (NO_BREAK_SPACE if belongs else " ") + word
    return joined


_OTHER_TITLES: Final = {**HOUSE_TITLES, **{rule: unasked.title for rule, unasked in UNASKED_RULES.items()}}
"""What people call findings that no sheet asks for."""


def rule_title(rule: str) -> str:
    """Return what people call a kind of demand; its id where there is no other name."""
    known = RULES.get(rule)
    return tr(_OTHER_TITLES.get(rule, rule) if known is None else known.title)


def title(finding: Finding) -> str:
    """Return the name of a demand: its kind, and its key where the sheet gave it one of its own."""
    name = rule_title(finding.rule)
    return name if finding.key == finding.rule else f"{name} ({finding.key})"


def identifier(finding: Finding) -> str:
    """Return the name scripts use: the rule, and the key where the sheet gave one of its own."""
    return finding.rule if finding.key == finding.rule else f"{finding.rule}/{finding.key}"


def measured_text(finding: Finding) -> str:
    """Return the reading; a dash where nothing was measured."""
    return "–" if finding.measured is None else one_line(reworded(finding.measured.text))


def required_text(finding: Finding) -> str:
    """Return the demand; what a sheet says in words of its own stays as the sheet has it."""
    return finding.required if finding.rule == "manual.statement" else reworded(finding.required)


def window_text(finding: Finding) -> str:
    """Return the names of the parts it was measured on; empty for the whole file."""
    return ", ".join(one_line(reworded(part.text)) for part in finding.window if part.text)


def margin_text(finding: Finding) -> str:
    """Return the distance to the limit in words (`0.39 LU outside`); a dash where there is no number."""
    if finding.margin is None:
        return "–"
    if finding.margin == 0:
        return tr("at the limit")
    said = count_text(finding.margin, finding.margin_unit)
    if said is None:
        unit = f" {finding.margin_unit}" if finding.margin_unit else ""
        distance = abs(finding.margin)
        decimals = 2 if round(distance, 2) else 4
        said = f"{decimal(f'{distance:.{decimals}f}')}{reworded(unit)}"
    return f"{said} {tr('inside' if finding.margin > 0 else 'outside')}"


_COUNTED: Final = {"runs": "run", "gaps": "gap"}
"""Units that are counted, with what one of them is called."""


def count_text(distance: float, unit: str | None) -> str | None:
    """Return a distance that was counted, as a whole number of its unit (`12 runs`); None for what is measured."""
    one = _COUNTED.get(unit or "")
    return None if unit is None or one is None else reworded(count_of(round(abs(distance)), one, unit))


def state_line(finding: Finding) -> str:
    """Return how serious and how sure a finding is: `blocker · shall · primary`."""
    return f"{tr(finding.severity)} · {tr(finding.level)} · {tr(finding.grade)}"


def standing(finding: Finding) -> Standing:
    """Return how a finding is shown."""
    if finding.rule == "manual.statement" and finding.state is State.NOT_MEASURED:
        return Standing.TO_CONFIRM
    if finding.state is State.NOT_MEASURED and finding.decided_by:
        return Standing.UNDECIDED
    return Standing(finding.state.value)


def undecided_text(finding: Finding) -> str:
    """Return why a reading decides nothing, and who or what does; empty where it decides, or there is none."""
    if standing(finding) is not Standing.UNDECIDED:
        return ""
    return one_line(f"{say(finding.reason)} {tr('Decided by')} {deciders_text(finding)}.")


def deciders_text(finding: Finding) -> str:
    """Return who and what decides; empty where the reading does, or there is none."""
    return "; ".join(say(decider) for decider in finding.decided_by)


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings as people want to read them: by standing, then by severity, then in the sheet's order."""
    return tuple(
        sorted(
            findings,
            key=lambda finding: (_STANDING_ORDER.index(standing(finding)), _SEVERITY_ORDER.index(finding.severity)),
        )
    )


def standing_as(report: Report, *wanted: Standing) -> tuple[Finding, ...]:
    """Return the findings shown in any of these ways, in reading order."""
    return tuple(finding for finding in in_reading_order(report.findings) if standing(finding) in wanted)


def to_do(report: Report) -> tuple[Finding, ...]:
    """Return the findings with a remedy that somebody has to act on, in reading order."""
    return tuple(
        finding for finding in in_reading_order(report.findings) if standing(finding).is_open and finding.remedy
    )


DAMAGE_TITLE: Final = "Damaged file"
_MEND: Final = "Copy or export it again: no verdict can accept it as it is."


def damage_to_do(report: Report) -> str | None:
    """Return what is damaged about the file and what to do about it; None where nothing is."""
    damage = report.damage
    return one_line(f"{' '.join(damage)} {tr(_MEND)}") if damage else None


def work(report: Report, said: Callable[[Message], str] = say) -> tuple[tuple[str, str], ...]:
    """Return what somebody has to do, each with its name: first about a damaged file, then about findings.

    What mends several findings alike stands once, with the names of all of them.

    Args:
        report: The report.
        said: How a remedy is said; a terminal adds the options of its commands.
    """
    damage = damage_to_do(report)
    todo = [(tr(DAMAGE_TITLE), verbatim(damage))] if damage else []
    todo += [(title(finding), finding.remedy) for finding in to_do(report) if finding.remedy]
    names: dict[str, dict[str, None]] = {}
    for name, remedy in todo:
        names.setdefault(said(remedy), {})[name] = None
    return tuple((", ".join(alike), remedy) for remedy, alike in names.items())


def nothing_open(report: Report) -> str:
    """Return what stands in place of the open findings where there are none; what a person must confirm is open."""
    left = [tr("the damage")] if report.damage else []
    statements = len(standing_as(report, Standing.TO_CONFIRM))
    if statements:
        left.append(
            tr("1 statement for a person to confirm")
            if statements == 1
            else f"{statements} {tr('for a person to confirm')}"
        )
    ending = f" {tr('but')} {', '.join(left)}." if len(left) > 1 else f" {tr('but')} {left[0]}." if left else "."
    return tr("Nothing failed, and nothing is left open") + ending


def kind_word(kind: MixKind) -> str:
    """Return what people call a kind of mix."""
    return tr(KIND_WORDS.get(kind, kind.value.replace("-", " ")))


def place_in_delivery(report: Report) -> str:
    """Return the path of a mix in its delivery; the name where nobody placed it, and of a package or a delivery."""
    return one_line((report.path if report.subject is SubjectKind.MIX else None) or report.name)


def about(language: str | None, kind: MixKind | None, layout: str | None) -> str:
    """Return what a mix is in a few words, `fr-FR printmaster 5.1`, without what is not known."""
    return " ".join(part for part in (language, kind_word(kind) if kind else None, layout) if part)


HOW_IT_WAS_MEASURED: Final = frozenset(
    {
        *("loudness.story", "peak.true-peak-filter", "dialogue.gate", "form.layout-from", "form.file-name-pattern"),
        "conformance.check",
    }
)
"""Steps of a decision that tell the method or the branch, and not the cause of what is wrong."""


def causes(finding: Finding) -> tuple[str, ...]:
    """Return what a decision found out about the cause, such as a known change of speed; the method is left out."""
    return tuple(say(step) for step in finding.why if step.code not in HOW_IT_WAS_MEASURED)


def by_mix(left_out: Iterable[NotJudged]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return mixes that were not judged, each with the sheets that it was not held against, in their order."""
    found: dict[str, list[str]] = {}
    for one in left_out:
        found.setdefault(one_line(one.path or one.name), []).extend([one.sheet] if one.sheet else [])
    return tuple((place, tuple(sheets)) for place, sheets in found.items())


def worst_finding(report: Report) -> str:
    """Return the finding that needs work first, with its rule, its reading and how many more there are.

    Empty where none does. Damage comes before any finding.
    """
    open_ones = standing_as(report, *OPEN)
    if report.damage:
        more = f" (+{len(open_ones)})" if open_ones else ""
        return one_line(f"{tr(DAMAGE_TITLE)}: {' '.join(report.damage)}{more}")
    if not open_ones:
        return ""
    first = open_ones[0]
    parts = [*([measured_text(first)] if first.measured else []), *([margin_text(first)] if first.margin else [])]
    reading = ", ".join(parts) or standing(first).word
    more = f" (+{len(open_ones) - 1})" if len(open_ones) > 1 else ""
    return one_line(f"{title(first)} [{first.rule}] {reading}{more}")


def counts(report: Report) -> tuple[tuple[Standing, int], ...]:
    """Return how many findings are shown in each way that occurs, in reading order."""
    tally = Counter(standing(finding) for finding in report.findings)
    return tuple((shown, tally[shown]) for shown in Standing if tally[shown])


def counts_text(report: Report) -> str:
    """Return the same in words: `2 fail, 1 warn, 12 pass`."""
    return ", ".join(f"{number} {shown.word}" for shown, number in counts(report))


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a figure comes from.

    Attributes:
        number: Number of the document in the list of sources; None where the report does not list it.
        clause: The place within the document; the whole source where the document is not listed.
    """

    number: int | None
    clause: str

    def __str__(self) -> str:
        return self.clause if self.number is None else f"{self.clause} [{self.number}]"


def numbered_documents(report: Report) -> tuple[tuple[int, str, DocumentUsed], ...]:
    """Return the texts cited with their numbers and ids, numbered from 1 in the report's order."""
    return tuple((number, name, used) for number, (name, used) in enumerate(report.documents.items(), start=1))


def citation(finding: Finding, report: Report) -> Citation:
    """Return number and clause of a finding's source."""
    source = one_line(finding.source)
    found: tuple[int, str] | None = None
    for number, name, used in numbered_documents(report):
        for start in (_document_name(used), one_line(used.title), name):
            if source.startswith(start) and (found is None or len(start) > len(found[1])):
                found = (number, start)
    if found is None:
        return Citation(number=None, clause=source)
    clause = source.removeprefix(found[1]).lstrip(" ,")
    return Citation(number=found[0], clause=clause or tr("as a whole"))


def _document_name(used: DocumentUsed) -> str:
    return one_line(f"{used.title}, {used.edition}" if used.edition else used.title)


def document_text(used: DocumentUsed) -> str:
    """Return a text cited, with edition, address, the day it was retrieved and how."""
    parts = [_document_name(used)]
    if used.address:
        parts.append(one_line(used.address))
    parts.append(f"{tr('retrieved')} {used.retrieved.isoformat()}, {one_line(used.obtained)}")
    return "; ".join(parts)


def grades_of(report: Report, name: str) -> tuple[Grade, ...]:
    """Return the grades of the findings that cite a document, by its id; strongest first."""
    number = list(report.documents).index(name) + 1
    found = {finding.grade for finding in report.findings if citation(finding, report).number == number}
    return tuple(grade for grade in Grade if grade in found)
