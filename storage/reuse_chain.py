"""Here lives how an entry of the reuse ledger is a link of its chain: the arithmetic is the audit chain's.

The event holds all that stays for ever; the payload holds the words, which can be blanked, and a salt, so that nobody
can try words until their hash fits.
"""

from __future__ import annotations

import json
import secrets

from schemas.reuse import ReuseKind, ReuseWish
from storage.audit_chain import ERASED

_WORDS = ("component", "purpose", "reason")
_ID_DIGITS = 16


def make_event(kind: ReuseKind, used_id: str, version: int, dossier_code: str) -> str:
    """What the chain says of an entry beside its words; of a blanking as the audit chain says it."""
    return ERASED if kind == "erased" else f"{kind}:{used_id}:{version}:{dossier_code}"


def make_payload(wish: ReuseWish) -> str:
    """The words of a wish as JSON."""
    words = {name: getattr(wish, name) for name in _WORDS}
    return json.dumps(words | {"salt": secrets.token_hex(16)}, ensure_ascii=False, sort_keys=True)


def read_words(payload: str) -> dict[str, str]:
    """The words of an entry; empty ones where they were blanked."""
    told = json.loads(payload) if payload else {}
    return {name: str(told.get(name, "")) for name in _WORDS}


def make_entry_id(link: str) -> str:
    """The name of an entry: the beginning of its link, so that the chain proves it too."""
    return link[:_ID_DIGITS]
