"""Here lives the saving of a checked paper: over the version that was looked at, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from pipelines.actions import MACHINE, refuse_retired, to_confirmation, to_field_change
from pipelines.indexing import index_pending
from pipelines.resources import Resources
from pipelines.results.rereading import RereadWish, reread
from pipelines.results.review_persons import find_bar, find_guarded, scanned
from schemas.errors import InputRejected, SetupError, TemporarilyUnavailable
from schemas.folding import TYPE_FIELD
from schemas.procedure_result import ProcedureResult

OVERTAKEN = "review_overtaken"


def save_review(
    resources: Resources, result_id: str, texts: Mapping[str, str], by: str, *, version: int, confirms: bool
) -> ProcedureResult:
    """Lay what a person changed over a paper and confirm it, in one step and one version.

    The index is not waited for: who calls calls `index_saved` when the person has their answer.

    Args:
        texts: the changed fields alone, as typed; what was left as it was stays the machine's word.
        version: the one that was on the screen.
        confirms: where a changed field needs a second person, the values are kept and the paper waits for that one.

    Raises:
        InputRejected: "review_overtaken" (another version is there by now; nothing is written), "confirm_own_scan",
            "confirm_own_values"; what `set_fields` and `confirm_result` raise.
        SetupError: as those.
    """
    looked_at = resources.catalogue.get_result(result_id)
    confirmation = to_confirmation(resources, looked_at, by)
    typing = to_field_change(resources, texts, by) if texts else None

    def change(result: ProcedureResult) -> ProcedureResult:
        if result.version != version:
            if _is_done(result, by, version) and not texts and confirms:
                return result
            raise InputRejected(OVERTAKEN, by=_tell_last(result))
        refuse_retired(result)
        is_barred = bool(find_guarded(resources.settings, result, texts))
        typed = typing(result) if typing else result
        return confirmation(typed) if confirms and not is_barred else typed

    return resources.catalogue.update_result(result_id, change)


def index_saved(resources: Resources) -> None:
    """Bring the index up to what was saved; where it is away the marks wait for whoever comes next."""
    with suppress(TemporarilyUnavailable):
        index_pending(resources)


def find_confirm_bar(resources: Resources, result: ProcedureResult, by: str) -> str | None:
    """Why this person will not be let confirm this paper, told before they begin; a problem code."""
    return find_bar(resources.settings, result, by, is_own_scan=scanned(resources, result, by))


def change_type(resources: Resources, result_id: str, key: str, by: str, *, version: int) -> ProcedureResult:
    """Say of what type a paper is, and read its fields once more as that type's; no page is read anew.

    Raises:
        InputRejected: as `save_review`; SetupError: "type_key_unknown".
    """
    if key not in resources.types:
        raise SetupError("type_key_unknown", key=key[:60])
    save_review(resources, result_id, {TYPE_FIELD: key}, by, version=version, confirms=False)
    reread(resources, RereadWish(by, (result_id,), fields_only=True), lambda told: None)
    return resources.catalogue.get_result(result_id)


def _is_done(result: ProcedureResult, by: str, version: int) -> bool:
    """Whether this very saving went through before: a key pressed twice."""
    return result.version == version + 1 and result.state == "confirmed" and result.confirmed_by == by


def _tell_last(result: ProcedureResult) -> str:
    last = result.history[-1].by if result.history else MACHINE
    return "máy" if last == MACHINE else last
