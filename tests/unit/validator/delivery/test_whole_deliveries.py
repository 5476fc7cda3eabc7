"""A delivery as one thing: what is missing, unlisted, twice the same, and whose word counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
import soundfile

from fixtures.made_sheets import make_requirement, make_sheet
from specs.languages import version_by_language
from specs.statements.programme import ProgrammeFacts
from specs.statements.waiver import Waiver
from specs.vocabulary import MixKind, Version
from validator.catalogue import say
from validator.delivery.checked import checked
from validator.delivery.gate import Gate
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import stated_by
from validator.delivery.judged import Judging, MixResult
from validator.measuring.measure import MeasureOptions
from validator.reporters.run import worst_verdict
from validator.results.report import Report, SubjectKind, Verdict, WhyNot
from validator.scan.kernel import KernelError

if TYPE_CHECKING:
    from pathlib import Path

    from specs.loader import LoadedSheet

RATE: Final = 48_000
DAY: Final = date(2026, 11, 29)
PEAK: Final[dict[str, Any]] = {"rule": "peak.true-peak", "maximum_dbtp": -6.0}


def sheet(*demands: dict[str, Any], **changes: Any) -> LoadedSheet:
    return make_sheet(*(make_requirement(**demand) for demand in demands or (PEAK,)), **changes)


def sound(path: Path, seconds: float = 0.5, channels: int = 2, *, seed: int | None = None, peak: float = 0.1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(hash(path.name) % 1000 if seed is None else seed)
    noise = rng.uniform(-peak, peak, (round(seconds * RATE), channels))
    soundfile.write(path, noise, RATE, "PCM_24")
    return path


def delivery(folder: Path, *entries: str, waivers: str = "", programme: str = "") -> Path:
    files = "\n".join(f"[[files]]\n{entry}" for entry in entries)
    text = f"title = 'Night tram'\noriginal_language = 'en'\n{programme}\n{files}\n{waivers}\n"
    (folder / "delivery.toml").write_text(text, encoding="utf-8")
    return folder


def run(
    *inputs: Path, held: LoadedSheet | None = None, gate: Gate | None = None, **stated: Any
) -> dict[str, MixResult]:
    found = mixes_of(list(inputs), stated_by(**stated), gate)
    judging = Judging(sheets=[held or sheet()], version="1", day=DAY)
    results = checked(found, judging, MeasureOptions(version="1", kernel="numpy", workers=1))
    return {result.path or result.name: result for result in results}


def only(result: MixResult) -> Report:
    (report,) = result.reports
    return report


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def whole(results: dict[str, MixResult]) -> Report:
    report = only(results["."])
    assert report.subject is SubjectKind.DELIVERY
    return report


def test_two_mixes_of_one_name_are_two(tmp_path: Path) -> None:
    sound(tmp_path / "de-DE" / "mix_20.wav", peak=0.9)
    sound(tmp_path / "fr-FR" / "mix_20.wav", peak=0.9)
    waiver = "[[waivers]]\nrule = 'peak.true-peak'\nfile = 'de-DE/mix_20.wav'\nreason = 'r'\nby = 'b'\non = 2026-01-01"
    folder = delivery(
        tmp_path,
        "path = 'de-DE/mix_20.wav'\nlanguage = 'de'",
        "path = 'fr-FR/mix_20.wav'\nlanguage = 'fr'",
        waivers=waiver,
    )
    results = run(folder)
    german, french = only(results["de-DE/mix_20.wav"]), only(results["fr-FR/mix_20.wav"])
    assert (german.verdict, french.verdict) == (Verdict.ACCEPTABLE, Verdict.REJECTED)
    assert (german.language, french.language) == ("de", "fr")
    assert german.findings[0].fingerprint != french.findings[0].fingerprint


@pytest.mark.parametrize(
    ("file", "said"), [("mix_20.wav", "delivery.waiver-without-effect"), ("none.wav", "delivery.waiver-without-effect")]
)
def test_a_waiver_that_means_no_one_mix_forgives_none_and_is_told(tmp_path: Path, file: str, said: str) -> None:
    for language in ("de", "fr"):
        sound(tmp_path / language / "mix_20.wav", peak=0.9)
    waiver = f"[[waivers]]\nrule = 'peak.true-peak'\nfile = '{file}'\nreason = 'r'\nby = 'b'\non = 2026-01-01"
    folder = delivery(tmp_path, "path = 'de/mix_20.wav'", "path = 'fr/mix_20.wav'", waivers=waiver)
    results = run(folder)
    assert {only(results[f"{language}/mix_20.wav"]).verdict for language in ("de", "fr")} == {Verdict.REJECTED}
    assert said in rules(whole(results))


def test_a_stated_name_that_two_mixes_have_means_neither(tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav"):
        sound(tmp_path / name, peak=0.9)
    waiver = "[[waivers]]\nrule = 'peak.true-peak'\nfile = 'Main mix'\nreason = 'r'\nby = 'b'\non = 2026-01-01"
    entries = [f"path = '{name}'\nname = 'Main mix'" for name in ("a.wav", "b.wav")]
    results = run(delivery(tmp_path, *entries, waivers=waiver))
    assert {only(results[name]).verdict for name in ("a.wav", "b.wav")} == {Verdict.REJECTED}
    assert "delivery.waiver-without-effect" in rules(whole(results))


def test_a_waiver_that_has_expired_is_told(tmp_path: Path) -> None:
    sound(tmp_path / "mix.wav", peak=0.9)
    waiver = "[[waivers]]\nrule = 'peak.true-peak'\nreason = 'r'\nby = 'b'\non = 2026-01-01\nexpires = 2026-02-01"
    results = run(delivery(tmp_path, "path = 'mix.wav'", waivers=waiver))
    assert only(results["mix.wav"]).verdict is Verdict.REJECTED
    assert rules(whole(results)) == {"delivery.waiver-expired"}


def test_sound_that_the_delivery_does_not_list_leaves_it_open(tmp_path: Path) -> None:
    sound(tmp_path / "ok.wav")
    sound(tmp_path / "deep" / "bad.wav", peak=0.9)
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    (tmp_path / "sheet.pdf").write_bytes(b"%PDF-1.7")
    results = run(delivery(tmp_path, "path = 'ok.wav'"))
    report = whole(results)
    assert report.verdict is Verdict.INCOMPLETE
    assert [finding.where[0].file for finding in report.findings] == ["deep/bad.wav"]


@pytest.mark.parametrize(
    ("name", "content", "verdict"),
    [
        ("b.mp3", b"ID3\x03" + bytes(20), Verdict.INCOMPLETE),
        ("b.ac3", b"\x0b\x77" + bytes(20), Verdict.INCOMPLETE),
        ("b.m4a", b"\0\0\0\x20ftypM4A " + bytes(20), Verdict.INCOMPLETE),
        ("proxy.mov", b"\0\0\0\x20ftypqt  " + bytes(20), Verdict.ACCEPTABLE),
        ("poster.png", b"\x89PNG\r\n\x1a\n" + bytes(20), Verdict.ACCEPTABLE),
    ],
)
def test_sound_in_a_form_that_is_not_read_is_told(tmp_path: Path, name: str, content: bytes, verdict: Verdict) -> None:
    sound(tmp_path / "ok.wav")
    (tmp_path / name).write_bytes(content)
    assert whole(run(delivery(tmp_path, "path = 'ok.wav'"))).verdict is verdict


def test_a_delivery_that_is_whole_says_so(tmp_path: Path) -> None:
    sound(tmp_path / "ok.wav")
    report = whole(run(delivery(tmp_path, "path = 'ok.wav'")))
    assert (report.verdict, rules(report)) == (Verdict.ACCEPTABLE, {"delivery.whole"})


def test_one_sound_under_two_names_and_an_odd_length_and_a_missing_stem_are_told(tmp_path: Path) -> None:
    for language in ("de", "es", "fr"):
        sound(tmp_path / language / "mix.wav", seed=1 if language == "es" else ord(language[0]))
        sound(tmp_path / language / "fx.wav", seed=ord(language[0]) + 7)
    sound(tmp_path / "it" / "mix.wav", seed=1)
    sound(tmp_path / "it" / "me.wav", seconds=0.3, seed=90)
    entries = [
        f"path = '{language}/{kind}.wav'\nlanguage = '{language}'\nkind = '{word}'"
        for language in ("de", "es", "fr")
        for kind, word in (("mix", "printmaster"), ("fx", "effects"))
    ]
    entries += ["path = 'it/mix.wav'\nlanguage = 'it'", "path = 'it/me.wav'\nkind = 'me'"]
    report = whole(run(delivery(tmp_path, *entries)))
    said = {finding.rule: say(finding.reason) for finding in report.findings}
    assert said["delivery.two-languages"].startswith("it/mix.wav (it) and es/mix.wav (es) hold the same sound")
    assert said["delivery.length-of-sisters"].startswith("it/me.wav is 0.200 s shorter")
    assert said["delivery.kind-missing"].startswith("it has no effects")
    assert report.verdict is Verdict.REJECTED


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"a": "language = 'de'", "b": "language = 'fr'"}, {None: "delivery.original-not-stated"}),
        ({"a": "language = 'de'", "b": "language = 'de'"}, {}),
        ({"a": "language = 'de'", "b": ""}, {}),
        ({"a": "language = 'de'\nversion = 'dub'", "b": "language = 'fr'\nversion = 'dub'"}, {}),
        ({"a": "language = 'de'\nversion = 'original'", "b": "language = 'fr'\nversion = 'dub'"}, {}),
        (
            {"a": "language = 'de'\nversion = 'original'", "b": "language = 'fr'"},
            {"b.wav": "delivery.version-not-stated"},
        ),
        ({"a": "language = 'de'", "b": "language = 'fr'\nkind = 'dialogue'"}, {}),
    ],
)
def test_a_delivery_of_several_languages_says_where_nobody_says_which_is_the_original(
    tmp_path: Path, entries: dict[str, str], told: dict[str | None, str]
) -> None:
    for seed, name in enumerate(entries):
        sound(tmp_path / f"{name}.wav", seed=seed)
    place = delivery(tmp_path, *(f"path = '{name}.wav'\n{entry}" for name, entry in entries.items()))
    text = (place / "delivery.toml").read_text(encoding="utf-8").replace("original_language = 'en'\n", "")
    (place / "delivery.toml").write_text(text, encoding="utf-8")
    report = whole(run(place))
    found = [one for one in report.findings if one.rule == "delivery.original-not-stated"]
    assert {(one.where[0].file if one.where else None): one.reason.code for one in found} == told
    assert report.verdict is Verdict.ACCEPTABLE, "it is told, and changes no verdict"


def test_a_folder_without_a_delivery_file_says_it_too(tmp_path: Path) -> None:
    for seed, language in enumerate(("de", "fr", "en")):
        sound(tmp_path / f"film_{language}_printmaster_20.wav", seed=seed)
    (found,) = (one for one in whole(run(tmp_path)).findings if one.rule == "delivery.original-not-stated")
    assert say(found.reason).startswith("Nobody says which of de, en, fr is the original language")
    assert "delivery.original-not-stated" not in rules(whole(run(tmp_path, original_language="en")))


@pytest.mark.parametrize(
    ("kinds", "end"),
    [
        (
            ("printmaster", "dialogue", "music"),
            "What de/printmaster.wav holds beside de/dialogue.wav, de/music.wav would",
        ),
        (("printmaster", "dialogue"), "such as"),
        (("dialogue", "music"), "such as"),
    ],
)
def test_the_content_of_a_missing_stem_is_proposed_where_the_rest_is_there(
    tmp_path: Path, kinds: tuple[str, ...], end: str
) -> None:
    having = {"de": kinds, **dict.fromkeys(("es", "fr"), ("printmaster", "dialogue", "music", "effects"))}
    entries = []
    for number, (language, own) in enumerate(having.items()):
        for place, kind in enumerate(own):
            sound(tmp_path / language / f"{kind}.wav", channels=6, seed=10 * number + place)
            entries.append(f"path = '{language}/{kind}.wav'\nlanguage = '{language}'\nkind = '{kind}'\nlayout = '5.1'")
    report = whole(run(delivery(tmp_path, *entries)))
    said = [say(one.reason) for one in report.findings if one.rule == "delivery.kind-missing"]
    (effects,) = [text for text in said if text.startswith("de has no effects")]
    assert end in effects
    assert ("would be its content" in effects) == (len(kinds) == 3)


@pytest.mark.parametrize(
    ("content", "rule", "verdict"),
    [
        (None, "delivery.file-absent", Verdict.REJECTED),
        (b"", "delivery.no-sound", Verdict.REJECTED),
        (b"dear mixer", "delivery.no-sound", Verdict.REJECTED),
        (b"%PDF-1.7 " + bytes(40), "delivery.no-sound", Verdict.REJECTED),
        (b"\0\0\0\x20ftypqt  " + bytes(20), "delivery.form-not-read", Verdict.INCOMPLETE),
    ],
)
def test_a_listed_file_that_cannot_be_measured_is_a_row_and_the_others_are_judged(
    tmp_path: Path, content: bytes | None, rule: str, verdict: Verdict
) -> None:
    sound(tmp_path / "ok.wav")
    if content is not None:
        (tmp_path / "bad.wav").write_bytes(content)
    results = run(delivery(tmp_path, "path = 'bad.wav'\nlanguage = 'de'", "path = 'ok.wav'"))
    bad = only(results["bad.wav"])
    assert (bad.verdict, bad.language, bad.measurements) == (verdict, "de", None)
    assert rules(bad) == {rule}
    assert results["bad.wav"].errors == ()
    assert only(results["ok.wav"]).verdict is Verdict.ACCEPTABLE


@pytest.mark.parametrize("named", [True, False])
def test_another_number_of_channels_than_stated_rejects_the_mix(tmp_path: Path, named: bool) -> None:
    path = sound(tmp_path / "five.wav", channels=5)
    results = run(path, layout="5.1") if named else run(delivery(tmp_path, "path = 'five.wav'\nlayout = '5.1'"))
    report = only(results["five.wav"])
    assert (report.verdict, rules(report)) == (Verdict.REJECTED, {"delivery.channels-as-stated"})


def test_only_a_named_file_that_is_absent_is_an_error_of_the_call(tmp_path: Path) -> None:
    results = run(tmp_path / "none.wav")
    assert results["none.wav"].reports == ()
    assert [error.exit_code for error in results["none.wav"].errors] == [3]
    (tmp_path / "empty.wav").write_bytes(b"")
    assert only(run(tmp_path / "empty.wav")["empty.wav"]).verdict is Verdict.REJECTED


def test_a_layout_that_no_deliverable_knows_is_a_rejection_by_the_sheet(tmp_path: Path) -> None:
    held = sheet(soundfields=["5.1"])
    report = only(run(sound(tmp_path / "mix.wav"), held=held)["mix.wav"])
    assert (report.verdict, rules(report), report.sheet.id) == (Verdict.REJECTED, {"form.layout"}, "north-light")
    hearsay = sheet({**PEAK, "grade": "community"}, soundfields=["5.1"])
    assert only(run(tmp_path / "mix.wav", held=hearsay)["mix.wav"]).verdict is Verdict.UNVERIFIED


def test_a_sister_in_the_layout_of_the_sheet_excuses_the_other(tmp_path: Path) -> None:
    held = sheet(soundfields=["5.1"])
    sound(tmp_path / "mix20.wav")
    sound(tmp_path / "mix51.wav", channels=6)
    folder = delivery(
        tmp_path, "path = 'mix20.wav'\nlanguage = 'de'", "path = 'mix51.wav'\nlanguage = 'de'\nlayout = '5.1'"
    )
    results = run(folder, held=held)
    assert results["mix20.wav"].reports == ()
    assert only(results["mix51.wav"]).verdict is Verdict.ACCEPTABLE
    other = delivery(
        tmp_path, "path = 'mix20.wav'\nlanguage = 'fr'", "path = 'mix51.wav'\nlanguage = 'de'\nlayout = '5.1'"
    )
    assert only(run(other, held=held)["mix20.wav"]).verdict is Verdict.REJECTED


def test_a_kind_that_a_sheet_does_not_know_is_passed_over_alone_or_in_a_delivery(tmp_path: Path) -> None:
    path = sound(tmp_path / "me.wav")
    result = run(path, kind="me")["me.wav"]
    assert (result.reports, result.errors) == ((), ())
    assert [one.why.value for one in result.not_judged] == ["not-asked"]


def test_an_invalid_delivery_file_is_an_error_where_it_was_named_and_a_rejection_in_a_folder(tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "delivery.toml").write_text("title = 3\n", encoding="utf-8")
    good = sound(tmp_path / "good.wav")
    results = run(bad / "delivery.toml", good)
    assert [error.exit_code for error in results["delivery.toml"].errors] == [2]
    assert only(results["good.wav"]).verdict is Verdict.ACCEPTABLE
    found = run(bad, good)
    assert only(found["delivery.toml"]).verdict is Verdict.REJECTED
    assert found["delivery.toml"].errors == ()


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("entry", "place", "said"),
    [
        ("path = 'bad.wav'\nlayout = '22.2'", "bad.wav", "22.2"),
        ("path = 'bad.wav'\nkind = 'mixx'", "bad.wav", "expected one of"),
        ("path = 'bad.wav'\nlanguage = 'deutsch!'", "bad.wav", "language"),
        ("path = 'bad.wav'\nversion = 7", "bad.wav", "version"),
        ("path = 'bad.wav'\nreel = 0", "bad.wav", "at least 1"),
        ("path = 'bad.wav'\nlangauge = 'de'", "bad.wav", "did you mean language"),
        ("path = 'bad.wav'\npart = 'none of it'", "bad.wav", "part"),
        ("path = '../bad.wav'", "../bad.wav", "inside"),
        ("path = 'bad.wav'\nchannels = { L = 'bad.wav' }", "bad.wav", "not both"),
        ("channels = { Q = 'bad.wav' }", "bad.wav", "channel label"),
        ("path = 3", "delivery.toml, entry 1", "expected a text"),
        ("kind = 'me'", "delivery.toml, entry 1", "give a path"),
        ("path = 'link.wav'", "link.wav", "lies outside its folder"),
    ],
)
def test_an_entry_that_cannot_be_used_is_a_rejected_mix_and_the_others_are_judged(
    tmp_path: Path, entry: str, place: str, said: str, named: bool
) -> None:
    folder = tmp_path / "in"
    sound(folder / "ok.wav")
    sound(folder / "bad.wav")
    (folder / "link.wav").symlink_to(sound(tmp_path / "away.wav"))
    delivery(folder, entry, "path = 'ok.wav'")
    results = run(folder / "delivery.toml" if named else folder)
    bad = only(results[place])
    assert (bad.verdict, rules(bad), bad.measurements) == (Verdict.REJECTED, {"delivery.entry-valid"}, None)
    assert said in say(bad.findings[0].reason)
    assert results[place].errors == ()
    assert only(results["ok.wav"]).verdict is Verdict.ACCEPTABLE


def test_a_delivery_of_nothing_but_entries_that_cannot_be_used_is_rejected(tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    results = run(delivery(tmp_path, "path = 'a.wav'\nlayout = '22.2'", "path = 'a.wav'\nkind = 'x'"))
    assert verdict_of(results) is Verdict.REJECTED


@pytest.mark.parametrize("named", [True, False])
def test_a_waiver_that_cannot_be_used_forgives_nothing_and_the_mixes_are_judged(tmp_path: Path, named: bool) -> None:
    sound(tmp_path / "mix.wav", peak=0.9)
    delivery(tmp_path, "path = 'mix.wav'", waivers=WAIVER.replace("peak.true-peak", "peak.truly"))
    results = run(tmp_path / "delivery.toml" if named else tmp_path)
    assert only(results["mix.wav"]).verdict is Verdict.REJECTED
    if named:
        assert [error.exit_code for error in results["delivery.toml"].errors] == [2]
    else:
        assert rules(only(results["delivery.toml"])) == {"delivery.file-valid"}


WAIVER: Final = "[[waivers]]\nrule = 'peak.true-peak'\nreason = 'creative intent'\nby = 'vendor'\non = 2026-01-01"


def test_at_a_gate_a_sender_cannot_forgive_himself(tmp_path: Path) -> None:
    sound(tmp_path / "mix.wav", peak=0.9)
    folder = delivery(tmp_path, "path = 'mix.wav'", waivers=WAIVER)
    assert only(run(folder)["mix.wav"]).verdict is Verdict.ACCEPTABLE
    at_gate = only(run(folder, gate=Gate())["mix.wav"])
    assert at_gate.verdict is Verdict.REJECTED
    assert at_gate.findings[0].waived_by is None
    assert "creative intent" in (at_gate.findings[0].waiver_requested or "")
    granted = Gate(waivers=(Waiver(rule="peak.true-peak", reason="seen", by="platform", on=DAY),))
    forgiven = only(run(folder, gate=granted)["mix.wav"])
    assert forgiven.verdict is Verdict.ACCEPTABLE
    assert (forgiven.findings[0].waived_by or "").startswith("platform")
    signed = only(run(folder, gate=Gate(is_signed=lambda _path: True))["mix.wav"])
    assert signed.verdict is Verdict.ACCEPTABLE


@pytest.mark.parametrize(
    ("programme", "files"),
    [
        ("[programme]\nlive = true", "path = 'mix.wav'"),
        ("[programme]\nlive = false", "path = 'mix.wav'\nkind = 'optional'"),
    ],
)
def test_at_a_gate_what_eases_a_demand_is_a_request_of_the_sender(tmp_path: Path, programme: str, files: str) -> None:
    sound(tmp_path / "mix.wav", peak=0.9)
    held = sheet({**PEAK, "when": {"live": False}})
    folder = delivery(tmp_path, files, programme=programme)
    free = run(folder, held=held)["mix.wav"]
    assert [report.verdict for report in free.reports] != [Verdict.REJECTED]
    knowing = Gate(programme=ProgrammeFacts(live=False))
    report = only(run(folder, held=held, gate=knowing)["mix.wav"])
    assert report.verdict is Verdict.REJECTED
    assert any(not easing.applies for easing in report.easings)
    unknown = only(run(folder, held=held, gate=Gate())["mix.wav"])
    assert unknown.verdict is Verdict.INCOMPLETE


def test_a_folder_without_a_delivery_file_is_taken_for_what_its_names_say(tmp_path: Path) -> None:
    sound(tmp_path / "film_FR_PM_20.wav", seed=1)
    sound(tmp_path / "film_FR_DX_20.wav", seed=2)
    sound(tmp_path / "film_ME_20.wav", seed=3)
    found = mixes_of([tmp_path], stated_by())
    kinds = {mix.path: (mix.statement.kind.value, mix.statement.language) for mix in found.mixes}
    assert kinds == {
        "film_FR_DX_20.wav": ("dialogue", "fr"),
        "film_FR_PM_20.wav": ("printmaster", "fr"),
        "film_ME_20.wav": ("me", None),
    }
    mix = next(mix for mix in found.mixes if mix.statement.kind == "printmaster")
    assert mix.stem is not None
    assert mix.me is not None


def test_one_hundred_files_with_five_broken_ones_give_one_hundred_rows(tmp_path: Path) -> None:
    for number in range(100):
        sound(tmp_path / f"take{number:03}" / "mix.wav", seconds=0.05)
    for number in (3, 20, 41, 77, 99):
        (tmp_path / f"take{number:03}" / "mix.wav").write_bytes(b"broken")
    results = run(tmp_path)
    rows = {path: result for path, result in results.items() if path != "."}
    assert len(rows) == 100
    assert sum(only(result).verdict is Verdict.REJECTED for result in rows.values()) == 5


def verdict_of(results: dict[str, MixResult]) -> Verdict:
    reports = [report for result in results.values() for report in result.reports]
    return worst_verdict(reports, [row for result in results.values() for row in result.not_judged])


@pytest.mark.parametrize("entry", ["kind = 'music'", "kind = 'me'", "kind = 'audio-description'", "kind = 'dialogue'"])
def test_at_a_gate_a_sender_takes_no_mix_out_of_a_sheet_by_its_kind(tmp_path: Path, entry: str) -> None:
    sound(tmp_path / "mix.wav", peak=0.9)
    folder = delivery(tmp_path, f"path = 'mix.wav'\n{entry}")
    trusted, at_gate = run(folder), run(folder, gate=Gate())
    assert [one.why for one in trusted["mix.wav"].not_judged] == [WhyNot.NOT_ASKED]
    assert [one.why for one in at_gate["mix.wav"].not_judged] == [WhyNot.OPEN]
    for results in (trusted, at_gate):  # and nothing was judged, so nobody may call it acceptable
        assert verdict_of(results) is Verdict.INCOMPLETE


def test_at_a_gate_one_mix_that_nothing_was_held_against_leaves_the_whole_delivery_open(tmp_path: Path) -> None:
    sound(tmp_path / "fr.wav")
    sound(tmp_path / "de.wav", peak=0.9)
    folder = delivery(tmp_path, "path = 'fr.wav'", "path = 'de.wav'\nkind = 'music'")
    assert verdict_of(run(folder)) is Verdict.ACCEPTABLE
    assert verdict_of(run(folder, gate=Gate())) is Verdict.INCOMPLETE
    assert verdict_of(run(folder, gate=Gate(takes_unjudged=(MixKind.MUSIC,)))) is Verdict.ACCEPTABLE
    assert verdict_of(run(folder, gate=Gate(takes_unjudged=(MixKind.EFFECTS,)))) is Verdict.INCOMPLETE
    assert verdict_of(run(folder, gate=Gate(is_signed=lambda _path: True))) is Verdict.ACCEPTABLE


def test_at_a_gate_a_name_is_the_senders_word_too(tmp_path: Path) -> None:
    sound(tmp_path / "film_fr_20.wav")
    sound(tmp_path / "film_de_music_20.wav", peak=0.9)
    assert verdict_of(run(tmp_path)) is Verdict.ACCEPTABLE
    assert verdict_of(run(tmp_path, gate=Gate())) is Verdict.INCOMPLETE


@pytest.mark.parametrize("words", ["language = 'en'", "language = 'en-GB'", "version = 'original'"])
def test_at_a_gate_a_sender_takes_no_mix_out_of_a_dub_sheet_by_its_language(tmp_path: Path, words: str) -> None:
    sound(tmp_path / "mix.wav", peak=0.9)
    folder = delivery(tmp_path, f"path = 'mix.wav'\n{words}")
    held = sheet(versions=["dub"])
    assert run(folder, held=held)["mix.wav"].reports == ()
    assert only(run(folder, held=held, gate=Gate())["mix.wav"]).verdict is Verdict.REJECTED
    known = Gate(original_language="en")
    by_receiver = run(folder, held=held, gate=known)["mix.wav"]
    if words.startswith("language"):  # then it is the original, which this sheet does not ask for: nothing was judged
        assert [one.why for one in by_receiver.not_judged] == [WhyNot.OPEN]
    else:
        assert only(by_receiver).verdict is Verdict.REJECTED


@pytest.mark.parametrize(
    ("language", "original", "version"),
    [
        ("en", "en", Version.ORIGINAL),
        ("en-US", "en", Version.ORIGINAL),
        ("en", "en-GB", Version.ORIGINAL),
        ("es-419", "es-ES", Version.DUB),
        (None, "en", None),
        ("en", None, None),
    ],
)
def test_which_version_a_mix_is_by_its_language(
    language: str | None, original: str | None, version: Version | None
) -> None:
    assert version_by_language(language, original) is version


@pytest.mark.parametrize("name", ["delivery.toml", "bagit.txt"])
def test_a_folder_within_that_has_lists_of_its_own_leaves_the_delivery_open(tmp_path: Path, name: str) -> None:
    sound(tmp_path / "episode" / "de_20.wav")
    assert whole(run(tmp_path)).verdict is Verdict.ACCEPTABLE
    (tmp_path / "episode" / name).write_text("title = 'x'\n[[files]]\npath = 'absent.wav'\n", encoding="utf-8")
    report = whole(run(tmp_path))
    assert report.verdict is Verdict.INCOMPLETE
    assert rules(report) == {"delivery.lists-not-read"}
    assert report.findings[0].where[0].file == f"episode/{name}"


def test_a_bag_that_is_taken_for_a_plain_folder_is_open(tmp_path: Path) -> None:
    sound(tmp_path / "data" / "de_20.wav")
    (tmp_path / "bagit.txt").write_text("BagIt-Version: 1.0\n", encoding="utf-8")
    assert rules(whole(run(tmp_path))) == {"delivery.lists-not-read"}


def test_the_delivery_file_of_the_folder_itself_is_read(tmp_path: Path) -> None:
    sound(tmp_path / "de_20.wav")
    assert whole(run(delivery(tmp_path, "path = 'de_20.wav'\nlayout = '2.0'"))).verdict is Verdict.ACCEPTABLE


def test_a_link_to_a_folder_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    sound(tmp_path / "upload" / "de_20.wav")
    sound(tmp_path / "elsewhere" / "fr_20.wav", peak=0.9)
    (tmp_path / "upload" / "fr").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    report = whole(run(tmp_path / "upload"))
    assert report.verdict is Verdict.INCOMPLETE
    assert rules(report) == {"delivery.linked-folder"}


def test_a_delivery_with_an_absent_mix_does_not_say_that_it_holds_what_it_says(tmp_path: Path) -> None:
    sound(tmp_path / "de_20.wav")
    entries = ("path = 'de_20.wav'\nlayout = '2.0'", "path = 'fr_20.wav'\nlayout = '2.0'")
    report = whole(run(delivery(tmp_path, *entries)))
    assert report.headline.code == "delivery.acceptable-but-mixes"
    assert report.headline.arguments == {"count": 1}


@pytest.mark.parametrize(("given", "verdict"), [("2026-08-31", "acceptable"), ("2027-11-20", "rejected")])
def test_a_waiver_forgives_from_its_day_on(tmp_path: Path, given: str, verdict: str) -> None:
    sound(tmp_path / "mix.wav", peak=0.9)
    waiver = f"[[waivers]]\nrule = 'peak.true-peak'\nreason = 'r'\nby = 'b'\non = {given}"
    results = run(delivery(tmp_path, "path = 'mix.wav'", waivers=waiver))
    assert only(results["mix.wav"]).verdict == verdict
    told = {"delivery.waiver-not-yet"} if verdict == "rejected" else {"delivery.whole"}
    assert rules(whole(results)) == told


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("language = 'de'", "language = 'fr'", "delivery.two-languages"),
        ("language = 'de'\nkind = 'dialogue'", "language = 'fr'\nkind = 'dialogue'", "delivery.two-languages"),
        ("language = 'en-US'", "language = 'en-GB'", "delivery.same-content"),
        # The one M&E there is may come with every dub; twice with one dub it is one stem too few.
        ("language = 'de'\nkind = 'me'", "language = 'fr'\nkind = 'me'", "delivery.whole"),
        ("language = 'de'\nkind = 'me'", "language = 'de'\nkind = 'me'", "delivery.same-content"),
        ("language = 'de'\nkind = 'music'", "language = 'fr'\nkind = 'effects'", "delivery.same-content"),
        ("language = 'de'", "kind = 'printmaster'", "delivery.same-content"),
    ],
)
def test_one_sound_is_not_two_languages(tmp_path: Path, first: str, second: str, rule: str) -> None:
    for name in ("a.wav", "b.wav"):
        sound(tmp_path / name, seed=1)
    results = run(delivery(tmp_path, f"path = 'a.wav'\n{first}", f"path = 'b.wav'\n{second}"))
    assert rules(whole(results)) == {rule}
    assert whole(results).verdict == ("rejected" if rule == "delivery.two-languages" else "acceptable")


@pytest.mark.parametrize("path", ["mix.wav", "./mix.wav"])
@pytest.mark.parametrize(("language", "verdict"), [("fr", Verdict.REJECTED), ("de-AT", Verdict.ACCEPTABLE)])
def test_one_file_listed_twice_is_not_two_languages(tmp_path: Path, path: str, language: str, verdict: Verdict) -> None:
    sound(tmp_path / "mix.wav")
    listed = delivery(tmp_path, "path = 'mix.wav'\nlanguage = 'de'", f"path = '{path}'\nlanguage = '{language}'")
    report = whole(run(listed))
    assert report.verdict is verdict
    assert rules(report) == {"delivery.two-languages" if language == "fr" else "delivery.same-content"}


def test_a_kernel_that_this_machine_lacks_is_no_fault_of_the_mix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unusable(*_: object, **__: object) -> None:
        raise KernelError("not-installed", "ImportError: no numba")

    monkeypatch.setattr("validator.delivery.measured.measure", unusable)
    sound(tmp_path / "mix.wav")
    (result,) = run(tmp_path / "mix.wav").values()
    assert not result.reports
    assert [type(error) for error in result.errors] == [KernelError]


@pytest.mark.parametrize(
    ("name", "verdict", "rule"),
    [
        ("fr.zip", "acceptable", "delivery.may-hold-sound"),
        ("fr.tar.gz", "acceptable", "delivery.may-hold-sound"),
        ("fr.pcm", "incomplete", "delivery.unlisted-sound"),
        ("fr.S24", "incomplete", "delivery.unlisted-sound"),
        ("fr.pdf", "acceptable", "delivery.whole"),
        ("fr.csv", "acceptable", "delivery.whole"),
    ],
)
def test_what_may_hold_sound_is_told_by_its_ending(tmp_path: Path, name: str, verdict: str, rule: str) -> None:
    sound(tmp_path / "mix.wav")
    (tmp_path / name).write_bytes(b"\x01\x02\x03\x04" * 40)
    report = whole(run(delivery(tmp_path, "path = 'mix.wav'")))
    assert (report.verdict, rules(report)) == (verdict, {rule})


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize(
    ("place", "is_told"),
    [
        (".old/bad.WAV", True),
        ("fr/.old/deeper/bad.wav", True),
        (".bad.wav", True),
        (".bad", True),
        ("._bad.wav", True),
        (".old/.DS_Store", True),
        (".git/bad.wav", False),
        ("fr/.Trash-1000/files/bad.wav", False),
        (".Trashes/501/bad.wav", False),
        ("__MACOSX/bad.wav", False),
        (".fr.mixgate-stage-0123456789abcdef/bad.wav", None),
    ],
)
def test_hidden_sound_is_sound_that_nobody_judged(
    tmp_path: Path, place: str, is_told: bool | None, listed: bool
) -> None:
    """What a wastebasket or version control keeps is told and changes no verdict; of our own stages nothing is."""
    sound(tmp_path / "mix.wav")
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    sound(tmp_path / "bad.wav").rename(tmp_path / place)
    report = whole(run(delivery(tmp_path, "path = 'mix.wav'") if listed else tmp_path))
    assert (report.verdict == "incomplete") is bool(is_told)
    rule = {True: "delivery.unlisted-sound", False: "delivery.passed-over", None: "delivery.whole"}[is_told]
    assert rules(report) == {rule}
    if is_told:
        assert [place.file for finding in report.findings for place in finding.where] == [place]


def test_what_lies_hidden_and_is_no_sound_is_not_told(tmp_path: Path) -> None:
    sound(tmp_path / "mix.wav")
    for name in (".DS_Store", "._mix.wav", ".notes.txt", ".old/.keep"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"\x00\x05\x16\x07" + bytes(60))
    assert rules(whole(run(delivery(tmp_path, "path = 'mix.wav'")))) == {"delivery.whole"}


def test_a_hidden_file_that_is_listed_is_a_mix(tmp_path: Path) -> None:
    sound(tmp_path / ".old/mix.wav")
    assert rules(whole(run(delivery(tmp_path, "path = '.old/mix.wav'")))) == {"delivery.whole"}


def test_a_hidden_link_and_a_hidden_list_are_told(tmp_path: Path) -> None:
    sound(tmp_path / "in/mix.wav")
    sound(tmp_path / "away/bad.wav")
    (tmp_path / "in/.link").symlink_to(tmp_path / "away", target_is_directory=True)
    (tmp_path / "in/.other").mkdir()
    delivery(tmp_path / "in/.other", "path = 'a.wav'")
    report = whole(run(delivery(tmp_path / "in", "path = 'mix.wav'")))
    assert rules(report) == {"delivery.linked-folder", "delivery.lists-not-read"}


@pytest.mark.parametrize(
    ("name", "channels", "entry", "is_told"),
    [
        ("Film_5.1_FR_L.wav", 1, None, True),
        ("Film_DE_Rs.wav", 1, None, True),
        ("Film_DE_Rs.wav", 1, "path = 'Film_DE_Rs.wav'", True),
        ("Film_DE_Rs.wav", 1, "path = 'Film_DE_Rs.wav'\nlayout = '1.0'", False),
        ("Film_DE_C.wav", 1, None, False),
        ("Film_DE.wav", 1, None, False),
        ("Film_DE_L.wav", 2, None, False),
    ],
)
def test_one_channel_of_a_set_is_told(
    tmp_path: Path, name: str, channels: int, entry: str | None, is_told: bool
) -> None:
    sound(tmp_path / name, channels=channels)
    report = whole(run(tmp_path if entry is None else delivery(tmp_path, entry)))
    assert ("delivery.lone-channel" in rules(report)) is is_told
    assert (report.verdict is Verdict.INCOMPLETE) is is_told


@pytest.mark.parametrize(
    ("names", "is_told"),
    [
        ([f"Film_DE_LRCLFELsRs_0{number}.wav" for number in range(1, 7)], True),
        ([f"Film_DE_{number}.wav" for number in range(6)], True),
        ([f"Film_DE {number}.wav" for number in range(1, 3)], True),
        ([f"Film_DE_{number:02}.wav" for number in range(1, 14)], False),
        ([f"Film_DE_0{number}.wav" for number in (1, 2, 3, 4, 5, 7)], False),
        ([f"Film_DE_{name}.wav" for name in ("L", "R", "C", "LFE", "Ls", "Rs")], False),
    ],
)
def test_channels_that_only_numbers_tell_are_told_once(tmp_path: Path, names: list[str], is_told: bool) -> None:
    for seed, name in enumerate(names):
        sound(tmp_path / name, channels=1, seed=seed)
    report = whole(run(tmp_path))
    told = [finding for finding in report.findings if finding.rule == "delivery.numbered-channels"]
    assert len(told) == is_told
    assert (report.verdict is Verdict.INCOMPLETE) is is_told


def test_mono_files_of_other_lengths_are_no_channels_of_one_mix(tmp_path: Path) -> None:
    for number in (1, 2):
        sound(tmp_path / f"Spot_0{number}.wav", channels=1, seed=number, seconds=1.0 + number)
    assert "delivery.numbered-channels" not in rules(whole(run(tmp_path)))


def test_reels_are_told_from_names_where_nobody_lists_them(tmp_path: Path) -> None:
    for number in (1, 3):
        sound(tmp_path / f"Film_DE_2.0_REEL{number}.wav", seed=number)
    report = whole(run(tmp_path))
    assert (report.verdict, rules(report)) == (Verdict.INCOMPLETE, {"delivery.reels-missing"})


@pytest.mark.parametrize("lengths", [(0.5, 0.4), (0.4, 0.5)])
def test_mono_files_of_unequal_length_are_told_as_such(tmp_path: Path, lengths: tuple[float, float]) -> None:
    for label, seconds in zip("LR", lengths, strict=True):
        sound(tmp_path / f"mix.{label}.wav", seconds, channels=1)
    listed = "[files.channels]\nL = 'mix.L.wav'\nR = 'mix.R.wav'"
    results = run(delivery(tmp_path, listed))
    report = next(result.reports[0] for result in results.values() if result.reports[0].subject is SubjectKind.MIX)
    assert (report.verdict, rules(report)) == (Verdict.REJECTED, {"delivery.set-differs"})
    assert "differ in length" in say(report.findings[0].reason)


@pytest.mark.parametrize(
    ("lacking", "told"),
    [("Show_E02_ME_51", 1), ("Show_E03_fr_20", 1), ("Show_E02_fr_51", 1), (None, 0)],
)
def test_what_one_episode_lacks_and_the_others_have_is_told(tmp_path: Path, lacking: str | None, told: int) -> None:
    names = [f"Show_E0{number}_{what}" for number in (1, 2, 3) for what in ("fr_51", "fr_20", "ME_51")]
    for seed, name in enumerate(names):
        if name != lacking:
            sound(tmp_path / f"{name}.wav", channels=2 if "20" in name else 6, seed=seed)
    found = [one for one in whole(run(tmp_path)).findings if one.rule == "delivery.kind-missing"]
    assert len(found) == told
    assert all(one.reason.arguments["episode"] == lacking[5:8] for one in found if lacking)
