"""Here lives the merging of two readings of one line, word by word, with the evidence of language.

The fast reader gives the probability of every character, the slow one words. Where they agree there is nothing to
do; elsewhere every candidate is weighed by both and by the words around it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from ocr.posteriors import LinePosteriors, ReadWord
from schemas.language import NEUTRAL, log_probability, variants
from schemas.ocr_page import Word
from schemas.text import strip_marks

_EDGES = ".,;:()[]\"'“”‘’-–—/\\…*|_"
# A word behind these starts a clause of its own.
_CLAUSE_ENDS = (".", ";", ":")
# Readers lose the bar of the unit behind an amount; nothing else stands there: `50.000d;` is `50.000đ;`.
_LOST_BAR = re.compile(r"(?<=\d\.\d{3})d(?=\W*$)")
# Moves of the pairing: so many words of one reading are so many of the other.
_MOVES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 0), (0, 1))
_ALONE_COST, _JOIN_COST, _FAR = 0.8, 0.5, 1e9
_MOST_VARIANTS, _MOST_PATHS = 10, 10
# Where two readings do not disagree nothing stands against the text.
_UNDISPUTED_LEAD = 12.0


@dataclass(frozen=True, slots=True)
class Trust:
    """How much each witness counts; part of the recipe.

    `fast`, `slow`, `language` weigh log probabilities. `fast_floor`, `mark_floor`: the least with which the fast reader
    speaks against a text, against mere marks of one, which it is too sure of. `stray_letter`, `stray_mark`: log
    probability of each letter, of each mark that the slow reader got wrong. `sure`: a word that both read alike with
    this confidence is not weighed; nor one that only the fast reader has read with `sure_alone`, unless a spelling
    with other marks is commoner by `rarity` nats. `ask_below`: of lines read by the fast reader alone those are asked
    about that hold a word which leads by fewer nats (one with a capital, which may be a name, by `ask_name_below`), is
    less sure than `ask_unsure`, or is a number less sure than `ask_number`; from the first such word to the last and so
    many `neighbours` beyond, by which the slow reader judges letters.
    Chosen on drawn papers of seeds 3000 to 3107, ADR 0034.
    """

    fast: float = 0.6
    slow: float = 1.0
    language: float = 0.5
    fast_floor: float = -12.0
    mark_floor: float = -5.0
    stray_letter: float = -3.0
    stray_mark: float = -2.0
    sure: float = 0.9
    sure_alone: float = 0.97
    rarity: float = 3.0
    ask_below: float = 1.2
    ask_name_below: float = 4.0
    ask_unsure: float = 0.35
    ask_number: float = 0.9
    neighbours: int = 1


def find_doubtful(words: Sequence[ReadWord], choices: Sequence[Choice], trust: Trust) -> range:
    """The part of a line read by the fast reader alone that the slow one should read too: from the first to the last
    doubtful word and the neighbours of both; empty where nothing is doubtful.

    Args:
        words: of the line.
        choices: what they were taken for, one each.
    """
    doubtful = [
        at for at, (word, choice) in enumerate(zip(words, choices, strict=True)) if _is_doubtful(word, choice, trust)
    ]
    if not doubtful:
        return range(0)
    return range(max(0, doubtful[0] - trust.neighbours), min(len(words), doubtful[-1] + trust.neighbours + 1))


def _is_doubtful(word: ReadWord, choice: Choice, trust: Trust) -> bool:
    least_lead = trust.ask_name_below if core(word.text)[:1].isupper() else trust.ask_below
    least_sure = trust.ask_number if any(char.isdigit() for char in word.text) else trust.ask_unsure
    return choice.lead < least_lead or word.confidence < least_sure


class Group(NamedTuple):
    """Words of the fast reading and of the slow one that stand in the same place; either may be empty."""

    fast: tuple[ReadWord, ...]
    slow: tuple[Word, ...]


class Choice(NamedTuple):
    """A text chosen for a group, "" for none, and by how many nats it leads over the next best."""

    text: str
    lead: float


def pair_words(fast: Sequence[ReadWord], slow: Sequence[Word]) -> list[Group]:
    """Both readings cut into groups that stand in the same place, by the fewest edits of letters without marks."""
    left = [strip_marks(word.text).lower() for word in fast]
    right = [strip_marks(word.text).lower() for word in slow]
    costs = [[_FAR] * (len(right) + 1) for _ in range(len(left) + 1)]
    moves: dict[tuple[int, int], tuple[int, int]] = {}
    costs[0][0] = 0.0
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            for down, across in _MOVES:
                if i < down or j < across or costs[i - down][j - across] >= _FAR:
                    continue
                cost = costs[i - down][j - across] + _move_cost(left[i - down : i], right[j - across : j])
                if cost < costs[i][j]:
                    costs[i][j], moves[i, j] = cost, (down, across)
    groups: list[Group] = []
    i, j = len(left), len(right)
    while (i, j) != (0, 0):
        down, across = moves[i, j]
        groups.append(Group(tuple(fast[i - down : i]), tuple(slow[j - across : j])))
        i, j = i - down, j - across
    return groups[::-1]


def _move_cost(left: Sequence[str], right: Sequence[str]) -> float:
    if not left or not right:
        return _ALONE_COST * sum(map(len, (*left, *right))) + _JOIN_COST
    if left == right:
        return 0.0
    return Levenshtein.distance("".join(left), "".join(right)) + _JOIN_COST * (len(left) + len(right) - 2)


def choose_texts(groups: Sequence[Group], posteriors: LinePosteriors, trust: Trust) -> list[Choice]:
    """What each group most likely says, by both readers and the words before.

    Source: Viterbi search over the candidates of each group with a bigram of syllables.
    """
    paths: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    scores: list[dict[str, float]] = []
    for index, group in enumerate(groups):
        scored = _score(group, _span(groups, index, posteriors), posteriors, trust)
        scores.append(scored)
        extended = [max(_extend(path, text, score, trust) for path in paths) for text, score in scored.items()]
        paths = sorted(extended, reverse=True)[:_MOST_PATHS]
    best = paths[0][1]
    return [
        Choice(_LOST_BAR.sub("đ", text), _lead(text, scored, before, trust))
        for text, scored, before in zip(best, scores, ("", *best), strict=False)
    ]


def _extend(
    path: tuple[float, tuple[str, ...]], text: str, score: float, trust: Trust
) -> tuple[float, tuple[str, ...]]:
    total, texts = path
    before = next((text for text in reversed(texts) if text), "")
    return total + score + trust.language * language_score(text, before), (*texts, text)


def _lead(text: str, scored: dict[str, float], before: str, trust: Trust) -> float:
    totals = {other: score + trust.language * language_score(other, before) for other, score in scored.items()}
    others = [total for other, total in totals.items() if core(other) != core(text)]
    return min(_UNDISPUTED_LEAD, totals[text] - max(others)) if others else _UNDISPUTED_LEAD


def core(text: str) -> str:
    """A word without the punctuation around it."""
    return text.strip(_EDGES)


@lru_cache(maxsize=1 << 16)
def language_score(text: str, before: str) -> float:
    """Log probability of words after the words before; nothing at all costs as much as a word that says nothing."""
    previous = core(before.split()[-1]) if before and not before.endswith(_CLAUSE_ENDS) else None
    total = 0.0
    for word in text.split():
        middle = core(word)
        if middle:
            total += log_probability(middle, previous or None)
        previous = None if word.endswith(_CLAUSE_ENDS) else middle
    return total if text else NEUTRAL


def _score(group: Group, span: tuple[int, int], posteriors: LinePosteriors, trust: Trust) -> dict[str, float]:
    """Each candidate's weighed log probability by both readers."""
    if _is_agreed(group, trust):
        return {group.slow[0].text: 0.0}
    if _is_sure(group, trust):
        return {group.fast[0].text: 0.0}
    texts = _candidates(group)
    first, end = span
    # Between two words the recogniser writes one blank.
    last = len(posteriors.log_probs)
    framed = [_framed(text, first > 0, end < last) for text in texts]
    fast = posteriors.score(framed, first, end)
    top = int(fast.argmax())
    letters = strip_marks(texts[top])
    scored: dict[str, float] = {}
    for text, value in zip(texts, fast, strict=True):
        floor = trust.mark_floor if strip_marks(text) == letters else trust.fast_floor
        against = max(floor, float(value - fast[top]))
        scored[text] = trust.fast * against + trust.slow * _slow_score(text, group.slow, trust)
    return scored


