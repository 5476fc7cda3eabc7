"""Every kind of damage to a bundle, done to a copy, is found and named."""

import json
import os
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from packager.fixity.media_hash_list import CHAIN, chain
from packager.fixity.problem import Problem, ProblemKind
from packager.formats.stems.verify import check_integrity

STEREO = "data/audio/Der-Tunnel-Teil-2_de_printmaster_20_48k_v1.wav"
SURROUND = "data/audio/Der-Tunnel-Teil-2_de_printmaster_51_48k_v1.wav"
HASH_LIST = "ascmhl/0001_Der-Tunnel-Teil-2_2026-01-31_120000Z.mhl"


def problems(bundle: Path) -> list[Problem]:
    return check_integrity(bundle, workers=1).problems


def kinds(found: list[Problem], path: str) -> set[ProblemKind]:
    return {problem.kind for problem in found if problem.path == path}


def files_of(bundle: Path) -> list[str]:
    return sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())


def flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        old = file.read(1)[0]
        file.seek(place)
        file.write(bytes([old ^ (1 << bit)]))


def test_a_flipped_bit_in_any_file_at_any_place_is_found_and_the_file_named(bundle: Path) -> None:
    draw = random.Random(5)
    for path in files_of(bundle):
        size = (bundle / path).stat().st_size
        for _ in range(2):
            place, bit = draw.randrange(size), draw.randrange(8)
            flip(bundle / path, place, bit)
            found = problems(bundle)
            assert any(path in problem.path or path in problem.message for problem in found), (path, place, bit, found)
            flip(bundle / path, place, bit)
    assert problems(bundle) == []


