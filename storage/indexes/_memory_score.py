"""Here lives the worth of one document as an answer, by plain comparison of what engines look up."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from schemas.search import IndexDocument
from storage.indexes._document_fields import DocumentFields, to_fields
from storage.indexes._kinds import AllOf, AnyOf, Begun, Near, Number, Phrase, Term, Wanted, Worth, to_wanted
from storage.indexes._question import Question

# Of a plain word: no statistics are kept.
_WORD = 1.0


def to_score(document: IndexDocument, question: Question, *, is_wide: bool = True) -> float:
    """What a document is worth as an answer; 0 where it is none. `is_wide`: see `to_wanted`."""
    return _find_worth(to_wanted(question, is_wide=is_wide), to_fields(document)) or 0.0


def _find_worth(wanted: Wanted, fields: DocumentFields) -> float | None:
    match wanted:
        case Worth(score, part):
            return None if _find_worth(part, fields) is None else score
        case AllOf(parts):
            found = [_find_worth(part, fields) for part in parts]
            return sum(one for one in found if one is not None) if found and None not in found else None
        case AnyOf(parts):
            held = [one for one in (_find_worth(part, fields) for part in parts) if one is not None]
            return sum(held) if held else None
        case _:
            return _WORD if _holds(wanted, fields) else None


def _holds(wanted: Term | Phrase | Near | Begun | Number, fields: DocumentFields) -> bool:
    match wanted:
        case Number(field, number):
            return fields.numbers[field] == number
        case Phrase(field, words):
            return bool(words) and any(f" {' '.join(words)} " in f" {text} " for text in fields.words[field])
        case Term(field, value):
            return value in _list_values(field, fields)
        case Near(field, value):
            return any(OSA.distance(value, other, score_cutoff=1) <= 1 for other in _list_values(field, fields))
        case Begun(field, value):
            return any(other.startswith(value) for other in _list_values(field, fields))


def _list_values(field: str, fields: DocumentFields) -> list[str]:
    """Keys as a whole, texts as their words."""
    if field in fields.keys:
        return list(fields.keys[field])
    return [word for text in fields.words[field] for word in text.split()]
