"""Here live posts of signers and the authority under which they sign."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from schemas.field_kinds.reading import KindReading, unread
from schemas.known_spellings import known_post, list_posts
from schemas.near_spellings import mend_print
from schemas.text import fold, squeeze

# Decree 30/2020/NĐ-CP, Annex I: for a collective, for the head, by order, by mandate, acting.
# Recognition loses the stop (`KT GIÁM ĐỐC`): without one only two letters or more, and an office in capitals behind.
_OFFICE_BEHIND = (
    r"(?-i:(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|HIỆU TRƯỞNG|TRƯỞNG|CHÁNH|CỤC TRƯỞNG|CHI CỤC|VIỆN TRƯỞNG|BỘ TRƯỞNG"
    r"|[ỦU][ỶY] BAN|UBND))"
)
AUTHORITY = re.compile(
    r"^[\W_]{0,3}(T[./]?\s?M|K[./]?\s?T|T[./]?\s?L|T[./]?\s?U[./]?\s?Q|Q)"
    rf"(?:[./,:]\s*|(?<=[KTU][MTLQ])\s+(?={_OFFICE_BEHIND}))",
    re.IGNORECASE,
)
# Between `TM. ỦY BAN NHÂN DÂN` and `KT. CHỦ TỊCH` stands a new line, never a stop.
_STOP_BEFORE_PREFIX = re.compile(r"\s*[.,;:]\s+(?=(?:KT|TL|TUQ|Q)\.)")
# `KT: CHỦ TỊCH` on the second line: the stop was read as its neighbour.
_SOFT_STOP = re.compile(r"\b(KT|TL|TUQ)[:,;](?=\s)")
# A prefix at the very end says for whom, and the name of that post was lost.
_HEADLESS = re.compile(r"(?:^|\s)(?:TM|KT|TL|TUQ|Q)[.,:]?$")
_SPELLED = {"tm": "TM.", "kt": "KT.", "tl": "TL.", "tuq": "TUQ.", "q": "Q."}
_CLOSE = 78  # rapidfuzz ratio, 0-100: letters of a post with a few lost under the seal
# Pen strokes read as marks or single letters around the post.
_LOOSE_ENDS = re.compile(r"^[\W_ˆ˜ˇ]+(?:\S\s+)?|(?:\s+\S)?[^A-Za-zÀ-ỹ)]*$")
_EDGES = " .,;:-–—_|'\"“”()[]*^~"


def read_post(raw: str) -> KindReading:
    """A post in its right spelling where its letters are known, a nearby one with doubt, else as printed."""
    text = _LOOSE_ENDS.sub("", squeeze(raw))
    if sum(char.isalpha() for char in text) < 3:
        return unread("no_value")
    exact = known_post(text)
    if exact:
        note = (f"{text} read as {exact}",) if exact != text.upper() else ()
        return KindReading(exact if text.isupper() else text, corrections=note)
    mended = mend_print(text)
    if mended.sure and _begins_with_post(mended.text):
        return KindReading(mended.text, corrections=mended.corrections)
    near = process.extractOne(fold(text), {post: fold(post) for post in list_posts()}, scorer=fuzz.ratio)
    if near and near[1] >= _CLOSE:
        return KindReading(str(near[2]), doubt="low_confidence", corrections=(f"{text} taken for {near[2]}",))
    return KindReading(mended.text, doubt="low_confidence")


def _begins_with_post(text: str) -> bool:
    """`CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN ...` names the office behind the post."""
    return any(fold(text).startswith(fold(post)) for post in list_posts())


def read_authority(raw: str) -> KindReading:
    """`KT. CHỦ TỊCH`, `TM. ỦY BAN NHÂN DÂN`, the prefix in the spelling of the decree."""
    text = squeeze(raw)
    found = AUTHORITY.match(text)
    if not found:
        name = mend_print(text).text.strip(_EDGES)
        return KindReading(name, doubt="low_confidence") if name else unread("no_value")
    rest = _SOFT_STOP.sub(r"\1.", text[found.end() :])  # same length, so that places stay
    mended = mend_print(rest)
    prefix = _SPELLED.get(re.sub(r"\W", "", found[1]).lower(), found[1])
    value = _STOP_BEFORE_PREFIX.sub(" ", f"{prefix} {mended.text.strip(_EDGES)}".strip())
    if _HEADLESS.search(value):
        return KindReading(value, doubt="cut_off")
    offset = found.end()
    sure = tuple((start + offset, end + offset) for start, end in mended.sure)
    has_stop = found.group().rstrip()[-1] in "./,:"
    is_soft = rest != text[found.end() :]
    notes = mended.corrections if has_stop and not is_soft else (*mended.corrections, f"stop behind {prefix} put back")
    return KindReading(value, corrections=notes, sure=((0, offset), *sure))
