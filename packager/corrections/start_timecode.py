"""Another time of the first sample: the header says where the sound belongs, the sound stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from packager.corrections.correction import Correction
from specs.message import message

if TYPE_CHECKING:
    from packager.corrections.correction import Material
    from specs.message import Message


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
    def description(self) -> Message:
        """What it does."""
        if self.timecode is None:
            return message("correction.start-sample", start_sample=self.start_sample)
        return message("correction.start", timecode=self.timecode)

    def after(self, material: Material) -> Material:
        """The new start; a file that has no place to say it gets a Broadcast Audio Extension chunk."""
        return material.changed(start_sample=self.start_sample, has_bext=True)
