"""Demands on the channels of a mix against those of its original, and on what a 2.0 is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.message import message
from validator.comparisons.channels.identity_model import IdentityCause, IdentityState
from validator.comparisons.fold_down.compared_fold_down import FOLD_DOWN_LEVELS_DB, is_at_wrong_level
from validator.comparisons.fold_down.fold_down_model import FoldDownKind
from validator.comparisons.relation_messages import (
    cause_message,
    exchanged_labels,
    late_channels,
    layout_carried,
    party_text,
    repair_of,
)
from validator.comparisons.relations import Relation
from validator.results.finding import Quantity
from validator.rules.outcome import Outcome, not_applicable, not_measured, quantity
from validator.rules.sync import compared_or_why

if TYPE_CHECKING:
    from specs.message import Message
    from specs.requirements.sync import ChannelsAsOriginal, FoldDownOfSurround
    from validator.comparisons.channels.identity_model import ChannelIdentity
    from validator.comparisons.fold_down.fold_down_model import FoldDownMatch
    from validator.comparisons.relations import MixComparison
    from validator.rules.subject import Subject

_MONO = 1
_STEREO = 2


def judge_channels_as_original(requirement: ChannelsAsOriginal, subject: Subject) -> Outcome:
    """Say whether every channel carries what the same channel of the original carries.

    Judges: music, effects and ambience, which a dub has in common with its original, channel by channel. A channel that
    is silent where the original's sounds is a fault; in an M&E only where that is not the room of lines. So is one
    that is 5 ms or more early or late against the others.
    Why publishers ask: exchanged or wrongly ordered channels put sound where nobody mixed it.
    Boundary: a channel that fits two places alike is no fault: it is told only where any other fits clearly worse.
    Remedy: say what the channels are, and order them; turn the polarity back; print what is late or silent again.
    """
    required = "every channel carries what the same channel of the original carries"
    found = compared_or_why(requirement, subject, required, (Relation.DUB,))
    if isinstance(found, Outcome):
        return found
    comparison, channels = found[0], found[0].channels
    if channels is None or channels.cause is IdentityCause.CHANNEL_COUNTS_DIFFER:
        return not_applicable(required, message("channels.other-count", partner=party_text(comparison.partner)))
    if not channels.channels:
        reason = message("channels.not-told", partner=party_text(comparison.partner))
        return not_measured(required, reason, message("remedy.listen-to-channels"))
    if channels.state is not IdentityState.TOLD:
        return Outcome(held=True, required=required, reason=message("channels.all-alike"))
    if channels.cause is None:
        told = sum(item.carries is not None for item in channels.channels)
        reason = message("channels.in-place", told=told, count=len(channels.channels))
        return Outcome(held=True, required=required, reason=reason)
    wrong = _wrong(comparison, channels)
    return Outcome(
        held=False,
        required=required,
        measured=Quantity(value=float(len(wrong)), unit="channels", text=", ".join(wrong)),
        reason=_what_is_wrong(comparison, channels),
        why=() if (cause := cause_message(comparison)) is None else (cause,),
        remedy=_remedy_of(comparison, channels),
    )


def _wrong(comparison: MixComparison, channels: ChannelIdentity) -> tuple[str, ...]:
    """Return the channels that are elsewhere, silent, early, late or inverted."""
    moved = {item.channel for item in channels.channels if item.carries not in {None, item.channel}}
    late = {one.channel for one in channels.late}
    wrong = moved | set(channels.silent) | late | set(channels.inverted)
    return tuple(comparison.subject.channel_labels[channel] for channel in sorted(wrong))


def _what_is_wrong(comparison: MixComparison, channels: ChannelIdentity) -> Message:
    labels = comparison.subject.channel_labels
    if channels.cause is IdentityCause.CHANNEL_SILENT:
        return message("channels.silent", labels=tuple(labels[channel] for channel in channels.silent))
    if channels.cause is IdentityCause.CHANNEL_LATE:
        return message("channels.late", channels=late_channels(comparison))
    if channels.cause is IdentityCause.POLARITY:
        return message("channels.inverted", labels=tuple(labels[channel] for channel in channels.inverted))
    if channels.cause is IdentityCause.OTHER_ORDER and channels.order is not None:
        return message("channels.other-order", order=channels.order, layout=comparison.subject.layout or "")
    if channels.cause is IdentityCause.CHANNELS_EXCHANGED:
        pairs = tuple(message("channels.pair", one=one, other=other) for one, other in exchanged_labels(comparison))
        return message("channels.exchanged", pairs=pairs)
    return message("channels.permuted", carried=layout_carried(comparison) or "")


def _remedy_of(comparison: MixComparison, channels: ChannelIdentity) -> Message:
    """Order first: a mix that is also late is moved by another demand."""
    layout = layout_carried(comparison)
    if channels.cause in {IdentityCause.CHANNEL_SILENT, IdentityCause.CHANNEL_LATE}:
        return message("comparison.repair.print-again")
    if channels.cause is IdentityCause.POLARITY:
        labels = comparison.subject.channel_labels
        return message("comparison.repair.polarity", channels=tuple(labels[one] for one in channels.inverted))
    if channels.cause is IdentityCause.CHANNELS_EXCHANGED and layout is not None:
        pairs = tuple(message("channels.pair", one=one, other=other) for one, other in exchanged_labels(comparison))
        return message("remedy.exchange-channels", pairs=pairs, layout=layout)
    return (
        message("comparison.repair.print-again")
        if layout is None
        else message("comparison.repair.order", layout=layout)
    )


def judge_fold_down_of_surround(requirement: FoldDownOfSurround, subject: Subject) -> Outcome:
    """Say whether a 2.0 is made of the surround mix of its language.

    Judges: the coefficients of every channel of the surround mix in the 2.0, and what they leave.
    Why publishers ask: the 2.0 of another language or of an older mix is found by viewers.
    Boundary: what the coefficients leave is another version above -12 dB, or above -8 dB in the worst tenth.
    Remedy: fold it down from the surround mix of its own language and version.
    """
    required = "a fold-down of the surround mix of its language"
    if requirement.takes_lfe is False:
        required += ", without its LFE"
    found = _without_surround(requirement, subject, required) or compared_or_why(
        requirement, subject, required, (Relation.FOLD_DOWN,)
    )
    if isinstance(found, Outcome):
        return found
    comparison, match = found[0], found[0].fold_down
    if match is None or match.kind is FoldDownKind.CANNOT_TELL:
        reason = message("fold-down.not-told", partner=party_text(comparison.partner))
        return not_measured(required, reason, message("remedy.deliver-right-partner"))
    fault = _fault(requirement, match)
    partner = party_text(comparison.partner)
    measured = None if match.null_db is None else quantity(match.null_db, "dB left", 1)
    if fault is None:
        reason = message("fold-down.made-of", partner=partner, matrix=_MATRICES[match.kind])
        return Outcome(held=True, required=required, measured=measured, reason=reason)
    repair = repair_of(comparison)
    remedy = message("comparison.repair.other-version") if repair is None else repair.text
    if match.kind not in _MATRICES or fault.code == "fold-down.has-lfe":
        remedy = message("comparison.repair.other-version")
    return Outcome(held=False, required=required, measured=measured, reason=fault, remedy=remedy)


def _without_surround(requirement: FoldDownOfSurround, subject: Subject, required: str) -> Outcome | None:
    """The outcome for a mix without a surround mix beside it; None where there is one, or no delivery at all."""
    has_surround = any(one.relation is Relation.FOLD_DOWN for one in subject.measurements.comparisons)
    if subject.companions is None or has_surround:
        return None
    if len(subject.measurements.channel_labels) != _STEREO:
        return not_applicable(required, message("fold-down.no-stereo"))
    if requirement.partner == "where-delivered":
        return not_applicable(required, message("fold-down.no-surround"))
    return not_measured(required, message("fold-down.no-surround"), message("remedy.deliver-surround"))


_MATRICES = {
    FoldDownKind.LO_RO: "Lo/Ro",
    FoldDownKind.LT_RT: "Lt/Rt",
    FoldDownKind.NO_SURROUND_SOUND: "Lo/Ro or Lt/Rt",
}


def _fault(requirement: FoldDownOfSurround, match: FoldDownMatch) -> Message | None:
    if match.kind not in _MATRICES and match.null_db is None:
        return message("fold-down.nowhere-alike")
    if match.kind not in _MATRICES:
        return message("fold-down.other-version", left_db=match.null_db, worst_db=match.worst_null_db)
    if match.sides_exchanged:
        return message("fold-down.sides-exchanged")
    if match.kind is not FoldDownKind.LT_RT and (match.left_inverted or match.right_inverted):
        return message("fold-down.inverted")
    if not requirement.takes_lfe and match.lfe_db is not None:
        return message("fold-down.has-lfe", level_db=match.lfe_db)
    least, most = FOLD_DOWN_LEVELS_DB
    wrong = message("fold-down.wrong-level", level_db=match.level_db, least_db=least, most_db=most)
    return wrong if is_at_wrong_level(match) else None
