"""Which mixes of a delivery belong together, by what is stated of them: nothing is opened here.

| a mix                                             | is held against                                               |
|---------------------------------------------------|---------------------------------------------------------------|
| dub, voice-over, audio description                | the original's mix; its M&E where the delivery has no original |
| M&E, dub                                          | also the dialogue stem of the original                        |
| 2.0 or Lt/Rt                                      | the surround mix of its kind, language and version             |
| 5.1 or 7.1.4                                      | the ADM programme of its language and version, rendered       |
| mix with its dialogue, music and effects stems    | the sum of these; else of dialogue stem and M&E                |

Reels are held against the same reel, and episodes against the same episode. Of several that fit as well, versions at
another speed or of another cut, the one whose name has most words in common is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from specs.real_path import real_path
from specs.statements.statement import are_of_one_episode
from specs.vocabulary import MixKind, Version, parse_layout
from validator.meters.fold_down import fold_down_matrix
from validator.names.shared_words import shared_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from specs.statements.statement import Statement
    from validator.delivery.ingest.mixes import Mix

STEREO: Final = frozenset({"2.0", "LtRt"})
_USUAL: Final = "5.1"
_RE_RENDERED: Final = frozenset({"5.1", "7.1.4"})
_WHOLE: Final = frozenset({MixKind.PRINTMASTER, MixKind.AUDIO_DESCRIPTION})
_FOLDED: Final = frozenset({MixKind.PRINTMASTER, MixKind.ME})


@dataclass(frozen=True, slots=True, kw_only=True)
class MixPartners:
    """What one mix is held against.

    Attributes:
        original: The original's mix, or the M&E where there is none; None where it is compared with neither.
        surround: The surround mix that a 2.0 is made of.
        stems: The parts that add up to it; empty where not all are there.
        dialogue: The dialogue stem of the original, to search an M&E or a dub for its lines.
        programme: The ADM programme that a mix in 5.1 or 7.1.4 should be a render of.
    """

    original: Mix | None = None
    surround: Mix | None = None
    stems: tuple[Mix, ...] = ()
    dialogue: Mix | None = None
    programme: Mix | None = None

    @property
    def mapped(self) -> tuple[Mix, ...]:
        """The mixes against which it is drawn on a map, for which both are read as a whole."""
        return tuple(mix for mix in (self.original, self.surround) if mix is not None)


NO_PARTNERS: Final = MixPartners()

MixKey = tuple[str, tuple[Path, ...]]
"""What tells a mix from others of a run, also where it is made anew with other names beside it: its place and files."""


def key_of(mix: Mix) -> MixKey:
    """Return what tells a mix from the others of a run."""
    return mix.path, mix.paths


class Partners:
    """The partners of every mix of a run.

    Args:
        mixes: Of one delivery or several; a mix that belongs to none has no partner.
        originals: The original's mixes where they come from elsewhere: from the package that a dub's package refers to.
    """

    def __init__(self, mixes: Sequence[Mix], originals: Sequence[Mix] = ()) -> None:
        self._found: dict[MixKey, MixPartners] = {}
        for delivery in _deliveries(mixes):
            soundfields = _soundfields(delivery)
            for mix in delivery:
                self._found[key_of(mix)] = _partners(mix, delivery, soundfields)
        elsewhere = {mix.path: mix.as_companion().soundfield for mix in originals}
        for mix in mixes if originals else ():
            original = _nearest(_originals(mix.statement, originals), elsewhere, mix.as_companion().soundfield)
            self._found[key_of(mix)] = replace(self.of(mix), original=self.of(mix).original or original)

    def of(self, mix: Mix) -> MixPartners:
        """Return what a mix is held against."""
        return self._found.get(key_of(mix), NO_PARTNERS)

    def maps_of_each(self, mixes: Sequence[Mix]) -> Counter[MixKey]:
        """Return how many maps each mix is needed for, as subject or as partner, by its key."""
        needed: Counter[MixKey] = Counter()
        for mix in mixes:
            for partner in self.of(mix).mapped:
                needed.update((key_of(mix), key_of(partner)))
        return needed


def _deliveries(mixes: Sequence[Mix]) -> Iterator[Sequence[Mix]]:
    """Mixes that know each other; episodes whose files have the same names are told apart by their folders."""
    groups: dict[frozenset[str], list[Mix]] = defaultdict(list)
    for mix in mixes:
        others = mix.statement.companions
        if others:
            groups[frozenset({mix.path, *(other.path or other.name for other in others)})].append(mix)
    for group in groups.values():
        if len({mix.path for mix in group}) == len(group):
            yield group
            continue
        by_folder: dict[Path, list[Mix]] = defaultdict(list)
        for mix in group:
            by_folder[_root(mix)].append(mix)
        yield from by_folder.values()


def _root(mix: Mix) -> Path:
    """The folder of the delivery: that of the file without what its place says."""
    folder = real_path(min(mix.paths).parent)
    for _ in PurePosixPath(mix.path).parts[1:]:
        folder = folder.parent
    return folder


def _soundfields(delivery: Sequence[Mix]) -> dict[str, str | None]:
    """The soundfield of every mix by its place, as the others know it."""
    known = {other.path or other.name: other.soundfield for mix in delivery for other in mix.statement.companions or ()}
    return {mix.path: known.get(mix.path) for mix in delivery}


def _partners(mix: Mix, delivery: Sequence[Mix], soundfields: dict[str, str | None]) -> MixPartners:
    stated, own = mix.statement, soundfields[mix.path]
    reel = [other for other in delivery if other is not mix and _is_beside(other, stated)]
    reel.sort(key=lambda other: (other.statement.episode != stated.episode, -shared_words(other.path, mix.path)))

    surrounds = [other for other in reel if _is_surround_of(other, mix, soundfields)]
    original = _nearest(_originals(stated, reel), soundfields, own)
    return MixPartners(
        original=original,
        dialogue=None if original is None else _dialogue_of(original, mix, reel, soundfields),
        surround=_nearest(surrounds, soundfields, own),
        programme=_programme_of(mix, reel) if own in _RE_RENDERED else None,
        stems=_stems(mix, [other for other in reel if own is not None and soundfields[other.path] == own]),
    )


def _is_beside(other: Mix, stated: Statement) -> bool:
    own = other.statement
    return own.reel == stated.reel and are_of_one_episode(own.episode, stated.episode)


def _programme_of(mix: Mix, others: Sequence[Mix]) -> Mix | None:
    """The ADM programme that a mix of the same language and version should be made of; None where there are several.

    Many masters state no language: the one programme of a delivery is that of the mix then.
    """
    ours = mix.statement
    if ours.kind is not MixKind.PRINTMASTER or _is_programme(mix):
        return None
    programmes = [other for other in others if other.statement.kind is MixKind.PRINTMASTER and _is_programme(other)]

    def alike(other: Mix) -> bool:
        theirs = other.statement
        pairs = ((ours.language, theirs.language), (ours.version, theirs.version))
        return all(one == another or None in {one, another} for one, another in pairs)

    found = [other for other in programmes if alike(other)]
    exact = [other for other in found if other.statement.language == ours.language]
    chosen = exact or found
    return chosen[0] if len(chosen) == 1 else None


def _is_programme(mix: Mix) -> bool:
    part = mix.statement.part
    return part is not None and part.programme_id is not None and not part.object_ids


def _dialogue_of(original: Mix, mix: Mix, others: Sequence[Mix], soundfields: dict[str, str | None]) -> Mix | None:
    """The dialogue stem of the original, in the soundfield of its mix; for an M&E and for a dub."""
    is_dub = mix.statement.kind is MixKind.PRINTMASTER and original.statement.version is Version.ORIGINAL
    if mix.statement.kind is not MixKind.ME and not is_dub:
        return None
    found = [
        other
        for other in others
        if other.statement.kind is MixKind.DIALOGUE
        and other.statement.language == original.statement.language
        and soundfields[other.path] == soundfields[original.path]
    ]
    return found[0] if found else None


def _nearest(found: Sequence[Mix], soundfields: dict[str, str | None], own: str | None) -> Mix | None:
    return min(found, key=lambda other: _distance(soundfields[other.path], own), default=None)


def _distance(soundfield: str | None, wanted: str | None) -> int:
    """The same soundfield first, then 5.1, then any other."""
    return 0 if soundfield == wanted else 1 if soundfield == _USUAL else 2


def _originals(stated: Statement, others: Sequence[Mix]) -> list[Mix]:
    """What a mix is held against to see where it lies; empty where it is the original, or nobody says what it is."""
    is_dub = stated.kind in _WHOLE and stated.version not in {None, Version.ORIGINAL}
    is_described = stated.kind is MixKind.AUDIO_DESCRIPTION
    if not (is_dub or is_described or stated.kind is MixKind.ME):
        return []
    originals = [
        other
        for other in others
        if other.statement.kind is MixKind.PRINTMASTER and other.statement.version is Version.ORIGINAL
    ]
    if originals or not is_dub:
        return originals
    return [other for other in others if other.statement.kind is MixKind.ME]


def _is_surround_of(other: Mix, mix: Mix, soundfields: dict[str, str | None]) -> bool:
    ours, theirs, soundfield = mix.statement, other.statement, soundfields[other.path]
    alike = (ours.kind, ours.language, ours.version) == (theirs.kind, theirs.language, theirs.version)
    if not alike or ours.kind not in _FOLDED or soundfields[mix.path] not in STEREO or soundfield is None:
        return False
    layout = parse_layout(soundfield)
    return len(layout.labels) > len(parse_layout("2.0").labels) and fold_down_matrix(layout) is not None


def _stems(mix: Mix, others: Sequence[Mix]) -> tuple[Mix, ...]:
    """Dialogue, music and effects of a mix, else its dialogue and the M&E; empty where neither set is whole."""
    if mix.statement.kind is not MixKind.PRINTMASTER:
        return ()
    language = mix.statement.language

    def part(kind: MixKind) -> Mix | None:
        """The stem of the language of the mix; music, effects and M&E without language serve all."""
        languages = (language,) if kind is MixKind.DIALOGUE else (language, None)
        found = [one for one in others if one.statement.kind is kind and one.statement.language in languages]
        return min(found, key=lambda one: one.statement.language != language, default=None)

    for kinds in ((MixKind.DIALOGUE, MixKind.MUSIC, MixKind.EFFECTS), (MixKind.DIALOGUE, MixKind.ME)):
        found = tuple(one for kind in kinds if (one := part(kind)) is not None)
        if len(found) == len(kinds):
            return found
    return ()
