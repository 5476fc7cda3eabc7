"""What a delivery holds, gathered while its mixes are judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.real_path import real_path
from validator.comparisons.fold_down.fold_down_model import FoldDownKind
from validator.delivery.consistency.sisters import sister_readings
from validator.delivery.consistency.wrong_guides import OTHER_LINES, refused_guides
from validator.judging.waivers import has_effect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from specs.message import Message
    from specs.statements.statement import GivenWaiver, Statement
    from specs.vocabulary import MixKind, Version
    from validator.conformance import Fault
    from validator.delivery.consistency.sisters import SisterReadings
    from validator.delivery.ingest.inputs import DeliveryFolder
    from validator.delivery.ingest.mixes import Mix
    from validator.results.measurements import Measurements
    from validator.results.report import Report

CONTENT_DIGEST: Final = "xxh3"
"""Tells the same content under two names, at the speed of memory; it is no proof against forgery and need not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredMix:
    """A mix of the delivery, as far as completeness asks.

    Attributes:
        path: Its identity.
        kind, language, version, reel, episode: As stated.
        layout: As measured; `2 channels` where it is not known what they are. None where it was not measured.
        sample_count, sample_rate_hz: As measured; None where it was not.
        digests: Digest of the content of each of its files, by path on disk; empty where none was made.
        files: Its files; several mixes may be parts of one.
        header_language: What its header says is spoken; None where it says nothing.
        refused_guides: Stem and M&E of the delivery that do not hold against the mix: identity and reason.
        readings: What is held against its sisters in other languages; None where it has none.
        channel_count: As measured; None where it was not.
        has_stated_layout: Whether somebody states what its channels are.
        is_voice_over: Whether it is stated to be a dub under which the original sounds.
        is_of_another: Whether it does not hold against its own surround mix, or its own stem says other lines than it.
    """

    path: str
    kind: MixKind
    language: str | None
    version: Version | None
    reel: int | None
    episode: str | None
    layout: str | None
    sample_count: int | None
    sample_rate_hz: int | None
    digests: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    header_language: str | None = None
    refused_guides: tuple[tuple[str, Message], ...] = ()
    readings: SisterReadings | None = None
    channel_count: int | None = None
    has_stated_layout: bool = False
    is_voice_over: bool = False
    is_of_another: bool = False

    @property
    def seconds(self) -> float | None:
        """Its length."""
        if self.sample_count is None or not self.sample_rate_hz:
            return None
        return self.sample_count / self.sample_rate_hz


@dataclass(slots=True, kw_only=True)
class Contents:
    """What a delivery holds, gathered while its mixes are judged.

    Attributes:
        folder: The folder of the delivery; None where nothing but measurements is at hand.
        name: How reports call it.
        folder_name: Of the folder.
        known: What was found wrong with the folder before; empty where it is at hand.
        mixes: Those that were handed in, in their order.
        listed: Files on disk that are parts of a mix, or tell the dialogue of one.
        waivers: What is forgiven in it.
        today: The day that decides which waivers have expired.
        effective: The waivers that forgave something.
    """

    folder: DeliveryFolder | None
    name: str
    folder_name: str
    today: date
    known: tuple[Fault, ...] = ()
    mixes: list[DeliveredMix] = field(default_factory=list)
    listed: set[Path] = field(default_factory=set)
    waivers: tuple[GivenWaiver, ...] = ()
    effective: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, folder: DeliveryFolder, today: date) -> Contents:
        """Begin with the contents of a delivery that was handed in."""
        folder_name = real_path(folder.folder).name
        name = folder_name if folder.delivery is None else folder.delivery.title
        return cls(folder=folder, name=name, folder_name=folder.folder.name, today=today)

    def add(self, mix: Mix, measurements: Measurements | None, reports: Sequence[Report]) -> None:
        """Take note of a mix that was judged, or could not be."""
        refused = () if measurements is None else tuple(refused_guides(mix, measurements))
        self.list_files(mix)
        self._add(_delivered(mix.statement, mix.path, measurements, refused, mix.paths), mix.statement, reports)

    def list_files(self, mix: Mix) -> None:
        """Take note of the files of a mix: they are listed."""
        self.listed |= {real_path(path) for path in mix.paths_read}

    def add_measured(self, saved: Measurements, statement: Statement, reports: Sequence[Report]) -> None:
        """Take note of a mix of which only the measurements are at hand, and that was judged by them."""
        found = () if saved.delivery is None else saved.delivery.refused_guides
        refused = tuple((one.file, one.why) for one in found)
        files = (Path((statement.path or saved.name).partition("#")[0]),)
        self._add(_delivered(statement, statement.path or saved.name, saved, refused, files), statement, reports)

    def _add(self, mix: DeliveredMix, statement: Statement, reports: Sequence[Report]) -> None:
        self.mixes.append(mix)
        self.waivers = statement.waivers or self.waivers
        self.take_note(reports)

    def take_note(self, reports: Sequence[Report]) -> None:
        """Take note of what was forgiven in reports on mixes of the delivery."""
        self.effective |= {index for index, given in enumerate(self.waivers) if has_effect(given, reports)}

    @property
    def root(self) -> Path:
        """The folder on disk."""
        assert self.folder is not None, "a folder that is not at hand is not searched"
        return self.folder.folder

    @property
    def has_list(self) -> bool:
        """Whether a delivery file says what belongs to it."""
        return self.folder is not None and self.folder.delivery is not None

    def holds(self, mix: Mix) -> bool:
        """Say whether a mix is one of this delivery."""
        return real_path(mix.paths[0]).is_relative_to(real_path(self.root))


def _delivered(
    statement: Statement,
    path: str,
    measurements: Measurements | None,
    refused: tuple[tuple[str, Message], ...],
    files: tuple[Path, ...],
) -> DeliveredMix:
    made = {} if measurements is None else measurements.digests
    return DeliveredMix(
        path=path,
        kind=statement.kind,
        language=statement.language,
        version=statement.version,
        reel=statement.reel,
        episode=statement.episode,
        layout=None if measurements is None else _layout_of(measurements),
        sample_count=None if measurements is None else measurements.sample_count,
        sample_rate_hz=None if measurements is None else measurements.sample_rate_hz,
        digests=tuple(each.get(CONTENT_DIGEST) or each[min(each)] for each in made.values() if each),
        files=files,
        header_language=None if measurements is None else measurements.files[0].language,
        refused_guides=refused,
        readings=None if measurements is None or statement.language is None else sister_readings(measurements),
        channel_count=None if measurements is None else len(measurements.channel_labels),
        has_stated_layout=statement.layout is not None,
        is_voice_over=statement.programme.dubbed_as == "voice-over",
        is_of_another=any(why.code in OTHER_LINES for _, why in refused)
        or (measurements is not None and _is_of_another_surround(measurements)),
    )


def _is_of_another_surround(measurements: Measurements) -> bool:
    others = {FoldDownKind.OTHER_VERSION, FoldDownKind.NOT_A_FOLD_DOWN}
    return any(one.fold_down is not None and one.fold_down.kind in others for one in measurements.comparisons)


def _layout_of(measurements: Measurements) -> str:
    return measurements.layout or count_of(len(measurements.channel_labels), "channel", "channels")
