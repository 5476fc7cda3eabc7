"""Form of the files: sample rate, word length, layout, container, picture rate, name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from specs.requirements.form import (
    ChannelLayout,
    Container,
    FileForm,
    FileName,
    Files,
    FrameRate,
    SampleRate,
    WordLength,
)
from specs.vocabulary import frame_rate_name, parse_frame_rate, parse_layout
from validator.finding import Quantity
from validator.rules.outcome import Outcome, count_of, counted, not_measured, quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validator.containers.facts import FileFacts
    from validator.rules.subject import Subject


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
        message=f"The sample rate is {rate} Hz"
        + ("." if held else f"; asked for is {_any_of(requirement.allowed_hz)}."),
        remedy=None
        if held
        else f"Convert to {requirement.allowed_hz[0]} Hz, best by exporting from the session again.",
    )


def judge_word_length(requirement: WordLength, subject: Subject) -> Outcome:
    """Hold the word length against those accepted.

    Judges: the valid bits in the header of every file, and where the sheet says so the bits that really change.
    Why publishers ask: 16-bit material in a 24-bit file has lost what dither cannot bring back.
    Boundary: the exact number of integer PCM; floating point is another form and does not hold.
    Remedy: export at the word length asked for.
    """
    allowed = _any_of(requirement.allowed_bits)
    effective = subject.measurements.effective_bits
    padded = effective is not None and effective < min(requirement.allowed_bits) and not requirement.padded_is_accepted
    files = subject.measurements.files
    wrong = [facts for facts in files if facts.valid_bits not in requirement.allowed_bits or _is_float(facts)]
    shown_file = (wrong or files)[0]
    message = f"The word length is {_word_length(shown_file)}"
    if wrong and len(files) > 1:
        message += f" in {', '.join(facts.name for facts in wrong)}"
    if effective is not None and not _is_float(shown_file) and effective < shown_file.valid_bits:
        message += f", of which {effective} bits carry signal"
    return Outcome(
        held=not wrong and not padded,
        required=f"word length {allowed} bit",
        measured=quantity(shown_file.valid_bits, "bit", 0),
        message=message + (f"; asked for is {allowed} bit." if wrong or padded else "."),
        remedy=f"Export at {allowed} bit integer PCM."
        if wrong
        else "Export again from a session of the full word length; bits cannot be added afterwards."
        if padded
        else None,
    )


def _is_float(facts: FileFacts) -> bool:
    return facts.sample_format.is_float


def _word_length(facts: FileFacts) -> str:
    return f"{facts.valid_bits} bit {'float' if _is_float(facts) else 'integer'}"


def judge_layout(requirement: ChannelLayout, subject: Subject) -> Outcome:
    """Hold the channel layout, order included, against those accepted.

    Judges: what the channel mask, iXML, chna, the delivery or --layout says the channels are.
    Why publishers ask: a centre in the wrong place puts the dialogue into a surround loudspeaker.
    Boundary: number, labels and order must all agree; the two orders of 5.1 are two layouts.
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
                message=f"The mix has {count_of(count, 'channel', 'channels')}; asked for is "
                f"{_any_of(f'{layout.name} with {len(layout.channels)}' for layout in wanted)}.",
                remedy=f"Deliver {_any_of(requirement.allowed)}.",
            )
        return not_measured(
            required,
            f"The mix has {count_of(count, 'channel', 'channels')}, and nothing in it says what they are.",
            "Say what the channels are with --layout, and write the channel mask at export.",
        )
    asked = _any_of(requirement.allowed)
    held = any(layout.labels == candidate.labels for candidate in wanted)
    same_set = any(sorted(layout.labels) == sorted(candidate.labels) for candidate in wanted)
    return Outcome(
        held=held,
        required=required,
        measured=_word(f"{layout.name} ({' '.join(layout.labels)})"),
        message=f"The layout is {layout.name}"
        + ("." if held else ": the right channels in another order." if same_set else f"; asked for is {asked}."),
        why=(f"The layout comes from the {measured.layout_from}.",) if measured.layout_from else (),
        remedy=None if held else (f"Reorder the channels to {asked}." if same_set else f"Deliver {asked}."),
    )


