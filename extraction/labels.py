"""Here live printed labels: finding declared ones in noisy print, and the cells they open.

Labels are compared without marks, blanks and punctuation and with an edit distance, because recognition
loses exactly those (`GIẦY CHỨNG NHẬN`, `Sổ định danh`). A cell is a label with what stands behind it in
its segment, up to the next label; print before any label is a cell without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from extraction.lines import Segment, Span, Token, key_of
from schemas.document_type import DocumentType

_BULLET = re.compile(
    r"^(?:[-–—+*•·°.(\[]+|\(?(?:\d{1,2}|[a-zđ]|[IVX]{1,4})[.)/\-]+|\d{1,2}\.\d{1,2}\.?|(?-i:[IVX]{1,4}),)$",
    re.IGNORECASE,
)
_MISREAD_BULLET = re.compile(r"^\d{1,2},$")  # `3.` before a label; elsewhere `12,` is a house
_LONG_LABEL = 16  # letters from which the first one may be misread, too
_NEAR_WORDS, _NEAR_SLIPS = 3, 2

# What ends the body of any form: the signature block and the list of receivers.
_FORM_ENDS = (
    "Nơi nhận:", "NGƯỜI KÝ", "NGƯỜI THỰC HIỆN", "(Ký, ghi rõ họ", "(Ký tên, đóng dấu)", "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "KT. TRƯỞNG PHÒNG", "TRƯỞNG PHÒNG", "KT. GIÁM ĐỐC", "GIÁM ĐỐC", "CHỦ TỊCH",
    "THỦ TRƯỞNG CƠ QUAN", "NGƯỜI KÝ TRÍCH LỤC",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A declared label ready to be compared; `needs_colon` where it was declared with one, `slips` it may have."""

    text: str
    key: str
    needs_colon: bool
    word_count: int
    slips: int


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Labels to look for together, longest first, and under each length of print those that it may be."""

    labels: tuple[Label, ...]
    by_length: Mapping[int, tuple[int, ...]]
    longest: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A label (its key, "" for none) and the print behind it, on one row."""

    label: str
    value: Span
    segment: Segment
    starts_segment: bool

    @property
    def left(self) -> int:
        box = self.value.box
        return box.left if box and not self.starts_segment else self.segment.box.left


def make_label(text: str) -> Label:
    key = key_of(text)
    return Label(text, key, text.rstrip().endswith(":"), len(text.split()), allowed_slips(len(key)))


def labels_of(declared: DocumentType) -> LabelSet:
    """Every label that may end a value of this type."""
    texts: list[str] = list(declared.stops)
    for section in declared.sections:
        texts.extend(section.starts)
    for field in declared.fields:
        if field.strategy in ("after_label", "table_rows"):
            texts.extend(field.labels)
    return _make_set((*texts, *_FORM_ENDS))


@lru_cache(maxsize=128)
def _make_set(texts: tuple[str, ...]) -> LabelSet:
    labels = tuple(sorted(set(map(make_label, texts)), key=lambda label: (-len(label.key), label.text)))
    by_length: dict[int, list[int]] = {}
    for index, label in enumerate(labels):
        for length in range(len(label.key) - label.slips, len(label.key) + label.slips + 1):
            by_length.setdefault(length, []).append(index)
    return LabelSet(labels, {length: tuple(found) for length, found in by_length.items()}, max(by_length))


def allowed_slips(length: int) -> int:
    """How many letters of a label may be misread; short labels none, `Nơi sinh` is not `Năm sinh`."""
    if length <= 4:
        return 0
    if length <= 9:
        return 1
    return 2 if length <= 14 else length // 6


def match_at(tokens: Sequence[Token], start: int, label: Label) -> tuple[int, int] | None:
    """(end, slips) when the label stands at `start`; the colon behind it is not counted in."""
    best: tuple[int, int] | None = None
    for end, seen in _openings(tokens, start, len(label.key) + label.slips):
        if len(seen) < len(label.key) - label.slips:
            continue
        distance = Levenshtein.distance(seen, label.key, score_cutoff=label.slips)
        if distance <= label.slips and (best is None or distance < best[1]):
            best = (end, distance)
    return best


