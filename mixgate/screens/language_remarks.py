"""What is said about a language of which not every sentence is translated."""

from __future__ import annotations

from validator.languages import FINISHED, LANGUAGES, share_finished


def show_share(tag: str) -> None:
    """Say on standard error how much of a language is translated; nothing where all of it is."""
    if tag in FINISHED:
        return
    from mixgate.screens.console import Words, make_console

    share = share_finished(tag)
    text = f"{LANGUAGES[tag]}: {share:.0%} of the sentences and words are translated; the rest is in English."
    make_console(stderr=True).print(Words(text))
