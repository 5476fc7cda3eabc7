"""Local sets: properties behind two-byte tags, and the primer that says what the tags of one file mean.

Source: SMPTE ST 377-1:2019 clauses 8.2 (primer pack) and 9.3 (local sets with two-byte tags and lengths).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from validator.containers.mxf.faults import MxfFaultCode
from validator.containers.mxf.klv import build_triplet, label_key
from validator.containers.mxf.properties import (
    PROPERTIES,
    PROPERTY_BY_LABEL,
    PROPERTY_BY_TAG,
    SET_BY_KEY,
    SET_KEYS,
    PropertyDefinition,
)
from validator.containers.mxf.values import Rational, Value, ValueKind, decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from validator.containers.mxf.faults import FaultLog

PRIMER_KEY: Final = bytes.fromhex("060e2b34020501010d01020101050100")

FIRST_DYNAMIC_TAG: Final = 0xFFFF
"""Dynamic tags count down from here; those below 8000 are static (ST 377-1 clause 9.3)."""

_ITEM_HEADER: Final = struct.Struct(">HH")
_PRIMER_HEADER: Final = struct.Struct(">II")
_PRIMER_ENTRY_BYTES: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataItem:
    """One property as it stands in a set.

    Attributes:
        label: The property's universal label; empty where the file's primer does not say what the tag means.
        definition: What the register says of it; None where it is not understood.
        raw: The value's bytes.
        value: The value; None where the property is not understood or its bytes are no value of its kind.
    """

    label: bytes
    definition: PropertyDefinition | None
    raw: bytes
    value: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataSet:
    """One set of properties: a package, a track, a descriptor ...

    The one description of it: `build_set` gives its bytes, and RegXML is made from the same items.

    Attributes:
        key: 16 bytes.
        symbol: The register's class name; None where the set is not understood.
        items: The properties in file order.
    """

    key: bytes
    symbol: str | None
    items: tuple[MetadataItem, ...]

    @property
    def name(self) -> str:
        """The class name; the key in hexadecimal where the set is not understood."""
        return self.symbol or self.key.hex()

    @property
    def instance(self) -> UUID:
        """InstanceID.

        Raises:
            ValueError: The set has none, which can only be in a file that was read.
        """
        instance = self.uuid("InstanceID")
        if instance is None:
            raise ValueError(f"{self.name} has no InstanceID")
        return instance

    def value(self, symbol: str) -> Value | None:
        """The value of the first property of that name; None where it is missing or malformed."""
        for item in self.items:
            if item.definition is not None and item.definition.symbol == symbol:
                return item.value
        return None

    def integer(self, symbol: str) -> int | None:
        """An integer or boolean property; None where it is missing or malformed."""
        value = self.value(symbol)
        return value if isinstance(value, int) else None

    def text(self, symbol: str) -> str | None:
        """A text property; None where it is missing or malformed."""
        value = self.value(symbol)
        return value if isinstance(value, str) else None

    def label(self, symbol: str) -> bytes | None:
        """A label or UMID property; None where it is missing or malformed."""
        value = self.value(symbol)
        return value if isinstance(value, bytes) else None

    def uuid(self, symbol: str) -> UUID | None:
        """A UUID or reference; None where it is missing or malformed."""
        value = self.value(symbol)
        return value if isinstance(value, UUID) else None

    def rate(self, symbol: str) -> Fraction | None:
        """A rational property above zero; None where it is missing, malformed, zero or negative."""
        value = self.value(symbol)
        fraction = value.fraction if isinstance(value, Rational) else None
        return fraction if fraction is not None and fraction > 0 else None

    def uuids(self, symbol: str) -> tuple[UUID, ...]:
        """The members of a batch of references or UUIDs; empty where it is missing or malformed."""
        value = self.value(symbol)
        if not isinstance(value, tuple) or isinstance(value, Rational):
            return ()
        return tuple(member for member in value if isinstance(member, UUID))

    def labels(self, symbol: str) -> tuple[bytes, ...]:
        """The members of a batch of labels; empty where it is missing or malformed."""
        value = self.value(symbol)
        if not isinstance(value, tuple) or isinstance(value, Rational):
            return ()
        return tuple(member for member in value if isinstance(member, bytes))


@dataclass(frozen=True, slots=True, kw_only=True)
class EssenceDescriptor:
    """What a track file says of its sound: the descriptor and its sub-descriptors in the order of its references.

    KLV and RegXML are both made from these sets, so that a composition cannot say anything else than the file.
    """

    descriptor: MetadataSet
    sub_descriptors: tuple[MetadataSet, ...] = ()


def metadata_set(symbol: str, properties: Mapping[str, Value | None]) -> MetadataSet:
    """Make a set of a class of the register; properties that are None are left out.

    Raises:
        KeyError: No such class or property.
        ValueError: A value is not of the property's kind.
    """
    items = []
    for name, value in properties.items():
        if value is not None:
            definition = PROPERTIES[name]
            raw = encode(definition.kind, value)
            items.append(MetadataItem(label=definition.label, definition=definition, raw=raw, value=value))
    return MetadataSet(key=SET_KEYS[symbol], symbol=symbol, items=tuple(items))


def assign_tags(sets: Iterable[MetadataSet]) -> dict[bytes, int]:
    """Give every property of these sets its local tag, in the order in which they are met.

    Returns:
        Universal label to tag: the static one, or the next dynamic one counting down.
    """
    tags: dict[bytes, int] = {}
    dynamic = FIRST_DYNAMIC_TAG
    for item in (item for one in sets for item in one.items):
        if item.label in tags:
            continue
        if item.definition is not None and item.definition.tag is not None:
            tags[item.label] = item.definition.tag
        else:
            tags[item.label] = dynamic
            dynamic -= 1
    return tags


def build_primer(tags: Mapping[bytes, int]) -> bytes:
    """The primer pack, key and length included."""
    entries = b"".join(tag.to_bytes(2, "big") + label for label, tag in tags.items())
    return build_triplet(PRIMER_KEY, _PRIMER_HEADER.pack(len(tags), _PRIMER_ENTRY_BYTES) + entries)


def build_set(metadata: MetadataSet, tags: Mapping[bytes, int]) -> bytes:
    """A set, key and length included.

    Args:
        metadata: The set.
        tags: Local tags by universal label, as the primer lists them.
    """
    items = b"".join(_ITEM_HEADER.pack(tags[item.label], len(item.raw)) + item.raw for item in metadata.items)
    return build_triplet(metadata.key, items)


def parse_primer(value: bytes, offset_bytes: int, log: FaultLog) -> dict[int, bytes]:
    """Read a primer pack's value: tag to universal label; what cannot be read is a fault and left out."""
    if len(value) < _PRIMER_HEADER.size:
        log.add(MxfFaultCode.PRIMER_MALFORMED, offset=offset_bytes)
        return {}
    count, size = _PRIMER_HEADER.unpack_from(value)
    body = value[_PRIMER_HEADER.size :]
    if size != _PRIMER_ENTRY_BYTES or len(body) != count * size:
        log.add(MxfFaultCode.PRIMER_MALFORMED, offset=offset_bytes)
        if size != _PRIMER_ENTRY_BYTES:
            return {}
    primer: dict[int, bytes] = {}
    for start in range(0, len(body) - _PRIMER_ENTRY_BYTES + 1, _PRIMER_ENTRY_BYTES):
        tag = int.from_bytes(body[start : start + 2], "big")
        if tag in primer:
            log.add(MxfFaultCode.PRIMER_REPEATS, tag=f"{tag:04x}")
            continue
        primer[tag] = body[start + 2 : start + _PRIMER_ENTRY_BYTES]
    return primer


