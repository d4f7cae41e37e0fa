"""The index built anew, from the side of those who search, file and erase meanwhile, and of who runs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

import pipelines.indexing
from pipelines.indexing import index_pending, rebuild_index
from pipelines.resources import Resources
from schemas import crash_points
from schemas.procedure_result import ProcedureResult
from schemas.search import EVERYTHING, IndexDocument, SearchQuery
from tests.flows.conftest import office as office
from tests.flows.office import Office


class PowerCut(BaseException):
    """Stands for the end of the process at a named point."""


@pytest.fixture
def gathered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the results whose documents were made, in order; two go into the new index at once."""
    ids: list[str] = []
    make = pipelines.indexing.to_index_document

    def count(resources: Resources, result: ProcedureResult) -> IndexDocument:
        ids.append(result.result_id)
        return make(resources, result)

    monkeypatch.setattr(pipelines.indexing, "_RESULTS_AT_ONCE", 2)
    monkeypatch.setattr(pipelines.indexing, "to_index_document", count)
    return ids


@pytest.fixture
def at_point(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, int, Callable[[], None]], None]]:
    """Do something at the n-th passing of a point."""

    def arrange(point: str, number: int, act: Callable[[], None]) -> None:
        left = number

        def hook(name: str) -> None:
            nonlocal left
            left -= name == point
            if left == 0 and name == point:
                act()

        monkeypatch.setattr(crash_points, "_hook", hook)

    yield arrange
    monkeypatch.setattr(crash_points, "_hook", None)


def cut() -> None:
    raise PowerCut


def file_papers(office: Office, count: int) -> list[str]:
    return sorted(office.file_paper(f"p{place}", {"document_number": f"{place}/GPXD"}) for place in range(count))


def find(resources: Resources, text: str = "") -> set[str]:
    return {hit.result_id for hit in resources.index.search(SearchQuery(text, limit=100), EVERYTHING).hits}


@pytest.mark.parametrize("point", ["index.build_written", "index.build_noted", "index.build_grown"])
def test_a_rebuild_killed_at_60_percent_goes_on_where_it_stopped(
    office: Office, gathered: list[str], at_point: Callable[..., None], point: str
) -> None:
    papers = file_papers(office, 10)
    gathered.clear()
    with office.open() as resources:
        at_point(point, 3, cut)
        with pytest.raises(PowerCut):
            rebuild_index(resources)
        assert gathered == papers[:6]
        assert find(resources) == set(papers)
    at_point(point, 0, cut)
    gathered.clear()
    with office.open() as resources:
        rebuilt = rebuild_index(resources)
        # What was written but not yet noted is written again, and nothing else.
        done = 4 if point == "index.build_written" else 6
        assert (rebuilt.resumed_at, rebuilt.count, gathered) == (done, 10, papers[done:])
        assert resources.index.list_versions() == dict.fromkeys(papers, 1)


@pytest.mark.parametrize("point", ["index.build_complete", "index.committed"])
def test_a_rebuild_killed_at_its_end_is_whole_when_done_again(
    office: Office, gathered: list[str], at_point: Callable[..., None], point: str
) -> None:
    papers = file_papers(office, 3)
    with office.open() as resources:
        at_point(point, 1, cut)
        with pytest.raises(PowerCut):
            rebuild_index(resources)
        at_point(point, 0, cut)
        assert find(resources) == set(papers)
        assert rebuild_index(resources).count == 3
        assert resources.index.list_versions() == dict.fromkeys(papers, 1)
    assert office.call("reconcile", "--json").json["faults"] == []


def test_what_happens_during_a_rebuild_is_in_the_new_index(
    office: Office, gathered: list[str], at_point: Callable[..., None]
) -> None:
    papers = file_papers(office, 6)
    early, late = papers[0], papers[5]
    filed: list[str] = []

    def live_on() -> None:
        filed.append(office.file_paper("meanwhile", {"holder_name": "Phan Thị Xuân"}))
        for changed, name in ((early, "Lý Thị Sớm"), (late, "Lý Thị Muộn")):
            assert office.call("review", "set", changed, f"holder_name={name}").code == 0
        why = ("--reason", "theo đơn", "--as", "lan", "--approved-by", "hoa", "--ground", "stated_in_reason")
        assert office.call("erase", papers[1], *why).code == 0
        with office.open() as other:
            assert find(other) == {*papers, *filed} - {papers[1]}
            assert find(other, "ly thi som") == {early}

    with office.open() as resources:
        at_point("index.build_grown", 2, live_on)
        rebuild_index(resources)
        assert resources.catalogue.count_outbox() == 0
        assert find(resources) == {*papers, *filed} - {papers[1]}
        assert find(resources, "ly thi som") == {early} and find(resources, "ly thi muon") == {late}
        assert find(resources, "phan thi xuan") == set(filed)
    assert office.call("reconcile", "--json").json["faults"] == []


