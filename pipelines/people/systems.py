"""Here lives the care of systems that ask over the API: opened, renewed, ended; each noted in the audit chain."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.lines import JsonLine
from pipelines.masking import mask_ids_in_text
from pipelines.people.signing_in import widen_units
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.people import is_account_name
from schemas.search import Scope
from schemas.systems import MOST_SENSITIVE, RIGHTS, ApiSystem, KeptAnswer, ListedSystem, Right, SystemState
from schemas.units import is_within

# So that one that leaks into a file is known for what it is.
TOKEN_PREFIX = "sohoa_"
DEFAULT_PER_MINUTE, MOST_PER_MINUTE = 60, 6000
# A token is renewed once a year at least: who needs it is asked again.
DEFAULT_DAYS, MOST_DAYS = 365, 730
_USED_EVERY = timedelta(minutes=1)
# A line that broke is mended by then.
_ANSWERS_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SystemWish:
    """What an administrator asks for a system: see `ApiSystem`. It ends so many `days` from now."""

    name: str
    title: str
    unit: str
    rights: Sequence[str]
    days: int = DEFAULT_DAYS
    per_minute: int = DEFAULT_PER_MINUTE
    networks: Sequence[str] = ()


def open_system(resources: Resources, wish: SystemWish, by: str) -> tuple[ApiSystem, str]:
    """A new system and its token, which nobody can see again.

    Raises:
        SetupError: "system_name_invalid", "system_exists", "system_right_unknown", "system_network_invalid",
            "system_limits_invalid", "unit_unknown".
    """
    if not is_account_name(wish.name):
        raise SetupError("system_name_invalid", name=wish.name[:60])
    resources.units.get(wish.unit)
    _check_limits(wish.days, wish.per_minute)
    token, now = _draw_token(), resources.now()
    system = ApiSystem(
        name=wish.name,
        title=wish.title.strip() or wish.name,
        unit=wish.unit,
        rights=_read_rights(wish.rights),
        token_hash=hash_token(token),
        opened_by=by,
        opened_at=now,
        expires_at=now + timedelta(days=wish.days),
        per_minute=wish.per_minute,
        networks=_read_networks(wish.networks),
    )
    resources.catalogue.add_system(system)
    _note(resources, by, "system_opened", system)
    return system, token


def renew_system(resources: Resources, name: str, days: int, by: str) -> tuple[ApiSystem, str]:
    """A new token for a system, a closed one too; the old one ends at once. Who renews it answers for it from now on.

    Raises:
        SetupError: "system_unknown", "system_limits_invalid".
    """
    _check_limits(days, DEFAULT_PER_MINUTE)
    token, now = _draw_token(), resources.now()

    def change(known: ApiSystem) -> ApiSystem:
        ends = now + timedelta(days=days)
        return replace(
            known, token_hash=hash_token(token), opened_by=by, opened_at=now, expires_at=ends, closed_at=None
        )

    system = resources.catalogue.update_system(name, change)
    _note(resources, by, "system_renewed", system)
    return system, token


def close_system(resources: Resources, name: str, by: str) -> ApiSystem:
    """Its token serves no more; its name stays in every history. Twice is harmless.

    Raises:
        SetupError: "system_unknown".
    """
    at = resources.now()
    system = resources.catalogue.update_system(name, lambda known: replace(known, closed_at=known.closed_at or at))
    _note(resources, by, "system_closed", system)
    return system


def close_systems_of(resources: Resources, account: str, by: str) -> tuple[str, ...]:
    """End every system that an account answers for: those names. Its tokens serve no more once it is closed anyway."""
    open_ones = [
        system.name
        for system, _ in resources.catalogue.list_systems()
        if system.opened_by == account and system.closed_at is None
    ]
    for name in open_ones:
        close_system(resources, name, by)
    return tuple(open_ones)


def list_systems(resources: Resources, units: Sequence[str] | None = None) -> tuple[ListedSystem, ...]:
    """Every system, in order of name; with `units` those of these units and below."""
    closed = {account.name for account in resources.catalogue.list_accounts() if account.closed_at is not None}
    return tuple(
        ListedSystem(system, used_at, _find_state(system, closed, resources.now()))
        for system, used_at in resources.catalogue.list_systems()
        if units is None or any(is_within(system.unit, unit) for unit in units)
    )


def find_caller(resources: Resources, token: str, address: str) -> ApiSystem:
    """Whose token this is, if it serves for who asks from this IP address.

    Raises:
        SetupError: "api_token_refused" (unknown, or ended by a person), "api_token_expired", "api_network_refused".
    """
    system = resources.catalogue.find_system_by_token(hash_token(token)) if token.startswith(TOKEN_PREFIX) else None
    if system is None:
        raise SetupError("api_token_refused")
    opener = resources.catalogue.find_account(system.opened_by)
    closed = {opener.name} if opener is not None and opener.closed_at is not None else set()
    state = _find_state(system, closed, resources.now())
    if state == "expired":
        raise SetupError("api_token_expired")
    if state != "open":
        raise SetupError("api_token_refused")
    if not system.may_ask_from(address):
        raise SetupError("api_network_refused")
    return system


def note_used(resources: Resources, system: ApiSystem, last: datetime | None) -> datetime:
    """Note that a system asked, to the minute: the moment noted last."""
    now = resources.now()
    if last is not None and now - last < _USED_EVERY:
        return last
    resources.catalogue.put_system_used(system.name, now)
    return now


def note_refused(resources: Resources, code: str) -> None:
    """Note that a token was refused, and why; whose it was is not told, nor the token."""
    resources.catalogue.add_audit("?", "system_refused", json.dumps({"code": code}))


def note_lookup(resources: Resources, by: str, kind: str, purpose: str, dossier: str | None, count: int) -> None:
    """Note a look-up: by whom, what for and how many papers were told; never whose."""
    payload = {"kind": kind, "purpose": mask_ids_in_text(purpose), "dossier": dossier, "count": count}
    resources.catalogue.add_audit(by, "api_lookup", json.dumps(payload, ensure_ascii=False, sort_keys=True))


def answer_once(
    resources: Resources, system: ApiSystem, key: str | None, asked: str, answer: Callable[[], JsonLine]
) -> JsonLine:
    """The answer to a call; to one that carries a key seen before, what was answered then.

    A crash between doing and keeping does it again: what is answered so must be harmless twice.

    Args:
        asked: all that was asked; kept as its hash.

    Raises:
        SetupError: "api_key_reused".
    """
    if key is None:
        return answer()
    request_hash = hashlib.sha256(asked.encode()).hexdigest()
    kept = resources.catalogue.find_kept_answer(system.name, key)
    if kept is None:
        told, now = answer(), resources.now()
        kept = KeptAnswer(system.name, key, request_hash, json.dumps(told, ensure_ascii=False), now)
        resources.catalogue.put_kept_answer(kept, now - _ANSWERS_KEPT)
        return told
    if kept.request_hash != request_hash:
        raise SetupError("api_key_reused")
    told_before: JsonLine = json.loads(kept.answer)
    return told_before


def find_system_scope(resources: Resources, system: ApiSystem) -> Scope:
    """What a system finds: as an account of its unit would, but nothing of the most sensitive papers."""
    return Scope(widen_units(resources, [system.unit]), MOST_SENSITIVE)


def hash_token(token: str) -> str:
    """What is kept of a token; it has 256 random bits, so that a plain hash hides it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _find_state(system: ApiSystem, closed_accounts: Collection[str], now: datetime) -> SystemState:
    if system.closed_at is not None:
        return "closed"
    if system.opened_by in closed_accounts:
        return "opener_closed"
    return "expired" if system.expires_at <= now else "open"


