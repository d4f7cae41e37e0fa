"""Here lives what the pages of batches share: which ones an account may see, and how they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.batches.batch_queue import is_ordered, list_ordered
from pipelines.batches.uploads import clean_name
from schemas.days import today
from schemas.errors import SetupError
from schemas.problems import get_problem
from schemas.scan import Batch, Receipt
from storage.catalogue_values import BatchFile, BatchSummary
from web.visitors import Asker

BatchState = Literal["closed", "reading", "waiting", "stopped", "look", "done", "empty"]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of a batch: what stands for its state, and the papers that it gave as (result id, title)."""

    receipt_id: str
    name: str
    state: str
    pages_read: int
    pages_total: int
    papers: tuple[tuple[str, str], ...]
    why: str
    set_aside_reason: str
    warnings: tuple[str, ...]


def get_batch(asker: Asker, batch_id: str) -> Batch:
    """A batch of its units; any other is as unknown as none.

    Raises:
        SetupError: "batch_unknown".
    """
    batch = asker.resources.catalogue.find_batch(batch_id)
    if batch is None or batch.batch_id != batch_id or not asker.visitor.account.may_in("scan", batch.custodian):
        raise SetupError("batch_unknown", batch=batch_id[:20])
    return batch


def get_receipt(asker: Asker, receipt_id: str) -> tuple[Receipt, Batch]:
    """A file handed in for a batch of its units, and the batch.

    Raises:
        SetupError: "receipt_unknown".
    """
    receipt = asker.resources.catalogue.get_receipt(receipt_id)
    try:
        return receipt, get_batch(asker, receipt.batch_id)
    except SetupError as error:
        raise SetupError("receipt_unknown", receipt=receipt_id) from error


def list_scan_units(asker: Asker) -> tuple[tuple[str, str], ...]:
    """The offices for which it may take papers in, as (unit, name): its own, and those below that there are today."""
    units = asker.resources.units
    found: dict[str, str] = {}
    waiting = list(asker.visitor.account.list_units("scan"))
    while waiting:
        unit = units.get(waiting.pop(0))
        found[unit.path] = unit.name
        waiting[:0] = [child.path for child in units.list_children(unit.path, today())]
    return tuple(found.items())


def check_scan_unit(asker: Asker, unit: str) -> str:
    """The unit, where it may take papers in there; a foreign one is as unknown as none.

    Raises:
        SetupError: "unit_unknown".
    """
    if not asker.visitor.account.may_in("scan", unit):
        raise SetupError("unit_unknown", unit=unit[:40])
    asker.resources.units.get(unit)
    return unit


def list_types(asker: Asker) -> tuple[tuple[str, str], ...]:
    """Every declared type as (key, title), by title."""
    return tuple(sorted(((it.key, it.title) for it in asker.resources.types.values()), key=lambda it: it[1]))


def check_type(asker: Asker, key: str) -> str | None:
    """The type told by a person; None where they left it open. Raises SetupError ("type_key_unknown")."""
    if key and key not in asker.resources.types:
        raise SetupError("type_key_unknown", key=key[:60])
    return key or None


def tell_state(asker: Asker, summary: BatchSummary, left: Sequence[str]) -> BatchState:
    """`left` are the batches on which nobody works, as the catalogue lists them."""
    batch = summary.batch
    if summary.outcomes.get("open"):
        if batch.batch_id not in left:
            return "reading"
        if not is_ordered(asker.resources, batch.batch_id):
            return "stopped"
        # Between being ordered and its first page being taken it is as good as read.
        return "waiting" if count_before(asker, batch.batch_id) else "reading"
    if batch.closed_at is not None:
        return "closed"
    if summary.outcomes.get("quarantined"):
        return "look"
    return "done" if summary.outcomes else "empty"


def count_before(asker: Asker, batch_id: str) -> int:
    """How many ordered batches have their turn before this one."""
    ordered = list_ordered(asker.resources)
    return ordered.index(batch_id) if batch_id in ordered else 0


def to_file_row(asker: Asker, file: BatchFile, language: str) -> FileRow:
    """A file as its row tells it, in the visitor's language."""
    types = asker.resources.types
    papers = [
        (line["result_id"], getattr(types.get(line.get("document_type") or ""), "title", ""))
        for line in file.lines
        if line.get("result_id")
    ]
    codes = dict.fromkeys(warning["code"] for line in file.lines for warning in line.get("warnings", ()))
    state: str = file.outcome or ("waiting" if not file.has_begun else "begun")
    if state == "begun" and file.pages_total and file.pages_read == file.pages_total:
        state = "finishing"
    told = next((line["problem"] for line in file.lines if line.get("problem")), None)
    why = (told["message"] if told and language == "vi" else "") or (
        get_problem_text(file.problem_code, language) if file.problem_code else ""
    )
    return FileRow(
        receipt_id=file.receipt_id,
        name=shown_name(file.source),
        state=state,
        pages_read=file.pages_read,
        pages_total=file.pages_total,
        papers=tuple(papers),
        why=why,
        set_aside_reason=file.set_aside_reason or "",
        warnings=tuple(get_problem_text(code, language) for code in codes),
    )


def name_person(asker: Asker, operator: str) -> str:
    """Who did it: the full name of an account, the login of who typed a command."""
    account = asker.resources.catalogue.find_account(operator)
    return account.full_name if account else operator.removeprefix("cli:")


def get_problem_text(code: str, language: str) -> str:
    """What is wrong, in a sentence."""
    return get_problem(code).in_language(language)[0]


def shown_name(source: str) -> str:
    """A file's name as people know it: of a path on a server its last part, of what was uploaded the folders too."""
    name = clean_name(source)
    return name.rpartition("/")[2] if source.startswith("/") else name
