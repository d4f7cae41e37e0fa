"""Here live the numbers of persons and businesses: citizen id, tax code, household-business code."""

from __future__ import annotations

import re

from schemas.field_kinds.digit_slips import mend_digits
from schemas.field_kinds.reading import KindReading, unread
from schemas.text import squeeze

# Province part of the 12-digit number: 001-096 with gaps (Circular 59/2021/TT-BCA, annex).
_PROVINCES = (
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42,
    44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86,
    87, 89, 91, 92, 93, 94, 95, 96,
)  # fmt: skip
PROVINCE_CODES = frozenset(f"{number:03d}" for number in _PROVINCES)
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)  # Circular 105/2020/TT-BTC, annex 1
_DIGIT_RUNS = re.compile(r"\d(?:[\d .]*\d)?")
_PASSPORT = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}\d{6,8}(?!\d)")
_OLD_HOUSEHOLD_CODE = re.compile(r"(?<![0-9A-Z])(\d{2})\s?([A-Z])\s?(8[0-9OQIL|]{6})(?![0-9A-Z])")
_MENDED = ("letters read as digits",)
_TAX_CODE = re.compile(r"(?<!\d)(\d{10})(?:\s?-\s?(\d{3}))?(?!\d)")
_INDUSTRY_CODE = re.compile(r"(?<![\d.])(\d{4,5})(?!\d)")
_DOTTED_CODE = re.compile(r"(?<!\d)(\d{3})\.(\d{7})(?!\d)")


def _numbers_in(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Digit runs with inner blanks and dots dropped, and where they stood."""
    return [(re.sub(r"\D", "", m.group()), m.span()) for m in _DIGIT_RUNS.finditer(text)]


def read_citizen_id(raw: str) -> KindReading:
    """12 digits of the personal number, else the 9 of the old identity card, else a passport number.

    Where a paper prints both, the 12-digit one wins. Doubt `unknown_province` for a province part that
    was never issued; `number_shape` problem for any other count of digits.
    """
    text = squeeze(raw)
    numbers = _numbers_in(text)
    for digits, span in numbers:
        if len(digits) == 12:
            doubt = None if digits[:3] in PROVINCE_CODES else "unknown_province"
            return KindReading(digits, doubt=doubt, span=span)
    for digits, span in numbers:
        if len(digits) == 9:
            return KindReading(digits, span=span)
    passport = _PASSPORT.search(text)
    if passport:
        return KindReading(passport.group(), span=passport.span())
    mended = mend_digits(text)
    for digits, span in _numbers_in(mended):
        if len(digits) in (9, 12) and mended != text:
            return KindReading(digits, doubt="low_confidence", span=span, corrections=_MENDED)
    return unread("number_shape" if numbers else "no_value")


def citizen_birth_year(value: str) -> int | None:
    """The birth year a 12-digit personal number carries; None for other numbers."""
    if len(value) != 12 or not value.isdecimal():
        return None
    return 1900 + 100 * (int(value[3]) // 2) + int(value[4:6])


def citizen_sex(value: str) -> str | None:
    """`Nam` or `Nữ` as a 12-digit personal number says; None for other numbers."""
    if len(value) != 12 or not value.isdecimal():
        return None
    return "Nữ" if int(value[3]) % 2 else "Nam"


def is_tax_code_valid(value: str) -> bool:
    """Whether the tenth digit is the check digit of the first nine."""
    total = sum(int(digit) * weight for digit, weight in zip(value, _TAX_WEIGHTS, strict=False))
    remainder = total % 11
    return remainder != 0 and value[9] == str(10 - remainder)


def read_tax_code(raw: str) -> KindReading:
    """10 digits, 13 as `NNNNNNNNNN-NNN`, or the 12 of a personal number (from 01/7/2025).

    A wrong check digit is only a doubt, `tax_code_check`: genuine codes fail it.
    """
    text = squeeze(raw)
    personal = read_citizen_id(raw)
    if personal.value and len(personal.value) == 12:
        return personal
    found, is_mended = _TAX_CODE.search(text), False
    if not found:
        found, is_mended = _TAX_CODE.search(mend_digits(text)), True
    if not found:
        return unread("number_shape")
    code = found[1] + (f"-{found[2]}" if found[2] else "")
    if is_mended:
        return KindReading(code, doubt="low_confidence", span=found.span(), corrections=_MENDED)
    return KindReading(code, doubt=None if is_tax_code_valid(found[1]) else "tax_code_check", span=found.span())


def read_household_code(raw: str) -> KindReading:
    """The code of a household business in its three eras.

    `57A8012345` (to 2023), a tax code with or without `-00n` or a dot (to 6/2025), the owner's 12-digit
    personal number (since).
    """
    text = squeeze(raw).upper()
    old = _OLD_HOUSEHOLD_CODE.search(text)
    if old:
        # Province, district letter, 8, six digits (Decree 01/2021/NĐ-CP, article 83): a letter beyond is a slip.
        digits = mend_digits(old[3])
        doubt = "low_confidence" if digits != old[3] else None
        return KindReading(old[1] + old[2] + digits, doubt=doubt, span=old.span(), corrections=_MENDED if doubt else ())
    dotted = _DOTTED_CODE.search(text)
    if dotted:
        return KindReading(dotted.group(), span=dotted.span())
    return read_tax_code(raw)


def read_industry_code(raw: str) -> KindReading:
    """A code of the Vietnam Standard Industrial Classification: 4 digits, with or without `(Chính)`."""
    found = _INDUSTRY_CODE.search(squeeze(raw))
    return KindReading(found[1], span=found.span(1)) if found else unread("number_shape")
