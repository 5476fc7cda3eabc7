"""The beds that a file is to have: each a mix that was handed in, of one rate, length and start with the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specs.errors import UsageError
from specs.timecode import timecode_to_samples
from specs.vocabulary import MixKind, parse_layout
from validator.containers.adm.build import BedContent
from validator.containers.adm.definitions import BED_LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from validator.audio.programme import Programme
    from validator.delivery.ingest.mixes import Mix

WORD_LENGTH_BITS: Final = 24
"""The file is written so; shorter words lose nothing. Atmos-profile ADM asks for it, and no receiver for more."""

_CONTENT: Final = {
    MixKind.PRINTMASTER: ("Main", BedContent.COMPLETE_MAIN),
    MixKind.DIALOGUE: ("Dialogue", BedContent.DIALOGUE),
    MixKind.ME: ("M&E", BedContent.MUSIC_AND_EFFECTS),
    MixKind.MUSIC: ("Music", BedContent.MUSIC),
    MixKind.EFFECTS: ("Effects", BedContent.EFFECTS),
    MixKind.AUDIO_DESCRIPTION: ("Audio Description", BedContent.AUDIO_DESCRIPTION),
}
"""Kind of mix: the name of its bed, and what its content says. Other kinds are main mixes of their own name."""

MONO: Final = "1.0"
"""What a moving object and a single channel are: one channel, of no place among loudspeakers."""

WITHOUT_LANGUAGE: Final = frozenset({MixKind.ME, MixKind.MUSIC, MixKind.EFFECTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class BedSource:
    """One bed, and the mix that it is made of.

    Attributes:
        name: Of the bed, unlike that of any other.
        layout: 2.0, 5.1, 7.1, 5.1.4, 7.1.2 or 7.1.4.
        places: For each channel of the bed, in its order, the channel of the mix that goes there, from 0.
        language: BCP 47 tag; None for what has none.
    """

    mix: Mix
    programme: Programme
    name: str
    layout: str
    content: BedContent
    language: str | None
    places: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """True for a mix that is heard alone, and not as a part of another."""
        return self.content in (BedContent.COMPLETE_MAIN, BedContent.AUDIO_DESCRIPTION)


def bed_sources(mixes: Sequence[Mix], *, mono: bool = False) -> tuple[BedSource, ...]:
    """Open every mix and return the beds, in the order of the mixes.

    Args:
        mixes: The mixes.
        mono: True where a mix of one channel is taken as well: for a moving object or a channel of a master.

    Raises:
        MediaError: One cannot be read.
        UsageError: A layout that no bed has or that nothing says, samples that 24 bits do not hold, or a sample rate,
            length or start that is not that of the first; with the figures.
    """
    if not mixes:
        raise UsageError("An ADM file needs a mix at least.", code="package.no-mix")
    found: list[BedSource] = []
    for mix in mixes:
        found.append(_source(mix, mix.open(), {one.name for one in found}, mono=mono))
    _refuse_difference(found, "sample rate", lambda one: one.programme.sample_rate_hz, "Hz")
    _refuse_difference(found, "length", lambda one: one.programme.sample_count, "samples")
    _refuse_difference(
        [one for one in found if _own_start(one) is not None], "start", lambda one: _own_start(one) or 0, "samples"
    )
    return tuple(found)


def start_sample(sources: Sequence[BedSource]) -> int:
    """First sample since midnight: as the files say it, else as the start timecode is stated; 0 where nobody says."""
    own = next((start for one in sources if (start := _own_start(one)) is not None), None)
    if own is not None:
        return own
    for one in sources:
        facts = one.mix.statement.programme
        if facts.start_timecode is not None and facts.frame_rate is not None:
            return timecode_to_samples(facts.start_timecode, facts.frame_rate, one.programme.sample_rate_hz)
    return 0


def _own_start(one: BedSource) -> int | None:
    return one.programme.files[0].start_sample


def _source(mix: Mix, programme: Programme, taken: set[str], *, mono: bool) -> BedSource:
    layout = programme.layout
    known = (*BED_LAYOUTS, MONO) if mono else tuple(BED_LAYOUTS)
    if layout is None or layout.soundfield not in known:
        raise UsageError(
            "No bed has this layout.",
            where=mix.path,
            found="nothing says it" if layout is None else layout.name,
            expected="one of " + " ".join(known),
            next_step="State the layout, or deliver a mix in one of these.",
            code="package.no-bed-for-layout",
        )
    for facts in programme.files:
        if facts.sample_format.is_float or facts.valid_bits > WORD_LENGTH_BITS:
            raise UsageError(
                "The samples of an ADM file have 24 bits, and these have more.",
                where=str(mix.path),
                found=f"{facts.valid_bits} bits{', floating point' if facts.sample_format.is_float else ''}",
                expected="16 or 24 bits",
                next_step="Convert the word length first.",
                code="package.word-length",
            )
    stated = mix.statement
    name, content = _CONTENT.get(stated.kind, (stated.kind.value.capitalize(), BedContent.COMPLETE_MAIN))
    language = None if stated.kind in WITHOUT_LANGUAGE else stated.language
    wanted = parse_layout(layout.soundfield).labels
    return BedSource(
        mix=mix,
        programme=programme,
        name=_free_name(name, language, layout.soundfield, taken),
        layout=layout.soundfield,
        content=content,
        language=language,
        places=tuple(layout.labels.index(label) for label in wanted),
    )


def _free_name(name: str, language: str | None, layout: str, taken: set[str]) -> str:
    """The plain name, or with language, with layout, with a number behind it, whichever is free first."""
    wordy = f"{name} {language}" if language else name
    tries = [name, wordy, f"{wordy} {layout}", *(f"{wordy} {number}" for number in range(2, len(taken) + 3))]
    return next(one for one in tries if one not in taken)


def _refuse_difference(sources: Sequence[BedSource], what: str, value: Callable[[BedSource], int], unit: str) -> None:
    if not sources:
        return
    counted = Counter(map(value, sources))
    if len(counted) == 1:
        return
    raise UsageError(
        f"The mixes of one ADM file have one {what}.",
        found="; ".join(f"{one.mix.path}: {value(one)} {unit}" for one in sources),
        expected=f"{counted.most_common(1)[0][0]} {unit} in each",
        next_step="Export them again from one session, or correct those that differ.",
        code="package.beds-differ",
    )
