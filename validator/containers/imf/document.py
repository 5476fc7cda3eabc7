"""XML from outside, opened without trust, and read by tables of what an element may hold.

No document type, no entity, no network, a bounded number of bytes and elements. A document that is well-formed and of
the right kind is always read: what is missing, repeated, unknown, out of order or malformed is a fault with its line.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar
from uuid import UUID

from lxml import etree

from specs.errors import MediaError
from specs.message import Argument, Message, message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Value = TypeVar("_Value")

DOCUMENT_LIMIT_BYTES: Final = 16 << 20
"""Larger documents are not parsed: the compositions of films that were met hold some hundred kilobytes."""

TAG_LIMIT: Final = 400_000
"""Opening brackets in a document at most; a parsed element takes some hundred bytes."""

FAULT_LIMIT: Final = 200
TEXT_LIMIT: Final = 200
"""Characters of a malformed value that a fault repeats."""

_UUID_START: Final = "urn:uuid:"
_UUID_DIGITS: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_RATE: Final = re.compile(r"([1-9]\d{0,9})\s+([1-9]\d{0,9})")
_DIGITS: Final = re.compile(r"\d{1,19}")


class DocumentFault(StrEnum):
    """What is wrong with a document: the codes of the messages; the arguments of each stand beside it."""

    ELEMENT_MISSING = "imf.element-missing"  # element, parent, line
    ELEMENT_REPEATED = "imf.element-repeated"  # element, parent, line
    ELEMENT_UNKNOWN = "imf.element-unknown"  # element, parent, line
    ELEMENT_ORDER = "imf.element-order"  # element, parent, line: it should stand before one that came earlier
    VALUE_MALFORMED = "imf.value-malformed"  # element, value, expected, line
    LIST_EMPTY = "imf.list-empty"  # element, line
    PATH_REFUSED = "imf.path-refused"  # path, reason, line: it points out of the package
    PATH_NOT_PORTABLE = "imf.path-not-portable"  # path, reason, line
    TYPE_UNKNOWN = "imf.type-unknown"  # type, line
    NAMESPACE_UNKNOWN = "imf.namespace-unknown"  # namespace, line
    MORE_FAULTS = "imf.more-faults"  # count


class FaultList:
    """Gathers the faults of one document."""

    def __init__(self) -> None:
        self._faults: list[Message] = []
        self._beyond = 0

    def add(self, code: DocumentFault, **arguments: Argument) -> None:
        """Add a fault; beyond `FAULT_LIMIT` it is only counted."""
        if len(self._faults) < FAULT_LIMIT:
            self._faults.append(message(code.value, **arguments))
        else:
            self._beyond += 1

    def faults(self) -> tuple[Message, ...]:
        """What was gathered, and how many more there were."""
        if not self._beyond:
            return tuple(self._faults)
        return (*self._faults, message(DocumentFault.MORE_FAULTS.value, count=self._beyond))


@dataclass(frozen=True, slots=True)
class ChildRule:
    """One kind of child that an element may have.

    Attributes:
        name: Local name.
        least: How often at least.
        most: How often at most; None for any number.
    """

    name: str
    least: int = 1
    most: int | None = 1


def optional(name: str) -> ChildRule:
    """A child that may be missing."""
    return ChildRule(name, 0)


def open_document(data: bytes, *, root: str, namespaces: Sequence[str], where: str) -> etree._Element:
    """Parse a document.

    Args:
        data: The file.
        root: Local name that the root element must have.
        namespaces: Those that it may have.
        where: The file's name, for errors.

    Raises:
        MediaError: Too large, not well-formed, with a document type, or of another kind.
    """
    if len(data) > DOCUMENT_LIMIT_BYTES or data.count(b"<") > TAG_LIMIT:
        raise MediaError("The XML document is too large to be read.", where=where, found=f"{len(data)} bytes")
    try:
        parsed = etree.fromstring(data, distrustful_parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise MediaError("The XML document is not well-formed.", where=where, found=str(error)) from error
    if parsed.getroottree().docinfo.internalDTD is not None:
        raise MediaError("The XML document has a document type, which is refused.", where=where)
    name = etree.QName(parsed)
    if name.localname != root or name.namespace not in namespaces:
        raise MediaError(
            "The XML document is of another kind.",
            where=where,
            found=parsed.tag,
            expected=f"{root} in {' or '.join(namespaces)}",
        )
    return parsed


def distrustful_parser() -> etree.XMLParser:
    """A parser that loads nothing, resolves nothing, and gives up on depths and expansions no real document has."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


