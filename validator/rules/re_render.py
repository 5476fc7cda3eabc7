"""A re-render beside the ADM master: what differs from the render of the programme, beyond the guard band.

| what is found                                | finding                                |
|----------------------------------------------|----------------------------------------|
| nothing beyond the guard band                | the figures, as information            |
| late or early, another polarity              | by how much                            |
| a bed or an object that is not in it         | which, and where; rejected             |
| one that is not in it everywhere             | which, and where                       |
| sound that no bed and no object explains     | where; in a tenth of it, rejected      |
| a channel that holds something else          | which                                  |
| loudness or a channel beyond the guard band  | the figures, and the guard band        |
| no one offset                                | why                                    |
| nothing can be told                          | why; the verdict is open               |
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.requirement import Level
from validator.comparisons.dub.map_model import MapState
from validator.comparisons.re_render.re_render_model import IN_STEP_SECONDS
from validator.comparisons.relation_messages import cause_message, offset_message, party_text, repair_of
from validator.comparisons.relations import EXPLAINED_SHARE, Relation
from validator.results.finding import Limits
from validator.rules.outcome import Outcome, not_measured, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validator.comparisons.re_render.re_render_model import ReRenderMatch, ReRenderPart
    from validator.comparisons.relations import MixComparison
    from validator.results.finding import Place
    from validator.rules.subject import Subject

_NAMED: Final = 12
_PLACES: Final = 12
_EXPLAIN_LEVELS: Final = frozenset({"absent", "other-sound"})
"""Where a bed is missing or another language sounds, levels differ too, and that is no further fault."""
_PRINT_AGAIN: Final = message("remedy.render-again")


def re_render_outcomes(subject: Subject) -> Iterator[tuple[Level, Outcome]]:
    """Yield what is to be said of a re-render, each with how binding it is."""
    for comparison in subject.measurements.comparisons:
        if comparison.relation is not Relation.RE_RENDER:
            continue
        required = f"the render of {party_text(comparison.partner)}"
        found = comparison.re_render
        if found is None:
            is_told = comparison.state is not MapState.CANNOT_TELL
            yield Level.SHOULD if is_told else Level.SHALL, _not_placed(comparison, required)
            continue
        wrong = [*_timing(comparison, found, required), *_content(found, subject, required)]
        if not any(outcome.part in _EXPLAIN_LEVELS for outcome in wrong):
            wrong += [*_channels(found, required), *_levels(found, required)]
        yield from ((_level(found, outcome), outcome) for outcome in wrong)
        if not wrong:
            yield Level.INFO, _agreeing(comparison, found, required)


def _level(found: ReRenderMatch, outcome: Outcome) -> Level:
    """How binding an outcome is: what is stated to be one mix and is another binds; guard bands and places do not."""
    is_other = outcome.part == "other-sound" and found.other_sound > (1.0 - EXPLAINED_SHARE) * found.places
    return Level.SHALL if outcome.part == "absent" or is_other else Level.SHOULD


def _not_placed(comparison: MixComparison, required: str) -> Outcome:
    why = cause_message(comparison) or message("comparison.cause.silence")
    partner = party_text(comparison.partner)
    if comparison.state is MapState.CANNOT_TELL:
        reason = message("sync.cannot-tell", partner=partner, why=why)
        return not_measured(required, reason, message("remedy.deliver-right-partner"))
    reason = message("relation.re-render-not-in-step", partner=partner, why=why)
    return Outcome(held=False, required=required, reason=reason, remedy=_PRINT_AGAIN, part="time")


def _timing(comparison: MixComparison, found: ReRenderMatch, required: str) -> Iterator[Outcome]:
    late = comparison.latest_samples or 0.0
    rate = comparison.partner.sample_rate_hz
    if abs(late) > IN_STEP_SECONDS * rate:
        repair = repair_of(comparison)
        yield Outcome(
            held=False,
            required=required,
            measured=quantity(late / rate * 1000.0, "ms", 2),
            reason=message(
                "sync.differs",
                where=offset_message(comparison, late),
                partner=party_text(comparison.partner),
                cause=message("comparison.cause.constant-offset"),
            ),
            remedy=None if repair is None else repair.text,
            part="time",
        )
    if found.inverted:
        reason = message("relation.re-render-inverted")
        yield Outcome(held=False, required=required, reason=reason, remedy=_PRINT_AGAIN, part="polarity")


def _content(found: ReRenderMatch, subject: Subject, required: str) -> Iterator[Outcome]:
    for part, parts, code in (
        ("absent", found.absent, "relation.re-render-lacks"),
        ("absent-in-places", found.absent_in_places, "relation.re-render-lacks-in-places"),
    ):
        if parts:
            names = names_of(parts, found.parts)
            where = sorted({at for one in parts for at in one.missing_at})
            yield Outcome(
                held=False,
                required=required,
                measured=quantity(float(len(names)), "beds and objects", 0),
                where=_seconds(where, subject),
                where_count=len(where),
                reason=message(code, count=len(names), names=_some(names)),
                remedy=_PRINT_AGAIN,
                part=part,
            )
    if found.other_sound:
        yield Outcome(
            held=False,
            required=required,
            measured=quantity(float(found.other_sound), "s", 0),
            where=_seconds(found.other_sound_at, subject),
            where_count=found.other_sound,
            reason=message("relation.re-render-holds-more", count=found.other_sound, places=found.places),
            remedy=message("remedy.deliver-right-partner"),
            part="other-sound",
        )


def _channels(found: ReRenderMatch, required: str) -> Iterator[Outcome]:
    if found.unlike_channels:
        labels = tuple(one.label for one in found.unlike_channels)
        reason = message("relation.re-render-channels", channels=labels)
        yield Outcome(held=False, required=required, reason=reason, remedy=_PRINT_AGAIN, part="channels")


def _levels(found: ReRenderMatch, required: str) -> Iterator[Outcome]:
    band = found.guard_band_lu
    if found.loudness_is_off and found.loudness_lu is not None:
        yield Outcome(
            held=False,
            required=required,
            measured=quantity(found.loudness_lu, "LU", 1),
            limits=Limits(low=-band, high=band, unit="LU"),
            reason=message("relation.re-render-loudness", difference=found.loudness_lu, guard=band),
            remedy=_PRINT_AGAIN,
            part="loudness",
        )
    if found.channels_off:
        told = tuple(f"{one.label} {one.level_db:+.1f} dB" for one in found.channels_off)
        reason = message("relation.re-render-levels", channels=told, guard=found.guard_band_db)
        yield Outcome(held=False, required=required, reason=reason, remedy=_PRINT_AGAIN, part="levels")


def _agreeing(comparison: MixComparison, found: ReRenderMatch, required: str) -> Outcome:
    levels = [one.level_db for one in found.channels if one.level_db is not None]
    told = [part for part in found.parts if part.places]
    return Outcome(
        held=True,
        required=required,
        measured=None if found.loudness_lu is None else quantity(found.loudness_lu, "LU", 1),
        reason=message(
            "relation.re-render-agrees",
            partner=party_text(comparison.partner),
            loudness=0.0 if found.loudness_lu is None else found.loudness_lu,
            level=max(map(abs, levels), default=0.0),
            found=len(names_of(told, found.parts)),
            all=len({part.id for part in found.parts}),
            places=found.places,
        ),
    )


def names_of(parts: Sequence[ReRenderPart], everything: Sequence[ReRenderPart]) -> list[str]:
    """Return what parts are called: an object or a whole bed by its name, channels of a bed with their labels."""
    whole: defaultdict[str, set[str | None]] = defaultdict(set)
    for one in everything:
        if one.places:
            whole[one.id].add(one.label)
    own: defaultdict[str, list[ReRenderPart]] = defaultdict(list)
    for one in parts:
        own[one.id].append(one)
    names = []
    for identifier, channels in own.items():
        labels = [one.label for one in channels if one.label is not None]
        is_whole = {one.label for one in channels} >= whole[identifier]
        names.append(channels[0].name if is_whole or not labels else f"{channels[0].name} ({' '.join(labels)})")
    return names


def _some(names: Sequence[str]) -> tuple[str, ...]:
    return (*names[:_NAMED], "...") if len(names) > _NAMED else tuple(names)


def _seconds(starts: Sequence[int], subject: Subject) -> tuple[Place, ...]:
    rate, count = subject.sample_rate_hz, subject.measurements.sample_count
    return tuple(
        subject.place(max(start, 0), min(start + rate, count)) for start in starts[:_PLACES] if 0 <= start < count
    )
