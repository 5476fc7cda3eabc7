"""Holds what others wrapped against their lists: every list that is there, whatever form gave the folder its name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from packager.fixity.comparison import Comparison
from packager.fixity.digest_lists import list_name, read_digest_list
from packager.fixity.foreign_bag import read_foreign_bag
from packager.fixity.listing import Read
from packager.fixity.litter import is_litter
from packager.fixity.loose_hash_list import read_loose_hash_list
from packager.fixity.media_hash_history import history_folders, read_histories
from packager.fixity.media_hash_list import FOLDER
from packager.fixity.member import path_danger
from packager.fixity.name_lookup import NameLookup
from packager.fixity.problem import HARMLESS, OPEN, Problem, ProblemKind
from packager.fixity.tree import walk
from packager.formats.listed.forms import BAG, PAYLOAD_FOLDER, ListedForm, sidecars
from specs.counting import count_of
from specs.errors import MediaError
from validator.names.words import SOUND_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from packager.fixity.tree import Tree

MAXIMUM_PROBLEMS: Final = 1000
"""More findings than this are not read one by one; the last one says how many more there are."""

_BAG_LISTS: Final = ("manifest-", "tagmanifest-")


@dataclass(slots=True, kw_only=True)
class ListedFolder:
    """What lies in a folder, or beside a file, held against every list.

    Attributes:
        root: What was handed in.
        form: Its form.
        tree: The folder; of a file the one that it lies in.
        problems: What is wrong.
        listed: Every file that a list names.
    """

    root: Path
    form: ListedForm
    tree: Tree
    problems: list[Problem] = field(default_factory=list)
    listed: frozenset[str] = frozenset()

    @property
    def inputs(self) -> list[Path]:
        """What is to be judged: the folder of the payload, the file, or the sound that the list which is it names."""
        if self.root.is_dir() or is_sound(self.root.name):
            return [self.payload]
        present = sorted(path for path in self.listed if path in self.tree.sizes_bytes and is_sound(path))
        return [self.tree.root / path for path in present]

    @property
    def payload(self) -> Path:
        """Where what is delivered lies: of a bag in `data`; deeper where a folder holds one folder and nothing else."""
        inside = self.root / PAYLOAD_FOLDER
        place = inside if self.form.has_payload_folder and inside.is_dir() else self.root
        tops = self._names_in(place)
        while len(tops) == 1 and (place / tops[0]).is_dir() and not (place / tops[0]).is_symlink():
            place = place / tops[0]
            tops = self._names_in(place)
        return place

    def _names_in(self, folder: Path) -> list[str]:
        """Return the names of files and folders in a folder, without those of hash lists and of litter."""
        if not folder.is_dir():
            return []
        return [one.name for one in folder.iterdir() if f"{one.name}/" != FOLDER and not is_litter(one.name)]

    def is_altered(self, paths: Iterable[Path]) -> bool:
        """Say whether one of several files is not as it is listed, or lies behind a link that nobody follows."""
        kinds = {ProblemKind.DAMAGED, ProblemKind.UNREADABLE, ProblemKind.UNSAFE}
        altered = {self.tree.root / problem.path for problem in self.problems if problem.kind in kinds}
        return any(not altered.isdisjoint((path, *path.parents)) for path in paths)


def check_listed(
    root: Path,
    form: ListedForm,
    *,
    workers: int | None = None,
    show: Callable[[str, int], Callable[[int], None]] | None = None,
) -> ListedFolder:
    """Read every list and hold every file against them.

    Args:
        root: The folder, a digest list, or a file that has a digest list of its own beside it.
        form: What it was recognised as.
        workers: Files read at once; None for one for each core.
        show: Begins a progress line for a name and a number of bytes, and returns what moves it; None for none.

    Raises:
        MediaError: It cannot be listed, or holds too many files.
    """
    tree = walk(root if root.is_dir() else root.parent, lenient=True)
    only = None if root.is_dir() else _lists_of(root)
    found = ListedFolder(root=root, form=form, tree=tree, problems=list(tree.problems) if only is None else [])
    read = _read_lists(tree, form, only)
    if only is not None and root.name not in only:
        _keep_only(read, root.name)
    found.problems += read.problems
    found.listed = frozenset(path for listing in read.listings for path in listing.files)
    size = sum(tree.sizes_bytes.get(path, 0) for path in found.listed)
    progress = None if show is None else show("Verifying", size)
    comparison = Comparison(tree, read.listings, fault=path_danger, former=read.former)
    found.problems += comparison.problems(workers, progress)
    if only is None:
        found.problems += _unlisted_sound(tree, read, found.problems)
    found.problems = _bounded(list(dict.fromkeys(found.problems)))
    return found


def _lists_of(file: Path) -> frozenset[str]:
    """Return the names of the lists that a file is verified by: its own, or itself where it is one."""
    own = sidecars(file)
    if not own and not file.is_file():
        raise MediaError("There is no such file.", where=str(file))
    return frozenset(own or (file.name,))


def _read_lists(tree: Tree, form: ListedForm, only: frozenset[str] | None) -> Read:
    lookup = NameLookup(tree.sizes_bytes)
    read = Read()
    if only is None and form is BAG:
        _join(read, read_foreign_bag(tree, lookup))
    if only is None and history_folders(tree.sizes_bytes):
        _join(read, read_histories(tree, lookup))
    present = frozenset(tree.sizes_bytes)
    for path in sorted(present if only is None else present & only):
        if f"/{FOLDER}" in f"/{path}" or (form is BAG and path.startswith(_BAG_LISTS)):
            continue
        if path.lower().endswith(".mhl"):
            _join(read, read_loose_hash_list(tree, lookup, path))
        elif (named := list_name(path, present)) is not None:
            _join(read, read_digest_list(tree, lookup, path, named))
    return read


def _join(read: Read, other: Read) -> None:
    read.listings += other.listings
    read.problems += other.problems
    read.former |= other.former


def _keep_only(read: Read, name: str) -> None:
    """Leave of the lists what they say of one file."""
    kept = [
        replace(one, files={path: said for path, said in one.files.items() if path == name}) for one in read.listings
    ]
    read.listings = kept


def _unlisted_sound(tree: Tree, read: Read, problems: Iterable[Problem]) -> list[Problem]:
    """Return the sound files that no list names, where none had to name them: nothing says what they were."""
    listed = {path for listing in read.listings for path in listing.files}
    told = {problem.path for problem in problems}
    return [
        Problem(
            kind=ProblemKind.UNLISTED, path=path, message=f"{path} is in no list: nothing says what its bytes were."
        )
        for path in sorted(tree.sizes_bytes)
        if path not in listed and path not in told and is_sound(path)
    ]


def is_sound(path: str) -> bool:
    """Say whether a name promises sound."""
    stem, dot, ending = path.rpartition("/")[2].rpartition(".")
    return stem != "" and not stem.startswith(".") and f"{dot}{ending}".lower() in SOUND_ENDINGS


def _bounded(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= MAXIMUM_PROBLEMS:
        return problems
    problems = sorted(problems, key=lambda problem: problem.kind in HARMLESS | OPEN)  # what is wrong stays first
    kept, rest = problems[:MAXIMUM_PROBLEMS], problems[MAXIMUM_PROBLEMS:]
    more = count_of(len(rest), "more problem was", "more problems were")
    message = f"{more} found; not listed one by one."
    return [*kept, Problem(kind=rest[0].kind, path=rest[0].path, message=message)]
