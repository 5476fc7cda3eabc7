"""One interleaved file or a set of mono files, and the container: the same samples in another wrapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from packager.corrections.correction import Correction

if TYPE_CHECKING:
    from packager.corrections.correction import Material


class FileFormChange(Correction):
    """How the channels are spread over files, and what the files are.

    Attributes:
        form: `interleaved` or `mono-set`; None keeps what is.
        container: None keeps WAV, RF64 and BW64 as they are, and turns anything else into WAV. WAV becomes RF64 where
            it outgrows 4 GiB.
        with_bext: True adds a Broadcast Audio Extension chunk where there is none.
    """

    kind: Literal["file-form"] = "file-form"
    form: Literal["interleaved", "mono-set"] | None = None
    container: Literal["WAV", "RF64", "BW64"] | None = None
    with_bext: bool = False


def after(correction: FileFormChange, material: Material) -> Material:
    """The new wrapping."""
    return material.changed(
        form=correction.form or material.form,
        container=correction.container or material.container,
        has_bext=material.has_bext or correction.with_bext,
    )
