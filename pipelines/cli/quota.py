"""`sohoa quota`: how much of the results in force is digitised, against the floor of each level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.cli.alarms import alarms_command, days_command
from pipelines.cli.answers import DAY, local_date, pick, say
from pipelines.cli.originals import list_command, rebuild_command
from pipelines.cli.printing import print_json, print_note, print_table
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.registers.wording import LEVEL_NAMES, TARGET_STATUS_NAMES
from schemas.days import today
from schemas.errors import SetupError
from schemas.units import LEVELS

if TYPE_CHECKING:
    from pipelines.registers.breakdown import By
    from pipelines.resources import Resources

# Why there is no forecast; without a denominator the verdict says so already.
FORECAST_REASONS = {
    "vi": {
        "not_enough_history": "chưa đủ 4 tuần số liệu",
        "no_progress": "không có tiến triển",
        "too_far": "quá 10 năm",
    },
    "en": {
        "not_enough_history": "less than 4 weeks of figures",
        "no_progress": "no progress",
        "too_far": "more than 10 years",
    },
}


@click.group("quota", invoke_without_command=True)
@click.option("--as-of", type=DAY, default=None, help="Tính đến ngày (mặc định hôm nay) / as of.")
@click.option("--target-year", type=click.IntRange(2000, 2100), help="Mức sàn của năm / whose floors.")
@click.option("--level", type=click.Choice(LEVELS), help="Chỉ một cấp / one level.")
@click.option("--unit", metavar="UNIT", help="Đơn vị ban hành, gồm cấp dưới / issuer and below.")
@click.option(
    "--xlsx", type=click.Path(path_type=Path), metavar="FILE", help="Ghi bảng ra tệp Excel / write a workbook."
)
@click.option("--type", "document_type", metavar="KEY", help="Chỉ một loại giấy tờ / one document type.")
@click.option("--year", type=int, help="Chỉ một năm ban hành / one year of issue.")
@click.option("--by", type=click.Choice(("type", "year", "unit", "custodian")), help="Chia nhỏ theo / break down by.")
@click.option("--pdf", type=click.Path(path_type=Path), metavar="FILE", help="Báo cáo để in, ký / a report to sign.")
@click.option("--check", is_flag=True, help="Mã thoát 1 nếu có cấp dưới mức sàn / exit 1 when a floor is missed.")
@with_session
@click.pass_context
def quota_command(
    ctx: click.Context,
    session: Session,
    as_of: date | None,
    target_year: int | None,
    level: str | None,
    unit: str | None,
    xlsx: Path | None,
    document_type: str | None,
    year: int | None,
    by: By | None,
    pdf: Path | None,
    check: bool,
) -> int:
    """Tỷ lệ số hóa kết quả còn hiệu lực so với mức sàn. / Coverage against the floors."""
    if ctx.invoked_subcommand is not None:
        return 0
    from pipelines.cli.coverage_progress import coverage_progress
    from pipelines.registers.breakdown import break_down
    from pipelines.registers.counting import count_coverage, coverage_to_json, list_years_without_days_off

    if any(path is not None and path.exists() for path in (xlsx, pdf)):
        raise SetupError("file_exists")
    day = as_of or today()
    asked: dict[str, Any] = {"level": level, "unit": unit, "document_type": document_type, "year": year}
    with session.open() as resources, coverage_progress(session) as tell:
        told = coverage_to_json(count_coverage(resources, day, target_year=target_year, on_progress=tell, **asked))
        told["years_without_days_off"] = list_years_without_days_off(told, resources.calendar)
        told["breakdown"] = break_down(resources, day, by, **asked) if by else None
        titles = {key: it.title for key, it in resources.types.items()}
        if by in ("unit", "custodian"):
            paths = [line[by] for line in told["breakdown"] if line[by]]
            titles |= {path: resources.units.get(path).name for path in paths}
            titles["None"] = say(session, "chưa xác định", "undecided")
        if xlsx is not None:
            _write_workbook(resources, xlsx, told, {"on": day, **asked}, titles)
        if pdf is not None:
            from pipelines.registers.coverage_pages import write_coverage_pages

            write_coverage_pages(resources, pdf, told, unit, by, titles)
    if session.as_json:
        print_json(told)
    else:
        print_coverage(session, told)
        if told["years_without_days_off"]:
            years = ", ".join(map(str, told["years_without_days_off"]))
            print_note(
                say(
                    session,
                    f"Chưa có lịch nghỉ năm {years}: ngày dự kiến mới trừ cuối tuần và ngày lễ cố định, chưa trừ Tết.",
                    f"Days off of {years} are not known yet: forecasts leave out weekends and fixed holidays, not Tết.",
                )
            )
        if by:
            print_breakdown(session, told["breakdown"], by, titles)
    return 1 if check and is_floor_missed(told) else 0


quota_command.add_command(list_command)
quota_command.add_command(rebuild_command)
quota_command.add_command(alarms_command)
quota_command.add_command(days_command)


@quota_command.command("targets")
@with_session
def targets_command(session: Session) -> int:
    """Mức sàn từng năm và căn cứ. / Floors by year and what they rest on."""
    from pipelines.registers.counting import list_shown_targets, target_to_json
    from pipelines.resources import load_own_targets, units_folder
    from schemas.units import load_units

    units = load_units(units_folder(session.settings))
    floors = load_own_targets(session.settings, units)
    targets = [target_to_json(target) for target in list_shown_targets(today(), floors)]
    if session.as_json:
        print_json(targets)
        return 0
    language = session.language
    print_table(
        pick(
            session,
            ("Năm", "Cấp", "Đơn vị", "Mức sàn", "Loại", "Căn cứ"),
            ("Year", "Level", "Unit", "Floor", "Status", "Basis"),
        ),
        [
            (
                target["year"],
                LEVEL_NAMES[language][target["level"]],
                units.get(target["unit"]).name if target["unit"] else "",
                f"{target['percent']:g}%",
                TARGET_STATUS_NAMES[language][target["status"]],
                target["basis"],
            )
            for target in targets
        ],
    )
    return 0


def _write_workbook(
    resources: Resources, path: Path, told: JsonLine, asked: Mapping[str, Any], titles: Mapping[str, str]
) -> None:
    from pipelines.registers.quota_workbook import gather_behind, write_quota_workbook
    from schemas.originals import STATUSES
    from storage.ledgers.coverage import SpanQuery

    query = SpanQuery(statuses=STATUSES, **asked)
    write_quota_workbook(path, told, gather_behind(resources, query), titles)


def is_floor_missed(told: JsonLine) -> bool:
    """Whether a level is below its floor, or its register is too small to say."""
    return any(row["met"] is False or row["problem"] for row in told["levels"])


def print_coverage(session: Session, told: JsonLine) -> None:
    """The quota as tables for people: by level, then by issuer."""
    as_of, year = local_date(told["as_of"]), told["target_year"]
    print(
        say(
            session,
            f"Tỷ lệ số hóa kết quả còn hiệu lực tính đến {as_of}, so với mức sàn năm {year}",
            f"Results in force and digitised as of {told['as_of']}, against the floors of {year}",
        )
    )
    headings = pick(
        session,
        ("Còn hiệu lực", "Đã số hóa", "Chỉ máy xác nhận", "Chờ kiểm tra", "Tỷ lệ", "Mức sàn", "Loại", "Đạt?",
         "Nhịp/tuần", "Cần/tuần", "Dự kiến đạt", "Chưa rõ hiệu lực"),
        ("In force", "Digitised", "Unseen", "In review", "Share", "Floor", "Status", "Met?",
         "Pace/week", "Needed/week", "Forecast", "Validity unknown"),
    )  # fmt: skip
    language = session.language
    print_table(
        (say(session, "Cấp", "Level"), *headings),
        [(level_title(row, language), *_cells(row, language)) for row in told["levels"]],
    )
    if told["units"]:
        print()
        unit_headings = pick(session, ("Cấp", "Đơn vị ban hành"), ("Level", "Issuer"))
        print_table(
            (*unit_headings, *headings),
            [(level_title(row, language), row["name"], *_cells(row, language)) for row in told["units"]],
        )
    if any(row["target_status"] == "assumed" for row in told["levels"]):
        print_note(
            say(
                session,
                "Mức sàn `tạm tính` chưa có văn bản giao chỉ tiêu.",
                "Floors marked `assumed` rest on no decision yet.",
            )
        )


def print_breakdown(session: Session, lines: Sequence[JsonLine], by: By, titles: Mapping[str, str]) -> None:
    """The breakdown as a table for people."""
    heads = {
        "type": ("Giấy tờ", "Paper"),
        "year": ("Năm", "Year"),
        "unit": ("Đơn vị ban hành", "Issuer"),
        "custodian": ("Đơn vị phụ trách", "Custodian"),
    }
    headings = pick(
        session,
        ("Còn hiệu lực", "Đã số hóa", "Chỉ máy xác nhận", "Chờ kiểm tra", "Tỷ lệ", "Chưa rõ hiệu lực"),
        ("In force", "Digitised", "Unseen", "In review", "Share", "Validity unknown"),
    )
    print()
    print_table(
        (say(session, *heads[by]), *headings),
        [
            (
                titles.get(str(line[by]), line[by] or "–"),
                line["in_force"],
                line["digitised"],
                line["digitised_unseen"],
                line["in_review"],
                "–" if line["percent"] is None else f"{line['percent']:.2f}%",
                line["unknown_validity"],
            )
            for line in lines
        ],
    )


def level_title(row: JsonLine, language: str) -> str:
    """The level's heading; a level that is no more is marked."""
    title = LEVEL_NAMES[language][row["level"]]
    if not row["historic"]:
        return title
    return f"{title} ({'until' if language == 'en' else 'đến'} 30/6/2025)"