class DocumentNode:
    """An element, read by the table of its children.

    Args:
        element: The element.
        children: What it may hold, in order.
        faults: Takes what is wrong.
        foreign: True where children of other namespaces may stand among these; they are in `others`.
        namespace: Of the children; None for the element's own.
    """

    def __init__(
        self,
        element: etree._Element,
        children: Sequence[ChildRule],
        faults: FaultList,
        *,
        foreign: bool = False,
        namespace: str | None = None,
    ) -> None:
        self.element = element
        self.faults = faults
        self.others: list[etree._Element] = []
        self._namespace = namespace or etree.QName(element).namespace
        self._found: dict[str, list[etree._Element]] = {child.name: [] for child in children}
        self._sort(children, foreign=foreign)

    @property
    def line(self) -> int:
        """Where the element begins in the document, from 1."""
        return line_of(self.element)

    @property
    def name(self) -> str:
        """Local name."""
        return etree.QName(self.element).localname

    def all(self, name: str) -> list[etree._Element]:
        """The children of a name."""
        return self._found[name]

    def one(self, name: str) -> etree._Element | None:
        """The first child of a name; None where there is none."""
        return next(iter(self._found[name]), None)

    def text(self, name: str) -> str | None:
        """A child's text without blanks around it; None where it is missing or empty."""
        return None if (child := self.one(name)) is None else text_of(child)

    def uuid(self, name: str) -> UUID | None:
        """A `urn:uuid:` value; None where it is missing or, which is a fault, malformed."""
        return self._value(name, parse_uuid, "urn:uuid: and 32 digits")

    def integer(self, name: str) -> int | None:
        """A whole number from 0 on; None where it is missing or, which is a fault, malformed."""
        return self._value(name, parse_integer, "a whole number")

    def rate(self, name: str) -> str | None:
        """A rate such as `24000 1001`, as "24000/1001"; None where it is missing or, which is a fault, malformed."""
        return self._value(name, parse_rate, "two whole numbers such as 24000 1001")

    def boolean(self, name: str) -> bool | None:
        """`true` or `false`; None where it is missing or, which is a fault, malformed."""
        return self._value(name, {"true": True, "1": True, "false": False, "0": False}.get, "true or false")

    def date(self, name: str) -> str | None:
        """A date and time as it stands; a malformed one is a fault, and is returned all the same."""
        text = self.text(name)
        if text is not None and not is_date_time(text):
            self._malformed(name, text, "a date and time such as 2026-03-04T05:06:07Z")
        return text

    def digest(self, name: str) -> str | None:
        """A base64 digest as hexadecimal digits; None where it is missing or, which is a fault, malformed."""
        return self._value(name, parse_digest, "a base64 digest")

    def _value(self, name: str, parse: Callable[[str], _Value | None], expected: str) -> _Value | None:
        text = self.text(name)
        if text is None:
            if self.one(name) is not None:
                self._malformed(name, "", expected)
            return None
        value = parse(text)
        if value is None:
            self._malformed(name, text, expected)
        return value

    def _malformed(self, name: str, text: str, expected: str) -> None:
        child = self.one(name)
        self.faults.add(
            DocumentFault.VALUE_MALFORMED,
            element=name,
            value=text[:TEXT_LIMIT],
            expected=expected,
            line=self.line if child is None else line_of(child),
        )

    def _sort(self, children: Sequence[ChildRule], *, foreign: bool) -> None:
        """Put every child under its name, and name those that are unknown, missing, too many or out of order."""
        places = {child.name: place for place, child in enumerate(children)}
        reached = 0
        for element in self.element.iterchildren(etree.Element):
            name = etree.QName(element)
            if name.namespace != self._namespace and foreign:
                self.others.append(element)
                continue
            place = places.get(name.localname) if name.namespace == self._namespace else None
            if place is None:
                self._fault(DocumentFault.ELEMENT_UNKNOWN, name.localname, element)
                continue
            if place < reached:
                self._fault(DocumentFault.ELEMENT_ORDER, name.localname, element)
            reached = max(place, reached)
            self._found[name.localname].append(element)
        for child in children:
            found = self._found[child.name]
            if len(found) < child.least:
                self._fault(DocumentFault.ELEMENT_MISSING, child.name, self.element)
            if child.most is not None and len(found) > child.most:
                self._fault(DocumentFault.ELEMENT_REPEATED, child.name, found[child.most])

    def _fault(self, code: DocumentFault, name: str, element: etree._Element) -> None:
        self.faults.add(code, element=name, parent=self.name, line=line_of(element))


def line_of(element: etree._Element) -> int:
    """Line of an element, from 1; 0 where the parser does not say."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def text_of(element: etree._Element) -> str | None:
    """An element's text without blanks around it, comments passed over; None where it is empty."""
    behind_comments = (child.tail or "" for child in element.iterchildren(etree.Comment))
    return "".join((element.text or "", *behind_comments)).strip() or None


def parse_uuid(text: str) -> UUID | None:
    """A UUID behind `urn:uuid:`; None where the text is none."""
    digits = text[len(_UUID_START) :]
    if not text.lower().startswith(_UUID_START) or _UUID_DIGITS.fullmatch(digits) is None:
        return None
    return UUID(digits)


def parse_integer(text: str) -> int | None:
    """A whole number from 0 on that 64 bits hold; None where the text is none."""
    return int(text) if text.isascii() and _DIGITS.fullmatch(text) else None


def parse_rate(text: str) -> str | None:
    """A rate written `24000 1001`, as "24000/1001"; None where the text is none."""
    match = _RATE.fullmatch(text) if text.isascii() else None
    return None if match is None else f"{match[1]}/{match[2]}"


def parse_digest(text: str) -> str | None:
    """A base64 value as hexadecimal digits; None where the text is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True).hex() or None
    except (binascii.Error, ValueError):
        return None


def is_date_time(text: str) -> bool:
    """True for an xs:dateTime (a time zone may be missing)."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "T" in text
