"""The stem bundle: sound files copied byte for byte under the names of the delivery, with reports and lists.

manifest.json, manifest.json.sig      what is inside, and an optional signature over it
data/audio/                           the sound files
data/reports/                         a report for each mix and sheet; plan and provenance of corrections
bagit.txt, bag-info.txt, *manifest-*  the same folder as a BagIt bag
ascmhl/                               the same folder with an ASC Media Hash List
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from packager.fixity.listing import algorithms_for
from packager.fixity.member import PAYLOAD, collisions, path_fault
from packager.fixity.problem import ProblemKind
from packager.fixity.writing import MemberWriter
from packager.formats.refused_reports import refusal
from packager.formats.stems.manifest import (
    Manifest,
    PackagedFile,
    PackagedMix,
    PackagedReport,
    PackagedSound,
    Software,
    packaged_report,
)
from packager.formats.stems.naming import portable
from packager.formats.stems.sealing import seal
from packager.formats.stems.verify import check_integrity
from packager.staging import Stage, refuse_without_room
from specs.errors import MediaError, RefusedError, UsageError
from validator.catalogue import say
from validator.reporters.as_html import report_to_html
from validator.reporters.as_json import report_to_json
from validator.results.finding import State
from validator.results.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from packager.fixity.listing import Listed
    from packager.fixity.signature import Signer
    from packager.formats.stems.manifest import FileRole
    from packager.formats.stems.sealing import PackageOrigin
    from specs.statements.statement import FilePart, Statement
    from validator.results.measurements import Measurements
    from validator.results.report import Report
    from validator.second_pass.wanted import LeqmCalibration

AUDIO: Final = f"{PAYLOAD}audio/"
REPORTS: Final = f"{PAYLOAD}reports/"

RESERVE_BYTES: Final = 16 << 20
"""Room for lists and reports beside the sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StemFile:
    """One sound file that goes in.

    Attributes:
        source: Where it is; only ever read, unless it was made for the bundle.
        name: Its name in the bundle.
        channel: Channel label, for a file of a mono set.
        made: It was made for the bundle, in a stage beside it, and moves into it.
    """

    source: Path
    name: str
    channel: str | None = None
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedStem:
    """One mix that goes in, measured and judged under its new names.

    Attributes:
        files: Its sound files, in the order of the measurements.
        measurements: The mix as it was measured, with its files under their new names.
        statement: What was stated about it.
        reports: One for each sheet.
        plan, provenance: JSON documents of the correction it went through; None where there was none.
        dialogue, me: New name of the first file of the mix that told its dialogue from the rest; None where none did.
    """

    files: tuple[StemFile, ...]
    measurements: Measurements
    statement: Statement
    reports: tuple[Report, ...]
    plan: Mapping[str, Any] | None = None
    provenance: Mapping[str, Any] | None = None
    dialogue: str | None = None
    me: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StemOrder:
    """What is to be made.

    Attributes:
        title: Of the programme.
        original_language: BCP 47 tag; None where not stated.
        whole_delivery: True where the mixes are judged as one delivery.
        leqm_calibration: How loud the mixes are played, for Leq(m); None where not stated.
        digests: Digests asked for, beside those that every package has.
        allow_rejected: True to package what a sheet rejects, with the report inside.
        origin: Moment, host, version and identity.
        signer: Signs the manifest; None for no signature.
        total_bytes: Size of the sound files that are copied, to refuse early where the disk has no room; 0 where they
            move.
        form: The format of the package.
        needs_sheet: False where mixes may go out that no sheet was held against.
    """

    title: str
    original_language: str | None = None
    whole_delivery: bool
    leqm_calibration: LeqmCalibration | None = None
    deliverable: str | None = None
    digests: tuple[str, ...] = ()
    allow_rejected: bool = False
    origin: PackageOrigin
    signer: Signer | None = None
    total_bytes: int = 0
    form: Literal["stems", "adm"] = "stems"
    needs_sheet: bool = True

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The digests that every file has.

        Raises:
            UsageError: One that was asked for does not exist.
        """
        return algorithms_for(self.digests)

    @property
    def day(self) -> date:
        """The day that decides which waivers have expired."""
        return self.origin.created.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class StemBundle:
    """What was made.

    Attributes:
        folder: The bundle.
        manifest: Its manifest.
        deliveries: The reports on programmes in reels as a whole, and on the deliveries that the mixes came in: sound
            that is not listed is not inside.
    """

    folder: Path
    manifest: Manifest
    deliveries: tuple[Report, ...] = ()

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the reports inside say, and those on the deliveries that the mixes came in."""
        inside = [report.verdict for mix in self.manifest.mixes for report in mix.reports]
        return (*inside, *(report.verdict for report in self.deliveries))


