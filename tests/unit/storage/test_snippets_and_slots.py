from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.indexes._question import judge, to_question
from storage.indexes._snippet import cut_snippet, find_passage
from storage.indexes._validity_slots import NO_END, to_slots

START = date(2020, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: START + timedelta(days=days))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=3))
def test_slots_hold_the_same_days_as_the_intervals(in_force: list[tuple[date, date | None]]) -> None:
    slots = to_slots(in_force)
    assert all(left[1] + 1 < right[0] for left, right in itertools.pairwise(slots))
    for offset in range(-2, 64):
        day = START + timedelta(days=offset)
        is_inside = any(begin <= day and (end is None or day <= end) for begin, end in in_force)
        assert any(begin <= day.toordinal() <= end for begin, end in slots) is is_inside


def test_touching_times_are_one() -> None:
    first, second = (date(2020, 1, 1), date(2020, 6, 30)), (date(2020, 7, 1), None)
    assert to_slots([second, first]) == ((date(2020, 1, 1).toordinal(), NO_END),)


@given(st.text(), st.lists(st.text(alphabet="abcn19", max_size=4)))
def test_a_snippet_of_any_text_is_short_and_on_one_line(text: str, words: list[str]) -> None:
    snippet = cut_snippet(text, words)
    assert "\n" not in snippet


def test_a_number_printed_in_groups_is_masked_too() -> None:
    snippet = cut_snippet("CCCD số 092 085 001 234 của ông An", ["an"])
    assert snippet == "CCCD số 092*****1234 của ông «An»"


def test_a_snippet_never_cuts_a_word() -> None:
    text = "mộthaiba " * 100
    snippet = cut_snippet(text + "An " + text, ["an"])
    assert set(snippet.replace("…", "").split()) == {"mộthaiba", "«An»"}


def test_a_bare_number_among_words_is_not_surely_meant() -> None:
    assert judge(to_question("nha so 45"), [], [], "45") == "possible"
    assert judge(to_question("45"), [], [], "45") == "exact"
    assert judge(to_question("ong an 45/GPXD"), [], [], "45/GPXD") == "exact"


def test_one_word_of_a_name_is_not_the_name() -> None:
    assert judge(to_question("Ân"), ["Nguyễn Văn Ân"], [], None) == "possible"
    assert judge(to_question("Văn Ân"), ["Nguyễn Văn Ân"], [], None) == "exact"
    assert judge(to_question("van an"), ["Nguyễn Văn Ân"], [], None) == "possible"
    assert judge(to_question("giấy phép của Nguyễn Văn Ân"), ["Nguyễn Văn Ân"], [], None) == "exact"


def test_a_bundle_of_endless_pages_is_looked_at_as_far_as_helps() -> None:
    page = "chữ của một trang " * 100
    assert find_passage("\f".join([*[page] * 20, "tìm thấy đây"]), ["day"]) == ("tìm thấy «đây»", 21)
    assert find_passage("\f".join([*[page] * 2000, "tìm thấy đây"]), ["day"]) == ("", None)
