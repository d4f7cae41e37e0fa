"""How papers count on every day is what they themselves come to, kept in every database while they change."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pipelines.registers.counting import count_coverage
from schemas.coverage_spans import CountedSpan
from schemas.errors import SetupError, TemporarilyUnavailable
from schemas.originals import STATUSES
from schemas.procedure_result import HistoryEntry
from schemas.validity import Interval
from storage.catalogues._tables_coverage import coverage_members, coverage_spans, coverage_steps
from storage.catalogues._tables_register_matches import register_matches
from storage.ledgers.coverage import SpanQuery
from storage.opening import open_catalogue
from storage.ports import Catalogue
from tests.contracts.coverage_worlds import FIRST, LAST, Office, World, check_days, check_rebuild
from tests.contracts.samples import make_batch, make_receipt, make_result


def live(catalogue: Catalogue, seed: int, count: int) -> tuple[World, Office]:
    world = World(catalogue, random.Random(seed))
    world.live(count)
    return world, Office(catalogue)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_day_is_counted_as_its_papers_were_known_then(catalogue: Catalogue, seed: int) -> None:
    world, office = live(catalogue, seed, 30)
    days = [FIRST, LAST, *sorted(world.days)[::7]]
    check_days(office, days)
    check_rebuild(office, days)


@pytest.mark.slow
@given(seed=st.integers(min_value=0, max_value=2**32))
@settings(max_examples=40, deadline=None)
def test_of_any_world_every_day_is_counted_as_it_was_known(seed: int) -> None:
    catalogue = open_catalogue("sqlite::memory:", Path())
    world, office = live(catalogue, seed, 25)
    days = [FIRST, LAST, *sorted(world.days)[::5]]
    check_days(office, days)
    check_rebuild(office, days)
    catalogue.close()


def test_a_catalogue_brought_from_elsewhere_is_counted_anew_when_somebody_asks(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    world, office = live(catalogue, 3, 12)
    with catalogue.open_snapshot() as snapshot:
        lines = list(snapshot.iterate_lines())
    other = open_catalogue("sqlite:", tmp_path / "other")
    other.begin_restore("b1")
    other.load(lines)
    other.finish_restore("cli:lan", "{}")
    assert not other.is_coverage_whole(), "spans are made of what a backup holds, and are not in it"
    days = sorted(world.days)[::6]
    told = [count_coverage(office.resources, day) for day in days]
    assert [count_coverage(Office(other).resources, day) for day in days] == told
    assert other.is_coverage_whole()
    other.close()


def test_whoever_begins_to_count_anew_ends_another_one_that_does(catalogue: Catalogue) -> None:
    _, office = live(catalogue, 4, 5)
    first = catalogue.begin_coverage_build()
    assert not catalogue.is_coverage_whole()
    second = catalogue.begin_coverage_build()
    with pytest.raises(TemporarilyUnavailable, match="coverage_build_lost"):
        catalogue.count_papers_anew(first, "")
    with pytest.raises(TemporarilyUnavailable, match="coverage_build_lost"):
        catalogue.end_coverage_build(first)
    assert catalogue.note_rows(second, "") is not None
    check_days(office, [LAST])


def test_a_list_is_read_page_by_page_in_the_order_of_shelves(catalogue: Catalogue) -> None:
    live(catalogue, 5, 25)
    query = SpanQuery(date(2024, 6, 30), STATUSES)
    whole = catalogue.list_spans(query, 1000)
    assert len(whole) == catalogue.count_listed(query) > 5
    read, after = [], ""
    while page := catalogue.list_spans(query, 2, after):
        read += page
        after = page[-1].cursor
    assert tuple(read) == whole
    for status in STATUSES:
        its = [
            (it.span.unit, it.span.box, it.span.issue_date, it.span.place) for it in whole if it.span.status == status
        ]
        assert its == sorted(its)


def test_a_list_is_narrowed_by_unit_level_type_year_and_box(catalogue: Catalogue) -> None:
    live(catalogue, 6, 25)
    day = date(2024, 6, 30)
    whole = [it.span for it in catalogue.list_spans(SpanQuery(day, STATUSES), 1000)]

    def listed(**narrowed: Any) -> list[CountedSpan]:
        query = SpanQuery(day, STATUSES, **narrowed)
        spans = [it.span for it in catalogue.list_spans(query, 1000)]
        assert len(spans) == catalogue.count_listed(query)
        return spans

    assert listed(unit="92.916") == [it for it in whole if it.unit.startswith("92.916")] != whole
    assert listed(issuers=("92.916", "92.917")) == [it for it in whole if it.unit in ("92.916", "92.917")] != []
    assert listed(level="commune") == [it for it in whole if it.level == "commune"] != []
    assert (
        listed(document_type="building_permit") == [it for it in whole if it.document_type == "building_permit"] != []
    )
    assert listed(year=2021, box="H1") == [it for it in whole if (it.year, it.box) == (2021, "H1")] != []
    statuses = catalogue.count_statuses(day, document_type="building_permit", year=2021)
    told = Counter((it.unit, it.status) for it in whole if (it.document_type, it.year) == ("building_permit", 2021))
    assert statuses == dict(told)


@pytest.mark.parametrize("cursor", ["x", "00", "5b5d", b'["missing",1,2,3,4]'.hex(), b'["a","","","",""]'.hex()])
def test_a_cursor_of_somewhere_else_is_wrong_usage(catalogue: Catalogue, cursor: str) -> None:
    with pytest.raises(SetupError, match="list_cursor_invalid"):
        catalogue.list_spans(SpanQuery(LAST, STATUSES), 10, cursor)


def test_an_erased_paper_counts_on_days_gone_by_and_its_number_is_nowhere(catalogue: Catalogue) -> None:
    world = World(catalogue, random.Random(7))
    batch = catalogue.put_batch(make_batch())
    receipt, _ = catalogue.put_receipt(make_receipt("one", batch, one_document=True))
    filed = datetime(2022, 5, 1, 3, tzinfo=UTC)
    result = replace(
        make_result(receipt), document_number="7770123/GPXD", state="confirmed", filed_at=filed, confirmed_at=filed,
        intervals=(Interval(date(2021, 3, 5), None),), history=(HistoryEntry(filed, "cli:an", "filed"),),
    )  # fmt: skip
    catalogue.end_receipt(receipt.receipt_id, "filed", [{"a": 1}], results=[result])
    world.ids.append(result.result_id)
    while catalogue.find_result(result.result_id):
        world.erase()
    erased_on = catalogue.list_erasures()[0].at.date()
    before, after = (catalogue.count_statuses(erased_on + timedelta(days=days)) for days in (-1, 2))
    assert (before, after) == ({("92.916", "digitised"): 1}, {})
    tables = (coverage_spans, coverage_steps, coverage_members)
    with catalogue._reading() as connection:  # type: ignore[attr-defined]
        rows = [str(row) for table in tables for row in connection.execute(select(table))]
    assert rows and not any("7770123" in row for row in rows)


def test_what_an_erased_paper_was_said_to_be_stays_without_the_words(catalogue: Catalogue) -> None:
    world, office = live(catalogue, 506, 25)
    check_days(office, sorted(world.days)[::9])
    with catalogue._reading() as connection:  # type: ignore[attr-defined]
        notes = connection.execute(select(register_matches.c.result_id, register_matches.c.note)).all()
    erased = {it.result_id for it in catalogue.list_erasures()}
    assert erased & {row.result_id for row in notes} and not any(row.note for row in notes if row.result_id in erased)
