"""Text that stands in a template as it is, said in the language that is spoken.

When a template is read, every text between two tags becomes a call of `tr`, so that a template holds plain HTML and
nobody has to mark anything:

    <th scope="col">Verdict</th>   becomes   <th scope="col">{{ tr_static("Verdict") }}</th>

So do the labels of cells on a narrow page (`data-label`) and those for screen readers (`aria-label`). In a script a
text stands as `_("...")`, which becomes a string of the language. Style sheets are left alone.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Final

from jinja2.ext import Extension
from markupsafe import Markup

from validator.languages import tr

if TYPE_CHECKING:
    from jinja2 import Environment

_TOKENS: Final = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>)", re.DOTALL)
"""What is no text: statements, expressions and remarks of the template, and tags."""
_LETTER: Final = re.compile(r"[A-Za-z]{2}")
_LABEL: Final = re.compile(r'(data-label|aria-label)="([^"{]+)"')
_OF_SCRIPT: Final = re.compile(r'\b_\("([^"\\]+)"\)')
"""A text of a script."""


class StaticText(Extension):
    """Makes the text of templates speak."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["tr_static"] = tr_static
        environment.globals["tr_script"] = tr_script

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template with its text said through `tr`."""
        del filename
        if name is not None and name.endswith(".js"):
            return _OF_SCRIPT.sub(lambda found: f'{{{{ tr_script("{found[1]}") }}}}', source)
        if name is None or not name.endswith((".html.j2", ".svg.j2")):
            return source
        pieces = _TOKENS.split(source)
        return "".join(_spoken(piece) if index % 2 == 0 else _labelled(piece) for index, piece in enumerate(pieces))


def static_texts(source: str) -> tuple[str, ...]:
    """Return every text that a template says through `tr`."""
    pieces = _TOKENS.split(source)
    found = [piece.strip() for piece in pieces[::2] if _LETTER.search(piece)]
    return (*found, *(label for _, label in _LABEL.findall(source)))


def script_texts(source: str) -> tuple[str, ...]:
    """Return every text that a script says through `_`."""
    return tuple(_OF_SCRIPT.findall(source))


def tr_script(text: str) -> Markup:
    """Return a text of a script as a string of JavaScript, in the language that is spoken."""
    # `</` would end the script element.
    return Markup(json.dumps(tr(text), ensure_ascii=False).replace("</", "<\\/"))  # noqa: S704  ours, quoted


def tr_static(text: str) -> Markup:
    """Return a text of a template in the language that is spoken; in English it is what the template has."""
    said = tr(html.unescape(text))
    return Markup(text if said == html.unescape(text) else html.escape(said, quote=False))  # noqa: S704  ours, escaped


def _spoken(piece: str) -> str:
    if not _LETTER.search(piece):
        return piece
    bare = piece.strip()
    start = piece.index(bare)
    quoted = bare.replace("\\", "\\\\").replace('"', '\\"')
    return f'{piece[:start]}{{{{ tr_static("{quoted}") }}}}{piece[start + len(bare) :]}'


def _labelled(tag: str) -> str:
    return _LABEL.sub(lambda found: f'{found[1]}="{{{{ tr("{found[2]}") }}}}"', tag)
