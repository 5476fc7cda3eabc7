"""A file held against the profiles of its container's standards: one report, one finding for each fault.

| clause of the check                                | a fault                          | the file is  |
|----------------------------------------------------|----------------------------------|--------------|
| was read, or the file contradicts itself           | fails                            | rejected     |
| was not read: a program enforces it; recommendation | told as a remark, binds nobody   | as it was    |
| could not be checked, as a chunk cannot be read    | not measured                     | incomplete   |
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from specs.errors import ToolError, UsageError
from specs.message import message, verbatim
from specs.requirements.requirement import Grade, Level, Scope
from specs.sheet import Nature, Status
from specs.vocabulary import frame_rate_name, parse_frame_rate
from validator.audio.wave_file import WaveFile
from validator.conformance import conform
from validator.conformance.adm import PROFILES as ADM_PROFILES
from validator.conformance.adm import Basis, CheckLevel, available, judge_adm
from validator.conformance.adm.fault_messages import fault_message, fault_place
from validator.conformance.adm.shown import shown_profiles
from validator.conformance.wave import WAVE
from validator.containers.adm.file import read_adm_path
from validator.containers.facts import printable_name
from validator.results.finding import Finding, Place, Severity, State
from validator.results.report import Made, Report, SheetUsed, SubjectKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from specs.message import Message
    from validator.conformance.adm.model import AdmProfile
    from validator.containers.adm.file import AdmFile

RULE: Final = "form.conformance"
PROFILE_IDS: Final = (WAVE.id, *ADM_PROFILES)
"""Profiles that a file can be held against, by the identifiers by which they are named."""

_MAGIC: Final = (b"RIFF", b"RF64", b"BW64")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one finding is made of, whichever profile it comes from."""

    profile: str
    check: str
    state: State
    required: str
    source: str
    reason: Message
    place: Place
    level: Level = Level.SHALL
    grade: Grade = Grade.PRIMARY


def is_conformable(path: Path) -> bool:
    """Say whether a file is of the RIFF family, and so has profiles; never raises."""
    try:
        if not path.is_file():
            return False  # a pipe would be waited for
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return head[:4] in _MAGIC and head[8:12] == b"WAVE"


def conformance_report(
    path: Path, profiles: Sequence[str] = (), *, version: str, picture_rate: str | None = None
) -> Report:
    """Hold a file against profiles. No sample is read.

    Args:
        path: A file of the RIFF family.
        profiles: Identifiers of `PROFILE_IDS`; empty takes `wave`, and those that its ADM claims or has the shape of.
        version: Of mixgate.
        picture_rate: As somebody states it, such as `24000/1001`, to be held against that of dbmd.

    Raises:
        MediaError: The file cannot be opened, or is not of the RIFF family.
        UsageError: There is no such profile.
    """
    unknown = [name for name in profiles if name not in PROFILE_IDS]
    if unknown:
        raise UsageError(
            "There is no such conformance profile.", found=unknown[0], expected="one of " + " ".join(PROFILE_IDS)
        )
    file = read_adm_path(path)
    chosen = tuple(dict.fromkeys(profiles)) or (WAVE.id, *(profile.id for profile in shown_profiles(file)))
    name = printable_name(path.name)
    said: list[_Said] = []
    for profile in chosen:
        found = list(_wave(path, name) if profile == WAVE.id else _adm(file, ADM_PROFILES[profile], name))
        if not any(one.state in (State.FAIL, State.NOT_MEASURED) for one in found):
            found.insert(0, _holds(profile, name))
        said += found
    said += _picture_rate(file, picture_rate, chosen[-1], name)
    return _report(name, chosen, said, version)


def _picture_rate(file: AdmFile, stated: str | None, profile: str, name: str) -> Iterator[_Said]:
    """Say where dbmd has another picture rate than is stated: a hint, as it is that of the session it was made in."""
    atmos = None if file.dbmd is None else file.dbmd.atmos
    found = None if atmos is None else atmos.frame_rate
    if stated is None or found is None or parse_frame_rate(stated) == found:
        return
    yield _Said(
        profile=profile,
        check="picture-rate",
        state=State.WARN,
        required="the picture rate that is stated",
        source="EBU Tech 3285 supplement 6, dbmd, as MediaInfo and dbmd-atmos-parser read it",
        reason=message(
            "adm.picture-rate-differs", rate=frame_rate_name(parse_frame_rate(stated)), stated=frame_rate_name(found)
        ),
        place=Place(file=name),
        level=Level.SHOULD,
        grade=Grade.COMMUNITY,
    )


def faults_of_adm(path: Path, *, version: str, picture_rate: str | None = None) -> Report | None:
    """Return what is wrong with the ADM of a file that somebody checks; None without ADM, and where nothing is.

    Args:
        path: Any file.
        version: Of mixgate.
        picture_rate: As in `conformance_report`.
    """
    if not is_conformable(path):
        return None
    try:
        file = read_adm_path(path)
    except ToolError:
        return None  # the mix is refused with the reason
    profiles = [profile.id for profile in shown_profiles(file)]
    report = conformance_report(path, profiles, version=version, picture_rate=picture_rate) if profiles else None
    return None if report is None or all(one.state is State.PASS for one in report.findings) else report


