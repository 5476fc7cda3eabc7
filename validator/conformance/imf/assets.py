"""Asset map and packing lists, against each other and against the files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from validator.conformance.imf.check_rows import asked, itself, place
from validator.containers.imf.asset_map import ASSET_MAP_NAME
from validator.containers.imf.document import DocumentFault
from validator.containers.imf.namespaces import SHA1
from validator.containers.imf.packing_list import MXF_TYPE, XML_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.conformance import Check
    from validator.conformance.imf.check_rows import Finder, Found
    from validator.containers.imf.package import AssetFile, ImfPackage
    from validator.containers.imf.packing_list import PackedAsset

_MAP: Final = "SMPTE ST 429-9"
_CORE: Final = "SMPTE ST 2067-2"


def _map_unreadable(package: ImfPackage) -> Iterator[Found]:
    error = package.asset_map.error
    if error is not None:
        yield place(package.asset_map.path), {"why": error.what, "found": error.found or "-"}


def _list_unreadable(package: ImfPackage) -> Iterator[Found]:
    for one in package.packing_lists:
        if one.error is not None:
            yield place(one.path), {"why": one.error.what, "found": one.error.found or "-"}


def _unknown_document(package: ImfPackage) -> Iterator[Found]:
    for one in package.unknown_documents:
        why = "" if one.error is None else one.error.what
        yield place(one.path), {"why": why, "found": one.error.found or "-" if one.error is not None else "-"}


def _no_list(package: ImfPackage) -> Iterator[Found]:
    if package.asset_map.content is not None and not any(one.packing_list for one in package.asset_map.content.assets):
        yield place(package.asset_map.path), {}


def _missing(package: ImfPackage) -> Iterator[Found]:
    for asset_id, file in package.files.items():
        if file.size_bytes is None and file.why_not is None:
            yield place(file.path, asset=asset_id), {"file": file.path}


def _not_opened(package: ImfPackage) -> Iterator[Found]:
    for asset_id, file in package.files.items():
        if file.why_not is not None:
            yield place(file.path, asset=asset_id), {"file": file.path, "why": file.why_not}


def _mapped_twice(package: ImfPackage) -> Iterator[Found]:
    assets = () if package.asset_map.content is None else package.asset_map.content.assets
    counted = Counter(one.id for one in assets if one.id is not None)
    for asset_id, count in counted.items():
        if count > 1:
            yield place(package.asset_map.path, asset=asset_id), {"asset": str(asset_id), "count": count}


def _one_file_twice(package: ImfPackage) -> Iterator[Found]:
    counted = Counter(file.path for file in package.files.values())
    for path, count in counted.items():
        if count > 1:
            yield place(package.asset_map.path), {"file": path, "count": count}


def _several_chunks(package: ImfPackage) -> Iterator[Found]:
    for one in () if package.asset_map.content is None else package.asset_map.content.assets:
        if len(one.chunks) > 1:
            yield place(package.asset_map.path, one.line, one.id), {"asset": str(one.id), "count": len(one.chunks)}


def _map_length(package: ImfPackage) -> Iterator[Found]:
    for one in () if package.asset_map.content is None else package.asset_map.content.assets:
        file = None if one.id is None else package.files.get(one.id)
        length = one.chunks[0].length if one.chunks else None
        if file is not None and file.size_bytes is not None and length is not None and length != file.size_bytes:
            arguments = {"file": file.path, "stated": str(length), "found": str(file.size_bytes)}
            yield place(package.asset_map.path, one.line, one.id), arguments


def _packed(package: ImfPackage) -> Iterator[tuple[str, PackedAsset]]:
    for one in package.packing_lists:
        for asset in () if one.content is None else one.content.assets:
            yield one.path, asset


def _packed_files(package: ImfPackage) -> Iterator[tuple[str, PackedAsset, AssetFile]]:
    for path, asset in _packed(package):
        file = None if asset.id is None else package.files.get(asset.id)
        if file is not None and file.size_bytes is not None:
            yield path, asset, file


def _digest_wrong(package: ImfPackage) -> Iterator[Found]:
    for path, asset, file in _packed_files(package):
        if asset.digest_algorithm == SHA1 and asset.digest and file.sha1 and asset.digest != file.sha1:
            arguments = {"file": file.path, "stated": asset.digest, "found": file.sha1}
            yield place(path, asset.line, asset.id), arguments


def _digest_unknown(package: ImfPackage) -> Iterator[Found]:
    for path, asset in _packed(package):
        if asset.digest is not None and asset.digest_algorithm != SHA1:
            yield (
                place(path, asset.line, asset.id),
                {"asset": str(asset.id), "algorithm": asset.digest_algorithm or "none"},
            )


def _size_wrong(package: ImfPackage) -> Iterator[Found]:
    for path, asset, file in _packed_files(package):
        if asset.size is not None and asset.size != file.size_bytes:
            arguments = {"file": file.path, "stated": str(asset.size), "found": str(file.size_bytes)}
            yield place(path, asset.line, asset.id), arguments


def _packed_not_mapped(package: ImfPackage) -> Iterator[Found]:
    mapped = set(package.files)
    for path, asset in _packed(package):
        if asset.id is not None and asset.id not in mapped:
            yield place(path, asset.line, asset.id), {"asset": str(asset.id), "file": asset.original_file_name or "-"}


def _mapped_not_packed(package: ImfPackage) -> Iterator[Found]:
    packed = {asset.id for _, asset in _packed(package)} | {one.asset_id for one in package.packing_lists}
    if all(one.content is not None for one in package.packing_lists):
        for asset_id, file in package.files.items():
            if asset_id not in packed:
                yield place(package.asset_map.path, asset=asset_id), {"file": file.path}


def _packed_twice(package: ImfPackage) -> Iterator[Found]:
    for one in package.packing_lists:
        counted = Counter(asset.id for asset in (() if one.content is None else one.content.assets))
        for asset_id, count in counted.items():
            if asset_id is not None and count > 1:
                yield place(one.path, asset=asset_id), {"asset": str(asset_id), "count": count}


def _list_id(package: ImfPackage) -> Iterator[Found]:
    for one in package.packing_lists:
        if one.content is not None and one.content.id is not None and one.content.id != one.asset_id:
            yield place(one.path), {"own": str(one.content.id), "listed": str(one.asset_id)}


def _type(package: ImfPackage) -> Iterator[Found]:
    for path, asset, file in _packed_files(package):
        is_track = asset.id in package.track_files
        if asset.type is not None and asset.type != (MXF_TYPE if is_track else XML_TYPE):
            expected = MXF_TYPE if is_track else XML_TYPE
            arguments = {"file": file.path, "stated": asset.type, "expected": expected}
            yield place(path, asset.line, asset.id), arguments


def _unlisted(package: ImfPackage) -> Iterator[Found]:
    for path in package.unlisted:
        yield place(path), {"file": path}


def _no_volume_index(package: ImfPackage) -> Iterator[Found]:
    if not package.has_volume_index:
        yield place(package.asset_map.path.replace("ASSETMAP", "VOLINDEX")), {}


def _noted(code: DocumentFault) -> Finder:
    """The faults of one code that the readers of the documents met."""

    def find(package: ImfPackage) -> Iterator[Found]:
        asset_map = package.asset_map
        documents = [(asset_map.path, () if asset_map.content is None else asset_map.content.faults)]
        documents += [(one.path, one.content.faults) for one in package.packing_lists if one.content is not None]
        documents += [(one.path, one.content.faults) for one in package.compositions if one.content is not None]
        documents += [(one.path, one.content.faults) for one in package.output_profiles if one.content is not None]
        for path, faults in documents:
            for fault in faults:
                if fault.code == code.value:
                    line = fault.arguments.get("line")
                    yield place(path, line if isinstance(line, int) and line > 0 else None), dict(fault.arguments)

    return find


DOCUMENT_CHECKS: Final[tuple[Check[ImfPackage], ...]] = (
    itself("imf.asset-map-unreadable", ASSET_MAP_NAME, _map_unreadable),
    itself("imf.packing-list-unreadable", "its packing list", _list_unreadable),
    asked("imf.unknown-document", _CORE, "document kinds", _unknown_document, reader="this reader"),
    itself("imf.path-refused", "paths of the asset map", _noted(DocumentFault.PATH_REFUSED)),
    *(
        asked(code.value, document, clause, _noted(code))
        for code, document, clause in (
            (DocumentFault.ELEMENT_MISSING, "XML schemas of ST 429-8, 429-9, 2067-3", "elements"),
            (DocumentFault.ELEMENT_REPEATED, "XML schemas of ST 429-8, 429-9, 2067-3", "elements"),
            (DocumentFault.ELEMENT_UNKNOWN, "XML schemas of ST 429-8, 429-9, 2067-3", "elements"),
            (DocumentFault.ELEMENT_ORDER, "XML schemas of ST 429-8, 429-9, 2067-3", "order of elements"),
            (DocumentFault.VALUE_MALFORMED, "XML schemas of ST 429-8, 429-9, 2067-3", "types of values"),
            (DocumentFault.LIST_EMPTY, "XML schemas of ST 429-8, 429-9, 2067-3", "lists"),
            (DocumentFault.PATH_NOT_PORTABLE, _MAP, "Annex A"),
            (DocumentFault.TYPE_UNKNOWN, "SMPTE ST 2067-3", "resource types"),
            (DocumentFault.NAMESPACE_UNKNOWN, _CORE, "namespaces of sequences"),
            (DocumentFault.MORE_FAULTS, "XML schemas of ST 429-8, 429-9, 2067-3", "elements"),
        )
    ),
)

ASSET_CHECKS: Final[tuple[Check[ImfPackage], ...]] = (
    asked("imf.packing-list-missing", _CORE, "clause 7.3", _no_list),
    itself("imf.asset-missing", ASSET_MAP_NAME, _missing),
    itself("imf.asset-not-opened", ASSET_MAP_NAME, _not_opened),
    itself("imf.asset-repeated", ASSET_MAP_NAME, _mapped_twice),
    itself("imf.file-repeated", ASSET_MAP_NAME, _one_file_twice),
    asked("imf.several-chunks", _MAP, "chunk lists", _several_chunks),
    itself("imf.map-length", ASSET_MAP_NAME, _map_length),
    itself("imf.digest-wrong", "digest in the packing list", _digest_wrong),
    asked("imf.digest-unknown", _CORE, "HashAlgorithm", _digest_unknown, reader="this reader"),
    itself("imf.size-wrong", "size in the packing list", _size_wrong),
    itself("imf.packed-not-mapped", "packing list and asset map", _packed_not_mapped),
    asked("imf.mapped-not-packed", _CORE, "clause 7.3.1", _mapped_not_packed),
    itself("imf.packed-twice", "its packing list", _packed_twice),
    itself("imf.packing-list-id", "packing list and asset map", _list_id),
    asked("imf.asset-type", _CORE, "clause 7.3.1", _type),
    asked("imf.file-not-listed", _MAP, "assets", _unlisted, reader="this reader"),
    asked("imf.volume-index-missing", _MAP, "volume index", _no_volume_index, reader="this reader"),
)
