"""What a fault of an ADM file reads as: a message with the figures, and the place of the element.

Most faults are said by what must hold and by what was found, as their check has both. A fault that a person meets often
has a text of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specs.message import Message
    from validator.conformance.adm.model import AdmCheck, AdmFault

TEXT_OF: Final[Mapping[str, str]] = {
    "sample-rate-agrees": "adm.sample-rate-differs",
    "bit-depth-agrees": "adm.bit-depth-differs",
    "axml-and-chna": "adm.chunk-missing",
    "chna-track-range": "adm.track-beyond-channels",
    "loudness-agrees": "adm.loudness-differs",
    "reference-resolves": "adm.reference-dangles",
    "atmos-bed-first": "adm.bed-behind-objects",
    "atmos-length": "adm.programme-not-as-long-as-sound",
}
"""Check, and the code of its own text, whose arguments are those of the fault."""


def fault_message(check: AdmCheck, fault: AdmFault) -> Message:
    """Return what is the case."""
    if "further" in fault.arguments:
        return message("adm.further-faults", count=fault.arguments["further"], title=check.title)
    code = TEXT_OF.get(check.id)
    if code is not None:
        return message(code, element=fault.element_id or "", **dict(fault.arguments))
    found = ", ".join(
        f"{name.replace('_', ' ')} {_shown(value)}" for name, value in fault.arguments.items() if value is not None
    )
    if not found:
        return message("adm.clause-broken", title=check.title)
    return message("adm.clause-broken-by", title=check.title, found=found)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def fault_place(fault: AdmFault, file: str) -> Place:
    """Return where a fault is: the element or the block by its identifier, with line and path in axml.

    Args:
        fault: The fault.
        file: Name of the file.
    """
    return Place(file=file, element=fault.block_id or fault.element_id or None, path=fault.path, line=fault.line)
