"""Here lives calibration: what a reader's word and the checks' verdict are worth, as measured on drawn papers.

The figures lie in `calibration.toml`, written by `python -m benchmarks.training.field_confidence` with day and seeds.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from schemas.extraction import FieldReading

# Of the threshold that is made of this chance: never evidence for it.
CHANCE_LOW = "chance_low"
_FILE = Path(__file__).with_name("calibration.toml")
_BY_HAND = "handwritten_suspected"
# Reasons that come from the look of the print; all others come from other fields, from the form or the law.
_OF_PRINT = frozenset({"low_confidence", "name_implausible", "cut_off", "values_differ", "day_unread"})
# Log odds beyond these are more than any sample of papers can show.
_LEAST, _MOST = 0.02, 0.999
# Drawn handwriting is no measure of real one: of 16 such values on real letters the readers had one right.
_MOST_BY_HAND = 0.3
_TEXT_LAYERS = ("converted_text_layer+", "text_layer+")


class Evidence(NamedTuple):
    """What speaks for a value in numbers that add up, and how much each of them weighs.

    `print` is the reader's own confidence in log odds, `length` the doublings of the count of words, `mended` whether
    a slip was corrected on the way, `agreed` whether another field, read elsewhere, says the same; the rest says which
    checks speak against the value.
    """

    bias: float
    print: float
    length: float
    mended: float
    agreed: float
    print_doubt: float
    check_doubt: float
    by_hand: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the evidence, and what each kind of field and each source adds in log odds.

    `made_on` and `made_of` say when and of which papers; `field_count` how many fields they had.
    """

    made_on: date
    made_of: str
    field_count: int
    weights: Evidence
    kinds: Mapping[str, float]
    sources: Mapping[str, float]

    def chance(self, kind: str, source: str, evidence: Evidence) -> float:
        """The chance, 0 to 1, that a value is right.

        Args:
            kind: of the field; one that was not measured counts as the mean of all.
            source: the engine's name, see `source_of`; one that was not measured counts as the worst that was.
        """
        total = sum(weight * said for weight, said in zip(self.weights, evidence, strict=True))
        total += self.kinds.get(kind, 0.0) + self.sources.get(source, min(self.sources.values(), default=0.0))
        chance = 1 / (1 + math.exp(-total))
        return round(min(chance, _MOST_BY_HAND) if evidence.by_hand else chance, 3)


def weigh(
    reading: FieldReading, print_confidence: float, reasons: Collection[str], *, is_agreed: bool = False
) -> Evidence:
    """A reading in the numbers of the calibration; `reasons` are the problem codes of all doubts about it."""
    against = set(reasons) - {CHANCE_LOW}
    corrections = reading.provenance.corrections if reading.provenance else ()
    inside = min(_MOST, max(_LEAST, print_confidence))
    return Evidence(
        bias=1.0,
        print=math.log(inside / (1 - inside)),
        length=math.log2(max(1, len((reading.value or "").split()))),
        mended=float(bool(corrections)),
        agreed=float(is_agreed),
        print_doubt=float(bool(against & _OF_PRINT)),
        check_doubt=float(bool(against - _OF_PRINT - {_BY_HAND})),
        by_hand=float(_BY_HAND in against),
    )


def source_of(engine: str) -> str:
    """The name of the engine that a page's `engine` begins with, a text layer's part left out."""
    for layer in _TEXT_LAYERS:
        engine = engine.removeprefix(layer)
    return engine.partition(" ")[0]


@cache
def load_calibration() -> Calibration:
    """The calibration in use."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Calibration(**{**told, "weights": Evidence(**told["weights"])})
