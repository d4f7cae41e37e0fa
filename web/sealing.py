"""Here lives what a page carries to its next step without telling it: texts sealed for one sign-in."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipelines.people.signing_in import Visitor

# AES-GCM's own sizes, in bytes (NIST SP 800-38D).
_NONCE, _LEAST = 12, 12 + 16


def seal(visitor: Visitor, text: str) -> str:
    """Letters, digits, `-` and `_` from which only this sign-in gets the text back: whom a clerk asks about."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = _cipher(visitor).encrypt(nonce, text.encode(), None)
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def unseal(visitor: Visitor, sealed: str) -> str | None:
    """The text; None where this sign-in did not seal it."""
    try:
        data = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        if len(data) < _LEAST:
            return None
        return _cipher(visitor).decrypt(data[:_NONCE], data[_NONCE:], None).decode()
    except (ValueError, InvalidTag):
        return None


def _cipher(visitor: Visitor) -> AESGCM:
    return AESGCM(hashlib.sha256(f"sealed|{visitor.token_hash}".encode()).digest())
