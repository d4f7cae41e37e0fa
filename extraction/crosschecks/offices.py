"""Here live checks of offices: number sign, place, level and life of the issuing unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.crosschecks.case import Case
from extraction.lines import key_of
from schemas.extraction import Doubt
from schemas.partial_dates import day_span
from schemas.text import fold
from schemas.units import Unit

_COMMITTEES = ("uy ban nhan dan", "ubnd")
_DEPARTMENTS = ("phong ", "so ", "chi cuc ", "trung tam ", "cong an ", "benh vien ", "truong ")
# Abbreviations of departments as they stand last in a number: `P.KT`, `PQLĐT`, `SXD`.
_DEPARTMENT_SIGN = re.compile(
    r"P\.[A-ZĐ]+|P(KT|TCKH|QLĐT|KTHT|TNMT|GDĐT|YT|TP|NV|LĐTBXH)|S(XD|YT|CT|TC|NV|TP|KHĐT|TNMT)"
)
# With its marks: a lost mark makes `quân sự` a `quận`; only behind a committee's own name is it read at all.
_LEVEL_WORDS = (
    ("commune", re.compile(r"\b(?:phường|thị trấn|(?<!thị )xã)\s")),
    ("district", re.compile(r"\b(?:quận|huyện|thị xã)\s")),
    ("province", re.compile(r"\btỉnh\s")),
)


def check_number_sign(case: Case) -> Iterator[Doubt]:
    """The sign of the number against what its type carries.

    A bare number bears no sign, nor does a certificate's code; but under a letterhead the bare one is the register's.
    """
    number, signs = case.value("document_number"), case.declared.number_signs
    if not number or not signs:
        return
    is_bare = not any(char.isalpha() for char in number)
    bears_another = "/" in number and not any(key_of(sign) in key_of(number) for sign in signs)
    if case.paper.zones.bodies if is_bare else bears_another:
        yield Doubt("document_number", "number_sign_differs")


def check_place(case: Case) -> Iterator[Doubt]:
    """The place of the dated line is named in the issuing block or somewhere in the paper's bodies."""
    place = case.value("issue_place")
    if not place:
        return
    bodies = " ".join(case.value(name) or "" for name in ("parent_body", "issuing_body"))
    # With their marks: `cục quản lý` names no `quận`.
    areas = ("tỉnh ", "thành phố ", "quận ", "huyện ", "phường ", "xã ", "thị trấn ", "thị xã ")
    names_an_area = any(area in f"{bodies.lower()} " for area in areas)
    if names_an_area and key_of(place) not in key_of(bodies) and not _seats_elsewhere(case, place):
        yield Doubt("issue_place", "place_differs")


def _seats_elsewhere(case: Case, place: str) -> bool:
    """The same place name printed elsewhere on the paper supports it (a province's office in its seat)."""
    key = key_of(place)
    return sum(segment.key.count(key) for page in case.paper.pages for segment in page) >= 2


def check_sign_of_office(case: Case) -> Iterator[Doubt]:
    """The office in the number against the one in the head: `-UBND` is no department's, `P.KT` no committee's.

    In letters (`123/UBND-KT`) the office stands first and who drafted it last.
    """
    number, body = case.value("document_number"), fold(case.value("issuing_body") or "")
    groups = (number or "").rpartition("/")[2].split("-")
    if not body or not number or len(groups) < 2:
        return
    is_of_committee = "UBND" in (groups[0], groups[-1])
    is_of_department = bool(_DEPARTMENT_SIGN.fullmatch(groups[-1])) and groups[0] != "UBND"
    if (is_of_committee and body.startswith(_DEPARTMENTS) and not _names_committee(body)) or (
        is_of_department and body.startswith(_COMMITTEES)
    ):
        yield Doubt("document_number", "sign_of_other_office")
        yield Doubt("issuing_body", "sign_of_other_office")


def _names_committee(folded: str) -> bool:
    return any(name in folded for name in _COMMITTEES)


def check_life_of_unit(case: Case) -> Iterator[Doubt]:
    """The issuing unit lived on the day of issue: a district of 2026 was misread, or its day was.

    Only a unit printed with its kind: `huyện Ô Môn` of 1996 is not the `quận` of later that shares its name.
    """
    issued = case.sheet_day
    if not issued or day_span(issued) is None or find_unit(case, issued) is not None:
        return
    unit = find_unit(case, None)
    head = fold(f"{case.value('parent_body') or ''} {case.value('issuing_body') or ''}")
    if unit is not None and fold(unit.name) in head:
        yield Doubt("issue_date", "issuer_not_alive")
        yield Doubt("issuing_body", "issuer_not_alive")


def find_unit(case: Case, issued: str | None) -> Unit | None:
    """The unit that the head names, of the given time or (None) of any."""
    body = case.value("issuing_body")
    if not body:
        return None
    return case.units.resolve_issuer(body, case.value("parent_body"), case.value("issue_place"), issued)


def check_level(case: Case) -> Iterator[Doubt]:
    """The level of the issuing unit is one that issued such papers on that day (the declaration's issuers)."""
    issued = case.sheet_day
    span = day_span(issued) if issued else None
    if span is None or not case.declared.issuers:
        return
    level = _level_of(case, issued)
    allowed = {
        issuer.level
        for issuer in case.declared.issuers
        if (issuer.since is None or issuer.since <= span[1]) and (issuer.until is None or issuer.until >= span[0])
    }
    if level and level not in allowed:
        yield Doubt("issuing_body", "level_differs")


def _level_of(case: Case, issued: str | None) -> str | None:
    """The level of the unit found, else of the word of kind printed behind a committee's name."""
    unit = find_unit(case, issued)
    if unit is not None:
        return unit.level
    body = case.value("issuing_body") or ""
    if not fold(body).startswith(_COMMITTEES):
        return None
    return next((level for level, word in _LEVEL_WORDS if word.search(f"{body.lower()} ")), None)
