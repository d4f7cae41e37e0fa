"""How counts of Vietnamese text become the tables that the product ships."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.training.language_check import respell
from benchmarks.training.language_counts import Counts, Smoothing, as_printed, canonical, pack, smooth
from benchmarks.training.language_sources import sentences
from schemas import language

HOW = Smoothing(flat_share=0.01, trust=1.0)
TEXTS = st.lists(st.sampled_from(("giấy phép xây dựng", "giấy khai sinh", "số 5 đường hòa bình", "Ủy ban")), min_size=1)


@given(TEXTS)
def test_probabilities_after_any_word_sum_to_one(texts: list[str]) -> None:
    counts = Counts()
    for text in texts:
        for sentence in sentences(text):
            counts.add(sentence)
    counts.let_lines_start_anywhere()
    model = smooth(counts.words, counts.pairs, HOW)
    for before, followers in model.pairs.items():
        unseen = sum(math.exp(log + model.left[before]) for word, log in model.alone.items() if word not in followers)
        assert math.isclose(unseen + sum(map(math.exp, followers.values())), 1.0, rel_tol=1e-9)


def test_a_packed_table_reads_back(tmp_path: Path) -> None:
    counts = Counts()
    for sentence in sentences("Giấy phép xây dựng. Giấy khai sinh; hoà bình"):
        counts.add(sentence)
    model = smooth(counts.words, counts.pairs, HOW)
    pack(model, tmp_path / "table.xz")
    table = language._load(tmp_path / "table.xz")
    assert table.numbers["hòa"] == table.numbers["hoà"]
    pair = table.numbers["giấy"] << 14 | table.numbers["phép"]
    assert table.steps[table.pairs[pair]] == pytest.approx(model.pairs["giấy"]["phép"], abs=0.041)
    assert table.alone[table.numbers["xây"]] == pytest.approx(model.alone["xây"], abs=0.041)


def test_sentences_break_at_marks_but_not_at_commas_and_numbers_are_one_word() -> None:
    found = list(sentences("Ngày 05/3/2020: trật tự, an toàn.\nĐiều 1"))
    assert found == [("^", "ngày", "#"), ("^", "#"), ("^", "#"), ("^", "trật", "tự", "an", "toàn"), ("^", "điều", "#")]


@pytest.mark.parametrize("word", ["hòa", "thủy", "quý", "khỏe", "của"])
def test_the_tone_mark_is_printed_where_most_papers_have_it(word: str) -> None:
    assert as_printed(canonical(word)) == word


def test_a_line_is_respelled_by_what_stands_around_each_word() -> None:
    assert respell(["thành", "phố", "Cân", "Thơ"], 5.0) == ["thành", "phố", "Cần", "Thơ"]
    assert respell(["Điêu", "1", ".", "Đổi", "tượng"], 5.0) == ["Điều", "1", ".", "Đối", "tượng"]
    assert respell([], 5.0) == []


def test_the_tables_stay_small() -> None:
    folder = Path(language.__file__).with_name("language")
    assert sum(path.stat().st_size for path in folder.iterdir()) < 2_000_000
