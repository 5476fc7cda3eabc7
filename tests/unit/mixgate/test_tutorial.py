"""The tutorial, command by command, on a short film with one dub: letter, round, waiver, bundle, verified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pypdf
from typer.testing import CliRunner

from fixtures.vendor_folder import FAULTS, VendorFilm, write_vendor_folder
from mixgate.cli import app

if TYPE_CHECKING:
    import pytest

ROOT: Final = Path(__file__).resolve().parents[3]
SHEETS: Final = ("--sheet", str(ROOT / "docs" / "examples" / "client-dub.toml"), "--sheet", "localisation")
STATED: Final = ("--original-language", "en-US", "--picture-rate", "23.976")


def mixgate(code: int, *words: str) -> str:
    ended = CliRunner().invoke(app, list(words))
    assert ended.exit_code == code, ended.output
    return ended.output


def test_five_commands_lead_from_a_folder_to_a_verified_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    film = VendorFilm(seconds=10.0)
    first = [fault for fault in FAULTS if fault.name in {"late", "bits", "silent"}]
    left = [fault for fault in FAULTS if fault.name == "bits"]
    for folder, faults in (("one", first), ("two", left)):
        write_vendor_folder(tmp_path / folder, film, faults, languages=("de-DE",))

    mixgate(1, "check", "one", *SHEETS, *STATED, "--json", "1.json", "--pdf", "1.pdf", "--history", "film.jsonl")
    letter = pypdf.PdfReader(tmp_path / "1.pdf")
    text = " ".join(letter.pages[0].extract_text().split())
    assert len(letter.pages) == 1
    assert all(said in text for said in ("3 of 10 files", "6006 samples earlier", "Export at 24 bit", "export of Ls"))

    given = (*SHEETS, *STATED, "--old-sound", "one", "--json", "2.json", "--history", "film.jsonl", "--lang", "de")
    said = mixgate(1, "round", "1.json", "two", *given)
    assert "7 behoben, 1 noch vorhanden" in said, said
    assert len((tmp_path / "film.jsonl").read_text(encoding="utf-8").splitlines()) == 2

    second = json.loads((tmp_path / "2.json").read_text(encoding="utf-8"))
    (still,) = [one for mix in second["mixes"] for one in mix["findings"] if one["fate"] == "still-there"]
    mixgate(
        0,
        "waive",
        "2.json",
        still["new"]["fingerprint"],
        "--reason",
        "Recorded so",
        "--by",
        "QC",
        "--kind",
        "source-fault",
    )

    waived = ("--waivers", "waivers.toml")
    mixgate(0, "package", "stems", "two", "--title", "Night Tram", *SHEETS, *STATED, *waived, "--out", "bundle")
    mixgate(0, "verify", "bundle", *SHEETS[:2], *waived)
