"""The words of the Universal Media Delivery Profile beside ours.

Source: UMDP 0.11.0, urn:umdp:schema:0.11.0 (github.com/spectraqc/umdp, CC BY 4.0), read 2026-11-29: schema, field
reference, recommended identifiers and the profiles published with it.
"""

from __future__ import annotations

from typing import Final

from specs.vocabulary import MixKind

UMDP_VERSION: Final = "0.11.0"

CONTENT_TYPES: Final = {
    "program": MixKind.PRINTMASTER,
    "commercial": MixKind.COMMERCIAL,
    "trailer": MixKind.TRAILER,
    "promo": MixKind.TRAILER,
}
"""`content_type`, a closed list, and the kind of mix; `interstitial` and `music_video` have none here."""

CODECS: Final = {"aac": "AAC", "ac3": "AC-3", "eac3": "E-AC-3", "mp3": "MP3"}
"""Recommended identifiers of coded sound; PCM is `pcm_s24le`, with its word length."""

CONTAINERS: Final = {"mxf": "MXF", "mxf_op1a": "MXF", "mov": "MOV", "mp4": "MP4"}
"""Recommended identifiers of wrappers of picture and sound; there is none of a file with sound only."""

LAYOUT_WORDS: Final = {"stereo": "2.0", "dual mono": "dual-mono", "mono": "1.0", "l-r-c-lfe-ls-rs": "5.1", "l-r": "2.0"}
"""How published profiles write layouts, in small letters; else labels joined by hyphens."""

COUNTRIES: Final = {
    "AE": "United Arab Emirates", "AR": "Argentina", "AT": "Austria", "AU": "Australia", "BE": "Belgium",
    "BG": "Bulgaria", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CL": "Chile", "CN": "China",
    "CO": "Colombia", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "EE": "Estonia", "EG": "Egypt",
    "ES": "Spain", "FI": "Finland", "FR": "France", "GB": "United Kingdom", "GR": "Greece", "HK": "Hong Kong",
    "HR": "Croatia", "HU": "Hungary", "ID": "Indonesia", "IE": "Ireland", "IL": "Israel", "IN": "India",
    "IS": "Iceland", "IT": "Italy", "JP": "Japan", "KE": "Kenya", "KR": "Korea", "LT": "Lithuania", "LV": "Latvia",
    "MX": "Mexico", "MY": "Malaysia", "NG": "Nigeria", "NL": "Netherlands", "NO": "Norway", "NZ": "New Zealand",
    "PH": "Philippines", "PL": "Poland", "PT": "Portugal", "QA": "Qatar", "RO": "Romania", "RS": "Serbia",
    "RU": "Russia", "SA": "Saudi Arabia", "SE": "Sweden", "SG": "Singapore", "SI": "Slovenia", "SK": "Slovakia",
    "TH": "Thailand", "TR": "Turkey", "TW": "Taiwan", "UA": "Ukraine", "US": "United States", "VN": "Vietnam",
    "ZA": "South Africa", "EU": "Europe", "global": "worldwide",
}  # fmt: skip
"""`governance.jurisdiction`: ISO 3166-1 alpha-2, EU, or `global`; and the territory of a sheet."""
