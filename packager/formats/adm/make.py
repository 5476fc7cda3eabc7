"""Makes an ADM package: the beds are measured, written into one file, read back, measured again, judged and listed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from packager.formats.adm.beds import bed_sources, start_sample
from packager.formats.adm.rewrap import replacements, write_rewrapped
from packager.formats.adm.write import (
    PROFILES,
    AdmOrder,
    ProgrammeOfBeds,
    SumOfBeds,
    programmes_of,
    stated_loudness,
    write_adm,
)
from packager.formats.packaged_inputs import packaged_inputs
from packager.formats.stems.bundle import StemFile, package_stems
from packager.formats.stems.naming import portable
from packager.formats.stems.prepare import NamedMix, delivery_of, judged_stems, know_each_other, stem_order
from packager.staging import Stage, refuse_without_room
from specs.errors import RefusedError, UsageError
from validator.catalogue import say
from validator.delivery.conformity import conformance_report
from validator.delivery.consistency.completeness import delivery_report
from validator.delivery.consistency.contents import Contents
from validator.delivery.ingest.file_parts import parts_of_file
from validator.delivery.judged import Judging
from validator.delivery.measured import measure_mix
from validator.measuring.measure import measure
from validator.progress import Show, unseen
from validator.results.finding import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from packager.formats.adm.beds import BedSource
    from packager.formats.orders import PackageOrder
    from packager.formats.stems.bundle import JudgedStem, StemBundle
    from specs.statements.statement import FilePart
    from validator.results.measurements import Measurements
    from validator.results.report import Report

AGREEMENT_DB: Final = 0.005
"""A bed read back from the file agrees with its mix within half the last digit that is written. Samples are the same,
so it is the same reading but for the order of additions."""

_ENDING: Final = ".wav"


def make_adm(order: PackageOrder, target: Path, show: Show = unseen) -> StemBundle:
    """Make an ADM package.

    Args:
        order: What is to be packaged; its inputs are the beds. Sheets are optional.
        target: The folder that is to appear.
        show: Begins a progress line, and returns what moves it.

    Raises:
        ToolError: An input that gives no mix, what `bed_sources` and `package_stems` refuse, and a file that, read
            back, is not what was to be written.
    """
    if order.adm_profile not in PROFILES:
        raise UsageError(
            "There is no such profile to build by.", found=order.adm_profile, expected=" or ".join(PROFILES)
        )
    if order.adm_beds and order.adm_master is None:
        raise UsageError(
            "A bed is named only where it is to be replaced in a master, and there is none.",
            found=", ".join(order.adm_beds),
        )
    found = packaged_inputs(order)
    delivery = delivery_of(order.inputs)
    title = order.title or (delivery.title if delivery else None) or target.name
    stems, _ = stem_order(replace(order, title=title))
    sources = bed_sources(found.mixes, mono=order.adm_master is not None)
    name = f"{portable(order.template or title) or 'programme'}{_ENDING}"
    replaced = None if order.adm_master is None else replacements(order.adm_master, sources, order.adm_beds)
    read = [path for one in sources for path in one.mix.paths_read]
    read += [] if order.adm_master is None else [order.adm_master]
    with Stage(target.with_name(f"{target.name}.{name}"), sources=read) as stage:
        _refuse_without_room(target, sources, order.adm_master)
        measuring = replace(order.measuring, digests=stems.algorithms)
        measured = [measure_mix(one.mix, measuring, show) for one in sources]
        moved = show(name, sources[0].programme.sample_count)
        if order.adm_master is not None and replaced is not None:
            write_rewrapped(order.adm_master, stage.place, replaced, moved)
            parts: list[FilePart | None] = [one.part for one in replaced]
            _refuse_new_faults(stage.place, order.adm_master)
        else:
            write_adm(stage.place, _file_order(order, title, sources, measured, show), moved)
            parts = _parts_read_back(stage.place, name, sources)
        named = _named(stage.place, name, sources, parts)
        judging = Judging(
            sheets=order.sheets, version=order.measuring.version, day=stems.day, deliverable=order.deliverable
        )
        stems = replace(
            stems,
            form="adm",
            needs_sheet=False,
            total_bytes=0,
            whole_delivery=stems.whole_delivery or know_each_other([one.mix for one in sources]),
        )
        judged = _as_measured_before(judged_stems(named, judging, measuring, show=show), measured)
        deliveries = [Contents.of(folder, stems.day) for folder in found.deliveries]

        def wholes() -> tuple[Report, ...]:
            return tuple(delivery_report(each, version=order.measuring.version) for each in deliveries)

        return package_stems(stems, _noted(judged, sources, measured, deliveries), target, show, wholes=wholes)


def _noted(
    judged: Iterable[JudgedStem],
    sources: Sequence[BedSource],
    measured: Sequence[Measurements],
    deliveries: Sequence[Contents],
) -> Iterator[JudgedStem]:
    """Yield beds as they are judged, and let the delivery that their mixes came in take note of each.

    The delivery is judged as it was handed in: by the files of the mixes, not by the one file that was made of them.
    """
    for one, source, readings in zip(judged, sources, measured, strict=True):
        for delivery in deliveries:
            if delivery.holds(source.mix):
                delivery.add(source.mix, readings, one.reports)
        yield one


def _refuse_without_room(target: Path, sources: Sequence[BedSource], master: Path | None) -> None:
    """The file is written once, and moves into the package."""
    samples = sources[0].programme.sample_count * sum(len(one.places) for one in sources)
    size = 3 * samples if master is None else master.stat().st_size
    if target.parent.is_dir():
        refuse_without_room(target.parent, size)


def _file_order(
    order: PackageOrder, title: str, sources: tuple[BedSource, ...], measured: Sequence[Measurements], show: Show
) -> AdmOrder:
    """What is written, with the loudness of each bed and of each programme."""
    of_bed = {id(one): stated_loudness(readings) for one, readings in zip(sources, measured, strict=True)}
    programmes: list[ProgrammeOfBeds] = []
    for one in programmes_of(sources, title):
        loudness = of_bed[id(one.beds[0])] if len(one.beds) == 1 else None
        if len(one.beds) > 1:
            try:
                together = SumOfBeds(one.beds)
            except UsageError:
                together = None
            if together is not None:
                loudness = stated_loudness(measure(together, order.measuring.named(one.name), show))
        programmes.append(replace(one, loudness=loudness))
    return AdmOrder(
        profile=order.adm_profile,
        sources=sources,
        programmes=tuple(programmes),
        bed_loudness=tuple(of_bed[id(one)] for one in sources),
        start_sample=start_sample(sources),
        created=order.created,
        version=order.measuring.version,
        title=title,
    )


def _parts_read_back(path: Path, name: str, sources: tuple[BedSource, ...]) -> list[FilePart | None]:
    """Return the beds of the file as it was written; None for one that is all of it.

    Raises:
        RefusedError: The reader finds other beds, or a fault.
    """
    faults = _faults(path)
    parts = [one for one in parts_of_file(path) if one.part.programme_id is None]
    expected = [one.name.replace("/", "-").replace("#", "-") for one in sources]
    if faults or (len(sources) > 1 and [one.part.name for one in parts] != expected):
        told = sorted(faults) or [one.part.name for one in parts]
        raise RefusedError("The ADM file, read back, is not what was written.", where=name, found="; ".join(told))
    return [one.part for one in parts] or [None]


def _faults(path: Path) -> set[str]:
    report = conformance_report(path, ("bs2088", "bs2076"), version="")
    return {say(finding.reason) for finding in report.findings if finding.state is not State.PASS}


def _refuse_new_faults(path: Path, master: Path) -> None:
    """A master keeps the faults that it has, and gets no other."""
    fresh = _faults(path) - _faults(master)
    if fresh:
        raise RefusedError("The new file has faults that the master has not.", found="; ".join(sorted(fresh)))


def _named(path: Path, name: str, sources: tuple[BedSource, ...], parts: Sequence[FilePart | None]) -> list[NamedMix]:
    """Return the beds as mixes of the file, each with what was stated of the mix that it was made of."""
    size = path.stat().st_size
    mixes: list[NamedMix] = []
    for part, one in zip(parts, sources, strict=True):
        layout = one.layout if part is None else part.layout
        bed = one.name if part is None else part.name
        stated = one.mix.statement.model_copy(update={"part": part, "layout": layout, "name": f"{name}#{bed}"})
        inner = replace(one.mix, statement=stated, paths=(path,), roles=None)
        mixes.append(NamedMix(mix=inner, files=(StemFile(source=path, name=name, made=True),), size_bytes=size))
    return mixes


def _as_measured_before(judged: Iterable[JudgedStem], before: Sequence[Measurements]) -> Iterator[JudgedStem]:
    """Yield the beds as they were read back from the file, and refuse one whose reading is not that of its mix."""
    for one, first in zip(judged, before, strict=True):
        for name in ("integrated_lkfs", "max_true_peak_dbtp", "loudness_range_lu"):
            expected, found = getattr(first, name), getattr(one.measurements, name)
            if expected is None and found is None:
                continue
            if expected is None or found is None or abs(expected - found) > AGREEMENT_DB:
                raise RefusedError(
                    "A bed of the ADM file, measured again, is not the mix that it was made of.",
                    where=first.name,
                    found=f"{name} {found}",
                    expected=str(expected),
                )
        yield one
