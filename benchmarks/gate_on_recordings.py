"""The dialogue gate on scenes of real recordings: how far it is off, and by what name it refuses wrong guides.

python -m benchmarks.gate_on_recordings [--half published] [--seeds 1] [--write docs/dialogue-gate.md]

The recordings come from Debian packages (`benchmarks.recordings`), the scenes from `benchmarks.real_scenes`. With
`--half tuning` the same is done with the other half of the recordings, by which constants are chosen. A scene takes
some 20 s of a processor: with `--keep FOLDER` what was found of each is kept there, and a second call goes on where the
first one ended; `--minutes 20` begins no scene after that, and shows those that are done.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.real_scenes import RECIPES, build
from benchmarks.recordings import RATE_HZ, recordings
from fixtures.limiter import limited
from specs.vocabulary import LAYOUTS
from validator.dialogue_gate.find import find_dialogue
from validator.dialogue_gate.sources import DialogueScans, DialogueSources, NoDialogue
from validator.meters.loudness import dialogue_loudness
from validator.meters.power import programme_row_power
from validator.scan.driver import ScanOptions, scan
from validator.scan.memory import programme_of_array
from validator.scan.table import ROWS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from benchmarks.real_scenes import RealScene
    from validator.audio.programme import Programme
    from validator.scan.table import BlockTable

    Sound = NDArray[np.float32]

START: Final = "<!-- recordings: python -m benchmarks.gate_on_recordings -->"
END: Final = "<!-- end of recordings -->"
LATE_SAMPLES: Final = 1001
LIMITED_DB: Final = 4.0
CLEAR_LU: Final = 6.0
_SCANS: Final = DialogueScans(options=ScanOptions(workers=1), background=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One right guide on one scene.

    Attributes:
        recipe, guide: Which.
        separation_lu: How far the lines lie above what lasts under them.
        error_lu, band_lu: Loudness minus truth, and the guard band; None where the guide was refused.
        reason: Code of the refusal; None where it was taken.
    """

    recipe: str
    guide: str
    separation_lu: float
    error_lu: float | None = None
    band_lu: float | None = None
    reason: str | None = None


@dataclass(slots=True, kw_only=True)
class Answers:
    """What came of one scene: trials of right guides, and the codes by which wrong ones were refused, by kind."""

    trials: list[Trial] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)


def _first_half(scene: RealScene, sound: Sound) -> Sound:
    """A sound up to where half of what is spoken has been said, and silence after it."""
    spoken = np.cumsum(scene.truth)
    place = int(np.searchsorted(spoken, spoken[-1] / 2)) * RATE_HZ // ROWS_PER_SECOND
    return np.concatenate([sound[:place], np.zeros_like(sound[place:])])


def _without(sound: Sound, span: tuple[int, int]) -> Sound:
    out = sound.copy()
    out[span[0] : span[1]] = 0.0
    return out


def _fold(sound: Sound) -> Sound:
    share = np.float32(0.7071)
    left, right = (sound[:, side] + share * (sound[:, 2] + sound[:, rear]) for side, rear in ((0, 4), (1, 5)))
    return np.stack([left, right], axis=1)


WRONG_STEMS: Final[dict[str, tuple[Callable[[RealScene], Sound], frozenset[str]]]] = {
    "the M&E as the stem": (lambda scene: scene.me, frozenset({"dialogue.stem-is-me"})),
    "the mix as the stem": (lambda scene: scene.mix * np.float32(0.9), frozenset({"dialogue.is-the-mix"})),
    "the stem of another language": (
        lambda scene: scene.original,
        frozenset({"dialogue.other-language", "dialogue.lines-not-in-mix"}),
    ),
    "a stem without the second half of the lines": (
        lambda scene: _first_half(scene, scene.dialogue),
        frozenset({"dialogue.stem-incomplete"}),
    ),
    "the stem 14 dB low": (lambda scene: scene.dialogue * np.float32(0.2), frozenset({"dialogue.level-far-off"})),
}
"""By kind: how it is made, and the codes that name it."""

