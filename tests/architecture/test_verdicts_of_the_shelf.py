"""Every deliverable of the shelf takes a good mix, or is named here with what is in the way; none takes a bad one."""

from __future__ import annotations

from typing import Final

import pytest

from benchmarks.shelf_verdicts import Obstacle, rows
from fixtures.shelf_mixes import good_plans, make_mix, too_loud
from specs.loader import load_sheet
from validator.judging.judge import judge
from validator.results.report import Verdict

UNREACHABLE: Final = {
    Obstacle.NO_LEVEL: {
        "academy-printmaster/channel-based",
        "adstream-au-radio/spot",
        "aljazeera-aj360/texted-master",
        "amazon-atmos-me/adm",
        "apple-tv/stereo",
        "apple-tv/surround",
        "arte-geie/programme",
        "arte-geie/short",
        "at-orf-commercial/radio",
        "au-ten-2018/programme",
        "bbc-radio-2013/programme",
        "be-ip-radio/spot",
        "be-var-radio/spot",
        "ca-8-channel-wav/stereo",
        "ca-8-channel-wav/surround",
        "cbc-program/programme",
        "cinemoz/feature",
        "dcp-audio/main-sound",
        "dolby-music-master/adm",
        "dpp-qc-draft/programme",
        "filmhub/title",
        "hbo-max-2021/printmaster",
        "hulu-2018/programme",
        "in-tv-commercial/spot",
        "it-broadcast-2010/programme",
        "itu-t-h872/game",
        "loudness-presets-dplc/atsc-a85-fixed",
        "loudness-presets-dplc/ebu-r128",
        "netflix-branded-imf/stereo",
        "netflix-branded-imf/surround",
        "netflix-printmaster-extraction/adm",
        "netflix-printmaster-extraction/stereo",
        "netflix-printmaster-extraction/surround",
        "netflix-theatrical/printmaster",
        "nz-commercials-2014/spot",
        "paramount-pluto/programme",
        "peacock/programme",
        "pl-media5/item",
        "roku-channel/surround",
        "roku-channel/surround-and-stereo",
        "se-adtoox-radio/spot",
        "se-adtoox-tv/spot",
        "sonyliv/stereo",
        "sonyliv/surround",
        "spotify/master",
        "tv3-norway-2013/programme",
        "tvnz-gold-2012/programme",
        "wbd-outbound/component",
        "yandex-plus-studio-dub/stereo",
        "yandex-plus-studio-dub/surround",
        "yle-audio/programme",
        "youtube/upload",
        "za-digital-delivery-radio/spot",
    },
    Obstacle.NO_TOLERANCE: {
        "ard-zdf-orf-tprf/programme",
        "ard-zdf-orf-tprf/spot",
        "at-orf-commercial/spot",
        "bbc-radio/podcast",
        "bbc-radio/programme",
        "be-dpg-tv/spot",
        "be-var-radio/audioboard-klara",
        "br-globo-commercial/spot",
        "de-ok54/programme",
        "fox-commercial/spot",
        "fox-program/sap-dvs",
        "fox-program/surround",
        "google-assistant-audio/mono",
        "google-assistant-audio/stereo",
        "itu-r-bs1864/programme",
        "ro-cna-2013/programme",
        "xr-na-radio/mp3",
        "xr-na-radio/wav",
    },
    Obstacle.CODED_FILE: {
        "acx-audible/chapter",
        "apple-podcasts/feed",
        "xr-na-radio/mp3",
    },
    Obstacle.PACKAGE_ONLY: set(),
    Obstacle.NO_FIGURE: {
        "academy-me/me",
        "academy-me/two-track",
        "academy-printmaster/immersive",
        "amazon-atmos-me/me",
        "de-dcp-manufaktur/film",
        "disney-trailer/me",
        "iso-21727/short-item",
        "it-agcom-219-09/advert",
        "localisation/me",
        "localisation/mix",
        "loudness-presets-dplc/atsc-a85-agile",
        "netflix-dub-archive/dialogue",
        "netflix-dub-archive/me",
        "no-dab-2012/radio",
        "pl-krrit-2012/advert",
        "ru-fas-ad/advert",
        "tr-rtuk/programme",
    },
}
"""What is in the way of an acceptable mix, and where. Whoever adds a sheet that nothing can meet names it here."""

WITHOUT_LEVEL: Final = {
    "academy-me/optional",
    "academy-printmaster/stems",
    "aljazeera-aj360/me",
    "amazon-5.1/stems",
    "netflix-archive/music",
    "netflix-archive/stems",
    "netflix-atmos/me",
    "netflix-me/dialogue-guide",
    "netflix-me/optional",
    "yandex-plus-studio-dub/dialogue-stereo",
    "yandex-plus-studio-dub/dialogue-surround",
    "yandex-plus-studio-me/dialogue-stereo",
    "yandex-plus-studio-me/dialogue-surround",
    "yandex-plus-studio-me/me-stereo",
    "yandex-plus-studio-me/me-surround",
    "yandex-plus-studio-me/optional",
}
"""Stems, M&E and guides of which neither a level nor a peak is demanded: theirs is that of the mix they belong to."""

LEVELS: Final = ("loudness.", "peak.", "signal.clipping")


@pytest.mark.parametrize("obstacle", Obstacle)
def test_a_deliverable_that_no_mix_can_meet_is_named_with_the_reason(obstacle: Obstacle) -> None:
    assert {row.name for row in rows() if obstacle in row.obstacles} == UNREACHABLE[obstacle]


def test_every_other_deliverable_takes_the_good_mix() -> None:
    named = set().union(*UNREACHABLE.values())
    assert {row.name for row in rows() if row.good is not Verdict.ACCEPTABLE} == named
    assert len(named) < len(rows()) / 2


def test_no_deliverable_takes_a_mix_that_is_11_lu_too_loud() -> None:
    taken = [row for row in rows() if row.bad is Verdict.ACCEPTABLE]
    assert {row.name for row in taken} == WITHOUT_LEVEL
    assert not any(row.has_level for row in taken)


def test_under_no_circumstances_that_a_sheet_asks_about_is_the_bad_mix_taken() -> None:
    """The vendor of a mix that is too loud may state what he likes: live, a genre, a workflow, a territory."""
    taken = []
    for row in rows():
        loaded = load_sheet(row.sheet)
        demanded = loaded.sheet.deliverables[row.deliverable]
        bad = {plan.facts: too_loud(plan) for plan in good_plans(demanded) if plan.spread_lu == 0.0}
        for facts, plan in list(bad.items())[1:]:
            report = judge(loaded, make_mix(demanded, plan), version="0", deliverable=row.deliverable)
            if report.verdict is Verdict.ACCEPTABLE:
                taken.append((row.name, facts))
    assert taken == []


def test_what_takes_the_bad_mix_demands_no_level_at_all() -> None:
    for name in WITHOUT_LEVEL:
        sheet, deliverable = name.split("/")
        demands = load_sheet(sheet).sheet.deliverables[deliverable].requirements
        assert [demand.rule for demand in demands if demand.rule.startswith(LEVELS)] == []
