"""From the mixes of a delivery to those of a package: their new names, their measurements, their reports."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from packager.fixing.apply import LOG_ENDING
from packager.fixity.signature import load_signer
from packager.formats.stems.bundle import JudgedStem, StemFile, StemOrder, under_new_names
from packager.formats.stems.naming import NameFacts, names_of, sheet_patterns
from packager.formats.stems.sealing import PackageOrigin
from specs.errors import UsageError
from specs.real_path import real_path
from specs.statements.delivery_loading import load_delivery_in_parts
from validator.delivery.ingest.folders_within import delivery_file_in
from validator.delivery.measured import Scans, measure_mix
from validator.measuring.measure import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from packager.formats.orders import PackageOrder
    from specs.loader import LoadedSheet
    from specs.statements.delivery import Delivery
    from specs.statements.statement import Companion
    from validator.audio.programme import Programme
    from validator.delivery.ingest.mixes import Mix
    from validator.delivery.judged import Judging
    from validator.measuring.measure import MeasureOptions

MAXIMUM_DOCUMENT_BYTES: Final = 64 * 1024 * 1024
"""A log of corrections longer than this is a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What names are made of, beside the mixes themselves.

    Attributes:
        title: Of the programme.
        version: Version of the delivery.
        template: None keeps names that the sheets' patterns take, and names the others by the default template.
        deliverable: Deliverable of the sheet; None lets kind and layout say.
    """

    title: str
    version: str
    template: str | None = None
    deliverable: str | None = None


def stem_order(order: PackageOrder) -> tuple[StemOrder, Naming]:
    """Return the order for the packager, without sizes yet, and what names are made of.

    Raises:
        UsageError: Nothing says the title, the key is none, or the inputs are of several deliveries.
    """
    delivery = delivery_of(order.inputs)
    title = order.title or (delivery.title if delivery else None)
    if title is None:
        raise UsageError(
            "A package needs the title of the programme.", next_step="State the title.", code="package.title-missing"
        )
    wanted = order.measuring.wanted
    stems = StemOrder(
        title=title,
        original_language=order.stated.original_language or (delivery.original_language if delivery else None),
        whole_delivery=delivery is not None,
        leqm_calibration=None if wanted is None else wanted.leqm,
        deliverable=order.deliverable,
        digests=order.measuring.digests,
        allow_rejected=order.allow_rejected,
        origin=PackageOrigin(
            created=order.created, host=order.host, version=order.measuring.version, identity=order.identity
        ),
        signer=None if order.signing_key is None else load_signer(order.signing_key),
    )
    naming = Naming(title=title, version=order.delivery_version, template=order.template, deliverable=order.deliverable)
    return stems, naming


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMix:
    """A mix under the names that its files will have.

    Attributes:
        mix: The mix, as it was handed in.
        files: Its files, in the order they are read.
        size_bytes: Of its files.
    """

    mix: Mix
    files: tuple[StemFile, ...]
    size_bytes: int

    @property
    def name(self) -> str:
        """How reports call it."""
        return self.mix.statement.name or name_of([Path(file.name) for file in self.files])

    def among(self, everyone: Sequence[Companion]) -> Mix:
        """Return the mix, knowing the others of its delivery by their new names."""
        stated = self.mix.statement
        if stated.companions is None:
            return self.mix
        others = tuple(other for other in everyone if other.path != self.mix.path)
        return replace(self.mix, statement=stated.model_copy(update={"companions": others}))


def know_each_other(mixes: Sequence[Mix]) -> bool:
    """Tell whether mixes are one delivery, to be judged as one when their package is verified.

    A folder without a delivery file is a delivery too, and bare files are none.
    """
    return bool(mixes) and all(one.statement.companions is not None for one in mixes)


def delivery_of(inputs: Sequence[Path]) -> Delivery | None:
    """Return the delivery among the inputs; None where they are sound files.

    Raises:
        UsageError: Several deliveries, or a delivery and other files: a package is of one title.
    """
    places = [delivery_file_in(path) or path for path in inputs]
    found = [path for path in places if path.suffix.lower() == ".toml"]
    if not found:
        return None
    if len(places) > 1:
        raise UsageError("A package is of one delivery.", found=", ".join(str(path) for path in inputs))
    return load_delivery_in_parts(found[0]).delivery


def named_mixes(mixes: Sequence[Mix], sheets: Sequence[LoadedSheet], naming: Naming) -> list[NamedMix]:
    """Open every mix and name its files.

    Raises:
        MediaError: One cannot be read.
        UsageError: The template makes no name that can be used, or a file holds several mixes.
    """
    return [_named(mix, sheets, naming) for mix in mixes]


def _named(mix: Mix, sheets: Sequence[LoadedSheet], naming: Naming) -> NamedMix:
    if mix.statement.part is not None:
        raise UsageError(
            "A bundle holds files as they are, and this file holds several mixes.",
            where=mix.path,
            next_step="Export each of them to a file of its own.",
            code="package.part-of-a-file",
        )
    programme = mix.open()
    labels = _labels(programme)
    stated = mix.statement
    facts = [
        NameFacts(
            title=naming.title,
            kind=stated.kind,
            language=stated.language,
            layout=programme.layout,
            reel=stated.reel,
            episode=stated.episode,
            sample_rate_hz=file.sample_rate_hz,
            word_length_bits=file.word_length_bits,
            picture_rate=stated.programme.frame_rate,
            version=naming.version,
            channel=label,
            name=path.name,
        )
        for path, file, label in zip(programme.paths, programme.files, labels, strict=True)
    ]
    patterns = sheet_patterns((loaded.sheet for loaded in sheets), stated.kind, programme.layout, naming.deliverable)
    names = names_of(facts, naming.template, patterns)
    return NamedMix(
        mix=mix,
        files=tuple(
            StemFile(source=path, name=new, channel=label)
            for path, new, label in zip(programme.paths, names, labels, strict=True)
        ),
        size_bytes=sum(file.size_bytes for file in programme.files),
    )


def _labels(programme: Programme) -> tuple[str | None, ...]:
    """Return the channel label of each file of a mono set; None for an interleaved file."""
    if len(programme.files) == 1 or programme.layout is None:
        return (None,) * len(programme.files)
    return programme.layout.labels


def judged_stems(
    named: Sequence[NamedMix],
    judging: Judging,
    options: MeasureOptions,
    *,
    show: Callable[[str, int], Callable[[int], None]],
) -> Iterator[JudgedStem]:
    """Measure and judge mixes under their new names, one at a time.

    What was stated about a mix, and its place in the delivery, stay as they were handed in: a waiver means here what it
    meant when the delivery was checked.

    Args:
        named: The mixes.
        judging: The sheets, and how to judge.
        options: How to measure; its digests are compared with what is copied.
        show: Begins a progress line for a name and a number of samples, and returns what moves it.

    Raises:
        MediaError: A mix cannot be read.
        UsageError: A sheet demands nothing of a mix that is no part of a delivery.
    """
    scans = Scans([one.mix for one in named], options.digests)
    everyone = [one.mix.as_companion().model_copy(update={"name": one.name}) for one in named]
    for one in named:
        mix = one.among(everyone)
        measured = measure_mix(mix, options, show, scans=scans, sheets=judging.sheets)
        measured = under_new_names(measured, one.files).model_copy(update={"name": one.name})
        result = judging.judged(measured, mix.statement)
        for error in result.errors:
            raise error
        log = _log([file.source for file in one.files])
        yield JudgedStem(
            files=one.files,
            measurements=measured,
            statement=mix.statement,
            reports=result.reports,
            plan=None if log is None else log.get("plan"),
            provenance=log,
            dialogue=_first_name(named, () if mix.stem is None else mix.stem.paths),
            me=_first_name(named, () if mix.me is None else mix.me.paths),
        )


def _first_name(named: Sequence[NamedMix], paths: Sequence[Path]) -> str | None:
    """Return the new name of the first file of the mix that has these files; None where none of the package has."""
    wanted = {real_path(path) for path in paths}
    for one in named:
        if wanted == {real_path(file.source) for file in one.files}:
            return one.files[0].name
    return None


def _log(sounds: Sequence[Path]) -> dict[str, Any] | None:
    """Return the log that `mixgate fix` left beside a file, or beside the folder of a set; None where there is none."""
    written = sounds[0] if len(sounds) == 1 else sounds[0].parent
    place = written.with_name(written.name + LOG_ENDING)
    if not place.is_file():
        return None
    try:
        with place.open("rb") as file:
            content = file.read(MAXIMUM_DOCUMENT_BYTES + 1)
        document = json.loads(content.decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError("The log of a correction beside a sound file cannot be read.", where=str(place)) from error
    if len(content) > MAXIMUM_DOCUMENT_BYTES or not isinstance(document, dict):
        raise UsageError(
            "What lies beside a sound file is not the log of a correction.", where=str(place), expected="a JSON object"
        )
    return document