WRONG_MES: Final[dict[str, tuple[Callable[[RealScene], Sound], frozenset[str]]]] = {
    "the mix as the M&E": (lambda scene: scene.mix * np.float32(0.9), frozenset({"dialogue.is-the-mix"})),
    "the stem as the M&E": (lambda scene: scene.dialogue, frozenset({"dialogue.me-is-dialogue"})),
    "bleed at -6 dB": (
        lambda scene: scene.me + np.float32(0.5) * scene.dialogue,
        frozenset({"dialogue.me-holds-dialogue"}),
    ),
    "half of the lines left in the M&E": (
        lambda scene: scene.me + _first_half(scene, scene.dialogue),
        frozenset({"dialogue.me-holds-lines", "dialogue.me-holds-dialogue"}),
    ),
    "an M&E without a cue of 15 s": (
        lambda scene: _without(scene.me, scene.cue),
        frozenset({"dialogue.me-lacks-sound", "dialogue.explains-too-little"}),
    ),
    "the original mix as the M&E": (
        lambda scene: scene.me + scene.original,
        frozenset({"dialogue.me-holds-other-lines", "dialogue.me-other-language"}),
    ),
    "the 2.0 of the original as the M&E": (
        lambda scene: _fold(scene.me + scene.original),
        frozenset({"dialogue.other-layout"}),
    ),
    "the M&E 14 dB low": (lambda scene: scene.me * np.float32(0.2), frozenset({"dialogue.level-far-off"})),
    "the music alone as the M&E": (
        lambda scene: scene.music,
        frozenset({"dialogue.explains-too-little", "dialogue.me-lacks-sound", "dialogue.stretches-only"}),
    ),
}


def _programme(sound: Sound, late: int = 0) -> Programme:
    delayed = np.concatenate([np.zeros((late, sound.shape[1]), np.float32), sound]) if late else sound
    whole = np.round(np.clip(delayed, -0.999, 0.999) * 2**23) / np.float32(2**23)
    made = programme_of_array(whole.astype(np.float32), RATE_HZ)
    made.layout = LAYOUTS["5.1" if sound.shape[1] == 6 else "2.0"]
    return made


def answers(job: tuple[int, int, bool, bool]) -> Answers:
    """Try every guide on one scene: its number, its seed, which half of the recordings, whether wrong ones too."""
    number, seed, published, with_wrong = job
    scene = build(RECIPES[number], seed, recordings(published=published))
    treated = seed % 2 == 0
    mix_sound = scene.mix
    if treated:
        peak_dbfs = 20.0 * float(np.log10(np.abs(mix_sound).max()))
        mix_sound = limited(mix_sound, peak_dbfs - LIMITED_DB)
    mix = _programme(mix_sound)
    table = scan(mix, options=ScanOptions(workers=1)).table
    late = LATE_SAMPLES if treated else 0
    found = Answers()
    for guide, sound in (("stem", scene.dialogue), ("M&E", scene.me)):
        found.trials.append(_trial(scene, guide, mix, table, _programme(sound, late)))
    for kinds, is_stem in ((WRONG_STEMS, True), (WRONG_MES, False)) if with_wrong else ():
        for kind, (make, _) in kinds.items():
            sound = make(scene)
            if not sound.any():
                continue
            given = _programme(sound)
            sources = DialogueSources(stem=given) if is_stem else DialogueSources(me=given)
            refused = find_dialogue(mix, table, sources, _SCANS)
            found.wrong.append((kind, refused.reason.code if isinstance(refused, NoDialogue) else "taken"))
    return found


def _trial(scene: RealScene, guide: str, mix: Programme, table: BlockTable, given: Programme) -> Trial:
    sources = DialogueSources(stem=given) if guide == "stem" else DialogueSources(me=given)
    found = find_dialogue(mix, table, sources, _SCANS)
    recipe = scene.recipe
    if isinstance(found, NoDialogue):
        return Trial(recipe=recipe.title, guide=guide, separation_lu=recipe.separation_lu, reason=found.reason.code)
    power = programme_row_power(table, LAYOUTS["5.1"].weights)
    count = min(len(power), len(scene.truth))
    true = dialogue_loudness(power[:count], scene.truth[:count]).lkfs
    error = None if true is None or found.integrated_lkfs is None else found.integrated_lkfs - true
    return Trial(
        recipe=recipe.title,
        guide=guide,
        separation_lu=recipe.separation_lu,
        error_lu=error,
        band_lu=found.guard_band_lu,
    )


def answers_kept(folder: Path | None, ends: float, job: tuple[int, int, bool, bool]) -> Answers | None:
    """Answers of a scene, from the folder where they are kept there; None where there is no time left for them.

    Args:
        folder: Where; None keeps nothing.
        ends: Monotonic time after which no scene is begun.
        job: As for `answers`.
    """
    number, seed, published, with_wrong = job
    half = "published" if published else "tuning"
    name = f"{half}-{number:02d}-{seed}-{'all' if with_wrong else 'right'}.json"
    if folder is not None and (folder / name).is_file():
        kept = json.loads((folder / name).read_text(encoding="utf-8"))
        return Answers(
            trials=[Trial(**trial) for trial in kept["trials"]], wrong=[(kind, code) for kind, code in kept["wrong"]]
        )
    if time.monotonic() > ends:
        return None
    found = answers(job)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{name}.part"
        part.write_text(json.dumps(asdict(found)), encoding="utf-8")
        part.replace(folder / name)
    return found


