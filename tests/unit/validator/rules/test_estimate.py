"""What a demand may decide on the render of a programme with moving objects."""

from __future__ import annotations

from typing import Any

import pytest

from fixtures.measurements import make_measurements
from specs.message import message
from validator.results.object_rendering import Rendering
from validator.rules.estimate import as_estimated
from validator.rules.outcome import Outcome
from validator.rules.subject import Subject

RENDERED = Subject(
    measurements=make_measurements(
        rendering=Rendering(renderer="ours", layout="7.1.4", guard_band_lu=0.5, guard_band_db=1.0)
    )
)


def outcome(*, held: bool | None = True, **changes: Any) -> Outcome:
    return Outcome(**{"held": held, "required": "as asked", "reason": message("form.file-name"), **changes})


def test_any_other_mix_decides_as_it_is() -> None:
    near = outcome(margin=0.1, margin_unit="LU")
    sound = Subject(measurements=make_measurements())
    assert as_estimated("loudness.integrated", near, sound) is near


@pytest.mark.parametrize(
    ("unit", "margin", "decides"),
    [
        ("LU", 0.5, True),
        ("LU", 0.6, True),
        ("dB", -3.0, True),
        ("LU", 0.49, False),
        ("LU", -0.49, False),
        ("LU", -0.5, True),
        ("LKFS", 0.49, False),
        ("dB", 1.0, True),
        ("dB", 0.99, False),
        ("dB", -0.99, False),
        ("dBTP", 0.99, False),
        ("dBFS", 0.99, False),
        ("dBFS", -1.0, True),
        ("s", 0.01, True),
        (None, None, True),
        ("LU", None, True),
    ],
)
@pytest.mark.parametrize("held", [True, False])
def test_a_limit_that_is_nearer_than_the_guard_band_decides_nothing(
    unit: str | None, margin: float | None, decides: bool, held: bool
) -> None:
    found = as_estimated("loudness.integrated", outcome(held=held, margin=margin, margin_unit=unit), RENDERED)
    assert found.held is (held if decides else None)
    if not decides:
        guard, said = (0.5, "LU") if unit in {"LU", "LKFS"} else (1.0, "dB")
        assert found.reason.code == "rendering.too-near-the-limit"
        assert (found.reason.arguments["guard"], found.reason.arguments["unit"]) == (guard, said)
        assert (found.uncertain, found.advice, bool(found.decided_by)) == (False, False, True)


def test_what_is_open_stays_open_for_its_own_reason() -> None:
    unknown = outcome(held=None, margin=0.1, margin_unit="LU")
    assert as_estimated("loudness.integrated", unknown, RENDERED) is unknown
    assert as_estimated("signal.dropout", unknown, RENDERED) is unknown


@pytest.mark.parametrize("rule", ["signal.dropout", "channels.as-original", "stems.sum", "me.filled", "sync.offset"])
def test_no_fault_of_the_signal_is_told_from_a_render(rule: str) -> None:
    """What sounds as it should in the render does so in every other one; a fault may be one of the renderer."""
    assert as_estimated(rule, outcome(held=False), RENDERED).held is None
    assert as_estimated(rule, outcome(held=True), RENDERED).held is True
    assert as_estimated(rule, outcome(held=False), RENDERED).reason.code == "rendering.decides-no-fault"


@pytest.mark.parametrize("rule", ["form.layout", "form.as-original"])
def test_a_layout_is_not_asked_of_objects(rule: str) -> None:
    found = as_estimated(rule, outcome(held=False), RENDERED)
    assert (found.applies, found.held) == (False, True)
    aside = outcome(held=False, applies=False)
    assert as_estimated(rule, aside, RENDERED) is aside


def test_anything_else_is_decided() -> None:
    wrong = outcome(held=False)
    assert as_estimated("form.sample-rate", wrong, RENDERED) is wrong
    assert (
        as_estimated("time.duration-match", outcome(held=False, margin=-0.1, margin_unit="s"), RENDERED).held is False
    )
