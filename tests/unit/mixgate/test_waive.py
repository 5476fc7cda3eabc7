"""`mixgate waive`: what is written, what is refused, and that no entry of somebody else is touched."""

from __future__ import annotations

import multiprocessing
import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest

from fixtures import reports as made
from mixgate.api.waiving import WaiverTerms, waive
from mixgate.cli import run_words
from specs.statements.receiver import load_receiver_file
from validator.reporters.as_json import report_to_json
from validator.results.finding import State
from validator.results.report import Made
from validator.rounds.as_documents import round_to_json
from validator.rounds.between import JudgedRound, round_between

if TYPE_CHECKING:
    from pathlib import Path

    from validator.results.finding import Finding
    from validator.results.report import Report

PEAK = "f7effd65a198d824"
OTHER = "f7effd0000000000"
DAY = date(2026, 11, 29)


def finding(fingerprint: str, state: State = State.FAIL, rule: str = "peak.true-peak") -> Finding:
    return made.finding(
        rule,
        state,
        key=f"{rule}-{fingerprint[-3:]}",
        measured=made.quantity(-1.234567, "dBTP"),
        where=(made.place(10, 1, "L"),),
        fingerprint=fingerprint,
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    findings = (finding(PEAK), finding(OTHER), finding("aaaaaa1111111111", State.PASS))
    return saved(tmp_path / "report.json", *findings)


def report_of(*findings: Finding) -> Report:
    return made.rejected().model_copy(update={"findings": findings, "path": "fr-FR/film_51.wav"})


def saved(path: Path, *findings: Finding) -> Path:
    path.write_text(report_to_json(report_of(*findings)), "utf-8")
    return path


def ran(*words: object) -> int:
    return run_words(["waive", *map(str, words)])


def test_a_waiver_is_the_finding_as_it_was_found(tmp_path: Path, report: Path) -> None:
    file = tmp_path / "mine.toml"
    words = ("--reason", 'a "shot", é', "--by", "QC", "--until", "2030-01-31", "--kind", "creative-intent")
    assert ran(report, "f7effd6", *words, "--file", file) == 0
    (waiver,) = load_receiver_file(file).waivers
    assert (waiver.fingerprint, waiver.rule, waiver.file) == (PEAK, "peak.true-peak", "fr-FR/film_51.wav")
    assert (waiver.up_to, waiver.most_places) == ("-1.234567 dBTP", 1)
    assert (waiver.reason, waiver.by, waiver.expires) == ('a "shot", é', "QC", date(2030, 1, 31))
    assert waiver.kind == "creative-intent"


def test_entries_that_are_there_stay_to_the_byte(tmp_path: Path, report: Path) -> None:
    file = tmp_path / "waivers.toml"
    entry = b'[[waivers]]\nrule = "loudness.integrated"\nreason = "r"\nby = "b"\non = 2026-01-01'
    mine = b'# by hand\ntakes_unjudged = ["music"]\n' + entry
    file.write_bytes(mine)
    assert ran(report, PEAK, "--reason", "r", "--by", "b", "--file", file) == 0
    assert ran(report, OTHER, "--reason", "r", "--by", "b", "--file", file) == 0
    assert file.read_bytes().startswith(mine)
    assert [one.fingerprint for one in load_receiver_file(file).waivers] == [None, PEAK, OTHER]


def test_an_ambiguous_or_unknown_prefix_lists_what_it_may_be(
    tmp_path: Path, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "waivers.toml"
    assert ran(report, "f7effd", "--reason", "r", "--file", file) == 2
    said = capsys.readouterr().err
    assert PEAK in said
    assert OTHER in said
    assert ran(report, "bbbb", "--reason", "r", "--file", file) == 2
    said = capsys.readouterr().err
    assert PEAK in said
    assert "aaaaaa1111111111" not in said
    assert ran(report, "", "--reason", "r", "--file", file) == 2
    assert not file.exists()


def test_what_holds_and_what_is_a_fact_is_not_waived(tmp_path: Path, report: Path) -> None:
    file = tmp_path / "waivers.toml"
    assert ran(report, "aaaaaa", "--reason", "r", "--file", file) == 2
    fact = saved(tmp_path / "fact.json", finding("cccccc1111111111", rule="package.fixity"))
    assert ran(fact, "cccccc", "--reason", "r", "--file", file) == 2
    waived = saved(tmp_path / "waived.json", finding("dddddd1111111111", State.WAIVED))
    assert ran(waived, "dddddd", "--reason", "r", "--file", file) == 2
    assert not file.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--reason", ""),
        ("--reason", "r", "--by", " "),
        ("--reason", "r", "--until", "tomorrow"),
        ("--reason", "r", "--until", "2020-01-01"),
        ("--reason", "r", "--up-to", "loud"),
        ("--reason", "r", "--kind", "because"),
    ],
)
def test_a_term_that_means_nothing_is_refused(tmp_path: Path, report: Path, words: tuple[str, ...]) -> None:
    assert ran(report, PEAK, *words, "--file", tmp_path / "w.toml") == 2
    assert not (tmp_path / "w.toml").exists()


