"""Generated results, their questions, and the drill of name and year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import search_scale
from benchmarks.drills import search_drill
from benchmarks.drills.search_drill import FiledDrawing
from benchmarks.generated_results import generate, list_questions
from schemas.search import EVERYTHING
from storage.indexes.memory import MemoryIndex
from tests.contracts.samples import make_document

_RESULTS = 40


def test_the_same_result_is_generated_whoever_asks() -> None:
    together = list(generate(range(_RESULTS), seed=1))
    assert together[7:9] == list(generate([7, 8], seed=1))
    assert together[7] not in list(generate([7], seed=2))


def test_generated_texts_are_of_the_length_of_pages() -> None:
    sizes = [len(one.document.text.encode()) for one in generate(range(_RESULTS), seed=1)]
    assert 1000 < sum(sizes) / len(sizes) < 2600


def test_every_question_of_the_bench_finds_something() -> None:
    index = MemoryIndex()
    index.put_documents([one.document for one in generate(range(_RESULTS), seed=1)])
    for sort, questions in list_questions(_RESULTS, 5, seed=1):
        assert len(questions) == 5
        if sort != "filters alone, facets":
            assert all(index.search(query, EVERYTHING).total for query in questions), sort


def test_the_bench_prints_a_row_for_every_sort(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    orders = ["--results", "30", "--questions", "6", "--index", "embedded", "--folder", str(tmp_path)]
    assert search_scale.main(orders) == 0
    printed = capsys.readouterr().out
    assert "30 results, built in" in printed
    assert all(sort in printed for sort, _ in list_questions(30, 1, seed=1))


def test_the_drill_tells_a_paper_that_was_not_found(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = FiledDrawing("a", "Nguyễn Văn Ân", 2021, make_document("a"))
    misread = replace(found, source="b", name="Trần Bích", document=make_document("b", holder_names=("Tràn Bích",)))
    lost = replace(found, source="c", name="Lê Hòa", document=make_document("c", holder_names=("Lý Hẹ",), text=""))
    assert search_drill.try_index("memory", "memory:", tmp_path, [found, misread, lost]) == 1
    printed = capsys.readouterr().out
    assert "rank 1: 2 (66.7 %" in printed and "c: not among ten; le hoa 2021: read Lý Hẹ" in printed
