"""Here lives the mark at which the next page of an answer begins, as text that only its maker reads."""

from __future__ import annotations

import base64
import binascii
import json

from schemas.errors import SetupError

_Values = list[float | int | str]


def to_cursor(values: _Values) -> str:
    """URL-safe; says nothing of what was asked."""
    told = json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def read_cursor(cursor: str, *kinds: type | tuple[type, ...]) -> _Values:
    """The values, one of each kind.

    Raises:
        SetupError: "search_cursor_invalid"; not made by this index, or cut.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise SetupError("search_cursor_invalid") from error
    if not isinstance(values, list) or len(values) != len(kinds):
        raise SetupError("search_cursor_invalid")
    if not all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=True)):
        raise SetupError("search_cursor_invalid")
    return values


def read_offset(after: str | None, offset: int) -> int:
    """Where a page begins in an index that only counts hits: at its cursor, else at the offset asked for."""
    if after is None:
        return offset
    (begin,) = read_cursor(after, int)
    if not 0 <= int(begin) < 1 << 40:
        raise SetupError("search_cursor_invalid")
    return int(begin)
