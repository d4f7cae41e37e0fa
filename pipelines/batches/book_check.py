"""Here lives the check of a batch against its register books: which papers are missing, doubled, out of order."""

from __future__ import annotations

from collections import defaultdict

from pipelines.lines import JsonLine
from pipelines.resources import Resources
from schemas.register_books import BookEntry, BookFault, book_name, find_book_faults, running_number

# Kinds of numbers that a book gives, one after the other; other papers are numbered with the whole office's.
_BOOK_KINDS = frozenset({"register_number", "civil_number"})


def check_books(resources: Resources, batch_id: str) -> tuple[BookFault, ...]:
    """What is odd in the books that a batch's results belong to, as far as unit, year and number are known."""
    books: dict[str, list[BookEntry]] = defaultdict(list)
    for result in resources.catalogue.list_results(batch_id=batch_id):
        declared = resources.types.get(result.document_type or "")
        spec = declared.find_field("document_number") if declared else None
        number = running_number(result.document_number or "")
        if declared is None or spec is None or spec.kind not in _BOOK_KINDS or number is None:
            continue
        book = book_name(declared.key, result.unit, result.document_number or "", result.issue_date)
        if book and result.state != "withdrawn":
            books[book].append(BookEntry(result.result_id, number, result.issue_date))
    return find_book_faults(books)


def fault_to_json(fault: BookFault) -> JsonLine:
    """One fault of `batch show`."""
    return {
        "kind": fault.kind,
        "book": fault.book,
        "numbers": list(fault.numbers),
        "result_ids": list(fault.result_ids),
    }
