from pathlib import Path

from mixgate.demo.documents import START_SAMPLE, DemoDelivery, delivery_model, delivery_toml, faults_text
from mixgate.demo.faults import PlantedFault, Stretch
from mixgate.demo.versions import DemoFile
from specs.statements.delivery import DeliveredFile, Delivery, load_delivery
from specs.statements.programme import ProgrammeFacts
from specs.vocabulary import MixKind

MIX = DemoFile(folder="fr-FR", language="fr-FR", kind=MixKind.PRINTMASTER)
SET = DemoFile(folder="ja-JP", language="ja-JP", kind=MixKind.PRINTMASTER, mono_set=True)
MUSIC = DemoFile(folder="original", language=None, kind=MixKind.MUSIC)


def demo(*faults: tuple[DemoFile, PlantedFault], folder: Path = Path("demo")) -> DemoDelivery:
    return DemoDelivery(folder=folder, sample_count=100 * 2002, files=(MIX, SET, MUSIC), faults=faults)


def test_the_programme_starts_at_one_hour_of_pictures() -> None:
    assert START_SAMPLE == 172_972_800


def test_a_mix_is_found_by_folder_kind_and_layout() -> None:
    found = demo().paths("ja-JP", MixKind.PRINTMASTER)
    assert [path.stem.rpartition("_")[2] for path in found] == ["L", "R", "C", "LFE", "Ls", "Rs"]
    assert demo().paths("original", MixKind.MUSIC) == (Path("demo/original/night-tram_music_51.wav"),)
    assert demo().paths("fr-FR", MixKind.PRINTMASTER, "2.0") == ()


def test_the_delivery_reads_back_as_it_was_meant(tmp_path: Path) -> None:
    delivery = delivery_model(demo())
    (tmp_path / "delivery.toml").write_text(delivery_toml(delivery), encoding="utf-8")
    assert load_delivery(tmp_path / "delivery.toml") == delivery
    assert delivery.programme.last_frame_of_action == "01:00:04:03"
    assert [file.version for file in delivery.files] == ["dub", "dub", "original"]


def test_quotes_and_signs_survive_in_the_delivery(tmp_path: Path) -> None:
    delivery = Delivery(
        title='Nacht "Tram" \\ 夜\t½',
        programme=ProgrammeFacts(live=False, duration_frames=5),
        files=(DeliveredFile(path="a b.wav"), DeliveredFile(channels={"L": "ä.wav", "R": "b.wav"})),
    )
    (tmp_path / "delivery.toml").write_text(delivery_toml(delivery), encoding="utf-8")
    assert load_delivery(tmp_path / "delivery.toml") == delivery


def test_a_fault_is_told_with_place_and_size() -> None:
    stretch = Stretch(start_sample=48 * 2002, end_sample=50 * 2002, channels=("Ls",))
    text = faults_text(
        demo((MIX, PlantedFault(kind="dropout", text="Silence.", size=83.4, unit="ms", stretch=stretch)))
    )
    row = "| dropout | Ls | 2.002 | 2.085 | 01:00:02:00 | 01:00:02:01 | 83.4 ms | Silence. |"
    assert row in text.splitlines()
    assert text.index(f"## {MIX.names[0]}") < text.index(row) < text.index("## Files with nothing wrong")


def test_a_fault_of_a_whole_file_says_so() -> None:
    text = faults_text(demo((MIX, PlantedFault(kind="loudness", text="Hot.", size=2.5, unit="dB"))))
    assert "| loudness | all | whole file |  |  |  | +2.5 dB | Hot. |" in text


def test_files_without_a_fault_are_named_as_such() -> None:
    clean = faults_text(demo((MIX, PlantedFault(kind="loudness", text="Hot.", size=2.5, unit="dB"))))
    named = clean.partition("## Files with nothing wrong")[2]
    assert MIX.names[0] not in named
    assert f"- {SET.names[0]} and 5 more" in named
    assert f"- {MUSIC.names[0]}" in named


def test_faults_can_be_asked_for_by_language() -> None:
    planted = (MIX, PlantedFault(kind="loudness", text="Hot.", size=2.5, unit="dB"))
    assert demo(planted).faults_in("fr-FR") == (planted,)
    assert demo(planted).faults_in("ja-JP") == ()
