"""Here live the options every command shares, and what a command knows of its caller."""

from __future__ import annotations

import functools
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

from pipelines.resources import Resources, open_resources
from pipelines.settings import Settings, read_settings

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Session:
    """One call of the command: settings, who asks, language, and whether JSON is wanted."""

    settings: Settings
    person: str
    language: str
    as_json: bool

    def with_jobs(self, jobs: int) -> Session:
        """The same call with so many pages read at once."""
        return replace(self, settings=replace(self.settings, jobs=jobs))

    @contextmanager
    def open(self) -> Iterator[Resources]:
        with open_resources(self.settings) as resources:
            yield resources


def with_session(function: Command) -> Command:
    """Give a command `--json --home --lang --as` and a `session` as its first argument."""

    @click.option("--json", "as_json", is_flag=True, help="Một tài liệu JSON / one JSON document.")
    @click.option("--home", metavar="FOLDER", default=None, help="Thư mục dữ liệu (SOHOA_HOME).")
    @click.option("--lang", type=click.Choice(["vi", "en"]), default=None, help="Ngôn ngữ / language.")
    @click.option("--as", "person", metavar="USER", default=None, help="Người thực hiện / who does it.")
    @click.pass_context
    @functools.wraps(function)
    def wrapped(
        ctx: click.Context,
        /,
        as_json: bool,
        home: str | None,
        lang: str | None,
        person: str | None,
        **arguments: Any,
    ) -> Any:
        session = Session(
            settings=read_settings(home=home or _find_outer(ctx, "home")),
            person=f"cli:{person or _find_outer(ctx, 'person') or getpass.getuser()}",
            language=lang or _find_outer(ctx, "lang") or "vi",
            as_json=as_json or bool(_find_outer(ctx, "as_json")),
        )
        return function(session, **arguments)

    return wrapped  # type: ignore[return-value]


def _find_outer(ctx: click.Context, name: str) -> Any:
    """What was given before the command's own name: to the program, or to a group that is a command too."""
    outer = ctx.parent
    while outer is not None and not outer.params.get(name):
        outer = outer.parent
    return outer.params[name] if outer is not None else None
