"""The manifest: what is in a package, where it comes from, and what is needed to measure and judge it again."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

import jsonschema
from pydantic import AfterValidator, AwareDatetime, Field, ValidationError, model_validator

from packager.fixity.listing import Listed, Listing, Read, is_digest
from packager.fixity.member import PAYLOAD, MemberPath, collisions, path_fault
from packager.fixity.problem import Problem, ProblemKind
from packager.schema import read_schema
from specs.models import FrozenModel
from specs.refusals import validation_problems
from specs.statements.statement import Companion, Statement
from specs.vocabulary import parse_layout
from validator.results.report import Verdict
from validator.second_pass.wanted import parse_leqm_calibration

if TYPE_CHECKING:
    from pathlib import Path

    from validator.results.report import Report

SCHEMA: Final = "mixgate.manifest/2"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.sig"

MAXIMUM_BYTES: Final = 32 * 1024 * 1024
"""20 000 files with paths of 1024 bytes and their digests make 30 MB."""

MAXIMUM_FILES: Final = 20_000

_PROBLEMS_SHOWN: Final = 20

_BEGINNING_BYTES: Final = 1024
"""The schema is the first key of a manifest; that much of it says whose it is."""

PACKAGE_OF_IMF: Final = "imp/"
"""Stands before the paths of an IMF package in the manifest that lies beside it."""

REPORTS_OF_IMF: Final = "reports/"
"""Where the reports lie beside that manifest."""

FileRole = Literal["audio", "document", "report", "plan", "provenance"]
Calibration = Annotated[str, AfterValidator(lambda text: parse_leqm_calibration(text).option)]
DigestName = Literal["md5", "sha1", "sha256", "xxh64", "xxh3", "xxh128"]


class PackagedFile(FrozenModel):
    """One file of the payload.

    Attributes:
        path: Relative to the package; for an IMF package, `imp/` and the path in it, or that of a report beside it.
        digests: Hexadecimal, by algorithm; SHA-256 is always there.
        role: What it is.
    """

    path: MemberPath
    role: FileRole
    size_bytes: int = Field(ge=0)
    digests: dict[DigestName, str]

    @model_validator(mode="after")
    def _digests_are_digests(self) -> Self:
        bad = [name for name, text in self.digests.items() if not is_digest(name, text)]
        if bad or "sha256" not in self.digests:
            message = f"the digests of {self.path} need sha256, and the form of {', '.join(bad) or 'digests'}"
            raise ValueError(message)
        return self


class PackagedSound(FrozenModel):
    """One sound file of a mix.

    Attributes:
        channel: Channel label of a file of a mono set; None for an interleaved file.
        source_name: Its file name before it was packaged.
    """

    path: MemberPath
    channel: str | None = None
    source_name: str


class PackagedReport(FrozenModel):
    """What one sheet says of a mix, as the report inside tells it.

    Attributes:
        sheet, edition, digest: The sheet, and the SHA-256 of the files it was made of.
        deliverable: Which part of it.
        json_path, html_path: The report.
    """

    sheet: str
    edition: str
    digest: str
    deliverable: str
    verdict: Verdict
    json_path: MemberPath
    html_path: MemberPath


def packaged_report(report: Report, base: str) -> PackagedReport:
    """Return what a manifest says of a report whose documents lie at a path, with `.json` and `.html`."""
    return PackagedReport(
        sheet=report.sheet.id,
        edition=report.sheet.edition,
        digest=report.sheet.digest,
        deliverable=report.deliverable,
        verdict=report.verdict,
        json_path=f"{base}.json",
        html_path=f"{base}.html",
    )


class PackagedMix(FrozenModel):
    """One mix.

    Attributes:
        name: How reports call it.
        statement: Everything that was stated about it when it was judged, so that it is judged later as it was then.
            The other mixes are those of the manifest, where it is of a whole delivery, and are not repeated.
        layout: As it was measured; None where nothing says it.
        files: Its sound files.
        reports: One for each sheet that demands anything of such a mix.
        plan, provenance: Documents of the correction it went through; None where there was none.
        dialogue, me: First file of the mix of this package that is its dialogue stem, or its M&E, and told its dialogue
            from the rest; None where none did.
    """

    name: str
    statement: Statement
    layout: str | None = None
    files: tuple[PackagedSound, ...] = Field(min_length=1)
    reports: tuple[PackagedReport, ...] = ()
    plan: MemberPath | None = None
    provenance: MemberPath | None = None
    dialogue: MemberPath | None = None
    me: MemberPath | None = None

    def as_companion(self) -> Companion:
        """Return the mix as others of its delivery see it."""
        return Companion(
            name=self.name,
            path=self.statement.path,
            mix_kind=self.statement.kind,
            soundfield=None if self.layout is None else parse_layout(self.layout).soundfield,
            language=self.statement.language,
            episode=self.statement.episode,
        )

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file it names."""
        reports = tuple(path for report in self.reports for path in (report.json_path, report.html_path))
        others = tuple(path for path in (self.plan, self.provenance, self.dialogue, self.me) if path is not None)
        return (*(file.path for file in self.files), *reports, *others)


