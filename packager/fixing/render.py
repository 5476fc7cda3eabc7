"""The one door out: a mix streamed through a plan, samples become words, and words become files.

`render` writes a programme through a plan, whole or not at all.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from packager.corrections.dither import dithered
from packager.fixing.headers import Heads, chunks_of, sources_of
from packager.fixing.streaming import corrected, material_after, material_of_programme
from packager.staging import Stage, refuse_without_room, unwritable
from specs.errors import RefusedError
from specs.vocabulary import speaker
from validator.containers.facts import SampleFormat
from validator.containers.wave.bext import build_bext
from validator.containers.wave.channel_labels import labels_of_mask
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.ixml import build_ixml
from validator.containers.wave.riff import Chunk
from validator.containers.wave.writer import WaveWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

    from packager.corrections.blocks import Block
    from packager.corrections.correction import Material
    from packager.fixing.headers import Stamp
    from packager.fixing.streaming import Key
    from packager.planning.model import Plan
    from validator.audio.programme import Programme
    from validator.containers.facts import BextFacts, IxmlFacts
    from validator.containers.wave.fmt import WaveFormat
    from validator.containers.wave.writer import Form

_SAMPLE_FORMATS: Final = {16: SampleFormat.S16, 24: SampleFormat.S24, 32: SampleFormat.S32}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveForm:
    """What a file is to be.

    Attributes:
        sample_rate_hz: Samples per second.
        labels: Channel labels in file order; they give the channel mask where one can say them.
        word_length_bits: 16, 24 or 32, integers.
        bext: Broadcast extension; None for none.
        ixml: iXML; None for none.
    """

    sample_rate_hz: int
    labels: tuple[str, ...]
    word_length_bits: int = 24
    bext: BextFacts | None = None
    ixml: IxmlFacts | None = None


class WaveRender:
    """One file that takes samples block by block. A context manager: the file appears on leaving it, or not at all.

    Args:
        path: The file; its folder exists.
        form: What it is to be.
        dither_seed: Seed of the dither; None for samples that already are words of the length, or 32 bits.
    """

    def __init__(self, path: Path, form: WaveForm, *, dither_seed: int | None) -> None:
        wave = wave_format(
            _SAMPLE_FORMATS[form.word_length_bits],
            channel_count=len(form.labels),
            sample_rate_hz=form.sample_rate_hz,
            channel_mask=channel_mask(form.labels),
        )
        chunks = [] if form.bext is None else [Chunk(id="bext", payload=build_bext(form.bext))]
        if form.ixml is not None:
            chunks.append(Chunk(id="iXML", payload=build_ixml(form.ixml)))
        self._writer = WaveWriter(path, wave, before=chunks)
        self._word_length_bits = form.word_length_bits
        self._rng = None if dither_seed is None else np.random.default_rng(dither_seed)

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.__exit__(kind, error, trace)

    @property
    def sample_count(self) -> int:
        """Samples per channel taken so far."""
        return self._writer.sample_count

    def write(self, block: NDArray[np.floating]) -> None:
        """Append samples, (samples, channels), full scale 1.0.

        Raises:
            RefusedError: A sample is beyond full scale, or the disk is full; nothing is clipped silently.
        """
        ready = block if self._rng is None else dithered(block, self._word_length_bits, self._rng)
        self._writer.write(ready.astype(np.float64, copy=False))


def channel_mask(labels: tuple[str, ...]) -> int | None:
    """The channel mask that says these labels in this order; None where none can, and for a single channel.

    Source: Microsoft, "Multiple channel audio data and WAVE files", dwChannelMask: channels lie in order of the bits.
    """
    bits = [speaker(label).wave_bit for label in labels]
    known = [bit for bit in bits if bit is not None]
    if len(bits) == 1 or len(known) < len(bits) or known != sorted(set(known)):
        return None
    return sum(1 << bit for bit in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What was written.

    Attributes:
        paths: The files: one, or one per channel in order.
        labels: Channel labels in order.
        sample_count: Samples per channel.
    """

    paths: tuple[Path, ...]
    labels: tuple[str, ...]
    sample_count: int


def render(
    programme: Programme,
    plan: Plan,
    target: Path,
    stamp: Stamp,
    *,
    progress: Callable[[int], None] | None = None,
) -> Rendered:
    """Write a programme through a plan, whole or not at all.

    Where no step touches samples, every sample that remains is written bit for bit as it was read. Chunks other than
    bext, iXML and chna are carried over byte for byte; those three say what is true afterwards, but loudness, which
    only a measurement can say (`apply_plan` does), is left unset where the sound has changed.

    Args:
        programme: The source.
        plan: What to do.
        target: The new file; for a set of mono files the new folder. Nothing of that name is there.
        stamp: Version and time for the headers.
        progress: Called with the samples per channel written so far.

    Raises:
        UsageError: The target is there already, or the plan does not fit the programme.
        RefusedError: The target cannot be written, the disk is full, a sample would clip, or a scene description would
            no longer be true. Nothing is left behind.
        MediaError: The source cannot be read.
    """
    with Stage(target, programme.paths) as stage:
        rendered = render_into(stage, programme, plan, stamp, progress=progress)
        stage.publish()
    moved = tuple(target / path.name if stage.place == path.parent else target for path in rendered.paths)
    return replace(rendered, paths=moved)


