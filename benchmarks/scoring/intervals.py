"""Here live intervals: how far a figure would move if other papers of the same kind had been taken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_ROUNDS = 1000
_SEED = 95
_LEAST_PAPERS = 3


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
