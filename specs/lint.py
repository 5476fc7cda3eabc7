"""What a sheet that loads can still have wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from specs.listings.regions import TERRITORIES
from specs.requirements.dialogue import DialogueLoudnessRange, DialogueRange, DialogueToBackground, ProgrammeToDialogue
from specs.requirements.form import ChannelLayout, Conformance, Container, FileForm, FileName, Files
from specs.requirements.loudness import (
    Loudness,
    LoudnessRange,
    MomentaryMaximum,
    Role,
    ShortTermMaximum,
    ShortTermWindow,
)
from specs.requirements.peaks import QuasiPeak, SamplePeak, TruePeak
from specs.requirements.relations import StatementToConfirm
from specs.requirements.requirement import Grade, Scope, Window, source_document
from specs.requirements.time import ProgrammeStart, TimedBlock
from specs.sheet import cited_sources, requirement_key
from specs.vocabulary import CODECS, CONTAINERS, WRAPPERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.requirements import AnyRequirement
    from specs.requirements.requirement import Condition
    from specs.sheet import Deliverable, Sheet

_MEASURED_ON_A_WINDOW: Final = (
    *(Loudness, LoudnessRange, ShortTermMaximum, MomentaryMaximum, ShortTermWindow, TruePeak, SamplePeak, QuasiPeak),
    *(DialogueLoudnessRange, DialogueRange, DialogueToBackground, ProgrammeToDialogue),
)

_CAN_BE_MADE_OF_A_PACKAGE: Final = (Container, Files, FileName, ChannelLayout, Conformance, StatementToConfirm)
"""Demands on the form of a file. Those on its sound are the same in whatever it is wrapped, and bind the mix."""

_WAS_READ: Final = re.compile(r"\bread\b")
_IS_A_COPY: Final = re.compile(r"\bcop(?:y|ies)\b")


def lint_sheet(sheet: Sheet) -> Iterator[str]:
    """Yield the problems of a sheet, each with its place."""
    cited = {
        source_document(source)
        for deliverable in sheet.deliverables.values()
        for requirement in deliverable.requirements
        for source in cited_sources(requirement)
    }
    for name in sheet.documents:
        if name not in cited and not any(re.search(rf"\b{re.escape(name)}\b", note) for note in _notes(sheet)):
            yield f"documents.{name}: nothing cites it, and no note names it"
    for part in sheet.territory.split(","):
        if part.strip().casefold() not in TERRITORIES:
            named = part.strip()
            yield f"territory: '{named}' is not known; name countries or parts of the world, with commas between"
    for name, deliverable in sheet.deliverables.items():
        yield from (f"deliverables.{name}.{problem}" for problem in _deliverable(deliverable))
        yield from (f"deliverables.{name}.{problem}" for problem in _blocks(deliverable))
        for requirement in deliverable.requirements:
            yield from (f"deliverables.{name}.{problem}" for problem in _grades(requirement, sheet))


def _grades(requirement: AnyRequirement, sheet: Sheet) -> Iterator[str]:
    """Yield where a grade promises more than how its document was obtained.

    | the document was obtained          | primary | quoted | recalled |
    |------------------------------------|---------|--------|----------|
    | read in the text                   | holds   | holds  | holds    |
    | read in a copy on another's page   | fault   | holds  | holds    |
    | quoted by a catalogue, an address  | fault   | holds  | holds    |
    | memory                             | fault   | fault  | holds    |
    """
    figures = [(requirement.source, requirement.grade)]
    if isinstance(requirement, Loudness):
        figures += [
            (each.source or requirement.source, each.grade or requirement.grade) for each in requirement.alternatives
        ]
    key = requirement_key(requirement)
    for source, grade in dict.fromkeys(figures):
        obtained = sheet.documents[source_document(source)].obtained
        if grade is Grade.PRIMARY and (not _WAS_READ.search(obtained) or _IS_A_COPY.search(obtained)):
            yield (
                f"{key}: primary is for what was read in the publisher's own text; '{source}' was not ({obtained}). "
                "Where it was, say 'read in the text' under obtained; else the grade is quoted"
            )
        if grade is not Grade.RECALLED and obtained == "memory":
            yield f"{key}: '{source}' is from memory, so its grade is recalled"


def _notes(sheet: Sheet) -> Iterator[str]:
    """Yield what a sheet says beside its figures, where documents that were only consulted are named."""
    yield sheet.note or ""
    for deliverable in sheet.deliverables.values():
        for requirement in deliverable.requirements:
            yield f"{requirement.note} {requirement.conflict}"


def _deliverable(deliverable: Deliverable) -> Iterator[str]:
    for requirement in deliverable.requirements:
        key = requirement_key(requirement)
        if requirement.window is not Window.FILE and not isinstance(requirement, _MEASURED_ON_A_WINDOW):
            yield f"{key}: it is judged on the whole file; a window changes nothing"
        if isinstance(requirement, Container):
            unknown = {*(requirement.containers or ())} - {*CONTAINERS} | {*(requirement.codecs or ())} - {*CODECS}
            yield from (f"{key}: no file is ever reported as '{name}'" for name in sorted(unknown))
        if isinstance(requirement, Loudness):
            yield from (f"{key}: {problem}" for problem in _alternatives(requirement))
        yield from (f"{key}: {problem}" for problem in _scope(requirement))


def _blocks(deliverable: Deliverable) -> Iterator[str]:
    """Yield where a programme starts within a block, so that nothing of it would be measured."""
    blocks = [one for one in deliverable.requirements if isinstance(one, TimedBlock)]
    for start in deliverable.requirements:
        if not isinstance(start, ProgrammeStart):
            continue
        for block in blocks:
            if any(block.start <= timecode < block.end for timecode in start.allowed):
                yield f"{requirement_key(start)}: the programme starts within the block '{requirement_key(block)}'"


def _scope(requirement: AnyRequirement) -> Iterator[str]:
    """Yield where a demand on a wrapper is made of the mix, which would reject every mix before it is wrapped.

    | the demand                       | scope    | fault |
    |----------------------------------|----------|-------|
    | containers: MXF                  | mix      | yes   |
    | containers: MXF                  | package  | no    |
    | containers: MXF or WAV           | mix      | no    |
    | forms: muxed                     | mix      | yes   |
    | forms: muxed or mono-set         | mix      | no    |
    | anything a meter reads           | package  | yes   |
    """
    if requirement.scope is Scope.PACKAGE and not isinstance(requirement, _CAN_BE_MADE_OF_A_PACKAGE):
        yield "it is a demand on the sound, which a package does not change; its scope is the mix"
    if requirement.scope is not Scope.MIX:
        return
    if isinstance(requirement, Container) and requirement.containers and {*requirement.containers} <= {*WRAPPERS}:
        yield "only a file with the picture in it meets this; give it the scope 'package'"
    if isinstance(requirement, Files) and {*requirement.forms} == {FileForm.MUXED}:
        yield "only a file with the picture in it meets this; give it the scope 'package'"


def _is_words_only(condition: Condition) -> bool:
    return all(value is None for name, value in condition if name != "text")


def _alternatives(requirement: Loudness) -> Iterator[str]:
    roles = [alternative.role for alternative in requirement.alternatives]
    if not {Role.REQUIRED, Role.CEILING, Role.RECOMMENDED, Role.REPORTED} & set(roles):
        yield f"only substitutes ({', '.join(roles)}), and nothing they substitute"
    required = [alternative for alternative in requirement.alternatives if alternative.role is Role.REQUIRED]
    if any(alternative.when is not None and _is_words_only(alternative.when) for alternative in required):
        yield "a required alternative whose condition is in words only, so it can never be known to be the branch"
    unconditional = [index for index, alternative in enumerate(required) if alternative.when is None]
    if unconditional and unconditional[0] < len(required) - 1:
        yield "a required alternative after one without a condition; it can never be the branch"