def _cells(row: JsonLine, language: str) -> tuple[object, ...]:
    needed = "–" if row["pace_needed_per_week"] is None else f"{row['pace_needed_per_week']:g}"
    return (
        row["in_force"],
        row["digitised"],
        row["digitised_unseen"],
        row["in_review"],
        "–" if row["percent"] is None else f"{row['percent']:.2f}%",
        f"{row['target_percent']:g}%",
        TARGET_STATUS_NAMES[language][row["target_status"]],
        verdict(row, language),
        f"{row['pace_per_week']:g}",
        needed,
        forecast_told(row, language),
        row["unknown_validity"],
    )


def forecast_told(row: JsonLine, language: str) -> str:
    """The day on which the floor is reached with its range, or why nobody can say."""
    if row["forecast_on"] is None:
        return FORECAST_REASONS[language].get(row["forecast_reason"], "–")
    if row["forecast_earliest"] == row["forecast_latest"]:
        return local_date(row["forecast_on"])
    earliest, latest = local_date(row["forecast_earliest"]), local_date(row["forecast_latest"])
    return f"{local_date(row['forecast_on'])} ({earliest} – {latest})"


def verdict(row: JsonLine, language: str) -> str:
    """Met, how many documents are missing, or why nothing can be said."""
    english = language == "en"
    if row["problem"]:
        lack = row["difference"]
        return f"register lacks {lack}" if english else f"danh mục thiếu {lack}"
    if row["met"] is None:
        return "no register" if english else "chưa có danh mục"
    if row["met"]:
        return "met" if english else "đạt"
    return f"short of {row['shortfall']}" if english else f"thiếu {row['shortfall']}"
