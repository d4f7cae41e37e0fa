"""The numbers of a register book run on; what does not is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.register_books import BookEntry, BookFault, book_name, find_book_faults, running_number

BOOK = "birth_certificate 92.916.31135 2023"


def entries(*rows: tuple[int, str | None]) -> list[BookEntry]:
    return [BookEntry(f"r{at}", number, issued) for at, (number, issued) in enumerate(rows)]


@given(st.permutations(range(1, 30)))
def test_a_whole_book_has_no_faults_in_whatever_order_it_was_scanned(numbers: list[int]) -> None:
    rows = [BookEntry(f"r{number}", number, f"2023-01-{number:02d}") for number in numbers]
    assert find_book_faults({BOOK: rows}) == ()


def test_missing_numbers_are_a_gap_between_their_neighbours() -> None:
    (fault,) = find_book_faults({BOOK: entries((4, "2023-01-05"), (1, "2023-01-02"))})
    assert fault == BookFault("gap", BOOK, (2, 3), ("r1", "r0"))


def test_far_numbers_are_no_gap() -> None:
    assert find_book_faults({BOOK: entries((1, "2023-01-02"), (500, "2023-09-02"))}) == ()


def test_a_number_given_twice_is_told_with_both_results() -> None:
    (fault,) = find_book_faults({BOOK: entries((7, "2023-01-05"), (7, "2023-01-05"))})
    assert fault == BookFault("double", BOOK, (7,), ("r0", "r1"))


def test_a_day_before_that_of_a_lower_number_is_told() -> None:
    (fault,) = find_book_faults({BOOK: entries((7, "2023-03-05"), (8, "2023-02-05"))})
    assert (fault.kind, fault.numbers) == ("days_out_of_order", (7, 8))


@pytest.mark.parametrize(("lower", "higher"), [("2023-03-05", "2023"), (None, "2023-02-05"), ("2023-03-05", "2023-03")])
def test_a_day_that_may_lie_behind_is_not_out_of_order(lower: str | None, higher: str | None) -> None:
    assert find_book_faults({BOOK: entries((7, lower), (8, higher))}) == ()


def test_books_do_not_know_one_another() -> None:
    assert find_book_faults({"a": entries((1, None)), "b": entries((3, None))}) == ()


@pytest.mark.parametrize(
    ("printed", "number"),
    [("12/2023", 12), ("12/2026/TLKT-BS", 12), ("158", 158), ("07/TLKH-BS", 7), ("12a/2023", 12), ("CH01234", None)],
)
def test_the_running_number_opens_the_document_number(printed: str, number: int | None) -> None:
    assert running_number(printed) == number


def test_the_book_is_of_the_year_in_the_number_before_that_of_issue() -> None:
    assert book_name("birth_certificate", "92.916", "12/2019", "2023-01-02") == "birth_certificate 92.916 2019"
    assert book_name("birth_certificate", "92.916", "12", "2023-01-02") == "birth_certificate 92.916 2023"
    assert book_name("birth_certificate", "92.916", "12", None) is None
    assert book_name("birth_certificate", None, "12/2019", None) is None
