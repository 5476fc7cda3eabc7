"""Mixes on their way into an IMF package: what each is, and its sound in the order of the soundfield."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from packager.formats.imf.dubbed import fitted_length
from packager.formats.imf.one_sound import refuse_one_sound_as_two_languages
from packager.formats.packaged_inputs import packaged_inputs
from specs.errors import RefusedError, UsageError
from specs.vocabulary import LAYOUTS, MixKind
from validator.audio.programme import DEFAULT_BLOCK_SAMPLES
from validator.containers.mxf.mca import SOUNDFIELD_BY_LAYOUT
from validator.containers.mxf.track_file import SAMPLE_RATES_HZ, WORD_LENGTH_BITS
from validator.delivery.ingest.imf_mixes import CONTENT_KINDS_OF_MIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from packager.formats.orders import PackageOrder
    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.containers.imf.composition import Composition
    from validator.delivery.ingest.mixes import Mix

_WITHOUT_LANGUAGE: Final = frozenset({MixKind.ME, MixKind.MUSIC, MixKind.EFFECTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dub:
    """A mix that becomes a track file.

    Attributes:
        mix: As it was handed in.
        programme: Its sound.
        layout: In the order in which the track file holds it.
        columns: Where each of these channels is in the programme.
        language: None for sound without speech.
    """

    mix: Mix
    programme: Programme
    layout: Layout
    columns: tuple[int, ...]
    language: str | None

    @property
    def soundfield(self) -> str:
        """Symbol of its soundfield group, such as `sg51`."""
        return SOUNDFIELD_BY_LAYOUT[self.layout.name][0]

    @property
    def content_kind(self) -> str:
        """Symbol of its kind of content, such as `PRM`."""
        return CONTENT_KINDS_OF_MIXES.get(self.mix.statement.kind, "PRM")

    def sample_count(self, composition: Composition, permitted: frozenset[str]) -> int:
        """How many samples it has in a package of the composition.

        Raises:
            RefusedError: As `fitted_length`.
        """
        rate, name = self.programme.sample_rate_hz, self.mix.name
        return fitted_length(composition, self.programme.sample_count, rate, permitted=permitted, where=name)

    def blocks(self, sample_count: int, moved: Callable[[int], None]) -> Iterator[NDArray[np.floating]]:
        """Yield its sound, ended at a count of samples, or with silence up to it."""
        done = 0
        for block in self.programme.blocks(block_samples=DEFAULT_BLOCK_SAMPLES):
            piece = block[: sample_count - done, list(self.columns)]
            done += len(piece)
            if len(piece):
                yield piece
            moved(done)
        while done < sample_count:
            count = min(DEFAULT_BLOCK_SAMPLES, sample_count - done)
            done += count
            yield np.zeros((count, len(self.columns)))


def dubs_of(order: PackageOrder) -> list[Dub]:
    """Return the mixes that were handed in.

    Raises:
        UsageError: No mix, or one without layout or language.
        RefusedError: A layout or a form that IMF does not take, or one sound as two languages.
        MediaError: A source cannot be read.
    """
    found = packaged_inputs(order)
    if not found.mixes:
        raise UsageError("There is no mix to be packaged.", expected="sound files")
    dubs = [_dub(mix) for mix in found.mixes]
    _refuse_alike(dubs)
    if not order.allow_rejected:
        refuse_one_sound_as_two_languages(found.mixes)
    return dubs


def _refuse_alike(dubs: Sequence[Dub]) -> None:
    """Refuse two mixes that nothing in the package would tell apart: one given twice, or one under two names.

    Raises:
        UsageError: Two have the same language, soundfield and kind.
    """
    first: dict[tuple[str | None, str, MixKind], Dub] = {}
    for dub in dubs:
        key = (dub.language, dub.soundfield, dub.mix.statement.kind)
        other = first.setdefault(key, dub)
        if other is not dub:
            raise UsageError(
                "Two mixes have the same language, soundfield and kind, so that nothing would tell them apart.",
                where=dub.mix.path,
                found=f"{dub.mix.statement.kind} {dub.soundfield} {dub.language or 'without language'}, "
                f"as {other.mix.path}",
                next_step="State what each of them is, or package one of them.",
            )


def _dub(mix: Mix) -> Dub:
    programme, language = mix.open(), mix.statement.language
    if language is None and mix.statement.kind not in _WITHOUT_LANGUAGE:
        raise UsageError("Nobody states the language of the mix.", where=mix.name, expected="a tag such as fr-FR")
    layout = _layout(programme, mix.name)
    if programme.sample_rate_hz not in SAMPLE_RATES_HZ:
        raise RefusedError(
            "A track file cannot have this sample rate, and nothing is converted in silence.",
            where=mix.name,
            found=f"{programme.sample_rate_hz} Hz",
            expected=" or ".join(f"{rate} Hz" for rate in SAMPLE_RATES_HZ),
            next_step="Make a file of another sample rate first.",
        )
    for facts in programme.files:
        if facts.sample_format.is_float or facts.valid_bits > WORD_LENGTH_BITS:
            raise RefusedError(
                "A track file holds integers of 24 bits, and nothing is rounded in silence.",
                where=facts.name,
                found="floating point" if facts.sample_format.is_float else f"{facts.valid_bits} bits",
                next_step="Make a file of 24 bits first.",
            )
    labels = programme.layout.labels if programme.layout is not None else ()
    columns = tuple(labels.index(label) for label in layout.labels)
    return Dub(mix=mix, programme=programme, layout=layout, columns=columns, language=language)


def _layout(programme: Programme, name: str) -> Layout:
    """The layout of IMF that has the channels of a programme, whatever their order."""
    if programme.layout is None:
        raise UsageError("Nobody states the layout of the mix.", where=name, found=programme.layout_from)
    labels = programme.layout.labels
    layout = next((LAYOUTS[one] for one in SOUNDFIELD_BY_LAYOUT if set(LAYOUTS[one].labels) == {*labels}), None)
    if layout is None or len(layout.labels) != len(labels):
        raise RefusedError(
            "There is no soundfield for this layout.",
            where=name,
            found=" ".join(labels),
            expected="one of " + " ".join(SOUNDFIELD_BY_LAYOUT),
        )
    return layout
