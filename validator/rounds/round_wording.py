"""Words for a round that the terminal and Markdown share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message, verbatim
from validator.catalogue import say
from validator.languages import SpokenWords, tr
from validator.languages.figures import localised, reworded
from validator.reporters.clock import Clock, place_text
from validator.reporters.report_wording import SUBJECT_WORDS, VERDICT_WORDS, about, one_line, rule_title
from validator.results.finding import State
from validator.results.report import SubjectKind, Verdict
from validator.results.round import ContentState, FindingFate, MixFate, Trend

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.results.finding import Place
    from validator.results.round import FindingThen, Round, RoundFinding, RoundMix, RoundTotals

FATE_WORDS: Final = SpokenWords(
    {
        FindingFate.REPAIRED: "repaired",
        FindingFate.STILL_THERE: "still there",
        FindingFate.NEW: "new",
        FindingFate.NO_LONGER_MEASURED: "no longer measured",
        FindingFate.WAIVED: "waived",
        FindingFate.STILL_OPEN: "open",
    }
)
_TREND_WORDS: Final = SpokenWords({Trend.BETTER: "better", Trend.WORSE: "worse", Trend.SAME: "the same"})

_STATE_WORDS: Final = SpokenWords(
    {State.NOT_MEASURED: "not measured", State.NOT_APPLICABLE: "does not apply", State.PASS: "holds"}
)

PLACES_SHOWN: Final = 3


def head_line(found: Round) -> str:
    """Return what the round comes to, in one line: `round2 against round1: 3 repaired, 1 still there, 2 new`."""
    new, old = verbatim(one_line(found.new.name)), verbatim(one_line(found.old.name))
    return say(message("round.against", new=new, old=old, totals=verbatim(totals_line(found.totals))))


def totals_line(totals: RoundTotals) -> str:
    """Return a round in numbers; what there is none of is left out, repaired and still there apart."""
    ways = _counts(("n-better", totals.better), ("n-worse", totals.worse))
    still = (
        message("round.n-still-there-ways", count=totals.still_there, ways=verbatim(", ".join(ways)))
        if ways
        else message("round.n-still-there", count=totals.still_there)
    )
    rest = _counts(
        ("n-new", totals.new),
        ("n-no-longer-measured", totals.no_longer_measured),
        ("n-open", totals.still_open),
        ("n-waived", totals.waived),
        ("n-unreported", totals.changed_unreported),
    )
    return ", ".join([say(message("round.n-repaired", count=totals.repaired)), say(still), *rest])


def _counts(*numbers: tuple[str, int]) -> list[str]:
    """Return how many there are of each; what there is none of is left out."""
    return [say(message(f"round.{name}", count=count)) for name, count in numbers if count]


def mixes_line(totals: RoundTotals) -> str:
    """Return how many mixes were there before, and which way they came and went."""
    kept = totals.mixes_same + totals.mixes_renamed
    rest = _counts(
        ("n-renamed", totals.mixes_renamed),
        ("n-added", totals.mixes_added),
        ("n-gone", totals.mixes_gone),
        ("n-unknown", totals.content_unknown),
    )
    return ", ".join([say(message("round.mixes-of-both", count=kept)), *rest])


def mix_place(mix: RoundMix) -> str:
    """Return where a mix is; of a delivery or a package its name."""
    return one_line((mix.path if mix.subject is SubjectKind.MIX else None) or mix.name)


def mix_about(mix: RoundMix) -> str:
    """Return what a mix is: `fr-FR printmaster 5.1`, or `delivery`."""
    if mix.subject is not SubjectKind.MIX:
        return SUBJECT_WORDS[mix.subject]
    return about(mix.language, mix.kind, mix.layout)


def verdicts_text(mix: RoundMix) -> str:
    """Return both verdicts: `rejected -> acceptable`; `added: acceptable`; `gone, was rejected`."""
    old, new = (_verdict_word(one) for one in (mix.old_verdict, mix.new_verdict))
    if mix.fate is MixFate.GONE:
        return say(message("round.gone-was", old=verbatim(old)))
    if mix.fate is MixFate.ADDED:
        return say(message("round.added-is", new=verbatim(new)))
    verdicts = say(message("round.as-before", new=verbatim(new))) if old == new else f"{old} -> {new}"
    if mix.fate is MixFate.RENAMED:
        return say(message("round.renamed-and", verdicts=verbatim(verdicts)))
    return verdicts


def _verdict_word(verdict: Verdict | None) -> str:
    return tr("not judged") if verdict is None else VERDICT_WORDS[verdict].lower()


def content_text(mix: RoundMix) -> str:
    """Return what became of the sound in words; empty where there is nothing to say."""
    if mix.content is None:
        return ""
    said = say(mix.content.said)
    if mix.content.unreported is True and not mix.content.unreported_ranges:
        return say(message("round.unreported", said=mix.content.said))
    if mix.content.state is ContentState.CANNOT_TELL:
        return say(message("round.cannot-tell", said=mix.content.said))
    return said


def unreported_lines(mix: RoundMix, clock: Clock) -> Iterator[str]:
    """Yield the stretches that nothing in the last round asked to change, each in a line."""
    if mix.content is None:
        return
    sure = mix.content.unreported is True
    code = "round.unreported-at" if sure else "round.unplaced-at"
    ranges = mix.content.unreported_ranges
    for one in ranges[:PLACES_SHOWN]:
        yield say(message(code, place=verbatim(place_text(one.place, clock))))
    if len(ranges) > PLACES_SHOWN:
        yield say(message(code, place=message("round.more-places", count=len(ranges) - PLACES_SHOWN)))


def finding_fate(finding: RoundFinding) -> str:
    """Return what became of a finding: `still there, worse`."""
    word = FATE_WORDS[finding.fate]
    if finding.fate is FindingFate.STILL_THERE and finding.trend in _TREND_WORDS:
        return f"{word}, {_TREND_WORDS[finding.trend]}"
    return word


def finding_title(finding: RoundFinding) -> str:
    """Return what people call a demand, with its key where the sheet gave it one of its own."""
    name = rule_title(finding.rule)
    return name if finding.key in {finding.rule, ""} else f"{name} ({finding.key})"


def finding_id(finding: RoundFinding) -> str:
    """Return the name scripts and waivers use: the rule, and the fingerprint in the round it is last seen in."""
    then = finding.new or finding.old
    return finding.rule if then is None else f"{finding.rule} {then.fingerprint}"


def reading(then: FindingThen | None) -> str:
    """Return a reading with its distance to the limit: `-24.61 LKFS, 0.39 LU outside`."""
    if then is None:
        return "–"
    if then.measured is None:
        return _STATE_WORDS.get(then.state) or tr(then.state.value)
    parts = [reworded(one_line(then.measured.text))]
    if then.margin is not None and then.margin < 0:
        unit = f" {then.margin_unit}" if then.margin_unit else ""
        distance = abs(then.margin)
        parts.append(localised(f"{distance:.{2 if round(distance, 2) else 4}f}{unit} {tr('outside')}"))
    return ", ".join(parts)


def places_line(finding: RoundFinding) -> str:
    """Return what became of the places of a finding: `3 places repaired, 1 there before, 2 new`; empty without any."""
    numbers = (
        ("places-repaired", "n-repaired", len(finding.repaired_places)),
        ("places-there-before", "n-there-before", len(finding.remaining_places)),
        ("places-new", "n-new", len(finding.new_places)),
    )
    counted = [entry for entry in numbers if entry[2]]
    if not counted or finding.fate in {FindingFate.REPAIRED, FindingFate.NO_LONGER_MEASURED}:
        return ""
    name, _, number = counted[0]
    further = _counts(*((short, count) for _, short, count in counted[1:]))
    said = ", ".join([say(message(f"round.{name}", count=number)), *further])
    return said if finding.places_are_all else say(message("round.of-those-listed", said=verbatim(said)))


def files_line(finding: RoundFinding) -> str:
    """Return the files that a finding is about, the first of many; empty for none."""
    more = len(finding.files) - PLACES_SHOWN
    return ", ".join(finding.files[:PLACES_SHOWN]) + (
        f" {say(message('letter.more-places', count=more))}" if more > 0 else ""
    )


def places_shown(finding: RoundFinding, clock: Clock) -> list[str]:
    """Return the first places that need work: new ones first, then those that were there before."""
    if finding.fate not in {FindingFate.NEW, FindingFate.STILL_THERE}:
        return []
    wanted: Sequence[Place] = (*finding.new_places, *finding.remaining_places)
    return [place_text(place, clock) for place in wanted[:PLACES_SHOWN]]


def notes_of(finding: RoundFinding) -> str:
    """Return what else is to be said of a finding; empty where nothing is."""
    waived = finding.new.waived_by if finding.new is not None else None
    said = [one_line(waived)] if finding.fate is FindingFate.WAIVED and waived else []
    return " ".join([*said, *([say(finding.note)] if finding.note is not None else [])])


PLAIN_CLOCK: Final = Clock(sample_rate_hz=48_000)
"""For places that carry their own timecodes, or none: then the time from the file's start at 48 kHz."""
