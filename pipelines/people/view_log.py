"""Here lives the noting of views: who is shown a result never waits for it to be written down.

What is noted goes to a queue that a thread drains in batches, each sealed into the audit chain. A process that is
killed loses what it noted in its last seconds; one that ends writes all of it first.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from schemas.errors import SohoaError
from schemas.views import How, View
from storage.ports import Catalogue

# Who opens a paper and turns its pages looked at it once; after this it is another look.
VISIT = timedelta(minutes=30)
_EACH_TIME = ("copied", "changed")
_SEALED_BY = "machine"
# Often enough to lose little, seldom enough that the chain is not made of seals.
_EVERY_S = 5.0
_AT_ONCE = 500
# What waits while the catalogue is away: a day of a busy office; the oldest are given up beyond it, and that is noted.
_MOST_WAITING = 50_000
_MOST_REMEMBERED = 20_000
_log = logging.getLogger(__name__)


class ViewLog:
    """One for each open home; any thread may note. Nothing is kept before `begin`.

    That is the portal's: what is shown by a command is shown to who keeps the machine; that it handed out a copy or ids
    whole, the audit chain tells of each.
    """

    def __init__(self, catalogue: Catalogue, now: Callable[[], datetime]) -> None:
        self._catalogue = catalogue
        self._now = now
        self._waiting: deque[View] = deque()
        self._lost = 0
        self._seen: OrderedDict[tuple[str, str, How, str], datetime] = OrderedDict()
        self._guard = threading.Lock()
        # One at a time writes, so that the order stays.
        self._writing = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """From now on it is noted who is shown what."""
        with self._guard:
            if self._thread is None and not self._ended.is_set():
                self._thread = threading.Thread(target=self._drain, name="view-log", daemon=True)
                self._thread.start()

    def note(self, result_ids: Iterable[str], by: str, how: How, purpose: str = "") -> None:
        """That somebody is shown these results now.

        The same again within one visit counts once; copies and changes count each time.
        """
        if self._thread is None:
            return
        now = self._now()
        with self._guard:
            for result_id in result_ids:
                if how in _EACH_TIME or self._is_new((result_id, by, how, purpose), now):
                    self._waiting.append(View(result_id, by, now, how, purpose))
            while len(self._waiting) > _MOST_WAITING:
                self._waiting.popleft()
                self._lost += 1

    def flush(self) -> None:
        """Write all that waits.

        Raises:
            SohoaError: the catalogue's; what was not written waits on.
        """
        with self._writing:
            while some := self._take():
                try:
                    self._catalogue.add_views(some, _SEALED_BY)
                except SohoaError:
                    with self._guard:
                        self._waiting.extendleft(reversed(some))
                    raise
            lost, self._lost = self._lost, 0
            if lost:
                self._catalogue.add_audit(_SEALED_BY, "views_lost", json.dumps({"count": lost}))

    def close(self) -> None:
        """Write what waits and end; what cannot be written now is lost, and the log says how many."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        try:
            self.flush()
        except SohoaError as error:
            _log.error("%d views were not written: %s", len(self._waiting), error.code)

    def _take(self) -> list[View]:
        with self._guard:
            return [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]

    def _is_new(self, look: tuple[str, str, How, str], now: datetime) -> bool:
        last = self._seen.get(look)
        if last is not None and now - last < VISIT:
            return False
        self._seen[look] = now
        self._seen.move_to_end(look)
        while len(self._seen) > _MOST_REMEMBERED:
            self._seen.popitem(last=False)
        return True

    def _drain(self) -> None:
        while not self._ended.wait(_EVERY_S):
            try:
                self.flush()
            except SohoaError as error:
                # Tried again soon; meanwhile people go on reading.
                _log.warning("views wait to be written: %s", error.code)
