"""No sentence says `1 samples`: every text is said with each of its counts at one, in every language with a plural."""

from __future__ import annotations

import re
import string
from importlib import import_module
from typing import Final

import pytest

from specs.message import Argument, Message, message, verbatim
from validator.catalogue import SHELF, say
from validator.languages import speaking, translated

TEXTS: Final = {
    code: text for name in SHELF for code, text in import_module(f"validator.catalogue.{name}").TEXTS.items()
}

NAMES: Final = frozenset(
    {
        "field",
        "file",
        "first",
        "fold_down",
        "guide",
        "number",
        "offset",
        "other",
        "pairs",
        "partner",
        "second",
        "version",
    }
)
"""Arguments that are a name, or the number of a thing: never a count."""

PLURALS: Final = {
    "en": (
        "assets|beds|bits|bytes|channels|characters|checks|chunks|clauses|demands|faults|files|findings|frames|gaps|"
        "items|languages|lines|mixes|objects|parts|passages|peaks|places|problems|questions|reels|remarks|reports|runs|"
        "samples|seconds|segments|sequences|sheets|speakers|statements|stretches|subframes|things|times|tops|tracks|"
        "units|waivers"
    ),
    "de": (
        "Abschnitte|Abschnitten|Akte|Akten|Assets|Beds|Bilder|Bildern|Bildspuren|Bytes|Chunks|Dateien|Dialogstellen|"
        "Folgen|Forderungen|Frames|Kanäle|Kanälen|Mischungen|Nullbytes|Objekte|Objekten|Prüfungen|Samples|Sätze|Sätzen|"
        "Segmente|Sekunden|Spitzen|Sprachen|Spuren|Stellen|Teile|Teilen|Tonspuren|Units|weitere Fehler"
    ),
    "fr": (
        "assets|bits|bobines|canaux|caractères|chunks|défauts|échantillons|endroits|exigences|fichiers|haut-parleurs|"
        "images|langues|lits|mixages|morceaux|objets|octets|parties|pistes|rendus|répliques|secondes|segments|séries|"
        "sommets|tronçons|units"
    ),
    "es": "archivos|canales|exigencias|lugares|muestras|picos",
    "it": "campioni|canali|picchi|punti|requisiti",
    "pt-BR": "amostras|arquivos|canais|exigências|picos",
}
"""Nouns that are counted, in the plural."""

VERBS: Final = {
    "en": "are|were|have|do|lie|belong|agree|carry",
    "de": "sind|waren|wurden|gehören|liegen|fehlen",
    "fr": "sont|ont|étaient|manquent|concordent",
    "es": "son|fallan",
    "it": "sono",
    "pt-BR": "são",
}
"""Verbs in the plural, right after the number."""

_BITS: Final = "no word has one bit"
_LIST: Final = "it counts what there is twice at least"
_REELS: Final = "reels are joined from two on"
_LIMIT: Final = "a constant of this project, above one"

NEVER_ONE: Final = {
    "adm.bit-depth-differs": "the text of an attribute of axml, which is shown as it stands there",
    "audio.id3-in-front": "the header of an ID3 tag alone has ten bytes",
    "containers.chunks-left": _LIMIT,
    "correction.speed-pitch-follows": "a picture rate, 24/1.001 and above",
    "correction.speed-pitch-kept": "a picture rate, 24/1.001 and above",
    "correction.word-length": _BITS,
    "correction.word-length-dithered": _BITS,
    "delivery.common-sound": "told from three languages on",
    "delivery.judged-on-each-reel": _REELS,
    "delivery.numbered-channels": "one file is no set",
    "delivery.stands-apart": "told from four languages on",
    "dialogue.me-holds-dialogue": "told from two lines on",
    "fix.arrived-at": _LIMIT,
    "form.bits-float": _BITS,
    "form.bits-integer": _BITS,
    "imf.asset-repeated": _LIST,
    "imf.file-repeated": _LIST,
    "imf.id-repeated": _LIST,
    "imf.packed-twice": _LIST,
    "imf.several-chunks": _LIST,
    "names.set-incomplete": "one channel is there and another is missing",
    "names.tracks-in-order": "one track is no set",
    "notice.clipping": "a run has three samples at least",
    "notice.flat-tops": "a flat top has three samples at least",
    "notice.from-clipping": _LIMIT,
    "notice.from-word-length": _LIMIT,
    "notice.same-sound": "a channel is the same as another",
    "notice.word-length": _BITS,
    "plan.need-integers-of": _BITS,
    "plan.need-longer-words": _BITS,
    "plan.need-shorter-words": _BITS,
    "plan.source-resolution": _BITS,
    "remedy.stamp": "a timecode is whole frames from midnight",
    "remedy.stamp-or-pad": "a timecode is whole frames from midnight",
    "verdict.rejected": "of one demand it is said by verdict.rejected-by-one",
    "wave.bext-time-reference": "said of more than a day",
    "wave.chunk-doubled": _LIST,
    "wave.data-part-frame": "a frame of one byte has no part",
    "wave.extension-too-short": "a constant of the standard: 22 bytes",
    "wave.id3-in-front": "the header of an ID3 tag alone has ten bytes",
    "wave.too-many-chunks": _LIMIT,
    "wave.valid-bits-exceed": "more than the eight bits of the shortest word",
    "window.segments-not-reels": _REELS,
}
"""Texts in which a count cannot be one, each with the reason."""


def arguments(text: str) -> dict[str, Argument | Message | tuple[Argument | Message, ...]]:
    """Every argument that a text asks for, also within the format of another: counts are 1, the rest a letter."""
    found: dict[str, Argument | Message | tuple[Argument | Message, ...]] = {}
    for _, name, form, _ in string.Formatter().parse(text):
        if name is None:
            continue
        if form and form.startswith("joined"):
            found[name] = (verbatim("X"), verbatim("Y"))
        elif name in NAMES or form in {"clause", "capital", "small"}:
            found[name] = verbatim("X")
        else:
            found.setdefault(name, 1)
        found = {**arguments(form or ""), **found}
    return found


def of_one(tag: str) -> dict[str, str]:
    """What is said of one in the plural, by the code of its text."""
    adjective = r"(?:[a-zäöüéè-]+ )?"
    of_whole = r"(?:(?:of|von|sur|des|de|su) 1 )?"
    wrong = re.compile(rf"(?<![\w.,:/-])1 {of_whole}(?:{adjective}(?:{PLURALS[tag]})|(?:{VERBS[tag]}))\b")
    with speaking(tag):
        said = {
            code: say(message(code, **{**arguments(text), **arguments(translated(text, code))}))
            for code, text in TEXTS.items()
        }
    return {code: found[0] for code, text in said.items() if (found := wrong.search(text))}


@pytest.mark.parametrize("tag", PLURALS)
def test_one_has_no_plural(tag: str) -> None:
    wrong = {code: found for code, found in of_one(tag).items() if code not in NEVER_ONE}
    assert wrong == {}


def test_every_exception_is_needed() -> None:
    assert set(NEVER_ONE) - {code for tag in PLURALS for code in of_one(tag)} == set()
