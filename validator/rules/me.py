"""Demands on an M&E against the mix it was made from: no lines in it, nothing missing, the same level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.comparisons.me.me_model import LineReference, MeCause
from validator.comparisons.relation_messages import party_text
from validator.comparisons.relations import Relation
from validator.results.finding import Limits
from validator.rules.outcome import LIMIT_SLACK, Outcome, not_measured, quantity
from validator.rules.sync import compared_or_why

if TYPE_CHECKING:
    from specs.message import Message
    from specs.requirements.relations import MeFilled, MeMatchesMix, MeWithoutDialogue
    from specs.requirements.sync import AgainstOriginal
    from validator.comparisons.me.me_model import FillHole, LineInMe, MeReview
    from validator.comparisons.relations import MixComparison
    from validator.results.finding import Place
    from validator.rules.subject import Subject

LEAST_TOLD: Final = 0.5
"""Share of the lines that must be such as could have been found before none of them is said to be there."""

PARTIAL_FILL_DB: Final = 20.0
"""A partial fill leaves out the smaller sounds; from here on next to nothing is left. Project's choice."""


def _review(requirement: AgainstOriginal, subject: Subject, required: str) -> tuple[MixComparison, MeReview] | Outcome:
    """Return what was found of an M&E, or the outcome where nothing was."""
    found = compared_or_why(requirement, subject, required, (Relation.DUB,))
    if isinstance(found, Outcome):
        return found
    comparison = found[0]
    if comparison.me is None:
        reason = message("relation.me-not-compared", partner=party_text(comparison.partner))
        return not_measured(required, reason, message("remedy.deliver-right-partner"))
    return comparison, comparison.me


def judge_me_without_dialogue(requirement: MeWithoutDialogue, subject: Subject) -> Outcome:
    """Say whether the M&E is free of dialogue.

    Judges: every line of the original, looked for in the M&E: by its dialogue stem, else by its mix without the M&E.
    Why publishers ask: the original language shines through every dub that is made on it.
    Boundary: a line exactly at the largest accepted level, against the line itself, holds.
    Remedy: mute and fill.
    """
    limit = requirement.maximum_line_db
    required = f"no line of the original in the M&E above {limit:g} dB of the line itself"
    found = _review(requirement, subject, required)
    if isinstance(found, Outcome):
        return found
    comparison, review = found
    if review.cause is MeCause.ME_IS_MIX:
        reason = message("relation.me-is-mix", partner=party_text(comparison.partner))
        return Outcome(held=False, required=required, reason=reason, remedy=message("remedy.deliver-me"))
    if review.reference is None or not review.lines:
        reason = message("relation.me-lines-not-known")
        return not_measured(required, reason, message("remedy.deliver-original-dialogue"))
    return _lines_outcome(requirement, subject, review, required)


def _lines_outcome(requirement: MeWithoutDialogue, subject: Subject, review: MeReview, required: str) -> Outcome:
    """What the lines that were looked for come to.

    | lines found | of the others, could have been found | outcome       |
    |-------------|--------------------------------------|---------------|
    | at -38 dB   | any                                  | fails at -40  |
    | at -48 dB   | most                                 | holds, listed |
    | none        | most                                 | holds         |
    | none        | fewer than half                      | not measured  |
    """
    limit = requirement.maximum_line_db
    over = [line for line in review.found if line.level_db > limit]
    loudest = max((line.level_db for line in review.found), default=None)
    measured = None if loudest is None else quantity(loudest, "dB", 1)
    lines, by = review.lines, _by(review)
    if over:
        return Outcome(
            held=False,
            required=required,
            measured=measured,
            limits=Limits(high=limit, unit="dB"),
            margin=round(limit - (loudest or 0.0), 6),
            margin_unit="dB",
            where=tuple(_line_place(line, subject) for line in over),
            reason=message(
                "relation.me-holds-lines", count=len(over), level_db=loudest or 0.0, lines=lines, reference=by
            ),
            remedy=message("remedy.mute-and-fill"),
        )
    untold = sum(level > limit for level in review.limits_db)
    if untold > (1.0 - LEAST_TOLD) * review.lines:
        reason = message("relation.me-lines-not-told", count=untold, lines=review.lines, limit_db=limit)
        return not_measured(required, reason, message("remedy.listen-to-me"))
    if loudest is None:
        return Outcome(
            held=True, required=required, reason=message("relation.me-without-lines", lines=lines, reference=by)
        )
    return Outcome(
        held=True,
        required=required,
        measured=measured,
        limits=Limits(high=limit, unit="dB"),
        margin=round(limit - loudest, 6) + 0.0,
        margin_unit="dB",
        where=tuple(_line_place(line, subject) for line in review.found),
        reason=message(
            "relation.me-softer-lines", count=len(review.found), level_db=loudest, lines=lines, reference=by
        ),
    )


