"""One sheet on the terminal: every demand with figures, level, grade and clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from mixgate.screens.console import plain_table
from specs.demand_wording import condition_text, figures
from specs.requirements.requirement import source_clause, source_document
from specs.sheet import requirement_key

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from specs.sheet import Deliverable, Sheet


def show_sheet(sheet: Sheet, console: Console) -> None:
    """Show a sheet."""
    console.print(Text(f"{sheet.publisher}: {sheet.title}", style="bold"))
    console.print(f"{sheet.id} · edition {sheet.edition} · {sheet.status} · {sheet.nature} · {sheet.territory}")
    if sheet.note:
        console.print(sheet.note)
    for name, deliverable in sheet.deliverables.items():
        console.print()
        kinds = ", ".join(deliverable.mix_kinds)
        fields = f" · {', '.join(deliverable.soundfields)}" if deliverable.soundfields else ""
        console.print(Text(f"{deliverable.title}  [{name}]", style="bold"))
        versions = f" · {' or '.join(deliverable.versions)} only" if deliverable.versions else ""
        console.print(f"{kinds}{fields}{versions}")
        console.print(_demands(deliverable))
    console.print()
    console.print(Text("Documents", style="bold"))
    for key, document in sheet.documents.items():
        edition = f", {document.edition}" if document.edition else ""
        console.print(f"{key}: {document.title}{edition}; retrieved {document.retrieved}; {document.obtained}")
        if document.address:
            console.print(f"    {document.address}", soft_wrap=True)


def _demands(deliverable: Deliverable) -> Table:
    table = plain_table("Demand", "Asked for", "Level", "Grade", "Clause")
    for requirement in deliverable.requirements:
        key = requirement_key(requirement)
        asked = figures(requirement)
        when = condition_text(requirement.when)
        parts = [asked or "yes"]
        if when:
            parts.append(f"when {when}")
        if requirement.window != "file":
            parts.append(f"measured on: {requirement.window}")
        if requirement.scope != "mix":
            parts.append(f"made of: the {requirement.scope}")
        if requirement.conflict:
            parts.append(f"conflict: {requirement.conflict}")
        clause = f"{source_document(requirement.source)} {source_clause(requirement.source)}"
        table.add_row(key, "\n".join(parts), requirement.level, requirement.grade, clause)
    return table
