"""Here live accounts, their roles in units, and what each role may do there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from schemas.units import is_within

Role = Literal["archivist", "verifier", "clerk", "manager", "auditor", "administrator"]
Permission = Literal[
    "find",
    "reveal",
    "reuse",
    "scan",
    "review",
    "confirm",
    "change",
    "coverage",
    "audit",
    "accounts",
    "health",
    "requests",
    "views",
]
ROLES: tuple[Role, ...] = get_args(Role)
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

# What each role may do in its unit and below. Who scans may correct what was read, but answering for it is another's.
GRANTED: dict[Role, frozenset[Permission]] = {
    "archivist": frozenset({"find", "scan", "review"}),
    "verifier": frozenset({"find", "reveal", "review", "confirm", "change", "requests", "views"}),
    "clerk": frozenset({"find", "reveal", "reuse", "scan", "requests"}),
    "manager": frozenset({"find", "coverage"}),
    "auditor": frozenset({"find", "coverage", "audit", "requests", "views"}),
    "administrator": frozenset({"accounts", "health", "audit", "requests"}),
}
# Criminal records and the like (sensitivity 4) are for those who answer for papers; others see up to health data (3).
_MOST_SENSITIVE: dict[Role, int] = {"verifier": 4, "archivist": 4}
_ORDINARY = 3
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one unit (a dotted path) and all below it."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in. `password_hash` is argon2's own form; nobody knows the password itself.

    `failed_count` are the wrong passwords since the last right one; until `locked_until` none is tried.
    `must_change`: the password was given by another and serves for one sign-in alone. `signed_in_at`: the last time.
    """

    name: str
    full_name: str
    grants: tuple[Grant, ...]
    password_hash: str
    created_at: datetime
    must_change: bool = False
    failed_count: int = 0
    locked_until: datetime | None = None
    closed_at: datetime | None = None
    signed_in_at: datetime | None = None

    def may(self, permission: Permission) -> bool:
        """Whether one of its roles may do this anywhere."""
        return bool(self.list_units(permission))

    def may_in(self, permission: Permission, unit: str) -> bool:
        """Whether it may do this in a unit."""
        return any(is_within(unit, each) for each in self.list_units(permission))

    def list_units(self, permission: Permission) -> tuple[str, ...]:
        """The units in which (and below which) it may do this, sorted."""
        return tuple(sorted({grant.unit for grant in self.grants if permission in GRANTED[grant.role]}))

    @property
    def max_sensitivity(self) -> int:
        """The most sensitive papers it may see, 1 to 4."""
        return max((_MOST_SENSITIVE.get(grant.role, _ORDINARY) for grant in self.grants), default=0)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in that holds: the browser has the token, only its hash is kept (SHA-256, hex).

    `place` names the browser and its system, so that a person knows it again: `Chrome, Windows`; "" where unknown.
    """

    token_hash: str
    account: str
    begun_at: datetime
    seen_at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class FailedTry:
    """A wrong password: whence and with which name, both hidden (`pipelines.people.attempts`)."""

    place: str
    name: str
    at: datetime


def is_account_name(text: str) -> bool:
    """Lower-case letters, digits, `.`, `_`, `-`; 2 to 40 of them, a letter first."""
    return _NAME.fullmatch(text) is not None
