"""`sohoa doctor`: settings in force, what each backend answers, and what in this home needs a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import click

from pipelines.care.standing import DiskStanding, Standing
from pipelines.cli.answers import local_date, local_time, pick, say
from pipelines.cli.printing import print_json, print_table, tell_problem
from pipelines.cli.session import Session, with_session
from schemas.errors import SohoaError
from storage.ports import BackendHealth

_GIB = 1 << 30


@click.command("doctor")
@with_session
def doctor_command(session: Session) -> int:
    """Thiết lập, trả lời của từng dịch vụ, tình trạng kho. / Settings, backends' answers, the state of the home."""
    from pipelines.care.health import check_health

    answers = check_health(session.settings)
    standing = _find_standing(session)
    settings = session.settings.masked()
    if session.as_json:
        backends = [
            {"name": b.name, "url": b.url, "ok": b.ok, "version": b.version, "message": b.message} for b in answers
        ]
        print_json({"settings": settings, "backends": backends, "standing": standing.to_json() if standing else None})
    else:
        print_table(pick(session, ("Thiết lập", "Giá trị"), ("Setting", "Value")), settings.items())
        print()
        _print_table(
            session,
            pick(
                session,
                ("Dịch vụ", "Nơi", "Tình trạng", "Phiên bản", "Ghi chú"),
                ("Backend", "Where", "State", "Version", "Note"),
            ),
            [(b.name, b.url, b.ok, b.version, tell_note(session, b)) for b in answers],
        )
        print()
        _print_table(
            session,
            pick(session, ("Kho", "Hiện nay", "Tình trạng", "Việc cần làm"), ("Home", "Now", "State", "What to do")),
            list(tell_standing(session, standing)),
        )
    return int(not all(answer.ok for answer in answers) or standing is None or bool(standing.troubles))


def _find_standing(session: Session) -> Standing | None:
    """None where the catalogue is away; which backend it is, its own line tells."""
    from pipelines.care.standing import find_standing

    try:
        with session.open() as resources:
            return find_standing(resources)
    except SohoaError:
        return None


def tell_note(session: Session, backend: BackendHealth) -> str:
    """What a backend says; a trouble that we know in the reader's language, with what to do."""
    return f"{backend.code}: {tell_problem(backend.code, session.language)}" if backend.code else backend.message


def _print_table(session: Session, headings: Any, rows: list[tuple[Any, ...]]) -> None:
    """A table whose third column says whether all is well."""
    words = (say(session, "LỖI", "FAULT"), say(session, "tốt", "ok"))
    print_table(headings, [(*row[:2], words[bool(row[2])], *row[3:]) for row in rows])


def tell_standing(session: Session, standing: Standing | None) -> Iterator[tuple[str, str, bool, str]]:
    """(what, how it stands, whether it is well, what a person does)."""
    if standing is None:
        unknown = say(session, "chưa biết: danh mục không trả lời", "not known: the catalogue does not answer")
        yield say(session, "tình trạng", "state"), unknown, False, say(session, "xem bảng trên", "see the table above")
        return

    def line(name: str, title: str, text: str, to_do: str) -> tuple[str, str, bool, str]:
        is_well = name not in standing.troubles
        return title, text, is_well, "" if is_well else to_do

    since = _instant(standing.waiting_since)
    yield line(
        "outbox",
        say(session, "chờ vào chỉ mục", "waiting for the index"),
        say(session, f"{standing.waiting}, cũ nhất từ {since}", f"{standing.waiting}, the oldest since {since}")
        if standing.waiting
        else "0",
        say(
            session,
            "xem dòng index ở trên, rồi `sohoa reconcile --mend`",
            "see the index above, then `sohoa reconcile --mend`",
        ),
    )
    yield line(
        "leases",
        say(session, "việc của tiến trình đã chết", "work of dead processes"),
        str(standing.dead_leases),
        say(session, "`sohoa batch list`, rồi `sohoa batch resume LÔ`", "`sohoa batch list`, `sohoa batch resume B`"),
    )
    never = say(session, "chưa lần nào", "never")
    sums = standing.sums
    newest = _instant(sums.newest_at)
    last = say(session, f"lần cuối {newest}", f"last at {newest}") if sums.newest_at else never
    yield line(
        "fixity",
        say(session, "kiểm tra nguyên vẹn", "fixity"),
        say(
            session,
            f"đã kiểm tra {sums.checked}/{sums.total} mục, {last}; {sums.faulty} mục đang lỗi",
            f"{sums.checked} of {sums.total} checked, {last}; {sums.faulty} at fault",
        ),
        say(
            session,
            "`sohoa verify`, `sohoa reconcile --mend`; bản gốc hỏng: khôi phục từ bản sao lưu",
            "`sohoa verify`, `sohoa reconcile --mend`; a damaged original: restore it from a backup",
        ),
    )
    title, to_do = (
        say(session, "sao lưu lần cuối", "last backup"),
        say(session, "chạy `sohoa backup` hằng ngày", "run `sohoa backup` daily"),
    )
    if standing.backed_up_at:
        yield line("backup", title, _instant(standing.backed_up_at), to_do)
    else:
        # No fault of a new home, and the first thing to do in it.
        yield title, never, True, to_do
    for disk in standing.disks:
        yield _tell_disk(session, disk)


def _tell_disk(session: Session, disk: DiskStanding) -> tuple[str, str, bool, str]:
    is_well = not (disk.is_below_reserve or disk.is_full_soon)
    free = f"{disk.space.free_bytes / _GIB:.1f}/{disk.space.total_bytes / _GIB:.1f} GiB"
    to_do = say(session, "thêm dung lượng hoặc dọn ổ đĩa", "add space or clear the disk")
    if disk.is_below_reserve:
        to_do = say(session, f"đang ngừng nhận giấy tờ mới; {to_do}", f"no new papers are taken in; {to_do}")
    title = say(session, f"ổ đĩa ({disk.space.disk})", f"disk ({disk.space.disk})")
    text = say(
        session, f"trống {free}; {_tell_forecast(session, disk)}", f"{free} free; {_tell_forecast(session, disk)}"
    )
    return title, text, is_well, "" if is_well else to_do


def _tell_forecast(session: Session, disk: DiskStanding) -> str:
    forecast = disk.forecast
    if forecast.reason == "not_enough_history":
        return say(session, "chưa đủ số liệu để dự báo", "not enough history to forecast")
    if forecast.full_on is None:
        return say(session, "không đầy dần", "not filling up")
    stops, full, earliest, latest = map(
        _day, (forecast.stops_on, forecast.full_on, forecast.full_earliest_on, forecast.full_latest_on)
    )
    return say(
        session,
        f"ngừng nhận ngày {stops}, đầy ngày {full} (sớm nhất {earliest}, muộn nhất {latest})",
        f"intake stops on {stops}, full on {full} (earliest {earliest}, latest {latest})",
    )


def _instant(at: datetime | None) -> str:
    return local_time(at.isoformat()) if at else "-"


def _day(day: date | None) -> str:
    return local_date(day.isoformat()) if day else "-"
