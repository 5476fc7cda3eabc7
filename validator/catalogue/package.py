"""What is said of a package: of its bytes and names as a whole."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "package.intact": "Every byte and every name is as it was packaged.",
    "package.waived": (
        "Nothing is left against this package: {count:plural|finding was|findings were} waived, by whom stands above."
    ),
    "package.altered": (
        "The package is not as it was made: {count:plural|problem was|problems were} found in its bytes and names."
    ),
    "package.contradicted": (
        "The package contradicts itself: {count:plural|report inside does|reports inside do} not say what judging "
        "again says."
    ),
    "package.has-litter": "The package is whole, but an operating system has left files among what was packed.",
    "package.listed-intact": "Every listed file is there, and its bytes are as they were listed.",
    "package.partly-known": (
        "Nothing that could be checked has changed; of {count:plural|more thing|more things} nothing says whether it "
        "has."
    ),
    "package.list-what-is-not": "Have its maker list every file with a digest that is read, and send the list.",
    "package.problem": "{text}",
    "package.compare-with-source": "Fetch the package again, or have its maker send it again.",
}
