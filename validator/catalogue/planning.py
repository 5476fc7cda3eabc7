"""Plans of corrections: what they are for, what they leave, what stands in their way."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "plan.demand": "{title} ({key})",
    "plan.demand-by-key": "{key}",
    "plan.asked-for": "asked for",
    "plan.the-comparison": "the comparison",
    "plan.head-moves-start": "the head moves the start",
    "plan.new-values": "samples have new values",
    "plan.after-limiting": "loudness after limiting",
    "plan.moves-with": "moves with {lead}: {because}",
    "plan.both": "{one}, {other}",
    "plan.loudness": "loudness",
    "plan.loudness-of-part": "loudness ({part})",
    "plan.short-term": "short-term loudness",
    "plan.momentary": "momentary loudness",
    "plan.true-peak": "the true peak",
    "plan.sample-peak": "the sample peak",
    "plan.quasi-peak": "the quasi-peak level",
    "plan.noise-floor": "the noise floor",
    "plan.fold-down-loudness": "loudness of {fold_down}",
    "plan.fold-down-true-peak": "the true peak of {fold_down}",
    "plan.full-scale": "full scale",
    "plan.the-level": "the level",
    "plan.nothing": "nothing",
    "plan.peaks": "{count:plural|peak|peaks}",
    "plan.peaks-at-least": "at least {count:plural|peak|peaks}",
    "plan.need-gain": "{what:capital} needs {gain_db:+.2f} dB",
    "plan.need-sample-rate": "The sample rate is {found_hz} Hz and must be {wanted_hz} Hz",
    "plan.need-channel-order": "The channels must be in the order {labels:joined| }",
    "plan.need-picture-rate": "The picture rate is {found} and must be {wanted}",
    "plan.need-longer-words": "Words must be {bits} bits long",
    "plan.need-shorter-words": "Words are {found_bits} bits long and must be {bits}-bit integers",
    "plan.need-integers-of": "Words are floating point and must be {bits}-bit integers",
    "plan.need-integers": "Words must be integers",
    "plan.need-mono-set": "There must be one file per channel",
    "plan.need-one-file": "The channels must be in one file",
    "plan.need-container": "The file must be {container}",
    "plan.need-speed": "The length is that of the same frames at {found}, and the picture runs at {wanted}",
    "plan.need-start": "The programme must start at {timecode}",
    "plan.need-length": "The programme has {found:plural|sample|samples} and must have {wanted}",
    "plan.need-silence-before": (
        "There are {found_seconds:.3f} s of silence before the first sound and must be {wanted_seconds:.3f} s"
    ),
    "plan.need-silence-after": (
        "There are {found_seconds:.3f} s of silence after the last sound and must be {wanted_seconds:.3f} s"
    ),
    "plan.pop-is.required": "The sync pop at {timecode} is required",
    "plan.pop-is.optional": "The sync pop at {timecode} is optional",
    "plan.pop-is.forbidden": "The sync pop at {timecode} is forbidden",
    "plan.would-do-it": ("{need}: {correction:small} would do it, and that is {grade}; permitted: {permitted}."),
    "plan.asked-for-and-not-permitted": "{correction} was asked for, and that is {grade}; permitted: {permitted}.",
    "plan.another-cut": "{need}: a difference of {seconds:.1f} s is another cut.",
    "plan.not-at-this-end": "{need}. {why}",
    "plan.head-sounds": (
        "It begins in the midst of sound, so sound may be missing there and silence would hide it. Where a person says "
        "that the file is whole at both ends, silence is added."
    ),
    "plan.tail-sounds": (
        "It ends in the midst of sound, so sound may be missing there and silence would hide it. Where a person says "
        "that the file is whole at both ends, silence is added."
    ),
    "plan.head-may-be-missing": (
        "It begins in the midst of sound, so what is missing may be its head, not its tail. Where a person says that "
        "the file is whole at both ends, silence is added."
    ),
    "plan.cut-would-take-sound": "There is sound above {level_dbfs:g} dBFS in the {seconds:.3f} s that would be cut.",
    "plan.pop-lacks-room": (
        "A sync pop needs {needed_seconds:g} s before the first frame of action; there are {found_seconds:.1f}."
    ),
    "plan.pop-elsewhere": ("There is a pop before the first frame of action at another place; a second is no help."),
    "plan.gains-contradict": (
        "{lowest:capital} needs at least {least_db:+.2f} dB, and {highest} allows {most_db:+.2f} dB at most: no gain "
        "does both."
    ),
    "plan.gain-too-large": (
        "{what:capital} needs {gain_db:+.2f} dB, and more than {most_db:g} dB is for a person to decide: is it the "
        "right file, and was it printed as it should be?"
    ),
    "plan.limiter-too-deep": (
        "{what:capital} needs {gain_db:+.2f} dB, and a limiter at {ceiling_dbtp:.1f} dBTP would then reduce {peaks} by "
        "up to {deepest_db:.1f} dB; more than {most_db:g} dB is for a person to mix."
    ),
    "plan.peaks-in-the-way": (
        "{what:capital} needs {gain_db:+.2f} dB, {peak} allows {allowed_db:+.2f} dB; permitted: {permitted}."
    ),
    "plan.limiter-would-do-it": (
        "{what:capital} needs {gain_db:+.2f} dB, {peak} allows {allowed_db:+.2f} dB; permitted: {permitted}; a limiter "
        "at {ceiling_dbtp:.1f} dBTP would reduce {peaks} by up to {deepest_db:.1f} dB."
    ),
    "plan.peaks-too-high": "{peak:capital} needs {allowed_db:+.2f} dB; permitted: {permitted}.",
    "plan.peaks-too-high-for-a-limiter": (
        "{peak:capital} needs {allowed_db:+.2f} dB; permitted: {permitted}; a limiter at {ceiling_dbtp:.1f} dBTP would "
        "reduce {peaks} by up to {deepest_db:.1f} dB."
    ),
    "plan.comparison-of-another-mix": "The comparison with {partner} is one of another mix: compare this one.",
    "plan.cannot-tell": "Against {partner} nothing can be told.",
    "plan.cannot-tell-because": "Against {partner} nothing can be told. {why}",
    "plan.not-repaired": "Against {partner}: {why:joined| }",
    "plan.runs-away": ("Against {partner} it runs away by {drift_ppm:+.2f} ppm: print it again at the right rate."),
    "plan.must-move-earlier": "It must be moved {samples:plural|sample|samples} earlier. {why}",
    "plan.must-move-later": "It must be moved {samples:plural|sample|samples} later. {why}",
    "plan.unmet": "Even with everything that is permitted, {key}: {reason}",
    "plan.not-correctable": "This mix cannot be corrected with what is permitted.",
    "plan.agrees": "It agrees with {partner}: nothing is to be moved.",
    "plan.end-was-cut-off": (
        "{samples:word|The last sample|The last {samples} samples} of the original {samples:word|is|are} not in it: it "
        "sounds to its end, so {samples:word|it was|they were} cut off. {samples:word|It is|They are} not made up for; "
        "print the end again."
    ),
    "plan.ends-after-original": (
        "It ends {samples:plural|sample|samples} after the original, and sounds there: that is not cut off."
    ),
    "plan.start-set": "The start is set to {timecode}: the length is the picture's already.",
    "plan.start-set-unproven": (
        "The start is set to {timecode}; the sound is not moved, so check it against the picture."
    ),
    "plan.gain-stops": (
        "{what:capital} needs {wanted_db:+.2f} dB to its target; {peak} allows {allowed_db:+.2f} dB, so the gain stops "
        "at {gain_db:+.2f} dB, within the limits."
    ),
    "plan.gain-by-trial": "The gain is found by rendering and measuring the result.",
    "plan.loudness-not-foreseen": ("The loudness of the result is not foreseen, and a gain is not permitted."),
    "plan.limiter-if-needed": (
        "Peaks are only known once the result is rendered: where they exceed {limit_dbtp:g} dBTP, a limiter at "
        "{ceiling_dbtp:g} dBTP is put in."
    ),
    "plan.limiter-reduces": "The limiter reduces {peaks} by up to {deepest_db:.1f} dB.",
    "plan.rounded-without-dither": (
        "Samples are rounded to the nearest words without dither, because processing is not permitted."
    ),
    "plan.source-resolution": (
        "The resolution is and stays that of {bits:plural|bit|bits}, in words of {word_bits}: print the mix again at "
        "full word length where it exists."
    ),
    "plan.source-clipped": (
        "The source is clipped ({runs:plural|run|runs} of flat samples), and no gain or limiter takes that away."
    ),
    "plan.recommended-not-repaired": "What is only recommended is not repaired with the rest. {why:joined| }",
    "plan.left-to-its-lead": "A gain or a limiter of its own would part it from {lead}.",
    "plan.left-to-a-person": "No correction on the shelf does it; it needs a person.",
    "plan.left-to-comparison": "{repair} It is done where this mix alone is held against its original.",
    "plan.left-undecided": "What could not be decided is not corrected.",
    "plan.left-until-decided": "What could not be decided is not corrected. Decided by {deciders:joined|; }.",
    "plan.recommended-for-a-person": "It cannot reject, and is for a person. {why:joined| }",
    "plan.recommended-without-repair": "It cannot reject, and no correction on the shelf does it.",
    "plan.recommended-left": "It cannot reject, so it is left unless somebody asks for it.",
    "plan.repair": "{correction} ({grade})",
    "plan.apart-channels": "it has {found:joined| } channels and the printmaster {wanted:joined| }",
    "plan.apart-samples": "it has {found:plural|sample|samples} and the printmaster {wanted}",
    "plan.apart-rate": "it has {found_hz} Hz and the printmaster {wanted_hz}",
    "plan.apart-clips": "it would clip, with a sample peak of {peak_dbfs:.2f} dBFS and {gain_db:+.2f} dB",
}
