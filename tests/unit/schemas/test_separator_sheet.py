"""What the code of a separator sheet says is known only to come from us."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemas.separator_sheet import SeparatorSheet, read_payload, write_payload

KEY = b"k" * 32
SHEETS = st.builds(
    SeparatorSheet,
    batch_id=st.text(max_size=20),
    ordinal=st.integers(0, 999),
    unit=st.just("92.916"),
    document_type=st.sampled_from(["", "building_permit"]),
    box=st.text(max_size=30),
    operator=st.text(max_size=10),
    one_document=st.booleans(),
)


@given(SHEETS)
def test_a_sheet_comes_back_as_it_was_written(sheet: SeparatorSheet) -> None:
    assert read_payload(write_payload(sheet, KEY), KEY) == sheet


@given(SHEETS, st.data())
def test_a_changed_code_is_no_sheet(sheet: SeparatorSheet, data: st.DataObject) -> None:
    text = write_payload(sheet, KEY)
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]
    assert read_payload(changed, KEY) is None


@given(SHEETS)
def test_a_sheet_of_another_home_is_none_of_ours(sheet: SeparatorSheet) -> None:
    assert read_payload(write_payload(sheet, b"o" * 32), KEY) is None


@given(st.text(max_size=200))
def test_a_stray_code_is_no_sheet(text: str) -> None:
    assert read_payload(text, KEY) is None
