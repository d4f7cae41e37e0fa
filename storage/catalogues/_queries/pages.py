"""Here live the queries on the page queue and on leases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal_column, select, update

from schemas.errors import SetupError, TemporarilyUnavailable
from storage.catalogues._session import Session, retried
from storage.catalogues._tables import pages, receipts
from storage.leases import is_owner_dead
from storage.ports import PageJob

# Spelt out, not bound: only then does SQLite see that the partial indexes serve.
_IS_QUEUED = pages.c.status == literal_column("'queued'")
_IS_LEASED = pages.c.status == literal_column("'leased'")
_UNHELD = {"lease_owner": None, "lease_until": None}
_FREE = {"status": "queued", **_UNHELD}


class PageQueries(Session):
    """The queue of pages to read."""

    @retried
    def claim_page(self, recipe: str, owner: str, lease_s: float, batch_id: str | None = None) -> PageJob | None:
        job = None
        try:
            with self._writing(None) as connection:
                self._give_back_unsure(connection, owner)
                _free_abandoned(connection, self._clock())
                row = connection.execute(_next_page(recipe, batch_id)).first()
                if row is not None:
                    job = PageJob(row.scan_id, row.page_number, recipe, "leased", row.attempts + 1)
                    lease = {"lease_owner": owner, "lease_until": self._lease_end(lease_s)}
                    leased = {"status": job.status, "attempts": job.attempts, **lease}
                    connection.execute(update(pages).where(*_same_page(job)).values(**leased))
        except TemporarilyUnavailable:
            if job is not None:
                self._unsure_claims.append(job)
            raise
        return job

    def _give_back_unsure(self, connection: Connection, owner: str) -> None:
        """A claim whose commit was never answered may hold: nobody reads that page, and its lease would be renewed."""
        while self._unsure_claims:
            job = self._unsure_claims.pop()
            held = (*_same_page(job), _IS_LEASED, pages.c.lease_owner == owner, pages.c.attempts == job.attempts)
            connection.execute(update(pages).where(*held).values(**_FREE, attempts=pages.c.attempts - 1))

    @retried
    def finish_page(self, job: PageJob, owner: str) -> None:
        with self._writing(None) as connection:
            connection.execute(
                update(pages)
                # Who lost the lease writes nothing: the page is somebody else's by now.
                .where(*_same_page(job), pages.c.lease_owner == owner, _IS_LEASED)
                .values(
                    status=job.status,
                    problem_code=job.problem_code,
                    seconds=job.seconds,
                    lease_owner=None,
                    lease_until=None,
                )
            )

    @retried
    def put_read_pages(self, receipt_id: str, jobs: Sequence[PageJob]) -> None:
        with self._writing(None) as connection:
            place = connection.scalar(select(receipts.c.sequence).where(receipts.c.receipt_id == receipt_id))
            if place is None:
                raise SetupError("receipt_unknown", receipt=receipt_id)
            for job in jobs:
                known = select(pages.c.status).where(*_same_page(job)).with_for_update()
                status = connection.scalar(known)
                values = {"status": job.status, "problem_code": job.problem_code, "seconds": job.seconds, **_UNHELD}
                if status is None:
                    new = {"scan_id": job.scan_id, "recipe": job.recipe, "page_number": job.page_number}
                    connection.execute(pages.insert().values(**new, place=place, attempts=job.attempts, **values))
                elif status != "read":
                    connection.execute(update(pages).where(*_same_page(job)).values(**values))

    def list_pages(self, scan_id: str, recipe: str) -> tuple[PageJob, ...]:
        query = select(pages).where(pages.c.scan_id == scan_id, pages.c.recipe == recipe).order_by(pages.c.page_number)
        with self._reading() as connection:
            return tuple(_to_job(row) for row in connection.execute(query))

    @retried
    def renew_leases(self, owner: str, lease_s: float) -> None:
        until = self._lease_end(lease_s)
        with self._writing(None) as connection:
            connection.execute(update(pages).where(_IS_LEASED, pages.c.lease_owner == owner).values(lease_until=until))
            connection.execute(update(receipts).where(receipts.c.lease_owner == owner).values(lease_until=until))

    @retried
    def release_leases(self, owner: str) -> None:
        with self._writing(None) as connection:
            connection.execute(
                update(pages)
                .where(_IS_LEASED, pages.c.lease_owner == owner)
                # Given back unread: not an attempt that failed.
                .values(**_FREE, attempts=pages.c.attempts - 1)
            )
            connection.execute(
                update(receipts).where(receipts.c.lease_owner == owner).values(lease_owner=None, lease_until=None)
            )

    def list_left_batches(self) -> tuple[str, ...]:
        now = self._clock()
        is_open = receipts.c.outcome.is_(None)
        left = select(receipts.c.batch_id).where(is_open).group_by(receipts.c.batch_id)
        held = select(receipts.c.batch_id, receipts.c.lease_owner, receipts.c.lease_until).where(
            is_open, receipts.c.lease_owner.is_not(None)
        )
        held_pages = (
            select(receipts.c.batch_id, pages.c.lease_owner, pages.c.lease_until)
            .select_from(receipts.join(pages, pages.c.scan_id == receipts.c.scan_id))
            .where(is_open, _IS_LEASED)
        )
        with self._reading() as connection:
            names = connection.scalars(left.order_by(func.min(receipts.c.sequence))).all()
            rows = [*connection.execute(held), *connection.execute(held_pages)]
        busy = {row.batch_id for row in rows if row.lease_until > now and not is_owner_dead(row.lease_owner)}
        return tuple(name for name in names if name not in busy)


def _free_abandoned(connection: Connection, now: datetime) -> None:
    """Put back into the queue what expired or what dead processes of this machine held."""
    # One row for each busy worker, from an index that holds only leased pages.
    held = connection.execute(select(pages.c.lease_owner, pages.c.lease_until).where(_IS_LEASED)).all()
    lost = {row.lease_owner for row in held if row.lease_until <= now or is_owner_dead(row.lease_owner)}
    for owner in lost:
        theirs = [_IS_LEASED, pages.c.lease_owner == owner]
        if not is_owner_dead(owner):
            theirs.append(pages.c.lease_until <= now)
        # Rows that are locked are being freed by somebody else, or renewed.
        for row in connection.execute(select(pages).where(*theirs).with_for_update(skip_locked=True)).all():
            connection.execute(update(pages).where(*_same_page(row)).values(**_FREE))


def _next_page(recipe: str, batch_id: str | None) -> Select[Any]:
    queued = (_IS_QUEUED, pages.c.recipe == recipe)
    if batch_id is None:
        oldest = select(pages).where(*queued).order_by(pages.c.place, pages.c.page_number).limit(1)
        return oldest.with_for_update(skip_locked=True)
    # From the batch's open receipts to their pages: other batches' queues cost nothing.
    return (
        select(pages)
        .select_from(receipts.join(pages, pages.c.scan_id == receipts.c.scan_id))
        .where(receipts.c.batch_id == batch_id, receipts.c.state == "reading", *queued)
        .order_by(receipts.c.sequence, pages.c.page_number)
        .limit(1)
        # Who claims beside us takes the next one instead of waiting for this.
        .with_for_update(of=pages, skip_locked=True)
    )


def same_pages(scan_id: Any, recipe: Any) -> ColumnElement[bool]:
    """Pages of one scan under one recipe."""
    return and_(pages.c.scan_id == scan_id, pages.c.recipe == recipe)


def _same_page(page: PageJob | Row[Any]) -> tuple[Any, ...]:
    return (
        pages.c.scan_id == page.scan_id,
        pages.c.recipe == page.recipe,
        pages.c.page_number == page.page_number,
    )


def _to_job(row: Row[Any]) -> PageJob:
    return PageJob(row.scan_id, row.page_number, row.recipe, row.status, row.attempts, row.problem_code, row.seconds)
