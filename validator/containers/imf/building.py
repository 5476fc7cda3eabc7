"""XML written: elements in order, values as the schemas want them, the same bytes for the same content."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from lxml import etree

from specs.errors import UsageError

if TYPE_CHECKING:
    from uuid import UUID

XmlValue = str | int | bool | None
"""What an element's text is made of; None leaves the element out."""


def begin_document(namespace: str, name: str, *, prefixes: dict[str, str] | None = None) -> etree._Element:
    """A root element whose namespace is the default one, and further prefixes declared on it."""
    declared: dict[Any, str] = {None: namespace, **(prefixes or {})}  # the stubs know no default namespace
    return etree.Element(f"{{{namespace}}}{name}", nsmap=declared)


def add(parent: etree._Element, name: str, value: XmlValue = "", **attributes: str) -> etree._Element | None:
    """Add a child in the parent's namespace; with a value of None nothing is added, and None is returned.

    Raises:
        UsageError: A text holds characters that XML cannot.
    """
    if value is None:
        return None
    child = add_element(parent, name, **attributes)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    try:
        child.text = text or None
    except ValueError as error:
        raise UsageError(f"{name} holds characters that XML cannot hold.", found=repr(text)) from error
    return child


def add_element(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """Add an empty child in the parent's namespace."""
    return etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}", attributes)


def finish_document(root: etree._Element) -> bytes:
    """The document's bytes: UTF-8, indented by two blanks, ending with a line feed."""
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def urn(identifier: UUID | None) -> str | None:
    """`urn:uuid:` and the UUID in lower case; None for None."""
    return None if identifier is None else f"urn:uuid:{identifier}"


def rate_text(rate: str | None) -> str | None:
    """A rate such as "24000/1001" as the documents write it: `24000 1001`."""
    return None if rate is None else rate.replace("/", " ")


def digest_text(digest: str | None) -> str | None:
    """A digest given as hexadecimal digits in base64."""
    return None if digest is None else base64.b64encode(bytes.fromhex(digest)).decode("ascii")
