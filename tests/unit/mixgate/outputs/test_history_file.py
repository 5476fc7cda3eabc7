"""The history of rounds: one line a round, added and never changed; damage is told and lost nowhere."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
from hashlib import sha256
from typing import TYPE_CHECKING

from fixtures import reports as made
from mixgate.cli import run_words
from mixgate.outputs.history_file import HistoryFile, entry_of
from validator.reporters.as_html import index_page
from validator.reporters.as_json import run_to_json
from validator.reporters.as_markdown import run_head
from validator.reporters.run import summary_of
from validator.reporters.schema import schema_validator
from validator.results.finding import State
from validator.results.history import history_mix, history_rows, read_history
from validator.results.report import Made, NotJudged, Verdict, WhyNot

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from validator.results.history import HistoryEntry

MADE = Made(version="0.1.0")


def entry(name: str = "round1", *, report: bool = True) -> HistoryEntry:
    mixes = [history_mix(made.rejected())] if report else []
    lost = NotJudged(name="a", why=WhyNot.UNREADABLE, reason="r")
    skipped = NotJudged(name="b", why=WhyNot.NOT_ASKED, reason="r")
    return entry_of(name, MADE, Verdict.REJECTED, mixes, (lost, skipped))


def test_a_round_is_one_line_that_follows_its_schema_and_chains(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    for name in ("round1", "ß\n納品"):
        assert HistoryFile(path).append(entry(name)) is None
    first, second = path.read_bytes().splitlines()
    for line in (first, second):
        assert list(schema_validator("history").iter_errors(json.loads(line))) == []
    assert json.loads(second)["previous"] == sha256(first).hexdigest()
    found = read_history(path.read_bytes())
    assert ([one.name for one in found.entries], found.damaged, found.altered) == (["round1", "ß\n納品"], (), ())
    assert found.entries[0].not_judged == 1
    states = {finding.state for finding in found.entries[0].mixes[0].findings}
    assert State.PASS not in states


def test_a_damaged_line_is_told_stays_and_stops_no_other(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    HistoryFile(path).append(entry())
    cut = path.read_bytes()[:-40]
    path.write_bytes(cut)  # a disk that was full, or a run that was killed
    kept = HistoryFile(path)
    assert kept.history.damaged == (1,)
    assert "line 1" in kept.remarks()[0]
    assert kept.append(entry("round2")) is None
    content = path.read_bytes()
    assert content.startswith(cut + b"\n")
    found = read_history(content)
    assert ([one.name for one in found.entries], found.damaged, found.altered) == (["round2"], (1,), ())


def test_a_line_that_was_changed_later_is_told(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    for name in ("round1", "round2", "round3"):
        HistoryFile(path).append(entry(name))
    path.write_bytes(path.read_bytes().replace(b'"name":"round1"', b'"name":"roundX"'))
    kept = HistoryFile(path)
    assert kept.history.altered == (2,)
    assert "line 2" in kept.remarks()[0]


def _append(path: Path, name: str) -> None:
    HistoryFile(path).append(entry(name))


def test_rounds_that_end_at_once_do_not_mix_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    context = multiprocessing.get_context("fork")
    names = [f"round{number}" for number in range(8)]
    started = [context.Process(target=_append, args=(path, name)) for name in names]
    for process in started:
        process.start()
    for process in started:
        process.join()
    found = read_history(path.read_bytes())
    assert sorted(one.name for one in found.entries) == names
    assert (found.damaged, found.altered) == ((), ())


def test_a_file_that_is_no_history_is_never_added_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run.json"
    run.write_text(run_to_json([made.rejected()]), "utf-8")
    sound = tmp_path / "mix.wav"
    sound.write_bytes(b"RIFF\0\0\0\0WAVE")
    for history, code in ((sound, 2), (run, 2), (tmp_path, 2), (tmp_path / "no" / "h.jsonl", 2)):
        before = history.read_bytes() if history.is_file() else b""
        assert run_words(["round", str(run), str(run), "--history", str(history)]) == code
        assert (history.read_bytes() if history.is_file() else b"") == before
    assert "no history" in capsys.readouterr().err


def test_round_adds_its_line_and_shows_the_rounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, history = tmp_path / "run.json", tmp_path / "h.jsonl"
    run.write_text(run_to_json([made.rejected()]), "utf-8")
    for _ in range(2):
        assert run_words(["round", str(run), str(run), "--history", str(history)]) == 1
    assert len(history.read_bytes().splitlines()) == 2
    shown = capsys.readouterr().err
    assert "Round" in shown
    assert "run.json" in shown
    assert run_words(["round", str(run), str(run), "--history", "/dev/full"]) in {2, 5}


def test_pages_and_markdown_show_the_rounds() -> None:
    summary = summary_of([made.rejected()])
    assert "Rounds" not in run_head(summary)
    with_rounds = dataclasses.replace(summary, history=history_rows([entry("one|two"), entry("<b>")]))
    assert "| 2 |" in run_head(with_rounds)
    page = index_page(with_rounds, {})
    assert "<h2>Rounds</h2>" in page
    assert "&lt;b&gt;" in page
