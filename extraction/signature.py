"""Here lives the signature block: authority, post and name of who signed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extraction.lines import Segment, Span, Token, join_spans, key_of
from extraction.number_and_date import is_dated
from schemas.field_kinds.names import is_organisation, is_plausible_name, strip_honorifics
from schemas.field_kinds.posts import AUTHORITY
from schemas.known_spellings import list_posts
from schemas.text import fold

_POST_KEYS = tuple((key_of(post), post) for post in list_posts())
# What a seal leaves of a post whose first letters it covers: `NG PHÒNG` of `TRƯỞNG PHÒNG`. The shortest post wins.
_LEAST_END = 6  # letters, from inside a word: `CÔNG AN` is a body, not the end of `TRƯỞNG CÔNG AN`
_POST_ENDS = {
    key[at:]: post
    for key, post in sorted(_POST_KEYS, key=lambda each: -len(each[0]))
    for at in range(1, len(key) - _LEAST_END + 1)
    if at not in {len(key_of(" ".join(post.split()[:words]))) for words in range(len(post.split()))}
}
_DEPUTIES = tuple(f"{fold(post)} " for post in list_posts() if fold(post).startswith("pho "))
_HINTS = ("(ky", "(da ky", "(chu ky", "da ky", "ky ten", "ky boi", "(dong dau", "(ki ")
_NAME_SHAPE = re.compile(r"^[A-ZĐÀ-Ỹ][\w.'’]*(?:[\s-]+[A-ZĐÀ-Ỹ][\w.'’]*){1,6}$")
# Highland names open with a letter that says man or woman: `Y Moan`, `A Blưh`, `K' Brọp`, `H' Hen`.
_NAME_LETTER = re.compile(r"^(?:[YAK]|[KH]['’])$")
# `NGƯỜI KÝ TRÍCH LỤC`, `SAO TỪ SỔ ...`: headings above a post that name no office.
_NO_BODY = ("nguoi ", "(da ky", "sao tu", "xac nhan")
_BLOCK_GAP = 3.2  # line heights between the centres of two lines of one block
_SEARCH_BELOW = 15.0  # line heights under the post within which the name must stand


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed: authority (`KT.` with whom, as `KT. CHỦ TỊCH`), post, name; spans None when not found.

    `body` is the office named above the post (certificates name it only there), `dated` the place-and-date
    line above the block. `may_lack_line` says that print above the authority may be its first line, read in part.
    """

    authority: Span | None = None
    title: Span | None = None
    name: Span | None = None
    body: Span | None = None
    dated: Segment | None = None
    may_lack_line: bool = False


def find_signature(pages: Sequence[Sequence[Segment]]) -> Signature:
    """The signature of a paper: of the first page that bears a whole one, else the last part found.

    The first page wins because permits and certificates carry later, foreign signatures behind it
    (extensions, changes), while letters of several pages sign only at the end.
    """
    best = Signature()
    for segments in pages:
        found = _find_on_page(segments)
        if found.title is not None and found.name is not None:
            return found
        if found.title is not None or (found.name is not None and best.title is None):
            best = found
    return best


def _find_on_page(segments: Sequence[Segment]) -> Signature:
    if not segments:
        return Signature()
    posts = [segment for segment in segments if is_post_line(segment) and not _has_body_below(segment, segments)]
    block = _last_block(posts)
    if not block:
        return Signature()
    authority, title = _split_authority(block)
    name = _find_name(block[-1], segments)
    body, dated = _find_above(block[0], segments)
    return Signature(authority, title, name, _on_behalf(block) or body, dated, _may_lack_line(block[0], segments))


def _on_behalf(block: Sequence[Segment]) -> Span | None:
    """The body in `TM. ỦY BAN NHÂN DÂN QUẬN ...`."""
    for segment in block:
        found = AUTHORITY.match(segment.text)
        if found and re.sub(r"\W", "", found[1]).lower() == "tm":
            start = 1 if len(found[0].split()) == 1 else 2
            return Span(segment.page, segment.tokens[start:])
    return None


def _find_above(first: Segment, segments: Sequence[Segment]) -> tuple[Span | None, Segment | None]:
    """The office in capitals and the dated line above a signature block."""
    body: list[Span] = []
    height = first.usual_height
    last = first
    for segment in sorted(segments, key=lambda s: -s.row):
        if segment.row >= first.row or segment.center_share < 0.42:
            continue
        if last.box.center_y - segment.box.center_y > 3.5 * height:
            break
        if is_dated(segment):
            return join_spans(body), segment
        letters = [char for char in segment.text if char.isalpha()]
        if fold(segment.text).startswith(_NO_BODY):
            last = segment
            continue
        if letters and sum(char.isupper() for char in letters) >= 0.8 * len(letters) and len(letters) > 4:
            body.insert(0, segment.span)
        elif segment.box.width > 0.5 * segment.page.upright_width_px:
            break
        last = segment
    return join_spans(body), None


def _may_lack_line(first: Segment, segments: Sequence[Segment]) -> bool:
    """Whether capitals close above the block name no body: `AN NHÂN DÂN` is left of `TM. ỦY BAN NHÂN DÂN`."""
    if key_of(first.text).startswith("tm"):
        return False
    reach = _BLOCK_GAP * first.usual_height
    for segment in segments:
        is_above = 0 < first.box.center_y - segment.box.center_y <= reach and segment.row < first.row
        is_over = segment.box.left < first.box.right and first.box.left < segment.box.right
        letters = [char for char in segment.text if char.isalpha()]
        is_capitals = len(letters) >= 4 and sum(char.isupper() for char in letters) >= 0.6 * len(letters)
        if is_above and is_over and is_capitals and not is_dated(segment) and not _is_line_of_its_own(segment):
            return True
    return False


