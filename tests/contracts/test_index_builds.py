"""What every search index promises of being built anew: beside the old one, resumed, and never behind."""

from __future__ import annotations

import pytest

from schemas.errors import TemporarilyUnavailable
from schemas.search import EVERYTHING, SearchQuery
from storage.ports import SearchIndex
from tests.contracts.samples import build_anew, make_document


class Killed(BaseException):
    """Stands for the end of the process."""


def find(index: SearchIndex, text: str = "") -> set[str]:
    return {hit.result_id for hit in index.search(SearchQuery(text), EVERYTHING).hits}


def test_a_build_holds_exactly_what_it_was_given(index: SearchIndex) -> None:
    index.put_documents([make_document("old")])
    build_anew(index, [make_document("new", version=3), make_document("other")])
    assert index.list_versions() == {"new": 3, "other": 1}
    assert find(index) == find(index, "nguyen van an") == {"new", "other"}
    index.put_documents([make_document("later")])
    assert find(index) == {"new", "other", "later"}


def test_the_old_index_answers_until_the_switch(index: SearchIndex) -> None:
    index.put_documents([make_document("old")])
    with index.open_build() as build:
        build.put_documents([make_document("new")], through="new")
        assert find(index) == {"old"} and index.list_versions() == {"old": 1}
        build.switch()
    assert find(index) == {"new"}


def test_a_build_that_was_left_is_gone_on_with(index: SearchIndex) -> None:
    with pytest.raises(Killed), index.open_build() as build:
        assert (build.through, build.count) == ("", 0)
        build.put_documents([make_document("a"), make_document("b")], through="b")
        raise Killed
    with index.open_build() as build:
        assert (build.through, build.count) == ("b", 2)
        build.put_documents([make_document("c")], through="c")
        assert (build.through, build.count) == ("c", 3)
        build.switch()
    assert index.list_versions() == {"a": 1, "b": 1, "c": 1}
    with index.open_build() as build:
        assert (build.through, build.count) == ("", 0)


def test_a_fresh_build_knows_nothing_of_one_that_was_left(index: SearchIndex) -> None:
    with index.open_build() as build:
        build.put_documents([make_document("a")], through="a")
    with index.open_build(fresh=True) as build:
        assert (build.through, build.count) == ("", 0)
        build.switch()
    assert index.list_versions() == {}


def test_what_is_written_meanwhile_is_in_the_new_index(index: SearchIndex) -> None:
    index.put_documents([make_document("a"), make_document("b")])
    with index.open_build() as build:
        build.put_documents([make_document("a")], through="a")
        index.put_documents([make_document("a", version=2), make_document("filed")])
        assert find(index) == {"a", "b", "filed"}
        build.put_documents([make_document("b")], through="b")
        build.switch()
    assert index.list_versions() == {"a": 2, "b": 1, "filed": 1}


def test_a_version_gathered_before_a_correction_does_not_replace_it(index: SearchIndex) -> None:
    with index.open_build() as build:
        index.put_documents([make_document("a", version=2, holder_names=("Phan Thị Xuân",), text="")])
        build.put_documents([make_document("a", version=1)], through="a")
        build.switch()
    index.put_documents([make_document("a", version=1)])
    assert index.list_versions() == {"a": 2}
    assert find(index, "phan thi xuan") == {"a"}
    assert find(index, "nguyen van an") == set()


def test_the_same_version_may_be_put_anew(index: SearchIndex) -> None:
    index.put_documents([make_document("a")])
    index.put_documents([make_document("a", text="một trang vừa được đọc lại")])
    assert find(index, "vua doc lai") == {"a"}


def test_what_is_deleted_meanwhile_is_not_in_the_new_index(index: SearchIndex) -> None:
    index.put_documents([make_document("a"), make_document("b")])
    with index.open_build() as build:
        build.put_documents([make_document("a"), make_document("b"), make_document("c")], through="c")
        index.delete_documents(["a"])
        build.delete_documents(["b", "no such"])
        build.switch()
    assert index.list_versions() == {"c": 1}


def test_two_rebuilds_at_once_are_one_too_many(index: SearchIndex) -> None:
    with index.open_build() as build:
        with pytest.raises(TemporarilyUnavailable) as caught, index.open_build():
            pass
        assert caught.value.code == "index_busy"
        build.switch()
    assert index.check().ok


def test_a_document_that_no_index_holds_stops_no_other(index: SearchIndex) -> None:
    half = "ông \ud83d"
    documents = [make_document("good"), make_document("half", text=half), make_document("fine")]
    assert index.put_documents(documents) == ("half",)
    assert find(index) == {"good", "fine"}
    with index.open_build() as build:
        assert build.put_documents(documents, through="half") == ("half",)
        assert build.count == 2


def test_versions_come_in_order_of_id(index: SearchIndex) -> None:
    ids = ["b", "a", "aa", "a2", "zz", "đ", "ân", "a-b", "Z"]
    index.put_documents([make_document(name, version=place + 1) for place, name in enumerate(ids)])
    assert list(index.iterate_versions()) == sorted((name, place + 1) for place, name in enumerate(ids))
    assert index.find_versions(["a2", "no such", "b"]) == {"a2": 4, "b": 1}


def test_an_index_where_nothing_is_has_no_versions(index: SearchIndex) -> None:
    assert list(index.iterate_versions()) == [] and index.find_versions(["a"]) == {}
    index.delete_documents(["a"])
    assert index.purge_deleted() in (True, False)
