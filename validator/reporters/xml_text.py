"""Text as XML takes it."""

from __future__ import annotations

import re
from typing import Final

from validator.reporters.report_wording import printable

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything outside the production Char. Source: W3C XML 1.0, fifth edition, clause 2.2."""


def for_xml(text: str) -> str:
    """Return printable text with every character that XML does not allow shown as U+FFFD."""
    return _NOT_XML.sub("\ufffd", printable(text))
