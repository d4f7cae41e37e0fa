"""Here live checks of one field against another: words against digits, id against birth year, term against rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rapidfuzz import fuzz

from extraction.lines import key_of, line_height
from extraction.strategies import Paper
from schemas.document_type import DocumentType
from schemas.extraction import Doubt, FieldReading, FieldValue
from schemas.field_kinds.dates import first_day, last_day
from schemas.field_kinds.identifiers import citizen_birth_year, citizen_sex
from schemas.known_spellings import mend_spelling, tone_key
from schemas.text import fold

_EARLIEST_ISSUE_YEAR = 1945  # no office of this state issued anything before
_WHOLE_TITLE = 80.0  # rapidfuzz ratio, 0-100
_SEAL_REACH = 4.5  # line heights under the post in which a deputy's line stands
_EXPIRY_SLACK_DAYS = 7
_DATE_NAMES = ("issue_date", "registration_date")


@dataclass(frozen=True, slots=True)
class Case:
    """What a cross-check may look at."""

    declared: DocumentType
    fields: Mapping[str, FieldValue]
    paper: Paper
    read_on: date

    def value(self, name: str) -> str | None:
        reading = self.fields.get(name)
        return reading.value if isinstance(reading, FieldReading) else None

    def is_scanned(self, name: str) -> bool:
        """Whether an engine read the field, not a text layer."""
        reading = self.fields.get(name)
        return isinstance(reading, FieldReading) and reading.confidence is not None


def check_words(case: Case) -> Iterator[Doubt]:
    """Digits against words (birth dates, areas, capital)."""
    for spec in case.declared.fields:
        if not spec.words_field:
            continue
        value, words = case.value(spec.name), case.value(spec.words_field)
        if value and words and not _is_same_number(value, words) and not _is_part_of(words, value):
            yield Doubt(spec.name, "words_differ")
            yield Doubt(spec.words_field, "words_differ")


def _is_same_number(value: str, words: str) -> bool:
    """`12345.0` square metres are `12345`; dates are compared as they stand."""
    if "-" in value or "-" in words:
        return value == words
    return float(value) == float(words)


def _is_part_of(part: str, whole: str) -> bool:
    """A partial date in words does not contradict the full one: `2023-03` and `2023-03-05`."""
    return "-" in whole and whole.startswith(part + "-")


def check_ids(case: Case) -> Iterator[Doubt]:
    """A 12-digit number against printed birth year and sex."""
    for spec in case.declared.fields:
        number = case.value(spec.name)
        if spec.kind != "citizen_id" or not number:
            continue
        born, year = case.value(spec.birth_field) if spec.birth_field else None, citizen_birth_year(number)
        if born and year and int(born[:4]) != year and set(number) != {"0"}:
            yield Doubt(spec.name, "birth_year_differs")
        sex, said = case.value(spec.sex_field) if spec.sex_field else None, citizen_sex(number)
        if sex in ("Nam", "Nữ") and said and sex != said and set(number) != {"0"}:
            yield Doubt(spec.name, "sex_differs")


def check_issue_dates(case: Case) -> Iterator[Doubt]:
    """Issued not after the day of reading, not before the state existed, not before the holder was born."""
    for name in _DATE_NAMES:
        issued = case.value(name)
        if not issued:
            continue
        if len(issued) < len("2021-03-05"):
            # Papers are issued on a day; a month alone is a day that was not read.
            yield Doubt(name, "day_unread")
        if first_day(issued) > case.read_on:
            yield Doubt(name, "date_in_future")
        elif first_day(issued).year < _EARLIEST_ISSUE_YEAR:
            yield Doubt(name, "date_implausible")
        for holder in case.declared.list_roles("holder_birth_date"):
            born = case.value(holder)
            if born and first_day(born) > last_day(issued):
                yield Doubt(name, "date_implausible")


def check_expiry(case: Case) -> Iterator[Doubt]:
    """A printed expiry against the term that the rule of the type gives.

    Counting habits have a week's slack where the text is sure; on a scan `02` for `08` hides in that week, so only
    the same day and the day before stand there, and an expiry that the rule cannot be held against is doubted.
    """
    issued, until = case.value("issue_date"), case.value("valid_until")
    if not until or until == "indefinite" or not until[:4].isdigit():
        return
    if issued and last_day(until) <= first_day(issued):
        yield Doubt("valid_until", "expiry_differs")
        return
    validity = case.declared.validity
    months = (validity.years or 0) * 12 + (validity.months or 0)
    if validity.validity_class not in ("T1", "T2") or not months:
        return
    is_scanned = case.is_scanned("valid_until")
    if not issued or len(issued) != 10 or len(until) != 10:
        if is_scanned:
            yield Doubt("valid_until", "low_confidence" if len(until) == 10 else "day_unread")
        return
    days = (first_day(until) - add_months(first_day(issued), months)).days
    if days not in (0, -1) and (is_scanned or abs(days) > _EXPIRY_SLACK_DAYS):
        yield Doubt("valid_until", "expiry_differs")


def add_months(day: date, months: int) -> date:
    """The same day so many months on, the last of the month where it does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def check_number_sign(case: Case) -> Iterator[Doubt]:
    """The sign of the number against what its type or the issuing body carries."""
    number = case.value("document_number")
    signs = case.declared.number_signs
    if not number or "/" not in number or not signs:
        return
    if not any(key_of(sign) in key_of(number) for sign in signs):
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


