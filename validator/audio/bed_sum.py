"""A programme of an ADM file as one mix: its beds, added channel by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from specs.errors import MediaError
from specs.vocabulary import layout_of
from validator.audio.made import MadeProgramme
from validator.audio.programme import DEFAULT_BLOCK_SAMPLES, open_programme

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.audio.programme import FileProgramme
    from validator.containers.adm.programmes import HeardProgramme

SUM_OF_BEDS: Final = "the beds of the ADM programme, added"


class BedSum(MadeProgramme):
    """The beds of a programme, added by channel label; samples are those of the file, so it is exact.

    Args:
        whole: The file, every channel of it.
        heard: The programme, or some of its beds; its `bed_labels` are known.
        object_ids: Of these beds; empty for the whole programme.
    """

    def __init__(self, whole: FileProgramme, heard: HeardProgramme, object_ids: Collection[str] = ()) -> None:
        labels = heard.bed_labels
        assert labels is not None, "the caller has looked"
        self.part_key = part_key(heard.programme_id, object_ids)
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
        yield from self.blocks(block_samples=stretch_samples)

    def blocks(
        self,
        *,
        block_samples: int = DEFAULT_BLOCK_SAMPLES,
        start_sample: int = 0,
        sample_count: int | None = None,
    ) -> Iterator[NDArray[np.float64]]:
        """Yield a stretch of the sum; the file is read from there on, and nothing before it is made."""
        blocks = self._whole.blocks(block_samples=block_samples, start_sample=start_sample, sample_count=sample_count)
        for block in blocks:
            total = np.zeros((len(block), self.channel_count))
            for channel, target in self._added:
                total[:, target] += block[:, channel]
            yield total


def part_key(programme_id: str, object_ids: Collection[str]) -> str:
    """Return what tells a sum of beds from the others of its file."""
    return " ".join((programme_id, *object_ids))


def open_bed_sum(path: Path, programme_id: str, object_ids: Collection[str] = ()) -> BedSum:
    """Open the sum of the beds of a programme.

    Args:
        path: The ADM file.
        programme_id: Of the audioProgramme.
        object_ids: Of the beds that are added; empty for all.

    Raises:
        MediaError: The file cannot be read, or has no such programme of beds any more.
    """
    from validator.containers.adm.file import open_adm_file  # noqa: PLC0415  a file without beds needs no ADM
    from validator.containers.adm.programmes import heard_programmes  # noqa: PLC0415  as above

    file = open_adm_file(path)
    heard = () if file.document is None or file.chna is None else heard_programmes(file.document, file.chna)
    for whole in heard:
        one = whole.only(object_ids) if object_ids else whole
        if one.programme_id == programme_id and one.bed_labels is not None:
            return BedSum(open_programme([path]), one, object_ids)
    raise MediaError(
        "The ADM file has no such programme of beds.",
        where=str(path),
        found=", ".join(one.programme_id for one in heard) or "no programme",
        expected=programme_id,
    )
