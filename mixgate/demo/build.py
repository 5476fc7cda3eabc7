"""Builds the demo: every version scene by scene into its files, then the two documents."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from mixgate.demo.documents import (
    START_SAMPLE,
    TITLE,
    DemoDelivery,
    delivery_model,
    delivery_toml,
    faults_text,
)
from mixgate.demo.faulty_versions import all_versions
from mixgate.demo.programme import PICTURE_RATE, plan_programme
from mixgate.demo.scene import SAMPLE_RATE_HZ
from mixgate.demo.versions import WORD_LENGTH_BITS, scene_stems
from packager.fixing.render import WaveForm, WaveRender
from packager.staging import Stage, new_folder, publish_together
from specs.errors import RefusedError, UsageError
from specs.vocabulary import parse_layout
from validator.containers.facts import BextFacts, IxmlFacts, IxmlTrack, LoudnessFields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from mixgate.demo.faults import PlantedFault
    from mixgate.demo.programme import DemoProgramme
    from mixgate.demo.versions import Block, DemoFile, DemoVersion, RenderedVersion

SHORTEST_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 7200.0
DELIVERY_NAME: Final = "delivery.toml"
FAULTS_NAME: Final = "FAULTS.md"


def build_demo(
    folder: Path,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    progress: Callable[[str, float], None] | None = None,
    announce: Callable[[int, int], None] | None = None,
) -> DemoDelivery:
    """Synthesise a small localisation delivery: an original, a correct dub, and dubs with planted faults.

    On one machine the same seconds and seed give the same files, bit for bit. One scene is in memory at a time.

    Args:
        folder: Where; new or empty. Missing folders are made.
        seconds: Length of the programme, 2 s to 2 h, rounded to whole pictures.
        seed: Which programme, 0 or more.
        progress: Called with what is being made and the share that is done, 0.0 to 1.0.
        announce: Called once, before anything is written, with the bytes that will be and those that are free.

    Returns:
        The files by folder and kind, and what is wrong with them. The folder also gets `delivery.toml` and `FAULTS.md`.

    Raises:
        UsageError: Seconds or seed out of range.
        RefusedError: The folder is not empty, cannot be made, or the disk has not enough room.
    """
    programme = _planned(seconds, seed)
    versions = all_versions(programme)
    files = tuple(file for version in versions for file in version.files)
    with new_folder(folder, lambda place: _make(place, files, programme, announce)):
        demo = _written(folder, programme, versions, seed, progress)
    if progress is not None:
        progress("done", 1.0)
    return demo


def _make(
    folder: Path,
    files: tuple[DemoFile, ...],
    programme: DemoProgramme,
    announce: Callable[[int, int], None] | None,
) -> None:
    """Make the folder, and say how much will be written into it."""
    needed_bytes, free_bytes = _prepare(folder, files, programme)
    if announce is not None:
        announce(needed_bytes, free_bytes)


def _written(
    folder: Path,
    programme: DemoProgramme,
    versions: tuple[DemoVersion, ...],
    seed: int,
    progress: Callable[[str, float], None] | None,
) -> DemoDelivery:
    """Render everything beside its place, then give it its name."""
    files = tuple(file for version in versions for file in version.files)
    names = (*sorted({file.folder for file in files}), DELIVERY_NAME, FAULTS_NAME)
    with ExitStack() as stack:
        stages = {name: stack.enter_context(Stage(folder / name)) for name in names}
        planted = _render(programme, versions, seed, stages, progress)
        demo = DemoDelivery(
            folder=folder, sample_count=programme.sample_count, files=files, faults=_in_order(planted, versions)
        )
        stages[DELIVERY_NAME].place.write_text(delivery_toml(delivery_model(demo)), encoding="utf-8")
        stages[FAULTS_NAME].place.write_text(faults_text(demo), encoding="utf-8")
        publish_together(list(stages.values()))
    return demo


def _render(
    programme: DemoProgramme,
    versions: Sequence[DemoVersion],
    seed: int,
    stages: Mapping[str, Stage],
    progress: Callable[[str, float], None] | None,
) -> list[tuple[DemoFile, PlantedFault]]:
    """Write every version scene by scene, and return what is wrong with them."""
    planted: list[tuple[DemoFile, PlantedFault]] = []
    for name in {file.folder for version in versions for file in version.files}:
        stages[name].place.mkdir()
    with ExitStack() as stack:
        desk = {
            file: [stack.enter_context(render) for render in _renders(stages[file.folder].place.parent, file)]
            for version in versions
            for file in version.files
        }
        for scene, stems in ((scene, scene_stems(scene, seed)) for scene in programme.scenes):
            for number, version in enumerate(versions):
                if progress is not None:
                    done = (scene.number + number / len(versions)) / len(programme.scenes)
                    progress(f"{scene.name}, {version.language}", done)
                planted += _write(version.render(stems), desk)
        for version in versions:
            planted += _write(version.finish(), desk)
    return planted


def _planned(seconds: float, seed: int) -> DemoProgramme:
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise UsageError(
            "The demo cannot be that long.",
            found=f"{seconds:g} s",
            expected=f"{SHORTEST_SECONDS:g} to {LONGEST_SECONDS:g} s",
        )
    if seed < 0:
        raise UsageError("A seed is not negative.", found=str(seed), expected="0 or more")
    return plan_programme(seconds, seed)


def _prepare(folder: Path, files: tuple[DemoFile, ...], programme: DemoProgramme) -> tuple[int, int]:
    """Make the folder where there is none; it is empty, and has enough room.

    Returns:
        Bytes of sound that will be written, and bytes that are free.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise RefusedError(
                "The demo is only written into an empty folder.",
                where=str(folder),
                next_step="Name a folder that does not exist yet.",
            )
        free_bytes = shutil.disk_usage(folder).free
    except OSError as error:
        raise RefusedError("The folder cannot be used.", where=str(folder), found=error.strerror) from error
    channels = sum(len(parse_layout(file.layout).labels) for file in files)
    needed_bytes = channels * programme.sample_count * WORD_LENGTH_BITS // 8
    if free_bytes < needed_bytes:
        raise RefusedError(
            "The disk has not enough room for the demo.",
            where=str(folder),
            found=f"{free_bytes / 1e6:.0f} MB free",
            expected=f"{needed_bytes / 1e6:.0f} MB",
            next_step="Ask for a shorter demo.",
        )
    return needed_bytes, free_bytes


