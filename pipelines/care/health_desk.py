"""Here lives what the health page shows: what `doctor` says, asked seldom however many people look."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.care.health import check_health
from pipelines.care.standing import Standing, find_standing
from pipelines.orchestration.duties import DUTIES
from pipelines.resources import Resources
from schemas.errors import SohoaError
from schemas.search import EVERYTHING
from storage.ports import BackendHealth

# Asking every backend and tool takes a second or so; nobody sees a difference within this.
FRESH_FOR = timedelta(seconds=15)
_MOST_COUNTED = 100_000
# Of the catalogue's file: the first who asks waits for it.
_LOOKS_FOR_S = 1.0


@dataclass(frozen=True, slots=True)
class HealthTold:
    """How all was at `at`. `standing` is None where the catalogue does not answer; `queues` are counts by name."""

    at: datetime
    backends: tuple[BackendHealth, ...]
    standing: Standing | None
    queues: dict[str, int]
    duties: tuple[tuple[str, datetime], ...]

    @property
    def is_well(self) -> bool:
        """Whether nobody need do anything."""
        return all(it.ok for it in self.backends) and self.standing is not None and not self.standing.troubles


class HealthDesk:
    """One for a portal: the first who asks waits, later ones get the last answer while the next is fetched."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._asking = threading.Lock()
        self._told: HealthTold | None = None

    def tell(self) -> HealthTold:
        told = self._told
        if told is None:
            with self._asking:
                if self._told is None:
                    self._told = self._ask()
                return self._told
        if self._resources.now() - told.at > FRESH_FOR and self._asking.acquire(blocking=False):
            threading.Thread(target=self._renew, name="health", daemon=True).start()
        return told

    def _renew(self) -> None:
        try:
            self._told = self._ask()
        finally:
            self._asking.release()

    def _ask(self) -> HealthTold:
        resources, now = self._resources, self._resources.now()
        backends = check_health(resources.settings, _LOOKS_FOR_S)
        try:
            standing = find_standing(resources)
            queues = {
                "review": resources.catalogue.count_waiting(EVERYTHING, _MOST_COUNTED),
                "outbox": standing.waiting,
                "left_batches": len(resources.catalogue.list_left_batches()),
                "sign_ins": len(resources.catalogue.list_sign_ins()),
            }
        except SohoaError:
            standing, queues = None, {}
        duties = tuple((duty.name, duty.next_due(now)) for duty in DUTIES)
        return HealthTold(now, backends, standing, queues, duties)
