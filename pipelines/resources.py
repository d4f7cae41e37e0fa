"""Here live the open things a command works with; the only file that opens concrete ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from ocr.limits import Limits
from pipelines.settings import Settings
from schemas.document_type import DocumentType, document_types
from schemas.errors import SetupError
from schemas.units import Units, load_units
from storage.opening import open_catalogue, open_index, open_objects
from storage.ports import Catalogue, ObjectStore, SearchIndex


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
    def units(self) -> Units:
        return load_units()

    def now(self) -> datetime:
        """The instant now, aware; receipts, confirmations and reviews are dated with it."""
        return self.settings.demo_now or datetime.now(UTC)

    @property
    def limits(self) -> Limits:
        return Limits(page_timeout_s=self.settings.page_timeout_s)


def load_types(settings: Settings) -> Mapping[str, DocumentType]:
    """The declarations shipped and those the office made in home's `document_types/`."""
    return document_types(settings.home / "document_types")


@contextmanager
def open_resources(settings: Settings) -> Iterator[Resources]:
    """Open home and its three stores; closed at the end.

    Raises:
        SetupError: "home_unusable", "home_newer"; TemporarilyUnavailable: "home_busy".
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError("home_unusable") from error
    objects = open_objects(settings.objects, settings.home)
    catalogue = open_catalogue(settings.catalogue, settings.home)
    index = open_index(settings.index, settings.home)
    try:
        yield Resources(settings, objects, catalogue, index)
    finally:
        index.close()
        catalogue.close()
