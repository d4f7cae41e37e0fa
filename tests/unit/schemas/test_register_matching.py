"""Which register row a digitised paper may be where one of them was read or typed wrongly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.register_matching import PaperSide, judge_match, propose_matches

ROW = PaperSide("row", "building_permit", "92.916", "145/GPXD", "2021-03-05", ("Nguyễn Văn Ân",), ("092085000123",))
RESULT = replace(ROW, name="result")


def judged(**changes: object) -> tuple[str, ...]:
    return judge_match(replace(RESULT, **changes), ROW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"document_number": "148/GPXD"}, ("number_slip", "holder_id_same", "date_same", "issuer_same")),
        ({"document_number": "154/GPXD", "holder_ids": ()}, ("number_slip", "holder_same", "date_same", "issuer_same")),
        ({"document_number": "45/GPXD"}, ("number_slip", "holder_id_same", "date_same", "issuer_same")),
        ({"document_number": None}, ("number_unread", "holder_id_same", "date_same", "issuer_same")),
        ({"document_number": "145/GPKD"}, ("number_sign_differs", "holder_id_same", "date_same", "issuer_same")),
        ({"unit": "92.916.31135"}, ("number_same", "holder_id_same", "date_same", "issuer_related")),
        ({"unit": None}, ("number_same", "holder_id_same", "date_same", "issuer_unread")),
        ({"issue_date": "2027-03-05"}, ("number_same", "holder_id_same", "date_near", "issuer_same")),
        ({"issue_date": "2021-05-03"}, ("number_same", "holder_id_same", "date_near", "issuer_same")),
        (
            {"document_number": "146/GPXD", "holder_names": ("Nguyễn Vân Am",), "holder_ids": ()},
            ("number_slip", "holder_near", "date_same", "issuer_same"),
        ),
    ],
)
def test_one_slip_is_borne_where_the_rest_agrees(changes: dict[str, object], reasons: tuple[str, ...]) -> None:
    assert judged(**changes) == reasons


@pytest.mark.parametrize(
    "changes",
    [
        {"document_number": "278/GPXD"},
        {"document_number": "146/GPXD", "holder_names": ("Lê Thị Bưởi",), "holder_ids": ()},
        {"document_number": "146/GPXD", "holder_names": (), "holder_ids": ()},
        {"document_number": "146/GPXD", "issue_date": None},
        {"document_number": "146/GPXD", "issue_date": "2021-08-17"},
        {"document_number": "146/GPKD"},
        {"document_number": None, "issue_date": "2021-03"},
        {"document_number": None, "holder_names": ("Nguyễn Văn Âu",), "holder_ids": ()},
        {"unit": "92.917"},
        {"unit": "92.916.31135", "issue_date": None, "holder_names": (), "holder_ids": ()},
    ],
)
def test_two_slips_or_a_contradiction_propose_nothing(changes: dict[str, object]) -> None:
    assert judged(**changes) == ()


def test_papers_of_two_types_never_meet() -> None:
    assert propose_matches([replace(RESULT, document_type="birth_certificate")], [ROW]) == ()


def test_a_slip_that_fits_two_rows_is_a_choice() -> None:
    rows = [replace(ROW, name=f"row {n}", document_number=f"14{n}/GPXD", holder_ids=()) for n in (3, 4)]
    result = replace(RESULT, document_number="145/GPXD", holder_ids=())
    proposals = propose_matches([result], rows)
    assert [(it.row_id, it.is_only) for it in proposals] == [("row 3", False), ("row 4", False)]


def test_the_better_row_is_proposed_alone() -> None:
    other = replace(ROW, name="other", document_number="146/GPXD", holder_names=("Nguyễn Văn Âu",), holder_ids=())
    (proposal,) = propose_matches([replace(RESULT, document_number="148/GPXD")], [other, ROW])
    assert (proposal.row_id, proposal.is_only) == ("row", True)


@given(
    st.sampled_from(["92.916", "92.916.31135", None]),
    st.sampled_from(["145/GPXD", "146/GPXD", "45", None]),
    st.sampled_from(["2021-03-05", "2021-03", "2022-03-05", None]),
    st.sampled_from([("Nguyễn Văn Ân",), ("Lê Thị Bưởi",), ()]),
)
def test_what_is_judged_worth_proposing_is_found_in_some_block(
    unit: str | None, number: str | None, day: str | None, holders: tuple[str, ...]
) -> None:
    result = replace(RESULT, unit=unit, document_number=number, issue_date=day, holder_names=holders, holder_ids=())
    whole = judge_match(result, ROW)
    found = propose_matches([result], [ROW])
    assert not found or found[0].reasons == whole
    if "issuer_unread" not in whole and "date_same" in whole and "issuer_same" in whole:
        assert found
