"""Here lives the reading of who did what: the audit chain and the view log as pages of lines, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from pipelines.lines import JsonLine
from pipelines.masking import mask_ids_in_text
from pipelines.people.event_words import EVENTS, GROUPS, HOWS, tell_part
from pipelines.people.signing_in import widen_units
from pipelines.registers.list_files import write_csv
from pipelines.resources import Resources
from pipelines.results.result_history import EVENTS as CHANGES
from schemas.days import LOCAL_ZONE, end_of_day
from schemas.people import Account
from schemas.units import is_within
from schemas.views import KeptView
from storage.catalogue_values import AuditEntry
from storage.ledgers.views import DeedQuery

AUDIT_EXPORTED = "audit_exported"
PAGE_ROWS = 50
# What a sheet program opens without pain; a longer one is taken in parts, by day.
MOST_EXPORTED = 100_000
_EXPORTED_AT_ONCE = 1000
# Groups that the view log tells; all others are of the chain.
_OF_VIEWS = ("viewed", "copied", "changed")
_HEADINGS = ("Lúc", "Ai", "Việc", "Chi tiết", "Kết quả")


@dataclass(frozen=True, slots=True)
class DeedWish:
    """Which deeds somebody wants to read.

    Args:
        group: a key of `GROUPS`.
        person: an account's name, "" for everybody.
        first, last: days of here, both included.
        before: go on below this number.
    """

    group: str = "all"
    person: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One line: who did what when. `result_ids` are those it is about, as far as it says so."""

    sequence: int
    at: datetime
    by: str
    event: str
    words: str
    details: tuple[str, ...]
    result_ids: tuple[str, ...]

    def to_json(self) -> JsonLine:
        """One line of `sohoa audit list` and `sohoa result views`."""
        return {
            "sequence": self.sequence,
            "at": self.at.isoformat(timespec="seconds"),
            "by": self.by,
            "event": self.event,
            "details": list(self.details),
            "result_ids": list(self.result_ids),
        }


def list_visible_people(resources: Resources, account: Account) -> tuple[str, ...] | None:
    """Whose deeds an account may read: of people with a role in its units; None for everybody's.

    Who may read them in a unit that no other is above reads the whole chain: what the machine, commands and unknown
    names did is there too.
    """
    units = account.list_units("audit")
    if any(resources.units.get(unit).parent is None for unit in units):
        return None
    own = widen_units(resources, units)
    known = resources.catalogue.list_accounts()
    return tuple(
        each.name for each in known if any(is_within(grant.unit, unit) for grant in each.grants for unit in own)
    )


def list_deeds(
    resources: Resources,
    wish: DeedWish,
    people: tuple[str, ...] | None,
    language: str = "vi",
    limit: int = PAGE_ROWS,
) -> tuple[Deed, ...]:
    """A page of deeds, newest first; ids of citizens are masked.

    Args:
        people: as `list_visible_people` tells it.
    """
    by = people
    if wish.person:
        by = (wish.person,) if people is None or wish.person in people else ()
    group = wish.group if wish.group in GROUPS else "all"
    query = DeedQuery(
        before=wish.before,
        by=by,
        kinds=GROUPS[group],
        since=datetime.combine(wish.first, time(), LOCAL_ZONE) if wish.first else None,
        until=end_of_day(wish.last) if wish.last else None,
        limit=limit,
    )
    if group in _OF_VIEWS:
        return tuple(view_to_deed(kept, language) for kept in resources.catalogue.find_views(query))
    return tuple(_entry_to_deed(entry, language) for entry in resources.catalogue.find_audit(query))


def export_deeds(resources: Resources, path: Path, wish: DeedWish, people: tuple[str, ...] | None, by: str) -> None:
    """All that the wish asks for, up to `MOST_EXPORTED`, as a list for sheet programs; the chain notes who took it.

    Raises:
        SetupError: "file_exists", "output_unwritable".
    """
    days = {"first": wish.first, "last": wish.last}
    told: dict[str, Any] = {name: day.isoformat() if day else None for name, day in days.items()}
    told |= {"group": wish.group, "person": wish.person or None}
    resources.catalogue.add_audit(by, AUDIT_EXPORTED, json.dumps(told, sort_keys=True))
    write_csv(path, _HEADINGS, map(_to_cells, _iterate(resources, wish, people)))


def _iterate(resources: Resources, wish: DeedWish, people: tuple[str, ...] | None) -> Iterator[Deed]:
    for _ in range(MOST_EXPORTED // _EXPORTED_AT_ONCE):
        deeds = list_deeds(resources, wish, people, limit=_EXPORTED_AT_ONCE)
        yield from deeds
        if len(deeds) < _EXPORTED_AT_ONCE:
            return
        wish = replace(wish, before=deeds[-1].sequence)


def _to_cells(deed: Deed) -> tuple[str, ...]:
    at = deed.at.astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    return at, deed.by, deed.words, "; ".join(deed.details), " ".join(deed.result_ids)


def view_to_deed(kept: KeptView, language: str = "vi") -> Deed:
    """A view as a line."""
    view = kept.view
    words = HOWS[view.how][language == "en"]
    details: tuple[str, ...] = (mask_ids_in_text(view.purpose),) if view.purpose else ()
    if view.how == "changed":
        details = (CHANGES.get(view.purpose, (view.purpose,) * 2)[language == "en"],)
    return Deed(kept.sequence, view.at, view.by, view.how, words, tuple(filter(None, details)), (view.result_id,))


def _entry_to_deed(entry: AuditEntry, language: str) -> Deed:
    read = json.loads(entry.payload) if entry.payload else {}
    # Faults found at once are told as a list.
    told: Mapping[str, Any] = read if isinstance(read, dict) else {"count": len(read)}
    ids = told.get("result_ids") or ([told["result_id"]] if told.get("result_id") else [])
    words = EVENTS.get(entry.event, (entry.event,) * 2)[language == "en"]
    # Who signs in or changes the own password is named already.
    parts = (tell_part(name, value, language) for name, value in told.items() if (name, value) != ("account", entry.by))
    details = tuple(mask_ids_in_text(part) for part in parts if part)
    return Deed(entry.sequence, entry.at, entry.by, entry.event, words, details, tuple(map(str, ids)))
