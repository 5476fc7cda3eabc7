"""What is said of waivers."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "waiver.exceeded": "Waived by {waiver}; this is not waived: {why:clause}.",
    "waiver.beyond-bound": "{measured} is worse than {bound}",
    "waiver.more-places": "there {count:word|is|are} {count:plural|place|places}, and the waiver is for {most}",
    "waiver.no-reading": "there is no reading that could be held against its bound",
    "waiver.no-timecode": "the timecodes of the file are not known",
    "waiver.other-places": "it is also at places that the waiver does not name",
}
