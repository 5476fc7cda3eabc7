"""`mixgate adm show`: an ADM file as a tree and as JSON."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fixtures.adm import beds, described, master, read_bytes, scene
from mixgate.commands.adm import show
from mixgate.screens.adm_tree import LINES_OF_TREES, show_adm
from mixgate.screens.console import make_console
from specs.errors import MediaError
from validator.conformance.adm.shown import shown_profiles
from validator.containers.adm.build import BedContent, BedPlan, ProgrammePlan, SoundForm, StatedLoudness, build_adm
from validator.containers.adm.outline import outline_of

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.adm import AdmMaterial
    from validator.containers.adm.file import AdmFile
    from validator.containers.adm.outline import AdmOutline


def outline(file: AdmFile) -> AdmOutline:
    return outline_of(file, "film.wav", [profile.id for profile in shown_profiles(file)])


def tree(file: AdmFile) -> str:
    screen = io.StringIO()
    show_adm(outline(file), make_console(file=screen, width=80))
    return screen.getvalue()


@pytest.mark.parametrize("material", [scene(), beds(), master()])
def test_the_tree_fits_80_columns_and_names_every_element(material: AdmMaterial) -> None:
    file = material.read()
    shown = tree(file)
    assert max(map(len, shown.splitlines())) <= 80
    assert file.document is not None
    words = " ".join(shown.split())
    for element in (*file.document.programmes, *file.document.contents, *file.document.objects):
        assert element.id in words


def test_beds_have_layout_channels_language_and_loudness() -> None:
    form = SoundForm(sample_rate_hz=48_000, bit_depth=24, sample_count=48_000)
    chunks = build_adm(
        [
            BedPlan(name="DX", layout="5.1", kind=BedContent.DIALOGUE, language="de"),
            BedPlan(name="ME", layout="2.0", kind=BedContent.MUSIC_AND_EFFECTS),
        ],
        [ProgrammePlan(name="NT", beds=("DX", "ME"), language="de", loudness=StatedLoudness(integrated_lkfs=-27.0))],
        form,
    )
    found = outline(described(chunks, 48_000))
    first, second = found.objects
    assert (first.layout, [channel.index for channel in first.channels]) == ("5.1", [1, 2, 3, 4, 5, 6])
    assert (second.layout, [channel.label for channel in second.channels]) == ("2.0", ["L", "R"])
    assert [content.holds for content in found.contents] == ["dialogue", "no dialogue"]
    shown = tree(described(chunks, 48_000))
    assert "Programme NT · de" in shown
    assert "states integrated -27.0 LKFS (ITU-R BS.1770)" in shown
    assert "Bed DX · 5.1 · channels 1-6: L R C LFE Ls Rs" in shown


def test_what_is_in_no_programme_is_shown_apart() -> None:
    material = beds()
    assert material.axml is not None
    first = material.axml.index("<audioContentIDRef>")
    end = material.axml.index("</audioContentIDRef>") + len("</audioContentIDRef>")
    file = replace(material, axml=material.axml[:first] + material.axml[end:]).read()
    assert len(outline(file).unused_contents) == 1
    assert "In no programme" in tree(file)


def test_an_object_inside_itself_ends() -> None:
    material = beds()
    assert material.axml is not None
    start = material.axml.index("<audioObject ")
    end = material.axml.index(">", start) + 1
    identifier = material.axml[start:end].split('audioObjectID="')[1].split('"')[0]
    inside = f"<audioObjectIDRef>{identifier}</audioObjectIDRef>"
    file = replace(material, axml=material.axml[:end] + inside + material.axml[end:]).read()
    assert f"{identifier}: holds itself" in tree(file)


def test_a_master_shows_its_profile_by_name_and_depth() -> None:
    assert outline(master().read()).shown_profiles == ("bs2088", "bs2076", "atmos-1.1")
    assert outline(scene().read()).shown_profiles == ("bs2088", "bs2076")


def test_a_file_that_lost_axml_says_so() -> None:
    shown = tree(replace(beds(), axml=None).read())
    assert "There is no axml chunk" in shown


def test_escape_sequences_of_names_do_not_reach_the_terminal() -> None:
    material = beds()
    assert material.axml is not None
    name = material.axml.split('audioProgrammeName="')[1].split('"')[0]
    file = replace(material, axml=material.axml.replace(name, "\u202eevil", 1)).read()
    assert "\u202e" not in tree(file)


def test_json_is_the_whole_outline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "film.wav"
    path.write_bytes(master().to_bytes())
    show(path, json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == "mixgate.adm-outline/1"
    assert [one["name"] for one in said["programmes"]] == ["Atmos_Master"]
    assert {one["kind"] for one in said["objects"]} == {"bed", "moving object"}


def test_files_without_adm_and_absent_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        show(tmp_path / "absent.wav")
    path = tmp_path / "plain.wav"
    path.write_bytes(replace(beds(), axml=None, rows=None).to_bytes())
    assert not read_bytes(path.read_bytes()).has_adm
    with pytest.raises(MediaError):
        show(path)


def test_a_file_of_very_many_objects_ends_with_how_many_more_there_are() -> None:
    found = outline(beds().read())
    objects = tuple(found.objects[0].model_copy(update={"id": f"AO_{place:04x}"}) for place in range(5000))
    content = found.contents[0].model_copy(update={"objects": tuple(one.id for one in objects)})
    many = found.model_copy(update={"objects": objects, "contents": (content,), "unused_objects": ()})
    screen = io.StringIO()
    show_adm(many, make_console(file=screen, width=80))
    shown = screen.getvalue()
    assert "more; --json shows them" in shown
    assert len(shown.splitlines()) < 2 * LINES_OF_TREES
