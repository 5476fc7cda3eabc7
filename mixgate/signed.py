"""Signatures beside delivery files and files of waivers: who has signed one, and signing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from packager.fixity.signature import Signer

ENDING: Final = ".sig"
"""Behind the name of a file: the 64 bytes of its Ed25519 signature. Source: RFC 8032 clause 5.1.6."""


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


def sign(path: Path, signer: Signer) -> Path:
    """Sign a file as it is now, in the place of an older signature, and return where the signature lies.

    Raises:
        RefusedError: It cannot be read or written.
    """
    from specs.errors import RefusedError

    target = path.with_name(path.name + ENDING)
    written = target.with_name(f".{target.name}.part")
    try:
        written.write_bytes(signer.sign(path.read_bytes()))
        written.replace(target)
    except OSError as error:
        raise RefusedError("The signature cannot be written.", where=str(target), found=error.strerror) from error
    return target
