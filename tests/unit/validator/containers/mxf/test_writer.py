"""AS-02 sound track files, byte by byte."""

from __future__ import annotations

import hashlib
import io
import struct
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import pytest

from fixtures.mxf import TRACK_FILE_ID, noise_bytes, track_file
from specs.errors import RefusedError, UsageError
from specs.vocabulary import LAYOUTS
from validator.containers.mxf.klv import Triplet, read_triplet
from validator.containers.mxf.mca import SoundDescription
from validator.containers.mxf.writer import track_file_bytes, write_track_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validator.containers.mxf.track_file import TrackFile

WAVE_CLIP = "060e2b34040101010d01030102060200"
OP1A = "060e2b34040101010d01020101010100"


def _written(file: TrackFile) -> bytes:
    sink = io.BytesIO()
    write_track_file(sink, file, [noise_bytes(file.essence_bytes)])
    return sink.getvalue()


def _triplets(data: bytes) -> Iterator[Triplet]:
    position = 0
    while position < len(data):
        triplet = read_triplet(io.BytesIO(data), position)
        assert triplet is not None
        yield triplet
        position = triplet.end_bytes


def _value(data: bytes, triplet: Triplet) -> bytes:
    return data[triplet.value_offset_bytes : triplet.end_bytes]


def _properties(data: bytes, triplet: Triplet) -> dict[int, bytes]:
    """Tag and value, read here by itself and not by the product."""
    value, found, position = _value(data, triplet), {}, 0
    while position < len(value):
        tag, size = struct.unpack_from(">HH", value, position)
        found[tag] = value[position + 4 : position + 4 + size]
        position += 4 + size
    return found


def _primer(data: bytes) -> dict[str, int]:
    """Universal label to tag."""
    triplet = next(one for one in _triplets(data) if one.key.hex() == "060e2b34020501010d01020101050100")
    value = _value(data, triplet)
    count, size = struct.unpack_from(">II", value)
    assert (size, len(value)) == (18, 8 + 18 * count)
    return {value[at + 2 : at + 18].hex(): int.from_bytes(value[at : at + 2], "big") for at in range(8, len(value), 18)}


def _set(data: bytes, number: str) -> list[dict[int, bytes]]:
    key = f"060e2b34025301010d01010101 01{number}00".replace(" ", "")
    return [_properties(data, one) for one in _triplets(data) if one.key.hex() == key]


@pytest.mark.parametrize("layout", ["1.0", "2.0", "LtRt", "5.1", "7.1"])
@pytest.mark.parametrize("rate", [48_000, 96_000])
def test_the_parts_stand_in_the_order_that_every_reader_takes(layout: str, rate: int) -> None:
    file = track_file(layout, sample_rate_hz=rate)
    data = _written(file)
    keys = [one.key.hex() for one in _triplets(data)]
    sets = [key for key in keys if key.startswith("060e2b34025301010d01010101")]
    channels = len(LAYOUTS[layout].labels)
    # preface, identification, storage, essence data; package, track, sequence, clip twice; descriptor and labels
    assert [key[26:30] for key in sets] == [
        *("012f", "0130", "0118", "0123"),
        *("0136", "013b", "010f", "0111"),
        *("0137", "013b", "010f", "0111"),
        *("0148", "016c"),
        *["016b"] * channels,
    ]
    assert [key for key in keys if key not in sets] == [
        "060e2b34020501010d01020101020400",
        "060e2b34020501010d01020101050100",
        "060e2b34010101020301021001000000",
        "060e2b34020501010d01020101030400",
        "060e2b34010201010d01030116010200",
        "060e2b34020501010d01020101030400",
        "060e2b34025301010d01020101100100",
        "060e2b34020501010d01020101040400",
        "060e2b34020501010d01020101110100",
    ]


