"""A mix of a delivery: its files, and everything that is stated about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specs.errors import ToolError
from specs.real_path import real_path
from specs.statements.statement import Companion
from specs.vocabulary import parse_layout
from validator.audio.programme import open_programme
from validator.containers.facts import printable_name
from validator.delivery.ingest.file_parts import open_part
from validator.measuring.measure import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from specs.errors import MediaError
    from specs.statements.statement import FilePart, Statement
    from specs.vocabulary import Layout
    from validator.audio.programme import Programme
    from validator.delivery.dialogue_guides import MixFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """One mix to be measured and judged.

    Attributes:
        statement: What is stated about it; its path in the delivery is its identity.
        paths: Its files.
        roles: Channel label of each file of a mono set; None leaves it to the names.
        stem, me: Its dialogue stem and its M&E, to tell dialogue from the rest; None where there is none.
        timeline: Opens the mix where it is pieces of its files on a timeline; None where it is its files.
        fault: What is wrong with what is stated about it, so that it cannot be read; None where nothing is.
        was_named: True where the caller named the file, and did not find it in a folder or a delivery file.
    """

    statement: Statement
    paths: tuple[Path, ...]
    roles: dict[Path, str] | None = None
    stem: MixFiles | None = None
    me: MixFiles | None = None
    timeline: Callable[[], Programme] | None = None
    fault: MediaError | None = None
    was_named: bool = False

    @property
    def name(self) -> str:
        """How reports call it."""
        part = self.statement.part
        return self.statement.name or name_of(self.paths) + ("" if part is None else f"#{part.name}")

    @property
    def path(self) -> str:
        """Its identity: its place in the delivery."""
        return self.statement.path or self.name

    @property
    def layout(self) -> Layout | None:
        """What somebody states the channels to be."""
        return None if self.statement.layout is None else parse_layout(self.statement.layout)

    @property
    def paths_read(self) -> tuple[Path, ...]:
        """Every file that is read for this mix."""
        return (*self.paths, *(path for files in (self.stem, self.me) if files is not None for path in files.paths))

    @property
    def channels(self) -> tuple[str, ...] | None:
        """What the channels are, as somebody states them or the headers say; None where nothing does."""
        layout = self.layout or self._layout_of_files()
        return None if layout is None else layout.labels

    def open(self) -> Programme:
        """Open the files.

        Raises:
            MediaError: They cannot be read as one programme, or what is stated about them cannot be.
            UsageError: The layout that is stated has another number of channels.
        """
        if self.fault is not None:
            raise self.fault
        if self.timeline is not None:
            return self.timeline()
        part = self.statement.part
        if part is not None:
            return open_part(self.paths[0], part)
        return open_programme(self.paths, layout=self.layout, roles=self.roles)

    def _layout_of_files(self) -> Layout | None:
        """Return what the headers say; None where they say nothing or cannot be read."""
        try:
            return self.open().layout
        except ToolError:
            return None

    def as_companion(self) -> Companion:
        """Return the mix as others of its delivery see it."""
        layout = self.layout or self._layout_of_files()
        return Companion(
            name=self.name,
            path=self.path,
            mix_kind=self.statement.kind,
            soundfield=None if layout is None else layout.soundfield,
            language=self.statement.language,
            episode=self.statement.episode,
        )


def place_of(paths: Sequence[Path], root: Path, part: FilePart | None = None) -> str:
    """Return where files are below a folder, with `/`: the path of one file, or of the first one of a set by name.

    A part of a file stands behind `#`.

    A file outside the folder keeps its own path.
    """
    first = min(paths)
    try:
        within = real_path(first.parent).relative_to(real_path(root))
    except ValueError:
        within = first.parent
    place = printable_name((within / first.name).as_posix())
    return place if part is None else f"{place}#{printable_name(part.name)}"
