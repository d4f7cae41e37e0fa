"""Here live sketches of texts: short keys by which two readings of one paper are told alike, however they were read.

A sketch holds the smallest hashes of the text's pairs of words and of its words with digits. How many of the
smallest hashes of two texts together stand in both sketches estimates how much of the two texts is the same.
Source: A. Broder, On the resemblance and containment of documents, 1997 (one hash function, the k smallest).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from schemas.text import fold_words

# Errors of the estimate: 0.04 over 96 pairs where 0.85 is the same; words with digits are few, so that all are kept.
_PAIRS_KEPT, _DIGITS_KEPT = 96, 48
_HASH_BYTES = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of two texts is the same, each 0-1: pairs of neighbouring words, and words with digits."""

    pairs: float
    digits: float


def make_sketch(text: str) -> str:
    """The sketch of a text, at most 600 characters; "" for a text of fewer than two words."""
    words = fold_words(text)
    pairs = (f"{one} {other}" for one, other in pairwise(words))
    kept = _pack(pairs, _PAIRS_KEPT)
    return f"{kept}.{_pack((word for word in words if not word.isalpha()), _DIGITS_KEPT)}" if kept else ""


def compare_sketches(one: str, other: str) -> Likeness | None:
    """How alike two texts are; None where one of them has no sketch. Texts without digits differ in none."""
    if not one or not other:
        return None
    (pairs, digits), (other_pairs, other_digits) = (map(_unpack, sketch.split(".")) for sketch in (one, other))
    return Likeness(
        _estimate(pairs, other_pairs, _PAIRS_KEPT),
        _estimate(digits, other_digits, _DIGITS_KEPT),
    )


def has_number(sketch: str, number: str) -> bool:
    """Whether a word with digits of a number stands in a text; False where that is not known."""
    words = {word for word in fold_words(number) if not word.isalpha()}
    # A sign set close to its number is one word with it in one reading, and two in another.
    words |= {digits for word in words if (digits := "".join(filter(str.isdigit, word)))}
    hashes = {_hash(word) for word in words}
    return bool(sketch) and bool(hashes & _unpack(sketch.partition(".")[2]))


def _pack(parts: Iterable[str], kept: int) -> str:
    return base64.b64encode(b"".join(sorted(set(map(_hash, parts)))[:kept])).decode()


def _hash(part: str) -> bytes:
    return hashlib.blake2b(part.encode(), digest_size=_HASH_BYTES).digest()


def _unpack(packed: str) -> frozenset[bytes]:
    data = base64.b64decode(packed)
    return frozenset(data[start : start + _HASH_BYTES] for start in range(0, len(data), _HASH_BYTES))


def _estimate(one: frozenset[bytes], other: frozenset[bytes], kept: int) -> float:
    together = sorted(one | other)[:kept]
    return sum(part in one and part in other for part in together) / len(together) if together else 1.0
