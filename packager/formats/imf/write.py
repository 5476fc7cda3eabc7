"""Writes an IMF package: track files, then compositions, then the lists, each after what it names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from uuid import UUID

from packager.formats.imf.dubbed import NewSound, NewTrack, dubbed_composition
from packager.staging import unwritable
from specs.errors import MediaError
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
from validator.containers.imf.package import PIECE_BYTES
from validator.containers.imf.packing_list import (
    MXF_TYPE,
    XML_TYPE,
    PackedAsset,
    PackingList,
    build_packing_list,
)
from validator.containers.imf.paths import unportable_reason
from validator.containers.mxf.mca import SoundDescription
from validator.containers.mxf.track_file import TrackFile, Writer
from validator.containers.mxf.writer import write_track_file

if TYPE_CHECKING:
    from pathlib import Path

    from packager.formats.imf.dubs import Dub
    from packager.formats.imf.plan import ImfPlan, PlannedComposition
    from packager.formats.orders import PackageOrder
    from validator.containers.imf.composition import Composition, CompositionSequence
    from validator.containers.imf.package import ImfPackage
    from validator.progress import Show

PRODUCT: Final = "mixgate"
PRODUCT_ID: Final = UUID("6f6a1f43-3c0e-4a37-9d6c-0a3c1f8e5b21")
"""The same for all versions of mixgate, and of nothing else: drawn once at random."""


def write_package(folder: Path, plan: ImfPlan, order: PackageOrder, show: Show) -> None:
    """Write the package that was planned into an empty folder.

    Raises:
        MediaError: A source cannot be read, or is not what the lists of its package say.
        RefusedError: Sound of another length than the picture, or the disk is full.
    """
    writing = _Writing(folder=folder, plan=plan, order=order, show=show)
    try:
        writing.add_picture()
        for planned in plan.compositions:
            writing.add_composition(planned)
        for document in plan.carried:
            writing.carry(document.path, document.asset_id, XML_TYPE)
        for profile in plan.carried_profiles:
            writing.carry(profile.path, profile.asset_id, XML_TYPE)
        for composition in (*writing.compositions, *(one.content for one in plan.carried)):
            writing.add_played(composition)
        writing.add_lists()
    except OSError as error:
        raise unwritable(error, folder) from error


@dataclass(slots=True, kw_only=True)
class _Writing:
    """A package on its way into its folder.

    Attributes:
        packed: What the packing list is to name, in this order.
        compositions: Those that were made.
    """

    folder: Path
    plan: ImfPlan
    order: PackageOrder
    show: Show
    packed: list[PackedAsset] = field(default_factory=list)
    compositions: list[Composition] = field(default_factory=list)

    @property
    def _issued(self) -> str:
        return self.order.created.isoformat().replace("+00:00", "Z")

    @property
    def _creator(self) -> str:
        return f"{PRODUCT} {self.order.measuring.version}"

    def add_picture(self) -> None:
        """Copy the picture track file, where one is to be played."""
        picture, path = self.plan.picture, self.order.imf.picture
        if picture is not None and path is not None:
            name = self._free_name(path.name, picture.track_file_id)
            digest, size = self._copy(path, name)
            self._add(picture.track_file_id, name, digest, size, MXF_TYPE)

    def _with_digests(self, original: Composition) -> Composition:
        """The composition with the digests of what was copied before, where it states none."""
        known = {one.id: one.digest for one in self.packed}
        return original.model_copy(
            update={
                "segments": tuple(
                    part.model_copy(update={"sequences": tuple(_with_digests(one, known) for one in part.sequences)})
                    for part in original.segments
                )
            }
        )

    def add_composition(self, planned: PlannedComposition) -> None:
        """Write the track files of a composition, and then itself."""
        order = self.order
        sound = NewSound(
            tracks=[self._track(dub, planned.original) for dub in planned.dubs],
            kept_tracks=planned.kept_tracks,
            left_out=order.imf.sequences_left_out,
            language=planned.language,
            title=(order.title or "").strip() or None,
            creator=self._creator,
            issue_date=self._issued,
            new_id=order.new_id,
        )
        made = dubbed_composition(self._with_digests(planned.original), sound)
        self.compositions.append(made)
        self._put(f"CPL_{made.id}.xml", made.id, build_composition(made))

    def _track(self, dub: Dub, original: Composition) -> NewTrack:
        order = self.order
        title = order.title or (original.content_title.text if original.content_title is not None else "")
        file = TrackFile(
            track_file_id=order.new_id(),
            sample_rate_hz=dub.programme.sample_rate_hz,
            sample_count=dub.sample_count(original, order.imf.lengths),
            # Titles in other letters are legal, and some readers' programs cannot show them: what is not ASCII is left
            # out.
            sound=SoundDescription(
                layout=dub.layout,
                language=dub.language,
                title=title if title.isascii() and title.strip() else "n/a",
                content_kind=dub.content_kind,
            ),
            modified=order.created,
            writer=Writer(company=PRODUCT, product=PRODUCT, version=order.measuring.version, product_id=PRODUCT_ID),
        )
        moved = self.show(dub.mix.name, dub.programme.sample_count)
        name = f"AUDIO_{file.track_file_id}.mxf"
        with (self.folder / name).open("xb") as sink:
            written = write_track_file(sink, file, dub.blocks(file.sample_count, moved))
        self._add(file.track_file_id, name, written.sha1.hex(), written.size_bytes, MXF_TYPE)
        return NewTrack(file=file, written=written)

    def add_played(self, composition: Composition | None) -> None:
        """Copy what a composition plays and one of the sources holds, each file once."""
        segments = () if composition is None else composition.segments
        resources = [one for part in segments for sequence in part.sequences for one in sequence.resources]
        for asset_id in dict.fromkeys(one.track_file_id for one in resources):
            if asset_id is not None and asset_id not in {one.id for one in self.packed}:
                self.carry(None, asset_id, MXF_TYPE)

    def carry(self, path: str | None, asset_id: UUID | None, kind: str) -> None:
        """Copy an asset of a source; one that lies in none of them stays where it is.

        Raises:
            MediaError: It cannot be read, or is not what its packing list says.
        """
        for source in self.plan.sources:
            file = None if asset_id is None else source.files.get(asset_id)
            if asset_id is None or file is None or file.size_bytes is None:
                continue
            name = self._free_name(path or file.path, asset_id)
            digest, size = self._copy(source.folder / file.path, name)
            listed = _listed_digest(source, asset_id)
            if listed not in (None, digest):
                raise MediaError(
                    "A file of the original package is not what its packing list says, so it is not carried on.",
                    where=file.path,
                    found=digest,
                    expected=listed,
                )
            self._add(asset_id, name, digest, size, kind)
            return

    def _free_name(self, path: str, asset_id: UUID) -> str:
        """The name that the asset had, where it is free and all systems take it."""
        name = PurePosixPath(path).name
        taken = {one.original_file_name for one in self.packed}
        if name in taken or unportable_reason(name) is not None:
            return f"ASSET_{asset_id}{PurePosixPath(path).suffix if path.isascii() else ''}"
        return name

    def _copy(self, path: Path, name: str) -> tuple[str, int]:
        digest, size = hashlib.sha1(usedforsecurity=False), 0
        moved = self.show(name, path.stat().st_size)
        with path.open("rb", buffering=0) as file, (self.folder / name).open("xb") as sink:
            while piece := file.read(PIECE_BYTES):
                sink.write(piece)
                digest.update(piece)
                size += len(piece)
                moved(size)
        return digest.hexdigest(), size

    def add_lists(self) -> None:
        """Write packing list, asset map and volume index."""
        first = next((one.original for one in self.plan.compositions), None)
        old = first is not None and first.namespace == COMPOSITION_2013
        listed = PackingList(
            namespace=PACKING_LIST_2007 if old else PACKING_LIST_2016,
            id=self.order.new_id(),
            issue_date=self._issued,
            issuer=self.order.host,
            creator=self._creator,
            assets=tuple(self.packed),
        )
        self._put(f"PKL_{listed.id}.xml", listed.id, build_packing_list(listed))
        *assets, packing = self.packed
        asset_map = AssetMap(
            id=self.order.new_id(),
            creator=self._creator,
            issue_date=self._issued,
            issuer=self.order.host,
            assets=tuple(_mapped(one, is_list=one is packing) for one in (packing, *assets)),
        )
        (self.folder / ASSET_MAP_NAME).write_bytes(build_asset_map(asset_map))
        (self.folder / VOLUME_INDEX_NAME).write_bytes(build_volume_index())

    def _put(self, name: str, asset_id: UUID | None, data: bytes) -> None:
        (self.folder / name).write_bytes(data)
        self._add(asset_id, name, hashlib.sha1(data, usedforsecurity=False).hexdigest(), len(data), XML_TYPE)

    def _add(self, asset_id: UUID | None, name: str, digest: str, size: int, kind: str) -> None:
        self.packed.append(PackedAsset(id=asset_id, digest=digest, size=size, type=kind, original_file_name=name))


def _with_digests(sequence: CompositionSequence, known: dict[UUID | None, str | None]) -> CompositionSequence:
    resources = tuple(
        one if one.digest is not None else one.model_copy(update={"digest": known.get(one.track_file_id)})
        for one in sequence.resources
    )
    return sequence.model_copy(update={"resources": resources})


def _listed_digest(source: ImfPackage, asset_id: UUID) -> str | None:
    for document in source.packing_lists:
        for asset in () if document.content is None else document.content.assets:
            if asset.id == asset_id and asset.digest_algorithm is not None and asset.digest_algorithm.endswith("sha1"):
                return asset.digest
    return None


def _mapped(asset: PackedAsset, *, is_list: bool) -> MappedAsset:
    chunk = AssetChunk(path=asset.original_file_name, volume_index=1, offset=0, length=asset.size)
    return MappedAsset(id=asset.id, packing_list=is_list, chunks=(chunk,))
