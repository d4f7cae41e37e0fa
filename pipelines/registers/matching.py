"""Here lives the matching of digitised results and register rows where their keys do not meet: proposals to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from pipelines.lines import JsonLine
from pipelines.registers.coverage_build import CoverageListener, ensure_coverage
from pipelines.resources import Resources
from schemas.errors import SetupError
from schemas.procedure_result import ProcedureResult
from schemas.register import RegisterRow
from schemas.register_matching import MatchProposal, PaperSide, propose_matches
from schemas.text import mask_id
from storage.ledgers.register_matches import MatchDecision, Verdict, list_row_decisions

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ProposedMatch:
    """A proposal with both papers, for a person to look at."""

    proposal: MatchProposal
    result: ProcedureResult
    row: RegisterRow

    def to_json(self) -> JsonLine:
        """One line of `sohoa register matches list`; ids of holders are masked."""
        return {
            "result_id": self.result.result_id,
            "row_id": self.row.row_id,
            "score": self.proposal.score,
            "reasons": list(self.proposal.reasons),
            "only": self.proposal.is_only,
            "document_type": self.row.document_type,
            "result": {
                "document_number": self.result.document_number,
                "issue_date": self.result.issue_date,
                "holder_name": ", ".join(self.result.holder_names) or None,
                "holder_id": mask_id(self.result.holder_ids[0]) if self.result.holder_ids else None,
                "unit": self.result.unit,
            },
            "row": {
                "document_number": self.row.document_number,
                "issue_date": self.row.issue_date,
                "holder_name": self.row.holder_name or None,
                "holder_id": mask_id(self.row.holder_id) if self.row.holder_id else None,
                "unit": self.row.unit,
                "box": self.row.box or None,
            },
        }


def iterate_proposals(
    resources: Resources,
    on: date,
    unit: str | None = None,
    document_type: str | None = None,
    on_progress: CoverageListener | None = None,
) -> Iterator[ProposedMatch]:
    """Pairs that a person has said nothing of, type by type, as known on a day.

    Args:
        unit: whose rows of the register, with what lies below it.

    Raises:
        SetupError: "unit_unknown", "type_key_unknown".
    """
    for kind in _check_asked(resources, unit, document_type, on_progress):
        yield from _propose_of_type(resources, on, kind, unit)


def list_unknown(
    resources: Resources,
    on: date,
    unit: str | None,
    document_type: str | None,
    limit: int,
    on_progress: CoverageListener | None = None,
) -> tuple[int, list[JsonLine]]:
    """How many results that count on a day are on no register, and the first of them, type by type.

    Raises:
        SetupError: "unit_unknown", "type_key_unknown".
    """
    ids = [
        result_id
        for kind in _check_asked(resources, unit, document_type, on_progress)
        for result_id in resources.catalogue.list_lone_papers(on, kind, unit).result_ids
    ]
    shown = resources.catalogue.list_results_by_id(ids[:limit])
    return len(ids), [
        {
            "result_id": it.result_id,
            "document_type": it.document_type,
            "document_number": it.document_number,
            "issue_date": it.issue_date,
            "unit": it.unit,
            "custodian": it.custodian,
            "state": it.state,
        }
        for it in shown
    ]


def _check_asked(
    resources: Resources, unit: str | None, document_type: str | None, on_progress: CoverageListener | None
) -> tuple[str, ...]:
    """The types asked about, when everything asked for exists and coverage is whole."""
    if unit is not None:
        resources.units.get(unit)
    if document_type is not None and document_type not in resources.types:
        raise SetupError("type_key_unknown", key=document_type[:60])
    ensure_coverage(resources, on_progress)
    return (document_type,) if document_type else tuple(resources.types)


def decide_match(
    resources: Resources, result_id: str, row_id: str, verdict: Verdict, by: str, note: str = ""
) -> MatchDecision | None:
    """Keep a person's word on a result and a row; None where it says nothing new.

    Raises:
        SetupError: "result_unknown", "register_row_unknown".
    """
    decision = MatchDecision(result_id, row_id, verdict, by, datetime.now(UTC), note)
    return decision if resources.catalogue.add_match_decision(decision) else None


def _propose_of_type(resources: Resources, on: date, kind: str, unit: str | None) -> Iterator[ProposedMatch]:
    catalogue = resources.catalogue
    lone = catalogue.list_lone_papers(on, kind, _find_home(unit))
    rows = {
        name: replace(row, row_id=name)
        for some in _cut(lone.row_ids)
        for name, row in catalogue.list_rows_by_id(some, on).items()
        if unit is None or resources.units.is_within(row.unit, unit)
    }
    if not rows:
        return
    ids = (*lone.result_ids, *catalogue.list_issuerless_results(kind))
    results = {it.result_id: it for some in _cut(ids) for it in catalogue.list_results_by_id(some)}
    decisions = catalogue.list_match_decisions(tuple(results))
    said = {(it.result_id, it.row_id) for it in decisions}
    rows_of = {it.result_id: it.row_id for it in list_row_decisions(decisions)}
    waiting = (_side_of_result(it) for it in results.values() if rows_of.get(it.result_id) is None)
    for proposal in propose_matches(waiting, map(_side_of_row, rows.values())):
        if (proposal.result_id, proposal.row_id) not in said:
            yield ProposedMatch(proposal, results[proposal.result_id], rows[proposal.row_id])


def _find_home(unit: str | None) -> str | None:
    """Where a unit's papers may have been put by mistake: its district's, with all that lies below."""
    return ".".join(unit.split(".")[:2]) if unit else None


def _cut(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))


def _side_of_result(result: ProcedureResult) -> PaperSide:
    return PaperSide(
        result.result_id,
        result.document_type or "",
        result.unit,
        result.document_number,
        result.issue_date,
        result.holder_names,
        result.holder_ids,
    )


def _side_of_row(row: RegisterRow) -> PaperSide:
    names = (row.holder_name,) if row.holder_name else ()
    ids = (row.holder_id,) if row.holder_id else ()
    return PaperSide(row.row_id, row.document_type, row.unit, row.document_number, row.issue_date, names, ids)
