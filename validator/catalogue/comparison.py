"""Mixes held against those they belong to: where they lie, why, and what repairs it."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "comparison.role.dub": "Dub",
    "comparison.role.fold-down": "2.0",
    "comparison.role.printmaster": "Printmaster",
    "comparison.role.re-render": "Re-render",
    "comparison.time": "{samples:plural|sample|samples} = {milliseconds:.3f} ms",
    "comparison.time-in-frames": (
        "{samples:plural|sample|samples} = {milliseconds:.3f} ms = {frames:plural|frame|frames} "
        "{subframes:plural|subframe|subframes} at {rate} fps"
    ),
    "comparison.in-step": "{who} in step",
    "comparison.late": "{who} late by {size}",
    "comparison.early": "{who} early by {size}",
    "comparison.speed": "{who} at {ratio} of the speed ({percent:+.3f} %), {pitch}",
    "comparison.pitch-kept": "pitch kept",
    "comparison.pitch-follows": "pitch follows",
    "comparison.pitch-not-known": "what became of the pitch cannot be told",
    "comparison.cause.constant-offset": "All of it lies at one offset: it was started or exported at the wrong place.",
    "comparison.cause.leader-not-in-stamp": (
        "The time stamps agree, the sound is whole seconds apart: a leader was added or taken off without moving the "
        "stamp."
    ),
    "comparison.cause.wrong-session-rate": (
        "The speed is off by 0.1 %: a session was set to 24 for 23.976 or the reverse, or pulled up or down."
    ),
    "comparison.cause.frame-rate-conversion": "The speed is that of a conversion between 25 and 24 or 23.976 fps.",
    "comparison.cause.wrong-sample-rate": "Sound at 44.1 kHz was played as 48 kHz, or the reverse.",
    "comparison.cause.repaired-with-wrong-ratio": (
        "A speed was corrected twice, in the wrong direction or by the wrong ratio."
    ),
    "comparison.cause.drift": "It runs away slowly: the clocks of two devices did not agree.",
    "comparison.cause.edit": "Something was cut out or put in: it was conformed to another version of the picture.",
    "comparison.cause.relaid-music": "The music cues were placed anew, each a little early or late.",
    "comparison.cause.reel-out-of-place": "A long part lies elsewhere in the original: reels are in the wrong order.",
    "comparison.cause.other-programme": "It has no sound in common with its partner: another programme.",
    "comparison.cause.shares-sounds": "Another programme, with some of the same sounds.",
    "comparison.cause.same-music": "The same music, under other effects: not made on the same M&E.",
    "comparison.cause.repeating-sound": "The sound repeats, and several offsets fit alike.",
    "comparison.cause.small-jumps": "Its offset moves by less than a frame: a speed changed by 0.1 % with pitch kept, "
    "music laid anew, or a small cut. A longer stretch says which.",
    "comparison.cause.speed-uncertain": "Its speed was changed with the pitch kept, and nothing tells which of two "
    "speeds 0.1 % apart it is. A longer stretch says which.",
    "comparison.cause.silence": "Too little sounds in both at the same time.",
    "comparison.cause.too-short": "It is too short to be compared.",
    "comparison.cause.channels-exchanged": "Channels have changed places.",
    "comparison.cause.other-order": "The channels lie in the order of another layout than they are labelled.",
    "comparison.cause.permuted": "The channels lie in another order than they are labelled.",
    "comparison.cause.channel-silent": "A channel is silent that sounds in the original.",
    "comparison.cause.channel-late": "A channel is early or late against the others.",
    "comparison.cause.polarity": "Channels have the opposite polarity.",
    "comparison.cause.other-version": "It is not made of this surround mix: another language or another version.",
    "comparison.cause.not-a-fold-down": "Both sound, and nowhere alike: it is not made of it.",
    "comparison.cause.stem-absent": "A stem sounds and is not in the printmaster: another language or version.",
    "comparison.cause.stem-gain": "A stem has another level than in the printmaster.",
    "comparison.cause.stem-delay": "A stem is early or late against the printmaster.",
    "comparison.cause.stem-polarity": "A stem has the opposite polarity.",
    "comparison.cause.stem-range": "A stem has another level than in the printmaster for a while.",
    "comparison.cause.parts-missing": "Beds or objects of the programme are not in it.",
    "comparison.cause.not-whole": (
        "It does not hold the whole of it: what it is held against sounds before its start or after its end."
    ),
    "comparison.cause.other-sound": "It holds sound that is in no bed and no object: another language or version.",
    "comparison.cause.channels-differ": "A channel does not hold what the programme puts there.",
    "comparison.cause.level-differs": "Its level is another than that of the programme.",
    "comparison.cause.content-missing": "The printmaster holds sound that is in no stem.",
    "comparison.cause.unexplained": (
        "The stems do not give the printmaster, and no level, delay or polarity explains it."
    ),
    "comparison.cause.me-is-mix": "It is the mix itself, lines and all.",
    "comparison.cause.dialogue-in-me": "Lines of the original are in it.",
    "comparison.cause.fill-missing": "It lacks sound that the original has beside its lines.",
    "comparison.cause.channel-counts-differ": "They have different numbers of channels.",
    "comparison.cause.rates-differ": "They have different sample rates.",
    "comparison.of-stem": "{name}: {cause}",
    "comparison.repair.speed": "Change its speed back, from {from_rate} to {to_rate} fps.",
    "comparison.repair.speed-by-hand": "Change its speed by {ratio}; no two picture rates are so related.",
    "comparison.repair.earlier": "Move it {samples:plural|sample|samples} earlier.",
    "comparison.repair.later": "Move it {samples:plural|sample|samples} later.",
    "comparison.repair.order": "Its channels are {layout}: say so, and put them in order.",
    "comparison.repair.polarity": "Turn the polarity of {channels}.",
    "comparison.repair.print-again": "Correct it in the session, and print it again.",
    "comparison.repair.drift": "Print it again on a clock that is locked to the picture.",
    "comparison.repair.edit": "Conform it to the original at the places listed, in the session; what was cut is lost.",
    "comparison.repair.cut-out": "Cut out what was put in, at the places listed.",
    "comparison.repair.relaid-music": "Lay the music again from the M&E.",
    "comparison.repair.reel-out-of-place": "Put the reels in order, in the session.",
    "comparison.repair.wrong-sample-rate": "Export it again from the session at its own sample rate.",
    "comparison.repair.other-version": "Fold it down from the surround mix of its own language and version.",
    "comparison.repair.stem-absent": "Deliver the stem of this language and version.",
    "comparison.repair.content-missing": "Deliver the stem that is missing.",
}
