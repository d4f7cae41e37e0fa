"""Here lives the comparison that a demonstration leaves for its portal: one page by plain Tesseract and by us."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipelines.lines import JsonLine
from pipelines.settings import DEMO_MARK, Settings

_FILE = "comparison.json"


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as it was read; `is_wrong` where the paper says something else there."""

    text: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One engine's reading: its character error rate in percent, and its lines of words."""

    cer_percent: float
    wrong_count: int
    lines: tuple[tuple[ReadWord, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings of the first page of a result."""

    result_id: str
    plain: Reading
    ours: Reading


def keep_comparison(settings: Settings, compared: JsonLine, result_id: str) -> None:
    """Leave what `acts.compare_with_plain` found beside the demonstration's stores."""
    (settings.home / _FILE).write_text(json.dumps(compared | {"result_id": result_id}), "utf-8")


def find_comparison(settings: Settings) -> Comparison | None:
    """What a demonstration left here; None in an office's own home."""
    if not (settings.home / DEMO_MARK).exists() or not (settings.home / _FILE).exists():
        return None
    told = json.loads((settings.home / _FILE).read_text("utf-8"))
    return Comparison(told["result_id"], *(_judge(told[side], told["printed"]) for side in ("plain", "ours")))


def _judge(side: JsonLine, printed: str) -> Reading:
    lines = [line.split() for line in _compose(side["text"]).splitlines() if line.strip()]
    words = [word for line in lines for word in line]
    right: set[int] = set()
    for block in SequenceMatcher(None, words, _compose(printed).split(), autojunk=False).get_matching_blocks():
        right.update(range(block.a, block.a + block.size))
    place, judged = 0, []
    for line in lines:
        judged.append(tuple(ReadWord(word, place + offset not in right) for offset, word in enumerate(line)))
        place += len(line)
    return Reading(side["cer_percent"], len(words) - len(right), tuple(judged))


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)
