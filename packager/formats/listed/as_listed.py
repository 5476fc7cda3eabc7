"""What is handed in to be measured, corrected or packaged, held against the digest lists that came with it.

`check` judges such a folder as what others wrapped. Whoever does something else with it must not make a new package, or
readings, of bytes that are not those that were sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packager.fixity.problem import HARMLESS, OPEN
from packager.formats.listed.folder import check_listed
from packager.formats.listed.forms import (
    BAG,
    DIGEST_LISTS,
    MEDIA_HASH_LIST,
    has_digest_lists,
    is_bag_folder,
    is_media_hash_list_folder,
    sidecars,
)
from specs.errors import RefusedError
from specs.real_path import real_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from packager.fixity.problem import Problem
    from packager.formats.listed.folder import ListedFolder
    from packager.formats.listed.forms import ListedForm
    from validator.delivery.ingest.inputs import Inputs


def held_against_lists(
    inputs: Inputs,
    *,
    workers: int | None = None,
    show: Callable[[str, int], Callable[[int], None]] | None = None,
) -> Iterator[ListedFolder]:
    """Yield the folders of deliveries, and the files handed in by themselves, that have lists and are not as they say.

    Args:
        inputs: What was handed in.
        workers: Files read at once; None for one for each core.
        show: Begins a progress line, and returns what moves it; None for none.

    Raises:
        MediaError: A folder holds too many files, or cannot be listed.
    """
    for place, form in _with_lists(inputs):
        found = check_listed(place, form, workers=workers, show=show)
        if faults_of(found):
            yield found


def faults_of(found: ListedFolder) -> list[Problem]:
    """Return what is not as the lists say; what leaves open whether it is, and litter, is left out."""
    return [problem for problem in found.problems if problem.kind not in HARMLESS | OPEN]


def refuse_altered(
    inputs: Inputs,
    *,
    workers: int | None = None,
    show: Callable[[str, int], Callable[[int], None]] | None = None,
) -> None:
    """Refuse what is not as the lists say that came with it.

    Raises:
        RefusedError: Something is damaged, missing, or there without being listed.
        MediaError: A folder holds too many files, or cannot be listed.
    """
    for found in held_against_lists(inputs, workers=workers, show=show):
        faults = faults_of(found)
        raise RefusedError(
            "What was handed in is not what its digest lists say.",
            where=str(found.root / faults[0].path) if found.root.is_dir() else str(found.root),
            found=f"{faults[0].kind.value}, 1 of {len(faults)}" if len(faults) > 1 else faults[0].kind.value,
            expected="every file as it is listed",
            next_step="Verify it, and ask for what is damaged or missing again; or take a list away that is wrong.",
            code="input.not-as-listed",
        )


def _with_lists(inputs: Inputs) -> Iterator[tuple[Path, ListedForm]]:
    folders = dict.fromkeys(delivery.folder for delivery in inputs.deliveries)
    for folder in folders:
        form = _form_of(folder)
        if form is not None:
            yield folder, form
    within = tuple(real_path(folder) for folder in folders)
    for path in dict.fromkeys(path for mix in inputs.mixes for path in mix.paths):
        if not any(real_path(path).is_relative_to(folder) for folder in within) and sidecars(path):
            yield path, DIGEST_LISTS


def _form_of(folder: Path) -> ListedForm | None:
    if is_bag_folder(folder):
        return BAG
    if is_media_hash_list_folder(folder):
        return MEDIA_HASH_LIST
    return DIGEST_LISTS if has_digest_lists(folder) else None
