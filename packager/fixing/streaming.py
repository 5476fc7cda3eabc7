"""A programme streamed through corrections, for the file that is written and for the ear that checks it first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packager.corrections.correction import BlockStream
from packager.corrections.levels import material_of_files
from packager.corrections.limiter import Limiter, keyed_effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    from packager.corrections import AnyCorrection
    from packager.corrections.blocks import Block
    from packager.corrections.correction import Material
    from validator.audio.programme import Programme


def material_of_programme(programme: Programme, picture_rate: Fraction | None = None) -> Material:
    """Return what an opened programme is; the counterpart of what is known of a measured one."""
    labels = (
        programme.layout.labels
        if programme.layout is not None
        else tuple(str(number + 1) for number in range(programme.channel_count))
    )
    return material_of_files(programme.files, labels, programme.sample_count, picture_rate=picture_rate)


def material_after(material: Material, corrections: Iterable[AnyCorrection]) -> Material:
    """Return what a programme becomes.

    Raises:
        UsageError: A correction does not fit it.
    """
    for correction in corrections:
        material = correction.after(material)
    return material


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The mix that the limiter of another one follows.

    Attributes:
        programme: Its source.
        corrections: What is done to it.
        material: What its source is.
    """

    programme: Programme
    corrections: tuple[AnyCorrection, ...]
    material: Material

    def before_limiter(self) -> tuple[Material, Iterator[Block]]:
        """What its own limiter gets, and what that is."""
        place = next(
            (index for index, correction in enumerate(self.corrections) if isinstance(correction, Limiter)),
            len(self.corrections),
        )
        done = self.corrections[:place]
        return material_after(self.material, done), corrected(self.programme, done, self.material)


def corrected(
    programme: Programme, corrections: Sequence[AnyCorrection], material: Material, key: Key | None = None
) -> Iterator[Block]:
    """Stream a programme through corrections, in order.

    Args:
        programme: The source.
        corrections: What is done.
        material: What the source is.
        key: The mix that a limiter follows instead of its own; None where there is no such limiter.

    Yields:
        float64 (samples, channels); in all as many samples as the last correction promises.

    Raises:
        MediaError: The source cannot be read to its end.
        UsageError: A correction does not fit the programme.
    """
    blocks: Iterator[Block] = programme.blocks()
    for correction in corrections:
        if isinstance(correction, Limiter) and correction.keyed_by is not None and key is not None:
            blocks = keyed_effect(correction, material, blocks, key.before_limiter())
        else:
            blocks = correction.effect(BlockStream(material=material, blocks=blocks))
        material = correction.after(material)
    return blocks
