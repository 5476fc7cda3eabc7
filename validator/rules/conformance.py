"""Demands on conformance: a container held against a profile of its standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.requirement import Level
from validator.catalogue import say
from validator.conformance import conform
from validator.conformance.wave import WAVE
from validator.conformance.wave.noted import CONTAINERS
from validator.results.finding import Quantity
from validator.rules.outcome import Outcome, not_applicable, not_measured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Message
    from specs.requirements.form import Conformance
    from validator.conformance import Check, Fault, Profile
    from validator.containers.facts import FileFacts
    from validator.rules.subject import Subject

PROFILES: Final[dict[str, tuple[Profile[FileFacts], tuple[str, ...]]]] = {WAVE.id: (WAVE, CONTAINERS)}
"""Every profile of files that are measured, and the containers it speaks of, by its id."""


def judge_conformance(requirement: Conformance, subject: Subject) -> Outcome:
    """Hold the header of a file against a profile of its standard.

    Judges: every check of the profile, or those named, on every file of the mix: chunks and sizes, fields of bext and
        iXML, and statements that contradict each other.
    Why publishers ask: the next program in the chain may read what this one forgave.
    Boundary: each check has its own; a check that could not be made is open.
    Remedy: write the file again with a program that keeps the clause.
    """
    outcomes = judge_each(requirement, subject)
    return min(outcomes, key=_gravity)


def _gravity(outcome: Outcome) -> int:
    """A clause that is broken before one that could not be checked, and both before advice."""
    if outcome.held is False:
        return 0
    return 1 if outcome.held is None else 2


def judge_each(requirement: Conformance, subject: Subject) -> tuple[Outcome, ...]:
    """Hold the header of every file against a profile: one outcome for each fault, one where there is none.

    A clause that only recommends gives advice, whatever the level of the demand.
    """
    if requirement.profile not in PROFILES:
        required = f"conformance to {requirement.profile}"
        return (not_measured(required, message("conformance.no-such-profile", profile=requirement.profile)),)
    profile, containers = PROFILES[requirement.profile]
    asked = _asked(requirement, profile)
    required = say(message("conformance.required", title=profile.title, count=len(asked)))
    files = subject.measurements.files
    strangers = [facts for facts in files if facts.container not in containers]
    if strangers:
        return (not_applicable(required, message("conformance.other-container", container=strangers[0].container)),)
    outcomes = tuple(_outcomes(profile, asked, required, files))
    if outcomes:
        return outcomes
    return (
        Outcome(
            held=True,
            required=required,
            measured=_faults(0),
            reason=message("conformance.holds", count=len(asked)),
        ),
    )


def _asked(requirement: Conformance, profile: Profile[FileFacts]) -> frozenset[str]:
    return frozenset(
        check_id
        for check_id in profile.ids
        if (requirement.clauses is None or check_id in requirement.clauses)
        and check_id not in requirement.clauses_excepted
    )


def _outcomes(
    profile: Profile[FileFacts], asked: frozenset[str], required: str, files: tuple[FileFacts, ...]
) -> Iterator[Outcome]:
    """One outcome for each fault; checks that cannot be made for one reason are one outcome of that reason."""
    seen: list[Message] = []
    for facts in files:
        for fault in conform(profile, facts):
            if fault.check not in asked:
                continue
            check = profile.check(fault.check)
            said = fault.message
            if fault.is_open:
                if check.level is Level.SHALL and said not in seen:
                    seen.append(said)
                    where = (fault.place,)
                    yield Outcome(held=None, required=required, reason=said, where=where, part=said.model_dump_json())
                continue
            yield _outcome(check, fault, required)


def _outcome(check: Check[FileFacts], fault: Fault, required: str) -> Outcome:
    binding = check.level is Level.SHALL
    place = fault.place
    return Outcome(
        held=not binding,
        advice=not binding,
        required=required,
        measured=_faults(1),
        where=(place,),
        reason=fault.message,
        why=(message("conformance.check", check=check.id),),
        remedy=message("conformance.mend"),
        clause=check.clause.text,
        part=f"{check.id} {place.file} {place.text or ''} {fault.message.model_dump_json()}",
    )


def _faults(count: int) -> Quantity:
    return Quantity(value=float(count), unit="faults", text=f"{count} {'fault' if count == 1 else 'faults'}")
