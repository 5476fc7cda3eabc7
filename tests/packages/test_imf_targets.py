"""Profiles of clients: packages held against them, and made for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fixtures.imf import PackageParts, whole_package
from fixtures.imf_changes import with_packed
from fixtures.mxf import track_file
from fixtures.wave_files import write_s24
from mixgate.cli import run_words
from validator.conformance import conform
from validator.conformance.imf import IMF, IMF_NETFLIX, IMF_PRACTICE, PROFILES
from validator.conformance.imf.clients import NETFLIX_APPLICATIONS
from validator.containers.imf.package import read_imf_package

if TYPE_CHECKING:
    from pathlib import Path


def _for_netflix(**update: Any) -> PackageParts:
    parts = whole_package()
    applications = {"applications": (NETFLIX_APPLICATIONS[1],)}
    parts.composition = parts.composition.model_copy(update=applications | update)
    return parts


def _beyond_imf(folder: Path, profile: str, original: Path | None = None) -> set[str]:
    ancestors = () if original is None else (read_imf_package(original, with_digests=False),)
    found = conform(PROFILES[profile], read_imf_package(folder, ancestors=ancestors))
    return {fault.check for fault in found} - set(IMF.ids)


def test_profiles_build_on_each_other() -> None:
    assert set(IMF.ids) < set(IMF_PRACTICE.ids) < set(IMF_NETFLIX.ids)


def test_a_package_as_it_is_asked_for_has_no_fault(tmp_path: Path) -> None:
    folder = _for_netflix().write(tmp_path / "package")
    assert _beyond_imf(folder, "imf-netflix") == set()
    assert run_words(["verify", str(folder), "--profile", "imf-netflix"]) == 0


def test_another_application_is_rejected_for_the_client_alone(tmp_path: Path) -> None:
    folder = _for_netflix(applications=("http://www.smpte-ra.org/ns/2067-21/2021",)).write(tmp_path / "package")
    assert _beyond_imf(folder, "imf-netflix") == {"netflix.application"}
    assert run_words(["verify", str(folder)]) == 0
    assert run_words(["verify", str(folder), "--profile", "imf-netflix"]) == 1
    assert run_words(["verify", str(folder), "--profile", "imf-nobody"]) == 2


def test_a_soundfield_of_eight_channels_is_none_that_is_asked_for(tmp_path: Path) -> None:
    parts = whole_package(sound=track_file("7.1", 96_096))
    parts.composition = parts.composition.model_copy(update={"applications": (NETFLIX_APPLICATIONS[0],)})
    assert _beyond_imf(parts.write(tmp_path / "package"), "imf-netflix") == {"netflix.tracks"}


def test_a_file_that_nothing_plays_and_a_digest_that_is_missing_are_told(tmp_path: Path) -> None:
    folder = _for_netflix().write(tmp_path / "package")
    text = (folder / "CPL.xml").read_text()
    start = text.index("<Hash>")
    (folder / "CPL.xml").write_text(text[:start] + text[text.index("</Hash>") + len("</Hash>") :])
    assert _beyond_imf(folder, "imf-practice") == {"practice.digest-missing"}
    parts = _for_netflix()
    with_packed(0, annotation="x")(parts)
    (segment,) = parts.composition.segments
    alone = (segment.model_copy(update={"sequences": segment.sequences[:1]}),)
    parts.composition = parts.composition.model_copy(update={"segments": alone})
    assert "practice.file-not-played" in _beyond_imf(parts.write(tmp_path / "unplayed"), "imf-practice")


@pytest.mark.parametrize(("applications", "code"), [(NETFLIX_APPLICATIONS, 0), (("http://x/y",), 5)])
def test_a_dub_is_made_for_a_client_or_refused(tmp_path: Path, applications: tuple[str, ...], code: int) -> None:
    original = _for_netflix(applications=applications).write(tmp_path / "original")
    words = np.random.default_rng(1).integers(-(2**19), 2**19, (96_096, 2), dtype=np.int32)
    dub = write_s24(tmp_path / "dub.wav", words)
    asked = ["package", "imf", str(dub), "--ancestor", str(original), "--language", "de-DE", "--layout", "2.0"]
    assert run_words([*asked, "--out", str(tmp_path / "dub"), "--target", "imf-netflix"]) == code
    assert (tmp_path / "dub").exists() is (code == 0)
    assert run_words([*asked, "--out", str(tmp_path / "other"), "--target", "nobody"]) == 2
