"""Here lives what a person sees while a batch runs: a bar, one line a paper, the sum at the end."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.progress import MofNCompleteColumn, TimeElapsedColumn

from pipelines.cli.answers import STATE_NAMES, local_date
from pipelines.cli.bars import make_bar
from pipelines.cli.printing import print_json, print_note, tell_problem
from pipelines.cli.session import Session
from pipelines.driving import RunSummary
from pipelines.lines import JsonLine
from pipelines.resources import Resources
from pipelines.step_log import Step, open_step_log
from schemas.document_type import DocumentType
from schemas.field_titles import tell_field
from schemas.problems import get_problem
from schemas.scan import Batch

OUTCOMES = {
    "vi": {
        "filed": "đã lưu",
        "near_duplicate": "đã lưu (bản quét khác của giấy đã có)",
        "duplicate": "trùng tệp đã có",
        "quarantined": "cách ly",
        "refused": "từ chối",
    },
    "en": {
        "filed": "filed",
        "near_duplicate": "filed (another scan of a paper already there)",
        "duplicate": "duplicate file",
        "quarantined": "quarantined",
        "refused": "refused",
    },
}
# Doubts shown under a paper's line; the rest waits in `review show`.
_SHOWN_DOUBTS = 4


class BatchProgress:
    """Lines on standard output (JSON or for people), bar and log on standard error."""

    def __init__(self, session: Session, resources: Resources, batch: Batch) -> None:
        self._session = session
        self._resources = resources
        self._batch = batch
        self._log = open_step_log(session.settings.log)
        self._lock = threading.Lock()
        self._bar = make_bar(MofNCompleteColumn(), TimeElapsedColumn())
        self._pages = self._bar.add_task("trang / pages", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def on_step(self, step: Step) -> None:
        self._log(step)
        if step.step == "read" and not self._bar.disable:
            summary = self._resources.catalogue.summarise_batch(self._batch.batch_id)
            self._bar.update(self._pages, completed=summary.pages_read, total=summary.pages_total)

    def on_line(self, line: JsonLine) -> None:
        with self._lock:
            if self._session.as_json:
                print_json(line)
            else:
                print(tell_line(line, self._resources.types, self._session.language), flush=True)

    def tell_litter(self, litter_count: int, unreadable_folder_count: int) -> None:
        english = self._session.language == "en"
        if litter_count:
            print_note(
                f"{litter_count} hidden or litter files skipped" if english else f"Bỏ qua {litter_count} tệp rác"
            )
        if unreadable_folder_count:
            text = f"Không đọc được {unreadable_folder_count} thư mục con"
            print_note(f"{unreadable_folder_count} sub-folders may not be read" if english else text)

    def tell_summary(self, summary: RunSummary) -> None:
        self._bar.stop()
        language = self._session.language
        counts = ", ".join(f"{OUTCOMES[language][name]}: {count}" for name, count in sorted(summary.outcomes.items()))
        head = "Batch" if language == "en" else "Lô"
        print_note(f"{head} {self._batch.name}: {counts or '0'}")
        for code in summary.warnings:
            print_note(tell_problem(code, language))


_PAGE = {"vi": "trang", "en": "page"}


def tell_line(line: JsonLine, types: Mapping[str, DocumentType], language: str) -> str:
    """One paper for a person: file, outcome, type, number, what to look at."""
    outcome = OUTCOMES[language].get(line["outcome"], "-")
    parts = [f"{line['source']}: {outcome}"]
    if line["document_type"]:
        parts.append(types[line["document_type"]].title)
    parts += _tell_key_fields(line["fields"])
    if line["state"]:
        parts.append(STATE_NAMES[language][line["state"]])
    if line["repeated"]:
        parts.append("already done" if language == "en" else "đã làm trước đó")
    text = " · ".join(parts)
    if line["problem"]:
        text += f"\n    {tell_problem_of(line, language)}"
    document_type = types.get(line["document_type"] or "")
    doubts = line["needs_review"]
    for doubt in doubts[:_SHOWN_DOUBTS]:
        reason = get_problem(doubt["reason"]).in_language(language)[0]
        text += f"\n    ? {tell_field(doubt['field'], document_type, language)}: {reason}"
    if len(doubts) > _SHOWN_DOUBTS:
        text += f"\n    ? +{len(doubts) - _SHOWN_DOUBTS}"
    for warning in line["warnings"]:
        page = f"{_PAGE[language]} {warning['page_number']}: " if warning["page_number"] else ""
        text += f"\n    ! {page}{get_problem(warning['code']).in_language(language)[0]}"
    return text


def _tell_key_fields(fields: JsonLine) -> list[str]:
    """Number, date and holders, as far as they were read."""
    told = [fields.get("document_number"), fields.get("issue_date"), fields.get("holder_name")]
    values: list[str | None] = []
    for field in told:
        readings = field if isinstance(field, list) else [field] if field else []
        values.append("; ".join(reading["value"] for reading in readings if reading.get("value")))
    number, issued, holders = values
    return [text for text in (number, local_date(issued) if issued else None, holders) if text]


def tell_problem_of(line: JsonLine, language: str) -> str:
    problem = line["problem"]
    if language == "vi" or problem["code"] == "unexpected":
        return f"[{problem['code']}] {problem['message']} {problem['advice']}".strip()
    return f"[{problem['code']}] {tell_problem(problem['code'], language)}"
