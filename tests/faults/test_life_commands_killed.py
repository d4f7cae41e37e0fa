"""Every command on filed papers, killed at each named point that it passes and run again: done once and wholly."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.drills.filed_papers import FiledPaper, file_stack
from benchmarks.drills.homes import find_differences, read_state
from benchmarks.drills.small_papers import draw_born_digital
from pipelines.batches.batch_disks import import_batch
from pipelines.indexing import index_pending
from pipelines.intake import open_batch, receive
from pipelines.lines import empty_line, problem_to_json
from pipelines.resources import open_resources
from pipelines.settings import read_settings
from schemas import crash_points
from schemas.extraction import Doubt
from schemas.scan import BatchOrder
from tests.faults.killed_commands import Killable, check_rest, copy_home, kill_after, kill_everywhere, run_again
from tests.flows.office import CUSTODIAN, FILED_AT, Office

NEW_ID, OLD_ID = "092085000123", "361000451"
EVIDENCE = ("--evidence", "Giấy xác nhận số CMND ngày 04/5/2021")
REVOKED = ("--state", "revoked", "--on", "2024-04-10", "--basis", "QĐ 9/QĐ-UBND ngày 01/4/2024")
# A busy machine takes seconds for each of many small processes.
pytestmark = pytest.mark.timeout(600)
# Kills there are the matter of `test_killed_at_named_points`.
OF_A_PAGE = frozenset(
    {"page.leased", "page.read", "page.finished", "reading.stored", "object.scratch_written", "object.renamed",
     "searchable.half_written", "searchable.stored", "index.committed"}
)  # fmt: skip
LIST_HEAD = "STT;Loại giấy tờ;Số ký hiệu;Ngày cấp;Tình trạng;Từ ngày;Căn cứ\n"
REGISTER = """Số giấy phép,Ngày cấp,Họ và tên,Loại giấy tờ,Cơ quan cấp,Hộp
45/GPXD,05/03/2021,Nguyễn Văn Ân,Giấy phép xây dựng,UBND quận Ninh Kiều,H1
46/GPXD,06/03/2021,Lê Thị Bưởi,Giấy phép xây dựng,UBND quận Ninh Kiều,H1
"""


@pytest.fixture
def permit(office: Office) -> str:
    return office.file_paper(confirmed=True)


@pytest.fixture
def waiting(office: Office) -> str:
    return office.file_paper(doubts=(Doubt("holder_name", "low_confidence"),))


def die_everywhere(office: Office, folder: Path, *arguments: str) -> list[str]:
    return kill_everywhere(Killable(office.home, arguments), folder / "kills")


def test_a_killed_correction_is_one_version_more(office: Office, permit: str, tmp_path: Path) -> None:
    correction = ("issue_place=Cái Răng", "holder_name=Trần Văn Bình", "--reason", "đọc sai")
    assert die_everywhere(office, tmp_path, "result", "correct", permit, *correction) == []


def test_a_killed_withdrawal_is_one_withdrawal(office: Office, permit: str, tmp_path: Path) -> None:
    assert die_everywhere(office, tmp_path, "result", "withdraw", permit, "--reason", "quét nhầm") == []


def test_a_killed_ending_is_one_ending(office: Office, permit: str, tmp_path: Path) -> None:
    act = office.file_paper("quyết định", {"document_number": "9/QĐ-UBND"}, document_type="committee_decision")
    assert die_everywhere(office, tmp_path, "validity", "set", permit, *REVOKED, "--by-result", act) == []


def test_a_killed_list_of_revocations_does_each_row_once(office: Office, tmp_path: Path) -> None:
    rows = ""
    for number in range(1, 3):
        office.file_paper(f"tờ {number}", {"document_number": f"{number}/GPXD"}, confirmed=True)
        rows += f"{number};Giấy phép xây dựng;{number}/GPXD;05/03/2021;Thu hồi;10/04/2024;QĐ 9/QĐ-UBND\n"
    path = tmp_path / "thu-hoi.csv"
    path.write_text(LIST_HEAD + rows, encoding="utf-8")
    command = Killable(office.home, ("validity", "import", str(path)), is_one_step=False)
    assert kill_everywhere(command, tmp_path / "kills") == []


@pytest.mark.slow
def test_a_list_of_200_rows_killed_at_any_instant_does_each_row_once(office: Office, tmp_path: Path) -> None:
    permits = [
        FiledPaper("building_permit", {"document_number": f"{n}/GPXD", "issue_date": "2021-03-05"}) for n in range(200)
    ]
    with office.open() as resources:
        for start in range(0, 200, 20):
            file_stack(resources, f"stack {start}", permits[start : start + 20], FILED_AT)
        index_pending(resources)
    rows = (f"{n};Giấy phép xây dựng;{n}/GPXD;05/03/2021;Thu hồi;10/04/2024;QĐ 9/QĐ-UBND\n" for n in range(200))
    path = tmp_path / "thu-hoi.csv"
    path.write_text(LIST_HEAD + "".join(rows), encoding="utf-8")
    command = Killable(office.home, ("validity", "import", str(path)))
    undisturbed = copy_home(office.home, tmp_path / "undisturbed")
    started = time.monotonic()
    assert run_again(command, undisturbed) == 0
    whole_s, expected, dice = time.monotonic() - started, read_state(undisturbed), random.Random(5)
    halves = 0
    for number in range(6):
        home = copy_home(office.home, tmp_path / f"kill {number}")
        kill_after(command, home, dice.uniform(0.05, 0.95) * whole_s)
        halves += 0 < count_ended(home) < 200
        assert run_again(command, home) == 0
        assert find_differences(read_state(home), expected) + check_rest(home) == []
    assert halves, "every kill came before the first row or after the last"


def count_ended(home: Path) -> int:
    with open_resources(read_settings({}, home=str(home))) as resources:
        return sum(result.version == 2 for result in resources.catalogue.list_results())


def test_killed_values_of_a_review_are_laid_once(office: Office, waiting: str, tmp_path: Path) -> None:
    assert die_everywhere(office, tmp_path, "review", "set", waiting, "holder_name=Trần Văn Bình") == []


def test_a_killed_confirmation_is_one(office: Office, waiting: str, tmp_path: Path) -> None:
    assert die_everywhere(office, tmp_path, "review", "confirm", waiting) == []


@pytest.mark.parametrize("confirmed", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_killed_return_takes_one_step_back_not_two(office: Office, confirmed: bool, tmp_path: Path) -> None:
    paper = office.file_paper(confirmed=confirmed)
    assert die_everywhere(office, tmp_path, "review", "return", paper, "--reason", "mờ trang 1") == []


def test_a_killed_link_is_one_link_and_one_entry_of_the_chain(office: Office, tmp_path: Path) -> None:
    office.file_paper("cũ", {"holder_id": OLD_ID, "document_number": "9/GPXD"}, confirmed=True)
    office.file_paper("nay", confirmed=True)
    assert die_everywhere(office, tmp_path, "holders", "link", OLD_ID, NEW_ID, *EVIDENCE) == []


def test_a_killed_unlink_is_one_too(office: Office, tmp_path: Path) -> None:
    office.file_paper("cũ", {"holder_id": OLD_ID, "document_number": "9/GPXD"}, confirmed=True)
    assert office.call("holders", "link", OLD_ID, NEW_ID, *EVIDENCE).code == 0
    assert die_everywhere(office, tmp_path, "holders", "unlink", OLD_ID, NEW_ID, "--reason", "nhầm người") == []


def test_a_killed_setting_aside_keeps_its_reason(office: Office, tmp_path: Path) -> None:
    receipt = office.quarantine_file("ảnh hỏng")
    assert die_everywhere(office, tmp_path, "quarantine", "set-aside", receipt, "--reason", "đã quét lại") == []


def test_a_killed_import_of_a_register_is_one_register(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_text(REGISTER, encoding="utf-8")
    arguments = ("register", "import", str(path), "--unit", "92.916", "--as-of", "2022-12-31")
    assert die_everywhere(office, tmp_path, *arguments) == []


def test_a_killed_closing_of_a_batch_is_told_once(office: Office, permit: str, tmp_path: Path) -> None:
    assert die_everywhere(office, tmp_path, "batch", "close", "hop-1", "--reason", "thiếu một tờ") == []


@pytest.mark.parametrize("point", ["original.stored:1", "receipt.committed:1", "receipt.committed:2"])
def test_an_import_of_a_disk_that_was_cut_off_is_told_when_it_is_whole(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    office.quarantine_file("một")
    office.quarantine_file("hai")
    disk = tmp_path / "dia.sohoa"
    assert office.call("batch", "export", "hop-1", str(disk)).code == 0
    with open_resources(read_settings({}, home=str(tmp_path / "elsewhere"))) as elsewhere:
        monkeypatch.setattr(crash_points, "_hook", cut_at(point))
        with pytest.raises(PowerCut):
            import_batch(elsewhere, disk, "cli:lan")
        monkeypatch.setattr(crash_points, "_hook", None)
        assert len(import_batch(elsewhere, disk, "cli:lan").receipts) == 2
        import_batch(elsewhere, disk, "cli:lan")
        assert [json.loads(it.payload)["files"] for it in elsewhere.catalogue.list_audit()] == [2]


class PowerCut(BaseException):
    """Stands for the end of the process at a named point."""


def cut_at(point: str) -> Callable[[str], None]:
    name, _, number = point.partition(":")
    passed: list[str] = []

    def cut(reached: str) -> None:
        passed.append(reached)
        if passed.count(name) == int(number):
            raise PowerCut

    return cut


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_killed_try_of_a_quarantined_file_goes_on_when_tried_again(office: Office, tmp_path: Path) -> None:
    draw_born_digital(tmp_path / "a.pdf", "birth_certificate", 1)
    with office.open() as resources:
        batch = open_batch(resources, CUSTODIAN, "hop-1", "cli:lan")
        receipt = receive(resources, batch, tmp_path / "a.pdf", BatchOrder(()), "cli:lan")
        line = empty_line(receipt.source, receipt.scan_id, "quarantined", "hop-1", CUSTODIAN)
        line["problem"] = problem_to_json("unexpected")
        resources.catalogue.end_receipt(receipt.receipt_id, "quarantined", [line], problem_code="unexpected")
    # 1: what was filed before the kill lies in quarantine no more, and says so.
    command = Killable(
        office.home,
        ("quarantine", "retry", receipt.receipt_id),
        in_own_program=True,
        is_one_step=False,
        may_say_done=frozenset({1}),
        skip_points=OF_A_PAGE,
    )
    assert kill_everywhere(command, tmp_path / "kills", most_of_a_name=1) == []
