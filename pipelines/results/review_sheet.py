"""Here lives what a verifier has before them of one paper: every value whole, beside the picture it was read from."""

from __future__ import annotations

from pipelines.lines import JsonLine, empty_line, result_to_line
from pipelines.lookup.finding import Reveal, note_reveal
from pipelines.resources import Resources
from schemas.folding import TYPE_FIELD
from schemas.procedure_result import ProcedureResult

# The number behind every field that was looked at stays hidden from nobody who checks it against the picture.
PURPOSE = "kiểm tra dữ liệu với ảnh quét"


def show_for_review(resources: Resources, result: ProcedureResult, by: str) -> JsonLine:
    """`make_sheet`, after the audit chain has taken note of who sees the ids whole."""
    note_reveal(resources, Reveal(by, PURPOSE), [result.result_id])
    return make_sheet(resources, result)


def make_sheet(resources: Resources, result: ProcedureResult) -> JsonLine:
    """A `digitise` line of the paper as it stands, nothing masked, and what a later reading says otherwise.

    For comparing what came back with what was shown; nobody sees it.
    """
    inspection = resources.catalogue.get_receipt(result.receipt_id).inspection
    line = result_to_line(
        empty_line("", result.scan_id, None, None, result.custodian), result, inspection.pages if inspection else ()
    )
    fields = {name: value for name, value in line["fields"].items() if name != TYPE_FIELD}
    later = {later.field: later.value for later in result.open_differences}
    return line | {"fields": fields, "differences": later}
