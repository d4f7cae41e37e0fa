"""Here lives what a later reading of a paper changes: the person's word first, then the machine's newer one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pipelines.results.review_sample import SAMPLED_PAPER, is_sampled, name_values
from schemas.extraction import Doubt, Extraction, FieldReading, FieldValue
from schemas.folding import REREAD_SECRET, TYPE_FIELD
from schemas.procedure_result import HistoryEntry, LaterValue, ProcedureResult
from schemas.wire import to_json

MACHINE = "machine"
REREAD = "reread"
_SECRET = Doubt(TYPE_FIELD, REREAD_SECRET)
# How sure a value was, and where it stood, is no news; what it says is.
_NO_NEWS = frozenset(
    {
        "box",
        "confidence",
        "corrections",
        "declaration_hash",
        "evidence",
        "print_confidence",
        "provenance",
        "raw",
        "text_sketch",
        "type_confidence",
    }
)


@dataclass(frozen=True, slots=True)
class LaterReading:
    """A paper as read again: under which recipe, with a copy or not, and whether the words of its pages differ."""

    paper: Extraction
    recipe: str
    has_searchable_pdf: bool
    is_other_text: bool


def lay_over(result: ProcedureResult, later: LaterReading, sample_share: float, at: datetime) -> ProcedureResult:
    """The result with a later reading laid over it, not yet folded; itself where that says nothing new.

    What a person confirmed keeps its reading: other values become tasks, the newer words are taken. All else follows
    the machine, but for fields that a person reviewed.

    Args:
        sample_share: of papers that a person checks although nothing speaks against them, 0 to 1.
    """
    if result.state == "withdrawn":
        return result
    if is_persons(result):
        changed = replace(
            result,
            later_values=_find_later_values(result, later.paper, at),
            extraction=_with_acts(result.extraction, later.paper),
        )
    else:
        paper = _prepare(result, later.paper, sample_share)
        is_news = later.is_other_text or not says_same(result.extraction, paper)
        changed = _follow(result, paper, at) if is_news else result
    if later.recipe != result.recipe and (later.is_other_text or changed != result):
        changed = replace(changed, recipe=later.recipe, has_searchable_pdf=later.has_searchable_pdf)
    return changed


def is_persons(result: ProcedureResult) -> bool:
    """Whether a person answers for the result."""
    return result.state == "confirmed" and result.confirmed_by not in (None, MACHINE)


def says_same(one: Extraction, other: Extraction) -> bool:
    """Whether two readings of a paper tell the same: type, values, doubts and whatever else is told of it."""
    return one == other or _news(one) == _news(other)


def _news(paper: Extraction) -> Any:
    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: strip(item) for name, item in value.items() if name not in _NO_NEWS}
        return [strip(item) for item in value] if isinstance(value, list) else value

    return strip(json.loads(to_json(paper)))


def _prepare(result: ProcedureResult, paper: Extraction, sample_share: float) -> Extraction:
    """The new reading as filing would take it: reviewed places kept, the sample drawn, secrets doubted."""
    kept = {
        name: value
        for name, value in result.extraction.fields.items()
        if _is_reviewed(result, name) and not (_is_single(value) and _is_single(paper.fields.get(name)))
    }
    paper = replace(paper, fields={**paper.fields, **kept})
    if paper.is_state_secret:
        return replace(paper, doubts=(_SECRET, *paper.doubts))
    if paper.doubts or paper.document_type is None:
        return paper
    was_drawn = SAMPLED_PAPER in result.extraction.doubts
    is_drawn = result.state == "in_review" and _is_machines(result) and is_sampled(result.result_id, sample_share)
    return replace(paper, doubts=(SAMPLED_PAPER,)) if was_drawn or is_drawn else paper


def _follow(result: ProcedureResult, paper: Extraction, at: datetime) -> ProcedureResult:
    """The result with this reading for its own, confirmed by the machine or not as that allows."""
    changed = replace(result, extraction=paper, later_values=())
    is_sure = paper.document_type is not None and not paper.doubts
    if result.state == "confirmed" and not is_sure:
        return replace(changed, state="in_review", confirmed_by=None, confirmed_at=None)
    if result.state == "in_review" and is_sure and _is_machines(result):
        return replace(changed, state="confirmed", confirmed_by=MACHINE, confirmed_at=at)
    return changed


def _with_acts(confirmed: Extraction, paper: Extraction) -> Extraction:
    """A confirmed reading with what is newly read of other papers' validity: proposals, which a person decides on."""
    other = replace(confirmed, acts=paper.acts)
    return confirmed if says_same(confirmed, other) else other


def _is_machines(result: ProcedureResult) -> bool:
    """Whether no person has said anything of the result yet."""
    return not result.reviews and all(it.event in ("filed", REREAD) or it.by == MACHINE for it in result.history)


def _is_reviewed(result: ProcedureResult, name: str) -> bool:
    return any(review.field.partition("[")[0] == name for review in result.reviews)


def _is_single(value: FieldValue | None) -> bool:
    return value is None or isinstance(value, FieldReading)


def _find_later_values(result: ProcedureResult, paper: Extraction, at: datetime) -> tuple[LaterValue, ...]:
    """Where a reading says something else than what a person confirmed; known differences as they are.

    A value that is merely not found again speaks against nothing. Fields of another type compare with nothing.
    """
    old, new = name_values(result.extraction), name_values(paper)
    if old[TYPE_FIELD] != new[TYPE_FIELD]:
        new = {TYPE_FIELD: new[TYPE_FIELD]}
    found = [LaterValue(_SECRET.field, "", at)] if paper.is_state_secret else []
    found += [
        LaterValue(name, value, at)
        for name, value in new.items()
        if value and value != old.get(name) and not _is_reviewed(result, name.partition("[")[0])
    ]
    known = {(it.field, it.value): it for it in result.later_values}
    return tuple(known.get((it.field, it.value), it) for it in found)


def tell_note(source: str, changed: Iterable[str]) -> str:
    """The history's note: what read, and the names of fields, never their values."""
    names = ", ".join(dict.fromkeys(changed))
    return f"{source}: {names}" if names else source


def list_changed(before: ProcedureResult, after: ProcedureResult) -> tuple[str, ...]:
    """Names of fields whose value, doubt or task differs."""
    old, new = name_values(before.extraction), name_values(after.extraction)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    names += [doubt.field for doubt in {*before.needs_review} ^ {*after.needs_review}]
    return tuple(sorted({name.partition("[")[0] for name in names}))


def confirm_by_machine(result: ProcedureResult, before: ProcedureResult, at: datetime) -> ProcedureResult:
    """With the machine's own step told, where it was the machine that confirmed now."""
    if result.state == before.state or result.state != "confirmed":
        return result
    return replace(result, history=(*result.history, HistoryEntry(at, MACHINE, "confirmed")))
