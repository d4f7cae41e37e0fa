"""Here live dates as printed: digits, words, and the partial dates that paper really carries."""

from __future__ import annotations

import re
from datetime import date

from schemas.field_kinds.reading import KindReading, unread
from schemas.numbers_in_words import read_number
from schemas.text import squeeze, strip_marks

EARLIEST_YEAR = 1880  # a holder born before is not met on papers issued since 1945
LATEST_YEAR = 2099

# `ngày 05 tháng 01 năm 2022`; the words lose marks and letters (`thẳng`, `nãm`), the colon of
# `ngày:` and a missing day or month stay possible.
_DAY, _MONTH, _YEAR = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>\d{4})(?!\d)"
_LONG = re.compile(
    rf"(?:ngay\s*[:.]?\s*|(?<![\d/.\-]))(?<!\d){_DAY}"
    rf"\s*[,.]?\s*thang\s*[:.]?\s*{_MONTH}\s*[,.]?\s*nam\s*[:.]?\s*{_YEAR}"
)
_NUMERIC = re.compile(rf"(?<![\d/]){_DAY}\s*[/.\-]\s*{_MONTH}\s*[/.\-]\s*{_YEAR}")
_UNKNOWN_DAY = re.compile(r"(?<!\d)00?\s*[/.\-]\s*(?:00?\s*[/.\-]\s*)?(?=(?:\d{1,2}\s*[/.\-]\s*)?\d{4}(?!\d))")
_DAY_LOST = re.compile(rf"ngay\b.{{0,12}}?\bthang\s*[:.]?\s*{_MONTH}\s*[,.]?\s*nam\s*[:.]?\s*{_YEAR}")
_DAY_AND_MONTH_LOST = re.compile(rf"(?:ngay\b.{{0,14}}?)?thang\b.{{0,10}}?nam\s*[:.]?\s*{_YEAR}")
_MONTH_YEAR = re.compile(rf"(?:thang\s*)?(?<![\d/.\-]){_MONTH}\s*(?:[/.\-]|nam)\s*{_YEAR}")
_YEAR_ONLY = re.compile(rf"(?<!\d){_YEAR}")
_DAMAGED_DATE = re.compile(r"\d\s*[/.\-]\s*\d|\bthang\b|\bngay\s*\d|\d{5}")
_WORDS = re.compile(
    r"(?:ngay\s*(?:mong\s*|mung\s*)?(?P<d>[a-z ]+?))?[,.]?\s*\bthang\s+(?P<m>[a-z ]+?)[,.]?\s*\bnam\s+(?P<y>[a-z ]+)"
)


def _fold_keeping_length(text: str) -> str:
    return strip_marks(text).lower()


def read_date(raw: str) -> KindReading:
    """A day `2021-03-05`, or `2021-03`, `2021` where the paper says no more.

    Problems: `date_unread` when no date stands there or the day cannot exist. Doubt `day_unread` when
    the printed frame has room for a day (or month) that was not readable.
    """
    text = _UNKNOWN_DAY.sub(lambda m: " " * len(m.group()), _fold_keeping_length(squeeze(raw)))
    found = _LONG.search(text) or _NUMERIC.search(text)
    if found:
        return _checked_day(int(found["y"]), int(found["m"]), int(found["d"]), found.span())
    found = _DAY_LOST.search(text)
    if found:
        partial = _checked_partial(int(found["y"]), int(found["m"]), found.span())
        return KindReading(partial.value, partial.problem, "day_unread" if partial.value else None, partial.span)
    found = _MONTH_YEAR.search(text)
    if found and "ngay" not in text:
        return _checked_partial(int(found["y"]), int(found["m"]), found.span())
    found = _DAY_AND_MONTH_LOST.search(text)
    if found:
        partial = _checked_partial(int(found["y"]), None, found.span())
        return KindReading(partial.value, partial.problem, "day_unread" if partial.value else None, partial.span)
    found = _YEAR_ONLY.search(text)
    if found:
        year = _checked_partial(int(found["y"]), None, found.span())
        damaged = _DAMAGED_DATE.search(text[: found.start()])
        return KindReading(year.value, year.problem, "day_unread" if damaged else None, year.span)
    return unread("date_unread")


def read_date_in_words(raw: str) -> KindReading:
    """A day written out: `Ngày năm, tháng ba, năm hai nghìn không trăm hai mươi ba`."""
    text = re.sub(r"[,.;:()\-]+", " ", _fold_keeping_length(squeeze(raw)))
    text = re.sub(r"\s+", " ", text)
    found = _WORDS.search(text)
    if not found:
        return _read_bare_words(raw)
    year = read_number(_until_foreign(found["y"]))
    month = read_number(found["m"].strip())
    day = read_number(found["d"].strip()) if found["d"] else None
    if year is None or month is None:
        return unread("date_unread")
    if found["d"] and day is None:
        return KindReading(_checked_partial(year, month, None).value, doubt="day_unread")
    return _checked_day(year, month, day, None) if day else _checked_partial(year, month, None)


def _read_bare_words(raw: str) -> KindReading:
    """Old hands write neither `tháng` nor `năm`: `mười bảy, mười một, một chín bảy sáu`."""
    parts = [read_number(part) for part in re.split(r"[,;/-]", _fold_keeping_length(squeeze(raw).strip(" .()")))]
    if len(parts) != 3 or None in parts:
        return unread("date_unread")
    day, month, year = (part or 0 for part in parts)
    return _checked_day(year, month, day, None)


def _until_foreign(words: str) -> str:
    kept: list[str] = []
    for word in words.split():
        if read_number(word) is None and word not in ("muoi", "tram", "nghin", "ngan", "linh", "le"):
            break
        kept.append(word)
    return " ".join(kept)


def _checked_day(year: int, month: int, day: int, span: tuple[int, int] | None) -> KindReading:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return KindReading(None, "date_unread", span=span)
    try:
        return KindReading(date(year, month, day).isoformat(), span=span)
    except ValueError:
        return KindReading(None, "date_unread", span=span)


def _checked_partial(year: int, month: int | None, span: tuple[int, int] | None) -> KindReading:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or (month is not None and not 1 <= month <= 12):
        return KindReading(None, "date_unread", span=span)
    return KindReading(f"{year:04d}" if month is None else f"{year:04d}-{month:02d}", span=span)


def first_day(value: str) -> date:
    """The first day a canonical (maybe partial) date can mean."""
    parts = [int(part) for part in value.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def last_day(value: str) -> date:
    """The last day a canonical (maybe partial) date can mean."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    next_month = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(next_month.toordinal() - 1)
