"""What digest lists beside a delivery say of its bytes holds in every command as it holds in `check`."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mixgate.cli import run_words

if TYPE_CHECKING:
    from fixtures.bundles import SmallDelivery

WRONG = "0" * 32


def handed_in(delivery: SmallDelivery, folder: Path, form: str) -> Path:
    """A copy of the delivery with a digest list that names other bytes, or a file that is not there."""
    place = Path(shutil.copytree(delivery.folder, folder))
    right = "".join(f"{hashlib.md5((place / name).read_bytes()).hexdigest()}  {name}\n" for name in ("stereo.wav",))
    if form == "beside a file":
        (place / "surround.wav.md5").write_text(f"{WRONG}  surround.wav\n", encoding="utf-8")
    elif form == "of the folder":
        (place / "md5sums.txt").write_text(f"{right}{WRONG}  surround.wav\n", encoding="utf-8")
    elif form == "of a file that is absent":
        (place / "checksums.md5").write_text(f"{right}{WRONG}  other.wav\n", encoding="utf-8")
    else:
        (place / "checksums.md5").write_text(right, encoding="utf-8")
    return place


FORMS = ["beside a file", "of the folder", "of a file that is absent"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("named", ["", "delivery.toml"])
def test_a_folder_and_its_delivery_file_are_one_input(
    delivery: SmallDelivery, tmp_path: Path, form: str, named: str
) -> None:
    place = handed_in(delivery, tmp_path / "in", form)
    report = tmp_path / "report.json"
    assert run_words(["check", str(place / named), "--sheet", str(delivery.sheet), "--json", str(report)]) == 1
    rules = [found["rule"] for one in json.loads(report.read_text())["reports"] for found in one["findings"]]
    assert "package.fixity" in rules
    assert "delivery.unlisted-sound" not in rules  # what is damaged is listed all the same


@pytest.mark.parametrize("form", FORMS)
def test_bytes_that_are_not_those_of_the_list_are_neither_packaged_nor_corrected(
    delivery: SmallDelivery, tmp_path: Path, form: str
) -> None:
    place, sheet, out = handed_in(delivery, tmp_path / "in", form), str(delivery.sheet), tmp_path / "out"
    assert run_words(["package", "stems", str(place), "--sheet", sheet, "--out", str(out)]) == 5
    assert run_words(["fix", str(place), "--sheet", sheet, "--permit", "level", "--apply", "--out", str(out)]) == 5
    assert not out.exists()


@pytest.mark.parametrize("form", FORMS)
def test_measurements_of_such_a_folder_are_judged_as_the_folder_is(
    delivery: SmallDelivery, tmp_path: Path, form: str
) -> None:
    place, measured = handed_in(delivery, tmp_path / "in", form), tmp_path / "measured"
    measured.mkdir()
    assert run_words(["measure", str(place), "--json", str(measured)]) == 1
    assert (measured / "surround.wav.measurements.json").exists() is (form == FORMS[2])
    assert run_words(["judge", str(measured), "--sheet", str(delivery.sheet)]) == 1


def test_lists_that_hold_change_nothing(delivery: SmallDelivery, tmp_path: Path) -> None:
    place, sheet, out = handed_in(delivery, tmp_path / "in", "right"), str(delivery.sheet), tmp_path / "out"
    assert run_words(["package", "stems", str(place), "--sheet", sheet, "--out", str(out)]) == 0


def test_a_file_named_alone_is_held_against_its_own_list(delivery: SmallDelivery, tmp_path: Path) -> None:
    place = handed_in(delivery, tmp_path / "in", FORMS[0])
    words = ["--title", "T", "--language", "de", "--sheet", str(delivery.sheet), "--out", str(tmp_path / "out")]
    assert run_words(["package", "stems", str(place / "surround.wav"), *words]) == 5
