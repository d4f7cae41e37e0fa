"""Here lives an office for the tests of the command: a home with papers filed by hand, and its command line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli.command import main
from pipelines.indexing import index_pending
from pipelines.keeping import keep_bytes
from pipelines.lines import empty_line, problem_to_json, result_to_line
from pipelines.resources import Resources, open_resources
from pipelines.results.same_paper import link_papers
from pipelines.settings import read_settings
from schemas.acts import ActOnPaper
from schemas.extraction import CopyMark, Doubt, Extraction, FieldReading, FieldValue, Provenance
from schemas.folding import fold_result
from schemas.geometry import Box
from schemas.ocr_page import OcrPage, Word
from schemas.procedure_result import (
    HistoryEntry,
    ProcedureResult,
    make_batch_id,
    make_receipt_id,
    make_result_id,
)
from schemas.scan import Batch, FileInspection, PageSize, Receipt
from schemas.wire import to_json
from storage.keys import original_key, reading_key
from storage.leases import lease_owner
from storage.ports import Filing

RECIPE = "recipe1"
CUSTODIAN = "92.916"
# Commands that have commands of their own.
_GROUPS = frozenset(
    {
        "batch",
        "result",
        "validity",
        "review",
        "quarantine",
        "register",
        "types",
        "units",
        "index",
        "audit",
        "holders",
        "procedures",
        "dossiers",
        "reuse",
        "requests",
        "systems",
    }
)
FILED_AT = datetime(2022, 11, 15, 2, 0, tzinfo=UTC)
PERMIT = {
    "document_number": "45/GPXD",
    "issue_date": "2021-03-05",
    "issuing_body": "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU",
    "parent_body": "THÀNH PHỐ CẦN THƠ",
    "issue_place": "Ninh Kiều",
    "holder_name": "Nguyễn Văn Ân",
    "holder_id": "092085000123",
}


@dataclass(frozen=True)
class Answer:
    """What one call of the command gave: exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> Any:
        return json.loads(self.err.splitlines()[-1])["error"]


