"""Errors say what, where, found, expected and next step, and know how the run ends."""

from __future__ import annotations

from specs.errors import DeliveryError, MediaError, RefusedError, SheetError, ToolError, UsageError


def test_an_error_shows_what_is_known_and_leaves_out_what_is_not() -> None:
    full = ToolError("It broke.", where="a.wav", found="noise", expected="sound", next_step="Listen.")
    assert str(full) == "It broke.\n  where: a.wav\n  found: noise\n  expected: sound\n  next step: Listen."
    assert str(ToolError("It broke.")) == "It broke."


def test_every_kind_of_error_ends_the_run_with_its_own_code() -> None:
    codes = {
        kind: kind("It broke.").exit_code for kind in (UsageError, SheetError, DeliveryError, MediaError, RefusedError)
    }
    assert codes == {UsageError: 2, SheetError: 2, DeliveryError: 2, MediaError: 3, RefusedError: 5}


def test_a_validator_of_a_model_may_raise_a_usage_error() -> None:
    assert issubclass(UsageError, ValueError)
    assert not issubclass(MediaError, ValueError)
