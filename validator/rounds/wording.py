"""Words for a round that the terminal and Markdown share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from validator.catalogue import say
from validator.finding import State
from validator.report import SubjectKind, Verdict
from validator.reporters.clock import Clock, place_text
from validator.reporters.wording import SUBJECT_WORDS, VERDICT_WORDS, about, one_line, rule_title
from validator.round import ContentState, FindingFate, MixFate, Trend

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.finding import Place
    from validator.round import FindingThen, Round, RoundFinding, RoundMix, RoundTotals

FATE_WORDS: Final = {
    FindingFate.REPAIRED: "repaired",
    FindingFate.STILL_THERE: "still there",
    FindingFate.NEW: "new",
    FindingFate.NO_LONGER_MEASURED: "no longer measured",
    FindingFate.WAIVED: "waived",
    FindingFate.STILL_OPEN: "open",
}

_MIX_WORDS: Final = {
    MixFate.SAME: "",
    MixFate.RENAMED: "renamed",
    MixFate.GONE: "gone",
    MixFate.ADDED: "added",
}

_STATE_WORDS: Final = {State.NOT_MEASURED: "not measured", State.NOT_APPLICABLE: "does not apply", State.PASS: "holds"}

PLACES_SHOWN: Final = 3


def head_line(found: Round) -> str:
    """Return what the round comes to, in one line: `round2 against round1: 3 repaired, 1 still there, 2 new`."""
    return f"{one_line(found.new.name)} against {one_line(found.old.name)}: {totals_line(found.totals)}"


def totals_line(totals: RoundTotals) -> str:
    """Return a round in numbers; what there is none of is left out, repaired and still there apart."""
    still = f"{totals.still_there} still there"
    ways = [f"{number} {word}" for number, word in ((totals.better, "better"), (totals.worse, "worse")) if number]
    parts = [f"{totals.repaired} repaired", still + (f" ({', '.join(ways)})" if ways else "")]
    for number, word in (
        (totals.new, "new"),
        (totals.no_longer_measured, "no longer measured"),
        (totals.still_open, "open"),
        (totals.waived, "waived"),
        (totals.changed_unreported, "changed without being reported"),
    ):
        parts += [f"{number} {word}"] if number else []
    return ", ".join(parts)


def mixes_line(totals: RoundTotals) -> str:
    """Return how many mixes were there before, and which way they came and went."""
    kept = totals.mixes_same + totals.mixes_renamed
    parts = [f"{kept} {'mix' if kept == 1 else 'mixes'} of both rounds"]
    for number, word in (
        (totals.mixes_renamed, "renamed"),
        (totals.mixes_added, "added"),
        (totals.mixes_gone, "gone"),
        (totals.content_unknown, "of which nobody can say whether the sound changed"),
    ):
        parts += [f"{number} {word}"] if number else []
    return ", ".join(parts)


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
        return f"gone, was {old}"
    if mix.fate is MixFate.ADDED:
        return f"added: {new}"
    renamed = "renamed, " if mix.fate is MixFate.RENAMED else ""
    return renamed + (f"{new} as before" if old == new else f"{old} -> {new}")


def _verdict_word(verdict: Verdict | None) -> str:
    return "not judged" if verdict is None else VERDICT_WORDS[verdict].lower()


def content_text(mix: RoundMix) -> str:
    """Return what became of the sound in words; empty where there is nothing to say."""
    if mix.content is None:
        return ""
    said = say(mix.content.said)
    if mix.content.unreported is True and not mix.content.unreported_ranges:
        return f"Changed without being reported: {said}"
    return said if mix.content.state is not ContentState.CANNOT_TELL else f"Cannot tell: {said}"


def unreported_lines(mix: RoundMix, clock: Clock) -> Iterator[str]:
    """Yield the stretches that nothing in the last round asked to change, each in a line."""
    if mix.content is None:
        return
    sure = mix.content.unreported is True
    word = "changed without being reported" if sure else "changed where no place was reported"
    ranges = mix.content.unreported_ranges
    for one in ranges[:PLACES_SHOWN]:
        yield f"{word}: {place_text(one.place, clock)}"
    if len(ranges) > PLACES_SHOWN:
        yield f"{word}: {len(ranges) - PLACES_SHOWN} more places"


def finding_fate(finding: RoundFinding) -> str:
    """Return what became of a finding: `still there, worse`."""
    word = FATE_WORDS[finding.fate]
    if finding.fate is FindingFate.STILL_THERE and finding.trend in {Trend.BETTER, Trend.WORSE, Trend.SAME}:
        return f"{word}, {'the same' if finding.trend is Trend.SAME else finding.trend}"
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
        return _STATE_WORDS.get(then.state, then.state.value)
    parts = [one_line(then.measured.text)]
    if then.margin is not None and then.margin < 0:
        unit = f" {then.margin_unit}" if then.margin_unit else ""
        distance = abs(then.margin)
        parts.append(f"{distance:.{2 if round(distance, 2) else 4}f}{unit} outside")
    return ", ".join(parts)


def places_line(finding: RoundFinding) -> str:
    """Return what became of the places of a finding: `3 places repaired, 1 there before, 2 new`; empty without any."""
    numbers = (
        (len(finding.repaired_places), "repaired"),
        (len(finding.remaining_places), "there before"),
        (len(finding.new_places), "new"),
    )
    parts = [f"{number} {word}" for number, word in numbers if number]
    if not parts or finding.fate in {FindingFate.REPAIRED, FindingFate.NO_LONGER_MEASURED}:
        return ""
    first, _, rest = parts[0].partition(" ")
    noun = "place" if first == "1" else "places"
    parts[0] = f"{first} {noun} {rest}"
    return ", ".join(parts) + ("" if finding.places_are_all else ", of those that the reports list")


def files_line(finding: RoundFinding) -> str:
    """Return the files that a finding is about, the first of many; empty for none."""
    more = len(finding.files) - PLACES_SHOWN
    return ", ".join(finding.files[:PLACES_SHOWN]) + (f" and {more} more" if more > 0 else "")


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
