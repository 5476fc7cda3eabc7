"""What verifying a folder with lists of others says as a whole: of bytes, of names, and of the mixes inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fixtures.made_sheets import make_requirement, make_sheet
from fixtures.wave_files import write_s24
from fixtures.wrapped import digest_of, write_bag, write_files
from packager.fixity.problem import ProblemKind
from packager.formats.listed.forms import BAG, DIGEST_LISTS
from packager.formats.listed.verify import rows_of, verify_listed
from packager.formats.orders import VerifyOrder
from validator.measuring.measure import MeasureOptions
from validator.results.report import SubjectKind, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from packager.formats.listed.verify import ListedVerification
    from specs.loader import LoadedSheet

NOISE = np.random.default_rng(1).integers(-(2**20), 2**20, (4800, 2)).astype(np.int32)
MEASURING = MeasureOptions(version="7", workers=1)
AT_48, AT_96 = (
    make_sheet(make_requirement("form.sample-rate", allowed_hz=[rate]), id=f"rate-{rate}") for rate in (48_000, 96_000)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Noise of a tenth of a second, and its digest list."""
    root = tmp_path / "card"
    root.mkdir()
    write_s24(root / "film.wav", NOISE)
    write_files(root, {"md5sums": f"{digest_of((root / 'film.wav').read_bytes())}  film.wav\n".encode()})
    return root


def _verified(root: Path, *sheets: LoadedSheet, fixity_only: bool = False) -> ListedVerification:
    order = VerifyOrder(measuring=MEASURING, sheets=sheets, fixity_only=fixity_only)
    return verify_listed(root, order, form=DIGEST_LISTS)


def test_without_sheets_bytes_and_names_are_all_that_is_said(folder: Path) -> None:
    found = _verified(folder)

    assert (found.intact, found.complete, found.signature) == (True, True, "none")
    assert (found.package, found.version, found.verdict, found.mixes) == ("card", "7", None, ())
    assert (found.file_count, found.size_bytes) == (2, sum(one.stat().st_size for one in folder.iterdir()))
    assert (found.run.of, found.run.verdict, len(found.run.reports)) == ("packages", Verdict.ACCEPTABLE, 1)


@pytest.mark.parametrize("sheets", [(AT_48,), (AT_96,), (AT_48, AT_96)])
def test_every_mix_is_held_against_every_sheet(folder: Path, sheets: tuple[LoadedSheet, ...]) -> None:
    found = _verified(folder, *sheets)
    verdicts = {"rate-48000": Verdict.ACCEPTABLE, "rate-96000": Verdict.REJECTED}

    names = [one.sheet.id for one in sheets]
    assert [(one.mix.rpartition("/")[2], one.sheet, one.deliverable, one.verdict) for one in found.mixes] == [
        *(("film.wav", name, "mix", verdicts[name]) for name in names),
        (".", "delivery", "delivery", Verdict.ACCEPTABLE),
    ]
    assert all(one.stated is None and one.reason is None for one in found.mixes)
    assert found.verdict is (Verdict.REJECTED if AT_96 in sheets else Verdict.ACCEPTABLE)
    assert (found.run.of, len(found.run.reports)) == ("mixes", 2 + len(sheets))
    assert found.intact


def test_a_file_and_its_own_list_are_one_mix_and_no_delivery(folder: Path) -> None:
    write_files(folder, {"film.wav.md5": digest_of((folder / "film.wav").read_bytes()).encode()})
    found = verify_listed(folder / "film.wav", VerifyOrder(measuring=MEASURING, sheets=(AT_96,)), form=DIGEST_LISTS)

    assert [(one.sheet, one.verdict) for one in found.mixes] == [("rate-96000", Verdict.REJECTED)]
    assert (found.package, found.intact, found.verdict) == ("film.wav", True, Verdict.REJECTED)


def test_where_nobody_wants_the_mixes_judged_none_is(folder: Path) -> None:
    found = _verified(folder, AT_96, fixity_only=True)

    assert (found.verdict, found.mixes, found.run.of) == (None, (), "packages")


