"""Here live measured things: money, areas, parcels, map sheets, terms."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from schemas.field_kinds.dates import read_date
from schemas.field_kinds.reading import KindReading, unread
from schemas.known_spellings import mend_spelling
from schemas.numbers_in_words import is_number_word, read_number
from schemas.text import fold, fold_words, squeeze

_MONEY = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,\s]\d{3})+(?!\d)|(?<![\d.,])\d{4,15}(?![\d.,]\d)")
_FEWEST_WORDS = 2  # `năm` alone is five and a year
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?!\d)")
_PARCELS = re.compile(r"\d{1,5}(?:\s*[,;]\s*\d{1,5})*")
# `50 năm (từ ngày 01/02/2015 đến ngày 01/02/2065)`: the term ends with the last.
_UNTIL = re.compile(r"\bđến\s+(?:hết\s+)?(?:ngày\s+)?", re.IGNORECASE)
_SHEET = re.compile(r"(?:DC\s*|ĐC\s*)?\d{1,4}(?:\s*-\s*\d{1,3})?")


def read_money(raw: str) -> KindReading:
    """Whole đồng as digits: `1.500.000.000 đồng` gives `1500000000`.

    Where the words stand in the same text they must say the same, else doubt `words_differ`.
    """
    text = squeeze(raw)
    found = _MONEY.search(text)
    if not found:
        return unread("no_value" if not re.search(r"\d", text) else "number_shape")
    value = re.sub(r"\D", "", found.group())
    spoken = read_money_in_words(text[found.end() :]).value
    return KindReading(value, doubt="words_differ" if spoken and spoken != value else None, span=found.span())


def read_money_in_words(raw: str) -> KindReading:
    """Whole đồng as digits, from words: `Một tỷ năm trăm triệu đồng` gives `1500000000`; the span is theirs."""
    text = squeeze(raw)
    places = [(fold(found.group()), found.span()) for found in re.finditer(r"[^\W_]+", text)]
    places = [place for place in places if place[0] not in ("bang", "chu", "chan")]
    run: list[tuple[str, tuple[int, int]]] = []
    for word, span in [*places, ("", (0, 0))]:
        if is_number_word(word):
            run.append((word, span))
        elif len(run) >= _FEWEST_WORDS:
            break
        else:
            run = []
    spoken = read_number(" ".join(word for word, _ in run)) if len(run) >= _FEWEST_WORDS else None
    return KindReading(str(spoken), span=(run[0][1][0], run[-1][1][1])) if spoken else unread("no_value")


def _first_number(words: list[str], minimum: int) -> int | None:
    run: list[str] = []
    for word in [*words, ""]:
        if is_number_word(word):
            run.append(word)
        elif len(run) >= minimum:
            break
        else:
            run = []
    return read_number(" ".join(run)) if len(run) >= minimum else None


def read_area(raw: str) -> KindReading:
    """Square metres with a decimal point, decimals as printed: `1.234,0 m²` gives `1234.0`."""
    text = re.sub(r"(?<=\d)\s*m\s*[2²?](?!\d)", " m²", squeeze(raw))
    found = _DECIMAL.search(text)
    if not found:
        return unread("no_value" if not re.search(r"\d", text) else "number_shape")
    value = _to_decimal(found[1])
    spoken = _area_in_words(text[found.end() :])
    differs = spoken is not None and Decimal(spoken) != Decimal(value)
    # `7S,5 m²`: a letter glued to the digits was one of them.
    is_broken = re.match(r"[^\W\d_]", text[found.end() :].replace("m", "", 1)) or text[: found.start()][-1:].isalpha()
    doubt = "words_differ" if differs else "number_shape" if is_broken else None
    return KindReading(value, doubt=doubt, span=found.span())


def read_area_in_words(raw: str) -> KindReading:
    """Square metres from words: `Một trăm lẻ tám phẩy năm mét vuông` gives `108.5`."""
    spoken = _area_in_words(raw)
    return KindReading(spoken) if spoken else unread("no_value")


def _to_decimal(printed: str) -> str:
    if "," in printed:
        printed = printed.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", printed):
        printed = printed.replace(".", "")
    return printed


def _area_in_words(text: str) -> str | None:
    words = [word for word in fold_words(text) if word not in ("bang", "chu", "m2", "m")]
    if "met" in words:
        words = words[: words.index("met")]
    if "phay" not in words:
        whole = _first_number(words, minimum=2)
        return str(whole) if whole else None
    at = words.index("phay")
    whole, part = _first_number(words[:at], minimum=1), read_number(" ".join(words[at + 1 :]))
    return None if whole is None or part is None else f"{whole}.{part}"


def read_parcel(raw: str) -> KindReading:
    """Parcel numbers in printed order: `551, 552`."""
    found = _PARCELS.search(squeeze(raw))
    if not found:
        return unread("no_value")
    return KindReading(", ".join(re.findall(r"\d+", found.group())), span=found.span())


def read_map_sheet(raw: str) -> KindReading:
    """A map sheet: `12`, `DC 12`, `12-2`."""
    found = _SHEET.search(squeeze(raw).upper())
    if not found:
        return unread("no_value")
    return KindReading(re.sub(r"\s*-\s*", "-", found.group()), span=found.span())


def read_term(raw: str) -> KindReading:
    """How long a right lasts: `indefinite` for `Lâu dài`, the printed day, or the text where both stand."""
    text = squeeze(raw).strip(" .;,")
    if not any(char.isalnum() for char in text):
        return unread("no_value")
    is_long = any(words in fold(text) for words in ("lau dai", "vo thoi han", "khong thoi han"))
    behind = _UNTIL.search(text)
    day = read_date(text[behind.end() :] if behind else text)
    if is_long:
        if day.value:
            return KindReading(text)
        # Print of a table's row around it, or terms of several parcels, may say otherwise.
        return KindReading("indefinite", doubt="low_confidence" if re.search(r"\d", text) else None)
    if day.value:
        skipped = behind.end() if behind else 0
        return replace(day, span=(day.span[0] + skipped, day.span[1] + skipped) if day.span else None)
    mended = mend_spelling(text)
    return KindReading(mended.text, corrections=mended.corrections)