@pytest.mark.parametrize("path", [CHAIN, HASH_LIST, "tagmanifest-sha256.txt", "bagit.txt"])
def test_a_flipped_bit_in_a_list_is_found_wherever_it_is(bundle: Path, path: str) -> None:
    size = (bundle / path).stat().st_size
    for place in range(0, size, max(1, size // 40)):
        flip(bundle / path, place, place % 8)
        found = problems(bundle)
        assert any(path in problem.path or path in problem.message for problem in found), (place, found)
        flip(bundle / path, place, place % 8)


def test_damaged_sound_is_told_with_what_was_listed_and_what_is_there(bundle: Path) -> None:
    flip(bundle / STEREO, 5000, 0)
    found = problems(bundle)
    assert [(problem.kind, problem.path) for problem in found] == [(ProblemKind.DAMAGED, STEREO)]
    assert (found[0].expected or "").startswith("sha256 ")
    assert found[0].expected != found[0].found


def test_a_shortened_file_is_named_with_its_sizes(bundle: Path) -> None:
    size = (bundle / STEREO).stat().st_size
    with (bundle / STEREO).open("r+b") as file:
        file.truncate(100)
    found = [problem for problem in problems(bundle) if problem.path == STEREO]
    assert [(problem.kind, problem.expected, problem.found) for problem in found] == [
        (ProblemKind.DAMAGED, f"{size} bytes", "100 bytes")
    ]


@pytest.mark.parametrize(
    "path", [STEREO, "manifest.json", "bagit.txt", "manifest-md5.txt", "tagmanifest-sha256.txt", HASH_LIST, CHAIN]
)
def test_a_missing_file_is_named(bundle: Path, path: str) -> None:
    (bundle / path).unlink()
    assert ProblemKind.MISSING in kinds(problems(bundle), path)


@pytest.mark.parametrize("path", ["data/audio/extra.wav", "notes.txt", "ascmhl/0002_x.mhl", "deep/er/file", ".hidden"])
def test_an_extra_file_is_named(bundle: Path, path: str) -> None:
    (bundle / path).parent.mkdir(parents=True, exist_ok=True)
    (bundle / path).write_bytes(b"not listed")
    assert ProblemKind.EXTRA in kinds(problems(bundle), path)


def test_an_empty_folder_is_named(bundle: Path) -> None:
    (bundle / "data" / "video").mkdir()
    assert kinds(problems(bundle), "data/video/") == {ProblemKind.EXTRA}


def test_a_renamed_file_is_named_with_both_names(bundle: Path) -> None:
    (bundle / STEREO).rename(bundle / "data" / "audio" / "other.wav")
    found = problems(bundle)
    assert [(problem.kind, problem.path, problem.expected) for problem in found] == [
        (ProblemKind.RENAMED, "data/audio/other.wav", STEREO)
    ]


def test_two_files_that_changed_places_are_damaged_both(bundle: Path) -> None:
    (bundle / STEREO).rename(bundle / "x")
    (bundle / SURROUND).rename(bundle / STEREO)
    (bundle / "x").rename(bundle / SURROUND)
    assert {problem.path for problem in problems(bundle)} == {STEREO, SURROUND}


def test_a_link_is_named_and_not_followed(bundle: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.wav"
    (bundle / STEREO).rename(outside)
    (bundle / STEREO).symlink_to(outside)
    found = problems(bundle)
    assert kinds(found, STEREO) == {ProblemKind.UNSAFE, ProblemKind.MISSING}
    assert "link" in found[0].message


def test_a_folder_that_is_a_link_is_named_and_not_followed(bundle: Path, tmp_path: Path) -> None:
    (bundle / "data" / "audio").rename(tmp_path / "audio")
    (bundle / "data" / "audio").symlink_to(tmp_path / "audio", target_is_directory=True)
    found = problems(bundle)
    assert kinds(found, "data/audio") == {ProblemKind.UNSAFE}
    assert kinds(found, STEREO) == {ProblemKind.MISSING}


def test_a_pipe_is_named_and_not_waited_for(bundle: Path) -> None:
    os.mkfifo(bundle / "data" / "pipe")
    assert kinds(problems(bundle), "data/pipe") == {ProblemKind.UNSAFE}


def test_names_that_are_one_on_other_systems_are_named(bundle: Path) -> None:
    (bundle / "data" / "audio" / Path(STEREO).name.lower()).write_bytes(b"x")
    composed, decomposed = "data/audio/é.wav", unicodedata.normalize("NFD", "data/audio/é.wav")
    for path in (composed, decomposed):
        (bundle / path).write_bytes(b"x")
    found = problems(bundle)
    named = [problem.message for problem in found if problem.kind is ProblemKind.COLLISION]
    assert any(STEREO in message for message in named)
    assert any(repr(composed) in message for message in named)
    assert ProblemKind.UNSAFE in kinds(found, decomposed)


def test_a_name_that_is_no_text_is_named(bundle: Path) -> None:
    (Path(os.fsdecode(os.fsencode(bundle) + b"/data/\xff.wav"))).write_bytes(b"x")
    assert any(problem.kind is ProblemKind.UNSAFE and "dcff" in problem.path for problem in problems(bundle))


UNSAFE = [
    "../outside.wav",
    "data/../../outside.wav",
    "/etc/hostname",
    "C:/windows/win.ini",
    "C:outside.wav",
    "\\\\server\\share\\x.wav",
    "data\\audio\\x.wav",
    "data/audio/con.wav",
    "data/audio/x.wav ",
    "data//x.wav",
    "data/./x.wav",
    "data/audio/e\u0301.wav",
    "data/audio/\u202evaw.exe",
    "data/audio/x.wav:stream",
    "~/x.wav",
    "data/" + "x" * 300,
]


def in_manifest(bundle: Path, path: str) -> str:
    document = json.loads((bundle / "manifest.json").read_text())
    document["files"][0]["path"] = path
    (bundle / "manifest.json").write_text(json.dumps(document, ensure_ascii=False))
    return "manifest.json"


def in_report_of_manifest(bundle: Path, path: str) -> str:
    document = json.loads((bundle / "manifest.json").read_text())
    document["mixes"][0]["reports"][0]["json_path"] = path
    (bundle / "manifest.json").write_text(json.dumps(document, ensure_ascii=False))
    return "manifest.json"


def in_bag(bundle: Path, path: str) -> str:
    with (bundle / "manifest-md5.txt").open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 32}  {path}\n")
    return "manifest-md5.txt"


def in_hash_list(bundle: Path, path: str) -> str:
    text = (bundle / HASH_LIST).read_text(encoding="utf-8")
    changed = text.replace(f">{STEREO}<", f">{path}<")
    assert changed != text
    (bundle / HASH_LIST).write_text(changed, encoding="utf-8")
    return HASH_LIST


def in_chain(bundle: Path, path: str) -> str:
    (bundle / CHAIN).write_bytes(chain({path: b""}))
    return CHAIN


@pytest.mark.parametrize("write", [in_manifest, in_report_of_manifest, in_bag, in_hash_list, in_chain])
def test_paths_that_leave_the_bundle_are_named_in_whichever_list_they_stand(
    bundle: Path, write: Callable[[Path, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = os.open

    def watched(name: object, *rest: object, **words: object) -> int:
        opened.append(os.path.realpath(str(name)))
        return real(name, *rest, **words)  # type: ignore[arg-type]

    lists = {path: (bundle / path).read_bytes() for path in ("manifest.json", "manifest-md5.txt", HASH_LIST, CHAIN)}
    monkeypatch.setattr(os, "open", watched)
    for path in UNSAFE:
        source = write(bundle, path)
        named = [problem for problem in problems(bundle) if problem.kind is ProblemKind.UNSAFE]
        assert [(problem.path, repr(path) in problem.message) for problem in named] == [(source, True)], path
        (bundle / source).write_bytes(lists[source])
    inside = os.path.realpath(bundle)
    assert opened
    assert [name for name in opened if not name.startswith(inside)] == []


@pytest.mark.parametrize("write", [in_manifest, in_bag, in_hash_list])
def test_listed_names_that_are_one_on_other_systems_are_named(bundle: Path, write: Callable[[Path, str], str]) -> None:
    source = write(bundle, STEREO.upper() if write is in_bag else SURROUND.replace("de", "DE"))
    found = [problem for problem in problems(bundle) if problem.path == source]
    said = "\n".join(problem.message + (problem.found or "") for problem in found)
    assert "file systems" in said


def test_a_list_that_leaves_a_file_out_is_named(bundle: Path) -> None:
    text = (bundle / "manifest-md5.txt").read_text()
    (bundle / "manifest-md5.txt").write_text(
        "".join(line for line in text.splitlines(keepends=True) if STEREO not in line)
    )
    found = problems(bundle)
    assert ProblemKind.INCONSISTENT in kinds(found, STEREO)
    assert ProblemKind.DAMAGED in kinds(found, "manifest-md5.txt")


def test_lists_that_contradict_each_other_are_told_from_damaged_sound(bundle: Path) -> None:
    text = (bundle / "manifest-sha256.txt").read_text()
    digest = next(line.split()[0] for line in text.splitlines() if STEREO in line)
    (bundle / "manifest-sha256.txt").write_text(text.replace(digest, "0" * 64))
    found = problems(bundle)
    assert kinds(found, "manifest-sha256.txt") == {ProblemKind.INCONSISTENT, ProblemKind.DAMAGED}
    assert kinds(found, STEREO) == set()


def test_a_bag_that_sends_the_reader_elsewhere_is_named(bundle: Path) -> None:
    (bundle / "fetch.txt").write_text("http://127.0.0.1/x - data/audio/x.wav\n")
    assert ProblemKind.UNSAFE in kinds(problems(bundle), "fetch.txt")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE hashlist [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><hashlist xmlns="urn:ASC:MHL:v2.0" version="2.0"><creatorinfo>&i;</creatorinfo></hashlist>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE hashlist [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    '<hashlist xmlns="urn:ASC:MHL:v2.0" version="2.0"><creatorinfo>&a;</creatorinfo></hashlist>'
)


@pytest.mark.parametrize("document", [BOMB, OUTSIDE, BOMB.replace("hashlist", "ascmhldirectory")])
@pytest.mark.parametrize("path", [HASH_LIST, CHAIN])
def test_an_xml_bomb_is_refused_and_named(bundle: Path, path: str, document: str) -> None:
    (bundle / path).write_text(document)
    found = [problem for problem in problems(bundle) if problem.kind is ProblemKind.UNREADABLE]
    assert any(problem.path == path and "document type" in problem.message for problem in found)


@pytest.mark.parametrize("path", ["manifest.json", "manifest-sha256.txt", HASH_LIST, CHAIN, "bagit.txt"])
def test_a_huge_list_is_refused_without_being_read(bundle: Path, path: str) -> None:
    with (bundle / path).open("r+b") as file:
        file.truncate(80 * 1024 * 1024)
    found = [problem for problem in problems(bundle) if problem.path == path and problem.kind is ProblemKind.UNREADABLE]
    assert [problem.message for problem in found] == [f"{path} is too long to be read."]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"schema": "mixgate.manifest/2", "schema": "x"}', "not JSON"),
        (b'{"a": NaN}', "not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b"[]", "schema"),
        (b"{}", "schema"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_refused_and_named(bundle: Path, content: bytes, said: str) -> None:
    (bundle / "manifest.json").write_bytes(content)
    found = [problem for problem in problems(bundle) if problem.path == "manifest.json"]
    assert any(problem.kind is ProblemKind.UNREADABLE and said in problem.message for problem in found)
