"""What every search index promises of long answers: one order, page after page, however deep."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.errors import SetupError
from schemas.search import EVERYTHING, Scope, SearchQuery
from storage.ports import SearchIndex
from tests.contracts.samples import make_document


@pytest.fixture
def filled(index: SearchIndex) -> SearchIndex:
    """25 papers alike but for the day of filing (two a day) and the district."""
    index.put_documents(
        [
            make_document(
                f"{chr(ord('a') + 24 - place)}{place:02d}",
                filed_at_s=1_700_000_000 + place // 2 * 86_400,
                unit="92.916" if place % 5 else "92.917",
                custodian="92.916" if place % 5 else "92.917",
            )
            for place in range(25)
        ]
    )
    return index


def walk(index: SearchIndex, query: SearchQuery, scope: Scope = EVERYTHING) -> list[list[str]]:
    """Every page of an answer by its cursors."""
    pages, after = [], query.after
    while True:
        answer = index.search(replace(query, after=after), scope)
        pages.append([hit.result_id for hit in answer.hits])
        after = answer.after
        if after is None:
            return pages
        assert len(pages) < 100, "the cursor does not come to an end"


@pytest.mark.parametrize("text", ["", "nguyen van an", "xay dung", "45/GPXD"])
def test_equal_hits_come_newest_first_then_by_id(filled: SearchIndex, text: str) -> None:
    order = [f"{chr(ord('a') + 24 - place)}{place:02d}" for place in range(25)]
    expected = sorted(order, key=lambda name: (-(int(name[1:]) // 2), name))
    answer = filled.search(SearchQuery(text, limit=100), EVERYTHING)
    assert [hit.result_id for hit in answer.hits] == expected
    assert answer.after is None


@pytest.mark.parametrize("text", ["", "nguyen van an"])
def test_cursors_and_offsets_walk_the_same_way(filled: SearchIndex, text: str) -> None:
    whole = [hit.result_id for hit in filled.search(SearchQuery(text, limit=100), EVERYTHING).hits]
    pages = walk(filled, SearchQuery(text, limit=4))
    assert [len(page) for page in pages] == [4, 4, 4, 4, 4, 4, 1]
    assert [name for page in pages for name in page] == whole
    for offset in (0, 1, 7, 24):
        answer = filled.search(SearchQuery(text, limit=4, offset=offset), EVERYTHING)
        assert [hit.result_id for hit in answer.hits] == whole[offset : offset + 4]
        assert answer.total == 25


def test_an_answer_that_ends_with_its_page_has_no_next_one(filled: SearchIndex) -> None:
    assert [len(page) for page in walk(filled, SearchQuery(limit=5))] == [5] * 5


def test_the_scope_holds_on_every_page(filled: SearchIndex) -> None:
    pages = walk(filled, SearchQuery("nguyen", limit=2), Scope(("92.917",)))
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {int(name[1:]) % 5 for page in pages for name in page} == {0}


@pytest.mark.parametrize("offset", [25, 9_999, 10_000, 25_000])
def test_behind_the_last_hit_there_is_nothing(filled: SearchIndex, offset: int) -> None:
    answer = filled.search(SearchQuery("nguyen", limit=5, offset=offset), EVERYTHING)
    assert (answer.hits, answer.total, answer.after) == ((), 25, None)


@pytest.mark.parametrize("text", ["", "nguyen van an"])
def test_what_lies_deeper_than_a_server_gives_at_once_is_walked_to(
    filled: SearchIndex, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [hit.result_id for hit in filled.search(SearchQuery(text, limit=100), EVERYTHING).hits]
    monkeypatch.setattr("storage.indexes.elasticsearch._HITS_AT_ONCE", 5)
    for offset in (4, 5, 6, 14, 15, 23, 25, 26):
        answer = filled.search(SearchQuery(text, limit=3, offset=offset), EVERYTHING)
        assert ([hit.result_id for hit in answer.hits], answer.total) == (whole[offset : offset + 3], 25)
    assert [name for name, _ in filled.iterate_versions()] == sorted(whole)


def test_more_equals_than_are_put_in_order_still_come_once_each(
    filled: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.indexes._embedded_answers._FIRST_TIES", 2)
    monkeypatch.setattr("storage.indexes._embedded_answers._MOST_TIES", 6)
    names = [name for page in walk(filled, SearchQuery("nguyen van an", limit=4)) for name in page]
    assert len(names) == len(set(names)) == 25


@pytest.mark.parametrize("cursor", ["", "?", "bm90IGpzb24", "WzEsMiwzLDRd", "WyJ4Il0", "é" * 40])
@pytest.mark.parametrize("text", ["", "nguyen"])
def test_a_cursor_that_no_index_made_is_refused(filled: SearchIndex, cursor: str, text: str) -> None:
    with pytest.raises(SetupError) as caught:
        filled.search(SearchQuery(text, after=cursor), EVERYTHING)
    assert caught.value.code == "search_cursor_invalid"
