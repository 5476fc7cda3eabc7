"""The screen of `mixgate imf show`: an IMF package as a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from rich.tree import Tree

from mixgate.screens.console import Words
from specs.counting import count_of
from validator.reporters.report_wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from validator.containers.imf.outline_model import ImfOutline, OutlineComposition, OutlineStretch, OutlineTrack


def show_imf_outline(outline: ImfOutline, console: Console) -> None:
    """Show a package: its compositions, their virtual tracks and what they play, and what is not there."""
    console.print(Words(one_line(outline.name), "bold", hanging=2))
    count = len(outline.compositions)
    compositions = "1 composition" if count == 1 else f"{count} compositions"
    console.print(Words(f"IMF package · {outline.assets} assets · {compositions}", hanging=2))
    for composition in outline.compositions:
        console.print(_composition(composition))
    for line in outline.unread:
        console.print(Words(f"Not read: {one_line(line)}", hanging=2))
    for asset in outline.elsewhere:
        console.print(Words(f"In another package: {asset}", hanging=2))


def _composition(composition: OutlineComposition) -> Tree:
    tree = Tree(Text(one_line(composition.title or "(no title)"), style="bold"))
    facts = [
        composition.kind or "",
        f"{composition.edit_rate} fps" if composition.edit_rate else "",
        "" if composition.seconds is None else f"{composition.seconds:.3f} s",
        f"from {composition.start_timecode}" if composition.start_timecode else "",
        "1 segment" if composition.segment_count == 1 else f"{composition.segment_count} segments",
        " ".join(composition.languages),
    ]
    tree.add(Text(one_line(" · ".join(fact for fact in facts if fact))))
    tree.add(Text(one_line(f"{composition.file}, {composition.id or 'without id'}"), style="dim"))
    for track in composition.tracks:
        branch = tree.add(Text(one_line(_track(track))))
        for stretch in track.stretches:
            branch.add(Text(one_line(" · ".join(_stretch(stretch)))))
    return tree


def _track(track: OutlineTrack) -> str:
    parts = [track.kind, " ".join(track.soundfields), " ".join(track.languages), " ".join(track.channels)]
    return " · ".join(part for part in parts if part)


def _stretch(stretch: OutlineStretch) -> Iterator[str]:
    yield f"segment {stretch.segment}"
    if stretch.timeline_seconds is not None:
        yield f"at {stretch.timeline_seconds:.3f} s"
    if stretch.track_file_id is not None:
        yield stretch.file or f"{stretch.track_file_id}, in another package"
    if stretch.unit_count is not None:
        units = count_of(stretch.unit_count, "unit", "units")
        yield f"{units} at {stretch.edit_rate} a second, from {stretch.first_unit}"
    if stretch.repeat_count != 1:
        yield f"{stretch.repeat_count} times"
    if stretch.markers:
        yield ", ".join(stretch.markers)
