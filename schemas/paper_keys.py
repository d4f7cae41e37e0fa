"""Here live paper keys: under which results meet that may be scans or copies of one paper.

A key only brings two results together; whether they are one paper is looked at then (`pipelines.results.same_paper`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from schemas.field_values import find_value
from schemas.procedure_result import ProcedureResult
from schemas.register import fold_number
from schemas.text import fold

# A birth certificate and a copy of its entry are one paper to whoever counts.
_FAMILIES = {"birth_extract": "birth_certificate"}
# Papers that stand for an entry of a civil status register; on the original its number is the entry's.
CIVIL_TYPES = frozenset(
    {
        "birth_certificate",
        "birth_extract",
        "marriage_certificate",
        "death_extract",
        "recognition_extract",
        "guardianship_extract",
        "civil_status_change_extract",
    }
)
# What names the entry that a copy was made from, as the declarations of civil papers call it.
ENTRY_NUMBERS = ("register_number", "registration_number")
ENTRY_DATE = "registration_date"
# Shorter ones are letters of a sign that were read as digits (`Q0` for `QĐ`).
_LONG_RUN = re.compile(r"\d{3,}")
_PRINTED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def find_family(document_type: str | None) -> str | None:
    """The type that papers and copies of it share."""
    return _FAMILIES.get(document_type, document_type) if document_type else None


def find_year(number: str | None, day: str | None) -> int | None:
    """The year of a number: of its paper's day, which may be partly read, else the one printed in it."""
    if day:
        return int(day[:4])
    printed = _PRINTED_YEAR.findall((number or "").partition("/")[2])
    return int(printed[0]) if len(printed) == 1 else None


def find_entry(result: ProcedureResult) -> tuple[str, str | None] | None:
    """(number, day) of the register entry that a paper says it was copied from."""
    number = next((value for name in ENTRY_NUMBERS if (value := find_value(result, name))), None)
    return (number, find_value(result, ENTRY_DATE)) if number else None


def list_paper_keys(result: ProcedureResult) -> tuple[str, ...]:
    """16 hexadecimal digits each, hashed, because holders are people.

    A number alone stands on one paper of every issuer and year, so it is joined with the issuer (with and without the
    year, which may be unread), and with each holder's name for papers whose issuer is unread.
    """
    family = find_family(result.document_type)
    if family is None:
        return ()
    names = [fold(name) for name in result.holder_names]
    issuer = result.unit or fold(result.issuing_body or "")
    keys = [f"holder|{key}" for key in (*result.holder_ids, *result.holder_births)]
    if result.document_number and (digits := list_digits(result.document_number, result.issue_date)):
        keys.append(f"issuer|{issuer}|{digits}")
        keys += _with_names(digits, find_year(result.document_number, result.issue_date), names)
    if result.document_type in CIVIL_TYPES and (entry := find_entry(result)):
        keys += _with_names(list_digits(*entry), find_year(*entry), names)
    digests = (hashlib.blake2b(f"{family}|{key}".encode(), digest_size=8).hexdigest() for key in keys)
    return tuple(dict.fromkeys(digests))


def list_digits(number: str, day: str | None) -> str:
    """The digits of a number, the year of its paper aside: those before its sign, and runs behind (`57A8012345`)."""
    year = find_year(number, day)
    head = (fold_number(number, year or 0) or "").partition(".")[0]
    runs = _LONG_RUN.findall(fold(number)[len(head) :])
    return " ".join([head, *(run for run in runs if run != str(year) and run not in head)]).strip()


def _with_names(digits: str, year: int | None, names: Sequence[str]) -> list[str]:
    return [f"name|{year}|{digits}|{name}" for name in names] if digits and year else []
