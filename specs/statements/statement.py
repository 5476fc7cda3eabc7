"""What is stated about one mix, by whom: everything a judge knows of it beside its sound.

A delivery file, the command line and a receiver's own file say it; measurements and manifests carry it whole, so that
a mix is judged later as it was judged at first.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from specs.models import FrozenModel
from specs.statements.programme import ProgrammeFacts
from specs.statements.waiver import Waiver
from specs.vocabulary import MixKind, Version


class Origin(StrEnum):
    """Who states something.

    `sender`: the delivery file among what was handed in. `receiver`: a file of the one who judges. `operator`: the
    command line or a caller. `signed`: the sender, with a signature of a key that the receiver trusts. `assumed`:
    nobody; mixgate took it from names and headers.
    """

    SENDER = "sender"
    RECEIVER = "receiver"
    OPERATOR = "operator"
    SIGNED = "signed"
    ASSUMED = "assumed"

    @property
    def is_trusted(self) -> bool:
        """True where a gate lets it lower a demand: names and headers are the sender's word as well."""
        return self not in {Origin.SENDER, Origin.ASSUMED}


EASING: Final = frozenset(
    {
        *("live", "long_form", "dialogue_is_anchor", "produced", "genre", "territory", "workflow"),
        *("version", "kind", "action_is_whole", "first_frame_of_action", "last_frame_of_action", "preset"),
    }
)
"""What may lower a demand: conditions of sheets, what a mix is said to be, and the window it is measured in."""


class Companion(FrozenModel):
    """Another mix of the same delivery.

    Attributes:
        name: Its name.
        path: Its place in the delivery; None where it has no place.
        mix_kind: What it is.
        soundfield: Layout name whatever the order; None where its layout is not known.
        language: BCP 47 tag; None for a mix without language.
        episode: Which episode or title it belongs to; None where nothing says so.
    """

    name: str
    path: str | None = None
    mix_kind: MixKind
    soundfield: str | None
    language: str | None
    episode: str | None = None


class GivenWaiver(FrozenModel):
    """A waiver and who gives it.

    Attributes:
        waiver: What is forgiven.
        origin: Who forgives.
        applies: False for a request: under a gate a sender cannot forgive himself.
    """

    waiver: Waiver
    origin: Origin
    applies: bool = True


class Easing(FrozenModel):
    """Something that may lower a demand, as the head of a report lists it.

    Attributes:
        what: A field of `EASING`.
        value: What was stated, as text.
        origin: Who stated it.
        applies: False for a request that a gate did not grant.
    """

    what: str
    value: str
    origin: Origin
    applies: bool = True


class JoinedReel(FrozenModel):
    """A reel of a programme whose reels are measured as one, and where it lies there.

    Attributes:
        number: Of the reel, from 1.
        path: Its place in the delivery; None where it has no place.
        start_sample: Where it begins in the programme joined.
        file_sample: The same sample in its own file: what lies before it is leader.
    """

    number: int
    path: str | None = None
    start_sample: int
    file_sample: int


class FilePart(FrozenModel):
    """A mix that is some channels of a file: one of its soundfields, or a bed.

    Attributes:
        name: Its name within the file: `2.0`.
        channels: Channels of the file, from 1, in the order of the mix.
        layout: Layout name or labels; None where nothing says it.
        whole: Layout of the whole file, `5.1+2.0`; None where the file is no row of soundfields.
        source: What says that the file holds this mix, as a report may print it; None leaves it to the header.
        programme_id: Of the audioProgramme whose beds are added to make the mix; None for channels as they are.
        object_ids: Of the beds of that programme that are added; empty for all of them.
        rendered: True for a programme with moving objects, which is rendered to be measured.
        not_read: Why it cannot be measured; None where it can.
    """

    name: str
    channels: tuple[int, ...]
    layout: str | None = None
    whole: str | None = None
    source: str | None = None
    programme_id: str | None = None
    object_ids: tuple[str, ...] = ()
    rendered: bool = False
    not_read: str | None = None


class Statement(FrozenModel):
    """What is stated about one mix.

    Attributes:
        path: Its place in the delivery, with `/`; its identity. A part of a file stands behind `#`: `film.wav#2.0`.
        part: Which part of its file it is; None for a mix that is all of its files.
        name: How reports call it; None means the name of its file.
        kind: What it is.
        kind_is_granted: False at a gate where only the sender says what it is: it has to be held against a sheet.
        version: Original, dub and so on; None where not stated.
        language: BCP 47 tag; None where not stated.
        layout: Layout name or labels, where somebody states them; None leaves it to the file.
        programme: What is known about the programme.
        reel: Number of the reel, where the programme comes in reels; None where it is whole.
        reel_count: How many reels the programme has, where they were all found; None otherwise.
        episode: Which episode of a season, or which of several titles, it belongs to; None where nothing says so.
        judged_with: Place of the programme that this reel is a part of: its loudness is judged there, over all reels
            together, and not here; None for a mix that is judged on its own.
        joined: Where the reels lie, of a programme that is made of all its reels; empty for a mix that has files.
        companions: The other mixes of the delivery; None for a mix on its own, to which demands on a delivery do not
            apply.
        dialogue, me: Places of the mixes that tell its dialogue from the rest; None where there is none.
        waivers: What has been forgiven, and what a sender asks to be forgiven.
        easings: What lowers demands, and who stated it.
    """

    path: str | None = None
    part: FilePart | None = None
    name: str | None = None
    kind: MixKind = MixKind.PRINTMASTER
    kind_is_granted: bool = True
    version: Version | None = None
    language: str | None = None
    layout: str | None = None
    programme: ProgrammeFacts = ProgrammeFacts()
    reel: int | None = None
    reel_count: int | None = None
    episode: str | None = None
    judged_with: str | None = None
    joined: tuple[JoinedReel, ...] = ()
    companions: tuple[Companion, ...] | None = None
    dialogue: str | None = None
    me: str | None = None
    waivers: tuple[GivenWaiver, ...] = ()
    easings: tuple[Easing, ...] = ()


def are_of_one_episode(one: str | None, other: str | None) -> bool:
    """Say whether mixes may belong together: what states no episode serves all of them."""
    return one == other or None in {one, other}
