"""What every sheet says of the same few mixes: any change of a figure, a rule or a base shows here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from fixtures.golden import assert_golden
from fixtures.measurements import make_measurements
from specs.loader import load_sheet, sheet_names
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import Version, parse_layout
from validator.judging.judge import judge
from validator.results.finding import State
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.loader import LoadedSheet
    from validator.results.measurements import Measurements

PROGRAMME: Final = ProgrammeFacts(
    picture_rate="24000/1001",
    duration_frames=300,
    start_timecode="01:00:00:00",
    first_frame_of_action="01:00:00:00",
    last_frame_of_action="01:00:12:10",
    live=False,
    long_form=True,
)


def _mixes() -> dict[str, Measurements]:
    """A sound dub at -27 LKFS, a broadcast stereo at -23 and a hot stereo with overs and a clipped run."""
    hot = {"L": {"clipped_run_count": 1, "clipped_runs": ((48_000, 12),)}}
    return {
        "5.1 at -27": make_measurements(integrated_lkfs=-27.0, dialogue={"integrated_lkfs": -26.5}),
        "2.0 at -23": make_measurements(layout="2.0", integrated_lkfs=-23.0, dialogue={"integrated_lkfs": -23.4}),
        "hot 2.0": make_measurements(
            layout="2.0", integrated_lkfs=-14.0, true_peaks=(("L", 48_000, 0.6),), channel=hot
        ),
    }


MIXES: Final = _mixes()


def _lines(loaded: LoadedSheet) -> Iterator[str]:
    for name, deliverable in loaded.sheet.deliverables.items():
        for title, measurements in MIXES.items():
            layout = parse_layout(measurements.layout or "").soundfield
            fields = {parse_layout(field).soundfield for field in deliverable.soundfields or ()}
            if fields and layout not in fields:
                continue
            subject = Subject(
                measurements=measurements,
                mix_kind=deliverable.mix_kinds[0],
                version=Version.DUB,
                language="de",
                programme=PROGRAMME,
            )
            report = judge(loaded, subject, version="0", deliverable=name)
            for finding in report.findings:
                undecided = finding.state is State.NOT_MEASURED and finding.measured is not None
                assert not undecided or finding.decided_by, "a reading that decides nothing says who or what does"
            yield f"{name}, {title}: {report.verdict}"
            yield from (f"  {finding.state:14} {finding.key}" for finding in report.findings)


@pytest.mark.parametrize("name", sheet_names())
def test_a_sheet_says_of_the_same_mixes_what_it_said_before(name: str) -> None:
    lines = list(_lines(load_sheet(name)))
    text = "\n".join(lines) if lines else "no deliverable takes a 5.1 or a 2.0 mix"
    assert_golden(f"verdicts/{name}.txt", text + "\n")
