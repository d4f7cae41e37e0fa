"""Here live numbers as people of a language write them."""

from __future__ import annotations


def write_number(value: float, language: str) -> str:
    """1.234.567,5 in Vietnamese, 1,234,567.5 in English; two decimals at most, none where they are noughts."""
    whole, _, rest = f"{value:,.2f}".partition(".")
    rest = rest.rstrip("0")
    text = f"{whole}.{rest}" if rest else whole
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def write_percent(value: float | None, language: str) -> str:
    """45,83 %; a dash where there is none."""
    return "–" if value is None else f"{write_number(value, language)} %"
