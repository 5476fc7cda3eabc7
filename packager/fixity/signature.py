"""A detached Ed25519 signature of the manifest, 64 bytes, as `openssl pkeyutl -verify -rawin` takes it.

Source: RFC 8032 (2017), "Edwards-Curve Digital Signature Algorithm (EdDSA)", clause 5.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from specs.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SIGNATURE_BYTES: Final = 64
_MAXIMUM_KEY_BYTES: Final = 64 * 1024
_HOW: Final = "Make one with 'openssl genpkey -algorithm ed25519 -out key.pem'."


class Signer(Protocol):
    """Whatever signs."""

    def sign(self, data: bytes, /) -> bytes:
        """Return the signature of some bytes."""


def load_signer(path: Path) -> Signer:
    """Load a private key: PEM, PKCS #8, not encrypted.

    Raises:
        UsageError: `cryptography` is not installed, or this is no such key.
    """
    _demand_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  (an optional part)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(_content(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(path, str(error)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, type(key).__name__)
    return key


def load_verifier(path: Path) -> Ed25519PublicKey:
    """Load a public key, PEM.

    Raises:
        UsageError: As for `load_signer`.
    """
    _demand_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(_content(path))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(path, str(error)) from error
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path, type(key).__name__)
    return key


def holds(verifier: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    """Say whether a signature is that of some bytes."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    try:
        verifier.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _demand_cryptography() -> None:
    try:
        import cryptography  # noqa: F401, PLC0415
    except ImportError as error:
        raise UsageError(
            "Signatures need the package 'cryptography'.", next_step="Install it with: pip install 'mixgate[sign]'"
        ) from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAXIMUM_KEY_BYTES)
    except OSError as error:
        raise UsageError("The key cannot be read.", where=str(path), found=error.strerror) from error


def _no_key(path: Path, found: str) -> UsageError:
    return UsageError(
        "This is not a key that can be used.",
        where=str(path),
        found=found,
        expected="an Ed25519 key in PEM, not encrypted",
        next_step=_HOW,
    )
