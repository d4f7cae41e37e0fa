"""Here live the signs of declared types, made ready to be compared: folded once a declaration, not once a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from extraction.lines import key_of
from schemas.document_type import DocumentType

TITLE_FLOOR = 82.0  # rapidfuzz ratio, 0-100, below which a title line does not carry a sign
_SUBJECT_FLOOR = 88.0  # the same for the words of a subject: it has more words to be alike by chance
_REJECT_FLOOR = 90.0
_LETTERS_A_SLIP = 8  # one misread letter in so many leaves a title sure; `bán buôn` is no slip of `bán lẻ`
_ELLIPSIS = "…"
# Words that many papers open with, longest first: what a sign says behind them must be there on its own account.
_FRAMES = tuple(map(key_of, (
    "quyết định về việc", "giấy chứng nhận đăng ký", "giấy chứng nhận đủ điều kiện", "giấy chứng nhận", "giấy xác nhận",
    "giấy phép", "quyết định", "trích lục", "chứng chỉ", "giấy",
)))  # fmt: skip
_TAIL_LETTERS_A_SLIP, _SHIFT = 5, 2


@dataclass(frozen=True, slots=True)
class Sign:
    """A title text: `key` opens the title; `subject` stands further on in it (`quyết định … trợ cấp xã hội`).

    `frame` is how many letters of `key` other papers have in common with it.
    """

    text: str
    key: str
    subject: str
    frame: int


@dataclass(frozen=True, slots=True)
class TypeSigns:
    """All that speaks for or against one type; `body` and `rejects` by key."""

    titles: tuple[Sign, ...]
    rejects: tuple[Sign, ...]
    body: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...]
    issuers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """The best sign in the titles of a paper: how well it fits, 0-1, and whether its letters leave no doubt."""

    value: float = 0.0
    sign: str = ""
    is_sure: bool = False


class Titles:
    """The candidates for a paper's title as keys; their openings of each length are cut once."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(dict.fromkeys(keys))
        self._openings: dict[int, tuple[tuple[str, ...], list[str]]] = {}

    def starting_like(self, key: str, floor: float, least: float) -> list[tuple[str, float]]:
        """(candidate, ratio 0-100) whose opening is like `key`; `least` is the share of its length they must have."""
        size = len(key)
        if size not in self._openings:
            long = tuple(k for k in self._keys if len(k) >= least * size)
            self._openings[size] = long, [k[:size] for k in long]
        long, openings = self._openings[size]
        found = process.extract(key, openings, scorer=fuzz.ratio, score_cutoff=floor, limit=None)
        return [(long[at], ratio) for _, ratio, at in found]


def signs_of(declared: DocumentType) -> TypeSigns:
    """The signs of a type, ready to be compared."""
    return _make_signs(
        declared.signs, declared.rejects, declared.body_signs, declared.number_signs, declared.issuer_signs
    )


@lru_cache(maxsize=256)
def _make_signs(
    signs: tuple[str, ...],
    rejects: tuple[str, ...],
    body: tuple[str, ...],
    numbers: tuple[str, ...],
    issuers: tuple[str, ...],
) -> TypeSigns:
    return TypeSigns(
        titles=tuple(map(make_sign, signs)),
        rejects=tuple(map(make_sign, rejects)),
        body=tuple((key_of(text), text) for text in body),
        numbers=tuple(map(key_of, numbers)),
        issuers=tuple(map(key_of, issuers)),
    )


def make_sign(text: str) -> Sign:
    """A sign of a title or of a title and its subject, parted by `…`."""
    opening, _, subject = text.partition(_ELLIPSIS)
    key = key_of(opening)
    frame = next((len(words) for words in _FRAMES if key.startswith(words)), 0)
    return Sign(text, key, key_of(subject), frame if frame < len(key) else 0)


def match_titles(signs: Sequence[Sign], titles: Titles) -> TitleMatch:
    """The best match of a type's signs among the titles of a paper."""
    best = TitleMatch()
    for sign in signs:
        for key, ratio in titles.starting_like(sign.key, TITLE_FLOOR, 0.85):
            value, is_sure = _fit_subject(sign, key, ratio) if sign.subject else _fit_title(sign, key, ratio)
            if value > best.value:
                best = TitleMatch(value, sign.text, is_sure)
    return best


def _fit_title(sign: Sign, key: str, ratio: float) -> tuple[float, bool]:
    if not _has_tail(sign, key):
        return 0.0, False
    # A line that only begins with the sign says more than the sign: another, longer title.
    extra = max(0, len(key) - len(sign.key)) / len(key)
    return ratio / 100 * (1 - 0.35 * extra), _is_sure(sign.key, key)


def _has_tail(sign: Sign, key: str) -> bool:
    """Whether what a sign says behind its frame stands there; a slip in the frame may have shifted it."""
    tail = sign.key[sign.frame :]
    most = max(1, len(tail) // _TAIL_LETTERS_A_SLIP)
    starts = range(max(0, sign.frame - _SHIFT), sign.frame + _SHIFT + 1)
    return any(
        Levenshtein.distance(key[start : start + len(tail) + more], tail, score_cutoff=most) <= most
        for start in starts
        for more in (-1, 0, 1)
    )


def _fit_subject(sign: Sign, key: str, ratio: float) -> tuple[float, bool]:
    rest = key[len(sign.key) :]
    if sign.subject in rest:
        return ratio / 100, _is_sure(sign.key, key)
    found = fuzz.partial_ratio_alignment(sign.subject, rest, score_cutoff=_SUBJECT_FLOOR)
    if found is None or len(rest) < len(sign.subject) - 1:
        return 0.0, False
    is_sure = _is_sure(sign.key, key) and _is_sure(sign.subject, rest[found.dest_start :])
    return ratio / 100 * found.score / 100, is_sure


def _is_sure(sign_key: str, key: str) -> bool:
    slips = min(Levenshtein.distance(key[: len(sign_key) + more], sign_key) for more in (-1, 0, 1))
    return slips <= len(sign_key) // _LETTERS_A_SLIP


def is_rejected(rejects: Sequence[Sign], titles: Titles) -> bool:
    """Whether a title says one of the names that rule a type out."""
    for reject in rejects:
        for key, _ in titles.starting_like(reject.key, _REJECT_FLOOR, 1.0):
            if (_fit_subject if reject.subject else _fit_title)(reject, key, 100.0)[0]:
                return True
    return False


def body_share(signs: Sequence[tuple[str, str]], body: str, *, is_named: bool) -> tuple[float, list[str]]:
    """How much of a form's own print a paper holds, 0-1, and the texts found.

    Args:
        signs: (key, text) of each.
        body: the key of all print.
        is_named: its title was found; else slips of recognition are looked for only behind a first sign read
            whole, because every type is asked so on every paper.
    """
    if not signs:
        return 0.0, []
    enough = max(1.0, 0.7 * len(signs))
    found = {text: key in body for key, text in signs}
    if is_named or any(found.values()):
        for key, text in signs:
            if sum(found.values()) >= enough:
                break
            found[text] = found[text] or fuzz.partial_ratio(key, body, score_cutoff=85) > 0
    texts = [text for text, is_there in found.items() if is_there]
    return min(1.0, len(texts) / enough), texts
