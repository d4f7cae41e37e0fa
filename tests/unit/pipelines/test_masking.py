"""Ids inside texts are hidden; sums, dates and numbers of papers are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.masking import mask_ids_in_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CCCD 092085000123 cấp ngày", "CCCD 092*****0123 cấp ngày"),
        ("CCCD: 092 085 000 123.", "CCCD: 092*****0123."),
        ("CMND số 361234567", "CMND số ******567"),
        ("vốn 100.000.000 đồng", "vốn 100.000.000 đồng"),
        ("ngày 05/03/2021, số 45/GPXD", "ngày 05/03/2021, số 45/GPXD"),
        ("điện thoại 0912345678", "điện thoại 0912345678"),
    ],
)
def test_only_what_looks_like_an_id_is_hidden(text: str, shown: str) -> None:
    assert mask_ids_in_text(text) == shown


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.text(alphabet="abc, .:;đ"), st.text(alphabet="abc, .:;đ"))
def test_no_id_shows_through_whatever_stands_around_it(identifier: str, before: str, after: str) -> None:
    assert identifier not in mask_ids_in_text(before + identifier + after)
