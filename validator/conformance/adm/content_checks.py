"""Checks on what programmes and contents say of themselves: kind, language, labels, loudness."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validator.conformance.adm.document_checks import document_of
from validator.conformance.adm.model import AdmFault, at, at_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validator.containers.adm.document import AudioContent, AudioObject, AudioProgramme
    from validator.containers.adm.file import AdmFile

DIALOGUE_KINDS: Final[Mapping[str, tuple[str, int]]] = {
    "0": ("nonDialogueContentKind", 2),
    "1": ("dialogueContentKind", 6),
    "2": ("mixedContentKind", 3),
}
"""Value of dialogue: the attribute that goes with it and its highest code (libadm 0.14, dialogue.hpp)."""

LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}")
"""Two or three letters: ISO 639-1 or 639-2."""

LOUDNESS_LIMIT: Final = 99.99
"""Beyond it no loudness, range or peak is stated (EBU Tech 3285 v2 clause 2.3, ranges of the same fields in bext)."""

AGREEMENT_LU: Final = 0.1
"""Two statements that differ by no more agree. Our choice: programs write one or two decimals, and round each way."""


def dialogue_kinds_fit(file: AdmFile) -> Iterator[AdmFault]:
    """The value of dialogue is 0, 1 or 2, with the attribute that goes with it and a code that there is."""
    for content in document_of(file).contents:
        for dialogue in content.dialogue:
            expected, highest = DIALOGUE_KINDS.get(dialogue.value, ("", 0))
            codes = [str(code) for code in range(highest + 1)]
            fits = expected and all(name == expected and code.strip() in codes for name, code in dialogue.kinds.items())
            if not fits:
                kinds = " ".join(f"{name}={code}" for name, code in dialogue.kinds.items())
                yield at_line(content, dialogue.line, value=dialogue.value, kinds=kinds)


def languages_are_codes(file: AdmFile) -> Iterator[AdmFault]:
    """A language is a code of two or three letters."""
    document = document_of(file)
    spoken: tuple[AudioProgramme | AudioContent, ...] = (*document.programmes, *document.contents)
    for element in spoken:
        if element.language is not None and not LANGUAGE.fullmatch(element.language):
            yield at(element, found=element.language)


def labels_differ_in_language(file: AdmFile) -> Iterator[AdmFault]:
    """No two labels of an element are of one language."""
    document = document_of(file)
    labelled: tuple[AudioProgramme | AudioContent | AudioObject, ...] = (
        *document.programmes,
        *document.contents,
        *document.objects,
    )
    for element in labelled:
        seen: set[str] = set()
        for label in element.labels:
            language = (label.language or "").lower()
            if language in seen:
                yield at_line(element, label.line, language=label.language)
            seen.add(language)


def loudness_is_a_number(file: AdmFile) -> Iterator[AdmFault]:
    """Each value of loudnessMetadata is a number that loudness can have."""
    document = document_of(file)
    measured: tuple[AudioProgramme | AudioContent, ...] = (*document.programmes, *document.contents)
    for element in measured:
        for metadata in element.loudness:
            for name, value in metadata.values.items():
                if value.value is None or abs(value.value) > LOUDNESS_LIMIT:
                    yield at_line(element, value.line, name=name, found=value.text)


def loudness_agrees_with_bext(file: AdmFile) -> Iterator[AdmFault]:
    """With one programme, its loudness and the loudness in bext are the same."""
    programmes = document_of(file).programmes
    if len(programmes) != 1 or len(programmes[0].loudness) != 1:
        return
    values = programmes[0].loudness[0].values
    for name, stated in (("integratedLoudness", file.integrated_lkfs), ("maxTruePeak", file.max_true_peak_dbtp)):
        value = values.get(name)
        if stated is None or value is None or value.value is None:
            continue
        if abs(value.value - stated) > AGREEMENT_LU:
            yield at_line(programmes[0], value.line, name=name, axml=value.value, bext=stated)
