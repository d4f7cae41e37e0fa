"""A batch carried on a disk: out of an office without a line, checked, taken in whole and once."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from benchmarks.drills.command_runs import Crash, run_sohoa
from benchmarks.drills.small_papers import draw_born_digital
from pipelines.intake import open_batch, receive
from schemas.scan import BatchOrder
from tests.flows.office import CUSTODIAN, Office

WORDS = ("một", "hai", "ba")


@pytest.fixture
def centre(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """The home that takes disks in."""
    return Office(tmp_path / "centre", capsys)


@pytest.fixture
def disk(office: Office, tmp_path: Path) -> Path:
    """A batch of three papers, opened with box and sheets, exported."""
    sheets = ("--sheets", str(tmp_path / "sheets.pdf"), "--sheet-count", "2")
    named = ("--name", "hop-1", "--box", "Hộp 1", "--shelf", "Giá 2", "--expected", "3")
    assert office.call("batch", "new", "--unit", CUSTODIAN, *named, *sheets).code == 0
    for word in WORDS:
        office.file_paper(word)
    path = tmp_path / "stick" / "hop-1.zip"
    path.parent.mkdir()
    told = office.call("batch", "export", "hop-1", str(path), "--json")
    assert (told.code, told.json["files"]) == (0, 3)
    assert told.json["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [file.name for file in path.parent.iterdir()] == ["hop-1.zip"]
    return path


def take_in(office: Office, path: Path, *more: str) -> dict[str, object]:
    answer = office.call("batch", "import", str(path), "--no-read", *more, "--json", person="hoa")
    assert answer.code == 0, answer.err
    told: dict[str, object] = answer.json
    return told


def received(office: Office, batch: str = "hop-1") -> list[tuple[str, str, bytes]]:
    with office.open() as resources:
        found = resources.catalogue.find_batch(batch)
        assert found is not None
        return [
            (
                receipt.source,
                receipt.operator,
                resources.objects.get_bytes(f"originals/{receipt.scan_id[:2]}/{receipt.scan_id}"),
            )
            for receipt in resources.catalogue.list_receipts(found.batch_id)
        ]


def is_untouched(office: Office) -> bool:
    with office.open() as resources:
        return not (
            resources.catalogue.list_batches()
            or resources.catalogue.list_receipts()
            or list(resources.objects.list_keys())
            or list(resources.catalogue.list_audit())
        )


def test_a_disk_brings_the_batch_with_box_shelf_count_and_every_byte(disk: Path, centre: Office) -> None:
    told = take_in(centre, disk)
    assert (told["files"], told["new"], told["batch"]) == (3, 3, "hop-1")
    assert received(centre) == [(f"{word}.png", "cli:lan", f"scan of {word}".encode()) for word in WORDS]
    shown = centre.call("batch", "show", "hop-1", "--json").json
    assert [shown[key] for key in ("box", "shelf", "expected", "operator")] == ["Hộp 1", "Giá 2", 3, "cli:lan"]
    assert shown["outcomes"] == {"open": 3}


def test_the_same_disk_again_brings_nothing(disk: Path, centre: Office) -> None:
    take_in(centre, disk)
    told = take_in(centre, disk)
    assert (told["files"], told["new"]) == (3, 0)
    assert len(received(centre)) == 3
    with centre.open() as resources:
        assert [entry.event for entry in resources.catalogue.list_audit()] == ["batch_imported"]


def test_a_disk_taken_back_to_the_office_it_came_from_brings_nothing(disk: Path, office: Office) -> None:
    assert take_in(office, disk)["new"] == 0


def test_scans_added_after_the_first_export_come_with_the_second(disk: Path, office: Office, centre: Office) -> None:
    take_in(centre, disk)
    office.file_paper("bốn")
    office.call("batch", "export", "hop-1", str(disk))
    told = take_in(centre, disk)
    assert (told["files"], told["new"]) == (4, 1)


def test_an_import_that_was_killed_is_made_whole_by_running_it_again(
    disk: Path, centre: Office, tmp_path: Path
) -> None:
    crash = Crash("receipt.committed:2", "group", tmp_path / "killed")
    killed = run_sohoa(centre.home, "batch", "import", str(disk), "--no-read", crash=crash)
    assert killed.returncode == -9
    assert len(received(centre)) == 2
    told = take_in(centre, disk)
    assert (told["files"], told["new"]) == (3, 1)
    assert [source for source, _, _ in received(centre)] == [f"{word}.png" for word in WORDS]


def test_another_batch_of_the_same_name_is_left_alone_until_a_name_is_given(disk: Path, centre: Office) -> None:
    centre.call("batch", "new", "--unit", CUSTODIAN, "--name", "hop-1", "--box", "khác")
    refused = centre.call("batch", "import", str(disk), "--no-read", "--json")
    assert (refused.code, refused.error["code"]) == (1, "disk_batch_differs")
    assert received(centre) == []
    assert take_in(centre, disk, "--name", "hop-1-xa")["new"] == 3
    assert centre.call("batch", "show", "hop-1", "--json").json["box"] == "khác"


def test_a_closed_batch_takes_no_more_from_a_disk_but_the_same_disk_is_no_fault(
    disk: Path, office: Office, centre: Office
) -> None:
    take_in(centre, disk)
    with centre.open() as resources:
        found = resources.catalogue.find_batch("hop-1")
        assert found is not None
        resources.catalogue.close_batch(found.batch_id, "cli:hoa", "")
    assert take_in(centre, disk)["new"] == 0
    office.file_paper("bốn")
    office.call("batch", "export", "hop-1", str(disk))
    refused = centre.call("batch", "import", str(disk), "--no-read", "--json")
    assert (refused.code, refused.error["code"]) == (2, "batch_closed")


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_disk_cut_short_is_refused_and_nothing_is_taken_in(disk: Path, centre: Office, share: float) -> None:
    data = disk.read_bytes()
    disk.write_bytes(data[: int(len(data) * share)])
    refused = centre.call("batch", "import", str(disk), "--no-read", "--json")
    assert (refused.code, refused.error["code"]) == (1, "disk_damaged")
    assert is_untouched(centre)


def test_a_flipped_bit_anywhere_is_seen_or_harmless(disk: Path, centre: Office) -> None:
    data = disk.read_bytes()
    codes = set()
    for at in range(0, len(data), 61):
        disk.write_bytes(flip(data, at))
        answer = centre.call("batch", "import", str(disk), "--no-read", "--json")
        if answer.code:
            codes.add(answer.error["code"])
            assert is_untouched(centre)
        else:
            # A date or a right of the zip's own directory, which nobody reads.
            assert [scan for _, _, scan in received(centre)] == [f"scan of {word}".encode() for word in WORDS]
            centre = Office(centre.home.with_name(f"{centre.home.name}-"), centre._capture)
    assert codes <= {"disk_damaged", "disk_not_ours", "disk_has_strangers"}
    assert "disk_damaged" in codes


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None], *, packed: bool = False) -> None:
    """Make the zip anew with other entries."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def change_record(change: Callable[[dict[str, object]], None]) -> Callable[[dict[str, bytes]], None]:
    def work(entries: dict[str, bytes]) -> None:
        record = json.loads(entries["batch.json"])
        change(record["value"])
        entries["batch.json"] = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    return work


