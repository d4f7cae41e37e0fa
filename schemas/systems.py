"""Here live systems that ask over the API: the one-stop software of an office, what its token may do, how long."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

# What a system may be let do. Where a person's permission is meant the word is the same (`schemas.people`).
Right = Literal["find", "reveal", "fetch", "reuse", "register", "dossiers", "coverage"]
RIGHTS: tuple[Right, ...] = get_args(Right)
# `closed`: ended by a person; `opener_closed`: by the closing of the account that answers for it.
SystemState = Literal["open", "closed", "opener_closed", "expired"]
# Criminal records and the like (sensitivity 4) are never told to a machine.
MOST_SENSITIVE = 3


@dataclass(frozen=True, slots=True)
class ApiSystem:
    """A program that asks over the API for one unit and all below it.

    `token_hash` is the SHA-256 (hex) of its token, which nobody can see again. `opened_by` answers for it: the account
    that opened or last renewed it. `networks`: where it may ask from (`10.0.0.0/8`); empty: from anywhere.
    """

    name: str
    title: str
    unit: str
    rights: tuple[Right, ...]
    token_hash: str
    opened_by: str
    opened_at: datetime
    expires_at: datetime
    per_minute: int
    networks: tuple[str, ...] = ()
    closed_at: datetime | None = None

    def may_ask_from(self, address: str) -> bool:
        """Whether an IP address is one of its own."""
        if not self.networks:
            return True
        try:
            asking = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(asking, ipaddress.IPv6Address) and asking.ipv4_mapped:
            asking = asking.ipv4_mapped
        return any(asking in ipaddress.ip_network(network) for network in self.networks)


@dataclass(frozen=True, slots=True)
class ListedSystem:
    """A system as a list shows it: `used_at` is when it last asked, to the minute."""

    system: ApiSystem
    used_at: datetime | None
    state: SystemState


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered to a call that carried a key, for who asks again because the line broke.

    `request_hash` (SHA-256, hex) tells whether the same was asked.
    """

    system: str
    key: str
    request_hash: str
    answer: str
    at: datetime
