"""Here lives how sure a merged word is: the chance that it stands on the paper letter by letter."""

from __future__ import annotations

import math
from typing import NamedTuple

from ocr.merging import Choice, Group, core
from schemas.language import is_known


class Witness(NamedTuple):
    """What speaks for a word.

    `fast`, `slow`: confidences 0-1 of both readers, 0 where one did not see the word. `is_agreed`: they read alike but
    for punctuation. `lead`: over the next best text, in nats. `is_known`: the language knows it.
    `is_asked`: the slow reader has read the line.
    """

    fast: float
    slow: float
    is_agreed: bool
    lead: float
    is_known: bool
    has_digits: bool
    is_asked: bool

    @classmethod
    def of(cls, group: Group, choice: Choice, *, is_asked: bool) -> Witness:
        fast = [core(word.text) for word in group.fast]
        slow = [core(word.text) for word in group.slow]
        said = [core(word) for word in choice.text.split()]
        return cls(
            min((word.confidence for word in group.fast), default=0.0),
            min((word.confidence or 0.0 for word in group.slow), default=0.0),
            fast == slow == said,
            choice.lead,
            all(is_known(word) for word in said),
            any(char.isdigit() for char in choice.text),
            is_asked,
        )


# Logistic regression on drawn papers, `python -m benchmarks.training.word_confidence`; ADR 0034.
_BIAS, _AGREED, _ASKED, _FAST, _NOT_FAST = -0.5, 1.54, -2.48, 0.39, 2.97
_SLOW, _NOT_SLOW, _LEAD, _DISPUTED_LEAD, _KNOWN, _DIGITS = 0.63, -0.67, 0.08, 0.1, 3.54, 0.84
_LEAST, _MOST, _LEAST_LEAD = 0.02, 0.999, -5.0


def confidence(witness: Witness) -> float:
    """The chance, 0-1, that a word is right, punctuation included."""
    lead = max(_LEAST_LEAD, witness.lead)
    total = _BIAS + _LEAD * lead + _KNOWN * witness.is_known + _DIGITS * witness.has_digits
    total += _FAST * _logit(witness.fast) if witness.fast else _NOT_FAST
    if witness.is_asked:
        total += _ASKED + (_AGREED if witness.is_agreed else _DISPUTED_LEAD * lead)
        total += _SLOW * _logit(witness.slow) if witness.slow else _NOT_SLOW
    return round(1 / (1 + math.exp(-total)), 3)


def _logit(chance: float) -> float:
    inside = min(_MOST, max(_LEAST, chance))
    return math.log(inside / (1 - inside))
