"""`sohoa verify`, `reconcile`, `index`, `audit`, `doctor`: faults are seen, told and, where derived, mended."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from pipelines.keeping import keep_bytes
from storage.keys import original_key, reading_key
from tests.flows.office import RECIPE, Office


def faults(office: Office, *arguments: str) -> list[tuple[str, bool]]:
    answer = office.call(*arguments, "--json")
    assert set(answer.json) == {"checked", "faults"} | ({"progress"} if arguments[0] == "verify" else set())
    open_faults = [fault for fault in answer.json["faults"] if not fault["mended"]]
    assert answer.code == (1 if open_faults else 0)
    return [(fault["kind"], fault["mended"]) for fault in answer.json["faults"]]


def stored(office: Office, key: str) -> Path:
    return office.home / "objects" / key


def scan_of(office: Office, paper: str) -> str:
    with office.open() as resources:
        return resources.catalogue.get_result(paper).scan_id


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(data)


def test_a_sound_home_has_no_faults(office: Office) -> None:
    office.file_paper()
    office.quarantine_file("rỗng")
    assert faults(office, "verify") == []
    assert faults(office, "verify", "--sample", "1") == []
    assert faults(office, "reconcile") == []
    assert faults(office, "audit", "verify") == []
    told = office.call("verify", "--json").json
    # Two originals and a page reading.
    assert (told["checked"], told["progress"]["checked"], told["progress"]["faulty"]) == (3, 3, 0)


def test_a_changed_byte_is_found_and_names_its_result(office: Office) -> None:
    paper = office.file_paper()
    overwrite(stored(office, original_key(scan_of(office, paper))), b"scan of m\xe1\xbb\x99T")
    answer = office.call("verify", "--json")
    assert answer.code == 1
    key = original_key(scan_of(office, paper))
    assert answer.json["faults"] == [{"kind": "damaged", "key": key, "result_id": paper, "mended": False}]
    assert "bản gốc bị hỏng" in office.call("verify").out


def test_two_originals_that_changed_places_are_told_apart_from_damage(office: Office) -> None:
    first, second = (original_key(scan_of(office, office.file_paper(word))) for word in ("a", "b"))
    bytes_of = [stored(office, key).read_bytes() for key in (first, second)]
    overwrite(stored(office, first), bytes_of[1])
    overwrite(stored(office, second), bytes_of[0])
    assert faults(office, "verify") == [("swapped", False), ("swapped", False)]


def test_a_lost_original_is_found_by_both_checks_and_never_mended(office: Office) -> None:
    stored(office, original_key(scan_of(office, office.file_paper()))).unlink()
    assert faults(office, "verify") == [("missing", False)]
    assert faults(office, "reconcile", "--mend") == [("original_missing", False)]


def test_bytes_without_a_receipt_are_listed_and_left_alone(office: Office) -> None:
    office.file_paper()
    stray = "ab" * 32
    with office.open() as resources:
        resources.objects.put_bytes(original_key(stray), b"nobody's")
        resources.objects.put_bytes(reading_key(stray, 1, RECIPE), b"{}")
    assert faults(office, "verify") == [("orphan", False)]
    # A sample, which looks for no strangers, does not forget those that were found.
    assert faults(office, "verify", "--sample", "9") == [("orphan", False)]
    assert faults(office, "reconcile") == [("orphan_original", False), ("orphan_derived", False)]
    assert faults(office, "reconcile", "--mend") == [("orphan_original", False), ("orphan_derived", True)]
    assert stored(office, original_key(stray)).exists()
    assert not stored(office, reading_key(stray, 1, RECIPE)).exists()


def test_a_lost_reading_is_told_and_not_made_up_by_another_engine(office: Office) -> None:
    stored(office, reading_key(scan_of(office, office.file_paper()), 1, RECIPE)).unlink()
    assert faults(office, "verify") == [("reading_missing", False)]
    assert faults(office, "reconcile") == [("reading_missing", False)]
    assert faults(office, "reconcile", "--mend") == [("reading_missing", False)]


def test_one_changed_letter_of_a_reading_is_found(office: Office) -> None:
    paper = office.file_paper()
    path = stored(office, reading_key(scan_of(office, paper), 1, RECIPE))
    overwrite(path, path.read_bytes().replace("Nguyễn".encode(), "Nguyên".encode()))
    answer = office.call("verify", "--json")
    assert answer.code == 1
    assert [(fault["kind"], fault["result_id"]) for fault in answer.json["faults"]] == [("reading_damaged", paper)]
    # It stays on record, for those who look at the whole.
    assert faults(office, "reconcile") == [("reading_damaged", False)]


def test_a_damaged_reading_that_nothing_stands_on_is_let_go(office: Office) -> None:
    key = reading_key(scan_of(office, office.file_paper()), 1, "an-earlier-recipe")
    with office.open() as resources:
        keep_bytes(resources, key, b"{}")
    overwrite(stored(office, key), b"[]")
    assert faults(office, "verify") == [("reading_damaged", False)]
    assert faults(office, "reconcile", "--mend") == [("reading_damaged", True)]
    assert faults(office, "verify") == faults(office, "reconcile") == []
    assert not stored(office, key).exists()


def test_a_page_that_the_catalogue_forgot_is_recorded_again(office: Office) -> None:
    office.file_paper()
    with sqlite3.connect(office.home / "catalogue.sqlite") as connection:
        connection.execute("delete from pages")
    connection.close()
    assert faults(office, "reconcile") == [("page_unrecorded", False)]
    assert faults(office, "reconcile", "--mend") == [("page_unrecorded", True)]
    assert faults(office, "reconcile") == []


def test_samples_in_turn_come_round_to_everything(office: Office) -> None:
    for word in ("một", "hai", "ba"):
        office.file_paper(word)
    with office.open() as resources:
        total = resources.catalogue.summarise_sums().total
    assert total == 6
    for night in range(1, 4):
        told = office.call("verify", "--sample", "2", "--json").json
        assert (told["checked"], told["progress"]["checked"]) == (2, 2 * night)
    paper = office.file_paper("bốn")
    overwrite(stored(office, original_key(scan_of(office, paper))), b"other bytes")
    # What was never checked comes before what was.
    assert [kind for kind, _ in faults(office, "verify", "--sample", "2")] == ["damaged"]


def test_a_found_fault_is_told_once_in_the_audit_chain_and_again_when_it_is_gone(office: Office) -> None:
    path = stored(office, original_key(scan_of(office, office.file_paper())))
    sound = path.read_bytes()
    overwrite(path, b"other bytes")
    for _ in range(2):
        assert faults(office, "verify") == [("damaged", False)]
    overwrite(path, sound)
    assert faults(office, "verify") == []
    with office.open() as resources:
        told = [(entry.by, entry.event) for entry in resources.catalogue.list_audit()]
    assert told == [("cli:lan", "fixity_fault"), ("cli:lan", "fixity_mended")]


def test_a_lost_index_is_built_anew(office: Office) -> None:
    paper = office.file_paper()
    shutil.rmtree(office.home / "index")
    assert faults(office, "reconcile") == [("index_missing", False)]
    assert faults(office, "reconcile", "--mend") == [("index_missing", True)]
    assert faults(office, "reconcile") == []
    assert office.call("search", "nguyen van", "--json").json["hits"][0]["result_id"] == paper


def test_a_broken_index_is_told_and_mended(office: Office) -> None:
    office.file_paper()
    for meta in (office.home / "index").rglob("meta.json"):
        meta.chmod(0o600)
        meta.write_text("{")
    assert faults(office, "reconcile") == [("index_unreadable", False)]
    assert faults(office, "reconcile", "--mend") == [("index_unreadable", True)]
    assert faults(office, "reconcile") == []


def test_an_old_version_and_a_stray_in_the_index_are_mended(office: Office) -> None:
    paper = office.file_paper()
    with office.open() as resources:
        result = resources.catalogue.update_result(paper, lambda result: _returned(result))
        marks = resources.catalogue.list_outbox(10)
        resources.catalogue.remove_outbox(marks)
        from dataclasses import replace

        from pipelines.indexing import to_index_document

        stray = replace(to_index_document(resources, result), result_id="stray", version=1)
        resources.index.put_documents([stray])
    assert faults(office, "reconcile") == [("index_old_version", False), ("index_orphan", False)]
    assert faults(office, "reconcile", "--mend") == [("index_old_version", True), ("index_orphan", True)]
    assert faults(office, "reconcile") == []


def _returned(result):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(result, state="returned")


def test_waiting_marks_are_told_and_drained(office: Office) -> None:
    paper = office.file_paper()
    with office.open() as resources:
        resources.catalogue.update_result(paper, _returned)
    assert faults(office, "reconcile") == [("outbox_backlog", False)]
    assert faults(office, "reconcile", "--mend") == [("outbox_backlog", True)]
    assert faults(office, "reconcile") == []


def test_a_rebuilt_index_finds_the_same(office: Office) -> None:
    for word in ("a", "b"):
        office.file_paper(word, {"document_number": f"{word}1/GPXD"})
    before = office.call("search", "nguyen", "--json").json
    assert office.call("index", "rebuild", "--json").json == {"indexed": 2}
    after = office.call("search", "nguyen", "--json").json
    assert (after["total"], after["facets"]) == (before["total"], before["facets"])


def test_a_busy_index_ends_with_3(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr("storage.indexes.embedded._BUILD_PATIENCE_S", 0.1)
    office.file_paper()
    with FileLock(office.home / "index" / "writer.lock"):
        answer = office.call("index", "rebuild", "--json")
    assert (answer.code, answer.error["code"]) == (3, "index_busy")


def test_an_edited_audit_entry_breaks_the_chain(office: Office) -> None:
    paper = office.file_paper()
    for purpose in ("một", "hai", "ba"):
        office.call("show", paper, "--reveal", "--purpose", purpose)
    sound = office.call("audit", "verify", "--json").json
    assert (sound["checked"], sound["faults"], sound["head"]["sequence"]) == (3, [], 3)
    with sqlite3.connect(next(office.home.glob("catalogue*.sqlite"))) as connection:
        connection.execute("update audit set payload = replace(payload, 'hai', 'bốn') where sequence = 2")
    connection.close()
    answer = office.call("audit", "verify", "--json")
    assert answer.code == 1
    assert [(fault["kind"], fault["key"]) for fault in answer.json["faults"]] == [("audit_broken", "audit:2")]


def test_all_and_a_sample_exclude_each_other(office: Office) -> None:
    answer = office.call("verify", "--all", "--sample", "3", "--json")
    assert (answer.code, answer.error["code"]) == (2, "usage")


def test_the_doctor_tells_of_every_backend_and_keeps_secrets(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told = office.call("doctor", "--json").json
    assert set(told) == {"settings", "backends", "standing"}
    assert set(told["backends"][0]) == {"name", "url", "ok", "version", "message"}
    names = {backend["name"]: backend["ok"] for backend in told["backends"]}
    assert names["objects"] and names["catalogue"] and names["index"]
    assert {"tesseract", "disk", "processor", "font", "python"} <= set(names)
    monkeypatch.setenv("SOHOA_OBJECTS", "telepathy://key:hush@nowhere/bucket")
    answer = office.call("doctor", "--json")
    assert answer.code == 1
    assert "hush" not in answer.out + office.call("doctor").out
    assert [backend["ok"] for backend in answer.json["backends"]][:3] == [False, True, True]
