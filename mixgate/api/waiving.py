"""Waive: a finding of a report that a receiver forgives, written into the receiver's own file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import tomli
from pydantic import ValidationError

from mixgate.outputs.appending import append_locked
from specs.errors import DeliveryError, UsageError
from specs.statements.delivery import KnownWaiver
from specs.statements.receiver import ReceiverFile
from specs.unasked_rules import NEVER_WAIVED
from validator.judging.waivers import FORGIVABLE
from validator.results.finding import State
from validator.results.report import SubjectKind
from validator.results.round import SCHEMA as ROUND_SCHEMA
from validator.results.round import Round
from validator.rounds.saved import load_round

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mixgate.api.handed_in import AnyPath
    from specs.statements.waiver import Waiver
    from specs.statements.waiver_kinds import WaiverKind
    from validator.results.finding import Finding, Quantity
    from validator.results.report import Report
    from validator.results.round import RoundFinding, RoundMix

_LISTED: Final = 20
"""Candidates that an error lists; a delivery may have hundreds."""

_HEAD_BYTES: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class WaivableFinding:
    """A finding, as far as a waiver names it.

    Attributes:
        fingerprint, rule, key, state, measured: As in the report.
        sheet: Id of the sheet, or of the profile.
        file: Place of the mix; None for a delivery or a package as a whole.
        place_count: How many places it has.
        value_counts: Whether its reading is one that can be worse: it is outside of what is asked.
    """

    fingerprint: str
    rule: str
    key: str
    state: State
    sheet: str
    file: str | None
    measured: Quantity | None
    place_count: int

    @property
    def line(self) -> str:
        """The finding in one line: `3fa6531194e71039 loudness.integrated -22.86 LKFS fr-FR/film_51.wav`."""
        reading = "" if self.measured is None else self.measured.text
        state = "" if self.state in FORGIVABLE else f"({self.state.value})"
        return " ".join(part for part in (self.fingerprint, self.rule, reading, self.file, state) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverTerms:
    """What is granted, and by whom.

    Attributes:
        reason, by, on: Why, who, when.
        kind: Why, in a word.
        expires: The last day it holds; None means it does not end.
        up_to: Reading that is still forgiven, with its unit; None takes the one that was found.
    """

    reason: str
    by: str
    on: date
    kind: WaiverKind | None = None
    expires: date | None = None
    up_to: str | None = None


def waive(report: AnyPath, fingerprint: str, terms: WaiverTerms, file: AnyPath) -> Waiver:
    """Add a waiver of one finding to a receiver's file; what stands there stays as it is.

    It names the finding by its fingerprint and forgives it as it was found: a worse reading, or more places, are not
    forgiven.

    Args:
        report: What `check` or `round` wrote: a run, a report, a folder of reports, or a round.
        fingerprint: Of the finding, or as much of its beginning as no other has.
        terms: What is granted, and by whom.
        file: The receiver's file; made where it does not exist.

    Raises:
        UsageError: No finding, or several, have this fingerprint; it holds, or is waived already; a term is invalid.
        MediaError: The report cannot be read.
        DeliveryError: The receiver's file is invalid.
        RefusedError: It cannot be written.
    """
    found = chosen_finding(list(waivable_findings(Path(report))), fingerprint)
    waiver = _waiver(found, terms)
    append_locked(Path(file), lambda held: _addition(held, waiver, Path(file)))
    return waiver


def waivable_findings(path: Path) -> Iterator[WaivableFinding]:
    """Yield the findings of a run, a report, a folder of reports or a round.

    Raises:
        MediaError: It cannot be read.
    """
    if _is_round(path):
        try:
            found = Round.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise UsageError(
                "This is not a round of this version.", where=str(path), found=str(error.errors()[0]["msg"])
            ) from error
        for mix in found.mixes:
            yield from _of_round(mix)
        return
    for report in load_round(path).reports:
        for finding in report.findings:
            yield _of_report(report, finding)


def _is_round(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return f'"{ROUND_SCHEMA}"'.encode() in file.read(_HEAD_BYTES)


def _of_round(mix: RoundMix) -> Iterator[WaivableFinding]:
    one: RoundFinding
    for one in mix.findings:
        if one.new is not None:
            yield WaivableFinding(
                fingerprint=one.new.fingerprint,
                rule=one.rule,
                key=one.key,
                state=one.new.state,
                sheet=one.sheet,
                file=mix.path if mix.subject is SubjectKind.MIX else None,
                measured=one.new.measured,
                place_count=one.new.place_count,
            )


def _of_report(report: Report, finding: Finding) -> WaivableFinding:
    return WaivableFinding(
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        key=finding.key,
        state=finding.state,
        sheet=report.sheet.id,
        file=(report.path or report.name) if report.subject is SubjectKind.MIX else None,
        measured=finding.measured,
        place_count=max(finding.where_count, len(finding.where)),
    )


def chosen_finding(findings: Sequence[WaivableFinding], fingerprint: str) -> WaivableFinding:
    """Return the one finding whose fingerprint begins so.

    Raises:
        UsageError: None does, several do, or it is none that can be waived; those that can are listed.
    """
    wanted = fingerprint.strip().lower()
    by_name = {one.fingerprint: one for one in findings if wanted and one.fingerprint.startswith(wanted)}
    if len(by_name) > 1:
        raise UsageError(
            "Several findings begin with this fingerprint.",
            found=fingerprint,
            expected=_listing(list(by_name.values())),
            next_step="Give more of it.",
            code="waiver.ambiguous",
        )
    if not by_name:
        raise UsageError(
            "No finding has this fingerprint.",
            found=fingerprint or "nothing",
            expected=_listing(_likely_first(findings)) or "a report with a finding that fails or is open",
            code="waiver.no-finding",
        )
    (found,) = by_name.values()
    if found.rule in NEVER_WAIVED:
        raise UsageError(
            "This cannot be waived: it says what the bytes are, or that a waiver does not hold.", found=found.line
        )
    if found.state not in FORGIVABLE:
        said = "It is waived already." if found.state is State.WAIVED else "There is nothing to waive: it holds."
        raise UsageError(said, found=found.line)
    return found


def _likely_first(findings: Sequence[WaivableFinding]) -> list[WaivableFinding]:
    """What can be waived: what fails first, what a person has to confirm last."""
    order = (State.FAIL, State.WARN, State.NOT_MEASURED)
    able = [one for one in findings if one.state in FORGIVABLE and one.rule not in NEVER_WAIVED]
    return sorted(able, key=lambda one: (one.rule == "manual.statement", order.index(one.state)))


def _listing(findings: Sequence[WaivableFinding]) -> str:
    lines = [one.line for one in findings[:_LISTED]]
    more = len(findings) - len(lines)
    return "\n    ".join([*lines, *([f"and {more} more"] if more > 0 else [])])


def _waiver(found: WaivableFinding, terms: WaiverTerms) -> Waiver:
    values: dict[str, Any] = {
        "rule": found.rule,
        "fingerprint": found.fingerprint,
        "key": found.key if found.key != found.rule else None,
        "file": found.file,
        "sheet": found.sheet,
        "up_to": terms.up_to or _reading(found),
        "most_places": found.place_count or None,
        "kind": terms.kind,
        "reason": terms.reason,
        "by": terms.by,
        "on": terms.on,
        "expires": terms.expires,
    }
    try:
        return KnownWaiver(**values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or None
        raise UsageError("The waiver is invalid.", where=where, found=str(first["msg"])) from error


def _reading(found: WaivableFinding) -> str | None:
    """The reading as the bound: to the digits that readings have, so that what was found is forgiven and no more."""
    if found.measured is None or found.measured.value is None:
        return None
    figure = f"{found.measured.value:.6f}".rstrip("0").rstrip(".")
    return f"{figure} {found.measured.unit}".strip()


def _addition(held: bytes, waiver: Waiver, path: Path) -> bytes:
    """Return the entry to be added to a file, once the whole is one that can be read.

    Raises:
        DeliveryError: The file is invalid as it is, or would be.
        UsageError: It holds this waiver already.
    """
    before = _read(held, path)
    same = {"on": waiver.on, "fingerprint": waiver.fingerprint, "up_to": waiver.up_to, "expires": waiver.expires}
    if any(all(getattr(one, name) == value for name, value in same.items()) for one in before.waivers):
        raise UsageError("The file holds this waiver already.", where=str(path), found=waiver.about)
    entry = waiver_entry(waiver).encode()
    addition = (b"\n" if held.strip() else b"") + entry
    _read(held + b"\n" + addition, path)
    return addition


def _read(content: bytes, path: Path) -> ReceiverFile:
    try:
        return ReceiverFile.model_validate(tomli.loads(content.decode("utf-8")))
    except (ValueError, ValidationError) as error:
        first = error.errors(include_url=False)[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise DeliveryError(
            "The receiver's file is invalid, so nothing was added to it.", where=str(path), found=str(first)
        ) from error


def waiver_entry(waiver: Waiver) -> str:
    """Return a waiver as an entry of a receiver's file, in TOML."""
    table = waiver.model_dump(mode="json", exclude_none=True)
    order = ("rule", "key", "fingerprint", "file", "sheet", "language", "up_to", "most_places", "kind")
    lines = [f"{name} = {json.dumps(table[name], ensure_ascii=False)}" for name in order if name in table]
    lines += [f"{name} = {json.dumps(table[name], ensure_ascii=False)}" for name in ("reason", "by")]
    # A date is written without quotation marks (TOML 1.0, "Local Date").
    lines += [f"{name} = {table[name]}" for name in ("on", "expires") if name in table]
    return "[[waivers]]\n" + "\n".join(lines) + "\n"
