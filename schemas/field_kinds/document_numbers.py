"""Here live document numbers: `12/2021/QĐ-UBND`, `45/GPXD`, register numbers, land serials."""

from __future__ import annotations

import re
from dataclasses import replace

from schemas.field_kinds.reading import KindReading, unread
from schemas.text import squeeze, strip_marks

# Letters that recognition puts for digits, only where a digit stands in the number too.
_DIGITS = r"(?<![^\W_])(?P<n>(?=[OoQlI|]*\d)[\dOoQlI|]{1,6}[A-Za-z]?)"
_YEAR = r"(?:(?P<y>(?:19|20)\d{2})\s*[.]?\s*[/⁄]\s*)?"
_SIGN = r"(?P<k>(?:0[DĐ](?=-)|[A-ZĐ])[A-ZĐa-zđ0-9&.]*(?:\s?[-–—]\s?[A-ZĐÀ-Ỹ0-9][A-ZĐÀ-Ỹa-zđ0-9&.]*)*)"
_NUMBER = re.compile(rf"{_DIGITS}\s*[/⁄]\s*{_YEAR}{_SIGN}")
_GLUED_NUMBER = re.compile(rf"(?P<n>\d{{1,6}}[A-Za-z]?)\s*[/⁄]\s*{_YEAR}{_SIGN}")
# Signs that stand without an office behind them; the others are known by the dash that follows.
_SLASH_LOST = re.compile(
    r"(?<![\w/])(?P<n>\d{1,5})\s*[|Il1\\.\-]?\s*"
    r"(?P<k>(?:QĐ|QD|GM|TB|KH|TLKT|TLKS|GKS|GP|GPMT|GCN|CCHN|GPHĐ|GXN|BC|TTr)\s?[-–]\s?[A-ZĐ.]+"
    r"|GPXD[A-Z]*|GPSC|GPMT|GPLĐ|CCHN|GXN)(?![a-zđ])"
)
# An office behind a blank whose dash was lost: `06/QĐ UBND` must not end at the blank.
_DASH_LOST = re.compile(r"(?P<k>^[A-ZĐ]{2,6}) ?(?P<o>UBND|UBNĐ|HĐND|HDND)$")
_BEHIND = re.compile(r" (?:UBND|UBNĐ|HĐND|HDND)(?![^\W\d_])")
_NUMBER_LABEL = re.compile(r"^\s*(?:S[ốổồóôo06ỐỔ]{1,2}|so)\s*[:;.,]?\s*", re.IGNORECASE)
_REGISTER = re.compile(r"(?<![\d/])(?P<n>\d{1,7})(?:\s*/\s*(?P<y>(?:19|20)\d{2}))?(?![\d/])")
_DAY_BEHIND = re.compile(r"^\s*[,;.]?\s*\(?ngày\b.*$", re.IGNORECASE)
_CARD = re.compile(r"(?<![^\W\d_])[0-9A-ZĐ]+(?:\s?[/.\-–]\s?[0-9A-ZĐ]+)*(?![^\W\d_])")
_SERIAL = re.compile(r"(?<![A-ZĐ0-9])(?P<l>[A-ZĐ]{1,2})\s?(?P<d>\d{4}\s?\d{4}|\d{6,8})(?!\d)")
_REGISTRY = re.compile(
    r"(?<![A-Z0-9])(?P<l>CH|CS|CT|CN|VP|BC|H|T)\s?[-./]?\s?(?P<d>\d{2,7}(?:[./]\d{2,6})*)|\d{2,6}\s?/?\s?QSD[ĐD][^\s,;]*"
)

_DIGIT_SLIPS = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1"})
# Signs whose Đ recognition drops; other groups stay as read, an office may well be called `SD`.
_KIND_GROUPS = {
    "QD": "QĐ",
    "Q0": "QĐ",
    "0D": "QĐ",
    "0Đ": "QĐ",
    "QDPD": "QĐPĐ",
    "CD": "CĐ",
    "HD-": "HĐ-",
    "QDD": "QĐ",
    "QĐĐ": "QĐ",
    "QĐD": "QĐ",
}
_OFFICE_GROUPS = {"UBNĐ": "UBND", "UBMD": "UBND", "UBNO": "UBND", "UBNDD": "UBND", "HDND": "HĐND", "CNDK": "CNĐK"}


def read_document_number(raw: str) -> KindReading:
    """Number and sign without blanks around `/` and `-`, `QD` mended to `QĐ`.

    Digits, a slash and a sign of letters are all needed; otherwise problem `number_shape`, or `no_value`
    where nothing but the sign is printed (a number never filled in). A mended slash is doubted.
    """
    text = _without_label(raw)
    found = _NUMBER.search(text)
    doubt = None
    corrections: list[str] = []
    if not found:
        found = _GLUED_NUMBER.search(text) or _SLASH_LOST.search(text)
        if not found:
            return unread("number_shape" if text.strip() else "no_value")
        doubt = "number_shape"
        if found.re is _SLASH_LOST:
            corrections.append("lost slash put back")
    number, number_notes = _mend_number(found["n"])
    printed, end = _whole_sign(text, found)
    mended, sign_notes = _mend_sign(printed)
    if doubt is None and (number_notes or "lost dash put back" in sign_notes or not _is_sign_plausible(mended)):
        doubt = "number_shape"
    value = "/".join(part for part in (number, found.groupdict().get("y"), mended) if part)
    notes = (*corrections, *number_notes, *sign_notes)
    return KindReading(value, doubt=doubt, span=(found.start(), end), corrections=notes)


