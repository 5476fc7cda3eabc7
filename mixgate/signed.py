"""Whether a delivery file was signed by a key that the receiver trusts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENDING: Final = ".sig"
"""Behind the name of a delivery file: the 64 bytes of its Ed25519 signature. Source: RFC 8032 clause 5.1.6."""


def signed_by(key: Path | None) -> Callable[[Path], bool]:
    """Return what tells whether a file is signed by a public key; for no key, no file is.

    Raises:
        UsageError: The key cannot be used.
    """
    if key is None:
        return lambda _path: False
    from packager.fixity.signature import SIGNATURE_BYTES, holds, load_verifier

    verifier = load_verifier(key)

    def is_signed(path: Path) -> bool:
        try:
            with path.with_name(path.name + ENDING).open("rb") as file:
                signature = file.read(SIGNATURE_BYTES + 1)
            return len(signature) == SIGNATURE_BYTES and holds(verifier, signature, path.read_bytes())
        except OSError:
            return False

    return is_signed
