"""Here lives the telling of links: of each result the papers it is a scan or copy of, and its own scans and copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.lines import JsonLine
from pipelines.resources import Resources
from schemas.procedure_result import ProcedureResult
from schemas.search import SearchHit

# How a link is told at the paper that it leads to; others are told at their own end only.
_BACKWARDS = {
    "rescan_of": "has_rescan",
    "copy_of": "has_copy",
    "same_original": "same_original",
    "by_replaced": "replaces",
    "by_revoked": "revokes",
    "by_ended": "ends",
}
# As people are told; links of other kinds keep their name.
LINK_NAMES = {
    "rescan_of": ("bản quét khác của", "another scan of"),
    "has_rescan": ("có bản quét khác", "scanned again as"),
    "copy_of": ("bản sao của", "copy of"),
    "has_copy": ("có bản sao", "has the copy"),
    "same_original": ("cùng bản chính với", "of one original with"),
    "replaces": ("thay thế", "replaces"),
    "revokes": ("thu hồi", "revokes"),
    "ends": ("chấm dứt", "ends"),
}
_FOLLOWS = frozenset({"rescan_of", "copy_of"})


def list_links(resources: Resources, results: Sequence[ProcedureResult]) -> dict[str, list[JsonLine]]:
    """`related` of the contract for each result, links from elsewhere included."""
    linked = resources.catalogue.list_linked([result.result_id for result in results])
    return {
        result.result_id: [
            *({"result_id": link.result_id, "kind": link.kind} for link in result.related),
            *(
                {"result_id": link.result_id, "kind": _BACKWARDS[link.kind]}
                for link in linked.get(result.result_id, ())
                if link.kind in _BACKWARDS
            ),
        ]
        for result in results
    }


def put_originals_first(hits: Sequence[SearchHit], links: Mapping[str, Sequence[JsonLine]]) -> list[SearchHit]:
    """The hits with each paper's further scans and copies behind it, where it is among them; else as they came."""
    by_id = {hit.result_id: hit for hit in hits}
    ordered: dict[str, SearchHit] = {}
    for hit in hits:
        targets = (it["result_id"] for it in links[hit.result_id] if it["kind"] in _FOLLOWS)
        for name in (*targets, hit.result_id):
            if name in by_id:
                ordered.setdefault(name, by_id[name])
    return list(ordered.values())
