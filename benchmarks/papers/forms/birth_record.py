"""Here lives an entry of a birth register as originals and copies print it: child, parents, declarant, place, day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from benchmarks.papers.forms.civil_eras import (
    Era,
    IdentityPaper,
    child_number,
    ethnicity_of,
    identity_paper,
    spelled_day,
    spoken_day,
)
from benchmarks.papers.orders import FieldValue, Order
from benchmarks.papers.people import Person
from benchmarks.papers.sheet import Sheet

_SECOND_MM, _THIRD_MM = 80.0, 130.0
_NO_FATHER_EVERY = 11


class SetLabels(Protocol):
    """Sets labels with values, (label, value, start in mm) each, on one line."""

    def __call__(self, sheet: Sheet, pairs: Sequence[tuple[str, str, float]], *, bold: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class BirthRecord:
    """What the register says; None where the line of the form stays empty."""

    child: Person
    mother: Person
    father: Person | None
    number: str
    registered_on: date
    registry: str
    birth_place: str
    native_place: str | None
    address: str
    child_id: str | None
    declarant: Person | None
    declarant_paper: IdentityPaper | None

    @property
    def parents(self) -> tuple[tuple[str, str, Person | None], ...]:
        """(word in the field's name, word in the label, person), the mother first."""
        return ("mother", "mẹ", self.mother), ("father", "cha", self.father)


def make_birth_record(order: Order, mother: Person, father: Person, registered_on: date) -> BirthRecord:
    """The entry behind an order; one child in eleven has no declared father."""
    is_fatherless = order.seed % _NO_FATHER_EVERY == 0
    declarant = mother if is_fatherless else father
    place = order.office.place
    return BirthRecord(
        child=order.holder,
        mother=mother,
        father=None if is_fatherless else father,
        number=f"{order.number}/{registered_on.year}" if registered_on.year >= 2016 else str(order.number),
        registered_on=registered_on,
        registry=f"Ủy ban nhân dân {place.full}",
        birth_place=f"Bệnh viện Phụ sản, {place.full}" if order.seed % 3 else f"Trạm Y tế {place.full}",
        native_place=order.where.full,
        address=order.address,
        child_id=child_number(order.holder, registered_on, order.seed),
        declarant=declarant,
        declarant_paper=identity_paper(declarant, registered_on, order.seed),
    )


def set_child(sheet: Sheet, order: Order, record: BirthRecord, set_labels: SetLabels) -> None:
    """The child's lines of forms since 2016."""
    child, left_mm = record.child, sheet.left_mm
    set_labels(sheet, [("Họ, chữ đệm, tên:", child.caps, left_mm)], bold=True)
    words = f"{spelled_day(order, child.born_on)} ghi bằng chữ: {spoken_day(order, child.born_on)}"
    set_labels(sheet, [("Ngày, tháng, năm sinh:", words, left_mm)])
    _set_origin(sheet, set_labels, ("Giới tính:", child.sex), ethnicity_of(child))
    set_labels(sheet, [("Nơi sinh:", record.birth_place, left_mm)])
    set_labels(sheet, [("Quê quán:", record.native_place or "", left_mm)])
    set_labels(sheet, [("Số định danh cá nhân:", record.child_id or "", left_mm)])


def set_parents(sheet: Sheet, record: BirthRecord, set_labels: SetLabels) -> None:
    """Mother, then father, of forms since 2016; nothing typed where there is none."""
    left_mm = sheet.left_mm
    for _, word, parent in record.parents:
        set_labels(sheet, [(f"Họ, chữ đệm, tên người {word}:", parent.caps if parent else "", left_mm)], bold=True)
        year = str(parent.born_on.year) if parent else ""
        _set_origin(sheet, set_labels, ("Năm sinh:", year), ethnicity_of(parent))
        set_labels(sheet, [("Nơi cư trú:", record.address if parent else "", left_mm)])


def set_declarant(sheet: Sheet, record: BirthRecord, set_labels: SetLabels) -> None:
    name = record.declarant.caps if record.declarant else ""
    set_labels(sheet, [("Họ, chữ đệm, tên người đi khai sinh:", name, sheet.left_mm)], bold=True)
    paper = record.declarant_paper.text if record.declarant_paper else ""
    set_labels(sheet, [("Giấy tờ tùy thân:", paper, sheet.left_mm)])


def _set_origin(sheet: Sheet, set_labels: SetLabels, first: tuple[str, str], ethnicity: str) -> None:
    nation = "Việt Nam" if ethnicity else ""
    starts_mm = (sheet.left_mm, _SECOND_MM, _THIRD_MM)
    pairs = (first, ("Dân tộc:", ethnicity), ("Quốc tịch:", nation))
    set_labels(sheet, [(label, value, at) for (label, value), at in zip(pairs, starts_mm, strict=True)])


def record_fields(record: BirthRecord, era: Era) -> dict[str, FieldValue]:
    """What a paper of this era prints of the entry, as the contract spells values."""
    child = record.child
    fields: dict[str, FieldValue] = {
        "holder_name": child.caps,
        "holder_id": record.child_id,
        "holder_birth_date": child.born_on.isoformat(),
        "birth_date_in_words": child.born_on.isoformat(),
        "sex": child.sex,
        "holder_ethnicity": ethnicity_of(child),
        "holder_nationality": "Việt Nam",
        "birth_place": record.birth_place,
        "native_place": record.native_place,
        "declarant_name": record.declarant.caps if record.declarant else None,
        "declarant_id": record.declarant_paper.number if record.declarant_paper and era != "books" else None,
    }
    for who, _, parent in record.parents:
        fields |= {
            f"{who}_name": parent.caps if parent else None,
            f"{who}_birth_date": str(parent.born_on.year) if parent else None,
            f"{who}_ethnicity": ethnicity_of(parent) or None,
            f"{who}_nationality": "Việt Nam" if parent else None,
            f"{who}_address": record.address if parent else None,
        }
    return fields
