"""The form of the files: rate, word length, layout, container, picture rate, name."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "form.sample-rate": "The sample rate is {found_hz} Hz.",
    "form.wrong-sample-rate": "The sample rate is {found_hz} Hz; asked for is {wanted_hz:joined| or }.",
    "form.word-length": "The word length is {found}.",
    "form.wrong-word-length": "The word length is {found}; asked for is {wanted_bits:joined| or } bit.",
    "form.bits-integer": "{bits} bit integer",
    "form.bits-float": "{bits} bit float",
    "form.bits-in-files": "{found} in {files}",
    "form.bits-with-signal": "{found}, of which {bits:plural|bit carries|bits carry} signal",
    "form.wrong-channel-count": "The mix has {found:plural|channel|channels}; asked for is {wanted:joined| or }.",
    "form.layout-with-channels": "{layout} with {channels}",
    "form.channels-not-named": (
        "The mix has {found:plural|channel|channels}, and nothing in it says what {found:word|it is|they are}."
    ),
    "form.layout": "The layout is {layout}.",
    "form.other-channel-order": "The layout is {layout}: the right channels in another order.",
    "form.wrong-layout": "The layout is {layout}; asked for is {wanted:joined| or }.",
    "form.layout-from": "The layout comes from the {source}.",
    "form.files": "The mix is {form}.",
    "form.two-soundfields": "The mix is {form}, with two soundfields in it.",
    "form.as-mono-set": "a set of mono files, one per channel",
    "form.as-interleaved": "one interleaved file",
    "form.as-muxed": "inside the picture file",
    "form.container": "The file is {container} with {codec}.",
    "form.wrong-container": "{faults:joined|; }; asked for is {wanted}.",
    "form.each-of": "Each of {files}",
    "form.is-container": "{files} is {container}",
    "form.holds-codec": "{files} holds {codec}",
    "form.no-bext": "{files} has no bext chunk",
    "form.picture-rate-not-given": "The picture rate was not given.",
    "form.picture-rate-in-ixml-only": "The picture rate was not given; iXML says {stated}.",
    "form.picture-rate": "The picture rate is {rate}.",
    "form.picture-rate-ixml-differs": "The picture rate is {rate}; iXML says {stated}.",
    "form.wrong-picture-rate": "The picture rate is {rate}; asked for is {wanted:joined| or }.",
    "form.wrong-picture-rate-ixml-differs": (
        "The picture rate is {rate}; asked for is {wanted:joined| or }; iXML says {stated}."
    ),
    "form.file-name": "The file name follows the pattern.",
    "form.wrong-file-name": "{files} does not follow the pattern of {example}.",
    "form.name-says": "the {field} '{word}', and it is {found}",
    "form.name-is-of-another": "The name says what the mix is not: {faults:joined|; }.",
    "form.name-not-checked": "The name fits the pattern; not stated of the mix, and so not checked: {fields}.",
    "form.field-language": "language",
    "form.field-layout": "layout",
    "form.field-kind": "kind of mix",
    "form.field-version": "version",
    "form.field-picture-rate": "picture rate",
    "form.field-sample-rate": "sample rate",
    "form.field-word-length": "word length",
    "form.field-seconds": "running time in seconds",
    "form.file-name-pattern": "Pattern: {pattern}",
}
