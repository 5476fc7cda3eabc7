"""Carries a plan out: renders, measures what was written, compares it with the forecast, judges it, and keeps a log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from packager.corrections.correction import READING_TITLES, reading
from packager.corrections.levels import clipping_carried, dialogue_carried
from packager.fixing.headers import IXML_LOUDNESS, carried_notes
from packager.fixing.provenance import ComparedReading, Judgement, Provenance, record_of
from packager.fixing.render import Rendered, render_into
from packager.fixing.trial_render import needs_trial, solved_by_trial
from packager.planning.foreseen import Wish, after_wishes, as_measured
from packager.planning.refusal import MixRefusedError, Refusal
from packager.staging import Stage, unwritable
from specs.message import message
from specs.vocabulary import layout_of
from validator.audio.programme import open_programme
from validator.containers.facts import LoudnessFields
from validator.containers.wave.rewrite import (
    BextChange,
    IxmlChange,
    overwrite_payload,
    read_payload,
    rewrite_bext,
    rewrite_ixml,
)
from validator.judging.judge import judge
from validator.measuring.measure import measure
from validator.reporters.as_json import model_to_json
from validator.results.finding import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from packager.fixing.headers import Stamp
    from packager.fixing.streaming import Key
    from packager.planning.foreseen import Foreseen
    from packager.planning.model import Plan
    from specs.loader import LoadedSheet
    from specs.message import Message
    from validator.audio.programme import Programme
    from validator.comparisons.relations import MixComparison
    from validator.containers.facts import ChunkFacts
    from validator.judging.waivers import Waivers
    from validator.measuring.measure import MeasureOptions
    from validator.results.measurements import Measurements
    from validator.results.report import Report
    from validator.rules.subject import Subject

LOG_ENDING: Final = ".provenance.json"

_LOUDNESS_VERSION: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyOptions:
    """How to carry a plan out.

    Attributes:
        stamp: Version and time: the clock is a parameter.
        measure: How to measure the result; the same way the source was.
        sheet: What the result is judged against; None for no judgement.
        deliverable: Which deliverable of it; None lets kind and layout decide.
        waivers: What has been forgiven.
        compare: Holds the result against what the source was held against; None where that was nothing.
        digests: Algorithms of the digests in the log.
    """

    stamp: Stamp
    measure: MeasureOptions
    sheet: LoadedSheet | None = None
    deliverable: str | None = None
    waivers: Waivers | None = None
    compare: Callable[[Programme], MixComparison] | None = None
    digests: tuple[str, ...] = ("sha256",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What came of a plan.

    Attributes:
        paths: The files written.
        log_path: The log beside them.
        plan: The plan as it was carried out, its gain found by trial renders where that was needed.
        measurements: What the written files read.
        readings: Forecast and reading.
        report: The judgement; None where no sheet was given.
        provenance: The log.
    """

    paths: tuple[Path, ...]
    log_path: Path
    plan: Plan
    measurements: Measurements
    readings: tuple[ComparedReading, ...]
    report: Report | None
    provenance: Provenance


def apply_plan(
    plan: Plan,
    programme: Programme,
    subject: Subject,
    target: Path,
    options: ApplyOptions,
    *,
    progress: Callable[[int], None] | None = None,
) -> Applied:
    """Carry a plan out, and let the result appear only when it reads as planned.

    The result is written beside the target, read back, measured with the meters of this package, compared with the
    forecast and judged; then its loudness is put into its header, its digests are taken, the log is written, and both
    get their names. A result that differs from the forecast by more than the plan's tolerances is refused. A verdict
    is handed on whatever it is: a plan may leave alone what only a person can mend.

    Args:
        plan: A plan made from measurements of this programme.
        programme: The source, only ever read.
        subject: The source as it was measured.
        target: The new file; for a set of mono files the new folder. Nothing of that name is there.
        options: How.
        progress: Called with the samples per channel written so far.

    Raises:
        NotCorrectableError: No trial render of the plan reaches its loudness.
        RefusedError: As `render`; or the result does not read as planned. Nothing is left behind.
        MediaError: The source cannot be read.
    """
    if needs_trial(plan):
        plan = solved_by_trial(plan, programme, subject, options.measure)
    with stage_for(target, programme.paths) as stage:
        applied = prepare(
            stage, PlannedMix(plan=plan, programme=programme, subject=subject), options, progress=progress
        )
        stage.publish()
    return applied