def test_a_result_erased_while_its_document_is_on_the_way_does_not_come_back(
    office: Office, gathered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = file_papers(office, 2)
    count = pipelines.indexing.to_index_document

    def erase_behind(resources: Resources, result: ProcedureResult) -> IndexDocument:
        document = count(resources, result)
        if result.result_id == papers[0] and not resources.catalogue.find_erasure(papers[0]):
            why = ("--reason", "theo đơn", "--as", "lan", "--approved-by", "hoa", "--ground", "stated_in_reason")
            office.call("erase", papers[0], *why)
        return document

    monkeypatch.setattr(pipelines.indexing, "to_index_document", erase_behind)
    with office.open() as resources:
        rebuild_index(resources)
        assert resources.index.list_versions() == {papers[1]: 1}


def test_a_killed_rebuild_and_an_erasure_leave_no_words_behind(
    office: Office, gathered: list[str], at_point: Callable[..., None]
) -> None:
    papers = file_papers(office, 4)
    doomed = office.file_paper("gone", {"holder_name": "Huỳnh Gấm Vóc"})
    with office.open() as resources:
        at_point("index.build_complete", 1, cut)
        with pytest.raises(PowerCut):
            rebuild_index(resources)
        at_point("index.build_complete", 0, cut)
    why = ("--reason", "theo đơn", "--as", "lan", "--approved-by", "hoa", "--ground", "stated_in_reason")
    assert office.call("erase", doomed, *why, "--json").json["waiting"] == []
    files = [path for path in (office.home / "index").rglob("*") if path.is_file()]
    assert files and not any(b"gam voc" in path.read_bytes() for path in files)
    with office.open() as resources:
        assert set(resources.index.list_versions()) == set(papers)


def test_above_a_size_erasures_wait_and_are_mended_with_one_rebuild(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = file_papers(office, 4)
    why = ("--reason", "theo đơn", "--as", "lan", "--approved-by", "hoa", "--ground", "stated_in_reason", "--json")
    monkeypatch.setattr("pipelines.results.erasing._REBUILT_AT_ONCE", 1)
    for doomed in papers[:2]:
        assert office.call("erase", doomed, *why).json["waiting"] == ["index"]
    told: list[bool] = []
    monkeypatch.setattr(
        "pipelines.results.erasing.rebuild_index",
        lambda resources, fresh: told.append(fresh) or rebuild_index(resources),
    )
    faults = office.call("reconcile", "--mend", "--json").json["faults"]
    assert [fault["kind"] for fault in faults] == ["erasure_finished"] * 2
    assert told == [True]


def test_a_second_rebuild_at_once_ends_with_3_and_searches_go_on(office: Office) -> None:
    papers = file_papers(office, 2)
    with office.open() as resources, resources.index.open_build():
        answer = office.call("index", "rebuild", "--json")
        assert (answer.code, answer.error["code"]) == (3, "index_busy")
        assert office.call("search", "--json").json["total"] == len(papers)
    assert office.call("index", "rebuild", "--json").json == {"indexed": 2}


def test_progress_is_counted_on_standard_error(office: Office, gathered: list[str]) -> None:
    file_papers(office, 5)
    answer = office.call("index", "rebuild", "--json")
    assert answer.json == {"indexed": 5}
    steps = [json.loads(line)["progress"] for line in answer.err.splitlines()]
    assert steps == [{"indexed": count, "total": 5} for count in (0, 2, 4, 5)]


def test_a_result_that_the_index_refuses_is_told_and_stops_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = pipelines.indexing.to_index_document
    bad = office.file_paper("bad")

    def spoil(resources: Resources, result: ProcedureResult) -> IndexDocument:
        document = make(resources, result)
        return replace(document, text="\ud83d") if result.result_id == bad else document

    monkeypatch.setattr(pipelines.indexing, "to_index_document", spoil)
    with office.open() as resources:
        resources.catalogue.update_result(bad, lambda result: replace(result, title="khác"))
        assert index_pending(resources) == 0
        assert [mark.result_id for mark in resources.catalogue.list_outbox_apart()] == [bad]
    good = office.file_paper("good")
    with office.open() as resources:
        assert find(resources) == {bad, good}
    for mend in ((), ("--mend",)):
        faults = office.call("reconcile", *mend, "--json").json["faults"]
        assert [(fault["kind"], fault["result_id"], fault["mended"]) for fault in faults] == [
            ("index_refused_document", bad, False)
        ]
    answer = office.call("index", "rebuild", "--lang", "en", "--json")
    assert (answer.code, answer.json) == (1, {"indexed": 1})
    assert "does not take some results (1)" in answer.err
    monkeypatch.undo()
    faults = office.call("reconcile", "--mend", "--json").json["faults"]
    assert [(fault["kind"], fault["mended"]) for fault in faults] == [("index_refused_document", True)]
    assert office.call("reconcile", "--json").json["faults"] == []