def test_a_mix_that_is_not_as_it_is_listed_is_not_judged(folder: Path) -> None:
    content = bytearray((folder / "film.wav").read_bytes())
    content[-1] ^= 1
    (folder / "film.wav").write_bytes(content)
    found = _verified(folder, AT_48)

    assert (found.intact, found.complete, found.verdict) == (False, True, Verdict.INCOMPLETE)
    delivery, row = found.mixes
    assert delivery.sheet == "delivery"
    assert (row.sheet, row.deliverable, row.verdict) == ("-", None, None)
    assert row.mix == "film.wav"
    assert "not as they are listed" in str(row.reason)


@pytest.mark.parametrize(
    ("files", "intact", "complete", "kinds"),
    [
        ({"film 2.wav": b"x"}, True, False, {ProblemKind.UNLISTED}),
        ({"notes.txt": b"x"}, True, True, set()),
        ({"film.wav.b3": b"x"}, True, False, {ProblemKind.UNKNOWN_FORM}),
        ({"film.wav": b"x"}, False, True, {ProblemKind.DAMAGED}),
        ({".DS_Store": b"x"}, True, True, set()),
    ],
)
def test_what_leaves_a_folder_intact_and_what_complete(
    folder: Path, files: dict[str, bytes], *, intact: bool, complete: bool, kinds: set[ProblemKind]
) -> None:
    write_files(folder, files)
    found = _verified(folder)

    assert {problem.kind for problem in found.problems} == kinds
    assert (found.intact, found.complete) == (intact, complete)


def test_litter_in_the_payload_of_a_bag_leaves_it_intact_and_incomplete(tmp_path: Path) -> None:
    write_bag(tmp_path / "bag", {"a.wav": b"one"})
    order = VerifyOrder(measuring=MEASURING)
    assert verify_listed(tmp_path / "bag", order, form=BAG).complete
    write_files(tmp_path / "bag", {"data/.DS_Store": b""})
    found = verify_listed(tmp_path / "bag", order, form=BAG)

    assert {problem.kind for problem in found.problems} == {ProblemKind.LITTER}
    assert (found.intact, found.complete) == (True, False)
    assert found.run.reports[0].sheet.id == "bagit"


def test_a_key_vouches_for_nothing_where_nothing_is_signed(folder: Path) -> None:
    key = Ed25519PrivateKey.generate().public_key()
    found = verify_listed(folder, VerifyOrder(measuring=MEASURING, verifier=key), form=DIGEST_LISTS)

    (problem,) = found.problems
    assert (problem.kind, problem.path) == (ProblemKind.SIGNATURE, "card")
    assert (found.intact, found.signature) == (False, "none")


def test_a_report_is_named_by_its_place_and_by_its_sheet_or_by_what_it_is_on(folder: Path) -> None:
    package, mix, delivery = _verified(folder, AT_48).run.reports
    no_place = mix.model_copy(update={"path": None, "name": "film"})
    rows = list(rows_of([package, mix, no_place, delivery], []))

    assert package.subject is SubjectKind.PACKAGE
    assert [row.sheet for row in rows] == ["package", "rate-48000", "rate-48000", "delivery"]
    assert [row.mix for row in rows] == ["card", mix.path, "film", "."]
    assert [row.verdict for row in rows] == [Verdict.ACCEPTABLE] * 4


def test_a_mix_that_was_not_judged_is_named_by_its_place_or_by_its_name(folder: Path) -> None:
    write_files(folder, {"film.wav": b"x"})
    (left_out,) = _verified(folder, AT_48).run.not_judged
    placed = left_out.model_copy(update={"path": "reels/film.wav", "name": "film", "sheet": "rate-48000"})
    rows = list(rows_of([], [placed, placed.model_copy(update={"path": None})]))

    assert [(row.mix, row.sheet, row.reason) for row in rows] == [
        ("reels/film.wav", "rate-48000", left_out.reason),
        ("film", "rate-48000", left_out.reason),
    ]
