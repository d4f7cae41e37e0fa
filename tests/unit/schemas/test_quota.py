"""Coverage: what is in force on a day, what of it is digitised, and how far the floor is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.quota import (
    Coverage,
    CoverageRow,
    DigitisedResult,
    coverage,
    first_day_that_tells,
    missing_rows,
    percent_to_show,
)
from schemas.register import RegisterCount, RegisterRow
from schemas.units import Level, load_units
from schemas.validity import Interval

UNITS = load_units()
DAY = date(2022, 12, 31)
DISTRICT = "92.916"
PERMIT = "building_permit"


def row(number: int, *, unit: str = DISTRICT, until: date | None = None, known: bool = True) -> RegisterRow:
    level = UNITS.get(unit).level
    start = date(2021, 3, 5)
    return RegisterRow(
        number, PERMIT, f"{number}/GPXD", "2021-03-05", "", unit, level, start, until, f"H{number}", known
    )


def paper(
    number: int,
    *,
    unit: str | None = DISTRICT,
    state: str = "confirmed",
    confirmed_on: date | None = date(2022, 12, 1),
    by_machine: bool = False,
    intervals: tuple[Interval, ...] = (Interval(date(2021, 3, 5), None),),
) -> DigitisedResult:
    level: Level | None = UNITS.get(unit).level if unit else None
    return DigitisedResult(
        f"r{number}", unit, level, PERMIT, f"{number}/GPXD", "2021-03-05", intervals, state, confirmed_on, by_machine
    )


def count(
    rows: Sequence[RegisterRow] = (),
    papers: Sequence[DigitisedResult] = (),
    counts: Sequence[RegisterCount] = (),
    on: date = DAY,
    target_year: int | None = None,
    unit: str | None = None,
    level: Level | None = None,
) -> Coverage:
    return coverage(
        on,
        rows,
        counts,
        papers,
        level_of=lambda path: UNITS.get(path).level,
        name_of=lambda path: UNITS.get(path).name,
        target_year=target_year,
        unit=unit,
        level=level,
    )


def district(found: Coverage) -> CoverageRow:
    return next(each for each in found.levels if each.level == "district")


def test_a_level_exactly_on_its_floor_has_met_it() -> None:
    found = district(count([row(n) for n in range(1, 6)], [paper(1), paper(2)]))
    assert (found.in_force, found.digitised, found.percent, found.met, found.shortfall) == (5, 2, 40.0, True, 0)
    assert (found.target_percent, found.target_status) == (40, "stated")


def test_one_paper_below_the_floor_has_missed_it() -> None:
    found = district(count([row(n) for n in range(1, 6)], [paper(1)]))
    assert (found.percent, found.met, found.shortfall) == (20.0, False, 1)


def test_a_share_that_rounds_to_the_floor_has_still_missed_it() -> None:
    inventory = [RegisterCount(DISTRICT, PERMIT, 2021, 20_001, "kiểm kê")]
    found = district(count([], [paper(n) for n in range(1, 8_001)], inventory))
    assert found.percent == 40.0 and found.met is False and found.shortfall == 1


def test_a_paper_that_no_register_knows_is_in_both_sides() -> None:
    found = district(count([row(1)], [paper(2)]))
    assert (found.in_force, found.digitised) == (2, 1)


def test_two_scans_of_one_paper_count_once() -> None:
    again = replace(paper(1), result_id="again", document_number="01 / GPXD")
    assert district(count([row(1)], [paper(1), again])).digitised == 1
    nameless = replace(paper(2), document_number=None)
    linked = replace(nameless, result_id="other", original_id="r2")
    assert district(count([], [nameless, linked])).in_force == 1


def test_a_rescan_whose_number_was_not_read_is_still_the_paper_it_was_linked_to() -> None:
    first, rescan = paper(1), replace(paper(1), result_id="rescan", document_number=None, original_id="r1")
    found = district(count([row(1)], [first, rescan]))
    assert (found.in_force, found.digitised) == (1, 1)
    unread = replace(first, document_number=None)
    better = replace(rescan, document_number="1/GPXD")
    assert district(count([row(1)], [unread, better])).in_force == 1


def test_a_rescan_whose_issuer_was_read_brings_its_paper_into_the_quota() -> None:
    lost = paper(1, unit=None)
    assert district(count([], [lost, replace(paper(1), result_id="again", original_id="r1")])).digitised == 1


def test_rescans_of_a_withdrawn_scan_are_one_paper() -> None:
    rescans = [replace(paper(1), result_id=name, document_number=None, original_id="r1") for name in ("a", "b")]
    assert district(count([], [paper(1, state="withdrawn"), *rescans])).in_force == 1


def test_scans_that_point_at_each_other_are_counted() -> None:
    one = replace(paper(1), document_number=None, original_id="r2")
    other = replace(paper(2), document_number=None, original_id="r1")
    assert district(count([], [one, other])).in_force in (1, 2)


def test_a_register_that_leaves_the_sign_out_knows_the_paper() -> None:
    bare = replace(row(1), document_number="1")
    assert (district(count([bare], [paper(1)])).in_force, missing_rows(DAY, [bare], [paper(1)])) == (1, ())
    other = replace(paper(1), result_id="other", document_number="1/GP-P.KT")
    assert district(count([bare], [paper(1), other])).in_force == 3


def test_an_expired_row_and_an_expired_paper_are_in_neither() -> None:
    over = (Interval(date(2021, 3, 5), date(2022, 3, 5), "expired"),)
    found = district(count([row(1, until=DAY - timedelta(days=1)), row(2, until=DAY)], [paper(3, intervals=over)]))
    assert found.in_force == 1


def test_a_paper_revoked_by_a_person_leaves_the_register_too() -> None:
    cut = (Interval(date(2021, 3, 5), date(2022, 6, 1), "revoked"),)
    assert district(count([row(1)], [paper(1, intervals=cut)])).in_force == 0


def test_unknown_validity_is_in_neither_and_is_shown() -> None:
    found = district(count([row(1, known=False)], [paper(2, intervals=())]))
    assert (found.in_force, found.digitised, found.unknown_validity, found.percent) == (0, 0, 2, None)
    assert found.met is None and found.shortfall is None


def test_the_register_answers_for_a_paper_whose_expiry_was_not_read() -> None:
    found = district(count([row(1)], [paper(1, intervals=())]))
    assert (found.in_force, found.digitised, found.unknown_validity) == (1, 1, 0)


def test_a_paper_of_tomorrow_is_not_counted_today() -> None:
    assert district(count([row(1)], [], on=date(2021, 3, 4))).in_force == 0
    assert district(count([], [paper(1, intervals=())], on=date(2021, 3, 4))).unknown_validity == 0


def test_a_unit_where_nothing_counts_on_the_day_is_not_in_the_table() -> None:
    assert count([row(1)], [], on=date(2021, 3, 4)).units == ()
    assert len(count([row(1)], []).units) == 1


def test_confirmed_means_confirmed_on_or_before_the_day() -> None:
    late = paper(1, confirmed_on=DAY + timedelta(days=1))
    found = district(count([row(1), row(2)], [late, paper(2, confirmed_on=DAY)]))
    assert (found.digitised, found.in_review) == (1, 1)


@pytest.mark.parametrize(
    ("state", "in_force", "in_review"), [("in_review", 1, 1), ("returned", 1, 0), ("withdrawn", 0, 0)]
)
def test_only_confirmed_papers_are_digitised(state: str, in_force: int, in_review: int) -> None:
    found = district(count([], [paper(1, state=state, confirmed_on=None)]))
    assert (found.in_force, found.digitised, found.in_review) == (in_force, 0, in_review)


def test_papers_that_only_the_machine_confirmed_are_told_apart() -> None:
    seen = replace(paper(1), result_id="seen")
    found = district(count([], [paper(1, by_machine=True), seen, paper(2, by_machine=True)]))
    assert (found.digitised, found.digitised_unseen) == (2, 1)


def test_an_issuer_that_is_no_unit_stays_out() -> None:
    found = count([], [paper(1, unit=None)])
    assert found.units == () and all(each.in_force == 0 for each in found.levels)


def test_a_bare_count_is_the_denominator_of_its_cell() -> None:
    found = district(count([], [paper(1)], [RegisterCount(DISTRICT, PERMIT, 2021, 4, "kiểm kê")]))
    assert (found.in_force, found.digitised, found.percent) == (4, 1, 25.0)


def test_a_bare_count_below_what_is_digitised_is_said_and_never_clamped() -> None:
    papers = [paper(1), paper(2), paper(3)]
    found = count([], papers, [RegisterCount(DISTRICT, PERMIT, 2021, 1, "kiểm kê")])
    for each in (district(found), found.units[0]):
        assert (each.problem, each.difference, each.percent, each.met) == ("register_too_small", 2, None, None)
        assert (each.in_force, each.digitised) == (1, 3)


def test_all_three_levels_are_always_there() -> None:
    assert [each.level for each in count().levels] == ["province", "district", "commune"]


def test_rows_can_be_asked_for_one_unit_with_what_lies_below_or_one_level() -> None:
    rows = [row(1), row(2, unit="92.916.31117"), row(3, unit="92.917"), row(4, unit="92")]
    below = count(rows, unit=DISTRICT)
    assert [each.unit for each in below.units] == [DISTRICT, "92.916.31117"]
    only = count(rows, level="commune")
    assert [each.level for each in only.levels] == ["commune"] and [u.name for u in only.units] == ["Phường Cái Khế"]


def test_another_years_floor_is_held_against_the_state_of_the_day() -> None:
    found = count([row(n) for n in range(1, 6)], [paper(1), paper(2)], target_year=2024)
    assert (found.target_year, district(found).target_percent, district(found).shortfall) == (2024, 80, 2)


def test_the_district_level_is_history_after_its_last_day() -> None:
    assert district(count([row(1)], on=date(2025, 6, 30))).historic is False
    after = count([row(1)], on=date(2025, 7, 1))
    assert district(after).historic is True and district(after).in_force == 1
    assert next(each for each in after.levels if each.level == "commune").in_force == 0


def test_pace_forecast_and_pace_needed_follow_the_last_eight_weeks() -> None:
    on = date(2022, 12, 3)
    papers = [paper(n, confirmed_on=on - timedelta(days=n)) for n in range(1, 9)]
    old = paper(99, confirmed_on=on - timedelta(weeks=8))
    found = district(count([row(n) for n in range(1, 41)], [*papers, old], on=on))
    assert (found.digitised, found.shortfall, found.pace_per_week) == (9, 8, 1.0)
    assert found.forecast_reason is None and found.forecast_earliest and found.forecast_on and found.forecast_latest
    assert on < found.forecast_earliest < found.forecast_on < found.forecast_latest
    assert found.pace_needed_per_week == 2.0


def test_without_pace_there_is_no_forecast_and_after_the_year_no_pace_helps() -> None:
    found = district(count([row(1)], [], on=date(2023, 2, 1), target_year=2022))
    assert (found.forecast_on, found.pace_needed_per_week) == (None, None)
    assert found.forecast_reason == "not_enough_history"


def test_the_missing_list_names_what_must_be_fetched() -> None:
    rows = [row(n) for n in range(1, 6)] + [row(6, until=date(2022, 1, 1)), row(7, unit="92.917")]
    papers = [
        paper(1),
        paper(2, state="in_review", confirmed_on=None),
        paper(3, state="returned", confirmed_on=None),
        paper(4, state="withdrawn", confirmed_on=None),
    ]
    assert [each.row_number for each in missing_rows(DAY, rows, papers, DISTRICT)] == [3, 4, 5]


@pytest.mark.parametrize(
    ("share", "shown"), [(Fraction(1, 3), 0.33), (Fraction(1, 8), 0.13), (Fraction(200, 3), 66.67)]
)
def test_percents_are_shown_with_two_decimals_halves_up(share: Fraction, shown: float) -> None:
    assert percent_to_show(share) == shown


UNIT_PATHS = st.sampled_from(["92", "92.916", "92.917", "92.916.31117", "92.31135"])
NUMBERS = st.integers(1, 12)
INTERVALS = st.sampled_from(
    [
        (),
        (Interval(date(2021, 3, 5), None),),
        (Interval(date(2021, 3, 5), date(2022, 6, 30), "expired"),),
        (Interval(date(2021, 3, 5), date(2022, 6, 30), "revoked"),),
    ]
)
PAPERS = st.lists(
    st.builds(
        lambda number, unit, state, day, machine, intervals, copy: replace(
            paper(number, unit=unit, state=state, confirmed_on=day, by_machine=machine, intervals=intervals),
            result_id=f"{number}-{copy}",
        ),
        NUMBERS,
        UNIT_PATHS,
        st.sampled_from(["in_review", "confirmed", "returned", "withdrawn"]),
        st.dates(date(2022, 1, 1), date(2023, 6, 30)),
        st.booleans(),
        INTERVALS,
        st.integers(0, 2),
    ),
    max_size=25,
    unique_by=lambda each: each.result_id,
)
ROWS = st.lists(
    st.builds(
        lambda number, unit, until, known: row(number, unit=unit, until=until, known=known),
        NUMBERS,
        UNIT_PATHS,
        st.none() | st.dates(date(2022, 1, 1), date(2024, 1, 1)),
        st.booleans(),
    ),
    max_size=25,
)
COUNTS = st.lists(
    st.builds(lambda unit, number: RegisterCount(unit, PERMIT, 2021, number, "x"), UNIT_PATHS, st.integers(0, 20)),
    max_size=4,
)


@settings(deadline=None)
@given(ROWS, PAPERS, COUNTS)
def test_units_add_up_to_levels(
    rows: list[RegisterRow], papers: list[DigitisedResult], counts: list[RegisterCount]
) -> None:
    found = count(rows, papers, counts)
    for each in found.levels:
        mine = [unit for unit in found.units if unit.level == each.level]
        for name in ("in_force", "digitised", "digitised_unseen", "in_review", "unknown_validity"):
            assert getattr(each, name) == sum(getattr(unit, name) for unit in mine)


@settings(deadline=None)
@given(ROWS, PAPERS)
def test_without_bare_counts_the_parts_never_exceed_the_whole(
    rows: list[RegisterRow], papers: list[DigitisedResult]
) -> None:
    for each in count(rows, papers).levels:
        assert each.digitised + each.in_review <= each.in_force
        assert each.digitised_unseen <= each.digitised
        assert each.problem is None
        if each.in_force:
            floor = each.target_percent * each.in_force / 100
            assert each.met == (each.digitised >= floor) == (each.shortfall == 0)
            assert each.shortfall is not None and each.digitised + each.shortfall >= min(floor, each.in_force)


@settings(deadline=None)
@given(ROWS, PAPERS, st.randoms())
def test_the_order_of_papers_does_not_matter(rows: list[RegisterRow], papers: list[DigitisedResult], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(papers)
    random.shuffle(shuffled)
    assert count(rows, papers) == count(rows, shuffled)


@settings(deadline=None)
@given(ROWS, PAPERS)
def test_what_is_missing_is_what_is_in_force_and_not_filed(
    rows: list[RegisterRow], papers: list[DigitisedResult]
) -> None:
    found = count(rows, papers)
    returned = [p for p in papers if p.state == "returned"]
    if not returned:
        filed = sum(each.digitised + each.in_review for each in found.levels)
        assert len(missing_rows(DAY, rows, papers)) == sum(each.in_force for each in found.levels) - filed


@settings(deadline=None)
@given(ROWS, PAPERS)
def test_confirming_one_more_paper_never_lowers_the_count(
    rows: list[RegisterRow], papers: list[DigitisedResult]
) -> None:
    confirmed = [
        replace(p, state="confirmed", confirmed_on=date(2022, 2, 2)) if p.state == "in_review" else p for p in papers
    ]
    before, after = count(rows, papers), count(rows, confirmed)
    for old, new in zip(before.levels, after.levels, strict=True):
        assert new.in_force == old.in_force and new.digitised >= old.digitised


@settings(deadline=None)
@given(ROWS, PAPERS, st.data())
def test_a_copy_is_never_counted_twice(
    rows: list[RegisterRow], papers: list[DigitisedResult], data: st.DataObject
) -> None:
    copied = data.draw(st.lists(st.sampled_from(papers), max_size=5)) if papers else []
    copies = [replace(p, result_id=f"copy {n}", original_id=p.result_id, is_copy=True) for n, p in enumerate(copied)]
    assert count(rows, [*papers, *copies]).levels == count(rows, papers).levels


@settings(deadline=None)
@given(ROWS, PAPERS)
def test_a_confirmed_original_of_a_row_in_force_never_lowers_coverage(
    rows: list[RegisterRow], papers: list[DigitisedResult]
) -> None:
    before = count(rows, papers)
    for lacking in missing_rows(DAY, rows, papers):
        found = replace(paper(1, unit=lacking.unit), result_id="found", document_number=lacking.document_number)
        after = count(rows, [*papers, found])
        for old, new in zip(before.levels, after.levels, strict=True):
            grown = int(new.level == lacking.level)
            assert (new.in_force, new.digitised) == (old.in_force, old.digitised + grown)


def test_the_first_of_all_days_has_coverage_too() -> None:
    assert (
        first_day_that_tells(date.min) > date.min
        and not coverage(date.min, [], [], [], level_of=lambda path: UNITS.get(path).level).units
    )
