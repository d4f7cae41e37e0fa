"""Here live the API's problems: every refusal as RFC 9457 says it, in Vietnamese or English, without what was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from schemas.errors import InputRejected, SetupError, SohoaError, TemporarilyUnavailable
from schemas.problems import get_problem
from web.rendering import load_texts

MEDIA_TYPE = "application/problem+json"
_UNKNOWN = frozenset(
    {"result_unknown", "procedure_unknown", "procedure_not_in_force", "page_unknown", "reuse_entry_unknown"}
)
_STATUS = {
    "api_token_missing": 401,
    "api_token_refused": 401,
    "api_token_expired": 401,
    "api_network_refused": 403,
    "api_right_missing": 403,
    "api_unit_refused": 403,
    "api_path_unknown": 404,
    "api_method_refused": 405,
    "api_body_too_slow": 408,
    "api_key_reused": 409,
    "account_exists": 409,
    "result_erased": 410,
    "api_body_too_large": 413,
    "api_not_json": 400,
    "api_too_many": 429,
    "api_failed": 500,
}
_BY_HTTP_STATUS = {404: "api_path_unknown", 405: "api_method_refused", 400: "api_not_json"}
_RETRY_S = 5
# What pydantic calls a fault -> what we call it; texts in `texts/LANGUAGE/api.toml`.
_FAULTS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_pattern_mismatch": "form",
    "literal_error": "choice",
    "greater_than_equal": "range",
    "less_than_equal": "range",
}
_MOST_FAULTS = 50
_MOST_NAME = 60


def find_language(headers: Mapping[str, str]) -> str:
    """`vi`, or `en` where that is what the caller reads first."""
    first = headers.get("accept-language", "").split(",")[0].strip().lower()
    return "en" if first.startswith("en") else "vi"


def tell_problem(
    code: str,
    language: str,
    details: Mapping[str, object] | None = None,
    *,
    status: int | None = None,
    errors: Sequence[Mapping[str, str]] = (),
    retry_s: int | None = None,
) -> Response:
    """A refusal: `type, title, status, detail, code, advice, errors`."""
    status = status or _STATUS[code]
    detail, advice = get_problem(code, **(details or {})).in_language(language)
    body = {
        "type": f"urn:sohoa:problem:{code}",
        "title": load_texts(language)["api_status"][str(status)],
        "status": status,
        "detail": detail,
        "code": code,
        "advice": advice,
        "errors": list(errors),
    }
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if retry_s is not None:
        headers["Retry-After"] = str(retry_s)
    text = json.dumps(body, ensure_ascii=False)
    return Response(text.encode(), status_code=status, headers=headers, media_type=MEDIA_TYPE)


def tell_error(error: SohoaError, language: str, retry_s: int | None = None) -> Response:
    """One of our own errors as a problem."""
    status = _STATUS.get(error.code)
    if status is None and error.code in _UNKNOWN:
        status = 404
    if isinstance(error, TemporarilyUnavailable):
        status, retry_s = 503, retry_s or _RETRY_S
    elif status is None:
        status = 422 if isinstance(error, InputRejected | SetupError) else 503
    return tell_problem(error.code, language, error.details, status=status, retry_s=retry_s)


def answer_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SohoaError)
    return tell_error(error, find_language(request.headers))


def answer_invalid(request: Request, error: Exception) -> Response:
    """A body or parameter that is not as described: which fields, and what of each; never its value."""
    assert isinstance(error, RequestValidationError)
    language = find_language(request.headers)
    faults = list(error.errors())[:_MOST_FAULTS]
    # A body of another kind than JSON (curl sends a form where it is told nothing) is no JSON, however it reads.
    is_other = "json" not in request.headers.get("content-type", "") and any(
        fault["loc"] == ("body",) and fault["type"] != "missing" for fault in faults
    )
    if is_other or any(fault["type"] == "json_invalid" for fault in faults):
        return tell_problem("api_not_json", language)
    return tell_problem(
        "api_request_invalid", language, status=422, errors=[_tell_fault(fault, language) for fault in faults]
    )


def answer_http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: an address that is none, a method, a form that cannot be read."""
    assert isinstance(error, HTTPException)
    code = _BY_HTTP_STATUS.get(error.status_code, "api_not_json")
    answer = tell_problem(code, find_language(request.headers), status=_STATUS[code])
    if allowed := (error.headers or {}).get("Allow"):
        answer.headers["Allow"] = allowed
    return answer


def answer_failure(request: Request, error: Exception) -> Response:
    return tell_problem("api_failed", find_language(request.headers))


def _tell_fault(fault: Mapping[str, Any], language: str) -> dict[str, str]:
    names = (str(part) for part in fault["loc"] if part not in ("body", "query", "path", "header"))
    place = ["".join(char for char in name if char.isprintable())[:_MOST_NAME] for name in names]
    kind = _FAULTS.get(fault["type"], "value")
    return {"field": ".".join(place), "code": kind, "message": load_texts(language)["api_fault"][kind]}
