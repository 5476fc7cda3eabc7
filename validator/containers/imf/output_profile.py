"""The output profile list: how a composition is to be played out. Few recipients want one.

Source: SMPTE ST 2067-100:2014.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from lxml import etree

from specs.message import Message
from specs.models import FrozenModel
from validator.containers.imf.building import add, add_element, begin_document, finish_document, urn
from validator.containers.imf.document import (
    ChildRule,
    DocumentFault,
    DocumentNode,
    FaultList,
    line_of,
    open_document,
    optional,
)
from validator.containers.imf.namespaces import OUTPUT_PROFILE, SIGNATURE, XSI
from validator.containers.imf.schema_type import schema_type

if TYPE_CHECKING:
    from collections.abc import Sequence

PRESET_TYPE: Final = "PresetMacroType"
PLAYBACK_PRESET: Final = "playback_cpl"
"""Play the composition as it is."""

_PROFILE: Final = (
    ChildRule("Id"), optional("Annotation"), ChildRule("IssueDate"), optional("Issuer"), optional("Creator"),
    ChildRule("CompositionPlaylistId"), optional("ExtensionProperties"), ChildRule("AliasList"), ChildRule("MacroList"),
    optional("Signer"),
)  # fmt: skip
_ALIASES: Final = (ChildRule("Alias", 0, None),)
_MACROS: Final = (ChildRule("Macro", 0, None),)
_PRESET: Final = (ChildRule("Name"), optional("Annotation"), ChildRule("Preset"))


class Macro(FrozenModel):
    """One step of the profile.

    Attributes:
        type: Local name of its schema type, such as `PresetMacroType`.
        preset: For a preset macro; None for any other, of which only the name is read.
    """

    type: str | None
    name: str | None
    preset: str | None = None
    line: int | None = None


class OutputProfile(FrozenModel):
    """The whole list; None for what is missing or malformed."""

    id: UUID | None
    annotation: str | None = None
    issue_date: str | None
    issuer: str | None = None
    creator: str | None = None
    composition_id: UUID | None
    aliases: tuple[str, ...] = ()
    macros: tuple[Macro, ...] = ()
    signed: bool = False
    faults: tuple[Message, ...] = ()


def parse_output_profile(data: bytes, *, where: str) -> OutputProfile:
    """Read an output profile list.

    Raises:
        MediaError: As `open_document`.
    """
    faults = FaultList()
    root = open_document(data, root="OutputProfileList", namespaces=(OUTPUT_PROFILE,), where=where)
    node = DocumentNode(root, _PROFILE, faults, foreign=True)
    alias_list, macro_list = node.one("AliasList"), node.one("MacroList")
    aliases: Sequence[etree._Element] = (
        [] if alias_list is None else DocumentNode(alias_list, _ALIASES, faults).all("Alias")
    )
    macros: Sequence[etree._Element] = (
        [] if macro_list is None else DocumentNode(macro_list, _MACROS, faults).all("Macro")
    )
    return OutputProfile(
        id=node.uuid("Id"),
        annotation=node.text("Annotation"),
        issue_date=node.date("IssueDate"),
        issuer=node.text("Issuer"),
        creator=node.text("Creator"),
        composition_id=node.uuid("CompositionPlaylistId"),
        aliases=tuple((alias.text or "").strip() for alias in aliases),
        macros=tuple(_macro(macro, faults) for macro in macros),
        signed=any(other.tag == f"{{{SIGNATURE}}}Signature" for other in node.others),
        faults=faults.faults(),
    )


def _macro(element: etree._Element, faults: FaultList) -> Macro:
    kind = schema_type(element)
    if kind is None:
        faults.add(DocumentFault.TYPE_UNKNOWN, type="", line=line_of(element))
    if kind == PRESET_TYPE:
        node = DocumentNode(element, _PRESET, faults)
        return Macro(type=kind, name=node.text("Name"), preset=node.text("Preset"), line=node.line)
    name = element.findtext(f"{{{etree.QName(element).namespace}}}Name")
    return Macro(type=kind, name=None if name is None else name.strip() or None, line=line_of(element))


def build_output_profile(profile: OutputProfile) -> bytes:
    """Write an output profile list, unsigned; of its macros only presets are written."""
    root = begin_document(OUTPUT_PROFILE, "OutputProfileList", prefixes={"xsi": XSI})
    add(root, "Id", urn(profile.id))
    add(root, "Annotation", profile.annotation)
    add(root, "IssueDate", profile.issue_date)
    add(root, "Issuer", profile.issuer)
    add(root, "Creator", profile.creator)
    add(root, "CompositionPlaylistId", urn(profile.composition_id))
    aliases = add_element(root, "AliasList")
    for alias in profile.aliases:
        add(aliases, "Alias", alias)
    macros = add_element(root, "MacroList")
    for macro in profile.macros:
        if macro.type == PRESET_TYPE:
            element = add_element(macros, "Macro", **{f"{{{XSI}}}type": PRESET_TYPE})
            add(element, "Name", macro.name)
            add(element, "Preset", macro.preset)
    return finish_document(root)
