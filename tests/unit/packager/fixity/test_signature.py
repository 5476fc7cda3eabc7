from pathlib import Path

import pytest

from fixtures.bundles import write_small_delivery
from packager.fixity.signature import holds, load_signer, load_verifier
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
    assert len(signature) == 64
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


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "key.pem"
    place.write_bytes(content)
    for load in (load_signer, load_verifier):
        with pytest.raises(UsageError, match="not a key"):
            load(place)
        with pytest.raises(UsageError, match="cannot be read"):
            load(tmp_path / "none.pem")


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    place = tmp_path / "key.pem"
    place.write_bytes(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()))
    with pytest.raises(UsageError, match="not a key"):
        load_signer(place)