def render_into(
    stage: Stage,
    programme: Programme,
    plan: Plan,
    stamp: Stamp,
    *,
    key: Key | None = None,
    progress: Callable[[int], None] | None = None,
) -> Rendered:
    """Write a programme through a plan into a stage; errors as `render`."""
    picture_rate = _picture_rate(plan)
    source = material_of_programme(programme, picture_rate)
    material = material_after(source, plan.corrections)
    _refuse_other_outcome(material, plan)
    wave = _wave(material, programme)
    frame_bytes = wave.sample_format.bytes_per_sample * material.channel_count
    refuse_without_room(stage.folder, material.sample_count * frame_bytes)
    heads = Heads(
        programme=programme,
        plan=plan,
        material=material,
        source_of=sources_of(plan, source.labels),
        stamp=stamp,
    )
    split = material.form == "mono-set" and material.channel_count > 1
    groups = [(channel,) for channel in range(material.channel_count)] if split else [range(material.channel_count)]
    if split:
        try:
            stage.place.mkdir()
        except OSError as error:
            raise unwritable(error, stage.target) from error
    paths = _paths(stage.place, material, programme) if split else (stage.place,)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(_writer(path, heads, tuple(channels), wave))
            for path, channels in zip(paths, groups, strict=True)
        ]
        _write(corrected(programme, plan.corrections, source, key), writers, groups, progress)
    return Rendered(paths=paths, labels=material.labels, sample_count=material.sample_count)


def _picture_rate(plan: Plan) -> Fraction | None:
    return None if plan.outcome.picture_rate is None else Fraction(plan.outcome.picture_rate)


def _refuse_other_outcome(material: Material, plan: Plan) -> None:
    """A plan is for the programme it was made for, or for one just like it."""
    promised = plan.outcome
    for what, found, expected in (
        ("channels", " ".join(material.labels), " ".join(promised.labels)),
        ("samples", str(material.sample_count), str(promised.sample_count)),
        ("Hz", str(material.sample_rate_hz), str(promised.sample_rate_hz)),
    ):
        if found != expected:
            raise RefusedError(
                "The plan was made for another programme.",
                found=f"{found} ({what}) afterwards",
                expected=expected,
                next_step="Plan again from measurements of this programme.",
            )


def _wave(material: Material, programme: Programme) -> WaveFormat:
    split = material.form == "mono-set" and material.channel_count > 1
    channels = 1 if split else material.channel_count
    wave = wave_format(
        material.sample_format,
        channel_count=channels,
        sample_rate_hz=material.sample_rate_hz,
        channel_mask=None if split else _mask(material, programme),
    )
    return replace(wave, valid_bits=material.valid_bits) if not material.sample_format.is_float else wave


def _mask(material: Material, programme: Programme) -> int | None:
    """The source's own mask where it still says what the channels are; else one that does, for more than two."""
    facts = programme.files[0]
    old = facts.channel_mask
    if len(programme.files) == 1 and old is not None and labels_of_mask(old, material.channel_count) == material.labels:
        return old
    known = all(not label.isdigit() for label in material.labels)
    if not known or (old is None and material.channel_count <= 2):
        return None
    return channel_mask(material.labels)


def _paths(folder: Path, material: Material, programme: Programme) -> tuple[Path, ...]:
    """Names of a mono set: those it had, or the name of the file with each channel's label."""
    if len(programme.files) == material.channel_count > 1:
        old = programme.layout.labels if programme.layout is not None else material.labels
        names = {label: programme.paths[programme.channel_map[place][0]].stem for place, label in enumerate(old)}
        if set(names) == set(material.labels):
            return tuple(folder / f"{names[label]}.wav" for label in material.labels)
    stem = programme.paths[0].stem if len(programme.paths) == 1 else folder.name
    return tuple(folder / f"{stem}.{label}.wav" for label in material.labels)


def _writer(path: Path, heads: Heads, channels: tuple[int, ...], wave: WaveFormat) -> WaveWriter:
    chunks = chunks_of(heads, channels)
    form: Form = "RF64" if heads.material.container == "RF64" else "auto"
    if heads.material.container == "BW64":
        form = "BW64"
    return WaveWriter(path, wave, before=chunks.before, after=chunks.behind, form=form)


def _write(
    blocks: Iterable[Block],
    writers: Sequence[WaveWriter],
    groups: Sequence[Sequence[int]],
    progress: Callable[[int], None] | None,
) -> None:
    done = 0
    for block in blocks:
        for writer, channels in zip(writers, groups, strict=True):
            writer.write(block if len(writers) == 1 else block[:, list(channels)])
        done += len(block)
        if progress is not None:
            progress(done)
