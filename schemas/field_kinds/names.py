"""Here live names of persons and bodies, as printed."""

from __future__ import annotations

import re

from schemas.field_kinds.reading import KindReading, unread
from schemas.syllables import is_syllable
from schemas.text import fold, squeeze

# The family names borne by nearly all Vietnamese, with those of the Khmer, Hoa and Chăm of the delta.
SURNAMES = frozenset(
    (
        "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dao doan vuong trinh truong dinh lam "
        "phung mai to ha cao thai luong luu quach thach danh son kim chau ta ton tang tong kieu giang trieu luc lu "
        "nghiem chu hua diep dam dai khuong ung uong van vien viet au au bach banh bien ca cam canh che chung co cu "
        "cung dan dau dong du duong hang han hong khong khuat khuu kha la lai lang lieu loi lo luan ma mac man mong "
        "nhan nham nhu ninh nong on ong pho phu phuong quan quang sam si su tat than thang thi thieu tho thong tieu "
        "tinh tram trang tu tuong tuyet vi vinh xa y yen phi thanh tham dieu hinh thoi ngan vuu chiem tien hy dau "
        "bien kien lang nghi truc tri dang au dong doan cong ngoc cat"
    ).split()
)
_HONORIFIC = re.compile(
    r"^(?:và\s+)?(?:hộ\s+)?(?:ông\s*\(bà\)|ông\s*/\s*bà|ông|bà|vợ|chồng|anh|chị|hộ|em|cháu)\s*[:.]?\s+(?=\S)", re.IGNORECASE
)
_TITLE = re.compile(r"^(?:(?:PGS|GS|TS|ThS|Ths|TH\.?S|BS|CK[I1]{1,2}|BSCK[I1]*|DS|KS|CN|LS|Dr)\.?\s*)+(?=[A-ZĐÀ-Ỹ])")
_EDGES = " .,;:-–—_|'\"“”()[]*"
_SEVERAL = re.compile(r"\s*(?:,|;|\bvà\b)\s*(?:(?:ông|bà|vợ|chồng)\b\s*[:.]?\s*)", re.IGNORECASE)


def strip_honorifics(text: str) -> str:
    """A name without `Ông`, `Bà`, `Hộ ông` and academic titles in front."""
    before = None
    while before != text:
        before = text
        text = _TITLE.sub("", _HONORIFIC.sub("", text.strip(_EDGES)))
    return text.strip(_EDGES)


def read_person_name(raw: str) -> KindReading:
    """A person's name, NFC as printed, honorifics off; several joined by ` và `.

    Doubt `name_implausible` where it does not look like a Vietnamese name: the value stands, because
    foreign and highland names are names too.
    """
    text = squeeze(raw).strip(_EDGES)
    names = [strip_honorifics(part) for part in _SEVERAL.split(text) if part.strip(_EDGES)]
    names = [name for name in names if name]
    if not names or not any(char.isalpha() for char in text):
        return unread("no_value")
    plausible = all(is_plausible_name(name) for name in names)
    return KindReading(" và ".join(names), doubt=None if plausible else "name_implausible")


def is_plausible_name(name: str) -> bool:
    """Two to six syllables, each a possible one with a capital first, the first a known family name."""
    words = name.split()
    if not 2 <= len(words) <= 6 or fold(words[0]) not in SURNAMES:
        return False
    all_capitals = name.isupper()
    return all(is_syllable(word) and (all_capitals or word[0].isupper() and word[1:].islower() or len(word) == 1) for word in words)


def read_holder(raw: str) -> KindReading:
    """A person, persons, a household or an organisation, as printed, without `Ông/Bà` before persons."""
    text = squeeze(raw).strip(_EDGES)
    person = read_person_name(text)
    if person.value and person.doubt is None:
        return person
    if not text:
        return unread("no_value")
    if _is_organisation(text):
        return KindReading(text)
    return KindReading(person.value or text, doubt="name_implausible")


_ORGANISATION_HEADS = (
    "cong ty", "ho kinh doanh", "doanh nghiep", "hop tac xa", "truong", "ubnd", "uy ban", "so ", "phong", "trung tam",
    "benh vien", "ban quan ly", "chi nhanh", "cong an", "chua", "giao xu", "hoi ", "lien hiep", "tong cong ty", "ngan hang",
    "cua hang", "co so", "bo ", "cuc ", "chi cuc", "vien ", "van phong", "dai hoc", "hoc vien", "tap doan", "quy ", "nha thuoc",
)  # fmt: skip


def _is_organisation(text: str) -> bool:
    return fold(text).startswith(_ORGANISATION_HEADS)


def read_organisation(raw: str) -> KindReading:
    """The name of a body as printed, blanks squeezed, edge punctuation off."""
    text = squeeze(raw).strip(_EDGES)
    return KindReading(text) if sum(char.isalpha() for char in text) >= 2 else unread("no_value")
