"""`python -m benchmarks.drills.coverage_drill`: are the figures of days gone by the same after everything done later?

An office files papers of three levels over three years, some corrected on the way. The coverage and the list of what is
missing are asked for six days; then people revoke, correct, withdraw and erase, most of it with effect on days long
past; the same six answers must come, to the letter. The commands are real ones.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.drills.command_runs import run_sohoa
from benchmarks.drills.filed_papers import FiledPaper, file_stack
from pipelines.actions import confirm_result, send_back, set_fields
from pipelines.indexing import index_pending
from pipelines.resources import Resources, open_resources
from pipelines.results.after_filing import correct_result, end_validity, withdraw_result
from pipelines.results.erasing import ErasureWish, erase_result
from pipelines.results.validity_lists import import_validity
from pipelines.settings import read_settings
from schemas.erasure import Erasure
from schemas.errors import InputRejected
from schemas.partial_dates import day_span
from schemas.procedure_result import ProcedureResult
from schemas.register import RegisterCount, RegisterRow
from schemas.units import LEVELS
from schemas.validity import EndReason

PAST_DAYS = tuple(date(year, month, day) for year in (2022, 2023, 2024) for month, day in ((6, 30), (12, 31)))
_FILING = date(2022, 1, 10), date(2024, 11, 30)
_EARLY = date(2022, 7, 1), date(2024, 12, 20)
LATER = date(2025, 1, 2), date(2025, 11, 20)
_PAPERS_A_SCAN = 10
_ISSUERS = (
    {"issuing_body": "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ"},
    {"issuing_body": "ỦY BAN NHÂN DÂN QUẬN NINH KIỀU", "parent_body": "THÀNH PHỐ CẦN THƠ"},
    {"issuing_body": "ỦY BAN NHÂN DÂN QUẬN CÁI RĂNG", "parent_body": "THÀNH PHỐ CẦN THƠ"},
    {"issuing_body": "ỦY BAN NHÂN DÂN PHƯỜNG TÂN AN", "parent_body": "QUẬN NINH KIỀU"},
    {"issuing_body": "ỦY BAN NHÂN DÂN PHƯỜNG AN KHÁNH", "parent_body": "QUẬN NINH KIỀU"},
)
# Types of every rule of validity: until an event, a term by law, a term printed.
_SIGNS = {
    "building_permit": "GPXD",
    "household_business_certificate": "HKD",
    "social_allowance_decision": "QĐ-UBND",
    "food_safety_certificate": "ATTP-CNĐK",
    "marital_status_certificate": "XNTTHN",
    "alcohol_retail_licence": "GP-PKT",
}
_NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Minh Hòa", "Phạm Ngọc Lan", "Võ Văn Sơn")
_STATES: tuple[EndReason, ...] = ("revoked", "replaced", "ended")
_BASIS = "QĐ 9/QĐ-UBND"

Change = Callable[[Resources, ProcedureResult, random.Random], object]


@dataclass(frozen=True, slots=True)
class PastFigures:
    """What was told of one day: the quota and the missing list as JSON, the workbook's cells; seconds of the quota."""

    day: date
    told: str
    seconds: float


