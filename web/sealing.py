"""Here lives what a page carries to its next step without telling it: texts sealed for one account and one day."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipelines.people.signing_in import LONGEST, Visitor

# AES-GCM's own sizes, in bytes (NIST SP 800-38D); the moment of sealing stands in clear and is sealed with the text.
_NONCE, _TAG, _MOMENT = 12, 16, 8


def seal(visitor: Visitor, text: str) -> str:
    """Letters, digits, `-` and `_` from which only this account gets the text back: whom a clerk asks about.

    It outlives a sign-in that ended in the middle of a form, but not the account's password nor a long working day.
    """
    nonce, moment = secrets.token_bytes(_NONCE), int(time.time()).to_bytes(_MOMENT, "big")
    sealed = _cipher(visitor).encrypt(nonce, text.encode(), moment)
    return base64.urlsafe_b64encode(moment + nonce + sealed).decode().rstrip("=")


def unseal(visitor: Visitor, sealed: str) -> str | None:
    """The text; None where it was not sealed for this account, or too long ago."""
    try:
        data = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        moment, nonce, rest = data[:_MOMENT], data[_MOMENT : _MOMENT + _NONCE], data[_MOMENT + _NONCE :]
        if len(rest) < _TAG or int.from_bytes(moment, "big") < time.time() - LONGEST.total_seconds():
            return None
        return _cipher(visitor).decrypt(nonce, rest, moment).decode()
    except (ValueError, InvalidTag):
        return None


def _cipher(visitor: Visitor) -> AESGCM:
    # The hash with its salt is known to the catalogue alone; a new password makes a new key.
    account = visitor.account
    return AESGCM(hashlib.sha256(f"sealed|{account.name}|{account.password_hash}".encode()).digest())
