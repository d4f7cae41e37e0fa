"""Here lives what is asked of workers through Prefect: the duties by the clock, and batches to finish.

An order holds a batch's id or a duty's name. Where the stores are and with which key they open is the
business of each worker's own environment and never passes through Prefect.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType, WorkerStatus
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings

from pipelines.duties import DUTIES, TIMEZONE
from pipelines.settings import Settings
from schemas.errors import SetupError, TemporarilyUnavailable

# A pool of a type of its own: a stranger's worker takes nothing from it, and ours runs nothing but our flows.
POOL_TYPE = "sohoa"
# Apart, so that a batch of hours keeps no duty waiting.
BATCH_QUEUE, DUTY_QUEUE = "batches", "duties"
_BATCH_FLOW, _DUTY_FLOW = "finish-batch", "duty"
_FORBIDDEN = (401, 403)


def put_deployments(settings: Settings) -> None:
    """Tell the server of the pool, of the work on batches, and of every duty with its hours; twice is harmless.

    Raises:
        SetupError: "prefect_refused"; TemporarilyUnavailable: "prefect_unreachable".
    """
    pool = settings.work_pool
    with _talk(settings) as client:
        with suppress(ObjectAlreadyExists):
            client.create_work_pool(WorkPoolCreate(name=pool, type=POOL_TYPE))
        client.create_deployment(
            client.create_flow_from_name(_BATCH_FLOW),
            name=pool,
            work_pool_name=pool,
            work_queue_name=BATCH_QUEUE,
            description="a batch that was received is read and filed",
        )
        duty_flow = client.create_flow_from_name(_DUTY_FLOW)
        for duty in DUTIES:
            schedule = DeploymentScheduleCreate(schedule=CronSchedule(cron=duty.cron, timezone=TIMEZONE), slug="clock")
            client.create_deployment(
                duty_flow,
                name=f"{pool}-{duty.name}",
                work_pool_name=pool,
                work_queue_name=DUTY_QUEUE,
                description=duty.meaning,
                parameters={"name": duty.name},
                schedules=[schedule],
            )


def ask_workers(settings: Settings, batch_id: str) -> bool:
    """Ask for a batch to be finished; False when such an order waits already.

    Raises:
        TemporarilyUnavailable: "workers_away" (none is at work), "prefect_unreachable"; SetupError: "prefect_refused".
    """
    pool = settings.work_pool
    waiting = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED, StateType.PENDING]))
    with _talk(settings) as client:
        try:
            deployment = client.read_deployment_by_name(f"{_BATCH_FLOW}/{pool}")
        except ObjectNotFound:
            raise TemporarilyUnavailable("workers_away") from None
        if client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=waiting, tags=FlowRunFilterTags(all_=[batch_id])),
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id])),
            limit=1,
        ):
            return False
        client.create_flow_run_from_deployment(
            deployment.id, parameters={"batch_id": batch_id}, name=batch_id, tags=[batch_id]
        )
        return True


def count_workers(settings: Settings) -> int:
    """Workers of this installation that gave a sign of life within the last minutes; raises as `ask_workers`."""
    with _talk(settings) as client:
        try:
            answer = client.request(
                "POST",
                "/work_pools/{work_pool_name}/workers/filter",
                path_params={"work_pool_name": settings.work_pool},
                json={},
            )
        except ObjectNotFound:
            return 0
        names = {one["name"].rpartition(".")[0] for one in answer.json() if one["status"] == WorkerStatus.ONLINE.value}
        return len(names)


@contextmanager
def _talk(settings: Settings) -> Iterator[SyncPrefectClient]:
    with temporary_settings({PREFECT_API_URL: settings.prefect_api_url}):
        try:
            with get_client(sync_client=True) as client:
                yield client
        except httpx.HTTPStatusError as error:
            if error.response.status_code in _FORBIDDEN:
                raise SetupError("prefect_refused") from error
            raise TemporarilyUnavailable("prefect_unreachable") from error
        except httpx.HTTPError as error:
            raise TemporarilyUnavailable("prefect_unreachable") from error
