"""Mentions: which name, id, day of birth and parents on a paper belong to one holder."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas.document_type import document_types
from schemas.extraction import Extraction, FieldReading, FieldValue
from schemas.folding import fold_result
from schemas.holder_mentions import HolderMention, list_mentions
from schemas.procedure_result import FieldReview, ProcedureResult
from schemas.units import load_units

AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def read(value: str | None, raw: str | None = None) -> FieldReading:
    return FieldReading(raw or value, value, 0.9, None)


def make(document_type: str | None, fields: dict[str, FieldValue], *reviews: FieldReview) -> ProcedureResult:
    extraction = Extraction("s" * 64, (1,), document_type, 0.9, "d", fields=fields)
    return ProcedureResult(
        "r", "c", "s" * 64, (1,), "92.916", extraction, "in_review", AT, document_type=document_type, reviews=reviews
    )


def mentions(result: ProcedureResult) -> tuple[HolderMention, ...]:
    return list_mentions(result, document_types().get(result.document_type or ""))


def test_spouses_keep_their_own_ids_and_births() -> None:
    wife, husband = mentions(
        make(
            "marriage_certificate",
            {
                "wife_name": read("Lê Thị Hoa"),
                "wife_id": read("092187000111"),
                "husband_name": read("Nguyễn Văn Ân"),
                "husband_birth_date": read("1985-03-05"),
            },
        )
    )
    assert (wife.name, wife.holder_id, wife.born) == ("le thi hoa", "092187000111", "")
    assert (husband.name, husband.holder_id, husband.born) == ("nguyen van an", "", "1985-03-05")


def test_owners_are_paired_by_place_and_a_missing_id_shifts_nothing() -> None:
    owners = {
        "holder_name": (read("Lê Thị Hoa"), read("Nguyễn Văn Ân")),
        "holder_id": (read(None, "…"), read("361000451")),
        "holder_birth_date": (read("1987"), read("1985")),
    }
    hoa, an = mentions(make("land_use_certificate", owners))
    assert (hoa.holder_id, hoa.born) == ("", "1987")
    assert (an.holder_id, an.born) == ("361000451", "1985")


def test_one_id_under_two_owners_is_given_to_neither() -> None:
    owners = {"holder_name": (read("Lê Thị Hoa"), read("Nguyễn Văn Ân")), "holder_id": (read("361000451"),)}
    told = mentions(make("land_use_certificate", owners))
    assert {(one.name, one.holder_id) for one in told} == {("le thi hoa", ""), ("", "361000451"), ("nguyen van an", "")}


def test_both_ids_printed_in_one_place_are_seen() -> None:
    fields = {"holder_name": read("A B"), "holder_id": read("092085000123", "092085000123 (CMND cũ: 361 000 451)")}
    (one,) = mentions(make("marital_status_certificate", fields))
    assert one.holder_id == "092085000123"
    assert one.printed_ids == {"092085000123", "361000451"}


def test_a_persons_word_stands_before_the_machines() -> None:
    fields: dict[str, FieldValue] = {"holder_name": read("Nguyễn Văn An"), "holder_birth_date": read("1958")}
    review = FieldReview("r", "holder_birth_date", "1985", "cli:lan", AT)
    result = make("marital_status_certificate", fields, review)
    assert [one.born for one in mentions(result)] == ["1985"]
    assert fold_result(result, document_types(), load_units()).holder_births == ("nguyen van an|1985",)


def test_a_paper_of_no_known_type_names_its_holder_by_the_common_names() -> None:
    (one,) = mentions(make(None, {"holder_name": read("Nguyễn Văn Ân"), "holder_birth_date": read("1985-03-05")}))
    assert (one.name, one.born) == ("nguyen van an", "1985-03-05")
