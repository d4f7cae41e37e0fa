"""Here live erasures for the tests of `sohoa erase`: a person's paper, and the call of two persons."""

from __future__ import annotations

from pathlib import Path

from schemas.text import fold
from tests.flows.office import Answer, Office

WHY = ("--reason", "Quyết định 7/QĐ-UBND ngày 02/11/2022")
NAME, HOLDER_ID, NUMBER = "Lý Thị Huỳnh Giao", "092188001234", "4711/GPXD"
PAPER = {"holder_name": NAME, "holder_id": HOLDER_ID, "document_number": NUMBER}


def erase(office: Office, result_id: str, *more: str, person: str = "lan") -> Answer:
    arguments = more if "--reason" in more else (*WHY, *more)
    approved = arguments if "--approved-by" in arguments else (*arguments, "--approved-by", "hoa")
    return office.call("erase", result_id, *approved, "--json", person=person)


def faults(office: Office, *command: str) -> list[str]:
    return [fault["kind"] for fault in office.call(*command, "--json").json["faults"]]


def where_it_stays(home: Path) -> set[str]:
    """Files of a home with the erased name, id or number in them, in any of the forms they are kept in."""
    words = [NAME, fold(NAME), HOLDER_ID, HOLDER_ID[3:], NUMBER, "4711gpxd", "4711.gpxo"]
    told = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    # Part of a path for the file's source, too.
    told += [word.encode("unicode_escape") for word in (NAME,)]
    return {
        str(path.relative_to(home)).split("-")[0]
        for path in home.rglob("*")
        if path.is_file() and any(word in (path.read_bytes() + path.name.encode()) for word in told)
    }
