"""Here live document numbers: `12/2021/QĐ-UBND`, `45/GPXD`, register numbers, land serials."""

from __future__ import annotations

import re
from dataclasses import replace

from schemas.field_kinds.reading import KindReading, unread
from schemas.text import squeeze, strip_marks

_NUMBER = re.compile(
    r"(?P<n>\d{1,6}[A-Za-z]?)\s*[/⁄]\s*(?:(?P<y>(?:19|20)\d{2})\s*[.]?\s*[/⁄]\s*)?"
    r"(?P<k>[A-ZĐ][A-ZĐa-zđ0-9&.]*(?:\s?[-–—]\s?[A-ZĐÀ-Ỹ0-9][A-ZĐÀ-Ỹa-zđ0-9&.]*)*)"
)
_SLASH_LOST = re.compile(
    r"(?<!\d)(?P<n>\d{1,5})\s*[|Il1\\]?\s*(?P<k>(?:QĐ|QD|GPXD|GM|TB|KH|TLKT|TLKS|GKS)\s?[-–]\s?[A-ZĐ]+)"
)
_NUMBER_LABEL = re.compile(r"^\s*(?:S[ốổồóôo06ỐỔ]{1,2}|so)\s*[:;.,]?\s*", re.IGNORECASE)
_REGISTER = re.compile(r"(?<![\d/])(?P<n>\d{1,7})(?:\s*/\s*(?P<y>(?:19|20)\d{2}))?(?![\d/])")
_SERIAL = re.compile(r"(?<![A-ZĐ0-9])(?P<l>[A-ZĐ]{1,2})\s?(?P<d>\d{4}\s?\d{4}|\d{6,8})(?!\d)")
_REGISTRY = re.compile(
    r"(?<![A-Z0-9])(?P<l>CH|CS|CT|CN|VP|BC|H|T)\s?[-./]?\s?(?P<d>\d{2,7}(?:[./]\d{2,6})*)|\d{2,6}\s?/?\s?QSD[ĐD][^\s,;]*"
)

# Signs whose Đ recognition drops; other groups stay as read, an office may well be called `SD`.
_KIND_GROUPS = {"QD": "QĐ", "QDPD": "QĐPĐ", "CD": "CĐ", "HD-": "HĐ-", "QDD": "QĐ", "QĐĐ": "QĐ", "QĐD": "QĐ"}
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
        found = _SLASH_LOST.search(text)
        if not found:
            return unread("number_shape" if text.strip() else "no_value")
        doubt = "number_shape"
        corrections.append("lost slash put back")
    groups = found.groupdict()
    sign = re.sub(r"\s*[-–—]\s*", "-", groups["k"]).rstrip(".-")
    mended = _mend_sign(sign)
    if mended != sign:
        corrections.append(f"sign {sign} read as {mended}")
    parts = [groups["n"], groups.get("y"), mended]
    value = "/".join(part for part in parts if part)
    if doubt is None and not _is_sign_plausible(mended):
        doubt = "number_shape"
    return KindReading(value, doubt=doubt, span=found.span(), corrections=tuple(corrections))


def _without_label(raw: str) -> str:
    """The text with `Số:` blanked out, so that places in it stay those of the raw text."""
    text = squeeze(raw)
    found = _NUMBER_LABEL.match(text)
    return " " * found.end() + text[found.end() :] if found else text


def _mend_sign(sign: str) -> str:
    groups = sign.split("-")
    groups = [_KIND_GROUPS.get(group, group) if index == 0 else group for index, group in enumerate(groups)]
    return "-".join(_OFFICE_GROUPS.get(group, group) for group in groups)


def _is_sign_plausible(sign: str) -> bool:
    """Capitals make most of a sign (`GP-P.KT`, `SGDĐT-CTrTT`); tone marks never occur in one."""
    letters = [char for char in sign if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    toned = any(strip_marks(char) != char and char not in "ĐđƯưÔôƠơÂâĂăÊê" for char in letters)
    return len(letters) >= 2 and capitals * 3 >= len(letters) * 2 and not toned


def read_register_number(raw: str) -> KindReading:
    """A number in a register: `158` or `386/2026`."""
    text = _without_label(raw)
    found = _REGISTER.search(text)
    if not found:
        signed = read_document_number(raw)  # copies and extracts carry a sign: `55/TLKH-BS`
        if signed.value:
            return replace(signed, doubt=signed.doubt or "place_of_value_unusual")
        return unread("number_shape" if text.strip() else "no_value")
    value = "/".join(part for part in (found["n"], found["y"]) if part)
    rest = text[: found.start()] + text[found.end() :]
    doubt = "number_shape" if re.search(r"\w", rest) else None
    return KindReading(value, doubt=doubt, span=found.span())


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
