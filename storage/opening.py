"""Here lives the choice of adapters: a URL's scheme names the module that serves it.

Each module under `objects/`, `catalogues/` and `indexes/` has one function `open_url(url, home)`; a
new backend is one new file. Modules are imported only when their scheme is asked for.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import cast

from schemas.errors import SetupError
from storage.ports import Catalogue, ObjectStore, SearchIndex

_SCHEME = re.compile(r"[a-z][a-z0-9]*")


def open_objects(url: str, home: Path) -> ObjectStore:
    """The object store behind `file:`, `file:/folder`, `s3://...` or `memory:`.

    Raises:
        SetupError: "backend_unknown", "setting_invalid", "home_unusable".
    """
    return cast(ObjectStore, _find_module("objects", url, "SOHOA_OBJECTS").open_url(url, home))


def open_catalogue(url: str, home: Path) -> Catalogue:
    """The catalogue behind `sqlite:`, `sqlite:/file`, `sqlite::memory:` or `postgresql://...`, brought up to date.

    Raises:
        SetupError: "backend_unknown", "setting_invalid", "home_newer", "home_unusable", "catalogue_refused".
        TemporarilyUnavailable: "home_busy" while another process migrates; "catalogue_away".
    """
    return cast(Catalogue, _find_module("catalogues", url, "SOHOA_CATALOGUE").open_url(url, home))


def open_index(url: str, home: Path) -> SearchIndex:
    """The search index behind `embedded:`, `embedded:/folder` or `memory:`.

    Raises:
        SetupError: "backend_unknown", "setting_invalid".
    """
    return cast(SearchIndex, _find_module("indexes", url, "SOHOA_INDEX").open_url(url, home))


def names_a_store(text: str) -> bool:
    """Whether a text is the URL of an object store, rather than a path."""
    scheme, colon, _ = text.partition(":")
    return bool(colon and _SCHEME.fullmatch(scheme) and importlib.util.find_spec(f"storage.objects.{scheme}"))


def resolve_folder(url: str, home: Path, default: str) -> Path:
    """The path that stands behind the scheme, `default` under home where none does."""
    path = url.partition(":")[2]
    return home / path if path else home / default


def _find_module(room: str, url: str, setting: str) -> ModuleType:
    # `elasticsearch+https` is served by the module `elasticsearch`.
    scheme = url.partition(":")[0].partition("+")[0]
    name = f"storage.{room}.{scheme}"
    if not _SCHEME.fullmatch(scheme) or importlib.util.find_spec(name) is None:
        raise SetupError("backend_unknown", setting=setting, scheme=scheme[:30])
    return importlib.import_module(name)