def _is_line_of_its_own(segment: Segment) -> bool:
    """An office (`PHÒNG KINH TẾ`) or a heading (`NGƯỜI KÝ ...`); a bare committee may have lost its `TM.`."""
    folded = fold(segment.text)
    return folded.startswith("nguoi ") or (is_organisation(segment.text) and not folded.startswith("uy ban"))


def _post_in(text: str) -> str | None:
    key = key_of(AUTHORITY.sub("", text))
    if len(key) < 6:
        return None
    if key in _POST_ENDS:
        return _POST_ENDS[key]
    score, post = max((fuzz.ratio(key[: len(post_key) + 2], post_key), post) for post_key, post in _POST_KEYS)
    return post if score >= 80 else None


def is_post_line(segment: Segment) -> bool:
    """Whether a line is an authority or a post of a signature block: in capitals, in the right half."""
    text = segment.text
    letters = [char for char in text if char.isalpha()]
    if len(letters) < 4 or sum(char.isupper() for char in letters) < 0.75 * len(letters) or segment.center_share < 0.42:
        return False
    return _post_in(text) is not None or (bool(AUTHORITY.match(text)) and len(letters) >= 5)


def _has_body_below(post: Segment, segments: Sequence[Segment]) -> bool:
    """Full-width lines below mean an authority line above the text, not a signature."""
    wide = 0.6 * post.page.upright_width_px
    return sum(s.row > post.row and s.box.width > wide and s.box.left < post.box.left for s in segments) >= 2


def _last_block(posts: Sequence[Segment]) -> list[Segment]:
    """Neighbouring post lines at the bottom, the rightmost column where two sign side by side."""
    if not posts:
        return []
    block = [max((p for p in posts if p.row == posts[-1].row), key=lambda p: p.box.left)]
    for post in reversed(posts[:-1]):
        gap = block[0].box.center_y - post.box.center_y
        if gap <= 0:
            continue
        if gap > _BLOCK_GAP * post.usual_height:
            break
        if post.box.left < block[0].box.right and block[0].box.left < post.box.right:
            block.insert(0, post)
    return block


def _split_authority(block: Sequence[Segment]) -> tuple[Span | None, Span | None]:
    """Authority lines in front (`TM.` line, `KT.` line), the post in its own words behind."""
    authority: list[Span] = []
    title: list[Span] = []
    for position, segment in enumerate(block):
        if AUTHORITY.match(segment.text):
            rest = _second_post(segment)
            if rest:
                authority.append(rest[0])
                title.append(rest[1])
            elif position == len(block) - 1 and not title:
                only = segment.span if _is_acting(segment) else _without_prefix(segment)[0], _without_prefix(segment)[1]
                authority.append(only[0])
                title.append(only[1])
            else:
                authority.append(segment.span)
        else:
            title.append(segment.span)
    return join_spans(authority), join_spans(title)


def _second_post(segment: Segment) -> tuple[Span, Span] | None:
    """`KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC` on one line is an authority and a post."""
    tokens = segment.tokens
    for at in range(2, len(tokens)):
        rest = fold(" ".join(token.text for token in tokens[at:])) + " "
        if tokens[at].text.isupper() and rest.startswith(_DEPUTIES):
            return Span(segment.page, tokens[:at]), Span(segment.page, tokens[at:])
    return None


def _is_acting(segment: Segment) -> bool:
    """`Q. CHỦ TỊCH` acts as the head and bears the post as well."""
    return segment.tokens[0].text.strip(".").upper() == "Q"


def _without_prefix(segment: Segment) -> tuple[Span, Span]:
    tokens = segment.tokens
    return Span(segment.page, tokens[:1]), Span(segment.page, tokens[1:])


def _find_name(post: Segment, segments: Sequence[Segment]) -> Span | None:
    height = post.usual_height
    candidates: list[tuple[float, Span]] = []
    for segment in segments:
        below = segment.box.center_y - post.box.center_y
        if not 0.6 * height < below <= _SEARCH_BELOW * height or segment.center_share < 0.4:
            continue
        if abs(segment.box.center_x - post.box.center_x) > 0.2 * post.page.upright_width_px:
            continue
        if fold(segment.text).startswith(_HINTS):
            continue
        span = Span(segment.page, _name_tokens(segment.tokens))
        text = strip_honorifics(span.text)
        if _NAME_SHAPE.match(text) and not _is_post_text(text):
            candidates.append((float(is_plausible_name(text)), span))
    if not candidates:
        return None
    return max(candidates, key=lambda candidate: candidate[0])[1]


def _opens_highland_name(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 1 and bool(_NAME_LETTER.match(tokens[0].text)) and tokens[1].text[:1].isupper()


def _is_post_text(text: str) -> bool:
    """`Trương Hoàng Sơn` is no `TRƯỞNG PHÒNG`: a post is in capitals, or said word for word."""
    letters = [char for char in text if char.isalpha()]
    if sum(char.isupper() for char in letters) >= 0.75 * len(letters):
        return _post_in(text) is not None
    return any(f"{fold(text)} ".startswith(f"{fold(post)} ") for post in list_posts())


def _name_tokens(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens without loose marks of pen and seal at both ends."""
    kept = list(tokens)
    while kept and not (len(kept[0].key) >= 2 and kept[0].text[0].isalpha()) and not _opens_highland_name(kept):
        kept.pop(0)
    while kept and not (len(kept[-1].key) >= 1 and kept[-1].text[-1].isalpha()):
        kept.pop()
    return tuple(kept)
