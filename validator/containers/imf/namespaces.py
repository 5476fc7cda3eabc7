"""XML namespaces of the documents and of the descriptors in them.

Sources: SMPTE ST 429-8:2007 and ST 429-9:2014 (packing list, asset map, also used by IMF), ST 2067-2 and -3 (2013,
2016, 2020), ST 2067-100:2014, ST 2067-21 (application 2E); ST 2001-1 (RegXML).
"""

from __future__ import annotations

from typing import Final

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"
SHA1: Final = "http://www.w3.org/2000/09/xmldsig#sha1"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"

ASSET_MAP: Final = "http://www.smpte-ra.org/schemas/429-9/2007/AM"
"""Of the volume index too."""

PACKING_LIST_2007: Final = "http://www.smpte-ra.org/schemas/429-8/2007/PKL"
PACKING_LIST_2016: Final = "http://www.smpte-ra.org/schemas/2067-2/2016/PKL"
"""Demands a hash algorithm for each asset; the 2020 edition keeps it."""

COMPOSITION_2013: Final = "http://www.smpte-ra.org/schemas/2067-3/2013"
COMPOSITION_2016: Final = "http://www.smpte-ra.org/schemas/2067-3/2016"
"""The 2020 edition keeps it: which edition a composition follows shows in the core constraints' namespace."""

CORE_CONSTRAINTS_2013: Final = "http://www.smpte-ra.org/schemas/2067-2/2013"
CORE_CONSTRAINTS_2016: Final = "http://www.smpte-ra.org/schemas/2067-2/2016"
CORE_CONSTRAINTS_2020: Final = "http://www.smpte-ra.org/ns/2067-2/2020"
CORE_CONSTRAINTS: Final = (CORE_CONSTRAINTS_2013, CORE_CONSTRAINTS_2016, CORE_CONSTRAINTS_2020)

INTEROP_ASSET_MAP: Final = "http://www.digicine.com/PROTO-ASDCP-AM-20040311#"
INTEROP_PACKING_LIST: Final = "http://www.digicine.com/PROTO-ASDCP-PKL-20040311#"
INTEROP_COMPOSITION: Final = "http://www.digicine.com/PROTO-ASDCP-CPL-20040511#"
CINEMA_COMPOSITION: Final = "http://www.smpte-ra.org/schemas/429-7/2006/CPL"
CINEMA_COMPOSITIONS: Final = (CINEMA_COMPOSITION, INTEROP_COMPOSITION)
"""Of digital cinema packages: after SMPTE ST 429, and the interop form that was before it."""

OUTPUT_PROFILE: Final = "http://www.smpte-ra.org/schemas/2067-100/2014"

DESCRIPTORS: Final = "http://www.smpte-ra.org/reg/395/2014/13/1/aaf"
"""RegXML: sets of the groups register."""

PROPERTIES: Final = "http://www.smpte-ra.org/reg/335/2012"
"""RegXML: properties of the elements register."""

TYPES: Final = "http://www.smpte-ra.org/reg/2003/2012"
"""RegXML: members of the types register."""
