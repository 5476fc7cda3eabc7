"""Texts about what was read from names, and about a delivery that was proposed from them."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "names.of-two-meanings": '"{word}" is read as {chosen}; it could also be {other}',
    "names.by-custom": '"{word}" is read as {chosen}, by custom',
    "names.contradiction": "the name says more than one thing about the {field} ({words}); none is taken",
    "names.tracks-in-order": "{count} numbered tracks are read as {labels:joined| }, in this order",
    "names.numbered-files": "the numbers {numbers} count the files of one set",
    "names.set-incomplete": "{found} of {count} channels of {layout}: {missing} missing",
    "names.as.kind": "the kind of mix {value}",
    "names.as.layout": "the layout {value}",
    "names.as.language": "the language {value}",
    "names.as.version": "the version {value}",
    "names.as.version-number": "version number {value}",
    "names.as.reel": "reel {value}",
    "names.as.episode": "episode {value}",
    "names.as.channel": "the channel {value}",
    "names.as.track": "track {value}",
    "names.as.date": "the date {value}",
    "inputs.folder-unreadable": "the folder cannot be read: {why}",
    "inputs.folder-without-sound": "the folder holds no sound files",
    "inputs.file-unreadable": "the file cannot be opened: {why}",
    "names.field.kind": "kind of mix",
    "names.field.layout": "layout",
    "names.field.language": "language",
    "names.field.version": "version of the title",
    "names.field.version-number": "version number",
    "names.field.reel": "reel",
    "names.field.episode": "episode",
    "names.field.channel": "channel",
}