def test_the_same_waiver_twice_is_refused_and_another_bound_is_added(tmp_path: Path, report: Path) -> None:
    file = tmp_path / "w.toml"
    assert ran(report, PEAK, "--reason", "r", "--by", "b", "--file", file) == 0
    before = file.read_bytes()
    assert ran(report, PEAK, "--reason", "r", "--by", "b", "--file", file) == 2
    assert file.read_bytes() == before
    assert ran(report, PEAK, "--reason", "r", "--by", "b", "--up-to", "-1 dBTP", "--file", file) == 0


def test_a_file_that_is_invalid_or_cannot_be_written_is_left_alone(tmp_path: Path, report: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("[[waivers]\n", "utf-8")
    assert ran(report, PEAK, "--reason", "r", "--by", "b", "--file", broken) == 2
    assert broken.read_text("utf-8") == "[[waivers]\n"
    inline = tmp_path / "inline.toml"
    inline.write_text("waivers = []\n", "utf-8")  # nothing can be added to a list that is written so
    assert ran(report, PEAK, "--reason", "r", "--by", "b", "--file", inline) == 2
    assert ran(report, PEAK, "--reason", "r", "--by", "b", "--file", tmp_path) == 5
    assert ran(report, PEAK, "--reason", "r", "--by", "b", "--file", tmp_path / "no" / "w.toml") == 5
    assert ran(tmp_path / "absent.json", PEAK, "--reason", "r", "--file", tmp_path / "w.toml") == 3


def test_a_finding_of_a_round_can_be_waived(tmp_path: Path) -> None:
    sides = [JudgedRound(name=name, reports=(report_of(finding(PEAK)),), made=Made(version="1")) for name in "ab"]
    document = tmp_path / "round.json"
    document.write_text(round_to_json(round_between(sides[0], sides[1], Made(version="1"))), "utf-8")
    assert ran(document, "f7effd", "--reason", "r", "--by", "b", "--file", tmp_path / "w.toml") == 0
    assert load_receiver_file(tmp_path / "w.toml").waivers[0].most_places == 1


def _waive_one(report: Path, file: Path, fingerprint: str) -> None:
    waive(report, fingerprint, WaiverTerms(reason="r", by="b", on=DAY), file)


def test_two_who_waive_at_once_both_stand_in_the_file(tmp_path: Path) -> None:
    names = [f"{number:016x}" for number in range(0x100000, 0x100008)]
    report = saved(tmp_path / "many.json", *(finding(name) for name in names))
    file = tmp_path / "w.toml"
    context = multiprocessing.get_context("fork")
    started = [context.Process(target=_waive_one, args=(report, file, name)) for name in names]
    for process in started:
        process.start()
    for process in started:
        process.join()
    entries = tomllib.loads(file.read_text("utf-8"))["waivers"]
    assert sorted(entry["fingerprint"] for entry in entries) == names


def keys(folder: Path, name: str) -> tuple[Path, Path]:
    """A private and a public key."""
    serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private, public = folder / f"{name}.pem", folder / f"{name}.pub"
    form, raw = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, raw))
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(key.public_key().public_bytes(serialization.Encoding.PEM, spki))
    return private, public


def test_a_file_of_waivers_is_taken_with_the_signature_that_is_asked_for(
    tmp_path: Path, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, (private, public), (_, other) = tmp_path / "mine.toml", keys(tmp_path, "own"), keys(tmp_path, "other")
    judged = ["judge", str(report), "--sheet", "ebu-r128", "-q", "--waivers", str(file), "--waivers-key"]
    assert ran(report, PEAK, "--reason", "r", "--by", "QC", "--file", file, "--sign", private) == 0
    accepted = run_words([*judged, str(public)])
    assert accepted != 2
    assert run_words([*judged, str(other)]) == 2
    assert ran(report, OTHER, "--reason", "r", "--by", "QC", "--file", file) == 0
    assert "no longer holds" in capsys.readouterr().out
    assert run_words([*judged, str(public)]) == 2
    assert run_words(["judge", str(report), "--sheet", "ebu-r128", "-q", "--waivers-key", str(public)]) == 2


def test_a_key_that_signs_nothing_grants_nothing(tmp_path: Path, report: Path) -> None:
    file, (_, public) = tmp_path / "mine.toml", keys(tmp_path, "own")
    assert ran(report, PEAK, "--reason", "r", "--by", "QC", "--file", file, "--sign", public) == 2
    assert not file.exists()
