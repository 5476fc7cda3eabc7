"""A sheet as a specification on one page of HTML, which a client could send: no network, no script, prints on A4."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from specs.demand_wording import condition_text, figures
from specs.requirements.requirement import Level, source_clause, source_document
from specs.sheet import Status
from validator.reporters.report_wording import rule_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.requirements import AnyRequirement
    from specs.sheet import Deliverable, Sheet

_STYLE: Final = """
:root { color-scheme: light dark; font: 10pt/1.35 system-ui, sans-serif }
body { max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 1.2rem 0 .3rem }
p { margin: .2rem 0 } .note, footer { font-size: .85rem }
.table { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #8886 }
tr { break-inside: avoid } td.should { font-style: italic }
@media print { @page { size: A4; margin: 14mm } body { margin: 0; max-width: none; padding: 0; font-size: 8.5pt } }
"""
_BINDING: Final = {Level.SHALL: "shall", Level.SHOULD: "should", Level.INFO: "for information"}


def sheet_to_html(sheet: Sheet) -> str:
    """Return a sheet as a page: what is delivered, what is demanded of it, and where that is printed."""
    head = f"{sheet.publisher}: {sheet.title}"
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(head)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(sheet.publisher)}</h1><p>{escape(sheet.title)}</p>",
        f"<p>{escape(_described(sheet))}</p>",
        *([f'<p class="note">{escape(sheet.note)}</p>'] if sheet.note else []),
        *(line for deliverable in sheet.deliverables.values() for line in _deliverable(deliverable)),
        *_sources(sheet),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _described(sheet: Sheet) -> str:
    status = {Status.SUPERSEDED: "; superseded", Status.UNKNOWN: "; not known to be in force"}.get(sheet.status, "")
    return f"Edition {sheet.edition}{status}; {sheet.territory}"


def _deliverable(deliverable: Deliverable) -> Iterator[str]:
    layouts = ", ".join(deliverable.soundfields or ()) or "any layout"
    versions = f"; {' or '.join(deliverable.versions)} only" if deliverable.versions else ""
    yield f"<h2>{escape(deliverable.title)}</h2>"
    yield f"<p>{escape(', '.join(deliverable.mix_kinds))}; {escape(layouts)}{escape(versions)}</p>"
    yield '<div class="table"><table><thead><tr><th>Demand</th><th>Asked for</th><th>When</th><th>Binding</th>'
    yield "<th>Printed in</th></tr></thead><tbody>"
    yield from map(_demand, deliverable.requirements)
    yield "</tbody></table></div>"


def _demand(requirement: AnyRequirement) -> str:
    asked = "<br>".join(escape(line) for line in figures(requirement).splitlines()) or "yes"
    when = [condition_text(requirement.when)] if requirement.when is not None else []
    when += [f"measured on: {requirement.window}"] if requirement.window != "file" else []
    when += [f"of the {requirement.scope}"] if requirement.scope != "mix" else []
    grade = "" if requirement.grade.can_reject else f" ({requirement.grade})"
    cells = (
        escape(rule_title(requirement.rule)),
        asked,
        escape("; ".join(when)),
        escape(f"{_BINDING[requirement.level]}{grade}"),
        escape(f"{source_document(requirement.source)}, {source_clause(requirement.source)}"),
    )
    style = ' class="should"' if requirement.level is not Level.SHALL else ""
    return "<tr>" + "".join(f"<td{style}>{cell}</td>" for cell in cells) + "</tr>"


def _sources(sheet: Sheet) -> Iterator[str]:
    yield "<footer><h2>Documents</h2>"
    for key, document in sheet.documents.items():
        edition = f", {document.edition}" if document.edition else ""
        text = f"{key}: {document.title}{edition}. Read {document.retrieved}; {document.obtained}."
        address = document.address or ""
        shown = f' <a href="{escape(address)}">{escape(address)}</a>' if address.startswith("http") else ""
        yield f"<p>{escape(text)}{shown}</p>"
    yield "</footer>"
