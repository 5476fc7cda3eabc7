"""An interoperable master package (IMP) as it lies in a folder: every document, every asset, its size and its digest.

Nothing in it is believed: a path that leaves the folder is not followed, a link is not opened, a document is bounded in
size and depth, and no schema, entity or address that it names is loaded.

Sources: SMPTE ST 2067-2:2020 (packages), ST 429-9:2014 (asset map).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from specs.errors import MediaError, NotReadError, ToolError
from specs.real_path import real_path
from validator.containers.facts import printable_name
from validator.containers.imf.asset_map import (
    ASSET_MAP_NAME,
    INTEROP_ASSET_MAP_NAME,
    INTEROP_VOLUME_INDEX_NAME,
    VOLUME_INDEX_NAME,
    AssetMap,
    parse_asset_map,
)
from validator.containers.imf.composition_reader import parse_composition
from validator.containers.imf.digital_cinema import parse_cinema_composition
from validator.containers.imf.document import DOCUMENT_LIMIT_BYTES
from validator.containers.imf.namespaces import CINEMA_COMPOSITIONS
from validator.containers.imf.output_profile import parse_output_profile
from validator.containers.imf.packing_list import PackingList, parse_packing_list
from validator.containers.mxf.reader import read_mxf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from validator.containers.imf.composition import Composition
    from validator.containers.imf.output_profile import OutputProfile
    from validator.containers.mxf.reader import MxfFile

PIECE_BYTES: Final = 1 << 20
ASSET_LIMIT: Final = 10_000
"""Assets of one package that are looked at; a feature with all its languages has some dozens."""

FILE_LIMIT: Final = 20_000
"""Files of the folder that are looked for in the lists."""

Content = TypeVar("Content")
"""What a document holds, when it was read."""

_MXF_START: Final = bytes.fromhex("060e2b3402050101")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDocument(Generic[Content]):
    """A document of a package.

    Attributes:
        path: Where it lies, below the folder.
        asset_id: Under which the asset map lists it.
        content: None where it cannot be read.
        error: Why not; None where it can.
    """

    path: str
    asset_id: UUID | None = None
    content: Content | None = None
    error: ToolError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFile:
    """The file of an asset, as it is.

    Attributes:
        path: As the asset map states it.
        size_bytes: None where there is no such file.
        sha1: Hexadecimal digits; None where there is no such file, or nobody asked for digests.
        why_not: Why it was not opened though it may be there: it leaves the folder, is a link, cannot be read.
    """

    path: str
    size_bytes: int | None = None
    sha1: str | None = None
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFileFound:
    """A track file of a package.

    Attributes:
        path: Below the folder.
        file: What was read; None for one that is not.
        error: Why not. A `NotReadError` is picture, text or sound of another kind, which is no fault.
    """

    path: str
    file: MxfFile | None = None
    error: ToolError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImfPackage:
    """A package.

    Attributes:
        folder: Where it is.
        asset_map: Its asset map.
        has_volume_index: Whether a volume index lies beside it.
        files: The file of each asset, by its id; the first chunk of each.
        packing_lists, compositions, output_profiles: Its documents.
        unknown_documents: XML documents of no kind that is known.
        track_files: Its MXF files, by the id of the asset.
        unlisted: Files of the folder that are no asset; nor asset map, nor volume index.
        ancestors: Packages whose assets this one may refer to.
        is_cinema: True for a digital cinema package (DCP), of the interop form or after SMPTE ST 429.
    """

    folder: Path
    asset_map: PackageDocument[AssetMap]
    has_volume_index: bool = False
    files: dict[UUID, AssetFile] = field(default_factory=dict)
    packing_lists: tuple[PackageDocument[PackingList], ...] = ()
    compositions: tuple[PackageDocument[Composition], ...] = ()
    output_profiles: tuple[PackageDocument[OutputProfile], ...] = ()
    unknown_documents: tuple[PackageDocument[None], ...] = ()
    track_files: dict[UUID, TrackFileFound] = field(default_factory=dict)
    unlisted: tuple[str, ...] = ()
    ancestors: tuple[ImfPackage, ...] = ()
    is_cinema: bool = False

    def track_file(self, asset_id: UUID | None) -> tuple[ImfPackage, TrackFileFound] | None:
        """Return a track file and the package that it lies in: this one, or an ancestor; None where it is in none."""
        for package in (self, *self.ancestors):
            if asset_id is not None and asset_id in package.track_files:
                return package, package.track_files[asset_id]
        return None

    def is_there(self, asset_id: UUID) -> bool:
        """Say whether an asset lies in this package or in an ancestor."""
        return any(
            asset_id in one.files and one.files[asset_id].size_bytes is not None for one in (self, *self.ancestors)
        )


def is_imf_folder(folder: Path) -> bool:
    """Say whether a folder claims to be a package: it has an asset map; never raises."""
    return _asset_map_name(folder) is not None


def _asset_map_name(folder: Path) -> str | None:
    """The name of the asset map of a folder: that of IMF and SMPTE DCP, or that of interop DCP; None without one."""
    for name in (ASSET_MAP_NAME, INTEROP_ASSET_MAP_NAME):
        try:
            if (folder / name).is_file():
                return name
        except OSError:
            continue
    return None


def read_imf_package(
    folder: Path,
    *,
    ancestors: tuple[ImfPackage, ...] = (),
    with_digests: bool = True,
    progress: Callable[[int], None] | None = None,
) -> ImfPackage:
    """Read a package. What is wrong inside is a part of it, and no error.

    Args:
        folder: With the asset map.
        ancestors: Packages that it may refer to, read before.
        with_digests: Whether every byte is read, for the digests.
        progress: Called with the bytes read so far for digests.

    Raises:
        MediaError: No folder with an asset map, or one that cannot be listed.
    """
    name = _asset_map_name(folder)
    if name is None:
        raise MediaError("There is no IMF package: the folder has no asset map.", where=str(folder / ASSET_MAP_NAME))
    asset_map = _document(folder / name, name, None, parse_asset_map)
    reading = _Reading(folder, with_digests=with_digests, progress=progress)
    if asset_map.content is not None:
        reading.take(asset_map.content)
    try:
        unlisted = tuple(_unlisted(folder, {one.path for one in reading.files.values()}))
        index = VOLUME_INDEX_NAME if name == ASSET_MAP_NAME else INTEROP_VOLUME_INDEX_NAME
        has_volume_index = (folder / index).is_file()
    except OSError as error:
        raise MediaError("The folder cannot be read.", where=str(folder), found=error.strerror) from error
    return ImfPackage(
        folder=folder,
        asset_map=asset_map,
        has_volume_index=has_volume_index,
        files=reading.files,
        packing_lists=tuple(reading.packing_lists),
        compositions=tuple(reading.compositions),
        output_profiles=tuple(reading.output_profiles),
        unknown_documents=tuple(reading.unknown),
        track_files=reading.track_files,
        unlisted=unlisted,
        ancestors=ancestors,
        is_cinema=name == INTEROP_ASSET_MAP_NAME or (reading.has_reels and not reading.has_segments),
    )


class _Reading:
    """Takes one asset after the other."""

    def __init__(self, folder: Path, *, with_digests: bool, progress: Callable[[int], None] | None) -> None:
        self._folder = folder
        self._with_digests = with_digests
        self._progress = progress
        self._done_bytes = 0
        self.has_reels = self.has_segments = False
        self.files: dict[UUID, AssetFile] = {}
        self.packing_lists: list[PackageDocument[PackingList]] = []
        self.compositions: list[PackageDocument[Composition]] = []
        self.output_profiles: list[PackageDocument[OutputProfile]] = []
        self.unknown: list[PackageDocument[None]] = []
        self.track_files: dict[UUID, TrackFileFound] = {}

    def take(self, asset_map: AssetMap) -> None:
        """Look at the file of every asset, each once."""
        for asset in asset_map.assets[:ASSET_LIMIT]:
            chunk = asset.chunks[0] if asset.chunks else None
            if asset.id is None or chunk is None or chunk.path is None or asset.id in self.files:
                continue
            self.files[asset.id] = file = self._file(chunk.path, safe=chunk.safe)
            if file.size_bytes is None:
                continue
            path = self._folder / chunk.path
            if asset.packing_list:
                self.packing_lists.append(_document(path, chunk.path, asset.id, parse_packing_list))
            elif _starts_as_mxf(path):
                self.track_files[asset.id] = _track_file(path, chunk.path)
            elif path.suffix.lower() == ".xml":
                self._document(path, chunk.path, asset.id)

    def _file(self, place: str, *, safe: bool) -> AssetFile:
        if not safe:
            return AssetFile(path=place, why_not="its path leaves the package")
        path = self._folder / place
        try:
            if path.is_symlink() or not real_path(path).is_relative_to(real_path(self._folder)):
                return AssetFile(path=place, why_not="it is a link")
            if not path.is_file():
                return AssetFile(path=place)
            size, sha1 = path.stat().st_size, self._sha1(path) if self._with_digests else None
        except (OSError, ValueError) as error:
            return AssetFile(path=place, why_not=getattr(error, "strerror", None) or type(error).__name__)
        return AssetFile(path=place, size_bytes=size, sha1=sha1)

    def _sha1(self, path: Path) -> str:
        digest = hashlib.sha1(usedforsecurity=False)
        with path.open("rb", buffering=0) as file:
            while piece := file.read(PIECE_BYTES):
                digest.update(piece)
                self._done_bytes += len(piece)
                if self._progress is not None:
                    self._progress(self._done_bytes)
        return digest.hexdigest()

    def _document(self, path: Path, place: str, asset_id: UUID) -> None:
        """Read a document as what its beginning names; one that cannot be read is still of that kind."""
        head = _head(path)
        if b"OutputProfileList" in head:
            self.output_profiles.append(_document(path, place, asset_id, parse_output_profile))
            return
        if any(one.encode() in head for one in CINEMA_COMPOSITIONS):
            self.has_reels = True
            self.compositions.append(_document(path, place, asset_id, parse_cinema_composition))
            return
        composition = _document(path, place, asset_id, parse_composition)
        if composition.error is None or b"CompositionPlaylist" in head:
            self.has_segments = True
            self.compositions.append(composition)
        elif b"<DCSubtitle" not in head:
            self.unknown.append(PackageDocument(path=place, asset_id=asset_id, error=composition.error))


def _head(path: Path) -> bytes:
    """The first kilobyte of a document, where the name of its root is; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(1024)
    except OSError:
        return b""


