"""Tables of the desk that are not reports: sheets, rules, measurements, the examination of an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from specs.requirements.loudness import Loudness
from specs.requirements.peaks import TruePeak
from specs.requirements.requirement import source_clause, source_document
from specs.sheet import requirement_key
from specs.wording import condition_text, figures, limits_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from mixgate.demo import DemoDelivery
    from mixgate.examination import Examined
    from specs.compare import Difference
    from specs.loader import LoadedSheet
    from specs.requirements.loudness import LoudnessAlternative
    from specs.sheet import Deliverable, Sheet
    from validator.explain import Explanation
    from validator.measurements import Measurements


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=position == 0)
    return table


def show_sheet_list(sheets: Sequence[Sheet], console: Console) -> None:
    """Show one line per sheet."""
    table = _table("Sheet", "Publisher", "Title", "Edition", "Status")
    for sheet in sheets:
        status = sheet.status if sheet.nature == "delivery" else f"{sheet.status}, {sheet.nature}"
        table.add_row(sheet.id, sheet.publisher, sheet.title, sheet.edition, status)
    console.print(table)
    console.print(f"{len(sheets)} sheets. 'mixgate sheets show ID' shows every figure with its clause.")


def show_sheet(loaded: LoadedSheet, console: Console) -> None:
    """Show a sheet as it resolves."""
    sheet = loaded.sheet
    console.print(Text(f"{sheet.publisher}: {sheet.title}", style="bold"))
    console.print(f"{sheet.id} · edition {sheet.edition} · {sheet.status} · {sheet.nature} · {sheet.territory}")
    if sheet.note:
        console.print(sheet.note)
    for name, deliverable in sheet.deliverables.items():
        console.print()
        kinds = ", ".join(deliverable.mix_kinds)
        fields = f" · {', '.join(deliverable.soundfields)}" if deliverable.soundfields else ""
        console.print(Text(f"{deliverable.title}  [{name}]", style="bold"))
        console.print(f"{kinds}{fields}")
        console.print(_demands(name, deliverable, loaded))
    console.print()
    console.print(Text("Documents", style="bold"))
    for key, document in sheet.documents.items():
        edition = f", {document.edition}" if document.edition else ""
        console.print(f"{key}: {document.title}{edition}; retrieved {document.retrieved}; {document.obtained}")
        if document.address:
            console.print(f"    {document.address}", soft_wrap=True)


def _demands(name: str, deliverable: Deliverable, loaded: LoadedSheet) -> Table:
    several = len(loaded.files) > 1
    table = _table("Demand", "Asked for", "Level", "Grade", "Clause", *(("From",) if several else ()))
    for requirement in deliverable.requirements:
        key = requirement_key(requirement)
        asked = figures(requirement)
        when = condition_text(requirement.when)
        parts = [asked or "yes"]
        if when:
            parts.append(f"when {when}")
        if requirement.window != "file":
            parts.append(f"measured on: {requirement.window}")
        if requirement.conflict:
            parts.append(f"conflict: {requirement.conflict}")
        clause = f"{source_document(requirement.source)} {source_clause(requirement.source)}"
        origin = (loaded.origins.get(f"{name}/{key}", ""),) if several else ()
        table.add_row(key, "\n".join(parts), requirement.level, requirement.grade, clause, *origin)
    return table


def show_differences(first: Sheet, second: Sheet, differences: Sequence[Difference], console: Console) -> None:
    """Show what changed from one sheet to another."""
    console.print(Text(f"{first.id} ({first.edition})  ->  {second.id} ({second.edition})", style="bold"))
    if not differences:
        console.print("No difference.")
        return
    table = _table("Demand", "What", first.id, second.id)
    for difference in differences:
        place = f"{difference.deliverable} / {difference.key or '(whole deliverable)'}"
        table.add_row(place, difference.aspect or difference.kind, difference.first or "-", difference.second or "-")
    console.print(table)


def matrix_rows(sheets: Sequence[Sheet]) -> list[dict[str, str]]:
    """Return the overview of specifications: one row per deliverable that limits loudness or peaks."""
    rows = []
    for sheet in sheets:
        for name, deliverable in sheet.deliverables.items():
            loudness = [
                f"{limits_text(alternative.model_copy(update={'text': None}))}{_part(alternative)}"
                for requirement in deliverable.requirements
                if isinstance(requirement, Loudness)
                for alternative in requirement.alternatives
            ]
            peaks = [
                f"{requirement.maximum_dbtp:g}"
                for requirement in deliverable.requirements
                if isinstance(requirement, TruePeak)
            ]
            if loudness or peaks:
                others = {
                    requirement.rule: figures(requirement)
                    for requirement in deliverable.requirements
                    if requirement.rule in {"loudness.short-term-maximum", "loudness.range", "form.sample-rate"}
                }
                rows.append(
                    {
                        "sheet": f"{sheet.id}\n  {name}",
                        "loudness": "\n".join(loudness),
                        "true peak dBTP": ", ".join(dict.fromkeys(peaks)),
                        "short-term": others.get("loudness.short-term-maximum", ""),
                        "range": others.get("loudness.range", ""),
                        "rate": others.get("form.sample-rate", "").removeprefix("allowed "),
                    }
                )
    return rows


def _part(alternative: LoudnessAlternative) -> str:
    """Say what an alternative is for, where it is not simply required."""
    return "" if alternative.role == "required" else f" ({alternative.role})"


def show_matrix(rows: Sequence[dict[str, str]], console: Console) -> None:
    """Show the overview of specifications."""
    if not rows:
        console.print("No deliverable limits loudness or peaks.")
        return
    table = _table(*rows[0])
    for row in rows:
        table.add_row(*row.values())
    console.print(table)


def show_rule_list(explanations: Sequence[Explanation], console: Console) -> None:
    """Show one line per rule."""
    table = _table("Rule", "What it does")
    for explanation in explanations:
        table.add_row(explanation.rule, explanation.title)
    console.print(table)
    console.print("'mixgate explain RULE' says more.")


def show_explanation(explanation: Explanation, console: Console) -> None:
    """Show what a rule judges, why, where the boundary is and what to do."""
    console.print(Text(explanation.rule, style="bold"))
    console.print(f"{explanation.title}.")
    for heading, text in explanation.parts.items():
        console.print()
        console.print(Text(heading, style="bold"))
        console.print(text[:1].upper() + text[1:])


def show_measurements(found: Sequence[Measurements], console: Console) -> None:
    """Show the main readings of mixes side by side."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Reading")
    for measurements in found:
        table.add_column(measurements.name, justify="right", overflow="fold")
    rows: dict[str, list[str]] = {}
    for measurements in found:
        for label, text in _readings(measurements):
            rows.setdefault(label, []).append(text)
    for label, cells in rows.items():
        table.add_row(label, *cells)
    console.print(table)
    for measurements in found:
        for note in (note for facts in measurements.files for note in facts.notes):
            console.print(f"{measurements.name}: {note}")
        if measurements.dialogue is not None:
            console.print(f"{measurements.name}: dialogue by {measurements.dialogue.gate_text}.")
        if measurements.leq_m_calibration is not None:
            console.print(f"{measurements.name}: Leq(m) at {measurements.leq_m_calibration}.")
        if measurements.dialogue is None and "dialogue" in measurements.reasons:
            console.print(f"{measurements.name}: no dialogue. {measurements.reasons['dialogue']}")


