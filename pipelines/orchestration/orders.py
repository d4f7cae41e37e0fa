"""Here lives what is asked of workers through Prefect: the duties by the clock, and batches to finish.

An order holds a batch's id or a duty's name. Where the stores are and with which key they open is the
business of each worker's own environment and never passes through Prefect.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import State, StateType, WorkerStatus
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Scheduled

from pipelines.orchestration.duties import DUTIES, Duty
from pipelines.settings import Settings
from schemas.errors import SetupError, TemporarilyUnavailable

# A pool of a type of its own: a stranger's worker takes nothing from it, and ours runs nothing but our flows.
POOL_TYPE = "sohoa"
# Apart, so that a batch of hours keeps no duty waiting.
BATCH_QUEUE, DUTY_QUEUE = "batches", "duties"
_BATCH_FLOW, _DUTY_FLOW = "finish-batch", "duty"
_FORBIDDEN = (401, 403)


def put_deployments(settings: Settings) -> None:
    """Tell the server of this installation's pool, its work on batches and its duties; twice is harmless.

    Raises:
        SetupError: "prefect_refused"; TemporarilyUnavailable: "prefect_unreachable".
    """
    pool = settings.work_pool
    named = [(_BATCH_FLOW, pool, BATCH_QUEUE, "a batch that was received is read and filed")]
    named += [(_DUTY_FLOW, _duty_deployment(pool, duty), DUTY_QUEUE, duty.meaning) for duty in DUTIES]
    with _talk(settings) as client:
        with suppress(ObjectAlreadyExists):
            client.create_work_pool(WorkPoolCreate(name=pool, type=POOL_TYPE))
        for flow, name, queue, meaning in named:
            flow_id = client.create_flow_from_name(flow)
            # Another worker that starts at the same moment says the same.
            with suppress(ObjectAlreadyExists):
                client.create_deployment(
                    flow_id, name=name, work_pool_name=pool, work_queue_name=queue, description=meaning
                )


def order_duties(settings: Settings, now: datetime) -> None:
    """See that each duty has one order that waits for its hour; any number of workers may do so at once.

    The server's own clock is not used: Prefect 3.8 cannot write scheduled runs through SQLAlchemy 2.1.
    """
    pool = settings.work_pool
    with _talk(settings) as client:
        for duty in DUTIES:
            due = duty.next_due(now)
            deployment = f"{_DUTY_FLOW}/{_duty_deployment(pool, duty)}"
            order = _Order(deployment, f"{pool}-{duty.name}", {"name": duty.name})
            _put_order(client, order, Scheduled(scheduled_time=due), f"{pool}-{duty.name}-{due:%Y%m%dT%H%MZ}")


def ask_workers(settings: Settings, batch_id: str) -> bool:
    """Ask for a batch to be finished; False when such an order waits already.

    Raises:
        TemporarilyUnavailable: "workers_away" (none was ever here), "prefect_unreachable".
        SetupError: "prefect_refused".
    """
    with _talk(settings) as client:
        return _put_order(client, _Order(f"{_BATCH_FLOW}/{settings.work_pool}", batch_id, {"batch_id": batch_id}))


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked: of which deployment, the tag by which it is known again, and its only word."""

    deployment: str
    tag: str
    parameters: dict[str, str]


def _put_order(
    client: SyncPrefectClient, order: _Order, state: State[Any] | None = None, idempotency_key: str | None = None
) -> bool:
    """Whether it was written; one that waits already is enough."""
    waiting = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED, StateType.PENDING]))
    try:
        deployment = client.read_deployment_by_name(order.deployment)
    except ObjectNotFound:
        raise TemporarilyUnavailable("workers_away") from None
    if client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=waiting, tags=FlowRunFilterTags(all_=[order.tag])),
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id])),
        limit=1,
    ):
        return False
    client.create_flow_run_from_deployment(
        deployment.id,
        parameters=order.parameters,
        name=order.tag,
        tags=[order.tag],
        state=state,
        idempotency_key=idempotency_key,
    )
    return True


def _duty_deployment(pool: str, duty: Duty) -> str:
    return f"{pool}-{duty.name}"


def count_workers(settings: Settings, host: str | None = None) -> int:
    """Workers of this installation (on this host alone) that lately gave a sign of life; raises as `ask_workers`."""
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
        alive = {one["name"].rpartition(".")[0] for one in answer.json() if one["status"] == WorkerStatus.ONLINE.value}
        return sum(1 for name in alive if host is None or name.rpartition("-")[0] == host)


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
