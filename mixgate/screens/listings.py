"""Tables of the desk that are not reports: sheets, rules, measurements, the examination of an installation."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mixgate.screens.console import Words
from specs.requirements.loudness import Loudness
from specs.requirements.peaks import TruePeak
from specs.requirements.requirement import source_clause, source_document
from specs.sheet import Nature, Status, requirement_key
from specs.wording import condition_text, figures, limits_text
from validator.catalogue import say
from validator.reporters.wording import about, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from mixgate.demo import DemoDelivery
    from mixgate.doctor import Examined
    from specs.compare import Difference
    from specs.requirements.loudness import LoudnessAlternative
    from specs.sheet import Deliverable, Sheet
    from validator.explain import Explanation
    from validator.measurements import Measurements


WIDE_ENOUGH_FOR_ALL: Final = 110
"""Columns from which every main reading of several mixes has room beside their names."""


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=position == 0)
    return table


def show_sheet_list(sheets: Sequence[Sheet], console: Console) -> None:
    """Show sheets by publisher: id, then title, edition and, where it is not a current delivery sheet, what it is."""
    ordered = sorted(sheets, key=lambda sheet: (sheet.publisher.casefold(), sheet.id))
    for publisher, group in groupby(ordered, key=lambda sheet: sheet.publisher):
        console.print(Words(publisher, "bold"))
        for sheet in group:
            marks = [f"status {sheet.status}" if sheet.status is Status.UNKNOWN else sheet.status.value]
            marks = marks if sheet.status is not Status.CURRENT else []
            marks += [sheet.nature.value] if sheet.nature is not Nature.DELIVERY else []
            marked = f" ({', '.join(marks)})" if marks else ""
            line = Words(f"{sheet.id}: {sheet.title}, {sheet.edition}{marked}", hanging=2)
            console.print(Padding(line, (0, 0, 0, 2), expand=False))
    console.print(Words(f"{len(sheets)} sheets. 'mixgate sheets show ID' shows every figure with its clause."))


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
    table = _table("Demand", "Asked for", "Level", "Grade", "Clause")
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


def show_measurements(found: Sequence[Measurements], console: Console, *, quiet: bool = False) -> None:
    """Show every reading of one mix, one below the other; of several mixes the main ones, one line for each mix.

    Args:
        found: What was measured.
        console: Where to.
        quiet: One line for each mix, and nothing else.
    """
    if quiet:
        for measurements in found:
            line = Text(_line(measurements), no_wrap=True, overflow="ellipsis")
            console.print(line, soft_wrap=not console.is_terminal)
        return
    if len(found) == 1:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("Reading")
        table.add_column(one_line(found[0].name), justify="right", overflow="fold")
        for label, text in _readings(found[0]):
            table.add_row(label, text)
        console.print(table)
    elif found:
        console.print(_side_by_side(found, console.width))
    for measurements in found:
        for remark in _remarks(measurements, alone=len(found) == 1):
            console.print(Words(f"{measurements.name}: {remark}", hanging=2))
    if len(found) > 1:
        console.print(Words("'mixgate measure FILE' shows every reading of one mix."))


def _line(measurements: Measurements) -> str:
    """Return the main readings of a mix in one line: path, what it is, readings with their units."""
    statement = measurements.statement
    kind = None if statement is None else statement.kind
    place = one_line((statement.path if statement else None) or measurements.name)
    what = about(statement.language if statement else None, kind, measurements.layout)
    loudness = _read(measurements, measurements.integrated_lkfs, "LKFS", "integrated_lkfs")
    peak = _read(measurements, measurements.max_true_peak_dbtp, "dBTP", "max_true_peak_dbtp")
    return "  ".join(part for part in (place, what, _length(measurements), loudness, peak) if part)


def _read(measurements: Measurements, value: float | None, unit: str, name: str, decimals: int = 2) -> str:
    """Return a reading with its unit; where there is none, why not."""
    if value is not None:
        return f"{value:.{decimals}f} {unit}"
    reason = measurements.reasons.get(name)
    return "no signal" if reason is None else one_line(say(reason)).removesuffix(".")


def _remarks(measurements: Measurements, *, alone: bool) -> Iterator[str]:
    """Yield what is odd about a mix, and what its readings rest on where it is the only one."""
    yield from (say(note) for facts in measurements.files for note in facts.notes)
    yield from map(say, (*measurements.notes, *measurements.damage))
    if measurements.dialogue is not None and alone:
        yield f"dialogue by {measurements.dialogue.gate_text}."
    if measurements.leq_m_calibration is not None:
        yield f"Leq(m) at {measurements.leq_m_calibration}."
    if measurements.dialogue is None and "dialogue" in measurements.reasons:
        yield f"no dialogue. {say(measurements.reasons['dialogue'])}"
    if not alone:  # one mix has its reasons in place of the readings
        why_none = dict.fromkeys(say(reason) for name, reason in measurements.reasons.items() if name != "dialogue")
        yield from why_none


def _side_by_side(found: Sequence[Measurements], width: int) -> Table:
    """Return a line for each mix; what does not fit beside the names in a narrow terminal is left out."""
    wide = width >= WIDE_ENOUGH_FOR_ALL
    columns = {name: [reading(measurements) for measurements in found] for name, reading in _COLUMNS.items()}
    left_out = set() if wide else {"Momentary", "Short-term"}
    shown = {
        name: cells for name, cells in columns.items() if name not in left_out and any(cell != "-" for cell in cells)
    }
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for name in shown:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("File", overflow="fold")
    for index, measurements in enumerate(found):
        table.add_row(*(cells[index] for cells in shown.values()), Text(one_line(measurements.name)))
    return table


def _level(value: float | None, decimals: int = 2) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"


def _length(measurements: Measurements) -> str:
    minutes, seconds = divmod(round(measurements.duration_seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


_COLUMNS: Final[dict[str, Callable[[Measurements], str]]] = {
    "Length": _length,
    "LKFS": lambda measurements: _level(measurements.integrated_lkfs),
    "Dialogue": lambda measurements: (
        "-" if measurements.dialogue is None else _level(measurements.dialogue.integrated_lkfs)
    ),
    "Short-term": lambda measurements: _level(measurements.max_short_term_lkfs),
    "Momentary": lambda measurements: _level(measurements.max_momentary_lkfs),
    "LRA": lambda measurements: _level(measurements.loudness_range_lu, 1),
    "dBTP": lambda measurements: _level(measurements.max_true_peak_dbtp),
    "Layout": lambda measurements: measurements.layout or "?",
}
"""The readings that several mixes are compared by, in the units of the headings; Dialogue, Short-term and Momentary in
LKFS, LRA in LU."""


def _readings(measurements: Measurements) -> list[tuple[str, str]]:
    """Return every reading with its name; where there is none, the reason stands in its place.

    What was not asked for (a fold-down, dialogue without a guide) has no line.
    """

    def read(name: str, unit: str, decimals: int = 2) -> str:
        return _read(measurements, getattr(measurements, name), unit, name, decimals)

    return [
        ("Layout", measurements.layout or "not known"),
        ("Length", f"{measurements.duration_seconds:.3f} s"),
        ("Integrated", read("integrated_lkfs", "LKFS")),
        *_dialogue_readings(measurements),
        ("Largest momentary", read("max_momentary_lkfs", "LKFS")),
        ("Largest short-term", read("max_short_term_lkfs", "LKFS")),
        ("Loudness range", read("loudness_range_lu", "LU", 1)),
        ("True peak", read("max_true_peak_dbtp", "dBTP")),
        ("Sample peak", read("max_sample_peak_dbfs", "dBFS")),
        ("RMS", read("rms_dbfs", "dBFS")),
        *_fold_downs(measurements),
        *([("Leq(m)", read("leq_m_db", "dB"))] if measurements.leq_m_calibration is not None else []),
        ("Effective bits", "no signal" if measurements.effective_bits is None else str(measurements.effective_bits)),
        ("Clipped runs", str(sum(channel.clipped_run_count for channel in measurements.channels))),
    ]


def _dialogue_readings(measurements: Measurements) -> list[tuple[str, str]]:
    dialogue = measurements.dialogue
    if dialogue is None:
        refused = "dialogue" in measurements.reasons
        return [("Dialogue-gated", "not measured, see below")] if refused else []
    background = dialogue.background_lkfs
    return [
        ("Dialogue-gated", _read(measurements, dialogue.integrated_lkfs, "LKFS", "dialogue.integrated_lkfs")),
        ("Speech", f"{dialogue.speech_share:.1%}"),
        *([("Under the speech", f"{background:.2f} LKFS")] if background is not None else []),
    ]


def _fold_downs(measurements: Measurements) -> list[tuple[str, str]]:
    names = {"LoRo": "Lo/Ro", "LtRt": "Lt/Rt", "mono": "Mono"}
    return [
        (f"{names[name]} fold-down", _read(measurements, readings.integrated_lkfs, "LKFS", f"fold_downs.{name}"))
        for name, readings in measurements.fold_downs.items()
    ]


def show_examination(results: Sequence[Examined], console: Console) -> None:
    """Show what was found of the installation."""
    table = _table("Part", "State", "Found")
    for result in results:
        table.add_row(result.name, "ok" if result.healthy else "FAULT", result.text)
    console.print(table)


def show_demo_size(folder: Path, needed_bytes: int, free_bytes: int, console: Console) -> None:
    """Say how much the demo writes, before it does."""
    megabytes, free_megabytes = (round(count / 1e6) for count in (needed_bytes, free_bytes))
    console.print(f"Writing {megabytes} MB of sound to {folder}, where {free_megabytes} MB are free.", soft_wrap=True)


DEMO_SHEET: Final = "netflix-dub"
"""The sheet the demo is made for: what FAULTS.md calls clean is acceptable to it, and the faulty dubs are not."""


def show_demo(made: DemoDelivery, console: Console) -> None:
    """Show what was synthesised and what to try."""
    console.print(f"Synthesised a delivery in {made.folder}.")
    console.print(f"Planted faults are listed in {made.folder / 'FAULTS.md'}.")
    console.print()
    console.print(
        "Try (what FAULTS.md calls clean is acceptable; a fault that the sheet does not ask about is noticed):"
    )
    console.print(f"  mixgate check {made.folder} --sheet {DEMO_SHEET} -q", soft_wrap=True)
    console.print("  mixgate sheets list")
