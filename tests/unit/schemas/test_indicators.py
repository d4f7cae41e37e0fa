"""Indicators keep the official edge cases: full points from 80 % on, in proportion below, halves upwards, no figure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import SetupError
from schemas.indicators import Item, load_tables, make_figure, round_half_up, score

ITEM = Item("4.2", "Số hóa hồ sơ", "digitised", "QĐ 766", Fraction(4), "transcribed", Fraction(80))


@pytest.mark.parametrize(
    ("counted", "percent", "points"),
    [
        ((80, 100), 80.0, 4.0),
        ((7999, 10000), 79.99, 4.0),  # 3.9995 points, told with two decimals
        ((100, 100), 100.0, 4.0),
        ((40, 100), 40.0, 2.0),
        ((1, 3), 33.33, 1.67),
        ((2, 3), 66.67, 3.33),
        ((0, 5), 0.0, 0.0),
        ((1333, 2000), 66.65, 3.33),
        ((13331, 20000), 66.66, 3.33),
    ],
)
def test_points_are_full_from_the_threshold_on_and_in_proportion_below(
    counted: tuple[int, int], percent: float, points: float
) -> None:
    figure = make_figure(ITEM, counted)
    assert figure.percent is not None and figure.points is not None and figure.reason is None
    assert (round_half_up(figure.percent), round_half_up(figure.points)) == (percent, points)
    assert (figure.points == 4) is (counted[0] * 100 >= 80 * counted[1])


def test_nothing_is_told_where_nothing_can_be() -> None:
    nothing = make_figure(ITEM, None)
    assert (nothing.numerator, nothing.percent, nothing.points, nothing.reason) == (None, None, None, "no_dossiers")
    zero = make_figure(ITEM, (0, 0))
    assert (zero.denominator, zero.percent, zero.points, zero.reason) == (0, None, None, "zero_denominator")
    unscored = make_figure(replace(ITEM, threshold=None), (1, 2))
    assert (unscored.percent, unscored.points, unscored.reason) == (Fraction(50), None, "scoring_unknown")
    assert make_figure(replace(ITEM, max_points=None, threshold=None), (1, 2)).reason is None


def test_a_target_is_met_by_exact_fractions() -> None:
    item = replace(ITEM, target=Fraction(80))
    assert [make_figure(item, it).met for it in ((4, 5), (79_999, 100_000), (0, 0))] == [True, False, None]
    assert make_figure(ITEM, (4, 5)).met is None


def test_a_half_is_rounded_upwards() -> None:
    halves = [Fraction(66665, 1000), Fraction(1, 200), Fraction(5, 1000), Fraction(4999, 1_000_000)]
    assert [round_half_up(value) for value in halves] == [66.67, 0.01, 0.01, 0.0]


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_more_of_the_same_never_scores_less(numerator: int, denominator: int) -> None:
    numerator = min(numerator, denominator)
    figure = make_figure(ITEM, (numerator, denominator))
    assert figure.points is not None and 0 <= figure.points <= 4
    more = score(ITEM, Fraction(min(numerator + 1, denominator), denominator) * 100)
    assert more is not None and more >= figure.points


def test_the_tables_shipped_hold_group_four_and_no_par_index() -> None:
    tables = load_tables()
    assert {"4.1", "4.2", "4.3", "4.4", "not_asked_again"} <= {item.id for item in tables.items}
    assert "PAR Index" not in {item.table for item in tables.items}
    assert all(item.points_status == "transcribed" for item in tables.items if item.max_points is not None)


def test_an_office_replaces_an_item_and_adds_its_own_by_year(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text(
        'set = "PAR Index"\npaperless = ["2.000815"]\n'
        '[[item]]\nid = "4.1"\nname = "Khác"\nformula = "result_file"\nmax_points = 0.1\nthreshold = 80\n'
        '[[item]]\nid = "PAR 2"\nname = "Sàn xã"\nformula = "coverage"\nlevel = "commune"\nyear = 2026\n',
        encoding="utf-8",
    )
    tables = load_tables(tmp_path)
    assert (tables.get("4.1").max_points, tables.paperless) == (Fraction(1, 10), ("2.000815",))
    assert "PAR 2" in {item.id for item in tables.list_for(2026, None)}
    assert "PAR 2" not in {item.id for item in tables.list_for(2025, None)}
    assert "PAR 2" not in {item.id for item in tables.list_for(2026, "province")}
    with pytest.raises(SetupError, match="indicator_unknown"):
        tables.get("9.9")


@pytest.mark.parametrize(
    "text", ["item = 3", '[[item]]\nid = "x"', '[[item]]\nid = "x"\nname = "y"\nformula = "magic"', "set = "]
)
def test_a_wrong_table_names_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "office.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match=r"office\.toml"):
        load_tables(tmp_path)