def _draw_token() -> str:
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def _read_rights(written: Sequence[str]) -> tuple[Right, ...]:
    unknown = next((each for each in written if each not in RIGHTS), None)
    if unknown is not None or not written:
        raise SetupError("system_right_unknown", right=(unknown or "")[:40], rights=", ".join(RIGHTS))
    return tuple(right for right in RIGHTS if right in written)


def _read_networks(written: Sequence[str]) -> tuple[str, ...]:
    try:
        return tuple(str(ipaddress.ip_network(each.strip(), strict=False)) for each in written if each.strip())
    except ValueError as error:
        raise SetupError("system_network_invalid") from error


def _check_limits(days: int, per_minute: int) -> None:
    if not (1 <= days <= MOST_DAYS and 1 <= per_minute <= MOST_PER_MINUTE):
        raise SetupError("system_limits_invalid", days=MOST_DAYS, per_minute=MOST_PER_MINUTE)


def _note(resources: Resources, by: str, event: str, system: ApiSystem) -> None:
    payload = {
        "system": system.name,
        "unit": system.unit,
        "rights": system.rights,
        "expires_at": system.expires_at.isoformat(),
        "per_minute": system.per_minute,
        "networks": system.networks,
    }
    resources.catalogue.add_audit(by, event, json.dumps(payload, sort_keys=True))
