"""What has been forgiven, and which finding a waiver is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.statements.statement import Origin
from specs.statements.waiver import parse_bound
from specs.timecode import frames_to_samples, parse_timecode
from validator.results.finding import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from fractions import Fraction

    from specs.message import Message
    from specs.statements.statement import GivenWaiver
    from specs.statements.waiver import WaivedPlace, Waiver
    from validator.results.finding import Finding, Place
    from validator.results.report import Report
    from validator.rules.subject import Subject

FORGIVABLE: Final = frozenset({State.FAIL, State.WARN, State.NOT_MEASURED})
"""How a finding ends that somebody may forgive."""

BOUND_STEP: Final = 1e-6
"""Readings are rounded to six decimals when they are made; what is nearer to a bound than that is at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaivedSubject:
    """What a finding is about, as far as a waiver can name it.

    Attributes:
        sheet: Id of the sheet, or of the profile of a package or a delivery.
        path: Place of the mix in its delivery; of a package or a delivery its name.
        names: Other names of it: of its files, and as reports call it.
        others: Names of the other mixes of the delivery; a name that two have means neither.
        language: BCP 47 tag; None for a mix without one.
        sample_of: Sample of the file at which a picture begins, by its timecode, counting pictures on from it; None
            where the timecodes of the file are not known.
    """

    sheet: str
    path: str
    names: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    language: str | None = None
    sample_of: Callable[[str, int], int] | None = None


def waived_subject(sheet: str, subject: Subject) -> WaivedSubject:
    """Return a mix as waivers name it."""
    measured = subject.measurements
    path = subject.path or measured.name
    rate, start = subject.picture_rate, subject.known_start_sample
    known = rate is not None and (start is not None or subject.programme.start_timecode is not None)
    return WaivedSubject(
        sheet=sheet,
        path=path,
        names=frozenset({measured.name, PurePosixPath(path).name, *(facts.name for facts in measured.files)}),
        others=frozenset(
            name
            for other in subject.companions or ()
            for name in (other.name, PurePosixPath(other.path or other.name).name)
        ),
        language=subject.language,
        sample_of=_clock(rate, subject.sample_rate_hz, subject.file_start_sample) if known and rate else None,
    )


def _clock(rate: Fraction, sample_rate_hz: int, start_sample: int) -> Callable[[str, int], int]:
    def sample_of(timecode: str, later: int) -> int:
        return frames_to_samples(parse_timecode(timecode, rate) + later, rate, sample_rate_hz) - start_sample

    return sample_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivers:
    """What has been forgiven, and on which day that is asked.

    Attributes:
        waivers: What is forgiven, and what is only asked for.
        today: The day that decides which have expired; a parameter, so that the same input gives the same report.
        receivers_day: The same for waivers of the receiver, where the others are asked on the day that a package was
            made; None means one day for all.
    """

    today: date
    receivers_day: date | None = None
    waivers: Sequence[GivenWaiver] = field(default=())

    def applied(self, finding: Finding, subject: WaivedSubject) -> Finding:
        """Return a finding as waivers leave it: forgiven, or with what was asked for or granted to less.

        | a waiver is about it | it covers what was found | it applies | the finding                               |
        |----------------------|--------------------------|------------|-------------------------------------------|
        | no                   |                          |            | as it was                                 |
        | yes                  | yes                      | yes        | waived                                    |
        | yes                  | yes                      | no         | as it was; `waiver_requested`             |
        | yes                  | no: it is worse          | any        | as it was; `waiver_exceeded` says by what |
        """
        if finding.state not in FORGIVABLE:
            return finding
        about = [
            given
            for given in self.waivers
            if is_in_force(given.waiver, self._day_of(given)) and _is_about(given.waiver, finding, subject)
        ]
        for applies in (True, False):
            theirs = [given.waiver for given in about if given.applies is applies]
            covering = _covering(theirs, finding, subject)
            if covering is None:
                continue
            if applies:
                waived = {"state": State.WAIVED, "decided_by": (), "waived_by": waiver_text(covering)}
                return finding.model_copy(update=waived)
            return finding.model_copy(update={"waiver_requested": waiver_text(covering)})
        if not about:
            return finding
        first = max(about, key=lambda given: given.applies).waiver
        exceeded = message("waiver.exceeded", waiver=waiver_text(first), why=_why_not(first, finding, subject))
        return finding.model_copy(update={"waiver_exceeded": exceeded})

    def _day_of(self, given: GivenWaiver) -> date:
        return self.receivers_day if self.receivers_day and given.origin is Origin.RECEIVER else self.today


