"""Languages as file names spell them: tags, ISO codes, names, and what studios write instead.

Which words are codes is ISO 639-1 and 639-2 (both forms of the latter), which for these languages are also
those of ISO 639-3; how a tag is built is RFC 5646 (BCP 47). What has no standard, such as `LAS` for the Spanish of
Latin America, is a custom, and a reading that rests on it says so.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from validator.names.words import fold

_DUBBED: Final = """
af afr Afrikaans | am amh Amharic | ar ara Arabic العربية | az aze Azerbaijani Azeri | be bel Belarusian
bg bul Bulgarian български | bn ben Bengali Bangla বাংলা | br bre Breton Brezhoneg | bs bos Bosnian Bosanski
ca cat Catalan Català | cs ces/cze Czech Čeština Česky | cy cym/wel Welsh Cymraeg | da dan Danish Dansk
de deu/ger German Deutsch | el ell/gre Greek Ελληνικά | en eng English | eo epo Esperanto
es spa Spanish Español Espagnol | et est Estonian Eesti | eu eus/baq Basque Euskara
fa fas/per Persian Farsi فارسی | fi fin Finnish Suomi | fr fra/fre French Français | fy fry Frisian Frysk
ga gle Irish Gaeilge | gd gla Gàidhlig | gl glg Galician Galego | gu guj Gujarati | ha hau Hausa
he heb Hebrew עברית | hi hin Hindi हिन्दी | hr hrv Croatian Hrvatski | ht hat Haitian | hu hun Hungarian Magyar
hy hye/arm Armenian | id ind Indonesian Bahasa | ig ibo Igbo | is isl/ice Icelandic Íslenska
it ita Italian Italiano | ja jpn Japanese 日本語 Nihongo | ka kat/geo Georgian | kk kaz Kazakh | km khm Khmer
kn kan Kannada | ko kor Korean 한국어 | ku kur Kurdish | ky kir Kyrgyz Kirghiz | lb ltz Luxembourgish
lo lao Lao Laotian | lt lit Lithuanian Lietuvių | lv lav Latvian Latviešu | mi mri/mao Maori
mk mkd/mac Macedonian | ml mal Malayalam | mn mon Mongolian | mr mar Marathi | ms msa/may Malay Melayu
mt mlt Maltese | my mya/bur Burmese | nb nob Bokmål | ne nep Nepali | nl nld/dut Dutch Nederlands
nn nno Nynorsk | no nor Norwegian Norsk | pa pan Punjabi Panjabi | pl pol Polish Polski | ps pus Pashto
pt por Portuguese Português | ro ron/rum Romanian Română | ru rus Russian Русский | rw kin Kinyarwanda
si sin Sinhala | sk slk/slo Slovak Slovenčina Slovensky | sl slv Slovenian Slovene Slovenščina | so som Somali
sq sqi/alb Albanian Shqip | sr srp Serbian Srpski Српски | sv swe Swedish Svenska | sw swa Swahili Kiswahili
ta tam Tamil தமிழ் | te tel Telugu తెలుగు | tg tgk Tajik | th tha Thai ไทย | tl tgl Tagalog
tr tur Turkish Türkçe | uk ukr Ukrainian Українська | ur urd Urdu اردو | uz uzb Uzbek | vi vie Vietnamese
wo wol Wolof | xh xho Xhosa | yi yid Yiddish | yo yor Yoruba | zh zho/chi Chinese 中文 | zu zul Zulu
"""
"""ISO 639-1 code, ISO 639-2 codes (terminology, then bibliographic), English and own names.

Source: ISO 639-2 code list of its Registration Authority, the Library of Congress.
"""

_RARE: Final = """
aa aar | ab abk | ae ave | ak aka | an arg | as asm | av ava | ay aym | ba bak | bi bis | bm bam | bo bod/tib
ce che | ch cha | co cos | cr cre | cu chu | cv chv | dv div | dz dzo | ee ewe | ff ful | fj fij | fo fao
gn grn | gv glv | ho hmo | hz her | ia ina | ie ile | ii iii | ik ipk | io ido | iu iku | jv jav | kg kon
ki kik | kj kua | kl kal | kr kau | ks kas | kv kom | kw cor | la lat | lg lug | li lim | ln lin | lu lub
mg mlg | mh mah | na nau | nd nde | ng ndo | nr nbl | nv nav | ny nya | oc oci | oj oji | om orm | or ori
os oss | pi pli | qu que | rm roh | rn run | sa san | sc srd | sd snd | se sme | sg sag | sm smo | sn sna
ss ssw | st sot | su sun | ti tir | tk tuk | tn tsn | to ton | ts tso | tt tat | tw twi | ty tah | ug uig
ve ven | wa wln | za zha
"""
"""The other languages of ISO 639-1, but for Volapük: `VO` is a voice-over or an original version, `VOL` a volume.

