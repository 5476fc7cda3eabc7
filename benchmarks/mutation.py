"""How many small faults put into the program its tests notice: mutation testing of modules that verdicts rest on.

python -m benchmarks.mutation --tool VENV/bin/cosmic-ray [--only loudness] [--sample 25] [--seed 1] [--minutes 20]

The tool is cosmic-ray (MIT), in an environment of its own: `python -m venv VENV && VENV/bin/pip install cosmic-ray`.
It changes one operator, number or condition at a time in a copy of the tree and runs the tests named here for that
module, which have to fail; `benchmarks/warm_tests.py` runs them. The tests are run on the module as it is first: where
they fail there, nothing is said of it. What it did is kept in the folder: a second call goes on where the first one
ended. A change inside an annotation is not counted, because annotations are not evaluated. With `--sample` so many
changes of each module are tried, chosen by the seed, which is printed.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class MutationTarget:
    """A module that is changed, and what has to notice.

    Attributes:
        module: Its path.
        tests: Files with tests, below `tests/`.
        chosen: Which tests of those, as pytest takes it with `-k`; None is all.
    """

    module: str
    tests: tuple[str, ...]
    chosen: str | None = None

    @property
    def words(self) -> list[str]:
        """What is said to pytest."""
        words = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", *(f"tests/{test}" for test in self.tests)]
        return words if self.chosen is None else [*words, "-k", self.chosen]


_METERS: Final = "unit/validator/meters"
_RULES: Final = "unit/validator/rules"
_DIALOGUE: Final = "unit/validator/dialogue_gate"
_FIXITY: Final = "unit/packager/fixity"
_PLANNING: Final = "unit/packager/planning"
_LISTED: Final = "unit/packager/formats/test_listed_folder.py"
_LISTED_INSIDE: Final = "unit/packager/formats/listed"
_CASES: Final = "golden/test_rule_cases.py"


def _meter(name: str) -> MutationTarget:
    """Return a meter with its tests."""
    return MutationTarget(f"validator/meters/{name}.py", (f"{_METERS}/test_{name}.py",))


def _reader(name: str, *tests: str) -> MutationTarget:
    """Return a reader of a container with its tests."""
    return MutationTarget(f"validator/containers/{name}.py", tuple(f"unit/validator/{test}.py" for test in tests))


def _gate(name: str, *tests: str) -> MutationTarget:
    """Return a module of the dialogue gate with its tests."""
    return MutationTarget(f"validator/dialogue_gate/{name}.py", tuple(f"{_DIALOGUE}/{test}" for test in tests))


def _fixity(name: str, *tests: str) -> MutationTarget:
    """Return a module of fixity with its tests."""
    return MutationTarget(f"packager/fixity/{name}.py", tests)


def _planning(name: str, *tests: str) -> MutationTarget:
    """Return a module of planning with its tests, which plan for mixes without sound."""
    return MutationTarget(f"packager/planning/{name}.py", tuple(f"{_PLANNING}/{test}" for test in tests))


def _rule(name: str, chosen: str, *tests: str) -> MutationTarget:
    """Return a module of rules, with its cases among those of all rules, and with tests of its own."""
    stems = [Path(test).stem for test in tests]
    files = (_CASES, *(f"{_RULES}/{test}" for test in tests))
    return MutationTarget(f"validator/rules/{name}.py", files, " or ".join([chosen, *stems]))


TARGETS: Final[dict[str, MutationTarget]] = {
    "loudness": _meter("loudness"),
    "range": _meter("loudness_range"),
    "true-peak": _meter("true_peak"),
    "likeness": _meter("likeness"),
    "spans": _meter("spans"),
    "correlation": _meter("correlation"),
    "activity": _meter("activity"),
    "dc-offset": _meter("dc_offset"),
    "decibels": _meter("decibels"),
    "dropouts": _meter("dropouts"),
    "flat-tops": MutationTarget(
        "validator/meters/flat_tops.py", (f"{_METERS}/test_flat_tops.py", "unit/validator/scan/test_flat_tops.py")
    ),
    "fold-down": _meter("fold_down"),
    "polarity": _meter("polarity"),
    "power": _meter("power"),
    "rms": _meter("rms"),
    "sides": _meter("sides"),
    "undefined": _meter("undefined"),
    "tones": _meter("tones"),
    "word-length": _meter("word_length"),
    "voice": _gate("voice", "test_voice.py"),
    "guard-band": _gate("guard_band", "test_guard_band.py"),
    "missing-sound": _gate("missing_sound", "test_missing_sound.py"),
    "dialogue-readings": _gate("readings", "test_dialogue_readings.py"),
    "spoken-lines": _gate("lines", "test_lines.py"),
    "reasons": _gate("reasons", "test_lines.py"),
    "location-noise": _gate("location_noise", "test_location_noise.py"),
    "me-lines": _gate("me_lines", "test_me_lines.py"),
    "same-places": _gate("same_places", "test_same_places.py"),
    "background": _gate("background", "test_background.py"),
    "detector-gate": _gate("detector_gate", "test_detector_gate.py"),
    "find": _gate("find", "test_find.py"),
    "gate": _gate("gate", "test_gate.py"),
    "lane-levels": _gate("lane_levels", "test_lane_levels.py"),
    "me-fit": _gate("me_fit", "test_me_fit.py"),
    "me-gate": _gate("me_gate", "test_me_gate.py"),
    "sources": _gate("sources", "test_sources.py"),
    "stem-fit": _gate("stem_fit", "test_stem_fit.py"),
    "stem-gate": _gate("stem_gate", "test_stem_gate.py"),
    "channel-readings": MutationTarget(
        "validator/measuring/channel_readings.py", ("unit/validator/measuring/test_channel_readings.py",)
    ),
    "measure": MutationTarget("validator/measuring/measure.py", ("unit/validator/measuring/test_measure.py",)),
    "judge": MutationTarget("validator/judging/judge.py", ("unit/validator/judging/test_judge.py",)),
    "verdict": MutationTarget("validator/judging/verdict.py", ("unit/validator/judging/test_judge.py",)),
    "waivers": MutationTarget("validator/judging/waivers.py", ("unit/validator/judging/test_waivers.py",)),
    "outcome": MutationTarget("validator/rules/outcome.py", (f"{_RULES}/test_outcome.py",)),
    "loudness-decision": MutationTarget(
        "validator/rules/loudness_decision.py", (f"{_RULES}/test_loudness_decision.py",)
    ),
    "loudness-rule": _rule("loudness", "loudness or dialogue", "test_loudness.py"),
    "peaks": _rule("peaks", "peak"),
    "signal": _rule("signal", "signal or fold-down"),
    "time": _rule("time", "time"),
    "form": _rule("form", "form", "test_word_length_of_sets.py"),
    "as-original": _rule("as_original", "form.as-original", "test_as_original.py"),
    "channels-as-original": _rule(
        "channels_as_original", "channels.as-original or fold-down.of-surround", "test_channels_as_original.py"
    ),
    "conformance": _rule("conformance", "conformance", "test_conformance.py"),
    "dialogue-rule": _rule("dialogue", "dialogue", "test_dialogue.py"),
    "estimate": MutationTarget("validator/rules/estimate.py", (f"{_RULES}/test_estimate.py",)),
    "file-name": _rule("file_name", "file-name", "test_file_name.py"),
    "house": MutationTarget(
        "validator/rules/house.py", (f"{_RULES}/test_left_over_lines.py", f"{_RULES}/test_house.py")
    ),
    "leader": _rule("leader", "programme-start or block or line-up", "test_leader.py"),
    "lfe-band": _rule("lfe_band", "lfe", "test_lfe_band.py"),
    "loudness-limits": _rule("loudness_limits", "loudness"),
    "me-rule": _rule("me", "me.without or me.matches or me.filled", "test_me.py"),
    "metadata": _rule("metadata", "metadata", "test_metadata.py"),
    "placement": MutationTarget("validator/rules/placement.py", (f"{_RULES}/test_placement.py",)),
    "polarity-rule": _rule("polarity", "polarity", "test_polarity.py"),
    "re-render": MutationTarget("validator/rules/re_render.py", (f"{_RULES}/test_re_render.py",)),
    "readings": MutationTarget(
        "validator/rules/readings.py", (f"{_RULES}/test_readings.py", f"{_RULES}/test_leq_m.py")
    ),
    "relations": _rule("relations", "partner or statement or stems", "test_relations.py"),
    "runs": MutationTarget("validator/rules/runs.py", (f"{_RULES}/test_runs.py",)),
    "subject": _rule("subject", "dialogue or time or form", "test_subject.py"),
    "sync": _rule("sync", "sync or fold-down", "test_sync.py"),
    "sync-pop": _rule("sync_pop", "pop", "test_sync_pop.py"),
    "conditions": MutationTarget("validator/rules/conditions.py", (f"{_RULES}/test_conditions.py",)),
    "stated-length": MutationTarget("validator/rules/stated_length.py", (f"{_RULES}/test_stated_length.py",)),
    "windows": MutationTarget(
        "validator/rules/windows.py", (f"{_RULES}/test_windows.py", f"{_RULES}/test_placement.py")
    ),
    "riff": _reader("wave/riff", "containers/wave/test_riff", "containers/wave/test_header"),
    "walk": _reader(
        "wave/walk", "containers/wave/test_walk", "containers/wave/test_riff", "containers/wave/test_header"
    ),
    "fmt": _reader("wave/fmt", "containers/wave/test_fmt", "containers/wave/test_header"),
    "encode": _reader("wave/encode", "containers/wave/test_encode", "containers/wave/test_writer"),
    "rewrite": _reader("wave/rewrite", "containers/wave/test_rewrite"),
    "writer": _reader("wave/writer", "containers/wave/test_writer"),
    "header": _reader("wave/header", "containers/wave/test_header", "containers/wave/test_riff"),
    "bext": _reader("wave/bext", "containers/wave/test_bext"),
    "ixml": _reader("wave/ixml", "containers/wave/test_ixml"),
    "chna": _reader("wave/chna", "containers/wave/test_chna", "containers/adm/test_chna_table"),
    "xmp": _reader("wave/xmp", "containers/wave/test_xmp"),
    "channel-labels": _reader("wave/channel_labels", "containers/wave/test_channel_labels"),
    "rifx": _reader("wave/rifx", "containers/wave/test_rifx", "audio/test_promised_lengths"),
    "foreign": _reader(
        "foreign",
        "containers/test_aiff_header",
        "containers/test_au_header",
        "containers/test_caf_header",
        "containers/test_w64_header",
        "audio/test_promised_lengths",
    ),
    "open-lengths": _reader("open_lengths", "audio/test_promised_lengths"),
    "id3": _reader("id3", "containers/test_id3", "audio/test_promised_lengths"),
    "aiff": _reader("aiff/header", "audio/test_promised_lengths", "containers/test_aiff_header"),
    "au": _reader("au/header", "audio/test_promised_lengths", "containers/test_au_header"),
    "caf": _reader("core_audio/header", "audio/test_promised_lengths", "containers/test_caf_header"),
    "caf-layout": _reader("core_audio/layout", "containers/test_caf_header"),
    "w64": _reader("wave64/header", "audio/test_promised_lengths", "containers/test_w64_header"),
    "flac": _reader("flac/header", "audio/test_promised_lengths", "containers/test_flac_header"),
    "flac-frames": _reader("flac/frames", "containers/test_flac_frames", "containers/test_flac_ends"),
    "listing": MutationTarget("packager/fixity/listing.py", (f"{_FIXITY}/test_listing.py",)),
    "member": MutationTarget("packager/fixity/member.py", (f"{_FIXITY}/test_member.py",)),
    "hash-list": MutationTarget(
        "packager/fixity/media_hash_list.py", (f"{_FIXITY}/test_media_hash_list.py", f"{_FIXITY}/test_listing.py")
    ),
    "signature": _fixity("signature", f"{_FIXITY}/test_signature.py"),
    "writing": _fixity("writing", f"{_FIXITY}/test_writing.py"),
    "history": _fixity(
        "media_hash_history", f"{_FIXITY}/test_media_hash_history.py", "packages/test_histories_of_others.py"
    ),
    "loose-hash-list": _fixity(
        "loose_hash_list", f"{_FIXITY}/test_loose_hash_list.py", "packages/test_histories_of_others.py"
    ),
    "litter": _fixity("litter", f"{_FIXITY}/test_litter.py", "packages/test_litter.py"),
    "name-lookup": _fixity("name_lookup", f"{_FIXITY}/test_name_lookup.py", "packages/test_digest_lists_of_others.py"),
    "foreign-digests": _fixity(
        "foreign_digests", f"{_FIXITY}/test_foreign_digests.py", "packages/test_digest_lists_of_others.py"
    ),
    "bag": _fixity("bag", f"{_FIXITY}/test_bag.py", "packages/test_bags_of_others.py"),
    "digest-lists": _fixity(
        "digest_lists", f"{_FIXITY}/test_digest_lists.py", "packages/test_digest_lists_of_others.py"
    ),
    "foreign-bag": _fixity("foreign_bag", f"{_FIXITY}/test_foreign_bag.py", "packages/test_bags_of_others.py"),
    "comparison": _fixity(
        "comparison",
        f"{_FIXITY}/test_comparison.py",
        "packages/test_digest_lists_of_others.py",
        "packages/test_bags_of_others.py",
        "packages/test_histories_of_others.py",
    ),
    "verify-stems": MutationTarget(
        "packager/formats/stems/verify.py",
        (
            "unit/packager/formats/stems/test_verify.py",
            "packages/test_damage_is_named.py",
            "packages/test_litter.py",
            f"{_FIXITY}/test_signature.py",
        ),
    ),
    "listed-folder": MutationTarget(
        "packager/formats/listed/folder.py",
        (_LISTED, "packages/test_bags_of_others.py", "packages/test_digest_lists_of_others.py"),
    ),
    "listed-forms": MutationTarget(
        "packager/formats/listed/forms.py",
        (_LISTED, "packages/test_bags_of_others.py", "packages/test_digest_lists_of_others.py"),
    ),
    "listed-verify": MutationTarget("packager/formats/listed/verify.py", (f"{_LISTED_INSIDE}/test_verify.py",)),
    "listed-inside": MutationTarget(
        "packager/formats/listed/judge_inside.py", (f"{_LISTED_INSIDE}/test_judge_inside.py",)
    ),
    "hashing": _fixity("hashing", f"{_FIXITY}/test_hashing.py"),
    "tree": _fixity("tree", f"{_FIXITY}/test_tree.py"),
    "ends": _planning("ends", "test_why_at_ends.py"),
    "plan-order": _planning("order", "test_order.py"),
    "plan-loudness": _planning("loudness", "test_loudness_decided.py"),
    "plan-form": _planning("form", "test_form_found.py"),
    "plan-time": _planning("time", "test_time_found.py"),
    "plan-bounds": _planning("bounds", "test_bounds.py"),
    "plan-interval": _planning("interval", "test_bounds.py"),
    "plan-level": _planning("level", "test_levels_found.py"),
    "plan-compared": _planning("compared", "test_compared_found.py"),
    "plan-leftovers": _planning("leftovers", "test_left_alone.py"),
    "plan-foreseen": _planning("foreseen", "test_foreseen.py"),
    "plan-delivery": _planning("delivery_plan", "test_plan_as_messages.py", "test_planned.py"),
    "plan-model": _planning("model", "test_model.py", "test_plan_as_messages.py", "test_planned.py"),
    "plan-refusal": _planning("refusal", "test_plan_as_messages.py", "test_planned.py"),
    "plan-because": _planning("because", "test_plan_as_messages.py", "test_planned.py"),
    "plan-kin": _planning("kin", "test_kin.py"),
    "plan": _planning("plan", "test_planned.py"),
}
"""By name."""

LEAST_TIMEOUT_SECONDS: Final = 60.0
TIMES_THE_TESTS: Final = 10.0
"""The tests may take ten times as long as on the module as it is, or a minute: a machine with other work is slow now
and then. What runs out of time is counted apart, and is to be tried again when the machine has nothing else to do."""

_OUT_OF_TIME: Final = "timeout"
"""What the tool says in place of the output of such tests."""

_CONFIG: Final = """[cosmic-ray]
module-path = {module}
timeout = {timeout}
excluded-modules = []
test-command = {command}

