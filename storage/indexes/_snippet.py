"""Here lives the passage of a paper's text that shows why it was found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.text import fold, mask_id, squeeze, strip_marks

PAGE_BREAK = "\f"
# Some hundred pages: further on nobody is shown why a bundle was found, and an answer stays quick.
_MOST_CHARS = 200_000
_SHOWN = re.compile("«([^»]*)»")
_BEFORE_CHARS = 60
_LENGTH_CHARS = 200
# Citizen ids have 12 digits, older ones 9; printed with blanks or dots between groups now and then.
_LONG_NUMBER = re.compile(r"\d(?:[ .]?\d){8,}")


def find_passage(text: str, words: Sequence[str], ids: Sequence[str] = ()) -> tuple[str, int | None]:
    """The snippet of the page that shows most of the words, and that page's number among the paper's pages, from 1.

    ("", None) where no page that is looked at has one of them. Pages are parted by form feeds.
    """
    best, best_page, best_count = "", None, 0
    for page_number, page in enumerate(text[:_MOST_CHARS].split(PAGE_BREAK), start=1):
        snippet = cut_snippet(page, words, ids)
        count = len({fold(word) for word in _SHOWN.findall(snippet)})
        if count > best_count:
            best, best_page, best_count = snippet, page_number, count
        if count == len(set(words)):
            break
    return best, best_page


def cut_snippet(text: str, words: Sequence[str], ids: Sequence[str] = ()) -> str:
    """A passage of about 200 characters around the first place with most of the words.

    Plain text on one line; the words found stand in « », other « » are left out. Long numbers and the
    holders' ids are masked, because a snippet is shown to everybody who may search.
    """
    flat = squeeze(text).replace("«", "").replace("»", "")
    for identifier in ids:
        flat = flat.replace(identifier, mask_id(identifier))
    flat = _LONG_NUMBER.sub(lambda found: mask_id(re.sub(r"\D", "", found.group())), flat)
    # strip_marks keeps the length, so that places in the folded text are places in the text.
    plain = strip_marks(flat).lower()
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if len(plain) != len(flat) or not wanted:
        return ""
    # Only the words asked for: an answer of twenty pages of text should not be cut into all of theirs.
    whole = re.compile(rf"(?<![0-9a-z])(?:{'|'.join(map(re.escape, wanted))})(?![0-9a-z])")
    hits = [found.span() for found in whole.finditer(plain)]
    if not hits:
        return ""
    start = max(_find_densest(hits) - _BEFORE_CHARS, 0)
    end = min(start + _LENGTH_CHARS, len(flat))
    return _mark(flat, start, end, hits)


def _find_densest(hits: Sequence[tuple[int, int]]) -> int:
    best, best_count, first = hits[0][0], 0, 0
    for last, (_, end) in enumerate(hits):
        while end - hits[first][0] > _LENGTH_CHARS - _BEFORE_CHARS:
            first += 1
        if last - first + 1 > best_count:
            best, best_count = hits[first][0], last - first + 1
    return best


def _mark(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> str:
    # Never begin or end inside a word.
    while start > 0 and text[start - 1] != " ":
        start -= 1
    while end < len(text) and text[end] != " ":
        end += 1
    parts, place = [], start
    for left, right in hits:
        if left >= start and right <= end:
            parts += [text[place:left], "«", text[left:right], "»"]
            place = right
    passage = "".join([*parts, text[place:end]])
    return ("… " if start > 0 else "") + passage.strip() + (" …" if end < len(text) else "")
