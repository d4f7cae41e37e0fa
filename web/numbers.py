"""Here live numbers as people type them and as people of a language write them."""

from __future__ import annotations


def read_count(text: str, most: int) -> int | None:
    """A count as people type it, at most `most`; None where it is none. Of any length: a long one is never reckoned."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()):
        return None
    digits = digits.lstrip("0") or "0"
    return most if len(digits) > len(str(most)) else min(int(digits), most)


def write_number(value: float, language: str) -> str:
    """1.234.567,5 in Vietnamese, 1,234,567.5 in English; two decimals at most, none where they are noughts."""
    whole, _, rest = f"{value:,.2f}".partition(".")
    rest = rest.rstrip("0")
    text = f"{whole}.{rest}" if rest else whole
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def write_percent(value: float | None, language: str) -> str:
    """45,83 %; a dash where there is none."""
    return "–" if value is None else f"{write_number(value, language)} %"
