"""Here lives the part of the catalogue's contract that is about people; `ports.Catalogue` is the whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from schemas.people import Account, FailedTry, SignIn


class PeopleLedger(Protocol):
    """Accounts and their sign-ins. Errors as of `ports.Catalogue`."""

    def add_account(self, account: Account) -> None:
        """Raises SetupError ("account_exists")."""

    def find_account(self, name: str) -> Account | None: ...

    def list_accounts(self) -> tuple[Account, ...]:
        """In order of name, closed ones too."""

    def update_account(self, name: str, change: Callable[[Account], Account]) -> Account:
        """Read, change and write under one lock; the changed account. The name stays.

        A closed account, or one with another password, loses its sign-ins.

        Raises:
            SetupError: "account_unknown".
        """

    def add_sign_in(self, sign_in: SignIn) -> None: ...

    def list_sign_ins(self, account: str | None = None) -> tuple[SignIn, ...]:
        """Of one account, or of all, the last seen first; those that are over may be among them."""

    def find_sign_in(self, token_hash: str) -> SignIn | None: ...

    def put_seen(self, token_hash: str, at: datetime) -> None:
        """Note that the browser came by; harmless when the sign-in is over."""

    def remove_sign_in(self, token_hash: str) -> None:
        """Harmless when absent."""

    def remove_sign_ins(self, account: str) -> int:
        """End all of an account; how many."""

    # -- wrong passwords of the last minutes --
    def add_failed_try(self, failed: FailedTry, forget_before: datetime) -> None:
        """Append one; those before an instant are forgotten."""

    def list_failed_tries(self, place: str, since: datetime) -> tuple[FailedTry, ...]:
        """From one place, oldest first."""

    def count_failed_tries(self, name: str, since: datetime) -> int:
        """With one name, wherever from."""

    # -- open work of an account --
    def hand_over_batches(self, one: str, other: str) -> tuple[str, ...]:
        """Make another answer for the open batches of one; their ids in order. A closed batch stays whose it was."""

    def list_open_batches(self, operator: str) -> tuple[str, ...]:
        """Ids of the batches, in order, that somebody opened and nobody closed."""

    def remove_sign_ins_before(self, begun: datetime, seen: datetime) -> int:
        """End those begun or last seen before these instants; how many."""