class Software(FrozenModel):
    """What made the package."""

    name: str = "mixgate"
    version: str


class Manifest(FrozenModel):
    """A package.

    Attributes:
        format: The form of delivery.
        id: Of the package, a URN.
        created: When it was made.
        host: Where.
        title: Of the programme.
        original_language: BCP 47 tag; None where not stated.
        whole_delivery: True where the mixes are a delivery, whose demands on one another were judged.
        leqm_calibration: How loud the mixes are played, for Leq(m), as `85@-20`; None where not stated.
        deliverable: Deliverable of the sheets that was named for the mixes; None where kind and layout decided.
        mixes: What is delivered.
        files: Every file of the payload, and nothing else.
    """

    schema_: Literal["mixgate.manifest/2"] = Field(default=SCHEMA, alias="schema")
    format: Literal["stems", "adm", "imf"]
    id: str
    created: AwareDatetime
    host: str
    tool: Software
    title: str
    original_language: str | None = None
    whole_delivery: bool
    leqm_calibration: Calibration | None = None
    deliverable: str | None = None
    mixes: tuple[PackagedMix, ...] = Field(min_length=1)
    files: Annotated[tuple[PackagedFile, ...], Field(min_length=1, max_length=MAXIMUM_FILES)]

    @model_validator(mode="after")
    def _paths_agree(self) -> Self:
        paths = [file.path for file in self.files]
        twice = sorted(path for path, count in Counter(paths).items() if count > 1)
        if twice:
            message = f"listed twice: {', '.join(twice)}"
            raise ValueError(message)
        alike = collisions(paths)
        if alike:
            message = f"one name on some file systems: {', '.join(f'{one!r} and {other!r}' for one, other in alike)}"
            raise ValueError(message)
        unlisted = sorted({path for mix in self.mixes for path in mix.paths}.difference(paths))
        if unlisted:
            message = f"a mix names files that are not listed: {', '.join(unlisted)}"
            raise ValueError(message)
        places = (PACKAGE_OF_IMF, REPORTS_OF_IMF) if self.format == "imf" else (PAYLOAD,)
        outside = [path for path in paths if not path.startswith(places)]
        if outside:
            message = f"not in the payload: {', '.join(outside)}"
            raise ValueError(message)
        return self

    def statement_of(self, mix: PackagedMix) -> Statement:
        """Return everything that was stated about a mix, the other mixes included."""
        if not self.whole_delivery:
            return mix.statement
        others = tuple(other.as_companion() for other in self.mixes if other is not mix)
        return mix.statement.model_copy(update={"companions": others})

    def listing(self) -> Listing:
        """Return the manifest as one list of files among others."""
        files = {file.path: Listed(size_bytes=file.size_bytes, digests=_plain(file.digests)) for file in self.files}
        return Listing(source=MANIFEST, covers=lambda path: path.startswith(PAYLOAD), files=files)


def _plain(digests: dict[DigestName, str]) -> dict[str, str]:
    return {str(name): text for name, text in digests.items()}


