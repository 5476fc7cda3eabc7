"""What is asked of a package, whatever its format: to be made, to be verified, to have the mixes inside judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from packager.formats.imf.choices import ImfChoices
from validator.delivery.gate import receivers_waivers
from validator.delivery.ingest.stated import Stated
from validator.delivery.judged import Judging
from validator.progress import Show, unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from specs.loader import LoadedSheet
    from validator.delivery.gate import Gate
    from validator.measuring.measure import MeasureOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageOrder:
    """A package to be made.

    Attributes:
        inputs: A delivery file or its folder, or sound files.
        stated: What the caller states about them.
        sheets: Sheets that every mix is held against.
        deliverable: Deliverable of the sheets; None lets kind and layout decide.
        measuring: How to measure; its digests stand in the package beside those that every package has.
        title: Of the programme; None takes the delivery's.
        template: For file names; None keeps names that the sheets take, and names the others by the usual template.
        delivery_version: Version of the delivery, for names.
        allow_rejected: True to package what a sheet rejects, with the report inside.
        created: The moment of making, with a time zone, whole seconds.
        host: Where it is made.
        identity: A URN; None makes one of the content and the moment.
        gate: What the receiver grants; None where nobody has to grant anything.
        ancestor: Package that a supplemental IMF package refers to; None for other formats.
        imf: What an IMF package shall be.
        new_id: Makes the identifiers of an IMF package, a new one with each call.
        signing_key: Private key to sign the manifest with; None for no signature.
        adm_profile: Of an ADM package: `bs2076`, or `atmos` for the shape of the Atmos profile, which is experimental.
        adm_master: An ADM file whose beds the inputs replace; None builds a new one.
        adm_beds: The bed that each input replaces, by its name or identifier; empty where there is one of each.
    """

    inputs: Sequence[Path]
    stated: Stated = field(default_factory=Stated)
    sheets: tuple[LoadedSheet, ...]
    deliverable: str | None = None
    measuring: MeasureOptions
    title: str | None = None
    template: str | None = None
    delivery_version: str = "v1"
    allow_rejected: bool = False
    created: datetime
    host: str
    identity: str | None = None
    gate: Gate | None = None
    ancestor: Path | None = None
    imf: ImfChoices = field(default_factory=ImfChoices)
    new_id: Callable[[], UUID] = uuid4
    signing_key: Path | None = None
    adm_profile: str = "bs2076"
    adm_master: Path | None = None
    adm_beds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyOrder:
    """A package to be verified.

    Attributes:
        measuring: How to measure the mixes inside.
        sheets: Sheets to judge by beside those that the package was judged by; one of the same id takes the place of
            the one that comes with mixgate.
        verifier: Public key that the manifest must be signed with; None leaves a signature unchecked.
        fixity_only: True to check bytes and names, and to take the reports inside at their word.
        ancestors: Packages that an IMF package may refer to.
        day: The day that decides which waivers have expired, where the package does not say when it was made.
        profiles: Conformance profiles that a single file is held against; empty takes those that it claims.
        gate: What the receiver grants; None where nobody has to grant anything. A package is held against the reports
            inside as it was made, whatever is granted now.
        show: Begins a progress line, and returns what moves it.
    """

    measuring: MeasureOptions
    sheets: tuple[LoadedSheet, ...] = ()
    verifier: Ed25519PublicKey | None = None
    fixity_only: bool = False
    ancestors: tuple[Path, ...] = ()
    day: date = date.min
    profiles: tuple[str, ...] = ()
    gate: Gate | None = None
    show: Show = unseen

    def judging(self, sheets: Sequence[LoadedSheet]) -> Judging:
        """Return how mixes of what others wrapped are judged, today and with what the receiver forgives."""
        return Judging(
            sheets=sheets, version=self.measuring.version, day=self.day, granted=receivers_waivers(self.gate)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InsideOrder:
    """The mixes inside a package to be judged, as they are stated there.

    Attributes:
        judging: The sheets, and how to judge; waivers expire by the day on which the package was made, not by its own.
        measuring: How to measure.
        stated: What the caller states; it overrules the package.
        gate: What the receiver grants; None where nobody has to grant anything.
        ancestors: Packages that an IMF package may refer to.
        show: Begins a progress line, and returns what moves it.
    """

    judging: Judging
    measuring: MeasureOptions
    stated: Stated = field(default_factory=Stated)
    gate: Gate | None = None
    ancestors: tuple[Path, ...] = ()
    show: Show = unseen
