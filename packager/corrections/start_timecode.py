"""Another time of the first sample: the header says where the sound belongs, the sound stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from packager.corrections.correction import Correction

if TYPE_CHECKING:
    from packager.corrections.correction import Material


class StartTimecodeChange(Correction):
    """A new time reference.

    Attributes:
        start_sample: First sample since midnight, at the sample rate the material has at this point of the plan.
        timecode: The same for people; None where the picture rate is not known.
    """

    kind: Literal["start-timecode"] = "start-timecode"
    start_sample: int = Field(ge=0)
    timecode: str | None = None

    @property
    def description(self) -> str:
        """The correction in words."""
        return f"Set the start to {self.timecode or f'sample {self.start_sample}'}"

    def after(self, material: Material) -> Material:
        """The new start; a file that has no place to say it gets a Broadcast Audio Extension chunk."""
        return material.changed(start_sample=self.start_sample, has_bext=True)
