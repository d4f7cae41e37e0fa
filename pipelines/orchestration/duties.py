"""Here live the duties: what workers do by the clock, whoever of them is free.

None is needed for what was filed to be safe; each finds what a person would otherwise find late. Two
workers at the same duty do no harm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from pipelines.care.fixity import verify_objects
from pipelines.care.inspection_report import Report
from pipelines.care.reconcile import reconcile
from pipelines.indexing import index_pending
from pipelines.registers.alarms import list_alarms
from pipelines.registers.day_figures import write_missed_days
from pipelines.registers.weekly_reports import write_weekly_reports
from pipelines.resources import Resources
from schemas.days import LOCAL_ZONE, local_day

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# With the sample of every night, each original is read again about once a month.
_NIGHTS_FOR_ALL = 30
_LEAST_SAMPLE = 200
_INDEX_PATIENCE_S = 60.0

AskForBatch = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class DutyOutcome:
    """What a duty came to: counts by name, without ids or values, and whether a person must look."""

    counts: Mapping[str, int] = field(default_factory=dict)
    needs_a_person: bool = False

    def __str__(self) -> str:
        return ", ".join(f"{name}: {count}" for name, count in sorted(self.counts.items())) or "0"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: its name, when it falls due (every so many minutes, or once a day at an hour), what it does."""

    name: str
    due: timedelta | time
    meaning: str
    work: Callable[[Resources, AskForBatch], DutyOutcome]

    def next_due(self, now: datetime) -> datetime:
        """The first instant after `now` (aware) at which it falls due; the same on every machine."""
        if isinstance(self.due, time):
            today = datetime.combine(now.astimezone(LOCAL_ZONE), self.due, LOCAL_ZONE)
            return today if today > now else today + timedelta(days=1)
        return _EPOCH + self.due * ((now - _EPOCH) // self.due + 1)


def drain_outbox(resources: Resources, _ask: AskForBatch) -> DutyOutcome:
    """Results that the index does not know yet are put into it; what is left waits for the next time."""
    return DutyOutcome({"waiting": index_pending(resources, patience_s=_INDEX_PATIENCE_S)})


def resume_left_batches(resources: Resources, ask: AskForBatch) -> DutyOutcome:
    """Every batch that nobody works on is given to the workers again."""
    left = resources.catalogue.list_left_batches()
    for batch_id in left:
        ask(batch_id)
    return DutyOutcome({"batches": len(left)})


def verify_share(resources: Resources, _ask: AskForBatch) -> DutyOutcome:
    """A night's share of all that is kept is hashed again."""
    kept = resources.catalogue.summarise_sums().total
    return report_outcome(verify_objects(resources, max(_LEAST_SAMPLE, kept // _NIGHTS_FOR_ALL)))


def reconcile_stores(resources: Resources, _ask: AskForBatch) -> DutyOutcome:
    """Objects, catalogue and index are compared; nothing is mended while nobody looks, but a lock that lacks is set.

    A worker that dies between a filing and its lock may have held the batch's last paper: nobody comes by again.
    """
    return report_outcome(reconcile(resources, lock=True))


def write_figures(resources: Resources, _ask: AskForBatch) -> DutyOutcome:
    """What each day that is over came to is written down, and the week's workbooks; floors in danger want a person."""
    written = write_missed_days(resources)
    alarms = list_alarms(resources, local_day(resources.now()))
    counts = {"days": written, "workbooks": write_weekly_reports(resources), "alarms": len(alarms)}
    return DutyOutcome(counts, bool(alarms))


def drop_old_views(resources: Resources, _ask: AskForBatch) -> DutyOutcome:
    """Views older than the office keeps them are dropped, whole batches at a time."""
    days = resources.settings.views_days
    before = resources.now() - timedelta(days=days)
    return DutyOutcome({"views": resources.catalogue.drop_views(before, "machine") if days else 0})


def report_outcome(report: Report) -> DutyOutcome:
    """A report as counts by kind of fault; what is open wants a person."""
    counts = Counter(fault.kind for fault in report.faults)
    return DutyOutcome({"checked": report.checked, **counts}, report.has_open_faults)


DUTIES: tuple[Duty, ...] = (
    Duty("drain-outbox", timedelta(minutes=10), "results into the search index", drain_outbox),
    Duty("resume-batches", timedelta(minutes=5), "batches whose worker died are gone on with", resume_left_batches),
    Duty(
        "write-figures", time(0, 20), "coverage and indicators of the day that ended, weekly workbooks", write_figures
    ),
    Duty("drop-views", time(0, 50), "views older than they are kept are dropped", drop_old_views),
    Duty("verify-sample", time(1, 30), "a night's share of what is kept hashed again", verify_share),
    Duty("reconcile", time(3, 0), "objects, catalogue and index compared; locks that lack are set", reconcile_stores),
)


def get_duty(name: str) -> Duty:
    """Raises KeyError for a name that no duty bears."""
    return {duty.name: duty for duty in DUTIES}[name]
