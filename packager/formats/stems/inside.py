"""The mixes inside a package, stated as they were when it was made, measured again, each file once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from packager.fixity.problem import Problem
from packager.formats.stems.reports_inside import report_inside
from specs.errors import ToolError
from specs.vocabulary import parse_layout
from validator.delivery.dialogue_guides import MixFiles
from validator.delivery.ingest.mixes import Mix
from validator.delivery.measured import Scans, measure_mix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from packager.formats.stems.manifest import Manifest, PackagedMix
    from packager.formats.stems.verify import Integrity
    from specs.loader import LoadedSheet
    from validator.measuring.measure import MeasureOptions
    from validator.progress import Show
    from validator.results.measurements import Measurements


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredInside:
    """One mix of a package, measured again.

    Attributes:
        packaged: The mix as the manifest lists it.
        measurements: None where its files, or those of its guide, are not as they were packaged, or cannot be read.
        error: Why it cannot be read; None where it could, and where its files are not as they were packaged.
        mix: The mix that was measured; None where none was.
    """

    packaged: PackagedMix
    measurements: Measurements | None
    error: ToolError | None = None
    mix: Mix | None = None


def mixes_inside(integrity: Integrity, manifest: Manifest) -> dict[str, Mix]:
    """Return the mixes whose files are as they were packaged, by the path of their first file and their part of it."""
    whole = {key_of(packaged): packaged for packaged in manifest.mixes if _is_whole(integrity, packaged)}
    found: dict[str, Mix] = {}
    for path, packaged in whole.items():
        guides = [guide for guide in (packaged.dialogue, packaged.me) if guide is not None]
        if all(guide in whole for guide in guides):
            found[path] = _mix(integrity, manifest, packaged, whole)
    return found


def key_of(packaged: PackagedMix) -> str:
    """The path of a mix's first file; several mixes of one file have their part behind it."""
    part = packaged.statement.part
    return packaged.files[0].path if part is None else f"{packaged.files[0].path}#{part.name}"


def _is_whole(integrity: Integrity, packaged: PackagedMix) -> bool:
    bad = {problem.path for problem in integrity.problems}
    present = integrity.tree.sizes_bytes
    return all(file.path in present and file.path not in bad for file in packaged.files)


def _mix(integrity: Integrity, manifest: Manifest, packaged: PackagedMix, whole: dict[str, PackagedMix]) -> Mix:
    files = _files(integrity, packaged)
    return Mix(
        statement=manifest.statement_of(packaged),
        paths=files.paths,
        roles=files.roles,
        stem=None if packaged.dialogue is None else _files(integrity, whole[packaged.dialogue]),
        me=None if packaged.me is None else _files(integrity, whole[packaged.me]),
    )


def _files(integrity: Integrity, packaged: PackagedMix) -> MixFiles:
    root = integrity.tree.root
    layout = packaged.statement.layout
    roles = {root / file.path: file.channel for file in packaged.files if file.channel is not None}
    return MixFiles(
        paths=tuple(root / file.path for file in packaged.files),
        roles=roles if len(packaged.files) > 1 else None,
        layout=None if layout is None else parse_layout(layout),
        named=True,
    )


def measured_inside(
    integrity: Integrity,
    manifest: Manifest,
    measuring: MeasureOptions,
    sheets_for: Callable[[PackagedMix], Sequence[LoadedSheet]],
    show: Show,
) -> Iterator[MeasuredInside]:
    """Measure the mixes of a package again, in the order of its manifest.

    Args:
        integrity: What is in the folder.
        manifest: Its manifest.
        measuring: How to measure.
        sheets_for: The sheets that a mix will be held against: some ask for readings that others do not need.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.
    """
    mixes = mixes_inside(integrity, manifest)
    scans = Scans(list(mixes.values()), measuring.digests)
    for packaged in manifest.mixes:
        mix = mixes.get(key_of(packaged))
        if mix is None:
            yield MeasuredInside(packaged=packaged, measurements=None)
            continue
        try:
            found = measure_mix(mix, measuring, show, scans=scans, sheets=sheets_for(packaged))
        except ToolError as error:
            scans.give_up(mix)
            yield MeasuredInside(packaged=packaged, measurements=None, error=error)
            continue
        yield MeasuredInside(packaged=packaged, measurements=_with_dialogue(found, packaged, integrity), mix=mix)


def _with_dialogue(found: Measurements, packaged: PackagedMix, integrity: Integrity) -> Measurements:
    """Where what told dialogue from the rest is not in the package, its readings are in the report inside."""
    if found.dialogue is not None or not packaged.reports:
        return found
    inside = report_inside(integrity, packaged.reports[0])
    if isinstance(inside, Problem) or inside is None or inside.measurements is None:
        return found
    return found.model_copy(update={"dialogue": inside.measurements.dialogue})
