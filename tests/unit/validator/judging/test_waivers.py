"""What a waiver covers: its bound, its places, its language, to the last step; and what is worse is not forgiven."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import pytest
from pydantic import ValidationError

from fixtures import reports as made
from fixtures.measurements import make_measurements
from specs.statements.programme import ProgrammeFacts
from specs.statements.statement import GivenWaiver, Origin
from specs.statements.waiver import WaivedPlace, Waiver, parse_bound
from specs.statements.waiver_kinds import WaiverKind
from specs.timecode import frames_to_samples, parse_timecode
from validator.judging.waivers import WaivedSubject, Waivers, waived_subject, waiver_text
from validator.results.finding import Limits, Place, State
from validator.rules.subject import Subject

if TYPE_CHECKING:
    from validator.results.finding import Finding

DAY: Final = date(2026, 11, 29)
RATE: Final = Fraction(24000, 1001)


def sample_of(timecode: str, later: int) -> int:
    start = frames_to_samples(parse_timecode("01:00:00:00", RATE), RATE, 48_000)
    return frames_to_samples(parse_timecode(timecode, RATE) + later, RATE, 48_000) - start


MIX: Final = WaivedSubject(
    sheet="netflix-dub",
    path="fr-FR/film_51.wav",
    names=frozenset({"film_51.wav"}),
    language="fr-FR",
    sample_of=sample_of,
)


def waiver(**terms: Any) -> Waiver:
    return Waiver(**{"rule": "peak.true-peak", "reason": "effect", "by": "QC", "on": DAY, **terms})


def peak(value: float = -1.5, **changes: Any) -> Finding:
    return made.finding(
        "peak.true-peak",
        State.FAIL,
        measured=made.quantity(value, "dBTP"),
        limits=Limits(high=-2.0, unit="dBTP"),
        fingerprint="f7effd65a198d824",
        held=False,
        binding=True,
        **changes,
    )


def applied(finding: Finding, *waivers: Waiver, origin: Origin = Origin.RECEIVER, applies: bool = True) -> Finding:
    given = [GivenWaiver(waiver=one, origin=origin, applies=applies) for one in waivers]
    return Waivers(waivers=given, today=DAY).applied(finding, MIX)


@pytest.mark.parametrize(
    ("value", "bound", "waived"),
    [
        (-1.5, "-1.5 dBTP", True),
        (-1.499999, "-1.5 dBTP", True),  # the last digit of a reading
        (-1.49999, "-1.5 dBTP", False),
        (-1.6, "-1.5 dBTP", True),
        (-1.5, "\u22121.5 dBTP", True),  # a minus sign as it is printed
        (-1.5, "-1.5", True),
        (-1.5, "-1.5 dBFS", False),
        (-1.5, "3 runs", False),
    ],
)
def test_a_bound_holds_to_the_last_digit(value: float, bound: str, *, waived: bool) -> None:
    found = applied(peak(value), waiver(up_to=bound))
    assert (found.state is State.WAIVED) is waived
    assert (found.waiver_exceeded is None) is waived


def loudness(value: float) -> Finding:
    return made.loudness_finding(value)


@pytest.mark.parametrize(
    ("value", "bound", "waived"),
    [
        (-29.5, "-29.5 LKFS", True),
        (-29.6, "-29.5 LKFS", False),
        (-24.0, "-29.5 LKFS", False),  # too loud, and the waiver is for too soft
        (-24.0, "-24 LKFS", True),
        (-23.9, "-24 LKFS", False),
        (-29.5, "-24 LKFS", False),  # too soft, and the waiver is for too loud
    ],
)
def test_a_bound_is_on_one_side_of_the_target(value: float, bound: str, *, waived: bool) -> None:
    found = applied(loudness(value), waiver(rule="loudness.integrated", up_to=bound))
    assert (found.state is State.WAIVED) is waived


def test_what_was_not_read_is_not_within_a_bound() -> None:
    found = applied(made.finding("peak.true-peak", State.NOT_MEASURED), waiver(up_to="-1.5 dBTP"))
    assert found.state is State.NOT_MEASURED
    assert found.waiver_exceeded is not None


@pytest.mark.parametrize(("count", "waived"), [(2, True), (3, False)])
def test_more_places_than_were_forgiven_are_not(count: int, *, waived: bool) -> None:
    found = applied(peak(where_count=count), waiver(most_places=2))
    assert (found.state is State.WAIVED) is waived


FIRST: Final = sample_of("01:00:10:00", 0)
END: Final = sample_of("01:00:10:05", 1)
STRETCH: Final = WaivedPlace(first="01:00:10:00", last="01:00:10:05", channels=("L", "C"))


@pytest.mark.parametrize(
    ("start", "end", "channels", "waived"),
    [
        (FIRST, END, ("L",), True),
        (FIRST - 1, END, ("L",), False),
        (FIRST, END + 1, ("L",), False),
        (FIRST, END, ("L", "C"), True),
        (FIRST, END, ("R",), False),
        (FIRST, END, (), False),  # on all channels, and two were forgiven
    ],
)
def test_a_place_is_forgiven_to_the_sample_and_by_its_channels(
    start: int, end: int, channels: tuple[str, ...], *, waived: bool
) -> None:
    place = Place(sample_in=start, sample_out=end, channels=channels)
    assert (applied(peak(where=(place,)), waiver(places=(STRETCH,))).state is State.WAIVED) is waived


def test_every_place_has_to_be_forgiven_and_two_waivers_may_do_it_together() -> None:
    one = Place(sample_in=FIRST, sample_out=END, channels=("L",))
    other = Place(sample_in=96_000, sample_out=97_000, channels=("R",))
    both = peak(where=(one, other))
    here, there = waiver(places=(STRETCH,)), waiver(places=(WaivedPlace(first=96_000, last=97_000),))
    assert applied(both, here).state is State.FAIL
    assert applied(both, here, there).state is State.WAIVED
    assert applied(peak(where=(one,), where_count=2), here).state is State.FAIL  # one is not listed


def test_a_waiver_of_timecodes_forgives_nothing_where_the_file_has_none() -> None:
    place = Place(sample_in=FIRST, sample_out=END, channels=("L",))
    given = [GivenWaiver(waiver=waiver(places=(STRETCH,)), origin=Origin.RECEIVER)]
    bare = WaivedSubject(sheet="netflix-dub", path="film_51.wav")
    found = Waivers(waivers=given, today=DAY).applied(peak(where=(place,)), bare)
    assert found.state is State.FAIL
    assert found.waiver_exceeded is not None
    assert str(found.waiver_exceeded.arguments["why"]).find("waiver.no-timecode") > 0


@pytest.mark.parametrize(
    ("terms", "waived"),
    [
        ({"fingerprint": "f7effd65a198d824"}, True),
        ({"fingerprint": "f7effd"}, True),
        ({"fingerprint": "f7effe"}, False),
        ({"rule": None, "fingerprint": "f7effd"}, True),
        ({"language": "fr-FR"}, True),
        ({"language": "fr"}, True),
        ({"language": "fr-CA"}, False),
        ({"sheet": "netflix-dub"}, True),
        ({"sheet": "ebu-r128"}, False),
        ({"file": "fr-FR/film_51.wav"}, True),
        ({"file": "film_51.wav"}, True),
        ({"file": "de-DE/film_51.wav"}, False),
        ({"key": "another"}, False),
        ({"expires": DAY}, True),
    ],
)
def test_a_waiver_names_what_it_is_about(terms: dict[str, Any], *, waived: bool) -> None:
    found = applied(peak(), waiver(**terms))
    assert (found.state is State.WAIVED) is waived
    assert found.waiver_exceeded is None


def test_what_is_only_asked_for_changes_nothing() -> None:
    found = applied(peak(), waiver(), origin=Origin.SENDER, applies=False)
    assert (found.state, found.waived_by) == (State.FAIL, None)
    assert "effect" in (found.waiver_requested or "")


def test_a_receiver_forgives_today_what_was_packaged_before() -> None:
    given = [GivenWaiver(waiver=waiver(), origin=Origin.RECEIVER)]
    then = date(2026, 11, 1)
    assert Waivers(waivers=given, today=then).applied(peak(), MIX).state is State.FAIL
    assert Waivers(waivers=given, today=then, receivers_day=DAY).applied(peak(), MIX).state is State.WAIVED


def test_the_terms_stand_beside_the_finding() -> None:
    said = waiver_text(waiver(kind=WaiverKind.CREATIVE_INTENT, up_to="-1.5 dBTP", most_places=1, expires=DAY))
    assert said == "QC, 2026-11-29: effect (creative intent; up to -1.5 dBTP; 1 place at most; until 2026-11-29)"


@pytest.mark.parametrize(
    "terms",
    [
        {"rule": None},
        {"fingerprint": "f7e"},
        {"fingerprint": "not hexadecimal"},
        {"up_to": "loud"},
        {"most_places": -1},
        {"places": ({"first": 10, "last": 5},)},
        {"places": ({"first": 10, "last": "01:00:00:00"},)},
        {"language": "??"},
        {"kind": "because"},
    ],
)
def test_a_waiver_that_can_mean_nothing_is_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        waiver(**terms)


def test_a_bound_is_a_figure_with_a_unit() -> None:
    assert parse_bound("-1.5 dBTP") == (-1.5, "dBTP")
    assert parse_bound(" 3 ") == (3.0, "")
    with pytest.raises(ValueError, match="loud"):
        parse_bound("loud")


@pytest.mark.parametrize(
    ("value", "bound", "waived"),
    [
        (-3.0, "-5 ms", True),
        (-5.0, "-5 ms", True),
        (-5.1, "-5 ms", False),
        (-3.0, "-2 ms", False),
        (3.0, "-5 ms", False),  # late, and the waiver is for early
        (-700.0, "5 ms", False),  # early, and the waiver is for late
        (-3.0, "5 ms", False),
        (-3.0, "0 ms", False),
        (5.0, "5 ms", True),
        (5.1, "5 ms", False),
    ],
)
def test_a_distance_with_a_sign_is_forgiven_by_its_size_on_its_side(value: float, bound: str, *, waived: bool) -> None:
    found = applied(
        made.finding("sync.offset", State.FAIL, measured=made.quantity(value, "ms"), held=False),
        waiver(rule="sync.offset", up_to=bound),
    )
    assert (found.state is State.WAIVED) is waived


@pytest.mark.parametrize(
    ("file", "waived"), [("b.wav", True), ("a.wav", False), ("c.wav", False), ("sub/b.wav", False)]
)
def test_of_a_delivery_the_file_that_a_finding_is_about_is_forgiven(file: str, *, waived: bool) -> None:
    found = applied(peak(where=(Place(file="b.wav", text="missing"),)), waiver(file=file))
    assert (found.state is State.WAIVED) is waived


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"most_places": 0}, " (0 places at most)"),
        ({"most_places": 1}, " (1 place at most)"),
        ({"most_places": 2}, " (2 places at most)"),
        ({"kind": WaiverKind.CREATIVE_INTENT}, " (creative intent)"),
        ({"places": (STRETCH,)}, " (01:00:10:00 to 01:00:10:05 in L C)"),
        ({}, ""),
    ],
)
def test_each_term_is_said(terms: dict[str, Any], said: str) -> None:
    assert waiver_text(waiver(**terms)) == f"QC, 2026-11-29: effect{said}"


def test_of_waivers_that_cover_places_together_the_first_is_named() -> None:
    places = (Place(sample_in=10, sample_out=20), Place(sample_in=100, sample_out=200))
    given = [waiver(by=by, places=(WaivedPlace(first=first, last=1000),)) for by, first in (("A", 50), ("B", 0))]
    found = applied(peak(where=places, where_count=0), *given)
    assert found.state is State.WAIVED
    assert (found.waived_by or "").startswith("A, ")


def of_programme(start_sample: int | None = None, **facts: Any) -> WaivedSubject:
    measured = make_measurements(start_sample=start_sample)
    return waived_subject("sheet", Subject(measurements=measured, programme=ProgrammeFacts(**facts)))


def test_a_timecode_is_a_sample_of_the_file() -> None:
    """At 25 fps a picture is 1920 samples; the file begins 10 s after its programme would."""
    sample_of = of_programme(picture_rate="25", start_timecode="00:59:50:00").sample_of
    assert sample_of is not None
    assert sample_of("00:59:50:00", 0) == 0
    assert sample_of("00:59:50:00", 1) == 1920
    assert sample_of("01:00:00:05", 0) == 10 * 48_000 + 5 * 1920
    assert sample_of("01:00:00:05", 1) == 10 * 48_000 + 6 * 1920


@pytest.mark.parametrize(
    ("facts", "start_sample"),
    [({"picture_rate": "25"}, None), ({"start_timecode": "01:00:00:00"}, None), ({}, 172_800_000)],
)
def test_without_a_rate_or_a_beginning_no_timecode_is_a_place(facts: dict[str, Any], start_sample: int | None) -> None:
    assert of_programme(start_sample, **facts).sample_of is None


def test_a_mix_is_named_as_reports_and_as_its_files_are_and_not_as_its_companions() -> None:
    measured = make_measurements(name="film", start_sample=None)
    subject = Subject(measurements=measured, path="fr/film_51.wav", language="fr")
    found = waived_subject("sheet", subject)
    assert (found.sheet, found.path, found.language, found.others) == ("sheet", "fr/film_51.wav", "fr", frozenset())
    assert found.names == {"film", "film_51.wav", "Harbour_Lights_51.wav"}


@pytest.mark.parametrize(
    ("value", "bound", "waived"), [(-1.5, "0 dBTP", True), (-1.5, "1 dBTP", True), (1.5, "1 dBTP", False)]
)
def test_a_level_without_limits_is_forgiven_up_to_a_bound_above_0_as_well(
    value: float, bound: str, *, waived: bool
) -> None:
    found = applied(
        made.finding("peak.true-peak", State.FAIL, measured=made.quantity(value, "dBTP"), held=False),
        waiver(up_to=bound),
    )
    assert (found.state is State.WAIVED) is waived


def test_a_mix_that_is_seconds_too_short_is_not_forgiven_by_frames_that_it_may_be_too_long() -> None:
    found = applied(
        made.finding("time.length-agrees", State.FAIL, measured=made.quantity(-108.0, "frames"), held=False),
        waiver(rule="time.length-agrees", up_to="2 frames"),
    )
    assert found.state is State.FAIL
    assert found.waiver_exceeded is not None
