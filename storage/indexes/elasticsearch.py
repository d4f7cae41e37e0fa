"""Here lives the search index on an Elasticsearch server: the same fields and kinds of hit as the embedded one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.helpers import BulkIndexError, bulk, scan
from filelock import FileLock, Timeout

from schemas import days
from schemas.crash_points import reached
from schemas.errors import SetupError, TemporarilyUnavailable
from schemas.search import IndexDocument, Scope, SearchAnswer, SearchHit, SearchQuery
from storage.indexes._elasticsearch_fields import MAPPINGS, SETTINGS, make_source
from storage.indexes._elasticsearch_query import in_force_on, make_query
from storage.indexes._question import Question, judge, to_question
from storage.indexes._snippet import cut_snippet
from storage.ports import BackendHealth

_SETTING = "SOHOA_INDEX"
_REQUEST_TIMEOUT_S = 30.0
_FACET_VALUES = 2000
# The server refuses to page deeper unless asked otherwise (index.max_result_window).
_DEEPEST_HIT = 10_000
_CARD_FIELDS = ["result_id", "holder_names", "holder_ids", "document_number", "text"]


def open_url(url: str, home: Path) -> ElasticsearchIndex:
    """The index in `elasticsearch://HOST:9200/PREFIX` or `elasticsearch+https://USER:PASSWORD@HOST:9200/PREFIX`.

    Nothing is asked of the server yet; the writer's lock lies in home.

    Raises:
        SetupError: "setting_invalid"; host or prefix are missing.
    """
    parts = urlsplit(url)
    prefix = parts.path.strip("/")
    if not parts.hostname or not prefix.replace("-", "").isalnum() or prefix != prefix.lower():
        raise SetupError("setting_invalid", name=_SETTING)
    protocol = "https" if parts.scheme.endswith("+https") else "http"
    address = f"{protocol}://{parts.hostname}:{parts.port or 9200}"
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    client = Elasticsearch(address, basic_auth=login, request_timeout=_REQUEST_TIMEOUT_S, max_retries=2)
    home.mkdir(parents=True, exist_ok=True)
    return ElasticsearchIndex(client, prefix, home / f"elasticsearch-{prefix}.lock", f"{address}/{prefix}")


class ElasticsearchIndex:
    """One server index for each build, and an alias that names the one in use.

    The lock lies in home: writers of one machine exclude each other, writers of two only put the same
    documents twice. Rebuild from one machine at a time.
    """

    def __init__(
        self, client: Elasticsearch, prefix: str, lock: Path, url: str, today: Callable[[], date] = days.today
    ) -> None:
        self._client = client
        self._alias = prefix
        self._lock_path = lock
        self._url = url
        self._today = today

    def put_documents(self, documents: Sequence[IndexDocument]) -> None:
        if not documents:
            return
        with self._lock(), _translated():
            if not self._client.indices.exists_alias(name=self._alias):
                self._switch(self._make_build())
            self._send(self._alias, documents)
        reached("index.committed")

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        actions = [{"_op_type": "delete", "_index": self._alias, "_id": name} for name in result_ids]
        with self._lock(), _translated():
            if actions and self._client.indices.exists_alias(name=self._alias):
                # Not there: nothing to delete.
                bulk(self._client, actions, raise_on_error=False)
                self._client.indices.refresh(index=self._alias)
        reached("index.committed")

    def search(self, query: SearchQuery, scope: Scope) -> SearchAnswer:
        question = to_question(query.text) if query.text.strip() else None
        day = query.valid_on or self._today()
        limit = max(min(query.limit, _DEEPEST_HIT - query.offset), 0)
        with _translated():
            answer = self._client.search(
                index=self._alias,
                ignore_unavailable=True,
                allow_no_indices=True,
                query=make_query(query, question, scope),
                sort=["_score"] if question else [{"filed_at_s": "desc"}, {"result_id": "asc"}],
                from_=min(query.offset, _DEEPEST_HIT),
                size=limit,
                track_total_hits=True,
                aggs=_make_facets(day),
                source_includes=_CARD_FIELDS,
            )
        hits = tuple(_to_hit(hit["_source"], hit["_score"], question) for hit in answer["hits"]["hits"])
        return SearchAnswer(answer["hits"]["total"]["value"], hits, _read_facets(answer.get("aggregations")))

    def list_versions(self) -> dict[str, int]:
        with _translated():
            if not self._client.indices.exists_alias(name=self._alias):
                return {}
            found = scan(self._client, index=self._alias, query={"_source": ["version"]}, size=5000)
            return {hit["_id"]: hit["_source"]["version"] for hit in found}

    def rebuild(self, documents: Iterator[IndexDocument]) -> int:
        with self._lock(), _translated():
            build = self._make_build()
            written = self._send(build, documents)
            self._switch(build)
        reached("index.committed")
        return written

    def check(self) -> BackendHealth:
        try:
            with _translated():
                # `info` is missing on small builds of the server; its health is always there.
                health = self._client.cluster.health(timeout="5s")
                version = next(iter(self._client.nodes.info()["nodes"].values()))["version"]
                is_there = bool(self._client.indices.exists_alias(name=self._alias))
        except TemporarilyUnavailable as error:
            return BackendHealth("index", self._url, False, "", error.problem.message_en)
        message = str(health["status"]) if is_there else "empty: nothing was indexed yet"
        return BackendHealth("index", self._url, health["status"] != "red", version, message)

    def close(self) -> None:
        self._client.close()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            with FileLock(self._lock_path, timeout=0):
                yield
        except Timeout as error:
            raise TemporarilyUnavailable("index_busy") from error

    def _send(self, target: str, documents: Iterable[IndexDocument]) -> int:
        actions = (
            {"_index": target, "_id": document.result_id, "_source": make_source(document)} for document in documents
        )
        written, _ = bulk(self._client, actions, chunk_size=500)
        # Who was told that papers are indexed finds them at once.
        self._client.indices.refresh(index=target)
        return int(written)

    def _make_build(self) -> str:
        """A new, empty server index; what a killed rebuild left behind is swept first."""
        in_use = self._list_in_use()
        known = self._client.indices.get(index=f"{self._alias}-build-*", allow_no_indices=True)
        for leftover in known:
            if leftover not in in_use:
                self._client.indices.delete(index=leftover, ignore_unavailable=True)
        name = f"{self._alias}-build-{uuid.uuid4().hex}"
        self._client.indices.create(index=name, mappings=MAPPINGS, settings=SETTINGS)
        return name

    def _switch(self, name: str) -> None:
        old = self._list_in_use()
        drop: list[dict[str, Any]] = [{"remove_index": {"index": build}} for build in old if build != name]
        # One request: searches see the old build or the new one, never none.
        self._client.indices.update_aliases(actions=[{"add": {"index": name, "alias": self._alias}}, *drop])

    def _list_in_use(self) -> list[str]:
        try:
            return list(self._client.indices.get_alias(name=self._alias))
        except NotFoundError:
            return []


def _make_facets(day: date) -> dict[str, Any]:
    terms = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in ("document_type", "level", "unit")}
    begun = {"range": {"in_force_from": {"lte": day.toordinal()}}}
    return {
        **terms,
        "year": {"terms": {"field": "year", "size": _FACET_VALUES}},
        "valid": {"filter": in_force_on(day)},
        "expired": {"filter": {"bool": {"must": [begun], "must_not": [in_force_on(day)]}}},
        "unknown": {"filter": {"bool": {"must_not": [begun]}}},
    }


def _read_facets(counted: Any) -> dict[str, dict[str, int]]:
    names = ("document_type", "level", "unit", "year")
    if counted is None:
        return {name: {} for name in (*names, "validity")}
    facets = {name: {str(one["key"]): one["doc_count"] for one in counted[name]["buckets"]} for name in names}
    validity = {name: counted[name]["doc_count"] for name in ("valid", "expired", "unknown")}
    return facets | {"validity": {name: number for name, number in validity.items() if number}}


def _to_hit(card: dict[str, Any], score: float | None, question: Question | None) -> SearchHit:
    if question is None:
        return SearchHit(card["result_id"], 0.0, "exact")
    match = judge(question, card["holder_names"], card["holder_ids"], card["document_number"])
    snippet = cut_snippet(card["text"], question.words, card["holder_ids"])
    return SearchHit(card["result_id"], float(score or 0.0), match, snippet)


@contextmanager
def _translated() -> Iterator[None]:
    """Tell of the server's troubles in our own errors."""
    try:
        yield
    except ApiError as error:
        if error.status_code in (401, 403):
            raise SetupError("index_refused") from error
        raise TemporarilyUnavailable("index_away") from error
    except (TransportError, BulkIndexError) as error:
        raise TemporarilyUnavailable("index_away") from error