def test_partition_packs_say_where_everything_is() -> None:
    data = _written(track_file())
    triplets = list(_triplets(data))
    packs = [one for one in triplets if one.key.hex().startswith("060e2b34020501010d010201010") and one.key[13] < 5]
    offsets = [one.offset_bytes for one in packs]
    fields = [struct.unpack(">HHIQQQQQIQI16sII16s", _value(data, one)) for one in packs]
    assert [one.value_bytes for one in packs] == [104] * 4
    assert {pack[:3] for pack in fields} == {(1, 3, 1)}
    assert [pack[3] for pack in fields] == offsets
    assert [pack[4] for pack in fields] == [0, 0, offsets[1], offsets[2]]
    assert {pack[5] for pack in fields} == {offsets[3]}
    assert [pack[6] for pack in fields] == [offsets[1] - 124, 0, 0, 0]
    assert [pack[7] for pack in fields] == [0, 0, offsets[3] - offsets[2] - 124, 0]
    assert [(pack[8], pack[10]) for pack in fields] == [(0, 0), (0, 1), (2, 0), (0, 0)]
    assert {pack[9] for pack in fields} == {0}
    assert {(pack[11].hex(), pack[12], pack[13], pack[14].hex()) for pack in fields} == {(OP1A, 1, 16, WAVE_CLIP)}
    assert offsets[1] % 8192 == 0


def test_nothing_lies_between_the_pack_and_the_sound() -> None:
    file = track_file()
    data = _written(file)
    triplets = list(_triplets(data))
    place = next(number for number, one in enumerate(triplets) if one.key[4:8] == b"\x01\x02\x01\x01")
    assert triplets[place - 1].key[13] == 3
    assert triplets[place].header_bytes == 24
    assert data[triplets[place].offset_bytes + 16] == 0x87
    assert _value(data, triplets[place]) == noise_bytes(file.essence_bytes)


def test_the_random_index_ends_the_file() -> None:
    data = _written(track_file())
    triplets = list(_triplets(data))
    packs = [one.offset_bytes for one in triplets if one.key[4:6] == b"\x02\x05" and one.key[13] in (2, 3, 4)]
    value = _value(data, triplets[-1])
    entries = [struct.unpack_from(">IQ", value, at) for at in range(0, 48, 12)]
    assert entries == [(0, packs[0]), (1, packs[1]), (0, packs[2]), (0, packs[3])]
    assert struct.unpack(">I", value[48:]) == (72,)
    assert triplets[-1].end_bytes == len(data)


def test_the_primer_lists_every_tag_that_is_used_the_index_included() -> None:
    data = _written(track_file())
    used: set[int] = set()
    for one in _triplets(data):
        if one.key[4:6] == b"\x02\x53":
            used |= set(_properties(data, one))
    assert sorted(_primer(data).values()) == sorted(used)
    assert {0x3F0B, 0x3F0C, 0x3F0D, 0x3F05} <= used


def test_the_preface_refers_to_the_file_package() -> None:
    data = _written(track_file())
    (preface,) = _set(data, "2f")
    (source,) = _set(data, "37")
    (material,) = _set(data, "36")
    (storage,) = _set(data, "18")
    (essence,) = _set(data, "23")
    assert preface[0x3B08] == source[0x3C0A]
    assert preface[0x3B05].hex() == "0103"
    assert preface[0x3B0A].hex() == "0000000100000010" + WAVE_CLIP
    assert preface[0x3B0B].hex() == "0000000000000010"
    assert storage[0x1901] == bytes.fromhex("0000000200000010") + material[0x3C0A] + source[0x3C0A]
    assert storage[0x1902] == bytes.fromhex("0000000100000010") + essence[0x3C0A]
    umid = bytes.fromhex("060a2b340101010501010f2013000000") + TRACK_FILE_ID.bytes
    assert source[0x4401] == essence[0x2701] == umid
    assert material[0x4401][:16] == umid[:16]
    assert material[0x4401] != umid
    assert (essence[0x3F07].hex(), essence[0x3F06].hex()) == ("00000001", "00000002")


def test_tracks_last_as_long_as_the_sound_and_begin_at_0() -> None:
    data = _written(track_file(sample_count=480))
    tracks, sequences, clips = _set(data, "3b"), _set(data, "0f"), _set(data, "11")
    assert [track[0x4804].hex() for track in tracks] == ["00000000", "16010200"]
    assert {track[0x4B01].hex() for track in tracks} == {"0000bb8000000001"}
    assert {track[0x4B02] for track in tracks} == {bytes(8)}
    assert {int.from_bytes(one[0x0202], "big") for one in (*sequences, *clips)} == {480}
    assert {one[0x0201].hex() for one in (*sequences, *clips)} == {"060e2b34040101010103020202000000"}
    assert clips[0][0x1101].endswith(TRACK_FILE_ID.bytes)
    assert clips[0][0x1102] == tracks[1][0x4801]
    assert (clips[1][0x1101], clips[1][0x1102]) == (bytes(32), bytes(4))


