"""Every reason for a reading that is not there has a text."""

from __future__ import annotations

import pytest

from specs.message import message
from validator.catalogue import say
from validator.meters.undefined import Undefined


@pytest.mark.parametrize("undefined", Undefined)
def test_a_reason_is_a_message_that_can_be_said(undefined: Undefined) -> None:
    assert undefined.reason == message(undefined.value)
    assert say(undefined.reason)