def _framed(text: str, has_left: bool, has_right: bool) -> str:
    if not text:
        return " " if has_left and has_right else ""
    return f"{' ' if has_left else ''}{text}{' ' if has_right else ''}"


def _is_agreed(group: Group, trust: Trust) -> bool:
    if len(group.fast) != 1 or len(group.slow) != 1:
        return False
    fast, slow = group.fast[0], group.slow[0]
    return core(fast.text) == core(slow.text) and min(fast.confidence, slow.confidence or 0.0) >= trust.sure


def _is_sure(group: Group, trust: Trust) -> bool:
    """Whether the fast reader alone is so sure of a word that only a rare one could be meant otherwise."""
    if group.slow or len(group.fast) != 1 or group.fast[0].confidence < trust.sure_alone:
        return False
    middle = core(group.fast[0].text)
    own = log_probability(middle) if middle else NEUTRAL
    return own >= NEUTRAL or all(log_probability(other) <= own + trust.rarity for other in variants(middle)[:2])


def _candidates(group: Group) -> list[str]:
    texts = dict.fromkeys(" ".join(word.text for word in side) for side in (group.slow, group.fast) if side)
    if not group.fast or not group.slow:
        texts[""] = None
    if len(group.fast) <= 1 and len(group.slow) <= 1:
        for text in [text for text in texts if text]:
            middle = core(text)
            at = text.find(middle)
            for other in variants(middle)[:_MOST_VARIANTS] if middle else ():
                texts[text[:at] + other + text[at + len(middle) :]] = None
    return list(texts)


def _span(groups: Sequence[Group], index: int, posteriors: LinePosteriors) -> tuple[int, int]:
    """The steps between the words before and behind a group."""
    before = next((group.fast[-1].end_step for group in reversed(groups[:index]) if group.fast), 0)
    behind = next((group.fast[0].first_step for group in groups[index + 1 :] if group.fast), None)
    return before, len(posteriors.log_probs) if behind is None else behind


def _slow_score(text: str, slow: Sequence[Word], trust: Trust) -> float:
    """Log probability that the slow reader wrote what it did where `text` stands."""
    if not slow:
        # A word that only the fast reader saw: the slow one passes over print less often than the fast one invents it.
        return 0.0
    read = " ".join(word.text for word in slow)
    sure = min(0.98, max(0.05, min(word.confidence or 0.0 for word in slow)))
    if text == read:
        return math.log(sure)
    if not text:
        return math.log(1 - sure)
    letters = Levenshtein.distance(strip_marks(text), strip_marks(read))
    marks = max(0, Levenshtein.distance(text, read) - letters)
    # The first slip is what `sure` is about.
    slips = letters * trust.stray_letter + marks * trust.stray_mark
    return math.log(1 - sure) + slips - (trust.stray_letter if letters else trust.stray_mark)
