"""Reads a UMDP document as a sheet, as far as it is a demand on a mix.

What UMDP leaves open is not made up: a loudness standard has no gate, so it is read as programme loudness and listed; a
timecode of the timeline may be that of the file or of the programme, so it is listed and not judged.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

from specs.errors import SheetError, UsageError
from specs.interchange.lost import Lost, WhyLost
from specs.interchange.umdp_fields import CODECS, CONTAINERS, CONTENT_TYPES, COUNTRIES, LAYOUT_WORDS
from specs.vocabulary import FRAME_RATES, parse_layout

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T", str, int)

_PCM: Final = re.compile(r"pcm_s(?P<bits>16|24|32)le")
_WORD_LENGTHS: Final = (16, 20, 24, 32)
_OTHER_MEASURES: Final = re.compile(r"short|momentary|dialog|speech", re.IGNORECASE)
"""In the name of a loudness standard: a reading that is not the loudness of the programme."""
_READ_BLOCKS: Final = frozenset({"id", "name", "governance", "delivery_paradigm", "content_type", "assets"})
_READ_AUDIO: Final = frozenset({"codec", "sample_rate", "bit_depth", "layout", "loudness", "sync"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUmdp:
    """A UMDP document as a sheet.

    Attributes:
        table: The sheet, as its TOML file holds it.
        lost: What no demand of the sheet says, in the document's order.
    """

    table: dict[str, Any]
    lost: tuple[Lost, ...]


@dataclass(slots=True)
class _Reading:
    """A sheet on its way: its demands, and what is left out."""

    requirements: list[dict[str, Any]] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def demand(self, rule: str, place: str, **fields: Any) -> None:
        self.requirements.append(
            {"rule": rule, "level": "shall", "grade": "quoted", "source": f"umdp {place}", **fields}
        )

    def leave_out(self, what: str, value: object, why: WhyLost) -> None:
        self.lost.append(Lost(what=what, figures=_short(value), why=why))


def umdp_to_sheet(document: object, retrieved: date) -> ReadUmdp:
    """Return a UMDP document as the table of a sheet.

    Args:
        document: What its JSON holds.
        retrieved: The day it is read on.

    Raises:
        SheetError: It is no UMDP document, or it demands nothing of a mix.
    """
    if not isinstance(document, dict) or not all(isinstance(document.get(key), str) for key in ("id", "name")):
        raise SheetError(
            "This is no UMDP document.",
            expected="a JSON object with id, name and delivery_paradigm",
            next_step="Compare it with the schema of UMDP.",
        )
    reading = _Reading()
    kind = _kind(document, reading)
    assets = _object(document, "assets", reading)
    audio = _object(assets, "audio", reading, "assets.")
    soundfields = _form(audio, reading)
    _levels(audio, reading)
    _sync(audio, document, reading)
    _picture(_object(assets, "video", reading, "assets."), reading)
    _rest(document, assets, audio, reading)
    if not reading.requirements:
        raise SheetError("The document demands nothing of a mix.", found=document["id"])
    return ReadUmdp(table=_table(document, kind, soundfields, reading, retrieved), lost=tuple(reading.lost))


def _object(holder: dict[str, Any], key: str, reading: _Reading, path: str = "") -> dict[str, Any]:
    """Return an object of the document; an empty one where it is absent or no object."""
    value = holder.get(key)
    if value is not None and not isinstance(value, dict):
        reading.leave_out(f"{path}{key}", value, WhyLost.INVALID)
    return value if isinstance(value, dict) else {}


def _kind(document: dict[str, Any], reading: _Reading) -> str:
    content = document.get("content_type")
    known = CONTENT_TYPES.get(content) if isinstance(content, str) else None
    if known is None and content is not None:
        reading.leave_out("content_type", content, WhyLost.NO_DEMAND)
    return known.value if known is not None else "printmaster"


def _form(audio: dict[str, Any], reading: _Reading) -> list[str]:
    """Read codec, rate, word length and layout; return the layouts, empty where none is named."""
    codec = _object(audio, "codec", reading, "assets.audio.")
    allowed = _texts(codec.get("allowed"), "assets.audio.codec.allowed", reading)
    codecs = [name for name in map(_codec, allowed) if name]
    for value in allowed:
        if _codec(value) is None:
            reading.leave_out("assets.audio.codec.allowed", value, WhyLost.NO_DEMAND)
    if codecs:
        reading.demand("form.container", "assets.audio.codec", codecs=list(dict.fromkeys(codecs)))
    rates = _integers(audio.get("sample_rate"), "assets.audio.sample_rate", reading)
    if rates:
        reading.demand("form.sample-rate", "assets.audio.sample_rate", allowed_hz=rates)
    _word_lengths(audio, allowed, reading)
    layout = _object(audio, "layout", reading, "assets.audio.")
    named = [_layout(one, reading) for one in _texts(layout.get("allowed_layouts"), "assets.audio.layout", reading)]
    layouts = list(dict.fromkeys(one for one in named if one))
    if layouts and layout.get("channel_map_required") is True:
        reading.demand("form.layout", "assets.audio.layout", allowed=layouts)
    return layouts


def _codec(text: str) -> str | None:
    if _PCM.fullmatch(text) or re.fullmatch(r"(linear )?pcm", text, re.IGNORECASE):
        return "PCM"
    return CODECS.get(text.lower())


def _word_lengths(audio: dict[str, Any], codecs: list[str], reading: _Reading) -> None:
    depth = _object(audio, "bit_depth", reading, "assets.audio.")
    bits = _integers(depth.get("allowed"), "assets.audio.bit_depth.allowed", reading)
    place = "assets.audio.bit_depth"
    least = depth.get("min")
    if not bits and isinstance(least, int) and not isinstance(least, bool):
        bits = [length for length in _WORD_LENGTHS if length >= least]
    if not bits:
        bits, place = [int(match["bits"]) for match in map(_PCM.fullmatch, codecs) if match], "assets.audio.codec"
    if bits:
        reading.demand("form.word-length", place, allowed_bits=bits)


def _layout(text: str, reading: _Reading) -> str | None:
    known = LAYOUT_WORDS.get(text.strip().lower())
    if known is not None:
        return known
    try:
        return parse_layout(text.replace("-", ",") if "-" in text else text).name
    except UsageError:
        reading.leave_out("assets.audio.layout.allowed_layouts", text, WhyLost.NO_DEMAND)
        return None


def _levels(audio: dict[str, Any], reading: _Reading) -> None:
    loudness = _object(audio, "loudness", reading, "assets.audio.")
    standards = loudness.get("standards")
    stated = [one for one in standards if isinstance(one, dict)] if isinstance(standards, list) else []
    alternatives = [_alternative(one, reading) for one in stated]
    held = [one for one in alternatives if one is not None]
    for extra in held[1:]:
        reading.leave_out("assets.audio.loudness.standards", extra, WhyLost.ONE_ONLY)
    if held:
        reading.demand("loudness.integrated", "assets.audio.loudness.standards", window="action", alternatives=held[:1])
        reading.leave_out("assets.audio.loudness.standards", "gate: taken for that of the programme", WhyLost.AMBIGUOUS)
    peak = _number(loudness.get("true_peak_max"))
    if peak is not None:
        reading.demand("peak.true-peak", "assets.audio.loudness.true_peak_max", window="action", maximum_dbtp=peak)


def _alternative(standard: dict[str, Any], reading: _Reading) -> dict[str, Any] | None:
    """Return a loudness standard as an alternative; None for one without a target, or of another reading."""
    name, target = standard.get("name"), _number(standard.get("target"))
    if target is None or not isinstance(name, str) or _OTHER_MEASURES.search(name):
        reading.leave_out("assets.audio.loudness.standards", standard, WhyLost.NO_DEMAND)
        return None
    tolerance = _number(standard.get("tolerance"))
    alternative: dict[str, Any] = {"gating": "programme", "algorithm": name, "target": target}
    if tolerance is not None and tolerance >= 0:
        alternative |= {"tolerance_above": tolerance, "tolerance_below": tolerance}
    return alternative


def _sync(audio: dict[str, Any], document: dict[str, Any], reading: _Reading) -> None:
    sync = _object(audio, "sync", reading, "assets.audio.")
    offset, drift = _number(sync.get("max_offset_ms")), _number(sync.get("max_drift_ms"))
    if offset is not None and offset >= 0:
        fields = {"maximum_early_milliseconds": offset, "maximum_late_milliseconds": offset}
        reading.demand("sync.offset", "assets.audio.sync.max_offset_ms", partner="where-delivered", **fields)
    if drift is not None and drift > 0:
        place = "assets.audio.sync.max_drift_ms"
        reading.demand("sync.drift", place, partner="where-delivered", maximum_milliseconds=drift)
    if sync.get("must_match_video_duration") is True:
        constraints = _object(document, "constraints", reading)
        timing = _object(constraints, "timing", reading, "constraints.")
        tolerance = _number(_object(timing, "duration", reading, "constraints.timing.").get("tolerance_ms"))
        seconds = 0.0 if tolerance is None or tolerance < 0 else tolerance / 1000.0
        place = "assets.audio.sync.must_match_video_duration"
        reading.demand("time.duration-match", place, maximum_difference_seconds=seconds)
    known = {"max_offset_ms", "max_drift_ms", "must_match_video_duration"}
    for key in sync.keys() - known:
        reading.leave_out(f"assets.audio.sync.{key}", sync[key], WhyLost.NO_DEMAND)


def _picture(video: dict[str, Any], reading: _Reading) -> None:
    """Read what a mix goes with and into: the picture rate, and the container of the package."""
    rate = _object(video, "frame_rate", reading, "assets.video.")
    values = rate.get("allowed")
    rates = [f"{one:g}" if isinstance(one, float) else str(one) for one in values] if isinstance(values, list) else []
    known = [one for one in rates if one in FRAME_RATES]
    if known:
        reading.demand("form.frame-rate", "assets.video.frame_rate", allowed=known)
    container = _object(video, "container", reading, "assets.video.")
    allowed = _texts(container.get("allowed"), "assets.video.container.allowed", reading)
    wrappers = list(dict.fromkeys(CONTAINERS[one.lower()] for one in allowed if one.lower() in CONTAINERS))
    if wrappers:
        place = "assets.video.container"
        reading.demand("form.container", place, key="form.wrapper", scope="package", containers=wrappers)
    rest = sorted(video.keys() - {"frame_rate", "container"})
    if rest:
        reading.leave_out("assets.video", ", ".join(rest), WhyLost.NO_DEMAND)


def _rest(document: dict[str, Any], assets: dict[str, Any], audio: dict[str, Any], reading: _Reading) -> None:
    """List the parts of the document that nothing was read of."""
    timeline = _object(_object(document, "structure", reading), "timeline", reading, "structure.")
    if "timecode_start" in timeline:
        reading.leave_out("structure.timeline.timecode_start", timeline["timecode_start"], WhyLost.AMBIGUOUS)
    for key in sorted(audio.keys() - _READ_AUDIO):
        reading.leave_out(f"assets.audio.{key}", audio[key], WhyLost.NO_DEMAND)
    for key in sorted(assets.keys() - {"audio", "video"}):
        reading.leave_out(f"assets.{key}", "", WhyLost.NO_DEMAND)
    for key in sorted(document.keys() - _READ_BLOCKS - {"constraints", "structure"}):
        reading.leave_out(key, "", WhyLost.NO_DEMAND)
    for block in ("constraints", "structure"):
        for key in sorted(_object(document, block, reading).keys() - {"timing", "timeline"}):
            reading.leave_out(f"{block}.{key}", "", WhyLost.NO_DEMAND)


def _table(
    document: dict[str, Any], kind: str, soundfields: list[str], reading: _Reading, retrieved: date
) -> dict[str, Any]:
    governance = _object(document, "governance", reading)
    edition, source, address = (_text(governance.get(key)) for key in ("spec_version", "source", "sourceSpec"))
    codes = _texts(governance.get("jurisdiction"), "governance.jurisdiction", reading)
    territories = [COUNTRIES[code] for code in codes if code in COUNTRIES]
    published = _day(governance.get("effective_date"))
    name = _text(document["name"]) or document["id"]
    return {
        "id": re.sub(r"[^a-z0-9.+-]+", "-", document["id"].lower()).strip("-.+") or "umdp",
        "publisher": re.split(r"\s+[—–-]\s+|: ", name, maxsplit=1)[0],
        "title": source or name,
        "edition": edition or "not stated",
        "status": "unknown",
        "territory": ", ".join(territories) or "worldwide",
        "note": f"Made from the UMDP document {document['id']}; what UMDP does not say of a mix is open.",
        "documents": {
            "umdp": {
                "title": source or name,
                **({"edition": edition} if edition else {}),
                **({"published": published} if published else {}),
                **({"address": address} if address else {}),
                "retrieved": retrieved,
                "obtained": "quoted by a UMDP document, which is not the publisher's own text",
            }
        },
        "deliverables": {
            "mix": {
                "title": name,
                "mix_kinds": [kind],
                **({"soundfields": soundfields} if soundfields else {}),
                "requirements": reading.requirements,
            }
        },
    }


def _text(value: object) -> str | None:
    """Return a text without control characters; None for anything else, and for an empty one."""
    if not isinstance(value, str):
        return None
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())[:500] or None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None


def _texts(value: object, path: str, reading: _Reading) -> list[str]:
    return list(_of_type(value, str, path, reading))


def _integers(value: object, path: str, reading: _Reading) -> list[int]:
    return [one for one in _of_type(value, int, path, reading) if one > 0]


def _of_type(value: object, kind: type[T], path: str, reading: _Reading) -> Iterator[T]:
    """Yield the members of a list that are of a type; the others, and what is no list, are listed as lost."""
    if value is None:
        return
    if not isinstance(value, list):
        reading.leave_out(path, value, WhyLost.INVALID)
        return
    for one in value:
        if isinstance(one, kind) and not isinstance(one, bool):
            yield one
        else:
            reading.leave_out(path, one, WhyLost.INVALID)


def _short(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 120 else text[:117] + "..."
