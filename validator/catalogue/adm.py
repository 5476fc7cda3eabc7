"""Texts of the faults of ADM files; `validator.conformance.adm.fault_messages` says which fault has which."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "adm.bed-behind-objects": (
        "The bed {element} does not lead: its last track is {last_track}, and moving objects begin at track "
        "{first_object_track}."
    ),
    "adm.picture-rate-differs": "The picture rate is {rate}; dbmd says {stated}.",
    "adm.beds-not-separate": "The beds are not separate. {why}",
    "adm.bit-depth-differs": "axml says {found} bits for {element}; the file has {expected}.",
    "adm.chunk-missing": "There is no {missing} chunk: {reason}.",
    "adm.clause-broken": "This does not hold: {title}",
    "adm.clause-broken-by": "This does not hold: {title} Found: {found}.",
    "adm.further-faults": "{count:plural|further fault|further faults} of the same kind: {title}",
    "adm.loudness-differs": "axml states {name} {axml:.2f}, and bext {bext:.2f}.",
    "adm.programme-not-as-long-as-sound": "The programme is {programme} s long, and the sound {sound} s.",
    "adm.reference-dangles": "{reference} names {found}, which is neither in the file nor a common definition.",
    "adm.sample-rate-differs": (
        "The sample rate of axml and file differ: {element} is said to be at {found} Hz, and the file is at "
        "{expected} Hz."
    ),
    "adm.track-beyond-channels": (
        "chna puts {element} on track {found} of a file with {channels:plural|channel|channels}."
    ),
}
