"""Texts of what is wrong in an IMF package; codes are those of the checks of the profile `imf`."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    # What is said of the whole
    "imf.holds": "The package keeps what it says of itself: {count:plural|check was|checks were} made.",
    "imf.broken": "The package contradicts itself in {count:plural|place|places}.",
    "imf.partial": "The package is partial: it expects {count:plural|asset|assets} of another package.",
    "imf.ancestor-assets": "These assets are expected in the original package, which was not given: {assets}.",
    "imf.mend": "Correct the package, or make it again; a digest changes with every change of a file.",
    "imf.give-ancestor": "Give the package that this one refers to.",
    # Documents
    "imf.asset-map-unreadable": "The asset map cannot be read: {why} ({found})",
    "imf.packing-list-unreadable": "The packing list cannot be read: {why} ({found})",
    "imf.composition-unreadable": "The composition cannot be read: {why} ({found})",
    "imf.unknown-document": "This document is of no kind that is known: {why} ({found})",
    "imf.element-missing": "The element {element} is missing in {parent}.",
    "imf.element-repeated": "The element {element} of {parent} is there more than once.",
    "imf.element-unknown": "The element {element} does not belong in {parent}.",
    "imf.element-order": "The element {element} of {parent} stands in the wrong order.",
    "imf.value-malformed": "The value of {element} is {value}; {expected} is expected.",
    "imf.list-empty": "The list {element} is empty.",
    "imf.path-refused": "The path {path} points out of the package ({reason}) and was not followed.",
    "imf.path-not-portable": "The path {path} is not one that every system takes ({reason}).",
    "imf.type-unknown": "The resource type {type} is not known.",
    "imf.namespace-unknown": "The namespace {namespace} of a sequence is none of the core constraints.",
    "imf.more-faults": "There {count:word|is|are} {count:plural|more fault|more faults} in this document.",
    # Assets
    "imf.packing-list-missing": "The asset map names no packing list.",
    "imf.asset-missing": "{file} is listed and is not there.",
    "imf.asset-not-opened": "{file} was not opened: {why}.",
    "imf.asset-repeated": "The asset {asset} is listed {count} times.",
    "imf.file-repeated": "{count} assets are one file, {file}.",
    "imf.several-chunks": "The asset {asset} lies in {count} chunks.",
    "imf.map-length": "The asset map says that {file} has {stated:plural|byte|bytes}; it has {found}.",
    "imf.digest-wrong": "The packing list says that {file} has the SHA-1 {stated}; it has {found}.",
    "imf.digest-unknown": "The digest of the asset {asset} is of the algorithm {algorithm} and was not checked.",
    "imf.size-wrong": "The packing list says that {file} has {stated:plural|byte|bytes}; it has {found}.",
    "imf.packed-not-mapped": "The packing list has the asset {asset} ({file}), which the asset map does not list.",
    "imf.mapped-not-packed": "{file} is in the asset map and in no packing list.",
    "imf.packed-twice": "The packing list has the asset {asset} {count} times.",
    "imf.packing-list-id": "The packing list has the id {own}; the asset map lists it as {listed}.",
    "imf.asset-type": "{file} is listed with the type {stated}, and is {expected}.",
    "imf.file-not-listed": "{file} lies in the folder and in no list.",
    "imf.volume-index-missing": "There is no volume index.",
    # Compositions
    "imf.composition-id": "The composition has the id {own}; the asset map lists it as {listed}.",
    "imf.id-repeated": "The id {id} stands for {count} parts of the composition.",
    "imf.track-file-not-found": "The track file {asset} is in neither this package nor the original one.",
    "imf.resource-digest": "The composition says that {file} has the SHA-1 {stated}; it has {found}.",
    "imf.descriptor-not-there": "A resource refers to the descriptor {id}, which the composition does not have.",
    "imf.descriptor-not-used": "No resource refers to the descriptor {id}.",
    "imf.resource-beyond-file": (
        "A resource plays from {entry} to {end} of a file of {whole:plural|edit unit|edit units}."
    ),
    "imf.resource-empty": "A resource plays nothing.",
    "imf.durations-differ": (
        "Segment {segment}: {sequence} lasts {found:plural|frame|frames}; the picture lasts {expected}."
    ),
    "imf.frames-not-whole-samples": (
        "Segment {segment} lasts {frames:plural|frame|frames}, which {frames:word|is|are} "
        "{samples:plural|sample|samples}; {below} or {above:plural|frame|frames} would be a whole number."
    ),
    "imf.edit-rates-differ": "The virtual track {track} has several edit rates: {rates}.",
    "imf.track-not-in-segment": (
        "Segment {segment} plays the virtual track {track} {count:plural|time|times}, not once."
    ),
    "imf.picture-sequences": "Segment {segment} has {count:plural|picture sequence|picture sequences}, not one.",
    "imf.no-audio": "The composition has no main audio, which its edition demands.",
    "imf.picture-rate": "The picture has the edit rate {picture}, the composition {composition}.",
    # Sound
    "imf.track-file-unreadable": "{file} cannot be read: {why} ({found})",
    "imf.track-file-cut-short": "{file} is cut short: {samples:plural|sample is|samples are} missing at least.",
    "imf.track-file-id": "{file} has the id {own}; it is listed as {listed}.",
    "imf.intrinsic-duration": (
        "The composition says that {file} lasts {stated:plural|edit unit|edit units}; it lasts {found}."
    ),
    "imf.descriptor-differs": "The descriptor {id} of the composition is not that of {file}.",
    "imf.soundfield-channels": "{file}: the soundfield {soundfield} has the channels {found}; it is {expected}.",
    "imf.channel-language": (
        "{file}: channel {channel} is labelled {language} in a soundfield that is labelled {soundfield}."
    ),
    "imf.primary-package-missing": "{file}: the preface does not say which package is the file's own.",
    "imf.track-file-fault": "{file}: {fault}",
    "imf.speech-without-language": ("{file}: the soundfield {soundfield} does not state which language is spoken."),
    "imf.language-missing": "{file}: the soundfield {soundfield} states no spoken language.",
    "imf.language-malformed": "{file}: {language} is no language tag after RFC 5646.",
    "imf.title-missing": "{file}: the soundfield {soundfield} lacks {property}.",
    "imf.version-missing": "{file}: the soundfield {soundfield} lacks {property}.",
    "imf.content-missing": "{file}: the soundfield {soundfield} lacks {property}.",
    "imf.element-kind-missing": "{file}: the soundfield {soundfield} lacks its {property}.",
    "imf.kind-unknown": "{file}: {value} is no content or element kind that is known.",
    "imf.labels-missing": "{file} has no channel labels, or no soundfield.",
    "imf.channel-assignment": "{file}: the channel assignment is {found}, not that of IMF labels.",
    "imf.sound-form": "{file} has {rate} Hz and {bits:plural|bit|bits}; IMF takes 48000 or 96000 Hz and 24 bits.",
    "imf.wrapping": "{file} is {wrapping}-wrapped {pattern}; IMF takes clip-wrapped OP1a.",
    "imf.track-not-homogeneous": "The virtual track {track} changes its {what}: {values}.",
    # Beside other packages
    "imf.output-profile-unreadable": "The output profile list cannot be read: {why} ({found})",
    "imf.output-profile-id": "The output profile list has the id {own}; the asset map lists it as {listed}.",
    "imf.output-profile-composition": (
        "The output profile list is for the composition {composition}, which is neither here nor in the original."
    ),
    "imf.preset-unknown": "The preset {preset} of a macro is not known.",
    "imf.signed": "{file} carries a signature, which was not verified.",
    "imf.id-of-original": "{file} has the id {id} of another document, {other} of the original.",
    "imf.delivered-again": "{file} is in the original already; a supplemental package holds what is new.",
    "imf.descriptor-of-original": "The descriptor of the track file {asset} is not that of the original composition.",
    "imf.duration-of-original": (
        "The composition says that the track file {asset} lasts {stated}; the original composition says {found}."
    ),
    # Digital cinema packages
    "dcp.asset-type": "{file} is listed with the type {stated}, and is {expected}.",
    "dcp.wrapping": "{file} is {wrapping}-wrapped {pattern}; digital cinema takes frame-wrapped OP-Atom.",
    "dcp.sound-form": (
        "{file} has {rate} Hz and {bits:plural|bit|bits}; digital cinema takes 48000 or 96000 Hz and 24 bits."
    ),
    "dcp.channels": "{file} has {channels:plural|channel|channels}; digital cinema takes an even number up to 16.",
    "dcp.frame-rate": (
        "The sound is counted at {rate:plural|frame|frames} a second, which digital cinema does not have."
    ),
    # Clients and practice
    "netflix.application": "The composition states the application {found}; {expected} is asked for.",
    "netflix.one-language": "The composition has sound in several languages: {languages}; one is asked for.",
    "netflix.tracks": (
        "The composition has {pictures} picture, {surround} six-channel, {stereo} two-channel and {others:plural|other "
        "sound track|other sound tracks}; one picture and at most one of six and one of two channels are asked for."
    ),
    "netflix.channel-order": "{file} has the channels in the order {found}; {expected} is asked for.",
    "practice.digest-missing": "The composition states no digest of the track file {asset}.",
    "practice.file-not-played": "{file} is played by no composition of the package.",
}
