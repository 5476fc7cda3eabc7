"""Which mix of the new round is which of the last one, by the strongest evidence there is."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from validator.results.report import SubjectKind, Verdict, WhyNot, worst_of
from validator.results.round import PairedBy

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from specs.vocabulary import MixKind, Version
    from validator.results.report import NotJudged, Report

_VERSIONS: Final = re.compile(
    r"(?i)(?<![a-z0-9])(?:v|ver|vers|version|rev|take)[ ._-]?\d{1,3}(?![a-z0-9])"
    r"|(?<!\d)(?:19|20)\d{2}[-_.]?[01]\d[-_.]?[0-3]\d(?!\d)"
    r"|(?<![a-z0-9])(?:fix|fixed|final|new|neu|corr|corrected|redelivery)(?![a-z0-9])"
)
"""What names change from delivery to delivery: a version, a date, a word. `R2` is left alone: it may be a reel."""


@dataclass(slots=True, kw_only=True)
class HandedMix:
    """A mix of one round, with everything that round says of it.

    Attributes:
        subject, name, path, language, kind, version, layout: As in its reports.
        reel: Number of the reel, where it is one; part: which part of its file it is.
        digests: Hexadecimal digests by algorithm, one for each of its files in order of their names; empty where none
            was made.
        reports: One for each sheet.
        not_judged: What was left out, with what went wrong.
    """

    subject: SubjectKind
    name: str
    path: str | None
    language: str | None = None
    kind: MixKind | None = None
    version: Version | None = None
    layout: str | None = None
    reel: int | None = None
    episode: str | None = None
    part: str | None = None
    digests: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    not_judged: list[NotJudged] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Its identity within its round."""
        return self.path or self.name

    @property
    def verdict(self) -> Verdict | None:
        """The worst over its sheets; None where no sheet was held against it."""
        return worst_of(report.verdict for report in self.reports) if self.reports else None

    @property
    def slot(self) -> Hashable:
        """What it is for, whatever it is called; layouts are compared apart, as one may not be known."""
        profiles = () if self.subject is SubjectKind.MIX else tuple(report.sheet.id for report in self.reports)
        return self.subject, self.kind, self.language, self.version, self.reel, self.episode, self.part, profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedMix:
    """A mix in both rounds, or in one of them.

    Attributes:
        old, new: The mix in each; None where it is not there.
        by: What says that they are one; None where it is in one round only.
        candidates: Names of mixes that it may be, where several fit as well and nobody can say which.
    """

    old: HandedMix | None
    new: HandedMix | None
    by: PairedBy | None = None
    candidates: tuple[str, ...] = ()


def mixes_in(reports: Sequence[Report], not_judged: Sequence[NotJudged]) -> list[HandedMix]:
    """Return the mixes of a round, and what is about a delivery or a package as a whole, in their order."""
    found: dict[tuple[SubjectKind, str], HandedMix] = {}
    for report in reports:
        whole = report.subject is not SubjectKind.MIX
        key = (report.subject, f"{report.sheet.id} {report.path}" if whole else report.path or report.name)
        mix = found.get(key)
        if mix is None:
            mix = HandedMix(subject=report.subject, name=report.name, path=report.path, language=report.language)
            mix.kind, mix.version = report.kind, report.version
            found[key] = mix
        mix.reports.append(report)
        _measured_into(mix, report)
    for one in not_judged:
        # That a sheet asks nothing of a mix is no news of it.
        if one.why is WhyNot.NOT_ASKED:
            continue
        key = (SubjectKind.MIX, one.path or one.name)
        mix = found.setdefault(
            key,
            HandedMix(subject=SubjectKind.MIX, name=one.name, path=one.path, language=one.language, kind=one.kind),
        )
        mix.not_judged.append(one)
    return list(found.values())


def _measured_into(mix: HandedMix, report: Report) -> None:
    measured = report.measurements
    if measured is None:
        return
    mix.layout = mix.layout or measured.layout
    if measured.statement is not None:
        mix.reel, mix.episode = measured.statement.reel, measured.statement.episode
        mix.part = None if measured.statement.part is None else measured.statement.part.name
    if not mix.digests and measured.digests:
        files = [measured.digests[name] for name in sorted(measured.digests)]
        common = set.intersection(*(set(of_file) for of_file in files)) if files else set()
        mix.digests = {algorithm: tuple(of_file[algorithm] for of_file in files) for algorithm in sorted(common)}


