"""Start, head and tail, length, sync pop and line-up tone."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "time.picture-start-not-given": "The picture's start timecode was not given.",
    "time.no-such-timecode": "There is no timecode {wanted:joined| or } at {rate} fps.",
    "time.no-time-reference": "The file carries no time reference (no bext and no iXML timestamp).",
    "time.starts-differ": "The files of the mix carry different time references.",
    "time.start-of-file": "{file}: {samples:plural|sample|samples}",
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
    "time.sounds-after-picture": "The sound goes on for {difference} behind the end of the picture.",
    "time.sounds-longer-than-picture": "The sound is {difference} longer than the picture, from the first to the last.",
    "time.decided-by-picture": "whoever knows how long the picture is",
    "time.speed-ratio": "The lengths are in the ratio of this change of speed: {name}.",
    "time.whole-frames": "The mix is {frames:plural|frame|frames} long.",
    "time.longer-than-frames": ("The mix is {samples:plural|sample|samples} longer than {frames:plural|frame|frames}."),
    "time.shorter-than-frames": (
        "The mix is {samples:plural|sample|samples} shorter than {frames:plural|frame|frames}."
    ),
    "time.pop-optional": "A sync pop may be there or not.",
    "time.pop-place-not-known": "The first frame of action was not given, so the place of a sync pop is not known.",
    "time.tail-pop-place-not-known": (
        "The last frame of action was not given, so the place of a sync pop after it is not known."
    ),
    "time.tones-not-measured": "Tones and pops were not measured: the measurements were saved by an older meter.",
    "time.pop-found": (
        "The pop at {timecode} is {frames:plural|frame|frames} long, at {level_dbfs:.1f} dBFS in {channels:joined| }."
    ),
    "time.pop-is-another": "There is a pop, but another one: {faults:joined|, }.",
    "time.pop-early": "it begins {frames:plural|frame|frames} early",
    "time.pop-late": "it begins {frames:plural|frame|frames} late",
    "time.pop-length": "it is {frames:plural|frame|frames} long",
    "time.pop-level": "its level is {level_dbfs:.1f} dBFS",
    "time.pop-frequency": "its frequency is {frequency_hz:.0f} Hz",
    "time.pop-not-in": "it is not in {channels:joined| }",
    "time.tail-pop": "There is a sync pop after the last frame of action.",
    "time.no-tail-pop": "There is no sync pop after the last frame of action.",
    "time.pop": "There is a sync pop two seconds before the first frame of action.",
    "time.no-pop": "There is no sync pop two seconds before the first frame of action.",
    "time.tone-optional": "A line-up tone may be there or not.",
    "time.no-tone": "The head carries no steady tone.",
    "time.tone": "The head carries a tone at {level_dbfs:.1f} dBFS; its frequency was not measured.",
    "time.tone-measured": "There is a tone of {frequency_hz} Hz at {level_dbfs:.1f} dBFS.",
    "time.tone-begins": "it begins {off}",
    "time.tone-ends": "it ends {off}",
    "time.frames-early": "{frames:plural|frame|frames} early",
    "time.frames-late": "{frames:plural|frame|frames} late",
    "time.block-not-placed": "Neither a time reference nor a stated start says where its timecodes lie.",
    "time.block-not-in-file": "The file does not hold the whole {content} from {start}.",
    "time.block-has-its-place": "The file holds the place of the {content}; what it sounds like is not judged.",
    "time.block-no-tone": "There is no steady tone there.",
    "time.block-tone-is-another": "There is a tone, but another one: {faults:joined|, }.",
    "time.block-digital-silence": "It is digital silence.",
    "time.block-loudest": "The loudest 100 ms in it are at {level_dbfs:.1f} dBFS RMS.",
    "time.programme-start-not-in-file": "The file does not hold {timecode}.",
    "time.programme-starts": "Nothing of a programme sounds before {timecode}.",
    "time.programme-starts-early": "Sound that is no tone, pop or block begins at {found}, before {timecode}.",
    "time.tone-of-frequency": "of {frequency_hz:g} Hz",
    "time.tone-at-level": "at {level_dbfs:g} dBFS",
}