def stage_for(target: Path, sources: Iterable[Path]) -> Stage:
    """Return the stage of a result: where the result is, its log is too.

    Raises:
        UsageError: The target or its log is there already.
    """
    return Stage(target, sources, beside=(LOG_ENDING,))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMix:
    """A source and the settled plan for it.

    Attributes:
        plan: What to do.
        programme: The source.
        subject: The source as it was measured.
        key: The mix that a limiter follows instead of its own.
    """

    plan: Plan
    programme: Programme
    subject: Subject
    key: Key | None = None


def prepare(
    stage: Stage, mix: PlannedMix, options: ApplyOptions, *, progress: Callable[[int], None] | None = None
) -> Applied:
    """Write a result and its log into a stage, measure, compare and judge it; errors as `apply_plan`.

    Args:
        stage: Of `stage_for`; it is still to be published.
        mix: What to write.
        options: How.
        progress: Called with the samples per channel written so far.

    Returns:
        What came of it, with the names that it will have.
    """
    plan, programme, target = mix.plan, mix.programme, stage.target
    wishes = [Wish(correction=step.correction, because=step.because) for step in plan.steps]
    end = after_wishes(as_measured(mix.subject), wishes)
    rendered = render_into(stage, programme, plan, options.stamp, key=mix.key, progress=progress)
    measured = _measured(rendered, end, options)
    readings = compare(plan, measured)
    _refuse_differences(readings, measured, plan)
    _tell_loudness(rendered, measured)
    measured = _with_final_headers(rendered, measured, end)
    if options.compare is not None:
        again = options.compare(_opened(rendered, end))
        measured = measured.model_copy(update={"comparisons": (again,)})
    report = _with_source_notices(_judged(replace(end.subject, measurements=measured), options), plan)
    provenance = Provenance(
        schema="mixgate.provenance/2",
        version=options.stamp.version,
        made=options.stamp.now.isoformat(),
        sources=tuple(record_of(path, options.digests) for path in programme.paths),
        results=tuple(record_of(path, options.digests) for path in rendered.paths),
        plan=plan,
        readings=readings,
        judgement=_judgement(report, options),
        notes=(*plan.notes, *carried_notes(plan, programme)),
    )
    _write_log(provenance, stage)
    return Applied(
        paths=tuple(target / path.name if len(rendered.paths) > 1 else target for path in rendered.paths),
        log_path=target.with_name(target.name + LOG_ENDING),
        plan=plan,
        measurements=measured,
        readings=readings,
        report=report,
        provenance=provenance,
    )


def _measured(rendered: Rendered, end: Foreseen, options: ApplyOptions) -> Measurements:
    """Open what was written as anybody would, and measure it."""
    written = _opened(rendered, end)
    plain = replace(options.measure, digests=(), speech_detector=False).named(end.measurements.name)
    measured = clipping_carried(end.measurements, measure(written, plain))
    return dialogue_carried(end.measurements.dialogue, measured)


def _opened(rendered: Rendered, end: Foreseen) -> Programme:
    known = end.measurements.layout is not None
    if len(rendered.paths) == 1:
        return open_programme(rendered.paths, layout=layout_of(rendered.labels) if known else None)
    roles = dict(zip(rendered.paths, rendered.labels, strict=True))
    return open_programme(rendered.paths, layout=layout_of(rendered.labels), roles=roles)


def compare(plan: Plan, measured: Measurements) -> tuple[ComparedReading, ...]:
    """Hold the readings of a result against the forecast of its plan."""
    found = []
    for entry in plan.readings:
        value = reading(measured, entry.name)
        if entry.tolerance is None:
            agrees = True
        elif value is None or entry.after is None:
            agrees = value is None and entry.after is None
        else:
            agrees = abs(value - entry.after) <= entry.tolerance
        found.append(
            ComparedReading(
                name=entry.name,
                unit=entry.unit,
                predicted=entry.after,
                measured=None if value is None else round(value, 4),
                tolerance=entry.tolerance,
                agrees=agrees,
            )
        )
    return tuple(found)


