"""The desk adds the option to what the library says."""

from __future__ import annotations

import pytest

from mixgate.screens.option_hints import HINTS, with_hint


def test_the_option_follows_the_next_step_in_brackets() -> None:
    assert with_hint("State the layout, for example 5.1.", "layout.other-channel-count") == (
        "State the layout, for example 5.1 (--layout 5.1)."
    )


@pytest.mark.parametrize("code", [None, "no.such-code"])
def test_an_error_that_has_no_hint_is_shown_as_the_library_words_it(code: str | None) -> None:
    assert with_hint("Make it first.", code) == "Make it first."


def test_where_nothing_is_to_be_done_nothing_is_added() -> None:
    assert with_hint(None, next(iter(HINTS))) is None


def test_the_option_follows_the_stop_of_a_japanese_sentence() -> None:
    assert with_hint("範囲を広げてください。", "gain.large") == "範囲を広げてください。 (--most-gain)"
