"""Here is set the công văn of a committee: subject under the number, addressees, paragraphs (NĐ 30/2020, form 1.5)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.papers.faces import Style
from benchmarks.papers.letterhead import (
    LEFT_CENTRE_MM,
    NORMAL,
    head_fields,
    number_line,
    place_date,
    set_head,
    set_signature,
)
from benchmarks.papers.orders import FieldValue, Order, SetPaper
from benchmarks.papers.sheet import Sheet
from benchmarks.papers.words import long_date

_SUBJECT = Style("serif", 12)
_SUBJECT_WIDTH_MM = 54.0


@dataclass(frozen=True, slots=True)
class Topic:
    """What a letter is about: its subject line, the sign behind its number, what it says and asks for."""

    subject: str
    sign: str
    opening: str
    tasks: tuple[str, ...]


@cache
def _topics() -> tuple[tuple[Topic, ...], tuple[str, ...]]:
    """The topics, and the closing sentences that fit any of them."""
    told = tomllib.loads(Path(__file__).with_name("letters.toml").read_text(encoding="utf-8"))
    topics = tuple(Topic(row["subject"], row["sign"], row["opening"], tuple(row["tasks"])) for row in told["topic"])
    return topics, tuple(told["closings"])


def set_official_letter(order: Order) -> SetPaper:
    """One page; what it asks for comes from the order's seed."""
    rng = np.random.default_rng(order.seed)
    topics, closings = _topics()
    topic = topics[int(rng.integers(0, len(topics)))]
    number = f"{order.number}/UBND-{topic.sign}"
    facts = {
        "place": order.office.place.name,
        "day": long_date(order.issued_on + timedelta(days=int(rng.integers(7, 30)))),
        "year": order.issued_on.year,
        "count": int(rng.integers(11, 99)),
    }
    sheet = Sheet(leading=1.36, typewriter=order.typewriter)
    set_head(sheet, order.office, number=number_line(order, number), place_date=place_date(order))
    sheet.skip(-2)
    sheet.centred_paragraph(topic.subject, _SUBJECT, LEFT_CENTRE_MM, _SUBJECT_WIDTH_MM)
    sheet.skip(5)
    _set_addressees(sheet, order)
    for text in (topic.opening, f"Ủy ban nhân dân {facts['place']} đề nghị các đơn vị thực hiện các nội dung sau:"):
        _set_paragraph(sheet, text.format(**facts))
    for index, task in enumerate(rng.permutation(np.array(topic.tasks, dtype=object)), start=1):
        _set_paragraph(sheet, f"{index}. {str(task).format(**facts)}")
    _set_paragraph(sheet, closings[int(rng.integers(0, len(closings)))].format(**facts))
    sheet.skip(4)
    set_signature(sheet, order, ("- Như trên;", "- TT. ĐU, TT. HĐND (để b/c);", f"- Lưu: VT, {topic.sign}."))
    fields: dict[str, FieldValue] = {"subject": topic.subject}
    # A letter bears no title.
    return SetPaper((sheet,), {**head_fields(order, number, ""), "title": None, **fields})


def _set_addressees(sheet: Sheet, order: Order) -> None:
    sheet.paragraph([("Kính gửi:", NORMAL)], left_mm=58.0)
    for line in (
        f"- Trưởng các bộ phận chuyên môn {order.office.place.name};",
        f"- Hiệu trưởng các trường học trên địa bàn {order.where.name};",
        f"- {order.holder.address_word} {order.holder.name}, Tổ trưởng Tổ dân phố số {order.seed % 9 + 1}.",
    ):
        sheet.paragraph([(line, NORMAL)], left_mm=70.0)
    sheet.skip(4)


def _set_paragraph(sheet: Sheet, text: str) -> None:
    sheet.paragraph([(text, NORMAL)], indent_mm=10, justify=True)
    sheet.skip(1.2)
