"""Here live acts: what a decision or a certificate says of another paper's validity, or of its own.

Only sentences that do something count: an article or a subject that opens with the verb, or a sentence whose subject is
`Quyết định này`, `Giấy chứng nhận này`. Bases, requests, duties and quoted titles of other decisions do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extraction.lines import Segment
from extraction.named_papers import PAPER_KINDS, NamedPaper, find_clause_end, read_named_paper, read_next_number
from extraction.running_text import RunningText, make_running_text
from schemas.acts import ActOnPaper, ActVerb
from schemas.field_kinds.dates import read_date
from schemas.text import fold, fold_words, squeeze

_DECISION_TITLE = "quyet dinh"
_ISSUED_TITLES = ("giay phep", "giay chung nhan", "giay xac nhan", "chung chi", "trich luc")

_VERBS: tuple[tuple[ActVerb, str], ...] = (
    ("revoked", r"thu hoi(?:(?:,| va) (?:huy bo|huy))?|huy bo|huy|bai bo"),
    ("ended", r"cham dut hieu luc|cham dut gia tri"),
    ("replaced", r"thay the"),
    ("amended", r"dinh chinh|cai chinh"),
    ("extended", r"gia han"),
)
_MARK = r"(?:dieu\s+[\dil]{1,2}\s*[.:,;]?|\d{1,2}\s*[.)]|[a-e]\s*\)|[-–+*•])"
_LIST_MARK = re.compile(rf"\n\s*(?:\d{{1,2}}\s*[.)]|[a-z]\s*\)|[-–+*•])\s*(?={PAPER_KINDS}\b)")
# What may stand between the verb and the paper it acts on.
_BETWEEN = (
    r"(?:\s*(?:,|va|cac|toan bo|hieu luc|gia tri|thi hanh|phap ly|su dung|thoi han|thoi gian|doi voi|cua|cho"
    r"|lan thu \w+|lan \w+|lan dau|\d{1,2}(?: ?\(\w+\))?)(?!\w))*\s+"
)
_SLIPS = r"(?:\s+(?:noi dung|thong tin|sai sot|mot so|[^;\d.]{0,80}?(?:trong|tai|ghi tren|ghi tai))\b)?"
_OPENINGS = tuple(
    (
        verb,
        re.compile(
            rf"(?:^|\n)\s*(?P<mark>(?:{_MARK}\s*)*)(?P<regarding>(?:ve viec|v/v)\s+)?(?P<verb>{words})\b"
            rf"{_SLIPS if verb == 'amended' else ''}{_BETWEEN}(?={PAPER_KINDS}\b)"
        ),
    )
    for verb, words in _VERBS
)
# `Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số ...`
_THIS_PAPER = re.compile(
    rf"{PAPER_KINDS}\b[^.;:]{{0,60}}?\bnay\b(?P<between>(?:(?!\bkhong\b)[^;:]){{0,200}}?)"
    rf"\b(?P<verb>thay the(?: cho)?|bai bo|huy bo)\s+(?:cac\s+)?(?={PAPER_KINDS}\b)"
)
# `Quyết định số ... hết hiệu lực kể từ ngày Quyết định này có hiệu lực.`
_SENTENCE_OPENS = re.compile(rf"(?:(?:^|\n)\s*(?:{_MARK}\s*)*|\. +)(?P<paper>{PAPER_KINDS}\b)")
_HOLDS_NO_MORE = re.compile(
    r"[^;:]{0,130}?\b(?P<verb>het hieu luc|khong con (?:hieu luc|gia tri)|bi (?:thu hoi|huy bo|bai bo))\b(?! khoi cong)"
)
_NOT_BY_THIS = re.compile(r"\b(?:da|khong|chua|neu|khi|truong hop|theo)\b(?! con)")
_NEW_SENTENCE = re.compile(r"(?<=[a-z0-9)])\. +(?=[^\W\d_])|\./\.")
# Of certificates: `(*) thay thế Giấy chứng nhận số ...`, `Cấp lại lần 2, thay thế ...`, `Cấp đổi từ ...`.
_REISSUED = re.compile(
    rf"(?:^|\n|\()\s*(?:\(\*\)|{_MARK})?\s*(?P<verb>"
    r"(?:cap (?:lai|doi)[^;:\n]{0,60}?)?(?:,? ?(?:de )?thay the(?: cho)?)"
    r"|cap (?:lai|doi)(?:\s+lan\s+(?:thu\s+)?\w+)?[\s,(]*(?:tu|theo)?"
    rf")\s+(?={PAPER_KINDS}\b)"
)
_CIVIL_CHANGE = re.compile(
    rf"(?P<verb>giay to ho tich duoc (?:thay doi|cai chinh|bo sung|sua)[^:\n]{{0,50}}:)\s*(?={PAPER_KINDS}\b)"
)
_EXTENDED_HERE = re.compile(
    r"(?:^|\n)\s*(?:[-+*]|\d{1,2}\s*[.)])?\s*(?P<verb>gia han)\b(?P<what>[^.;:]{0,60}?)\bden (?:het )?ngay(?= ?\d)"
)
_IN_FORCE = re.compile(r"quyet dinh nay co hieu luc[^.;]{0,40}?(?:ke )?(?:tu )?ngay (?P<day>ky|ban hanh|\d)")
_IN_FORCE_AFTER = re.compile(
    r"quyet dinh nay co hieu luc[^.;]{0,30}?sau (?P<days>\d{1,2}) ngay,? ke tu ngay (?:ky|ban hanh)"
)
_FROM_DAY = re.compile(r"\btu ngay (?P<day>ky|ban hanh|\d)")
_UNTIL = re.compile(r"\bden (?:het )?(?=ngay ?\d)")
_NEXT_PAPER = re.compile(rf"\s*(?:,|;|va)\s*(?:(?:va|cac)\s+)?(?=(?P<kind>{PAPER_KINDS}\b)|so\s*\d|\d{{1,5}}/)")
_FOLLOWING = re.compile(rf"{PAPER_KINDS}\b[^;:.\d]{{0,120}}?\bsau(?: day)? ?:")


@dataclass(frozen=True, slots=True)
class _Opening:
    verb: ActVerb
    start: int
    end: int


def find_acts(
    pages: Sequence[Sequence[Segment]], titles: Sequence[str], *, is_form: bool = False
) -> tuple[ActOnPaper, ...]:
    """The acts of one paper in printed order, each paper acted on once for a verb.

    Args:
        titles: as printed and as declared; they decide whether the paper can act at all.
        is_form: a certificate or licence of a declared type.
    """
    folded = [fold(title) for title in titles]
    decides = any(title.startswith(_DECISION_TITLE) for title in folded)
    if not decides and not is_form and not any(title.startswith(_ISSUED_TITLES) for title in folded):
        return ()
    running = make_running_text(pages)
    openings = sorted(
        _open_decision(running) if decides else _open_certificate(running), key=lambda opening: opening.start
    )
    effect = _read_effect(running) if decides else (None, None)
    acts = [act for opening in openings for act in _read_acts(running, opening, effect)]
    if not decides:
        acts += _extensions_here(running)
    return _merged(acts)


def _open_decision(running: RunningText) -> Iterator[_Opening]:
    for verb, pattern in _OPENINGS:
        for found in pattern.finditer(running.folded):
            opens = found.start("regarding") if found["regarding"] else found.start("verb")
            # In small letters it is the rest of a sentence that was broken there.
            if running.text[opens].isupper():
                yield _Opening(verb, found.start("verb"), found.end())
    yield from _open_this_paper(running, (("thay the", "replaced"), ("bai bo", "revoked"), ("huy bo", "revoked")))
    yield from _open_ended(running)


def _open_ended(running: RunningText) -> Iterator[_Opening]:
    """Papers of which an article says that they hold no more."""
    for found in _SENTENCE_OPENS.finditer(running.folded):
        start = found.start("paper")
        paper = read_named_paper(running, start) if running.text[start].isupper() else None
        said = _HOLDS_NO_MORE.match(running.flat, paper.end, paper.clause_end) if paper else None
        if said and not _NOT_BY_THIS.search(running.flat, paper.end if paper else start, said.start("verb")):
            yield _Opening("revoked" if said["verb"].startswith("bi ") else "ended", start, start)


def _open_this_paper(running: RunningText, verbs: tuple[tuple[str, ActVerb], ...]) -> Iterator[_Opening]:
    for found in _THIS_PAPER.finditer(running.flat):
        if _NEW_SENTENCE.search(found["between"]):
            continue
        verb = next((verb for words, verb in verbs if found["verb"].startswith(words)), None)
        if verb:
            yield _Opening(verb, found.start("verb"), found.end())


def _open_certificate(running: RunningText) -> Iterator[_Opening]:
    for found in _REISSUED.finditer(running.folded):
        yield _Opening("replaced", found.start("verb"), found.end())
    for found in _CIVIL_CHANGE.finditer(running.folded):
        yield _Opening("amended", found.start("verb"), found.end())
    yield from _open_this_paper(running, (("thay the", "replaced"),))


def _read_acts(running: RunningText, opening: _Opening, effect: tuple[str | None, int | None]) -> Iterator[ActOnPaper]:
    papers = [*_list_papers(running, opening.end)]
    for paper in papers:
        yield _make_act(running, opening, paper, effect)


def _list_papers(running: RunningText, start: int) -> Iterator[NamedPaper]:
    following = _FOLLOWING.match(running.flat, start)
    if following:
        yield from _list_following(running, following.end())
        return
    paper = read_named_paper(running, start)
    while paper is not None:
        yield paper
        more = _NEXT_PAPER.match(running.flat, paper.end, paper.clause_end)
        if more is None:
            return
        at = more.end()
        if more["kind"]:
            paper = read_named_paper(running, at)
        else:
            at += len(re.match(r"(?:so\s*)?", running.flat[at:]).group())  # type: ignore[union-attr]
            paper = read_next_number(running, paper, at)


def _list_following(running: RunningText, start: int) -> Iterator[NamedPaper]:
    """The papers of a list under `các Giấy phép sau:`, one an item."""
    stop = re.compile(r"\n\s*(?:dieu \d|noi nhan)").search(running.folded, start)
    for item in _LIST_MARK.finditer(running.folded, start, stop.start() if stop else len(running.folded)):
        paper = read_named_paper(running, item.end())
        if paper is not None:
            yield paper


def _make_act(
    running: RunningText, opening: _Opening, paper: NamedPaper, effect: tuple[str | None, int | None]
) -> ActOnPaper:
    effective_on, days = effect
    stated = _FROM_DAY.search(running.flat, paper.end, paper.clause_end)
    if stated and opening.verb in ("revoked", "ended", "replaced"):
        day = _read_day(running, stated.start("day"))
        effective_on, days = (day, None) if day else (effective_on, 0) if not stated["day"].isdigit() else effect
    until = _UNTIL.search(running.flat, paper.end, paper.clause_end) if opening.verb == "extended" else None
    page_number, box = running.find_place(opening.start, paper.end)
    return ActOnPaper(
        verb=opening.verb,
        target="named",
        raw=squeeze(running.text[opening.start : paper.end]),
        paper_kind=paper.kind,
        number=paper.number,
        issue_date=paper.issue_date,
        holder_names=paper.holder_names,
        issuer=paper.issuer,
        effective_on=effective_on,
        days_after_signing=days,
        valid_until=_read_day(running, until.end()) if until else None,
        page_number=page_number,
        box=box,
    )


def _extensions_here(running: RunningText) -> list[ActOnPaper]:
    """`Gia hạn đến hết ngày ...`, stamped or typed on a certificate itself."""
    acts = []
    for found in _EXTENDED_HERE.finditer(running.folded):
        until = _read_day(running, found.end() - len("ngay"))
        if until and running.text[found.start("verb")].isupper() and not re.search(r"\bso\b.*\d", found["what"]):
            page_number, box = running.find_place(found.start("verb"), found.end())
            words = squeeze(running.text[found.start("verb") : find_clause_end(running, found.end())])
            acts.append(
                ActOnPaper("extended", "itself", words[:120], valid_until=until, page_number=page_number, box=box)
            )
    return acts


def _read_effect(running: RunningText) -> tuple[str | None, int | None]:
    """When a decision says that it takes effect: a day, or days after its signing."""
    after = _IN_FORCE_AFTER.search(running.flat)
    if after:
        return None, int(after["days"])
    found = _IN_FORCE.search(running.flat)
    if found is None:
        return None, None
    return (_read_day(running, found.start("day")), None) if found["day"].isdigit() else (None, 0)


def _read_day(running: RunningText, at: int) -> str | None:
    reading = read_date(running.text[at : at + 36].replace("\n", " "))
    is_whole = reading.value is not None and len(reading.value) == len("2021-03-05")
    return reading.value if is_whole and reading.span and reading.span[0] <= len("ngày ") else None


def _merged(acts: Sequence[ActOnPaper]) -> tuple[ActOnPaper, ...]:
    """Subject and article often name the same paper: one act with what either tells."""
    kept: list[ActOnPaper] = []
    for act in acts:
        at = next((n for n, other in enumerate(kept) if _is_same(act, other)), None)
        if at is None:
            kept.append(act)
        else:
            kept[at] = _join(kept[at], act)
    return tuple(kept)


def _is_same(one: ActOnPaper, other: ActOnPaper) -> bool:
    same_day = one.issue_date is None or other.issue_date is None or one.issue_date == other.issue_date
    return (one.verb, one.target, fold_words(one.number or "")) == (
        other.verb, other.target, fold_words(other.number or ""),
    ) and same_day  # fmt: skip


def _join(one: ActOnPaper, other: ActOnPaper) -> ActOnPaper:
    first, second = (other, one) if len(other.raw) > len(one.raw) else (one, other)
    return replace(
        first,
        issue_date=first.issue_date or second.issue_date,
        holder_names=first.holder_names or second.holder_names,
        issuer=first.issuer or second.issuer,
        valid_until=first.valid_until or second.valid_until,
    )
