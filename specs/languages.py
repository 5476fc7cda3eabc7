"""Whether two language tags mean one language, and what a mix in another than the original's is."""

from __future__ import annotations

from specs.vocabulary import Version


def are_one_language(first: str, second: str) -> bool:
    """Say whether one tag is the other, or a narrower way of saying it.

    | first | second | one language |
    |-------|--------|--------------|
    | en    | en-US  | yes          |
    | en-US | en-GB  | no           |
    | es-ES | es-419 | no           |

    Args:
        first: BCP 47 tag, whatever its case.
        second: The other.

    Source: IETF RFC 4647 clause 3.3.1, basic filtering.
    """
    wide, narrow = sorted((first.casefold(), second.casefold()), key=len)
    return narrow == wide or narrow.startswith(f"{wide}-")


def version_by_language(language: str | None, original_language: str | None) -> Version | None:
    """Return which version a mix is by its language: one in another than the original is a dub.

    `en-US` is a way of saying `en`; `es-419` is another language than `es-ES`, and was dubbed.

    Args:
        language: BCP 47 tag of the mix; None for one without language, which is neither.
        original_language: BCP 47 tag of the original version; None where nobody said.
    """
    if language is None or original_language is None:
        return None
    return Version.ORIGINAL if are_one_language(language, original_language) else Version.DUB
