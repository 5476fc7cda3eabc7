"""Writes a deliverable of a sheet as a UMDP document, as far as UMDP can say it.

UMDP states what binds and nothing else: it has no grades, no recommendations, no conditions, no gate. A figure that it
would state more strictly, or of another reading, than the sheet does is left out and listed, so that nobody is rejected
by what a translation made up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from specs.demand_wording import condition_text, figures
from specs.interchange.lost import Lost, WhyLost
from specs.interchange.umdp_fields import CODECS, CONTAINERS, CONTENT_TYPES, COUNTRIES, UMDP_VERSION
from specs.listings.key_figures import measured_as, short_limits
from specs.listings.regions import territories_in
from specs.requirements.form import ChannelLayout, Container, FileName, FrameRate, SampleRate, WordLength
from specs.requirements.loudness import Gating, Loudness, LoudnessAlternative, Role
from specs.requirements.peaks import TruePeak
from specs.requirements.requirement import Level, Scope
from specs.requirements.sync import SyncDrift, SyncOffset
from specs.requirements.time import DurationMatch, LineUpTone, Presence
from specs.sheet import requirement_key
from specs.vocabulary import LAYOUTS, parse_layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from specs.requirements import AnyRequirement
    from specs.sheet import Deliverable, Sheet

_CODES: Final = {name.casefold(): code for code, name in COUNTRIES.items()}
_PCM_WORD_LENGTHS: Final = (16, 24, 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class UmdpDocument:
    """A deliverable as UMDP says it.

    Attributes:
        document: What is written as JSON.
        lost: What UMDP cannot say, in the sheet's order.
    """

    document: dict[str, Any]
    lost: tuple[Lost, ...]


@dataclass(slots=True)
class _Writing:
    """A document on its way: its parts, and what is left out."""

    audio: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)

    def leave_out(self, requirement: AnyRequirement, why: WhyLost, text: str | None = None) -> None:
        self.lost.append(Lost(what=requirement_key(requirement), figures=text or figures(requirement), why=why))


def deliverable_to_umdp(sheet: Sheet, name: str) -> UmdpDocument:
    """Return a deliverable of a sheet as a UMDP document.

    Args:
        sheet: The sheet.
        name: Of the deliverable.
    """
    deliverable = sheet.deliverables[name]
    writing = _Writing()
    for requirement in deliverable.requirements:
        why = _never_said(requirement)
        write = _WRITERS.get(type(requirement))
        if why is not None or write is None:
            writing.leave_out(requirement, why or WhyLost.NO_FIELD, _conditioned(requirement))
        else:
            write(writing, requirement, deliverable)
    _layouts_of(writing, deliverable)
    head = _head(sheet, name, deliverable, writing)
    assets = writing.others.pop("assets", {}) | ({"audio": writing.audio} if writing.audio else {})
    body = {"assets": assets} if assets else {}
    return UmdpDocument(document=head | body | writing.others, lost=tuple(writing.lost))


def _never_said(requirement: AnyRequirement) -> WhyLost | None:
    """Return why a demand is left out whatever it asks for; None where its kind decides."""
    if requirement.level is not Level.SHALL:
        return WhyLost.NOT_BINDING
    if not requirement.grade.can_reject and not isinstance(requirement, Loudness):
        return WhyLost.NOT_READ_BY_ANYBODY
    if requirement.when is not None:
        return WhyLost.CONDITION
    return None


def _conditioned(requirement: AnyRequirement) -> str:
    when = condition_text(requirement.when)
    return figures(requirement) + (f", when {when}" if when else "")


def _head(sheet: Sheet, name: str, deliverable: Deliverable, writing: _Writing) -> dict[str, Any]:
    """Return what a document says of itself."""
    identifier = re.sub(r"[^a-z0-9]+", "_", f"{sheet.id}_{name}".lower()).strip("_")[:128]
    kinds = {kind: content for content, kind in reversed(CONTENT_TYPES.items())}
    content = [kinds[kind] for kind in deliverable.mix_kinds if kind in kinds]
    for kind in deliverable.mix_kinds:
        if kind not in kinds:
            writing.lost.append(Lost(what="kind of mix", figures=kind.value, why=WhyLost.NO_FIELD))
    if content[1:]:
        writing.lost.append(Lost(what="kind of mix", figures=", ".join(content[1:]), why=WhyLost.ONE_ONLY))
    if deliverable.versions:
        said = ", ".join(deliverable.versions)
        writing.lost.append(Lost(what="version", figures=f"{said} only", why=WhyLost.NO_FIELD))
    return {
        "id": identifier,
        "name": f"{sheet.publisher}: {sheet.title} ({deliverable.title})",
        "governance": _governance(sheet, writing),
        "delivery_paradigm": "file",
        **({"content_type": content[0]} if content else {}),
    }


def _governance(sheet: Sheet, writing: _Writing) -> dict[str, Any]:
    document = next(iter(sheet.documents.values()))
    codes = [_CODES[name] for name in territories_in(sheet.territory) if name in _CODES]
    if not codes:
        writing.lost.append(Lost(what="territory", figures=sheet.territory, why=WhyLost.NO_FIELD))
    return {
        "spec_version": sheet.edition,
        **({"effective_date": document.published.isoformat()} if document.published else {}),
        "source": document.title,
        **({"sourceSpec": document.address} if document.address else {}),
        **({"jurisdiction": codes} if codes else {}),
        "notes": (
            f"Written by mixgate from its sheet {sheet.id} for UMDP {UMDP_VERSION}. "
            "Recommendations, conditions and what UMDP has no field for are left out."
        ),
    }


def _loudness(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, Loudness)
    for alternative in requirement.alternatives:
        text = f"{measured_as(alternative)} {short_limits(alternative)}"
        when = condition_text(alternative.when)
        why = _alternative_lost(alternative, requirement)
        stated = None if why is not None else _standard(alternative)
        if stated is None:
            writing.leave_out(requirement, why or WhyLost.LIMITS, f"{text}, when {when}" if when else text)
            continue
        loudness = writing.audio.setdefault("loudness", {})
        loudness.setdefault("standards", []).append(stated)


def _alternative_lost(alternative: LoudnessAlternative, requirement: Loudness) -> WhyLost | None:
    if not (alternative.grade or requirement.grade).can_reject:
        return WhyLost.NOT_READ_BY_ANYBODY
    if alternative.when is not None:
        return WhyLost.CONDITION
    if alternative.role is not Role.REQUIRED:
        return WhyLost.NOT_BINDING if alternative.role in {Role.RECOMMENDED, Role.REPORTED} else WhyLost.NO_FIELD
    return None if alternative.gating is Gating.PROGRAMME else WhyLost.GATING


def _standard(alternative: LoudnessAlternative) -> dict[str, Any] | None:
    """Return target and tolerance; None for limits that a target with one tolerance cannot say.

    | limits       | target | tolerance |
    |--------------|--------|-----------|
    | -23 ±0.5     | -23    | 0.5       |
    | -23          | -23    | null      |
    | -26 to -23   | -24.5  | 1.5       |
    | -24 +1/-2    | none: more would be rejected, or less, than the sheet rejects |
    | at most -16  | none   |           |
    """
    low, high = alternative.lower_limit, alternative.upper_limit
    name = alternative.algorithm or "ITU-R BS.1770"
    if alternative.target is not None and low is None and high is None:
        return {"name": name, "target": alternative.target, "tolerance": None}
    if low is None or high is None:
        return None
    centre = round((low + high) / 2, 6)
    if alternative.target is not None and alternative.target != centre:
        return None
    return {"name": name, "target": centre, "tolerance": round(high - centre, 6)}


def _true_peak(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, TruePeak)
    loudness = writing.audio.setdefault("loudness", {})
    if "true_peak_max" in loudness:
        writing.leave_out(requirement, WhyLost.ONE_ONLY)
        return
    loudness["true_peak_max"] = requirement.maximum_dbtp
    if requirement.meter_tolerance_db:
        tolerance = f"meter tolerance {requirement.meter_tolerance_db:g} dB"
        writing.leave_out(requirement, WhyLost.NO_FIELD, tolerance)


def _sample_rate(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, SampleRate)
    writing.audio["sample_rate"] = list(requirement.allowed_hz)


def _word_length(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, WordLength)
    writing.audio["bit_depth"] = {"allowed": list(requirement.allowed_bits)}
    if not requirement.padded_is_accepted:
        writing.leave_out(requirement, WhyLost.NO_FIELD, "padded words are not accepted")


def _layout(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, ChannelLayout)
    allowed = [_labels(one) for one in requirement.allowed]
    writing.audio["layout"] = {"channel_map_required": True, "allowed_layouts": allowed}


def _layouts_of(writing: _Writing, deliverable: Deliverable) -> None:
    """Say what layouts a deliverable is for, where no demand says their order."""
    if deliverable.soundfields and "layout" not in writing.audio:
        writing.audio["layout"] = {"allowed_layouts": [_labels(one) for one in deliverable.soundfields]}


def _labels(layout: str) -> str:
    return "-".join(label.upper() for label in parse_layout(layout).labels) if layout in LAYOUTS else layout


def _container(writing: _Writing, requirement: AnyRequirement, deliverable: Deliverable) -> None:
    assert isinstance(requirement, Container)
    lengths = [one.allowed_bits for one in deliverable.requirements if isinstance(one, WordLength)]
    identifiers = {name: identifier for identifier, name in CODECS.items()}
    allowed: list[str] = []
    for codec in requirement.codecs or ():
        if codec == "PCM":
            allowed += [f"pcm_s{bits}le" for bits in (lengths[0] if lengths else _PCM_WORD_LENGTHS)]
        elif codec in identifiers:
            allowed.append(identifiers[codec])
        else:
            writing.leave_out(requirement, WhyLost.NO_FIELD, f"codec {codec}")
    if allowed and requirement.scope is Scope.MIX:
        writing.audio["codec"] = {"allowed": allowed}
    if requirement.containers and requirement.scope is Scope.PACKAGE:
        _wrappers(writing, requirement)
    elif requirement.containers:
        writing.leave_out(requirement, WhyLost.NO_FIELD, f"containers {', '.join(requirement.containers)}")
    if requirement.needs_bext:
        writing.leave_out(requirement, WhyLost.NO_FIELD, "a bext chunk is needed")


def _wrappers(writing: _Writing, requirement: Container) -> None:
    """Say what picture and sound are wrapped in: the only container that UMDP knows is that of the picture."""
    identifiers = {name: identifier for identifier, name in reversed(CONTAINERS.items())}
    known = [identifiers[one] for one in requirement.containers or () if one in identifiers]
    video = writing.others.setdefault("assets", {}).setdefault("video", {})
    if known:
        video["container"] = {"allowed": known}
    unknown = [one for one in requirement.containers or () if one not in identifiers]
    if unknown:
        writing.leave_out(requirement, WhyLost.NO_FIELD, f"containers {', '.join(unknown)}")


def _frame_rate(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, FrameRate)
    video = writing.others.setdefault("assets", {}).setdefault("video", {})
    video["frame_rate"] = {"mode": "allowed_list", "allowed": list(requirement.allowed)}


def _sync_offset(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, SyncOffset)
    early, late = requirement.maximum_early_milliseconds, requirement.maximum_late_milliseconds
    if early is None or early != late:
        writing.leave_out(requirement, WhyLost.LIMITS)
        return
    writing.audio.setdefault("sync", {})["max_offset_ms"] = early


def _sync_drift(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, SyncDrift)
    writing.audio.setdefault("sync", {})["max_drift_ms"] = requirement.maximum_milliseconds


def _duration(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, DurationMatch)
    if requirement.maximum_difference_seconds is None:
        writing.leave_out(requirement, WhyLost.NO_FIELD)
        return
    writing.audio.setdefault("sync", {})["must_match_video_duration"] = True
    tolerance = round(requirement.maximum_difference_seconds * 1000.0, 6)
    duration = {"must_match": ["video", "audio"], "tolerance_ms": tolerance}
    writing.others["constraints"] = {"timing": {"duration": duration}}


def _tone(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, LineUpTone)
    if requirement.presence is not Presence.REQUIRED or requirement.level_dbfs is None:
        writing.leave_out(requirement, WhyLost.NO_FIELD)
        return
    tone: dict[str, Any] = {"level_dbfs": requirement.level_dbfs}
    if requirement.frequency_hz is not None:
        tone["frequency_hz"] = requirement.frequency_hz
    writing.others["test_signal"] = {"tone": tone}


def _file_name(writing: _Writing, requirement: AnyRequirement, _: Deliverable) -> None:
    assert isinstance(requirement, FileName)
    naming = {"convention": "regular expression", "pattern": requirement.pattern, "example": requirement.example}
    writing.others["packaging"] = {"naming": naming}


_WRITERS: Final[dict[type, Callable[[_Writing, AnyRequirement, Deliverable], None]]] = {
    Loudness: _loudness,
    TruePeak: _true_peak,
    SampleRate: _sample_rate,
    WordLength: _word_length,
    ChannelLayout: _layout,
    Container: _container,
    FrameRate: _frame_rate,
    SyncOffset: _sync_offset,
    SyncDrift: _sync_drift,
    DurationMatch: _duration,
    LineUpTone: _tone,
    FileName: _file_name,
}
"""Demands that UMDP has a field for."""
