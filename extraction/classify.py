"""Here lives the choice of a document type, with a score and the printed words that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extraction.lines import Segment, key_of
from extraction.title_lines import list_titles, opens_in_capitals
from extraction.type_signs import (
    TITLE_FLOOR,
    TitleMatch,
    Titles,
    TypeSigns,
    body_share,
    is_rejected,
    make_sign,
    match_titles,
    signs_of,
)
from extraction.zones import Zones
from schemas.document_type import DocumentType
from schemas.text import fold

# The title speaks loudest: a form's name stands nowhere else in such print (forms companion, section 9).
_TITLE_WEIGHT, _BODY_WEIGHT, _NUMBER_WEIGHT = 0.62, 0.30, 0.08
_ACCEPTED = 0.5
_UNSURE = 0.59  # the most that a paper reaches whose own title does not say its type
_FORM_PAGES = 4  # the pages on which a form's own labels stand; what follows are annexes
_LABELS_FLOOR, _LABELS_WEIGHT = 0.7, 0.75  # a form is told by its labels alone where so many of them are there
# Words that open the name of a paper, whatever it is: such a line that names no sign names another paper.
_KIND_HEADS = (
    "giay ", "trich luc", "don ", "to khai", "phieu ", "hop dong", "ban an", "bien ban", "hoa don", "so yeu ly lich",
    "chung chi", "quyet dinh", "thong bao", "trang bo sung", "bang ", "so ho khau", "van ban", "ban cam ket",
    "to trinh", "bao cao", "ke hoach", "nghi quyet", "cong van", "ban khai", "ly lich", "don xin", "curriculum",
)  # fmt: skip
# Applications for a paper carry its name in their own title.
_REQUESTS = tuple(map(make_sign, (
    "đơn đề nghị", "giấy đề nghị", "tờ khai", "đơn xin", "phiếu yêu cầu", "thông báo", "biên bản", "tờ trình",
)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Classification:
    """A type's key (None when none fits), the score 0-1, and the words that decided."""

    key: str | None
    score: float
    evidence: tuple[str, ...]


_NONE = Classification(None, 0.0, ())


@dataclass(frozen=True, slots=True)
class _Print:
    """What every type is held against, made once a paper: title candidates, papers named, the key of all print."""

    titles: Titles
    named_papers: tuple[str, ...]
    body: str
    is_request: bool


def classify(pages: Sequence[Sequence[Segment]], zones: Zones, types: Mapping[str, DocumentType]) -> Classification:
    """The type of a paper.

    Types of tier 0 are forms of their own; tier 1 (any decision of a people's committee) and tier 2 (any
    administrative document) are asked only when none of the tiers before is accepted.
    """
    best = Classification(None, 0.0, ())
    seen = _read_print(pages, zones)
    for tier in sorted({declared.tier for declared in types.values()}):
        for found in _score_tier([declared for declared in types.values() if declared.tier == tier], seen, zones):
            if found.score > best.score:
                best = found
        if best.score >= _ACCEPTED and best.key:
            return best
    return Classification(None, best.score, best.evidence)


def _read_print(pages: Sequence[Sequence[Segment]], zones: Zones) -> _Print:
    titles = Titles(list_titles(pages[0], zones))
    return _Print(
        titles,
        tuple(segment.key for segment in pages[0] if _names_paper(segment)),
        "".join(segment.key for segments in pages[:_FORM_PAGES] for segment in segments),
        is_rejected(_REQUESTS, titles),
    )


def _score_tier(declared: Sequence[DocumentType], seen: _Print, zones: Zones) -> list[Classification]:
    """The types named by a title; types that only their labels speak for where no title is beyond doubt."""
    matches = [(it, match_titles(signs_of(it).titles, seen.titles)) for it in declared]
    named = [_score_named(it, match, seen, zones) for it, match in matches if match.value]
    if any(found.score >= _UNSURE for found in named):
        return named
    return named + [_score_unnamed(it, seen, zones) for it, match in matches if not match.value]


def _score_named(declared: DocumentType, match: TitleMatch, seen: _Print, zones: Zones) -> Classification:
    signs = signs_of(declared)
    if _is_ruled_out(declared, signs, seen, zones):
        return _NONE
    body, labels = body_share(signs.body, seen.body, is_named=True)
    share = body if signs.body else match.value
    score = _TITLE_WEIGHT * match.value + _BODY_WEIGHT * share + _NUMBER_WEIGHT * _number_score(signs, zones)
    if not match.is_sure:
        score = _unsure(score)
    return Classification(declared.key, round(min(1.0, score), 3), (match.sign, *labels[:4]))


def _score_unnamed(declared: DocumentType, seen: _Print, zones: Zones) -> Classification:
    """A title lost under a stamp: the form's own labels may still speak, never with certainty."""
    if declared.tier == 2 and not declared.signs:
        return _score_layout(declared, zones)
    signs = signs_of(declared)
    body, labels = body_share(signs.body, seen.body, is_named=False)
    if body < _LABELS_FLOOR or _names_another(signs, seen.named_papers) or _is_ruled_out(declared, signs, seen, zones):
        return _NONE
    return Classification(declared.key, round(_unsure(_LABELS_WEIGHT * body), 3), tuple(labels[:4]))


def _unsure(score: float) -> float:
    """Kept in order, so that the better fitting of two doubtful types is proposed."""
    return _ACCEPTED + (_UNSURE - _ACCEPTED) * min(1.0, score) if score >= _ACCEPTED else score


def _is_ruled_out(declared: DocumentType, signs: TypeSigns, seen: _Print, zones: Zones) -> bool:
    if (declared.tier == 0 and seen.is_request) or is_rejected(signs.rejects, seen.titles):
        return True
    return bool(signs.issuers) and not _issuer_fits(declared, signs, zones)


def _names_paper(segment: Segment) -> bool:
    """Whether it is a centred line in capitals that opens as the name of a paper does."""
    is_upper = segment.box.center_y < 0.62 * segment.page.upright_height_px
    if not is_upper or not 0.28 <= segment.center_share <= 0.75 or not opens_in_capitals(segment.text):
        return False
    return f"{fold(segment.text)} ".startswith(_KIND_HEADS)


def _names_another(signs: TypeSigns, named_papers: Sequence[str]) -> bool:
    """Whether one of the papers named is not this type, not even the half of its name."""
    keys = [sign.key for sign in signs.titles]
    return any(all(fuzz.ratio(named, key[: len(named)]) < TITLE_FLOOR for key in keys) for named in named_papers)


def _number_score(signs: TypeSigns, zones: Zones) -> float:
    if not signs.numbers or zones.number is None:
        return 0.0
    key = key_of(zones.number.text)
    return float(any(sign in key for sign in signs.numbers))


def _issuer_fits(declared: DocumentType, signs: TypeSigns, zones: Zones) -> bool:
    """A form of its own may name its office at the signature only; any other decision shows its letterhead."""
    if not zones.bodies:
        return declared.tier == 0
    key = key_of(zones.bodies[-1].text)
    return any(fuzz.partial_ratio(sign, key) >= 85 for sign in signs.issuers)


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
