"""Readings of measured mixes: every one of a single mix, the main ones of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from mixgate.screens.console import Words
from validator.catalogue import say
from validator.reporters.report_wording import about, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console

    from validator.results.measurements import Measurements


WIDE_ENOUGH_FOR_ALL: Final = 110
"""Columns from which every main reading of several mixes has room beside their names."""


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
        *_quasi_peaks(measurements),
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


def _quasi_peaks(measurements: Measurements) -> list[tuple[str, str]]:
    """The largest reading of every quasi-peak meter that was asked for."""
    found = []
    for meter, levels in measurements.series.quasi_peaks_dbfs.items():
        largest = max((level for level in levels if level is not None), default=None)
        found.append((f"Quasi-peak, type {meter}", "no signal" if largest is None else f"{largest:.2f} dBFS"))
    return found


def _fold_downs(measurements: Measurements) -> list[tuple[str, str]]:
    names = {"LoRo": "Lo/Ro", "LtRt": "Lt/Rt", "mono": "Mono"}
    return [
        (f"{names[name]} fold-down", _read(measurements, readings.integrated_lkfs, "LKFS", f"fold_downs.{name}"))
        for name, readings in measurements.fold_downs.items()
    ]
