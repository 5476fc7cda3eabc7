"""Texts of what a header says and the file does not keep, and of sound that is missing or was not read."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    # What a walk over a file of the RIFF family meets; the codes are those of the checks of the profile "wave".
    "wave.id3-in-front": "An ID3 tag of {bytes} bytes comes before the RIFF header.",
    "wave.remainder": (
        "At the end {bytes:plural|byte belongs to no chunk and was|bytes belong to no chunk and were} left aside."
    ),
    "wave.zero-bytes": "Between two chunks {bytes:word|lies|lie} {bytes:plural|zero byte|zero bytes}.",
    "wave.unusual-id": "A chunk has the id {id}, which is not four printable characters.",
    "wave.too-many-chunks": "There are more than {limit} chunks; the rest was not read.",
    "wave.chunk-cut-short": (
        "The {chunk} chunk says {stated_bytes:plural|byte|bytes} but the file ends after {present_bytes}."
    ),
    "wave.chunk-size-open": "The {chunk} chunk has no size; it was read to the end of the file.",
    "wave.chunk-doubled": "There are {count} {chunk} chunks; the first one with content counts.",
    "wave.bext-unreadable": "{reason} It was left aside.",
    "wave.ixml-unreadable": "{reason} It was left aside.",
    "wave.xmp-unreadable": "{reason} It was left aside.",
    "wave.chna-unreadable": "{reason} It was left aside.",
    "wave.fmt-after-data": "The fmt chunk comes after the data chunk.",
    "wave.fmt-sizes-disagree": (
        "Word length, frame size and byte rate of the fmt chunk disagree; read as {bytes:plural|byte|bytes} per sample."
    ),
    "wave.valid-bits-exceed": "The fmt chunk says {valid_bits} valid bits in words of {word_bits}.",
    "wave.mask-count": (
        "The channel mask 0x{mask:X} names {speakers:plural|speaker|speakers} for {channels:plural|channel|channels}."
    ),
    "wave.labels-disagree": "The {first} says the channels are {labels}, but the {other} says {other_labels}.",
    "wave.ixml-bare-ampersand": "The iXML chunk has a bare & in its text; it was read as the character.",
    "wave.ixml-bytes-behind": "The iXML chunk has {bytes:plural|byte|bytes} behind its document; left aside.",
    "wave.ixml-bytes-before": "The iXML chunk has {bytes:plural|byte|bytes} in front of its document; left aside.",
    "wave.ixml-encoding": "The iXML chunk is not in the encoding it declares; it was read as {encoding}.",
    "wave.ixml-control-characters": (
        "The iXML chunk has {count:plural|control character|control characters}, which XML forbids; left aside."
    ),
    "audio.id3-in-front": "An ID3 tag of {bytes} bytes comes before the file's own header.",
    "audio.length-open": "The header leaves the length of the sound open, as streamed files do; all of it was read.",
    "audio.labels-overruled": "{file} is read as {labels}; its {source} says {header_labels}.",
    # Damage: sound that is missing, or that was not read.
    "containers.cut-short": "{file} is cut short: its header promises more sound than is there.",
    "containers.samples-missing": (
        "{file} is cut short: {samples:plural|sample that its header promises is|samples that its header promises are} "
        "not there."
    ),
    "containers.unread-samples": (
        "{file} holds {samples:plural|sample|samples} more than its header says, which {samples:word|was|were} not "
        "read."
    ),
    "containers.frames-begin-again": "{file} holds frames out of order, as two streams in one file; not all was read.",
    "containers.no-stream-info": (
        "{file} does not begin with STREAMINFO, as FLAC has to; whether all of it was read cannot be told."
    ),
    "containers.second-data": (
        "{file} has sound in a further data chunk of {bytes:plural|byte|bytes}, which was not read."
    ),
    "containers.unread-sound": (
        "{file} has {bytes:plural|byte|bytes} from byte {offset_bytes} on in no chunk, which may be sound; "
        "{bytes:word|it was|they were} not read."
    ),
    "containers.chunks-left": "{file} has more than {limit} chunks; sound may lie in those that were not read.",
    "wave.ds64-missing": "This {form} file has no ds64 chunk.",
    "wave.ds64-in-riff": "A RIFF file has a ds64 chunk, which belongs in RF64 or BW64.",
    "wave.ds64-not-first": "The ds64 chunk is not the first chunk.",
    "wave.ds64-unreadable": "{reason} It was left aside.",
    "wave.ds64-size-open": "The ds64 chunk has no data size; the data was read to the end of the file.",
    "wave.ds64-size-differs": (
        "The data chunk says {stated_bytes:plural|byte|bytes} and ds64 says {ds64_bytes}; the {taken} was taken."
    ),
    "wave.data-size-open": ("The data chunk has no size, as streamed files do; it was read to the end of the file."),
    "wave.data-size-ran-over": (
        "The data chunk says {stated_bytes:plural|byte|bytes}; the size ran over and is really {real_bytes}."
    ),
    "wave.data-part-frame": (
        "The data ends with {bytes:plural|byte that is|bytes that are} no whole frame of {frame_bytes} bytes."
    ),
    "wave.pad-missing": "The pad byte after the {chunk} chunk is missing.",
    "wave.pad-missing-at-end": "The pad byte after the last chunk, {chunk}, is missing.",
    "wave.riff-size-open": "The RIFF size is not filled in.",
    "wave.riff-size-differs": "The RIFF size says {stated_bytes:plural|byte|bytes}; the chunks take {taken_bytes}.",
}
