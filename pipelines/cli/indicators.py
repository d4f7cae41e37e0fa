"""`sohoa indicators`: QĐ 766 group 4, the 80 % measure and an office's own items, each with the dossiers behind it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.answers import DAY, local_date, pick, say
from pipelines.cli.dossiers import print_dossiers
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.quota import FORECAST_REASONS
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from schemas.errors import SetupError
from schemas.problems import get_problem

if TYPE_CHECKING:
    from pipelines.registers.indicators import Indicators
    from pipelines.resources import Resources

_FROM = click.option("--from", "first_day", type=DAY, metavar="D", help="Ngày đầu kỳ / first day.")
_TO = click.option("--to", "last_day", type=DAY, metavar="D", help="Ngày cuối kỳ / last day.")
_UNIT = click.option("--unit", metavar="UNIT", help="Đơn vị xử lý, gồm cấp dưới / executing unit and below.")


@click.group("indicators", invoke_without_command=True)
@_FROM
@_TO
@_UNIT
@click.option("--by-unit", is_flag=True, help="Thêm từng đơn vị xử lý / each executing unit too.")
@click.option("--xlsx", type=click.Path(path_type=Path), metavar="FILE", help="Ghi ra Excel kèm danh sách / workbook.")
@with_session
@click.pass_context
def indicators_command(
    ctx: click.Context,
    session: Session,
    first_day: date | None,
    last_day: date | None,
    unit: str | None,
    by_unit: bool,
    xlsx: Path | None,
) -> int:
    """Chỉ số số hóa, tái sử dụng trong kỳ. / Indicators of a period."""
    if ctx.invoked_subcommand is not None:
        return 0
    from pipelines.registers.indicator_forecasts import forecast_figures
    from pipelines.registers.indicators import count_by_unit, count_indicators, indicators_to_json, iterate_rows
    from storage.ledgers.dossiers import Period

    if xlsx is not None and xlsx.exists():
        raise SetupError("file_exists")
    period = Period(*_need_days(first_day, last_day), unit)
    with session.open() as resources:
        counted = count_indicators(resources, period)
        each = count_by_unit(resources, period) if by_unit else ()
        named = [(_name_unit(resources, it), it) for it in each]
        told = indicators_to_json(counted, named, forecast_figures(resources, counted))
        if xlsx is not None:
            from pipelines.registers.indicators_workbook import write_indicators_workbook

            write_indicators_workbook(xlsx, counted, iterate_rows(resources, counted))
    if session.as_json:
        print_json(told)
    else:
        _print_indicators(session, told)
        for one in told["units"]:
            print(f"\n{one['name']} ({one['unit']})")
            _print_items(session, one["items"])
    return 0


@indicators_command.command("list")
@click.argument("item", metavar="ITEM")
@_FROM
@_TO
@_UNIT
@click.option("--counted/--not-counted", "counts", default=None, help="Chỉ hồ sơ được tính / không được tính.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--after", metavar="CODE", help="Sau hồ sơ này / after this dossier.")
@with_session
def list_command(
    session: Session,
    item: str,
    first_day: date | None,
    last_day: date | None,
    unit: str | None,
    counts: bool | None,
    limit: int,
    after: str | None,
) -> int:
    """Hồ sơ đằng sau một chỉ số. / The dossiers behind an indicator."""
    from pipelines.registers.indicators import list_behind, listed_to_json
    from storage.ledgers.dossiers import Period

    first_day, last_day = _need_days(first_day, last_day)
    with session.open() as resources:
        place = ("", "")
        if after:
            earlier = resources.catalogue.find_dossier(after)
            if earlier is None or earlier.received_on is None:
                raise SetupError("usage", reason="--after")
            place = (earlier.received_on.isoformat(), earlier.code)
        listed = list_behind(resources, item, Period(first_day, last_day, unit), limit, after=place, counts=counts)
    told = [listed_to_json(one) for one in listed]
    if session.as_json:
        for line in told:
            print_json(line)
    else:
        print_dossiers(session, told)
        counted = sum(line["counts"] for line in told)
        print_note(say(session, f"{counted}/{len(told)} hồ sơ được tính", f"{counted} of {len(told)} count"))
    return 0


def _name_unit(resources: Resources, told: Indicators) -> str:
    unit = resources.units.find(told.period.unit or "")
    return unit.name if unit else told.period.unit or ""


def _need_days(first_day: date | None, last_day: date | None) -> tuple[date, date]:
    if first_day is None or last_day is None:
        raise SetupError("usage", reason="--from, --to")
    return first_day, last_day


def _print_indicators(session: Session, told: JsonLine) -> None:
    first_day, last_day = local_date(told["from"]), local_date(told["to"])
    print(
        say(
            session,
            f"Chỉ số từ {first_day} đến {last_day}: {told['dossiers']} hồ sơ tiếp nhận",
            f"Indicators from {told['from']} to {told['to']}: {told['dossiers']} dossiers received",
        )
    )
    _print_items(session, told["items"])
    if any(item["points_status"] not in (None, "stated") for item in told["items"]):
        print_note(
            say(
                session,
                "* Điểm tối đa chép lại từ nguồn thứ cấp, chưa đối chiếu văn bản.",
                "* The most points were transcribed by others; the decision itself was not read.",
            )
        )


def _print_items(session: Session, items: list[JsonLine]) -> None:
    headings = pick(
        session,
        ("Mục", "Nội dung", "Tử số", "Mẫu số", "Tỷ lệ", "Điểm", "Tối đa", "Đạt?", "Dự kiến", "Ghi chú"),
        ("Item", "What", "Numerator", "Denominator", "Rate", "Points", "Most", "Met?", "Forecast", "Note"),
    )
    print_table(headings, [_to_row(session, item) for item in items])


def _to_row(session: Session, item: JsonLine) -> tuple[object, ...]:
    mark = "" if item["points_status"] in (None, "stated") else "*"
    met = {True: say(session, "đạt", "met"), False: say(session, "chưa đạt", "not met"), None: ""}[item["met"]]
    return (
        item["id"],
        item["name"],
        item["numerator"],
        item["denominator"],
        "–" if item["percent"] is None else f"{item['percent']:.2f}%",
        "–" if item["points"] is None else f"{item['points']:.2f}",
        "" if item["max_points"] is None else f"{item['max_points']:g}{mark}",
        met,
        _tell_forecast(session, item),
        get_problem(item["reason"]).in_language(session.language)[0] if item["reason"] else "",
    )


def _tell_forecast(session: Session, item: JsonLine) -> str:
    """When the threshold is reached; nothing of items without one, and where there is no figure."""
    if item["percent"] is None:
        return ""
    if item["forecast_on"] is None:
        return FORECAST_REASONS[session.language].get(item["forecast_reason"], "")
    days = [local_date(item[name]) for name in ("forecast_on", "forecast_earliest", "forecast_latest")]
    return days[0] if len(set(days)) == 1 else f"{days[0]} ({days[1]} – {days[2]})"
