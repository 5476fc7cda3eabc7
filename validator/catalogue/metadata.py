"""What headers say of the sound and of each other."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "metadata.integrated": "integrated loudness",
    "metadata.range": "loudness range",
    "metadata.true-peak": "maximum true peak",
    "metadata.momentary": "maximum momentary loudness",
    "metadata.short-term": "maximum short-term loudness",
    "metadata.loudness-differs": (
        "The {header} of {file} says {field} {stated:.2f} {unit}; measured is {measured:.2f} {unit} "
        "({difference:+.2f} {difference_unit})."
    ),
    "metadata.loudness-agrees": (
        "The {header} of {file} says {field} {stated:.2f} {unit}; measured is {measured:.2f} {unit}."
    ),
    "metadata.no-loudness-stated": "No header of the mix states a loudness.",
    "metadata.loudness-not-measured": "{file} states a loudness, and the reading to hold it against is not defined.",
    "metadata.language-differs": "The header of {file} says that {stated} is spoken; the delivery says {language}.",
    "metadata.xmp-rate-differs": "The XMP of {file} says a picture rate of {stated}; the delivery says {rate}.",
    "metadata.header-rates-differ": "The headers of {file} say two picture rates: {first} in {first_header}, {second} "
    "in {second_header}.",
    "metadata.xmp-start-differs": "The XMP of {file} says that it starts at {timecode} at {rate}, sample {stated}; "
    "{header} says sample {start}.",
    "metadata.rate-differs": "The iXML of {file} says a picture rate of {stated}; the delivery says {rate}.",
    "metadata.count-differs": "The iXML of {file} counts timecode {stated}; the delivery counts {count}.",
    "metadata.drop-frame": "in drop-frame",
    "metadata.no-drop-frame": "without drop-frame",
    "metadata.starts-differ": (
        "The files of the set start at different samples: {first} at {first_samples}, {other} at {other_samples}."
    ),
    "metadata.from-loudness": (
        "a field further from the reading than two meters that keep the standard can be: {tolerances}"
    ),
    "metadata.tolerance": "{field} {value:g} {unit}",
    "metadata.from-contradiction": "any difference",
    "metadata.mend": "Find out which of the two is right, and write the other anew.",
    "metadata.lfe-full-range": (
        "What is labelled {lfe} is no low-frequency channel: K-weighting changes its level by {difference:+.1f} dB, "
        "and sound below 120 Hz it lowers by {limit:.1f} dB or more."
    ),
    "metadata.lfe-elsewhere": (
        "What is labelled {lfe} is no low-frequency channel ({difference:+.1f} dB by K-weighting), and what is "
        "labelled {channel} is one ({low:+.1f} dB): the sound fits {order}."
    ),
    "metadata.order": "the order {labels} ({layout})",
    "metadata.exchanged": "{first} and {second} exchanged",
    "metadata.from-lfe": (
        "an LFE above {above_dbfs:g} dBFS RMS whose level K-weighting does not lower; below 120 Hz it lowers any by "
        "{limit:.1f} dB or more"
    ),
    "metadata.centre-elsewhere": (
        "{channel} stands alone, as lines in the centre do, for {percent:.0f} % of the sound, and {centre} for "
        "{centre_percent:.0f} %: the sound fits {order}."
    ),
    "metadata.from-centre": (
        "one channel that stands {above_db:g} dB above every other for {percent:g} % of the sound or more, where the "
        "centre does for {centre_percent:g} % at most"
    ),
    "metadata.check-labels": "Listen to each channel, and set the channel mask or the order right.",
}
