"""Parts of a programme that cannot be placed in the file."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "window.action-not-given": "It is measured from the first to the last frame of action, and these were not given.",
    "window.action-not-in-file": (
        "The frames of action, {first} to {last}, are not in the file, which runs from {start} to {end}."
    ),
    "window.segments-not-reels": (
        "The programme comes in {reels} reels, and {count:plural|segment is|segments are} stated, which cannot be "
        "placed in them."
    ),
    "window.segment-not-placed": "Segment {segment} ({start} to {end}) cannot be placed in the file.",
}
