"""Here lives the choice of a document type, with a score and the printed words that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extraction.lines import Segment, key_of
from extraction.zones import Zones
from schemas.document_type import DocumentType
from schemas.text import fold

# The title speaks loudest: a form's name stands nowhere else in such print (forms companion, section 9).
_TITLE_WEIGHT, _BODY_WEIGHT, _NUMBER_WEIGHT = 0.62, 0.30, 0.08
_TITLE_FLOOR = 82.0  # rapidfuzz ratio, 0-100, below which a title line does not carry a sign
_LETTERS_A_SLIP = 8  # one misread letter in so many leaves a title sure; `bán buôn` is no slip of `bán lẻ`
_ACCEPTED = 0.5
_UNSURE = 0.59  # the most that a paper reaches whose own title does not say its type
# Words that open the name of a paper, whatever it is: such a line that names no sign names another paper.
_KIND_HEADS = (
    "giay ", "trich luc", "don ", "to khai", "phieu ", "hop dong", "ban an", "bien ban", "hoa don", "so yeu ly lich",
    "chung chi", "quyet dinh", "thong bao", "trang bo sung", "bang ", "so ho khau", "van ban", "ban cam ket",
    "to trinh", "bao cao", "ke hoach", "nghi quyet", "cong van", "ban khai", "ly lich", "don xin", "curriculum",
)  # fmt: skip
# Applications for a paper carry its name in their own title.
_REQUESTS = ("don de nghi", "giay de nghi", "to khai", "don xin", "phieu yeu cau", "thong bao", "bien ban", "to trinh")


@dataclass(frozen=True, slots=True)
class Classification:
    """A type's key (None when none fits), the score 0-1, and the words that decided."""

    key: str | None
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Print:
    """What every type is held against, made once a paper: keys of title candidates, of named papers, of all print."""

    titles: tuple[str, ...]
    named_papers: tuple[str, ...]
    body: str


def classify(pages: Sequence[Sequence[Segment]], zones: Zones, types: Mapping[str, DocumentType]) -> Classification:
    """The type of a paper.

    Types of tier 0 are forms of their own; tier 1 (any decision of a people's committee) and tier 2 (any
    administrative document) are asked only when none of the tiers before is accepted.
    """
    best = Classification(None, 0.0, ())
    seen = _read_print(pages)
    for tier in sorted({declared.tier for declared in types.values()}):
        scored = [_score(declared, seen, zones) for declared in types.values() if declared.tier == tier]
        for found in scored:
            if found.score > best.score:
                best = found
        if best.score >= _ACCEPTED and best.key:
            return best
    return Classification(None, best.score, best.evidence)


def _read_print(pages: Sequence[Sequence[Segment]]) -> _Print:
    return _Print(
        tuple(key_of(line) for line in _title_lines(pages[0]) if _is_capital_start(line)),
        tuple(segment.key for segment in pages[0] if _names_paper(segment)),
        "".join(segment.key for segments in pages for segment in segments),
    )


def _score(declared: DocumentType, seen: _Print, zones: Zones) -> Classification:
    if declared.tier == 2 and not declared.signs:
        return _score_layout(declared, zones)
    if _is_rejected(declared, seen.titles):
        return Classification(None, 0.0, ())
    title, printed, is_sure = _title_score(declared, seen.titles)
    body, labels = _body_score(declared, seen.body)
    number = _number_score(declared, zones)
    if declared.issuer_signs and not _issuer_fits(declared, zones):
        return Classification(None, 0.0, ())
    if not declared.body_signs:
        body = title
    score = _TITLE_WEIGHT * title + _BODY_WEIGHT * body + _NUMBER_WEIGHT * number
    if title == 0.0:
        # A title lost under a stamp: the form's own labels may still speak, never with certainty.
        score = 0.75 * body if body >= 0.7 and not _names_another(declared, seen.named_papers) else 0.0
    if not is_sure and score >= _ACCEPTED:
        # Kept in order, so that the better fitting of two doubtful types is proposed.
        score = _ACCEPTED + (_UNSURE - _ACCEPTED) * min(1.0, score)
    evidence = tuple(text for text in (printed, *labels[:4]) if text)
    return Classification(declared.key, round(min(1.0, score), 3), evidence)


