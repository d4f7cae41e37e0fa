"""A search server that refuses, is full, is none, or is away: told clearly, and never a lost change."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from schemas.errors import SetupError, SohoaError, TemporarilyUnavailable
from schemas.search import EVERYTHING, Scope, SearchQuery
from storage.indexes._cursor import to_cursor
from storage.indexes._elasticsearch_fields import make_mappings
from storage.opening import open_index
from storage.ports import SearchIndex
from tests.contracts.samples import make_document
from tests.faults.search_server_double import ServerDouble, run_double
from tests.flows.conftest import office as office
from tests.flows.office import Office

FOUND_NOTHING = {"hits": {"total": {"value": 0}, "hits": []}}
READ_ONLY = {
    "type": "cluster_block_exception",
    "reason": "index [papers] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, ...];",
}


def error(kind: str, status: int) -> tuple[int, Any]:
    return status, {"error": {"type": kind, "reason": "…", "root_cause": []}, "status": status}


@pytest.fixture
def server() -> Iterator[ServerDouble]:
    with run_double() as double:
        # One build of today's form is in use, none is being made.
        double.answers["papers"] = (200, {"papers-build-1": {"mappings": make_mappings()}})
        double.answers["papers-next"] = error("index_not_found_exception", 404)
        double.answers["_search"] = (200, FOUND_NOTHING)
        double.answers["health"] = (200, {"status": "green"})
        double.answers["_nodes"] = (200, {"nodes": {"n": {"version": "8"}}})
        double.answers["_mget"] = (200, {"docs": []})
        yield double


@pytest.fixture
def index(server: ServerDouble, tmp_path: Path) -> SearchIndex:
    return open_index(f"elasticsearch://user:hush@127.0.0.1:{server.port}/papers", tmp_path)


def search(index: SearchIndex) -> object:
    return index.search(SearchQuery("nguyen"), EVERYTHING)


def put(index: SearchIndex) -> object:
    return index.put_documents([make_document("a")])


@pytest.mark.parametrize("act", [search, put])
@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (error("security_exception", 401), SetupError, "index_refused"),
        (error("security_exception", 403), SetupError, "index_refused"),
        ((429, {"error": READ_ONLY, "status": 429}), TemporarilyUnavailable, "index_read_only"),
        ((403, {"error": READ_ONLY, "status": 403}), TemporarilyUnavailable, "index_read_only"),
        (error("circuit_breaking_exception", 429), TemporarilyUnavailable, "index_away"),
        (error("es_rejected_execution_exception", 429), TemporarilyUnavailable, "index_away"),
        (error("search_phase_execution_exception", 503), TemporarilyUnavailable, "index_away"),
        (error("illegal_state_exception", 500), TemporarilyUnavailable, "index_away"),
        ((502, "gateway"), TemporarilyUnavailable, "index_away"),
    ],
)
def test_each_answer_has_its_name(
    server: ServerDouble,
    index: SearchIndex,
    act: Callable[[SearchIndex], object],
    answer: tuple[int, Any],
    kind: type[SohoaError],
    code: str,
) -> None:
    server.answers = {"_search": answer, "_bulk": answer} | {
        name: told for name, told in server.answers.items() if name.startswith("papers")
    }
    with pytest.raises(kind) as caught:
        act(index)
    assert caught.value.code == code


def test_what_is_no_search_server_is_told(server: ServerDouble, index: SearchIndex) -> None:
    server.is_elasticsearch = False
    with pytest.raises(SetupError) as caught:
        search(index)
    assert caught.value.code == "index_wrong_server"
    assert index.check().code == "index_wrong_server"


def test_a_port_without_tls_is_told(server: ServerDouble, tmp_path: Path) -> None:
    encrypted = open_index(f"elasticsearch+https://127.0.0.1:{server.port}/papers", tmp_path)
    with pytest.raises(SetupError) as caught:
        search(encrypted)
    assert caught.value.code == "index_not_tls"
    assert encrypted.check().code == "index_not_tls"


def test_a_host_that_nobody_knows_is_away(tmp_path: Path) -> None:
    unknown = open_index("elasticsearch://no-such-host.invalid:9200/papers", tmp_path)
    with pytest.raises(TemporarilyUnavailable) as caught:
        search(unknown)
    assert caught.value.code == "index_away"
    assert unknown.check().code == "index_away"


def test_a_refused_login_shows_no_secret(server: ServerDouble, index: SearchIndex) -> None:
    server.everything, server.answers = error("security_exception", 401), {}
    health = index.check()
    assert (health.ok, health.code) == (False, "index_refused")
    assert "hush" not in f"{health}"


def bulk_item(name: str, status: int, kind: str = "", reason: str = "…") -> dict[str, Any]:
    told: dict[str, Any] = {"_id": name, "status": status}
    return {"index": told | ({"error": {"type": kind, "reason": reason}} if kind else {})}


def test_one_document_that_the_server_refuses_stops_no_other(server: ServerDouble, index: SearchIndex) -> None:
    items = [
        bulk_item("good", 201),
        bulk_item("bad", 400, "document_parsing_exception"),
        bulk_item("old", 409, "version_conflict_engine_exception"),
    ]
    server.answers["_bulk"] = (200, {"errors": True, "items": items})
    documents = [make_document(name) for name in ("good", "bad", "old", "half")]
    documents[3] = make_document("half", title="\ud83d")
    assert index.put_documents(documents) == ("bad", "half")


@pytest.mark.parametrize(
    ("status", "kind", "reason", "code"),
    [
        (429, "es_rejected_execution_exception", "…", "index_away"),
        (429, "cluster_block_exception", "…", "index_read_only"),
        (403, "cluster_block_exception", "…", "index_read_only"),
        (503, "unavailable_shards_exception", "…", "index_away"),
        (404, "index_not_found_exception", "…", "index_away"),
        (400, "illegal_argument_exception", "no write index is defined for alias [papers-next]", "index_away"),
    ],
)
def test_a_server_in_trouble_refuses_no_document(
    server: ServerDouble, index: SearchIndex, status: int, kind: str, reason: str, code: str
) -> None:
    server.answers["_bulk"] = (200, {"errors": True, "items": [bulk_item("a", status, kind, reason)]})
    with pytest.raises(TemporarilyUnavailable) as caught:
        put(index)
    assert caught.value.code == code


def test_no_question_reaches_the_server_without_the_scope(server: ServerDouble, index: SearchIndex) -> None:
    scope = Scope(("92.916", "93"), max_sensitivity=2)
    hit = {"_source": {"result_id": "a"}, "_score": 1.0, "sort": [1.0, 5, "a"]}
    server.answers["_search"] = (200, {"hits": {"total": {"value": 99}, "hits": [hit] * 10_000}})
    queries = [
        SearchQuery(),
        SearchQuery("nguyen van an", limit=5),
        SearchQuery("45/GPXD", valid_on=date(2024, 1, 1), unit="92", result_ids=("a",)),
        SearchQuery("nguyen", offset=25_000),
        SearchQuery("nguyen", after=to_cursor([1.0, 5, "a"])),
        SearchQuery("((( OR *:*", holder_id="x"),
    ]
    for query in queries:
        index.search(query, scope)
    searches = server.list_searches()
    assert len(searches) == len(queries) + 3
    for asked in searches:
        filters = asked["query"]["bool"]["filter"]
        assert {"range": {"sensitivity": {"lte": 2}}} in filters
        assert {"terms": {"seen_path": ["92.916", "93"]}} in filters


def test_what_is_asked_without_a_scope_brings_no_papers(server: ServerDouble, index: SearchIndex) -> None:
    assert list(index.iterate_versions()) == [] and index.find_versions(["a"]) == {}
    for _, path, body in server.requests:
        if "_search" in path:
            assert json.loads(body)["_source"] is False
        if "_mget" in path:
            assert "_source=false" in path


def test_filing_goes_on_beside_a_server_that_refuses_us(
    server: ServerDouble, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["_bulk"] = error("security_exception", 401)
    monkeypatch.setenv("SOHOA_INDEX", f"elasticsearch://user:hush@127.0.0.1:{server.port}/papers")
    monkeypatch.setattr("tests.flows.office.read_settings", _read_settings_of(monkeypatch))
    paper = office.file_paper()
    told = office.call("show", paper, "--json").json
    assert (told["result_id"], told["indexed"]) == (paper, False)
    server.answers["_search"] = error("security_exception", 401)
    answer = office.call("search", "--json")
    assert (answer.code, answer.error["code"]) == (2, "index_refused")
    server.answers["_bulk"] = (200, {"errors": False, "items": [bulk_item(paper, 201)]})
    server.answers["_search"] = (200, FOUND_NOTHING)
    assert office.call("reconcile", "--mend", "--json").json["faults"][0]["mended"]
    assert office.call("show", paper, "--json").json["indexed"]


@pytest.mark.services
@pytest.mark.timeout(300)
def test_a_server_whose_disk_is_full_delays_the_index_and_nothing_else(
    elasticsearch: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = f"suite-{uuid.uuid4().hex[:12]}"
    monkeypatch.setenv("SOHOA_INDEX", f"elasticsearch://{elasticsearch}/{prefix}")
    monkeypatch.setattr("tests.flows.office.read_settings", _read_settings_of(monkeypatch))
    early = office.file_paper("một")
    server = Elasticsearch(f"http://{elasticsearch}").indices
    # What the server itself sets when its disk reaches the flood stage.
    server.put_settings(index=prefix, settings={"index.blocks.read_only_allow_delete": True})
    late = office.file_paper("hai", {"document_number": "46/GPXD"})
    assert [hit["result_id"] for hit in office.call("search", "--json").json["hits"]] == [early]
    assert office.call("show", late, "--json").json["indexed"] is False
    doctor = office.call("doctor", "--json")
    index = next(backend for backend in doctor.json["backends"] if backend["name"] == "index")
    assert (doctor.code, index["ok"]) == (1, False) and index["message"].startswith("index_read_only")
    assert doctor.json["standing"]["outbox"]["waiting"] == 1
    faults = office.call("reconcile", "--json").json["faults"]
    assert [fault["kind"] for fault in faults] == ["outbox_backlog", "index_read_only"]
    server.put_settings(index=prefix, settings={"index.blocks.read_only_allow_delete": None})
    last = office.file_paper("ba", {"document_number": "47/GPXD"})
    assert {hit["result_id"] for hit in office.call("search", "--json").json["hits"]} == {early, late, last}
    assert office.call("reconcile", "--json").json["faults"] == []


def _read_settings_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Settings with the environment, which the office leaves out."""
    from pipelines.settings import read_settings

    return lambda _environment, **given: read_settings(**given)
