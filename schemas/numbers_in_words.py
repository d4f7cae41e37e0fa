"""Here live numbers written out in Vietnamese words, read from folded text (marks may be lost).

Folding makes `bảy` and `bẩy`, `nghìn` and `nghin` meet, which is what noisy recognition needs; it also
makes no two digits alike.
"""

from __future__ import annotations

from schemas.text import fold_words

_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9, "gieng": 1, "chap": 12,
}  # fmt: skip
_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
_FILLERS = {"linh", "le"}


def is_number_word(word: str) -> bool:
    """Whether a folded word can stand inside a written-out number."""
    return word in _DIGITS or word in _SCALES or word in _FILLERS or word in ("muoi", "tram")


def read_number(text: str) -> int | None:
    """The number that words spell, as `một trăm linh tám` or digit by digit `một chín bảy sáu`.

    Returns None for anything else, an unfinished or foreign word included: nothing is guessed.
    """
    words = fold_words(text)
    if not words or not all(is_number_word(word) for word in words):
        return None
    if len(words) > 1 and all(word in _DIGITS for word in words):
        return _read_digit_by_digit(words)
    return _read_scaled(words)


def _read_digit_by_digit(words: tuple[str, ...]) -> int | None:
    digits = [_DIGITS[word] for word in words]
    if max(digits) > 9:
        return None
    return int("".join(map(str, digits)))


def _read_scaled(words: tuple[str, ...]) -> int | None:
    total, group = 0, []
    for word in words:
        if word not in _SCALES:
            group.append(word)
            continue
        below_thousand = _read_below_thousand(group)
        scale = _SCALES[word]
        if below_thousand is None:
            return None
        # `hai nghìn tỷ`: a greater scale multiplies everything said since.
        total = (total + below_thousand) * scale if group == [] else total + below_thousand * scale
        group = []
    rest = _read_below_thousand(group)
    return None if rest is None else total + rest


def _read_below_thousand(words: list[str]) -> int | None:
    """0 to 999; an empty list is 0."""
    value, last = 0, None
    for word in words:
        if word == "tram":
            if last is None:
                return None
            value, last = value + last * 100, None
        elif word == "muoi":
            value, last = value + (10 if last is None else last * 10), None
        elif word in _FILLERS:
            continue
        elif last is not None:
            return None
        else:
            last = _DIGITS[word]
    return value + (last or 0)
