"""The record of an IMF package: manifest, reports and verdicts in a folder beside it, `NAME.mixgate`.

manifest.json, manifest.json.sig      what is in the package, how it was judged, and an optional signature over it
reports/                              a report for each mix and sheet

The package itself holds what its standard lets it hold, and nothing else. The manifest is that of a stem bundle; files
of the package are named `imp/...` in it, reports as they lie in the record.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packager.fixity.comparison import Comparison
from packager.fixity.listing import Listed, Listing
from packager.fixity.tree import walk
from packager.formats.stems.manifest import (
    MANIFEST,
    MAXIMUM_BYTES,
    PACKAGE_OF_IMF,
    REPORTS_OF_IMF,
    SIGNATURE,
    Manifest,
    PackagedFile,
    PackagedMix,
    PackagedReport,
    PackagedSound,
    Software,
    is_imf_manifest,
    manifest_to_json,
    packaged_report,
    parse_manifest,
)
from packager.formats.stems.naming import portable
from packager.formats.stems.verify import Integrity, check_signature
from specs.errors import MediaError
from specs.real_path import real_path
from validator.reporters.as_html import report_to_html
from validator.reporters.as_json import report_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from packager.formats.orders import PackageOrder
    from packager.formats.stems.manifest import FileRole
    from validator.delivery.ingest.mixes import Mix
    from validator.results.report import Report

ENDING: Final = ".mixgate"
"""Of the record's folder, behind the name of the package."""

_PIECE_BYTES: Final = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMix:
    """A virtual track that was judged.

    Attributes:
        mix: As it lies in the package.
        reports: One for each sheet that demands anything of it.
    """

    mix: Mix
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImfRecord:
    """A record that was read.

    Attributes:
        integrity: What is in its folder, held against its manifest.
        package: Folder of the package.
    """

    integrity: Integrity
    package: Path

    @property
    def manifest(self) -> Manifest | None:
        """None where it cannot be read."""
        return self.integrity.manifest


def record_folder(package: Path) -> Path:
    """Return where the record of a package lies: beside it."""
    whole = real_path(package)
    return whole.with_name(whole.name + ENDING)


def is_imf_record(folder: Path) -> bool:
    """Say whether a folder claims to be the record of an IMF package."""
    return is_imf_manifest(folder)


def write_record(
    place: Path, package: Path, mixes: Sequence[RecordedMix], order: PackageOrder, sources: Mapping[str, str]
) -> None:
    """Write the record of a package that was made.

    Args:
        place: Folder that is to appear; its parent is there.
        package: Folder of the package.
        mixes: Its sound, as it was judged.
        order: What was asked of the package.
        sources: What each of its new files was made of, by its name in the package.

    Raises:
        OSError: The disk refuses.
    """
    from packager.fixity.signature import load_signer  # noqa: PLC0415  needs a package of its own, and few sign

    place.mkdir()
    if any(one.reports for one in mixes):
        (place / REPORTS_OF_IMF).mkdir()
    paths = sorted(path for path in package.rglob("*") if path.is_file())
    files = [_file(path, PACKAGE_OF_IMF + path.relative_to(package).as_posix(), _role(path)) for path in paths]
    packaged = []
    for number, one in enumerate(mixes, 1):
        reports = [
            packaged_report(
                report, REPORTS_OF_IMF + write_report(place / REPORTS_OF_IMF, f"{number}.{one.mix.name}", report)
            )
            for report in one.reports
        ]
        packaged.append(_mix(one, package, reports, sources))
    files += [
        _file(place / path, path, "report")
        for mix in packaged
        for report in mix.reports
        for path in (report.json_path, report.html_path)
    ]
    manifest = _manifest(package, packaged, files, order)
    content = manifest_to_json(manifest)
    (place / MANIFEST).write_bytes(content)
    if order.signing_key is not None:
        (place / SIGNATURE).write_bytes(load_signer(order.signing_key).sign(content))


def _manifest(
    package: Path, mixes: Sequence[PackagedMix], files: Sequence[PackagedFile], order: PackageOrder
) -> Manifest:
    lists = sorted(path.stem for path in package.glob("PKL_*.xml"))
    return Manifest.model_validate(
        {
            "schema": "mixgate.manifest/2",
            "format": "imf",
            "id": order.identity or f"urn:uuid:{lists[0].removeprefix('PKL_')}",
            "created": order.created,
            "host": order.host,
            "tool": Software(version=order.measuring.version),
            "title": order.title or package.name,
            "whole_delivery": False,
            "deliverable": order.deliverable,
            "mixes": tuple(mixes),
            "files": tuple(files),
        }
    )