def tables(found: Sequence[Answers]) -> list[str]:
    """Markdown: scene by scene, the sums, and the wrong guides by kind."""
    trials = [trial for one in found for trial in one.trials]
    lines = ["| Scene | stem: error, guard band | M&E: error, guard band |", "| --- | --- | --- |"]
    for recipe in RECIPES:
        cells = [
            "; ".join(_cell(trial) for trial in trials if (trial.recipe, trial.guide) == (recipe.title, guide))
            for guide in ("stem", "M&E")
        ]
        lines.append(f"| {recipe.title} | {cells[0]} | {cells[1]} |")
    return [*lines, "", *_sums(trials), "", *_wrong_table(found)]


def _cell(trial: Trial) -> str:
    if trial.error_lu is None or trial.band_lu is None:
        return f"refused, {trial.reason}"
    outside = " (outside)" if abs(trial.error_lu) > trial.band_lu else ""
    return f"{trial.error_lu:+.2f}, {trial.band_lu:.2f} LU{outside}"


def _sums(trials: Sequence[Trial]) -> list[str]:
    lines = ["| | stem | M&E | both |", "| --- | --- | --- | --- |"]
    groups = [[trial for trial in trials if trial.guide in guides] for guides in ({"stem"}, {"M&E"}, {"stem", "M&E"})]

    def row(title: str, cell: Callable[[Sequence[Trial]], str]) -> str:
        return f"| {title} | " + " | ".join(cell(group) for group in groups) + " |"

    def share(part: int, whole: int) -> str:
        return f"{part} of {whole} ({part / max(1, whole):.0%})"

    def errors(group: Sequence[Trial]) -> list[tuple[float, float]]:
        return [(abs(t.error_lu), t.band_lu) for t in group if t.error_lu is not None and t.band_lu is not None]

    lines.append(row("within 0.3 LU", lambda g: share(sum(e <= 0.3 for e, _ in errors(g)), len(errors(g)))))
    lines.append(row("outside the guard band", lambda g: share(sum(e > b for e, b in errors(g)), len(errors(g)))))
    lines.append(row("median guard band", lambda g: f"{np.median([b for _, b in errors(g)]):.2f} LU"))
    lines.append(row("guard band over 1.0 LU", lambda g: share(sum(b > 1.0 for _, b in errors(g)), len(errors(g)))))
    clear = [[trial for trial in group if trial.separation_lu >= CLEAR_LU] for group in groups]
    refused = (share(sum(trial.reason is not None for trial in group), len(group)) for group in clear)
    lines.append(f"| right guides refused, lines {CLEAR_LU:g} dB or more above | " + " | ".join(refused) + " |")
    return lines


def _wrong_table(found: Sequence[Answers]) -> list[str]:
    wrong = [pair for one in found for pair in one.wrong]
    if not wrong:
        return []
    lines = [
        "| Wrong guide | pairs | refused by its name | refused by another | taken |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind, (_, names) in {**WRONG_STEMS, **WRONG_MES}.items():
        codes = [code for told, code in wrong if told == kind]
        named, taken = sum(code in names for code in codes), codes.count("taken")
        lines.append(f"| {kind} | {len(codes)} | {named} | {len(codes) - named - taken} | {taken} |")
    taken = sum(code == "taken" for _, code in wrong)
    return [*lines, "", f"{len(wrong)} pairs of {len(WRONG_STEMS) + len(WRONG_MES)} kinds, {taken} of them taken."]


def main() -> None:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("published", "tuning"), default="published")
    parser.add_argument("--seeds", type=int, default=1, help="scenes of each kind; even ones are limited and late")
    parser.add_argument("--wrong-seeds", type=int, help="scenes of each kind that are tried with wrong guides too; all")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", type=Path, help="page whose tables are replaced")
    parser.add_argument("--keep", type=Path, help="folder for what was found of each scene, to go on from")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no scene after so many")
    asked = parser.parse_args()
    published = asked.half == "published"
    recordings(published=published)
    jobs = [
        (number, seed, published, asked.wrong_seeds is None or seed <= asked.wrong_seeds)
        for seed in range(1, asked.seeds + 1)
        for number in range(len(RECIPES))
    ]
    with ProcessPoolExecutor(asked.workers) as pool:
        ends = time.monotonic() + 60.0 * asked.minutes
        done = list(pool.map(partial(answers_kept, asked.keep, ends), jobs))
    found = [one for one in done if one is not None]
    text = "\n".join([f"{len(found)} scenes of 30 s, the {asked.half} half of the recordings.", "", *tables(found)])
    if asked.write is None:
        print(text)
        return
    page = asked.write.read_text(encoding="utf-8")
    before, rest = page.split(START)
    asked.write.write_text(before + START + "\n\n" + text + "\n\n" + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
