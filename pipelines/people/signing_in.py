"""Here lives signing in: a password tried, a browser remembered for a working day, locked out after too many tries."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from pipelines.people.passwords import hash_password, is_password
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.people import Account, Permission, SignIn
from schemas.search import Scope

# A sign-in ends after an hour without a page, and after a long working day in any case.
IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=12)
# The fifth wrong password in a row locks for a quarter of an hour: guessing 10,000 takes a month.
MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
# Noted that often at most, so that looking at pages does not write all the time.
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, through which sign-in; `form_key` must come back with every form (against forged requests)."""

    account: Account
    token_hash: str
    form_key: str


def sign_in(resources: Resources, name: str, password: str) -> str:
    """The token that the browser shows from now on: 43 letters, digits, `-` and `_`.

    Raises:
        SetupError: "sign_in_refused" (which of name and password is wrong is not told), "sign_in_locked".
    """
    name, now = name.strip().lower(), resources.now()
    account = resources.catalogue.find_account(name)
    if account is None or account.closed_at is not None:
        is_password(password, _make_nobodys_hash())
        _note(resources, "?", "sign_in_failed", {"account": None})
        raise SetupError("sign_in_refused")
    if account.locked_until is not None and account.locked_until > now:
        raise SetupError("sign_in_locked", minutes=int(LOCKED_FOR.total_seconds() // 60))
    if not is_password(password, account.password_hash):
        resources.catalogue.update_account(name, lambda known: _failed(known, now))
        _note(resources, name, "sign_in_failed", {"account": name})
        raise SetupError("sign_in_refused")
    if account.failed_count or account.locked_until:
        resources.catalogue.update_account(name, lambda known: replace(known, failed_count=0, locked_until=None))
    token = secrets.token_urlsafe(32)
    resources.catalogue.remove_sign_ins_before(now - LONGEST, now - IDLE)
    resources.catalogue.add_sign_in(SignIn(_hash(token), name, now, now))
    _note(resources, name, "signed_in", {"account": name})
    return token


def find_visitor(resources: Resources, token: str) -> Visitor | None:
    """Whose token this is; None once the sign-in is over or its account closed."""
    token_hash, now = _hash(token), resources.now()
    held = resources.catalogue.find_sign_in(token_hash)
    if held is None or held.begun_at < now - LONGEST or held.seen_at < now - IDLE:
        return None
    account = resources.catalogue.find_account(held.account)
    if account is None or account.closed_at is not None:
        return None
    if held.seen_at < now - _SEEN_EVERY:
        resources.catalogue.put_seen(token_hash, now)
    form_key = hmac.new(token.encode(), b"form", "sha256").hexdigest()
    return Visitor(account, token_hash, form_key)


def sign_out(resources: Resources, visitor: Visitor) -> None:
    resources.catalogue.remove_sign_in(visitor.token_hash)
    _note(resources, visitor.account.name, "signed_out", {"account": visitor.account.name})


def find_scope(resources: Resources, account: Account, permission: Permission = "find") -> Scope:
    """What the account finds (or may do this with): papers issued or kept in its units, below, and whence they came."""
    return Scope(widen_units(resources, account.list_units(permission)), account.max_sensitivity)


def widen_units(resources: Resources, units: Sequence[str]) -> tuple[str, ...]:
    """These units and those they came from, sorted."""
    before = {step.predecessor for unit in units for step in resources.units.list_predecessors(unit)}
    return tuple(sorted({*units, *before}))


@cache
def _make_nobodys_hash() -> str:
    """Tried where there is no such account, so that the answer takes as long."""
    return hash_password(secrets.token_hex())


def _failed(known: Account, now: datetime) -> Account:
    count = known.failed_count + 1
    if count < MAX_FAILURES:
        return replace(known, failed_count=count)
    return replace(known, failed_count=0, locked_until=now + LOCKED_FOR)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _note(resources: Resources, by: str, event: str, payload: dict[str, object]) -> None:
    resources.catalogue.add_audit(by, event, json.dumps(payload, sort_keys=True))
