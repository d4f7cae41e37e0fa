"""Right, wrong, flagged, missing: what counts as what when accuracy is measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scoring.labels import find_labelled_scans, join_authority, read_labels
from benchmarks.scoring.outcomes import (
    Expected,
    Read,
    fold_value,
    is_flagged,
    judge_field,
    judge_paper,
    to_expected,
    to_read,
)
from benchmarks.scoring.tally import Tally, count_outcomes, plain_name
from schemas.extraction import Doubt, Extraction, FieldReading


def _reading(value: str | None) -> FieldReading:
    return FieldReading(value, value, 0.9, None)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("V/v tăng cường quản lý", "tăng cường quản lý."),
        ("Về việc miễn giảm học phí", "Miễn giảm  học phí"),
        ("V/v: nghỉ hè", "V/v nghỉ hè"),
        ("KT.GIÁM ĐỐC PHÓ GIÁM ĐỐC", "KT. Giám đốc Phó Giám đốc"),
        ("Sở Y tế", "SỞ Y TẾ"),
        ("Hòa", "Hòa"),
    ],
)
def test_values_are_the_same_whatever_their_case_blanks_final_stop_or_leading_about(printed: str, read: str) -> None:
    assert fold_value(printed) == fold_value(read)


@pytest.mark.parametrize(("printed", "read"), [("Hòa", "Hoa"), ("125/GM-SYT", "125/GMSYT"), ("Về việc", "việc")])
def test_values_that_differ_in_a_mark_or_a_letter_are_not_the_same(printed: str, read: str) -> None:
    assert fold_value(printed) != fold_value(read)


@given(st.text())
def test_folding_a_value_twice_changes_nothing_of_its_letters(text: str) -> None:
    once = fold_value(text)
    assert "  " not in once
    assert once == once.strip(" ")


def test_a_wrong_value_that_nobody_must_look_at_is_told_from_a_flagged_one() -> None:
    expected = Expected("signer_name", ("Lê Văn Mẫu",))
    outcomes = [judge_field(expected, Read("Lê Văn Mậu", flagged)) for flagged in (False, True)]
    assert [field.outcome for field in outcomes if field] == ["wrong", "wrong_flagged"]


def test_any_of_the_accepted_readings_is_right() -> None:
    scored = judge_field(Expected("document_number", ("1595/SYT", "1535/SYT")), Read("1535/SYT", False))
    assert scored is not None
    assert scored.outcome == "right"


def test_a_value_read_where_the_paper_says_nothing_is_wrong() -> None:
    scored = judge_field(Expected("signer_name", ()), Read("Lê Văn Mẫu", False))
    assert scored is not None
    assert scored.outcome == "wrong"


def test_nothing_read_where_the_paper_says_nothing_is_no_field_at_all() -> None:
    assert judge_field(Expected("signer_name", ()), None) is None
    assert judge_field(Expected("signer_name", ()), Read(None, True)) is None


def test_an_owner_read_beyond_those_printed_is_wrong_but_other_fields_beyond_the_truth_are_left_alone() -> None:
    expected = to_expected({"holder_name": ["A", "B"]})
    read = {"holder_name[0]": Read("A", False), "holder_name[1]": Read("B", False), "holder_name[2]": Read("C", False)}
    scored = judge_paper(expected, {**read, "note": Read("x", False)})
    assert [(field.field, field.outcome) for field in scored] == [
        ("holder_name[0]", "right"),
        ("holder_name[1]", "right"),
        ("holder_name[2]", "wrong"),
    ]


def test_fields_lists_and_rows_of_an_extraction_are_named_as_doubts_name_them() -> None:
    extraction = Extraction(
        "0" * 64,
        (1,),
        "building_permit",
        0.9,
        "",
        fields={
            "issue_date": _reading("2021-03-05"),
            "holder_name": (_reading("A"), _reading("B")),
            "business_lines": ({"code": _reading("4711")},),
        },
        doubts=(Doubt("holder_name[1]", "x"), Doubt("business_lines", "x"), Doubt("signer_name", "missing")),
    )
    read = to_read(extraction)
    assert read["issue_date"] == Read("2021-03-05", False, 0.9)
    assert read["holder_name[0]"] == Read("A", False, 0.9)
    assert read["holder_name[1]"] == Read("B", True, 0.9, ("x",))
    assert read["business_lines[0].code"] == Read("4711", True, 0.9, ("x",))
    assert read["signer_name"] == Read(None, True, None, ("missing",))
    assert read["document_type"] == Read("building_permit", False, 0.9)


def test_a_doubt_about_one_field_flags_no_field_whose_name_begins_alike() -> None:
    assert not is_flagged("holder_name_old", [Doubt("holder_name", "x")])


def test_labels_carry_names_of_the_product_alternatives_and_what_was_written_by_hand() -> None:
    expected = read_labels(
        {
            "document_number": "1/A",
            "number_alternatives": ["7/A"],
            "issue_date": "2020-01-02",
            "signer": "",
            "place": "Cần Thơ",
            "handwritten": ["number", "day"],
        }
    )
    assert expected == (
        Expected("document_number", ("1/A", "7/A"), True),
        Expected("issue_date", ("2020-01-02",), True),
        Expected("issue_place", ("Cần Thơ",), False),
        Expected("signer_name", (), False),
    )


def test_the_title_of_a_signer_has_the_authority_in_front_and_is_flagged_if_either_is() -> None:
    read = join_authority({"sign_authority": Read("KT. GIÁM ĐỐC", True), "signer_title": Read("PHÓ GIÁM ĐỐC", False)})
    assert read["signer_title"] == Read("KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC", True)


def test_scans_are_found_by_their_labels_and_labels_without_a_scan_stop_the_measuring(tmp_path: Path) -> None:
    (tmp_path / "a.fields.json").write_text(json.dumps({"place": "Cần Thơ"}), encoding="utf-8")
    (tmp_path / "a.png").touch()
    (tmp_path / "a.gt.txt").write_text("chữ", encoding="utf-8")
    (tmp_path / "unlabelled.png").touch()
    scans = find_labelled_scans(tmp_path)
    assert [(scan.path.name, scan.text) for scan in scans] == [("a.png", "chữ")]
    (tmp_path / "b.fields.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"b\.fields\.json"):
        find_labelled_scans(tmp_path)


def test_outcomes_are_counted_and_the_share_of_right_values_left_unflagged_with_them() -> None:
    scored = judge_paper(
        [Expected(name, ("x",)) for name in "abcd"],
        {"a": Read("x", False), "b": Read("x", True), "c": Read("y", False)},
    )
    tally = count_outcomes(scored)
    assert tally == Tally(right=1, right_flagged=1, wrong=1, missing=1)
    assert tally.unflagged_percent == 50.0
    assert Tally().unflagged_percent is None


def test_repeated_fields_and_columns_count_under_one_name() -> None:
    assert plain_name("holder_name[12]") == "holder_name"
    assert plain_name("business_lines[0].code") == "business_lines.code"
    assert plain_name("issue_date") == "issue_date"
