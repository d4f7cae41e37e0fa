"""Here lives what a result's page tells beside the fields: validity, other papers, its place, its life, its uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipelines.cli.answers import local_date
from pipelines.lines import type_of
from pipelines.lookup.related_papers import list_related_papers
from pipelines.lookup.reuse import entry_to_json
from pipelines.masking import mask_ids_in_text
from pipelines.resources import Resources
from pipelines.results.result_history import HistoryStep, list_history
from schemas.document_type import DocumentType
from schemas.errors import SohoaError
from schemas.field_titles import tell_field
from schemas.problems import get_problem
from schemas.procedure_result import ProcedureResult
from schemas.scan import Batch
from schemas.validity import Validity, validity_on
from web.rendering import find_text
from web.visitors import Asker, may_see

_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_COMMAND = "cli:"
# More than a screen of uses nobody reads; the ledger has them all.
_MOST_USES = 20
_USES_READ = 1000


@dataclass(frozen=True, slots=True)
class Relation:
    """A linked paper as a line: what it is to this one, and what tells it. No `result_id`: it may not be seen."""

    kind: str
    result_id: str
    title: str
    number: str
    issued: str
    validity: Validity | None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, in words; `version` is the one it led to."""

    at: datetime
    by: str
    words: str
    note: str
    version: int


class People:
    """The names that people go by: the full name of an account, the bare name of a command's person."""

    def __init__(self, resources: Resources, machine: str) -> None:
        self._resources = resources
        self._known = {"machine": machine, "": ""}

    def tell(self, by: str | None) -> str:
        """Who it was."""
        by = by or ""
        if by not in self._known:
            account = None if by.startswith(_COMMAND) else self._resources.catalogue.find_account(by)
            self._known[by] = account.full_name if account else by.removeprefix(_COMMAND)
        return self._known[by]


def tell_validity(line: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """When a paper is in force and why it ends, as sentences."""
    told = []
    for interval in line["validity"]["intervals"]:
        first, last = local_date(interval["in_force_from"]), interval["in_force_until"]
        key = "span.span" if last else "span.since"
        told.append(find_text(language, key).format(day=first, first=first, last=local_date(last)))
        if interval["reason"] and line["validity"]["state"] != "valid":
            basis = mask_ids_in_text(interval["rule"])
            told.append(find_text(language, f"span.ended_{interval['reason']}").format(basis=basis))
    return tuple(told) or (find_text(language, "span.unknown"),)


def list_relations(asker: Asker, result: ProcedureResult, on: date) -> tuple[Relation, ...]:
    """Linked papers with number, day and what they are worth on a day; of those out of sight only that they are."""
    scope = asker.find_scope()
    told = []
    for related in list_related_papers(asker.resources, result, lambda paper: may_see(scope, paper)):
        paper = related.paper
        if paper is None:
            told.append(Relation(related.kind, "", "", "", "", None))
            continue
        number = mask_ids_in_text(paper.document_number or "")
        worth = validity_on(paper.intervals, on)
        told.append(Relation(related.kind, paper.result_id, paper.title, number, paper.issue_date or "", worth))
    return tuple(told)


def list_steps(resources: Resources, result: ProcedureResult, people: People, language: str) -> tuple[Step, ...]:
    """The life of a result, newest first."""
    document_type = type_of(resources.types, result.document_type)
    steps = list_history(resources, result.result_id)
    return tuple(
        Step(
            step.at,
            people.tell(step.by),
            step.tell(language),
            _tell_note(step, document_type, language),
            step.version,
        )
        for step in reversed(steps)
    )


def list_uses(resources: Resources, result: ProcedureResult, people: People) -> list[Mapping[str, Any]]:
    """The newest uses of the result, as the ledger tells them, newest first."""
    entries = resources.catalogue.list_reuse(_USES_READ, used_id=result.result_id)
    return [entry_to_json(entry) | {"by": people.tell(entry.by)} for entry in reversed(entries[-_MOST_USES:])]


def find_place(resources: Resources, result: ProcedureResult) -> Batch | None:
    """The batch that the paper came in: its box and shelf are where it lies."""
    return resources.catalogue.find_batch(resources.catalogue.get_receipt(result.receipt_id).batch_id)


def has_original(resources: Resources, key: str) -> bool:
    """Whether the original is there, as far as the store can say now."""
    try:
        return resources.objects.find_size(key) is not None
    except SohoaError:
        return True  # a store that is away has lost nothing


def _tell_note(step: HistoryStep, document_type: DocumentType | None, language: str) -> str:
    """The note of a step with fields by their titles and days as people write them; ids in it masked."""
    if step.event == "field_set":
        names = step.changed or step.note.split(", ")
        return ", ".join(dict.fromkeys(tell_field(name, document_type, language) for name in names))
    parts = [_tell_doubt(part, document_type, language) for part in step.note.split(", ")]
    return mask_ids_in_text(_DAY.sub(r"\3/\2/\1", ", ".join(parts)))


def _tell_doubt(part: str, document_type: DocumentType | None, language: str) -> str:
    """`field: code`, as a confirmation notes the doubts that it settled, in words; all else as it stands."""
    name, colon, code = part.partition(": ")
    if not colon or not re.fullmatch(r"[a-z_]+(\[\d+\](\.[a-z_]+)?)?", name) or not re.fullmatch(r"[a-z_]+", code):
        return part
    try:
        words = get_problem(code).in_language(language)[0]
    except (KeyError, AssertionError):
        return part
    return f"{tell_field(name, document_type, language)}: {words}"
