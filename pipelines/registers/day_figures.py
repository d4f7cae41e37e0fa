"""Here live the figures of each day, written down once it is over: what a burn-up chart is drawn from.

The figures of any past day can be counted again (ADR 0057), and what is written must be what counting gives; it is
written all the same, with the versions of the rules behind it, so that a later release cannot change what was reported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.lines import JsonLine
from pipelines.registers.counting import count_coverage, coverage_to_json, target_to_json
from pipelines.registers.indicators import Indicators, count_by_unit, count_indicators, indicators_to_json
from pipelines.resources import Resources
from schemas.coverage_spans import RULES_VERSION
from schemas.days import local_day
from schemas.units import LEVELS
from storage.ledgers.dossiers import Period
from storage.ledgers.figures import DayFigures

_ONE_DAY = timedelta(days=1)
# A machine that was off for longer writes the days it missed night by night.
_MOST_AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class Compared:
    """A day's written figures beside what counting gives now."""

    day: date
    is_whole: bool
    is_same: bool


def write_missed_days(resources: Resources) -> int:
    """Write the figures of every day that is over and has none, since the last that has; how many."""
    yesterday = local_day(resources.now()) - _ONE_DAY
    last = resources.catalogue.find_last_figures_day()
    day = min(last + _ONE_DAY, yesterday + _ONE_DAY) if last else yesterday
    written = 0
    while day <= yesterday and written < _MOST_AT_ONCE:
        written += write_day(resources, day)
        day += _ONE_DAY
    return written


def write_day(resources: Resources, day: date) -> bool:
    """Write the figures of one day; False where they stand already."""
    body = json.dumps(count_day(resources, day), ensure_ascii=False, sort_keys=True)
    figures = DayFigures(day, resources.now(), hashlib.sha256(body.encode()).hexdigest(), body)
    return resources.catalogue.add_day_figures(figures)


def count_day(resources: Resources, day: date) -> JsonLine:
    """Coverage of the day and the year's indicators up to it, with what they were counted by."""
    coverage = count_coverage(resources, day)
    period = Period(date(day.year, 1, 1), day, None)
    indicators = count_indicators(resources, period)
    return {
        "coverage": coverage_to_json(coverage),
        "indicators": indicators_to_json(indicators),
        # Numerator and denominator alone: of each unit's items forecasts ask no more.
        "indicator_units": {str(it.period.unit): _to_counts(it) for it in count_by_unit(resources, period)},
        "rules_version": RULES_VERSION,
        "targets": [target_to_json(resources.targets.get(coverage.target_year, level)) for level in LEVELS],
        # Types decide how long papers hold.
        "types": _hash_types(resources),
    }


def _to_counts(told: Indicators) -> JsonLine:
    return {it.item.id: [it.numerator, it.denominator] for it in told.figures if it.denominator}


def compare_days(resources: Resources, first: date, last: date) -> Iterator[Compared]:
    """Each written day counted again: whether what was written is whole, and the same."""
    for known in resources.catalogue.list_day_figures(first, last):
        is_whole = hashlib.sha256(known.body.encode()).hexdigest() == known.sha256
        now = json.loads(json.dumps(count_day(resources, known.day)))
        yield Compared(known.day, is_whole, is_whole and now["coverage"] == json.loads(known.body)["coverage"])


def _hash_types(resources: Resources) -> str:
    told = [(key, repr(declared.validity)) for key, declared in sorted(resources.types.items())]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]
