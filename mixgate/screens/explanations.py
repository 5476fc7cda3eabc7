"""What rules judge: all of them in a list, and one explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from mixgate.screens.console import plain_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from validator.explain import Explanation


def show_rule_list(explanations: Sequence[Explanation], console: Console) -> None:
    """Show one line per rule."""
    table = plain_table("Rule", "What it does")
    for explanation in explanations:
        table.add_row(explanation.rule, explanation.title)
    console.print(table)
    console.print("'mixgate explain RULE' says more.")


def show_explanation(explanation: Explanation, console: Console) -> None:
    """Show what a rule judges, why, where the boundary is and what to do."""
    console.print(Text(explanation.rule, style="bold"))
    console.print(f"{explanation.title}.")
    for heading, text in explanation.parts.items():
        console.print()
        console.print(Text(heading, style="bold"))
        console.print(text[:1].upper() + text[1:])
