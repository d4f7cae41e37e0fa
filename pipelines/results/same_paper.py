"""Here lives the question whether two results are scans or copies of one paper, and what links them then.

Three things prove it: issuer, number, year and type; the register entry that a copy was made from; the same holder and
the same text. A doubtful reading proves nothing, and a number surely read that differs says no.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.results.review_sample import SAMPLED
from schemas.digitised_results import COPY_TYPES, LINK_KINDS, is_copy
from schemas.field_values import find_value
from schemas.folding import TYPE_FIELD
from schemas.paper_keys import CIVIL_TYPES, ENTRY_NUMBERS, find_entry, find_family, find_year, list_digits
from schemas.partial_dates import day_span
from schemas.procedure_result import HistoryEntry, ProcedureResult, Related
from schemas.register import fold_number
from schemas.text import fold
from schemas.text_sketch import compare_sketches, has_number
from schemas.units import Units

# Reasons that send a paper to a person although nothing speaks against what was read.
NO_FAULT = frozenset({SAMPLED, "described_only"})
# Measured on drawn papers, ADR 0044: two readings of one paper lie above, other papers of the holder below.
_SAME_PAIRS, _SAME_DIGITS = 0.82, 0.75


@dataclass(frozen=True, slots=True)
class _Key:
    """A number with what makes it one paper's; `unit` or, where that is no unit we know, `body` says who gave it."""

    number: str
    year: int
    unit: str | None
    body: str


def link_papers(
    new: Sequence[ProcedureResult], filed: Sequence[ProcedureResult], units: Units, at: datetime
) -> tuple[list[ProcedureResult], list[ProcedureResult]]:
    """The new results with their links, and the results filed before that link to one of them from now on.

    Args:
        new: in printed order; the first of two scans in one file counts as filed before the second.
        filed: results not withdrawn that may be the same papers, oldest first.
        at: when the links are made; the history of a result that was filed before tells it.
    """
    known = {result.result_id: result for result in filed}
    for result in new:
        same = [(other, how) for other in known.values() if (how := find_evidence(result, other, units))]
        originals = [other for other, _ in same if not is_copy(other)]
        if is_copy(result):
            link = _link_copy(result, same, originals)
        else:
            link = Related(_find_first(originals[0]), "rescan_of") if originals else None
            for copy in (other for other, _ in same if is_copy(other) and not originals):
                known[copy.result_id] = _link_to_original(copy, result, known)
        known[result.result_id] = replace(result, related=(*result.related, link)) if link else result
    ids = {result.result_id for result in new}
    before = {result.result_id: result for result in filed}
    changed = [
        replace(after, history=(*after.history, _tell_link(after, at)))
        for name, after in known.items()
        if name not in ids and after != before[name]
    ]
    return [known[result.result_id] for result in new], changed


def find_evidence(one: ProcedureResult, other: ProcedureResult, units: Units) -> str | None:
    """What shows that two results are one paper: `number`, `entry` or `text`; None where nothing does."""
    family = find_family(one.document_type)
    if family is None or family != find_family(other.document_type):
        return None
    doubted = _list_doubted(one) | _list_doubted(other)
    if TYPE_FIELD not in doubted:
        if _have_same_number(one, other, doubted):
            return "number"
        if (is_copy(one) or is_copy(other)) and _have_same_entry(one, other, units):
            return "entry"
    return "text" if _have_same_text(one, other, doubted) else None


def _link_copy(
    copy: ProcedureResult, same: Sequence[tuple[ProcedureResult, str]], originals: Sequence[ProcedureResult]
) -> Related | None:
    if originals:
        return Related(_find_first(originals[0]), "copy_of")
    # What the register made bears a number of its own: the same number is the same copy.
    scans = [other for other, how in same if how != "entry" and _is_of_register(copy) and _is_of_register(other)]
    if scans:
        return Related(_find_first(scans[0]), "rescan_of")
    return Related(_find_first(same[0][0]), "same_original") if same else None


def _find_first(result: ProcedureResult) -> str:
    """The result that an earlier link of this kind leads to, so that all scans of a paper name the same one."""
    return next((link.result_id for link in result.related if link.kind in LINK_KINDS), result.result_id)


def _link_to_original(
    copy: ProcedureResult, original: ProcedureResult, known: dict[str, ProcedureResult]
) -> ProcedureResult:
    """The copy, linked to its original; as it is where its original is filed already."""
    if any(link.kind == "copy_of" and link.result_id in known for link in copy.related):
        return copy
    kept = tuple(link for link in copy.related if link.kind not in LINK_KINDS)
    return replace(copy, related=(*kept, Related(original.result_id, "copy_of")))


def _tell_link(copy: ProcedureResult, at: datetime) -> HistoryEntry:
    original = next(link.result_id for link in reversed(copy.related) if link.kind == "copy_of")
    return HistoryEntry(at, "machine", "linked_to_original", original)


def _have_same_number(one: ProcedureResult, other: ProcedureResult, doubted: set[str]) -> bool:
    if one.document_type != other.document_type or "document_number" in doubted:
        return False
    key, other_key = _own_key(one), _own_key(other)
    if key is None or other_key is None or not _agree(key, other_key, _hold_same(one, other)):
        return False
    if _differ_in_day(one, other, doubted) or _differ_in_entry(one, other, doubted):
        return False
    # A name misread in one of two scans is told from another person by all the rest.
    return not _contradict(one, other) or _read_alike(one, other)