def _role(path: Path) -> FileRole:
    return "audio" if path.name.startswith("AUDIO_") else "document"


def _mix(one: RecordedMix, package: Path, reports: list[PackagedReport], sources: Mapping[str, str]) -> PackagedMix:
    inside = [path for path in one.mix.paths if path.is_relative_to(package)]
    layout = one.mix.open().layout
    return PackagedMix(
        name=one.mix.name,
        statement=one.mix.statement.model_copy(update={"companions": None}),
        layout=None if layout is None else layout.name,
        files=tuple(
            PackagedSound(
                path=PACKAGE_OF_IMF + path.relative_to(package).as_posix(),
                source_name=sources.get(path.name, path.name),
            )
            for path in inside
        ),
        reports=tuple(reports),
    )


def write_report(folder: Path, label: str, report: Report) -> str:
    """Write a report into a folder that is there, as JSON and as HTML.

    Args:
        folder: Where it goes.
        label: What its mix is called.
        report: What it says.

    Returns:
        The name of both files, without their endings.

    Raises:
        OSError: The disk refuses.
    """
    name = f"{portable(label) or 'mix'}.{portable(report.sheet.id)}.report"
    (folder / f"{name}.json").write_text(report_to_json(report), encoding="utf-8")
    (folder / f"{name}.html").write_text(report_to_html(report), encoding="utf-8")
    return name


def _file(path: Path, name: str, role: FileRole) -> PackagedFile:
    sha1, sha256 = hashlib.sha1(usedforsecurity=False), hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE_BYTES):
            sha1.update(piece)
            sha256.update(piece)
    digests = {"sha1": sha1.hexdigest(), "sha256": sha256.hexdigest()}
    return PackagedFile.model_validate(
        {"path": name, "role": role, "size_bytes": path.stat().st_size, "digests": digests}
    )


def read_record(folder: Path, *, verifier: Ed25519PublicKey | None = None, workers: int | None = None) -> ImfRecord:
    """Read a record, and hold it and its package against its manifest.

    Args:
        folder: Of the record.
        verifier: Public key the manifest must be signed with; None leaves a signature unchecked.
        workers: Files read at once; None for one for each core.

    Raises:
        MediaError: The folder cannot be listed, or its package is not beside it.
    """
    whole = real_path(folder)
    package = whole.with_name(whole.name.removesuffix(ENDING))
    if package == whole or not package.is_dir():
        raise MediaError("The package of this record does not lie beside it.", where=str(folder), expected=str(package))
    tree = walk(whole)
    result = Integrity(tree=tree, problems=list(tree.problems))
    content = tree.read(MANIFEST, MAXIMUM_BYTES)
    if not isinstance(content, bytes):
        result.problems.append(content)
        return ImfRecord(integrity=result, package=package)
    result.manifest, read = parse_manifest(content)
    result.problems += read.problems
    check_signature(tree, content, verifier, result)
    if result.manifest is not None:
        own = Listing(source=MANIFEST, covers=_is_report, files=_listed(result.manifest, ""))
        whole_package = Listing(source=MANIFEST, covers=_is_anything, files=_listed(result.manifest, PACKAGE_OF_IMF))
        result.problems += Comparison(tree, [own]).problems(workers, None)
        result.problems += Comparison(walk(package, lenient=True), [whole_package]).problems(workers, None)
    return ImfRecord(integrity=result, package=package)


def _is_report(path: str) -> bool:
    return path.startswith(REPORTS_OF_IMF)


def _is_anything(path: str) -> bool:
    return bool(path)


def _listed(manifest: Manifest, prefix: str) -> dict[str, Listed]:
    """The files of the package without the prefix that they have in the manifest; with none, those of the record."""
    of_package = bool(prefix)
    return {
        file.path.removeprefix(PACKAGE_OF_IMF) if of_package else file.path: Listed(
            size_bytes=file.size_bytes, digests={str(name): text for name, text in file.digests.items()}
        )
        for file in manifest.files
        if file.path.startswith(PACKAGE_OF_IMF) is of_package
    }
