"""What the demo says to try shows what it promises: the clean mixes acceptable, the faulty ones not."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from mixgate.cli import run_words

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SECONDS = "20"


def test_the_first_thing_to_try_takes_what_is_clean_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    assert run_words(["demo", str(folder), "--seconds", SECONDS]) == 0
    out, said = capsys.readouterr()
    size = re.search(r"Writing (\d+) MB of sound to \S+, where (\d+) MB are free", said)
    assert size is not None
    assert 200 < int(size[1]) < 300
    hint = next(line for line in out.splitlines() if line.strip().startswith("mixgate check"))
    assert run_words([*shlex.split(hint)[1:], "--kernel", "numpy"]) == 1
    lines = re.findall(
        r"^(\w+) +\S*/night-tram_(\S+)_printmaster_(\d+)\S* .*netflix-dub/", capsys.readouterr().out, re.MULTILINE
    )
    verdicts = {(language, layout): verdict for verdict, language, layout in lines}
    faulty = {("fr-FR", "51"), ("es-ES", "51"), ("it-IT", "51")}
    assert faulty < set(verdicts)
    assert ("de-DE", "51") in verdicts
    assert ("en-US", "51") not in verdicts  # the sheet is for dubs
    assert {mix for mix, verdict in verdicts.items() if verdict == "REJECTED"} == faulty
    # In 20 s the guard band of the dialogue gate may leave a clean mix open; a whole demo has three times as much.
    assert len([verdict for verdict in verdicts.values() if verdict == "INCOMPLETE"]) <= 1
