from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import wire
from schemas.procedure_result import FieldReview, ProcedureResult
from schemas.validity import Interval
from tests.contracts.samples import make_batch, make_receipt, make_result

TEXT = st.text(max_size=20)
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]))
REVIEWS = st.builds(FieldReview, TEXT, TEXT, st.none() | TEXT, TEXT, MOMENTS, TEXT)
INTERVALS = st.builds(Interval, st.dates(), st.none() | st.dates(), st.sampled_from([None, "expired", "revoked"]), TEXT)


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "title": TEXT,
            "holder_names": st.lists(TEXT).map(tuple),
            "reviews": st.lists(REVIEWS, max_size=3).map(tuple),
            "intervals": st.lists(INTERVALS, max_size=3).map(tuple),
            "confirmed_at": st.none() | MOMENTS,
            "document_type": st.none() | TEXT,
            "version": st.integers(1, 10**6),
        }
    )
)
def test_a_result_comes_back_from_json_as_it_was(changes: dict[str, object]) -> None:
    result = replace(make_result(make_receipt("one", make_batch())), **changes)  # type: ignore[arg-type]
    assert wire.from_json(ProcedureResult, wire.to_json(result)) == result


def test_an_interval_keeps_its_days() -> None:
    interval = Interval(date(2021, 3, 5), None)
    assert wire.from_json(Interval, wire.to_json(interval)) == interval
