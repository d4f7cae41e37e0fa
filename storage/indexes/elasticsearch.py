"""Here lives the search index on an Elasticsearch server: the same fields and kinds of hit as the embedded one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from elasticsearch import BadRequestError, Elasticsearch
from filelock import FileLock, Timeout

from schemas import days
from schemas.crash_points import reached
from schemas.errors import SetupError, SohoaError, TemporarilyUnavailable
from schemas.problems import get_problem
from schemas.search import INDEXED_VALIDITIES, IndexDocument, Scope, SearchAnswer, SearchQuery
from storage.indexes._cursor import read_cursor, to_cursor
from storage.indexes._elasticsearch_builds import Build, Builds, ElasticsearchBuild, send_documents
from storage.indexes._elasticsearch_query import make_query, of_validity
from storage.indexes._elasticsearch_server import translated, write_bulk
from storage.indexes._hits import CARD_FIELDS, Card, to_hit
from storage.indexes._kinds import list_reaches
from storage.indexes._question import Question, to_question
from storage.indexes._worth import ENOUGH
from storage.ports import BackendHealth

_SETTING = "SOHOA_INDEX"
_REQUEST_TIMEOUT_S = 30.0
_FACETS = ("document_type", "level", "unit", "year")
_FACET_VALUES = 2000
# The server gives no more hits of one search (index.max_result_window); what lies deeper is walked to.
_HITS_AT_ONCE = 10_000
# An index of an older form may lack a field to sort by, and is searched all the same.
_NEWEST_FIRST = [
    {"order_key": {"order": "desc", "unmapped_type": "long"}},
    {"result_id": {"order": "asc", "unmapped_type": "keyword"}},
]
_BEST_FIRST = [{"_score": {"order": "desc"}}, *_NEWEST_FIRST]
_PURGE_TIMEOUT_S = 600.0


def open_url(url: str, home: Path) -> ElasticsearchIndex:
    """The index in `elasticsearch://HOST:9200/PREFIX` or `elasticsearch+https://USER:PASSWORD@HOST:9200/PREFIX`.

    Nothing is asked of the server yet; the lock of rebuilds lies in home.

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
    """One server index for each build, and aliases that name the one in use and the one being made.

    Writers need no lock: the server itself keeps an older version from replacing a newer one. The lock in home keeps
    two rebuilds of one machine apart; those of two machines make the same build together.
    """

    def __init__(
        self, client: Elasticsearch, prefix: str, lock: Path, url: str, today: Callable[[], date] = days.today
    ) -> None:
        self._client = client
        self._builds = Builds(client, prefix)
        self._alias = prefix
        self._lock_path = lock
        self._url = url
        self._today = today

    def put_documents(self, documents: Sequence[IndexDocument]) -> tuple[str, ...]:
        if not documents:
            return ()
        refused = set()
        with translated():
            # The next build first: what the one in use has, the next one has too.
            upcoming = self._builds.find(self._builds.next)
            if upcoming is not None and upcoming.is_of_today:
                refused |= send_documents(self._client, self._builds.next, documents)
            refused |= send_documents(self._client, self._require_current(), documents)
            # Who was told that papers are indexed finds them at once.
            self._client.indices.refresh(index=self._alias)
        reached("index.committed")
        return tuple(sorted(refused))

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        if not result_ids:
            return
        with translated():
            for alias in (self._builds.next, self._alias):
                if self._builds.find(alias) is not None:
                    actions = [{"_op_type": "delete", "_index": alias, "_id": one} for one in result_ids]
                    write_bulk(self._client, [action | {"require_alias": True} for action in actions])
                    self._client.indices.refresh(index=alias)
        reached("index.committed")

    def search(self, query: SearchQuery, scope: Scope) -> SearchAnswer:
        question = to_question(query.text) if query.text.strip() else None
        with translated():
            for is_wide in list_reaches(question) if question else (True,):
                answer, begin = self._search(query, question, make_query(query, question, scope, is_wide=is_wide))
                if answer["hits"]["total"]["value"] >= ENOUGH:
                    break
        limit = query.limit if begin is not None else 0
        found = answer["hits"]["hits"]
        hits = tuple(to_hit(_read_card(hit["_source"]), float(hit["_score"] or 0.0), question) for hit in found[:limit])
        after = to_cursor(found[limit - 1]["sort"]) if len(found) > limit > 0 else None
        return SearchAnswer(answer["hits"]["total"]["value"], hits, _read_facets(answer.get("aggregations")), after)

    def _search(
        self, query: SearchQuery, question: Question | None, wanted: dict[str, Any]
    ) -> tuple[Any, list[Any] | None]:
        """The server's answer, and the sort values after which its page begins: see `_find_begin`."""
        asked = {
            "index": self._alias,
            "ignore_unavailable": True,
            "allow_no_indices": True,
            "query": wanted,
            "sort": _BEST_FIRST if question else _NEWEST_FIRST,
        }
        begin = self._find_begin(query, question, asked)
        limit = query.limit if begin is not None else 0
        answer = self._ask(
            **asked,
            **({"search_after": begin} if begin else {}),
            # One more than asked for tells whether there is a next page.
            size=min(limit + 1, _HITS_AT_ONCE) if limit else 0,
            track_total_hits=True,
            aggs=_make_facets(query.valid_on or self._today()),
            source_includes=list(CARD_FIELDS),
        )
        return answer, begin

    def find_versions(self, result_ids: Sequence[str]) -> dict[str, int]:
        if not result_ids:
            return {}
        with translated():
            if self._builds.find(self._alias) is None:
                return {}
            answer = self._client.mget(index=self._alias, ids=list(result_ids), source=False)
            # The server's own version of a document is the result's: it was given with it.
            return {one["_id"]: int(one["_version"]) for one in answer["docs"] if one.get("found")}

    def iterate_versions(self) -> Iterator[tuple[str, int]]:
        begin: list[Any] = []
        while True:
            with translated():
                answer = self._ask(
                    index=self._alias,
                    ignore_unavailable=True,
                    allow_no_indices=True,
                    sort=[{"result_id": {"order": "asc", "unmapped_type": "keyword"}}],
                    size=_HITS_AT_ONCE // 2,
                    source=False,
                    version=True,
                    track_total_hits=False,
                    **({"search_after": begin} if begin else {}),
                )
            found = answer["hits"]["hits"]
            yield from ((hit["_id"], int(hit["_version"])) for hit in found)
            if not found:
                return
            begin = found[-1]["sort"]

    def list_versions(self) -> dict[str, int]:
        return dict(self.iterate_versions())

    @contextmanager
    def open_build(self, *, fresh: bool = False) -> Iterator[ElasticsearchBuild]:
        with self._lock():
            with translated():
                build = self._builds.find(self._builds.next)
                if build is None or not build.is_of_today or fresh:
                    build = self._builds.start_next()
            yield ElasticsearchBuild(self._client, self._builds, build)

    def purge_deleted(self) -> bool:
        with translated():
            if self._builds.find(self._alias) is None:
                return True
            patient = self._client.options(request_timeout=_PURGE_TIMEOUT_S)
            patient.indices.forcemerge(index=self._alias, only_expunge_deletes=True)
            # For half a minute the server keeps what was deleted, for copies that may have to catch up.
            told = self._client.indices.stats(index=self._alias, metric="docs")
            return int(told["_all"]["primaries"]["docs"]["deleted"]) == 0

    def check(self) -> BackendHealth:
        try:
            with translated():
                # `info` is missing on small builds of the server; its health is always there.
                health = self._client.cluster.health(timeout="5s")
                version = next(iter(self._client.nodes.info()["nodes"].values()))["version"]
                build = self._builds.find(self._alias)
                trouble = "index_away" if health["status"] == "red" else self._find_trouble(build)
        except SohoaError as error:
            return _tell_trouble(self._url, "", error.code)
        if trouble:
            return _tell_trouble(self._url, version, trouble)
        message = str(health["status"]) if build else "empty: nothing was indexed yet"
        return BackendHealth("index", self._url, True, version, message)

    def close(self) -> None:
        self._client.close()

    def _require_current(self) -> str:
        """The alias in use, behind which there is an index of today's form."""
        current = self._builds.find(self._alias)
        if current is None:
            self._builds.start_first()
        elif not current.is_of_today:
            raise TemporarilyUnavailable("index_other_form")
        return self._alias

    def _find_trouble(self, build: Build | None) -> str:
        """What keeps the index from taking documents, as a problem code; empty when nothing does."""
        if build is None:
            return ""
        blocks = self._client.indices.get_settings(index=build.name, name="index.blocks.*", flat_settings=True)
        if any("true" in str(value) for told in blocks.values() for value in told["settings"].values()):
            return "index_read_only"
        return "" if build.is_of_today else "index_other_form"

    def _find_begin(self, query: SearchQuery, question: Question | None, asked: dict[str, Any]) -> list[Any] | None:
        """The sort values after which the page begins, [] for the first; None when the offset lies behind the end."""
        if query.after is not None:
            score = ((int, float),) if question else ()
            return read_cursor(query.after, *score, int, str)
        left, begin = query.offset, list[Any]()
        while left > 0:
            step = min(left, _HITS_AT_ONCE)
            further = {"search_after": begin} if begin else {}
            found = self._ask(**asked, **further, size=step, track_total_hits=False, source=False)["hits"]["hits"]
            if len(found) < step:
                return None
            begin, left = found[-1]["sort"], left - step
        return begin

    def _ask(self, **asked: Any) -> Any:
        try:
            return self._client.search(**asked)
        except BadRequestError as error:
            current = self._builds.find(self._alias)
            if current is not None and not current.is_of_today:
                raise TemporarilyUnavailable("index_other_form") from error
            raise

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            with FileLock(self._lock_path, timeout=0):
                yield
        except Timeout as error:
            raise TemporarilyUnavailable("index_busy") from error


def _tell_trouble(url: str, version: str, code: str) -> BackendHealth:
    problem = get_problem(code)
    return BackendHealth("index", url, False, version, f"{code}: {problem.message_en} {problem.advice_en}", code)


def _make_facets(day: date) -> dict[str, Any]:
    terms = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in _FACETS}
    return terms | {validity: {"filter": of_validity(validity, day)} for validity in INDEXED_VALIDITIES}


def _read_facets(counted: Any) -> dict[str, dict[str, int]]:
    if counted is None:
        return {name: {} for name in (*_FACETS, "validity")}
    facets = {name: {str(one["key"]): one["doc_count"] for one in counted[name]["buckets"]} for name in _FACETS}
    validity = {name: counted[name]["doc_count"] for name in INDEXED_VALIDITIES}
    return facets | {"validity": {name: number for name, number in validity.items() if number}}


def _read_card(source: dict[str, Any]) -> Card:
    """A hit's card; an index of another form may lack a part of it."""
    empty = Card(result_id="", holder_names=(), holder_ids=(), document_number=None, text="")
    return cast(Card, {**empty, **source})
