"""What is notable of two channels side by side: the same sound twice, one side far below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.vocabulary import MixKind
from validator.meters.likeness import FAR_APART_DB
from validator.results.finding import Notice, NoticeKind
from validator.rules.outcome import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Message
    from validator.results.measurements import ChannelLikeness
    from validator.rules.subject import Subject

SAME_BELOW_DB: Final = -60.0
"""Two channels whose difference lies below this are one. Project's choice, measured: of 120 released stereo tracks none
reads as low; the most alike are mono that went through a lossy coder, at -41 and -45 dB."""

UNEVEN_FROM_DB: Final = 5.0
UNEVEN_SHARE: Final = 0.8
UNEVEN_FROM_SECONDS: Final = 10.0
"""Project's choice, measured on the same tracks, unweighted: 3 of 120 are as uneven by themselves (ambience of a night,
twice, and a drone), and of the tracks with one side lowered by 6 dB 82 % are."""

_MEANT: Final = {("M1", "M2")}
"""Pairs that carry one sound by their name: dual mono."""

_WHOLE_MIXES: Final = {
    MixKind.PRINTMASTER,
    MixKind.ME,
    MixKind.TRAILER,
    MixKind.COMMERCIAL,
    MixKind.MUSIC_PROGRAMME,
}
"""Kinds whose channels are meant to differ. A stem of dialogue in the middle is the same on both sides, and so is
spoken word."""


def likeness_notices(subject: Subject) -> Iterator[Notice]:
    """Channels that carry the same sound, and pairs of which one side is far below the other."""
    if subject.mix_kind not in _WHOLE_MIXES:
        return
    yield from _same_sound(subject)
    yield from _uneven_pairs(subject)


def _same_sound(subject: Subject) -> Iterator[Notice]:
    measured = subject.measurements
    same = [one for one in measured.likeness if _is_same(one) and one.labels not in _MEANT]
    groups = _groups([one.labels for one in same], measured.channel_labels)
    if not groups:
        return
    every = [label for label in measured.channel_labels if not label.startswith("LFE")]
    said: tuple[Message, ...] = (
        (message("notice.every-channel-the-same", channels=groups[0]),)
        if list(groups[0]) == every and len(every) > 2
        else tuple(message("notice.same-sound", channels=group) for group in groups)
    )
    yield Notice(
        kind=NoticeKind.SAME_SOUND,
        measured=quantity(max(one.difference_db or 0.0 for one in same), "dB", 1),
        noticed_from=message("notice.from-same-sound", below_db=SAME_BELOW_DB),
        source="this project's choice",
        message=said[0] if len(said) == 1 else message("general.sentences", sentences=said),
        advice=message("notice.check-same-sound"),
    )


def _is_same(one: ChannelLikeness) -> bool:
    return one.difference_db is not None and one.difference_db < SAME_BELOW_DB


def _groups(pairs: list[tuple[str, str]], labels: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Channels that are the same, group by group in file order: L-R and R-C make one group of L, R and C."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched]
        groups.append(set(pair).union(*touched))
    ordered = [tuple(label for label in labels if label in group) for group in groups]
    return sorted(ordered, key=lambda group: labels.index(group[0]))


def _uneven_pairs(subject: Subject) -> Iterator[Notice]:
    """Left and right alone: other channels have levels of their own."""
    found = [one for one in subject.measurements.likeness if _is_left_right(one) and _is_uneven(one)]
    if not found:
        return
    worst = max(found, key=lambda one: abs(one.level_db or 0.0))
    yield Notice(
        kind=NoticeKind.UNEVEN_PAIR,
        measured=quantity(abs(worst.level_db or 0.0), "dB", 1),
        noticed_from=message(
            "notice.from-uneven-pair",
            level_db=UNEVEN_FROM_DB,
            apart_db=FAR_APART_DB,
            share_percent=100.0 * UNEVEN_SHARE,
            seconds=UNEVEN_FROM_SECONDS,
        ),
        source="this project's choice",
        message=message("general.sentences", sentences=tuple(_unevenness(one) for one in found)),
        advice=message("notice.check-uneven-pair"),
    )


def _unevenness(one: ChannelLikeness) -> Message:
    level_db = one.level_db or 0.0
    louder, softer = one.labels if level_db > 0.0 else one.labels[::-1]
    return message("notice.uneven-pair", louder=louder, softer=softer, level_db=abs(level_db))


def _is_uneven(one: ChannelLikeness) -> bool:
    return (
        one.level_db is not None
        and abs(one.level_db) >= UNEVEN_FROM_DB
        and one.apart_share >= UNEVEN_SHARE
        and one.sounding_seconds >= UNEVEN_FROM_SECONDS
    )


def _is_left_right(one: ChannelLikeness) -> bool:
    left, right = one.labels
    return left.startswith("L") and right == "R" + left[1:]
