"""Measurements go to a file and come back unchanged, or are refused with the key that is off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.measurements import make_measurements
from specs.errors import MediaError
from specs.message import message, verbatim
from validator.results import store
from validator.results.measurements import measurements_to_json
from validator.results.store import load_measurements

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "measurements.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(path: Path) -> MediaError:
    with pytest.raises(MediaError) as caught:
        load_measurements(path)
    assert caught.value.where == str(path)
    return caught.value


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"layout": None},
        {"scenes": [(3.0, None)]},
        {"form": "mono-set", "dialogue": {}},
        {"name": "Ünïcode — 映画\n\t\"'.wav", "notes": (verbatim("Odd."),)},
        {"dialogue": {"refused": (message("dialogue.silent", guide=message("dialogue.stem")),)}},
        {"integrated_lkfs": -23.123456789012345},
    ],
)
def test_measurements_come_back_unchanged(tmp_path: Path, changes: dict[str, Any]) -> None:
    measured = make_measurements(**changes)
    loaded = load_measurements(write(tmp_path, measurements_to_json(measured)))
    assert loaded == measured
    assert measurements_to_json(loaded) == measurements_to_json(measured)


def test_a_file_says_which_schema_it_follows() -> None:
    assert json.loads(measurements_to_json(make_measurements()))["schema"] == "mixgate.measurements/2"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("schema", "mixgate.manifest/2", "schema: mixgate.manifest/2"),
        ("sample_rate_hz", 0, "sample_rate_hz"),
        ("sample_count", -1, "sample_count"),
        ("integrated_lkfs", "loud", "integrated_lkfs"),
        ("layout", "9.9", "no such channel layout"),
        ("layout", "2.0", "channel_labels are not those of the layout 2.0"),
        ("channels", [], "channels"),
        ("files", [], "files"),
        ("form", "stack", "form"),
        ("loudness", -23.0, "there is no such key"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_by_its_key(
    tmp_path: Path, key: str, value: object, said: str
) -> None:
    table = json.loads(measurements_to_json(make_measurements())) | {key: value}
    error = refused(write(tmp_path, json.dumps(table)))
    assert said in str(error.found)
    assert error.next_step == "Measure the mix again, and save the measurements."
    assert error.code == "measurements.invalid"


def test_a_key_that_is_missing_is_named(tmp_path: Path) -> None:
    table = json.loads(measurements_to_json(make_measurements()))
    del table["series"]["power_lkfs"]
    assert "series.power_lkfs: is missing" in str(refused(write(tmp_path, json.dumps(table))).found)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused(tmp_path: Path, number: str) -> None:
    text = measurements_to_json(make_measurements(integrated_lkfs=-23.0))
    refused(write(tmp_path, text.replace('"integrated_lkfs":-23.0', f'"integrated_lkfs":{number}')))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe{\x00}\x00", b"RIFF....WAVE", b"[" * 100_000, b'{"schema": "x"}'],
)
def test_what_is_no_measurement_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "not a measurement file" in refused(write(tmp_path, content)).what


def test_only_the_first_problems_are_shown(tmp_path: Path) -> None:
    content = b'{"schema": "mixgate.measurements/2"}'
    assert len(str(refused(write(tmp_path, content)).found).splitlines()) == 10


def test_a_document_without_a_schema_is_told_which_there_are(tmp_path: Path) -> None:
    assert str(refused(write(tmp_path, b"{}")).found) == (
        "schema: is missing; expected mixgate.measurements/2 or mixgate.report/2 or mixgate.run/2"
    )


def test_a_file_that_is_not_there_a_folder_and_one_far_too_long_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no such measurement file" in refused(tmp_path / "none.json").what
    assert "no such measurement file" in refused(tmp_path).what
    monkeypatch.setattr(store, "MAXIMUM_FILE_BYTES", 10)
    assert "too long" in refused(write(tmp_path, b" " * 11)).what


@given(content=st.binary(max_size=300))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_refused_and_never_a_crash(tmp_path: Path, content: bytes) -> None:
    refused(write(tmp_path, content))
