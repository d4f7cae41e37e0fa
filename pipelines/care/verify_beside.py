"""Here lives the whole check of the audit chain beside other work: begun by one person, looked after by many."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from pipelines.care.inspection_report import Report
from pipelines.care.verify import verify_audit
from pipelines.resources import Resources
from schemas.errors import SohoaError


@dataclass(frozen=True, slots=True)
class CheckStanding:
    """How the last check of this process is: `report` when it ended, `problem` (a code) when it could not."""

    begun_at: datetime
    ended_at: datetime | None = None
    report: Report | None = None
    problem: str | None = None


class ChainChecker:
    """One check at a time."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._guard = threading.Lock()
        self._standing: CheckStanding | None = None

    def begin(self) -> CheckStanding:
        """Start a check, or join the one under way."""
        with self._guard:
            if self._standing is not None and self._standing.ended_at is None:
                return self._standing
            self._standing = CheckStanding(self._resources.now())
            threading.Thread(target=self._check, name="audit-check", daemon=True).start()
            return self._standing

    def find_standing(self) -> CheckStanding | None:
        """None while nobody has asked since the portal was started."""
        return self._standing

    def _check(self) -> None:
        assert self._standing is not None, "begun"
        begun_at, report, problem = self._standing.begun_at, None, None
        try:
            # What was seen a moment ago is to be part of it.
            self._resources.views.flush()
            report = verify_audit(self._resources)
        except SohoaError as error:
            problem = error.code
        self._standing = CheckStanding(begun_at, self._resources.now(), report, problem)
