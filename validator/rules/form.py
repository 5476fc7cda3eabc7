"""Form of the files: sample rate, word length, layout, container, picture rate, name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.message import message
from specs.requirements.form import (
    ChannelLayout,
    Container,
    FileForm,
    Files,
    FrameRate,
    SampleRate,
    WordLength,
)
from specs.vocabulary import frame_rate_name, parse_frame_rate, parse_layout
from validator.results.finding import Quantity
from validator.rules.outcome import Outcome, counted, not_measured, quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from specs.message import Message
    from validator.containers.facts import FileFacts
    from validator.rules.subject import Subject


PICTURE_RATE_NOT_GIVEN: Final = message("form.picture-rate-not-given")
STATE_PICTURE_RATE: Final = message("remedy.state-picture-rate")


def _any_of(values: Iterable[object]) -> str:
    return " or ".join(str(value) for value in values)


def _word(text: str, unit: str = "") -> Quantity:
    return Quantity(value=None, unit=unit, text=text)


def judge_sample_rate(requirement: SampleRate, subject: Subject) -> Outcome:
    """Hold the sample rate against those accepted.

    Judges: the rate in the header.
    Why publishers ask: a file at another rate plays at the wrong speed or is resampled by somebody else.
    Boundary: the exact number of samples per second.
    Remedy: convert the sample rate from the session, not by changing the header.
    """
    rate = subject.sample_rate_hz
    required = f"sample rate {_any_of(requirement.allowed_hz)} Hz"
    held = rate in requirement.allowed_hz
    return Outcome(
        held=held,
        required=required,
        measured=quantity(rate, "Hz", 0),
        reason=message("form.sample-rate", found_hz=rate)
        if held
        else message("form.wrong-sample-rate", found_hz=rate, wanted_hz=requirement.allowed_hz),
        remedy=None if held else message("remedy.convert-sample-rate", wanted_hz=requirement.allowed_hz[0]),
    )


def judge_word_length(requirement: WordLength, subject: Subject) -> Outcome:
    """Hold the word length against those accepted.

    Judges: the valid bits in the header of every file, and where the sheet says so the bits that really change.
    Why publishers ask: 16-bit material in a 24-bit file has lost what dither cannot bring back.
    Boundary: the exact number of integer PCM; floating point is another form and does not hold.
    Remedy: export at the word length asked for.
    """
    allowed = requirement.allowed_bits
    effective = subject.measurements.effective_bits
    padded = effective is not None and effective < min(requirement.allowed_bits) and not requirement.padded_is_accepted
    files = subject.measurements.files
    wrong = [facts for facts in files if facts.valid_bits not in requirement.allowed_bits or _is_float(facts)]
    shown_file = (wrong or files)[0]
    found = _word_length(shown_file)
    if wrong and len(files) > 1:
        found = message("form.bits-in-files", found=found, files=tuple(facts.name for facts in wrong))
    if effective is not None and not _is_float(shown_file) and effective < shown_file.valid_bits:
        found = message("form.bits-with-signal", found=found, bits=effective)
    return Outcome(
        held=not wrong and not padded,
        required=f"word length {_any_of(allowed)} bit",
        measured=quantity(shown_file.valid_bits, "bit", 0),
        reason=message("form.wrong-word-length", found=found, wanted_bits=allowed)
        if wrong or padded
        else message("form.word-length", found=found),
        remedy=message("remedy.export-word-length", wanted_bits=allowed)
        if wrong
        else message("remedy.export-full-word-length")
        if padded
        else None,
    )


def _is_float(facts: FileFacts) -> bool:
    return facts.sample_format.is_float


def _word_length(facts: FileFacts) -> Message:
    return message("form.bits-float" if _is_float(facts) else "form.bits-integer", bits=facts.valid_bits)


def judge_layout(requirement: ChannelLayout, subject: Subject) -> Outcome:
    """Hold the channel layout, order included, against those accepted.

    Judges: what the channel mask, iXML, chna, or who delivers the mix says the channels are.
    Why publishers ask: a centre in the wrong place puts the dialogue into a surround loudspeaker.
    Boundary: number, labels and order must all agree; the two orders of 5.1 are two layouts. A soundfield that shares
    its file with another one holds by its own layout, or by that of the whole file.
    Remedy: export with the right layout, or reorder.
    """
    measured = subject.measurements
    wanted = [parse_layout(name) for name in requirement.allowed]
    required = "layout " + _any_of(f"{layout.name} ({' '.join(layout.labels)})" for layout in wanted)
    layout = subject.layout
    if layout is None:
        counts = {len(candidate.channels) for candidate in wanted}
        count = len(measured.channel_labels)
        if count not in counts:
            return Outcome(
                held=False,
                required=required,
                measured=counted(count, "channel", "channels"),
                reason=message(
                    "form.wrong-channel-count",
                    found=count,
                    wanted=tuple(
                        message("form.layout-with-channels", layout=layout.name, channels=len(layout.channels))
                        for layout in wanted
                    ),
                ),
                remedy=message("remedy.deliver-layout", layouts=requirement.allowed),
            )
        return not_measured(
            required,
            message("form.channels-not-named", found=count),
            message("remedy.state-layout-and-mask"),
        )
    delivered = [each.labels for each in (layout, subject.file_layout) if each is not None]
    held = any(candidate.labels in delivered for candidate in wanted)
    same_set = any(sorted(layout.labels) == sorted(candidate.labels) for candidate in wanted)
    return Outcome(
        held=held,
        required=required,
        measured=_word(f"{layout.name} ({' '.join(layout.labels)})"),
        reason=message("form.layout", layout=layout.name)
        if held
        else message("form.other-channel-order", layout=layout.name)
        if same_set
        else message("form.wrong-layout", layout=layout.name, wanted=requirement.allowed),
        why=(message("form.layout-from", source=measured.layout_from),) if measured.layout_from else (),
        remedy=None
        if held
        else message("remedy.reorder-channels" if same_set else "remedy.deliver-layout", layouts=requirement.allowed),
    )


_FORM_TEXT: Final = {
    FileForm.MONO_SET: "one mono file per channel",
    FileForm.INTERLEAVED: "one interleaved file",
    FileForm.MUXED: "audio inside the picture file",
}


_DELIVERED_AS: Final = {
    FileForm.MONO_SET: message("form.as-mono-set"),
    FileForm.INTERLEAVED: message("form.as-interleaved"),
    FileForm.MUXED: message("form.as-muxed"),
}


def judge_files(requirement: Files, subject: Subject) -> Outcome:
    """Hold the way channels are spread over files against those accepted.

    Judges: one interleaved file or a set of mono files; a single mono file is both.
    Why publishers ask: ingest maps channels by file or by position, and does not guess.
    Boundary: none.
    Remedy: export in the form asked for; splitting and joining loses nothing.
    """
    measured = subject.measurements
    required = _any_of(_FORM_TEXT[form] for form in requirement.forms)
    form = FileForm(measured.form)
    held = form in requirement.forms or (
        len(measured.channel_labels) == 1 and bool({FileForm.MONO_SET, FileForm.INTERLEAVED} & set(requirement.forms))
    )
    several = subject.file_layout is not None or "+" in (measured.layout or "")
    joined = several and requirement.one_soundfield_per_file
    return Outcome(
        held=held and not joined,
        required=required + (", one soundfield group per file" if requirement.one_soundfield_per_file else ""),
        measured=_word(str(form)),
        reason=message("form.two-soundfields" if joined else "form.files", form=_DELIVERED_AS[form]),
        remedy=(message("remedy.export-file-per-soundfield") if joined else None)
        if held
        else message("remedy.export-as", wanted=required),
    )


def judge_container(requirement: Container, subject: Subject) -> Outcome:
    """Hold container and codec against those accepted.

    Judges: what the file is by its content, whatever its name says.
    Why publishers ask: a file that their tools cannot open, or that lost data to compression, is of no use.
    Boundary: none.
    Remedy: export to the container asked for.
    """
    wanted = [_any_of(names) for names in (requirement.containers, requirement.codecs) if names]
    wanted += ["a bext chunk"] if requirement.needs_bext else []
    required = " with ".join([", ".join(wanted[:-1]), wanted[-1]]) if len(wanted) > 1 else wanted[0]
    faults = _container_faults(requirement, subject.measurements.files)
    facts = subject.measurements.files[0]
    return Outcome(
        held=not faults,
        required=required,
        measured=_word(f"{facts.container}, {facts.codec}"),
        reason=message("form.wrong-container", faults=faults, wanted=required)
        if faults
        else message("form.container", container=facts.container, codec=facts.codec),
        remedy=message("remedy.export-container", wanted=required) if faults else None,
    )


def _container_faults(requirement: Container, files: Iterable[FileFacts]) -> tuple[Message, ...]:
    """Return what is wrong, each fault once with all the files that have it."""
    wrong: dict[tuple[str, str], list[str]] = {}
    for facts in files:
        if requirement.containers and facts.container not in requirement.containers:
            wrong.setdefault(("container", facts.container), []).append(facts.name)
        if requirement.codecs and facts.codec not in requirement.codecs:
            wrong.setdefault(("codec", facts.codec), []).append(facts.name)
        if requirement.needs_bext and facts.bext is None:
            wrong.setdefault(("bext", ""), []).append(facts.name)
    return tuple(_container_fault(what, found, names) for (what, found), names in wrong.items())


def _container_fault(what: str, found: str, names: list[str]) -> Message:
    files = names[0] if len(names) == 1 else message("form.each-of", files=tuple(names))
    if what == "container":
        return message("form.is-container", files=files, container=found)
    if what == "codec":
        return message("form.holds-codec", files=files, codec=found)
    return message("form.no-bext", files=files)


def judge_frame_rate(requirement: FrameRate, subject: Subject) -> Outcome:
    """Hold the picture rate against those accepted.

    Judges: the rate the delivery states; where iXML states another, that is said too.
    Why publishers ask: audio conformed to another rate drifts away from the picture.
    Boundary: exact fractions; 24000/1001 is not 24.
    Remedy: conform to the right rate from the session.
    """
    required = f"picture rate {_any_of(requirement.allowed)}"
    ixml = subject.measurements.files[0].ixml
    stated = ixml.timecode_rate if ixml is not None else None
    if subject.picture_rate is None:
        return not_measured(
            required,
            message("form.picture-rate-in-ixml-only", stated=stated) if stated else PICTURE_RATE_NOT_GIVEN,
            STATE_PICTURE_RATE,
        )
    held = subject.picture_rate in {parse_frame_rate(rate) for rate in requirement.allowed}
    name = frame_rate_name(subject.picture_rate)
    return Outcome(
        held=held,
        required=required,
        measured=Quantity(value=None, unit="fps", text=name),
        reason=_picture_rate_found(
            name, () if held else requirement.allowed, None if stated is None or _same_rate(stated, subject) else stated
        ),
        remedy=None if held else message("remedy.conform-to-rate", rates=requirement.allowed),
    )


def _picture_rate_found(rate: str, wanted: tuple[str, ...], in_ixml: str | None) -> Message:
    """Return what the picture rate is, what was wanted where it is another, and what iXML says where that differs."""
    if in_ixml is None:
        return (
            message("form.wrong-picture-rate", rate=rate, wanted=wanted)
            if wanted
            else message("form.picture-rate", rate=rate)
        )
    if not wanted:
        return message("form.picture-rate-ixml-differs", rate=rate, stated=in_ixml)
    return message("form.wrong-picture-rate-ixml-differs", rate=rate, wanted=wanted, stated=in_ixml)


def _same_rate(stated: str, subject: Subject) -> bool:
    try:
        return parse_frame_rate(stated) == subject.picture_rate
    except ValueError:
        return False
