"""Drawn civil-status papers: each era has its form, copies are marked as such, the truth says what is not printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from benchmarks.papers.catalogue import invent_order, set_paper
from benchmarks.papers.forms.civil_eras import era_of, identity_paper, spelled_day
from benchmarks.papers.handwriting import Handwriting, invent_hand
from benchmarks.papers.orders import Order, SetPaper
from benchmarks.papers.people import make_person
from benchmarks.papers.sheet import Sheet, TextMark
from schemas.document_type import document_types

_CIVIL = (
    "birth_certificate", "birth_extract", "marriage_certificate", "death_extract", "marital_status_certificate",
)  # fmt: skip
_SEEDS = range(60)


def _papers(kind: str) -> Iterator[tuple[Order, SetPaper]]:
    for seed in _SEEDS:
        order = invent_order(kind, np.random.default_rng(seed))
        yield order, set_paper(order)


def _text(paper: SetPaper) -> str:
    return "\n".join(line for sheet in paper.sheets for line in sheet.lines)


def test_the_form_follows_the_circular_in_force_on_the_day() -> None:
    days = (date(2015, 12, 31), date(2016, 1, 1), date(2020, 7, 15), date(2020, 7, 16))
    assert [era_of(day) for day in days] == ["books", "circular_15", "circular_15", "circular_04"]


def test_only_papers_of_the_books_carry_a_book_number_and_name_the_father_first() -> None:
    eras = set()
    for order, paper in _papers("birth_certificate"):
        text, era = _text(paper), era_of(order.issued_on)
        eras.add(era)
        assert ("Quyển số:" in text) == (era == "books") == (paper.fields["book_number"] is not None)
        mother, father = text.index("tên người mẹ" if era != "books" else "tên mẹ"), text.index(" cha:")
        assert (father < mother) == (era == "books")
    assert eras == {"books", "circular_15", "circular_04"}


def test_a_copy_says_so_in_its_title_and_carries_its_own_number_beside_that_of_the_register() -> None:
    for order, paper in _papers("birth_extract"):
        sign = "/TLKS-BS" if era_of(order.issued_on) == "circular_15" else "/GKS-BS"
        assert str(paper.fields["document_number"]).endswith(sign)
        assert str(paper.fields["title"]).endswith("(BẢN SAO)")
        assert "(BẢN SAO)" in _text(paper)
        assert paper.fields["register_number"] != paper.fields["document_number"]
        assert str(paper.fields["registration_date"]) < str(paper.fields["issue_date"])


def test_some_copies_are_stamped_and_the_stamp_is_print_of_the_page() -> None:
    stamped = [paper for _, paper in _papers("birth_extract") if "BẢN SAO" in paper.sheets[0].lines]
    assert 0 < len(stamped) < len(_SEEDS) / 2
    for paper in stamped:
        marks = [mark for mark in paper.sheets[0].marks if isinstance(mark, TextMark) and mark.text == "BẢN SAO"]
        red, green, blue = marks[0].style.colour
        assert red > 2 * max(green, blue)


@pytest.mark.parametrize(
    ("kind", "field"), [("birth_certificate", "later_changes"), ("marriage_certificate", "recognised_from")]
)
def test_what_was_noted_later_stands_on_a_back_and_few_papers_have_one(kind: str, field: str) -> None:
    with_back = [paper for _, paper in _papers(kind) if len(paper.sheets) == 2]
    assert 0 < len(with_back) < len(_SEEDS) / 3
    assert all((len(paper.sheets) == 2) == (paper.fields[field] is not None) for _, paper in _papers(kind))


def test_copies_of_deaths_name_neither_cause_nor_declarant() -> None:
    papers = [paper for _, paper in _papers("death_extract")]
    copies = [paper for paper in papers if "-BS" in str(paper.fields["document_number"])]
    assert copies and len(copies) < len(papers)
    for paper in copies:
        assert paper.fields["death_cause"] is None and paper.fields["declarant_name"] is None
        assert "Nguyên nhân chết" not in _text(paper) and "đi khai tử" not in _text(paper)


def test_a_child_without_a_declared_father_leaves_his_lines_empty() -> None:
    fatherless = [paper for _, paper in _papers("birth_certificate") if paper.fields["father_name"] is None]
    assert fatherless
    for paper in fatherless:
        assert paper.fields["father_address"] is None
        assert paper.fields["declarant_name"] == paper.fields["mother_name"]


@pytest.mark.parametrize("kind", _CIVIL)
def test_every_field_of_the_truth_is_declared(kind: str) -> None:
    declared = {spec.name for spec in document_types()[kind].fields}
    for _, paper in _papers(kind):
        assert set(paper.fields) <= declared


@pytest.mark.parametrize("kind", _CIVIL)
def test_a_paper_filled_in_by_hand_tells_which_fields_are_written(kind: str) -> None:
    order = invent_order(kind, np.random.default_rng(2))
    assert set_paper(order).by_hand == frozenset()
    hand = invent_hand(np.random.default_rng(1))
    written = set_paper(replace(order, handwriting=Handwriting(hand, number=True, date=True, fill_ins=True)))
    assert {"document_number", "issue_date"} < written.by_hand
    assert not {"title", "signer_name"} & written.by_hand
    assert all(written.fields[name] for name in written.by_hand)
    is_written = {word for sheet in written.sheets for word in _written_words(sheet)}
    for name in written.by_hand & {"holder_name", "wife_name", "father_name", "issuing_body"}:
        assert set(str(written.fields[name]).split()) <= is_written, name
    number_only = set_paper(replace(order, handwriting=Handwriting(hand, number=True, date=False, fill_ins=False)))
    assert number_only.by_hand == {"document_number"}


def _written_words(sheet: Sheet) -> Iterator[str]:
    for mark in sheet.marks:
        if isinstance(mark, TextMark) and mark.style.hand is not None:
            yield from mark.text.split()


def test_cards_have_nine_digits_before_2016_and_come_from_the_ministry_since_july_2024() -> None:
    person = make_person("Nguyễn Văn Mẫu", "Nam", date(1980, 4, 3), 7)
    old, new = identity_paper(person, date(2012, 5, 6), 1), identity_paper(person, date(2026, 5, 6), 1)
    assert len(old.number) == 9 and old.text.startswith("CMND số 36")
    assert new.number == person.citizen_id and "Bộ Công an" in new.text


def test_months_from_march_on_are_mostly_typed_without_a_zero() -> None:
    order = invent_order("birth_certificate", np.random.default_rng(1))
    typed = [spelled_day(replace(order, seed=seed), date(1990, 7, 2)) for seed in range(30)]
    assert typed.count("02/7/1990") == 20 and typed.count("02/07/1990") == 10
