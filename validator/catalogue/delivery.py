"""What is wrong with a delivery as a whole, and with files that cannot be measured."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "delivery.absent": "There is no {files}.",
    "delivery.mix-rejected": "This mix cannot be taken: it cannot be measured.",
    "delivery.mix-incomplete": "Whether this mix can be taken cannot be said: it was not measured.",
    "delivery.mix-waived": "This mix is not there, and somebody has waived that.",
    "delivery.waived": (
        "Nothing is left against this delivery: {count:plural|finding was|findings were} waived, by whom stands above."
    ),
    "delivery.rejected": "This delivery cannot be taken as it is.",
    "delivery.incomplete": "Whether this delivery can be taken cannot be said: not everything in it was judged.",
    "delivery.acceptable": "This delivery holds what it says, and nothing else.",
    "delivery.acceptable-but-mixes": (
        "Nothing in this delivery is unlisted; {count:plural|mix|mixes} of it could not be measured: see "
        "{count:word|the report on it|the reports on them}."
    ),
    "delivery.no-such-layout": (
        "The mix is {layout}; the sheet has deliverables of this kind in {layouts:joined|, } only."
    ),
    "delivery.unlisted-sound": "{file} is sound that the delivery file does not list, so nobody judged it.",
    "delivery.lone-channel": (
        "{file} says by its name that it is the channel {channel} of a set, and no other file of that set is there."
    ),
    "delivery.numbered-channels": (
        "{file} is the first of {count} mono files of one length that differ by their number alone: they may be the "
        "channels of one mix, and nothing says which is which."
    ),
    "delivery.passed-over": (
        "{file} is passed over as no part of a delivery, so nobody judged {count:plural|sound file|sound files} in it."
    ),
    "delivery.may-hold-sound": "{file} is {container}, which may hold sound and is not read, so nobody judged it.",
    "delivery.unreadable-place": "{file} cannot be searched.",
    "delivery.guide-is-another": "{file}, held against {mix}: {why:clause}",
    "delivery.guide-does-not-fit": "{file}, held against {mix}: {why:clause}",
    "delivery.linked-folder": "{file} is a link to a folder; what it leads to was not searched, so nobody judged it.",
    "delivery.lists-not-read": (
        "{file} makes its folder a delivery or a package of its own; whether what it lists is there was not checked."
    ),
    "delivery.same-content": "{file} and {other} hold the same sound.",
    "delivery.same-sound": (
        "{file} ({language}) and {other} ({as_well}) are one sound, at another level, a little later or with "
        "other dither."
    ),
    "delivery.stands-apart": (
        "{file}: the {reading} lies {difference:+.1f} LU from the middle of {others} other languages; "
        "from {limit:.1f} LU on it stands apart."
    ),
    "delivery.common-sound": (
        "{file}: from {first_second:.1f} s to {last_second:.1f} s it lies {difference:.1f} dB below the sound that "
        "{others} other languages have in common beside the lines."
    ),
    "delivery.original-sound": (
        "{file}: from {first_second:.1f} s to {last_second:.1f} s it lies {difference:.1f} dB below the sound that the "
        "original, {original}, has beside the lines."
    ),
    "delivery.reading-programme": "loudness of the programme",
    "delivery.reading-dialogue": "loudness of the dialogue",
    "delivery.reading-range": "loudness range",
    "delivery.reading-bed": "level beside the lines",
    "delivery.length-of-sisters": (
        "{file} is {seconds:.3f} s {direction} than the {others:plural|other mix|other mixes} of the programme."
    ),
    "delivery.longer": "longer",
    "delivery.shorter": "shorter",
    "delivery.kind-missing": (
        "{language} has no {kind}; {count:plural|other language has|other languages have} one, such as {like}."
    ),
    "delivery.stem-missing": (
        "{language} has no {kind}; {count:plural|other language has|other languages have} one, such as {like}. What "
        "{printmaster} holds beside {stems} would be its content."
    ),
    "delivery.stereo-missing": (
        "{language} has no {kind} of two channels; {count:plural|other language has|other languages have} one, such as "
        "{like}."
    ),
    "delivery.surround-missing": (
        "{language} has no surround {kind}; {count:plural|other language has|other languages have} one, such as {like}."
    ),
    "delivery.episode-lacks": (
        "{episode} has no counterpart of {like}; {count:plural|other episode has|other episodes have} one."
    ),
    "delivery.original-not-stated": (
        "Nobody says which of {languages} is the original language, so no mix was held against an original."
    ),
    "delivery.version-not-stated": (
        "Nobody says whether {file} is the original or a dub, so it was not held against the original."
    ),
    "delivery.mix-printmaster": "printmaster",
    "delivery.mix-me": "M&E",
    "delivery.mix-dialogue": "dialogue stem",
    "delivery.mix-music": "music stem",
    "delivery.mix-effects": "effects stem",
    "delivery.judged-over-all-reels": "Judged over all reels together, in the report on {report}.",
    "delivery.judged-on-each-reel": "Judged on each of the {count} reels, in its own report.",
    "delivery.reel-not-measured": "{file} could not be measured, so the reels cannot be judged as one programme.",
    "delivery.reels-missing": "The {mixes} lacks {reels:joined| and }; there are reels up to {last}.",
    "delivery.reel": "reel {number}",
    "delivery.reels-differ": "The reels of the {mixes} cannot be one programme: {forms:joined|; }.",
    "delivery.reel-form": "reel {number} is {layout} at {rate_hz} Hz",
    "delivery.reel-twice": "{file} and {other} are both reel {number} of the {mixes}.",
    "delivery.gates-differ": "The dialogue of the reels was not found in one way: {gates:joined|; }.",
    "delivery.reel-without-dialogue": "Reel {number} has no readings of dialogue: {why:clause}.",
    "delivery.calibrations-differ": "The reels were not measured with one calibration.",
    "delivery.reading-of-each-reel": "it was measured on each reel",
    "delivery.waivers-told": (
        "{count:plural|waiver does not hold, or forgives|waivers do not hold, or forgive} nothing."
    ),
    "delivery.waiver-expired": "The waiver of {rule} by {by} expired on {expires}.",
    "delivery.waiver-not-yet": "The waiver of {rule} by {by} is of {on}, and it is {today}: it forgives nothing yet.",
    "delivery.language-of-header": (
        "{file} is listed as {language}, and its header says that {header} is spoken: one of them is wrong."
    ),
    "delivery.two-languages": "{file} ({language}) and {other} ({as_well}) hold the same sound: one of them is wrong.",
    "delivery.is-another-language": (
        "{file} is to be {language}, and holds the same sound as {other} ({as_well}): it is the {as_well} mix."
    ),
    "delivery.waiver-without-effect": (
        "The waiver of {rule} by {by} ({file}; {alike:plural|file|files} of that name) forgives nothing."
    ),
}
