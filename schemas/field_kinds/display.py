"""Here lives the form in which people read a canonical value: days as dd/mm/yyyy, money with dots, ids in groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_ISO_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_DECIMAL = re.compile(r"(\d+)(?:\.(\d+))?")
_INDEFINITE = {"vi": "Không thời hạn", "en": "indefinite"}


def display_value(kind: str, value: str, language: str = "vi") -> str:
    """The value of a field as a person reads it; a value that is not of its kind's canonical form stands as it is.

    Args:
        kind: a name of `KINDS`; others are shown as they are.
        value: canonical text, masked ids included.
        language: `vi` or `en`.
    """
    if value == "indefinite":
        return _INDEFINITE.get(language, value)
    show = _DISPLAYS.get(kind)
    return show(value) if show else value


def _show_date(value: str) -> str:
    found = _ISO_DAY.fullmatch(value)
    return "/".join(part for part in reversed(found.groups()) if part) if found else value


def _show_money(value: str) -> str:
    return f"{_with_dots(value)} đồng" if value.isdigit() else value


def _show_area(value: str) -> str:
    return _with_unit(value, " m²")


def _show_length(value: str) -> str:
    return _with_unit(value, " m")


def _show_number(value: str) -> str:
    return _with_unit(value, "")


def _show_percent(value: str) -> str:
    return value.replace(".", ",")


def _show_citizen_id(value: str) -> str:
    """`092188001234` as `092 188 001 234`, the old `361234567` as `361 234 567`; masked ones as they are."""
    is_plain = value.isdigit() and len(value) in (9, 12)
    return " ".join(value[at : at + 3] for at in range(0, len(value), 3)) if is_plain else value


def _show_land_serial(value: str) -> str:
    found = re.fullmatch(r"([A-ZĐ]{1,2})(\d{6,8})", value)
    return f"{found[1]} {found[2]}" if found else value


def _with_unit(value: str, unit: str) -> str:
    found = _DECIMAL.fullmatch(value)
    return _with_dots(found[1]) + (f",{found[2]}" if found[2] else "") + unit if found else value


def _with_dots(digits: str) -> str:
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", digits)


_DISPLAYS: Mapping[str, Callable[[str], str]] = {
    "date": _show_date,
    "date_in_words": _show_date,
    "term": _show_date,
    "money": _show_money,
    "money_in_words": _show_money,
    "area": _show_area,
    "area_in_words": _show_area,
    "length": _show_length,
    "ratio": _show_number,
    "percent": _show_percent,
    "citizen_id": _show_citizen_id,
    "household_business_code": _show_citizen_id,
    "tax_code": _show_citizen_id,
    "land_serial": _show_land_serial,
}
