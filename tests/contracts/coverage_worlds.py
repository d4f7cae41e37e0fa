"""Here live small invented worlds of registers and filed papers, and what must hold of the coverage of any of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from pipelines.registers.counting import count_coverage, list_missing
from pipelines.registers.coverage_build import rebuild_coverage
from pipelines.registers.recounting import list_digitised, list_register, recount_coverage, recount_missing
from pipelines.resources import Resources
from schemas.coverage_spans import CountedSpan
from schemas.digitised_results import to_digitised
from schemas.erasure import ERASED_NUMBERS, Erasure, KnownThen, hide_number
from schemas.extraction import CopyMark
from schemas.originals import STATUSES, gather_originals
from schemas.procedure_result import HistoryEntry, ProcedureResult, Related
from schemas.quota_targets import shipped_targets
from schemas.register import RegisterCount, RegisterRow
from schemas.units import Level, Units, load_units
from schemas.validity import EndReason, Interval, end_intervals
from schemas.working_days import load_calendar
from storage.ledgers.coverage import SpanQuery
from storage.ledgers.register_matches import MatchDecision, Verdict
from storage.ports import Catalogue
from tests.contracts.samples import make_batch, make_receipt, make_result

FIRST, LAST = date(2021, 1, 1), date(2026, 6, 30)
# Few enough to meet: spellings of few numbers, with and without their sign, some misread.
_NUMBERS = ("45", "45/GPXD", "045/GPXD", "45/QĐ-UBND", "46/GPXD", "46", "4S/GPXD", None, "")
_UNITS: tuple[tuple[str | None, str | None], ...] = (
    ("92.916", "district"),
    ("92.916", "district"),
    ("92.916.31135", "commune"),
    ("92", "province"),
    (None, None),
)
_TYPES = ("building_permit", "birth_extract", None)
_REASONS: tuple[EndReason, ...] = ("revoked", "replaced", "ended")


@dataclass(slots=True)
class Office:
    """As much of resources as counting asks for."""

    catalogue: Catalogue
    units: Units = field(default_factory=load_units)
    types: dict[str, object] = field(default_factory=lambda: {"building_permit": None, "birth_extract": None})
    targets: object = field(default_factory=shipped_targets)
    calendar: object = field(default_factory=load_calendar)

    @property
    def resources(self) -> Resources:
        return cast(Resources, self)


@dataclass(slots=True)
class World:
    """A catalogue in which things happen by the throw of dice; days of which something may be told."""

    catalogue: Catalogue
    dice: random.Random
    ids: list[str] = field(default_factory=list)
    days: set[date] = field(default_factory=set)

    def live(self, count: int) -> None:
        """So many things happen; what is told of one paper is told in order, registers come whenever."""
        happenings = (
            *(self.file, self.file, self.file, self.change, self.change, self.change),
            *(self.imports, self.erase, self.decide),
        )
        self.imports()
        for _ in range(count):
            self.dice.choice(happenings)()
        if self.dice.random() < 0.5:
            number = self.dice.randrange(4)
            self.catalogue.put_register_count(RegisterCount("92.916", "building_permit", 2021, number, "kiểm kê"))

    def imports(self) -> None:
        rows = [self._draw_row(number) for number in range(self.dice.randrange(1, 6))]
        as_of = self._draw_day()
        whole = self.dice.random() < 0.3
        unit = self.dice.choice(("92", "92.916"))
        self.catalogue.put_register_snapshot(unit, as_of, "s", "so.csv", "cli:an", rows, whole=whole)

    def file(self) -> None:
        batch = self.catalogue.put_batch(make_batch())
        receipt, _ = self.catalogue.put_receipt(make_receipt(f"paper {len(self.ids)}", batch, one_document=True))
        at = self._at(self._draw_day())
        result = self._redraw(make_result(receipt), at, "filed")
        links = (Related(self.dice.choice(self.ids), "rescan_of"),) if self.ids and self.dice.random() < 0.3 else ()
        result = replace(result, filed_at=at, related=links, history=(HistoryEntry(at, "cli:an", "filed"),))
        assert self.catalogue.end_receipt(receipt.receipt_id, "filed", [{"a": 1}], results=[result])
        self.ids.append(result.result_id)

    def change(self) -> None:
        result = self._pick()
        if result is None:
            return
        at = result.history[-1].at + timedelta(hours=self.dice.randrange(1, 24 * 400))
        if self.dice.random() < 0.3 and result.intervals:
            ended = end_intervals(result.intervals, self._draw_day(), self.dice.choice(_REASONS), "QĐ 9")
            changed = replace(result, intervals=ended, history=(*result.history, HistoryEntry(at, "cli:an", "revoked")))
        else:
            changed = self._redraw(result, at, "corrected")
        self.days.add(at.date())
        self.catalogue.update_result(result.result_id, lambda _: changed)

    def erase(self) -> None:
        result = self._pick()
        if result is None or self.dice.random() < 0.5:
            return
        key = self.catalogue.get_office_key(ERASED_NUMBERS)
        at = result.history[-1].at + timedelta(days=self.dice.randrange(300))
        self.days.add(at.date())

        def make(versions: tuple[ProcedureResult, ...]) -> Erasure:
            known = (KnownThen(it.history[-1].at, it.version, hide_number(key, to_digitised(it))) for it in versions)
            newest = versions[-1]
            return Erasure(
                newest.result_id, newest.receipt_id, newest.custodian, (), newest.filed_at, "subject_request", "đơn",
                "cli:an", "cli:lan", at, tuple(known),
            )  # fmt: skip

        self.catalogue.erase_result(result.result_id, make)

    def decide(self) -> None:
        """A person says of a result which row of the register it is, or that it is not."""
        result, rows = self._pick(), self.catalogue.list_register_rows()
        if result is not None and rows:
            verdict: Verdict = "accepted" if self.dice.random() < 0.7 else "dismissed"
            row = self.dice.choice(sorted(rows, key=lambda it: it.row_id))
            at = self._at(self._draw_day())
            self.catalogue.add_match_decision(MatchDecision(result.result_id, row.row_id, verdict, "cli:an", at, "xem"))

    def _pick(self) -> ProcedureResult | None:
        return self.catalogue.find_result(self.dice.choice(self.ids)) if self.ids else None

    def _redraw(self, result: ProcedureResult, at: datetime, event: str) -> ProcedureResult:
        """The result with other values, some of them as they were."""
        dice = self.dice
        unit, level = dice.choice(_UNITS)
        state = dice.choice(("in_review", "confirmed", "confirmed", "confirmed", "returned", "withdrawn"))
        copied = CopyMark("SAO Y", 1, None) if dice.random() < 0.15 else None
        return replace(
            result,
            unit=unit,
            level=level,
            document_type=dice.choice((*_TYPES, "building_permit", "building_permit")),
            document_number=dice.choice(_NUMBERS) or None,
            issue_date=dice.choice(("2021-03-05", "2021-03-05", "2021", "2022-08-01", None)),
            intervals=dice.choice(
                ((), (Interval(date(2021, 3, 5), None),), (Interval(date(2021, 3, 5), self._draw_day(), "expired"),))
            ),
            state=state,
            confirmed_at=at if state == "confirmed" else result.confirmed_at,
            confirmed_by=dice.choice(("machine", "cli:an")) if state == "confirmed" else None,
            extraction=replace(result.extraction, copy_mark=copied),
            history=(*result.history, HistoryEntry(at, "cli:an", event)),
        )

    def _draw_row(self, number: int) -> RegisterRow:
        dice = self.dice
        unit, level = dice.choice(_UNITS[:4])
        issued = dice.choice(("2021-03-05", "2021-03-05", "2021", "2022-08-01"))
        until = dice.choice((None, None, self._draw_day()))
        return RegisterRow(
            number, dice.choice(("building_permit", "building_permit", "birth_extract")), dice.choice(_NUMBERS) or "",
            issued, dice.choice(("A", "B")), str(unit), cast(Level, level), date(2021, 3, 5), until,
            dice.choice(("H1", "H2", "")), dice.random() < 0.9,
        )  # fmt: skip

    def _draw_day(self) -> date:
        day = FIRST + timedelta(days=self.dice.randrange((LAST - FIRST).days))
        self.days.add(day)
        return day

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(self.dice.randrange(24)), UTC)


def list_all_spans(catalogue: Catalogue, on: date) -> list[CountedSpan]:
    return [it.span for it in catalogue.list_spans(SpanQuery(on, STATUSES), 1000)]


def check_days(office: Office, days: Iterable[date]) -> None:
    """The figures and lists of these days are what the papers themselves come to."""
    resources = office.resources
    for day in days:
        assert count_coverage(resources, day) == recount_coverage(resources, day), day
        listed = [
            (it.span.unit, it.span.box, it.span.issue_date, it.document_number or "", it.holder_name or "")
            for it in list_missing(resources, day, None)
        ]
        told = [
            (it.unit, it.box, it.issue_date, it.document_number, it.holder_name)
            for it in recount_missing(resources, day, None)
        ]
        assert listed == told, day
        spans = list_all_spans(office.catalogue, day)
        assert all(span.holds_on(day) for span in spans)
        originals = gather_originals(list_register(resources, day), list_digitised(resources, day)).values()
        counted = Counter((it.cell, status) for it in originals if (status := it.status_on(day)))
        assert Counter(((it.unit, it.document_type, it.year), it.status) for it in spans) == counted, day
        assert office.catalogue.count_cells(day) == dict(counted), day


def check_rebuild(office: Office, days: Iterable[date]) -> None:
    """What was kept change by change is what counting anew makes."""
    kept = {day: list_all_spans(office.catalogue, day) for day in days}
    statuses = {day: office.catalogue.count_statuses(day) for day in kept}
    rebuild_coverage(office.resources)
    assert {day: list_all_spans(office.catalogue, day) for day in kept} == kept
    assert {day: office.catalogue.count_statuses(day) for day in kept} == statuses
