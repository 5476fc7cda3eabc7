"""Judges what others wrapped: fixity first, then the mixes inside, as those of any folder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from packager.formats.fixity_report import fixity_report
from packager.formats.listed.folder import check_listed
from packager.formats.listed.forms import DIGEST_LISTS, sidecars
from packager.formats.stems.judge_inside import judge_stems_inside
from packager.formats.stems.manifest import is_stem_bundle
from specs.errors import MediaError
from specs.real_path import real_path
from validator.delivery.checked import checked
from validator.delivery.ingest.inputs import mixes_of
from validator.delivery.judged import MixResult, left_out
from validator.results.report import WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from packager.formats.listed.folder import ListedFolder
    from packager.formats.listed.forms import ListedForm
    from packager.formats.orders import InsideOrder
    from validator.delivery.ingest.mixes import Mix


def judge_listed_inside(root: Path, order: InsideOrder, *, form: ListedForm) -> Iterator[MixResult]:
    """Yield what is to be said of bytes and names, then of every mix inside.

    A mix whose files are not as they are listed is not judged: the report on the package rejects it already.

    Args:
        root: The folder or file.
        order: The sheets, and how to judge.
        form: What it was recognised as.

    Raises:
        MediaError: It cannot be listed, or holds too many files.
    """
    found = check_listed(root, form, workers=order.measuring.workers, show=order.show)
    yield _said_of(found, order)
    yield from mixes_judged(found, order)


def fixity_beside(file: Path, order: InsideOrder) -> MixResult | None:
    """Return what the digest lists of a sound file say of it; None where it has none of its own.

    Args:
        file: A sound file, which somebody judges on its own.
        order: How.

    Raises:
        MediaError: Its folder cannot be listed, or holds too many files.
    """
    if not sidecars(file):
        return None
    found = check_listed(file, DIGEST_LISTS, workers=order.measuring.workers, show=order.show)
    return _said_of(found, order)


def _said_of(found: ListedFolder, order: InsideOrder) -> MixResult:
    profile = found.form.profile
    report = fixity_report(real_path(found.root).name, found.problems, profile, version=order.judging.version)
    return MixResult(name=report.name, path=report.path, reports=(report,))


def mixes_judged(found: ListedFolder, order: InsideOrder) -> Iterator[MixResult]:
    """Yield what is to be said of the mixes of what was wrapped; a stem bundle inside is judged as one.

    Args:
        found: What was wrapped, held against its lists.
        order: The sheets, and how to judge.
    """
    if is_stem_bundle(found.payload):
        yield from judge_stems_inside(found.payload, order)
        return
    inputs = mixes_of(found.inputs, order.stated, order.gate)
    altered = [mix for mix in inputs.mixes if found.is_altered(mix.paths_read)]
    yield from map(_altered, altered)
    left = [mix for mix in inputs.mixes if mix not in altered]
    inputs = replace(inputs, mixes=left, set_aside=tuple(altered))
    yield from checked(inputs, order.judging, order.measuring, order.show)


def _altered(mix: Mix) -> MixResult:
    error = MediaError("Its files are not as they are listed, so it is not judged.", where=mix.path)
    row = left_out(mix.name, error, WhyNot.UNREADABLE, statement=mix.statement)
    return MixResult(
        name=mix.name, path=mix.path, kind=mix.statement.kind, language=mix.statement.language, not_judged=(row,)
    )
