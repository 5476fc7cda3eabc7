"""What `import mixgate` promises: light, typed by name, and at work where there is no terminal library."""

from __future__ import annotations

import subprocess
import sys
import typing
from pathlib import Path
from typing import Final

import pytest

import mixgate
from fixtures.bundles import write_noise, write_small_delivery
from validator.delivery.ingest.stated import StatedWords

ROOT: Final = Path(__file__).resolve().parents[4]


def run_python(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, cwd=ROOT
    )  # a fixed program


@pytest.mark.parametrize("name", mixgate.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(mixgate, name) is not None
    assert name in dir(mixgate)


def test_the_names_of_both_tables_are_the_same() -> None:
    homes = {name for names in mixgate._HOMES.values() for name in names}
    assert homes | {"__version__"} == set(mixgate.__all__)
    source = Path(mixgate.__file__).read_text(encoding="utf-8")
    checked = source.partition("if TYPE_CHECKING:")[2].partition("__version__ =")[0]
    for home, names in mixgate._HOMES.items():
        assert f"    from {home} import {', '.join(names)}\n" in checked, "as mypy is told"


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'compare_everything'"):
        _ = mixgate.compare_everything  # type: ignore[attr-defined]


def test_importing_it_loads_no_other_package() -> None:
    code = (
        "import sys, mixgate\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'specs', 'validator', 'packager', 'numpy', 'pydantic', 'rich', 'typer', 'numba'}))\n"
        "print(sorted(name for name in sys.modules if name.startswith('mixgate.')))"
    )
    done = run_python(code)
    assert done.stdout == "[]\n[]\n", done.stderr


WITHOUT_A_TERMINAL: Final = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"rich", "typer", "click", "shellingham", "pygments"}:
            raise ModuleNotFoundError(f"{name} is not installed here")

sys.meta_path.insert(0, Absent())
import mixgate

folder, sheet, out = sys.argv[1:]
settings = mixgate.RunSettings(workers=1, kernel="numpy")
run = mixgate.check(folder, sheet, settings=settings)
print("check", run.verdict, run.exit_code, len(run))
measured = mixgate.measure(folder, settings=settings)
print("judge", mixgate.judge(measured, sheet).verdict)
print("fix", len(mixgate.fix(folder + "/stereo.wav", sheet, settings=settings).plan.steps))
made = mixgate.package(folder, sheet, out, settings=settings)
print("package", *made.verdicts)
print("verify", mixgate.verify(out, sheet, settings=settings).verdict)
print("document", len(mixgate.measurements_to_json(measured[0])) > 1000, run.document.schema_)
print(sorted({name.partition(".")[0] for name in sys.modules} & {"rich", "typer", "click"}))
"""


def test_every_call_works_where_rich_and_typer_cannot_be_imported(tmp_path: Path) -> None:
    delivery = write_small_delivery(tmp_path)
    done = run_python(WITHOUT_A_TERMINAL, str(delivery.folder), str(delivery.sheet), str(tmp_path / "out"))
    assert done.stdout.splitlines() == [
        "check acceptable 0 3",
        "judge acceptable",
        "fix 0",
        "package acceptable acceptable acceptable",
        "verify acceptable",
        "document True mixgate.run/2",
        "[]",
    ], done.stderr


SETTINGS: Final = mixgate.RunSettings(workers=1, kernel="numpy")


@pytest.fixture(scope="module")
def mix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("mix") / "film_fr.wav"
    write_noise(place, "L R", seconds=1.0)
    return place


def test_sheets_are_named_by_id_by_path_or_loaded(mix: Path, tmp_path: Path) -> None:
    house = write_small_delivery(tmp_path).sheet
    loaded = mixgate.load_sheet("ebu-r128")
    run = mixgate.check(mix, [loaded, "ebu-r128", house], settings=SETTINGS)
    assert [report.sheet.id for report in run.reports] == ["ebu-r128", "house"]
    for one in (house, str(house), mixgate.load_sheet(str(house))):
        assert [report.sheet.id for report in mixgate.check(mix, one, settings=SETTINGS).reports] == ["house"]


def test_results_come_one_by_one_before_the_next_is_measured(mix: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.wav"
    later.write_bytes(mix.read_bytes())
    each = mixgate.check_each([mix, later], "ebu-r128", settings=SETTINGS)
    first = next(each)
    later.unlink()
    second = next(each)
    assert [bool(first.reports), bool(second.reports)] == [True, False]
    assert next(each, None) is None


def test_what_is_invalid_is_said_by_the_call_and_not_by_the_first_result(mix: Path) -> None:
    with pytest.raises(mixgate.SheetError):
        mixgate.check_each(mix, "no-such-sheet")
    with pytest.raises(mixgate.UsageError, match="No sheet"):
        mixgate.check_each(mix, [])
    with pytest.raises(mixgate.UsageError, match="empty"):
        mixgate.check_each("", "ebu-r128")


def test_a_word_that_states_nothing_is_no_silent_word(mix: Path) -> None:
    words: dict[str, typing.Any] = {"langage": "fr"}
    with pytest.raises(TypeError, match="langage"):
        mixgate.check(mix, "ebu-r128", **words)
    assert "language" in StatedWords.__annotations__


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"kind": "m&e"}, "m&e"),
        ({"version": "dubb"}, "dubb"),
        ({"language": "french!"}, None),
        ({"picture_rate": 26}, "26"),
    ],
)
def test_a_value_that_does_not_exist_is_a_usage_error(mix: Path, words: typing.Any, found: str | None) -> None:
    with pytest.raises(mixgate.UsageError) as error:
        mixgate.check(mix, "ebu-r128", **words)
    assert found is None or error.value.found == found


@pytest.mark.parametrize("rate", ["25", 25, 25.0])
def test_a_picture_rate_is_a_text_or_a_number(mix: Path, rate: str | float) -> None:
    (report,) = mixgate.check(mix, "ebu-r128", picture_rate=rate, settings=SETTINGS).reports
    assert report.picture_rate == "25"


def test_an_input_that_is_absent_is_a_result_and_stops_no_other(mix: Path) -> None:
    run = mixgate.check([mix.with_name("absent.wav"), mix], "ebu-r128", settings=SETTINGS)
    assert sorted(bool(result.reports) for result in run) == [False, True]
    assert run.exit_code == 3


def test_judging_is_of_what_was_stated_when_it_was_measured(mix: Path, tmp_path: Path) -> None:
    measured = mixgate.measure(mix, kind="me", settings=SETTINGS)
    saved = tmp_path / "mix.json"
    saved.write_text(mixgate.measurements_to_json(measured[0]), encoding="utf-8")
    for given in (measured, measured[0], saved, [str(saved)]):
        run = mixgate.judge(given, "netflix-me")
        assert [report.kind for report in run.reports] == [mixgate.MixKind.ME]
    assert mixgate.judge(saved, "netflix-me", kind="printmaster").results[0].kind is mixgate.MixKind.PRINTMASTER
