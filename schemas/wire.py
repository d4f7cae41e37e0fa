"""Here lives JSON there and back for every value, with the version of its form."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter

Value = TypeVar("Value")

FORM_VERSION = 1


_adapters: dict[str, TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Building an adapter takes milliseconds, so each is built once a process."""
    name = kind.__qualname__
    if name not in _adapters:
        _adapters[name] = TypeAdapter(kind)
    return _adapters[name]


def to_json(value: Any) -> str:
    """One line of JSON: `{"version": 1, "kind": "OcrPage", "value": {...}}`."""
    body = _adapter(type(value)).dump_python(value, mode="json")
    return json.dumps(
        {"version": FORM_VERSION, "kind": type(value).__name__, "value": body},
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )


def from_json(kind: type[Value], text: str | bytes) -> Value:
    """The value that `to_json` wrote.

    Raises:
        ValueError: another kind, a newer form, or not JSON.
    """
    envelope = json.loads(text)
    if envelope.get("kind") != kind.__name__:
        raise ValueError(f"expected {kind.__name__}, found {envelope.get('kind')}")
    if envelope.get("version") != FORM_VERSION:
        raise ValueError(f"unknown form version {envelope.get('version')}")
    value: Value = _adapter(kind).validate_python(envelope["value"])
    return value