Most of their codes are also words (run, sun, her): they are read in a tag, or among names that differ in nothing but
the language.
"""

_OTHERS: Final = """
yue Cantonese | cmn Mandarin | fil Filipino | ast Asturian | hmn Hmong | ceb Cebuano | gsw | nds | haw Hawaiian
"""
"""Languages without a two-letter code: ISO 639-3 code, names."""

_CUSTOM: Final[dict[str, str]] = {
    # what studios and platforms write that is no code of the standard, and the tag it stands for
    "esp": "es", "cas": "es-ES", "castilian": "es-ES", "castellano": "es-ES", "esl": "es",
    "las": "es-419", "latam": "es-419", "lats": "es-419", "latspa": "es-419", "lam": "es-419", "lasp": "es-419",
    "lat": "es-419",
    "ptb": "pt-BR", "brp": "pt-BR", "pob": "pt-BR", "pbr": "pt-BR", "ptbr": "pt-BR", "bpo": "pt-BR", "bra": "pt-BR",
    "brazilian": "pt-BR", "ptpt": "pt-PT", "ptg": "pt-PT",
    "vf": "fr", "vff": "fr-FR", "vfq": "fr-CA", "vfi": "fr", "frc": "fr-CA", "frp": "fr-FR",
    "frca": "fr-CA", "quebecois": "fr-CA",
    "flemish": "nl-BE", "fle": "nl-BE", "vlaams": "nl-BE",
    "chs": "zh-Hans", "cht": "zh-Hant", "can": "yue", "man": "cmn", "putonghua": "cmn",
    "enu": "en-US", "engus": "en-US", "enguk": "en-GB", "jap": "ja", "kore": "ko", "ned": "nl", "sve": "sv",
    "dans": "da", "grk": "el", "tai": "th", "bah": "id",
    "简体中文": "zh-Hans", "繁體中文": "zh-Hant", "繁体中文": "zh-Hant", "普通话": "cmn", "國語": "cmn", "国语": "cmn",
    "粤语": "yue", "粵語": "yue",
}  # fmt: skip

_COUNTRIES: Final[dict[str, str]] = {
    # country codes of ISO 3166-1 that stand where a language should; not those of a code of ISO 639-1 in wide use
    "br": "pt-BR", "mx": "es-MX", "jp": "ja", "cz": "cs", "dk": "da", "gr": "el", "cn": "zh-CN", "tw": "zh-TW",
    "hk": "zh-HK", "kr": "ko", "ua": "uk", "us": "en-US", "gb": "en-GB", "se": "sv", "at": "de-AT", "rs": "sr",
    "si": "sl", "ee": "et", "vn": "vi", "il": "he",
}  # fmt: skip

_REGION_WORDS: Final[dict[str, str]] = {
    "latam": "419", "latin": "419", "la": "419", "lat": "419", "latinamerica": "419", "latino": "419",
    "castilian": "ES", "castellano": "ES", "spain": "ES", "spa": "ES", "european": "*", "euro": "*", "eu": "*",
    "brazil": "BR", "brazilian": "BR", "brasil": "BR", "bra": "BR", "portugal": "PT", "iberian": "PT",
    "canada": "CA", "canadian": "CA", "can": "CA", "quebec": "CA", "parisian": "FR", "france": "FR", "belgium": "BE",
    "mexican": "MX", "mexico": "MX", "uk": "GB", "british": "GB", "usa": "US", "american": "US", "taiwan": "TW",
    "taiwanese": "TW", "hongkong": "HK", "simplified": "Hans", "traditional": "Hant", "simp": "Hans", "trad": "Hant",
    "hans": "Hans", "hant": "Hant", "latn": "Latn", "cyrl": "Cyrl", "简体": "Hans", "繁體": "Hant", "繁体": "Hant",
    "espana": "ES", "latinoamerica": "419", "hispanoamerica": "419", "deutschland": "DE", "germany": "DE",
    "osterreich": "AT", "austria": "AT", "schweiz": "CH", "suisse": "CH", "switzerland": "CH", "belgique": "BE",
    "belgie": "BE", "italia": "IT", "italy": "IT",
}  # fmt: skip
"""Words beside a language that say which one: region (ISO 3166-1, UN M.49) or script (ISO 15924); `*` for Europe's."""

