"""Explanations of rules, read from the docstrings of the rules themselves; of what nobody asks, from its table."""

from __future__ import annotations

import difflib
import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from specs.errors import UsageError
from specs.unasked_rules import UNASKED_RULES
from validator.rules import RULES
from validator.rules.house import (
    ACTION_IN_FILE,
    HOLDS_DIALOGUE,
    IN_STEMS,
    LEFT_OVER,
    LENGTH,
    MISSING_LINES,
    RE_RENDER,
    SOUNDS,
    TIME_REFERENCE,
    WITH_PARTNER,
    judge_action_in_file,
    judge_dialogue_in_stems,
    judge_dialogue_present,
    judge_left_over_lines,
    judge_length,
    judge_missing_lines,
    judge_re_render,
    judge_sounds,
    judge_time_reference,
    judge_with_partner,
)

if TYPE_CHECKING:
    from collections.abc import Callable

HEADINGS: Final = ("Judges", "Why publishers ask", "Boundary", "Remedy")
"""The fixed parts of a rule's docstring, in order."""


_JUDGES: Final[dict[str, Callable[..., Any]]] = {
    **{rule: entry.judge for rule, entry in RULES.items()},
    SOUNDS: judge_sounds,
    HOLDS_DIALOGUE: judge_dialogue_present,
    LEFT_OVER: judge_left_over_lines,
    MISSING_LINES: judge_missing_lines,
    IN_STEMS: judge_dialogue_in_stems,
    WITH_PARTNER: judge_with_partner,
    RE_RENDER: judge_re_render,
    ACTION_IN_FILE: judge_action_in_file,
    TIME_REFERENCE: judge_time_reference,
    LENGTH: judge_length,
}
"""What explains a rule: the function that judges it, of a demand of sheets or of what holds for every mix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A rule, explained.

    Attributes:
        rule: Its id.
        title: The first line of its docstring, without the full stop.
        parts: Text by heading, in the order of `HEADINGS`.
    """

    rule: str
    title: str
    parts: dict[str, str]


def rule_ids() -> tuple[str, ...]:
    """Return the ids of all rules: those of the rule book in its order, then what is found wrong though nobody asks."""
    return (*_JUDGES, *UNASKED_RULES)


def explanation(rule: str) -> Explanation:
    """Return the explanation of a rule.

    Raises:
        UsageError: There is no such rule.
    """
    if rule in UNASKED_RULES:
        unasked = UNASKED_RULES[rule]
        texts = (unasked.judges, unasked.why, unasked.boundary, unasked.remedy)
        return Explanation(rule=rule, title=unasked.title, parts=dict(zip(HEADINGS, texts, strict=True)))
    if rule not in _JUDGES:
        near = nearest_rules(rule)
        raise UsageError(
            "There is no such rule.",
            found=repr(rule) if not rule.strip() else rule,
            expected=" or ".join(near) if near else "the id of a rule, such as peak.true-peak",
            next_step="List the rules, and choose one.",
            code="rule.not-found",
        )
    return _of_docstring(rule)


def nearest_rules(word: str) -> tuple[str, ...]:
    """Return the ids of rules that a word may mean, at most a handful; empty where none is near.

    The first of these that finds any:

    | what is looked for               | example                                |
    |----------------------------------|----------------------------------------|
    | ids with it as a part            | `loudness`, `dropout`                  |
    | ids written nearly so            | `loudnes.integrated`, `Peak.true-peak` |
    | ids with it anywhere             | `unlisted`                             |
    | ids with a part nearly so        | `loudnes`                              |
    | titles with it                   | `line-up`                              |
    | explanations with it, as a word  | `LKFS`                                 |
    """
    wanted, known = word.strip().casefold(), rule_ids()
    if not wanted:
        return ()
    parts = {rule: re.split(r"[.-]", rule) for rule in known}
    near = [rule for rule in known if wanted in parts[rule]]
    near = near or difflib.get_close_matches(wanted, known, n=_MOST_NEAR, cutoff=0.7)
    near = near or [rule for rule in known if wanted in rule]
    near = near or [rule for rule in known if difflib.get_close_matches(wanted, parts[rule], cutoff=0.75)]
    if not near:
        explained = [explanation(rule) for rule in known]
        near = [each.rule for each in explained if wanted in each.title.casefold()]
        whole = re.compile(rf"\b{re.escape(wanted)}\b", re.IGNORECASE)
        near = near or [each.rule for each in explained if any(map(whole.search, each.parts.values()))]
    return tuple(near[:_MOST_NEAR])


_MOST_NEAR: Final = 5


def _of_docstring(rule: str) -> Explanation:
    """Return the explanation of a rule that a function judges."""
    text = inspect.cleandoc(_JUDGES[rule].__doc__ or "")
    title, _, body = text.partition("\n")
    pattern = rf"^({'|'.join(HEADINGS)}): "
    pieces = re.split(pattern, body.strip(), flags=re.MULTILINE)
    parts = {heading: " ".join(piece.split()) for heading, piece in zip(pieces[1::2], pieces[2::2], strict=True)}
    return Explanation(rule=rule, title=title.rstrip("."), parts=parts)
