"""One fault in each language of a delivery: each is named as what it is; the language without one has no finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import mixgate
from fixtures import faulty_delivery as faulty
from mixgate.api.settings import RunSettings

if TYPE_CHECKING:
    from mixgate import Finding, MixComparison, RunResult


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    folder = faulty.write_faulty_delivery(tmp_path_factory.mktemp("faulty") / "film")
    return mixgate.check(folder, "localisation", settings=RunSettings(workers=2))


def failed(run: RunResult, language: str, what: str = "51") -> dict[str, Finding]:
    """Everything that fails or warns of a file, by the key of the demand."""
    report = next(one for one in run.reports if one.name == faulty.name_of(language, what))
    bad = {mixgate.State.FAIL, mixgate.State.WARN}
    return {one.key: one for one in report.findings if one.state in bad}


def comparison(run: RunResult, language: str, what: str = "51", relation: str = "dub") -> MixComparison:
    report = next(one for one in run.reports if one.name == faulty.name_of(language, what))
    assert report.measurements is not None
    return next(one for one in report.measurements.comparisons if one.relation == relation)


def said(found: Finding) -> str:
    assert found.reason is not None
    return " ".join(mixgate.say(one) for one in (found.reason, *found.why, *([found.remedy] if found.remedy else [])))


def test_the_dub_without_a_fault_has_no_finding(run: RunResult) -> None:
    assert failed(run, "cs") == {}
    assert comparison(run, "cs").cause is None


def test_three_frames_late(run: RunResult) -> None:
    assert set(failed(run, "de")) == {"sync.offset", "sync.one-frame"}
    (segment,) = comparison(run, "de").segments
    assert segment.offset_samples == pytest.approx(6006, abs=4.8)
    assert segment.drift_ppm == pytest.approx(0.0, abs=4.8 / 24 / 48e3 * 1e6)
    assert "3 frames 0 subframes" in said(failed(run, "de")["sync.offset"])


def test_pal_speed_with_pitch_following(run: RunResult) -> None:
    found = comparison(run, "fr")
    assert (found.speed_ratio, found.pitch) == (faulty.PAL, "follows")
    assert "from 25 to 23.976 fps" in said(failed(run, "fr")["sync.speed"])


def test_pal_speed_with_pitch_kept(run: RunResult) -> None:
    found = comparison(run, "it")
    assert (found.speed_ratio, found.pitch) == (faulty.PAL, "kept")
    assert "pitch kept" in said(failed(run, "it")["sync.speed"])


def test_twelve_frames_put_in_are_one_edit_and_no_drift(run: RunResult) -> None:
    found = comparison(run, "pt")
    (edit,) = found.edits
    assert edit.kind.value == "insert"
    assert edit.size_samples == pytest.approx(faulty.PUT_IN.size_samples, abs=4.8)
    assert edit.at_sample == pytest.approx(faulty.PUT_IN.at_sample, abs=960)
    assert [round(one.offset_samples) for one in found.segments] == [0, faulty.PUT_IN.size_samples]
    assert "sync.edits" in failed(run, "pt")
    assert "sync.drift" not in failed(run, "pt")


def test_another_film_is_no_number(run: RunResult) -> None:
    found = comparison(run, "fi")
    assert (found.state, found.cause, found.segments) == ("cannot-tell", "other-programme", ())
    assert failed(run, "fi") == {}
    report = next(one for one in run.reports if one.name == faulty.name_of("fi"))
    assert report.verdict is mixgate.Verdict.INCOMPLETE


def test_lines_of_the_original_that_were_left_are_listed(run: RunResult) -> None:
    (found,) = failed(run, "pl").values()
    assert found.key == "content.left-over-lines"
    left = comparison(run, "pl").left_over
    assert left is not None
    assert 0 < len(left.found) < left.lines / 2
    assert all(line.end_sample <= faulty.LINE[1] + 24_000 for line in left.found)
    assert all(line.level_db == pytest.approx(0.0, abs=1.0) for line in left.found)
    clean = comparison(run, "cs").left_over
    assert clean is not None
    assert clean.found == ()


def test_a_voice_over_is_in_step(run: RunResult) -> None:
    left = comparison(run, "da").left_over
    assert left is not None
    assert left.is_under_all
    assert "content.left-over-lines" not in failed(run, "da")
    assert comparison(run, "da").segments[0].offset_samples == pytest.approx(0.0, abs=4.8)
    assert not any(key.startswith("sync") for key in failed(run, "da"))


def test_surrounds_that_changed_places(run: RunResult) -> None:
    assert set(failed(run, "es")) == {"channels.as-original"}
    found = said(failed(run, "es")["channels.as-original"])
    assert "Ls and Rs have changed places" in found
    assert "L,R,C,LFE,Rs,Ls" in found


def test_film_order_under_other_labels(run: RunResult) -> None:
    assert set(failed(run, "nl")) == {"channels.as-original"}
    assert "5.1-film" in said(failed(run, "nl")["channels.as-original"])


def test_a_centre_that_is_inverted_against_its_dialogue_stem(run: RunResult) -> None:
    stems = comparison(run, "sv", relation="stems").stems
    assert stems is not None
    assert stems.stems[0].inverted == (2,)
    assert all(reading.inverted in {(), (2,)} for reading in stems.stems)
    assert set(failed(run, "sv")) == {"stems.sum", "channels.as-original", "content.dialogue-in-stems"}
    assert "C" in said(failed(run, "sv")["channels.as-original"])


def test_lines_of_the_original_in_the_music_stem(run: RunResult) -> None:
    (bleed,) = comparison(run, "sv", relation="stems").stem_bleed
    assert (bleed.stem, bleed.dialogue) == (faulty.name_of("sv", "music"), faulty.name_of("en", "DX_51"))
    assert 0 < len(bleed.found) < bleed.lines
    assert all(line.end_sample <= faulty.LINE[1] + 24_000 for line in bleed.found)
    # A line that the end of the leak cuts through reads lower.
    assert bleed.loudest_db == pytest.approx(faulty.BLEED_DB, abs=3.0)
    assert faulty.name_of("sv", "music") in said(failed(run, "sv")["content.dialogue-in-stems"])


def test_the_lfe_in_a_fold_down(run: RunResult) -> None:
    match = comparison(run, "cs", "20", "fold-down").fold_down
    assert match is not None
    assert match.lfe_db == pytest.approx(0.0, abs=0.1)
    assert match.left_db[2] == pytest.approx(-3.01, abs=0.05)
    assert match.left_db[4] == pytest.approx(-3.01, abs=0.05)
