"""The mixes that go into a package, or why there is none: the same for every form of package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packager.formats.listed.as_listed import refuse_altered
from specs.errors import DeliveryError, RefusedError, ToolError
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.unfit import is_of_the_input

if TYPE_CHECKING:
    from packager.formats.orders import PackageOrder
    from validator.delivery.ingest.inputs import Inputs


def packaged_inputs(order: PackageOrder) -> Inputs:
    """Find the mixes of an order, and open each before any is measured: what cannot be read is known at once.

    Raises:
        RefusedError: A file that a delivery lists is absent, holds no sound, or has another number of channels than is
            stated; or a delivery file that was found in a folder is invalid; or digest lists that came with the files
            say other bytes.
        ToolError: What the caller named cannot be used.
    """
    found = mixes_of(order.inputs, order.stated, order.gate)
    for refused in found.refused:
        if isinstance(refused.error, DeliveryError) and not refused.was_named:
            raise _refusal(refused.error, refused.path.name) from refused.error
        raise refused.error
    for mix in found.mixes:
        try:
            mix.open()
        except ToolError as error:
            if is_of_the_input(mix, error):
                raise _refusal(error, mix.path) from error
            raise
    refuse_altered(found, workers=order.measuring.workers)
    return found


def _refusal(error: ToolError, place: str) -> RefusedError:
    return RefusedError(
        "The package is refused: a file that was handed in cannot be used.",
        where=place,
        found=f"{error.what} {error.found or ''}".strip(),
        expected=error.expected,
        next_step=error.next_step or "Repair the delivery: deliver the file, or take it off the list.",
        code="package.unfit-input",
    )
