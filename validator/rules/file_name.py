"""File names: the pattern, and what its words say of the mix."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from specs.counting import count_of
from specs.message import distinct, message
from specs.vocabulary import frame_rate_name, parse_layout
from validator.names.languages import language_of_word, tag_of
from validator.names.words import fold
from validator.results.finding import Quantity
from validator.rules.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specs.message import Message
    from specs.requirements.form import FileName, NameFields
    from validator.rules.subject import Subject

_NAMES: Final = {
    "language": message("form.field-language"),
    "layout": message("form.field-layout"),
    "kind": message("form.field-kind"),
    "version": message("form.field-version"),
    "picture_rate": message("form.field-picture-rate"),
    "sample_rate_hz": message("form.field-sample-rate"),
    "word_length_bits": message("form.field-word-length"),
    "seconds": message("form.field-seconds"),
}


def judge_file_name(requirement: FileName, subject: Subject) -> Outcome:
    """Hold the file names against the publisher's pattern, and what their words say against the mix.

    Judges: the whole name of every file, ending included; where the sheet says what its words mean, the language,
        layout, kind, version, rates, word length or length that they name against those of the mix.
    Why publishers ask: ingest reads title, language and layout from the name.
    Boundary: the pattern must match from the first to the last character; a running time to the nearest second. A word
        that names something nobody stated of the mix leaves the demand open.
    Remedy: rename, or deliver the mix that the name says.
    """
    names = [facts.name for facts in subject.measurements.files]
    matches = {name: re.fullmatch(requirement.pattern, name) for name in names}
    wrong = [name for name, match in matches.items() if match is None]
    required = f"a file name like {requirement.example}"
    why = (message("form.file-name-pattern", pattern=requirement.pattern),)
    found = Quantity(value=None, unit="", text=names[0])
    if wrong:
        example = _example_for(requirement, subject)
        reason = message("form.wrong-file-name", files=tuple(wrong), example=requirement.example)
        rename = message("remedy.rename", example=example)
        return Outcome(held=False, required=required, measured=found, reason=reason, why=why, remedy=rename)
    faults: list[Message] = []
    unknown: list[Message] = []
    for match in matches.values():
        for name, word in _words(requirement.fields, match):
            agrees, said = _agrees(requirement.fields, name, word, subject)
            if agrees is False:
                faults.append(message("form.name-says", field=_NAMES[name], word=word, found=said))
            elif agrees is None:
                unknown.append(_NAMES[name])
    held, reason, remedy = _answer(distinct(faults), distinct(unknown))
    return Outcome(held=held, required=required, measured=found, reason=reason, why=why, remedy=remedy)


def _example_for(requirement: FileName, subject: Subject) -> str:
    """Return the example of the sheet with the words of this mix in it; as it stands where that makes no right name.

    `NightTram_de-DE_PM_51.wav` for a French dialogue stem in 5.1: `NightTram_fr-FR_DX_51.wav`.
    """
    fields, match = requirement.fields, re.fullmatch(requirement.pattern, requirement.example)
    if fields is None or match is None:
        return requirement.example
    text = requirement.example
    # From the end, so that the places before a word stay where the pattern found them.
    for name in sorted((one for one in fields.groups if match[one]), key=match.start, reverse=True):
        word = _word_for(fields, name, match[name], subject)
        if word is None:
            return requirement.example
        text = text[: match.start(name)] + word + text[match.end(name) :]
    again = re.fullmatch(requirement.pattern, text)
    if again is None or any(_agrees(fields, *one, subject)[0] is False for one in _words(fields, again)):
        return requirement.example
    return text


def _word_for(fields: NameFields, name: str, example: str, subject: Subject) -> str | None:
    """Return the word for what the mix is; that of the example where it holds, None where no word is known."""
    if _agrees(fields, name, example, subject)[0]:
        return example
    if name == "language":
        return subject.language
    words = [word for word in (getattr(fields, name) or {}) if isinstance(word, str)] if name != "seconds" else []
    return next((word for word in words if _agrees(fields, name, word, subject)[0]), None)


def _answer(faults: tuple[Message, ...], unknown: tuple[Message, ...]) -> tuple[bool | None, Message, Message | None]:
    """Return whether the words agree with the mix, what is the case, and what to do."""
    if faults:
        return False, message("form.name-is-of-another", faults=faults), message("remedy.rename-or-deliver")
    if unknown:
        return None, message("form.name-not-checked", fields=unknown), message("remedy.state-named")
    return True, message("form.file-name"), None


def _words(fields: NameFields | None, match: re.Match[str] | None) -> Iterator[tuple[str, str]]:
    """Yield each field with the word that the name has for it; a group that is not in the name says nothing."""
    if fields is None or match is None:
        return
    for name in fields.groups:
        word = match[name]
        if word:
            yield name, word


def _agrees(fields: NameFields | None, name: str, word: str, subject: Subject) -> tuple[bool | None, str]:
    """Say whether a word agrees with the mix, and what the mix is; None where nobody stated it.

    | the word | the mix        | agrees                                             |
    |----------|----------------|----------------------------------------------------|
    | `eng`    | `en-GB`        | yes: the code names no region                      |
    | `en-US`  | `en-GB`        | no                                                 |
    | `51`     | 2 channels     | no, even where nothing says what its channels are  |
    | `23976`  | rate not given | open                                               |
    """
    if name == "language":
        return _language(word, subject)
    if name == "seconds":
        length = (subject.span.end_sample - subject.span.start_sample) / subject.sample_rate_hz
        return word.isdecimal() and round(length) == int(word), f"{length:.1f} s"
    table = {key.casefold(): value for key, value in (getattr(fields, name) or {}).items()}
    meant = table.get(word.casefold())
    if name == "layout" and meant is not None:
        return _layout(str(meant), subject)
    own, said = _of_the_mix(name, subject)
    if own is None:
        return None, ""
    return own == (Fraction(str(meant)) if name == "picture_rate" and meant is not None else meant), said


def _of_the_mix(name: str, subject: Subject) -> tuple[object, str]:
    """Return what the mix is, as the tables of a sheet say it and as people read it; None where nobody stated it."""
    rate, bits = subject.picture_rate, subject.measurements.files[0].valid_bits
    known: dict[str, tuple[object, str]] = {
        "layout": (None, "") if subject.layout is None else (subject.layout.name, subject.layout.name),
        "kind": (subject.mix_kind, str(subject.mix_kind)),
        "version": (subject.version, str(subject.version)),
        "picture_rate": (rate, "" if rate is None else frame_rate_name(rate)),
        "sample_rate_hz": (subject.sample_rate_hz, f"{subject.sample_rate_hz} Hz"),
        "word_length_bits": (bits, f"{bits} bit"),
    }
    return known[name]


def _language(word: str, subject: Subject) -> tuple[bool | None, str]:
    if subject.language is None:
        return None, ""
    tag = tag_of(word)
    if tag is not None:
        return tag.casefold() == subject.language.casefold(), subject.language
    named = language_of_word(fold(word))
    if named is None:
        return False, subject.language
    own = subject.language.split("-")[0]
    return named[0].split("-")[0] == own, subject.language


def _layout(meant: str, subject: Subject) -> tuple[bool | None, str]:
    count = len(subject.measurements.channel_labels)
    wanted = parse_layout(meant)
    if subject.layout is None:
        return (None, "") if len(wanted.labels) == count else (False, count_of(count, "channel", "channels"))
    return wanted.soundfield in subject.soundfields, subject.layout.name
