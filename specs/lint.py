"""What a sheet that loads can still have wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specs.requirements.loudness import Loudness, Role
from specs.requirements.requirement import source_document
from specs.sheet import cited_sources, requirement_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.sheet import Deliverable, Sheet


def lint_sheet(sheet: Sheet) -> Iterator[str]:
    """Yield the problems of a sheet, each with its place."""
    cited = {
        source_document(source)
        for deliverable in sheet.deliverables.values()
        for requirement in deliverable.requirements
        for source in cited_sources(requirement)
    }
    for name in sheet.documents:
        if name not in cited:
            yield f"documents.{name}: nothing cites it"
    for name, deliverable in sheet.deliverables.items():
        yield from (f"deliverables.{name}.{problem}" for problem in _deliverable(deliverable))


def _deliverable(deliverable: Deliverable) -> Iterator[str]:
    for requirement in deliverable.requirements:
        key = requirement_key(requirement)
        if not isinstance(requirement, Loudness):
            continue
        roles = [alternative.role for alternative in requirement.alternatives]
        if not {Role.REQUIRED, Role.CEILING, Role.RECOMMENDED, Role.REPORTED} & set(roles):
            yield f"{key}: only stand-ins ({', '.join(roles)}), and nothing they stand in for"
        open_ended = [
            alternative
            for alternative in requirement.alternatives
            if alternative.role is Role.REQUIRED and alternative.when is None
        ]
        if len(open_ended) > 1:
            yield f"{key}: two required alternatives without a condition; the second can never be the branch"
