"""Reports on mixes that were handed in and cannot be measured: absent, empty, no sound, not of the stated channels.

| what was handed in                                  | named by the caller      | listed or found in a folder |
|-----------------------------------------------------|--------------------------|-----------------------------|
| no such file                                        | error, exit code 3       | rejected                    |
| a file that may not be opened                       | error, exit code 3       | incomplete                  |
| empty, a text, a header without samples             | rejected                 | rejected                    |
| sound in a container or codec that is not read      | incomplete               | incomplete                  |
| another number of channels than is stated           | rejected                 | rejected                    |
| mono files of one set that are not of one length    | rejected                 | rejected                    |
| an entry of the delivery file that cannot be used   |                          | rejected                    |
| a layout that no deliverable of the sheet has       | rejected by the sheet    | rejected by the sheet       |
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from specs.errors import KERNEL_UNUSABLE, MediaError, NotReadError, ToolError, UsageError
from specs.message import message, verbatim
from specs.requirements.requirement import Grade, Level
from specs.sheet import Nature, Status
from validator.judging.judge import fingerprint, sheet_used
from validator.results.finding import Finding, Place, Quantity, Severity, State
from validator.results.report import Made, Report, SheetUsed, SubjectKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from specs.loader import LoadedSheet
    from specs.message import Message
    from specs.statements.statement import Statement
    from validator.delivery.ingest.mixes import Mix
    from validator.rules.subject import Subject

PROFILE: Final = "mixgate-delivery"
"""The id under which reports name what every delivery must hold, whatever sheet is asked."""

EDITION: Final = "1"

ABSENT: Final = "delivery.file-absent"
NO_SOUND: Final = "delivery.no-sound"
NOT_READ: Final = "delivery.form-not-read"
NOT_OPENED: Final = "delivery.not-opened"
CHANNELS: Final = "delivery.channels-as-stated"
SET: Final = "delivery.set-differs"
ENTRY: Final = "delivery.entry-valid"


def profile_used() -> SheetUsed:
    """Return what stands in the place of a sheet in reports on what was handed in."""
    return SheetUsed(
        id=PROFILE,
        publisher="mixgate",
        title="What a delivery must hold",
        edition=EDITION,
        status=Status.CURRENT,
        nature=Nature.QC_THRESHOLDS,
        digest=sha256(f"{PROFILE} {EDITION}".encode()).hexdigest(),
    )


def is_unopenable(paths: Sequence[Path]) -> bool:
    """True where one of the files is absent, or the operating system does not let it be opened."""
    return any(not path.exists() or not os.access(path, os.R_OK) for path in paths)


def is_of_the_input(mix: Mix, error: ToolError) -> bool:
    """Say whether what was handed in is at fault that a mix cannot be measured, so that it is a verdict.

    | what is at fault                                        |                             |
    |---------------------------------------------------------|-----------------------------|
    | a file that the caller named is not there, or is locked | the call: an error          |
    | anything else about a file                              | the input: a verdict        |
    | anything else                                           | the call, or this program   |
    """
    return is_media_fault(error) and not (mix.was_named and is_unopenable(mix.paths))


def unfit_mix(mix: Mix, error: ToolError, *, version: str) -> Report:
    """Return the report on a mix that cannot be measured.

    Args:
        mix: The mix.
        error: Why.
        version: Of mixgate.
    """
    rule, verdict = _kind_of(mix, error)
    rejected = verdict is Verdict.REJECTED
    finding = Finding(
        rule=rule,
        key=rule,
        state=State.FAIL if rejected else State.NOT_MEASURED,
        held=False if rejected else None,
        binding=True,
        severity=Severity.BLOCKER,
        level=Level.SHALL,
        grade=Grade.PRIMARY,
        source="what was handed in",
        measured=None,
        required=_REQUIRED[rule],
        margin=None,
        where=tuple(Place(file=path.name) for path in mix.paths if rule != ABSENT or not path.exists()),
        reason=_reason(rule, mix, error),
        remedy=message(f"remedy.{rule.partition('.')[2]}"),
        fingerprint=fingerprint(PROFILE, rule, mix.path),
    )
    return report_of(mix.statement, mix.name, finding, verdict=verdict, version=version)


_REQUIRED: Final = {
    ABSENT: "every file that is listed is there",
    NO_SOUND: "every file that is handed in as sound holds sound",
    NOT_READ: "sound in a form that can be measured",
    NOT_OPENED: "files that can be opened",
    CHANNELS: "as many channels as are stated",
    SET: "the files of a set of one length, one sample rate and one channel each",
    ENTRY: "an entry of the delivery file that can be used",
}


def _kind_of(mix: Mix, error: ToolError) -> tuple[str, Verdict]:
    if mix.fault is not None:
        return ENTRY, Verdict.REJECTED
    return _kind_of_files(mix, error)


def _kind_of_files(mix: Mix, error: ToolError) -> tuple[str, Verdict]:
    from validator.audio.programme import SET_DIFFERS  # whoever judges what was measured opens no sound

    if any(not path.exists() for path in mix.paths):
        return ABSENT, Verdict.REJECTED
    if is_unopenable(mix.paths):
        return NOT_OPENED, Verdict.INCOMPLETE
    if isinstance(error, NotReadError):
        return NOT_READ, Verdict.INCOMPLETE
    if isinstance(error, UsageError):
        return CHANNELS, Verdict.REJECTED
    if error.code == SET_DIFFERS:
        return SET, Verdict.REJECTED
    return NO_SOUND, Verdict.REJECTED


def _reason(rule: str, mix: Mix, error: ToolError) -> Message:
    if rule == ENTRY:
        return verbatim(error.found or error.what)
    if rule == ABSENT:
        names = tuple(path.name for path in mix.paths if not path.exists())
        return message("delivery.absent", files=names)
    found = "" if error.found is None else f" ({error.found})"
    expected = "" if error.expected is None else f" Expected: {error.expected}."
    return verbatim(f"{error.what.rstrip('.')}{found}.{expected}")


def report_of(statement: Statement, name: str, finding: Finding, *, verdict: Verdict, version: str) -> Report:
    """Return a report on a mix that was not measured, with one finding."""
    return Report(
        name=name,
        path=statement.path,
        language=statement.language,
        kind=statement.kind,
        version=statement.version,
        made=Made(version=version),
        verdict=verdict,
        headline=message(f"delivery.mix-{verdict.value}"),
        sheet=profile_used(),
        deliverable="files",
        deliverable_title="Files",
        picture_rate=statement.programme.picture_rate,
        start_timecode=statement.programme.start_timecode,
        easings=statement.easings,
        findings=(finding,),
        documents={},
    )


def other_layout(loaded: LoadedSheet, subject: Subject, *, version: str) -> Report:
    """Return the report on a mix in a layout that a sheet has no deliverable for.

    It rejects where something that was read binds the deliverables of its kind; a sheet of hearsay leaves it open.
    """
    sheet = loaded.sheet
    kin = {name: each for name, each in sheet.deliverables.items() if each.is_for(subject.mix_kind, subject.version)}
    layouts = tuple(dict.fromkeys(field for each in kin.values() for field in each.soundfields or ()))
    grade = min((demand.grade for each in kin.values() for demand in each.requirements), key=list(Grade).index)
    layout = "" if subject.layout is None else subject.layout.name
    finding = Finding(
        rule="form.layout",
        key="form.layout",
        state=State.FAIL if grade.can_reject else State.WARN,
        held=False,
        binding=grade.can_reject,
        severity=Severity.BLOCKER if grade.can_reject else Severity.MAJOR,
        level=Level.SHALL,
        grade=grade,
        source="the deliverables of the sheet",
        measured=Quantity(value=None, unit="", text=layout),
        required=f"layout {' or '.join(layouts)}",
        margin=None,
        reason=message("delivery.no-such-layout", layout=layout, layouts=layouts),
        remedy=message("remedy.deliver-a-layout-asked-for", layouts=layouts),
        fingerprint=fingerprint(sheet.id, "form.layout", subject.path or subject.measurements.name),
    )
    name = next(iter(kin))
    return Report(
        name=subject.measurements.name,
        path=subject.path,
        language=subject.language,
        kind=subject.mix_kind,
        version=subject.version,
        made=Made(version=version),
        verdict=Verdict.REJECTED if grade.can_reject else Verdict.UNVERIFIED,
        headline=message(
            "verdict.rejected-by-one", publisher=sheet.publisher, deliverable=kin[name].title, failed=1, count=1
        ),
        sheet=sheet_used(loaded),
        deliverable=name,
        deliverable_title=kin[name].title,
        picture_rate=subject.programme.picture_rate,
        start_timecode=subject.programme.start_timecode,
        start_sample=subject.file_start_sample,
        easings=subject.easings,
        findings=(finding,),
        documents={},
        measurements=subject.measurements,
    )


def unreadable_delivery(name: str, path: Path, error: ToolError, *, version: str) -> Report:
    """Return the report on a delivery file, found in a folder, that is refused."""
    rule = "delivery.file-valid"
    return Report(
        subject=SubjectKind.DELIVERY,
        name=name,
        path=path.name,
        made=Made(version=version),
        verdict=Verdict.REJECTED,
        headline=message("delivery.rejected"),
        sheet=profile_used(),
        deliverable="delivery",
        deliverable_title="The delivery",
        findings=(
            Finding(
                rule=rule,
                key=rule,
                state=State.FAIL,
                held=False,
                binding=True,
                severity=Severity.BLOCKER,
                level=Level.SHALL,
                grade=Grade.PRIMARY,
                source="what was handed in",
                measured=None,
                required="a delivery file that can be read",
                margin=None,
                where=(Place(file=path.name),),
                reason=verbatim(f"{error.what} {error.found or ''}".strip()),
                remedy=message("remedy.file-valid"),
                fingerprint=fingerprint(PROFILE, rule, str(path)),
            ),
        ),
        documents={},
    )


def is_media_fault(error: ToolError) -> bool:
    """True where what was handed in is at fault, and not the call or this machine."""
    return isinstance(error, (MediaError, UsageError)) and error.code != KERNEL_UNUSABLE
