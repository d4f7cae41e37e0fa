"""Here live the papers that a sentence names: kind, number, day, issuer and holder."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.running_text import RunningText
from schemas.field_kinds.dates import read_date
from schemas.field_kinds.document_numbers import read_card_number, read_document_number, read_land_serial
from schemas.text import squeeze

# Kinds of papers that offices issue to people, folded; laws, decrees, reports and letters are none.
PAPER_KINDS = (
    r"(?:quyet dinh|giay phep|giay chung nhan|giay xac nhan|giay dang ky|giay khai sinh|giay chung tu|chung chi"
    r"|trich luc|gcn[a-z]*|giay cn[a-z]*)"
)
_KIND = re.compile(rf"{PAPER_KINDS}\b")
# A number follows: `số 45/GPXD`, `số phát hành BX 123456`, `mã số hộ kinh doanh: 5700001`.
_LABEL = re.compile(
    r"\b(?:so phat hanh|so hieu|so seri|so se-ri|se-?ri so|ma so(?: [a-z]+){0,3}|so)\b(?: la)? ?[:.]? ?"
    r"(?=\S{0,3}\d|[a-z]{1,2} ?\d)"
)
_LABEL_REACH, _DAY_REACH, _HOLDER_REACH = 170, 160, 160
# Between the kind and its number these say that the number is another's.
_OTHERS_NUMBER = re.compile(
    r"\d|[;:]|\b(?:theo|tai|can cu|quyet dinh|thong bao|cong van|nghi dinh|luat|thong tu|to trinh|bien ban|ho so"
    r"|ket luan|ve viec)\b"
    r"|\b(?:nha|duong|thua|thua dat|to|to ban do|khu vuc|to dan pho|ap|hem|phong|lo|cmnd|cccd|can cuoc|cong dan"
    r"|dinh danh|dinh danh ca nhan|ho chieu|dien thoai|tai khoan|nhan dan) ?$"
)
_NUMBER_END = re.compile(r"[,;()]|\b(?:ngay|do|cap|cua|va|cho|ky|duoc|doi voi|tu|den|thang|nam)\b")
_BOOK_NUMBER = re.compile(r" ?[,;(]? ?(?:va )?so vao so[^\d,;]{0,50}?:? ?[a-z]{0,3} ?[\d./]+\)?")
_DAY = re.compile(r"[^;\d]{0,150}?\bngay ?[:.]?(?= ?\d| ?[.…]+ ?thang)")
_OTHERS_DAY = re.compile(
    r"\b(?:sinh|hieu luc|den|het|theo|can cu|quyet dinh|giay|chung chi|thong bao|ve viec|tu|han)\b"
)
# `ban hành. Giao Phòng ...`, `ký./.`: a small letter or digit before the stop; `TP. Cần Thơ` goes on.
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_A-ZĐ])[.;]\s+(?=[A-ZĐ\d])|(?<=[\d)])\.\s+(?=[A-ZĐ])|\./\.|\n\s*(?=Điều \d)|\n(?=Căn cứ)"
)
_HOLDER = re.compile(r"\b(?:cap cho|cho|cua|doi voi) (?:ho )?(?:ong|ba)(?: ?[(/,] ?(?:ong|ba)\)?)? ?:? ?")
_SECOND_HOLDER = re.compile(r" ?(?:va|,) (?:vo |chong )?(?:la )?(?:ong|ba) ?:? ?")
_OTHERS_HOLDER = re.compile(r"\b(?:theo|don|de nghi|to trinh|giao)\b")
_GIVEN_BY = re.compile(r"\bdo (?P<body>[^\d;,]{5,110}?) (?:da )?(?:cap|ban hanh|ky)\b")
_ISSUED_BY = re.compile(
    r"\bcua (?P<body>(?:chu tich )?(?:uy ban|ubnd|so |phong ).{3,90}?)(?= ve | v/v|[,;.(]| cho | cap |$)"
)
# Decisions of the Prime Minister and of ministries rule; they are no results of procedures.
_RULING_SIGN = re.compile(r"/QĐ-(?:TTg|CTN|HĐBT|B(?!QL)[A-ZĐ]{1,6})(?:$|[-/])")


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper as a sentence names it, and where in the running text it is named."""

    kind: str
    number: str
    issue_date: str | None
    issuer: str
    holder_names: tuple[str, ...]
    end: int
    clause_end: int


def find_clause_end(running: RunningText, start: int) -> int:
    """Where the sentence that goes on at a place ends."""
    found = _SENTENCE_END.search(running.text, start, start + 600)
    return found.start() + 1 if found else min(len(running.text), start + 600)


