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


class Evidence(NamedTuple):
    """What a witness says in numbers that add up, and how much each of them weighs.

    `fast`, `slow` are confidences in log odds, `no_fast`, `no_slow` say that a reader did not see the word. `asked`,
    `agreed`, `slow`, `no_slow` and `disputed_lead` speak only where the slow reader has read the line.
    """

    bias: float
    fast: float
    no_fast: float
    asked: float
    agreed: float
    slow: float
    no_slow: float
    lead: float
    disputed_lead: float
    known: float
    digits: float


# Logistic regression on drawn papers, `python -m benchmarks.training.word_confidence`; ADR 0034.
WEIGHTS = Evidence(
    bias=-0.09,
    fast=0.53,
    no_fast=-4.63,
    asked=-2.93,
    agreed=2.33,
    slow=0.65,
    no_slow=-0.69,
    lead=0.02,
    disputed_lead=0.17,
    known=3.32,
    digits=0.89,
)
_LEAST, _MOST, _LEAST_LEAD = 0.02, 0.999, -5.0


def weigh(witness: Witness) -> Evidence:
    """A witness in the numbers of the regression."""
    lead, is_asked = max(_LEAST_LEAD, witness.lead), witness.is_asked
    return Evidence(
        bias=1.0,
        fast=_logit(witness.fast) if witness.fast else 0.0,
        no_fast=float(not witness.fast),
        asked=float(is_asked),
        agreed=float(is_asked and witness.is_agreed),
        slow=_logit(witness.slow) if is_asked and witness.slow else 0.0,
        no_slow=float(is_asked and not witness.slow),
        lead=lead,
        disputed_lead=lead if is_asked and not witness.is_agreed else 0.0,
        known=float(witness.is_known),
        digits=float(witness.has_digits),
    )


def confidence(witness: Witness) -> float:
    """The chance, 0-1, that a word is right, punctuation included."""
    total = sum(weight * said for weight, said in zip(WEIGHTS, weigh(witness), strict=True))
    return round(1 / (1 + math.exp(-total)), 3)


def _logit(chance: float) -> float:
    inside = min(_MOST, max(_LEAST, chance))
    return math.log(inside / (1 - inside))
