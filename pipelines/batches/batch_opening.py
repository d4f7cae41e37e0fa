"""Here lives the opening of a batch before it is scanned: box, hand count, and the sheets to lay between papers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from pathlib import Path

from pipelines.resources import Resources
from schemas.days import local_day
from schemas.errors import SetupError
from schemas.procedure_result import make_batch_id
from schemas.scan import Batch
from schemas.separator_sheet import CARRIED_SEPARATOR_KEY, SEPARATOR_KEY, SeparatorSheet


@dataclass(frozen=True, slots=True)
class BatchWish:
    """What a person says of a new batch; `name` None has one made of unit, day and a number."""

    name: str | None
    box: str
    shelf: str
    expected: int | None
    sheet_count: int


def open_counted_batch(resources: Resources, unit: str, wish: BatchWish, operator: str) -> Batch:
    """A new batch of this custodian.

    Raises:
        SetupError: "batch_exists".
    """
    name = wish.name or _free_name(resources, unit)
    batch_id = make_batch_id(unit, name)
    if resources.catalogue.find_batch(batch_id) is not None:
        raise SetupError("batch_exists", batch=name)
    now = resources.now()
    return resources.catalogue.put_batch(
        Batch(batch_id, unit, name, operator, now, wish.box, wish.shelf, wish.expected, wish.sheet_count)
    )


def _free_name(resources: Resources, unit: str) -> str:
    day = local_day(resources.now())
    names = (f"{unit}-{day:%Y%m%d}-{number:02}" for number in count(1))
    return next(name for name in names if resources.catalogue.find_batch(make_batch_id(unit, name)) is None)


def get_sheet_key(resources: Resources, batch_id: str) -> bytes:
    """What proves the sheets of this batch: the key that came with it on a disk, else this home's own."""
    carried = resources.catalogue.find_office_key(CARRIED_SEPARATOR_KEY + batch_id)
    return carried or resources.catalogue.get_office_key(SEPARATOR_KEY)


def print_batch_sheets(
    resources: Resources, batch: Batch, path: Path, document_type: str, *, one_document: bool
) -> None:
    """Write the cover and the separator sheets of a batch as a PDF.

    Raises:
        SetupError: "output_unwritable".
    """
    # Half a second of fonts and drawing that other commands need not load.
    from pipelines.batches.printed_sheets import SheetText, write_sheets

    operator = batch.operator.partition(":")[2] or batch.operator
    sheets = [
        SeparatorSheet(batch.batch_id, ordinal, batch.custodian, document_type, batch.box, operator, one_document)
        for ordinal in range(batch.sheet_count + 1)
    ]
    declared = resources.types.get(document_type)
    text = SheetText(batch.name, resources.units.get(batch.custodian).name, declared.title if declared else "")
    try:
        write_sheets(path, sheets, text, resources.catalogue.get_office_key(SEPARATOR_KEY))
    except OSError as error:
        raise SetupError("output_unwritable") from error
