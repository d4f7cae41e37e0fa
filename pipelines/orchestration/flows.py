"""Here live the flows: one flow run a batch, one task a document; and what workers are asked to do.

Flows and tasks carry ids, never paths, values or settings: what Prefect keeps in its own database stays
free of personal data and of secrets. The catalogue is truth and queue; a lost Prefect database loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from httpx import HTTPError
from prefect import Flow, flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectException
from prefect.futures import PrefectFuture, as_completed
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipelines.batch_run import BatchRun, TakenIn
from pipelines.driving import documents_at_once, run_batch
from pipelines.orchestration.duties import get_duty
from pipelines.orchestration.orders import ask_workers
from pipelines.patience import may_mend_itself
from pipelines.resources import Resources, open_resources
from pipelines.results.retention import retain_batch
from pipelines.settings import read_settings
from pipelines.step_log import open_step_log
from schemas.errors import SetupError, SohoaError

Finish = Callable[[BatchRun, TakenIn], None]


class PrefectFailed(Exception):
    """Prefect itself fell in the middle of a batch; `left` are the files that it had been given and did not end."""

    def __init__(self, left: list[TakenIn]) -> None:
        super().__init__("prefect_away")
        self.left = left


def drive_by_flow(
    run: BatchRun, taken_in: Iterable[TakenIn], finish: Finish, api_url: str, retry_pauses_s: Sequence[float]
) -> list[SohoaError]:
    """Adopt the batch as one flow run: a task for every file taken in; what stayed open, and why.

    Raises:
        PrefectFailed: the files not yet taken in stay in `taken_in`.
    """
    failures: list[SohoaError] = []
    items: dict[str, TakenIn] = {}
    ended: set[str] = set()

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
        ended.add(receipt)

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
        for ordinal, item in enumerate(taken_in):
            receipt = f"{ordinal:05d}-{item.receipt_id or 'unreceived'}"
            items[receipt] = item
            futures.append(document.submit(receipt))
        _follow(futures, artifact, failures)
        create_markdown_artifact(key=f"outcomes-{batch_id}", markdown=_outcomes_table(run))

    try:
        with temporary_settings({PREFECT_API_URL: api_url}):
            digitise_batch(run.batch.batch_id)
    except (PrefectException, HTTPError, RuntimeError) as error:
        # A fault of ours among them comes again when the rest is done without Prefect, and is told then.
        raise PrefectFailed([item for receipt, item in items.items() if receipt not in ended]) from error
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


@flow(name="finish-batch", flow_run_name="{batch_id}", persist_result=False)
def finish_batch(batch_id: str) -> State[Any]:
    """Bring every file that a batch has received to its outcome, with the stores of this worker's own settings.

    Files that were never received stay where they are: their paths mean nothing on another machine.
    """
    with _open_own_resources() as resources:
        batch = resources.catalogue.find_batch(batch_id)
        if batch is None:
            raise SetupError("batch_unknown", batch=batch_id)
        retain_batch(resources, batch_id)  # what a worker that died had filed and not yet locked
        summary = run_batch(
            resources,
            batch,
            (),
            on_line=lambda line: None,
            on_step=open_step_log(resources.settings.log),
            receipts=resources.catalogue.list_receipts(batch.batch_id, open_only=True),
        )
    if summary.failure is not None:
        return Failed(message=f"{summary.failure.code}, open: {summary.left_open}")
    return Completed(message=", ".join(f"{name}: {count}" for name, count in sorted(summary.outcomes.items())))


@flow(name="duty", flow_run_name="{name}", persist_result=False)
def do_duty(name: str) -> State[Any]:
    """One duty, see `pipelines.orchestration.duties`; failed when a person must look."""
    with _open_own_resources() as resources:
        settings = resources.settings
        outcome = get_duty(name).work(resources, lambda batch_id: ask_workers(settings, batch_id))
    return Failed(message=str(outcome)) if outcome.needs_a_person else Completed(message=str(outcome))


# What a worker runs: nothing but these, whatever the server asks for.
FLOWS_OF_WORKERS: dict[str, Flow[Any, Any]] = {"finish-batch": finish_batch, "duty": do_duty}


@contextmanager
def _open_own_resources() -> Iterator[Resources]:
    """This machine's stores. Prefect keeps an error's text, so it is told a code or a class, nothing else."""
    try:
        with open_resources(read_settings()) as resources:
            yield resources
    except SohoaError as error:
        raise RuntimeError(error.code) from None
    except Exception as error:  # noqa: BLE001 - raised again without its text, which may be a paper's
        raise RuntimeError(type(error).__name__) from None
