"""Whether it is known which mix is the original's: without it nothing is held against an original, and nobody is told.

| the printmasters of the delivery                         | told                               |
|----------------------------------------------------------|------------------------------------|
| in one language, or without any                          | nothing: none is the dub of another |
| in two languages, of none is it stated what it is        | once, with the languages           |
| one is the original, of another it is not stated         | of that one: it is held against none |
| of each it is stated, and none is the original           | nothing: the original is elsewhere |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from specs.vocabulary import MixKind, Version
from validator.conformance import Fault
from validator.results.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.delivery.consistency.contents import Contents

NOT_STATED: Final = "delivery.original-not-stated"
_VERSION_NOT_STATED: Final = "delivery.version-not-stated"


def original_not_stated(contents: Contents) -> Iterator[Fault]:
    """Printmasters of which nobody says whether they are the original or a dub."""
    printmasters = [mix for mix in contents.mixes if mix.kind is MixKind.PRINTMASTER]
    unknown = [mix for mix in printmasters if mix.version is None]
    if any(mix.version is Version.ORIGINAL for mix in printmasters):
        for mix in unknown:
            yield Fault(
                check=NOT_STATED,
                arguments={"file": mix.path},
                place=Place(file=mix.path),
                code=_VERSION_NOT_STATED,
            )
        return
    languages = tuple(sorted({mix.language for mix in unknown if mix.language is not None}))
    if len(languages) > 1:
        yield Fault(check=NOT_STATED, arguments={"languages": languages})