def _document(path: Path, place: str, asset_id: UUID | None, parse: Callable[..., Content]) -> PackageDocument[Content]:
    """Read a document, never more of it than a document may have."""
    try:
        with path.open("rb") as file:
            data = file.read(DOCUMENT_LIMIT_BYTES + 1)
        return PackageDocument(path=place, asset_id=asset_id, content=parse(data, where=place))
    except OSError as error:
        fault = MediaError("The document cannot be read.", where=place, found=error.strerror or type(error).__name__)
        return PackageDocument(path=place, asset_id=asset_id, error=fault)
    except ToolError as error:
        return PackageDocument(path=place, asset_id=asset_id, error=error)


def _starts_as_mxf(path: Path) -> bool:
    with path.open("rb", buffering=0) as file:
        return file.read(len(_MXF_START)) == _MXF_START or path.suffix.lower() == ".mxf"


def _track_file(path: Path, place: str) -> TrackFileFound:
    try:
        with path.open("rb", buffering=0) as file:
            return TrackFileFound(path=place, file=read_mxf(file, path.stat().st_size, where=place))
    except NotReadError as error:
        return TrackFileFound(path=place, error=error)
    except OSError as error:
        fault = MediaError("The file cannot be read.", where=place, found=error.strerror or type(error).__name__)
        return TrackFileFound(path=place, error=fault)
    except ToolError as error:
        return TrackFileFound(path=place, error=error)


def _unlisted(folder: Path, listed: set[str]) -> Iterator[str]:
    known = {*listed, ASSET_MAP_NAME, VOLUME_INDEX_NAME, INTEROP_ASSET_MAP_NAME, INTEROP_VOLUME_INDEX_NAME}
    for number, path in enumerate(sorted(folder.rglob("*"))):
        if number >= FILE_LIMIT:
            return
        place = path.relative_to(folder).as_posix()
        if place not in known and not path.is_dir():
            yield printable_name(place)
