"""Here live the commands on custodians, of the group `sohoa units`: who answers for a paper, and for how many."""

from __future__ import annotations

from datetime import date

import click

from pipelines.cli.answers import DAY, pick, read_private, say
from pipelines.cli.printing import print_json, print_note, print_table, tell_problem
from pipelines.cli.session import Session, with_session
from pipelines.lines import JsonLine
from pipelines.lookup.custody import custodian_to_json, name_units
from pipelines.resources import Resources, load_types, units_folder
from schemas.custodians import Custodian, load_custodians
from schemas.days import today
from schemas.errors import SetupError
from schemas.quota import Tally
from schemas.units import Units, load_units

# Whether the rule or the row of data rests on a text that was compared.
SOURCE_NAMES = {"stated": ("đã đối chiếu", "stated"), "unverified": ("chưa đối chiếu", "unverified")}
_BASIS_NAMES = {
    "person": ("Có người quyết định", "A person decided"),
    "issuer": ("Đơn vị ban hành vẫn còn", "The issuer still stands"),
    "succession": ("Đơn vị kế thừa", "The one in its place"),
    "function": ("Theo chức năng", "By function"),
    "address": ("Theo địa chỉ", "By the address"),
    "undecided": ("Chưa xác định", "Undecided"),
}
_ANSWER_HEADINGS = (
    ("Mã", "Đơn vị", "Bộ phận", "Theo", "Căn cứ", "Nguồn"),
    ("Path", "Unit", "Organ", "Decided by", "Rule", "Source"),
)
_WORKLOAD_HEADINGS = (
    ("Mã", "Đơn vị", "Loại giấy tờ", "Còn hiệu lực", "Đã số hóa", "Chờ kiểm tra", "Còn phải quét", "Chưa rõ hiệu lực"),
    ("Path", "Unit", "Type", "In force", "Digitised", "In review", "To be scanned", "Unknown validity"),
)


@click.command("custodian")
@click.argument("issuer", metavar="ISSUER")
@click.option("--type", "type_key", metavar="KEY", default=None, help="Loại giấy tờ / document type.")
@click.option("--address", metavar="TEXT", default="", help="Địa chỉ chủ giấy tờ, thửa đất, cơ sở; - đọc từ đầu vào.")
@click.option("--on", type=DAY, default=None, help="Vào ngày (mặc định hôm nay) / on that day.")
@with_session
def custodian_command(session: Session, issuer: str, type_key: str | None, address: str, on: date | None) -> int:
    """Ai chịu trách nhiệm về giấy tờ của một đơn vị. / Who answers for a paper that a unit issued."""
    folder, day = units_folder(session.settings), on or today()
    units = load_units(folder)
    units.get(issuer)
    if type_key is not None and type_key not in load_types(session.settings):
        raise SetupError("type_key_unknown", key=type_key[:60])
    custodian = load_custodians(folder).find(issuer, type_key, read_private(address), day)
    if session.as_json:
        told = {"issuer": issuer, "document_type": type_key, "on": day.isoformat()}
        print_json(told | custodian_to_json(custodian, units))
    else:
        _print_custodian(session, custodian, units)
    return 1 if custodian.needs_person else 0


@click.command("assign")
@click.argument("result_id", metavar="ID")
@click.argument("unit", metavar="UNIT")
@click.option("--basis", required=True, metavar="TEXT", help="Căn cứ: số, ngày văn bản, biên bản / the text behind it.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết trước và sau, không ghi gì / write nothing.")
@with_session
def assign_command(session: Session, result_id: str, unit: str, basis: str, dry_run: bool) -> int:
    """Giao một giấy tờ cho đơn vị chịu trách nhiệm hiện nay. / Name the unit that answers for a paper today."""
    from pipelines.results.after_filing import assign_unit, to_assignment

    with session.open() as resources:
        before = resources.catalogue.get_result(result_id)
        if dry_run:
            after = to_assignment(resources, unit, basis, session.person)(before)
        else:
            after = assign_unit(resources, result_id, unit, basis, session.person)
        units = resources.units
        was, now = (resources.custodians.find_of_result(one, today()) for one in (before, after))
    told = {"result_id": result_id, "version": after.version, "dry_run": dry_run}
    if session.as_json:
        print_json(told | {"before": custodian_to_json(was, units), "answered_by": custodian_to_json(now, units)})
        return 0
    for custodian in (was, now):
        _print_custodian(session, custodian, units)
    if dry_run:
        print_note(say(session, "Chưa ghi gì.", "Nothing was written."))
    return 0


