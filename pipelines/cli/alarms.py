"""`sohoa quota alarms`: floors that will not be reached in time; `sohoa quota days`: what was written of past days."""

from __future__ import annotations

import json
from datetime import date, timedelta

import click

from pipelines.cli.answers import DAY, local_date, local_time, pick, say
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.registers.wording import LEVEL_NAMES
from schemas.days import today

_KINDS = {
    "vi": {"missed": "đã quá hạn", "late": "dự kiến trễ", "stalled": "không có tiến triển"},
    "en": {"missed": "missed", "late": "late", "stalled": "stalled"},
}


@click.command("alarms")
@click.option("--as-of", type=DAY, default=None, metavar="D", help="Tính đến ngày / as of.")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành, gồm cấp dưới / issuer and below.")
@click.option("--target-year", type=click.IntRange(2000, 2100), help="Mức sàn của năm / whose floors.")
@with_session
def alarms_command(session: Session, as_of: date | None, unit: str | None, target_year: int | None) -> int:
    """Mức sàn khó đạt đúng hạn; mã thoát 1 nếu có. / Floors in danger; exit 1 when there are."""
    from pipelines.registers.alarms import list_alarms

    with session.open() as resources:
        alarms = [it.to_json() for it in list_alarms(resources, as_of or today(), unit=unit, target_year=target_year)]
    if session.as_json:
        for told in alarms:
            print_json(told)
        return 1 if alarms else 0
    if not alarms:
        print_note(say(session, "Không có mức sàn nào đáng lo.", "No floor is in danger."))
        return 0
    headings = pick(
        session,
        ("Cấp", "Đơn vị", "Cảnh báo", "Tỷ lệ", "Mức sàn", "Còn thiếu", "Dự kiến đạt", "Muộn nhất", "Hạn"),
        ("Level", "Unit", "Alarm", "Coverage", "Floor", "Missing", "Forecast", "At the latest", "Deadline"),
    )
    kinds, levels = _KINDS[session.language], LEVEL_NAMES[session.language]
    print_table(
        headings,
        [
            (
                levels[it["level"]],
                it["name"] or "",
                kinds[it["kind"]],
                f"{it['percent']:.2f}%",
                f"{it['target_percent']:g}%",
                it["shortfall"],
                local_date(it["forecast_on"]),
                local_date(it["forecast_latest"]),
                local_date(it["deadline"]),
            )
            for it in alarms
        ],
    )
    return 1


@click.command("days")
@click.option("--from", "first", type=DAY, default=None, metavar="D", help="Từ ngày / from.")
@click.option("--to", "last", type=DAY, default=None, metavar="D", help="Đến ngày / to.")
@click.option("--write", is_flag=True, help="Ghi các ngày đã hết mà chưa ghi / write days that are over.")
@click.option("--compare", is_flag=True, help="Tính lại và so với bản đã ghi; mã thoát 1 nếu khác / count again.")
@with_session
def days_command(session: Session, first: date | None, last: date | None, write: bool, compare: bool) -> int:
    """Số liệu từng ngày đã ghi khi ngày ấy kết thúc. / What was written of each day once it was over."""
    from pipelines.registers.day_figures import compare_days, write_missed_days

    with session.open() as resources:
        if write:
            write_missed_days(resources)
        until = last or today()
        since = first or until - timedelta(days=366)
        known = resources.catalogue.list_day_figures(since, until)
        compared = {it.day: it for it in compare_days(resources, since, until)} if compare else {}
    told = [
        {
            "day": it.day.isoformat(),
            "written_at": it.written_at.isoformat(),
            "sha256": it.sha256,
            "figures": json.loads(it.body),
            "same": compared[it.day].is_same if it.day in compared else None,
        }
        for it in known
    ]
    if session.as_json:
        for line in told:
            print_json(line)
    else:
        headings = pick(session, ("Ngày", "Ghi lúc", "Tỷ lệ theo cấp"), ("Day", "Written at", "Coverage by level"))
        print_table(headings, [(local_date(it["day"]), local_time(it["written_at"]), _levels(it)) for it in told])
    return 1 if any(it["same"] is False for it in told) else 0


def _levels(told: dict[str, object]) -> str:
    figures = told["figures"]
    assert isinstance(figures, dict)
    shares = [row["percent"] for row in figures["coverage"]["levels"]]
    return " / ".join("–" if share is None else f"{share:.2f}%" for share in shares)
