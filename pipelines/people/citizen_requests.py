"""Here lives what an office does with a citizen's request: taken with a slip, extended once, decided, answered.

The audit chain tells that it was done and about which results, never in the citizen's words.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipelines.actions import require_reason, set_fields, step, update
from pipelines.resources import Resources
from pipelines.results.after_filing import correct_result
from schemas.citizen_request import (
    DECISIONS,
    PROOFS,
    REQUEST_KINDS,
    CitizenRequest,
    Decision,
    IdentityProof,
    RequestKind,
    find_due_day,
)
from schemas.days import local_day
from schemas.errors import InputRejected, SetupError
from schemas.procedure_result import ProcedureResult
from schemas.text import clean, squeeze

# Read aloud and typed from a slip: no letter that looks like another.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_GROUPS, _GROUP_LENGTH = 2, 4
_MOST_WORDS, _MOST_PAPERS, _MOST_NAME = 2000, 20, 120
ASKED_EVENT = "citizen_request"
Typed = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class RequestWish:
    """What the counter writes down; `kind` and `proof` as typed, `result_ids` those it is about, perhaps none."""

    kind: str
    unit: str
    asker: str
    contact: str
    proof: str
    words: str
    result_ids: tuple[str, ...] = ()


def take_request(resources: Resources, wish: RequestWish, by: str) -> CitizenRequest:
    """Keep a request; its code and the day it is due stand on the slip.

    Raises:
        SetupError: "request_incomplete", "unit_unknown", "result_unknown"; InputRejected: "result_erased".
    """
    asker, words = squeeze(wish.asker)[:_MOST_NAME], clean(wish.words).strip()[:_MOST_WORDS]
    kind, proof = _read_kind(wish.kind), _read_proof(wish.proof)
    missing = [
        name for name, there in (("kind", kind), ("asker", asker), ("proof", proof), ("words", words)) if not there
    ]
    if missing or kind is None or proof is None:
        raise SetupError("request_incomplete", missing=", ".join(_TITLES[name] for name in missing))
    resources.units.get(wish.unit)
    papers = tuple(dict.fromkeys(wish.result_ids))[:_MOST_PAPERS]
    for paper in papers:
        resources.catalogue.get_result(paper)
    at = resources.now()
    request = CitizenRequest(
        code=draw_code(),
        kind=kind,
        unit=wish.unit,
        asker=asker,
        contact=squeeze(wish.contact)[:_MOST_NAME],
        proof=proof,
        words=words,
        result_ids=papers,
        taken_by=by,
        taken_at=at,
        due_on=find_due_day(kind, local_day(at), resources.calendar),
    )
    while not resources.catalogue.add_request(request):
        request = replace(request, code=draw_code())
    _note(resources, by, "request_taken", request)
    return request


def get_request(resources: Resources, code: str) -> CitizenRequest:
    """By its code, in whatever letters and with blanks for hyphens as it is read out.

    Raises:
        SetupError: "request_unknown".
    """
    found = resources.catalogue.find_request("-".join(code.replace("-", " ").split()).upper())
    if found is None:
        raise SetupError("request_unknown", request=code.strip()[:20])
    return found


def extend_request(resources: Resources, code: str, reason: str, by: str) -> CitizenRequest:
    """The one extension that the law allows, with the reason that the citizen is told.

    Raises:
        SetupError: "request_unknown", "reason_missing"; InputRejected: "request_decided", "request_extended".
    """
    reason = require_reason(reason)[:_MOST_WORDS]

    def change(known: CitizenRequest) -> CitizenRequest:
        _refuse_decided(known)
        if known.extended_because:
            raise InputRejected("request_extended", request=known.code)
        due_on = find_due_day(known.kind, known.taken_on, resources.calendar, is_extended=True)
        return replace(known, extended_because=reason, due_on=due_on)

    request = resources.catalogue.update_request(code, change)
    _note(resources, by, "request_extended", request)
    return request


def decide_request(
    resources: Resources, code: str, decision: str, answer: str, by: str, typed: Typed | None = None
) -> CitizenRequest:
    """Answer a request; an accepted correction first makes a new version of each result that it changes.

    Args:
        decision: `accepted` or `refused`.
        answer: what the citizen is told, and why.
        typed: result id -> field -> value as a person types it; only what differs from what stands.

    Raises:
        SetupError: "request_unknown", "request_incomplete", "reason_missing", and those of `correct_result`.
        InputRejected: "request_decided", "nothing_changed" (a correction was accepted, and none is there), and those
            of `correct_result` and `set_fields`.
    """
    request, word = get_request(resources, code), _read_decision(decision)
    if word is None:
        raise SetupError("request_incomplete", missing=_TITLES["decision"])
    answer = require_reason(answer)[:_MOST_WORDS]
    _refuse_decided(request)
    if word == "accepted" and request.kind == "correct":
        _correct(resources, request, typed or {}, by)
    at = resources.now()

    def change(known: CitizenRequest) -> CitizenRequest:
        _refuse_decided(known)
        return replace(known, decision=word, answer=answer, decided_by=by, decided_at=at)

    request = resources.catalogue.update_request(request.code, change)
    _note(resources, by, "request_decided", request)
    return request


def draw_code() -> str:
    """Such as `YC-7K3F-Q2MB`: says nothing, cannot be guessed."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_CODE_GROUPS))
    return "-".join(("YC", *groups))


def _correct(resources: Resources, request: CitizenRequest, typed: Typed, by: str) -> None:
    for result_id in request.result_ids:
        if texts := typed.get(result_id):
            _correct_one(resources, result_id, texts, request.code, by)
    if request.result_ids and not any(_was_corrected(resources, it, request.code) for it in request.result_ids):
        raise InputRejected("nothing_changed")


def _correct_one(resources: Resources, result_id: str, texts: Mapping[str, str], code: str, by: str) -> None:
    result = resources.catalogue.get_result(result_id)
    if result.state == "confirmed":
        correct_result(resources, result_id, texts, _tell(code), by)
        return
    # Nobody answers for it yet: the values wait with it for whoever confirms, and the history says where they are from.
    set_fields(resources, result_id, texts, by)

    def note(known: ProcedureResult) -> ProcedureResult:
        return step(resources, known, by, resources.now(), ASKED_EVENT, _tell(code))

    update(resources, result_id, note)


def _was_corrected(resources: Resources, result_id: str, code: str) -> bool:
    result = resources.catalogue.get_result(result_id)
    return any(_tell(code) in entry.note for entry in result.history)


def _tell(code: str) -> str:
    return f"theo yêu cầu {code}"


def _refuse_decided(request: CitizenRequest) -> None:
    if not request.is_open:
        raise InputRejected("request_decided", request=request.code)


_TITLES = {
    "kind": "loại yêu cầu",
    "asker": "họ tên người yêu cầu",
    "proof": "cách xác minh người yêu cầu",
    "words": "nội dung yêu cầu",
    "decision": "chấp nhận hay từ chối",
}


def _read_kind(text: str) -> RequestKind | None:
    return next((each for each in REQUEST_KINDS if each == text), None)


def _read_proof(text: str) -> IdentityProof | None:
    return next((each for each in PROOFS if each == text), None)


def _read_decision(text: str) -> Decision | None:
    return next((each for each in DECISIONS if each == text), None)


def _note(resources: Resources, by: str, event: str, request: CitizenRequest) -> None:
    payload = {"request": request.code, "kind": request.kind, "unit": request.unit, "results": list(request.result_ids)}
    if request.decision:
        payload["decision"] = request.decision
    resources.catalogue.add_audit(by, event, json.dumps(payload, sort_keys=True))