def check_digit_codes(case: Case) -> Iterator[Doubt]:
    """Ids repeated as one number for two holders are a slip of the eye or of the paste."""
    seen: dict[str, str] = {}
    for name in case.declared.list_roles("holder_id"):
        reading = case.fields.get(name)
        if not isinstance(reading, FieldReading) or not reading.value or set(reading.value) == {"0"}:
            continue
        if reading.value in seen:
            yield Doubt(name, "id_repeated")
        seen[reading.value] = name


def check_signer(case: Case) -> Iterator[Doubt]:
    """A deputy signs for the head (`KT.`), a head for nobody: post and authority must fit (Decree 30/2020)."""
    post, authority = case.value("signer_title"), case.value("sign_authority") or ""
    if authority and case.is_scanned("sign_authority") and case.paper.signature.may_lack_line:
        yield Doubt("sign_authority", "cut_off")
    if not post:
        return
    is_deputy = fold(post).startswith("pho ")
    if is_deputy and not re.search(r"\b(KT|TL|TUQ)\.", authority):
        yield Doubt("signer_title", "authority_differs")
    if not is_deputy and re.search(r"\bKT\b", authority):
        yield Doubt("signer_title", "authority_differs")
    if not is_deputy and not authority and _has_remains_below(case.paper):
        # A seal swallows `KT.` and the deputy's line; the head's post alone is left to read.
        yield Doubt("signer_title", "low_confidence")


def _has_remains_below(paper: Paper) -> bool:
    """Whether a scan shows letters between the post and the name that are neither a name nor a hint."""
    title, name = paper.signature.title, paper.signature.name
    box = title.box if title else None
    if title is None or box is None or not title.confidences:
        return False
    height = line_height(title.page)
    taken = set(title.words) | set(name.words if name else ())
    for segment in (s for page in paper.pages if page and page[0].page is title.page for s in page):
        below = (segment.box.center_y - box.center_y) / height
        is_near = 0.6 < below < _SEAL_REACH and segment.center_share > 0.5
        is_free = not taken & {token.word for token in segment.tokens} and not segment.text.startswith("(")
        if is_near and is_free and sum(char.isalpha() for char in segment.text) >= 3:
            return True
    return False


def check_holders(case: Case) -> Iterator[Doubt]:
    """More numbers or births than names: an owner was not read."""
    for name in case.declared.list_roles("holder_name"):
        names = case.fields.get(name)
        if not isinstance(names, tuple):
            continue
        for role in ("holder_id", "holder_birth_date"):
            for other in case.declared.list_roles(role):
                read = case.fields.get(other)
                if isinstance(read, tuple) and len(read) != len(names):
                    yield Doubt(name if len(read) > len(names) else other, "holders_differ")


_SPELLED_KINDS = frozenset({"organisation", "address", "person_name", "holder", "place", "authority"})


def check_spelling(case: Case) -> Iterator[Doubt]:
    """Two neighbouring words that the paper prints elsewhere with other marks: one of the two was misread."""
    spellings: dict[str, set[str]] = {}
    for page in case.paper.pages:
        for segment in page:
            for folded, pair in _pairs_of(segment.text):
                spellings.setdefault(folded, set()).add(pair)
    for spec in case.declared.fields:
        reading = case.fields.get(spec.name)
        if spec.kind not in _SPELLED_KINDS or not isinstance(reading, FieldReading) or reading.confidence is None:
            continue
        if any(len(spellings.get(folded, ())) > 1 for folded, _ in _pairs_of(reading.value or "")):
            yield Doubt(spec.name, "values_differ")


def _pairs_of(text: str) -> Iterator[tuple[str, str]]:
    """(folded, as spelled in small letters) for each two neighbouring words, known phrases restored."""
    words = re.findall(r"[^\W\d_]{2,}", mend_spelling(text).text.lower())
    for first, second in pairwise(words):
        yield fold(f"{first} {second}"), f"{tone_key(first)} {tone_key(second)}"


def check_title(case: Case) -> Iterator[Doubt]:
    """The title of a form must say the form's whole name: `GIẤY PHÉP` alone is half of one."""
    title = case.fields.get("title")
    if case.declared.tier or not isinstance(title, FieldReading) or not title.value or title.confidence is None:
        return
    key = key_of(title.value)
    if max(fuzz.ratio(key, key_of(sign)) for sign in case.declared.signs) < _WHOLE_TITLE:
        yield Doubt("title", "low_confidence")


CROSS_CHECKS: tuple[Callable[[Case], Iterator[Doubt]], ...] = (
    check_words,
    check_ids,
    check_issue_dates,
    check_expiry,
    check_number_sign,
    check_place,
    check_digit_codes,
    check_signer,
    check_holders,
    check_spelling,
    check_title,
)
