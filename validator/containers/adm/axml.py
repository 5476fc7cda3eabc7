"""Reads axml as a stream: memory does not grow with its length, and a document type or an entity is refused.

The parser is expat, which Python brings along, and not lxml as elsewhere: it builds no tree that has to be pruned, is
twice as fast at handing over small elements, knows the line of each of them, and stops at a document type before it has
read it. Of blocks that are written alike it reads the first; the others match its pattern (`block_runs`).

Source: ITU-R BS.2076-3 (02/2025); ITU-R BS.2088-1 (2019), axml chunk.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from validator.containers.adm import elements
from validator.containers.adm.block_runs import BLOCK_END, BLOCK_LIMIT_BYTES, pattern_of, read_run, run_of
from validator.containers.adm.blocks import NUMBERS, BlockReducer, FormBudget
from validator.containers.adm.document import AdmDocument, ReadingProblem, Reference
from validator.containers.adm.elements import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from validator.containers.adm.block_forms import BoundPattern
    from validator.containers.adm.document import Element
    from validator.containers.adm.movements import Movements

PIECE_BYTES: Final = 1 << 17
"""Read at a time."""

PATTERN_LIMIT: Final = 16
"""Ways to write a block that are known of one channel; real masters have two or three."""

ELEMENT_LIMIT: Final = 50_000
"""Elements kept, blocks not counted: a master of 128 tracks has about two thousand."""

DEPTH_LIMIT: Final = 64
"""Levels of nesting; ADM in its ebuCore wrapping has ten."""

TEXT_LIMIT: Final = 4096
"""Characters of text kept of one element."""

_BLOCK: Final = "audioBlockFormat"
_CHANNEL: Final = "audioChannelFormat"
_WHOLE: Final[Mapping[str, tuple[str, Callable[[Node], Element]]]] = {
    "audioProgramme": ("programmes", elements.audio_programme),
    "audioContent": ("contents", elements.audio_content),
    "audioObject": ("objects", elements.audio_object),
    "audioPackFormat": ("packs", elements.audio_pack_format),
    "audioStreamFormat": ("streams", elements.audio_stream_format),
    "audioTrackFormat": ("tracks", elements.audio_track_format),
    "audioTrackUID": ("track_uids", elements.audio_track_uid),
}
"""Main elements but the channel: the field of the document and the function that makes one."""

_UNREAD: Final = frozenset({"profileList", "tagList"})


class _Stop(Exception):  # noqa: N818 (no error: it ends the parse)
    """Leaves the parser; the problem is noted."""


def read_axml(payload: bytes, *, sample_rate_hz: int = 48_000, movements: Movements | None = None) -> AdmDocument:
    """Read the payload of an axml chunk that is in memory; see `read_axml_stream`."""
    return read_axml_stream(io.BytesIO(payload), len(payload), sample_rate_hz=sample_rate_hz, movements=movements)


def read_axml_stream(
    file: BinaryIO, size_bytes: int, *, sample_rate_hz: int = 48_000, movements: Movements | None = None
) -> AdmDocument:
    """Read an axml chunk, whatever its version and its wrapping (ebuCoreMain, ituADM or none).

    Never raises for what the chunk says: a document that is broken, refused or no ADM has its reason in `problems` and
    holds what was read up to there.

    Args:
        file: Open for reading in binary, at the first byte of the chunk.
        size_bytes: Size of the chunk; NUL bytes at its end are padding.
        sample_rate_hz: Of the sound; blocks that miss each other by one sample of it still meet.
        movements: Is given where the objects move, for whoever renders them; None for a document that is only read.
    """
    return _Reader(sample_rate_hz, movements).read(file, size_bytes)


class _Reader:
    """Hands what expat tells to the element, or the blocks, that are open.

    Three states, by the handlers that are set: outside of audioFormatExtended and between its elements (`_start`),
    inside one of them (the same, with a node on `_nodes`), and inside a block (those of the reducer).
    """

    def __init__(self, sample_rate_hz: int, movements: Movements | None) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._movements = movements
        self._fields: dict[str, list[Element]] = {
            name: [] for name in (*(name for name, _ in _WHOLE.values()), "channels")
        }
        self._problems: list[ReadingProblem] = []
        self._profiles: list[tuple[str, Mapping[str, str]]] = []
        self._unknown: list[Reference] = []
        self._open: list[str] = []
        self._nodes: list[Node] = []
        self._text: list[str] = []
        self._positions: dict[str, int] = {}
        self._base_depth = 0
        self._base_path = ""
        self._root = ""
        self._namespace: str | None = None
        self._version: str | None = None
        self._line = 0
        self._kept = 0
        self._reducer: BlockReducer | None = None
        self._names: dict[str, str] = {}
        self._budget = FormBudget()
        self._block_ended = False
        self._block_bytes = b""
        self._bound: list[BoundPattern] = []
        self._one_by_one = False
        self._lines_passed = 0
        self._parser = self._new_parser()

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        return parser

    def read(self, file: BinaryIO, size_bytes: int) -> AdmDocument:
        try:
            self._feed(file, size_bytes)
        except _Stop:
            pass
        except expat.ExpatError as error:
            line = error.lineno + self._lines_passed
            found = f"{expat.ErrorString(error.code)}: line {line}"
            self._problems.append(ReadingProblem(code="not-well-formed", line=line, found=found))
        except (ValueError, LookupError) as error:
            # An encoding that Python does not have.
            self._problems.append(ReadingProblem(code="not-well-formed", line=None, found=str(error)))
        if not self._base_depth and not self._problems:
            self._problems.append(ReadingProblem(code="no-audio-format-extended", found=self._root or None))
        fields: dict[str, object] = {name: tuple(found) for name, found in self._fields.items()}
        return AdmDocument(
            root=self._root,
            namespace=self._namespace,
            version=self._version,
            line=self._line,
            profiles=tuple(self._profiles),
            unknown=tuple(self._unknown),
            problems=tuple(self._problems),
            **fields,  # type: ignore[arg-type] # each list holds what its field is declared to hold
        )

    def _feed(self, file: BinaryIO, size_bytes: int) -> None:
        left = size_bytes
        leading = True
        wide = False
        padding = b""
        while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
            left -= len(piece)
            if leading:
                wide = piece[:2] in (b"\xff\xfe", b"\xfe\xff")
                piece = piece if wide else piece.lstrip(b"\0 \t\r\n")
                leading = not piece
            # Writers pad with NULs, which are held back until something follows them; UTF-16 has NULs of its own.
            content = piece if wide else piece.rstrip(b"\0")
            if content:
                self._parse(padding + content)
                padding = b""
            padding = (padding + piece[len(content) :])[:PIECE_BYTES]
        self._parser.Parse(b"", True)  # noqa: FBT003 (expat takes no keyword)

    def _line_number(self) -> int:
        """The line of what the parser is at, blocks that it did not see counted in."""
        return self._parser.CurrentLineNumber + self._lines_passed

    def _parse(self, content: bytes) -> None:
        """Hand content to the parser as far as the end of a block, and take the blocks behind it that are alike."""
        text = content.decode("latin-1")
        position = 0
        while (found := content.find(BLOCK_END, position)) >= 0:
            end = found + len(BLOCK_END)
            self._feed_parser(content[position:end])
            position = self._take_runs(text, end) if self._block_ended else end
        self._feed_parser(content[position:])

    def _feed_parser(self, piece: bytes) -> None:
        self._block_ended = False
        if len(self._block_bytes) <= BLOCK_LIMIT_BYTES:
            self._block_bytes += piece
        self._parser.Parse(piece)

    def _take_runs(self, text: str, position: int) -> int:
        """Take the blocks from a position on that are written as one before; return where the next one begins.

        Here the parser stands behind the end tag of a block, and all that it was given is read.
        """
        reducer = self._reducer
        block, self._block_bytes = self._block_bytes.decode("latin-1"), b""
        if reducer is None or self._one_by_one:
            return position
        if len(self._bound) < PATTERN_LIMIT and not any(one.pattern.pattern.fullmatch(block) for one in self._bound):
            pattern = pattern_of(block, NUMBERS)
            bound = None if pattern is None else reducer.bind(pattern)
            self._bound += [] if bound is None else [bound]
        begin = -1
        while begin < position:
            begin = position
            for one in self._bound:
                position = self._take_run(reducer, one, text, position)
        return position

    def _take_run(self, reducer: BlockReducer, bound: BoundPattern, text: str, position: int) -> int:
        """Take the blocks of one pattern; a channel in which that cannot be done is read one by one from there on."""
        rows, end = run_of(bound.pattern, text, position)
        if not rows or self._one_by_one:
            return position
        run = read_run(bound.pattern, rows)
        if run is None or not reducer.take_run(bound, run, self._line_number()):
            self._one_by_one = True
            return position
        self._lines_passed += len(rows) * bound.pattern.lines
        return end

    def _refuse_document_type(self, name: str, _system: str | None, _public: str | None, _internal: bool) -> None:
        self._stop("document-type", name)

    def _stop(self, code: str, found: str | None) -> None:
        self._problems.append(ReadingProblem(code=code, line=self._line_number(), found=found))
        raise _Stop

    def _local(self, tag: str) -> str:
        """The name without its prefix; looked up once for each tag."""
        name = self._names.get(tag)
        if name is None:
            name = tag.rpartition(":")[2]
            if len(self._names) < ELEMENT_LIMIT:
                self._names[tag] = name
        return name

    def _start(self, tag: str, attributes: list[str]) -> None:
        name = self._local(tag)
        self._text.clear()
        depth = len(self._open)
        if depth >= DEPTH_LIMIT:
            self._stop("nested-too-deeply", name)
        self._open.append(name)
        if self._nodes:
            self._start_inside(name, attributes)
        elif self._base_depth and depth == self._base_depth:
            self._start_main(name, attributes)
        elif not self._base_depth or name == "audioFormatExtended":
            self._start_outside(name, attributes)

    def _start_outside(self, name: str, attributes: list[str]) -> None:
        if not self._root:
            self._root = name
            self._namespace = _mapping(attributes).get("xmlns")
        if name != "audioFormatExtended":
            return
        if self._base_depth:
            self._stop("several-audio-format-extended", name)
        self._base_depth = len(self._open)
        self._base_path = "/" + "/".join(self._open)
        self._version = _mapping(attributes).get("version")
        self._line = self._line_number()

    def _start_main(self, name: str, attributes: list[str]) -> None:
        position = self._positions[name] = self._positions.get(name, 0) + 1
        line = self._line_number()
        if name != _CHANNEL and name not in _WHOLE and name not in _UNREAD:
            self._keep(name)
            self._unknown.append(Reference(id=name[:TEXT_LIMIT], kind="audioFormatExtended", line=line))
            return
        self._keep(name)
        node = Node(name, _mapping(attributes), line, f"{self._base_path}/{name}[{position}]")
        self._nodes.append(node)
        if name == _CHANNEL:
            self._bound, self._block_bytes, self._one_by_one = [], b"", False
            self._reducer = BlockReducer(
                node.attributes.get("audioChannelFormatID", ""),
                self._sample_rate_hz,
                text=self._text,
                budget=self._budget,
                movements=None if self._movements is None else self._movements.of_channel(node.attributes),
                leave=self._leave_block,
                refuse=self._refuse_block,
            )

    def _start_inside(self, name: str, attributes: list[str]) -> None:
        line = self._line_number()
        if name == _BLOCK and self._reducer is not None and len(self._nodes) == 1:
            self._reducer.begin(attributes, line)
            self._parser.StartElementHandler = self._reducer.begin_child
            self._parser.EndElementHandler = self._reducer.end_child
            return
        self._keep(name)
        node = Node(name, _mapping(attributes), line)
        self._nodes[-1].children.append(node)
        self._nodes.append(node)

    def _keep(self, name: str) -> None:
        self._kept += 1
        if self._kept > ELEMENT_LIMIT:
            self._stop("too-many-elements", name)

    def _end(self, _tag: str) -> None:
        name = self._open.pop()
        if not self._nodes:
            return
        node = self._nodes.pop()
        node.text = "".join(self._text).strip()[:TEXT_LIMIT]
        self._text.clear()
        if not self._nodes:
            self._finish(name, node)

    def _finish(self, name: str, node: Node) -> None:
        if name == _CHANNEL and self._reducer is not None:
            self._fields["channels"].append(elements.audio_channel_format(node, self._reducer.summary()))
            self._reducer = None
        elif name in _WHOLE:
            field, make = _WHOLE[name]
            self._fields[field].append(make(node))
        elif name == "profileList":
            self._profiles += [(child.text, child.attributes) for child in node.children if child.name == "profile"]

    def _refuse_block(self, name: str) -> None:
        self._stop("too-many-elements", name)

    def _leave_block(self) -> None:
        self._open.pop()
        self._block_ended = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end


def _mapping(attributes: list[str]) -> dict[str, str]:
    """Attributes by local name; expat hands over names and values in turn."""
    return {
        name if name.startswith("xmlns") else name.rpartition(":")[2]: value[:TEXT_LIMIT]
        for name, value in zip(attributes[::2], attributes[1::2], strict=True)
    }