def _renders(folder: Path, file: DemoFile) -> list[WaveRender]:
    """Open the files of a mix, each with its labels, start and track names."""
    labels = parse_layout(file.layout).labels
    sets = [(label,) for label in labels] if file.mono_set else [labels]
    return [
        WaveRender(folder / name, _form(file, tracks), dither_seed=None)
        for name, tracks in zip(file.names, sets, strict=True)
    ]


def _form(file: DemoFile, labels: tuple[str, ...]) -> WaveForm:
    description = ", ".join(
        filter(None, (TITLE, file.language, file.kind.value, file.layout, *labels[: file.mono_set]))
    )
    tracks = tuple(
        IxmlTrack(channel_index=index, interleave_index=index, name=label, function=label)
        for index, label in enumerate(labels, start=1)
    )
    return WaveForm(
        sample_rate_hz=SAMPLE_RATE_HZ,
        labels=labels,
        word_length_bits=WORD_LENGTH_BITS,
        bext=BextFacts(
            version=2,
            description=description,
            originator="mixgate demo",
            originator_reference="",
            origination_date="2026-01-01",
            origination_time="00:00:00",
            time_reference_samples=START_SAMPLE,
            loudness=LoudnessFields(),
            coding_history=f"A=PCM,F={SAMPLE_RATE_HZ},W={WORD_LENGTH_BITS},T=mixgate demo\r\n",
        ),
        ixml=IxmlFacts(
            project=TITLE,
            timecode_rate=str(PICTURE_RATE),
            timecode_flag="NDF",
            file_sample_rate_hz=SAMPLE_RATE_HZ,
            audio_bit_depth=WORD_LENGTH_BITS,
            time_reference_samples=START_SAMPLE,
            tracks=tracks,
        ),
    )


def _write(
    rendered: RenderedVersion, desk: dict[DemoFile, list[WaveRender]]
) -> tuple[tuple[DemoFile, PlantedFault], ...]:
    for file, block in rendered.blocks:
        for render, channels in zip(desk[file], _split(block, mono=file.mono_set), strict=True):
            render.write(channels)
    return rendered.faults


def _split(block: Block, *, mono: bool) -> list[Block]:
    return [block[:, index : index + 1] for index in range(block.shape[1])] if mono else [block]


def _in_order(
    planted: list[tuple[DemoFile, PlantedFault]], versions: tuple[DemoVersion, ...]
) -> tuple[tuple[DemoFile, PlantedFault], ...]:
    files = [file for version in versions for file in version.files]

    def place(entry: tuple[DemoFile, PlantedFault]) -> tuple[int, int]:
        file, fault = entry
        return files.index(file), -1 if fault.stretch is None else fault.stretch.start_sample

    return tuple(sorted(planted, key=place))
