"""Texts of what is wrong in an MXF track file; codes are those of `validator.containers.mxf.faults`."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    # File and partitions
    "mxf.run-in": "There {bytes:word|is|are} {bytes:plural|byte|bytes} in front of the header partition.",
    "mxf.file-truncated": (
        "The file is cut off: the item at byte {offset} promises {missing_bytes:plural|byte|bytes} more."
    ),
    "mxf.not-klv": (
        "From byte {offset} on {bytes:plural|byte is no KLV item and was|bytes are no KLV items and were} not read."
    ),
    "mxf.partition-malformed": "The partition pack at byte {offset} cannot be read.",
    "mxf.partition-not-closed": "The partition at byte {offset} is {status}, as if the file had not been finished.",
    "mxf.partition-offset": "The partition at byte {offset} says that it is at byte {stated}.",
    "mxf.previous-partition": (
        "The partition at byte {offset} says that the one before is at byte {stated}; it is at {expected}."
    ),
    "mxf.footer-partition": "The partition at byte {offset} says that the footer is at byte {stated}, not {expected}.",
    "mxf.footer-missing": "There is no footer partition.",
    "mxf.header-byte-count": (
        "The partition at byte {offset} says {stated:plural|byte|bytes} of header metadata; there "
        "{counted:word|is|are} {counted}."
    ),
    "mxf.index-byte-count": (
        "The partition at byte {offset} says {stated:plural|byte|bytes} of index; there {counted:word|is|are} "
        "{counted}."
    ),
    "mxf.random-index-missing": "There is no random index pack at the end.",
    "mxf.random-index-malformed": "The random index pack at byte {offset} cannot be read.",
    "mxf.random-index-contradicts": (
        "Entry {entry} of the random index names a partition at byte {stated_offset} with stream {stated_stream}, and "
        "there is none."
    ),
    "mxf.random-index-incomplete": "The random index does not list the partition at byte {offset}.",
    "mxf.container-labels-differ": (
        "The partition at byte {offset} names the essence container {stated}; the descriptor says {expected}."
    ),
    # Header metadata
    "mxf.primer-malformed": "The primer pack at byte {offset} cannot be read.",
    "mxf.primer-repeats": "The primer pack lists the tag {tag} twice.",
    "mxf.tag-not-in-primer": "The tag {tag} of the set {set} is not in the primer pack.",
    "mxf.metadata-too-large": "Header metadata from byte {offset} on was not read: there is too much of it.",
    "mxf.preface-missing": "There is no preface.",
    "mxf.package-link-broken": "No essence data set names the source package of the sound.",
    "mxf.set-malformed": "The set {set} at byte {offset} cannot be read.",
    "mxf.instance-missing": "A set {set} has no instance identifier.",
    "mxf.instance-repeated": "Two sets have the instance identifier {instance}; the second is {set}.",
    "mxf.property-missing": "The set {set} lacks the property {property}.",
    "mxf.property-malformed": "The property {property} of the set {set} cannot be read from {bytes:plural|byte|bytes}.",
    "mxf.property-repeated": "The set {set} has the property {property} twice.",
    "mxf.reference-dangling": "The property {property} of the set {set} refers to {instance}, which is not there.",
    # Index
    "mxf.index-missing": "There is no index table.",
    "mxf.index-with-essence": "The partition at byte {offset} holds index and essence together.",
    "mxf.index-edit-unit": (
        "The index table says {stated:plural|byte|bytes} for each edit unit; there {expected:word|is|are} {expected}."
    ),
    "mxf.index-edit-rate": "The index table has the edit rate {stated}; that of the track is {expected}.",
    "mxf.index-duration": "The index table lasts {stated:plural|edit unit|edit units}; the sound has {counted}.",
    # Essence against what is said of it
    "mxf.sample-rate-unclear": "The descriptor has no audio sampling rate; {used} Hz was taken from its sample rate.",
    "mxf.block-align": (
        "The descriptor says {stated:plural|byte|bytes} for a sample of all channels; {expected:plural|is|are} needed."
    ),
    "mxf.average-bytes": (
        "The descriptor says {stated:plural|byte|bytes} a second; there {expected:word|is|are} {expected}."
    ),
    "mxf.partial-sample": (
        "The sound ends with {bytes:plural|byte that is|bytes that are} no whole sample of all channels."
    ),
    "mxf.essence-length": (
        "The descriptor says that the sound lasts {stated:plural|edit unit|edit units}; it has {counted}."
    ),
    "mxf.track-duration": (
        "The sound track of the {package} package lasts {stated:plural|edit unit|edit units}; there "
        "{counted:word|is|are} {counted}."
    ),
    "mxf.track-origin": "The sound track of the {package} package has the origin {stated}, not 0.",
    "mxf.wrapping": "By its {by} the sound is {stated}-wrapped; it was found {found}-wrapped.",
    # Multichannel audio labels
    "mxf.channel-label-missing": "Channel {channel} has no label.",
    "mxf.channel-label-repeated": "Channel {channel} has more than one label.",
    "mxf.channel-id-missing": "The channel label {symbol} does not say which channel it belongs to.",
    "mxf.channel-id-out-of-range": (
        "A label belongs to channel {channel}, and there {channel_count:word|is|are} {channel_count}."
    ),
    "mxf.label-unknown": "The label {label} is not in the register of channel and soundfield labels.",
    "mxf.label-symbol-conflict": "The label {label} stands for {expected}, but its symbol is {symbol}.",
    "mxf.soundfield-link-missing": "The label of channel {channel} names no soundfield group.",
    "mxf.soundfield-link-dangling": "The label of channel {channel} names the soundfield group {link}: there is none.",
    # The list itself
    "mxf.more-faults": "There {count:word|is|are} {count:plural|more fault|more faults}.",
}