class Office:
    """One home; `call` is the command line on it."""

    def __init__(self, home: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capture = capture

    def call(self, *arguments: str, person: str = "lan") -> Answer:
        group = 2 if arguments[0] in _GROUPS else 1
        if arguments[:2] in (("quota", "targets"), ("quota", "alarms"), ("quota", "days"), ("indicators", "list")):
            group = 2
        if arguments[:2] == ("register", "matches"):
            group = 3
        self._capture.readouterr()
        code = main([*arguments[:group], "--home", str(self.home), "--as", person, *arguments[group:]])
        said = self._capture.readouterr()
        return Answer(code, said.out, said.err)

    @contextmanager
    def open(self) -> Iterator[Resources]:
        with open_resources(read_settings({}, home=str(self.home), working_folder=self.home.parent)) as resources:
            yield resources

    def file_paper(
        self,
        word: str = "một",
        fields: dict[str, str | None] | None = None,
        *,
        document_type: str | None = "building_permit",
        doubts: tuple[Doubt, ...] = (),
        confirmed: bool = False,
        many: dict[str, FieldValue] | None = None,
        acts: tuple[ActOnPaper, ...] = (),
        copy_mark: str | None = None,
        is_linked: bool = False,
        picture: bytes | None = None,
        **changes: Any,
    ) -> str:
        """File one page; the result's id. `word` makes its bytes, unless there is a picture (PNG, 2480 x 3508).

        `fields` are laid over a permit's.

        `is_linked`: it is linked to scans and copies of the same paper, as `digitise` does.
        """
        values = PERMIT | (fields or {})
        data = picture or f"scan of {word}".encode()
        scan_id = hashlib.sha256(data).hexdigest()
        receipt = _make_receipt(scan_id, word)
        extraction = Extraction(
            scan_id=scan_id,
            page_numbers=(1,),
            document_type=document_type,
            type_confidence=0.98 if document_type else 0.0,
            declaration_hash="d",
            title="",
            fields={**{name: _read(value) for name, value in values.items() if value is not None}, **(many or {})},
            doubts=doubts,
            problem=None if document_type else "type_unknown",
            acts=acts,
            copy_mark=CopyMark(copy_mark, 1, None) if copy_mark else None,
        )
        result = ProcedureResult(
            result_id=make_result_id(scan_id, 1),
            receipt_id=receipt.receipt_id,
            scan_id=scan_id,
            page_numbers=(1,),
            custodian=CUSTODIAN,
            extraction=extraction,
            state="confirmed" if confirmed else "in_review",
            filed_at=FILED_AT,
            confirmed_by="machine" if confirmed else None,
            confirmed_at=FILED_AT if confirmed else None,
            recipe=RECIPE,
            history=(HistoryEntry(FILED_AT, "machine", "filed"),),
        )
        with self.open() as resources:
            self._keep(resources, receipt, data, values)
            folded = replace(fold_result(result, resources.types, resources.units), **changes)

            def settle(filed: Sequence[ProcedureResult]) -> Filing:
                linked, changed = link_papers([folded], filed if is_linked else (), resources.units, resources.now())
                line = result_to_line(empty_line(receipt.source, scan_id, "filed", "hop-1", CUSTODIAN), linked[0], ())
                return Filing("filed", [line], linked, changed)

            assert resources.catalogue.file_results(receipt.receipt_id, [folded], settle)
            index_pending(resources)
        return folded.result_id

    def quarantine_file(self, word: str, code: str = "empty_file") -> str:
        """A file that ended in quarantine; its receipt's id."""
        receipt = _make_receipt(hashlib.sha256(word.encode()).hexdigest(), word)
        with self.open() as resources:
            keep_bytes(resources, original_key(receipt.scan_id), word.encode())
            _put(resources, receipt)
            line = empty_line(receipt.source, receipt.scan_id, "quarantined", "hop-1", CUSTODIAN)
            line["problem"] = problem_to_json(code)
            assert resources.catalogue.end_receipt(receipt.receipt_id, "quarantined", [line], problem_code=code)
        return receipt.receipt_id

    def _keep(self, resources: Resources, receipt: Receipt, data: bytes, values: dict[str, str | None]) -> None:
        keep_bytes(resources, original_key(receipt.scan_id), data)
        _put(resources, receipt)
        inspection = FileInspection("image/png", len(data), (PageSize(1, 2480, 3508, 300),))
        resources.catalogue.put_inspection(receipt.receipt_id, inspection, RECIPE)
        job = resources.catalogue.claim_page(RECIPE, lease_owner(), 60)
        assert job is not None
        page = _make_page(receipt.scan_id, " ".join(value for value in values.values() if value))
        keep_bytes(resources, reading_key(receipt.scan_id, 1, RECIPE), to_json(page).encode())
        resources.catalogue.finish_page(replace(job, status="read"), lease_owner())


def _put(resources: Resources, receipt: Receipt) -> None:
    resources.catalogue.put_batch(Batch(receipt.batch_id, CUSTODIAN, "hop-1", "cli:lan", FILED_AT))
    resources.catalogue.put_receipt(receipt)


def _make_receipt(scan_id: str, word: str) -> Receipt:
    return Receipt(
        receipt_id=make_receipt_id(CUSTODIAN, "hop-1", scan_id),
        batch_id=make_batch_id(CUSTODIAN, "hop-1"),
        custodian=CUSTODIAN,
        scan_id=scan_id,
        source=f"in/{word}.png",
        operator="cli:lan",
        received_at=FILED_AT,
    )


def _read(value: str) -> FieldReading:
    return FieldReading(value, value, 0.95, Provenance(1, Box(10, 10, 90, 30), "after_label"))


def read_many(*values: str) -> tuple[FieldReading, ...]:
    """The readings of a field declared `many`."""
    return tuple(_read(value) for value in values)


def _make_page(scan_id: str, text: str) -> OcrPage:
    words = tuple(Word(word, Box(10 * n, 10, 10 * n + 9, 30), 0.9) for n, word in enumerate(text.split()))
    lines = (tuple(range(len(words))),)
    return OcrPage(scan_id, 1, "tesseract", 2480, 3508, 300, 2480, 3508, words, lines)
