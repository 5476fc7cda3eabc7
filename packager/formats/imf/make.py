"""Makes a supplemental IMF package of dubbed mixes: new track files and a composition that plays the original picture.

The package is staged beside its place, read again as any package, measured and judged, and renamed into its place.
Neither a source nor the original package is written to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from packager.fixity.problem import ProblemKind
from packager.formats.imf.dubbed import NewTrack, dubbed_composition, refuse_other_length
from packager.formats.imf.verify import problems_of, tracks_judged
from packager.formats.orders import InsideOrder
from packager.formats.packaged_inputs import packaged_inputs
from packager.staging import Stage
from specs.errors import RefusedError, UsageError
from specs.vocabulary import LAYOUTS, MixKind
from validator.audio.programme import DEFAULT_BLOCK_SAMPLES
from validator.containers.imf.asset_map import (
    ASSET_MAP_NAME,
    VOLUME_INDEX_NAME,
    AssetChunk,
    AssetMap,
    MappedAsset,
    build_asset_map,
    build_volume_index,
)
from validator.containers.imf.composition_builder import build_composition
from validator.containers.imf.namespaces import COMPOSITION_2013, PACKING_LIST_2007, PACKING_LIST_2016
from validator.containers.imf.package import read_imf_package
from validator.containers.imf.packing_list import (
    MXF_TYPE,
    XML_TYPE,
    PackedAsset,
    PackingList,
    build_packing_list,
)
from validator.containers.mxf.mca import SOUNDFIELD_BY_LAYOUT, SoundDescription
from validator.containers.mxf.track_file import WORD_LENGTH_BITS, TrackFile, Writer
from validator.containers.mxf.writer import write_track_file
from validator.delivery.imf_mixes import CONTENT_KINDS_OF_MIXES
from validator.delivery.imf_report import imf_report
from validator.delivery.judged import Judging
from validator.delivery.stated import Stated
from validator.progress import Show, unseen
from validator.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from packager.formats.orders import PackageOrder
    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.containers.imf.composition import Composition
    from validator.containers.imf.package import ImfPackage
    from validator.delivery.mixes import Mix
    from validator.report import NotJudged, Report

PRODUCT: Final = "mixgate"
PRODUCT_ID: Final = UUID("6f6a1f43-3c0e-4a37-9d6c-0a3c1f8e5b21")
"""The same for all versions of mixgate, and of nothing else: drawn once at random."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeImf:
    """A package that was made.

    Attributes:
        folder: Where it is.
        package_report: What holding it against itself and its original found.
        reports: On its sound, by each sheet.
        not_judged: What no sheet was held against.
    """

    folder: Path
    package_report: Report
    reports: tuple[Report, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the reports say; open where no sheet was held against a mix that one was named for."""
        open_ones = (Verdict.INCOMPLETE,) if self.not_judged else ()
        return (self.package_report.verdict, *(one.verdict for one in self.reports), *open_ones)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dub:
    """A mix that becomes a track file."""

    mix: Mix
    programme: Programme
    layout: Layout
    columns: tuple[int, ...]
    language: str | None


_WITHOUT_LANGUAGE: Final = frozenset({MixKind.ME, MixKind.MUSIC, MixKind.EFFECTS})


def make_imf(order: PackageOrder, target: Path, show: Show = unseen) -> MadeImf:
    """Make a supplemental package.

    Args:
        order: What is to be packaged, with the original package as `ancestor`.
        target: The folder that is to appear.
        show: Begins a progress line, and returns what moves it.

    Raises:
        UsageError: No original package, a mix without layout or language, or the folder exists.
        RefusedError: Another length than the original, a form that IMF does not take, or a mix that a sheet rejects.
        MediaError: A source cannot be read.
    """
    if order.ancestor is None:
        raise UsageError("A supplemental package needs the original package.", expected="the folder of the original")
    original = read_imf_package(order.ancestor, with_digests=False)
    composition = _only_composition(original)
    dubs = [_dub(mix) for mix in _mixes(order)]
    for dub in dubs:
        rate, name = dub.programme.sample_rate_hz, dub.mix.name
        refuse_other_length(composition, dub.programme.sample_count, rate, where=name)
    sources = [path for dub in dubs for path in dub.mix.paths]
    with Stage(target, sources) as stage:
        stage.place.mkdir()
        _write(stage.place, composition, dubs, order, show)
        made = _read_again(stage.place, original, order, show)
        stage.publish()
    return MadeImf(
        folder=stage.target,
        package_report=made.package_report,
        reports=made.reports,
        not_judged=made.not_judged,
    )


def _only_composition(original: ImfPackage) -> Composition:
    found = [one.content for one in original.compositions if one.content is not None]
    if len(found) != 1:
        raise UsageError(
            "The original package is to have one composition.",
            where=str(original.folder),
            found=f"{len(found)} that can be read",
            next_step="Name a package with the one that is dubbed.",
        )
    return found[0]


def _mixes(order: PackageOrder) -> list[Mix]:
    found = packaged_inputs(order)
    if not found.mixes:
        raise UsageError("There is no mix to be packaged.", expected="sound files")
    return found.mixes


def _dub(mix: Mix) -> _Dub:
    programme, language = mix.open(), mix.statement.language
    if language is None and mix.statement.kind not in _WITHOUT_LANGUAGE:
        raise UsageError("Nobody states the language of the mix.", where=mix.name, expected="a tag such as fr-FR")
    if programme.layout is None:
        raise UsageError("Nobody states the layout of the mix.", where=mix.name, found=programme.layout_from)
    labels = programme.layout.labels
    layout = next((LAYOUTS[name] for name in SOUNDFIELD_BY_LAYOUT if set(LAYOUTS[name].labels) == {*labels}), None)
    if layout is None or len(layout.labels) != len(labels):
        raise RefusedError(
            "There is no soundfield for this layout.",
            where=mix.name,
            found=" ".join(labels),
            expected="one of " + " ".join(SOUNDFIELD_BY_LAYOUT),
        )
    for facts in programme.files:
        if facts.sample_format.is_float or facts.valid_bits > WORD_LENGTH_BITS:
            raise RefusedError(
                "A track file holds integers of 24 bits, and nothing is rounded in silence.",
                where=facts.name,
                found="floating point" if facts.sample_format.is_float else f"{facts.valid_bits} bits",
                next_step="Make a file of 24 bits first.",
            )
    columns = tuple(labels.index(label) for label in layout.labels)
    return _Dub(mix=mix, programme=programme, layout=layout, columns=columns, language=language)


def _write(folder: Path, original: Composition, dubs: Sequence[_Dub], order: PackageOrder, show: Show) -> None:
    """Write track files, a composition for each language, and lists, each after what it names."""
    issued = order.created.isoformat().replace("+00:00", "Z")
    creator = f"{PRODUCT} {order.measuring.version}"
    title = order.title
    tracks = [_write_track(folder, original, dub, order, show) for dub in dubs]
    compositions = [
        dubbed_composition(
            original,
            [track for track, dub in zip(tracks, dubs, strict=True) if dub.language == language],
            language=language,
            title=title,
            creator=creator,
            issue_date=issued,
            new_id=order.new_id,
        )
        for language in dict.fromkeys(dub.language for dub in dubs)
    ]
    packed = [
        PackedAsset(
            id=one.file.track_file_id,
            digest=one.written.sha1.hex(),
            size=one.written.size_bytes,
            type=MXF_TYPE,
            original_file_name=_track_name(one.file.track_file_id),
        )
        for one in tracks
    ]
    packed += [_put(folder, f"CPL_{one.id}.xml", one.id, build_composition(one)) for one in compositions]
    issuer = order.host
    listed = PackingList(
        namespace=PACKING_LIST_2007 if original.namespace == COMPOSITION_2013 else PACKING_LIST_2016,
        id=order.new_id(),
        issue_date=issued,
        issuer=issuer,
        creator=creator,
        assets=tuple(packed),
    )
    packing = _put(folder, f"PKL_{listed.id}.xml", listed.id, build_packing_list(listed))
    asset_map = AssetMap(
        id=order.new_id(),
        creator=creator,
        issue_date=issued,
        issuer=issuer,
        assets=tuple(_mapped(one, is_list=one is packing) for one in (packing, *packed)),
    )
    (folder / ASSET_MAP_NAME).write_bytes(build_asset_map(asset_map))
    (folder / VOLUME_INDEX_NAME).write_bytes(build_volume_index())


def _track_name(track_file_id: UUID) -> str:
    return f"AUDIO_{track_file_id}.mxf"


def _write_track(folder: Path, original: Composition, dub: _Dub, order: PackageOrder, show: Show) -> NewTrack:
    title = order.title or (original.content_title.text if original.content_title is not None else "")
    file = TrackFile(
        track_file_id=order.new_id(),
        sample_rate_hz=dub.programme.sample_rate_hz,
        sample_count=dub.programme.sample_count,
        # Titles in other letters are legal, and some readers' programs cannot show them: what is not ASCII is left out.
        sound=SoundDescription(
            layout=dub.layout,
            language=dub.language,
            title=title if title.isascii() and title.strip() else "n/a",
            content_kind=CONTENT_KINDS_OF_MIXES.get(dub.mix.statement.kind, "PRM"),
        ),
        modified=order.created,
        writer=Writer(company=PRODUCT, product=PRODUCT, version=order.measuring.version, product_id=PRODUCT_ID),
    )
    progress = show(dub.mix.name, dub.programme.sample_count)
    with (folder / _track_name(file.track_file_id)).open("xb") as sink:
        return NewTrack(file=file, written=write_track_file(sink, file, _blocks(dub, progress)))


def _blocks(dub: _Dub, progress: object) -> Iterator[NDArray[np.float64]]:
    done = 0
    for block in dub.programme.blocks(block_samples=DEFAULT_BLOCK_SAMPLES):
        yield block[:, list(dub.columns)]
        done += len(block)
        if callable(progress):
            progress(done)


def _put(folder: Path, name: str, asset_id: UUID | None, data: bytes) -> PackedAsset:
    from hashlib import sha1  # noqa: PLC0415  beside its only use

    (folder / name).write_bytes(data)
    digest = sha1(data, usedforsecurity=False).hexdigest()
    return PackedAsset(id=asset_id, digest=digest, size=len(data), type=XML_TYPE, original_file_name=name)


def _mapped(asset: PackedAsset, *, is_list: bool) -> MappedAsset:
    chunk = AssetChunk(path=asset.original_file_name, volume_index=1, offset=0, length=asset.size)
    return MappedAsset(id=asset.id, packing_list=is_list, chunks=(chunk,))


def _read_again(place: Path, original: ImfPackage, order: PackageOrder, show: Show) -> MadeImf:
    """Read what was written as anybody would, every byte of it, and judge it.

    Raises:
        RefusedError: It contradicts itself, which is a fault of the house, or a sheet rejects its sound.
    """
    package = read_imf_package(place, ancestors=(original,))
    report = imf_report(package, version=order.measuring.version)
    faults = [one for one in problems_of(report) if one.kind is ProblemKind.FAULT]
    if faults:
        raise RefusedError("The package does not hold when it is read again.", found=faults[0].message)
    judging = Judging(
        sheets=order.sheets, version=order.measuring.version, day=order.created.date(), deliverable=order.deliverable
    )
    stated = Stated(kind=order.stated.kind, version=order.stated.version, programme=order.stated.programme)
    inside = InsideOrder(judging=judging, measuring=order.measuring, stated=stated, show=show)
    results = list(tracks_judged(package, inside)) if order.sheets else []
    reports = tuple(one for result in results for one in result.reports)
    rejected = [one for one in reports if one.verdict is Verdict.REJECTED]
    if rejected and not order.allow_rejected:
        raise RefusedError(
            "A sheet rejects the mix, so it is not packaged.",
            where=rejected[0].name,
            found=f"{len(rejected)} rejected by {rejected[0].sheet.id}",
            next_step="Correct the mix, or allow what is rejected.",
        )
    not_judged = tuple(one for result in results for one in result.not_judged)
    return MadeImf(folder=place, package_report=report, reports=reports, not_judged=not_judged)
