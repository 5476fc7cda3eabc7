"""Writes an ADM file of beds that lie one behind the other: bext, sound, axml and chna, as a stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from packager.formats.adm.beds import WORD_LENGTH_BITS
from specs.errors import UsageError
from specs.vocabulary import parse_layout
from validator.audio.made import MadeProgramme
from validator.audio.programme import DEFAULT_BLOCK_SAMPLES
from validator.containers.adm.build import BedPlan, ProgrammePlan, SoundForm, StatedLoudness, build_adm
from validator.containers.adm.build_profile import ProfileBed, build_profile_adm
from validator.containers.facts import BextFacts, LoudnessFields, SampleFormat
from validator.containers.wave.bext import build_bext
from validator.containers.wave.fmt import wave_format
from validator.containers.wave.riff import Chunk
from validator.containers.wave.writer import RIFF_LIMIT_BYTES, WaveWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

    from packager.formats.adm.beds import BedSource
    from validator.containers.adm.build import AdmChunks
    from validator.containers.wave.writer import Form
    from validator.results.measurements import Measurements

PROFILES: Final = ("bs2076", "atmos")
"""Forms in which a file is described: common definitions, or the shape of the Atmos profile, which is experimental."""

_HEADERS_BYTES: Final = 1 << 20
"""More than bext, chna and axml of beds take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOfBeds:
    """A programme: beds that are heard together.

    Attributes:
        loudness: Of their sum; None where it is not one soundfield.
    """

    name: str
    beds: tuple[BedSource, ...]
    language: str | None
    loudness: StatedLoudness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmOrder:
    """An ADM file to be written.

    Attributes:
        profile: One of `PROFILES`.
        sources: Its beds, in the order of their channels.
        programmes: One at least.
        bed_loudness: Of each bed, in the same order.
        start_sample: First sample since midnight, for bext.
        created: For bext.
        version: Of mixgate.
        title: For bext.
    """

    profile: str
    sources: tuple[BedSource, ...]
    programmes: tuple[ProgrammeOfBeds, ...]
    bed_loudness: tuple[StatedLoudness, ...]
    start_sample: int
    created: datetime
    version: str
    title: str


def programmes_of(sources: Sequence[BedSource], title: str) -> tuple[ProgrammeOfBeds, ...]:
    """Return the programmes of beds.

    | beds                                      | programmes                                       |
    |-------------------------------------------|--------------------------------------------------|
    | a main mix                                | itself                                           |
    | dialogue de, dialogue fr, M&E             | de: dialogue de and M&E; fr: dialogue fr and M&E |
    | M&E, or music and effects, alone          | all of them, without language                    |
    """
    whole = [one for one in sources if one.is_whole]
    parts = [one for one in sources if not one.is_whole]
    found = [ProgrammeOfBeds(name=title, beds=(one,), language=one.language) for one in whole]
    languages = list(dict.fromkeys(one.language for one in parts if one.language is not None))
    shared = [one for one in parts if one.language is None]
    wanted: list[str | None] = [*languages] or ([None] if shared else [])
    for language in wanted:
        beds = tuple(one for one in parts if one.language in (None, language))
        found.append(ProgrammeOfBeds(name=title, beds=beds, language=language))
    if len(found) == 1:
        return tuple(found)
    return tuple(
        ProgrammeOfBeds(name=f"{one.name} {one.language or one.beds[0].name}", beds=one.beds, language=one.language)
        for one in found
    )


class SumOfBeds(MadeProgramme):
    """Beds that are heard together, summed by channel label into the widest of them."""

    def __init__(self, beds: Sequence[BedSource]) -> None:
        widest = max(beds, key=lambda one: len(one.places))
        layout = parse_layout(widest.layout)
        missing = {label for one in beds for label in parse_layout(one.layout).labels} - set(layout.labels)
        if missing:
            raise UsageError("These beds are no one soundfield.", found=" ".join(one.layout for one in beds))
        self._beds = tuple((one, tuple(map(layout.labels.index, parse_layout(one.layout).labels))) for one in beds)
        first = beds[0].programme
        super().__init__(
            sample_rate_hz=first.sample_rate_hz,
            sample_count=first.sample_count,
            channel_count=len(layout.labels),
            layout=layout,
            layout_from="beds",
            files=first.files[:1],
            paths=first.paths[:1],
        )

    def stretches(self, stretch_samples: int) -> Iterator[NDArray[np.floating[Any]]]:
        """Yield the sum in stretches."""
        streams = [one.programme.blocks(block_samples=stretch_samples) for one, _ in self._beds]
        for blocks in zip(*streams, strict=True):
            total = np.zeros((len(blocks[0]), self.channel_count))
            for block, (one, targets) in zip(blocks, self._beds, strict=True):
                total[:, list(targets)] += block[:, list(one.places)]
            yield total