def package_stems(
    order: StemOrder,
    judged: Iterable[JudgedStem],
    target: Path,
    show: Callable[[str, int], Callable[[int], None]] | None = None,
    *,
    wholes: Callable[[], tuple[Report, ...]] = tuple,
) -> StemBundle:
    """Make a stem bundle: the whole of it appears under its name, or nothing.

    Holds one mix's reports, and one block of a file, at a time. A refused bundle leaves its reports in a folder beside
    the target, `NAME.refused`, and nothing else.

    Args:
        order: What is to be made.
        judged: The mixes; may be measured and judged as they are asked for.
        target: The folder that is to appear.
        show: Begins a progress line for a name and a number of bytes, and returns what moves it.
        wholes: Gives the reports on what the mixes are parts of, programmes in reels and deliveries, once all mixes are
            judged.

    Raises:
        UsageError: The target exists, two files have the same name, or no sheet demands anything of any mix.
        MediaError: A source cannot be read.
        RefusedError: A sheet rejects a mix, a source changed meanwhile, or the disk is full or cannot be written.
    """
    with _stage_for(target, order) as stage:
        members = MemberWriter(stage, order.algorithms)
        packing = _Packing(stage, members, order)
        for stem in judged:
            packing.add(stem)
        deliveries = wholes()
        packing.refuse_rejected(deliveries)
        packing.copy_sound(None if show is None or not order.total_bytes else show("Copying", order.total_bytes))
        manifest = packing.manifest()
        seal(members, manifest, order.signer)
        made = check_integrity(stage.place, show=show)
        # Some systems litter even a folder that is only just made; that is no fault of the disk, and verify tells it.
        wrong = [problem.message for problem in made.problems if problem.kind is not ProblemKind.LITTER]
        if wrong:
            found = "\n".join(wrong[:10])
            raise RefusedError(
                "The package, read back, is not what was written.", where=str(stage.target), found=found,
                next_step="Check the disk.",
            )  # fmt: skip
        members.date(order.origin.created)
        stage.publish()
        return StemBundle(folder=stage.target, manifest=manifest, deliveries=deliveries)


def _stage_for(target: Path, order: StemOrder) -> Stage:
    fault = path_fault(target.name)
    if fault is not None:
        raise UsageError("The folder of a package cannot have this name.", where=str(target), found=fault)
    stage = Stage(target, into_empty=True)
    if order.total_bytes:
        refuse_without_room(stage.target.parent, order.total_bytes + RESERVE_BYTES)
    return stage


