"""What a second pass has to measure so that sheets can be judged: the judge knows the sheets, the ear does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specs.requirements.dialogue import DialogueToBackground
from specs.requirements.peaks import QuasiPeak
from specs.requirements.signal import FoldDownLoudness, FoldDownTruePeak, LfeBand
from validator.second_pass.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.loader import LoadedSheet
    from specs.requirements import AnyRequirement
    from specs.vocabulary import MixKind
    from validator.measuring.measure import MeasureOptions
    from validator.second_pass.wanted import FoldDownName


def with_needs(options: MeasureOptions, kind: MixKind, sheets: Sequence[LoadedSheet]) -> MeasureOptions:
    """Return how to measure a mix so that every demand of the sheets on such a mix can be judged.

    Args:
        options: How to measure otherwise; what it wants is kept.
        kind: What the mix is.
        sheets: The sheets it will be held against.
    """
    demands = list(_demands(kind, sheets))
    asked = options.wanted or Wanted()
    wanted = replace(
        asked,
        fold_downs=asked.fold_downs | {name for demand in demands if (name := _rendered(demand)) is not None},
        quasi_peaks=asked.quasi_peaks | {demand.meter for demand in demands if isinstance(demand, QuasiPeak)},
        lfe_bands=asked.lfe_bands or any(isinstance(demand, LfeBand) for demand in demands),
    )
    background = options.background or any(isinstance(demand, DialogueToBackground) for demand in demands)
    if wanted == Wanted() and background == options.background:
        return options
    return replace(options, wanted=options.wanted if wanted == Wanted() else wanted, background=background)


def _demands(kind: MixKind, sheets: Sequence[LoadedSheet]) -> Iterator[AnyRequirement]:
    for loaded in sheets:
        for deliverable in loaded.sheet.deliverables.values():
            if kind in deliverable.mix_kinds:
                yield from deliverable.requirements


def _rendered(demand: AnyRequirement) -> FoldDownName | None:
    """The fold-down that a demand needs rendered; the loudness of Lo/Ro and mono follows from the first pass."""
    if isinstance(demand, FoldDownTruePeak):
        return demand.fold_down
    if isinstance(demand, FoldDownLoudness) and demand.fold_down == "LtRt":
        return demand.fold_down
    return None