def read_named_paper(running: RunningText, start: int) -> NamedPaper | None:
    """The paper named from a place on, its kind first, then its number; None where it has no number of its own."""
    kind = _KIND.match(running.flat, start)
    if kind is None:
        return None
    clause_end = find_clause_end(running, start)
    label = _LABEL.search(running.flat, kind.end(), min(kind.end() + _LABEL_REACH, clause_end))
    if label is None or _OTHERS_NUMBER.search(running.flat[kind.end() : label.start()].rstrip()):
        return None
    words = running.text[start : label.start()]
    return _read_numbered(running, squeeze(words).rstrip(" ,("), start, label.end(), clause_end)


def read_next_number(running: RunningText, paper: NamedPaper, start: int) -> NamedPaper | None:
    """A further paper of the same kind, of which only the number is said."""
    return _read_numbered(running, paper.kind, start, start, paper.clause_end)


def _read_numbered(running: RunningText, kind: str, start: int, at: int, clause_end: int) -> NamedPaper | None:
    cut = _NUMBER_END.search(running.flat, at, clause_end)
    stop = min(cut.start() if cut else clause_end, at + 60)
    printed = running.text[at:stop].replace("\n", " ")
    number, length = _read_number(printed, is_decision=kind.lower().startswith("quyết định"))
    if number is None or _RULING_SIGN.search(number):
        return None
    end = at + length
    book = _BOOK_NUMBER.match(running.flat, end)
    end = book.end() if book else end
    issue_date, day_end = _read_day(running, end, clause_end)
    end = max(end, day_end)
    return NamedPaper(
        kind=kind,
        number=number,
        issue_date=issue_date,
        issuer=_read_issuer(running, start, min(end + _HOLDER_REACH, clause_end)),
        holder_names=_read_holders(running, start, end, clause_end),
        end=end,
        clause_end=clause_end,
    )


def _read_number(printed: str, *, is_decision: bool) -> tuple[str | None, int]:
    """The number and how much of the print it takes."""
    reading = read_document_number(printed) if "/" in printed or "⁄" in printed else None
    if reading and reading.value and reading.span and reading.span[0] <= 2:
        return reading.value, reading.span[1]
    if is_decision:
        return None, 0
    for read in (read_land_serial, read_card_number):
        reading = read(printed[:24])
        if reading.value and reading.span and reading.span[0] <= 2 and sum(c.isdigit() for c in reading.value) >= 2:
            return reading.value, reading.span[1]
    return None, 0


def _read_day(running: RunningText, at: int, clause_end: int) -> tuple[str | None, int]:
    found = _DAY.match(running.flat, at, min(at + _DAY_REACH, clause_end))
    if found is None or _OTHERS_DAY.search(running.flat, at, found.end() - len("ngay")):
        return None, at
    begins = running.flat.rindex("ngay", at, found.end())
    printed = running.text[begins : min(begins + 36, len(running.text))].replace("\n", " ")
    reading = read_date(printed)
    if reading.value is None or reading.span is None or reading.span[0] > len("ngày: ") or reading.doubt:
        return (reading.value, at) if reading.doubt and reading.value else (None, at)
    return reading.value, begins + reading.span[1]


def _read_issuer(running: RunningText, start: int, end: int) -> str:
    for pattern in (_GIVEN_BY, _ISSUED_BY):
        found = pattern.search(running.flat, start, end)
        if found:
            return squeeze(running.text[found.start("body") : found.end("body")])
    return ""


def _read_holders(running: RunningText, start: int, end: int, clause_end: int) -> tuple[str, ...]:
    """Whose the named paper is, where that is said before its number or right behind it."""
    found = _HOLDER.search(running.flat, start, min(end + _HOLDER_REACH, clause_end))
    if found is None or _OTHERS_HOLDER.search(running.flat, min(end, found.start()), found.start()):
        return ()
    names: list[str] = []
    at: int | None = found.end()
    while at is not None and len(names) < 4:
        name, at_end = _read_name(running, at, clause_end)
        if not name:
            break
        names.append(name)
        more = _SECOND_HOLDER.match(running.flat, at_end)
        at = more.end() if more else None
    return tuple(names)


def _read_name(running: RunningText, at: int, clause_end: int) -> tuple[str, int]:
    words: list[str] = []
    end = at
    for found in re.finditer(r"[^\W\d_]+|[^\s]", running.text[at:clause_end]):
        word = found.group()
        if not word[0].isupper() or len(words) == 6:
            break
        words.append(word)
        end = at + found.end()
    return (" ".join(words), end) if len(words) > 1 else ("", at)
