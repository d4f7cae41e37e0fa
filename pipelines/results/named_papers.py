"""Here live the filed papers that an act means: by number and day, where issuer, holder and kind do not contradict."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.lines import type_of
from pipelines.resources import Resources
from schemas.act_proposals import CHANGE_DATE
from schemas.acts import ActOnPaper
from schemas.days import local_day
from schemas.digitised_results import LINK_KINDS
from schemas.field_values import find_value
from schemas.partial_dates import day_span
from schemas.procedure_result import ProcedureResult
from schemas.text import fold
from schemas.units import is_within

# `giấy phép`, `giấy chứng nhận`, `quyết định`: what kinds of papers have in common at their head.
_HEAD_WORDS = 2
# `GCNQSDĐ`, `Giấy CNQSDĐ`.
_CERTIFICATE = re.compile(r"^(?:gcn|giay cn)")


def find_meant(
    resources: Resources, acting: ProcedureResult, act: ActOnPaper
) -> tuple[tuple[ProcedureResult, ...], ...]:
    """The papers that an act may mean, each with its further scans and copies behind it; () while none is filed."""
    if act.target == "itself":
        return ((acting,),)
    ids = resources.catalogue.find_numbered_results(act.number or "")
    others = resources.catalogue.list_results_by_id([name for name in ids if name != acting.result_id])
    if act.target == "earlier_edition":
        return _find_edition_before(acting, others)
    meant = [other for other in others if _is_meant(resources, acting, act, other)]
    return _gather_scans(meant)


def _gather_scans(papers: Sequence[ProcedureResult]) -> tuple[tuple[ProcedureResult, ...], ...]:
    """Papers with their further scans and copies, the one that the others link to first."""
    groups: list[list[ProcedureResult]] = []
    for paper in papers:
        group = next((it for it in groups if any(_are_linked(paper, other) for other in it)), None)
        if group is None:
            groups.append([paper])
        else:
            group.append(paper)
    return tuple(tuple(sorted(group, key=_is_linked_on)) for group in groups)


def _are_linked(one: ProcedureResult, other: ProcedureResult) -> bool:
    links = {(one.result_id, link.result_id) for link in one.related if link.kind in LINK_KINDS}
    links |= {(link.result_id, other.result_id) for link in other.related if link.kind in LINK_KINDS}
    return (one.result_id, other.result_id) in links


def _is_linked_on(paper: ProcedureResult) -> bool:
    return any(link.kind in LINK_KINDS for link in paper.related)


def _find_edition_before(
    acting: ProcedureResult, others: Sequence[ProcedureResult]
) -> tuple[tuple[ProcedureResult, ...], ...]:
    """The last certificate of the same number before this one's change."""
    changed = find_value(acting, CHANGE_DATE) or ""
    earlier = [
        other
        for other in others
        if other.document_type == acting.document_type
        and (find_value(other, CHANGE_DATE) or "") < changed
        and _agree(acting.holder_names, other.holder_names) is not False
    ]
    last = max((find_value(other, CHANGE_DATE) or "" for other in earlier), default="")
    found = tuple(other for other in earlier if (find_value(other, CHANGE_DATE) or "") == last)
    return (found,) if found else ()


def _is_meant(resources: Resources, acting: ProcedureResult, act: ActOnPaper, other: ProcedureResult) -> bool:
    same_day = _is_same_day(act.issue_date, other.issue_date)
    same_holder = _agree(act.holder_names, other.holder_names)
    same_issuer = _is_same_issuer(resources, acting, act, other)
    if same_day is False or same_holder is False or not _is_of_kind(resources, act.paper_kind, other):
        return False
    if same_issuer is False and (act.issuer or not same_holder):
        return False
    # Numbers begin anew each year: without the day somebody must speak for it.
    return bool(same_day or same_holder or (act.issue_date is None and same_issuer))


def _is_same_day(named: str | None, known: str | None) -> bool | None:
    one, other = (day_span(day) if day else None for day in (named, known))
    if one is None or other is None:
        return None
    return one[0] <= other[1] and other[0] <= one[1]


def _agree(names: Sequence[str], others: Sequence[str]) -> bool | None:
    one, other = ({fold(name) for name in some} for some in (names, others))
    return bool(one & other) if one and other else None


def _is_same_issuer(
    resources: Resources, acting: ProcedureResult, act: ActOnPaper, other: ProcedureResult
) -> bool | None:
    """Whether the issuer that is named, else the one that acts, answers for the paper; None where that is not known."""
    if other.unit is None:
        return None
    if act.issuer:
        named = resources.units.resolve_issuer(act.issuer, None, None, act.issue_date, home=acting.custodian)
        return None if named is None else named.path == other.unit
    if acting.unit is None:
        return None
    if is_within(other.unit, acting.unit):
        return True
    issued = day_span(acting.issue_date) if acting.issue_date else None
    on = issued[1] if issued else local_day(resources.now())
    return any(is_within(step.unit, acting.unit) for step in resources.units.list_successors(other.unit, on))


def _is_of_kind(resources: Resources, kind: str, other: ProcedureResult) -> bool:
    """Whether a paper may be called so: its title, or one that its type ever had, begins alike."""
    declared = type_of(resources.types, other.document_type)
    titles = [other.title, find_value(other, "title") or ""]
    titles += [declared.title, *(edition.title for edition in declared.editions)] if declared else []
    known = [words[:_HEAD_WORDS] for title in titles if (words := fold(title).split())]
    return not known or _CERTIFICATE.sub("giay chung nhan ", fold(kind)).split()[:_HEAD_WORDS] in known
