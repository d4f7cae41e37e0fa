"""`python -m benchmarks.servers start|stop|status|settings|versions`: real servers in the background."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click

from benchmarks.servers.elasticsearch import VERSION as ELASTICSEARCH
from benchmarks.servers.postgresql import find_postgresql
from benchmarks.servers.prefect import get_version
from benchmarks.servers.running import ServerUnavailable, find_program
from benchmarks.servers.stack import Stack, find_stack_ports, to_shell
from pipelines.care.health import check_health
from pipelines.settings import read_settings

_FOLDER = Path(__file__).parents[2] / "var-services"
folder_option = click.option("--folder", type=click.Path(path_type=Path), default=_FOLDER, help="Where their data lie.")


@click.group()
def servers() -> None:
    """SeaweedFS, PostgreSQL, Elasticsearch, a Prefect server and a worker, on this machine alone."""


@servers.command()
@folder_option
@click.option("--free-ports", is_flag=True, help="Any free ports, instead of the fixed ones.")
def start(folder: Path, free_ports: bool) -> None:
    """Start them, wait until each answers, print the settings."""
    stack = Stack(folder.absolute())
    try:
        stack.start(find_stack_ports() if free_ports else None)
    except ServerUnavailable as error:
        raise click.ClickException(str(error)) from error
    _tell(stack)


@servers.command()
@folder_option
def stop(folder: Path) -> None:
    """Stop them; their data stay."""
    Stack(folder.absolute()).stop()


@servers.command()
@folder_option
def status(folder: Path) -> None:
    """What runs, and what each answers."""
    stack = Stack(folder.absolute())
    if not stack.read_settings():
        print("not running")
        raise SystemExit(1)
    _tell(stack)


@servers.command()
@folder_option
def settings(folder: Path) -> None:
    """The settings as lines for a shell; nothing while they do not run."""
    print(to_shell(Stack(folder.absolute()).read_settings()), end="")


@servers.command()
def versions() -> None:
    """What would be started: programs and releases."""
    for name, command in (
        ("SeaweedFS", [find_program("weed"), "version"]),
        ("PostgreSQL", [find_postgresql("postgres"), "--version"]),
        ("Java", [find_program("java"), "--version"]),
    ):
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        print(f"{name:14} {told.splitlines()[0]}")
    print(f"{'Elasticsearch':14} {ELASTICSEARCH}")
    print(f"{'Prefect':14} {version('prefect')}")


@servers.command(hidden=True)
@folder_option
@click.option("--ports", required=True)
def keep(folder: Path, ports: str) -> None:
    """Run them in this process's care."""
    Stack(folder).keep([int(port) for port in ports.split(",")])


def _tell(stack: Stack) -> None:
    told = stack.read_settings()
    for one in check_health(read_settings(told, working_folder=stack.folder)):
        if one.name in ("objects", "catalogue", "index", "prefect"):
            version = get_version(one.url) if one.name == "prefect" and one.ok else one.version
            print(f"{one.name:10} {'ok' if one.ok else 'FAULT'} {version} {one.url} {one.message}".rstrip())
    print()
    print(to_shell(told), end="")


if __name__ == "__main__":
    sys.exit(servers())
