"""Here live small things that several commands ask of their arguments and say to people."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime

import click

from pipelines.cli.printing import print_note
from pipelines.cli.session import Session
from pipelines.lookup.finding import Reveal
from schemas.days import LOCAL_ZONE
from schemas.dossier import Dossier
from schemas.errors import SetupError
from schemas.partial_dates import day_span

STATE_NAMES = {
    "vi": {"in_review": "chờ kiểm tra", "confirmed": "đã xác nhận", "returned": "trả lại", "withdrawn": "đã rút"},
    "en": {"in_review": "in review", "confirmed": "confirmed", "returned": "returned", "withdrawn": "withdrawn"},
}
VALIDITY_NAMES = {
    "vi": {
        "valid": "còn hiệu lực",
        "expired": "hết hiệu lực",
        "replaced": "đã thay thế",
        "revoked": "đã thu hồi",
        "unknown": "chưa rõ",
    },
    "en": {name: name for name in ("valid", "expired", "replaced", "revoked", "unknown")},
}


class Day(click.ParamType[date]):
    """A day as ISO `2022-12-31` or as people write it, `31/12/2022`."""

    name = "D"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(str(value), form).date()
            except ValueError:
                continue
        raise SetupError("day_invalid")


class PartialDay(click.ParamType[date]):
    """A day, month or year; `is_last` takes the last day that it may mean, else the first."""

    name = "D"

    def __init__(self, *, is_last: bool) -> None:
        self._is_last = is_last

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        span = day_span(str(value))
        return span[self._is_last] if span else DAY.convert(value, param, ctx)


DAY = Day()


def pick(session: Session, vietnamese: Sequence[str], english: Sequence[str]) -> Sequence[str]:
    """Headings in the language of the session."""
    return english if session.language == "en" else vietnamese


def say(session: Session, vietnamese: str, english: str) -> str:
    """A sentence in the language of the session."""
    return english if session.language == "en" else vietnamese


def read_reveal(session: Session, reveal: bool, purpose: str | None) -> Reveal | None:
    """The wish to see ids in full, which needs a purpose.

    Raises:
        SetupError: "purpose_missing".
    """
    if not reveal:
        return None
    if not (purpose or "").strip():
        raise SetupError("purpose_missing")
    return Reveal(session.person, (purpose or "").strip())


def read_private(text: str) -> str:
    """The text, or for `-` the next line of standard input: arguments show in process lists."""
    return sys.stdin.readline().rstrip("\r\n") if text == "-" else text


def read_assignments(assignments: Sequence[str]) -> dict[str, str]:
    """`FIELD=VALUE` arguments; a value of `-` is read from standard input.

    Raises:
        SetupError: "assignment_invalid".
    """
    texts: dict[str, str] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise SetupError("assignment_invalid")
        texts[name.strip()] = read_private(text)
    return texts


def tell_retired(session: Session, merged_into: str | None) -> None:
    """Point on from a retired id, on standard error; nothing for one that stands."""
    if merged_into is not None:
        print_note(
            say(
                session,
                f"Kết quả này đã gộp vào {merged_into}: xem `sohoa show {merged_into}`.",
                f"This result was merged into {merged_into}: see `sohoa show {merged_into}`.",
            )
        )


def tell_users(session: Session, dossiers: Sequence[Dossier]) -> None:
    """Name the open dossiers that use a result that was changed, on standard error."""
    if dossiers:
        codes = ", ".join(dossier.code for dossier in dossiers)
        print_note(
            say(
                session,
                f"Hồ sơ đang xử lý có dùng kết quả này, cần xem lại: {codes}",
                f"Open dossiers use this result and must be looked at: {codes}",
            )
        )


def local_time(text: str) -> str:
    """An ISO instant as a person of Vietnam reads it: `05/03/2021 14:07`."""
    return datetime.fromisoformat(text).astimezone(LOCAL_ZONE).strftime("%d/%m/%Y %H:%M")


def local_date(text: str | None) -> str:
    """An ISO date, partial or not, as printed on paper: `05/03/2021`, `03/2021`, `2021`."""
    return "/".join(reversed(text.split("-"))) if text else ""
