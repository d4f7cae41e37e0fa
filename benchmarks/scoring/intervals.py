"""Here live intervals: how far a figure would move if other papers of the same kind had been taken."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

_ROUNDS = 1000
_SEED = 95
_LEAST_PAPERS = 3
_QUANTILE = 1.96  # of the normal distribution, two-sided 95 %


def find_interval(shares: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The 95 % bootstrap interval of a ratio of sums, in percent; None for fewer than three papers.

    Args:
        shares: part and whole of each paper.

    Source: percentile bootstrap over papers (Efron 1979): pages and words of one paper hang together, papers do not.
    """
    if len(shares) < _LEAST_PAPERS:
        return None
    rng = np.random.default_rng(_SEED)
    drawn = rng.multinomial(len(shares), np.full(len(shares), 1 / len(shares)), size=_ROUNDS)
    parts, wholes = drawn @ np.array([part for part, _ in shares]), drawn @ np.array([whole for _, whole in shares])
    kept = wholes > 0
    if not kept.any():
        return None
    low, high = np.percentile(100 * parts[kept] / wholes[kept], (2.5, 97.5))
    return round(float(low), 1), round(float(high), 1)


def find_share_interval(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share told as k of n, in percent; (0, 100) of nothing.

    Source: Wilson's score interval (1927): honest at 0 and n of n, where a bootstrap shows no doubt at all.
    """
    if not whole:
        return 0.0, 100.0
    share, spread = part / whole, _QUANTILE**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    half = _QUANTILE * math.sqrt(share * (1 - share) / whole + spread / whole / 4) / (1 + spread)
    return round(100 * max(0.0, middle - half), 1), round(100 * min(1.0, middle + half), 1)