_REGIONS: Final[dict[str, str]] = {
    # regions a language is dubbed for, the European one first
    "fr": "FR CA BE CH LU", "pt": "PT BR AO MZ", "es": "ES 419 MX AR CO CL PE US", "en": "GB US AU CA IE NZ IN ZA",
    "de": "DE AT CH", "zh": "CN TW HK SG Hans Hant", "cmn": "CN TW Hans Hant", "yue": "HK CN Hant Hans",
    "nl": "NL BE", "it": "IT CH", "ar": "SA EG AE MA LB QA 001", "sr": "RS Latn Cyrl", "hr": "HR", "bs": "BA",
    "sl": "SI", "sk": "SK", "cs": "CZ", "pl": "PL", "hu": "HU", "ro": "RO MD", "bg": "BG", "el": "GR CY", "tr": "TR",
    "ru": "RU", "uk": "UA", "lt": "LT", "lv": "LV", "et": "EE", "fi": "FI", "sv": "SE FI", "da": "DK", "no": "NO",
    "nb": "NO", "nn": "NO", "is": "IS", "he": "IL", "ja": "JP", "ko": "KR", "th": "TH", "vi": "VN", "id": "ID",
    "ms": "MY", "hi": "IN", "ta": "IN LK", "te": "IN", "ml": "IN", "kn": "IN", "bn": "IN BD", "mr": "IN", "gu": "IN",
    "pa": "IN PK", "ur": "PK IN", "ca": "ES", "eu": "ES", "gl": "ES", "fil": "PH", "fa": "IR",
}  # fmt: skip


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALSO_WORDS: Final = _words_of(
    "it is no so my am be he id ca hi us la lo ben cat dan est fin hat ice lit mac may mar man can mon nor pan per pol"
    " las cas lam tam tel lao wel sin tai bah dans bra"
)
"""Codes that are also words a title may end with: they count in capitals, or beside the codes of other languages."""

# Of the regions of UN M.49 only 419, Latin America, is in use for dubs; `cs-001` is a channel and a number.
_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})[-_](?:(?P<script>[A-Z][a-z]{3})(?:[-_]|$))?(?P<region>[A-Z]{2}|419)?"
)


def _rows(table: str) -> list[list[str]]:
    return [row.split() for row in table.replace("\n", "|").split("|") if row.strip()]


@cache
def _codes() -> dict[str, str]:
    """Language by code."""
    codes: dict[str, str] = {}
    for two_letters, others, *_names in (*_rows(_DUBBED), *_rows(_RARE)):
        codes |= dict.fromkeys((two_letters, *others.split("/")), two_letters)
    return codes | {row[0]: row[0] for row in _rows(_OTHERS)}


@cache
def _names() -> dict[str, str]:
    """Language by name, folded."""
    named = {fold(name): row[0] for row in _rows(_DUBBED) for name in row[2:]}
    return named | {fold(name): row[0] for row in _rows(_OTHERS) for name in row[1:]}


@cache
def _rare_codes() -> frozenset[str]:
    return frozenset(code for row in _rows(_RARE) for code in (row[0], *row[1].split("/")))


def language_of_word(word: str) -> tuple[str, bool] | None:
    """The language that one word names.

    Args:
        word: Folded (`validator.names.words.fold`).

    Returns:
        The tag, and whether that is custom rather than standard; None where the word names none.
    """
    if word in _COUNTRIES and (word not in _codes() or word in _rare_codes() or word == "br"):
        return _COUNTRIES[word], True
    if word in _CUSTOM:
        return _CUSTOM[word], _CUSTOM[word] != _codes().get(word)
    standard = _names().get(word) or _codes().get(word)
    return None if standard is None else (standard, False)


def is_doubtful(word: str) -> bool:
    """Tell whether a folded word that names a language is more often something else."""
    return word in _ALSO_WORDS or (word in _rare_codes() and word not in _COUNTRIES)


def is_name(word: str) -> bool:
    """Tell whether a folded word is a language's name, not a code."""
    return word in _names()


def region_of_word(word: str, language: str) -> str | None:
    """The region or script that a folded word beside a language means; None where the language is not dubbed for it."""
    known = _REGIONS.get(language, "").split()
    region = _REGION_WORDS.get(word, word.upper())
    if region == "*":
        return known[0] if known and language in ("es", "pt", "fr", "en") else None
    return region if region in known else None


def tag_of(text: str) -> str | None:
    """The tag that a text is, written as tags are: `fr-FR`, `fr_FR`, `es-419`, `zh-Hant-TW`; None where it is none."""
    match = _TAG.fullmatch(text)
    if match is None or match["language"] not in _codes() or not (match["script"] or match["region"]):
        return None
    region = "GB" if match["region"] == "UK" else match["region"]
    return "-".join(filter(None, (_codes()[match["language"]], match["script"], region)))


def with_region(language: str, region: str | None) -> str:
    """Join a language and a region."""
    return language if region is None else f"{language}-{region}"
