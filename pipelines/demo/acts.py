"""Here live the acts of the demonstration; each does real work and returns what it came to, as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from rapidfuzz.distance import Levenshtein

from benchmarks.papers.drawing import SCANS_FOLDER
from benchmarks.papers.samples import COUNTED_ON
from benchmarks.papers.truth import PaperTruth
from pipelines.actions import confirm_result, set_fields
from pipelines.demo.stage import (
    CUSTODIAN,
    EARLIER_BATCH,
    EARLIER_NOW,
    LATER_BATCH,
    OnLine,
    Stage,
    call,
    call_until_killed,
    run_worker,
)
from pipelines.lines import JsonLine
from pipelines.lookup.finding import search_results
from pipelines.pages import page_work
from pipelines.pages.page_pool import PagePool
from pipelines.registers.counting import count_coverage, coverage_to_json, list_missing, missing_to_json
from pipelines.registers.register_files import read_register
from pipelines.resources import Resources, open_resources
from schemas.days import today
from schemas.procedure_result import ProcedureResult
from schemas.quota_targets import list_targets
from schemas.search import SearchQuery

PERSON = "cli:demo"
_PLAIN_TIMEOUT_S = 120.0


def digitise(stage: Stage, on_line: OnLine) -> JsonLine:
    """Both batches through the flow; the first killed half-way with SIGKILL and resumed.

    Where there is a server for workers the second is handed to one.
    """
    earlier = stage.list_scans(earlier=True)
    later = stage.list_scans(earlier=False)
    half = len(earlier) // 2
    lines: dict[tuple[str, str | None], JsonLine] = {}

    def keep(line: JsonLine) -> None:
        lines[line["source"], line["result_id"]] = line
        on_line(line)

    order = ["digitise", *map(str, earlier), "--unit", CUSTODIAN, "--batch", EARLIER_BATCH, "--as", "demo"]
    before = call_until_killed(stage, order, EARLIER_NOW, half, keep)
    resumed = call(stage, ["batch", "resume", EARLIER_BATCH, "--as", "demo"], EARLIER_NOW, keep)
    order = ["digitise", *map(str, later), "--unit", CUSTODIAN, "--batch", LATER_BATCH, "--as", "demo"]
    with run_worker(stage):
        finished = call(stage, [*order, *(["--on-workers"] if stage.has_workers else [])], None, keep)
    return {
        "files": len(earlier) + len(later),
        "lines_before_kill": before,
        "exit_codes": [resumed, finished],
        **_account(stage),
    }


def _account(stage: Stage) -> JsonLine:
    """What the catalogue says of every file: none lost, none filed twice."""
    with open_resources(stage.settings) as resources:
        batches = resources.catalogue.list_batches()
        outcomes: dict[str, int] = {}
        for batch in batches:
            for outcome, count in batch.outcomes.items():
                outcomes[outcome] = outcomes.get(outcome, 0) + count
        receipts = resources.catalogue.list_receipts()
        lines = [line for receipt in receipts for line in resources.catalogue.list_lines(receipt.receipt_id)]
    return {"accounted_for": sum(outcomes.values()), "outcomes": outcomes, "lines": lines}


def find_doubt(lines: Sequence[JsonLine]) -> JsonLine | None:
    """One doubtful field with its reason, as a person meets it: the first with a printed value."""
    for line in lines:
        for doubt in line["needs_review"]:
            field = line["fields"].get(doubt["field"])
            if isinstance(field, dict) and field.get("raw"):
                told = {"source": line["source"], "document_type": line["document_type"], **field}
                return told | {"field": doubt["field"], "reason": doubt["reason"]}
    return None


def compare_with_plain(stage: Stage) -> JsonLine:
    """A phone's photograph read by plain Tesseract and by us, each with its character error rate."""
    paper = next(paper for paper in stage.truth.papers if paper.grade == "phone" and paper.outcome == "filed")
    path = stage.papers / SCANS_FOLDER / paper.source
    with PagePool(2, stage.settings.page_memory_mb) as pool:
        inspection = pool.run(page_work.inspect, path, _limits(), None, timeout_s=_PLAIN_TIMEOUT_S)
        arguments = (path, inspection, "0" * 64, 1, stage.settings.engine, _limits(), None)
        plain_future = pool.submit(page_work.read_plainly, *arguments, timeout_s=_PLAIN_TIMEOUT_S)
        ours = pool.run(page_work.read, *arguments, timeout_s=_PLAIN_TIMEOUT_S)
        plain = plain_future.result()
    printed = "\n".join(paper.lines[0])
    return {
        "source": paper.source,
        "printed": printed,
        "plain": {"text": plain.text, "cer_percent": error_percent(plain.text, printed)},
        "ours": {"text": ours.text, "cer_percent": error_percent(ours.text, printed)},
    }


