"""Here lives the answer to "who saw my papers": views and uses of the named results, told by office, not by person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipelines.masking import mask_ids_in_text
from pipelines.resources import Resources
from schemas.citizen_request import CitizenRequest

AccessKind = Literal["opened", "copied", "revealed", "reused"]
_MOST = 2000
# What commands hand out stands in the audit chain alone.
_BY_COMMAND: dict[str, AccessKind] = {"fetched": "copied", "ids_revealed": "revealed"}


@dataclass(frozen=True, slots=True)
class Access:
    """That a paper was seen or used: by which account (`by`), of which offices, what for (ids in it masked)."""

    result_id: str
    at: datetime
    by: str
    bodies: tuple[str, ...]
    kind: AccessKind
    purpose: str


def list_accesses(resources: Resources, request: CitizenRequest) -> tuple[Access, ...]:
    """Who was shown the results of a request or used them, newest first."""
    found: list[Access] = []
    bodies: dict[str, tuple[str, ...]] = {}

    def add(result_id: str, at: datetime, by: str, kind: AccessKind, purpose: str) -> None:
        if by not in bodies:
            bodies[by] = _find_bodies(resources, by)
        found.append(Access(result_id, at, by, bodies[by], kind, mask_ids_in_text(purpose)))

    resources.views.flush()
    for result_id in request.result_ids:
        for kept in resources.catalogue.list_views(result_id, _MOST):
            if kept.view.how != "changed":
                add(result_id, kept.view.at, kept.view.by, kept.view.how, kept.view.purpose)
        for noted in resources.catalogue.list_audit_naming(result_id, tuple(_BY_COMMAND)):
            if noted.by.startswith("cli:"):
                add(result_id, noted.at, noted.by, _BY_COMMAND[noted.event], _find_purpose(noted.payload))
        for entry in resources.catalogue.list_reuse(_MOST, used_id=result_id):
            if entry.is_accepted:
                add(result_id, entry.at, entry.by, "reused", entry.dossier_code)
    return tuple(sorted(found, key=lambda it: (it.at, it.result_id, it.by), reverse=True))


def _find_bodies(resources: Resources, by: str) -> tuple[str, ...]:
    """The offices that an account or a system works for; none for a call of the command, whose user has no account."""
    account = resources.catalogue.find_account(by)
    if account is None:
        return ()
    units = (resources.units.find(path) for path in sorted({grant.unit for grant in account.grants}))
    return tuple(unit.name for unit in units if unit is not None)


def _find_purpose(payload: str) -> str:
    """An erasure empties payloads that name a holder."""
    try:
        return str(json.loads(payload).get("purpose", ""))
    except ValueError:
        return ""
