"""Several soundfields in one file are several mixes, each read by itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
import soundfile

from fixtures.made_sheets import make_requirement, make_sheet
from specs.errors import UsageError
from specs.statements.delivery import DeliveredFile
from specs.vocabulary import MixKind, parse_layout
from validator.delivery.checked import checked
from validator.delivery.ingest.file_parts import expanded, parts_of_file
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.ingest.stated import stated_by
from validator.delivery.judged import Judging
from validator.delivery.measured import Scans, measure_mix
from validator.measuring.measure import MeasureOptions
from validator.progress import unseen
from validator.results.report import SubjectKind, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from validator.results.measurements import Measurements

RATE: Final = 48_000
OPTIONS: Final = MeasureOptions(version="1", kernel="numpy", workers=1)


def samples(channels: int, peak: float, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).uniform(-peak, peak, (RATE, channels))


def wave(path: Path, *groups: NDArray[np.float64]) -> Path:
    soundfile.write(path, np.concatenate(groups, axis=1), RATE, "PCM_24")
    return path


def readings(found: Measurements) -> tuple[object, ...]:
    return (
        found.integrated_lkfs,
        found.max_true_peak_dbtp,
        found.rms_dbfs,
        found.channel_labels,
        [each.model_dump() for each in found.channels],
        found.pairs,
    )


@pytest.mark.parametrize(
    ("layout", "soundfields"),
    [("5.1+2.0", ["5.1", "2.0"]), ("5.1+LtRt", ["5.1", "LtRt"]), ("2.0+5.1", ["2.0", "5.1"]), ("2.0+2.0", ["2.0"] * 2)],
)
def test_each_soundfield_reads_as_it_would_in_a_file_of_its_own(
    tmp_path: Path, layout: str, soundfields: list[str]
) -> None:
    groups = [
        samples(len(parse_layout(name).channels), 0.1 + 0.3 * place, seed=place)
        for place, name in enumerate(soundfields)
    ]
    whole = mixes_of([wave(tmp_path / "film.wav", *groups)], stated_by(layout=layout)).mixes
    scans = Scans(whole)
    together = [measure_mix(mix, OPTIONS, unseen, scans=scans) for mix in whole]
    assert scans.count == 1
    for place, (name, group, found) in enumerate(zip(soundfields, groups, together, strict=True)):
        (own,) = mixes_of([wave(tmp_path / f"{place}.wav", group)], stated_by(layout=name)).mixes
        assert readings(found) == readings(measure_mix(own, OPTIONS, unseen))
        assert found.layout == name


def test_the_path_of_a_part_stands_behind_its_file(tmp_path: Path) -> None:
    place = wave(tmp_path / "film.wav", samples(4, 0.1))
    mixes = mixes_of([place], stated_by(layout="2.0+2.0")).mixes
    assert [mix.path for mix in mixes] == ["film.wav#2.0", "film.wav#2.0-2"]
    assert [mix.statement.layout for mix in mixes] == ["2.0", "2.0"]


def test_one_loud_soundfield_is_one_rejection(tmp_path: Path) -> None:
    wave(tmp_path / "film.wav", samples(6, 0.1), samples(2, 0.9))
    (tmp_path / "delivery.toml").write_text("title = 'F'\n[[files]]\npath = 'film.wav'\nlayout = '5.1+2.0'\n")
    judging = Judging(
        sheets=[make_sheet(make_requirement(rule="peak.true-peak", maximum_dbtp=-6.0))],
        version="1",
        day=date(2026, 9, 1),
    )
    results = list(checked(mixes_of([tmp_path], stated_by()), judging, OPTIONS))
    verdicts = {result.path: result.reports[0].verdict for result in results}
    assert verdicts["film.wav#5.1"] is Verdict.ACCEPTABLE
    assert verdicts["film.wav#2.0"] is Verdict.REJECTED
    whole = next(result.reports[0] for result in results if result.reports[0].subject is SubjectKind.DELIVERY)
    assert "delivery.same-content" not in {finding.rule for finding in whole.findings}


@pytest.mark.parametrize(
    ("allowed", "verdict"), [("5.1", "acceptable"), ("5.1+2.0", "acceptable"), ("5.1+LtRt", "rejected")]
)
def test_a_sheet_may_ask_for_the_soundfield_or_for_the_file(tmp_path: Path, allowed: str, verdict: str) -> None:
    place = wave(tmp_path / "film.wav", samples(8, 0.1))
    demand = make_requirement(rule="form.layout", allowed=[allowed])
    judging = Judging(sheets=[make_sheet(demand)], version="1", day=date(2026, 9, 1))
    first, *_ = checked(mixes_of([place], stated_by(layout="5.1+2.0")), judging, OPTIONS)
    assert first.reports[0].verdict == verdict


@pytest.mark.parametrize(
    ("layout", "wanted", "judged"),
    [
        ("5.1+2.0", "5.1", {"film.wav#5.1"}),
        ("2.0+5.1", "5.1", {"film.wav#5.1"}),
        ("5.1+2.0", "2.0", {"film.wav#2.0"}),
        ("5.1+2.0", "7.1", {"film.wav#5.1", "film.wav#2.0"}),  # none of them is what the sheet asks for
        ("2.0+2.0", "5.1", {"film.wav#2.0", "film.wav#2.0-2"}),
    ],
)
def test_a_sheet_for_one_soundfield_passes_over_the_other_of_a_file_given_alone(
    tmp_path: Path, layout: str, wanted: str, judged: set[str]
) -> None:
    place = wave(tmp_path / "film.wav", samples(sum(len(parse_layout(one).channels) for one in layout.split("+")), 0.1))
    demand = make_requirement(rule="form.layout", allowed=[wanted])
    judging = Judging(sheets=[make_sheet(demand, soundfields=(wanted,))], version="1", day=date(2026, 9, 1))
    results = checked(mixes_of([place], stated_by(layout=layout)), judging, OPTIONS)
    assert {result.path for result in results if result.reports} == judged


@pytest.mark.parametrize("layout", ["5.1", "7.1", "LtRt", "dual-mono", "5.1-film", None])
def test_a_file_of_one_soundfield_has_no_parts(tmp_path: Path, layout: str | None) -> None:
    known = None if layout is None else parse_layout(layout)
    place = wave(tmp_path / "film.wav", samples(2 if known is None else len(known.channels), 0.1))
    assert parts_of_file(place, known) == ()


def test_another_number_of_channels_is_refused_as_for_any_file(tmp_path: Path) -> None:
    place = wave(tmp_path / "film.wav", samples(6, 0.1))
    (mix,) = mixes_of([place], stated_by(layout="5.1+2.0")).mixes
    with pytest.raises(UsageError, match="another number of channels"):
        mix.open()


def test_a_delivery_may_state_each_part(tmp_path: Path) -> None:
    wave(tmp_path / "film.wav", samples(8, 0.1))
    listed = [DeliveredFile(path="film.wav", layout="5.1+2.0", language="de")]
    both = expanded(listed, tmp_path)
    assert [(entry.part, entry.layout, entry.language) for entry in both.entries] == [
        ("5.1", "5.1", "de"),
        ("2.0", "2.0", "de"),
    ]
    stated = [*listed, DeliveredFile(path="film.wav", part="2.0", kind=MixKind.ME)]
    entries = expanded(stated, tmp_path).entries
    assert [(entry.part, entry.kind) for entry in entries] == [("5.1", MixKind.PRINTMASTER), ("2.0", MixKind.ME)]
    alone = [DeliveredFile(path="film.wav", part="5.1", layout="5.1+2.0", language="fr")]
    entries = expanded(alone, tmp_path).entries  # what nobody lists is a mix all the same
    assert [(entry.part, entry.language) for entry in entries] == [("5.1", "fr"), ("2.0", None)]


def test_a_part_that_the_file_does_not_have_is_an_error(tmp_path: Path) -> None:
    wave(tmp_path / "film.wav", samples(2, 0.1))
    found = expanded([DeliveredFile(path="film.wav", part="5.1")], tmp_path)
    assert found.entries == ()
    assert [error.found for _, error in found.errors] == ["5.1"]