def add_entry(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda entries: entries.update({name: b"planted"})


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/passwd", "originals/../x", "originals/", "C:\\x", "originals/" + "0" * 64]
)
def test_entries_that_no_export_writes_are_refused(disk: Path, centre: Office, name: str) -> None:
    rewrite(disk, add_entry(name))
    refused = centre.call("batch", "import", str(disk), "--no-read", "--json")
    assert (refused.code, refused.error["code"]) == (1, "disk_has_strangers")
    assert is_untouched(centre)


def test_a_packed_entry_is_never_unpacked(disk: Path, centre: Office) -> None:
    rewrite(disk, lambda entries: entries.update({"originals/" + "0" * 64: bytes(50_000_000)}), packed=True)
    refused = centre.call("batch", "import", str(disk), "--no-read", "--json")
    assert (refused.code, refused.error["code"]) == (1, "disk_has_strangers")
    assert is_untouched(centre)


def lose_a_scan(entries: dict[str, bytes]) -> None:
    del entries[next(name for name in entries if name.startswith("originals/"))]


def swap_a_scan(entries: dict[str, bytes]) -> None:
    entries[next(name for name in entries if name.startswith("originals/"))] = b"another paper"


@pytest.mark.parametrize(
    "change",
    [
        lose_a_scan,
        swap_a_scan,
        change_record(lambda value: value.update(more=1)),
        change_record(lambda value: value["scans"][0].update(name="../../evil")),  # type: ignore[index]
        change_record(lambda value: value["scans"][0].update(name="a\x1b[2Jb")),  # type: ignore[index]
        change_record(lambda value: value["scans"][0].update(scan_id="../x")),  # type: ignore[index]
        change_record(lambda value: value["batch"].update(name="khác")),  # type: ignore[attr-defined]
        change_record(lambda value: value["batch"].update(expected=-1)),  # type: ignore[attr-defined]
        change_record(lambda value: value.update(sheet_key="abc")),
        lambda entries: entries.update({"batch.json": b"[]"}),
        lambda entries: entries.update({"batch.json": b"{" * 100_000}),
        lambda entries: entries.update({"batch.json": b"\xff\xfe"}),
    ],
)
def test_a_record_that_does_not_hold_is_refused(
    disk: Path, centre: Office, change: Callable[[dict[str, bytes]], None]
) -> None:
    rewrite(disk, change)
    refused = centre.call("batch", "import", str(disk), "--no-read", "--json")
    assert (refused.code, refused.error["code"]) == (1, "disk_damaged")
    assert is_untouched(centre)