def _openings(tokens: Sequence[Token], start: int, longest: int) -> list[tuple[int, str]]:
    """(end, key) of the print from `start` on, token by token, up to a colon or `longest` letters."""
    openings: list[tuple[int, str]] = []
    seen = ""
    for end in range(start, len(tokens)):
        if tokens[end].text == ":":
            break
        seen += tokens[end].key
        if len(seen) > longest:
            break
        openings.append((end + 1, seen))
    return openings


def _matches_at(tokens: Sequence[Token], at: int, labels: LabelSet) -> list[tuple[Label, int, int]]:
    """(label, end, slips) of every label that may stand at `at`, longest label first."""
    first = tokens[at].key[0]
    found: dict[int, tuple[int, int]] = {}
    for end, seen in _openings(tokens, at, labels.longest):
        for index in labels.by_length.get(len(seen), ()):
            label = labels.labels[index]
            if first != label.key[0] and len(label.key) < _LONG_LABEL:
                continue
            distance = Levenshtein.distance(seen, label.key, score_cutoff=label.slips)
            if distance <= label.slips and (index not in found or distance < found[index][1]):
                found[index] = end, distance
    return [(labels.labels[index], *found[index]) for index in sorted(found)]


def is_bullet(token: Token) -> bool:
    return bool(_BULLET.match(token.text))


def find_cells(segments: Iterable[Segment], labels: LabelSet) -> tuple[Cell, ...]:
    """The cells of the segments, in their order."""
    return tuple(cell for segment in segments for cell in _cells_of(segment, labels))


def _cells_of(segment: Segment, labels: LabelSet) -> list[Cell]:
    tokens = segment.tokens
    cells: list[Cell] = []
    label, value_start, at = "", 0, 0
    is_first = True
    while at < len(tokens):
        found = _label_at(tokens, at, labels)
        if not found and is_first and not label and at == len(tokens) - len(_without_bullets(tokens)):
            found = _nearly_opens(tokens, labels)
        if not found:
            at += 1
            continue
        matched, end = found
        opening = _without_bullets(tokens[value_start:at]) if not label and is_first else tokens[value_start:at]
        if label or opening:
            cells.append(Cell(label, Span(segment.page, tuple(opening)), segment, is_first))
            is_first = False
        label, value_start, at = matched.key, end, end
    rest = tokens[value_start:]
    cells.append(Cell(label, Span(segment.page, tuple(rest)), segment, is_first))
    return cells


def _label_at(tokens: Sequence[Token], at: int, labels: LabelSet) -> tuple[Label, int] | None:
    if not tokens[at].key or (at > 0 and not tokens[at].starts_word):
        return None
    opens = not _without_bullets(tokens[:at])
    best: tuple[float, Label, int] | None = None
    for label, end, slips in _matches_at(tokens, at, labels):
        if not opens and (_crosses_comma(tokens[at:end], label) or not _has_case_of(tokens[at], label)):
            continue
        if slips and _stands_better_later(tokens, at, label, slips):
            continue
        if slips and end - at != label.word_count and len(label.key) < 10:
            continue
        has_colon = end < len(tokens) and tokens[end].text.startswith((":", ";"))
        # Noise turns colons into stops: `Giới tính. Nữ`.
        has_colon = has_colon or _ends_in_stop(tokens, at, end)
        if not has_colon and not _is_like_declared(tokens[at:end], label, slips):
            continue
        if not has_colon and end < len(tokens) and _is_other_word(tokens[at:end], label):
            continue
        is_item = opens or tokens[at - 1].text.endswith(",")
        if not _may_stand(tokens[at], label, has_colon, opens, slips) and not (is_item and _is_small(label, slips)):
            continue
        score = len(label.key) - 1.8 * slips
        if best is None or score > best[0]:
            best = (score, label, end + (1 if end < len(tokens) and tokens[end].text in (":", ";") else 0))
    return (best[1], best[2]) if best else None


