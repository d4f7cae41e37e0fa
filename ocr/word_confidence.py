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
    """

    fast: float
    slow: float
    is_agreed: bool
    lead: float
    is_known: bool
    has_digits: bool

    @classmethod
    def of(cls, group: Group, choice: Choice) -> Witness:
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
        )


def confidence(witness: Witness) -> float:
    """The chance, 0-1, that a word is right."""
    agreed = 3.0 if witness.is_agreed else 0.0
    total = agreed + 2.0 * witness.fast + 2.0 * witness.slow + 0.25 * witness.lead - 3.0
    return round(1 / (1 + math.exp(-total)), 3)
