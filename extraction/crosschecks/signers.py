"""Here live checks of who signed: authority against post, post against office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.crosschecks.case import Case
from extraction.lines import line_height
from extraction.strategies import Paper
from schemas.extraction import Doubt
from schemas.text import fold

_OFFICES = {
    "committee": ("uy ban nhan dan", "ubnd"),
    "section": ("phong ",),
    "department": ("so ",),
}
# Heads of offices; deputies are the same behind `phó`. Other posts (registrars, chief clerks) are held anywhere.
_POSTS_OF_OFFICES = {
    "committee": ("chu tich",),
    "section": ("truong phong",),
    "department": ("giam doc",),
}
_KNOWN_POSTS = ("chu tich", "truong phong", "giam doc")
_SEAL_REACH = 4.5  # line heights under the post in which a deputy's line stands


def check_signer(case: Case) -> Iterator[Doubt]:
    """A deputy signs for the head (`KT.`), a head for nobody: post and authority must fit (Decree 30/2020)."""
    post, authority = case.value("signer_title"), case.value("sign_authority") or ""
    if authority and case.is_scanned("sign_authority") and case.paper.signature.may_lack_line:
        yield Doubt("sign_authority", "cut_off")
    if not post:
        return
    is_deputy = fold(post).startswith("pho ")
    if is_deputy and not re.search(r"\b(KT|TL|TUQ)\.", authority):
        yield Doubt("signer_title", "authority_differs")
    if not is_deputy and re.search(r"\bKT\b", authority):
        yield Doubt("signer_title", "authority_differs")
    if not is_deputy and not authority and _has_remains_below(case.paper):
        # A seal swallows `KT.` and the deputy's line; the head's post alone is left to read.
        yield Doubt("signer_title", "low_confidence")


def _has_remains_below(paper: Paper) -> bool:
    """Whether a scan shows letters between the post and the name that are neither a name nor a hint."""
    title, name = paper.signature.title, paper.signature.name
    box = title.box if title else None
    if title is None or box is None or not title.confidences:
        return False
    height = line_height(title.page)
    taken = set(title.words) | set(name.words if name else ())
    for segment in (s for page in paper.pages if page and page[0].page is title.page for s in page):
        below = (segment.box.center_y - box.center_y) / height
        is_near = 0.6 < below < _SEAL_REACH and segment.center_share > 0.5
        is_free = not taken & {token.word for token in segment.tokens} and not segment.text.startswith("(")
        if is_near and is_free and sum(char.isalpha() for char in segment.text) >= 3:
            return True
    return False


def check_post_of_office(case: Case) -> Iterator[Doubt]:
    """The post is one that the office has: a committee no `TRƯỞNG PHÒNG`, a department no `CHỦ TỊCH`.

    Who signs by order or mandate (`TL.`, `TUQ.`) signs for another office than his own.
    """
    post, body = fold(case.value("signer_title") or ""), fold(case.value("issuing_body") or "")
    authority = case.value("sign_authority") or ""
    if not post or not body or re.search(r"\b(TL|TUQ)\.", authority):
        return
    is_clinic = body.startswith("phong kham")
    office = None if is_clinic else next((kind for kind, names in _OFFICES.items() if body.startswith(names)), None)
    posts = _POSTS_OF_OFFICES.get(office or "", ())
    is_known = any(post.removeprefix("pho ").startswith(known) for known in _KNOWN_POSTS)
    if posts and is_known and not post.removeprefix("pho ").startswith(posts):
        yield Doubt("signer_title", "post_differs")
        yield Doubt("issuing_body", "post_differs")
