"""Holds the mixes of a run against their partners, each read at most once more for it, however many partners it has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from specs.errors import ToolError
from specs.vocabulary import MixKind
from validator.delivery.consistency.bed_separation import lines_in_beds
from validator.delivery.ingest.partners import Partners, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from validator.audio.programme import Programme
    from validator.comparisons.compare import Comparing
    from validator.comparisons.reading.reductions import ComparedProgramme
    from validator.comparisons.relations import MixComparison
    from validator.delivery.ingest.mixes import Mix
    from validator.delivery.ingest.partners import MixPartners
    from validator.progress import Show


class RunComparisons:
    """The comparisons of a run.

    Thirty dubs, their original and its M&E are 31 maps: each dub is read once and forgotten, the original is read once
    and its reduction kept while a mix that is still to come needs it.

    Args:
        mixes: Everything that is measured in the run.
        originals: The original's mixes from elsewhere, which are only compared with.
    """

    def __init__(self, mixes: Sequence[Mix], originals: Sequence[Mix] = ()) -> None:
        self._partners = Partners(mixes, originals)
        self._maps = self._partners.maps_of_each(mixes)
        self._comparing: Comparing | None = None

    def of(self, mix: Mix, programme: Programme, *, version: str, show: Show) -> tuple[MixComparison, ...]:
        """Hold a mix against each of its partners; a partner that cannot be read is left out.

        Args:
            mix: The mix.
            programme: The same, opened.
            version: Of mixgate.
            show: Begins a progress line for a name and a number of samples, and returns what moves it.

        """
        partners = self._partners.of(mix)
        of_beds = None if _searched(partners) else lines_in_beds(mix, programme, version)
        beds = () if of_beds is None else (of_beds,)
        if partners.programme is not None:
            re_render = _attempt_re_render(mix, programme, partners.programme, version)
            beds = (*beds, *(() if re_render is None else (re_render,)))
        if not partners.mapped and not partners.stems:
            return beds
        comparing = self._run(version, show)
        comparing = comparing.at_rate(mix.statement.programme.picture_rate)
        subject = _compared(mix, programme)
        found: list[MixComparison | None] = []
        if partners.original is not None:
            dialogue = _opened_or_none(partners.dialogue)
            found.append(_attempt(partial(comparing.with_original, dialogue=dialogue), subject, partners.original))
        if partners.surround is not None:
            found.append(_attempt(comparing.with_surround, subject, partners.surround))
        if partners.stems:
            dialogue = _opened_or_none(partners.dialogue)
            found.append(_attempt_stems(comparing, subject, partners.stems, dialogue))
        return (*(one for one in found if one is not None), *beds)

    def give_up(self, mix: Mix) -> None:
        """Forget what a mix would have needed: it cannot be measured."""
        for partner in self._partners.of(mix).mapped:
            for side in (mix, partner):
                self._maps[key_of(side)] -= 1
                if self._comparing is not None:
                    self._comparing.reductions.give_up(key_of(side))

    def _run(self, version: str, show: Show) -> Comparing:
        from validator.comparisons.compare import Comparing
        from validator.comparisons.reading.reductions import Reductions

        if self._comparing is None:
            self._comparing = Comparing(version=version, reductions=Reductions(show, self._maps))
        return self._comparing


def _searched(partners: MixPartners) -> bool:
    """Tell whether the stems of a mix are searched for its lines, so that its beds need not be."""
    return any(one.statement.kind in {MixKind.MUSIC, MixKind.EFFECTS} for one in partners.stems)


def _attempt(
    compare: Callable[[ComparedProgramme, ComparedProgramme], MixComparison], subject: ComparedProgramme, partner: Mix
) -> MixComparison | None:
    """Compare two mixes; None where the partner cannot be read, which its own verdict says."""
    try:
        return compare(subject, _compared(partner, partner.open()))
    except ToolError:
        return None


def _attempt_re_render(mix: Mix, programme: Programme, partner: Mix, version: str) -> MixComparison | None:
    """Compare a mix with the render of a programme; None where that cannot be rendered, which its own verdict says."""
    from validator.audio.adm_render import open_render
    from validator.comparisons.compare import compared_mix
    from validator.comparisons.re_render.re_rendered import compared_re_render

    part = partner.statement.part
    if part is None or part.programme_id is None or programme.layout is None:
        return None
    try:
        scene = open_render(partner.paths[0], part.programme_id)
        return compared_re_render(
            _compared(mix, programme),
            compared_mix(scene, partner.statement, partner.name),
            scene,
            version=version,
            picture_rate=mix.statement.programme.picture_rate,
        )
    except ToolError:
        return None


def _opened_or_none(mix: Mix | None) -> ComparedProgramme | None:
    """Open a mix that helps; None where it is not there, or cannot be read, which its own verdict says."""
    if mix is None:
        return None
    try:
        return _compared(mix, mix.open())
    except ToolError:
        return None


def _attempt_stems(
    comparing: Comparing, subject: ComparedProgramme, stems: Sequence[Mix], dialogue: ComparedProgramme | None
) -> MixComparison | None:
    """Compare a mix with its stems; None where one of them cannot be read."""
    try:
        return comparing.with_stems(subject, [_compared(stem, stem.open()) for stem in stems], dialogue)
    except ToolError:
        return None


def _compared(mix: Mix, programme: Programme) -> ComparedProgramme:
    from validator.comparisons.compare import compared_mix
    from validator.comparisons.reading.reductions import ComparedProgramme

    return ComparedProgramme(programme=programme, mix=compared_mix(programme, mix.statement, mix.name), key=key_of(mix))
