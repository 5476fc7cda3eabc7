"""The shelf of corrections: one module for each, the closed union of them all, and the `match` that leaves none out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, assert_never

from pydantic import Field

from packager.corrections import (
    channel_order,
    file_form,
    fold_down,
    gain,
    limiter,
    relabel,
    sample_rate,
    speed,
    start_timecode,
    sync_pop,
    trim_pad,
    word_length,
)
from packager.corrections.channel_order import ChannelOrder
from packager.corrections.correction import Forecast, Grade
from packager.corrections.file_form import FileForm
from packager.corrections.fold_down import FoldDown
from packager.corrections.gain import Gain
from packager.corrections.levels import with_material
from packager.corrections.limiter import Limiter
from packager.corrections.relabel import Relabel
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecode
from packager.corrections.sync_pop import SyncPop
from packager.corrections.trim_pad import TrimPad
from packager.corrections.word_length import WordLength

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import Material
    from validator.measurements import Measurements

AnyCorrection = Annotated[
    Relabel
    | ChannelOrder
    | FoldDown
    | SpeedChange
    | SampleRateConversion
    | TrimPad
    | StartTimecode
    | Gain
    | Limiter
    | SyncPop
    | WordLength
    | FileForm,
    Field(discriminator="kind"),
]
"""Every kind of correction, in the order a plan works through them."""


def grade_of(correction: AnyCorrection) -> Grade:
    """Return how deep a correction goes."""
    match correction:
        case Gain():
            return Grade.LEVEL
        case FoldDown() | SpeedChange() | SampleRateConversion() | Limiter():
            return Grade.PROCESSING
        case WordLength():
            return word_length.grade_of(correction)
        case Relabel() | ChannelOrder() | StartTimecode() | TrimPad() | SyncPop() | FileForm():
            return Grade.TRANSPARENT
        case _:
            assert_never(correction)


def after(correction: AnyCorrection, material: Material) -> Material:  # noqa: C901, PLR0911  one line per kind
    """Return what becomes of the material.

    Raises:
        UsageError: The correction does not fit it.
    """
    match correction:
        case Relabel():
            return relabel.after(correction, material)
        case ChannelOrder():
            return channel_order.after(correction, material)
        case FoldDown():
            return fold_down.after(correction, material)
        case SpeedChange():
            return speed.after(correction, material)
        case SampleRateConversion():
            return sample_rate.after(correction, material)
        case StartTimecode():
            return start_timecode.after(correction, material)
        case TrimPad():
            return trim_pad.after(correction, material)
        case SyncPop():
            return sync_pop.after(correction, material)
        case WordLength():
            return word_length.after(correction, material)
        case FileForm():
            return file_form.after(correction, material)
        case Gain() | Limiter():
            return material
        case _:
            assert_never(correction)


def predict(correction: AnyCorrection, measurements: Measurements, material: Material) -> Forecast:
    """Return what becomes of the readings.

    Args:
        correction: What is done.
        measurements: Before it.
        material: Before it.
    """
    became = after(correction, material)
    forecast = _forecast(correction, measurements, material, became)
    return Forecast(
        measurements=with_material(forecast.measurements, became),
        tolerances=forecast.tolerances,
    )


def _forecast(  # noqa: C901, PLR0911  one line per kind
    correction: AnyCorrection, measurements: Measurements, material: Material, became: Material
) -> Forecast:
    match correction:
        case Relabel():
            return relabel.predict(correction, measurements)
        case ChannelOrder():
            return channel_order.predict(correction, measurements)
        case FoldDown():
            return fold_down.predict(correction, measurements)
        case SpeedChange():
            return speed.predict(correction, measurements, became)
        case SampleRateConversion():
            return sample_rate.predict(correction, measurements, became)
        case TrimPad():
            return trim_pad.predict(correction, measurements, became)
        case Gain():
            return gain.predict(correction, measurements)
        case Limiter():
            return limiter.predict(correction, measurements)
        case SyncPop():
            return sync_pop.predict(correction, measurements, material)
        case WordLength():
            return word_length.predict(correction, measurements)
        case StartTimecode() | FileForm():
            return Forecast(measurements=measurements)
        case _:
            assert_never(correction)


def effect(  # noqa: C901, PLR0911  one line per kind
    correction: AnyCorrection, material: Material, blocks: Iterable[Block]
) -> Iterator[Block]:
    """Return the corrected stream.

    Args:
        correction: What is done.
        material: What the stream is before.
        blocks: float64 (samples, channels).
    """
    match correction:
        case ChannelOrder():
            return channel_order.effect(correction, material, blocks)
        case FoldDown():
            return fold_down.effect(correction, material, blocks)
        case SpeedChange():
            return speed.effect(correction, material, blocks)
        case SampleRateConversion():
            return sample_rate.effect(correction, material, blocks)
        case TrimPad():
            return trim_pad.effect(correction, material, blocks)
        case Gain():
            return gain.effect(correction, blocks)
        case Limiter():
            return limiter.effect(correction, material, blocks)
        case SyncPop():
            return sync_pop.effect(correction, material, blocks)
        case WordLength():
            return word_length.effect(correction, blocks)
        case Relabel() | StartTimecode() | FileForm():
            return iter(blocks)
        case _:
            assert_never(correction)


def changes_sound(correction: AnyCorrection) -> bool:
    """True where the samples that remain are no longer words of the source: they need rounding at the end."""
    match correction:
        case FoldDown() | SpeedChange() | SampleRateConversion() | Gain() | Limiter() | SyncPop():
            return True
        case Relabel() | ChannelOrder() | StartTimecode() | TrimPad() | WordLength() | FileForm():
            return False
        case _:
            assert_never(correction)


def described(correction: AnyCorrection) -> str:  # noqa: C901, PLR0911, PLR0912  one branch per kind
    """Return a correction in words."""
    match correction:
        case Relabel():
            return f"Read the channels as {' '.join(correction.labels)}"
        case ChannelOrder():
            return f"Put the channels into the order {' '.join(correction.labels)}"
        case FoldDown():
            return f"Fold down to {' '.join(correction.to)}"
        case SpeedChange():
            pitch = "pitch follows" if correction.pitch == "follows" else "pitch kept"
            return f"Change the speed from {correction.name} frames per second, {pitch}"
        case SampleRateConversion():
            return f"Convert to {correction.to_hz} Hz"
        case StartTimecode():
            return f"Let it start at {correction.timecode or f'sample {correction.start_sample}'}"
        case TrimPad():
            return "; ".join(
                f"{'Add' if count > 0 else 'Cut'} {abs(count)} samples at the {place}"
                for place, count in (("head", correction.head_samples), ("tail", correction.tail_samples))
                if count
            )
        case Gain():
            return f"Gain {correction.gain_db:+.2f} dB"
        case Limiter():
            linked = "all channels linked" if correction.groups is None else "linked in groups"
            return f"True-peak limiter at {correction.ceiling_dbtp:.2f} dBTP, {linked}"
        case SyncPop():
            return f"{'Put in' if correction.action == 'add' else 'Take out'} the sync pop"
        case WordLength():
            dither = "" if correction.dither_seed is None else " with triangular dither"
            return f"Write {correction.to_bits}-bit words{dither}"
        case FileForm():
            wanted = [
                {"interleaved": "one interleaved file", "mono-set": "one mono file per channel", None: ""}[
                    correction.form
                ],
                correction.container or "",
                "with a bext chunk" if correction.with_bext else "",
            ]
            return "Write " + ", ".join(word for word in wanted if word)
        case _:
            assert_never(correction)
