"""Here live issuing bodies: from the printed head of a paper to the unit that issued it then.

A wrong unit would count a paper at the wrong level, so every doubt ends in None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache

from schemas.unit_mentions import Form, Mention, expand_words, list_forms, list_mentions
from schemas.unit_values import Unit

_LEVEL_ORDER = {"commune": 0, "district": 1, "province": 2}

# Bodies that belong to no people's committee: their papers stay out of the quota.
_OUTSIDE = re.compile(
    r"^bo |\b(cong an|toa an|vien kiem sat|thi hanh an|bao hiem xa hoi|kho bac|ngan hang|hai quan|quan su|"
    r"bo chi huy|benh vien|cong ty|van phong chinh phu|thu tuong|quoc hoi|van phong cong chung|mat tran to quoc|"
    r"lien doan lao dong|tong cuc|cuc thue|chi cuc thue|thue co so|doan thanh nien|hoi nong dan|hoi lien hiep)\b"
    r"|^cuc |^(thanh|tinh|huyen|quan|dang|thi) uy(?! ban)|^dang cong san"
    r"|\btruong (dai hoc|cao dang|trung (hoc|cap)|tieu hoc|mam non|mau giao|thpt|thcs|th|chinh tri)\b"
)
# Departments of a province and their branches, also where a branch is named after a district.
_PROVINCE_ORGAN = re.compile(
    r"(?<!\bco )\bso (xay|tai|y|tu|ke|nong|cong|giao|lao|van|noi|khoa|thong|du|ngoai|dan|quy|thuong|thuy)\b"
    r"|\bvan phong dang ky dat dai\b|\bvan phong dang ky quyen\b|\bchi cuc\b|\bban quan ly (cac )?khu\b"
)
# A named superior unit that is none of ours makes the paper somebody else's.
_SUPERIOR = re.compile(r"(?<!\bco )\b(quan|huyen|thi xa|thanh pho|tinh) (?!ly\b|su\b|tri\b|uy\b|uy ban\b|ubnd\b)[a-z]+")
Span = tuple[date, date]
Words = tuple[str, ...]
# An office prints the same head on all its papers, and each is held against the names of every unit.
_HEADS_REMEMBERED = 1024


class IssuerFinder:
    """Finds issuers among the units it was made with; holds their written forms."""

    def __init__(self, units: Sequence[Unit], other_provinces: Iterable[str]) -> None:
        self._by_path = {unit.path: unit for unit in units}
        self._elsewhere = frozenset(" ".join(expand_words(name)) for name in other_provinces)
        self._named = _remember(list_forms(units, any_kind=False))
        self._any_kind = _remember(list_forms(units, any_kind=True))
        self._bare = _remember(list_forms(units, any_kind=False, bare=True))

    def find(
        self, issuing_body: str, parent_body: str | None, place: str | None, span: Span | None, home: str | None
    ) -> Unit | None:
        """See `Units.resolve_issuer`; `span` is the first and last day the issue date may mean."""
        body, parent = expand_words(issuing_body), expand_words(parent_body)
        if _OUTSIDE.search(" ".join(body)) or self._is_elsewhere(body, parent, place):
            return None
        if _PROVINCE_ORGAN.search(" ".join(body)) or _PROVINCE_ORGAN.search(" ".join(parent)):
            return self._find_province(body, parent, place, span, home)
        for list_named in (self._named, self._any_kind):
            heads, superiors = self._read_head(body, parent, list_named)
            found = self._decide(heads, superiors, place, span, home)
            if found is not None:
                # Alone, a name that other provinces have too proves nothing beside a strange place.
                return found if superiors or not self._is_strange(place) else None
        if heads or "nhan dan" not in " ".join(body).replace("ubnd", "uy ban nhan dan"):
            return None
        bare = self._list_bare(body)
        return self._decide(bare[-1].units if bare else (), (), place, span, home)

    def _read_head(
        self, body: Words, parent: Words, list_named: Callable[[Words], tuple[Mention, ...]]
    ) -> tuple[tuple[Unit, ...], tuple[Mention, ...]]:
        """The units that the head may mean, and the superior units it names."""
        in_body, in_parent = list_named(body), list_named(parent)
        # An office without a name of its own ("PHÒNG KINH TẾ") counts as the unit above it.
        own = in_body or in_parent
        if not own:
            return (), ()
        head = min(own, key=lambda mention: _LEVEL_ORDER[mention.level])
        above = (m for m in (*in_body, *in_parent) if _LEVEL_ORDER[m.level] > _LEVEL_ORDER[head.level])
        return head.units, tuple(above)

    def _decide(
        self,
        heads: Iterable[Unit],
        superiors: Iterable[Mention],
        place: str | None,
        span: Span | None,
        home: str | None,
    ) -> Unit | None:
        """The one unit that lived then and lies below every superior named; place, then home break ties."""
        kept = [u for u in dict.fromkeys(heads) if span is None or u.lives_between(*span)]
        for mention in superiors:
            kept = [u for u in kept if any(_touches(u.path, above.path) for above in mention.units)]
        if len(kept) > 1 and place:
            near = [m.units for m in self._read_place(place)]
            kept = [u for u in kept if any(_touches(u.path, n.path) for group in near for n in group)] or kept
        if len(kept) > 1 and home:
            # The district of the office first, then its province.
            for ancestor in (".".join(home.split(".")[:2]), home.split(".")[0]):
                kept = [u for u in kept if _touches(u.path, ancestor)] or kept
        return kept[0] if len(kept) == 1 else None

    def _find_province(
        self, body: Words, parent: Words, place: str | None, span: Span | None, home: str | None
    ) -> Unit | None:
        named = (self._any_kind(words) or self._list_bare(words) for words in (body, parent))
        for mentions in (*named, self._read_place(place or "")):
            paths = dict.fromkeys(unit.path.split(".")[0] for m in mentions for unit in m.units)
            if len(paths) == 1:
                return self._alive(next(iter(paths)), span)
        return self._alive(home.split(".")[0], span) if home and not self._is_strange(place) else None

    def _alive(self, path: str, span: Span | None) -> Unit | None:
        unit = self._by_path.get(path)
        return unit if unit and (span is None or unit.lives_between(*span)) else None

    def _list_bare(self, words: Words) -> tuple[Mention, ...]:
        """Units named without their kind; to the letter, for "thành phố" itself is near to Thạnh Phú."""
        return tuple(mention for mention in self._bare(words) if mention.distance == 0)

    def _read_place(self, place: str) -> tuple[Mention, ...]:
        words = expand_words(place)
        return self._any_kind(words) or self._bare(words)

    def _is_strange(self, place: str | None) -> bool:
        """Whether a place is printed and is no unit of ours."""
        return bool(place and expand_words(place) and not self._read_place(place))

    def _is_elsewhere(self, body: Words, parent: Words, place: str | None) -> bool:
        """Whether the head or the place names a superior unit that is not one of ours."""
        printed_place = " ".join(expand_words(place)).removeprefix("thanh pho ").removeprefix("tinh ")
        if printed_place in self._elsewhere:
            return True
        for words in (body, parent):
            known = self._any_kind(words)
            text = " ".join(words)
            for match in _SUPERIOR.finditer(text):
                at = text[: match.start()].count(" ")
                if not any(mention.start <= at < mention.end for mention in known):
                    return True
        return False


def _remember(forms: tuple[Form, ...]) -> Callable[[Words], tuple[Mention, ...]]:
    """`list_mentions` of these forms, asked once for the same words."""
    return lru_cache(maxsize=_HEADS_REMEMBERED)(lambda words: list_mentions(words, forms))


def _touches(path: str, other: str) -> bool:
    """Whether one of two units lies within the other."""
    return path == other or path.startswith(other + ".") or other.startswith(path + ".")
