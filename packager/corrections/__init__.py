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
from packager.corrections.correction import CorrectionGrade, Forecast
from packager.corrections.file_form import FileFormChange
from packager.corrections.fold_down import FoldDownChange
from packager.corrections.gain import Gain
from packager.corrections.levels import with_material
from packager.corrections.limiter import Limiter
from packager.corrections.relabel import Relabel
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.corrections.start_timecode import StartTimecodeChange
from packager.corrections.sync_pop import SyncPopInsertion
from packager.corrections.trim_pad import TrimPad
from packager.corrections.word_length import WordLengthChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packager.corrections.blocks import Block
    from packager.corrections.correction import Material
    from validator.measurements import Measurements

AnyCorrection = Annotated[
    Relabel
    | ChannelOrder
    | FoldDownChange
    | SpeedChange
    | SampleRateConversion
    | TrimPad
    | StartTimecodeChange
    | Gain
    | Limiter
    | SyncPopInsertion
    | WordLengthChange
    | FileFormChange,
    Field(discriminator="kind"),
]
"""Every kind of correction, in the order a plan works through them."""


def grade_of(correction: AnyCorrection) -> CorrectionGrade:
    """Return how deep a correction goes."""
    match correction:
        case Gain():
            return CorrectionGrade.LEVEL
        case FoldDownChange() | SpeedChange() | SampleRateConversion() | Limiter():
            return CorrectionGrade.PROCESSING
        case WordLengthChange():
            return word_length.grade_of(correction)
        case Relabel() | ChannelOrder() | StartTimecodeChange() | TrimPad() | SyncPopInsertion() | FileFormChange():
            return CorrectionGrade.TRANSPARENT
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
        case FoldDownChange():
            return fold_down.after(correction, material)
        case SpeedChange():
            return speed.after(correction, material)
        case SampleRateConversion():
            return sample_rate.after(correction, material)
        case StartTimecodeChange():
            return start_timecode.after(correction, material)
        case TrimPad():
            return trim_pad.after(correction, material)
        case SyncPopInsertion():
            return sync_pop.after(correction, material)
        case WordLengthChange():
            return word_length.after(correction, material)
        case FileFormChange():
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
        case FoldDownChange():
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
        case SyncPopInsertion():
            return sync_pop.predict(correction, measurements, material)
        case WordLengthChange():
            return word_length.predict(correction, measurements)
        case StartTimecodeChange() | FileFormChange():
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
        case FoldDownChange():
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
        case SyncPopInsertion():
            return sync_pop.effect(correction, material, blocks)
        case WordLengthChange():
            return word_length.effect(correction, blocks)
        case Relabel() | StartTimecodeChange() | FileFormChange():
            return iter(blocks)
        case _:
            assert_never(correction)


def changes_sound(correction: AnyCorrection) -> bool:
    """True where the samples that remain are no longer words of the source: they need rounding at the end."""
    match correction:
        case FoldDownChange() | SpeedChange() | SampleRateConversion() | Gain() | Limiter() | SyncPopInsertion():
            return True
        case Relabel() | ChannelOrder() | StartTimecodeChange() | TrimPad() | WordLengthChange() | FileFormChange():
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
        case FoldDownChange():
            return f"Fold down to {' '.join(correction.to)}"
        case SpeedChange():
            pitch = "pitch follows" if correction.pitch == "follows" else "pitch kept"
            return f"Change the speed from {correction.name} frames per second, {pitch}"
        case SampleRateConversion():
            return f"Convert to {correction.to_hz} Hz"
        case StartTimecodeChange():
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
        case SyncPopInsertion():
            return f"{'Put in' if correction.action == 'add' else 'Take out'} the sync pop"
        case WordLengthChange():
            dither = "" if correction.dither_seed is None else " with triangular dither"
            return f"Write {correction.to_bits}-bit words{dither}"
        case FileFormChange():
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