def is_in_force(waiver: Waiver, today: date) -> bool:
    """True from the day it was given to its last."""
    return not is_early(waiver, today) and not has_expired(waiver, today)


def is_early(waiver: Waiver, today: date) -> bool:
    """True before the day it was given: a slip of the year, or of the clock."""
    return waiver.on > today


def has_expired(waiver: Waiver, today: date) -> bool:
    """True after its last day."""
    return waiver.expires is not None and waiver.expires < today


def has_effect(given: GivenWaiver, reports: Iterable[Report]) -> bool:
    """True where a waiver forgave something in one of the reports, asked for it, or was granted to less."""
    text = waiver_text(given.waiver)
    for report in reports:
        for finding in report.findings:
            exceeded = finding.waiver_exceeded
            if (
                text in {finding.waived_by, finding.waiver_requested}
                or (exceeded is not None and exceeded.arguments.get("waiver") == text)
            ) and _is_of(given.waiver, report.sheet.id, finding):
                return True
    return False


def waiver_text(waiver: Waiver) -> str:
    """Return who waived, when, why, to what bound and until when, for a finding."""
    bounds = [f"up to {waiver.up_to}"] if waiver.up_to is not None else []
    if waiver.most_places is not None:
        bounds.append(f"{waiver.most_places} {'place' if waiver.most_places == 1 else 'places'} at most")
    bounds += [f"{place.first} to {place.last}{_of_channels(place)}" for place in waiver.places]
    bounds += [f"until {waiver.expires}"] if waiver.expires is not None else []
    kind = [] if waiver.kind is None else [waiver.kind.value.replace("-", " ")]
    terms = f" ({'; '.join([*kind, *bounds])})" if kind or bounds else ""
    return f"{waiver.by}, {waiver.on}: {waiver.reason}{terms}"


def _of_channels(place: WaivedPlace) -> str:
    return f" in {' '.join(place.channels)}" if place.channels else ""


def _is_of(waiver: Waiver, sheet: str, finding: Finding) -> bool:
    return (
        waiver.rule in {None, finding.rule}
        and waiver.key in {None, finding.key}
        and waiver.sheet in {None, sheet}
        and (waiver.fingerprint is None or finding.fingerprint.startswith(waiver.fingerprint))
    )


def _is_about(waiver: Waiver, finding: Finding, subject: WaivedSubject) -> bool:
    if not _is_of(waiver, subject.sheet, finding) or not _is_file(waiver.file, finding, subject):
        return False
    if waiver.language is None:
        return True
    own = subject.language or ""
    return own == waiver.language or own.startswith(f"{waiver.language}-")


def _is_file(file: str | None, finding: Finding, subject: WaivedSubject) -> bool:
    """Say whether a waiver's file is this mix, or the file that a finding on a delivery or a package is about.

    | `file`             | the mix is fr-FR/mix_51.wav, the delivery also has de-DE/mix_51.wav | about it |
    |--------------------|---------------------------------------------------------------------|----------|
    | not given          |                                                                     | yes      |
    | fr-FR/mix_51.wav   |                                                                     | yes      |
    | de-DE/mix_51.wav   |                                                                     | no       |
    | mix_51.wav         | two mixes have this name: it would forgive a file nobody looked at  | no       |
    """
    if file is None or file == subject.path:
        return True
    if any(place.file == file for place in finding.where if not place.is_in_sound):
        return True
    if "/" in file:
        return False
    return file in subject.names and file not in subject.others


def _covering(waivers: Sequence[Waiver], finding: Finding, subject: WaivedSubject) -> Waiver | None:
    """Return a waiver that covers what was found; of several that cover it together, place by place, the first."""
    within = [waiver for waiver in waivers if _within_bounds(waiver, finding)]
    for waiver in within:
        if not waiver.places:
            return waiver
    placed = [place for waiver in within for place in waiver.places]
    return within[0] if placed and _all_within(placed, finding, subject) else None


