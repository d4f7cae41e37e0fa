"""Here live the demonstration's own stores on an office's servers: beside the office's, and emptied each time."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from pipelines.indexing import rebuild_index
from pipelines.resources import open_resources
from pipelines.settings import Settings
from schemas.errors import SetupError, TemporarilyUnavailable

_SUFFIX = "demo"


def empty_demo_stores(settings: Settings) -> Settings:
    """The settings with each server's store replaced by one named `...-demo` there, its catalogue and index empty.

    Objects of an earlier demonstration stay: pages read with the same recipe are not read again. What is
    embedded in the settings stays embedded, in the demonstration's home.

    Raises:
        SetupError: "demo_database_refused"; TemporarilyUnavailable: "catalogue_away".
    """
    own = replace(
        settings,
        objects=_beside(settings.objects, "-") if settings.objects.startswith("s3:") else "file:",
        catalogue=_beside(settings.catalogue, "_") if settings.catalogue.startswith("postgresql:") else "sqlite:",
        index=_beside(settings.index, "-") if settings.index.startswith("elasticsearch") else "embedded:",
        work_pool=f"{settings.work_pool}-{_SUFFIX}",
    )
    if own.catalogue != "sqlite:":
        _make_empty_database(settings.catalogue, urlsplit(own.catalogue).path.strip("/"))
    if own.index != "embedded:":
        with open_resources(own) as resources:
            rebuild_index(resources)
    return own


def _beside(url: str, joint: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}{joint}{_SUFFIX}"))


def _make_empty_database(catalogue: str, name: str) -> None:
    quoted = sql.Identifier(name)
    try:
        with psycopg.connect(catalogue, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
    except psycopg.OperationalError as error:
        raise TemporarilyUnavailable("catalogue_away") from error
    except psycopg.Error as error:
        raise SetupError("demo_database_refused") from error
