"""What a caller hands in: sound, folders and deliveries, and packages, which state themselves what they hold."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from specs.errors import UsageError
from specs.loader import LoadedSheet, load_sheet
from validator.delivery.inputs import Inputs, mixes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packager.formats.package import PackageFormat
    from validator.delivery.inputs import Gate
    from validator.delivery.judged import Judging, MixResult
    from validator.delivery.mixes import Mix
    from validator.delivery.stated import Stated
    from validator.measure import MeasureOptions
    from validator.progress import Show

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
    """Everything that a caller handed in, in its order: mixes, and packages with mixes inside.

    Attributes:
        parts: Mixes of inputs that stand together, or a package and its format.
        stated: What the caller states.
        gate: What the receiver grants; None where nobody has to grant anything.
    """

    parts: tuple[Inputs | tuple[Path, PackageFormat], ...]
    stated: Stated
    gate: Gate | None = None

    @property
    def mixes(self) -> list[Mix]:
        """The mixes that are known before anything is opened: all but those inside packages."""
        return [mix for part in self.parts if isinstance(part, Inputs) for mix in part.mixes]

    @property
    def count(self) -> int:
        """How many rows are to be expected; a package counts as two, so that its mixes are shown as they come."""
        return sum(len(part.mixes) + len(part.refused) if isinstance(part, Inputs) else 2 for part in self.parts)

    @property
    def paths_read(self) -> list[Path]:
        """Every file of the mixes; of a package its folder."""
        return [path for part in self.parts for path in _paths_read(part)]

    def results(self, judging: Judging, measuring: MeasureOptions, show: Show) -> Iterator[MixResult]:
        """Measure and judge, and yield each answer as soon as it is known; what is wrong with one stops no other."""
        from validator.delivery.checked import checked

        for part in self.parts:
            if isinstance(part, Inputs):
                yield from checked(part, judging, measuring, show)
            else:
                from packager.formats.orders import InsideOrder

                path, package = part
                order = InsideOrder(judging=judging, measuring=measuring, stated=self.stated, gate=self.gate, show=show)
                yield from package.judge_inside(path, order)


def _paths_read(part: Inputs | tuple[Path, PackageFormat]) -> list[Path]:
    return [path for mix in part.mixes for path in mix.paths_read] if isinstance(part, Inputs) else [part[0]]


def handed_in(paths: Sequence[Path], stated: Stated, gate: Gate | None = None) -> HandedIn:
    """Find the mixes of inputs; those of a package are found when it is opened.

    Raises:
        MediaError: A stem or an M&E that was named cannot be read.
        UsageError: It is several mixes.
    """
    parts: list[Inputs | tuple[Path, PackageFormat]] = []
    packages = {path: package for path in paths if (package := _package_of(path)) is not None}
    # Mono files that are given one after the other may be one set, so neighbours that are no packages stay together.
    for is_package, group in groupby(paths, key=lambda path: path in packages):
        if is_package:
            parts += [(path, packages[path]) for path in group]
        else:
            parts.append(mixes_of(list(group), stated, gate))
    return HandedIn(parts=tuple(parts), stated=stated, gate=gate)


def _package_of(path: Path) -> PackageFormat | None:
    if not path.is_dir():
        return None
    from packager.formats.package import recognised

    return recognised(path)
