"""What a caller hands in: sound, folders and deliveries, and packages, which state themselves what they hold."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from specs.errors import UsageError
from specs.loader import LoadedSheet, load_sheet
from validator.delivery.ingest.inputs import mixes_of
from validator.names.words import SOUND_ENDINGS
from validator.results.report import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packager.formats.package import PackageFormat
    from validator.delivery.gate import Gate
    from validator.delivery.ingest.inputs import Inputs
    from validator.delivery.ingest.mixes import Mix
    from validator.delivery.ingest.stated import Stated
    from validator.delivery.judged import Judging, MixResult
    from validator.measuring.measure import MeasureOptions
    from validator.progress import Show

_NO_LISTS: Final = frozenset({*SOUND_ENDINGS, ".toml"})
"""Endings of files that are judged themselves: they are no digest lists."""

AnyPath: TypeAlias = "str | os.PathLike[str]"
AnySheet: TypeAlias = "str | os.PathLike[str] | LoadedSheet"
"""A sheet by its id, by the path of its file, or loaded."""


def as_paths(inputs: AnyPath | Sequence[AnyPath]) -> list[Path]:
    """Return one input or several as paths.

    Raises:
        UsageError: An empty text, which would be the current folder.
    """
    given = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    if any(os.fspath(one) == "" for one in given):
        raise UsageError("An input is empty.", expected="files, folders or delivery files")
    return [Path(one) for one in given]


def as_sheets(sheets: AnySheet | Sequence[AnySheet]) -> tuple[LoadedSheet, ...]:
    """Return one sheet or several, loaded, each once.

    Raises:
        UsageError: There is none.
        SheetError: One does not exist, or is invalid.
    """
    given = [sheets] if isinstance(sheets, (str, os.PathLike, LoadedSheet)) else list(sheets)
    if not given:
        raise UsageError("No sheet is named.", expected="at least one sheet, by its id, its path, or loaded")
    found = [one if isinstance(one, LoadedSheet) else load_sheet(os.fspath(one)) for one in given]
    return tuple({loaded.sheet.id: loaded for loaded in found}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """Everything that a caller handed in.

    Attributes:
        sound: Sound files, folders and deliveries as mixes, of which each file is scanned once.
        packages: Packages and their formats, in their order; each is a run of its own.
        listed: Sound files that were named and have a digest list of their own beside them.
        stated: What the caller states.
        gate: What the receiver grants; None where nobody has to grant anything.
    """

    sound: Inputs
    packages: tuple[tuple[Path, PackageFormat], ...]
    listed: tuple[Path, ...] = ()
    stated: Stated
    gate: Gate | None = None

    @property
    def mixes(self) -> list[Mix]:
        """The mixes that are known before anything is opened: all but those inside packages."""
        return self.sound.mixes

    @property
    def count(self) -> int:
        """How many rows are to be expected; a package counts as two, so that its mixes are shown as they come."""
        return len(self.sound.mixes) + len(self.sound.refused) + 2 * len(self.packages) + len(self.listed)

    @property
    def paths_read(self) -> list[Path]:
        """Every file of the mixes; of a package its folder."""
        return [path for mix in self.mixes for path in mix.paths_read] + [path for path, _ in self.packages]

    def results(self, judging: Judging, measuring: MeasureOptions, show: Show) -> Iterator[MixResult]:
        """Measure and judge, and yield each answer as soon as it is known; what is wrong with one stops no other.

        What the receiver forgives of a package as a whole is forgiven here; what forgives nothing is told at the end.

        The digest lists beside named files come first, and faults of an ADM, then the mixes, then each package with the
        mixes inside.
        """
        from validator.delivery.waivers_told import with_waivers_told

        yield from with_waivers_told(self._results(judging, measuring, show), judging)

    def _results(self, judging: Judging, measuring: MeasureOptions, show: Show) -> Iterator[MixResult]:
        from validator.delivery.checked import checked

        if self.listed or self.packages:
            from packager.formats.listed.judge_inside import fixity_beside
            from packager.formats.orders import InsideOrder

            order = InsideOrder(judging=judging, measuring=measuring, stated=self.stated, gate=self.gate, show=show)
            yield from (found for path in self.listed if (found := fixity_beside(path, order)) is not None)
        yield from (_forgiven(found, judging) for found in self._faults_of_adm(judging))
        yield from checked(self.sound, judging, measuring, show)
        for path, package in self.packages:
            # Packages that are handed in together may refer to each other.
            others = tuple(other for other, of in self.packages if of is package and other != path)
            inside = package.judge_inside(path, replace(order, ancestors=others) if others else order)
            yield from (_forgiven(found, judging) for found in inside)

    def _faults_of_adm(self, judging: Judging) -> Iterator[MixResult]:
        """What is wrong with the ADM of each file of the mixes that has one; a file without a fault has no row."""
        from validator.delivery.conformity import faults_of_adm
        from validator.delivery.judged import MixResult

        rates = {path: mix.statement.programme.picture_rate for mix in self.mixes for path in mix.paths}
        for path, rate in rates.items():
            report = faults_of_adm(path, version=judging.version, picture_rate=rate)
            if report is not None:
                yield MixResult(name=report.name, path=report.path, reports=(report,))


def _forgiven(found: MixResult, judging: Judging) -> MixResult:
    """Return a result without what the receiver forgives of a package; reports on mixes carry their own waivers."""
    reports = tuple(
        judging.forgiven(report) if report.subject is SubjectKind.PACKAGE else report for report in found.reports
    )
    return replace(found, reports=reports)


def handed_in(paths: Sequence[Path], stated: Stated, gate: Gate | None = None) -> HandedIn:
    """Find the mixes of inputs; those of a package are found when it is opened.

    Raises:
        MediaError: A stem or an M&E that was named cannot be read.
        UsageError: It is several mixes.
    """
    paths = [_with_its_lists(path) for path in paths]
    packages = {path: package for path in paths if (package := _package_of(path)) is not None}
    others = [path for path in paths if path not in packages]
    return HandedIn(
        sound=mixes_of(others, stated, gate),
        packages=tuple(packages.items()),
        listed=tuple(path for path in others if _has_own_list(path)),
        stated=stated,
        gate=gate,
    )


def _with_its_lists(path: Path) -> Path:
    """The folder in place of the delivery file that lies in it, where its files are to be held against lists."""
    if path.suffix.lower() != ".toml" or not path.is_file():
        return path
    from validator.delivery.ingest.folders_within import delivery_file_in

    return path.parent if delivery_file_in(path.parent) == path and _package_of(path.parent) is not None else path


def _has_own_list(path: Path) -> bool:
    """Say whether a digest list lies beside a file: by the names in its folder, so that no other run loads a reader."""
    if not path.is_file():
        return False
    beside = f"{path.name}.".lower()
    try:
        names = [one.name for one in path.parent.iterdir()]
    except OSError:
        return False
    # `film.wav.md5`, `film.md5`: only then is it worth to look closer.
    similar = any(
        name != path.name and (name.lower().startswith(beside) or name.rpartition(".")[0] == path.stem)
        for name in names
    )
    if not similar:
        return False
    from packager.formats.listed.forms import sidecars

    return bool(sidecars(path))


def _package_of(path: Path) -> PackageFormat | None:
    if not path.is_dir() and (not path.is_file() or path.suffix.lower() in _NO_LISTS):
        return None
    from packager.formats.package import recognised

    return recognised(path)
