"""The mixes inside what others wrapped, judged after its bytes were held against its lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.wave_files import write_s24
from fixtures.wrapped import digest_of, write_files
from packager.formats.listed.folder import check_listed
from packager.formats.listed.forms import DIGEST_LISTS
from packager.formats.listed.judge_inside import fixity_beside, judge_listed_inside, mixes_judged
from packager.formats.orders import InsideOrder
from specs.errors import MediaError
from validator.delivery.judged import Judging
from validator.measuring.measure import MeasureOptions
from validator.results.report import SubjectKind, Verdict, WhyNot

if TYPE_CHECKING:
    from pathlib import Path

NOISE = np.random.default_rng(1).integers(-(2**20), 2**20, (4800, 2)).astype(np.int32)
ORDER = InsideOrder(
    judging=Judging(
        sheets=(make_sheet(make_requirement("form.sample-rate", allowed_hz=[48_000])),),
        version="7",
        day=date(2026, 9, 1),
    ),
    measuring=MeasureOptions(version="7", workers=1),
)


def _listed(root: Path, *names: str) -> Path:
    """Noises of a tenth of a second, and a list of them."""
    root.mkdir(parents=True)
    for name in names:
        write_s24(root / name, NOISE)
    lines = "".join(f"{digest_of((root / name).read_bytes())}  {name}\n" for name in names)
    write_files(root, {"md5sums": lines.encode()})
    return root


def _change(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


def test_the_package_is_told_first_and_then_every_mix(tmp_path: Path) -> None:
    root = _listed(tmp_path / "card", "one.wav", "two.wav")
    package, *mixes, delivery = judge_listed_inside(root, ORDER, form=DIGEST_LISTS)

    assert (package.name, package.path) == ("card", "card")
    assert [report.subject for report in package.reports] == [SubjectKind.PACKAGE]
    assert [report.verdict for report in package.reports] == [Verdict.ACCEPTABLE]
    assert package.reports[0].made.version == "7"
    assert [report.subject for report in delivery.reports] == [SubjectKind.DELIVERY]
    assert [mix.name for mix in mixes] == ["one.wav", "two.wav"]
    assert [report.verdict for mix in mixes for report in mix.reports] == [Verdict.ACCEPTABLE] * 2


def test_a_mix_that_was_altered_is_left_out_with_its_place_and_the_others_are_judged(tmp_path: Path) -> None:
    root = _listed(tmp_path / "card", "one.wav", "two.wav")
    _change(root / "two.wav")
    package, altered, right, _ = judge_listed_inside(root, ORDER, form=DIGEST_LISTS)

    assert [report.verdict for report in package.reports] == [Verdict.REJECTED]
    assert (altered.name, altered.reports) == ("two.wav", ())
    (why,) = altered.not_judged
    assert why.why is WhyNot.UNREADABLE
    assert str(altered.path).endswith("two.wav")
    assert "not as they are listed" in str(why.reason)
    assert (right.name, len(right.reports)) == ("one.wav", 1)


def test_a_file_on_its_own_is_held_against_its_own_list_alone(tmp_path: Path) -> None:
    root = _listed(tmp_path / "card", "one.wav", "two.wav")
    digest = digest_of((root / "one.wav").read_bytes())
    write_files(root, {"one.wav.md5": digest.encode()})
    _change(root / "two.wav")
    found = fixity_beside(root / "one.wav", ORDER)

    assert found is not None
    assert (found.name, [report.verdict for report in found.reports]) == ("one.wav", [Verdict.ACCEPTABLE])
    _change(root / "one.wav")
    changed = fixity_beside(root / "one.wav", ORDER)
    assert changed is not None
    assert [report.verdict for report in changed.reports] == [Verdict.REJECTED]
    assert fixity_beside(root / "two.wav", ORDER) is None


def test_a_stem_bundle_inside_is_judged_as_one(tmp_path: Path) -> None:
    """Of this one the manifest cannot be read: that is all that is told."""
    manifest = b'{"schema": "mixgate.manifest/1"'
    write_files(tmp_path / "card", {"tunnel/manifest.json": manifest, "tunnel/a.wav": b"x", "tunnel/ascmhl/x": b""})
    found = list(mixes_judged(check_listed(tmp_path / "card", DIGEST_LISTS, workers=1), ORDER))

    assert [result.name for result in found] == ["tunnel"]
    assert [report.verdict for result in found for report in result.reports] == [Verdict.REJECTED]


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no such file"):
        list(judge_listed_inside(tmp_path / "none.wav", ORDER, form=DIGEST_LISTS))
