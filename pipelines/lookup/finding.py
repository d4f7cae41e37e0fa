"""Here lives finding: a question in, hits read from the catalogue out; one result shown or fetched."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Literal

from pipelines.lines import JsonLine, empty_line, mask_fields, result_to_line, type_of
from pipelines.lookup.custody import show_custody
from pipelines.lookup.holder_search import match_holder, search_holder
from pipelines.masking import mask_ids_in_text, mask_own_numbers, mask_passages, show_number
from pipelines.resources import Resources
from pipelines.results.paper_links import list_links, put_originals_first
from pipelines.results.validity_proposals import list_proposals_about
from schemas.errors import InputRejected, SetupError, StoreDamaged
from schemas.folding import TYPE_FIELD
from schemas.procedure_result import ProcedureResult
from schemas.search import EVERYTHING, Scope, SearchHit, SearchQuery
from schemas.text import mask_id
from schemas.validity import validity_on
from storage.keys import original_key, searchable_key

FACETS = ("document_type", "level", "unit", "year", "validity")
_CHUNK_BYTES = 1 << 20
Copy = Literal["original", "searchable"]


@dataclass(frozen=True, slots=True)
class Reveal:
    """That ids are to be shown in full: by whom, and the purpose that the audit chain keeps."""

    by: str
    purpose: str


def search_results(
    resources: Resources,
    query: SearchQuery,
    today: date,
    reveal: Reveal | None = None,
    scope: Scope = EVERYTHING,
) -> JsonLine:
    """The answer of `sohoa search`, as the contract writes it.

    Args:
        query: `valid_on` is also the day on which each hit's validity is told, else `today`. With a `holder_id`
            the answer holds what names it, what names a linked id, what may be theirs, each with the reason.
        reveal: shows ids in full, after the audit chain has taken note.
        scope: what the asking account may find.
    """
    started = time.perf_counter()
    matches = None if query.holder_id is None else match_holder(resources, query.holder_id)
    if matches is None:
        answer = resources.index.search(query, scope)
    else:
        answer = search_holder(resources, query, matches, scope)
    found = {result.result_id: result for result in resources.catalogue.list_results_by_id(_ids(answer.hits))}
    if reveal:
        note_reveal(resources, reveal, list(found))
    on = query.valid_on or today
    shown = [hit for hit in answer.hits if hit.result_id in found]
    links = list_links(resources, [found[hit.result_id] for hit in shown])
    hits = [
        _hit_to_json(hit, found[hit.result_id], on, reveal)
        # Extensions of the contract: other scans and copies; who answers today, where that is not the issuer.
        | {"related": links[hit.result_id], "answered_by": _show_follower(resources, found[hit.result_id], today)}
        for hit in put_originals_first(shown, links)
    ]
    for told in hits:
        told["match_reason"] = matches[told["result_id"]].reason if matches else None
    return {
        "total": answer.total,
        "took_ms": round((time.perf_counter() - started) * 1000, 1),
        "hits": hits,
        "facets": {name: answer.facets.get(name, {}) for name in FACETS},
    }


def show_result(
    resources: Resources, result_id: str, today: date, reveal: Reveal | None = None, version: int | None = None
) -> JsonLine:
    """A result as a `digitise` line with its history, links and validity; ids masked unless revealed.

    Args:
        version: an earlier one, as it was filed then; default the newest.

    Raises:
        SetupError: "result_unknown", "version_unknown".
    """
    result = resources.catalogue.get_result(result_id)
    if version is not None and version != result.version:
        result = get_version(resources, result_id, version)
    if reveal:
        note_reveal(resources, reveal, [result_id])
    line = result_to_line(_printed_line(resources, result), result, _sizes(resources, result))
    # A person's word on the type is told by the line itself, not among the fields.
    fields = {name: value for name, value in line["fields"].items() if name != TYPE_FIELD}
    if not reveal:
        document_type = type_of(resources.types, result.document_type)
        fields = mask_passages(mask_fields(fields, document_type), document_type)
        fields = mask_own_numbers(fields, result.holder_ids)
    return line | {
        "related": list_links(resources, [result])[result_id],
        "indexed": not _is_waiting(resources, result_id),
        "fields": fields,
        "title": result.title,
        "version": result.version,
        # An extension of the contract: what a later reading says otherwise than a person confirmed.
        "differences": _differences_to_json(resources, result, reveal),
        # An extension of the contract: where a retired id points on.
        "merged_into": find_standing(resources, result_id),
        "history": [
            {"at": entry.at.isoformat(), "by": entry.by, "event": entry.event, "note": entry.note}
            for entry in result.history
        ],
        "validity": validity_to_json(result, today),
        # An extension of the contract: who answers for the paper today; its issuer may be no more.
        "answered_by": show_custody(resources, result, today),
        "proposals": [proposal.to_json() for proposal in list_proposals_about(resources, result)],
    }


def get_version(resources: Resources, result_id: str, version: int) -> ProcedureResult:
    """A result as it was in one of its versions.

    Raises:
        SetupError: "version_unknown".
    """
    for result in resources.catalogue.list_result_versions(result_id):
        if result.version == version:
            return result
    raise SetupError("version_unknown", version=version)


def find_standing(resources: Resources, result_id: str) -> str | None:
    """Where a retired id points on: the result that has its pages now; None for one that stands by itself.

    Raises:
        SetupError: "result_unknown".
    """
    result = resources.catalogue.get_result(result_id)
    found = None
    while result.merged_into is not None:
        result = resources.catalogue.get_result(result.merged_into)
        found = result.result_id
    return found


def _differences_to_json(resources: Resources, result: ProcedureResult, reveal: Reveal | None) -> list[JsonLine]:
    told = []
    document_type = type_of(resources.types, result.document_type)
    for later in result.open_differences:
        # As a field of its own, so that it is masked as that would be.
        name = later.field.partition("[")[0]
        fields: JsonLine = {name: {"value": later.value, "raw": None, "corrections": []}}
        if not reveal:
            fields = mask_passages(mask_fields(fields, document_type), document_type)
        told.append({"field": later.field, "value": fields[name]["value"] or None})
    return told


def validity_to_json(result: ProcedureResult, on: date) -> JsonLine:
    """State on a day, the printed end, and the intervals in force with the rules behind them."""
    return {
        "on": on.isoformat(),
        "state": validity_on(result.intervals, on),
        "valid_until": result.valid_until,
        "intervals": [
            {
                "in_force_from": interval.in_force_from.isoformat(),
                "in_force_until": interval.in_force_until.isoformat() if interval.in_force_until else None,
                "reason": interval.reason,
                "rule": interval.rule,
            }
            for interval in result.intervals
        ],
    }


def fetch_copy(
    resources: Resources, result_id: str, copy: Copy, target: Path, by: str, *, overwrite: bool = False
) -> JsonLine:
    """Write the scan behind a result to a file; the audit chain notes who took it.

    A retired id gives the scan of the result that it points on to, named in `merged_into`.

    Raises:
        SetupError: "result_unknown", "file_exists", "output_unwritable".
        InputRejected: "searchable_missing"; StoreDamaged: "object_missing", "object_damaged".
    """
    merged_into = find_standing(resources, result_id)
    result = resources.catalogue.get_result(merged_into or result_id)
    if copy == "searchable" and not result.has_searchable_pdf:
        raise InputRejected("searchable_missing")
    key = original_key(result.scan_id) if copy == "original" else searchable_key(result.scan_id, result.recipe)
    with resources.objects.open_local(key) as stored, _create(target, overwrite) as output:
        resources.catalogue.add_audit(by, "fetched", _payload({"result_id": result_id, "copy": copy}))
        resources.views.note([result_id], by, "copied")
        byte_count, sha256 = _pour(stored, output)
        if copy == "original" and sha256 != result.scan_id:
            raise StoreDamaged("object_damaged", key=key)
    return {
        "result_id": result_id,
        "merged_into": merged_into,
        "copy": copy,
        "file": str(target),
        "byte_count": byte_count,
        "sha256": sha256,
    }


@contextmanager
def _create(target: Path, overwrite: bool) -> Iterator[BinaryIO]:
    """A file to write under a scratch name, put in its place only when all went well."""
    if target.exists() and not overwrite:
        raise SetupError("file_exists")
    scratch = target.with_name(f".{target.name}.part")
    try:
        with scratch.open("xb") as output:
            yield output
        scratch.replace(target)
    except OSError as error:
        raise SetupError("output_unwritable") from error
    finally:
        scratch.unlink(missing_ok=True)


def _pour(stored: Path, output: BinaryIO) -> tuple[int, str]:
    digest, byte_count = hashlib.sha256(), 0
    with stored.open("rb") as source:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
            byte_count += len(chunk)
            output.write(chunk)
    return byte_count, digest.hexdigest()


def _ids(hits: tuple[SearchHit, ...]) -> tuple[str, ...]:
    return tuple(hit.result_id for hit in hits)


def _hit_to_json(hit: SearchHit, result: ProcedureResult, on: date, reveal: Reveal | None) -> JsonLine:
    ids = result.holder_ids if reveal else tuple(mask_id(value) for value in result.holder_ids)
    snippet = hit.snippet if reveal else mask_ids_in_text(hit.snippet)
    return {
        "result_id": result.result_id,
        "score": round(hit.score, 4),
        "match": hit.match,
        "document_type": result.document_type,
        "title": result.title,
        "document_number": show_number(result, reveals=reveal is not None),
        "issue_date": result.issue_date,
        "issuing_body": result.issuing_body,
        "unit": result.unit,
        "level": result.level,
        "custodian": result.custodian,
        # Several holders (spouses, owners) stand in printed order, as on the paper.
        "holder_name": "; ".join(result.holder_names) or None,
        "holder_id": "; ".join(ids) or None,
        "validity": validity_on(result.intervals, on),
        "state": result.state,
        "snippet": snippet,
        # An extension of the contract: on which of the paper's pages, as `sohoa show` numbers them.
        "snippet_page": hit.page_number,
    }


def _show_follower(resources: Resources, result: ProcedureResult, on: date) -> JsonLine | None:
    told = show_custody(resources, result, on)
    return told if told and told["basis"] != "issuer" else None


def note_reveal(resources: Resources, reveal: Reveal, result_ids: list[str]) -> None:
    """Let the audit chain know that ids of these results are shown in full, and what for."""
    payload = _payload({"purpose": reveal.purpose, "result_ids": result_ids})
    resources.catalogue.add_audit(reveal.by, "ids_revealed", payload)
    resources.views.note(result_ids, reveal.by, "revealed", reveal.purpose)


def _payload(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _printed_line(resources: Resources, result: ProcedureResult) -> JsonLine:
    """The line that `digitise` printed for this result, else one made from its receipt."""
    lines = resources.catalogue.list_lines(result.receipt_id)
    for line in lines:
        if line.get("result_id") == result.result_id:
            return line
    receipt = resources.catalogue.get_receipt(result.receipt_id)
    # A paper that was split off has no line of its own; its batch is its scan's.
    batch = lines[0]["batch"] if lines else None
    return empty_line(receipt.source, result.scan_id, receipt.outcome, batch, receipt.custodian)


def _sizes(resources: Resources, result: ProcedureResult) -> Any:
    inspection = resources.catalogue.get_receipt(result.receipt_id).inspection
    return inspection.pages if inspection else ()


def _is_waiting(resources: Resources, result_id: str) -> bool:
    """Whether the index has yet to learn of the result."""
    return bool(resources.catalogue.list_marked([result_id]))
