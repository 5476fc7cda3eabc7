"""A delivery proposed from names and headers says what each field rests on, and loads again as it was."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specs.errors import DeliveryError, MediaError
from specs.message import message
from specs.statements.delivery import DeliveredFile, Delivery, load_delivery
from specs.statements.programme import ProgrammeFacts
from specs.timecode import frames_to_samples, timecode_to_samples
from specs.vocabulary import MixKind, Version
from validator.catalogue import say
from validator.containers.wave.riff import Chunk
from validator.delivery.ingest import proposal as proposal_module
from validator.delivery.ingest.names_on_disk import place_on_disk
from validator.delivery.ingest.proposal import Proposal, ProposedField, propose
from validator.delivery.ingest.proposal_toml import to_toml

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.validator.conftest import MakeNoise, MakeWave

RATE = Fraction(24000, 1001)
ONE_SECOND = frames_to_samples(24, RATE, 48000)


def ixml(start: str | None = None, rate: str = "24000/1001") -> Chunk:
    sample = 0 if start is None else timecode_to_samples(start, Fraction(rate), 48000)
    stamp = f"<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>{sample}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>" if start else ""
    text = f"<BWFXML><SPEED><TIMECODE_RATE>{rate}</TIMECODE_RATE>{stamp}</SPEED></BWFXML>"
    return Chunk(id="iXML", payload=text.encode())


def reasons(proposal: Proposal, key: str) -> list[str]:
    return [say(entry.reason) for entry in proposal.of(key)]


def loaded(proposal: Proposal, folder: Path) -> Delivery:
    path = folder / "proposed.toml"
    path.write_text(to_toml(proposal), encoding="utf-8")
    return load_delivery(path)


def test_a_folder_of_bounces_becomes_a_delivery(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    for name in ("PM_5.1_FRE", "ME_5.1", "DX_5.1_FRE"):
        make_wave(f"Night_Tram_{name}.wav", noise(ONE_SECOND, 6), after=[ixml("01:00:00:00")])
    make_wave("Night_Tram_PM_LtRt_FRE.wav", noise(ONE_SECOND, 2), after=[ixml("01:00:00:00")])
    make_wave("Night_Tram_OV_ENG_PM_5.1.wav", noise(ONE_SECOND, 6), mask=0x3F)
    for label in ("L", "R", "C", "LFE", "Ls", "Rs"):
        make_wave(f"ja-JP/Night_Tram_mix_{label}_v2.wav", noise(ONE_SECOND, 1))
    proposal = propose(tmp_path)
    delivery = proposal.delivery
    assert (delivery.title, delivery.original_language) == ("Night Tram", "en")
    assert delivery.programme == ProgrammeFacts(
        picture_rate="24000/1001", start_timecode="01:00:00:00", duration_frames=24
    )
    assert [(file.kind, file.language, file.layout) for file in delivery.files] == [
        (MixKind.DIALOGUE, "fr", "5.1"),
        (MixKind.ME, None, "5.1"),
        (MixKind.PRINTMASTER, "en", "5.1"),
        (MixKind.PRINTMASTER, "fr", "5.1"),
        (MixKind.PRINTMASTER, "fr", "LtRt"),
        (MixKind.PRINTMASTER, "ja-JP", "5.1"),
    ]
    assert list(delivery.files[5].channels or {}) == ["L", "R", "C", "LFE", "Ls", "Rs"]
    assert (delivery.files[5].channels or {})["Ls"] == "ja-JP/Night_Tram_mix_Ls_v2.wav"
    assert proposal.of("files.2.layout") == (
        ProposedField(
            key="files.2.layout", assumed=False, reason=message("proposal.from-header", source="channel mask")
        ),
    )
    assert reasons(proposal, "files.5.language") == ['"ja-JP" in the name of a folder']
    assert loaded(proposal, tmp_path) == delivery


def test_every_guess_is_marked(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    make_wave("Film_BR.wav", noise(10, 2))
    make_wave("Film_ME.wav", noise(10, 2))
    lines = to_toml(propose(tmp_path)).splitlines()
    assert 'title = "Film"  # assumed: all file names begin with it' in lines
    assert 'kind = "printmaster"  # assumed: nothing in the name says what it is' in lines
    assert 'language = "pt-BR"  # assumed: "BR" in the file name' in lines
    assert '# assumed: "BR" is read as the language pt-BR, by custom' in lines
    assert "# original_language is not stated: no name says which language is the original" in lines
    assert "# picture_rate is not stated: no header says it" in lines
    assert [line for line in lines if line.startswith(("layout", "picture_rate", "original_language"))] == []


def test_what_the_header_says_outweighs_the_name(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    make_wave("Film_51_PM.wav", noise(10, 2))
    make_wave("Film_20_DX.wav", noise(10, 6), mask=0x3F)
    proposal = propose(tmp_path)
    assert [file.layout for file in proposal.delivery.files] == ["5.1", None]
    assert reasons(proposal, "files.0") == [
        "the name says 2.0, the file has 6 channels; the layout of the name is not taken"
    ]
    assert reasons(proposal, "files.1") == [
        "the name says 5.1, the file has 2 channels; the layout of the name is not taken"
    ]


@pytest.mark.parametrize(
    ("first", "second", "start", "said"),
    [
        ("00:59:52:00", "00:59:52:00", None, "the files are stamped 00:59:52:00, which may be the start of a leader"),
        ("10:00:00:00", "10:00:00:00", "10:00:00:00", "2 of 2 files are stamped with this full hour"),
        ("01:00:00:00", "01:00:10:00", None, "the files have different time stamps (01:00:00:00, 01:00:10:00)"),
        (None, None, None, "no file has a time stamp"),
    ],
)
def test_a_start_is_proposed_at_a_full_hour_only(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path, first: str, second: str, start: str | None, said: str
) -> None:
    make_wave("Film_FR.wav", noise(10, 2), after=[ixml(first)])
    make_wave("Film_DE.wav", noise(10, 2), after=[ixml(second)])
    proposal = propose(tmp_path)
    assert proposal.delivery.programme.start_timecode == start
    assert reasons(proposal, "programme.start_timecode") == [said]


def test_rates_that_differ_and_reels_leave_the_picture_open(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path
) -> None:
    make_wave("a/Film_FR.wav", noise(10, 2), after=[ixml(rate="25/1")])
    make_wave("a/Film_DE.wav", noise(10, 2), after=[ixml(rate="24/1")])
    differing = propose(tmp_path / "a")
    assert differing.delivery.programme == ProgrammeFacts()
    assert reasons(differing, "programme.picture_rate") == ["headers differ (24, 25)"]
    for reel in ("R1", "R2"):
        make_wave(f"b/Film_{reel}.wav", noise(ONE_SECOND, 2), after=[ixml()])
    reels = propose(tmp_path / "b")
    assert reels.delivery.programme == ProgrammeFacts(picture_rate="24000/1001")
    assert reasons(reels, "programme.duration_frames") == ["the files are reels"]


def test_lengths_of_part_frames_are_no_length(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    make_wave("Film_FR.wav", noise(ONE_SECOND + 7, 2), after=[ixml()])
    proposal = propose(tmp_path)
    assert proposal.delivery.programme.duration_frames is None
    assert reasons(proposal, "programme.duration_frames") == ["most files do not share one length in whole frames"]


def test_the_title_is_what_names_share_or_else_the_folder(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path
) -> None:
    for name in ("Night Tram FR", "Night Train DE"):
        make_wave(f"one/{name}.wav", noise(4, 2))
    for name in ("Film_FR", "Film_DE", "tone"):
        make_wave(f"two/{name}.wav", noise(4, 2))
    for name in ("mix_51", "ME_51"):
        make_wave(f"The_Kite/{name}.wav", noise(4, 6))
    found = [propose(tmp_path / folder) for folder in ("one", "two", "The_Kite")]
    assert [proposal.delivery.title for proposal in found] == ["Night", "Film", "The Kite"]
    assert reasons(found[2], "title") == ["the name of the folder"]


def test_an_original_without_language_is_said_to_be_one(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    make_wave("original/film_printmaster.wav", noise(4, 2))
    make_wave("original/film_me.wav", noise(4, 2))
    delivery = propose(tmp_path).delivery
    assert delivery.original_language is None
    assert [file.version for file in delivery.files] == [None, Version.ORIGINAL]


def test_two_files_of_one_channel_and_broken_files_are_proposed_one_by_one(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path
) -> None:
    for name in ("M_L.wav", "M_R.wav", "M_left.wav"):
        make_wave(name, noise(4, 1))
    (tmp_path / "Film_FRE_51.wav").write_bytes(b"")
    proposal = propose(tmp_path)
    assert [file.path for file in proposal.delivery.files] == ["Film_FRE_51.wav", "M_L.wav", "M_R.wav", "M_left.wav"]
    assert (proposal.delivery.files[0].language, proposal.delivery.files[0].layout) == ("fr", "5.1")
    assert loaded(proposal, tmp_path) == proposal.delivery


def test_a_name_that_no_delivery_file_can_hold_is_listed(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    make_wave("Film_FR.wav", noise(4, 2))
    make_wave("Film\udce9_DE.wav", noise(4, 2))
    make_wave("C:Film_ES.wav", noise(4, 2))
    proposal = propose(tmp_path)
    assert [file.path for file in proposal.delivery.files] == ["Film_FR.wav"]
    assert [place.reason.code for place in proposal.unreadable] == ["inputs.name-not-possible", "inputs.name-not-utf-8"]
    assert loaded(proposal, tmp_path) == proposal.delivery


def test_a_decomposed_name_is_found_by_what_the_proposal_says(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path
) -> None:
    file = make_wave("Ame\u0301lie_FRE_51.wav", noise(4, 6))
    (entry,) = propose(tmp_path).delivery.files
    assert entry.path is not None
    assert place_on_disk(tmp_path, entry.path) == file
    assert place_on_disk(tmp_path, "Amélie_FRE_51.wav") == file


def test_folders_without_sound_and_with_too_much_are_refused(
    make_wave: MakeWave, noise: MakeNoise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MediaError, match="no such folder"):
        propose(tmp_path / "absent")
    with pytest.raises(MediaError, match="no sound files"):
        propose(tmp_path)
    for name in ("a", "b"):
        make_wave(f"{name}.wav", noise(4, 2))
    monkeypatch.setattr(proposal_module, "MAXIMUM_FILES", 1)
    with pytest.raises(DeliveryError, match="more mixes than"):
        propose(tmp_path)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)


@given(
    TEXT, st.lists(TEXT.filter(lambda text: text[0] not in "/\\" and ".." not in text and ":" not in text), min_size=1)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_written_so_that_it_loads_as_it_was(tmp_path: Path, title: str, paths: list[str]) -> None:
    delivery = Delivery(title=title, files=tuple(DeliveredFile(path=path) for path in paths))
    fields = (ProposedField(key="title", assumed=True, reason=message("proposal.from-file-name", word=title)),)
    assert loaded(Proposal(folder=tmp_path, delivery=delivery, fields=fields), tmp_path) == delivery


def test_double_reels_are_counted_as_single_ones_are(make_wave: MakeWave, noise: MakeNoise, tmp_path: Path) -> None:
    for reel in ("R1AB", "R2AB", "R3A"):
        make_wave(f"Film_{reel}_51.wav", noise(ONE_SECOND, 6))
    assert [file.reel for file in propose(tmp_path).delivery.files] == [1, 2, 3]