def _by(review: MeReview) -> Message:
    if review.reference is LineReference.DIALOGUE_STEM:
        return message("relation.me-lines-by-stem")
    return message("relation.me-lines-by-difference")


def _line_place(line: LineInMe, subject: Subject) -> Place:
    text = f"{line.level_db:.1f} dB in {', '.join(line.channels)}"
    return subject.place(line.start_sample, line.end_sample, text=text)


def judge_me_filled(requirement: MeFilled, subject: Subject) -> Outcome:
    """Say whether the M&E is filled.

    Judges: levels by band of the M&E against the original without its lines.
    Why publishers ask: effects that were recorded with the dialogue disappear with it.
    Boundary: 6 dB less in two groups of channels, or 9 dB in one, for 0.6 s; of a partial fill 20 dB.
    Remedy: cover with foley and library effects.
    """
    required = f"{requirement.fill} fill in the M&E"
    found = _review(requirement, subject, required)
    if isinstance(found, Outcome):
        return found
    review = found[1]
    least_db = PARTIAL_FILL_DB if requirement.fill == "partial" else 0.0
    holes = [hole for hole in review.holes if hole.missing_db >= least_db]
    if not holes:
        if not review.fill_told:
            reason = message("relation.me-filled-beside-lines")
            return not_measured(required, reason, message("remedy.deliver-original-dialogue"))
        return Outcome(held=True, required=required, reason=message("relation.me-filled"))
    seconds = sum(hole.end_sample - hole.start_sample for hole in holes) / subject.sample_rate_hz
    return Outcome(
        held=False,
        required=required,
        measured=quantity(seconds, "s missing", 1),
        where=tuple(_hole_place(hole, subject) for hole in holes),
        reason=message("relation.me-holes", count=len(holes), seconds=seconds),
        remedy=message("remedy.fill-me"),
    )


def _hole_place(hole: FillHole, subject: Subject) -> Place:
    where = "under a line" if hole.under_line else "beside lines"
    text = f"{hole.missing_db:.0f} dB missing in {', '.join(hole.channels)}, {where}"
    return subject.place(hole.start_sample, hole.end_sample, text=text)


def judge_me_matches_mix(requirement: MeMatchesMix, subject: Subject) -> Outcome:
    """Say whether the M&E has the level of the mix it was made from.

    Judges: the median of the differences of level outside lines, in windows of 0.4 s between 180 Hz and 5.7 kHz.
    Why publishers ask: dubs are mixed against the M&E, and must end where the original is.
    Boundary: exactly at the tolerance holds.
    Remedy: print the M&E again without level changes.
    """
    tolerance = requirement.tolerance_lu
    required = f"M&E within {tolerance:g} LU of the mix outside dialogue"
    found = _review(requirement, subject, required)
    if isinstance(found, Outcome):
        return found
    comparison, review = found
    difference = review.outside_difference_db
    if difference is None:
        return not_measured(required, message("relation.me-level-not-told"), message("remedy.listen-to-me"))
    held = abs(difference) <= tolerance + LIMIT_SLACK
    return Outcome(
        held=held,
        required=required,
        measured=quantity(difference, "LU", 1),
        limits=Limits(low=-tolerance, high=tolerance, unit="LU"),
        margin=round(tolerance - abs(difference), 6) + 0.0,
        margin_unit="LU",
        reason=message("relation.me-level", level_lu=difference, partner=party_text(comparison.partner)),
        remedy=None if held else message("remedy.me-level"),
    )
