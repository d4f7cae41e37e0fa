"""Here live the seeds of drawn papers: which ones rules may be tuned on, and which of them each kind gets."""

from __future__ import annotations

from benchmarks.papers.catalogue import KINDS, MORE_KINDS

# The demo's papers, the tests' and the reading rules' own trials use small seeds. On these, settings are tuned:
TUNING_SEED = 700
# and on these never; they are for reports only.
REPORT_SEED = 12_400
# Kinds count from places of their own, so that a new kind leaves all others their papers: (first, step).
_FIRST_KINDS, _FIRST = 8, (0, 8)
_MORE = (200, 2)
_LATER = (400, 20)


def seed_of(first_seed: int, kind: str, round_: int) -> int:
    """The seed of a kind's paper; each kind has seeds of its own, because one seed gives all kinds the same people."""
    if kind in MORE_KINDS:
        (start, step), place = _MORE, MORE_KINDS.index(kind)
    elif KINDS.index(kind) < _FIRST_KINDS:
        (start, step), place = _FIRST, KINDS.index(kind)
    else:
        (start, step), place = _LATER, KINDS.index(kind) - _FIRST_KINDS
    return first_seed + start + round_ * step + place