def _have_same_entry(one: ProcedureResult, other: ProcedureResult, units: Units) -> bool:
    """Digits of a register repeat in every book, so the holder must be the same too."""
    if one.document_type not in CIVIL_TYPES or not _hold_same(one, other):
        return False
    key, other_key = _entry_key(one, units), _entry_key(other, units)
    return key is not None and other_key is not None and _agree(key, other_key, holds_same=True)


def _have_same_text(one: ProcedureResult, other: ProcedureResult, doubted: set[str]) -> bool:
    """For papers whose number was misread or is not there: a form letter with another number is another paper."""
    if one.document_type != other.document_type or not _read_alike(one, other):
        return False
    if _differ_in_day(one, other, doubted) or _differ_in_entry(one, other, doubted):
        return False
    numbers = [(each.document_number, each.issue_date) for each in (one, other)]
    if all(number for number, _ in numbers):
        # A misread number is hardly told from the next one, so it must be read alike, doubted or not.
        if len({list_digits(number or "", day) for number, day in numbers}) > 1:
            return False
        # Papers without a holder have nothing but the number and who gave it.
        return _share_holder(one, other) or (_read_issuer(one) == _read_issuer(other) and not _contradict(one, other))
    read = one.document_number or other.document_number
    if read and not has_number((other if one.document_number else one).extraction.text_sketch, read):
        return False
    return _share_holder(one, other)


def _own_key(result: ProcedureResult) -> _Key | None:
    day = None if "issue_date" in _list_doubted(result) else result.issue_date
    return _make_key(result.document_number, day, result.unit, result.issuing_body)


def _entry_key(result: ProcedureResult, units: Units) -> _Key | None:
    doubted = _list_doubted(result)
    entry = find_entry(result)
    if entry is None:
        # The original bears the number of its entry; a copy has one of its own.
        return None if is_copy(result) or "document_number" in doubted else _own_key(result)
    if doubted & {*ENTRY_NUMBERS, "registration_date"}:
        return None
    number, day = entry
    body = find_value(result, "registration_body")
    issuer = units.resolve_issuer(body, None, None, day, home=result.custodian) if body else None
    return _make_key(number, day, issuer.path if issuer else None, body)


def _make_key(number: str | None, day: str | None, unit: str | None, body: str | None) -> _Key | None:
    year = find_year(number, day)
    folded = fold_number(number, year) if number and year else None
    return _Key(folded, year, unit, fold(body or "")) if folded and year else None


def _agree(one: _Key, other: _Key, holds_same: bool) -> bool:
    """The same number of the same year and issuer; what one side lacks only the holder can stand in for."""
    if one.year != other.year:
        return False
    digits, _, sign = one.number.partition(".")
    other_digits, _, other_sign = other.number.partition(".")
    if (
        digits != other_digits
        or (sign != other_sign and not holds_same)
        or (sign and other_sign and sign != other_sign)
    ):
        return False
    if one.unit and other.unit:
        return one.unit == other.unit
    if not one.unit and not other.unit and one.body and one.body == other.body:
        return True
    return holds_same


def _differ_in_day(one: ProcedureResult, other: ProcedureResult, doubted: set[str]) -> bool:
    """Days surely read, in full or in part, of which none is the same: another paper, or another edition of one."""
    if not one.issue_date or not other.issue_date or "issue_date" in doubted:
        return False
    span, other_span = day_span(one.issue_date), day_span(other.issue_date)
    return bool(span and other_span and (span[1] < other_span[0] or other_span[1] < span[0]))


def _differ_in_entry(one: ProcedureResult, other: ProcedureResult, doubted: set[str]) -> bool:
    """Register entries surely read that are not the same: copies of two entries."""
    entry, other_entry = find_entry(one), find_entry(other)
    if entry is None or other_entry is None or doubted & {*ENTRY_NUMBERS}:
        return False
    return list_digits(*entry) != list_digits(*other_entry)


def _read_alike(one: ProcedureResult, other: ProcedureResult) -> bool:
    likeness = compare_sketches(one.extraction.text_sketch, other.extraction.text_sketch)
    return likeness is not None and likeness.pairs >= _SAME_PAIRS and likeness.digits >= _SAME_DIGITS


def _hold_same(one: ProcedureResult, other: ProcedureResult) -> bool:
    return _share_holder(one, other) or bool(_names(one) & _names(other))


def _share_holder(one: ProcedureResult, other: ProcedureResult) -> bool:
    """An id, or a name with the year of birth, on both."""
    return bool({*one.holder_ids, *one.holder_births} & {*other.holder_ids, *other.holder_births})


def _contradict(one: ProcedureResult, other: ProcedureResult) -> bool:
    return bool(_names(one)) and bool(_names(other)) and not _hold_same(one, other)


def _names(result: ProcedureResult) -> set[str]:
    return {fold(name) for name in result.holder_names}


def _read_issuer(result: ProcedureResult) -> str:
    return result.unit or fold(result.issuing_body or "")


def _is_of_register(result: ProcedureResult) -> bool:
    return result.document_type in CIVIL_TYPES and (
        result.document_type in COPY_TYPES or find_entry(result) is not None
    )


def _list_doubted(result: ProcedureResult) -> set[str]:
    return {doubt.field.partition("[")[0] for doubt in result.needs_review if doubt.reason not in NO_FAULT}
