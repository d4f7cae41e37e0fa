"""A planted value differs from the true one by what an eye in a hurry overlooks."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.results.review_persons import is_same_person
from pipelines.results.review_plants import count_checks, falsify
from schemas.review import ReviewCheck
from tests.contracts.samples import NOW

DICE = st.integers(0, 9999).map(random.Random)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("document_number", "45/GPXD"), ("citizen_id", "092085000123"), ("issue", "7"), ("person_name", "NGUYỄN VĂN ÂN")],
)
@given(dice=DICE)
def test_one_sign_is_another_and_the_rest_stands(kind: str, value: str, dice: random.Random) -> None:
    wrong = falsify(kind, value, dice)
    assert wrong is not None and len(wrong) == len(value)
    assert sum(one != other for one, other in zip(value, wrong, strict=True)) == 1
    assert wrong.isupper() == value.isupper()


@given(day=st.dates(), dice=DICE)
def test_a_day_stays_a_day(day: object, dice: random.Random) -> None:
    try:
        wrong = falsify("date", str(day), dice)
    except OverflowError:
        return  # the ends of the calendar
    assert wrong not in (None, str(day))


def test_what_cannot_be_falsified_is_left_alone() -> None:
    assert falsify("date", "2021-03", random.Random(1)) is None
    assert falsify("document_number", "không số", random.Random(1)) is None
    assert falsify("person_name", "Y Bhn", random.Random(1)) is None


def test_the_share_let_through_is_counted_by_verifier() -> None:
    checks = [
        ReviewCheck(str(number), name, "f", NOW, number % 4 != 0) for number in range(8) for name in ("lan", "an")
    ]
    first, second = count_checks(checks)
    assert (first.account, first.shown, first.missed, first.percent) == ("an", 8, 2, 25.0)
    assert second.interval[0] < 0.25 < second.interval[1]


def test_a_name_is_one_person_however_it_is_spelt() -> None:
    assert is_same_person("cli:Lan", " lan ") and not is_same_person("lan", "lan2")