def test_unknown_units_and_types_stop_before_anything_is_taken_in(disk: Path, centre: Office) -> None:
    rewrite(disk, change_record(lambda value: value["scans"][0].update(forced_type="giay_la")))  # type: ignore[index]
    refused = centre.call("batch", "import", str(disk), "--no-read", "--json")
    assert (refused.code, refused.error["code"]) == (2, "type_key_unknown")
    assert is_untouched(centre)


def test_what_is_no_disk_of_ours_is_told(tmp_path: Path, centre: Office) -> None:
    other, text = tmp_path / "other.zip", tmp_path / "note.txt"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "hello")
    text.write_text("hello", encoding="utf-8")
    for path in (other, text):
        answer = centre.call("batch", "import", str(path), "--json")
        assert (answer.code, answer.error["code"]) == (1, "disk_not_ours")
    missing = centre.call("batch", "import", str(tmp_path / "none.zip"), "--json")
    assert (missing.code, missing.error["code"]) == (2, "path_missing")


def test_an_export_of_a_damaged_original_stops_and_leaves_no_file(office: Office, tmp_path: Path) -> None:
    office.file_paper("một")
    (original,) = (path for path in (office.home / "objects").rglob("originals/*/*") if path.is_file())
    original.chmod(0o600)
    original.write_bytes(b"rotten")
    target = tmp_path / "stick" / "out.zip"
    target.parent.mkdir()
    answer = office.call("batch", "export", "hop-1", str(target), "--json")
    assert (answer.code, answer.error["code"]) == (3, "object_damaged")
    assert list(target.parent.iterdir()) == []


def test_a_disk_that_cannot_be_written_is_told(office: Office, tmp_path: Path) -> None:
    office.file_paper("một")
    answer = office.call("batch", "export", "hop-1", str(tmp_path / "none" / "out.zip"), "--json")
    assert (answer.code, answer.error["code"]) == (2, "disk_unwritable")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_stack_scanned_elsewhere_is_cut_at_sheets_that_were_printed_there(
    office: Office, centre: Office, tmp_path: Path
) -> None:
    sheets, paper, stack = (tmp_path / name for name in ("sheets.pdf", "paper.pdf", "stack.pdf"))
    named = ("--name", "hop-9", "--sheets", str(sheets), "--sheet-count", "1", "--type", "death_extract")
    office.call("batch", "new", "--unit", CUSTODIAN, *named)
    draw_born_digital(paper, "death_extract", 3)
    join_as_scan([(sheets, 1), (paper, 0)], stack)
    with office.open() as resources:
        receive(resources, open_batch(resources, CUSTODIAN, "hop-9", "cli:lan"), stack, BatchOrder(()), "cli:lan")
    disk = tmp_path / "hop-9.zip"
    assert office.call("batch", "export", "hop-9", str(disk)).code == 0
    answer = centre.call("batch", "import", str(disk), "--plain", "--jobs", "1", "--json")
    (line,) = answer.lines
    assert [(sheet["ordinal"], sheet["problem"]) for sheet in line["separators"]] == [(1, None)]
    assert (line["outcome"], line["source"], line["pages"]) == ("filed", "stack.pdf", [2])
    again = centre.call("batch", "import", str(disk), "--plain", "--json")
    assert [(it["result_id"], it["repeated"]) for it in again.lines] == [(line["result_id"], True)]


def join_as_scan(pages: list[tuple[Path, int]], target: Path) -> None:
    """Pictures of these pages as one PDF without text."""
    pictures = []
    for path, number in pages:
        with pypdfium2.PdfDocument(path) as pdf:
            pictures.append(pdf[number].render(scale=200 / 72).to_pil().convert("L"))
    held = io.BytesIO()
    pictures[0].save(held, "PDF", resolution=200, save_all=True, append_images=pictures[1:])
    target.write_bytes(held.getvalue())
