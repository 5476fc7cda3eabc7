"""Texts of the faults that conformance profiles find, under the ids of their checks.

What a reader notes on its way has its text in `validator.catalogue.containers`.
"""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "conformance.header-not-kept": "{file}: what its header said was not kept, so the check could not be made.",
    "conformance.no-such-profile": "This version knows no conformance profile {profile}.",
    "conformance.other-container": "The file is {container}, which the profile does not cover.",
    "conformance.holds": "{count:plural|check was|checks were} made, and {count:word|it holds|all of them hold}.",
    "conformance.required": "{title}: {count:plural|check|checks}",
    "conformance.check": "Check {check}.",
    "conformance.broken": "The file breaks {count:plural|clause|clauses} of {profiles}.",
    "conformance.kept": "The file keeps {profiles}.",
    "conformance.kept-with-remarks": "The file keeps {profiles}; {count:plural|remark|remarks} beside.",
    "conformance.partly-checked": "Part of {profiles} could not be checked.",
    "conformance.not-checked": "{count:plural|check|checks} could not be made: {missing} cannot be read.",
    "conformance.mend": "Write the file again with a program that keeps the clause, or correct the header.",
    "wave.form-size-not-left": "The {form} header says {stated_bytes:plural|byte|bytes} where it has to say FFFFFFFFh.",
    "wave.extension-too-short": (
        "The extensible fmt chunk says {bytes:plural|byte|bytes} of extension; {needed_bytes} are needed."
    ),
    "wave.bits-not-whole-bytes": (
        "The extensible fmt chunk has words of {bits:plural|bit|bits}, which are not whole bytes."
    ),
    "wave.bext-too-short": "The bext chunk has {bytes:plural|byte|bytes}; its fixed part takes {needed_bytes}.",
    "wave.bext-version": "The bext chunk says version {version}; the newest is {newest}.",
    "wave.bext-not-ascii": "The bext field {field} holds characters that are not ASCII.",
    "wave.bext-date": "The bext OriginationDate reads {date}, which is not year, month, day.",
    "wave.bext-time": "The bext OriginationTime reads {time}, which is not hour, minute, second.",
    "wave.bext-time-reference": "The bext TimeReference is {samples} samples at {rate_hz} Hz, longer than a day.",
    "wave.bext-beyond-version": "The bext chunk of version {version} has bytes in {field}, which it has to leave zero.",
    "wave.bext-loudness-out-of-range": "The bext {field} is {value:.2f}; it lies within {limit:.2f} either way.",
    "wave.bext-loudness-zero": "The bext chunk states 0.00 for all five loudness fields instead of leaving them unset.",
    "wave.bext-coding-history": "A line of the bext CodingHistory does not end with CR LF.",
    "wave.ixml-timecode-rate": "The iXML TIMECODE_RATE reads {rate}, which is not a fraction such as 24000/1001.",
    "wave.ixml-timecode-flag": "The iXML TIMECODE_FLAG reads {flag}, which is neither DF nor NDF.",
    "wave.ixml-drop-frame": "The iXML says drop-frame at {rate}, a rate that is not counted so.",
    "wave.ixml-track-index": (
        "The iXML track {name} has the index {index}, taken or beyond {channels:plural|channel|channels}."
    ),
    "wave.start-differs": (
        "bext starts at sample {bext_samples} and iXML at sample {ixml_samples}, {seconds:+.3f} s apart."
    ),
    "wave.timestamp-rate-differs": "iXML counts its start at {ixml_hz} Hz; the file is at {fmt_hz} Hz.",
    "wave.sample-rate-differs": "iXML says a sample rate of {ixml_hz} Hz; the fmt chunk says {fmt_hz} Hz.",
    "wave.bit-depth-differs": "iXML says {ixml_bits:plural|bit|bits}; the fmt chunk says {fmt_bits}.",
    "wave.track-count-differs": (
        "iXML lists {tracks:plural|track|tracks}; the file has {channels:plural|channel|channels}."
    ),
    "wave.chna-track-beyond": "chna refers to track {track}; the file has {channels:plural|channel|channels}.",
    "wave.loudness-differs": "bext says {field} {bext_value:.2f} and iXML {ixml_value:.2f}.",
}