def _limits() -> Any:
    from ocr.limits import Limits

    return Limits()


def error_percent(read: str, printed: str) -> float:
    """Character error rate in percent: edits from read to printed text, by the printed length; NFC, blanks folded."""
    one, other = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (read, printed))
    return round(100 * Levenshtein.distance(one, other) / max(len(other), 1), 1)


def review(stage: Stage) -> JsonLine:
    """What a person does next: correct what is doubtful from the image, then confirm every paper in review.

    The person is played by the drawer's truth; only doubtful fields are looked at, as in real life.
    """
    corrected = confirmed = 0
    truths = {truth.source: truth for truth in stage.truth.papers}
    with open_resources(stage.settings) as resources:
        sources = {r.scan_id: r.source.rpartition("/")[2] for r in resources.catalogue.list_receipts()}
        waiting = [result.result_id for result in resources.catalogue.list_results(state="in_review")]
    for result_id in waiting:
        with open_resources(stage.settings) as resources:
            result = resources.catalogue.get_result(result_id)
            batch = resources.catalogue.get_receipt(result.receipt_id).batch_id
            earlier = resources.catalogue.find_batch(EARLIER_BATCH)
        now = EARLIER_NOW if earlier is not None and batch == earlier.batch_id else None
        with open_resources(stage.at(now)) as resources:
            texts = _person_reads(result, truths[sources[result.scan_id]])
            if texts:
                set_fields(resources, result_id, texts, PERSON)
            confirm_result(resources, result_id, PERSON)
            corrected += len(texts)
            confirmed += 1
    return {"reviewed": confirmed, "fields_set": corrected}


def _person_reads(result: ProcedureResult, truth: PaperTruth) -> dict[str, str]:
    """The doubtful fields with what the paper really says; cells of tables are answered for by confirming."""
    texts = {}
    for doubt in result.needs_review:
        name, bracket, rest = doubt.field.partition("[")
        value: Any = truth.fields.get(name)
        if bracket:
            position = rest.removesuffix("]")
            value = value[int(position)] if position.isdigit() and int(position) < len(value or ()) else None
        if isinstance(value, str):
            texts[doubt.field] = value
    return texts


def import_register(stage: Stage) -> JsonLine:
    """The sample register of results in force at the end of 2022."""
    with open_resources(stage.settings) as resources:
        reading = read_register(stage.register, CUSTODIAN, resources.units, resources.types)
        imported, unchanged, _ = resources.catalogue.put_register_snapshot(
            CUSTODIAN, COUNTED_ON, "demo", stage.register.name, PERSON, reading.rows
        )
    return {"rows": len(reading.rows), "imported": imported, "unchanged": unchanged, "rejected": len(reading.rejected)}


def search(stage: Stage) -> list[JsonLine]:
    """Every sample query, and which files it found."""
    answers = []
    with open_resources(stage.settings) as resources:
        for expected in stage.truth.searches:
            answer = search_results(resources, SearchQuery(text=expected.query, limit=50), today())
            answers.append({"query": expected.query, **answer, "sources": _sources(resources, answer)})
    return answers


def _sources(resources: Resources, answer: JsonLine) -> list[str]:
    found = []
    for hit in answer["hits"]:
        result = resources.catalogue.get_result(hit["result_id"])
        found.append(resources.catalogue.get_receipt(result.receipt_id).source.rpartition("/")[2])
    return found


def count(stage: Stage) -> JsonLine:
    """The coverage at the end of 2022 with its missing list, and today against every year's floors."""
    with open_resources(stage.settings) as resources:
        earlier = coverage_to_json(count_coverage(resources, COUNTED_ON))
        missing = [missing_to_json(row) for row in list_missing(resources, COUNTED_ON, None)]
        years = sorted({target.year for target in list_targets() if target.year <= today().year})
        now = [coverage_to_json(count_coverage(resources, today(), target_year=year)) for year in years]
    return {"at_2022_12_31": earlier, "missing": missing, "today": now}
