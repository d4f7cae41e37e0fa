"""Here live the papers that go with a box: the list of what lies in it, and the record of its hand-over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.batches.batch_closing import BatchReckoning, reckon
from pipelines.batches.set_pages import SetPages
from pipelines.masking import mask_ids_in_text
from pipelines.resources import Resources
from schemas.days import local_day
from schemas.digitised_results import is_copy
from schemas.problems import get_problem
from schemas.procedure_result import ProcedureResult
from schemas.scan import Batch, Receipt
from schemas.text import mask_id

_NO_TYPE = "Chưa rõ loại"
_STATES = {"in_review": "chờ kiểm tra", "returned": "trả lại", "withdrawn": "đã rút"}
_CONTENTS = (
    ("TT", 10, "C"),
    ("Loại giấy tờ", 42, "L"),
    ("Số, ký hiệu", 30, "L"),
    ("Ngày cấp", 20, "C"),
    ("Người có tên trên giấy; số giấy tờ tùy thân", 43, "L"),
    ("Trang", 12, "C"),
    ("Ghi chú", 23, "L"),
)
_COUNTS = (("TT", 12, "C"), ("Loại giấy tờ", 108, "L"), ("Số giấy tờ", 30, "R"), ("Số trang", 30, "R"))

# What both sides sign stands on one page with their signatures.
_AGREEMENT_MM = 75.0


@dataclass(frozen=True, slots=True)
class Parties:
    """Who hands over and who takes, as they sign; "" leaves a dotted line to fill in by hand."""

    giver: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class BoxContents:
    """What both papers tell of a batch: its results in the order of the stack, its reckoning, who waits."""

    batch: Batch
    office: str
    results: tuple[ProcedureResult, ...]
    counted: BatchReckoning
    quarantined: tuple[tuple[str, str], ...]
    on: date

    @property
    def page_count(self) -> int:
        return sum(len(result.page_numbers) for result in self.results)


def gather_contents(resources: Resources, batch: Batch) -> BoxContents:
    """A batch as it is now; `quarantined` are base name and problem code of files that wait for a person."""
    order = _StackOrder(resources.catalogue.list_receipts(batch.batch_id))
    found = (it for it in resources.catalogue.list_results(batch_id=batch.batch_id) if it.merged_into is None)
    results = sorted(found, key=lambda it: (*order.place(it), it.result_id))
    waiting = resources.catalogue.list_quarantine(with_set_aside=True, batch_id=batch.batch_id)
    return BoxContents(
        batch=batch,
        office=resources.units.get(batch.custodian).name,
        results=tuple(results),
        counted=reckon(resources, batch),
        quarantined=tuple((Path(it.receipt.source).name, it.problem_code) for it in waiting),
        on=local_day(resources.now()),
    )


class _StackOrder:
    """Where the papers of a batch lie in its stack."""

    def __init__(self, receipts: Sequence[Receipt]) -> None:
        self._places = {receipt.scan_id: place for place, receipt in enumerate(receipts)}
        self._parts = {receipt.receipt_id: receipt.composed_of for receipt in receipts}

    def place(self, result: ProcedureResult) -> tuple[int, int]:
        """Which file a paper begins in and at which page; of a composed scan where its first part lay."""
        first = min(result.page_numbers, default=0)
        parts = self._parts.get(result.receipt_id, ())
        scan_id, page_number = parts[first - 1] if parts and first else (result.scan_id, first)
        return self._places.get(scan_id, len(self._places)), page_number


def write_contents_list(resources: Resources, batch: Batch, path: Path) -> BoxContents:
    """The list of a box's papers, A4, to lie in the box: names of holders in full, their ids masked.

    Raises:
        SetupError: "output_unwritable".
    """
    contents = gather_contents(resources, batch)
    pages = SetPages(f"Lô {batch.name}")
    pages.head(contents.office)
    pages.title("MỤC LỤC GIẤY TỜ TRONG HỘP", f"Lập ngày {_tell_day(contents.on)}")
    pages.facts(_facts(contents))
    rows = [_to_row(resources, place, result) for place, result in enumerate(contents.results, start=1)]
    pages.table(_CONTENTS, rows)
    pages.text(f"Cộng: {len(contents.results)} giấy tờ, {contents.page_count} trang.", bold=True)
    _set_quarantined(pages, contents)
    pages.signatures(("NGƯỜI LẬP MỤC LỤC", ""), ("NGƯỜI KIỂM TRA", ""))
    pages.write(path)
    return contents


def write_handover_record(resources: Resources, batch: Batch, parties: Parties, path: Path) -> BoxContents:
    """The record of a hand-over, A4: parties, counts by type, what differs and why, room for signatures.

    Raises:
        SetupError: "output_unwritable".
    """
    contents = gather_contents(resources, batch)
    pages = SetPages(f"Lô {batch.name}")
    pages.head(contents.office)
    pages.title("BIÊN BẢN BÀN GIAO GIẤY TỜ ĐÃ SỐ HÓA", f"Lô {batch.name}")
    pages.text(f"Hôm nay, ngày {_tell_day(contents.on)}, tại {contents.office}, hai bên bàn giao các giấy tờ sau:")
    for role, person in (("BÊN GIAO", parties.giver), ("BÊN NHẬN", parties.receiver)):
        pages.text(role, bold=True)
        pages.facts((("Ông/Bà", person or None), ("Chức vụ", None), ("Đơn vị", None)))
    pages.heading("1. Hộp và lô")
    pages.facts(_facts(contents))
    pages.heading("2. Giấy tờ bàn giao")
    pages.table(_COUNTS, list(_count_by_type(resources, contents)))
    pages.heading("3. Chênh lệch và lý do")
    for told in _tell_differences(contents):
        pages.item(told)
    _set_quarantined(pages, contents)
    pages.keep_together(_AGREEMENT_MM)
    pages.heading("4. Cam kết")
    pages.text(
        "Hai bên đã kiểm đếm và thống nhất số liệu trên. Biên bản gồm mục lục giấy tờ trong hộp kèm theo, lập thành "
        "02 bản có giá trị như nhau, mỗi bên giữ 01 bản."
    )
    pages.signatures(("ĐẠI DIỆN BÊN GIAO", parties.giver), ("ĐẠI DIỆN BÊN NHẬN", parties.receiver))
    pages.write(path)
    return contents


def _facts(contents: BoxContents) -> tuple[tuple[str, str], ...]:
    batch = contents.batch
    expected = "không đếm trước" if batch.expected is None else str(batch.expected)
    facts = (
        ("Lô", batch.name),
        ("Đơn vị giữ", contents.office),
        ("Hộp", batch.box),
        ("Chỗ trên giá", batch.shelf),
        ("Người mở lô", batch.operator.partition(":")[2] or batch.operator),
        ("Số giấy tờ", f"{len(contents.results)} (đếm tay: {expected})"),
        ("Số trang", str(contents.page_count)),
        ("Đóng lô", _tell_closing(batch)),
    )
    return tuple((name, value) for name, value in facts if value)


def _tell_closing(batch: Batch) -> str:
    if batch.closed_at is None:
        return "chưa đóng"
    by = (batch.closed_by or "").partition(":")[2]
    return f"ngày {_tell_day(local_day(batch.closed_at))}" + (f", {by}" if by else "")


def _to_row(resources: Resources, place: int, result: ProcedureResult) -> tuple[str, ...]:
    holders = [*map(mask_ids_in_text, result.holder_names), *(mask_id(number) for number in result.holder_ids)]
    notes = [_STATES.get(result.state, "")]
    if any(link.kind == "rescan_of" for link in result.related):
        notes.append("bản quét khác của giấy đã có")
    if is_copy(result):
        notes.append("bản sao")
    return (
        str(place),
        _type_title(resources, result),
        result.document_number or "",
        "/".join(reversed((result.issue_date or "").split("-"))),
        "; ".join(holders),
        str(len(result.page_numbers)),
        "; ".join(filter(None, notes)),
    )


def _type_title(resources: Resources, result: ProcedureResult) -> str:
    declared = resources.types.get(result.document_type or "")
    return declared.title if declared else _NO_TYPE


def _count_by_type(resources: Resources, contents: BoxContents) -> Iterator[tuple[str, ...]]:
    papers: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    for result in contents.results:
        title = _type_title(resources, result)
        papers[title] += 1
        pages[title] += len(result.page_numbers)
    for place, title in enumerate(sorted(papers, key=lambda it: (-papers[it], it)), start=1):
        yield str(place), title, str(papers[title]), str(pages[title])
    yield "", "Cộng", str(papers.total()), str(pages.total())


def _tell_differences(contents: BoxContents) -> list[str]:
    counted = contents.counted
    told = [it[0].upper() + it[1:] + "." for it in counted.differences]
    if counted.unfinished:
        told.append(f"{counted.unfinished} tệp chưa xử lý xong.")
    told += [f"{count} tờ phân cách: {get_problem(code).message}" for code, count in counted.sheet_problems.items()]
    copies = sum(any(link.kind == "rescan_of" for link in result.related) for result in contents.results)
    if copies:
        told.append(f"{copies} giấy tờ là bản quét khác của giấy đã có.")
    states = Counter[str](result.state for result in contents.results)
    told += [f"{states[state]} giấy tờ {name}." for state, name in _STATES.items() if states[state]]
    if contents.batch.close_reason:
        told.append(f"Lý do ghi khi đóng lô: {contents.batch.close_reason}")
    elif counted.differences:
        told.append("Lý do: " + "." * 60)
    return told or ["Không có chênh lệch."]


def _set_quarantined(pages: SetPages, contents: BoxContents) -> None:
    if contents.quarantined:
        pages.text("Tệp quét chưa nhập được, giấy vẫn nằm trong hộp:")
        for name, code in contents.quarantined:
            pages.item(f"{name}: {get_problem(code).message}")


def _tell_day(day: date) -> str:
    return f"{day.day:02} tháng {day.month:02} năm {day.year}"