def _nearly_opens(tokens: Sequence[Token], labels: LabelSet) -> tuple[Label, int] | None:
    """The label that opens a segment up to its colon with all words but one as declared: `Nơi cư ưú:`.

    Only of three words or more, the strange one of two slips at most, and where no other label is as near.
    """
    start = len(tokens) - len(_without_bullets(tokens))
    end = next((at for at, token in enumerate(tokens) if token.text == ":"), 0)
    keys = [token.key for token in tokens[start:end]]
    near: list[Label] = []
    for label in labels.labels if len(keys) >= _NEAR_WORDS else ():
        words = [key_of(word) for word in label.text.split()]
        pairs = [(a, b) for a, b in zip(keys, words, strict=False) if a != b]
        if len(words) == len(keys) and len(pairs) <= 1:
            near += [label] if all(Levenshtein.distance(a, b) <= _NEAR_SLIPS for a, b in pairs) else []
    return (near[0], end + 1) if len({label.key for label in near}) == 1 else None


def _crosses_comma(tokens: Sequence[Token], label: Label) -> bool:
    """`huyện Phú Quốc, tỉnh Kiên Giang` holds no `Quốc tịch`."""
    inner = sum(token.text.endswith((",", ";", ")")) for token in tokens[:-1])
    return inner > sum(label.text.count(mark) for mark in ",;)")


def _has_case_of(first: Token, label: Label) -> bool:
    """`Đất trồng cây lâu năm: 20 m2` holds no item `Cây lâu năm`; a small-letter label may open a sentence."""
    return first.text.lstrip("(")[:1].isupper() or label.text.lstrip("(")[:1].islower()


def _stands_better_later(tokens: Sequence[Token], at: int, label: Label, slips: int) -> bool:
    """`80%, hệ số sử dụng đất`: the short word in front is a value, not two slips of the label."""
    later = match_at(tokens, at + 1, label) if at + 1 < len(tokens) and tokens[at + 1].key else None
    return later is not None and later[1] < slips


def _ends_in_stop(tokens: Sequence[Token], at: int, end: int) -> bool:
    last = tokens[end - 1].text
    is_single = last.endswith((".", ";")) and not last.endswith("..")
    return is_single and end < len(tokens) and tokens[at].text[:1].isupper()


def _is_like_declared(tokens: Sequence[Token], label: Label, slips: int) -> bool:
    """Without a colon: one slip at most, and no capitals for small letters (`NGUYÊN VĂN` is no `Nguyên nhân`)."""
    text = "".join(token.text for token in tokens)
    return slips <= 1 + (len(label.key) > 16) and (not text.isupper() or label.text.isupper() or len(label.key) <= 4)


def _is_other_word(tokens: Sequence[Token], label: Label) -> bool:
    """`VÕ THANH BẢO` is a name, not the heading `VỢ`: few letters, other marks, and print behind them."""
    text = "".join(token.text for token in tokens).strip(" .,;-")
    return len(label.key) <= 4 and label.word_count == 1 and text.lower() != label.text.lower()


def _is_small(label: Label, slips: int) -> bool:
    """`, sinh năm 1966`: a label declared in small letters stands behind a comma without a colon."""
    return not slips and label.word_count >= 2 and label.text[:1].islower() and not label.needs_colon


def _may_stand(first: Token, label: Label, has_colon: bool, opens: bool, slips: int) -> bool:
    """Within a line a label shows itself by a colon, or by a capital and more than one word."""
    if has_colon:
        return True
    if label.needs_colon:
        return False
    if label.text.isupper():
        # `TRƯỞNG PHÒNG` under a signature line, never `Trưởng phòng` inside a sentence.
        return opens and first.text.isupper()
    if opens:
        return first.text.lstrip("(")[:1].isupper() or label.text[:1].islower()
    return label.word_count >= 2 and first.text.lstrip("(")[:1].isupper() and label.text[:1].isupper() and not slips


def _without_bullets(tokens: Sequence[Token]) -> Sequence[Token]:
    at = 0
    while at < len(tokens) and (is_bullet(tokens[at]) or not tokens[at].key):
        at += 1
    if at == 0 and len(tokens) == 1 and _MISREAD_BULLET.match(tokens[0].text):
        return ()
    return tokens[at:]
