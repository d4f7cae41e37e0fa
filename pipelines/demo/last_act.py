"""Here lives the demonstration's last act: work that waits in the portal, four people to do it, links to where it lies.

A stained photograph from the counter waits for a person; the register of today is one paper short of a floor, and it is
that paper; the same page read by plain Tesseract stands beside ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.papers.counter_day import PHOTO_FILE, draw_stained_photo
from benchmarks.papers.demo_register import draw_register, invent_rows
from benchmarks.papers.truth import RegisterEntry
from pipelines.demo.comparison import keep_comparison
from pipelines.demo.portal import start_portal
from pipelines.demo.stage import CUSTODIAN, EARLIER_BATCH, Stage, call
from pipelines.lines import JsonLine
from pipelines.people.accounts import open_account
from pipelines.registers.counting import count_coverage
from pipelines.registers.day_figures import write_day, write_missed_days
from pipelines.registers.register_files import read_register
from pipelines.resources import Resources, open_resources
from schemas.days import today
from schemas.people import Grant, Role
from schemas.procedure_result import make_batch_id

COUNTER_BATCH = "demo-quay"
REGISTER_FILE = "register-today.csv"
# The plan's first floors: city 50 %, district 40 %, commune 35 %.
FLOORS_OF = 2022
_FLOOR_PERCENT = 35
_PERSON = "demo"
_WEEKS = 8


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    full_name: str
    roles: tuple[Role, ...]


_PEOPLE = (
    _Person("luutru", "Nguyễn Thị Lưu (lưu trữ, kiểm tra)", ("archivist", "verifier")),
    _Person("motcua", "Trần Văn Cửa (một cửa)", ("clerk",)),
    _Person("lanhdao", "Lê Thị Đạo (lãnh đạo)", ("manager",)),
    _Person("quantri", "Phạm Văn Quản (quản trị)", ("administrator", "auditor")),
)


def open_portal(stage: Stage, comparison: JsonLine) -> JsonLine:
    """Lay the work out, open four accounts, serve the portal in the background.

    Returns `address`, `until` (when the portal ends by itself), `sign_ins` (name, full_name, the password that serves
    once), `links` (what, who, path) and `card`: what a wand reads from the card of a person whose papers are held.
    """
    photo, row = _scan_at_the_counter(stage)
    with open_resources(stage.settings) as resources:
        _import_todays_register(stage, resources, row)
        _write_past_weeks(resources)
        keep_comparison(stage.settings, comparison, _find_result(resources, comparison["source"]))
        sign_ins = [_open_account(resources, person) for person in _PEOPLE]
        card = _find_card(stage, resources)
    links = _list_links(photo)
    address, until = start_portal(stage.settings)
    return {"address": address, "until": until, "sign_ins": sign_ins, "links": links, "card": card}


def _scan_at_the_counter(stage: Stage) -> tuple[str, RegisterEntry]:
    folder = stage.papers / "counter"
    folder.mkdir(exist_ok=True)
    _, row = draw_stained_photo(folder / PHOTO_FILE)
    lines: list[JsonLine] = []
    order = ["digitise", str(folder / PHOTO_FILE), "--unit", CUSTODIAN, "--batch", COUNTER_BATCH, "--as", "demo"]
    call(stage, [*order, "--plain"], None, lines.append)
    (line,) = lines
    assert line["result_id"], f"the photograph was {line['outcome']}"
    return line["result_id"], row


def _import_todays_register(stage: Stage, resources: Resources, photo: RegisterEntry) -> None:
    """Rows enough that the commune's floor lacks just the paper that was photographed."""
    rows = [*stage.truth.register, photo]
    _import(stage, resources, rows)
    levels = count_coverage(resources, today(), target_year=FLOORS_OF).levels
    (commune,) = (row for row in levels if row.level == "commune")
    # Where coffee made another number of it, the photograph is counted beside its own row until a person mends that.
    apart = commune.in_force - 1
    wanted = 0
    while -(-_FLOOR_PERCENT * (apart + wanted) // 100) <= commune.digitised:
        wanted += 1
    if wanted:
        _import(stage, resources, [*rows, *invent_rows("commune", wanted, stage.truth.seed)])


def _import(stage: Stage, resources: Resources, rows: Sequence[RegisterEntry]) -> None:
    path = stage.papers / REGISTER_FILE
    draw_register(rows, path, today())
    reading = read_register(path, CUSTODIAN, resources.units, resources.types)
    resources.catalogue.put_register_snapshot(CUSTODIAN, today(), "demo", path.name, f"cli:{_PERSON}", reading.rows)


def _write_past_weeks(resources: Resources) -> None:
    """What a portal that had run all the while would have written each night: the burn-up chart is drawn from it."""
    for days in range(7 * _WEEKS, 0, -7):
        write_day(resources, today() - timedelta(days=days))
    write_missed_days(resources)


def _open_account(resources: Resources, person: _Person) -> JsonLine:
    grants = [Grant(role, CUSTODIAN) for role in person.roles]
    account, password = open_account(resources, person.name, person.full_name, grants, _PERSON)
    return {"name": account.name, "full_name": account.full_name, "password": password}


def _find_result(resources: Resources, source: str) -> str:
    """The id of what was filed from a file of this name."""
    (receipt,) = (receipt for receipt in resources.catalogue.list_receipts() if receipt.source.endswith(source))
    result_id: str = resources.catalogue.list_lines(receipt.receipt_id)[0]["result_id"]
    return result_id


def _find_card(stage: Stage, resources: Resources) -> str:
    """The card of the drawn person who holds most papers."""
    holders = [row for row in stage.truth.register if row.source]
    best = max(holders, key=lambda row: len(resources.catalogue.find_held_results(row.holder_id)))
    return f"{best.holder_id}||{best.holder_name}|03041985|Nam|Ninh Kiều, Cần Thơ|01072021"


def _list_links(photo: str) -> list[JsonLine]:
    batch = make_batch_id(CUSTODIAN, EARLIER_BATCH)
    return [
        {"what": "stained_photo", "who": "luutru", "path": f"/review/{photo}"},
        {"what": "killed_batch", "who": "luutru", "path": f"/batches/{batch}"},
        {"what": "plain_tesseract", "who": "luutru", "path": "/comparison"},
        {"what": "card", "who": "motcua", "path": "/find"},
        {"what": "floor", "who": "lanhdao", "path": f"/coverage?target_year={FLOORS_OF}"},
    ]
