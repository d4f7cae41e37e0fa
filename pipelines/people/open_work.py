"""Here lives the open work of an account, and its handing over to another when the account is closed.

Work that waits for whoever comes next (papers to check, citizens' requests) is nobody's and needs no handing over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.people.systems import close_systems_of
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.people import Account, Permission


@dataclass(frozen=True, slots=True)
class WorkKind:
    """One kind of work that somebody answers for by name; a new kind is one more of these in `KINDS`.

    Args:
        needs: what the heir must be allowed to do.
        find: ids of what is open, in order.
        hand_over: makes another answer for it; the ids.
    """

    name: str
    needs: Permission
    find: Callable[[Resources, str], Sequence[str]]
    hand_over: Callable[[Resources, str, str], Sequence[str]]


KINDS: tuple[WorkKind, ...] = (
    WorkKind(
        "batches",
        "scan",
        lambda resources, name: resources.catalogue.list_open_batches(name),
        lambda resources, name, heir: resources.catalogue.hand_over_batches(name, heir),
    ),
)


def count_open_work(resources: Resources, name: str) -> dict[str, int]:
    """How much of each kind the account answers for; kinds with nothing are left out."""
    counts = {kind.name: len(kind.find(resources, name)) for kind in KINDS}
    return {kind: count for kind, count in counts.items() if count}


def check_heir(resources: Resources, name: str, heir: str | None) -> None:
    """Raises SetupError ("heir_missing", "heir_unfit") unless the open work of the account may go to `heir`."""
    open_work = count_open_work(resources, name)
    if not open_work:
        return
    if heir is None:
        raise SetupError("heir_missing", name=name, count=sum(open_work.values()))
    if not is_fit(resources.catalogue.find_account(heir), name, open_work):
        raise SetupError("heir_unfit", name=heir)


def is_fit(heir: Account | None, name: str, open_work: dict[str, int]) -> bool:
    """Whether an account can take all of this over."""
    if heir is None or heir.closed_at is not None or heir.name == name:
        return False
    return all(heir.may(kind.needs) for kind in KINDS if kind.name in open_work)


def hand_over(resources: Resources, name: str, heir: str | None, by: str) -> dict[str, list[str]]:
    """Give the work to the heir, what is claimed back, and end the tokens that the account opened; ids by kind.

    Of tokens nobody else answers for what they were given out for: they are not handed over.
    """
    resources.catalogue.release_claims(name)
    close_systems_of(resources, name, by)
    if heir is None:
        return {}
    given = {kind.name: list(kind.hand_over(resources, name, heir)) for kind in KINDS}
    return {kind: ids for kind, ids in given.items() if ids}