def _within_bounds(waiver: Waiver, finding: Finding) -> bool:
    count = max(finding.where_count, len(finding.where))
    if waiver.most_places is not None and count > waiver.most_places:
        return False
    return waiver.up_to is None or _within_bound(waiver.up_to, finding)


def _within_bound(up_to: str, finding: Finding) -> bool:
    """Say whether a reading is no worse than a bound; what was not read, or has another unit, is not.

    | the demand's limits | the reading | the bound | within                                         |
    |---------------------|-------------|-----------|------------------------------------------------|
    | at most -2 dBTP     | -1.5        | -1.5      | yes: at the bound                              |
    | at most -2 dBTP     | -1.49       | -1.5      | no: worse than what was forgiven               |
    | -27 ±2 LKFS         | -29.4       | -29.5     | yes: it is too soft, and the bound is softer   |
    | -27 ±2 LKFS         | -24.0       | -29.5     | no: it is too loud, and the bound is for soft  |
    | no figures          | 3 runs      | 2 runs    | no: more is worse                              |
    | no figures          | -7 ms       | -8 ms     | yes: its size counts                           |
    | no figures          | -7 ms       | 8 ms      | no: it is early, and the bound is for late     |
    """
    if finding.measured is None or finding.measured.value is None:
        return False
    bound, unit = parse_bound(up_to)
    if unit and unit.casefold() != finding.measured.unit.casefold():
        return False
    value, limits = finding.measured.value, finding.limits
    low = None if limits is None else limits.low
    high = None if limits is None else limits.high
    if low is not None and bound < low:
        return value >= bound - BOUND_STEP and (high is None or value <= high)
    if low is not None and value < low:
        return False
    if limits is None and value < 0.0 and not _is_level(finding.measured.unit):
        # A signed distance without limits, such as an offset: its size counts, on the side where the bound lies.
        return bound < 0.0 and value >= bound - BOUND_STEP
    return value <= bound + BOUND_STEP


def _is_level(unit: str) -> bool:
    return unit.startswith("dB") or unit in {"LKFS", "LUFS", "LU"}


def _all_within(waived: Sequence[WaivedPlace], finding: Finding, subject: WaivedSubject) -> bool:
    """Say whether every place of a finding lies in a place that was waived; places that a report leaves out do not."""
    places = [place for place in finding.where if place.is_in_sound]
    if not places or finding.where_count > len(finding.where):
        return False
    return all(any(_lies_in(place, one, subject) for one in waived) for place in places)


def _lies_in(place: Place, waived: WaivedPlace, subject: WaivedSubject) -> bool:
    span = _samples(waived, subject)
    if span is None:
        return False
    if waived.channels and not (place.channels and set(place.channels) <= set(waived.channels)):
        return False
    first, last = place.samples
    return span[0] <= first and last <= span[1]


def _samples(waived: WaivedPlace, subject: WaivedSubject) -> tuple[int, int] | None:
    if isinstance(waived.first, int) and isinstance(waived.last, int):
        return waived.first, waived.last
    if subject.sample_of is None:
        return None
    try:
        return subject.sample_of(str(waived.first), 0), subject.sample_of(str(waived.last), 1)
    except ValueError:
        return None  # no timecode at this picture rate: it names no place of this mix


def _why_not(waiver: Waiver, finding: Finding, subject: WaivedSubject) -> Message:
    count = max(finding.where_count, len(finding.where))
    if waiver.up_to is not None and not _within_bound(waiver.up_to, finding):
        if finding.measured is None or finding.measured.value is None:
            return message("waiver.no-reading")
        return message("waiver.beyond-bound", measured=finding.measured.text, bound=waiver.up_to)
    if waiver.most_places is not None and count > waiver.most_places:
        return message("waiver.more-places", count=count, most=waiver.most_places)
    if waiver.places and subject.sample_of is None and any(isinstance(one.first, str) for one in waiver.places):
        return message("waiver.no-timecode")
    return message("waiver.other-places")
