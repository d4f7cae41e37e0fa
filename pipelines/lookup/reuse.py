"""Here lives reuse at the counter: a held result answers a component of a dossier, or is refused for it, on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipelines.actions import require_reason
from pipelines.lines import JsonLine
from pipelines.masking import mask_ids_in_text
from pipelines.resources import Resources
from schemas.days import local_day
from schemas.dossier import Dossier, read_dossier_code
from schemas.errors import InputRejected, SetupError
from schemas.procedure_result import ProcedureResult
from schemas.reuse import ReuseEntry, ReuseWish, find_hindrance
from schemas.text import mask_id, squeeze

Check = Callable[[ProcedureResult | None], None]
_ENTRIES_AT_ONCE = 1000


def reuse_result(
    resources: Resources, used_id: str, dossier_code: str, component: str, purpose: str, by: str
) -> ReuseEntry:
    """Enter that a result (or an accepted component) answered a component of a dossier; the same again is the same.

    The dossier need not be imported yet.

    Raises:
        SetupError: "result_unknown", "component_missing", "purpose_missing".
        InputRejected: "dossier_code_invalid"; "result_erased"; what forbids the use, as `schemas.reuse.find_hindrance`.
    """
    if not component.strip():
        raise SetupError("component_missing")
    if not purpose.strip():
        raise SetupError("purpose_missing")
    today = local_day(resources.now())

    def check(result: ProcedureResult | None) -> None:
        hindrance = find_hindrance(result, today) if result is not None else None
        if hindrance is not None:
            raise InputRejected(hindrance)

    code = _read_code(dossier_code)
    wish = ReuseWish("reused", used_id, code, by, component=squeeze(component), purpose=squeeze(purpose))
    return _enter(resources, wish, check)


def refuse_reuse(resources: Resources, used_id: str, dossier_code: str, reason: str, by: str) -> ReuseEntry:
    """Enter that a result was found but not accepted for a dossier, and why; whatever the result is worth.

    Raises:
        SetupError: "result_unknown", "reason_missing"; InputRejected: "dossier_code_invalid", "result_erased".
    """
    wish = ReuseWish("refused", used_id, _read_code(dossier_code), by, reason=squeeze(require_reason(reason)))
    return _enter(resources, wish, lambda result: None)


def list_entries_of(resources: Resources, dossier_code: str) -> tuple[ReuseEntry, ...]:
    """What the ledger says of one dossier, oldest first; the first thousand where there are more."""
    return resources.catalogue.list_reuse(_ENTRIES_AT_ONCE, dossier_code=dossier_code)


def list_open_users(resources: Resources, result_ids: Sequence[str]) -> tuple[Dossier, ...]:
    """Dossiers still being handled that use these results: who handles them must hear when a result changes."""
    codes: dict[str, None] = {}
    for result_id in result_ids:
        after = 0
        while some := resources.catalogue.list_reuse(_ENTRIES_AT_ONCE, used_id=result_id, after=after):
            codes |= dict.fromkeys(entry.dossier_code for entry in some if entry.is_accepted)
            after = some[-1].sequence
    return resources.catalogue.list_open_dossiers(list(codes))


def entry_to_json(entry: ReuseEntry) -> JsonLine:
    """One entry as `sohoa reuse list` tells it; `hash` is its link in the chain. Ids in free words are masked."""
    return {
        "entry_id": entry.entry_id,
        "result_id": entry.used_id,
        "accepted": entry.is_accepted,
        "hash": entry.link,
        "sequence": entry.sequence,
        "kind": entry.kind,
        "version": entry.version,
        "dossier": entry.dossier_code or None,
        "component": mask_ids_in_text(entry.component) or None,
        "purpose": mask_ids_in_text(entry.purpose) or None,
        "reason": mask_ids_in_text(entry.reason) or None,
        "by": entry.by,
        "at": entry.at.isoformat(),
    }


def dossier_to_json(dossier: Dossier, *, reveals: bool = False) -> JsonLine:
    """One dossier as `sohoa dossiers list` tells it."""
    owner = dossier.owner_id if dossier.owner_id is None or reveals else mask_id(dossier.owner_id)
    return {
        "code": dossier.code,
        "procedure": dossier.procedure_code,
        "owner_id": owner,
        "unit": dossier.unit,
        "received_on": dossier.received_on.isoformat() if dossier.received_on else None,
        "state": dossier.state or None,
        "open": dossier.is_open,
        "components": len(dossier.components),
        "results": len(dossier.results),
    }


def _read_code(text: str) -> str:
    found = read_dossier_code(text)
    if found is None:
        raise InputRejected("dossier_code_invalid", column="--dossier")
    return found[0]


def _enter(resources: Resources, wish: ReuseWish, check: Check) -> ReuseEntry:
    if resources.catalogue.find_erasure(wish.used_id) is not None:
        # Tells erased from unknown.
        resources.catalogue.get_result(wish.used_id)
    return resources.catalogue.add_reuse(wish, check)
