"""The M&E of an IMF package tells the dialogue of its dubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fixtures.imf import whole_package
from fixtures.wave_files import write_s24
from mixgate.cli import run_words
from specs.vocabulary import MixKind
from validator.containers.imf.package import read_imf_package
from validator.delivery.ingest.imf_mixes import among, imf_originals, imf_tracks
from validator.delivery.ingest.stated import Stated

if TYPE_CHECKING:
    from pathlib import Path

    from validator.delivery.ingest.imf_mixes import ImfTrack

SAMPLE_COUNT = 96_096


def _package(tmp_path: Path, *names: str) -> tuple[dict[tuple[str | None, MixKind], ImfTrack], tuple[ImfTrack, ...]]:
    original, folder = whole_package().write(tmp_path / "original"), tmp_path / "in"
    folder.mkdir()
    for seed, name in enumerate(names):
        words = np.random.default_rng(seed).integers(-(2**19), 2**19, (SAMPLE_COUNT, 6), dtype=np.int32)
        write_s24(folder / f"{name}.wav", words)
    out = tmp_path / "dub"
    assert run_words(["package", "imf", str(folder), "--ancestor", str(original), "--out", str(out)]) == 0
    package = read_imf_package(out, ancestors=(read_imf_package(original, with_digests=False),))
    tracks = tuple(imf_tracks(package, Stated(), imf_originals(package)))
    return {(one.statement.language, one.statement.kind): one for one in tracks}, tracks


def test_the_me_of_a_package_is_that_of_its_dubs(tmp_path: Path) -> None:
    by_kind, tracks = _package(tmp_path, "film_de-DE_51", "film_es-ES_51", "film_me_51")
    me = by_kind[None, MixKind.ME].mix
    assert me is not None
    for language in ("de-DE", "es-ES"):
        dub = by_kind[language, MixKind.PRINTMASTER].mix
        assert dub is not None
        guided = among(dub, tracks, ())
        assert guided.me is not None
        assert guided.me.paths == me.paths
        assert guided.statement.me == me.path
        opened = guided.me.open()
        assert opened is not None
        assert opened.sample_count == SAMPLE_COUNT
    assert among(me, tracks, ()).me is None


def test_without_one_there_is_none(tmp_path: Path) -> None:
    by_kind, tracks = _package(tmp_path, "film_de-DE_51", "film_es-ES_51")
    dub = by_kind["de-DE", MixKind.PRINTMASTER].mix
    assert dub is not None
    assert among(dub, tracks, ()).me is None
