"""Compare: a dub against its original, a 2.0 against its 5.1, stems against their printmaster."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from mixgate import __version__
from mixgate.api.handed_in import as_paths
from mixgate.api.settings import RunSettings
from specs.errors import UsageError
from specs.vocabulary import parse_frame_rate, parse_layout
from validator.comparisons.relations import MixComparison, Relation
from validator.delivery.comparing import ComparisonOrder, compared_inputs, load_comparison

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from mixgate.api.handed_in import AnyPath


class ComparedWords(TypedDict, total=False):
    """What is stated about mixes that are compared; each may be left out or None."""

    relation: Relation | str | None
    picture_rate: str | float | Fraction | None
    layout: str | None
    dialogue: AnyPath | None


def compare(
    mix: AnyPath | MixComparison,
    partner: AnyPath | Sequence[AnyPath] = (),
    *,
    stems: Sequence[AnyPath] = (),
    settings: RunSettings | None = None,
    **stated: Unpack[ComparedWords],
) -> MixComparison:
    """Hold a mix against what it belongs to.

    Args:
        mix: The dub, the 2.0 or the printmaster: a file, or a folder with one mono set. Or a comparison that was saved,
            which is returned as it is.
        partner: The original, or the 5.1; several are stems of a printmaster, told by their names.
        stems: The stems of a printmaster; then there is no partner.
        settings: How progress is shown; None for not at all.
        stated: `relation`: `dub`, `fold-down` or `stems`; names and form say it where it is left out. `picture_rate`:
            pictures per second, to say offsets in frames. `layout`: what the channels are, where a header does not say.
            `dialogue`: the dialogue stem of the original, to search an M&E or a dub for its lines.

    Returns:
        `agreement`: agrees, differs or cannot-tell; `cause`; `segments` with offset, drift, speed and pitch, and more.

    Raises:
        UsageError: Too few or too many mixes, or an argument that is none.
        MediaError: A file cannot be read.
    """
    if isinstance(mix, MixComparison):
        return mix
    paths = [*as_paths(mix), *as_paths(partner)]
    dialogue = stated.get("dialogue")
    if len(paths) == 1 and not stems and dialogue is None and paths[0].suffix.lower() == ".json":
        return load_comparison(paths[0])
    layout, picture_rate = stated.get("layout"), stated.get("picture_rate")
    order = ComparisonOrder(
        inputs=paths,
        stems=tuple(map(Path, stems)),
        dialogue=None if dialogue is None else Path(dialogue),
        relation=_relation(stated.get("relation")),
        layout=None if layout is None else parse_layout(layout),
        picture_rate=None if picture_rate is None else str(parse_frame_rate(str(picture_rate))),
        version=__version__,
    )
    return compared_inputs(order, (settings or RunSettings()).show)


def _relation(word: Relation | str | None) -> Relation | None:
    if word is None:
        return None
    if word not in set(Relation):
        raise UsageError("There is no such relation.", found=str(word), expected=", ".join(Relation))
    return Relation(word)
