from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.bundles import CREATED, write_small_delivery
from fixtures.wrapped import digest_of
from packager.fixity import media_hash_list
from packager.fixity.listing import Listed
from packager.fixity.problem import ProblemKind
from packager.fixity.signature import SIGNATURE_BYTES, holds, load_signer, load_verifier
from packager.formats.stems.verify import check_integrity
from specs.errors import UsageError

pytest.importorskip("cryptography", reason="cryptography, an optional part, is not installed")


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    private, public = tmp_path / "key.pem", tmp_path / "key.pub"
    private.write_bytes(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo))
    return private, public


def test_a_signature_holds_for_what_was_signed_and_nothing_else(keys: tuple[Path, Path]) -> None:
    signature = load_signer(keys[0]).sign(b"a manifest")
    assert len(signature) == SIGNATURE_BYTES == 64  # RFC 8032, clause 5.1.6
    assert holds(load_verifier(keys[1]), signature, b"a manifest")
    assert not holds(load_verifier(keys[1]), signature, b"another")
    assert not holds(load_verifier(keys[1]), signature[:10], b"a manifest")


def test_a_signed_bundle_is_told_from_one_that_was_changed_and_listed_anew(
    keys: tuple[Path, Path], tmp_path: Path
) -> None:
    delivery = write_small_delivery(tmp_path / "delivery")
    verifier = load_verifier(keys[1])
    signed = delivery.bundle(tmp_path / "signed", signer=load_signer(keys[0])).folder
    assert check_integrity(signed).signature == "not-checked"
    result = check_integrity(signed, verifier=verifier)
    assert (result.signature, result.problems) == ("valid", [])
    plain = delivery.bundle(tmp_path / "plain").folder
    assert [problem.message for problem in check_integrity(plain, verifier=verifier).problems] == [
        "manifest.json is not signed."
    ]
    # Everything else in the bundle can be made anew by anybody; the signature cannot.
    other = delivery.bundle(tmp_path / "other", title="Another title", signer=load_signer(keys[0])).folder
    (signed / "manifest.json.sig").write_bytes((other / "manifest.json.sig").read_bytes())
    assert check_integrity(signed, verifier=verifier).signature == "invalid"


def list_anew(bundle: Path) -> None:
    """Make every unsigned list of a bundle again, as anybody can."""
    for tags in bundle.glob("tagmanifest-*.txt"):
        tags.unlink()
    algorithms = [one.stem.partition("-")[2] for one in bundle.glob("manifest-*.txt")]
    named = sorted(path for path in bundle.iterdir() if path.is_file())
    for algorithm in algorithms:
        lines = [f"{digest_of(path.read_bytes(), algorithm)}  {path.name}\n" for path in named]
        (bundle / f"tagmanifest-{algorithm}.txt").write_text("".join(lines), encoding="utf-8")
    files = {
        path.relative_to(bundle).as_posix(): Listed(
            size_bytes=path.stat().st_size,
            digests={name: digest_of(path.read_bytes(), name) for name in ("md5", "xxh64")},
        )
        for path in sorted(bundle.rglob("*"))
        if path.is_file() and path.parent.name != "ascmhl"
    }
    creator = media_hash_list.Creator(created=CREATED, host="studio", tool="mixgate", tool_version="1")
    (hashes,) = (bundle / "ascmhl").glob("*.mhl")
    hashes.write_bytes(media_hash_list.hash_list(files, creator))
    (bundle / media_hash_list.CHAIN).write_bytes(media_hash_list.chain({hashes.name: hashes.read_bytes()}))


def add_page(bundle: Path) -> str:
    (bundle / "READ ME.html").write_text("Everything is fine.", encoding="utf-8")
    return "READ ME.html"


def rewrite_info(bundle: Path) -> str:
    info = bundle / "bag-info.txt"
    info.write_text(info.read_text(encoding="utf-8").replace("Bagging-Date: 2026", "Bagging-Date: 2025"))
    return "bag-info.txt"


@pytest.mark.parametrize("change", [add_page, rewrite_info])
def test_what_the_signature_does_not_vouch_for_is_named(
    keys: tuple[Path, Path], tmp_path: Path, change: Callable[[Path], str]
) -> None:
    delivery = write_small_delivery(tmp_path / "delivery")
    verifier = load_verifier(keys[1])
    signed = delivery.bundle(tmp_path / "signed", signer=load_signer(keys[0])).folder
    path = change(signed)
    list_anew(signed)
    assert check_integrity(signed).problems == []  # without the key nothing tells it
    found = check_integrity(signed, verifier=verifier)
    assert found.signature == "valid"
    assert path in {problem.path for problem in found.problems if problem.kind is ProblemKind.SIGNATURE}


def test_a_generation_that_a_receiver_adds_is_named_and_is_no_fault(keys: tuple[Path, Path], tmp_path: Path) -> None:
    delivery = write_small_delivery(tmp_path / "delivery")
    signed = delivery.bundle(tmp_path / "signed", signer=load_signer(keys[0])).folder
    (hashes,) = (signed / "ascmhl").glob("*.mhl")
    second = hashes.with_name("0002_receiver_2026-02-01_000000Z.mhl")
    second.write_bytes(hashes.read_bytes())
    lists = {one.name: one.read_bytes() for one in (hashes, second)}
    (signed / media_hash_list.CHAIN).write_bytes(media_hash_list.chain(lists))
    found = check_integrity(signed, verifier=load_verifier(keys[1]))
    assert found.problems == []
    assert found.unsigned == [f"ascmhl/{second.name}", "ascmhl/ascmhl_chain.xml"]


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "key.pem"
    place.write_bytes(content)
    for load in (load_signer, load_verifier):
        with pytest.raises(UsageError, match="not a key"):
            load(place)
        with pytest.raises(UsageError, match="cannot be read"):
            load(tmp_path / "none.pem")


@pytest.mark.parametrize(("size_bytes", "is_read"), [(65_536, True), (65_537, False)])
def test_a_key_behind_a_text_is_read_within_64_kib(keys: tuple[Path, Path], size_bytes: int, is_read: bool) -> None:
    """RFC 7468, clause 2: text before the encapsulation boundary is permitted, and parsers ignore it."""
    for load, place in ((load_signer, keys[0]), (load_verifier, keys[1])):
        key = place.read_bytes().rstrip(b"\n")
        place.write_bytes(b"#" * (size_bytes - len(key) - 1) + b"\n" + key)
        if is_read:
            load(place)
        else:
            with pytest.raises(UsageError, match="not a key"):
                load(place)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    place = tmp_path / "key.pem"
    place.write_bytes(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()))
    with pytest.raises(UsageError, match="not a key"):
        load_signer(place)
