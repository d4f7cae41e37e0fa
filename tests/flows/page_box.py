"""Here lives a box for the tests of page changes: papers digitised with pages apart, missing, and in one file."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from benchmarks.drills.command_runs import run_sohoa
from benchmarks.drills.small_papers import draw_born_digital
from tests.flows.office import CUSTODIAN, Answer, Office

# Decisions of two pages.
WHOLE, LACKING, STACKED, STRANGE = 2, 3, 6, 8


def take_pages(target: Path, *parts: tuple[Path, slice]) -> Path:
    """A file of pages of others, as a scanner would have given it."""
    with pikepdf.new() as joined:
        opened = [(pikepdf.open(path), pages) for path, pages in parts]
        for pdf, pages in opened:
            joined.pages.extend(list(pdf.pages)[pages])
        joined.save(target)
        for pdf, _ in opened:
            pdf.close()
    return target


def draw(path: Path, kind: str, seed: int) -> Path:
    draw_born_digital(path, kind, seed)
    return path


@dataclass(frozen=True)
class Drawn:
    """The papers as drawn, and a home in which four files of them were digitised."""

    folder: Path
    home: Path
    ids: dict[str, str]


def draw_box(folder: Path) -> Drawn:
    """Digitise a whole decision, the two pages of another one apart, and two papers as one."""
    for seed in (WHOLE, LACKING, STACKED, STRANGE):
        draw(folder / f"{seed}.pdf", "committee_decision", seed)
    birth = draw(folder / "birth.pdf", "birth_certificate", 1)
    box = folder / "in"
    box.mkdir()
    first, second = slice(0, 1), slice(1, 2)
    shutil.copy(folder / f"{WHOLE}.pdf", box / "whole.pdf")
    take_pages(box / "short.pdf", (folder / f"{LACKING}.pdf", first))
    take_pages(box / "rest.pdf", (folder / f"{LACKING}.pdf", second))
    take_pages(box / "stack.pdf", (folder / f"{STACKED}.pdf", slice(None)), (birth, first))
    # What people will hand in later.
    take_pages(folder / "page-2.pdf", (folder / f"{WHOLE}.pdf", second))
    take_pages(folder / "missing.pdf", (folder / f"{LACKING}.pdf", second), (folder / "birth.pdf", slice(0, 0)))
    with pikepdf.open(folder / "missing.pdf", allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Subject"] = "scanned once more"
        pdf.save(folder / "missing.pdf")
    take_pages(folder / "stranger.pdf", (folder / f"{STRANGE}.pdf", first))
    home = folder / "home"
    run = run_sohoa(
        home, "digitise", str(box), "--unit", CUSTODIAN, "--batch", "hop-1", "--one-document", "--plain", "--jobs", "1",
        "--as", "lan",
    )  # fmt: skip
    assert run.returncode == 0, run.errors
    return Drawn(folder, home, {Path(line["source"]).stem: line["result_id"] for line in run.lines})


WHY = ("--reason", "đối chiếu bản giấy")


def change(office: Office, *arguments: object, person: str = "lan") -> Answer:
    return office.call("result", *map(str, arguments), *WHY, "--json", person=person)


def shown(office: Office, result_id: str, *more: str) -> dict[str, Any]:
    told: dict[str, Any] = office.call("show", result_id, *more, "--json").json
    return told


def value(office: Office, result_id: str, name: str, *more: str) -> Any:
    return shown(office, result_id, *more)["fields"].get(name, {}).get("value")


def events(office: Office, result_id: str) -> list[str]:
    return [step["event"] for step in office.call("result", "history", result_id, "--json").lines]


def state_of(office: Office, *result_ids: str) -> list[Any]:
    with office.open() as resources:
        return [resources.catalogue.get_result(result_id) for result_id in result_ids]


def assert_home_agrees(office: Office) -> None:
    assert office.call("reconcile", "--json").json["faults"] == []
    assert office.call("verify", "--all", "--json").json["faults"] == []
