"""A programme streamed through corrections, for the file that is written and for the ear that checks it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packager.corrections import after, effect
from packager.corrections.levels import material_of_files

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
        material = after(correction, material)
    return material


def corrected(programme: Programme, corrections: Sequence[AnyCorrection], material: Material) -> Iterator[Block]:
    """Stream a programme through corrections, in order.

    Args:
        programme: The source.
        corrections: What is done.
        material: What the source is.

    Yields:
        float64 (samples, channels); in all as many samples as the last correction promises.

    Raises:
        MediaError: The source cannot be read to its end.
        UsageError: A correction does not fit the programme.
    """
    blocks: Iterator[Block] = programme.blocks()
    for correction in corrections:
        blocks = effect(correction, material, blocks)
        material = after(correction, material)
    return blocks
