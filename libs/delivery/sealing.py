"""What identifies a person is stored sealed: a data key per record, wrapped by the deployment's master key.

Destroying the record's sealed form erases it, also from backups of the master key's holder.
"""

import hmac
import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

WRAPPED = 40
NONCE = 12


class Sealer:
    """AES-256-GCM under a fresh data key, which is wrapped (RFC 3394) and stands before the ciphertext."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise ValueError("a master key is 32 bytes (64 hex digits)")
        # one key for one use: the master is never used itself
        self._wrapping = hmac.digest(master, b"omzien wrapping", "sha256")
        self._lookup = hmac.digest(master, b"omzien lookup", "sha256")

    @classmethod
    def read(cls, path: Path) -> "Sealer":
        """Raises ValueError when the file does not hold 64 hex digits."""
        try:
            return cls(bytes.fromhex(path.read_text(encoding="ascii").strip()))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None

    def seal(self, plain: bytes) -> bytes:
        """Different at each call, also for the same text."""
        key, nonce = AESGCM.generate_key(256), os.urandom(NONCE)
        return aes_key_wrap(self._wrapping, key) + nonce + AESGCM(key).encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes:
        """Raises cryptography's InvalidTag or InvalidUnwrap when it was not sealed by this key."""
        key = aes_key_unwrap(self._wrapping, sealed[:WRAPPED])
        return AESGCM(key).decrypt(sealed[WRAPPED : WRAPPED + NONCE], sealed[WRAPPED + NONCE :], None)

    def lookup(self, kind: str, value: str) -> bytes:
        """A keyed hash (32 bytes) by which a record is found without being readable."""
        return hmac.digest(self._lookup, f"{kind}\0{value}".encode(), "sha256")
