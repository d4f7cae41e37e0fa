"""Here live the national codes of kinds of results (`KQ.G15.000031`), as far as they are known, beside our own keys.

Source: the national procedure database, codes seen on the two papers of the civil register. What has no code yet goes
by our key, which one-stop software may send in its place.
"""

from __future__ import annotations

from collections.abc import Container

_CODES = {"birth_certificate": "KQ.G15.000031", "marriage_certificate": "KQ.G15.000032"}
_TYPES = {code: key for key, code in _CODES.items()}


def to_result_code(document_type: str | None) -> str | None:
    """The code to tell for a document type: the national one, else our key; None for a paper of no known type."""
    return None if document_type is None else _CODES.get(document_type, document_type)


def find_type_of_code(code: str, types: Container[str]) -> str | None:
    """The document type that a code means, or that it is the key of; None for any other."""
    key = _TYPES.get(code.strip().upper(), code.strip())
    return key if key in types else None
