"""A programme of an ADM file as one mix: its beds, added channel by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from specs.errors import MediaError
from specs.vocabulary import layout_of
from validator.audio.made import MadeProgramme
from validator.audio.programme import open_programme
from validator.containers.adm.file import open_adm_file
from validator.containers.adm.programmes import heard_programmes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.audio.programme import FileProgramme
    from validator.containers.adm.programmes import HeardProgramme

SUM_OF_BEDS: Final = "the beds of the ADM programme, added"


class BedSum(MadeProgramme):
    """The beds of a programme, added by channel label; samples are those of the file, so it is exact.

    Args:
        whole: The file, every channel of it.
        heard: The programme; its `bed_labels` are known.
    """

    def __init__(self, whole: FileProgramme, heard: HeardProgramme) -> None:
        labels = heard.bed_labels
        assert labels is not None, "the caller has looked"
        self.programme_id = heard.programme_id
        self._whole = whole
        self._added = [
            (channel, labels.index(label))
            for part in heard.parts
            for channel, label in zip(part.channels, part.labels, strict=True)
            if channel is not None and label is not None
        ]
        super().__init__(
            sample_rate_hz=whole.sample_rate_hz,
            sample_count=whole.sample_count,
            channel_count=len(labels),
            layout=layout_of(labels),
            layout_from=SUM_OF_BEDS,
            files=whole.files,
            paths=whole.paths,
            notes=whole.notes,
        )

    def stretches(self, stretch_samples: int) -> Iterator[NDArray[np.floating[Any]]]:
        """Yield the sum in stretches."""
        for block in self._whole.blocks(block_samples=stretch_samples):
            total = np.zeros((len(block), self.channel_count))
            for channel, target in self._added:
                total[:, target] += block[:, channel]
            yield total


def open_bed_sum(path: Path, programme_id: str) -> BedSum:
    """Open the sum of the beds of a programme.

    Args:
        path: The ADM file.
        programme_id: Of the audioProgramme.

    Raises:
        MediaError: The file cannot be read, or has no such programme of beds any more.
    """
    file = open_adm_file(path)
    heard = () if file.document is None or file.chna is None else heard_programmes(file.document, file.chna)
    for one in heard:
        if one.programme_id == programme_id and one.bed_labels is not None:
            return BedSum(open_programme([path]), one)
    raise MediaError(
        "The ADM file has no such programme of beds.",
        where=str(path),
        found=", ".join(one.programme_id for one in heard) or "no programme",
        expected=programme_id,
    )
