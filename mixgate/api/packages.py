"""Package and verify: mixes wrapped for delivery, and packages opened and judged again."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from mixgate.api.handed_in import as_paths, as_sheets
from mixgate.api.settings import RunSettings
from packager.formats.orders import PackageOrder, VerifyOrder
from packager.formats.package import maker_named, verify_package
from validator.delivery.ingest.stated import StatedWords, stated_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mixgate.api.handed_in import AnyPath, AnySheet
    from packager.formats.package import MadePackage
    from packager.formats.stems.verify import Verification
    from validator.delivery.gate import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageOptions:
    """What is asked of a package.

    Attributes:
        deliverable: Deliverable of the sheets; None lets kind and layout decide.
        title: Of the programme; None takes the delivery's.
        template: For file names, such as `{title}_{language}_{kind}`; None keeps names that the sheets take.
        delivery_version: Version of the delivery, for names.
        allow_rejected: True to package what a sheet rejects, with the report inside.
        signing_key: Ed25519 private key (PEM) to sign the manifest with; None for no signature.
        created: The moment of making, with a time zone; None means now.
        host: Name of the machine in the lists; None means its own.
        identity: A URN; None makes one of the content and the moment.
        adm_profile: Of an ADM file: `bs2076`, or `atmos` for the shape of the Atmos profile, which is experimental.
        adm_master: An ADM file whose beds the inputs replace; None builds a new one.
        gate: What the receiver grants; None where nobody has to grant anything.
        adm_beds: The bed that each input replaces, by name or identifier; empty where there is one of each.
    """

    deliverable: str | None = None
    title: str | None = None
    template: str | None = None
    delivery_version: str = "v1"
    allow_rejected: bool = False
    signing_key: AnyPath | None = None
    created: datetime | None = None
    host: str | None = None
    identity: str | None = None
    ancestor: AnyPath | None = None
    adm_profile: str = "bs2076"
    adm_master: AnyPath | None = None
    adm_beds: tuple[str, ...] = ()
    gate: Gate | None = None


def package(
    inputs: AnyPath | Sequence[AnyPath],
    sheets: AnySheet | Sequence[AnySheet],
    out: AnyPath,
    *,
    form: str = "stems",
    options: PackageOptions | None = None,
    settings: RunSettings | None = None,
    **stated: Unpack[StatedWords],
) -> MadePackage:
    """Wrap mixes for delivery; the whole package appears under its name, or nothing.

    Args:
        inputs: A delivery file or its folder, or sound files.
        sheets: Sheets that every mix is held against; by id, by path, or loaded. An ADM package may have none.
        out: The folder that is to appear.
        form: The format: `stems`, or `adm` for one file with the mixes as its beds.
        options: What is asked of the package; None for the usual.
        settings: How to measure; its digests stand in the package beside those that every one has. None for the usual.
        stated: What is stated about every mix; the manifest carries it.

    Returns:
        `folder`, and `verdicts`: what the reports inside say.

    Raises:
        UsageError: An argument, a sheet or the delivery is invalid, or the folder exists.
        MediaError: A source cannot be read.
        RefusedError: A sheet rejects a mix, a source changed meanwhile, or the disk is full.
    """
    asked, how = options or PackageOptions(), settings or RunSettings()
    make = maker_named(form)
    created = (asked.created or datetime.now(tz=UTC)).astimezone(UTC).replace(microsecond=0)
    order = PackageOrder(
        inputs=as_paths(inputs),
        stated=stated_by(**stated),
        sheets=() if form == "adm" and not sheets else as_sheets(sheets),
        deliverable=asked.deliverable,
        measuring=how.measuring,
        title=asked.title,
        template=asked.template,
        delivery_version=asked.delivery_version,
        allow_rejected=asked.allow_rejected,
        created=created,
        host=asked.host or platform.node(),
        identity=asked.identity,
        ancestor=None if asked.ancestor is None else Path(asked.ancestor),
        signing_key=None if asked.signing_key is None else Path(asked.signing_key),
        adm_profile=asked.adm_profile,
        adm_master=None if asked.adm_master is None else Path(asked.adm_master),
        adm_beds=asked.adm_beds,
        gate=asked.gate,
    )
    return make(order, Path(out), how.show)


def verify(  # noqa: PLR0913  what the command takes
    path: AnyPath,
    sheets: AnySheet | Sequence[AnySheet] = (),
    *,
    key: AnyPath | None = None,
    fixity_only: bool = False,
    profiles: Sequence[str] = (),
    ancestors: Sequence[AnyPath] = (),
    gate: Gate | None = None,
    settings: RunSettings | None = None,
) -> Verification:
    """Verify a package: every byte and name against every list in it, then its mixes measured and judged again.

    Args:
        path: The package; its format is recognised.
        sheets: Sheets to judge by beside those that it was judged by.
        key: Ed25519 public key (PEM) that the manifest must be signed with; None leaves a signature unchecked.
        fixity_only: True to check bytes and names only, and to take the reports inside at their word.
        profiles: Conformance profiles that a WAV, RF64 or BW64 file is held against: `wave`, `bs2088`, `bs2076`,
            `atmos-1.0`, `atmos-1.1`. Empty takes those that it claims or has the shape of.
        ancestors: Packages that a supplemental IMF package refers to.
        gate: What the receiver grants; None where nobody has to grant anything.
        settings: How to measure; None for the usual.

    Raises:
        UsageError: A sheet, a profile or the key is invalid.
        MediaError: There is no such folder, or it has no list of what is in it.
    """
    from packager.fixity.signature import load_verifier

    how = settings or RunSettings()
    order = VerifyOrder(
        measuring=how.measuring,
        sheets=as_sheets(sheets) if sheets else (),
        verifier=None if key is None else load_verifier(Path(key)),
        fixity_only=fixity_only,
        profiles=tuple(profiles),
        ancestors=tuple(Path(one) for one in ancestors),
        gate=gate,
        day=how.judging_day,
        show=how.show,
    )
    return verify_package(Path(path), order)
