"""Here lives Prefect: one flow run a batch, one task a document; the only product file that builds flows.

Tasks carry receipt ids, never paths or values: what Prefect keeps in its own database stays free of
personal data. The catalogue is truth and queue; a lost Prefect database loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.futures import PrefectFuture, as_completed
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipelines.batch_run import BatchRun, TakenIn
from pipelines.driving import documents_at_once
from pipelines.patience import may_mend_itself
from schemas.errors import SohoaError

Finish = Callable[[BatchRun, TakenIn], None]


def drive_by_flow(run: BatchRun, finish: Finish, api_url: str, retry_pauses_s: Sequence[float]) -> list[SohoaError]:
    """Adopt the batch as one flow run: a task for every file taken in; what stayed open, and why."""
    failures: list[SohoaError] = []
    items: dict[str, TakenIn] = {}

    @task(
        name="document",
        task_run_name="{receipt}",
        retries=len(retry_pauses_s),
        retry_delay_seconds=list(retry_pauses_s),
        retry_condition_fn=_is_worth_a_retry,
        persist_result=False,
    )
    def document(receipt: str) -> None:
        finish(run, items[receipt])

    threads: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=documents_at_once(run))

    @flow(
        name="digitise-batch",
        flow_run_name=run.batch.batch_id,
        task_runner=threads,
        persist_result=False,
    )
    def digitise_batch(batch_id: str) -> None:
        artifact = create_progress_artifact(progress=0.0, key=f"batch-{batch_id}", description="Tiến độ lô số hóa")
        assert isinstance(artifact, UUID), "outside of a coroutine Prefect answers at once"
        futures: list[PrefectFuture[Any]] = []
        for ordinal, item in enumerate(run.taken_in()):
            receipt = f"{ordinal:05d}-{item.receipt_id or 'unreceived'}"
            items[receipt] = item
            futures.append(document.submit(receipt))
        _follow(futures, artifact, failures)
        create_markdown_artifact(key=f"outcomes-{batch_id}", markdown=_outcomes_table(run))

    with temporary_settings({PREFECT_API_URL: api_url}):
        digitise_batch(run.batch.batch_id)
    return failures


def _is_worth_a_retry(_task: Any, _task_run: Any, state: Any) -> bool:
    """Only what a service may mend by itself is tried again."""
    error = state.result(raise_on_failure=False)
    return may_mend_itself(error)


def _follow(futures: Sequence[PrefectFuture[Any]], artifact: UUID, failures: list[SohoaError]) -> None:
    for count, future in enumerate(as_completed(list(futures)), start=1):
        answer = future.result(raise_on_failure=False)
        if isinstance(answer, SohoaError):
            failures.append(answer)
        elif isinstance(answer, BaseException):
            raise answer
        update_progress_artifact(artifact_id=artifact, progress=100.0 * count / len(futures))


def _outcomes_table(run: BatchRun) -> str:
    summary = run.resources.catalogue.summarise_batch(run.batch.batch_id)
    rows = "\n".join(f"| {outcome} | {count} |" for outcome, count in sorted(summary.outcomes.items()))
    return f"| outcome | files |\n|---|---|\n{rows}\n"
