"""Two rounds as they were judged become one `Round`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.message import message, verbatim
from validator.reporters.run import worst_verdict
from validator.results.report import SubjectKind
from validator.results.round import (
    ContentState,
    FindingFate,
    MixFate,
    PairedBy,
    Round,
    RoundMix,
    RoundOf,
    RoundTotals,
    Trend,
)
from validator.rounds.contents import content_between, timeline_of
from validator.rounds.findings import findings_between, to_confirm
from validator.rounds.mixes import HandedMix, mixes_in, paired

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from specs.message import Message
    from validator.comparisons.redelivery.redelivery_model import Redelivery
    from validator.reporters.run import RunScope
    from validator.results.report import Made, NotJudged, Report, Verdict
    from validator.results.round import ContentChange, RoundFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRound:
    """A round as it was judged.

    Attributes:
        name: What was handed in, for people.
        reports: On its mixes, and on what they came in.
        not_judged: What was left out.
        made: Who judged, and when.
        of: What was asked about.
    """

    name: str
    reports: tuple[Report, ...]
    not_judged: tuple[NotJudged, ...] = ()
    made: Made
    of: RunScope = "mixes"

    @property
    def verdict(self) -> Verdict:
        """The worst of its reports.

        Raises:
            UsageError: There is none.
        """
        return worst_verdict(self.reports, self.not_judged, of=self.of)

    @property
    def sheets(self) -> tuple[str, ...]:
        """Ids of the sheets that its mixes were held against, in their order."""
        return tuple(dict.fromkeys(one.sheet.id for one in self.reports if one.subject is SubjectKind.MIX))


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedSound:
    """What a comparison of the sound of a mix came to.

    Attributes:
        redelivery: The result; None where there was no sound to compare.
        why_not: Why not, where something was in the way; None otherwise.
    """

    redelivery: Redelivery | None = None
    why_not: Message | None = None


def round_between(
    old: JudgedRound,
    new: JudgedRound,
    made: Made,
    compared_sound: Callable[[HandedMix, HandedMix], ComparedSound] | None = None,
) -> Round:
    """Hold a round against the one before.

    Args:
        old: The last one.
        new: This one.
        made: Who compares, and when.
        compared_sound: Holds the sound of a mix against that of the last round; None where no sound is there.

    Raises:
        UsageError: One of them has no report at all.
    """
    pairs = paired(mixes_in(old.reports, old.not_judged), mixes_in(new.reports, new.not_judged))
    mixes: list[RoundMix] = []
    for pair in pairs:
        if pair.old is not None and pair.new is not None and pair.by is not None:
            sound = ComparedSound()
            if compared_sound is not None and pair.new.subject is SubjectKind.MIX:
                sound = compared_sound(pair.old, pair.new)
            mixes.append(_in_both(pair.old, pair.new, pair.by, sound))
        else:
            mixes.append(_in_one(pair.old, pair.new, pair.candidates))
    mixes.sort(key=lambda mix: (mix.subject is SubjectKind.MIX, mix.language or "", mix.path or mix.name))
    return Round(
        made=made,
        verdict=new.verdict,
        old=_side(old),
        new=_side(new),
        totals=totals_of_round(mixes),
        mixes=tuple(mixes),
        notes=tuple(_notes(old, new)),
    )


def _side(judged: JudgedRound) -> RoundOf:
    return RoundOf(name=judged.name, made=judged.made, verdict=judged.verdict, sheets=judged.sheets)


def _notes(old: JudgedRound, new: JudgedRound) -> Iterator[Message]:
    """What may make findings differ although the mixes do not."""
    if old.reports == new.reports and old.not_judged == new.not_judged:
        yield message("round.same-handed-in")
    if old.made.version and new.made.version and old.made.version != new.made.version:
        yield message("round.another-version", old=old.made.version, new=new.made.version)
    before = {report.sheet.id: report.sheet for report in old.reports}
    seen: set[str] = set()
    for report in new.reports:
        was, now = before.get(report.sheet.id), report.sheet
        if was is not None and was.digest != now.digest and now.id not in seen:
            seen.add(now.id)
            yield message("round.sheet-changed", sheet=now.id, old=was.edition, new=now.edition)


def _in_both(old: HandedMix, new: HandedMix, by: PairedBy, sound: ComparedSound) -> RoundMix:
    is_mix = new.subject is SubjectKind.MIX
    content = content_between(old, new, sound.redelivery, sound.why_not) if is_mix else None
    findings = findings_between(old.reports, new.reports, timeline_of(old, new, sound.redelivery))
    if content is not None and content.state is ContentState.IDENTICAL:
        findings = tuple(map(_new_in_same_content, findings))
    was_renamed = is_mix and old.place != new.place
    notes = []
    if was_renamed:
        notes.append(message("round.renamed", old=old.place, evidence=_evidence(by)))
    if old.layout is not None and new.layout is not None and old.layout != new.layout:
        notes.append(message("round.layout-differs", old=old.layout, new=new.layout))
    return RoundMix(
        subject=new.subject,
        name=new.name,
        path=new.path,
        old_path=old.place if was_renamed else None,
        language=new.language,
        kind=new.kind,
        version=new.version,
        layout=new.layout,
        fate=MixFate.RENAMED if was_renamed else MixFate.SAME,
        paired_by=by,
        old_verdict=old.verdict,
        new_verdict=new.verdict,
        content=content,
        findings=findings,
        to_confirm=to_confirm(new.reports),
        notes=(*notes, *_not_read(new)),
    )


def _evidence(by: PairedBy) -> Message:
    codes = {
        PairedBy.DIGEST: message("round.evidence-digest"),
        PairedBy.NAME: message("round.evidence-name"),
    }
    return codes.get(by, message("round.evidence-slot"))


def _new_in_same_content(one: RoundFinding) -> RoundFinding:
    """A finding that is new where no sample changed comes of something else than the mix, which has to be said."""
    if one.fate is not FindingFate.NEW or one.note is not None:
        return one
    return one.model_copy(update={"note": message("round.new-in-same-content")})


def _in_one(old: HandedMix | None, new: HandedMix | None, candidates: Sequence[str]) -> RoundMix:
    mix = new or old
    assert mix is not None, "a pair has at least one side"
    notes = [message("round.cannot-be-paired", mixes=tuple(candidates))] if candidates else []
    return RoundMix(
        subject=mix.subject,
        name=mix.name,
        path=mix.path,
        language=mix.language,
        kind=mix.kind,
        version=mix.version,
        layout=mix.layout,
        fate=MixFate.GONE if new is None else MixFate.ADDED,
        old_verdict=None if old is None else old.verdict,
        new_verdict=None if new is None else new.verdict,
        findings=findings_between(old.reports if old else (), new.reports if new else ()),
        to_confirm=to_confirm(new.reports) if new else 0,
        notes=(*notes, *(_not_read(new) if new else ())),
    )


def _not_read(mix: HandedMix) -> Iterator[Message]:
    for reason in dict.fromkeys(one.details for one in mix.not_judged):
        yield message("round.could-not-be-read", reason=verbatim(reason))


def totals_of_round(mixes: Sequence[RoundMix]) -> RoundTotals:
    """Return mixes and what became of their findings, counted; what is about a delivery as a whole is no mix."""
    fates = Counter(finding.fate for mix in mixes for finding in mix.findings)
    trends = Counter(
        finding.trend for mix in mixes for finding in mix.findings if finding.fate is FindingFate.STILL_THERE
    )
    of_mixes = [mix for mix in mixes if mix.subject is SubjectKind.MIX]
    kept = Counter(mix.fate for mix in of_mixes)
    contents: list[ContentChange] = [mix.content for mix in of_mixes if mix.content is not None]
    return RoundTotals(
        repaired=fates[FindingFate.REPAIRED],
        still_there=fates[FindingFate.STILL_THERE],
        better=trends[Trend.BETTER],
        worse=trends[Trend.WORSE],
        new=fates[FindingFate.NEW],
        no_longer_measured=fates[FindingFate.NO_LONGER_MEASURED],
        waived=fates[FindingFate.WAIVED],
        still_open=fates[FindingFate.STILL_OPEN],
        changed_unreported=sum(one.unreported is True for one in contents),
        content_unknown=sum(one.state is ContentState.CANNOT_TELL for one in contents),
        mixes_same=kept[MixFate.SAME],
        mixes_renamed=kept[MixFate.RENAMED],
        mixes_gone=kept[MixFate.GONE],
        mixes_added=kept[MixFate.ADDED],
    )