def same_bytes(old: HandedMix, new: HandedMix) -> bool | None:
    """Say whether two mixes are the same files to the byte; None where no digest of both rounds tells it.

    The order of the files of a mono set is that of their names, which may change: the digests are compared as a set.
    """
    common = [name for name in old.digests if name in new.digests]
    if not common or old.part != new.part:
        return None
    return all(sorted(old.digests[name]) == sorted(new.digests[name]) for name in common)


def paired(old: Sequence[HandedMix], new: Sequence[HandedMix]) -> list[PairedMix]:
    """Pair the mixes of two rounds; what fits two as well is paired with none, and both are named.

    | evidence, in this order                                        | example                                        |
    |----------------------------------------------------------------|------------------------------------------------|
    | the same path                                                  | fr-FR/film_51.wav and fr-FR/film_51.wav        |
    | the same bytes                                                 | a folder renamed                               |
    | the same name but for version and date, in one layout          | film_fr_51_v1.wav and film_fr_51_v2.wav        |
    | the only one of its language, kind, version and layout         | film_fr_51.wav and French 5.1 for air.wav    |
    """
    left_old, left_new = list(old), list(new)
    found: list[PairedMix] = []
    for by, key in (
        (PairedBy.PATH, lambda mix: (mix.subject, mix.place)),
        (PairedBy.DIGEST, _digest_key),
        (PairedBy.NAME, _name_key),
    ):
        _take_pairs(left_old, left_new, found, by, key)
    _take_slots(left_old, left_new, found)
    found += [PairedMix(old=one, new=None, candidates=_candidates(one, left_new)) for one in left_old]
    found += [PairedMix(old=None, new=one, candidates=_candidates(one, left_old)) for one in left_new]
    return found


def _digest_key(mix: HandedMix) -> Hashable | None:
    if mix.subject is not SubjectKind.MIX or not mix.digests:
        return None
    algorithm = min(mix.digests)
    return mix.slot, algorithm, tuple(sorted(mix.digests[algorithm]))


def _name_key(mix: HandedMix) -> Hashable | None:
    if mix.subject is not SubjectKind.MIX:
        return None
    name = _VERSIONS.sub("", PurePosixPath(mix.place).name)
    plain = re.sub(r"[^\w#]+|_+", " ", name, flags=re.UNICODE).casefold().strip()
    return (mix.slot, plain) if plain else None


def _take_pairs(
    old: list[HandedMix],
    new: list[HandedMix],
    found: list[PairedMix],
    by: PairedBy,
    key: Callable[[HandedMix], Hashable | None],
) -> None:
    """Move those that one key pairs without a doubt from the two lists to what was found."""
    theirs: dict[Hashable, list[HandedMix]] = defaultdict(list)
    for mix in new:
        theirs[key(mix)].append(mix)
    ours: dict[Hashable, list[HandedMix]] = defaultdict(list)
    for mix in old:
        ours[key(mix)].append(mix)
    for one, mixes in ours.items():
        others = theirs.get(one, [])
        if one is not None and len(mixes) == len(others) == 1 and _layouts_agree(mixes[0], others[0], by):
            found.append(PairedMix(old=mixes[0], new=others[0], by=by))
            old.remove(mixes[0])
            new.remove(others[0])


def _layouts_agree(old: HandedMix, new: HandedMix, by: PairedBy) -> bool:
    """A path or the bytes outweigh a layout; a name does not, as the 2.0 may be called as the 5.1 was."""
    return by in {PairedBy.PATH, PairedBy.DIGEST} or _may_be_one_layout(old, new)


def _may_be_one_layout(old: HandedMix, new: HandedMix) -> bool:
    return old.layout is None or new.layout is None or old.layout == new.layout


def _take_slots(old: list[HandedMix], new: list[HandedMix], found: list[PairedMix]) -> None:
    for mix in list(old):
        mine = [one for one in new if one.slot == mix.slot and _may_be_one_layout(mix, one)]
        if len(mine) != 1:
            continue
        rivals = [one for one in old if one.slot == mix.slot and _may_be_one_layout(one, mine[0])]
        if len(rivals) == 1:
            found.append(PairedMix(old=mix, new=mine[0], by=PairedBy.SLOT))
            old.remove(mix)
            new.remove(mine[0])


def _candidates(mix: HandedMix, others: Sequence[HandedMix]) -> tuple[str, ...]:
    return tuple(_likely(mix, others))


def _likely(mix: HandedMix, others: Sequence[HandedMix]) -> Iterator[str]:
    for one in others:
        if one.slot == mix.slot and _may_be_one_layout(mix, one):
            yield one.place