_FORM_TEXT: Final = {
    FileForm.MONO_SET: "one mono file per channel",
    FileForm.INTERLEAVED: "one interleaved file",
    FileForm.MUXED: "audio inside the picture file",
}


_DELIVERED_AS: Final = {
    FileForm.MONO_SET: "a set of mono files, one per channel",
    FileForm.INTERLEAVED: "one interleaved file",
    FileForm.MUXED: "inside the picture file",
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
    joined = "+" in (measured.layout or "") and requirement.one_soundfield_per_file
    message = f"The mix is {_DELIVERED_AS[form]}" + (", with two soundfields in it." if joined else ".")
    return Outcome(
        held=held and not joined,
        required=required + (", one soundfield group per file" if requirement.one_soundfield_per_file else ""),
        measured=_word(str(form)),
        message=message,
        remedy=("Export one file per soundfield." if joined else None) if held else f"Export as {required}.",
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
    wrong: dict[str, list[str]] = {}
    for facts in subject.measurements.files:
        if requirement.containers and facts.container not in requirement.containers:
            wrong.setdefault(f"is {facts.container}", []).append(facts.name)
        if requirement.codecs and facts.codec not in requirement.codecs:
            wrong.setdefault(f"holds {facts.codec}", []).append(facts.name)
        if requirement.needs_bext and facts.bext is None:
            wrong.setdefault("has no bext chunk", []).append(facts.name)
    facts = subject.measurements.files[0]
    faults = "; ".join(f"{_each_of(names)} {fault}" for fault, names in wrong.items())
    return Outcome(
        held=not wrong,
        required=required,
        measured=_word(f"{facts.container}, {facts.codec}"),
        message=f"{faults}; asked for is {required}."
        if wrong
        else f"The file is {facts.container} with {facts.codec}.",
        remedy=f"Export as asked for: {required}." if wrong else None,
    )


def _each_of(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"Each of {', '.join(names)}"


def judge_frame_rate(requirement: FrameRate, subject: Subject) -> Outcome:
    """Hold the picture rate against those accepted.

    Judges: the rate the delivery (or --picture-rate) states; where iXML states another, that is said too.
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
            "The picture rate was not given" + (f"; iXML says {stated}." if stated else "."),
            "Give it with --picture-rate, for example 24000/1001, or state it in the delivery file.",
        )
    held = subject.picture_rate in {parse_frame_rate(rate) for rate in requirement.allowed}
    name = frame_rate_name(subject.picture_rate)
    other = f"; iXML says {stated}" if stated and not _same_rate(stated, subject) else ""
    return Outcome(
        held=held,
        required=required,
        measured=Quantity(value=None, unit="fps", text=name),
        message=f"The picture rate is {name}"
        + ("" if held else f"; asked for is {_any_of(requirement.allowed)}")
        + f"{other}.",
        remedy=None if held else f"Conform to {_any_of(requirement.allowed)}.",
    )


def _same_rate(stated: str, subject: Subject) -> bool:
    try:
        return parse_frame_rate(stated) == subject.picture_rate
    except ValueError:
        return False


def judge_file_name(requirement: FileName, subject: Subject) -> Outcome:
    """Hold the file names against the publisher's pattern.

    Judges: the whole name of every file, ending included.
    Why publishers ask: ingest reads title, language and layout from the name.
    Boundary: the pattern must match from the first to the last character.
    Remedy: rename.
    """
    wrong = [facts.name for facts in subject.measurements.files if not re.fullmatch(requirement.pattern, facts.name)]
    return Outcome(
        held=not wrong,
        required=f"a file name like {requirement.example}",
        measured=_word(subject.measurements.files[0].name),
        message=f"{', '.join(wrong)} does not follow the pattern of {requirement.example}."
        if wrong
        else "The file name follows the pattern.",
        why=(f"Pattern: {requirement.pattern}",),
        remedy=f"Rename, for example to {requirement.example}." if wrong else None,
    )
