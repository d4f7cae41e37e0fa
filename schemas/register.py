"""Here lives the register: the list of results in force that an office keeps, the denominator of the quota."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from schemas.text import fold, squeeze
from schemas.units import Level
from schemas.validity import Interval

# Letters that stand for digits when a number was misread, and the other way in its sign.
_LETTER_TO_DIGIT = str.maketrans("oilsbz", "011582")
# `d` joins `0` and `o`: "QĐ" is often read as "Q0" or "QO".
_DIGIT_TO_LETTER = str.maketrans("01582d", "oisbzo")
_NUMBER_HEAD = re.compile(r"[0-9oilsbz]*[0-9][0-9oilsbz]*")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One result that the register says is in force.

    `unit` is the issuer's path at the time of issue. `in_force_until` is the last day, None when open.
    `issue_date` is ISO and may be partial. `box` says where the paper lies. `row_id` names the row from one import of
    the register to the next; rows just read have none. `holder_id`: letters and digits, "" where not told. With
    `validity_known` False the row is in neither numerator nor denominator.
    """

    row_number: int
    document_type: str
    document_number: str
    issue_date: str
    holder_name: str
    unit: str
    level: Level
    in_force_from: date
    in_force_until: date | None
    box: str = ""
    validity_known: bool = True
    # Left out of what is kept where it is empty, so that rows kept before there were ids are the same rows.
    holder_id: Annotated[str, Field(exclude_if=operator.not_)] = ""
    # Not part of what is kept of a row: it is the name under which that is kept.
    row_id: Annotated[str, Field(exclude=True)] = ""

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """Its time in force; () when unknown."""
        if not self.validity_known:
            return ()
        reason = "expired" if self.in_force_until else None
        return (Interval(self.in_force_from, self.in_force_until, reason, "register"),)  # type: ignore[arg-type]

    @property
    def issue_year(self) -> int:
        return int(self.issue_date[:4])

    @property
    def match_key(self) -> str | None:
        """See `match_key`."""
        return match_key(self.document_type, self.unit, self.issue_year, self.document_number)


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """A bare count: so many results of a type, issued by a unit in a year, are in force.

    `source` says on what it rests, `as_of` on which day it was true (None: of no day, it holds where no dated one
    does), `signed_by` who signed for it.
    """

    unit: str
    document_type: str
    year: int
    number: int
    source: str
    as_of: date | None = None
    signed_by: str = ""


@lru_cache(maxsize=4096)
def match_key(document_type: str | None, unit: str | None, year: int | None, document_number: str | None) -> str | None:
    """The key under which a register row and a digitised paper meet; None when a part is missing.

    Numbers are unique within issuer, year of issue and type only. Marks, blanks, a lost slash and the
    usual confusions of a misread sign (`QĐ` as `Q0`, `O45` as `045`) give the same key.
    """
    if not (document_type and unit and year and document_number):
        return None
    number = fold_number(document_number, year)
    return f"{document_type}|{unit}|{year}|{number}" if number else None


def fold_number(document_number: str, year: int) -> str | None:
    """A document number folded for comparing; None without a digit. `012/2021/QĐ-UBND` gives `12.qoubno`."""
    parts = [re.sub(r"[^0-9a-z]", "", part) for part in re.split(r"[/\\]", fold(document_number))]
    parts = [part for part in parts if part]
    if not any(char.isdigit() for part in parts for char in part):
        return None
    # `47/2019` and `47` of 2019 are one entry of a civil status book.
    kept = [part for place, part in enumerate(parts) if place == 0 or part != str(year)]
    text = "".join(kept)
    head = _NUMBER_HEAD.match(kept[0])
    whole_first = head is not None and len(kept) > 1 and head.end() == len(kept[0])
    if whole_first or text.isdigit():
        digits, sign = kept[0], "".join(kept[1:])
    else:
        digits = re.match(r"[0-9]*", text).group()  # type: ignore[union-attr]
        sign = text[len(digits) :]
    digits = digits.translate(_LETTER_TO_DIGIT).lstrip("0")
    return f"{digits}.{sign.translate(_DIGIT_TO_LETTER)}"


def tidy_number(text: str) -> str:
    """A document number as it is kept: one line, no blanks around `/` and `-`."""
    return re.sub(r"\s*([/\-])\s*", r"\1", squeeze(text))
