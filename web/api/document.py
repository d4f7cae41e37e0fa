"""Here lives the OpenAPI document of the API, and its page for people, made from it by our own template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from web.api.answered import ProblemTold
from web.api.callers import NeedsRight
from web.rendering import Pages

router = APIRouter()
TITLE, VERSION = "Sohoa API", "1.0"
ROOT = "/api/v1"
_ABOUT = (
    "Phần mềm một cửa tra cứu kết quả đã số hóa, ghi việc dùng lại thay bản giấy, gửi sổ kết quả còn hiệu lực và hồ sơ "
    "đã tiếp nhận. Số định danh chỉ đi trong nội dung gửi lên, không bao giờ trong địa chỉ; câu trả lời che bớt số "
    "định danh trừ khi có quyền `reveal`, mục đích và mã hồ sơ. Mọi lần gọi được ghi nhật ký."
)


def make_document(api: FastAPI) -> dict[str, Any]:
    """The document, the same whatever the home."""
    document: dict[str, Any] = get_openapi(
        title=TITLE,
        version=VERSION,
        description=_ABOUT,
        routes=api.routes,
        servers=[{"url": ROOT}],
    )
    problem = ProblemTold.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document["components"]["schemas"]
    schemas |= problem.pop("$defs")
    schemas["ProblemTold"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path in document["paths"].values():
        for operation in path.values():
            _name_right(api, operation)
    _drop_titles(document["paths"])
    _drop_titles(schemas)
    return document


def write_document(api: FastAPI) -> str:
    """The document as it rests in docs/openapi.json."""
    return json.dumps(make_document(api), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@router.get("/openapi.json", include_in_schema=False)
def show_document(request: Request) -> Response:
    return Response(write_document(request.app).encode(), media_type="application/json")


@router.get("/docs", include_in_schema=False)
def show_page(request: Request) -> Response:
    pages: Pages = request.app.state.pages
    document = make_document(request.app)
    values = {"document": document, "operations": _list_operations(document), "root": ROOT}
    return pages.render(request, "api_docs.html", values)


def _list_routes(api: FastAPI) -> list[APIRoute]:
    inner = [route for each in api.routes for route in getattr(each, "original_router", api).routes]
    return [route for route in (*api.routes, *inner) if isinstance(route, APIRoute)]


def _name_right(api: FastAPI, operation: dict[str, Any]) -> None:
    route = next(it for it in _list_routes(api) if it.operation_id == operation["operationId"])
    needs = next(each.call for each in route.dependant.dependencies if isinstance(each.call, NeedsRight))
    operation["x-right"] = needs.right


def _drop_titles(told: Any) -> None:
    """The titles that the library makes of names say nothing more."""
    if isinstance(told, dict):
        if isinstance(told.get("title"), str):
            del told["title"]
        for inner in told.values():
            _drop_titles(inner)
    elif isinstance(told, list):
        for inner in told:
            _drop_titles(inner)


def _list_operations(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each address as the page shows it: fields laid flat, `list.field` for what stands in a list."""
    told = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            sent = next((it["schema"] for it in content.values()), None)
            done = next(status for status in operation["responses"] if status.startswith("2"))
            answer = operation["responses"][done]["content"].get("application/json", {}).get("schema")
            told.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "operation": operation,
                    "parameters": [_tell_parameter(document, it) for it in operation.get("parameters", [])],
                    "sent": _list_fields(document, sent) if sent else [],
                    "example": _make_example(document, sent) if sent and "application/json" in content else None,
                    "answer": _list_fields(document, answer) if answer else [],
                    "refusals": {s: r["description"] for s, r in operation["responses"].items() if s != done},
                }
            )
    return told


def _tell_parameter(document: Mapping[str, Any], parameter: Mapping[str, Any]) -> dict[str, Any]:
    schema = _resolve(document, parameter["schema"])
    return {
        "name": parameter["name"],
        "kind": _tell_kind(schema),
        "meaning": parameter.get("description") or schema.get("description", ""),
        "needed": parameter.get("required", False),
    }


def _list_fields(document: Mapping[str, Any], schema: Mapping[str, Any], before: str = "") -> list[dict[str, Any]]:
    schema = _resolve(document, schema)
    if schema.get("type") == "array":
        return _list_fields(document, schema["items"], before)
    fields: list[dict[str, Any]] = []
    for name, told in schema.get("properties", {}).items():
        inner = _resolve(document, told)
        is_needed = name in schema.get("required", ())
        fields.append(
            {
                "name": before + name,
                "kind": _tell_kind(inner),
                "meaning": told.get("description") or inner.get("description", ""),
                "needed": is_needed,
            }
        )
        fields += _list_fields(document, inner, f"{before}{name}.")
    return fields


def _resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema without references and without the "or nothing" around it."""
    if "$ref" in schema:
        found: Mapping[str, Any] = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return found
    if "anyOf" in schema:
        return _resolve(document, next(it for it in schema["anyOf"] if it.get("type") != "null"))
    return schema


def _tell_kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type", ""))


def _make_example(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    return json.dumps(_exemplify(document, schema), ensure_ascii=False, indent=2)


def _exemplify(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """Invented values: the first example of each field; fields that need not be sent and have none are left out."""
    resolved = _resolve(document, schema)
    examples = schema.get("examples") or resolved.get("examples")
    if examples:
        return examples[0]
    if resolved.get("type") == "array":
        return [_exemplify(document, resolved["items"])]
    if "properties" not in resolved:
        return resolved.get("default", False if resolved.get("type") == "boolean" else "…")
    needed = resolved.get("required", ())
    told = {name: _exemplify(document, inner) for name, inner in resolved["properties"].items()}
    return {name: value for name, value in told.items() if name in needed or value not in ("…", None, False)}
