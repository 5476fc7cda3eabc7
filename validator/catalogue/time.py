"""Start, head and tail, length, sync pop and line-up tone."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "time.picture-start-not-given": "The picture's start timecode was not given.",
    "time.no-such-timecode": "There is no timecode {wanted:joined| or } at {rate} fps.",
    "time.no-time-reference": "The file carries no time reference (no bext and no iXML timestamp).",
    "time.starts-differ": "The files of the mix carry different time references.",
    "time.start-of-file": "{file}: {samples} samples",
    "time.begins-after-action": "The file begins {frames:.2f} frames after the first frame of action, {timecode}.",
    "time.ends-before-action": (
        "The file ends {frames:.2f} frames before the end of the last frame of action, {timecode}."
    ),
    "time.reference-differs": (
        "The file's time reference is {reference}, {seconds:.3f} s {direction} the start of the picture, {picture}. "
        "{placed}"
    ),
    "time.direction-after": "after",
    "time.direction-before": "before",
    "time.placed-by-reference": "It was placed by its own time reference.",
    "time.placed-by-statement": (
        "The picture does not lie in it by its time reference, so it was placed by what is stated."
    ),
    "time.starts-in-padding": "The file starts at {timecode}, with {seconds:.3f} s of padding before {wanted}.",
    "time.padding-sounds": "What lies before {wanted} is not silent, so it is no padding.",
    "time.starts": "The file starts at {timecode}.",
    "time.starts-after": "The file starts at {timecode}, {seconds:.3f} s after {wanted}.",
    "time.starts-before": "The file starts at {timecode}, {seconds:.3f} s before {wanted}.",
    "time.start-at-other-rate": "It would be {timecode} at {rate} fps: the session's rate was set wrongly.",
    "time.head-silence": "There are {silence} of silence before the first sound, {standing}.",
    "time.tail-silence": "There are {silence} of silence after the last sound, {standing}.",
    "time.picture-length-not-given": "The length of the picture was not given.",
    "time.as-long-as-picture": "The mix is as long as the picture.",
    "time.longer-than-picture": "The mix is {difference} longer than the picture.",
    "time.shorter-than-picture": "The mix is {difference} shorter than the picture.",
    "time.speed-ratio": "The lengths are in the ratio of this change of speed: {name}.",
    "time.whole-frames": "The mix is {frames:plural|frame|frames} long.",
    "time.longer-than-frames": ("The mix is {samples:plural|sample|samples} longer than {frames:plural|frame|frames}."),
    "time.shorter-than-frames": (
        "The mix is {samples:plural|sample|samples} shorter than {frames:plural|frame|frames}."
    ),
    "time.pop-optional": "A sync pop may be there or not.",
    "time.pop-place-not-known": "The first frame of action was not given, so the place of a sync pop is not known.",
    "time.pop": "There is a sync pop two seconds before the first frame of action.",
    "time.no-pop": "There is no sync pop two seconds before the first frame of action.",
    "time.tone-optional": "A line-up tone may be there or not.",
    "time.no-tone": "The head carries no steady tone.",
    "time.tone": "The head carries a tone at {level_dbfs:.1f} dBFS; its frequency was not measured.",
    "time.tone-of-frequency": "of {frequency_hz:g} Hz",
    "time.tone-at-level": "at {level_dbfs:g} dBFS",
}