def _mend_number(printed: str) -> tuple[str, tuple[str, ...]]:
    """The number with letters read as digits; a single letter at its end is a suffix unless it looks like a digit."""
    digits = printed.translate(_DIGIT_SLIPS)
    return (digits, ("letters read as digits",)) if digits != printed else (printed, ())


def _whole_sign(text: str, found: re.Match[str]) -> tuple[str, int]:
    """The sign with an office behind a blank, and where it ends in the text."""
    behind = _BEHIND.match(text, found.end()) if "-" not in found["k"] else None
    end = behind.end() if behind else found.end()
    return re.sub(r"\s*[-–—]\s*", "-", text[found.start("k") : end]).rstrip(".-"), end


def _without_label(raw: str) -> str:
    """The text with `Số:` blanked out, so that places in it stay those of the raw text."""
    text = squeeze(raw)
    found = _NUMBER_LABEL.match(text)
    return " " * found.end() + text[found.end() :] if found else text


def _mend_sign(printed: str) -> tuple[str, tuple[str, ...]]:
    """The sign as it must have been printed, and what was mended in it."""
    notes: list[str] = []
    glued = _DASH_LOST.match(printed)
    sign = f"{glued['k']}-{glued['o']}" if glued else printed
    if glued:
        notes.append("lost dash put back")
    groups = sign.split("-")
    groups = [_KIND_GROUPS.get(group, group) if index == 0 else group for index, group in enumerate(groups)]
    mended = "-".join(_OFFICE_GROUPS.get(group, group) for group in groups)
    if mended != sign:
        notes.append(f"sign {sign} read as {mended}")
    return mended, tuple(notes)


def _is_sign_plausible(sign: str) -> bool:
    """Capitals make most of a sign (`GP-P.KT`, `SGDĐT-CTrTT`); tone marks never occur in one."""
    letters = [char for char in sign if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    toned = any(strip_marks(char) != char and char not in "ĐđƯưÔôƠơÂâĂăÊê" for char in letters)
    return len(letters) >= 2 and capitals * 3 >= len(letters) * 2 and not toned


def read_register_number(raw: str) -> KindReading:
    """A number in a register: `158` or `386/2026`."""
    reading = _read_bare_number(raw)
    if reading.value is None:
        signed = read_document_number(raw)  # copies and extracts carry a sign: `55/TLKH-BS`
        if signed.value:
            return replace(signed, doubt=signed.doubt or "place_of_value_unusual")
    return reading


def _read_bare_number(raw: str) -> KindReading:
    text = _without_label(raw)
    found = _REGISTER.search(text)
    if not found:
        return unread("number_shape" if text.strip() else "no_value")
    value = "/".join(part for part in (found["n"], found["y"]) if part)
    # The day of registration behind the number says nothing against it.
    rest = text[: found.start()] + _DAY_BEHIND.sub("", text[found.end() :])
    doubt = "number_shape" if re.search(r"\w", rest) else None
    return KindReading(value, doubt=doubt, span=found.span())


def read_civil_number(raw: str) -> KindReading:
    """The number of a civil-status paper, signed in one era (`132/2026/TLKT-BS`), a bare one in another (`158`)."""
    signed = read_document_number(raw)
    return signed if signed.value else _read_bare_number(raw)


def read_card_number(raw: str) -> KindReading:
    """A number of digits, capitals and marks between, no blanks: `31150/00123`, `BQ 0045` gives `0045`."""
    text = _without_label(raw)
    found = next((run for run in _CARD.finditer(text) if any(char.isdigit() for char in run.group())), None)
    if not found:
        return unread("no_value")
    return KindReading(re.sub(r"\s", "", found.group()), span=found.span())


def read_land_serial(raw: str) -> KindReading:
    """The printed serial of a land certificate: `O000000`, `BX000000`, from 2025 `AA00000000`, no blanks."""
    found = _SERIAL.search(squeeze(raw).upper())
    if not found:
        return unread("number_shape")
    digits = found["d"].replace(" ", "")
    doubt = None if len(digits) == (8 if len(found["l"]) == 2 and len(digits) == 8 else 6) else "number_shape"
    return KindReading(found["l"] + digits, doubt=doubt, span=found.span())


def read_registry_number(raw: str) -> KindReading:
    """The number in the book of land certificates, no blanks: `CH01234`, `VP00123`, `00000QSDĐ/000`."""
    found = _REGISTRY.search(squeeze(raw).upper())
    if not found:
        return unread("number_shape")
    return KindReading(re.sub(r"\s+", "", found.group()), span=found.span())