def stated_loudness(measured: Measurements) -> StatedLoudness:
    """Return what was measured as it is written into the file."""
    return StatedLoudness(
        integrated_lkfs=measured.integrated_lkfs,
        loudness_range_lu=measured.loudness_range_lu,
        max_true_peak_dbtp=measured.max_true_peak_dbtp,
        max_momentary_lkfs=measured.max_momentary_lkfs,
        max_short_term_lkfs=measured.max_short_term_lkfs,
    )


def write_adm(
    path: Path, order: AdmOrder, moved: Callable[[int], None], *, riff_limit_bytes: int = RIFF_LIMIT_BYTES
) -> None:
    """Write the file: RIFF below 4 GiB; above it BW64 for BS.2076, and RF64 for the Atmos profile, as readers take it.

    Args:
        path: Where; appears whole or not at all.
        order: What.
        moved: Called with the samples per channel written so far.
        riff_limit_bytes: Largest size of a RIFF file; see `WaveWriter`.

    Raises:
        MediaError: A source cannot be read.
        UsageError: The profile has no such bed, rate or language.
        RefusedError: The disk is full.
    """
    first = order.sources[0].programme
    form = SoundForm(sample_rate_hz=first.sample_rate_hz, bit_depth=WORD_LENGTH_BITS, sample_count=first.sample_count)
    chunks = _chunks(order, form)
    wave = wave_format(
        SampleFormat.S24,
        channel_count=chunks.channel_count,
        sample_rate_hz=first.sample_rate_hz,
        extensible=False,
    )
    size = first.sample_count * wave.frame_bytes + _HEADERS_BYTES
    wide = order.profile != "atmos" and size > riff_limit_bytes
    described = [Chunk(id="axml", payload=chunks.axml), Chunk(id="chna", payload=chunks.chna)]
    bext = Chunk(id="bext", payload=build_bext(_bext(order, chunks.channel_count)))
    form_of_file: Form = "BW64" if wide else "auto"
    with WaveWriter(
        path, wave, before=[bext], after=described, form=form_of_file, riff_limit_bytes=riff_limit_bytes
    ) as writer:
        streams = [one.programme.blocks(block_samples=DEFAULT_BLOCK_SAMPLES) for one in order.sources]
        for blocks in zip(*streams, strict=True):
            beds = [block[:, list(one.places)] for block, one in zip(blocks, order.sources, strict=True)]
            writer.write(np.concatenate(beds, axis=1))
            moved(writer.sample_count)


def _chunks(order: AdmOrder, form: SoundForm) -> AdmChunks:
    if order.profile == "atmos":
        languages = {one.language for one in order.programmes}
        if len(order.programmes) > 1:
            raise UsageError(
                "Atmos-profile ADM has one programme.",
                found=", ".join(f"{one.name}: {' + '.join(bed.name for bed in one.beds)}" for one in order.programmes),
                expected="the beds of one language; a file for each",
                code="package.one-programme",
            )
        beds = [ProfileBed(group=one.name, layout=one.layout) for one in order.sources]
        return build_profile_adm(beds, form, language=languages.pop())
    pairs = zip(order.sources, order.bed_loudness, strict=True)
    return build_adm(
        [
            BedPlan(name=one.name, layout=one.layout, kind=one.content, language=one.language, loudness=loudness)
            for one, loudness in pairs
        ],
        [
            ProgrammePlan(
                name=one.name,
                beds=tuple(bed.name for bed in one.beds),
                language=one.language,
                loudness=one.loudness,
            )
            for one in order.programmes
        ],
        form,
    )


def _bext(order: AdmOrder, channels: int) -> BextFacts:
    """Loudness is that of the programme; with several programmes there is none of the file, and it is left unset."""
    said = order.programmes[0].loudness if len(order.programmes) == 1 else None
    first = order.sources[0].programme
    title = order.title.encode("ascii", "replace").decode("ascii")
    return BextFacts(
        version=2,
        description=title[:256],
        originator="mixgate",
        originator_reference="",
        origination_date=order.created.strftime("%Y-%m-%d"),
        origination_time=order.created.strftime("%H:%M:%S"),
        time_reference_samples=order.start_sample,
        loudness=LoudnessFields()
        if said is None
        else LoudnessFields(
            integrated_lkfs=said.integrated_lkfs,
            loudness_range_lu=said.loudness_range_lu,
            max_true_peak_dbtp=said.max_true_peak_dbtp,
            max_momentary_lkfs=said.max_momentary_lkfs,
            max_short_term_lkfs=said.max_short_term_lkfs,
        ),
        coding_history=f"A=PCM,F={first.sample_rate_hz},W={WORD_LENGTH_BITS},M={channels} channels,"
        f"T=mixgate {order.version}; ADM\r\n",
    )
