"""Here lives what a line recogniser believes: the probability of every character at every step across a line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import numpy as np

from ocr.pixels import Array

_BLANK = 0
_IMPOSSIBLE = -1e9
# Characters that the recogniser cannot write, and what it writes for them.
_WRITTEN_AS = {"–": "-", "—": "-", "−": "-", "²": "2", "³": "3", "‘": "’", "…": ".", '"': "”", "[": "(", "]": ")"}
_BLANKS = re.compile(r"\s+")
# Of 46 final stops passed over all had this probability, of 1,349 lines without one a single one (drawn papers).
_LEAST_STOP = math.log(0.01)
# Where a blank is printed behind punctuation: not inside numbers, abbreviations or addresses of the net.
_SWALLOWED_BLANK = re.compile(
    r"""(?<=[^\W\d])[,;:](?=[^\W_]) | (?<=[\d)])[;:,](?=[^\W\d_]) | (?<=^\d)\.(?=[^\W\d_]) | (?<=^\d\d)\.(?=[^\W\d_])
      | ^[-–+](?=[^\W\d_])""",
    re.VERBOSE,
)


def swallowed_blanks(text: str) -> list[int]:
    """Where a blank is missing in a text: `VT,KT`, `1.Cấp`, `-Lưu`; not in `1,5`, `TP.HCM`, `10:30`."""
    return [match.end() for match in _SWALLOWED_BLANK.finditer(text)]


class ReadWord(NamedTuple):
    """A word as most likely read, the steps from its first to after its last character, and its least sure one's
    probability."""

    text: str
    first_step: int
    end_step: int
    confidence: float


@dataclass(frozen=True)
class LinePosteriors:
    """A line as a CTC recogniser sees it.

    `log_probs` is float32 (steps, 1 + characters), natural logarithms, the CTC blank first. `characters` maps a
    character to its column. `left_px` is where step 0 begins on the page, `step_px` how wide one step is there.

    Source: Graves et al., Connectionist Temporal Classification, ICML 2006.
    """

    log_probs: Array
    characters: Mapping[str, int]
    left_px: float
    step_px: float

    @cached_property
    def words(self) -> tuple[ReadWord, ...]:
        """The most likely reading, cut at blanks."""
        names = {column: character for character, column in self.characters.items()}
        best = self.log_probs.argmax(axis=1)
        is_new = (best != _BLANK) & np.concatenate(([True], best[1:] != best[:-1]))
        words: list[ReadWord] = []
        for is_blank, run in groupby(np.flatnonzero(is_new).tolist(), key=lambda step: names[int(best[step])] == " "):
            steps = list(run)
            if not is_blank:
                words += self._parted("".join(names[int(best[step])] for step in steps), steps)
        return (*words[:-1], self._stopped(words[-1])) if words else ()

    def _parted(self, text: str, steps: Sequence[int]) -> Iterator[ReadWord]:
        """A run of characters cut where a blank was swallowed."""
        ends = [*swallowed_blanks(text), len(text)]
        for start, end in zip([0, *ends], ends, strict=False):
            own = list(steps[start:end])
            surest = np.exp(self.log_probs[own].max(axis=1))
            yield ReadWord(text[start:end], own[0], own[-1] + 1, float(surest.min()))

    def _stopped(self, last: ReadWord) -> ReadWord:
        """The line's last word with the full stop that the recogniser half saw: it passes over nearly all of them."""
        stop = self.characters.get(".")
        if stop is None or not (last.text[-1].isalnum() or last.text[-1] in ")/"):
            return last
        seen = self.log_probs[last.end_step - 1 :, stop]
        if not len(seen) or seen.max() < _LEAST_STOP:
            return last
        return last._replace(text=f"{last.text}.", end_step=last.end_step + int(seen.argmax()))

    def x_px(self, step: float) -> float:
        """Where a step begins on the page."""
        return self.left_px + step * self.step_px

    def score(self, texts: Sequence[str], first_step: int, end_step: int) -> Array:
        """Natural logarithm of the probability of each text's best way through these steps, float64 (texts,)."""
        log_probs = self.log_probs[max(0, first_step) : end_step]
        columns = [self._columns(text) for text in texts]
        scores = np.full(len(texts), _IMPOSSIBLE)
        known = [at for at, found in enumerate(columns) if found is not None]
        if known and len(log_probs):
            scores[known] = _best_ways(log_probs, [columns[at] or [] for at in known])
        return scores

    def _columns(self, text: str) -> list[int] | None:
        written = _BLANKS.sub(" ", "".join(_WRITTEN_AS.get(character, character) for character in text))
        columns = [self.characters.get(character) for character in written]
        return None if None in columns else [column for column in columns if column is not None]


def _best_ways(log_probs: Array, texts: Sequence[Sequence[int]]) -> Array:
    """Log-likelihoods of the best alignments of several texts: the CTC recursion with its sums taken as maxima.

    All texts take each step together; the two states in front stand for "before the first character".
    """
    states = np.full((len(texts), 2 * max(map(len, texts)) + 1), _BLANK)
    for row, columns in zip(states, texts, strict=True):
        row[1 : 2 * len(columns) : 2] = columns
    # A state may also be reached past a blank, unless the same character would be read twice as one.
    no_skip = np.full(states.shape, _IMPOSSIBLE)
    no_skip[:, 3::2][states[:, 3::2] != states[:, 1:-2:2]] = 0.0
    emitted = log_probs[:, states]
    reached = np.full((len(texts), states.shape[1] + 2), _IMPOSSIBLE)
    reached[:, 2:4] = emitted[0, :, :2]
    for now in emitted[1:]:
        best = np.maximum(reached[:, 2:], reached[:, 1:-1])
        np.maximum(best, reached[:, :-2] + no_skip, out=best)
        reached[:, 2:] = best + now
    rows, ends = np.arange(len(texts)), np.array([2 * len(columns) + 2 for columns in texts])
    return np.asarray(np.maximum(reached[rows, ends], np.where(ends > 2, reached[rows, ends - 1], _IMPOSSIBLE)))
