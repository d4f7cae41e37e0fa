"""Here lives rereading for the tests of `sohoa reread`: other words in kept readings, the call, what is seen then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schemas.ocr_page import OcrPage
from schemas.procedure_result import ProcedureResult
from schemas.wire import from_json, to_json
from storage.keys import reading_key
from tests.flows.office import Answer, Office


def results(office: Office) -> list[ProcedureResult]:
    with office.open() as resources:
        return list(resources.catalogue.list_results())


def get(office: Office, result_id: str) -> ProcedureResult:
    with office.open() as resources:
        return resources.catalogue.get_result(result_id)


def reword(office: Office, result_id: str, change: Callable[[str], str]) -> None:
    """Let the kept readings of a result have other words: as another engine had read them."""
    with office.open() as resources:
        result = resources.catalogue.get_result(result_id)
        for number in result.page_numbers:
            key = reading_key(result.scan_id, number, result.recipe)
            page = from_json(OcrPage, resources.objects.get_bytes(key))
            words = tuple(replace(word, text=change(word.text)) for word in page.words)
            resources.objects.put_bytes(key, to_json(replace(page, words=words)).encode())


def misread(text: str) -> str:
    return text.replace("CƯỜNG", "DŨNG")


def mend(text: str) -> str:
    return text.replace("DŨNG", "CƯỜNG")


def reread(office: Office, *arguments: str, person: str = "lan") -> Answer:
    answer = office.call("reread", *arguments, "--jobs", "1", "--json", person=person)
    assert answer.code in (0, 1), answer.err
    return answer


def summary(answer: Answer) -> Any:
    return answer.lines[-1]["summary"]


def shown(office: Office, result_id: str, name: str = "holder_name") -> object:
    return office.call("show", result_id, "--json").json["fields"][name]["value"]


def found(office: Office, text: str) -> list[str]:
    return [hit["result_id"] for hit in office.call("search", text, "--json").json["hits"]]


def waiting(office: Office) -> list[tuple[str, list[tuple[str, str]]]]:
    lines = office.call("review", "list", "--json").lines
    return [(line["result_id"], [(it["field"], it["reason"]) for it in line["needs_review"]]) for line in lines]