def main() -> int:
    """Print the figures; 1 where a past day's answer changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=2000)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    wish = parser.parse_args()
    dice = random.Random(wish.seed)
    with tempfile.TemporaryDirectory(prefix="coverage-") as folder:
        home = Path(folder, "home")
        with open_resources(read_settings({}, home=str(home), working_folder=Path(folder))) as resources:
            ids = file_office(resources, wish.papers, dice)
            early = change_papers(resources, ids, wish.papers // 20, dice, _EARLY, Path(folder))
        print(f"{len(ids)} papers filed, {early.total()} changed on the way")
        before = [ask(home, day, Path(folder, f"before-{day}.xlsx")) for day in PAST_DAYS]
        with open_resources(read_settings({}, home=str(home), working_folder=Path(folder))) as resources:
            later = change_papers(resources, ids, wish.changes, dice, LATER, Path(folder))
        print(f"{later.total()} later: " + ", ".join(f"{name} {count}" for name, count in sorted(later.items())))
        after = [ask(home, day, Path(folder, f"after-{day}.xlsx")) for day in PAST_DAYS]
        return tell(before, after) | tell_today(home, before[-1])


def file_office(resources: Resources, count: int, dice: random.Random) -> list[str]:
    """File papers over the years and import the registers that name half as many more; ids in order of filing."""
    ids: list[str] = []
    rows: list[RegisterRow] = []
    days = sorted(_draw_day(dice, *_FILING) for _ in range(-(-count // _PAPERS_A_SCAN)))
    for number, day in enumerate(days):
        papers: list[FiledPaper] = []
        for _ in range(min(_PAPERS_A_SCAN, count - len(ids))):
            paper = draw_paper(dice, len(ids) + len(papers), before=day)
            rescan = dice.choice(ids) if ids and dice.random() < 0.03 else None
            papers.append(replace(paper, rescan_of=rescan))
        ids += file_stack(resources, f"stack {number}", papers, _at(day, dice))
    for result in resources.catalogue.list_results():
        if result.unit and dice.random() < 0.8:
            rows.append(_to_row(result, len(rows)))
    for number in range(count, count + count // 2):
        unfiled = draw_paper(dice, number, before=PAST_DAYS[-1])
        rows.append(replace(rows[number % len(rows)], document_number=unfiled.values["document_number"]))
    for year in (2022, 2023, 2024):
        resources.catalogue.put_register_snapshot(
            "92", date(year, 1, 1), str(year), "so.csv", "drill", rows[: len(rows) * (year - 2021) // 3]
        )
    resources.catalogue.put_register_count(RegisterCount("92.919", "building_permit", 2019, count, "kiểm kê"))
    index_pending(resources)
    return ids


def draw_paper(dice: random.Random, number: int, *, before: date) -> FiledPaper:
    """A paper of any level, type and state, issued before a day; one in twenty with only a year."""
    kind = dice.choice(tuple(_SIGNS))
    issued = before - timedelta(days=dice.randrange(1, 5 * 365))
    values = {
        **dice.choice(_ISSUERS),
        "document_number": f"{number + 1}/{_SIGNS[kind]}",
        "issue_date": str(issued.year) if dice.random() < 0.05 else issued.isoformat(),
        "holder_name": dice.choice(_NAMES),
    }
    if kind == "alcohol_retail_licence":
        values["valid_until"] = (issued + timedelta(days=5 * 365)).isoformat()
    return FiledPaper(kind, values, "confirmed" if dice.random() < 0.8 else "in_review")


def change_papers(
    resources: Resources, ids: Sequence[str], count: int, dice: random.Random, days: tuple[date, date], folder: Path
) -> Counter[str]:
    """Let people change papers day by day, the program's clock set to each; how many changes of each kind took."""
    settings, done = resources.settings, Counter[str]()
    rows_a_list = max(2, count // 20)
    for day in sorted(_draw_day(dice, *days) for _ in range(8 * count)):
        if done.total() >= count:
            break
        at = _at(day, dice)
        resources.settings = replace(settings, demo_now=at)
        if dice.random() < 1 / (4 * rows_a_list):
            some = [_existing(resources, dice, ids, at) for _ in range(min(rows_a_list, count - done.total()))]
            done["listed"] += _import_list(resources, [it for it in some if it], day, dice, folder)
            continue
        result = _existing(resources, dice, ids, at)
        (name,) = dice.choices(tuple(_CHANGES), _WEIGHTS)
        if result is not None:
            try:
                changed = _CHANGES[name](resources, result, dice)
            except InputRejected:
                continue  # of this paper nothing of the kind can be said: another one's turn
            done[name] += changed != result
    resources.settings = settings
    return done


def ask(home: Path, day: date, workbook: Path) -> PastFigures:
    """What the commands say of a day.

    Raises:
        RuntimeError: a command failed.
    """
    quota = run_sohoa(home, "quota", "--as-of", day.isoformat(), "--xlsx", str(workbook))
    missing = run_sohoa(home, "register", "missing", "--as-of", day.isoformat())
    if quota.returncode or missing.returncode:
        raise RuntimeError(f"{quota.errors[-500:]} {missing.errors[-500:]}")
    cells = [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(workbook)]
    told = json.dumps([quota.lines, missing.lines, cells], ensure_ascii=False, default=str)
    return PastFigures(day, told, quota.seconds)


def tell(before: Sequence[PastFigures], after: Sequence[PastFigures]) -> int:
    """Print each day's figures and whether they stood; 1 where one did not."""
    for then, now in zip(before, after, strict=True):
        told = json.loads(then.told)
        levels = {row["level"]: row for row in told[0][0]["levels"]}
        shares = ", ".join(f"{it} {levels[it]['digitised']}/{levels[it]['in_force']}" for it in LEVELS)
        stood = "the same to the letter" if then.told == now.told else "DIFFERS"
        digest = hashlib.sha256(then.told.encode()).hexdigest()[:12]
        spent = f"quota {then.seconds:.1f} s, afterwards {now.seconds:.1f} s"
        print(f"{then.day}: {shares}; missing {told[1][0]['total']}; {digest} {stood}; {spent}")
    return int(any(then.told != now.told for then, now in zip(before, after, strict=True)))


def tell_today(home: Path, last: PastFigures) -> int:
    """1 unless the changes show in today's figures: else they proved nothing."""
    levels = run_sohoa(home, "quota").lines[0]["levels"]
    print("today: " + ", ".join(f"{row['level']} {row['digitised']}/{row['in_force']}" for row in levels))
    return int(levels == json.loads(last.told)[0][0]["levels"])


def _end(resources: Resources, result: ProcedureResult, dice: random.Random) -> ProcedureResult:
    return end_validity(
        resources, result.result_id, dice.choice(_STATES), _end_day(resources, result, dice), _BASIS, "cli:drill"
    )


def _correct(resources: Resources, result: ProcedureResult, dice: random.Random) -> ProcedureResult:
    name, value = dice.choice(
        (
            ("holder_name", dice.choice(_NAMES)),
            ("document_number", f"{dice.randrange(1, 9000)}/{dice.choice(tuple(_SIGNS.values()))}"),
            ("issue_date", _draw_day(dice, date(2015, 1, 1), PAST_DAYS[-1]).isoformat()),
            ("document_type", dice.choice(tuple(_SIGNS))),
            ("issuing_body", dice.choice(_ISSUERS)["issuing_body"]),
        )
    )
    return correct_result(resources, result.result_id, {name: value}, "đối chiếu bản giấy", "cli:drill")


def _withdraw(resources: Resources, result: ProcedureResult, dice: random.Random) -> ProcedureResult:
    return withdraw_result(resources, result.result_id, "quét nhầm", "cli:drill")


def _review(resources: Resources, result: ProcedureResult, dice: random.Random) -> ProcedureResult:
    if result.state == "in_review":
        return confirm_result(resources, result.result_id, "cli:drill")
    if dice.random() < 0.5:
        return send_back(resources, result.result_id, "xem lại", "cli:drill")
    return set_fields(resources, result.result_id, {"holder_name": dice.choice(_NAMES)}, "cli:drill")


def _erase(resources: Resources, result: ProcedureResult, dice: random.Random) -> Erasure:
    return erase_result(resources, result.result_id, ErasureWish("theo đơn yêu cầu", "cli:drill", "cli:second"))


_CHANGES: dict[str, Change] = {
    "ended": _end, "corrected": _correct, "withdrawn": _withdraw, "reviewed": _review, "erased": _erase,
}  # fmt: skip
# Of ten thousand papers hardly one is ever erased; here enough to count on.
_WEIGHTS = (20, 20, 20, 20, 2)


def _import_list(
    resources: Resources, results: Sequence[ProcedureResult], day: date, dice: random.Random, folder: Path
) -> int:
    path = folder / f"thu-hoi-{day}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("Mã kết quả", "Tình trạng", "Từ ngày", "Căn cứ"))
        for result in results:
            on = _end_day(resources, result, dice)
            writer.writerow((result.result_id, dice.choice(("Thu hồi", "Thay thế")), f"{on:%d/%m/%Y}", _BASIS))
    return import_validity(resources, path, "cli:drill").imported


def _end_day(resources: Resources, result: ProcedureResult, dice: random.Random) -> date:
    """From the day of issue up to the day it is said: most endings are told long after they came."""
    span = day_span(result.issue_date) if result.issue_date else None
    return _draw_day(dice, span[0] if span else date(2015, 1, 1), resources.now().date())


def _existing(resources: Resources, dice: random.Random, ids: Sequence[str], at: datetime) -> ProcedureResult | None:
    """A paper that is there by then and has no later history."""
    found = resources.catalogue.list_results_by_id((dice.choice(ids),))
    return found[0] if found and found[0].history[-1].at <= at else None


def _draw_day(dice: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=dice.randrange(max((last - first).days, 0) + 1))


def _at(day: date, dice: random.Random) -> datetime:
    """An instant in office hours of Vietnam."""
    return datetime.combine(day, time(1), UTC) + timedelta(minutes=dice.randrange(540))


def _to_row(result: ProcedureResult, number: int) -> RegisterRow:
    level = next(it for it in LEVELS if it == result.level)
    issued = result.issue_date or "2020"
    span = day_span(issued)
    assert span is not None and result.unit is not None and result.document_type is not None
    return RegisterRow(
        number, result.document_type, result.document_number or "", issued, "", result.unit, level, span[0], None, "H1"
    )


if __name__ == "__main__":
    raise SystemExit(main())
