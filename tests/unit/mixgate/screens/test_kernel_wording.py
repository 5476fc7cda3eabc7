"""The operator hears when the slower kernel ran, why, and whether warming up was of any use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_args

import pytest

from fixtures.bundles import write_noise
from mixgate.cli import run_words
from mixgate.screens.kernel_wording import why_slower
from validator.scan import code_cache, kernel, machine_code
from validator.scan.kernel import KernelReason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def unprepared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No kernel has been prepared in this process, before and after."""
    remembered = (machine_code.granule_function, kernel._prepared, machine_code.lanes_function, kernel._prepared_lanes)
    for function in remembered:
        function.cache_clear()
    yield
    monkeypatch.undo()
    for function in remembered:
        function.cache_clear()


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    write_noise(tmp_path / "mix.wav", "L R", seconds=1.0)
    return tmp_path / "mix.wav"


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No folder takes machine code."""
    taken = tmp_path / "file"
    taken.write_text("no folder")
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(taken))
    return taken


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiler that does not know its own parts any more, and nothing kept."""

    def fail(*_: object) -> bytes:
        raise AttributeError("no attribute 'inspect_llvm'")

    monkeypatch.setattr(machine_code, "_compiled", fail)
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path / "code"))


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Standard output and standard error, each in one line."""
    captured = capsys.readouterr()
    return " ".join(captured.out.split()), " ".join(captured.err.split())


def test_every_reason_to_fall_back_has_its_words() -> None:
    news = {reason for reason in get_args(KernelReason) if why_slower(reason) is not None}
    assert set(get_args(KernelReason)) - news == {"fastest", "requested"}
    assert why_slower(None) is None


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("command", ["check", "measure"])
def test_a_run_with_the_slower_kernel_says_so_and_ends_as_with_the_other(
    command: str, mix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [command, str(mix), "--json", "-", *(["--sheet", "ebu-r128"] if command == "check" else [])]
    code = run_words(words)
    out, heard = said(capsys)
    assert heard == (
        "Measured with the slower scan kernel (numpy), which reads the same: "
        "numba cannot compile the fast one on this machine. 'mixgate doctor' says more."
    )
    assert '"kernel_reason": "compiling-failed"' in out or '"kernel_reason":"compiling-failed"' in out
    assert code == run_words([*words, "--kernel", "numpy"])
    assert said(capsys)[1] == ""


@pytest.mark.usefixtures("broken")
def test_the_fast_kernel_by_name_is_a_clear_error(mix: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["measure", str(mix), "--kernel", "numba"]) == 2
    _, heard = said(capsys)
    assert "numba cannot compile it" in heard
    assert "no attribute 'inspect_llvm'" in heard


@pytest.mark.usefixtures("broken")
def test_warming_up_in_vain_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["warmup"]) == 2
    out, heard = said(capsys)
    assert out == ""
    assert "numba cannot compile it" in heard


def test_warming_up_without_a_folder_is_no_success(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(code_cache.FOLDER_VARIABLE)
    assert run_words(["warmup"]) == 0
    place = machine_code.kept_at()
    assert place is not None
    assert said(capsys)[0].endswith(str(place))
    code = next(code_cache.kept(place.name))
    machine_code.granule_function.cache_clear()
    kernel._prepared.cache_clear()
    monkeypatch.setattr(machine_code, "_compiled", lambda *_: code)
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(nowhere))
    assert run_words(["warmup"]) == 2
    assert f"not writable: {nowhere}" in said(capsys)[1]


@pytest.mark.usefixtures("nowhere")
def test_a_short_file_is_recorded_with_its_reason(mix: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["measure", str(mix), "--json", "-"]) == 0
    out, heard = capsys.readouterr()
    tool = json.loads(out)["tool"]
    assert (tool["kernel"], tool["kernel_reason"]) == ("numpy", "short-programme")
    assert "no folder to keep it in" in heard


@pytest.mark.usefixtures("broken")
def test_the_doctor_names_the_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(["doctor"]) == 2
    out, _ = said(capsys)
    assert "scan kernel FAULT numpy, the slower one: numba cannot compile the fast one on" in out


def test_the_doctor_names_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    kernel.choose_kernel("auto")
    run_words(["doctor"])
    out, _ = said(capsys)
    assert "scan kernel ok numba, the fast one; its machine code:" in out
