"""The channels of a sound track file that are its mix: all of them in IMF, the first ones in digital cinema.

A DCP carries up to sixteen channels; behind those of the mix lie ones for other uses (hearing impaired, narration,
motion, sync), often silent. Where labels say what the channels are, they are believed. Where there are none:

| channels | channel configuration | the mix                                                     |
|----------|-----------------------|-------------------------------------------------------------|
| any      | any                   | what the caller states, where that has as many channels     |
| 6 to 16  | 1, or none stated     | L R C LFE Ls Rs, the first six                              |
| others   | any                   | nobody knows; it has to be stated                           |

Source: SMPTE ST 429-2:2013 clause A.1.2 (channel configurations), which was not read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from specs.vocabulary import LAYOUTS
from validator.audio.channel_groups import channel_group
from validator.audio.programme import open_programme
from validator.containers.mxf.klv import same_label

if TYPE_CHECKING:
    from pathlib import Path

    from specs.vocabulary import Layout
    from validator.audio.programme import Programme

CONFIGURATION_1: Final = bytes.fromhex("060e2b340401010b0402021003010100")
"""5.1 with optional HI and VI-N (labels register; ST 429-2)."""

MIX_CHANNELS: Final = 6
MOST_CHANNELS: Final = 16


def sound_of_package(path: Path, *, cinema: bool, assignment: str | None, stated: Layout | None = None) -> Programme:
    """Open a sound track file as the mix that it carries.

    Args:
        path: The file.
        cinema: True in a digital cinema package.
        assignment: The channel assignment of its descriptor, in hexadecimal; None where it states none.
        stated: What the caller states the channels to be; overrules what a file without labels is taken for.

    Raises:
        MediaError: It cannot be read.
    """
    programme = open_programme([path])
    if not cinema or programme.layout is not None:
        return programme
    if stated is not None and len(stated.channels) == programme.channel_count:
        return replace(programme, layout=stated, layout_from="stated")
    known = assignment is None or same_label(bytes.fromhex(assignment), CONFIGURATION_1)
    if not known or not MIX_CHANNELS <= programme.channel_count <= MOST_CHANNELS:
        return programme
    first = channel_group(programme, range(MIX_CHANNELS), layout=LAYOUTS["5.1"], layout_from="channel configuration 1")
    # The rest of the file is no other mix: what is measured of it are these channels alone.
    return replace(first, is_group=False)
