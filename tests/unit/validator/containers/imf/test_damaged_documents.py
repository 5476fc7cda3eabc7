"""Whatever happens to a document: it is read, or refused with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.imf import asset_map, composition, output_profile, packing_list
from specs.errors import MediaError
from validator.containers.imf.asset_map import build_asset_map, parse_asset_map, parse_volume_index
from validator.containers.imf.composition_builder import build_composition
from validator.containers.imf.composition_reader import parse_composition
from validator.containers.imf.output_profile import build_output_profile, parse_output_profile
from validator.containers.imf.packing_list import build_packing_list, parse_packing_list

if TYPE_CHECKING:
    from specs.models import FrozenModel

DOCUMENTS: Final = {
    "map": (build_asset_map(asset_map()), parse_asset_map),
    "list": (build_packing_list(packing_list()), parse_packing_list),
    "composition": (build_composition(composition()), parse_composition),
    "profile": (build_output_profile(output_profile()), parse_output_profile),
}
EXAMPLES: Final = 150


def _read(kind: str, data: bytes) -> FrozenModel | None:
    try:
        model = DOCUMENTS[kind][1](data, where="x.xml")
    except MediaError:
        return None
    assert type(model).model_validate_json(model.model_dump_json()) == model
    return model


@settings(max_examples=EXAMPLES)
@given(
    kind=st.sampled_from(sorted(DOCUMENTS)),
    place=st.integers(0, 1 << 16),
    taken=st.integers(0, 300),
    put=st.one_of(st.binary(max_size=20), st.sampled_from([b"</Id>", b"<Id>", b"<!--", b"&lt;", b"&x;", b"\xff\xfe"])),
)
def test_a_stretch_taken_out_or_put_in(kind: str, place: int, taken: int, put: bytes) -> None:
    data = DOCUMENTS[kind][0]
    at = place % len(data)
    _read(kind, data[:at] + put + data[at + taken :])


@settings(max_examples=EXAMPLES)
@given(kind=st.sampled_from(sorted(DOCUMENTS)), first=st.integers(0, 1 << 10), second=st.integers(0, 1 << 10))
def test_lines_left_out_or_exchanged(kind: str, first: int, second: int) -> None:
    lines = DOCUMENTS[kind][0].splitlines(keepends=True)
    one, other = first % len(lines), second % len(lines)
    lines[one], lines[other] = lines[other], lines[one]
    _read(kind, b"".join(lines))
    _read(kind, b"".join(lines[:one] + lines[one + 1 :]))


@settings(max_examples=EXAMPLES)
@given(data=st.binary(max_size=200))
def test_anything(data: bytes) -> None:
    for kind in DOCUMENTS:
        assert _read(kind, data) is None
    try:
        parse_volume_index(data, where="x")
    except MediaError:
        return
    raise AssertionError(data)
