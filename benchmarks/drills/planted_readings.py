"""Here live readings with one wrong letter, digit or day in a word, understood again as the product would have.

Nothing is said about them to anybody: whatever the checks make of the wrong word is theirs to say.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.drills.review_papers import KnownPaper
from pipelines.pages.page_work import understand_paper
from pipelines.resources import Resources
from pipelines.results.papers_again import complete, list_own_pages
from pipelines.results.review_plants import falsify
from pipelines.results.review_sample import SAMPLED_PAPER
from schemas.days import today
from schemas.extraction import FieldReading
from schemas.field_values import find_value
from schemas.folding import fold_result
from schemas.ocr_page import OcrPage
from schemas.procedure_result import ProcedureResult
from schemas.wire import from_json, to_json
from storage.keys import reading_key

# What a paper is looked up and told apart by.
_KINDS = {"document_number": "document_number", "issue_date": "document_number", "holder_id": "citizen_id"}
_NAMES = ("holder_name", "husband_name", "wife_name")


@dataclass(frozen=True, slots=True)
class Planted:
    """A wrong value in a field that the machine had right and did not doubt; `is_doubted` now."""

    result_id: str
    field: str
    wrong: str
    is_doubted: bool


def plant_readings(resources: Resources, papers: Sequence[KnownPaper], count: int, seed: int) -> list[Planted]:
    """Falsify one key field of so many papers, numbers, days, ids and names in turn."""
    dice = random.Random(seed)
    wanted = [*_KINDS, "name"]
    planted: list[Planted] = []
    for paper in dice.sample(list(papers), len(papers)):
        if len(planted) == count:
            break
        asked = wanted[len(planted) % len(wanted)]
        for field in _NAMES if asked == "name" else (asked,):
            told = _plant(resources, paper, field, dice)
            if told is not None:
                planted.append(told)
                break
    return planted


def _plant(resources: Resources, paper: KnownPaper, field: str, dice: random.Random) -> Planted | None:
    result = resources.catalogue.get_result(paper.result_id)
    reading = result.extraction.fields.get(field)
    doubted = {doubt.field for doubt in result.needs_review}
    if not isinstance(reading, FieldReading) or field in doubted or reading.value != paper.fields.get(field):
        return None
    if reading.provenance is None or reading.provenance.box is None:
        return None
    numbers = list_own_pages(result)
    pages = {
        number: from_json(OcrPage, resources.objects.get_bytes(reading_key(result.scan_id, number, result.recipe)))
        for number in numbers
    }
    page = pages[reading.provenance.page_number]
    kind = _KINDS.get(field, "person_name")
    for index, word in enumerate(page.words):
        if _overlap(page.original_box(word.box), reading.provenance.box) < 0.5:
            continue
        wrong_word = falsify(kind, word.text, dice)
        if wrong_word is None:
            continue
        words = (*page.words[:index], replace(word, text=wrong_word), *page.words[index + 1 :])
        pages[page.page_number] = replace(page, words=words)
        after = _understand(resources, result, [pages[number] for number in numbers])
        wrong = find_value(after, field)
        if wrong is None or wrong == reading.value or after.document_type != result.document_type:
            return None
        resources.catalogue.update_result(result.result_id, partial(_replace_by, after))
        return Planted(result.result_id, field, wrong, field in {doubt.field for doubt in after.needs_review})
    return None


def _replace_by(after: ProcedureResult, before: ProcedureResult) -> ProcedureResult:
    return after


def _understand(resources: Resources, result: ProcedureResult, pages: Sequence[OcrPage]) -> ProcedureResult:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for page in pages:
            paths.append(Path(folder) / f"{page.page_number}.json")
            paths[-1].write_text(to_json(page), encoding="utf-8")
        paper = understand_paper(paths, resources.settings.home, None, today())
    paper = complete(result, paper, None, False)
    paper = replace(paper, doubts=paper.doubts or (SAMPLED_PAPER,))
    return fold_result(replace(result, extraction=paper), resources.types, resources.units)


def _overlap(inner: Sequence[float], outer: Sequence[float]) -> float:
    """The share of a box that lies in another one."""
    width = min(inner[2], outer[2]) - max(inner[0], outer[0])
    height = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return max(0.0, width) * max(0.0, height) / area if area and width > 0 and height > 0 else 0.0
