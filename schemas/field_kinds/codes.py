"""Here live codes with a shape of their own: passports, projects, certificates, dossiers, procedures."""

from __future__ import annotations

import re
from datetime import date

from schemas.field_kinds.digit_slips import mend_digits
from schemas.field_kinds.reading import KindReading, unread
from schemas.text import squeeze, strip_marks

# ICAO Doc 9303, part 4: up to nine letters and digits; no land prints fewer than six.
_PASSPORT = re.compile(r"(?<![A-Z0-9])(?=[A-Z]{0,3}\d)[A-Z0-9]{6,9}(?![A-Z0-9])")
# Investment certificates: ten digits since 2014, twelve in groups before (`572 023 000123`).
_PROJECT = re.compile(r"(?<!\d)(?:\d{10}|\d{12}|\d{3}[ .]\d{3}[ .]\d{6}|\d{11})(?!\d)")
# Construction: letters of the issuing province, a dash, eight digits (Decree 15/2021/NĐ-CP, annex; older fewer).
_CERTIFICATE = re.compile(r"(?<![A-ZĐ0-9])(?P<l>[A-ZĐ]{2,5})\s?[-–—.]\s?(?P<d>[0-9OIL|]{4,8})(?![0-9A-ZĐ])")
# Circular 01/2018/TT-VPCP, article 19, and agency codes of Decision 20/2020/QĐ-TTg; systems print 4 to 6 digits last.
_DOSSIER = re.compile(
    r"(?<![A-Z0-9.])(?P<agency>\d{3}\.\d{2}\.\d{2}\.[A-Y]\d{2}|[A-Y]\d{2}(?:\.\d{1,3}){0,4})"
    r"\s?[-–]\s?(?P<day>\d{6})\s?[-–]\s?(?P<order>\d{4,6})(?!\d)"
)
_PROCEDURE = re.compile(r"(?<![\d.])\d\.\d{6}(?:\.[A-Z0-9]+)*(?![A-Z0-9])")


def read_passport(raw: str) -> KindReading:
    """A passport number of any land, capitals without blanks: `M12345678`, `123456789`."""
    text = strip_marks(squeeze(raw)).upper()
    joined = re.sub(r"(?<=[A-Z])\s(?=\d{5})", "", text)
    found = _PASSPORT.search(joined)
    if not found:
        return unread("number_shape" if re.search(r"\d", text) else "no_value")
    return KindReading(found.group(), span=found.span() if joined == text else None)


def read_project_code(raw: str) -> KindReading:
    """The code of an investment project: 10 digits, before 2015 12 of them; digits only."""
    text = squeeze(raw)
    mended = mend_digits(text)
    found = _PROJECT.search(mended)
    if not found:
        return unread("number_shape" if re.search(r"\d", text) else "no_value")
    code = re.sub(r"\D", "", found.group())
    doubt = "number_shape" if len(code) == 11 else "low_confidence" if mended != text else None
    return KindReading(code, doubt=doubt, span=found.span(), corrections=_told(text, mended))


def read_certificate_code(raw: str) -> KindReading:
    """Letters, a dash, digits without blanks: `CAT-00012345` from `CAT - 00012345`."""
    text = squeeze(raw).upper()
    found = _CERTIFICATE.search(text)
    if not found:
        return unread("number_shape" if re.search(r"\d", text) else "no_value")
    digits = mend_digits(found["d"])
    is_mended = digits != found["d"]
    doubt = "low_confidence" if is_mended else None
    return KindReading(f"{found['l']}-{digits}", doubt=doubt, span=found.span(), corrections=_told(found["d"], digits))


def read_dossier_code(raw: str) -> KindReading:
    """The code under which an office took a dossier in: `H13.16.5-220315-0012`.

    Doubt `date_implausible` where its middle part is no day.
    """
    text = squeeze(raw).upper()
    found = _DOSSIER.search(text)
    if not found:
        return unread("number_shape" if re.search(r"\d", text) else "no_value")
    value = f"{found['agency']}-{found['day']}-{found['order']}"
    return KindReading(value, doubt=None if _is_day(found["day"]) else "date_implausible", span=found.span())


def read_procedure_code(raw: str) -> KindReading:
    """The national code of a procedure: `1.009994`, with its local part `1.000894.000.00.00.H13`."""
    found = _PROCEDURE.search(squeeze(raw).upper())
    return KindReading(found.group(), span=found.span()) if found else unread("number_shape")


def _is_day(yymmdd: str) -> bool:
    try:
        date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return False
    return True


def _told(printed: str, mended: str) -> tuple[str, ...]:
    return ("letters read as digits",) if printed != mended else ()
