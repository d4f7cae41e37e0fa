from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.search import EVERYTHING, Scope, SearchQuery
from storage.indexes.embedded import EmbeddedIndex
from storage.indexes.memory import MemoryIndex
from storage.ports import SearchIndex
from tests.contracts.samples import make_document

NAMES = ["Nguyễn Văn Ân", "Nguyễn Văn An", "Đặng Thị Đào", "Trần Hoà Bình", "Le Van Tam", "Hoàng Văn Thụ"]
NUMBERS = ["45/GPXD", "123/QĐ-UBND", "O12/GPXD", "45", None]
WORDS = [word for name in NAMES for word in name.split()] + ["nguyem", "xây", "dựng", "45", "gpxd", "ng", "0", "hoa"]
UNITS = ["92.916", "92.917", "92.916.31135", None]


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchIndex, SearchIndex]:
    chosen = random.Random(7)
    documents = [
        make_document(
            f"paper{place:02d}",
            holder_names=tuple(chosen.sample(NAMES, chosen.choice([0, 1, 1, 2]))),
            holder_ids=(f"09208500{place:04d}",),
            document_number=chosen.choice(NUMBERS),
            unit=chosen.choice(UNITS),
            filed_at_s=place,
            text="Được phép xây dựng nhà ở",
        )
        for place in range(40)
    ]
    embedded, memory = EmbeddedIndex(Path(tmp_path_factory.mktemp("index"))), MemoryIndex()
    embedded.put_documents(documents)
    memory.put_documents(documents)
    return embedded, memory


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join) | st.text(max_size=12),
    unit=st.sampled_from(["92", "92.916", "93", None]),
    scope=st.sampled_from([EVERYTHING, Scope(("92.917",)), Scope(("92.916",), 1)]),
)
def test_both_indexes_find_the_same_papers(
    indexes: tuple[SearchIndex, SearchIndex], text: str, unit: str | None, scope: Scope
) -> None:
    query = SearchQuery(text=text, unit=unit, limit=100)
    embedded, memory = (index.search(query, scope) for index in indexes)
    assert {(hit.result_id, hit.match) for hit in embedded.hits} == {(hit.result_id, hit.match) for hit in memory.hits}
    assert embedded.total == memory.total
    assert embedded.facets == memory.facets
