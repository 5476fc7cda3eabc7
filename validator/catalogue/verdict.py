"""The verdict in one sentence, and what weakens a finding."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "verdict.rejected": "This mix does not meet {publisher}, {deliverable}: {failed} of {count} demands fail.",
    "verdict.rejected-by-one": (
        "This mix does not meet {publisher}, {deliverable}: {failed} of {count:plural|demand|demands} fails."
    ),
    "verdict.incomplete": (
        "Whether this mix meets {publisher}, {deliverable} cannot be said: a demand that decides could not be judged."
    ),
    "verdict.outside-weak-figure": (
        "Whether this mix meets {publisher}, {deliverable} cannot be said: it is outside a figure of grade {grade}, "
        "which nobody read in a published text."
    ),
    "verdict.incomplete-by-damage": (
        "Whether this mix meets {publisher}, {deliverable} cannot be said: the part that could be read meets it."
    ),
    "verdict.no-level-known": (
        "Whether this mix meets {publisher}, {deliverable} cannot be said: nobody read in a published text how loud it "
        "is to be."
    ),
    "verdict.outside-recommended-level": (
        "Whether this mix meets {publisher}, {deliverable} cannot be said: it is outside the only level that was "
        "read in a published text, which is a recommendation."
    ),
    "verdict.level-undecided": (
        "Whether this mix meets {publisher}, {deliverable} cannot be said: whether it is within a level that was "
        "read in a published text is left open."
    ),
    "verdict.acceptable": "This mix meets {publisher}, {deliverable}, as far as it can be measured.",
    "verdict.acceptable-with-waivers": (
        "This mix meets {publisher}, {deliverable}, as far as it can be measured, {waived:plural|demand|demands} "
        "waived."
    ),
    "verdict.superseded": "{headline} This edition is superseded.",
    "verdict.superseded-by": "{headline} This edition is superseded by {sheets:joined| and }.",
    "verdict.edition-of-other-days": (
        "{headline} The programme is of {produced}; this edition is for programmes produced {days}.{others}"
    ),
    "verdict.others": " See {sheets:joined| and }.",
    "verdict.damaged": "{headline} The file is damaged: {damage:joined| }",
    "verdict.community-cannot-reject": (
        "The figure is reported by users without a document behind it, so it cannot reject."
    ),
    "verdict.recalled-cannot-reject": "The figure is from memory and was not verified, so it cannot reject.",
}
