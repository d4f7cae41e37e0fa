"""What a batch disk says of itself comes back as it went in, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import wire
from schemas.batch_disk import CarriedScan, DiskRecord, read_record, renamed
from schemas.errors import InputRejected
from schemas.procedure_result import make_batch_id
from schemas.scan import Batch

AT = datetime(2026, 3, 5, 7, 30, 1, 250, tzinfo=UTC)
BATCH = Batch(make_batch_id("92.916", "hop-1"), "92.916", "hop-1", "cli:lan", AT, "Hộp 1", "Giá 2", 3, 2)
SCAN = CarriedScan("ab" * 32, "GP-0045.pdf", "cli:lan", AT, "building_permit", True)
RECORD = DiskRecord(BATCH, "0f" * 32, (SCAN, SCAN, replace(SCAN, scan_id="cd" * 32)), 1)

printable = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="/")).filter(str.isprintable)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]))


@given(name=printable, box=printable, expected=st.none() | st.integers(0, 1_000_000), at=moments, source=printable)
def test_there_and_back(name: str, box: str, expected: int | None, at: datetime, source: str) -> None:
    batch = renamed(replace(BATCH, box=box, expected=expected, created_at=at), name)
    record = DiskRecord(batch, "", (replace(SCAN, name=source, received_at=at),))
    assert read_record(wire.to_json(record).encode()) == record


@given(at=st.integers(0, len(wire.to_json(RECORD).encode()) - 1), value=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_says_something_sound(at: int, value: int) -> None:
    text = bytearray(wire.to_json(RECORD).encode())
    text[at] = value
    try:
        record = read_record(bytes(text))
    except InputRejected as error:
        assert error.code in ("disk_damaged", "disk_of_another_version")
    else:
        assert wire.to_json(record).encode() == bytes(text)


def test_the_same_bytes_received_twice_are_carried_once() -> None:
    assert RECORD.scan_ids == ("ab" * 32, "cd" * 32)


def test_a_newer_form_is_told_from_damage() -> None:
    text = wire.to_json(RECORD).replace('"version":1', '"version":2')
    with pytest.raises(InputRejected) as caught:
        read_record(text.encode())
    assert caught.value.code == "disk_of_another_version"


def test_moments_without_a_zone_are_refused() -> None:
    text = wire.to_json(RECORD).replace('"2026-03-05T07:30:01.000250Z"', '"2026-03-05T07:30:01.000250"')
    with pytest.raises(InputRejected):
        read_record(text.encode())
