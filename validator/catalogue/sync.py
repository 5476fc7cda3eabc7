"""A mix against its original, and a 2.0 against its surround mix."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "sync.form-agrees": "It has the form of {partner}.",
    "sync.form-differs": "It has another form than {partner}: {faults:joined|; }.",
    "sync.form-not-known": "Nothing says of it and {partner} what is asked for: {what}.",
    "sync.form-channels": "the channels",
    "sync.form-start": "the start",
    "sync.form-channels-differ": "{own} in place of {other}",
    "sync.form-start-differs": "it starts at {own} in place of {other}",
    "sync.form-longer": "it is {seconds:.3f} s longer",
    "sync.form-shorter": "it is {seconds:.3f} s shorter",
    "sync.cannot-tell": "How it lies against {partner} cannot be told. {why}",
    "sync.is-the-original": "It is the original's mix: others are held against it.",
    "sync.held-with-printmaster": "It is held against its printmaster.",
    "sync.no-original": "The delivery has no mix of the original that it could be held against.",
    "sync.original-not-known": "Nobody says which mix is the original's.",
    "sync.picture-rate-not-known": "A limit in frames needs the picture rate, which was not stated.",
    "sync.rests-on": "{agreeing} of {places:plural|place|places} {agreeing:word|agrees|agree}.",
    "sync.offset": "{where}, against {partner}.",
    "sync.drift": "The offset changes by {away:.2f} ms over the programme ({ppm:+.2f} ppm).",
    "sync.same-speed": "It runs at the speed of the original.",
    "sync.edits": "The offset jumps {count:plural|time|times}.",
    "sync.no-edits": "The offset does not jump.",
    "sync.not-whole": "{partner} sounds for {before:.1f} s before its start and for {after:.1f} s after its end.",
    "sync.differs": "{where}, against {partner}. {cause}",
    "channels.other-count": "{partner} has another number of channels.",
    "channels.not-told": "Which channel carries what cannot be told against {partner}.",
    "channels.all-alike": "No channel stands out against the original: exchanged ones would sound alike.",
    "channels.in-place": (
        "{told} of {count:plural|channel|channels} {told:word|is told, and carries|are told, and carry} what the "
        "original's carry."
    ),
    "channels.silent": "Silent, where the original sounds: {labels}.",
    "channels.late": "Not in time with the other channels: {channels}.",
    "channels.one-late": "{label} {milliseconds:.1f} ms late",
    "channels.one-early": "{label} {milliseconds:.1f} ms early",
    "channels.inverted": "{labels} {labels:word|has|have} the opposite polarity.",
    "channels.other-order": "The channels lie in the order of {order} and are labelled {layout}.",
    "channels.exchanged": "{pairs} have changed places.",
    "channels.pair": "{one} and {other}",
    "channels.permuted": "The channels carry {carried}.",
    "fold-down.no-stereo": "It is no mix of two channels.",
    "fold-down.no-surround": "The delivery has no surround mix of its language and version.",
    "fold-down.not-told": "Whether it is made of {partner} cannot be told.",
    "fold-down.made-of": "It is made of {partner}: {matrix}.",
    "fold-down.other-version": (
        "It is not made of the surround mix of its language: {left_db:.1f} dB are left, {worst_db:.1f} dB in the worst "
        "tenth of the seconds."
    ),
    "fold-down.nowhere-alike": (
        "It is not made of the surround mix of its language: both sound, and they are alike at no place within 0.25 s."
    ),
    "fold-down.sides-exchanged": "The left of the surround mix is in the right of the 2.0, and the right in the left.",
    "fold-down.inverted": "A channel of the surround mix is in it with the opposite polarity.",
    "fold-down.has-lfe": "The LFE is in it, at {level_db:+.1f} dB.",
    "fold-down.wrong-level": (
        "It is made of the surround mix, at {level_db:+.1f} dB: a fold-down lies between {least_db:+g} and "
        "{most_db:+g} dB."
    ),
}
