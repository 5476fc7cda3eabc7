"""One interleaved file or a set of mono files, and the container: the same samples in another wrapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from packager.corrections.correction import Correction
from specs.message import message

if TYPE_CHECKING:
    from packager.corrections.correction import Material
    from specs.message import Message


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

    @property
    def description(self) -> Message:
        """What it does."""
        wanted: list[str | Message] = []
        if self.form is not None:
            wanted.append(message("correction.one-file" if self.form == "interleaved" else "correction.mono-set"))
        if self.container is not None:
            wanted.append(self.container)
        if self.with_bext:
            wanted.append(message("correction.with-bext"))
        return message("correction.write", wanted=tuple(wanted))

    def after(self, material: Material) -> Material:
        """The new wrapping."""
        return material.changed(
            form=self.form or material.form,
            container=self.container or material.container,
            has_bext=material.has_bext or self.with_bext,
        )
