"""XML from outside."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from specs.errors import MediaError
from validator.containers.imf.document import (
    DOCUMENT_LIMIT_BYTES,
    TAG_LIMIT,
    ChildRule,
    DocumentNode,
    FaultList,
    is_date_time,
    open_document,
    optional,
    parse_digest,
    parse_integer,
    parse_rate,
    parse_uuid,
)

if TYPE_CHECKING:
    from pathlib import Path

RULES = (ChildRule("Id"), optional("Title"), ChildRule("Item", 1, None))


def _open(data: bytes | str) -> DocumentNode:
    raw = data.encode() if isinstance(data, str) else data
    root = open_document(raw, root="Doc", namespaces=("urn:a", "urn:b"), where="x.xml")
    return DocumentNode(root, RULES, FaultList())


BILLION = "".join(
    f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' if level else '<!ENTITY e0 "lol">' for level in range(10)
)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(f'<!DOCTYPE Doc [{BILLION}]><Doc xmlns="urn:a"><Id>&e9;</Id></Doc>', id="bomb in a text"),
        pytest.param(f'<!DOCTYPE Doc [{BILLION}]><Doc xmlns="urn:a" a="&e9;"/>', id="bomb in an attribute"),
        pytest.param(
            '<!DOCTYPE Doc [<!ENTITY x SYSTEM "file:///etc/passwd">]><Doc xmlns="urn:a"><Id>&x;</Id></Doc>', id="a file"
        ),
        pytest.param('<!DOCTYPE Doc SYSTEM "http://127.0.0.1:9/x.dtd"><Doc xmlns="urn:a"/>', id="a DTD elsewhere"),
        pytest.param('<!DOCTYPE Doc><Doc xmlns="urn:a"/>', id="an empty document type"),
        pytest.param('<!DOCTYPE Doc [<!ENTITY % p SYSTEM "file:///x"> %p;]><Doc xmlns="urn:a"/>', id="a parameter"),
        pytest.param('<Doc xmlns="urn:a">' + "<a>" * 5000 + "</a>" * 5000 + "</Doc>", id="5000 levels"),
        pytest.param('<Doc xmlns="urn:a"><Id>&undefined;</Id></Doc>', id="an entity nobody defines"),
        pytest.param("", id="nothing"),
        pytest.param("RIFF", id="no XML"),
        pytest.param('<Doc xmlns="urn:a">', id="cut short"),
        pytest.param('<?xml version="1.0" encoding="no-such"?><Doc xmlns="urn:a"/>', id="an unknown encoding"),
        pytest.param('<Doc xmlns="urn:c"/>', id="another namespace"),
        pytest.param("<Doc/>", id="no namespace"),
        pytest.param('<Other xmlns="urn:a"/>', id="another element"),
    ],
)
def test_what_is_not_read_is_refused(document: str) -> None:
    begun = time.monotonic()
    with pytest.raises(MediaError):
        _open(document)
    assert time.monotonic() - begun < 5


def test_no_file_is_looked_at(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    with pytest.raises(MediaError) as refused:
        _open(f'<!DOCTYPE Doc [<!ENTITY x SYSTEM "{secret.as_uri()}">]><Doc xmlns="urn:a"><Id>&x;</Id></Doc>')
    assert "hidden" not in str(refused.value)


def test_a_document_beyond_the_limits_is_not_parsed() -> None:
    with pytest.raises(MediaError, match="too large"):
        _open(b'<Doc xmlns="urn:a">' + b" " * DOCUMENT_LIMIT_BYTES)
    with pytest.raises(MediaError, match="too large"):
        _open(b'<Doc xmlns="urn:a">' + b"<a/>" * TAG_LIMIT)


def test_other_encodings_and_prefixes_are_read() -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-16"?><p:Doc xmlns:p="urn:b"><p:Id> Жи<!-- c -->знь </p:Id><p:Item/></p:Doc>'
    )
    node = _open(text.encode("utf-16"))
    assert (node.text("Id"), node.name, node.line) == ("Жизнь", "Doc", 1)
    assert node.faults.faults() == ()


@pytest.mark.parametrize(
    ("inside", "faults"),
    [
        ("<Id/><Title/><Item/><Item/>", []),
        ("<!-- c --><Id/><?p i?><Item/>", []),
        ("<Item/>", [("imf.element-missing", "Id", 1)]),
        ("<Id/>", [("imf.element-missing", "Item", 1)]),
        ("<Id/>\n<Id/><Item/>", [("imf.element-repeated", "Id", 2)]),
        ("<Id/><Item/>\n\n<Title/>", [("imf.element-order", "Title", 3)]),
        ("<Id/><Other/><Item/>", [("imf.element-unknown", "Other", 1)]),
        ('<Id/><Title xmlns="urn:b"/><Item/>', [("imf.element-unknown", "Title", 1)]),
    ],
)
def test_children_are_held_against_the_table(inside: str, faults: list[tuple[str, str, int]]) -> None:
    found = _open(f'<Doc xmlns="urn:a">{inside}</Doc>').faults.faults()
    assert [(one.code, one.arguments["element"], one.arguments["line"]) for one in found] == faults
    assert {one.arguments["parent"] for one in found} <= {"Doc"}


def test_children_of_other_namespaces_are_kept_where_they_may_stand() -> None:
    data = b'<Doc xmlns="urn:a"><Id/><Item/><x:Signature xmlns:x="urn:s"/></Doc>'
    root = open_document(data, root="Doc", namespaces=("urn:a",), where="x.xml")
    faults = FaultList()
    assert [one.tag for one in DocumentNode(root, RULES, faults, foreign=True).others] == ["{urn:s}Signature"]
    assert faults.faults() == ()


@pytest.mark.parametrize("read", ["uuid", "integer", "rate", "boolean", "digest"])
@pytest.mark.parametrize("text", ["", "?", "urn:uuid:1"])
def test_a_malformed_value_is_none_and_a_fault(read: str, text: str) -> None:
    node = _open(f'<Doc xmlns="urn:a">\n<Id>{text}</Id><Item/></Doc>')
    assert getattr(node, read)("Id") is None
    (fault,) = node.faults.faults()
    assert fault.code == "imf.value-malformed"
    assert (fault.arguments["element"], fault.arguments["value"], fault.arguments["line"]) == ("Id", text, 2)


def test_a_missing_value_is_none_and_no_second_fault() -> None:
    node = _open('<Doc xmlns="urn:a"><Id/><Item/></Doc>')
    assert (node.uuid("Title"), node.integer("Title"), node.date("Title"), node.text("Title")) == (None,) * 4
    assert node.faults.faults() == ()


def test_a_malformed_date_is_kept_and_a_fault() -> None:
    node = _open('<Doc xmlns="urn:a"><Id>yesterday</Id><Item/></Doc>')
    assert node.date("Id") == "yesterday"
    assert [one.code for one in node.faults.faults()] == ["imf.value-malformed"]


def test_a_long_malformed_value_is_cut() -> None:
    node = _open(f'<Doc xmlns="urn:a"><Id>{"x" * 10_000}</Id><Item/></Doc>')
    assert node.integer("Id") is None
    assert len(str(node.faults.faults()[0].arguments["value"])) == 200


def test_the_list_stops_and_goes_on_counting() -> None:
    node = _open('<Doc xmlns="urn:a"><Id/><Item/>' + "<Other/>" * 500 + "</Doc>")
    faults = node.faults.faults()
    assert len(faults) == 201
    assert (faults[-1].code, faults[-1].arguments) == ("imf.more-faults", {"count": 300})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("urn:uuid:3AA56098-7709-4673-9266-7f0c70ba10d8", UUID("3aa56098-7709-4673-9266-7f0c70ba10d8")),
        ("3aa56098-7709-4673-9266-7f0c70ba10d8", None),
        ("urn:uuid:{3aa56098-7709-4673-9266-7f0c70ba10d8}", None),
        ("urn:uuid:3aa5609877094673926 67f0c70ba10d8", None),
    ],
)
def test_identifiers(text: str, value: UUID | None) -> None:
    assert parse_uuid(text) == value


def test_numbers_rates_digests_and_dates() -> None:
    assert [parse_integer(text) for text in ("0", "48048", "-1", "1.5", "٣", "1" * 20)] == [0, 48_048, *[None] * 4]
    assert [parse_rate(text) for text in ("24000 1001", "48000  1", "24000/1001", "0 1", "24 0", "24")] == [
        *("24000/1001", "48000/1"),
        *[None] * 4,
    ]
    assert parse_digest("xPgMogQYs32XxmP7bJOyd8IB8o0=") == "c4f80ca20418b37d97c663fb6c93b277c201f28d"
    assert parse_digest("xPgM\n ogQY") == "c4f80ca20418"
    assert [parse_digest(text) for text in ("?", "xPg", "é")] == [None] * 3
    assert [
        is_date_time(text) for text in ("2024-09-10T14:52:13", "2026-03-04T05:06:07.5+01:00", "2026-03-04", "x")
    ] == [
        *(True, True),
        *(False, False),
    ]
