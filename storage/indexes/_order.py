"""Here lives the order of hits that nothing else tells apart: newest first, then by id."""

from __future__ import annotations

_ID_BITS = 31
_ID_BYTES = 4


def to_order_key(filed_at_s: int, result_id: str) -> int:
    """A number that is larger for what comes first: filed later, else the smaller id (by its first letters).

    Fits 63 bits; one number, because the embedded engine orders by one field alone.
    """
    first = result_id.encode("utf-8", "replace")[:_ID_BYTES].ljust(_ID_BYTES, b"\0")
    beginning = int.from_bytes(first, "big") >> (8 * _ID_BYTES - _ID_BITS)
    return (max(filed_at_s, 0) << _ID_BITS) | ((1 << _ID_BITS) - 1 - beginning)
