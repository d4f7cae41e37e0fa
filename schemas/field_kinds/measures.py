"""Here live measures of buildings: percentages, ratios, lengths."""

from __future__ import annotations

import re

from schemas.field_kinds.reading import KindReading, unread
from schemas.text import squeeze

_NUMBER = r"(?<![\d.,])(?P<n>\d{1,4}(?:[.,]\d{1,3})?)(?![\d])"
_PERCENT = re.compile(rf"{_NUMBER}\s?(?P<sign>%|phần trăm)?")
_RATIO = re.compile(rf"{_NUMBER}\s?(?P<sign>lần)?")
_LENGTH = re.compile(rf"{_NUMBER}\s?(?P<sign>mét|met|m)?(?![\w²])", re.IGNORECASE)
_MOST_PERCENT = 100.0
_MOST_RATIO = 30.0  # hệ số sử dụng đất: floor area over plot area; the tallest houses stay below
_MOST_LENGTH_M = 500.0  # heights of buildings and distances of building lines


def read_percent(raw: str) -> KindReading:
    """A share `72.5%`, its sign kept. Doubt `number_shape` without a printed sign or above 100.

    `72%` is easily read `726`: without a sign only what can be a share stands, and is doubted.
    """
    found = _PERCENT.search(squeeze(raw))
    if not found:
        return unread("no_value" if not re.search(r"\d", raw) else "number_shape")
    number = found["n"].replace(",", ".")
    is_share = float(number) <= _MOST_PERCENT
    if not found["sign"] and not is_share:
        return unread("number_shape")
    return KindReading(f"{number}%", doubt=None if found["sign"] and is_share else "number_shape", span=found.span())


def read_ratio(raw: str) -> KindReading:
    """A plain ratio with a decimal point: `2,4 lần` gives `2.4`."""
    return _read_measure(_RATIO, raw, _MOST_RATIO)


def read_length(raw: str) -> KindReading:
    """Metres with a decimal point: `12,3 m` gives `12.3`. Doubt `number_shape` without a printed `m`."""
    reading = _read_measure(_LENGTH, raw, _MOST_LENGTH_M)
    has_unit = reading.span is not None and squeeze(raw)[: reading.span[1]].lower().endswith(("m", "t"))
    if reading.value is None or reading.doubt or has_unit:
        return reading
    return KindReading(reading.value, doubt="number_shape", span=reading.span)


def _read_measure(pattern: re.Pattern[str], raw: str, most: float) -> KindReading:
    found = pattern.search(squeeze(raw))
    if not found:
        return unread("no_value" if not re.search(r"\d", raw) else "number_shape")
    number = found["n"].replace(",", ".")
    return KindReading(number, doubt=None if float(number) <= most else "number_shape", span=found.span())