def test_the_descriptor_says_how_the_samples_lie() -> None:
    data = _written(track_file("7.1", 480, 96_000))
    (descriptor,) = _set(data, "48")
    (segment,) = [_properties(data, one) for one in _triplets(data) if one.key[13:15] == b"\x10\x01"]
    assert descriptor[0x3001] == descriptor[0x3D03] == bytes.fromhex("0001770000000001")
    assert int.from_bytes(descriptor[0x3002], "big") == 480
    assert descriptor[0x3004].hex() == WAVE_CLIP
    assert [int.from_bytes(descriptor[tag], "big") for tag in (0x3D07, 0x3D01, 0x3D0A, 0x3D09)] == [
        *(8, 24, 24, 96_000 * 24)
    ]
    assert descriptor[0x3D32].hex() == "060e2b340401010d0402021004010000"
    assert int.from_bytes(segment[0x3F05], "big") == 24
    assert int.from_bytes(segment[0x3F0D], "big") == 480


@pytest.mark.parametrize(
    ("layout", "soundfield", "channels"),
    [
        ("1.0", ("sgM", "0302020500000000"), [("chM1", "0302012001000000")]),
        ("2.0", ("sgST", "0302022001000000"), [("chL", "0302010100000000"), ("chR", "0302010200000000")]),
        ("LtRt", ("sgLtRt", "0302022009000000"), [("chLt", "0302012003000000"), ("chRt", "0302012004000000")]),
        (
            "7.1",
            ("sg71", "0302020200000000"),
            [
                *(("chL", "0302010100000000"), ("chR", "0302010200000000"), ("chC", "0302010300000000")),
                *(("chLFE", "0302010400000000"), ("chLss", "0302010700000000"), ("chRss", "0302010800000000")),
                *(("chLrs", "0302010900000000"), ("chRrs", "0302010a00000000")),
            ],
        ),
    ],
)
def test_labels_name_soundfield_and_channels(
    layout: str, soundfield: tuple[str, str], channels: list[tuple[str, str]]
) -> None:
    data = _written(track_file(layout))
    tags = {label[8:]: tag for label, tag in _primer(data).items()}
    identifier, link = tags["0101010e0103070101000000"], tags["0101010e0103070105000000"]
    symbol, number = tags["0101010e0103070102000000"], tags["0101010e0103040a00000000"]
    (group,) = _set(data, "6c")
    labels = _set(data, "6b")
    assert (group[symbol].decode("utf-16-be"), group[identifier].hex()[16:]) == soundfield
    assert [(one[symbol].decode("utf-16-be"), one[identifier].hex()[16:]) for one in labels] == channels
    assert [int.from_bytes(one[number], "big") for one in labels] == list(range(1, len(channels) + 1))
    assert {one[tags["0101010e0103070106000000"]] for one in labels} == {group[link]}
    assert len({one[link] for one in (group, *labels)}) == 1 + len(labels)
    assert group[tags["0101010d0301010203150000"]] == b"fr-FR"
    assert group[tags["0101010e0105100000000000"]].decode("utf-16-be") == "Le film"
    assert group[tags["0101010e0302010220000000"]].decode("utf-16-be") == "PRM"
    assert group[tags["0101010e0302010221000000"]].decode("utf-16-be") == "FCMP"


def test_size_and_digest_are_those_of_the_file() -> None:
    file = track_file()
    sink = io.BytesIO()
    written = write_track_file(sink, file, [noise_bytes(file.essence_bytes)])
    data = sink.getvalue()
    assert written.size_bytes == track_file_bytes(file) == len(data)
    assert written.sha1 == hashlib.sha1(data, usedforsecurity=False).digest()
    assert written.descriptor == file.descriptor()


def test_equal_input_gives_equal_bytes_however_the_sound_is_cut() -> None:
    file = track_file()
    sound = noise_bytes(file.essence_bytes)
    sink = io.BytesIO()
    write_track_file(sink, file, (sound[at : at + 7] for at in range(0, len(sound), 7)))
    assert sink.getvalue() == _written(file)


