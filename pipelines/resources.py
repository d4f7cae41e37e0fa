"""Here live the open things a command works with; the only file that opens concrete ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from ocr.limits import Limits
from pipelines.people.view_log import ViewLog
from pipelines.settings import Settings
from schemas.custodian_functions import load_functions
from schemas.custodians import Custodians
from schemas.document_type import DocumentType, document_types
from schemas.errors import SetupError, TemporarilyUnavailable
from schemas.procedure import Procedures, load_procedures
from schemas.quota_targets import QuotaTargets, load_targets
from schemas.units import Units, load_units
from schemas.working_days import WorkingCalendar, load_calendar
from storage.home_lock import hold_home
from storage.opening import open_catalogue, open_index, open_objects
from storage.ports import Catalogue, ObjectStore, SearchIndex

# Commands that end within this are waited for by who must be alone.
_PATIENCE_S = 5.0


@dataclass
class Resources:
    """Stores and declarations, opened from settings; handed to steps and actions, never reached for."""

    settings: Settings
    objects: ObjectStore
    catalogue: Catalogue
    index: SearchIndex

    @cached_property
    def types(self) -> Mapping[str, DocumentType]:
        return load_types(self.settings)

    @cached_property
    def procedures(self) -> Procedures:
        return load_procedures(self.types, self.settings.home / "procedures")

    @cached_property
    def units(self) -> Units:
        return load_units(units_folder(self.settings))

    @cached_property
    def custodians(self) -> Custodians:
        return Custodians(self.units, load_functions(units_folder(self.settings)))

    @cached_property
    def targets(self) -> QuotaTargets:
        return load_own_targets(self.settings, self.units)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return load_calendar(self.settings.home / "calendars")

    @cached_property
    def views(self) -> ViewLog:
        """Where it is noted who is shown which result; written out before the stores are closed."""
        return ViewLog(self.catalogue, self.now)

    def now(self) -> datetime:
        """The instant now, aware; receipts, confirmations and reviews are dated with it."""
        return self.settings.demo_now or datetime.now(UTC)

    @property
    def limits(self) -> Limits:
        return Limits(page_timeout_s=self.settings.page_timeout_s)


def load_types(settings: Settings) -> Mapping[str, DocumentType]:
    """The declarations shipped and those the office made in home's `document_types/`."""
    return document_types(settings.home / "document_types")


def load_own_targets(settings: Settings, units: Units) -> QuotaTargets:
    """The floors shipped and those that the office wrote into home's `quota_targets/`."""
    return load_targets(settings.home / "quota_targets", units, settings.target_growth)


def units_folder(settings: Settings) -> Path:
    """Where the office keeps its own tables of units and functions; it need not be there."""
    return settings.home / "units"


@contextmanager
def open_resources(settings: Settings, *, alone: bool = False) -> Iterator[Resources]:
    """Open home and its three stores; closed at the end.

    Args:
        alone: nobody else may hold home meanwhile, and an unfinished restore is no hindrance: it is ours to finish.

    Raises:
        SetupError: "home_unusable", "home_newer"; TemporarilyUnavailable: "home_busy", "restore_unfinished".
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError("home_unusable") from error
    with hold_home(settings.home, alone=alone, patience_s=_PATIENCE_S if alone else 0.0), ExitStack() as opened:
        objects = open_objects(settings.objects, settings.home)
        catalogue = open_catalogue(settings.catalogue, settings.home)
        opened.callback(catalogue.close)
        if not alone and catalogue.find_restore() is not None:
            raise TemporarilyUnavailable("restore_unfinished")
        index = open_index(settings.index, settings.home)
        opened.callback(index.close)
        resources = Resources(settings, objects, catalogue, index)
        try:
            yield resources
        finally:
            if "views" in vars(resources):
                resources.views.close()
