"""Here Vietnamese numbers and dates are written out in words, as typists in Cần Thơ write them."""

from __future__ import annotations

from datetime import date

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ")


def number_in_words(number: int) -> str:
    """A whole number below a thousand billion, lower case: 1205 gives `một nghìn hai trăm lẻ năm`."""
    if number == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    words: list[str] = []
    for index in range(len(groups) - 1, -1, -1):
        if groups[index]:
            words.append(_group_in_words(groups[index], full=index < len(groups) - 1))
            words.append(_SCALES[index])
    return " ".join(word for word in words if word)


def _group_in_words(group: int, *, full: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or full:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0 and ones:
        words += (["lẻ"] if words else []) + [_DIGITS[ones]]
    elif tens == 1:
        words += ["mười"] + ([] if ones == 0 else ["lăm" if ones == 5 else _DIGITS[ones]])
    elif tens:
        words += [_DIGITS[tens], "mươi"]
        words += [] if ones == 0 else [{1: "mốt", 5: "lăm"}.get(ones, _DIGITS[ones])]
    return " ".join(words)


def date_in_words(day: date) -> str:
    """`Ngày hai mươi mốt, tháng mười một, năm hai nghìn không trăm hai mươi hai`."""
    month = "tư" if day.month == 4 else number_in_words(day.month)
    return f"Ngày {number_in_words(day.day)}, tháng {month}, năm {number_in_words(day.year)}"


def capital(text: str) -> str:
    """The text with its first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def grouped(number: int) -> str:
    """1500000 gives `1.500.000`."""
    return f"{number:,}".replace(",", ".")


def decimal_comma(tenths: int) -> str:
    """A measure given in tenths, as printed: 1086 gives `108,6`."""
    return f"{grouped(tenths // 10)},{tenths % 10}"


def printed_date(day: date) -> str:
    """`05/01/2022`."""
    return f"{day:%d/%m/%Y}"


def long_date(day: date) -> str:
    """`ngày 05 tháng 01 năm 2022`: days below 10 and months 1, 2 padded (Nghị định 30/2020, Annex I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
