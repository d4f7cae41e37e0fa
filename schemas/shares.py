"""Here live shares told as k of n: how far one may be from the truth."""

from __future__ import annotations

import math

_QUANTILE = 1.96  # of the normal distribution, two-sided 95 %


def find_share_interval(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share of `whole` things, 0 to 1; all of it where there is none.

    Source: Wilson's score interval (1927): honest at 0 and n of n, where a bootstrap shows no doubt at all.
    """
    if not whole:
        return 0.0, 1.0
    share, spread = part / whole, _QUANTILE**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    half = _QUANTILE * math.sqrt(share * (1 - share) / whole + spread / whole / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
