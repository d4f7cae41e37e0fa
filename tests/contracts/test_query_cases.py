"""What clerks type, on every search index: the cases of `query_cases.toml`, and searches for a person by id."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drills.filed_papers import FiledPaper, file_stack
from pipelines.indexing import index_pending
from pipelines.lookup.finding import search_results
from pipelines.lookup.holders import link_holders
from pipelines.resources import Resources, open_resources
from pipelines.settings import read_settings
from schemas.days import today
from schemas.search import EVERYTHING, IndexDocument, SearchAnswer, SearchQuery
from storage.opening import open_index
from storage.ports import SearchIndex
from tests.contracts.conftest import find_index_url, list_index_schemes

_FIRST_FILED_AT_S = 1_700_000_000
_VERDICTS = ("name", "first", "only", "absent", "exact", "possible")
_EVERY_HIT = 100

Case = dict[str, Any]
_TOLD = tomllib.loads((Path(__file__).parent / "query_cases.toml").read_text(encoding="utf-8"))
_CASES: list[Case] = _TOLD["case"]


def to_document(place: int, told: dict[str, Any]) -> IndexDocument:
    """One [[result]] of the file."""
    defaults: dict[str, Any] = {
        "version": 1,
        "issued_on": None,
        "unit": None,
        "level": None,
        "custodian": "92.916",
        "sensitivity": 2,
        "state": "confirmed",
        "filed_at_s": _FIRST_FILED_AT_S + place,
    }
    lists = {
        "holder_names": tuple(told["holder_names"]),
        "holder_ids": tuple(told["holder_ids"]),
        "in_force": tuple((days[0], days[1] if len(days) > 1 else None) for days in told["in_force"]),
    }
    return IndexDocument(**(defaults | told | lists))


@pytest.fixture(scope="module", params=list_index_schemes())
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """An index with the collection, the same for every case: none writes."""
    opened = open_index(find_index_url(request.param, request), tmp_path_factory.mktemp("cases"))
    opened.put_documents([to_document(place, told) for place, told in enumerate(_TOLD["result"])])
    yield opened
    opened.close()


@pytest.mark.parametrize("case", _CASES, ids=lambda case: str(case["name"]))
def test_what_a_clerk_types_brings_what_the_clerk_wants(filled: SearchIndex, case: Case) -> None:
    asked = {name: value for name, value in case.items() if name not in _VERDICTS}
    answer = filled.search(SearchQuery(text=asked.pop("query", ""), **asked, limit=_EVERY_HIT), EVERYTHING)
    assert list_failures(case, answer) == []


def list_failures(case: Case, answer: SearchAnswer) -> list[str]:
    """What is not as the case says, one line each."""
    matches = {hit.result_id: hit.match for hit in answer.hits}
    hits = list(matches)
    told = [] if answer.total == len(hits) else [f"total {answer.total}, {len(hits)} hits"]
    # Every result of the collection has a type; facets are counted apart from the ranking and must see the same papers.
    counted = sum(answer.facets["document_type"].values())
    told += [] if counted == answer.total else [f"total {answer.total}, {counted} in facets"]
    told += _check_first(case.get("first", ()), hits)
    if "only" in case:
        told += [f"missing {one}" for one in case["only"] if one not in hits]
        told += [f"too much {one}" for one in hits if one not in case["only"]]
    told += [f"too much {one}" for one in case.get("absent", ()) if one in hits]
    for match in ("exact", "possible"):
        told += [
            f"{one} is {matches.get(one)}, not {match}" for one in case.get(match, ()) if matches.get(one) != match
        ]
    return told


def _check_first(first: Sequence[str | list[str]], hits: Sequence[str]) -> list[str]:
    place = 0
    for wanted in first:
        group = {wanted} if isinstance(wanted, str) else set(wanted)
        if set(hits[place : place + len(group)]) != group:
            return [f"{sorted(group)} not at place {place + 1}: {hits}"]
        place += len(group)
    return []


def test_every_case_says_what_must_come() -> None:
    known = {told["result_id"] for told in _TOLD["result"]}
    for case in _CASES:
        named = [*case.get("only", ()), *case.get("absent", ()), *case.get("exact", ()), *case.get("possible", ())]
        named += [one for group in case.get("first", ()) for one in ([group] if isinstance(group, str) else group)]
        assert set(named) <= known and (named or "only" in case), case["name"]
    assert len({case["name"] for case in _CASES}) == len(_CASES) >= 60


@pytest.fixture(scope="module", params=list_index_schemes())
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Resources, dict[str, str]]]:
    """A home with papers of one citizen's three eras and of a namesake; the results' ids by a word for each."""
    home = tmp_path_factory.mktemp("office")
    url = find_index_url(request.param, request)
    with open_resources(read_settings({"SOHOA_INDEX": url}, home=str(home), working_folder=home)) as resources:
        person = {"holder_name": "Nguyễn Văn Ân"}
        born = {"holder_birth_date": "1985-03-05"}
        papers = {
            "birth": FiledPaper("birth_certificate", person | born | {"issue_date": "1985-04-01"}),
            "old": FiledPaper("marital_status_certificate", person | born | {"holder_id": "361112223"}),
            "permit": FiledPaper(
                "building_permit", person | {"holder_id": "092085000002", "document_number": "45/GPXD"}
            ),
            "single": FiledPaper("marital_status_certificate", person | born | {"holder_id": "092085000002"}),
            "namesake": FiledPaper(
                "marital_status_certificate", person | {"holder_birth_date": "1990-01-01", "holder_id": "092090000009"}
            ),
        }
        results = file_stack(resources, uuid.uuid4().hex, list(papers.values()), resources.now())
        link_holders(resources, "361112223", "092085000002", "giấy xác nhận số CMND", "an", is_confirmed=True)
        index_pending(resources)
        yield resources, dict(zip(papers, results, strict=True))


@pytest.mark.parametrize(
    ("holder_id", "text", "expected"),
    [
        ("092085000002", "", {"permit": "exact", "single": "exact", "old": "linked", "birth": "possible"}),
        ("092 085 000 002", "45/GPXD", {"permit": "exact"}),
        ("361112223", "", {"old": "exact", "permit": "linked", "single": "linked", "birth": "possible"}),
        ("092090000009", "", {"namesake": "exact"}),
        ("092085000002", "nguyen van an", {"permit": "exact", "single": "exact", "old": "linked", "birth": "possible"}),
    ],
    ids=["today's id", "today's id and a number", "the old id", "a namesake", "today's id and the name"],
)
def test_an_id_brings_its_own_papers_then_linked_ones_then_what_may_be_the_person(
    office: tuple[Resources, dict[str, str]], holder_id: str, text: str, expected: dict[str, str]
) -> None:
    resources, results = office
    answer = search_results(resources, SearchQuery(text=text, holder_id=holder_id), today())
    words = {result_id: word for word, result_id in results.items()}
    found = {words[hit["result_id"]]: hit["match"] for hit in answer["hits"]}
    assert found == expected
    tiers = [("exact", "linked", "possible").index(match) for match in found.values()]
    assert tiers == sorted(tiers)
