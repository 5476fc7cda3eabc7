"""One cause, one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specs.message import message, verbatim
from validator.reporters.letter.grouping import MOST_LINES, lines_of
from validator.reporters.letter.model import Item, LetterFile, LetterReading, Urgency
from validator.results.finding import Severity

if TYPE_CHECKING:
    from specs.message import Message


def _item(place: str, rule: str, reason: Message, **changes: Any) -> Item:
    """An item of the letter; changes go to the reading, but for those of the file and of the item."""
    of_item: dict[str, Any] = {name: changes.pop(name) for name in ("urgency", "severity", "notice") if name in changes}
    of_file = {name: changes.pop(name) for name in ("remedy", "where", "named") if name in changes}
    reading = LetterReading(rule=rule, title=verbatim(rule), **changes)
    file = LetterFile(place=place, reason=reason, readings=(reading,), **of_file)
    values: dict[str, Any] = {"urgency": Urgency.MUST, "severity": Severity.BLOCKER, **of_item}
    return Item(file=file, **values)


def _rate(place: str, hz: int = 44100) -> Item:
    reason = message("form.wrong-sample-rate", found_hz=hz, wanted_hz=(48000,))
    remedy = message("remedy.convert-sample-rate", wanted_hz=48000)
    return _item(place, "form.sample-rate", reason, remedy=remedy, value=float(hz), unit="Hz", required="48000 Hz")


def _peak(place: str, above: float) -> Item:
    reason = message("peak.true-peak-at-places", reading=message("general.figure", value=above), count=1)
    return _item(place, "peak.true-peak", reason, margin=-above, margin_unit="dB", required="at most -2 dBTP")


def _places(items: list[Item]) -> list[list[str]]:
    return [[file.place for file in line.files] for line in lines_of(items)]


def test_one_wrong_rate_over_thirty_files_is_one_line() -> None:
    names = [f"{number:02}.wav" for number in range(30)]
    (line,) = lines_of([_rate(name) for name in names])
    assert [file.place for file in line.files] == names
    assert line.number == 1


def test_another_wrong_rate_is_another_cause() -> None:
    assert _places([_rate("a"), _rate("b", 32000), _rate("c")]) == [["a", "c"], ["b"]]


def test_amounts_within_a_decibel_are_one_cause() -> None:
    assert _places([_peak("a", 3.6), _peak("b", 0.3), _peak("c", 1.2)]) == [["b", "c"], ["a"]]


def test_an_amount_that_creeps_does_not_join_what_is_far_apart() -> None:
    found = _places([_peak(f"{step}", step * 0.6) for step in range(1, 6)])
    assert all(len(part) <= 2 for part in found)


def test_the_order_of_the_run_does_not_change_what_is_grouped() -> None:
    items = [_peak("a", 3.6), _rate("d"), _peak("b", 0.3), _peak("c", 1.2)]
    assert {frozenset(part) for part in _places(items)} == {frozenset(part) for part in _places(items[::-1])}


def test_where_there_are_too_many_lines_amounts_part_nothing() -> None:
    far = [_peak(f"{number}", number * 2.0) for number in range(1, MOST_LINES + 2)]
    (line,) = lines_of(far)
    assert len(line.files) == MOST_LINES + 1


def test_above_and_below_a_limit_are_two_causes() -> None:
    def loud(place: str, standing: str) -> Item:
        reason = message("loudness.reading", standing=message(standing))
        return _item(place, "loudness.integrated", reason, margin=-1.0, margin_unit="LU", required="-27 ±2 LKFS")

    items = [loud("a", "loudness.above-limit"), loud("b", "loudness.below-limit"), loud("c", "loudness.above-limit")]
    assert _places(items) == [["a", "c"], ["b"]]


def test_what_two_sheets_ask_alike_is_said_once_with_both_clauses() -> None:
    first, second = _rate("a"), _rate("a")
    one = first.file.readings[0]
    asked = [
        Item(
            urgency=item.urgency,
            severity=item.severity,
            file=LetterFile(
                place="a",
                reason=item.file.reason,
                remedy=item.file.remedy,
                readings=(LetterReading(rule=one.rule, title=one.title, required=one.required, source=source),),
            ),
        )
        for item, source in ((first, "Stream A, §1"), (second, "Stream B, §7"))
    ]
    (line,) = lines_of(asked)
    assert len(line.files) == 1
    assert line.sources == ("Stream A, §1", "Stream B, §7")


def test_two_demands_that_fail_for_one_reason_are_one_line() -> None:
    speed = message("comparison.speed", ratio="1001/960")
    back = message("comparison.repair.speed", to_rate="23.976")
    (line,) = lines_of([_item("es", "sync.drift", speed, remedy=back), _item("es", "sync.speed", speed, remedy=back)])
    assert [reading.rule for reading in line.files[0].readings] == ["sync.drift", "sync.speed"]


def test_what_follows_from_a_cause_is_no_line_of_its_own() -> None:
    speed = _item("es", "sync.speed", message("comparison.speed", ratio="1001/960"))
    short = _item("es", "time.duration-match", message("time.shorter-than-picture"), urgency=Urgency.SHOULD)
    sister = _item("", "delivery.length-of-sisters", message("delivery.length-of-sisters"), named=frozenset({"es"}))
    other = _item("fr", "time.duration-match", message("time.shorter-than-picture"), urgency=Urgency.SHOULD)
    led, alone = lines_of([short, sister, speed, other])
    assert [file.place for file in led.files] == ["es"]
    assert [title.arguments["text"] for title in led.follows] == ["delivery.length-of-sisters", "time.duration-match"]
    assert [file.place for file in alone.files] == ["fr"]


def test_a_file_that_was_cut_short_is_sent_again_and_not_corrected_in_the_session() -> None:
    damage = message("containers.cut-short", file="vi.wav", missing_bytes=1)
    cut = _item("vi", "", message("letter.damage", damage=(damage,)))
    edits = _item("vi", "sync.edits", message("comparison.not-whole"))
    late = _item("vi", "sync.offset", message("comparison.offset"))
    lines = {line.files[0].reason.code: line for line in lines_of([edits, late, cut])}
    assert set(lines) == {"letter.damage", "comparison.offset"}
    assert [title.arguments["text"] for title in lines["letter.damage"].follows] == ["sync.edits"]


def test_what_is_damaged_in_another_way_explains_no_cut() -> None:
    damage = message("containers.not-numbers", file="vi.wav")
    broken = _item("vi", "", message("letter.damage", damage=(damage,)))
    assert len(lines_of([broken, _item("vi", "sync.edits", message("comparison.not-whole"))])) == 2


def test_a_loudness_that_was_measured_and_fails_is_never_folded() -> None:
    speed = _item("es", "sync.speed", message("comparison.speed", ratio="1001/960"))
    loud = _item("es", "loudness.integrated", message("loudness.above"))
    undecided = _item("es", "loudness.integrated", message("loudness.no-reading"), urgency=Urgency.OPEN)
    assert len(lines_of([speed, loud])) == 2
    assert len(lines_of([speed, undecided])) == 1


def test_a_notice_of_what_a_sheet_asks_about_in_the_same_file_is_left_out() -> None:
    asked = _peak("a", 1.0)
    notices = [
        _item(place, "", message("notice.true-peak"), urgency=Urgency.NOTICED, notice="true-peak")
        for place in ("a", "b")
    ]
    assert _places([asked, *notices]) == [["a"], ["b"]]


def test_the_most_urgent_comes_first_then_the_gravest_then_the_largest() -> None:
    minor = _item("m", "form.layout", message("form.layout"), severity=Severity.MINOR)
    advice = _item("s", "form.container", message("form.container"), urgency=Urgency.SHOULD)
    assert _places([advice, minor, _peak("p", 1.0), _rate("a"), _rate("b")]) == [["a", "b"], ["p"], ["m"], ["s"]]


def test_nothing_open_gives_no_line() -> None:
    assert lines_of([]) == ()


def test_what_is_a_recommendation_too_is_one_line_with_the_demand_first() -> None:
    late = message("sync.offset", frames=3)
    advice = _item("es", "sync.offset", late, urgency=Urgency.SHOULD, severity=Severity.MINOR, required="none")
    demand = _item("es", "sync.offset", late, required="less than a frame")
    (line,) = lines_of([advice, demand])
    assert line.urgency is Urgency.MUST
    assert line.severity is Severity.BLOCKER
    assert [reading.required for reading in line.files[0].readings] == ["less than a frame", "none"]


def test_a_loudness_that_nothing_tells_the_dialogue_of_stays_a_question() -> None:
    rate = _rate("a")
    reason = message("loudness.no-reading")
    questions = [
        _item("a", "loudness.integrated", reason, urgency=Urgency.OPEN, remedy=message(code))
        for code in ("remedy.give-dialogue-guide", "remedy.print-at-one-rate")
    ]
    led, question = lines_of([rate, *questions])
    assert len(led.follows) == 1
    assert question.files[0].remedy == message("remedy.give-dialogue-guide")


def test_stems_that_do_not_fit_one_mix_are_one_line() -> None:
    items = [
        _item(
            "",
            "delivery.guide-does-not-fit",
            message("delivery.guide-does-not-fit", file=file, mix="mix", why=message(why)),
            urgency=Urgency.SHOULD,
        )
        for file, why in (("dx", "dialogue.not-heard-in-mix"), ("me", "dialogue.other-channels"))
    ]
    (line,) = lines_of(items)
    assert len(line.files) == 2


def test_many_recommendations_do_not_blur_what_rejects() -> None:
    advice = [
        _item(f"{number}", f"form.rule-{number}", message("form.layout"), urgency=Urgency.SHOULD)
        for number in range(MOST_LINES + 5)
    ]
    assert _places([_peak("a", 0.5), _peak("b", 9.0), *advice])[:2] == [["b"], ["a"]]