def test_one_block_is_in_memory_at_a_time() -> None:
    file = track_file("2.0", 1000)
    sink = io.BytesIO()
    begun = track_file_bytes(file) - file.essence_bytes - _after_sound_bytes(file)

    def blocks() -> Iterator[bytes]:
        for number in range(10):
            # What was handed over before has reached the sink when the next block is asked for.
            assert len(sink.getvalue()) == begun + number * 600
            yield bytes(600)

    write_track_file(sink, file, blocks())


def _after_sound_bytes(file: TrackFile) -> int:
    data = _written(file)
    sound = next(one for one in _triplets(data) if one.key[4:8] == b"\x01\x02\x01\x01")
    return len(data) - sound.end_bytes


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_floating_point_is_rounded_to_24_bits(kind: type) -> None:
    file = track_file("2.0", 4)
    steps = np.array([[0, -1], [8_388_607, -8_388_608], [65_536, -257], [2, 3]])
    expected = b"".join(int(step).to_bytes(3, "little", signed=True) for step in steps.ravel())
    sink = io.BytesIO()
    write_track_file(sink, file, [(steps / 2.0**23).astype(kind)])
    assert expected in sink.getvalue()


@pytest.mark.parametrize("sample", [1.0, -1.1, float("nan"), float("inf")])
def test_a_sample_that_does_not_fit_is_refused(sample: float) -> None:
    with pytest.raises(RefusedError, match="does not fit"):
        write_track_file(io.BytesIO(), track_file("1.0", 1), [np.array([[sample]])])


@pytest.mark.parametrize(
    ("byte_count", "found"),
    [(0, "0 samples"), (2874, "479 samples"), (2881, "more"), (2879, "479 samples and 5 bytes")],
)
def test_another_length_than_was_promised_is_refused(byte_count: int, found: str) -> None:
    with pytest.raises(RefusedError, match="another length") as refused:
        write_track_file(io.BytesIO(), track_file("2.0", 480), [bytes(byte_count)])
    assert found in str(refused.value.found)


def test_a_full_disk_is_told() -> None:
    class FullDisk:
        def write(self, data: object, /) -> None:  # noqa: ARG002  (the protocol's)
            raise OSError(28, "No space left on device")

    with pytest.raises(RefusedError, match="cannot be written") as refused:
        write_track_file(FullDisk(), track_file(), [])
    assert refused.value.found == "No space left on device"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layout": "5.1-film"}, "soundfield group label"),
        ({"layout": "7.1.4"}, "soundfield group label"),
        ({"language": "fr_FR"}, "language tag"),
        ({"content_kind": "BOGUS"}, "content kind"),
        ({"element_kind": "x-"}, "element kind"),
        ({"title": ""}, "title"),
        ({"title_version": "a\0b"}, "title version"),
        ({"title": "line\nline"}, "title"),
        ({"title": "half \ud83d"}, "title"),
        ({"title": "x" * 20_000}, "title"),
    ],
)
def test_what_cannot_be_labelled_is_refused(changes: dict[str, str], message: str) -> None:
    fields = {"layout": "5.1", "language": "fr", **changes}
    layout = LAYOUTS[fields.pop("layout")]
    with pytest.raises(UsageError, match=message):
        SoundDescription(layout=layout, **fields)


def test_private_kinds_and_no_language_are_taken() -> None:
    sound = SoundDescription(layout=LAYOUTS["2.0"], language=None, content_kind="x-IA", title="Жизнь")
    assert sound.content_kind == "x-IA"


@pytest.mark.parametrize(("rate", "samples"), [(44_100, 1), (48_000, 0), (48_000, 1 << 50)])
def test_another_rate_or_no_length_is_refused(rate: int, samples: int) -> None:
    with pytest.raises(UsageError, match="cannot have this"):
        track_file("2.0", samples, rate)


def test_every_identifier_is_its_own() -> None:
    data = _written(track_file("7.1"))
    instances = [
        UUID(bytes=one[0x3C0A])
        for number in ["2f", "30", "18", "23", "36", "3b", "0f", "11", "37", "48", "6c", "6b"]
        for one in _set(data, number)
    ]
    assert len(instances) == len(set(instances)) == 22