def parse_set(
    key: bytes, value: bytes, offset_bytes: int, *, primer: Mapping[int, bytes], item_limit: int, log: FaultLog
) -> MetadataSet:
    """Read a local set's value.

    Args:
        key: The set's key.
        value: The bytes behind key and length.
        offset_bytes: Where the set begins in the file, for faults.
        primer: Tag to universal label. A static tag that it lacks is understood all the same, and is a fault unless
            the set is an index segment, whose tags several writers leave out.
        item_limit: Properties read at most; what follows is a fault.
        log: Takes the faults.
    """
    symbol = SET_BY_KEY.get(label_key(key))
    name = symbol or key.hex()
    items: list[MetadataItem] = []
    seen: set[bytes] = set()
    position = 0
    while position < len(value):
        header = value[position : position + _ITEM_HEADER.size]
        end = position + _ITEM_HEADER.size
        if len(header) < _ITEM_HEADER.size or len(items) >= item_limit:
            log.add(MxfFaultCode.SET_MALFORMED, offset=offset_bytes, set=name)
            break
        tag, size = _ITEM_HEADER.unpack(header)
        if end + size > len(value):
            log.add(MxfFaultCode.SET_MALFORMED, offset=offset_bytes, set=name)
            break
        label = _label_of(tag, primer, symbol, log)
        item = _item(label, value[end : end + size])
        _note_item(item, name, seen, log)
        items.append(item)
        position = end + size
    return MetadataSet(key=key, symbol=symbol, items=tuple(items))


def _label_of(tag: int, primer: Mapping[int, bytes], symbol: str | None, log: FaultLog) -> bytes:
    label = primer.get(tag)
    if label is not None:
        return label
    known = PROPERTY_BY_TAG.get(tag)
    # Sets that are not understood may use tags of their own, of which nothing can be said.
    if symbol is not None and symbol != "IndexTableSegment":
        log.add(MxfFaultCode.TAG_NOT_IN_PRIMER, tag=f"{tag:04x}", set=symbol)
    return b"" if known is None else known.label


def _item(label: bytes, raw: bytes) -> MetadataItem:
    definition = PROPERTY_BY_LABEL.get(label_key(label)) if label else None
    value = None if definition is None else decode(definition.kind, raw)
    return MetadataItem(label=label, definition=definition, raw=raw, value=value)


def _note_item(item: MetadataItem, name: str, seen: set[bytes], log: FaultLog) -> None:
    if item.definition is None:
        return
    symbol = item.definition.symbol
    # The all-zero timestamp means "unknown" (ST 377-1 clause 4.3) and is no fault.
    unknown_time = item.definition.kind is ValueKind.TIMESTAMP and not any(item.raw)
    if item.value is None and not unknown_time:
        log.add(MxfFaultCode.PROPERTY_MALFORMED, set=name, property=symbol, bytes=len(item.raw))
    if item.definition.label in seen:
        log.add(MxfFaultCode.PROPERTY_REPEATED, set=name, property=symbol)
    seen.add(item.definition.label)
