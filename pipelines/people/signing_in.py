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

from pipelines.people.attempts import Attempts
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


def sign_in(
    resources: Resources, name: str, password: str, *, place: str = "", attempts: Attempts | None = None
) -> str:
    """The token that the browser shows from now on: 43 letters, digits, `-` and `_`.

    Args:
        place: the browser, as `SignIn` keeps it.
        attempts: what failed lately: a name that nobody has looks locked after as many failures as any other.

    Raises:
        SetupError: "sign_in_refused" (which of name and password is wrong is not told), "sign_in_locked".
    """
    name, now = name.strip().lower(), resources.now()
    account = resources.catalogue.find_account(name)
    # Asked for in any case: the first of a process takes longer, whoever it is.
    nobodys = _make_nobodys_hash()
    if account is None or account.closed_at is not None:
        is_password(password, nobodys)
        # What was typed as a name may be a password: the chain keeps neither.
        _note(resources, "?", "sign_in_failed", {"account": None})
        if attempts is not None and attempts.count_failures(name) >= MAX_FAILURES:
            raise SetupError("sign_in_locked", minutes=int(LOCKED_FOR.total_seconds() // 60))
        raise SetupError("sign_in_refused")
    if account.locked_until is not None and account.locked_until > now:
        is_password(password, nobodys)
        _note(resources, name, "sign_in_failed", {"account": name, "locked": True})
        raise SetupError("sign_in_locked", minutes=int(LOCKED_FOR.total_seconds() // 60))
    if not is_password(password, account.password_hash):
        resources.catalogue.update_account(name, lambda known: _failed(known, now))
        _note(resources, name, "sign_in_failed", {"account": name})
        raise SetupError("sign_in_refused")
    resources.catalogue.update_account(
        name, lambda known: replace(known, failed_count=0, locked_until=None, signed_in_at=now)
    )
    token = secrets.token_urlsafe(32)
    resources.catalogue.remove_sign_ins_before(now - LONGEST, now - IDLE)
    resources.catalogue.add_sign_in(SignIn(_hash(token), name, now, now, place))
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
    return Visitor(account, token_hash, make_form_key(account))


def make_form_key(account: Account) -> str:
    """What the forms of this account carry until its password changes.

    Not of one sign-in: who signs in again in one tab goes on in the others, and a form that was sent too late tells
    whose it was. The hash with its salt is known to the catalogue alone.
    """
    return hmac.new(account.password_hash.encode(), f"form:{account.name}".encode(), "sha256").hexdigest()


def list_sign_ins(resources: Resources, account: Account) -> tuple[SignIn, ...]:
    """Where the account is signed in now, the last seen first."""
    now = resources.now()
    held = resources.catalogue.list_sign_ins(account.name)
    return tuple(it for it in held if it.begun_at >= now - LONGEST and it.seen_at >= now - IDLE)


def end_sign_in(resources: Resources, visitor: Visitor, handle: str) -> None:
    """End one of the visitor's own sign-ins, or with "others" all but this one; harmless when it is over."""
    for held in resources.catalogue.list_sign_ins(visitor.account.name):
        is_meant = held.token_hash != visitor.token_hash if handle == "others" else find_handle(held) == handle
        if is_meant:
            resources.catalogue.remove_sign_in(held.token_hash)
            _note(resources, visitor.account.name, "sign_in_ended", {"account": visitor.account.name})


def find_handle(held: SignIn) -> str:
    """What a page calls a sign-in, of no use to sign in with."""
    return held.token_hash[:16]


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
