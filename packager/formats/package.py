"""The table of package formats: what each is called, and the functions that make, recognise, verify and judge it.

To add a format: a folder of its own beside this module, and a row in `FORMATS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from packager.formats.adm.make import make_adm
from packager.formats.conforming import ConformanceVerification, verify_conformance
from packager.formats.imf.make import make_imf
from packager.formats.imf.verify import is_imf, judge_imf_inside, verify_imf
from packager.formats.listed.forms import (
    BAG,
    DIGEST_LISTS,
    MEDIA_HASH_LIST,
    has_digest_lists,
    is_bag_folder,
    is_media_hash_list_folder,
)
from packager.formats.listed.judge_inside import judge_listed_inside
from packager.formats.listed.verify import ListedVerification, verify_listed
from packager.formats.stems.judge_inside import judge_stems_inside
from packager.formats.stems.make import make_stems
from packager.formats.stems.manifest import is_adm_package, is_stem_bundle
from packager.formats.stems.rejudge import verify_stems
from packager.formats.stems.verify import verification_to_json
from packager.formats.unknown import not_known
from specs.errors import UsageError
from validator.conformance.imf import IMF, PROFILES
from validator.delivery.conformity import is_conformable
from validator.reporters.as_json import run_document_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from packager.formats.orders import InsideOrder, PackageOrder, VerifyOrder
    from packager.formats.stems.verify import Verification
    from validator.delivery.judged import MixResult
    from validator.progress import Show
    from validator.results.report import Verdict


class MadePackage(Protocol):
    """A package that was made, whatever its format."""

    @property
    def folder(self) -> Path:
        """Where it is."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the reports inside say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFormat:
    """One format.

    Attributes:
        title: What people call it.
        make: Makes a package under a name, whole or not at all; None for a form that only others make.
        recognise: Says whether something on disk claims to be such a package; never raises.
        verify: Holds bytes and names against every list, measures and judges the mixes inside again, and compares.
        judge_inside: Yields what is to be said of the package, then of every mix inside.
    """

    title: str
    make: Callable[[PackageOrder, Path, Show], MadePackage] | None
    recognise: Callable[[Path], bool]
    verify: Callable[[Path, VerifyOrder], Verification]
    judge_inside: Callable[[Path, InsideOrder], Iterator[MixResult]]


FORMATS: Final[dict[str, PackageFormat]] = {
    "adm": PackageFormat(
        title="ADM package",
        make=make_adm,
        recognise=is_adm_package,
        verify=verify_stems,
        judge_inside=judge_stems_inside,
    ),
    "stems": PackageFormat(
        title="Stem bundle",
        make=make_stems,
        recognise=is_stem_bundle,
        verify=verify_stems,
        judge_inside=judge_stems_inside,
    ),
    "imf": PackageFormat(
        title=IMF.title,
        make=make_imf,
        recognise=is_imf,
        verify=verify_imf,
        judge_inside=judge_imf_inside,
    ),
    "bag": PackageFormat(
        title=BAG.profile.title,
        make=None,
        recognise=is_bag_folder,
        verify=partial(verify_listed, form=BAG),
        judge_inside=partial(judge_listed_inside, form=BAG),
    ),
    "media-hash-list": PackageFormat(
        title=MEDIA_HASH_LIST.profile.title,
        make=None,
        recognise=is_media_hash_list_folder,
        verify=partial(verify_listed, form=MEDIA_HASH_LIST),
        judge_inside=partial(judge_listed_inside, form=MEDIA_HASH_LIST),
    ),
    "digest-lists": PackageFormat(
        title=DIGEST_LISTS.profile.title,
        make=None,
        recognise=has_digest_lists,
        verify=partial(verify_listed, form=DIGEST_LISTS),
        judge_inside=partial(judge_listed_inside, form=DIGEST_LISTS),
    ),
}
"""In the order in which they are recognised: an ADM package has the manifest of a stem bundle, and a stem bundle is a
bag as well, and has a media hash list."""


def maker_named(name: str) -> Callable[[PackageOrder, Path, Show], MadePackage]:
    """Return what makes packages of a format, by its name.

    Raises:
        UsageError: There is no such format, or only others make it.
    """
    makers = {key: one.make for key, one in FORMATS.items() if one.make is not None}
    if name not in makers:
        raise UsageError("There is no such package format.", found=name, expected=", ".join(makers))
    return makers[name]


def recognised(path: Path) -> PackageFormat | None:
    """Return the format that something on disk claims to be; None where it is no package of a known format."""
    return next((one for one in FORMATS.values() if one.recognise(path)), None)


def is_whole_package(path: Path) -> bool:
    """Say whether all of a folder belongs to a package; anything may lie among files with digest lists beside them."""
    return any(one.recognise(path) for name, one in FORMATS.items() if name != "digest-lists")


def verify_package(path: Path, order: VerifyOrder) -> Verification:
    """Verify a package of whatever format; one that has lost its manifest, by the lists that are left of it.

    A file of the RIFF family is held against the profiles of its standards as well, whether a list names it or not.

    Raises:
        MediaError: There is none, or it has no list of what is in it; what was found is named, and what is known.
        UsageError: A profile is named for something that has none.
    """
    found = recognised(path)
    if is_conformable(path):
        return verify_conformance(path, order, None if found is None else found.verify(path, order))
    if order.profiles and path.exists() and not (is_imf(path) and {*order.profiles} <= set(PROFILES)):
        raise UsageError(
            "Conformance profiles are for files.",
            where=str(path),
            expected="a WAV, RF64 or BW64 file; of an IMF or digital cinema package " + " or ".join(PROFILES),
            code="package.no-profile-for-this",
        )
    if found is None:
        raise not_known(path, [one.title for one in FORMATS.values()])
    return found.verify(path, order)


def verified_to_json(found: Verification) -> str:
    """Return what verifying found as JSON; it ends with a newline.

    A stem bundle is `mixgate.verification/2`, which says what its own reports said; what others wrapped, and a single
    file, has none, and is `mixgate.run/2`, with a report on the package and one on every mix that was judged.
    """
    if isinstance(found, ListedVerification | ConformanceVerification):
        return run_document_to_json(found.run)
    return verification_to_json(found)
