"""Here lives the process of one order to a worker.

`python -m pipelines.orchestration.order_process FLOW_RUN_ID PARENT`

Page workers import this module again as their main one, so Prefect's import stands inside.
"""

from __future__ import annotations

import sys
from uuid import UUID

from pipelines.pages.process_bonds import fall_with_parent


def run(flow_run_id: UUID) -> None:
    """Run the flow that was asked for, if it is one of ours.

    Raises:
        KeyError: the order names another flow; whoever wrote it is not of this house.
    """
    from prefect.client.orchestration import get_client
    from prefect.engine import handle_engine_signals
    from prefect.flow_engine import load_flow_run, run_flow

    from pipelines.orchestration.flows import FLOWS_OF_WORKERS

    with handle_engine_signals(flow_run_id):
        flow_run = load_flow_run(flow_run_id=flow_run_id)
        with get_client(sync_client=True) as client:
            name = client.read_flow(flow_run.flow_id).name
        run_flow(FLOWS_OF_WORKERS[name], flow_run=flow_run)


if __name__ == "__main__":
    # A worker that was killed leaves nothing behind that still holds its papers.
    fall_with_parent(int(sys.argv[2]))
    run(UUID(sys.argv[1]))
