"""The report on a stem bundle as a whole: a finding for each thing that is wrong with its bytes and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from packager.formats.fixity_report import FixityProfile, fixity_report
from packager.formats.stems.manifest import SCHEMA
from specs.real_path import real_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packager.fixity.problem import Problem
    from packager.formats.stems.verify import Integrity
    from validator.results.report import Report

SOURCE: Final = "RFC 8493 (BagIt), clause 3; ASC Media Hash List 2.0; the manifest of the package"


def package_report(integrity: Integrity, *, version: str) -> Report:
    """Return what the bytes and names of a package are found to be.

    Rejected where a file or a name is not as it is listed; incomplete where an operating system's litter lies among the
    payload; else acceptable, whatever litter lies beside it.

    Args:
        integrity: What is in the folder, held against every list.
        version: Of mixgate.
    """
    return _report(integrity, integrity.problems, version, "Bytes and names")


def contradictions_report(integrity: Integrity, problems: Sequence[Problem], *, version: str) -> Report:
    """Return what the reports inside a package say that judging again does not: it is rejected for that.

    Args:
        integrity: What is in the folder.
        problems: Where they contradict; one at least.
        version: Of mixgate.
    """
    return _report(integrity, problems, version, "Reports inside")


def _report(integrity: Integrity, problems: Sequence[Problem], version: str, title: str) -> Report:
    manifest = integrity.manifest
    profile = FixityProfile(
        id="stem-bundle",
        title="Stem bundle" if manifest is None else f"Stem bundle of {manifest.title}",
        edition=SCHEMA,
        source=SOURCE,
    )
    return fixity_report(real_path(integrity.tree.root).name, problems, profile, version=version, title=title)
