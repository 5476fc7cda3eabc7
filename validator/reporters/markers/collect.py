"""Collects the markers of one mix from a report or from the reports of a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.timecode import timecode_to_samples
from specs.vocabulary import parse_frame_rate
from validator.catalogue import say
from validator.reporters.clock import clock_of, samples_text
from validator.reporters.markers.marker_list import Marker, MarkerList, MarkerRank
from validator.reporters.markers.marker_names import marker_name, notice_word, rule_word
from validator.reporters.report_wording import Standing, measured_text, one_line, place_in_delivery, standing
from validator.results.report import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from validator.reporters.clock import Clock
    from validator.results.finding import Finding, Notice, Place
    from validator.results.report import Report

_RANKS: Final = {
    Standing.FAIL: MarkerRank.FAIL,
    Standing.WARN: MarkerRank.WARN,
    Standing.UNDECIDED: MarkerRank.UNDECIDED,
}
_NAMES_SHOWN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerChoice:
    """What is wanted of a report.

    Attributes:
        mix: Name or path of the mix; None where there is only one.
        picture_rate: Rate to count frames by, in place of the report's: `23.976`, `29.97df`; None keeps that.
        start_timecode: Timecode of the first sample of the file, in place of the report's; None keeps that.
        with_notices: True where also what the sheet does not ask about is marked.
    """

    mix: str | None = None
    picture_rate: str | None = None
    start_timecode: str | None = None
    with_notices: bool = True


def markers_of(reports: Sequence[Report], choice: MarkerChoice) -> MarkerList:
    """Return the markers of one mix, from every report on it.

    What is settled (passed, waived, not applicable) is not marked. The same place under two sheets is one marker.

    Args:
        reports: A report alone, or those of a run.
        choice: Which mix, and how its frames count.

    Raises:
        UsageError: No such mix, or several and none was named; a rate or a timecode that does not exist.
    """
    path, own = _chosen(reports, choice.mix)
    first = own[0]
    if first.measurements is None:
        raise UsageError("Nothing was measured of this mix, so it has no places.", where=path)
    clock = _clock(first, choice)
    found = [*_of_reports(own, clock, choice), *_of_others(reports, path, clock)]
    unique = {(one.rule, one.channels, one.sample_in, one.sample_out): one for one in reversed(found)}
    order = list(MarkerRank)
    ordered = sorted(unique.values(), key=lambda one: (one.sample_in, order.index(one.rank), one.sample_out, one.name))
    return MarkerList(
        title=PurePosixPath(path).stem,
        file=path,
        clock=clock,
        start_is_known=first.start_sample is not None or choice.start_timecode is not None,
        sample_count=first.measurements.sample_count,
        markers=tuple(ordered),
        without_place=len(_placeless(own)),
        unlisted=_unlisted(own),
    )


def _chosen(reports: Sequence[Report], wanted: str | None) -> tuple[str, list[Report]]:
    """Return the path of a mix and the reports on it."""
    mixes: dict[str, list[Report]] = {}
    for report in reports:
        if report.subject is SubjectKind.MIX:
            mixes.setdefault(place_in_delivery(report), []).append(report)
    if not mixes:
        raise UsageError("There is no mix in this report, so there are no places in sound.")
    names = [path for path in mixes if wanted is None or _is_called(path, mixes[path][0].name, wanted)]
    if wanted in mixes:
        names = [wanted]
    if len(names) == 1:
        return names[0], mixes[names[0]]
    listed = names or list(mixes)
    more = f" and {len(listed) - _NAMES_SHOWN} more" if len(listed) > _NAMES_SHOWN else ""
    raise UsageError(
        "A marker file belongs to one mix." if names else "There is no such mix in this report.",
        found=f"{len(names)} mixes" if names else wanted,
        expected=f"one of {', '.join(listed[:_NAMES_SHOWN])}{more}",
        next_step="Name the mix.",
        code="markers.mix-missing",
    )


def _is_called(path: str, name: str, wanted: str) -> bool:
    """Tell whether a mix is meant: by its path, the end of its path or its name, with the ending of its file or not."""
    whole = PurePosixPath(path)
    bare = str(whole.with_suffix(""))
    return wanted in {path, name, bare} or path.endswith(f"/{wanted}") or bare.endswith(f"/{wanted}")


def _clock(report: Report, choice: MarkerChoice) -> Clock:
    clock = clock_of(report)
    if choice.picture_rate is not None:
        rate, drop_frame = parse_marker_rate(choice.picture_rate)
        clock = replace(clock, picture_rate=rate, drop_frame=drop_frame)
    if choice.start_timecode is not None:
        if clock.picture_rate is None:
            raise UsageError("A start timecode needs the picture rate.", code="markers.picture-rate-missing")
        start = timecode_to_samples(choice.start_timecode, clock.picture_rate, clock.sample_rate_hz)
        clock = replace(clock, start_sample=start, drop_frame=clock.drop_frame or ";" in choice.start_timecode)
    return clock


def parse_marker_rate(text: str) -> tuple[Fraction, bool]:
    """Return a picture rate and whether its timecode drops frame numbers: `29.97df`, `59.94 DF`, `25`, `24000/1001`.

    Raises:
        UsageError: No such rate, or one that has no drop-frame timecode.
    """
    plain = text.strip().lower().replace(" ", "").replace("-", "")
    drop_frame = plain.endswith("df") and not plain.endswith("ndf")
    rate = parse_frame_rate(plain.removesuffix("ndf").removesuffix("df"))
    if drop_frame and (rate.numerator, rate.denominator) not in {(30000, 1001), (60000, 1001)}:
        raise UsageError("Only 29.97 and 59.94 have drop-frame timecode.", found=text)
    return rate, drop_frame


def _of_reports(reports: Sequence[Report], clock: Clock, choice: MarkerChoice) -> Iterator[Marker]:
    for report in reports:
        for finding in report.findings:
            for place in finding.where:
                if place.is_in_sound and standing(finding) in _RANKS:
                    yield _of_finding(finding, place, report.sheet.id, clock)
        for notice in report.notices if choice.with_notices else ():
            for place in notice.where:
                if place.is_in_sound:
                    yield _of_notice(notice, place, clock)


def _of_others(reports: Sequence[Report], path: str, clock: Clock) -> Iterator[Marker]:
    """Yield what reports on the delivery say of places in this mix."""
    for report in reports:
        for finding in report.findings if report.subject is not SubjectKind.MIX else ():
            for place in finding.where:
                if place.is_in_sound and place.file == path and standing(finding) in _RANKS:
                    yield _of_finding(finding, place, report.sheet.id, clock)


def _of_finding(finding: Finding, place: Place, sheet: str, clock: Clock) -> Marker:
    first, end = place.samples
    said = (
        f"samples {samples_text(place)}",
        say(finding.reason).rstrip("."),
        f"asked for: {finding.required}" if finding.required else "",
        f"measured: {measured_text(finding)}" if finding.measured else "",
        finding.source,
        f"{finding.rule} {sheet}",
        f"id {finding.fingerprint}",
    )
    return Marker(
        name=marker_name(rule_word(finding.rule), place, clock.sample_rate_hz),
        comment=one_line("; ".join(text for text in said if text)),
        rank=_RANKS[standing(finding)],
        rule=finding.rule,
        sample_in=first,
        sample_out=max(end, first + 1),
        channels=place.channels,
        sheet=sheet,
        fingerprint=finding.fingerprint,
    )


def _of_notice(notice: Notice, place: Place, clock: Clock) -> Marker:
    first, end = place.samples
    said = f"samples {samples_text(place)}; {say(notice.message).rstrip('.')}; not asked for by the sheet"
    return Marker(
        name=marker_name(notice_word(notice.kind), place, clock.sample_rate_hz),
        comment=one_line(said),
        rank=MarkerRank.NOTICE,
        rule=f"notice.{notice.kind}",
        sample_in=first,
        sample_out=max(end, first + 1),
        channels=place.channels,
    )


def _placeless(reports: Sequence[Report]) -> list[Finding]:
    """Return the open findings that have no place in sound."""
    return [
        finding
        for report in reports
        for finding in report.findings
        if standing(finding) in _RANKS and not any(place.is_in_sound for place in finding.where)
    ]


def _unlisted(reports: Sequence[Report]) -> int:
    """Return how many places there are beside those that the reports list."""
    return sum(
        max(finding.where_count - len(finding.where), 0)
        for report in reports
        for finding in report.findings
        if standing(finding) in _RANKS
    )
