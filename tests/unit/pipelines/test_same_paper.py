"""When two results are scans or copies of one paper, and when nothing proves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from pipelines.results.same_paper import find_evidence, link_papers
from schemas.document_type import document_types
from schemas.extraction import CopyMark, Doubt, Extraction, FieldReading
from schemas.folding import fold_result
from schemas.procedure_result import ProcedureResult, Related
from schemas.text_sketch import make_sketch
from schemas.units import Units, load_units

AT = datetime(2026, 7, 1, tzinfo=UTC)
TEXT = " ".join(chr(97 + n % 26) + chr(97 + n // 26) for n in range(90)) + " số 45 GPXD thửa 33 diện tích 120"
PERMIT = {
    "document_number": "45/GPXD",
    "issue_date": "2021-03-05",
    "issuing_body": "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU",
    "parent_body": "THÀNH PHỐ CẦN THƠ",
    "holder_name": "Nguyễn Văn Ân",
    "holder_id": "092085000123",
}
BIRTH = {
    "document_number": "47/2021", "issue_date": "2021-03-15", "issuing_body": "ỦY BAN NHÂN DÂN PHƯỜNG AN KHÁNH",
    "parent_body": "QUẬN NINH KIỀU", "holder_name": "Nguyễn Ngọc Ánh", "holder_id": None,
    "holder_birth_date": "2021-02-21",
}  # fmt: skip
EXTRACT = {
    "document_number": "398/TLKS-BS", "issue_date": "2024-04-05", "issuing_body": "UBND QUẬN NINH KIỀU",
    "holder_name": "Nguyễn Ngọc Ánh", "holder_id": None, "holder_birth_date": "2021-02-21", "register_number": "47",
    "registration_date": "2021-03-15",
    "registration_body": "Ủy ban nhân dân phường An Khánh, quận Ninh Kiều, thành phố Cần Thơ",
}  # fmt: skip


@cache
def units() -> Units:
    return load_units()


def make(
    name: str,
    values: dict[str, str | None] | None = None,
    *,
    document_type: str = "building_permit",
    doubted: tuple[str, ...] = (),
    mark: str | None = None,
    text: str = "",
    base: dict[str, str | None] = PERMIT,
) -> ProcedureResult:
    fields: dict[str, Any] = {
        key: FieldReading(value, value, 0.9, None) for key, value in {**base, **(values or {})}.items() if value
    }
    extraction = Extraction(
        name, (1,), document_type, 1.0, "h", fields=fields, doubts=tuple(Doubt(it, "low_confidence") for it in doubted),
        copy_mark=CopyMark(mark, 1, None) if mark else None, text_sketch=make_sketch(text),
    )  # fmt: skip
    result = ProcedureResult(name, f"c-{name}", name, (1,), "92.916", extraction, "in_review", AT)
    return fold_result(result, document_types(None), units())


def evidence(one: ProcedureResult, other: ProcedureResult) -> str | None:
    found = find_evidence(one, other, units())
    assert found == find_evidence(other, one, units()), "what is the same is so from both sides"
    if found:
        assert set(one.paper_keys) & set(other.paper_keys), "the catalogue would not have found it"
    return found


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"document_number": "045/GPXD"},
        {"document_number": "45"},
        {"issue_date": "2021-03"},
        {"issue_date": "2021"},
        {"holder_name": None, "holder_id": None},
        {"issuing_body": None, "parent_body": None},
    ],
)
def test_the_same_number_year_issuer_and_type_is_the_same_paper(second: dict[str, str | None]) -> None:
    assert evidence(make("a"), make("b", second)) == "number"


@pytest.mark.parametrize(
    "second",
    [
        {"document_number": "46/GPXD"},
        {"issue_date": "2022-03-05"},
        {"issue_date": "2021-03-06"},
        {"issuing_body": "ỦY BAN NHÂN DÂN QUẬN CÁI RĂNG"},
        {"holder_name": "Trần Thị Bích", "holder_id": "092190000124"},
        {"issuing_body": None, "parent_body": None, "holder_name": None, "holder_id": None},
    ],
)
def test_numbers_repeat_each_year_at_each_issuer(second: dict[str, str | None]) -> None:
    assert evidence(make("a"), make("b", second)) is None


def test_the_year_may_stand_in_the_number_alone() -> None:
    one = make("a", {"document_number": "45/2021/GPXD", "issue_date": None})
    assert evidence(one, make("b", {"document_number": "45/2021/GPXD"})) == "number"


def test_another_type_is_another_paper() -> None:
    assert evidence(make("a"), make("b", document_type="alcohol_retail_licence")) is None


@pytest.mark.parametrize("doubted", ["document_number", "document_type"])
def test_a_doubtful_key_proves_nothing(doubted: str) -> None:
    assert evidence(make("a"), make("b", doubted=(doubted,))) is None


@pytest.mark.parametrize("doubted", ["document_number", "document_type", "issue_date"])
def test_the_same_holder_and_text_prove_it_where_the_key_is_doubtful(doubted: str) -> None:
    other = make("b", doubted=(doubted,), text=TEXT)
    assert evidence(make("a", text=TEXT), other) in ("text", "number")


def test_a_form_letter_with_another_number_is_another_paper_even_where_that_is_doubted() -> None:
    letter = make("b", {"document_number": "46/GPXD"}, text=TEXT)
    assert evidence(make("a", text=TEXT), letter) is None
    doubted = make("b", {"document_number": "46/GPXD"}, text=TEXT, doubted=("document_number",))
    assert evidence(make("a", text=TEXT), doubted) is None


def test_a_number_that_was_not_read_must_stand_in_the_text() -> None:
    unread = make("b", {"document_number": None}, text=TEXT)
    assert evidence(make("a", text=TEXT), unread) == "text"
    assert evidence(make("a", {"document_number": "9345/GPXD"}, text=TEXT), unread) is None


def test_a_name_misread_in_one_scan_is_set_right_by_the_rest_of_the_text() -> None:
    misread = {"holder_name": "Nguyễn Văn Q.0", "holder_id": None}
    assert evidence(make("a"), make("b", misread)) is None
    assert evidence(make("a", text=TEXT), make("b", misread, text=TEXT)) == "number"


def test_a_copy_from_the_register_is_of_the_entry_that_it_names() -> None:
    birth = make("a", base=BIRTH, document_type="birth_certificate")
    assert evidence(birth, make("b", base=EXTRACT, document_type="birth_extract")) == "entry"
    for other in (
        {"register_number": "48"},
        {"registration_date": "2020-03-15"},
        {"registration_body": "Ủy ban nhân dân phường Hưng Lợi, quận Ninh Kiều, thành phố Cần Thơ"},
        {"holder_name": "Nguyễn Ngọc Bích"},
    ):
        assert evidence(birth, make("b", other, base=EXTRACT, document_type="birth_extract")) is None


def link(new: list[ProcedureResult], filed: list[ProcedureResult]) -> tuple[list[Any], list[Any]]:
    linked, changed = link_papers(new, filed, units(), AT)
    return [it.related for it in linked], [(it.result_id, it.related, it.history[-1].event) for it in changed]


def test_all_further_scans_name_the_first() -> None:
    second = replace(make("b"), related=(Related("a", "rescan_of"),))
    assert link([make("c")], [make("a"), second]) == ([(Related("a", "rescan_of"),)], [])


def test_two_scans_in_one_file_are_linked_too() -> None:
    assert link([make("a"), make("b")], []) == ([(), (Related("a", "rescan_of"),)], [])


def test_original_and_copy_in_one_file_are_linked_in_either_order() -> None:
    original, copy = make("a"), make("b", mark="SAO Y")
    assert link([original, copy], []) == ([(), (Related("a", "copy_of"),)], [])
    assert link([copy, original], []) == ([(Related("a", "copy_of"),), ()], [])


def test_copies_without_an_original_stand_together_until_it_comes() -> None:
    first, second = make("a", mark="SAO Y"), make("b", mark="CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH")
    together = (Related("a", "same_original"),)
    assert link([second], [first]) == ([together], [])
    to_original = (Related("c", "copy_of"),)
    assert link([make("c")], [first, replace(second, related=together)]) == (
        [()],
        [("a", to_original, "linked_to_original"), ("b", to_original, "linked_to_original")],
    )


def test_a_second_scan_of_the_original_leaves_the_copy_where_it_is() -> None:
    copy = replace(make("b", mark="SAO Y"), related=(Related("a", "copy_of"),))
    assert link([make("c")], [make("a"), copy]) == ([(Related("a", "rescan_of"),)], [])


def test_a_withdrawn_originals_copy_follows_the_next_one() -> None:
    orphan = replace(make("b", mark="SAO Y"), related=(Related("gone", "copy_of"),))
    assert link([make("c")], [orphan])[1] == [("b", (Related("c", "copy_of"),), "linked_to_original")]


def test_two_copies_of_an_entry_are_no_scans_of_one_copy() -> None:
    one = make("a", base=EXTRACT, document_type="birth_extract")
    other = make("b", {"document_number": "12/TLKS-BS", "issue_date": "2025-01-05"}, base=EXTRACT, document_type="birth_extract")  # fmt: skip  # noqa: E501
    assert link([other], [one])[0] == [(Related("a", "same_original"),)]
    again = make("c", base=EXTRACT, document_type="birth_extract")
    assert link([again], [one])[0] == [(Related("a", "rescan_of"),)]
