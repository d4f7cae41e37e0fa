"""Here lives what is told of a declaration that is not valid: the place in the file and the fault, in two languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

# Faults that the checks of `declaration.py` find: Vietnamese and English, values in braces.
_FAULTS = {
    "unknown_kind": ("kiểu {kind} không có", "unknown kind {kind}"),
    "needs_labels": ("cách đọc {strategy} cần có labels", "{strategy} needs labels"),
    "needs_zone": ("cách đọc in_zone cần có zone", "in_zone needs a zone"),
    "needs_choices": ("choices chỉ đi cùng kiểu choice", "choices and kind choice go together"),
    "needs_columns": ("columns chỉ đi cùng kiểu table", "columns and kind table go together"),
    "days_reversed": ("until đứng trước from", "until lies before from"),
    "needs_signs": ("thiếu signs: loại riêng phải có tên in trên giấy", "a type of its own needs title signs"),
    "needs_note": ("thiếu backlog_note: loại không số hóa phải nói lý do", "a type left out of the backlog says why"),
    "level_undeclared": (
        "issuer {body}: cấp {level} không có trong levels",
        "issuer {body}: level {level} is not among the levels",
    ),
    "level_without_issuer": ("cấp {level} không có issuer nào", "level {level} has no issuer"),
    "declared_twice": ("{what} {name} khai báo hai lần", "{what} {name} is declared twice"),
    "no_section": ("trường {field}: không có section {section}", "field {field}: no section {section}"),
    "no_field": ("{where}: không có trường {field}", "{where}: no field {field}"),
    "accepts_nothing": ("accepts cần có types hoặc papers", "accepts needs types or papers"),
    "alternative_alone": (
        "one_of {group} chỉ có một thành phần, cần ít nhất hai",
        "one_of {group} has one component, at least two are needed",
    ),
    "replaced_without_end": (
        "replaced_by cần có until: ngày cuối còn hiệu lực",
        "replaced_by needs until: the last day in force",
    ),
    "label_shared": (
        "nhãn «{label}» thuộc cả trường {first} và trường {second}",
        "label {label!r} belongs to {first} and to {second}",
    ),
}
# Faults of shape that pydantic finds; others are told in its own words.
_SHAPES = {
    "missing": "thiếu khóa này",
    "extra_forbidden": "khóa này không có trong khuôn mẫu khai báo",
    "literal_error": "giá trị phải là một trong: {expected}",
    "string_type": "phải là một chuỗi chữ",
    "int_type": "phải là số nguyên",
    "bool_type": "phải là true hoặc false",
    "tuple_type": "phải là một danh sách",
    "too_short": "cần ít nhất {min_length} mục, mới có {actual_length}",
    "string_too_short": "không được để trống",
    "string_pattern_mismatch": "sai dạng, cần theo {pattern}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "phải không quá {le}",
    "date_from_datetime_parsing": "phải là một ngày (2025-06-30, không có dấu nháy)",
    "date_from_datetime_inexact": "phải là một ngày (2025-06-30, không có dấu nháy)",
    "date_type": "phải là một ngày (2025-06-30, không có dấu nháy)",
}
_TOML_PLACE = re.compile(r"\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")


class DeclarationFault(ValueError):
    """A fault for a validator to raise, `code` one of those above; pydantic carries it to `tell_faults`."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(_FAULTS[code][1].format(**details))
        self.vietnamese = _FAULTS[code][0].format(**details)


def tell_syntax(error: tomllib.TOMLDecodeError | UnicodeDecodeError) -> str:
    """Why a file is no TOML, in both languages, with line and column."""
    if isinstance(error, UnicodeDecodeError):
        return "tệp không phải là văn bản UTF-8 / no UTF-8 text"
    found = _TOML_PLACE.search(str(error))
    place = f"dòng {found['line']}, cột {found['column']}" if found and found["line"] else "cuối tệp"
    return f"{place}: sai cú pháp TOML / {error}"


def tell_faults(error: ValidationError, raw: Mapping[str, Any]) -> str:
    """The first fault with its place in the file, in both languages, and how many more there are.

    Args:
        raw: the file as parsed, for the names of fields, examples and editions at fault.
    """
    first, *others = error.errors()
    vietnamese, english = _tell(first)
    more = f" (+{len(others)})" if others else ""
    return f"{_place_in(first['loc'], raw)}{vietnamese} / {english}{more}"


def _tell(details: Mapping[str, Any]) -> tuple[str, str]:
    context = details.get("ctx", {})
    found = context.get("error")
    if isinstance(found, DeclarationFault):
        return found.vietnamese, str(found)
    return _SHAPES.get(details["type"], details["msg"]).format(**context), details["msg"]


def _place_in(location: Sequence[str | int], raw: Mapping[str, Any]) -> str:
    """`field[4] holder_name › kind: `; empty for a fault of the whole file."""
    parts: list[str] = []
    inside: Any = raw
    for step in location:
        try:
            inside = inside[step]
        except (KeyError, IndexError, TypeError):
            inside = None
        if isinstance(step, int) and parts:
            name = inside.get("name", inside.get("body", "")) if isinstance(inside, dict) else ""
            parts[-1] += f"[{step + 1}] {name}".rstrip()
        else:
            parts.append(str(step))
    return f"{' › '.join(parts)}: " if parts else ""
