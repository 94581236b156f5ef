"""Seals what nobody but its owner's server may read: AES-256-GCM, with a key from a file that is in no database."""

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stillpath.errors import MachineError, SealedError, UsageError

__all__ = ["Key", "make_key", "read_key", "seal", "unseal"]

_SECRET = 32
_NONCE = 12
_ID = 16
_OTHERS = 0o077
_PRIVATE = 0o600
_FORM = "32 bytes of chance as base64; make one with: stillpath store key FILE"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and the id that tells it from others; the id is a hash and gives nothing of the key away."""

    id: str
    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> "Key":
        """The key of 32 bytes. ValueError for any other number of them.

        >>> Key.of(bytes(32))
        Key(id='db70b846a352bcf6')
        """
        if len(secret) != _SECRET:
            raise ValueError("a key has 32 bytes")
        return cls(hashlib.sha256(b"stillpath key " + secret).hexdigest()[:_ID], secret)


def make_key(file: Path) -> Key:
    """A new key, written to a file that its owner alone may read. UsageError if there is a file of that name."""
    key = Key.of(secrets.token_bytes(_SECRET))
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as opened:  # noqa: PTH123
            opened.write(base64.b64encode(key.secret) + b"\n")
            opened.flush()
            os.fsync(opened.fileno())
    except FileExistsError:
        raise UsageError(f"{file} is there already; a key is never overwritten, name another file") from None
    except OSError as problem:
        raise MachineError(f"{file} cannot be written; is the folder there, and may you write?") from problem
    return key


def read_key(file: Path) -> Key:
    """The key in a file. MachineError if it cannot be read, holds none, or if others than its owner may read it."""
    try:
        with file.open("rb") as opened:
            if os.fstat(opened.fileno()).st_mode & _OTHERS:
                raise MachineError(f"the key in {file} can be read by others; first: chmod 600 {file}")
            text = opened.read(1000)
        return Key.of(base64.b64decode(text.strip(), validate=True))
    except FileNotFoundError:
        raise MachineError(f"the key file {file}: there is no such file; expected {_FORM}") from None
    except OSError as problem:
        raise MachineError(f"the key file {file} cannot be read; expected {_FORM}") from problem
    except (ValueError, binascii.Error):
        raise MachineError(f"the file {file} holds no key; expected {_FORM}") from None


def seal(key: Key, content: bytes, about: str) -> bytes:
    """The content sealed. `about` is not in it, and must be told again to open it: it ties the seal to its place.

    >>> key = Key.of(bytes(32))
    >>> unseal(key, seal(key, b"38.4", "row 1"), "row 1")
    b'38.4'
    """
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key.secret).encrypt(nonce, content, about.encode())


def unseal(key: Key, sealed: bytes, about: str) -> bytes:
    """What was sealed. SealedError for another key, another place, or a single bit that was altered."""
    try:
        return AESGCM(key.secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except (InvalidTag, ValueError):
        raise SealedError(
            "what was sealed cannot be opened: it was sealed with another key, or it was altered or moved; "
            "nothing of it is shown"
        ) from None