@click.command("workload")
@click.option("--on", type=DAY, default=None, help="Vào ngày (mặc định hôm nay) / on that day.")
@with_session
def workload_command(session: Session, on: date | None) -> int:
    """Mỗi đơn vị hôm nay phải lo bao nhiêu giấy tờ. / How many papers each unit answers for today."""
    from pipelines.registers.workload import count_workload

    with session.open() as resources:
        told = count_workload(resources, on or today())
        units = [_unit_line(resources, path, tally) for path, tally in sorted(told.units.items())]
        undecided = [_issuer_line(resources, told.on, *key, tally) for key, tally in sorted(told.undecided.items())]
    if session.as_json:
        print_json({"on": told.on.isoformat(), "units": units, "undecided": undecided})
    else:
        rows = [(line["unit"], line["name"], "", *_figures(line)) for line in units]
        rows += [(line["issuer"], line["name"], line["title"], *_figures(line)) for line in undecided]
        print_table(pick(session, *_WORKLOAD_HEADINGS), rows)
        if undecided:
            count = sum(int(line["in_force"]) for line in undecided)
            vietnamese = (
                f"{len(undecided)} dòng cuối là đơn vị ban hành cũ: {count} giấy tờ chưa xác định đơn vị kế thừa."
            )
            english = (
                f"The last {len(undecided)} lines are former issuers: who answers for {count} papers is undecided."
            )
            print_note(say(session, vietnamese, english))
    return 1 if undecided else 0


def _unit_line(resources: Resources, path: str, tally: Tally) -> JsonLine:
    return {"unit": path, "name": resources.units.get(path).name, **_tally_to_json(tally)}


def _issuer_line(resources: Resources, on: date, issuer: str, document_type: str, tally: Tally) -> JsonLine:
    declared = resources.types.get(document_type)
    candidates = resources.custodians.find(issuer, document_type, None, on).candidates
    unit = resources.units.find(issuer)
    return {
        "issuer": issuer,
        "name": unit.name if unit else issuer,
        "document_type": document_type,
        "title": declared.title if declared else document_type,
        "candidates": name_units(candidates, resources.units),
        **_tally_to_json(tally),
    }


def _tally_to_json(tally: Tally) -> JsonLine:
    return {
        "in_force": tally.in_force,
        "digitised": tally.digitised,
        "digitised_unseen": tally.unseen,
        "in_review": tally.in_review,
        "to_scan": tally.in_force - tally.digitised - tally.in_review,
        "unknown_validity": tally.unknown,
    }


def _figures(line: JsonLine) -> tuple[object, ...]:
    return tuple(line[key] for key in ("in_force", "digitised", "in_review", "to_scan", "unknown_validity"))


def _print_custodian(session: Session, custodian: Custodian, units: Units) -> None:
    basis, source = (say(session, *names) for names in (_BASIS_NAMES[custodian.basis], SOURCE_NAMES[custodian.status]))
    paths = [custodian.unit] if custodian.unit else custodian.candidates
    print_table(
        pick(session, *_ANSWER_HEADINGS),
        [(path, units.get(path).name, custodian.organ, basis, custodian.rule, source) for path in paths],
    )
    if custodian.needs_person:
        print_note(tell_problem("custodian_undecided", session.language))
