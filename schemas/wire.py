"""Here lives JSON there and back for every value, with the version of its form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

Value = TypeVar("Value")

FORM_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Envelope(Generic[Value]):
    version: int
    kind: str
    value: Value


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


def read_part(part: type[Value], kind: str, text: str | bytes) -> Value:
    """Of a value of `kind` that `to_json` wrote, only what `part` names: several times as fast as the whole.

    Raises:
        ValueError: as `from_json`.
    """
    name = f"part {part.__qualname__}"
    if name not in _adapters:
        _adapters[name] = TypeAdapter(_Envelope[part])  # type: ignore[valid-type]
    envelope = _adapters[name].validate_json(text)
    if envelope.kind != kind or envelope.version != FORM_VERSION:
        raise ValueError(f"expected {kind}, found {envelope.kind} of form {envelope.version}")
    value: Value = envelope.value
    return value
