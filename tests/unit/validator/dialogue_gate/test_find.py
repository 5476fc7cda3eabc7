"""The order of the gates, and what is said of those that were not used: with gates that answer what a test asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from specs.message import message
from specs.vocabulary import LAYOUTS
from validator.dialogue_gate import find
from validator.dialogue_gate.find import find_dialogue
from validator.dialogue_gate.gate import ME, STEM, RefusedGuide, SpeechGate
from validator.dialogue_gate.guard_band import GuardBand
from validator.dialogue_gate.reasons import joined_reasons
from validator.dialogue_gate.sources import DialogueScans, DialogueSources, NoDialogue
from validator.meters.power import whole_row_count
from validator.results.measurements import DialogueReadings
from validator.scan.driver import ScanOptions, scanned
from validator.scan.memory import programme_of_array

if TYPE_CHECKING:
    from collections.abc import Callable

    from specs.message import Message
    from validator.dialogue_gate.alignment import Timed
    from validator.scan.memory import MemoryProgramme

    Answer = SpeechGate | RefusedGuide

ROWS = 10
SPEECH = np.arange(ROWS) < 4
STEM_SAYS, ME_SAYS, GUESS_SAYS = (RefusedGuide(reason=message("dialogue.silent", guide=g)) for g in (STEM, ME, ME))


def _programme(channels: int, layout: str | None, rate_hz: int = 8000) -> MemoryProgramme:
    samples = np.random.default_rng(channels).normal(0.0, 0.1, (rate_hz, channels))
    made = programme_of_array(samples.astype(np.float32), rate_hz)
    made.layout = None if layout is None else LAYOUTS[layout]
    return made


def _gate(name: Any, **more: Any) -> SpeechGate:
    band = GuardBand(loudness_lu=0.2, share_low=0.3, share_high=0.5)
    return SpeechGate(name=name, text=name, speech=SPEECH, guard_band=band, **more)


@dataclass
class Gates:
    """What the gates answer, and what they were asked."""

    stem: Answer
    me: SpeechGate | RefusedGuide
    guess: Answer
    backgrounds: list[bool]
    stems: list[Timed]
    rows: list[int]

    def ask_stem(self, _mix: Timed, stem: Timed, *, background: bool, **_: object) -> Answer:
        self.backgrounds.append(background)
        self.stems.append(stem)
        return self.stem

    def ask_me(self, *_: object) -> Answer:
        return self.me

    def ask_detector(self, _programme: object, _layout: object, rows: int, _show: object) -> Answer:
        self.rows.append(rows)
        return self.guess


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> Gates:
    """Every source fits, until a test says otherwise."""
    made = Gates(_gate("dialogue-stem"), _gate("mix-minus-me"), _gate("speech-detector", is_guess=True), [], [], [])
    monkeypatch.setattr(find, "stem_gate", made.ask_stem)
    monkeypatch.setattr(find, "match_me", made.ask_me)
    monkeypatch.setattr(find, "me_gate", lambda _, match: match)
    monkeypatch.setattr(find, "me_in_mix", lambda *_: np.full(ROWS, 1e-4))
    monkeypatch.setattr(find, "detector_gate", made.ask_detector)
    return made


MIX, OTHER = _programme(2, "2.0"), _programme(2, "2.0")


def _find(
    mix: MemoryProgramme = MIX, scans: DialogueScans | None = None, **sources: Any
) -> DialogueReadings | NoDialogue:
    return find_dialogue(
        mix, scanned(mix, ScanOptions(workers=1), lambda: lambda _: None).table, DialogueSources(**sources), scans
    )


def _readings(**asked: Any) -> DialogueReadings:
    found = _find(**asked)
    assert isinstance(found, DialogueReadings)
    return found


@pytest.mark.parametrize(
    ("sources", "gate"),
    [
        ({"stem": OTHER, "me": OTHER, "detector": True}, "dialogue-stem"),
        ({"me": OTHER, "detector": True}, "mix-minus-me"),
        ({"detector": True}, "speech-detector"),
        ({"stem": OTHER}, "dialogue-stem"),
        ({"me": OTHER}, "mix-minus-me"),
    ],
)
def test_the_best_source_is_taken(gates: Gates, sources: dict[str, Any], gate: str) -> None:
    found = _readings(**sources)

    assert (found.gate, found.refused) == (gate, ())
    assert found.speech_share == 0.4


def test_what_is_refused_gives_way_and_is_named_in_the_order_in_which_it_was_tried(gates: Gates) -> None:
    gates.stem, gates.me = STEM_SAYS, ME_SAYS

    assert _readings(stem=OTHER, me=OTHER, detector=True).refused == (ME_SAYS.reason, STEM_SAYS.reason)
    assert gates.rows == [whole_row_count(gates.stems[0].table)] == [ROWS]
    gates.guess = RefusedGuide(reason=message("dialogue.detector-not-installed", extra="x"))
    assert _find(stem=OTHER, me=OTHER, detector=True) == NoDialogue(
        reason=joined_reasons([ME_SAYS.reason, STEM_SAYS.reason, gates.guess.reason])
    )


def test_a_refused_stem_gives_way_to_the_me_and_a_refused_me_leaves_the_stem(gates: Gates) -> None:
    right, gates.stem = gates.stem, STEM_SAYS
    assert _readings(stem=OTHER, me=OTHER).gate == "mix-minus-me"
    gates.stem, gates.me = right, ME_SAYS
    assert (_readings(stem=OTHER, me=OTHER).gate, _readings(stem=OTHER, me=OTHER).refused) == (
        "dialogue-stem",
        (ME_SAYS.reason,),
    )


def test_nobody_guesses_unasked(gates: Gates) -> None:
    gates.stem = STEM_SAYS

    assert _find(stem=OTHER) == NoDialogue(reason=STEM_SAYS.reason)
    assert gates.rows == []
    assert _find() == NoDialogue(reason=message("dialogue.no-guide"))


def test_the_background_is_that_of_the_me_or_else_read_beside_the_stem_where_it_is_wanted(gates: Gates) -> None:
    with_me = _readings(stem=OTHER, me=OTHER)
    _readings(stem=OTHER)
    _readings(stem=OTHER, scans=DialogueScans(background=False))

    assert gates.backgrounds == [False, True, False]
    assert with_me.background_lkfs == pytest.approx(-0.691 - 40.0, abs=0.01)


@pytest.mark.parametrize("rate_hz", [7999, 8001])
@pytest.mark.parametrize(("name", "guide"), [("stem", STEM), ("me", ME)])
def test_another_rate_is_refused(gates: Gates, name: str, guide: Message, rate_hz: int) -> None:
    given: dict[str, Any] = {name: _programme(2, "2.0", rate_hz)}
    assert _find(**given) == NoDialogue(
        reason=message("dialogue.other-sample-rate", guide=guide, found_hz=rate_hz, mix_hz=8000)
    )


@pytest.mark.parametrize("channels", [1, 3])
def test_a_guide_without_a_layout_is_refused_where_it_has_not_as_many_channels(gates: Gates, channels: int) -> None:
    assert _find(stem=_programme(channels, None)) == NoDialogue(reason=message("dialogue.layout-not-known", guide=STEM))


def test_a_guide_without_a_layout_has_that_of_the_mix_and_keeps_its_own(gates: Gates) -> None:
    _readings(stem=_programme(2, None))
    _readings(stem=_programme(2, "LtRt"))
    _readings(stem=_programme(6, "5.1"))

    assert [stem.layout.name for stem in gates.stems] == ["2.0", "LtRt", "5.1"]


def test_a_mix_without_a_layout_cannot_be_read(gates: Gates) -> None:
    assert _find(_programme(2, None), stem=OTHER) == NoDialogue(
        reason=message("dialogue.layout-not-known", guide=message("dialogue.mix"))
    )


def test_guides_are_scanned_as_the_mix_but_for_what_nobody_reads_of_them(gates: Gates) -> None:
    asked: list[ScanOptions] = []
    shown: list[str] = []

    def take(programme: Any, options: ScanOptions, show: Callable[[], Any]) -> Any:
        asked.append(options)
        show()
        return scanned(programme, options, lambda: lambda _: None)

    def show(name: str, total: int) -> Callable[[int], None]:
        shown.append(f"{name} {total}")
        return lambda _: None

    options = ScanOptions(workers=1, kernel="numpy", digests=("md5",), pairs=((0, 1),))
    scans = DialogueScans(options=options, take=take, show=show)
    _readings(scans=scans, stem=OTHER, me=OTHER)

    assert asked == [replace(options, digests=(), pairs=(), true_peaks=False)] * 2
    assert shown == ["M&E 8000", "dialogue stem 8000"]