def manifest_to_json(manifest: Manifest) -> bytes:
    """Return the content of a manifest file, held against the published schema before it leaves.

    Raises:
        jsonschema.ValidationError: The schema and the model contradict each other, which is a fault of this package.
    """
    document = manifest.model_dump(mode="json", by_alias=True)
    jsonschema.validate(document, read_schema("manifest"))
    return (json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def parse_manifest(content: bytes) -> tuple[Manifest | None, Read]:
    """Read a manifest: as text, as JSON, against the published schema, and by its meaning.

    Args:
        content: Not longer than `MAXIMUM_BYTES`.

    Returns:
        The manifest, None where it is refused; its listing, and what is wrong with it.
    """
    read = Read()
    try:
        document = json.loads(
            content.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_no_number, parse_int=_integer
        )
    except (ValueError, RecursionError) as error:
        read.refuse(MANIFEST, f"{MANIFEST} is not JSON that can be read.", str(error) or type(error).__name__)
        return None, read
    _note_unsafe_paths(document, read)
    faults = jsonschema.Draft202012Validator(read_schema("manifest")).iter_errors(document)
    for _, fault in zip(range(_PROBLEMS_SHOWN), faults, strict=False):
        place = "/".join(str(part) for part in fault.absolute_path) or "(whole document)"
        read.refuse(MANIFEST, f"{MANIFEST} does not follow its schema: {place}: {fault.message[:300]}.")
    if read.problems:
        return None, read
    try:
        manifest = Manifest.model_validate(document)
    except ValidationError as error:
        lines = validation_problems(error).splitlines()[:_PROBLEMS_SHOWN]
        read.refuse(MANIFEST, f"{MANIFEST} is refused.", "\n".join(line.strip() for line in lines))
        return None, read
    read.listings.append(manifest.listing())
    return manifest, read


def is_adm_package(root: Path) -> bool:
    """Say whether a folder claims to be an ADM package: its manifest says so, near its beginning."""
    return b'"format": "adm"' in _beginning(root)


def is_imf_manifest(root: Path) -> bool:
    """Say whether a folder holds the manifest of an IMF package that lies beside it."""
    return b'"format": "imf"' in _beginning(root)


def is_stem_bundle(root: Path) -> bool:
    """Say whether a folder claims to be a stem bundle: its manifest is there, whatever state it is in."""
    return bool(_beginning(root)) and not is_imf_manifest(root)


def _beginning(root: Path) -> bytes:
    """The first bytes of a manifest; none where a folder has none."""
    try:
        with (root / MANIFEST).open("rb") as file:
            beginning = file.read(_BEGINNING_BYTES)
    except OSError:
        return b""
    return beginning if b"mixgate.manifest/" in beginning else b""


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        message = "a key is given twice"
        raise ValueError(message)
    return table


def _no_number(text: str) -> float:
    message = f"{text} is no number of JSON"
    raise ValueError(message)


def _integer(text: str) -> int:
    if len(text) > 20:
        message = "a number is longer than any that a manifest needs"
        raise ValueError(message)
    return int(text)


def _note_unsafe_paths(document: Any, read: Read) -> None:
    """Name every unsafe path, whatever else is wrong: that is what an operator needs to know first."""
    for key, value in _texts(document, ""):
        fault = path_fault(value) if key in _PATH_KEYS else None
        if fault is not None:
            message = f"{MANIFEST} names {value!r}: {fault}."
            read.problems.append(Problem(kind=ProblemKind.UNSAFE, path=MANIFEST, message=message, found=repr(value)))


_PATH_KEYS: Final = frozenset({"path", "json_path", "html_path", "plan", "provenance", "dialogue", "me"})


def _texts(value: Any, key: str) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(key, value)]
    if isinstance(value, dict):
        # Places that a statement names are shown, and never opened.
        return [found for inner, item in value.items() if inner != "statement" for found in _texts(item, inner)]
    if isinstance(value, list):
        return [found for item in value for found in _texts(item, key)]
    return []
