"""A refused file is told all of its faults at once: with line, place and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from specs.errors import DeliveryError, SheetError
from specs.loader import load_sheet
from specs.statements.delivery import load_delivery

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """id = "client"
publisher = "A client"
title = "Mix specification"
edition = "3"
status = "current"
[documents.spec]
title = "Mix specification"
retrieved = 2026-03-01
obtained = "read"
[deliverables.mix]
title = "Printmaster"
"""
LOUDNESS = """[[deliverables.mix.requirements]]
rule = "loudness.integrated"
level = "shall"
grade = "primary"
source = "spec §1"
alternatives = [
  { gating = "programme", target = -24.0, tolerance_above = 2.0, tolerance_below = 2.0 },
]
"""
PEAK = """[[deliverables.mix.requirements]]
rule = "peak.true-peak"
level = "shall"
grade = "primary"
source = "spec §2"
maximum_dbtp = -2.0
"""


def faults(folder: Path, text: str) -> list[str]:
    path = folder / "sheet.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SheetError) as caught:
        load_sheet(str(path))
    return [line.strip() for line in (caught.value.found or "").splitlines()]


def delivery_faults(folder: Path, text: str) -> list[str]:
    path = folder / "delivery.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeliveryError) as caught:
        load_delivery(path)
    return [line.strip() for line in (caught.value.found or "").splitlines()]


def test_all_faults_are_told_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = (HEAD + LOUDNESS + PEAK).replace("status", "staus").replace("retrieved", "retreived")
    found = faults(tmp_path, text.replace("tolerance_above", "tolerance_up").replace("spec §2", "memo §2"))
    assert found == [
        "status: is missing",
        "line 5: staus: there is no such key; did you mean status? (found 'current')",
        "line 6: documents.spec.retrieved: is missing",
        "line 8: documents.spec.retreived: there is no such key; did you mean retrieved?",
        (
            "line 18: deliverables.mix, demand 1 (loudness.integrated), alternative 1, tolerance_up: there is no such "
            "key; did you mean tolerance_below or tolerance_above? (found 2.0)"
        ),
        (
            "line 24: deliverables.mix, demand 2 (peak.true-peak), source: cites the document 'memo', which is not "
            "among the sheet's documents (spec)"
        ),
    ]


def test_two_demands_of_one_key_are_told_beside_other_faults(tmp_path: Path) -> None:
    found = faults(tmp_path, (HEAD + PEAK + PEAK).replace("status", "staus"))
    same = "two requirements have the same key: peak.true-peak; give one of them its own"
    assert found[2:] == [
        f"line 12: deliverables.mix, demand 1 (peak.true-peak): {same}",
        f"line 18: deliverables.mix, demand 2 (peak.true-peak): {same}",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"client"', '"Client 51"', "id: expected small letters, digits, dots and hyphens, a letter or digit first"),
        ('edition = "3"', "edition = 3", "edition: expected a text in quotation marks (found 3)"),
        ('"current"', '"curent"', "expected one of current, superseded, unknown; did you mean current?"),
        ("2026-03-01", '"March"', "retrieved: expected a date such as 2026-03-01, without quotation marks"),
        ('"shall"', '"must"', "level: expected one of shall, should, info (found 'must')"),
        ("tolerance_above = 2.0", "tolerance_above = -2.0", "a tolerance is a distance and has no sign"),
        ("target = -24.0", 'target = "loud"', "target: expected a number, without quotation marks (found 'loud')"),
        ("target = -24.0", "target = nan", "target: expected a number that is not infinite"),
        ("-24.0,", "-24.0, when = { speech_share_below = 15 },", "must be at most 1: a share, 0.15 for 15 %"),
        ("-24.0,", "-24.0, when = { live = 'yes, it is' },", "live: expected true or false, without quotation marks"),
        ('"programme"', '"program"', "did you mean programme?"),
        ('"loudness.integrated"', '"loudness.integrate"', "there is no rule 'loudness.integrate'; did you mean"),
        ('rule = "loudness.integrated"\n', "", "demand 1: 'rule' is missing"),
        ("spec §1", "spec", "source: a source is a document of this sheet and a clause, for example 'mix-spec §2.1'"),
        ("alternatives = [", "alternatives = []\nother = [", "alternatives: expected at least 1 of them"),
        ("[deliverables.mix]\n", "[deliverables.mix]\nsoundfields = 3\n", "soundfields: expected a list in [ ]"),
        (
            "[deliverables.mix]\n",
            '[deliverables.mix]\nkey = "a"\n',
            "no such key; known here: levels, levels_source, mix_kinds",
        ),
    ],
)
def test_every_fault_is_said_in_words_an_operator_can_act_on(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = HEAD + LOUDNESS
    assert old in text
    found = "\n".join(faults(tmp_path, text.replace(old, new, 1)))
    assert said in found
    assert not [word for word in ("Input", "Tuple", "String", "validation", "type=") if word in found]


def test_an_empty_list_is_not_told_of_a_list_whose_entries_are_wrong(tmp_path: Path) -> None:
    text = HEAD.replace('title = "Printmaster"', 'title = "P"\nmix_kinds = ["printmastre"]') + PEAK
    (found,) = faults(tmp_path, text)
    assert found.startswith("line 12: deliverables.mix.mix_kinds, number 1: expected one of printmaster, me, dialogue")
    assert found.endswith("did you mean printmaster? (found 'printmastre')")


def test_a_delivery_is_told_all_of_its_faults_the_same_way(tmp_path: Path) -> None:
    text = """titel = "A film"
original_language = "english"
[programme]
picture_rate = "26"
frames = 1439
[[files]]
pth = "mix.wav"
kind = "printmastr"
[[waivers]]
rule = "peak.truepeak"
reason = ""
by = "QC"
on = 2026-03-01
"""
    assert [line.split(" (found")[0] for line in delivery_faults(tmp_path, text)] == [
        "title: is missing",
        "line 1: titel: there is no such key; did you mean title?",
        "line 2: original_language: this is not a language tag; expected a BCP 47 tag such as de, pt-BR or zh-Hant-TW",
        (
            "line 4: programme.picture_rate: this is not a picture rate in use; expected one of 23.976 24 25 29.97 30 "
            "47.952 48 50 59.94 60, or a fraction such as 24000/1001"
        ),
        "line 5: programme.frames: there is no such key; did you mean duration_frames?",
        "line 7: files, number 1, pth: there is no such key; did you mean path?",
        (
            "line 8: files, number 1, kind: expected one of printmaster, me, dialogue, music, effects, optional, "
            "dialogue-guide, narration, audio-description, trailer, commercial, music-programme, spoken-word; did you "
            "mean printmaster?"
        ),
        (
            "line 10: waivers, number 1, rule: there is no rule 'peak.truepeak'; did you mean peak.true-peak or "
            "peak.quasi-peak or peak.sample-peak?"
        ),
        "line 11: waivers, number 1, reason: must not be empty",
    ]
