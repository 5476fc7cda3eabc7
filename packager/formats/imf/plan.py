"""Which compositions a package is to have: what each is made of, what goes, what is carried over as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packager.formats.imf.pictured import picture_composition
from specs.errors import MediaError, RefusedError, UsageError
from validator.containers.imf.composition import AUDIO_SEQUENCE
from validator.containers.imf.package import read_imf_package
from validator.containers.imf.picture import read_picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from packager.formats.imf.dubs import Dub
    from packager.formats.orders import PackageOrder
    from validator.containers.imf.composition import Composition
    from validator.containers.imf.output_profile import OutputProfile
    from validator.containers.imf.package import ImfPackage, PackageDocument
    from validator.containers.imf.picture import PictureFile


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedComposition:
    """A composition to be made.

    Attributes:
        original: What it is made of.
        dubs: The new sound, one virtual track each.
        kept_tracks: Virtual tracks of sound of the original that stay.
    """

    original: Composition
    dubs: tuple[Dub, ...]
    kept_tracks: frozenset[UUID] = frozenset()

    @property
    def language(self) -> str | None:
        """Of its new sound; None where that holds no speech."""
        return next((one.language for one in self.dubs if one.language is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImfPlan:
    """A package to be made.

    Attributes:
        compositions: Those to be made.
        carried: Those to be copied as they are.
        carried_profiles: Output profile lists to be copied: those of compositions that are carried.
        sources: Packages whose track files are copied where a composition plays them.
        ancestors: Packages that may be referred to.
        picture: A picture track file that is played and copied; None where an original has it.
    """

    compositions: tuple[PlannedComposition, ...]
    carried: tuple[PackageDocument[Composition], ...] = ()
    carried_profiles: tuple[PackageDocument[OutputProfile], ...] = ()
    sources: tuple[ImfPackage, ...] = ()
    ancestors: tuple[ImfPackage, ...] = ()
    picture: PictureFile | None = None


def plan_of(order: PackageOrder, dubs: Sequence[Dub]) -> ImfPlan:
    """Return what is to be made of the mixes.

    | given                    | each composition is made of                            | what is copied           |
    |--------------------------|--------------------------------------------------------|--------------------------|
    | an original              | its composition, for each language one                 | nothing                  |
    | ... and to be complete   | the same                                               | picture, text and so on  |
    | ... and one to replace   | that of the replaced package which plays such a track  | what stays of that       |
    | a picture track file     | one with this picture and nothing else                 | the picture              |

    Raises:
        UsageError: Neither an original nor a picture, a composition that is not clear, or nothing to be replaced.
        MediaError: A package cannot be read.
    """
    choices = order.imf
    if choices.picture is not None:
        return _of_picture(order, dubs)
    if order.ancestor is None:
        raise UsageError(
            "An IMF package needs a picture to play.",
            next_step="Name the original package, or a picture track file.",
            code="package.no-picture",
        )
    original = read_imf_package(order.ancestor, with_digests=False)
    if choices.replacing is not None:
        replaced = read_imf_package(choices.replacing, ancestors=(original,), with_digests=False)
        compositions, carried = _replaced(replaced, dubs, choices.composition)
        sources = (replaced, original) if choices.complete else (replaced,)
        return ImfPlan(
            compositions=compositions,
            carried=carried,
            carried_profiles=_profiles_of(replaced, carried),
            sources=sources,
            ancestors=(original,),
        )
    composition = chosen_composition(original, choices.composition)
    languages = dict.fromkeys(dub.language for dub in dubs)
    return ImfPlan(
        compositions=tuple(
            PlannedComposition(original=composition, dubs=tuple(one for one in dubs if one.language == language))
            for language in languages
        ),
        sources=(original,) if choices.complete else (),
        ancestors=(original,),
    )


def _of_picture(order: PackageOrder, dubs: Sequence[Dub]) -> ImfPlan:
    """A composition for each language, which plays a picture track file from its first frame to its last."""
    choices = order.imf
    if order.ancestor is not None or choices.replacing is not None or choices.picture is None:
        raise UsageError("A package plays the picture of an original, or a picture track file, and not both.")
    if order.title is None:
        raise UsageError(
            "Nobody states the title of the composition.", expected="a title", code="package.title-missing"
        )
    picture = read_picture(choices.picture)
    original = picture_composition(picture, order.title, order.created.isoformat().replace("+00:00", "Z"))
    languages = dict.fromkeys(dub.language for dub in dubs)
    return ImfPlan(
        compositions=tuple(
            PlannedComposition(original=original, dubs=tuple(one for one in dubs if one.language == language))
            for language in languages
        ),
        picture=picture,
    )


def refuse_what_is_nowhere(plan: ImfPlan, left_out: frozenset[str]) -> None:
    """Refuse a plan before anything is written where a composition would play what is in no package that was given.

    Args:
        plan: What is to be made.
        left_out: Names of sequences that do not stay.

    Raises:
        RefusedError: The original is partial itself, its picture is missing or was not opened.
    """
    there = {
        asset_id
        for package in (*plan.sources, *plan.ancestors)
        for asset_id, file in package.files.items()
        if file.size_bytes is not None
    } | ({plan.picture.track_file_id} if plan.picture is not None else set())
    for planned in plan.compositions:
        missing = [
            str(resource.track_file_id)
            for segment in planned.original.segments
            for sequence in segment.sequences
            if sequence.name not in left_out
            and (sequence.name != AUDIO_SEQUENCE or sequence.track_id in planned.kept_tracks)
            for resource in sequence.resources
            if resource.track_file_id is not None and resource.track_file_id not in there
        ]
        if missing:
            raise RefusedError(
                "The composition plays files that are not in the original package.",
                found=", ".join(dict.fromkeys(missing)),
                next_step="Give the whole original package, with the files that this one refers to.",
                code="package.original-partial",
            )


def chosen_composition(package: ImfPackage, named: str | None) -> Composition:
    """Return a composition of a package: the one that is named, or its only one.

    Args:
        package: The package.
        named: Its id, file or title; None for the only one.

    Raises:
        UsageError: None or several fit; what there is is listed.
        MediaError: The package has none that can be read.
    """
    found = [one for one in package.compositions if one.content is not None]
    if not found:
        raise MediaError("The package has no composition that can be read.", where=str(package.folder))
    fitting = [one.content for one in found if one.content is not None and (named is None or _is_named(one, named))]
    if len(fitting) == 1:
        return fitting[0]
    raise UsageError(
        "It is not clear which composition of the package is meant.",
        where=str(package.folder),
        found=f"{len(fitting)} that fit" if named is None else f"{len(fitting)} called {named}",
        expected="one of " + "; ".join(_called(one) for one in found),
        next_step="Name one by its id, its file or its title.",
        code="package.which-composition",
    )


def _is_named(document: PackageDocument[Composition], named: str) -> bool:
    content = document.content
    title = None if content is None or content.content_title is None else content.content_title.text
    own = "" if content is None else str(content.id)
    return named.removeprefix("urn:uuid:").lower() == own or named in (document.path, title)


def _called(document: PackageDocument[Composition]) -> str:
    content = document.content
    title = content.content_title.text if content is not None and content.content_title is not None else "no title"
    return f"{content.id if content is not None else '-'} ({title})"


def _replaced(
    package: ImfPackage, dubs: Sequence[Dub], named: str | None
) -> tuple[tuple[PlannedComposition, ...], tuple[PackageDocument[Composition], ...]]:
    """Compositions in which the dubs replace tracks of their kind, and those that are carried over."""
    documents = [one for one in package.compositions if one.content is not None]
    new: dict[int, list[Dub]] = {}
    gone: dict[int, set[UUID]] = {}
    for dub in dubs:
        fitting = [
            (place, tracks)
            for place, one in enumerate(documents)
            if one.content is not None
            and (named is None or _is_named(one, named))
            and (tracks := _tracks_like(package, one.content, dub))
        ]
        if len(fitting) != 1:
            raise UsageError(
                "It is not clear which sound the mix replaces.",
                where=dub.mix.name,
                found=f"{len(fitting)} compositions with {dub.content_kind} {dub.soundfield} {dub.language or '-'}",
                expected="one; there is " + ("; ".join(_sounds(package, documents)) or "no sound"),
                next_step="Name the composition, or make a supplemental package of the mix.",
                code="package.which-composition",
            )
        ((place, tracks),) = fitting
        new.setdefault(place, []).append(dub)
        gone.setdefault(place, set()).update(tracks)
    planned = []
    for place, own in new.items():
        content = documents[place].content
        if content is not None:
            sound = {one.track_id for part in content.segments for one in part.sequences if one.name == AUDIO_SEQUENCE}
            kept = frozenset(one for one in sound if one is not None and one not in gone[place])
            planned.append(PlannedComposition(original=content, dubs=tuple(own), kept_tracks=kept))
    return tuple(planned), tuple(one for place, one in enumerate(documents) if place not in new)


def _profiles_of(
    package: ImfPackage, carried: Sequence[PackageDocument[Composition]]
) -> tuple[PackageDocument[OutputProfile], ...]:
    """The output profile lists of compositions that stay; that of a replaced one names what is no longer there."""
    stay = {one.content.id for one in carried if one.content is not None}
    return tuple(
        one for one in package.output_profiles if one.content is not None and one.content.composition_id in stay
    )


def _tracks_like(package: ImfPackage, composition: Composition, dub: Dub) -> list[UUID]:
    """Virtual tracks of the language, the soundfield and the kind of content of a mix."""
    wanted = (dub.language, dub.soundfield, dub.content_kind)
    return [track_id for track_id, labels in _labels(package, composition).items() if labels == wanted]


def _labels(package: ImfPackage, composition: Composition) -> dict[UUID, tuple[str | None, str | None, str | None]]:
    """Language, soundfield and kind of content of each virtual track whose files are at hand."""
    found = {}
    for track_id in composition.track_ids:
        for sequence in composition.track(track_id):
            for resource in sequence.resources[:1]:
                at = package.track_file(resource.track_file_id)
                if sequence.name == AUDIO_SEQUENCE and at is not None and at[1].file is not None:
                    for field_ in at[1].file.facts.soundfields[:1]:
                        found[track_id] = (field_.language, field_.symbol, field_.content_kind)
    return found


def _sounds(package: ImfPackage, documents: Sequence[PackageDocument[Composition]]) -> list[str]:
    found = [
        f"{one.path}: {kind or '-'} {symbol or '-'} {language or '-'}"
        for one in documents
        if one.content is not None
        for language, symbol, kind in _labels(package, one.content).values()
    ]
    return list(dict.fromkeys(found))
