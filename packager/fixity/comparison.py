"""Files of a folder held against several lists at once: names, sizes, digests."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from packager.fixity.hashing import hash_files
from packager.fixity.litter import unlisted
from packager.fixity.member import path_fault
from packager.fixity.problem import Problem, ProblemKind
from specs.counting import count_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from packager.fixity.listing import Former, Listing
    from packager.fixity.tree import Tree


class Comparison:
    """The files of a folder against several lists at once.

    Args:
        tree: What is there.
        listings: What the lists say.
        fault: Returns why a listed path is not looked at, which whoever read the list has told; None where it is.
        former: Names that only an earlier generation of a list has, with what that one says.
    """

    def __init__(
        self,
        tree: Tree,
        listings: Sequence[Listing],
        *,
        fault: Callable[[str], str | None] = path_fault,
        former: Mapping[str, Former] | None = None,
    ) -> None:
        self.tree = tree
        self.listings = listings
        self.former = dict(former or {})
        self.by_path: dict[str, list[Listing]] = defaultdict(list)
        for listing in listings:
            for path in listing.files:
                if fault(path) is None:
                    self.by_path[path].append(listing)
        self.present = set(tree.sizes_bytes)
        self.missing = sorted(set(self.by_path) - self.present)
        self.extra = sorted(
            path for path in self.present - set(self.by_path) if any(listing.covers(path) for listing in listings)
        )

    def problems(self, workers: int | None, progress: Callable[[int], None] | None) -> list[Problem]:
        """Return what is wrong."""
        right_size = [path for path in self.by_path if path in self.present and not self._wrong_sizes(path)]
        wanted = {path: self._algorithms([path]) for path in right_size}
        if self.missing:
            # A missing file may only have another name now.
            wanted |= {path: self._algorithms(self.missing) for path in self.extra}
        for path in {path for former in self.former.values() for path in former.successors if path in wanted}:
            wanted[path] = tuple(sorted({*wanted[path], *self._former_algorithms()}))
        digests, found = hash_files(self.tree, wanted, workers=workers, progress=progress)
        found += self._names(digests) + self._former_names(digests)
        for path in sorted(self.present & set(self.by_path)):
            found += self._unlisted(path)
            found += self._wrong_sizes(path)
            if path in digests:
                found += self._wrong_digests(path, digests[path])
        return found

    def _algorithms(self, paths: Sequence[str]) -> tuple[str, ...]:
        names = {name for path in paths for listing in self.by_path[path] for name in listing.files[path].digests}
        return tuple(sorted(names))

    def _names(self, digests: dict[str, dict[str, str]]) -> list[Problem]:
        """Return the files that are missing, extra, or have another name."""
        found: list[Problem] = []
        extra = list(self.extra)
        for path in self.missing:
            listed = {
                name: text for listing in self.by_path[path] for name, text in listing.files[path].digests.items()
            }
            twin = next((other for other in extra if listed and listed.items() <= digests.get(other, {}).items()), None)
            if twin is None:
                message = f"{path} is missing: {self._sources(path)} lists it."
                found.append(Problem(kind=ProblemKind.MISSING, path=path, message=message))
                continue
            extra.remove(twin)
            message = f"{twin} was renamed: it has the content of {path}, which is missing."
            found.append(Problem(kind=ProblemKind.RENAMED, path=twin, message=message, expected=path, found=twin))
        return found + [unlisted(path, f"{path} is not listed anywhere.") for path in extra]

    def _former_algorithms(self) -> set[str]:
        return {name for former in self.former.values() for name in former.listed.digests}

    def _former_names(self, digests: dict[str, dict[str, str]]) -> list[Problem]:
        """Return what became of files that the last generation of their list no longer names.

        | there now                                    | said                                     |
        |----------------------------------------------|------------------------------------------|
        | a file that came later, of the same content  | it was named otherwise before: no fault  |
        | nothing of the kind                          | it is missing                            |
        """
        found: list[Problem] = []
        for path, former in sorted(self.former.items()):
            wanted = former.listed.digests.items()
            twin = next((one for one in former.successors if wanted and wanted <= digests.get(one, {}).items()), None)
            if twin is None:
                message = f"{path} is missing: {former.source} lists it, and the last generation does not."
                found.append(Problem(kind=ProblemKind.MISSING, path=path, message=message))
            else:
                message = f"{twin} was named {path} before: it has the content that {former.source} lists."
                found.append(Problem(kind=ProblemKind.HISTORY, path=twin, message=message, expected=path, found=twin))
        return found

    def _sources(self, path: str) -> str:
        return self.by_path[path][0].source

    def _unlisted(self, path: str) -> list[Problem]:
        return [
            Problem(
                kind=ProblemKind.INCONSISTENT,
                path=path,
                message=f"{path} is not in {listing.source}, but in {self._sources(path)}.",
            )
            for listing in self.listings
            if listing.covers(path) and path not in listing.files
        ]

    def _wrong_sizes(self, path: str) -> list[Problem]:
        size = self.tree.sizes_bytes[path]
        wrong = [
            (listing, listed)
            for listing in self.by_path[path]
            if (listed := listing.files[path].size_bytes) is not None and listed != size
        ]
        if not wrong:
            return []
        listing, listed = wrong[0]
        message = f"{path} has another size than {listing.source} states."
        return [
            Problem(
                kind=ProblemKind.DAMAGED,
                path=path,
                message=message,
                expected=count_of(listed, "byte", "bytes"),
                found=count_of(size, "byte", "bytes"),
            )
        ]

    def _wrong_digests(self, path: str, digests: dict[str, str]) -> list[Problem]:
        wrong: list[tuple[str, str, str]] = []
        right: set[str] = set()
        for listing in self.by_path[path]:
            for name, text in listing.files[path].digests.items():
                if digests[name] == text:
                    right.add(name)
                else:
                    wrong.append((listing.source, name, text))
        if not wrong:
            return []
        # Lists that contradict each other: where SHA-256 holds somewhere, the list that differs was changed.
        is_list = "sha256" in right or (right and all(name != "sha256" for _, name, _ in wrong))
        _, name, text = next((entry for entry in wrong if entry[1] == "sha256"), wrong[0])
        others = sorted({source for source, _, _ in wrong})
        if is_list:
            message = f"{', '.join(others)} states another digest of {path} than the other lists, which hold."
            kind, place = ProblemKind.INCONSISTENT, others[0]
        else:
            message = f"{path} has another content than {', '.join(others)} states."
            kind, place = ProblemKind.DAMAGED, path
        return [
            Problem(kind=kind, path=place, message=message, expected=f"{name} {text}", found=f"{name} {digests[name]}")
        ]