def _title_lines(segments: Sequence[Segment]) -> list[str]:
    """Candidates for the title as printed: each line of the upper part, and each with the next ones."""
    upper = [s for s in segments if s.box.center_y < 0.62 * s.page.upright_height_px]
    texts = [segment.text for segment in upper]
    for current, following in pairwise(upper):
        if following.row == current.row + 1:
            texts.append(f"{current.text} {following.text}")
    for first, second, third in zip(upper, upper[1:], upper[2:], strict=False):
        if first.row + 2 >= third.row:
            texts.append(f"{first.text} {second.text} {third.text}")
    return texts


def _is_capital_start(text: str) -> bool:
    letters = [char for char in text if char.isalpha()][:8]
    return bool(letters) and sum(char.isupper() for char in letters) >= 0.7 * len(letters)


def _names_paper(segment: Segment) -> bool:
    """Whether it is a centred line in capitals that opens as the name of a paper does."""
    is_upper = segment.box.center_y < 0.62 * segment.page.upright_height_px
    if not is_upper or not 0.28 <= segment.center_share <= 0.75 or not _is_capital_start(segment.text):
        return False
    return f"{fold(segment.text)} ".startswith(_KIND_HEADS)


def _names_another(declared: DocumentType, named_papers: Sequence[str]) -> bool:
    """Whether one of the papers named is not this type, not even the half of its name."""
    signs = [key_of(sign) for sign in declared.signs]
    return any(all(fuzz.ratio(key, sign[: len(key)]) < _TITLE_FLOOR for sign in signs) for key in named_papers)


def _title_score(declared: DocumentType, titles: Sequence[str]) -> tuple[float, str, bool]:
    """(score 0-1, the sign, whether its letters leave no doubt)."""
    best, printed, is_sure = 0.0, "", False
    for key in titles:
        for sign in declared.signs:
            sign_key = key_of(sign)
            if not 0.85 * len(sign_key) <= len(key):
                continue
            ratio = fuzz.ratio(key[: len(sign_key)], sign_key)
            # A line that only begins with the sign says more than the sign: another, longer title.
            extra = max(0, len(key) - len(sign_key)) / len(key)
            value = ratio / 100 * (1 - 0.35 * extra)
            if ratio >= _TITLE_FLOOR and value > best:
                slips = min(Levenshtein.distance(key[: len(sign_key) + more], sign_key) for more in (-1, 0, 1))
                best, printed, is_sure = value, sign, slips <= len(sign_key) // _LETTERS_A_SLIP
    return best, printed, is_sure


def _is_rejected(declared: DocumentType, titles: Sequence[str]) -> bool:
    rejects = [key_of(reject) for reject in (*declared.rejects, *(_REQUESTS if declared.tier == 0 else ()))]
    return any(
        len(key) >= len(reject) and fuzz.ratio(key[: len(reject)], reject) >= 90 for key in titles for reject in rejects
    )


def _body_score(declared: DocumentType, body: str) -> tuple[float, list[str]]:
    if not declared.body_signs:
        return 0.0, []
    found = [sign for sign in declared.body_signs if fuzz.partial_ratio(key_of(sign), body, score_cutoff=85)]
    return min(1.0, len(found) / max(1.0, 0.7 * len(declared.body_signs))), found


def _number_score(declared: DocumentType, zones: Zones) -> float:
    if not declared.number_signs or zones.number is None:
        return 0.0
    key = key_of(zones.number.text)
    return float(any(key_of(sign) in key for sign in declared.number_signs))


def _issuer_fits(declared: DocumentType, zones: Zones) -> bool:
    if not zones.bodies:
        return False
    key = key_of(zones.bodies[-1].text)
    return any(fuzz.partial_ratio(key_of(sign), key) >= 85 for sign in declared.issuer_signs)


def _score_layout(declared: DocumentType, zones: Zones) -> Classification:
    """The layout of the decree itself: enough of its zones make an administrative document."""
    parts = {
        "Quốc hiệu": (0.3, zones.has_state_name),
        "Tiêu ngữ": (0.15, zones.has_motto),
        "Số": (0.2, zones.number is not None),
        "ngày tháng": (0.15, zones.issue_date is not None),
        "tên loại, trích yếu": (0.15, zones.title is not None or zones.subject is not None),
        "cơ quan": (0.05, bool(zones.bodies)),
    }
    score = sum(weight for weight, present in parts.values() if present)
    evidence = tuple(name for name, (_, present) in parts.items() if present)
    return Classification(declared.key, round(score, 3), evidence)
