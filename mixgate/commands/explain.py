"""`mixgate explain`: what a rule judges, why, how the boundary is decided, and what to do about a failure."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="Rule id, for example peak.true-peak.")] = None,
) -> None:
    """Explain a rule; without a rule, list them."""
    from mixgate.screens.console import make_console
    from mixgate.screens.explanations import show_explanation, show_rule_list
    from validator.explain import explanation, rule_ids

    if rule is None:
        show_rule_list([explanation(name) for name in rule_ids()], make_console())
        return
    show_explanation(explanation(rule), make_console())