def _refuse_differences(readings: Iterable[ComparedReading], measured: Measurements, plan: Plan) -> None:
    wrong = [
        message(
            "fix.reads-otherwise",
            reading=READING_TITLES[entry.name],
            found=_shown(entry.measured),
            expected=_shown(entry.predicted),
            unit=entry.unit,
        )
        for entry in readings
        if not entry.agrees
    ]
    promised = plan.outcome
    if measured.sample_count != promised.sample_count:
        wrong.append(message("fix.other-length", found=measured.sample_count, expected=promised.sample_count))
    if measured.sample_rate_hz != promised.sample_rate_hz:
        wrong.append(message("fix.other-rate", found_hz=measured.sample_rate_hz, expected_hz=promised.sample_rate_hz))
    if len(measured.channel_labels) != len(promised.labels):
        wrong.append(message("fix.other-channels", found=len(measured.channel_labels), expected=len(promised.labels)))
    if wrong:
        raise MixRefusedError(
            Refusal(
                what=message("fix.not-as-planned"),
                where=plan.name,
                found=(message("fix.differences", differences=tuple(wrong)),),
                next_step=message("remedy.measure-and-plan-again"),
            )
        )


def _shown(value: float | None) -> Message:
    return message("plan.nothing") if value is None else message("fix.value", value=value)


def _tell_loudness(rendered: Rendered, measured: Measurements) -> None:
    """Put the loudness that was read into a header with room for it; a single channel of a set has none of its own."""
    if len(rendered.paths) > 1 or measured.layout is None:
        return
    path, facts = rendered.paths[0], measured.files[0]
    loudness = LoudnessFields(
        integrated_lkfs=measured.integrated_lkfs,
        loudness_range_lu=measured.loudness_range_lu,
        max_true_peak_dbtp=measured.max_true_peak_dbtp,
        max_momentary_lkfs=measured.max_momentary_lkfs,
        max_short_term_lkfs=measured.max_short_term_lkfs,
    )
    try:
        for chunk in facts.chunks:
            if chunk.id == "bext" and facts.bext is not None and facts.bext.version >= _LOUDNESS_VERSION:
                payload = rewrite_bext(read_payload(path, chunk), BextChange(loudness=loudness))
                overwrite_payload(path, chunk, payload)
            elif chunk.id == "iXML" and facts.ixml is not None:
                _tell_ixml(path, chunk, loudness)
    except OSError as error:
        raise unwritable(error, path) from error


def _tell_ixml(path: Path, chunk: ChunkFacts, loudness: LoudnessFields) -> None:
    payload = read_payload(path, chunk)
    if IXML_LOUDNESS not in payload:
        return
    rewritten = rewrite_ixml(payload, IxmlChange(loudness=loudness))
    if len(rewritten) <= chunk.size_bytes:
        # Blanks behind the document belong to nothing.
        overwrite_payload(path, chunk, rewritten.ljust(chunk.size_bytes))


def _with_final_headers(rendered: Rendered, measured: Measurements, end: Foreseen) -> Measurements:
    files = _opened(rendered, end).files
    bext = files[0].bext
    return measured.model_copy(update={"files": files, "stated": None if bext is None else bext.loudness})


def _judged(subject: Subject, options: ApplyOptions) -> Report | None:
    if options.sheet is None:
        return None
    return judge(
        options.sheet,
        subject,
        version=options.stamp.version,
        deliverable=options.deliverable,
        waivers=options.waivers,
    )


_NOT_MENDED: Final = frozenset({NoticeKind.CLIPPING, NoticeKind.WORD_LENGTH})
"""What a new file no longer shows and still has: flat tops at a lower level, low bits that were filled by rounding."""


def _with_source_notices(report: Report | None, plan: Plan) -> Report | None:
    """The report with what is notable about the source and cannot be read off the result."""
    if report is None:
        return None
    shown = {notice.kind for notice in report.notices}
    carried = tuple(
        notice.model_copy(
            update={"message": message("notice.of-source", notice=notice.message), "where": (), "where_count": 0}
        )
        for notice in plan.notices
        if notice.kind in _NOT_MENDED - shown
    )
    return report.model_copy(update={"notices": (*report.notices, *carried)})


def _judgement(report: Report | None, options: ApplyOptions) -> Judgement | None:
    if report is None or options.sheet is None:
        return None
    return Judgement(
        sheet=report.sheet.id,
        edition=report.sheet.edition,
        digest=report.sheet.digest,
        deliverable=report.deliverable,
        verdict=report.verdict,
    )


def _write_log(provenance: Provenance, stage: Stage) -> None:
    try:
        stage.beside(LOG_ENDING).write_text(model_to_json(provenance), encoding="utf-8", newline="\n")
    except OSError as error:
        raise unwritable(error, stage.target) from error