[cosmic-ray.distributor]
name = "local"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change and what came of it.

    Attributes:
        line: Where it is.
        change: Lines of the module that went and came.
        is_killed: Whether a test failed; None where it was not tried, or where the tests ran out of time.
        is_out_of_time: Whether they did: the change may have made a loop without an end, or the machine was busy.
        is_annotation: Whether it lies in an annotation.
    """

    line: int
    change: str
    is_killed: bool | None
    is_out_of_time: bool
    is_annotation: bool


def copied_tree(folder: Path) -> Path:
    """Copy what git knows of the tree; what was copied before is brought up to date."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        source, target = ROOT / name, folder / "tree" / name
        if source.is_file() and not source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder / "tree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """So many changes of a module, chosen by a seed; a count of None is all of them."""

    count: int | None
    seed: int


@contextmanager
def warm_tests(tree: Path, module: str, words: list[str]) -> Iterator[list[str] | None]:
    """Have tests stand ready, and give the command that runs them once; None where they cannot be collected."""
    with tempfile.TemporaryDirectory(prefix="mixgate-mutation-") as kept:
        door = Path(kept) / "door"
        serving = [sys.executable, "-m", "benchmarks.warm_tests", str(door), module, *words]
        with subprocess.Popen(serving, cwd=tree, stderr=subprocess.DEVNULL) as server:
            try:
                while not door.exists() and server.poll() is None:
                    time.sleep(0.1)
                asked = [sys.executable, "-S", "-m", "benchmarks.warm_tests", str(door)]
                yield asked if server.poll() is None else None
            finally:
                server.terminate()


def tried(name: str, tool: Path, folder: Path, ends: float, sample: Sample) -> list[Mutant] | None:
    """Change one module until all was tried or the time is over, and return what came of it.

    Returns:
        None where the tests fail on the module as it is.
    """
    module = TARGETS[name].module
    form = "all" if sample.count is None else f"{sample.count}-{sample.seed}"
    tree, config, session = folder / "tree", folder / f"{name}.toml", folder / f"{name}-{form}.sqlite"
    with warm_tests(tree, module, TARGETS[name].words) as command:
        begins = time.monotonic()
        if command is None or subprocess.run(command, cwd=tree, check=False).returncode:
            return None
        limit = max(LEAST_TIMEOUT_SECONDS, TIMES_THE_TESTS * (time.monotonic() - begins))
        text = _CONFIG.format(module=json.dumps(module), timeout=limit, command=json.dumps(shlex.join(command)))
        config.write_text(text, encoding="utf-8")
        if not session.is_file():
            subprocess.run([tool, "init", config, session], cwd=tree, check=True, capture_output=True)
            _leave_sample(session, sample, list(_annotations((ROOT / module).read_text(encoding="utf-8"))))
        left = ends - time.monotonic()
        if left > 0:
            try:
                subprocess.run([tool, "exec", config, session], cwd=tree, check=True, capture_output=True, timeout=left)
            except subprocess.TimeoutExpired:
                shutil.copy2(ROOT / module, tree / module)  # A change may stand in it.
    told = subprocess.run([tool, "dump", session], cwd=tree, check=True, capture_output=True, text=True).stdout
    return list(mutants(map(json.loads, told.splitlines()), (ROOT / module).read_text(encoding="utf-8")))


def _leave_sample(session: Path, sample: Sample, annotations: list[_Span]) -> None:
    """Leave a sample of the changes in a session: each has the same chance, and a seed finds the same ones again."""
    if sample.count is None:
        return
    asked = "SELECT start_pos_row, start_pos_col, operator_name, operator_args, occurrence, job_id FROM mutation_specs"
    with sqlite3.connect(session) as told:
        changes = [row for row in sorted(told.execute(asked)) if not _is_within((row[0], row[1]), annotations)]
        random.Random(sample.seed).shuffle(changes)
        kept = {row[-1] for row in changes[: sample.count]}
        for (job,) in told.execute("SELECT job_id FROM work_items").fetchall():
            if job not in kept:
                told.execute("DELETE FROM mutation_specs WHERE job_id = ?", (job,))
                told.execute("DELETE FROM work_items WHERE job_id = ?", (job,))


_Span: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


def _is_within(place: tuple[int, int], spans: Iterable[_Span]) -> bool:
    return any(first <= place < last for first, last in spans)


def mutants(entries: Iterable[Any], source: str) -> Iterator[Mutant]:
    """Yield what the tool did.

    Args:
        entries: Pairs of a change and what came of it, as the tool dumps them.
        source: The module as it is.
    """
    spans = list(_annotations(source))
    for item, result in entries:
        (mutation,) = item["mutations"]
        line, column = mutation["start_pos"]
        late = result is not None and (result.get("output") or "").strip() == _OUT_OF_TIME
        diff = "" if result is None else result.get("diff") or ""
        yield Mutant(
            line=line,
            change=" ".join(row for row in diff.splitlines() if row[:1] in "+-" and row[:3] not in {"+++", "---"}),
            is_killed=None if result is None or late else result["test_outcome"] in {"killed", "incompetent"},
            is_out_of_time=late,
            is_annotation=_is_within((line, column), spans),
        )


def _annotations(source: str) -> Iterator[_Span]:
    """Where annotations begin and end: line and column."""
    for node in ast.walk(ast.parse(source)):
        for field in ("annotation", "returns"):
            found = getattr(node, field, None)
            if isinstance(found, ast.expr):
                last = (found.end_lineno or found.lineno, found.end_col_offset or found.col_offset)
                yield (found.lineno, found.col_offset), last


def main() -> None:
    """Print how many changes of each module were noticed, and every one that was not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", type=Path, required=True, help="cosmic-ray")
    parser.add_argument("--only", choices=sorted(TARGETS), action="append")
    parser.add_argument("--sample", type=int, help="so many changes of each module; all")
    parser.add_argument("--seed", type=int, default=1, help="by which they are chosen")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "mixgate-mutation")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    copied_tree(asked.folder)
    ends = time.monotonic() + 60.0 * asked.minutes
    rows, survivors = [], []
    for name in asked.only or TARGETS:
        found = tried(name, asked.tool, asked.folder, ends, Sample(count=asked.sample, seed=asked.seed))
        if found is None:
            rows.append(f"| {TARGETS[name].module} | the tests fail on it as it is | | | | |")
            continue
        counted = [one for one in found if not one.is_annotation]
        done = [one for one in counted if one.is_killed is not None]
        alive = [one for one in done if not one.is_killed]
        late = sum(one.is_out_of_time for one in counted)
        figures = (len(counted), len(done), len(done) - len(alive), len(alive), late)
        rows.append(f"| {TARGETS[name].module} | {' | '.join(map(str, figures))} |")
        survivors += [f"{TARGETS[name].module}:{one.line}: {one.change}" for one in alive]
    if asked.sample is not None:
        print(f"Samples of {asked.sample}, seed {asked.seed}.\n")
    print("| module | changes | tried | noticed | not noticed | out of time |")
    print("| --- | --- | --- | --- | --- | --- |")
    print("\n".join([*rows, "", *survivors]))


if __name__ == "__main__":
    main()
