"""What is notable although no sheet asks, from which reading on, and what to do."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "notice.clipping": "{count:plural|run|runs} of full-scale samples, the longest of {longest} samples.",
    "notice.clipping-not-listed": "{count:plural|run|runs} of full-scale samples.",
    "notice.flat-tops": (
        "{count:plural|flat top|flat tops} below full scale in {channels}, at {level_dbfs:.2f} dBFS, the longest of "
        "{longest} samples: the sound was clipped before its level was changed."
    ),
    "notice.from-clipping": (
        "one run of {samples} or more full-scale samples, or {tops} flat tops of a channel at one level"
    ),
    "notice.find-overload": (
        "Find what overloads there in the session and print again; lowering the print keeps the flat tops."
    ),
    "notice.dropout": "{count:plural|gap|gaps} of digital silence in the midst of sound.",
    "notice.from-dropout": (
        "digital silence of {minimum_seconds:g} to {maximum_seconds:g} s in a channel, with sound above "
        "{above_dbfs:g} dBFS RMS on both sides"
    ),
    "notice.listen": "Listen there; where it is not an edit that was meant, print it again.",
    "notice.silence": ("{count:plural|silence|silences} within the programme, the longest of {longest_seconds:.1f} s."),
    "notice.from-silence": "more than {seconds:g} s below {below_dbfs:g} dBFS RMS in every channel",
    "notice.check-silence": "Check against the picture that nothing is muted or missing there.",
    "notice.silent-channel": "No sound in {channels}.",
    "notice.from-silent-channel": ("no 100 ms above {above_dbfs:g} dBFS RMS in the whole file; the LFE may be silent"),
    "notice.check-file-and-export": "Check that the right file was given, and its export.",
    "notice.check-routing": "Check routing and export of what should be there; say so if it is meant.",
    "notice.true-peak": "The largest true peak is {largest_dbtp:.2f} dBTP: converters and coders may clip it.",
    "notice.from-true-peak": "above {above_dbtp:g} dBTP",
    "notice.limit": "Limit with a true-peak limiter at these places.",
    "notice.polarity": (
        "{pairs} work against each other in {count:plural|passage|passages}, and what they share disappears in mono."
    ),
    "notice.opposed": (
        "{first} and {second} are opposed, most from {from_hz:.0f} to {to_hz:.0f} Hz with a correlation of "
        "{correlation:.2f}: {channel}."
    ),
    "notice.opposed-in-band": (
        "{first} and {second} are opposed from {from_hz:.0f} to {to_hz:.0f} Hz, with a correlation of "
        "{correlation:.2f}, and not everywhere: {channel} in that band."
    ),
    "notice.upside-down-one": "{channel} is upside down",
    "notice.upside-down-either": "{first} or {second} is upside down",
    "notice.stem-inverted": (
        "The lines of the dialogue stem lie upside down in the mix: "
        "the channel that carries them, or the stem, is inverted."
    ),
    "notice.from-polarity": (
        "a correlation below {below:g} for longer than {seconds:g} s, or below {band:g} in the band where it is largest"
    ),
    "notice.look-for-polarity": "Look for inverted polarity on one side, and for wideners.",
    "notice.same-sound": "{channels} carry the same sound.",
    "notice.every-channel-the-same": "All channels carry the same sound: {channels}.",
    "notice.from-same-sound": "a difference of two channels below {below_db:g} dB of what they carry",
    "notice.check-same-sound": (
        "Check routing and export: one channel was copied to the others, or the mix is mono in a wider file."
    ),
    "notice.uneven-pair": "{louder} is louder than {softer} by {level_db:.1f} dB throughout.",
    "notice.from-uneven-pair": (
        "a median of {level_db:g} dB or more between left and right, and {apart_db:g} dB or more in "
        "{share_percent:g} % of {seconds:g} s or more in which both sound"
    ),
    "notice.check-uneven-pair": "Check the gain of both sides in the session and of every step after it.",
    "notice.dc-offset": "{channel} is off zero by {percent:.2f} % of full scale.",
    "notice.dc-offset-in-several": "{channel} is off zero by {percent:.2f} % of full scale, and in {others}.",
    "notice.from-dc-offset": "{percent:g} % of full scale (-60 dBFS)",
    "notice.high-pass": "High-pass it below 5 Hz at the source that carries it; edits click otherwise.",
    "notice.word-length": (
        "Of {bits} bits only the upper {used_bits:plural|carries|carry} sound: it was {used_bits} bit before."
    ),
    "notice.from-word-length": "{bits} bits that never change",
    "notice.from-rendering": "whatever is rendered to be measured",
    "notice.from-header": "whatever a header says and the file does not keep",
    "notice.from-check": "one fault of the check {check}",
    "notice.of-source": "In the source: {notice}",
    "notice.export-again": (
        "Readers differ in what they make of this: export the file again where the receiver is strict."
    ),
}
