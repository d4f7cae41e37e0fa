"""Here live names of persons and bodies, as printed."""

from __future__ import annotations

import re

from schemas.field_kinds.plain import doubt_about_place
from schemas.field_kinds.reading import KindReading, unread
from schemas.known_spellings import list_surnames, sure_surnames
from schemas.near_spellings import mend_print
from schemas.syllables import is_syllable
from schemas.text import fold, squeeze, strip_marks

SURNAMES = frozenset(fold(name) for name in list_surnames())
_HONORIFIC = re.compile(
    r"^(?:và\s+)?(?:hộ\s+)?(?:ông\s*\(bà\)|ông\s*/\s*bà|ông|bà|vợ|chồng|anh|chị|hộ|em|cháu)\s*[:.]?\s+(?=\S)",
    re.IGNORECASE,
)
# Only where no mark stands at all (old typewriters): `Ba` is a given name too.
_UNMARKED_HONORIFIC = re.compile(r"^(?:Ho\s+)?(?:[Oo]ng\s*\(ba\)|[Oo]ng|ONG|Ba|BA|ba)\s*[:.]?\s+(?=\S+\s+\S)")
_TITLE = re.compile(
    r"^(?:(?:(?:Đại|Thượng|Trung|Thiếu)\s(?:tướng|tá|úy|uý)|PGS|GS|TS|KTS|KS|ThS|Ths|TH\.?S|BS|CK[I1]{1,2}|BSCK[I1]*"
    r"|DS|CN|LS|Dr)\.?\s*)+(?=[A-ZĐÀ-Ỹ])"
)
# What forms print behind a name on its line: birth and identity paper are other fields.
_PERSON_ENDS = re.compile(
    r"[,;]?\s*\(?\b(?:sinh năm|sinh ngày|năm sinh|ngày sinh|cmnd|cccd|căn cước|hộ chiếu)\b", re.IGNORECASE
)
# A sentence going on in small letters: `Nguyễn Văn Mẫu được chuyển mục đích`; Được and Do are given names too.
_SENTENCE_GOES_ON = re.compile(r"\s(?:được|thường trú|địa chỉ|trú tại|do|có|hiện)\s")
_EDGES = " .,;:-–—_|'\"“”()[]*"
# A bar, a stroke, a dot of a frame behind a name is read as one of these; no given name is.
_STRAY_LETTERS = frozenset("IOEUA")
_WHOLE_NAME = 4  # `Nguyễn Thị Ái Văn` is whole, `Nguyễn Văn` is not
# Between two lines in capitals of an issuing block: a speck at the end of the first.
_SPECK = re.compile(r"(?<=[A-ZĐÀ-Ỹ]{2})\s?[:;]\s(?=[A-ZĐÀ-Ỹ]{2})")
_SEVERAL = re.compile(r"\s*(?:,|;|\bvà\b)\s*(?:(?:ông|bà|vợ|chồng)\b\s*[:.]?\s*)", re.IGNORECASE)


def strip_honorifics(text: str) -> str:
    """A name without `Ông`, `Bà`, `Hộ ông` and academic titles in front."""
    before = None
    while before != text:
        before = text
        text = _TITLE.sub("", _HONORIFIC.sub("", text.strip(_EDGES)))
        if strip_marks(text) == text:
            text = _UNMARKED_HONORIFIC.sub("", text)
    return text.strip(_EDGES)


def read_person_name(raw: str) -> KindReading:
    """A person's name, NFC as printed, honorifics off; several joined by ` và `.

    Doubt `name_implausible` where it does not look like a Vietnamese name: the value stands, because
    foreign and highland names are names too.
    """
    text = _SENTENCE_GOES_ON.split(_PERSON_ENDS.split(squeeze(raw))[0])[0].strip(_EDGES)
    names = [strip_honorifics(part) for part in _SEVERAL.split(text) if part.strip(_EDGES)]
    names = [name for name in names if name]
    whole, names = names, [_without_stray_signs(name) for name in names]
    parted = [_part_from_thi(name) for name in names]
    if not names or not any(char.isalpha() for char in text):
        return unread("no_value")
    mended = [_mend_surname(name) for name in parted]
    pairs = zip(parted, mended, strict=True)
    notes = tuple(f"{old.split()[0]} read as {new.split()[0]}" for old, new in pairs if old != new)
    if parted != names:
        notes = (*notes, "blank behind Thị put back")
    if whole != names:
        # What was dropped may be the rest of a syllable: a person looks.
        notes = (*notes, "signs beside the name dropped")
    is_plausible = whole == names and all(is_plausible_name(name) for name in mended)
    doubt = None if is_plausible else "name_implausible"
    return KindReading(" và ".join(mended), doubt=doubt, corrections=notes, sure=_sure_surname(raw))


