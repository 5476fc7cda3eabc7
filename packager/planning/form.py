"""Corrections of form: channel order, sample rate, word length, files, container, speed for another picture rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packager.corrections.channel_order import ChannelOrder
from packager.corrections.file_form import FileFormChange
from packager.corrections.sample_rate import SampleRateConversion
from packager.corrections.speed import SpeedChange
from packager.corrections.word_length import WordLengthChange
from packager.planning.because import demanded
from packager.planning.foreseen import Wish
from packager.planning.order import Found, joined
from specs.message import message
from specs.requirements.form import ChannelLayout, Container, Files, FrameRate, SampleRate
from specs.requirements.form import FileForm as Form
from specs.requirements.form import WordLength as WordLengthDemand
from specs.vocabulary import frame_rate_name, parse_frame_rate, parse_layout

if TYPE_CHECKING:
    from packager.planning.foreseen import Foreseen
    from packager.planning.order import Judged, Order

_CONTAINERS = ("WAV", "RF64", "BW64")
_USUAL_RATE_HZ = 48_000


def form_found(order: Order, now: Foreseen) -> Found:
    """Return what the demands on form ask for."""
    return joined(_one(order, judged, now) for judged in order.failing(now.subject))


def _one(order: Order, judged: Judged, now: Foreseen) -> Found:  # noqa: PLR0911  one line per kind
    match judged.requirement:
        case ChannelLayout():
            return _layout(judged.requirement, judged, order, now)
        case SampleRate(allowed_hz=allowed):
            to_hz = _USUAL_RATE_HZ if _USUAL_RATE_HZ in allowed else allowed[0]
            wish = Wish(correction=SampleRateConversion(to_hz=to_hz), because=demanded(judged.key))
            need = message("plan.need-sample-rate", found_hz=now.material.sample_rate_hz, wanted_hz=to_hz)
            return order.offered(wish, need)
        case FrameRate():
            return _picture_rate(judged.requirement, judged, order, now)
        case WordLengthDemand():
            return _words(judged.requirement, judged, order, now)
        case Files(forms=forms):
            return _files(forms, judged, order, now)
        case Container():
            return _container(judged.requirement, judged, order, now)
        case _:
            return Found()


def _layout(requirement: ChannelLayout, judged: Judged, order: Order, now: Foreseen) -> Found:
    """The same channels in another order; missing channels are not invented, surplus ones not dropped."""
    for name in requirement.allowed:
        wanted = parse_layout(name)
        if sorted(wanted.labels) == sorted(now.material.labels):
            wish = Wish(correction=ChannelOrder(labels=wanted.labels), because=demanded(judged.key))
            return order.offered(wish, message("plan.need-channel-order", labels=wanted.labels))
    return Found()


def _picture_rate(requirement: FrameRate, judged: Judged, order: Order, now: Foreseen) -> Found:
    have = now.subject.picture_rate
    rates = [parse_frame_rate(rate) for rate in requirement.allowed]
    if have is None or len(rates) != 1:
        return Found()
    speed = SpeedChange(from_rate=str(have), to_rate=str(rates[0]), pitch=order.options.pitch)
    need = message("plan.need-picture-rate", found=frame_rate_name(have), wanted=frame_rate_name(rates[0]))
    return order.offered(Wish(correction=speed, because=demanded(judged.key)), need)


def _words(requirement: WordLengthDemand, judged: Judged, order: Order, now: Foreseen) -> Found:
    """Longer words hold the same samples; shorter ones, and integers for floating point, need dither."""
    material = now.material
    possible = [bits for bits in requirement.allowed_bits if bits in {16, 20, 24, 32}]
    longer = [bits for bits in possible if bits >= material.valid_bits]
    floats = material.sample_format.is_float
    if not possible or (material.valid_bits in possible and not floats):
        # Short words in a long container: their lower bits were lost before.
        return Found()
    if longer and not floats:
        wish = Wish(correction=_word_length(min(longer)), because=demanded(judged.key))
        return order.offered(wish, message("plan.need-longer-words", bits=min(longer)))
    to_bits = max(possible)
    dither = None if to_bits == 32 else order.options.dither_seed
    wish = Wish(correction=_word_length(to_bits, dither), because=demanded(judged.key))
    if floats:
        return order.offered(wish, message("plan.need-integers-of", bits=to_bits))
    return order.offered(wish, message("plan.need-shorter-words", found_bits=material.valid_bits, bits=to_bits))


def _word_length(bits: int, dither_seed: int | None = None) -> WordLengthChange:
    return WordLengthChange.model_validate({"to_bits": bits, "dither_seed": dither_seed})


def _files(forms: tuple[Form, ...], judged: Judged, order: Order, now: Foreseen) -> Found:
    wanted = next((form for form in (Form.MONO_SET, Form.INTERLEAVED) if form in forms), None)
    if wanted is None or wanted.value == now.material.form:
        return Found()
    form = FileFormChange.model_validate({"form": wanted.value})
    need = message("plan.need-mono-set" if wanted is Form.MONO_SET else "plan.need-one-file")
    return order.offered(Wish(correction=form, because=demanded(judged.key)), need)


def _container(requirement: Container, judged: Judged, order: Order, now: Foreseen) -> Found:
    wanted = requirement.containers or _CONTAINERS
    container = next((name for name in _CONTAINERS if name in wanted), None)
    found = []
    if container is None:
        return Found()
    # What is written is of the RIFF family, whatever the file is now: FLAC, AIFF or Wave64 becomes WAV.
    wrong = not {now.material.container, now.measurements.files[0].container} <= set(wanted)
    if wrong or (requirement.needs_bext and not now.material.has_bext):
        form = FileFormChange.model_validate(
            {"container": container if wrong else None, "with_bext": requirement.needs_bext}
        )
        need = message("plan.need-container", container=container)
        found.append(order.offered(Wish(correction=form, because=demanded(judged.key)), need))
    asks_integers = requirement.codecs is not None and "PCM" in requirement.codecs
    if asks_integers and "IEEE float" not in (requirement.codecs or ()) and now.material.sample_format.is_float:
        wish = Wish(correction=_word_length(24, order.options.dither_seed), because=demanded(judged.key))
        found.append(order.offered(wish, message("plan.need-integers")))
    return joined(found)
