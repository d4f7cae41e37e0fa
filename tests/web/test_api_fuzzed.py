"""Whatever its own document allows, and much that it forbids, is sent to the API: it fails nowhere, leaks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode, checks

from pipelines.resources import Resources
from schemas.systems import RIGHTS
from tests.flows.office import PERMIT, Office
from tests.web.api_calls import DOSSIER, HOLDER, give_token
from web.api.document import ROOT

_CHECKS: list[Any] = [
    *(checks.not_a_server_error, checks.status_code_conformance, checks.content_type_conformance),
    *(checks.response_headers_conformance, checks.response_schema_conformance),
]
_MODES = {
    GenerationMode.POSITIVE: _CHECKS,
    GenerationMode.NEGATIVE: [*_CHECKS, checks.negative_data_rejection],
}
# Of the paper that the office holds; each is a word that no example makes up.
_PRIVATE = (HOLDER, "Nguyễn Văn Ân", "092*****0123")
_FEW, _MANY = 2, 20
# A machine with much else to do.
_WITHIN_S = 60


def list_operations(application: FastAPI) -> list[Any]:
    schema = schemathesis.openapi.from_asgi(f"{ROOT}/openapi.json", application)
    return [found.ok() for found in schema.get_all_operations()]


def ask_everything(application: FastAPI, tokens: Sequence[str], result_id: str, count: int) -> list[list[str]]:
    """The texts of all answers to each token; raises where one is not as the document says."""
    told: list[list[str]] = [[] for _ in tokens]
    for operation in list_operations(application):
        for mode, wanted in _MODES.items():
            # Nothing of what these take can be wrong.
            if mode is GenerationMode.NEGATIVE and operation.path in ("/types", "/system"):
                continue
            path = {"result_id": result_id, "copy": "original"} if "{" in operation.path else None
            strategy = operation.as_strategy(mode, path_parameters=path)
            # What would never be hit by chance.
            known = {"GiayToId": result_id, "unit": "92.916", "MaThuTuc": "1.013226", "MaHoSo": DOSSIER}
            for case in draw_cases(strategy, count, known if mode is GenerationMode.POSITIVE else {}):
                for token, texts in zip(tokens, told, strict=True):
                    answer = case.call(headers={"Authorization": f"Bearer {token}"}, timeout=_WITHIN_S)
                    case.validate_response(answer, checks=wanted)
                    texts.append(answer.text)
    return told


def draw_cases(strategy: Any, count: int, known: dict[str, str]) -> list[Any]:
    """Cases, the same in every run; fields that are known are set so."""
    drawn: list[Any] = []

    @seed(count)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(case: Any) -> None:
        if isinstance(case.body, dict):
            case.body |= {name: value for name, value in known.items() if name in case.body}
        drawn.append(case)

    draw()
    return drawn


@pytest.mark.parametrize("count", [_FEW, pytest.param(_MANY, marks=(pytest.mark.slow, pytest.mark.timeout(600)))])
def test_nothing_that_is_sent_breaks_it_or_makes_it_tell_another_units_papers(
    office: Office, resources: Resources, application: FastAPI, count: int
) -> None:
    result_id = office.file_paper("một", {"valid_until": "2099-12-31"}, confirmed=True)
    assert PERMIT["holder_name"] in _PRIVATE
    # Another unit's software is told nothing of the paper; its own no id whole.
    other = give_token(resources, unit="92.917", per_minute=6000)
    own = give_token(resources, [it for it in RIGHTS if it != "reveal"], name="rieng", per_minute=6000)
    to_other, to_own = ask_everything(application, (other, own), result_id, count)
    assert len(to_other) == len(to_own) > count
    assert [text[:200] for text in to_other if any(word in text for word in _PRIVATE)] == []
    assert any("092*****0123" in text for text in to_own) and not any(HOLDER in text for text in to_own)
