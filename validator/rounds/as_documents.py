"""A round as JSON and as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from validator.catalogue import say
from validator.languages import tr
from validator.reporters.as_json import model_to_json
from validator.reporters.head import made_text
from validator.reporters.report_wording import VERDICT_WORDS, one_line
from validator.rounds.round_wording import (
    PLAIN_CLOCK,
    content_text,
    files_line,
    finding_fate,
    finding_id,
    finding_title,
    head_line,
    mix_about,
    mix_place,
    mixes_line,
    notes_of,
    places_line,
    places_shown,
    reading,
    unreported_lines,
    verdicts_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validator.results.round import Round, RoundMix

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~#&])")


def round_to_json(found: Round) -> str:
    """Return a round as JSON, schema `mixgate.round/1`; it ends with a newline."""
    return model_to_json(found)


def round_to_markdown(found: Round) -> str:
    """Return a round as Markdown: the head, the mixes that did not change, and a table for each of the others."""
    blocks = [
        f"**{VERDICT_WORDS[found.verdict]}**: {_escaped(head_line(found))}.",
        f"{_escaped(mixes_line(found.totals))}. {_escaped(made_text(found.made))}.",
        *(_escaped(say(note)) for note in found.notes),
    ]
    quiet = [mix for mix in found.mixes if not mix_lines_wanted(mix)]
    for mix in found.mixes:
        if mix not in quiet:
            blocks += _mix(mix)
    if quiet:
        blocks.append(tr("Nothing to tell of:"))
        blocks.append("\n".join(f"- {_escaped(_row_of(mix))}" for mix in quiet))
    return "\n\n".join(blocks) + "\n"


def mix_lines_wanted(mix: RoundMix) -> bool:
    """Say whether there is more to tell of a mix than its verdict and its content."""
    return bool(mix.findings or mix.notes or mix.old_verdict is not mix.new_verdict or _is_unreported(mix))


def _is_unreported(mix: RoundMix) -> bool:
    return mix.content is not None and (mix.content.unreported is True or bool(mix.content.unreported_ranges))


def _row_of(mix: RoundMix) -> str:
    return " · ".join(part for part in (mix_place(mix), mix_about(mix), verdicts_text(mix), content_text(mix)) if part)


def _mix(mix: RoundMix) -> Iterator[str]:
    yield f"## {_escaped(mix_place(mix))}"
    yield _escaped(" · ".join(part for part in (mix_about(mix), verdicts_text(mix)) if part))
    said = [content_text(mix), *unreported_lines(mix, PLAIN_CLOCK), *map(say, mix.notes)]
    lines = [one_line(line) for line in said if line]
    if lines:
        yield "\n".join(f"- {_escaped(line)}" for line in lines)
    if mix.findings:
        rows = [
            (
                finding_fate(finding),
                f"{finding_title(finding)} ({finding_id(finding)})",
                reading(finding.old),
                reading(finding.new),
                "; ".join(
                    part
                    for part in (
                        files_line(finding),
                        places_line(finding),
                        *places_shown(finding, PLAIN_CLOCK),
                        notes_of(finding),
                        say(finding.remedy) if finding.remedy is not None else "",
                    )
                    if part
                ),
            )
            for finding in mix.findings
        ]
        yield _table(_columns(), rows)


def _columns() -> tuple[str, ...]:
    return (
        tr("What became of it"),
        tr("Demand"),
        tr("Last round"),
        tr("This round"),
        tr("Where, and what else"),
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_line(columns), _line(["---"] * len(columns))]
    lines += [_line([_escaped(one_line(cell)) for cell in row]) for row in rows]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(text))
