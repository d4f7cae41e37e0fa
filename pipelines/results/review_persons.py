"""Here lives who may not be the one that confirms a paper: who scanned it, who set what another has to look at.

Both hold only where the office says so (SOHOA_CONFIRM_OWN_SCANS, SOHOA_SECOND_PERSON).
"""

from __future__ import annotations

from collections.abc import Collection

from pipelines.resources import Resources
from pipelines.settings import Settings
from schemas.errors import InputRejected
from schemas.field_values import last_review
from schemas.procedure_result import ProcedureResult

OWN_SCAN, OWN_VALUES = "confirm_own_scan", "confirm_own_values"


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: `Lan`, ` lan` and `cli:lan` are."""
    first, second = (" ".join(name.removeprefix("cli:").casefold().split()) for name in (one, other))
    return first == second


def scanned(resources: Resources, result: ProcedureResult, by: str) -> bool:
    """Whether this person scanned the paper, and the office minds; asks the catalogue only then."""
    if resources.settings.confirms_own_scans:
        return False
    return is_same_person(resources.catalogue.get_receipt(result.receipt_id).operator, by)


def find_guarded(settings: Settings, result: ProcedureResult, names: Collection[str]) -> tuple[str, ...]:
    """Those of these fields whose change somebody else has to confirm; all of them where the paper's type is named."""
    asked = set(settings.second_person_fields)
    if result.document_type in asked:
        return tuple(names)
    return tuple(name for name in names if name.partition("[")[0] in asked)


def find_bar(settings: Settings, result: ProcedureResult, by: str, *, is_own_scan: bool) -> str | None:
    """Why this person does not confirm this paper, as a problem code; None where nothing is against it."""
    if is_own_scan:
        return OWN_SCAN
    said = {name: last_review(result.reviews, name) for name in {review.field for review in result.reviews}}
    mine = [name for name, review in said.items() if review and is_same_person(review.by, by)]
    return OWN_VALUES if find_guarded(settings, result, mine) else None


def refuse_alone(settings: Settings, result: ProcedureResult, by: str, *, is_own_scan: bool) -> None:
    """Raises InputRejected ("confirm_own_scan", "confirm_own_values")."""
    bar = find_bar(settings, result, by, is_own_scan=is_own_scan)
    if bar is not None:
        raise InputRejected(bar)
