"""Tables of measurements, as wide as a terminal is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from fixtures.measurements import make_measurements
from mixgate.screens.console import make_console
from mixgate.screens.readings import show_measurements
from specs.message import verbatim

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from validator.results.measurements import Measurements


def _shown(act: Callable[[Console], None], width: int = 80) -> str:
    output = io.StringIO()
    act(make_console(file=output, width=width))
    return output.getvalue()


def _mixes(count: int) -> list[Measurements]:
    return [
        make_measurements(name=f"Harbour_Lights_{number}_fr-FR_51.wav", dialogue={"integrated_lkfs": -26.8})
        for number in range(101, 101 + count)
    ]


def test_several_mixes_are_one_line_each_at_80_columns() -> None:
    mixes = _mixes(12)
    lines = [line.rstrip() for line in _shown(lambda console: show_measurements(mixes, console)).splitlines()]
    assert lines[0].split() == ["Length", "LKFS", "Dialogue", "LRA", "dBTP", "Layout", "File"]
    for mix, line in zip(mixes, lines[1:13], strict=True):
        assert line.endswith(f" {mix.name}")
        assert line.split()[:3] == ["0:00:12", f"{mix.integrated_lkfs:.2f}", "-26.80"]
    assert max(len(line) for line in lines) <= 80


def test_a_wide_terminal_has_more_columns_and_a_reading_nobody_has_takes_none() -> None:
    wide = _shown(lambda console: show_measurements(_mixes(2), console), 120).splitlines()[0]
    assert "Short-term" in wide
    assert "Momentary" in wide
    plain = [make_measurements(), make_measurements()]
    assert "Dialogue" not in _shown(lambda console: show_measurements(plain, console))


def test_one_mix_is_shown_with_every_reading() -> None:
    text = _shown(lambda console: show_measurements(_mixes(1), console))
    for said in ("Largest momentary", "Clipped runs", "12.500 s", "dialogue by"):
        assert said in text


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_damaged_is_said_below(count: int) -> None:
    mixes = [make_measurements(damage=[verbatim("It is cut short.")]) for _ in range(count)]
    assert _shown(lambda console: show_measurements(mixes, console)).count("It is cut short.") == count


def test_quiet_is_one_line_for_each_mix_with_what_it_is() -> None:
    lines = _shown(lambda console: show_measurements(_mixes(3), console, quiet=True), 40).splitlines()
    assert len(lines) == 3
    for line, mix in zip(lines, _mixes(3), strict=True):
        assert line.startswith(f"{mix.name}  5.1  0:00:12  {mix.integrated_lkfs:.2f} LKFS  ")
        assert line.endswith(" dBTP")


def test_a_reading_that_is_not_there_says_why() -> None:
    reasons = {"integrated_lkfs": verbatim("Nobody said what the channels are.")}
    mix = make_measurements(integrated_lkfs=None, reasons=reasons)
    line = next(
        line for line in _shown(lambda console: show_measurements([mix], console)).splitlines() if "Integrated" in line
    )
    assert line.endswith("Nobody said what the channels are")
    assert "Nobody said" in _shown(lambda console: show_measurements([mix], console, quiet=True))
    assert _shown(lambda console: show_measurements([mix, mix], console)).count("Nobody said") == 2


def test_what_was_not_asked_for_has_no_line() -> None:
    text = _shown(lambda console: show_measurements([make_measurements()], console))
    for said in ("Leq(m)", "Lt/Rt fold-down", "Dialogue-gated"):
        assert said not in text
