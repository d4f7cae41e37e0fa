"""Here live the builds of the index on a server: one server index each; aliases name the one in use and the next.

The server holds everything that tells a build, so every machine that writes knows of a rebuild on another.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from schemas.crash_points import reached
from schemas.errors import TemporarilyUnavailable
from schemas.search import IndexDocument
from storage.indexes._elasticsearch_fields import SETTINGS, make_mappings, make_meta, make_source, today_form
from storage.indexes._elasticsearch_server import translated, write_bulk

# While a build is made nobody searches it; its documents become visible at the switch.
_UNSEEN = {"refresh_interval": "-1"}
_SEEN = {"refresh_interval": None}


@dataclass(frozen=True, slots=True)
class Build:
    """One server index, and what it says of itself."""

    name: str
    form: str
    through: str = ""
    count: int = 0

    @property
    def is_of_today(self) -> bool:
        return self.form == today_form()


class Builds:
    """The server's indices under one prefix. `in_use` and `next` are aliases."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self._client = client
        self.in_use = prefix
        self.next = f"{prefix}-next"

    def find(self, alias: str) -> Build | None:
        """The build behind an alias, as of now."""
        try:
            answer = self._client.indices.get_mapping(index=alias)
        except NotFoundError:
            return None
        builds = [_to_build(name, told["mappings"].get("_meta", {})) for name, told in sorted(answer.items())]
        return builds[0] if builds else None

    def start_first(self) -> None:
        """An empty build in use where there never was one; by one name, so that two machines make one."""
        self._make(f"{self.in_use}-build-first", self.in_use, {})

    def start_next(self) -> Build:
        """A new, empty build beside the one in use; unfinished ones are dropped first."""
        for name in self._list_builds():
            self._client.indices.delete(index=name, ignore_unavailable=True)
        self._make(f"{self.in_use}-build-{uuid.uuid4().hex}", self.next, _UNSEEN)
        # Two machines at once: both keep the same one.
        for name in sorted(self._list_names(self.next))[1:]:
            self._client.indices.delete(index=name, ignore_unavailable=True)
        found = self.find(self.next)
        if found is None:
            raise TemporarilyUnavailable("index_away")
        return found

    def note(self, name: str, through: str, count: int) -> None:
        """Write into a build how far it is."""
        self._client.indices.put_mapping(index=name, meta=make_meta(through, count))

    def switch(self, name: str) -> None:
        """This build is the one in use; harmless when it is already."""
        self._client.indices.put_settings(index=name, settings=_SEEN)
        self._client.indices.refresh(index=name)
        old = [build for build in self._list_names(self.in_use) if build != name]
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self.in_use}}]
        if name in self._list_names(self.next):
            actions.append({"remove": {"index": name, "alias": self.next}})
        # One request: searches see the old build or the new one, never none or both.
        self._client.indices.update_aliases(actions=[*actions, *({"remove_index": {"index": one}} for one in old)])

    def _make(self, name: str, alias: str, settings: dict[str, Any]) -> None:
        try:
            self._client.indices.create(
                index=name, mappings=make_mappings(), settings=SETTINGS | settings, aliases={alias: {}}
            )
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _list_builds(self) -> list[str]:
        """Every build but the one in use."""
        in_use = self._list_names(self.in_use)
        known = self._client.indices.get(index=f"{self.in_use}-build-*", allow_no_indices=True, features="aliases")
        return [name for name in known if name not in in_use]

    def _list_names(self, alias: str) -> list[str]:
        try:
            return list(self._client.indices.get_alias(name=alias))
        except NotFoundError:
            return []


class ElasticsearchBuild:
    """The build beside the one in use; writers of the outbox on every machine write to it too."""

    def __init__(self, client: Elasticsearch, builds: Builds, build: Build) -> None:
        self._client = client
        self._builds = builds
        self._name = build.name
        self.through = build.through
        self.count = build.count

    def put_documents(self, documents: Sequence[IndexDocument], *, through: str) -> tuple[str, ...]:
        refused = send_documents(self._client, self._name, documents, is_alias=False)
        reached("index.build_written")
        count = self.count + len(documents) - len(refused)
        with translated():
            self._builds.note(self._name, through, count)
        self.through, self.count = through, count
        reached("index.build_noted")
        return tuple(sorted(refused))

    def delete_documents(self, result_ids: Sequence[str]) -> None:
        write_bulk(self._client, ({"_op_type": "delete", "_index": self._name, "_id": one} for one in result_ids))

    def switch(self) -> None:
        with translated():
            self._builds.switch(self._name)
        reached("index.committed")


def send_documents(
    client: Elasticsearch, target: str, documents: Sequence[IndexDocument], *, is_alias: bool = True
) -> set[str]:
    """Add or replace what is not older than what is there; ids of those that cannot be indexed.

    An alias that is gone by then (switched away) is an error of the server's, never a new index without our fields.
    """
    refused, actions = set(), []
    for document in documents:
        try:
            source = make_source(document)
        except UnicodeEncodeError:
            refused.add(document.result_id)
            continue
        action = {
            "_index": target,
            "_id": document.result_id,
            "_version": document.version,
            "_version_type": "external_gte",
            "_source": source,
        }
        actions.append(action | ({"require_alias": True} if is_alias else {}))
    return refused | write_bulk(client, actions)


def _to_build(name: str, meta: dict[str, Any]) -> Build:
    return Build(name, str(meta.get("form", "")), str(meta.get("through", "")), int(meta.get("count", 0)))
