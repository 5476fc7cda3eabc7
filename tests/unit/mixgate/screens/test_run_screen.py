"""What the terminal shows of a run: rows first, details of what is open, then what to type, and the verdict last."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from fixtures import reports
from fixtures.golden import assert_golden
from mixgate.screens.console import make_console
from mixgate.screens.next_command import CORRECTED, GRADES
from mixgate.screens.run_screen import RunScreen
from packager.corrections.correction import CorrectionGrade
from specs.message import message
from specs.statements.statement import Statement
from validator.catalogue import codes
from validator.delivery.dialogue_guides import MixFiles
from validator.delivery.ingest.mixes import Mix
from validator.reporters.run import RunBook
from validator.results.report import Made, NotJudged, WhyNot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specs.message import Message
    from validator.results.report import Report


def _run(
    made: Sequence[Report],
    not_judged: Sequence[NotJudged] = (),
    *,
    console: Console | None = None,
    width: int = 80,
    seconds: float | None = 2.5,
    **options: Any,
) -> str:
    output = io.StringIO()
    shown = console or make_console(file=output, width=width)
    screen = RunScreen(console=shown, **{"expected": len(made) + len(not_judged), **options})
    book = RunBook()
    for report in made:
        screen.add([report], [book.add(report)], [])
    book.not_judged += not_judged
    screen.add([], [], not_judged)
    screen.finish(book.summary(Made(version="0.1.0"), seconds))
    return output.getvalue() if console is None else str(console.file.getvalue())  # type: ignore[attr-defined]


def _terminal(width: int) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, highlight=False)


def _of_one_sheet(*sheets: str) -> tuple[NotJudged, ...]:
    return tuple(
        NotJudged(name="dx.wav", path="fr/dx.wav", sheet=sheet, why=WhyNot.NOT_ASKED, reason="It asks for no stem.")
        for sheet in sheets
    )


def test_a_run_is_the_committed_one() -> None:
    made = [reports.acceptable(), reports.placed(), reports.absent(), reports.delivery()]
    text = _run(made, reports.not_judged())
    assert_golden("reporters/console-run.txt", "\n".join(line.rstrip() for line in text.splitlines()) + "\n")


def test_rows_come_when_they_are_known_and_the_details_after_all_of_them() -> None:
    lines = _run([reports.placed(), reports.incomplete(), reports.acceptable()]).splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["REJECTED", "INCOMPLETE", "ACCEPTABLE"]
    assert lines[0].endswith(
        "de-DE/Harbour_Lights_103_de-DE_51.wav  de-DE printmaster 5.1  example-stream-2.1  "
        "Loudness [loudness.integrated] -24.61 LKFS, 0.39 LU outside (+4)"
    )
    assert "Harbour_Lights_103_fr-FR" not in "\n".join(lines[3:])  # what is acceptable has a row and no details


def test_the_last_line_is_the_verdict_with_totals_and_time() -> None:
    text = _run([reports.acceptable(), reports.incomplete()], reports.not_judged())
    assert text.splitlines()[-1] == "INCOMPLETE  2 reports: 1 incomplete, 1 acceptable; 2 not judged; 2.5 s"


def test_a_single_report_is_shown_in_full_with_its_sources() -> None:
    text = _run([reports.rejected()])
    assert "(grade: primary)" in text
    assert text.splitlines()[-1] == "REJECTED  1 report; 2.5 s"
    assert "(grade: primary)" not in _run([reports.rejected(), reports.acceptable()])


def test_a_report_that_turns_out_not_to_be_alone_gets_a_row() -> None:
    text = _run([reports.acceptable()], reports.not_judged(), expected=1)
    assert text.splitlines()[0].startswith("ACCEPTABLE  Harbour_Lights_103_fr-FR_51.wav")


def test_the_delivery_comes_first_among_the_details() -> None:
    lines = _run([reports.placed(), reports.delivery()]).splitlines()
    details = [line for line in lines[2:] if line.startswith(("REJECTED", "INCOMPLETE"))]
    assert details[0].startswith("INCOMPLETE  Harbour_Lights_103  delivery  example-stream-2.1")
    assert details[1].startswith("REJECTED  de-DE/Harbour_Lights_103_de-DE_51.wav")


def test_places_that_are_files_are_named() -> None:
    assert "fr-FR/extra.wav" in _run([reports.delivery(), reports.acceptable()])


def test_the_cause_is_on_the_terminal_and_the_method_is_not() -> None:
    base = reports.rejected()
    steps = (message("time.speed-ratio", name="PAL speed-up 23.976 to 25"), message("dialogue.gate", gate="a method"))
    found = base.findings[1].model_copy(update={"why": steps})
    made = base.model_copy(update={"findings": (found, *base.findings[2:])})
    text = " ".join(_run([made, reports.acceptable()]).split())
    assert "PAL speed-up 23.976 to 25" in text
    assert "a method" not in text


def test_what_may_lower_demands_stands_above_the_findings() -> None:
    text = " ".join(_run([reports.placed(), reports.acceptable()]).split())
    assert "stated: long form: no (stated by the sender's delivery file; not applied" in text
    assert "waiver asked: True peak, not granted: Sender, 2026-09-20" in text


def _mix(path: str, *files: str) -> Mix:
    return Mix(statement=Statement(path=path), paths=tuple(Path(file) for file in files))


def test_what_to_type_next_is_the_rule_and_the_correction_of_the_first_mix_that_has_one() -> None:
    remedy = message("remedy.limit-true-peak", channels="C", limiter_dbtp=-2.3)
    base = reports.placed()
    peak = base.findings[1].model_copy(update={"remedy": remedy})
    made = base.model_copy(update={"findings": (base.findings[0], peak)})
    mixes = [_mix("de-DE/Harbour_Lights_103_de-DE_51.wav", "/in/de DE/a.L.wav", "/in/de DE/a.R.wav")]
    lines = _run([made, reports.acceptable()], mixes=mixes).splitlines()
    assert "  mixgate explain loudness.integrated" in lines
    assert (
        "  mixgate fix '/in/de DE/a.L.wav' '/in/de DE/a.R.wav' --sheet example-stream-2.1 --permit "
        "transparent,level,processing --picture-rate 24000/1001 --start-timecode 01:00:00:00"
    ) in lines
    assert not any(line.startswith("  mixgate fix") for line in _run([made, reports.acceptable()]).splitlines())


def test_a_sheet_that_is_a_file_is_named_as_it_was_written() -> None:
    remedy = message("remedy.lower-level", what="the whole mix", change_db=2.4, aim=-27.0, unit="LKFS")
    base = reports.placed()
    made = base.model_copy(update={"findings": (base.findings[0].model_copy(update={"remedy": remedy}),)})
    mixes, sheets = [_mix(str(made.path), "/in/a.wav")], {made.sheet.id: "sheets/our client.toml"}
    assert "--sheet 'sheets/our client.toml'" in _run([made, reports.acceptable()], mixes=mixes, sheets=sheets)


def test_the_correction_is_given_what_tells_the_dialogue_of_the_mix() -> None:
    remedy = message("remedy.lower-level", what="the whole mix", change_db=2.4, aim=-27.0, unit="LKFS")
    base = reports.placed()
    made = base.model_copy(update={"findings": (base.findings[0].model_copy(update={"remedy": remedy}),)})
    mix = replace(_mix(str(made.path), "/in/a.wav"), me=MixFiles(paths=(Path("/in/me.wav"),)))
    assert "--me /in/me.wav" in _run([made, reports.acceptable()], mixes=[mix])
    in_parts = replace(mix, me=MixFiles(paths=(Path("/in/me.L.wav"), Path("/in/me.R.wav"))))
    assert "--me" not in _run([made, reports.acceptable()], mixes=[in_parts])


def test_two_deliveries_with_one_path_name_no_file() -> None:
    remedy = message("remedy.lower-level", what="the whole mix", change_db=2.4, aim=-27.0, unit="LKFS")
    base = reports.placed()
    made = base.model_copy(update={"findings": (base.findings[0].model_copy(update={"remedy": remedy}),)})
    twice = [_mix(str(made.path), "/one/a.wav"), _mix(str(made.path), "/two/a.wav")]
    assert "mixgate fix" in _run([made, made], mixes=twice[:1])
    assert "mixgate fix" not in _run([made, made], mixes=twice)


_LOWER = message("remedy.lower-level", what="the whole mix", change_db=2.4, aim=-27.0, unit="LKFS")


@pytest.mark.parametrize(
    ("remedy", "damage", "command"),
    [
        (message("remedy.stamp", timecode="01:00:00:00", samples=1), (), "--sheet example-stream-2.1 --picture-rate"),
        (_LOWER, (), "--permit transparent,level --picture-rate"),
        (
            message("remedy.export-word-length", wanted_bits=(24,)),
            (),
            "--permit transparent,level,processing --picture-rate",
        ),
        (message("comparison.repair.earlier", samples=6), (), None),  # the original's file is not one of the run
        (_LOWER, (message("damage.beyond-scale", peak_dbfs=90.0),), None),
    ],
)
def test_the_correction_permits_what_it_needs_and_none_is_named_that_would_be_refused(
    remedy: Message, damage: tuple[Message, ...], command: str | None
) -> None:
    base = reports.placed()
    assert base.measurements is not None
    measured = base.measurements.model_copy(update={"damage": damage})
    only = base.findings[0].model_copy(update={"remedy": remedy})
    made = base.model_copy(update={"findings": (only,), "measurements": measured})
    text = _run([made, reports.acceptable()], mixes=[_mix(str(made.path), "/one/a.wav")])
    assert ("mixgate fix /one/a.wav" in text) is (command is not None)
    assert command is None or command in text


def test_the_corrections_named_exist() -> None:
    assert CORRECTED.keys() <= set(codes())
    assert set(CORRECTED.values()) <= set(GRADES)
    assert tuple(grade.value for grade in CorrectionGrade) == GRADES


def test_nothing_to_do_ends_without_a_command() -> None:
    assert "mixgate" not in _run([reports.acceptable(), reports.acceptable()])


@pytest.mark.parametrize("width", [40, 80, 133, 200])
def test_quiet_is_one_line_for_each_report_that_a_terminal_does_not_break(width: int) -> None:
    made = [reports.placed(), reports.acceptable(), reports.hostile(), reports.delivery()]
    text = _run(made, reports.not_judged(), console=_terminal(width), quiet=True)
    lines = text.splitlines()
    assert [line.split()[0] for line in lines] == [
        *("REJECTED", "ACCEPTABLE", "REJECTED", "INCOMPLETE"), "UNREADABLE",
    ]  # fmt: skip
    assert max(len(line) for line in lines) <= width


def test_quiet_in_a_pipe_cuts_nothing() -> None:
    (line,) = _run([reports.placed()], quiet=True, width=20).splitlines()
    assert line.endswith("0.39 LU outside (+4)")


@pytest.mark.parametrize("width", [60, 100, 160])
def test_no_row_is_wider_than_the_terminal(width: int) -> None:
    text = _run([reports.placed(), reports.acceptable()], console=_terminal(width))
    end = text.index("Next:") if "Next:" in text else len(text)
    assert max(len(line.rstrip()) for line in text[:end].splitlines()) <= width


def test_a_mix_that_no_sheet_asks_for_has_one_line() -> None:
    lines = _run([reports.acceptable()], _of_one_sheet("one", "two", "three")).splitlines()
    skipped = [line for line in lines if line.startswith("SKIPPED")]
    assert skipped == ["SKIPPED     fr/dx.wav  None of the 3 sheets demands anything of it."]
    assert "It asks for no stem." in _run([reports.acceptable()], _of_one_sheet("one"))


def test_a_rule_without_an_explanation_is_named_and_not_suggested() -> None:
    base = reports.absent()
    only = base.findings[0].model_copy(update={"rule": "delivery.invented", "key": "delivery.invented"})
    text = _run([base.model_copy(update={"findings": (only,)}), reports.acceptable()])
    assert "Rules that fail or are open: delivery.invented" in text
    assert "mixgate explain" not in text
