"""Opens a programme of an ADM file with moving objects as the render that is measured, or says why it cannot be."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from specs.errors import MediaError
from validator.audio.bed_sum import part_key
from validator.audio.object_gains import GainTrack
from validator.audio.panning import Panner
from validator.audio.programme import open_programme
from validator.audio.rendered_programme import LAYOUTS, JointRender, RenderedProgramme, RenderSource
from validator.containers.adm.document import AudioChannelFormat, AudioObject, AudioTrackUid
from validator.containers.adm.file import open_adm_file
from validator.containers.adm.identifiers import folded
from validator.containers.adm.links import track_channel
from validator.containers.adm.mixes import PartKind
from validator.containers.adm.movements import Movements
from validator.containers.adm.programmes import heard_programmes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from validator.audio.programme import FileProgramme
    from validator.containers.adm.document import AdmDocument
    from validator.containers.adm.mixes import AdmPart
    from validator.containers.adm.programmes import HeardProgramme

_WHY: Final = {
    "nothing": "no bed and no object",
    "nested": "objects within objects",
    "kind": "matrix, HOA or binaural sound",
    "channels": "channels that chna does not place",
    "labels": "loudspeakers that are not known",
    "blocks": "objects without a place",
}


def why_not_rendered(document: AdmDocument, heard: HeardProgramme) -> str | None:
    """Return why a programme cannot be rendered, as a report may print it; None where it can.

    Args:
        document: Its axml.
        heard: The programme.
    """
    panner = Panner(LAYOUTS[0])
    nested = any(one.objects or one.complementary_objects for one in document.objects)
    moving = [part for part in heard.parts if part.kind is PartKind.MOVING]
    checks = {
        "nothing": not heard.parts,
        "nested": nested,
        "kind": any(part.kind is PartKind.OTHER for part in heard.parts),
        "channels": any(None in part.channels for part in heard.parts),
        "labels": any(
            label is None or not panner.has_place(label)
            for part in heard.parts
            if part.kind is PartKind.BED
            for label in part.labels
        ),
        "blocks": any(not _has_blocks(document, part) for part in moving),
    }
    return next((_WHY[name] for name, found in checks.items() if found), None)


def _has_blocks(document: AdmDocument, part: AdmPart) -> bool:
    channels = [document.by_id.get(identifier or "") for identifier in _channels(document, part)]
    return bool(channels) and all(isinstance(one, AudioChannelFormat) and one.blocks.count for one in channels)


def _channels(document: AdmDocument, part: AdmPart) -> list[str | None]:
    """The channel formats of the tracks of an object, in their order."""
    found = document.by_id.get(folded(part.object_id))
    if not isinstance(found, AudioObject):
        return []
    uids = [document.by_id.get(folded(reference.id)) for reference in found.track_uids]
    return [track_channel(document, uid) if isinstance(uid, AudioTrackUid) else None for uid in uids]


def open_render(path: Path, programme_id: str, object_ids: Collection[str] = ()) -> RenderedProgramme:
    """Open a programme with moving objects, rendered.

    Args:
        path: The ADM file.
        programme_id: Of the audioProgramme.
        object_ids: Of the beds and objects that are heard; empty for all.

    Raises:
        MediaError: The file cannot be read, or has no such programme that can be rendered any more.
    """
    whole = open_programme([path])
    movements = Movements(whole.sample_rate_hz)
    file = open_adm_file(path, movements=movements)
    if file.document is not None and file.chna is not None:
        for programme in heard_programmes(file.document, file.chna):
            heard = programme.only(object_ids) if object_ids else programme
            if heard.programme_id == programme_id and why_not_rendered(file.document, heard) is None:
                sources = list(_sources(file.document, heard, movements, whole))
                unheard = Counter(
                    what for one in sources if one.track is not None for what in one.track.movement.unheard
                )
                return RenderedProgramme(
                    JointRender(whole, sources), part_key(programme_id, object_ids), heard.parts, unheard
                )
    raise MediaError("The ADM file has no such programme that can be rendered.", where=str(path), expected=programme_id)


def _sources(
    document: AdmDocument, heard: HeardProgramme, movements: Movements, whole: FileProgramme
) -> Iterator[RenderSource]:
    """Yield the channels of a programme with what each does; one beyond the last channel of the file is left out."""
    panners = [Panner(name) for name in LAYOUTS]
    for part in heard.parts:
        found = document.by_id[folded(part.object_id)]
        assert isinstance(found, AudioObject), "parts are objects"
        start = round((found.start or 0) * whole.sample_rate_hz)
        length = whole.sample_count if found.duration is None else round(found.duration * whole.sample_rate_hz)
        for channel, label, identifier in zip(part.channels, part.labels, _channels(document, part), strict=True):
            if channel is None or channel >= whole.channel_count:
                continue
            fixed = track = None
            if label is not None:
                fixed = found.gain * np.concatenate([panner.of_label(label) for panner in panners])
            else:
                movement = movements.of(identifier or "")
                if movement is None:
                    continue
                track = GainTrack(movement, start, found.gain, panners)
            yield RenderSource(channel=channel, fixed=fixed, track=track, start_sample=start, end_sample=start + length)