def _readings(measurements: Measurements) -> list[tuple[str, str]]:
    def level(value: float | None, unit: str, decimals: int = 2) -> str:
        return "-" if value is None else f"{value:.{decimals}f} {unit}"

    dialogue = measurements.dialogue
    return [
        ("Layout", measurements.layout or "not known"),
        ("Length", f"{measurements.duration_seconds:.3f} s"),
        ("Integrated", level(measurements.integrated_lkfs, "LKFS")),
        ("Dialogue-gated", "-" if dialogue is None else level(dialogue.integrated_lkfs, "LKFS")),
        ("Speech", "-" if dialogue is None else f"{dialogue.speech_share:.1%}"),
        ("Under the speech", "-" if dialogue is None else level(dialogue.background_lkfs, "LKFS")),
        ("Largest momentary", level(measurements.max_momentary_lkfs, "LKFS")),
        ("Largest short-term", level(measurements.max_short_term_lkfs, "LKFS")),
        ("Loudness range", level(measurements.loudness_range_lu, "LU", 1)),
        ("True peak", level(measurements.max_true_peak_dbtp, "dBTP")),
        ("Sample peak", level(measurements.max_sample_peak_dbfs, "dBFS")),
        ("RMS", level(measurements.rms_dbfs, "dBFS")),
        ("Lo/Ro fold-down", level(_fold_down(measurements, "LoRo"), "LKFS")),
        ("Mono fold-down", level(_fold_down(measurements, "mono"), "LKFS")),
        ("Lt/Rt fold-down", level(_fold_down(measurements, "LtRt"), "LKFS")),
        ("Leq(m)", level(measurements.leq_m_db, "dB")),
        ("Effective bits", "-" if measurements.effective_bits is None else str(measurements.effective_bits)),
        ("Clipped runs", str(sum(channel.clipped_run_count for channel in measurements.channels))),
    ]


def _fold_down(measurements: Measurements, name: str) -> float | None:
    readings = {str(key): value for key, value in measurements.fold_downs.items()}.get(name)
    return None if readings is None else readings.integrated_lkfs


def show_examination(results: Sequence[Examined], console: Console) -> None:
    """Show what was found of the installation."""
    table = _table("Part", "State", "Found")
    for result in results:
        table.add_row(result.name, "ok" if result.healthy else "FAULT", result.text)
    console.print(table)


def show_demo(made: DemoDelivery, console: Console) -> None:
    """Show what was synthesised and what to try."""
    console.print(f"Synthesised a delivery in {made.folder}.")
    console.print(f"Planted faults are listed in {made.folder / 'FAULTS.md'}.")
    console.print()
    console.print("Try:")
    console.print(f"  mixgate check {made.folder} --sheet netflix-5.1", soft_wrap=True)
    console.print("  mixgate sheets list")
