"""A vendor's folder with fourteen faults: the letter names each in one line, and nothing else."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pypdf
import pytest

import mixgate
from fixtures.vendor_folder import FAULTS, VendorFault, VendorFilm, write_vendor_folder
from validator import languages
from validator.reporters.as_pdf import letter_to_pdf
from validator.reporters.letter.book import LetterBook
from validator.reporters.letter.model import Letter, Urgency
from validator.results.report import Made

if TYPE_CHECKING:
    from collections.abc import Sequence

SHEET: Final = Path(__file__).resolve().parents[4] / "docs" / "examples" / "client-dub.toml"
SECONDS: Final = 16.0

NAMED_BY: Final = {
    "hot": "loudness.integrated",
    "rate": "form.sample-rate",
    "speed": "sync.speed",
    "five": "form.layout",
    "silent": "signal.active-channels",
    "bleed": "me.without-dialogue",
    "late": "sync.offset",
    "backs": "channels.as-original",
    "french": "delivery.two-languages",
    "original": "delivery.two-languages",
    "absent": "delivery.kind-missing",
    "bits": "form.word-length",
    "start": "time.start-timecode",
    "name": "form.file-name",
    "short": "sync.edits",
}


@pytest.fixture(scope="module")
def film() -> VendorFilm:
    return VendorFilm(seconds=SECONDS)


@pytest.fixture(scope="module")
def fourteen(film: VendorFilm, tmp_path_factory: pytest.TempPathFactory) -> Letter:
    return letter_of(tmp_path_factory.mktemp("vendor") / "NightTram", film, FAULTS)


def letter_of(folder: Path, film: VendorFilm, faults: Sequence[VendorFault]) -> Letter:
    write_vendor_folder(folder, film, faults)
    run = mixgate.check(folder, [str(SHEET), "localisation"], picture_rate="24000/1001", original_language="en-US")
    book = LetterBook()
    for number, report in enumerate(run.reports, start=1):
        book.add(report, number)
    return book.letter(run.verdict, Made(version="0"), run.not_judged)


def assert_each_is_one_line(letter: Letter, faults: Sequence[VendorFault]) -> None:
    said = {}
    for line in letter.lines:
        (file,) = line.files
        said[file.place or file.language] = {one.rule for one in file.readings}
    planted = {fault.sent_as or fault.language: NAMED_BY[fault.name] for fault in faults}
    assert said.keys() == planted.keys()
    assert all(rule in said[place] for place, rule in planted.items()), said
    assert {line.urgency for line in letter.lines} == {Urgency.MUST}
    assert len(letter.lines) == len(faults) == 14


def test_each_fault_is_one_line_and_nothing_else_is_in_the_letter(fourteen: Letter) -> None:
    assert_each_is_one_line(fourteen, FAULTS)


@pytest.mark.parametrize("tag", ["en", "de", "fr"])
def test_the_letter_is_one_page(fourteen: Letter, tag: str) -> None:
    with languages.speaking(tag):
        pdf = letter_to_pdf(fourteen)
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) == 1


def test_the_clean_twin_is_accepted_without_a_word(tmp_path: Path, film: VendorFilm) -> None:
    assert letter_of(tmp_path / "NightTram", film, ()).lines == ()
