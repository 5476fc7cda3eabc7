"""xsi:type: the name of an element's type, which is a name with a prefix inside an attribute's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from validator.containers.imf.namespaces import XSI

if TYPE_CHECKING:
    from lxml.etree import _Element


def schema_type(element: _Element) -> str | None:
    """Local name of the element's type, where its prefix stands for the element's own namespace; else None.

    `cpl:TrackFileResourceType` and `TrackFileResourceType` are the same where `cpl` and the default namespace are.

    Source: W3C XML Schema 1.0 Part 1 clause 2.6.1.
    """
    prefix, _, name = (element.get(f"{{{XSI}}}type") or "").strip().rpartition(":")
    if not name or element.nsmap.get(prefix or None) != etree.QName(element).namespace:
        return None
    return name