def _without_stray_signs(name: str) -> str:
    """`ĐỖ ĐỨC KHẢI 2` is `ĐỖ ĐỨC KHẢI`: nobody's name holds a word without letters."""
    kept = [word for word in name.split() if any(char.isalpha() for char in word)]
    return " ".join(kept) if len(kept) >= 2 else name


def _part_from_thi(name: str) -> str:
    """`THỊHỒNG` is `THỊ HỒNG`: no syllable begins so, and its rest is one."""
    words = []
    for word in name.split():
        rest = word[3:]
        is_glued = word[:3] in ("THỊ", "Thị") and len(rest) > 1 and is_syllable(rest) and not is_syllable(word)
        words.append(f"{word[:3]} {rest}" if is_glued and rest[0].isupper() else word)
    return " ".join(words)


def read_co_holder(raw: str) -> KindReading:
    """The persons behind the first of `Ông A và bà B`: who else holds the paper, so that both are found."""
    parts = [part for part in _SEVERAL.split(squeeze(raw).strip(_EDGES)) if part.strip(_EDGES)]
    if len(parts) < 2 or is_organisation(strip_honorifics(parts[0])):
        return unread("no_value")
    return read_person_name(" và bà ".join(parts[1:]))


def _mend_surname(name: str) -> str:
    """`NGUYÊN VĂN HẬU` is `NGUYỄN VĂN HẬU`: no family is called otherwise."""
    first, _, rest = name.partition(" ")
    if strip_marks(name) == name:
        return name  # a typewriter without marks: nobody's name is given some
    right = sure_surnames().get(fold(first))
    if right is None or not rest:
        return name
    return f"{right.upper() if first.isupper() else right} {rest}"


def _sure_surname(raw: str) -> tuple[tuple[int, int], ...]:
    """Where the family name stands in the raw text, when its spelling is known from its letters."""
    found = re.search(r"[^\W\d_]{2,}", squeeze(raw))
    return (found.span(),) if found and fold(found.group()) in sure_surnames() else ()


def is_plausible_name(name: str) -> bool:
    """Two to six syllables, each a possible one with a capital first, the first a known family name."""
    words = name.split()
    if not 2 <= len(words) <= 6 or fold(words[0]) not in SURNAMES or words[0].lower() == "thị":
        return False
    if len(words) > 3 and words[-1].upper() in _STRAY_LETTERS:
        return False
    if words[-1].lower() in ("văn", "thị") and len(words) < _WHOLE_NAME:
        return False  # a middle name: the given name stands on the next row
    return all(is_syllable(word) and (name.isupper() or word.istitle()) for word in words)


def read_holder(raw: str) -> KindReading:
    """A person, persons, a household or an organisation, as printed, without `Ông/Bà` before persons."""
    text = squeeze(raw).strip(_EDGES)
    person = read_person_name(text)
    if person.value and person.doubt is None:
        return person
    if not text:
        return unread("no_value")
    if is_organisation(text):
        return read_organisation(raw)
    return KindReading(person.value or text, doubt="name_implausible")


_ORGANISATION_HEADS = (
    "cong ty", "ho kinh doanh", "doanh nghiep", "hop tac xa", "truong", "ubnd", "uy ban", "so ", "phong", "trung tam",
    "benh vien", "ban quan ly", "chi nhanh", "cong an", "chua", "giao xu", "hoi ", "lien hiep", "tong cong ty",
    "ngan hang", "cua hang", "co so", "bo ", "cuc ", "chi cuc", "vien ", "van phong", "dai hoc", "hoc vien",
    "tap doan", "quy ", "nha thuoc", "dntn",
)  # fmt: skip


def is_organisation(text: str) -> bool:
    return fold(text).startswith(_ORGANISATION_HEADS)


def read_organisation(raw: str) -> KindReading:
    """The name of a body as printed, blanks squeezed, edge punctuation off."""
    mended = mend_print(squeeze(raw))
    text, specks = _SPECK.subn(" ", mended.text.strip(_EDGES))
    if sum(char.isalpha() for char in text) < 2:
        return unread("no_value")
    notes = (*mended.corrections, "colon between two lines dropped") if specks else mended.corrections
    return KindReading(text, doubt=doubt_about_place(text), corrections=notes, sure=mended.sure)
