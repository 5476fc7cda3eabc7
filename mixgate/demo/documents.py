"""The two documents of the demo: the delivery file, and the list of the faults that were planted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mixgate.demo.programme import FRAME_SAMPLES, PICTURE_RATE
from mixgate.demo.scene import SAMPLE_RATE_HZ
from mixgate.demo.versions import ORIGINAL_LANGUAGE, DemoFile
from specs.statements.delivery import DeliveredFile, Delivery
from specs.statements.programme import ProgrammeFacts
from specs.timecode import format_timecode, parse_timecode, samples_to_timecode, timecode_to_samples
from specs.vocabulary import Version, parse_layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mixgate.demo.faults import PlantedFault
    from specs.vocabulary import MixKind

TITLE: Final = "Night Tram"
START_TIMECODE: Final = "01:00:00:00"
START_SAMPLE: Final = timecode_to_samples(START_TIMECODE, PICTURE_RATE, SAMPLE_RATE_HZ)
"""172 972 800: 86 400 pictures of 2002 samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDelivery:
    """What was built.

    Attributes:
        folder: Where.
        sample_count: Length of the programme at 48 kHz.
        files: Every mix.
        faults: Every planted fault with the mix it is in, whole-file faults first, then by place.
    """

    folder: Path
    sample_count: int
    files: tuple[DemoFile, ...]
    faults: tuple[tuple[DemoFile, PlantedFault], ...]

    @property
    def frame_count(self) -> int:
        """Length in pictures."""
        return self.sample_count // FRAME_SAMPLES

    def paths(self, folder: str, kind: MixKind, layout: str = "5.1") -> tuple[Path, ...]:
        """Files of one mix: one, or one per channel in the order of the layout; empty where there is none.

        Args:
            folder: `original`, or a language tag.
            kind: What the mix is.
            layout: Its layout.
        """
        wanted = (folder, kind, layout)
        return tuple(
            self.folder / name
            for file in self.files
            if (file.folder, file.kind, file.layout) == wanted
            for name in file.names
        )

    def faults_in(self, folder: str) -> tuple[tuple[DemoFile, PlantedFault], ...]:
        """The faults of one language."""
        return tuple((file, fault) for file, fault in self.faults if file.folder == folder)


def delivery_model(demo: DemoDelivery) -> Delivery:
    """Describe the demo as a delivery file does: with what each file is said to be, wrong label and all."""
    first = parse_timecode(START_TIMECODE, PICTURE_RATE)
    return Delivery(
        title=TITLE,
        original_language=ORIGINAL_LANGUAGE,
        programme=ProgrammeFacts(
            picture_rate=str(PICTURE_RATE),
            duration_frames=demo.frame_count,
            start_timecode=START_TIMECODE,
            first_frame_of_action=START_TIMECODE,
            last_frame_of_action=format_timecode(first + demo.frame_count - 1, PICTURE_RATE),
        ),
        files=tuple(_delivered(file) for file in demo.files),
    )


def _delivered(file: DemoFile) -> DeliveredFile:
    labels = parse_layout(file.layout).labels
    return DeliveredFile(
        path=None if file.mono_set else file.names[0],
        channels=dict(zip(labels, file.names, strict=True)) if file.mono_set else None,
        kind=file.kind,
        language=file.language,
        version=Version.ORIGINAL if file.folder == "original" else Version.DUB,
        layout=file.layout,
    )


def delivery_toml(delivery: Delivery) -> str:
    """Write a delivery as TOML that `specs.statements.delivery.load_delivery` reads back to the same value."""
    table = delivery.model_dump(mode="json", exclude_none=True)
    files, programme = table.pop("files"), table.pop("programme")
    sections = [_pairs(table), "[programme]\n" + _pairs(programme)]
    sections += ["[[files]]\n" + _pairs(file) for file in files]
    return "\n".join(sections)


def _pairs(table: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in table.items() if value != [])


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    # A JSON string, number or boolean is written the same in TOML (TOML 1.0 "String", "Integer", "Boolean").
    return json.dumps(value, ensure_ascii=False)


_INTRODUCTION: Final = """# Planted faults

{title} is a demonstration: {seconds:.3f} s, {frames} pictures at {rate} a second, from {start}.
Seconds count from the first sample of the programme; timecode is the file's own. Nothing else is wrong on purpose.
"""

_COLUMNS: Final = ("Fault", "Channels", "From s", "To s", "First picture", "Last picture", "Size", "What was done")


def faults_text(demo: DemoDelivery) -> str:
    """List every planted fault in Markdown, file by file, and the files that have none."""
    lines = [
        _INTRODUCTION.format(
            title=TITLE,
            seconds=demo.sample_count / SAMPLE_RATE_HZ,
            frames=demo.frame_count,
            rate=PICTURE_RATE,
            start=START_TIMECODE,
        )
    ]
    for file in demo.files:
        found = [fault for planted_in, fault in demo.faults if planted_in == file]
        if found:
            lines += [f"## {_shown_name(file)}", "", _row(_COLUMNS), _row(["---"] * len(_COLUMNS))]
            lines += [_row(_cells(fault)) for fault in found]
            lines.append("")
    faulty = {file for file, _ in demo.faults}
    lines += ["## Files with nothing wrong", ""]
    lines += [f"- {_shown_name(file)}" for file in demo.files if file not in faulty]
    return "\n".join(lines) + "\n"


def _shown_name(file: DemoFile) -> str:
    names = file.names
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(fault: PlantedFault) -> list[str]:
    size = f"{fault.size:+g} {fault.unit}" if fault.unit.startswith("dB") else f"{round(fault.size, 3):g} {fault.unit}"
    stretch = fault.stretch
    if stretch is None:
        return [fault.kind, "all", "whole file", "", "", "", size, fault.text]
    ends = (stretch.start_sample, stretch.end_sample)
    seconds = [f"{sample / SAMPLE_RATE_HZ:.3f}" for sample in ends]
    timecodes = [
        samples_to_timecode(START_SAMPLE + sample, PICTURE_RATE, SAMPLE_RATE_HZ) for sample in (ends[0], ends[1] - 1)
    ]
    return [fault.kind, " ".join(stretch.channels) or "all", *seconds, *timecodes, size, fault.text]