def _wave(path: Path, name: str) -> Iterator[_Said]:
    try:
        facts = WaveFile.open(path).facts
    except (ToolError, OSError) as error:
        reason = verbatim(error.what if isinstance(error, ToolError) else str(error))
        source = WAVE.title
        place = Place(file=name)
        yield _Said(
            profile=WAVE.id, check="", state=State.NOT_MEASURED, required=WAVE.title, source=source,
            reason=reason, place=place,
        )  # fmt: skip
        return
    for fault in conform(WAVE, facts):
        check = WAVE.check(fault.check)
        binding = check.level is Level.SHALL
        state = State.NOT_MEASURED if fault.is_open else State.FAIL if binding else State.WARN
        yield _Said(
            profile=WAVE.id,
            check=check.id,
            state=state,
            required=f"{WAVE.title}: {check.id.partition('.')[2]}",
            source=check.clause.text,
            reason=fault.message,
            place=fault.place,
            level=check.level,
            grade=Grade.PRIMARY if check.clause.enforced_by is None else Grade.QUOTED,
        )


def _adm(file: AdmFile, profile: AdmProfile, name: str) -> Iterator[_Said]:
    checks = {check.id: check for check in profile.checks}
    faults = judge_adm(file, profile)
    for fault in faults:
        check = checks[fault.check]
        failed = check.level is CheckLevel.ERROR
        yield _Said(
            profile=profile.id,
            check=check.id,
            state=State.FAIL if failed else State.WARN,
            required=check.title,
            source=check.clause,
            reason=fault_message(check, fault),
            place=fault_place(fault, name),
            level=Level.SHALL if failed else Level.SHOULD,
            grade=Grade.COMMUNITY if check.basis is Basis.READER else Grade.PRIMARY,
        )
    there = available(file)
    # dbmd is asked for by a check of its own; where axml is missing although chna is there, that is a fault already.
    needed = {need for check in profile.checks for need in check.needs if need.value != "dbmd"}
    missing = sorted(need.value for need in needed - there)
    failed = any(checks[fault.check].level is CheckLevel.ERROR for fault in faults)
    if missing and not failed:
        count = sum(not check.needs <= there for check in profile.checks)
        yield _Said(
            profile=profile.id, check="", state=State.NOT_MEASURED, required=profile.title, source=profile.document,
            reason=message("conformance.not-checked", count=count, missing=" ".join(missing)), place=Place(file=name),
        )  # fmt: skip


def _holds(profile: str, name: str) -> _Said:
    known = WAVE if profile == WAVE.id else ADM_PROFILES[profile]
    source = WAVE.edition if profile == WAVE.id else ADM_PROFILES[profile].document
    return _Said(
        profile=profile,
        check="",
        state=State.PASS,
        required=known.title,
        source=source,
        reason=message("conformance.kept", profiles=known.title),
        place=Place(file=name),
    )


def _report(name: str, profiles: Sequence[str], said: Sequence[_Said], version: str) -> Report:
    states = [one.state for one in said]
    verdict = (
        Verdict.REJECTED
        if State.FAIL in states
        else Verdict.INCOMPLETE if State.NOT_MEASURED in states else Verdict.ACCEPTABLE
    )  # fmt: skip
    named = " ".join(profiles)
    documents = "; ".join(WAVE.edition if one == WAVE.id else ADM_PROFILES[one].document for one in profiles)
    return Report(
        subject=SubjectKind.PACKAGE,
        name=name,
        path=name,
        made=Made(version=version),
        verdict=verdict,
        headline=_headline(verdict, named, states),
        sheet=SheetUsed(
            id="conformance",
            publisher="mixgate",
            title="Conformance",
            edition=named,
            status=Status.CURRENT,
            nature=Nature.DELIVERY,
            digest=sha256(documents.encode()).hexdigest(),
        ),
        deliverable="file",
        deliverable_title=named,
        findings=_findings(said, name),
        documents={},
    )


def _headline(verdict: Verdict, profiles: str, states: Sequence[State]) -> Message:
    if verdict is Verdict.REJECTED:
        return message("conformance.broken", count=states.count(State.FAIL), profiles=profiles)
    if verdict is Verdict.INCOMPLETE:
        return message("conformance.partly-checked", profiles=profiles)
    remarks = states.count(State.WARN)
    if remarks:
        return message("conformance.kept-with-remarks", profiles=profiles, count=remarks)
    return message("conformance.kept", profiles=profiles)


def _findings(said: Sequence[_Said], name: str) -> tuple[Finding, ...]:
    """One finding for each; what is to be done stands at the first fault of a check only."""
    met: set[tuple[str, str]] = set()
    found: list[Finding] = []
    for one in said:
        key = (one.profile, one.check)
        found.append(_finding(one, name, is_first=key not in met))
        met.add(key)
    return tuple(found)


def _finding(one: _Said, name: str, *, is_first: bool) -> Finding:
    binding = one.state is not State.WARN
    wrong = one.state in (State.FAIL, State.WARN)
    key = ".".join(part for part in (one.profile, one.check.removeprefix(f"{one.profile}.")) if part)
    parts = (RULE, name, key, one.place.element or "", one.place.path or "", one.reason.model_dump_json())
    return Finding(
        rule=RULE,
        key=key,
        state=one.state,
        held=None if one.state is State.NOT_MEASURED else not wrong,
        binding=binding,
        severity=Severity.BLOCKER if binding else Severity.MINOR,
        level=one.level,
        grade=one.grade,
        scope=Scope.PACKAGE,
        source=one.source,
        measured=None,
        required=one.required,
        margin=None,
        where=(one.place,),
        where_count=1,
        reason=one.reason,
        why=(message("conformance.check", check=one.check),) if one.check else (),
        remedy=message("conformance.mend") if wrong and is_first else None,
        fingerprint=sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:16],
    )