@dataclass(slots=True)
class _Packing:
    """A bundle on its way into a stage."""

    stage: Stage
    members: MemberWriter
    order: StemOrder
    mixes: list[PackagedMix] = field(default_factory=list)
    files: dict[str, Listed] = field(default_factory=dict)
    roles: dict[str, FileRole] = field(default_factory=dict)
    sounds: list[tuple[StemFile, dict[str, str]]] = field(default_factory=list)

    def add(self, stem: JudgedStem) -> None:
        """Write the reports of a mix, and note its sound files."""
        measured = stem.measurements
        known = [file for file, _ in self.sounds]
        for file in stem.files:
            if file not in known:  # several mixes may be parts of one file
                self.sounds.append((file, measured.digests.get(file.name, {})))
        self._refuse_alike()
        label = self._label(stem.files[0].name, stem.statement.part)
        mix = PackagedMix(
            name=measured.name,
            statement=stem.statement.model_copy(update={"companions": None}),
            layout=measured.layout,
            files=tuple(
                PackagedSound(path=AUDIO + file.name, channel=file.channel, source_name=file.source.name)
                for file in stem.files
            ),
            reports=tuple(self._report(label, report) for report in stem.reports),
            plan=self._document(label, "plan", stem.plan),
            provenance=self._document(label, "provenance", stem.provenance),
            dialogue=None if stem.dialogue is None else AUDIO + stem.dialogue,
            me=None if stem.me is None else AUDIO + stem.me,
        )
        self.mixes.append(mix)

    def _label(self, name: str, part: FilePart | None) -> str:
        """Return what the documents of a mix are called: its file's name, with the ending where two share the rest.

        Those of a part of a file have the name of the part behind it.
        """
        stem = name.rpartition(".")[0] or name
        if part is not None:
            return f"{stem}.{portable(part.name) or 'part'}"
        taken = any(path.startswith(f"{REPORTS}{stem}.") for path in self.files)
        return name if taken else stem

    def _refuse_alike(self) -> None:
        names = [file.name for file, _ in self.sounds]
        twice = sorted(name for name, count in Counter(names).items() if count > 1)
        alike = [f"{one} and {other}" for one, other in collisions(names)]
        if twice or alike:
            raise UsageError(
                "Files of the package would have the same name.",
                found=", ".join([*twice, *alike]),
                expected="names that differ in more than case",
                next_step="Give a template for names in which they differ, for example with {kind} or {name}.",
                code="package.names-alike",
            )

    def _report(self, label: str, report: Report) -> PackagedReport:
        base = f"{REPORTS}{label}.{report.sheet.id}.report"
        if f"{base}.json" in self.files:
            raise UsageError("Two sheets have the same id.", found=report.sheet.id, next_step="Give one of the two.")
        self._write(f"{base}.json", "report", report_to_json(report).encode())
        self._write(f"{base}.html", "report", report_to_html(report).encode())
        return packaged_report(report, base)

    def _document(self, label: str, role: FileRole, document: Mapping[str, Any] | None) -> str | None:
        if document is None:
            return None
        path = f"{REPORTS}{label}.{role}.json"
        content = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        self._write(path, role, content.encode())
        return path

    def _write(self, path: str, role: FileRole, content: bytes) -> None:
        self.files[path] = self.members.write(path, content)
        self.roles[path] = role

    def refuse_rejected(self, deliveries: Sequence[Report]) -> None:
        """Refuse a bundle with a rejected mix, of a rejected delivery, or of which nothing was judged."""
        reports = [(mix, report) for mix in self.mixes for report in mix.reports]
        if not reports and self.order.needs_sheet:
            raise UsageError(
                "No sheet demands anything of these mixes, so nothing says that they may go out.",
                next_step="Name another sheet, or state the kind of mix.",
                code="package.nothing-judged",
            )
        rejected = [
            f"{mix.name}: {report.sheet} {report.deliverable}"
            for mix, report in reports
            if report.verdict is Verdict.REJECTED
        ]
        rejected += [
            f"{whole.name}: {say(finding.reason)}"
            for whole in deliveries
            for finding in whole.findings
            if finding.state is State.FAIL
        ]
        if not rejected or self.order.allow_rejected:
            return
        raise refusal(self.stage.target, rejected, self._write_reports)

    def _write_reports(self, refused: Stage) -> None:
        reports = MemberWriter(refused, ())
        for path, role in self.roles.items():
            if role == "report":
                reports.copy(self.stage.place / path, path.removeprefix(REPORTS))
        reports.date(self.order.origin.created)

    def copy_sound(self, progress: Callable[[int], None] | None) -> None:
        """Copy or move every sound file, and see that it is still the one that was measured.

        What was made for the bundle is not digested once more: the whole bundle is read back before it is published.
        """
        done_bytes = 0
        for file, measured in self.sounds:
            before = done_bytes

            def move(count: int, before: int = before) -> None:
                if progress is not None:
                    progress(before + count)

            if file.made and set(measured) >= set(self.order.algorithms):
                listed = self.members.move(file.source, AUDIO + file.name, measured)
                move(listed.size_bytes or 0)
            else:
                listed = self.members.copy(file.source, AUDIO + file.name, move)
            changed = [name for name, text in measured.items() if listed.digests.get(name, text) != text]
            if changed:
                raise MediaError(
                    "The file has changed since it was measured.",
                    where=str(file.source),
                    next_step="Wait until the file is complete, and package again.",
                )
            self.files[AUDIO + file.name] = listed
            self.roles[AUDIO + file.name] = "audio"
            done_bytes += listed.size_bytes or 0

    def manifest(self) -> Manifest:
        """Return the manifest of what has been written."""
        order = self.order
        files = [
            {
                "path": path,
                "role": self.roles[path],
                "size_bytes": self.files[path].size_bytes,
                "digests": self.files[path].digests,
            }
            for path in sorted(self.files)
        ]
        return Manifest.model_validate(
            {
                "schema": "mixgate.manifest/2",
                "format": order.form,
                "id": order.origin.identify(self.files),
                "created": order.origin.created,
                "host": order.origin.host,
                "tool": Software(version=order.origin.version),
                "title": order.title,
                "original_language": order.original_language,
                "whole_delivery": order.whole_delivery,
                "leqm_calibration": None if order.leqm_calibration is None else order.leqm_calibration.option,
                "deliverable": order.deliverable,
                "mixes": self.mixes,
                "files": [PackagedFile.model_validate(file) for file in files],
            }
        )


def under_new_names(measurements: Measurements, files: Sequence[StemFile]) -> Measurements:
    """Return measurements that name files as they will be named.

    Args:
        measurements: Of the files as they are.
        files: The same files, in the order of the measurements.
    """
    facts = tuple(
        fact.model_copy(update={"name": file.name}) for fact, file in zip(measurements.files, files, strict=True)
    )
    digests = {file.name: measurements.digests.get(file.source.name, {}) for file in files}
    return measurements.model_copy(update={"files": facts, "digests": digests})
