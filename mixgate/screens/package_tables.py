"""Tables of the desk about packages: what was made, what verifying found, which stages were left behind."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from mixgate.screens.option_hints import with_hint
from mixgate.screens.report_page import show_report, show_what_is_open
from packager.fixity.problem import ProblemKind
from packager.formats.conforming import ConformanceVerification
from packager.staging import find_stages
from specs.counting import count_of
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from packager.formats.imf.make import MadeImf
    from packager.formats.stems.bundle import StemBundle
    from packager.formats.stems.verify import Verification
    from packager.staging import LeftStage

_STYLES = {
    Verdict.ACCEPTABLE: "green",
    Verdict.REJECTED: "bold red",
    Verdict.INCOMPLETE: "blue",
    Verdict.UNVERIFIED: "yellow",
}


def _table(*headers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _verdict(verdict: Verdict | None) -> Text:
    return Text("-") if verdict is None else Text(verdict.value, style=_STYLES[verdict])


def show_bundle(bundle: StemBundle, console: Console) -> None:
    """Show what was made."""
    table = _table("Mix", "Was", "Sheet", "Verdict")
    for mix in bundle.manifest.mixes:
        names = Text("\n".join(file.path.rpartition("/")[2] for file in mix.files))
        was = Text("\n".join(file.source_name for file in mix.files))
        for report in mix.reports:
            table.add_row(names, was, Text(f"{report.sheet} {report.deliverable}"), _verdict(report.verdict))
        if not mix.reports:
            table.add_row(names, was, Text("no sheet demands anything of it"), Text("-"))
    console.print(table)
    for whole in bundle.deliveries:
        if whole.verdict is not Verdict.ACCEPTABLE:
            show_what_is_open(whole, console)
    files = bundle.manifest.files
    size = sum(file.size_bytes for file in files)
    console.print(Text(f"{bundle.folder}: {_size(len(files), size)}."), soft_wrap=True)
    console.print(Text(f"Verify it with: mixgate verify {bundle.folder}"), soft_wrap=True)


def _size(file_count: int, size_bytes: int) -> str:
    return f"{count_of(file_count, 'file', 'files')}, {count_of(size_bytes, 'byte', 'bytes')}"


def show_imf(made: MadeImf, console: Console) -> None:
    """Show a supplemental package that was made."""
    table = _table("Mix", "Track", "Sheet", "Verdict")
    for report in made.reports:
        sheet = Text(f"{report.sheet.id} {report.deliverable}")
        table.add_row(Text(made.made_of.get(report.name, "-")), Text(report.name), sheet, _verdict(report.verdict))
    for row in made.not_judged:
        table.add_row(Text(made.made_of.get(row.name, "-")), Text(row.name), Text(row.sheet or "-"), _verdict(None))
    if made.reports or made.not_judged:
        console.print(table)
    if made.left_out:
        left = f"Not shown in the descriptor of the picture: {', '.join(made.left_out)}."
        console.print(Text(left), soft_wrap=True)
    for name, count in made.fitted.items():
        samples = count_of(abs(count), "sample", "samples")
        done = f"{samples} {'of silence added' if count > 0 else 'cut off'} at the end"
        console.print(Text(f"{name}: {done}."), soft_wrap=True)
    console.print(
        Text.assemble("IMF package: ", _verdict(made.package_report.verdict), f"  {made.folder}"), soft_wrap=True
    )
    console.print(Text(f"Manifest and reports: {made.record}"), soft_wrap=True)


def show_verification(found: Verification, console: Console) -> None:
    """Show what verifying found: problems first, then the mixes, then the answer."""
    if isinstance(found, ConformanceVerification):
        for report in found.run.reports:
            show_report(report, console)
        return
    if found.problems:
        table = _table("Problem", "File", "What")
        for problem in found.problems:
            litter = problem.kind is ProblemKind.LITTER
            said = [with_hint(problem.message, "package.litter") or "" if litter else problem.message]
            said += [f"listed: {problem.expected}"] if problem.expected else []
            said += [f"there: {problem.found}"] if problem.found else []
            style = "blue" if litter else "bold red"
            table.add_row(Text(problem.kind.value, style=style), Text(problem.path), Text("\n".join(said)))
        console.print(table)
    if found.mixes:
        table = _table("Mix", "Sheet", "Report inside", "Now", "")
        for mix in found.mixes:
            sheet = Text(f"{mix.sheet} {mix.deliverable or ''}".strip())
            table.add_row(
                Text(mix.mix), sheet, _verdict(mix.stated), _verdict(mix.verdict), Text(mix.reason or "", style="dim")
            )
        console.print(table)
    state = _state(found)
    counts = f"{_size(found.file_count, found.size_bytes)}; signature: {_signature(found)}; verdict: "
    verdict = Text("not judged") if found.verdict is None else _verdict(found.verdict)
    console.print(Text.assemble(f"{found.package}: ", state, f"; {counts}", verdict), soft_wrap=True)


def _signature(found: Verification) -> str:
    """Say what the signature vouches for, where it is valid."""
    if found.signature != "valid":
        return found.signature
    vouched = "valid, of manifest.json and of every file and list that follows from it"
    return f"{vouched}, but not of {', '.join(found.unsigned)}" if found.unsigned else vouched


def _state(found: Verification) -> Text:
    if not found.intact:
        return Text("not intact", style="bold red")
    return Text("intact", style="green") if found.complete else Text("intact, but not complete", style="blue")


def show_litter(package: Path, litter: Sequence[str], *, removed: bool, console: Console) -> None:
    """Show what an operating system left in a package."""
    if not litter:
        console.print("No litter lies in the package.")
        return
    for path in litter:
        console.print(Text(f"{'Removed' if removed else 'Litter'}: {package / path}"), soft_wrap=True)
    if not removed:
        console.print("Remove it with --remove.")


def tell_of_left_stages(folder: Path) -> None:
    """Say on standard error where a run that was killed left something beside what this one has made."""
    if any(not stage.in_use for stage in find_stages(folder)):
        sys.stderr.write(f"An earlier run was killed and left stages; see: mixgate package clean {folder}\n")


def show_stages(stages: Sequence[LeftStage], removed: Sequence[LeftStage], console: Console) -> None:
    """Show the stages of a folder."""
    if not stages:
        console.print("No stage was left behind.")
        return
    table = _table("Stage", "For", "State")
    for stage in stages:
        state = "a process is at work on it" if stage.in_use else "removed" if stage in removed else "left behind"
        table.add_row(Text(str(stage.folder)), Text(stage.target_name), Text(state))
    console.print(table)
    if any(not stage.in_use and stage not in removed for stage in stages):
        console.print("Remove them with --remove.")
